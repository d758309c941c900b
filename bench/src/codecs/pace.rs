//! `Pace`: how often a second something can be done, by the processor's time and by the clock.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use super::Load;
use crate::size::Size;

/// How often a second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// By the time this thread had the processor.
    pub(super) cpu_per_s: f64,
    /// By the clock.
    pub(super) clock_per_s: f64,
}

impl Pace {
    const NONE: Pace = Pace { cpu_per_s: 0.0, clock_per_s: 0.0 };

    fn or_faster(self, other: Pace) -> Pace {
        if other.cpu_per_s > self.cpu_per_s { other } else { self }
    }
}

/// The work of a load and its reference, each as fast as it was in its best round: whatever else goes on only takes away.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paces {
    pub(super) work: Pace,
    pub(super) reference: Pace,
}

/// Measures every load by turns, again and again: what the machine does meanwhile meets all of them, and no load in all its rounds.
pub(super) fn paces(size: &Size, loads: &[&Load]) -> Vec<Paces> {
    let mut best = vec![Paces { work: Pace::NONE, reference: Pace::NONE }; loads.len()];
    for _ in 0..size.codec_rounds {
        for (best, load) in best.iter_mut().zip(loads) {
            best.work = best.work.or_faster(round(size.codec_round, &load.work));
            best.reference = best.reference.or_faster(round(size.codec_round, &load.reference));
        }
    }
    best
}

/// Does it for so long, at least once; looks at the clocks more rarely the faster it is.
fn round(lasting: Duration, work: &dyn Fn() -> usize) -> Pace {
    let (mut done, mut at_once) = (0_u32, 1_u32);
    let (begun, begun_cpu) = (Instant::now(), cpu_time());
    loop {
        for _ in 0..at_once {
            black_box(work());
        }
        done = done.saturating_add(at_once);
        let clock = begun.elapsed();
        if clock >= lasting {
            let per_s = |time: Duration| f64::from(done) / time.as_secs_f64().max(1e-9);
            return Pace { cpu_per_s: per_s(cpu_time().saturating_sub(begun_cpu)), clock_per_s: per_s(clock) };
        }
        if clock * 8 < lasting {
            at_once = at_once.saturating_mul(2);
        }
    }
}

/// The time this thread had the processor so far.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
