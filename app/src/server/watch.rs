//! Looks at the machine: room on the disk, jumps of the clock. What is wrong is logged once and told by readiness.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use sigap_kernel::{UtcMs, World};
use tokio::time::Instant;

use crate::config::Watch;

/// How often the machine is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// How long a jump of the clock stays a finding.
const JUMP_KEPT_MIN: i64 = 10;
/// A megabyte.
const MB: u64 = 1_000_000;

/// What was seen last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Seen {
    /// Megabytes free for the data folder; absent when the disk could not be asked.
    pub(crate) disk_free_mb: Option<u64>,
    /// Whether that is below what was set.
    pub(crate) disk_low: bool,
    /// By how many seconds the clock jumped, for a few minutes after it did; negative is backwards.
    pub(crate) clock_jumped_s: Option<i64>,
    #[serde(skip)]
    pub(super) jumped_at: Option<UtcMs>,
}

/// The watch over one machine. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct MachineWatch {
    seen: Arc<Mutex<Seen>>,
    rules: Watch,
}

impl MachineWatch {
    /// A watch that has seen nothing yet.
    #[must_use]
    pub(crate) fn new(rules: Watch) -> Self {
        Self { seen: Arc::default(), rules }
    }

    /// What was seen last.
    #[must_use]
    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks until the program ends.
    pub(crate) async fn run(self, world: World, folder: PathBuf) {
        let (mut then, mut ticks) = (world.now(), Instant::now());
        loop {
            let (now, tick) = (world.now(), Instant::now());
            self.look(now, drift_s(then, now, tick - ticks), disk_free_mb(&folder));
            (then, ticks) = (now, tick);
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// One look. Says in the log what has changed since the last one.
    fn look(&self, now: UtcMs, drift_s: i64, disk_free_mb: Option<u64>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let low = disk_free_mb.is_some_and(|free| free < self.rules.disk_free_min_mb);
        if low && !seen.disk_low {
            tracing::error!(
                free_mb = disk_free_mb,
                min_mb = self.rules.disk_free_min_mb,
                "the disk is nearly full: make room, or writing will stop"
            );
        }
        if !low && seen.disk_low {
            tracing::info!(free_mb = disk_free_mb, "the disk has room again");
        }
        (seen.disk_free_mb, seen.disk_low) = (disk_free_mb, low);
        if drift_s.unsigned_abs() >= self.rules.clock_jump_s {
            tracing::error!(drift_s, "the clock of this machine jumped: ages and codes may be wrong; check its time service");
            (seen.clock_jumped_s, seen.jumped_at) = (Some(drift_s), Some(now));
        } else if seen.jumped_at.is_some_and(|at| (now.0 - at.0).abs() > JUMP_KEPT_MIN * 60_000) {
            (seen.clock_jumped_s, seen.jumped_at) = (None, None);
        }
    }
}

/// Seconds by which the clock moved more than time passed.
fn drift_s(then: UtcMs, now: UtcMs, passed: Duration) -> i64 {
    let passed_ms = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
    now.0.saturating_sub(then.0).saturating_sub(passed_ms) / 1_000
}

/// Megabytes free for unprivileged writers on the disk of a folder.
fn disk_free_mb(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize) / MB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_fills_up_is_said_until_it_has_room() {
        let watch = MachineWatch::new(Watch { disk_free_min_mb: 100, clock_jump_s: 5 });
        for (free, low) in [(Some(200), false), (Some(99), true), (None, false), (Some(1), true), (Some(100), false)] {
            watch.look(UtcMs(0), 0, free);
            assert_eq!((watch.seen().disk_low, watch.seen().disk_free_mb), (low, free));
        }
    }

    #[test]
    fn a_clock_that_jumps_is_said_for_a_while() {
        let watch = MachineWatch::new(Watch { disk_free_min_mb: 100, clock_jump_s: 5 });
        let noon = UtcMs(1_790_000_000_000);
        let back = drift_s(noon, noon.plus_min(-60), Duration::from_secs(10));
        assert_eq!(back, -3_610);
        watch.look(noon.plus_min(-60), back, None);
        assert_eq!(watch.seen().clock_jumped_s, Some(-3_610));
        watch.look(noon.plus_min(-55), 0, None);
        assert_eq!(watch.seen().clock_jumped_s, Some(-3_610));
        watch.look(noon.plus_min(-49), 0, None);
        assert_eq!(watch.seen().clock_jumped_s, None);
    }

    #[test]
    fn ordinary_ticking_is_no_jump() {
        let noon = UtcMs(1_790_000_000_000);
        assert_eq!(drift_s(noon, noon.plus_s(10), Duration::from_millis(10_050)), 0);
        assert!(disk_free_mb(Path::new("/")).is_some());
    }
}
