#![doc = include_str!("../README.md")]

pub mod admin;
pub mod cli;
pub mod command;
pub mod config;
mod courier;
pub mod demo;
pub mod deployment;
mod gateways;
mod heads;
pub mod observe;
pub mod openapi;
pub mod server;
pub mod tls;
pub mod wiring;

/// Thousands of small pieces come and go with every second of reports; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(test)]
mod tests;
