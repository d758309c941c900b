//! The chance on arrival: what is learned, what follows, and what it is held against.

mod learned;
mod outlooks;
mod scored;
