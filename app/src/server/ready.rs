//! Readiness in detail, for the operator: what is well, what is not, and the figures behind it.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use sigap_kernel::Actor;
use sigap_web::{Floor, readiness};

use super::drain::Drain;
use super::watch::{MachineWatch, Seen};
use crate::wiring::Gauge;

/// Seconds a due job may wait before readiness says that work is behind.
const JOB_BEHIND_S: i64 = 60;

/// How long the figures of the jobs may take before they are left out.
const FIGURES_WITHIN: Duration = Duration::from_secs(2);

/// Knows how the program stands. Cheap to clone.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) floor: Floor,
    pub(super) watch: MachineWatch,
    pub(super) gauges: Arc<[Gauge]>,
    pub(super) drain: Drain,
}

/// How the program stands.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Standing {
    /// Whether requests should come here.
    pub(super) ready: bool,
    /// What a person should look at; empty when all is well.
    pub(super) findings: Vec<String>,
    /// Live streams open.
    pub(super) open_streams: usize,
    /// Work that waits; absent when the database does not answer.
    pub(super) jobs: Option<Work>,
    /// The machine.
    pub(super) machine: Seen,
    /// Figures of the rooms, by name.
    pub(super) rooms: Vec<Figure>,
}

/// Work that waits.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Work {
    pub(super) waiting: i64,
    pub(super) running: i64,
    pub(super) given_up: i64,
    pub(super) due_age_s: i64,
}

/// One figure of a room.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figure {
    pub(super) name: &'static str,
    #[serde(skip)]
    pub(super) means: &'static str,
    pub(super) value: i64,
}

impl Ready {
    pub(super) async fn standing(&self) -> Standing {
        let database = readiness(&self.floor).await;
        let jobs = tokio::time::timeout(FIGURES_WITHIN, self.jobs()).await.ok().flatten();
        let machine = self.watch.seen();
        let mut rooms = Vec::with_capacity(self.gauges.len());
        for gauge in self.gauges.iter() {
            // None of them is worth an answer that comes too late.
            if database.is_ok()
                && let Some(value) = gauge.read().await
            {
                rooms.push(Figure { name: gauge.name, means: gauge.means, value });
            }
        }
        let ready = database.is_ok() && !self.drain.has_begun();
        let mut findings = findings(database, jobs.as_ref(), &machine, self.drain.has_begun());
        findings.extend(self.floor.db().findings());
        Standing { ready, findings, open_streams: self.floor.live().open_streams(), jobs, machine, rooms }
    }

    async fn jobs(&self) -> Option<Work> {
        let now = self.floor.world().ctx(Actor::System("readiness")).now();
        let figures = sigap_jobs::figures(self.floor.db(), now).await.ok()?;
        let sigap_jobs::Figures { waiting, running, given_up, due_age_s } = figures;
        Some(Work { waiting, running, given_up, due_age_s })
    }
}

fn findings(database: Result<(), &str>, jobs: Option<&Work>, machine: &Seen, stopping: bool) -> Vec<String> {
    let mut found = Vec::new();
    if stopping {
        found.push("the program is stopping".to_owned());
    }
    if let Err(why) = database {
        found.push(format!("{why} does not answer"));
    }
    if let Some(work) = jobs.filter(|work| work.due_age_s > JOB_BEHIND_S) {
        found.push(format!("work is behind by {} s", work.due_age_s));
    }
    if machine.disk_low {
        found.push(format!("the disk is nearly full: {} MB free", machine.disk_free_mb.unwrap_or_default()));
    }
    if let Some(by_s) = machine.clock_jumped_s {
        found.push(format!("the clock jumped by {by_s} s"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_should_look_at_is_said_in_words() {
        let well = Seen::default();
        let work = |due_age_s| Work { waiting: 0, running: 0, given_up: 0, due_age_s };
        assert_eq!(findings(Ok(()), Some(&work(60)), &well, false), Vec::<String>::new());
        let mut full = well.clone();
        (full.disk_free_mb, full.disk_low, full.clock_jumped_s) = (Some(3), true, Some(-70));
        let said = findings(Err("database"), Some(&work(61)), &full, true).join("; ");
        for part in ["stopping", "database does not answer", "behind by 61 s", "3 MB free", "jumped by -70 s"] {
            assert!(said.contains(part), "{part} is not in {said}");
        }
    }
}
