#![doc = include_str!("../README.md")]

pub mod aplicares;
pub mod bpjs;
pub mod lenient;
pub mod sheet;

#[cfg(test)]
mod tests;
