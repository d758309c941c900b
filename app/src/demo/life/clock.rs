//! The clock of the city: it begins at the real hour and then runs faster.

use sigap_kernel::{UtcMs, Zone};
use tokio::time::Instant;

/// Seconds of the city's local time.
#[derive(Debug, Clone, Copy)]
pub(super) struct CityClock {
    started: Instant,
    from_s: i64,
    speed: f64,
}

impl CityClock {
    /// A clock that begins now, in a zone, and runs `speed` times as fast.
    pub(super) fn start(now: UtcMs, zone: Zone, speed: f64) -> Self {
        Self { started: Instant::now(), from_s: now.0.div_euclid(1_000) + i64::from(zone.offset_h()) * 3_600, speed }
    }

    /// The city's local time, in seconds.
    #[allow(clippy::cast_possible_truncation)] // seconds since the start fit
    pub(super) fn now_s(&self) -> i64 {
        self.from_s.saturating_add((self.started.elapsed().as_secs_f64() * self.speed) as i64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_hour_of_the_city_passes_in_a_minute() {
        let clock = CityClock::start(UtcMs(0), Zone::Wib, 60.0);
        assert_eq!(clock.now_s(), 7 * 3_600);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(clock.now_s(), 8 * 3_600);
    }
}
