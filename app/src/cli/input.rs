//! What a command reads from files and from standard input: texts of a bounded size, and secrets without their last line
//! feed.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::command::{Failure, Secret, exit};

/// Bytes of a secret with its line feed.
const SECRET_BYTES_MAX: u64 = 4_096;

/// Where a secret comes from, in the order in which it should be preferred.
#[derive(Debug, Clone, Default)]
pub(super) struct SecretSource {
    pub(super) file: Option<PathBuf>,
    pub(super) stdin: bool,
    pub(super) argument: Option<String>,
}

impl SecretSource {
    /// The secret, when one was given. `option` is the name of the argument form, for the warning.
    pub(super) fn read(self, option: &str) -> Result<Option<Secret>, Failure> {
        let text = match self {
            Self { file: Some(file), .. } => text(&file, SECRET_BYTES_MAX)?,
            Self { stdin: true, .. } => as_text(bounded(std::io::stdin().lock(), SECRET_BYTES_MAX, "standard input")?, "standard input")?,
            Self { argument: Some(argument), .. } => {
                super::show::note(&format!(
                    "sigap: warning: {option} shows the secret to everyone who can list processes; prefer {option}-file or {option}-stdin"
                ));
                argument
            }
            Self { .. } => return Ok(None),
        };
        let secret = text.trim_end_matches(['\n', '\r']);
        if secret.is_empty() {
            return Err(Failure::new("the secret is empty", format!("check what was given to {option}")).with_exit(exit::USAGE));
        }
        Ok(Some(Secret::new(secret)))
    }
}

/// A file of at most `bytes_max` bytes.
pub(super) fn bytes(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path)
        .map_err(|error| Failure::new(format!("the file {name} cannot be read: {error}"), "check the name and whether you may read it"))?;
    bounded(file, bytes_max, &name)
}

/// A text from a file of at most `bytes_max` bytes.
pub(super) fn text(path: &Path, bytes_max: u64) -> Result<String, Failure> {
    as_text(bytes(path, bytes_max)?, &path.display().to_string())
}

fn as_text(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("{name} is not UTF-8 text"), "save it as UTF-8"))
}

fn bounded(from: impl std::io::Read, bytes_max: u64, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = from.take(bytes_max + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("{name} cannot be read: {error}"), ""))?;
    if bytes.len() as u64 > bytes_max {
        return Err(Failure::new(format!("{name} is larger than {bytes_max} bytes"), "give a smaller one"));
    }
    Ok(bytes)
}
