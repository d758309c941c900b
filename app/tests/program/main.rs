//! Tests of the program as operators run it: the built binary, its words, its exit codes, on both engines.

mod backup;
mod city;
mod help;
mod people;
mod registry;
mod serving;
