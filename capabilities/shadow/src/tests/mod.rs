//! What the room must hold: rules, store on both engines, pages and refusals, a file each when it has its first test.
