//! The types and rules of the room. No async, no SQL, no pages: the state machines live here.
