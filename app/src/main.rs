//! The program `sigap`. Everything it does stands in the library of the same name, where tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    sigap::cli::run(std::env::args_os())
}
