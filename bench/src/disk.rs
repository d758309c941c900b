//! What the disk gives by itself: the reference for everything that has to be durable before it is answered.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::latency::Latencies;

/// Bytes appended before each sync: a page of the database.
const PAGE_BYTES: usize = 4_096;
/// How long the disk is asked.
const LASTING: Duration = Duration::from_millis(1_500);

/// How long it takes to append a page to a file in `folder` and have it on the disk (fdatasync), again and again.
///
/// # Errors
/// When the folder cannot be written.
pub(crate) fn page_syncs(folder: &Path) -> Result<Latencies> {
    let path = folder.join("page-syncs");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let (page, begun, mut latencies) = ([7; PAGE_BYTES], Instant::now(), Latencies::default());
    while begun.elapsed() < LASTING {
        let due = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        latencies.note(due.elapsed());
    }
    std::fs::remove_file(&path)?;
    Ok(latencies)
}
