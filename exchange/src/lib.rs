#![doc = include_str!("../README.md")]

pub mod aplicares;
pub mod bpjs;
pub mod fhir;
pub mod have;
pub mod lenient;
pub mod osmand;
pub mod owntracks;
pub mod position;
pub mod sheet;
pub mod siranap;
pub mod wire;

#[cfg(test)]
mod tests;
