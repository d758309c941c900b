//! The pages of the room: who asks, find the thing, act, answer.
