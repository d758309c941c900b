#![doc = include_str!("../README.md")]

pub mod aplicares;
pub mod bpjs;
pub mod lenient;
pub mod osmand;
pub mod owntracks;
pub mod position;

#[cfg(test)]
mod tests;
