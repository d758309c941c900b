#![doc = include_str!("../README.md")]

mod model;
mod pages;
mod service;
mod store;
#[cfg(test)]
mod tests;
