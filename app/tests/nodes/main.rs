//! Tests of two nodes on two PostgreSQL servers, as `deploy/postgres` sets them up: real programs, real servers, TLS between all of them.
//! They are the proof that the example works: settings and steps are read from there.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // the helpers of tests stop at the first surprise

mod flow;
mod node;
mod pair;
mod promises;
mod stand;
mod tests;
mod web;
