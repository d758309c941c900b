//! The limit of open files: every connection is one, and the usual 1,024 are fewer than the pages of one city.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Open files wanted: connections, database, and room to spare.
const OPEN_FILES_WANTED: u64 = 65_536;

/// Raises this process's limit towards what is wanted, as far as the system allows.
///
/// The limit is looked up in a file first: where it is high enough already, no system call is made that a hardened service
/// may be forbidden.
pub(super) fn raise_open_files() {
    let Some((soft, hard)) = std::fs::read_to_string("/proc/self/limits").ok().and_then(|text| open_files(&text)) else { return };
    let wanted = hard.map_or(OPEN_FILES_WANTED, |hard| hard.min(OPEN_FILES_WANTED));
    if soft.is_none_or(|soft| soft >= wanted) {
        return;
    }
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: hard }) {
        tracing::warn!(%error, "the limit of open files could not be raised: fewer pages can be open at once");
    }
}

/// The soft and the hard limit of open files; `None` inside is no limit.
fn open_files(limits: &str) -> Option<(Option<u64>, Option<u64>)> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let mut words = line.split_whitespace().map(|word| word.parse().ok());
    Some((words.next()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_read_from_the_table_of_the_system() {
        let table = "Limit   Soft Limit   Hard Limit   Units\nMax open files            1024                 1048576              files\n";
        assert_eq!(open_files(table), Some((Some(1024), Some(1_048_576))));
        assert_eq!(open_files("Max open files unlimited unlimited files"), Some((None, None)));
        assert_eq!(open_files("nothing"), None);
    }
}
