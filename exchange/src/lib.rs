#![doc = include_str!("../README.md")]

pub mod aplicares;
pub mod bpjs;
pub mod fhir;
pub mod lenient;

#[cfg(test)]
mod tests;
