//! `cargo run -p xtask -- TASK`: the house tools. Each task lives in its own file; this one only finds it by name.

mod licences;
mod migrations;
mod new_room;
mod schema_dump;
mod third_party;
mod tidy;
mod tree;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
usage: cargo run -p xtask -- TASK

  tidy                   hold the rules of the house against this checkout
  new-room NAME          lay the skeleton of a room under capabilities/NAME
  migrations             say which migrations are new or changed
  migrations --accept    write the checksums of new migrations (never of changed ones)
  schema-dump            keep the database of this version for the upgrade test (--replace: before its release, anew)
  third-party            write THIRD-PARTY.md from the lock files
  third-party --check    say whether THIRD-PARTY.md is still true

example: cargo run -p xtask -- new-room referral";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<ExitCode> {
    let root = root()?;
    match words {
        ["tidy"] => tidy::command(&root),
        ["new-room", name] => new_room::command(&root, name),
        ["migrations"] => migrations::command(&root, migrations::Wish::Tell),
        ["migrations", "--accept"] => migrations::command(&root, migrations::Wish::Accept),
        ["schema-dump"] => schema_dump::command(&root, false),
        ["schema-dump", "--replace"] => schema_dump::command(&root, true),
        ["third-party"] => third_party::command(&root, third_party::Wish::Write),
        ["third-party", "--check"] => third_party::command(&root, third_party::Wish::Check),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("there is no such task\n\n{USAGE}"),
    }
}

/// The top of the checkout: the folder above this crate's own, as cargo names it when it runs us.
fn root() -> Result<PathBuf> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    Ok(here.parent().context("xtask has no folder above it")?.to_path_buf())
}
