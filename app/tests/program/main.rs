//! Tests of the program as operators run it: the built binary, its words, its exit codes, on both engines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // the helpers of tests stop at the first surprise

mod backup;
mod city;
mod demo;
mod help;
mod journal;
mod people;
mod registry;
mod serving;
