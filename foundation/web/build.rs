//! Puts the built frontend (styles, script, font, icons) into the program, so that one file is all a city has to install.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a build that cannot go on stops

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let dist = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../frontend/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    collect(&dist, &dist, &mut files);
    files.sort();
    let mut code = String::from("static FILES: &[(&str, &[u8])] = &[\n");
    // Copied first: the bundler may be running again while this crate is compiled.
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    for (at, (name, path)) in files.iter().enumerate() {
        let copy = out.join(format!("asset-{at}"));
        fs::copy(path, &copy).unwrap();
        let _ = writeln!(code, "    ({name:?}, include_bytes!({:?})),", copy.display().to_string());
    }
    code.push_str("];\nstatic ENTRIES: &[(&str, &str)] = &[\n");
    for (entry, file) in entries(&dist) {
        let _ = writeln!(code, "    ({entry:?}, {file:?}),");
    }
    code.push_str("];\n");
    fs::write(out.join("assets.rs"), code).unwrap();
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(name) = path.strip_prefix(root) {
            let name = name.to_string_lossy().replace('\\', "/");
            if name != "manifest.json" {
                files.push((name, path.canonicalize().unwrap()));
            }
        }
    }
}

/// Source path → hashed file, from the bundler's manifest.
fn entries(dist: &Path) -> Vec<(String, String)> {
    let Ok(text) = fs::read_to_string(dist.join("manifest.json")) else { return Vec::new() };
    let manifest: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).expect("the bundler's manifest is JSON");
    manifest.iter().filter_map(|(entry, value)| Some((entry.clone(), value.get("file")?.as_str()?.to_owned()))).collect()
}
