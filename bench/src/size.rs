//! How large everything is: national size for figures that are judged, a village for seeing that each measurement works.

use std::time::Duration;

/// The variable that asks for the village.
const QUICK: &str = "SIGAP_BENCH_QUICK";

/// All sizes of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Whether figures of this size can be held against the targets.
    pub(crate) judges: bool,
    /// Rounds in which every codec is measured; the best of them counts.
    pub(crate) codec_rounds: usize,
    /// How long one codec is measured in a round, and its reference as long.
    pub(crate) codec_round: Duration,
    /// Invented cities in which chances are held against what happened.
    pub(crate) cities: u64,
    /// Hospitals of each of them.
    pub(crate) city_hospitals_forecast: usize,
    /// Rows of the store's measurement.
    pub(crate) store_rows: usize,
    /// Of which so many are also written one by one.
    pub(crate) store_single_rows: usize,
    /// Hospitals of the country.
    pub(crate) hospitals: usize,
    /// Their wards.
    pub(crate) wards: usize,
    /// Hospitals of the city that the country is compared with.
    pub(crate) city_hospitals: usize,
    /// Of the country's hospitals so many report by Aplicares while others ask.
    pub(crate) reporters: usize,
    /// Of those, so many report rarely, so that each of their reports can be followed to the pages.
    pub(crate) probes: usize,
    /// Rooms each of them reports.
    pub(crate) rooms: usize,
    /// Reports a second that arrive while others ask.
    pub(crate) reports_meanwhile_per_s: f64,
    /// Questions a second at a steady pace.
    pub(crate) questions_per_s: f64,
    /// How long one figure is measured.
    pub(crate) lasting: Duration,
    /// Hospitals that report at once in the measurement of reports.
    pub(crate) senders: usize,
    /// Reports a second they send.
    pub(crate) reports_per_s: f64,
    /// Phones in ambulances that say where they are.
    pub(crate) phones: usize,
    /// Positions a second they send.
    pub(crate) positions_per_s: f64,
    /// Pages open at once.
    pub(crate) pages: usize,
    /// Whether a page that falls behind by more than the backlog is waited for: more than a minute.
    pub(crate) waits_for_lag: bool,
}

impl Size {
    /// As the environment says.
    pub(crate) fn of_environment() -> Self {
        if std::env::var(QUICK).is_ok_and(|value| !matches!(value.as_str(), "" | "0")) { Self::VILLAGE } else { Self::NATION }
    }

    const NATION: Size = Size {
        judges: true,
        codec_rounds: 12,
        codec_round: Duration::from_millis(40),
        cities: 5,
        city_hospitals_forecast: 60,
        store_rows: 40_000,
        store_single_rows: 2_000,
        hospitals: 3_200,
        wards: 60_000,
        city_hospitals: 28,
        reporters: 120,
        probes: 60,
        rooms: 20,
        reports_meanwhile_per_s: 1_000.0,
        questions_per_s: 2_000.0,
        lasting: Duration::from_secs(15),
        senders: 200,
        // A little more than is promised, so that a rounding does not decide.
        reports_per_s: 2_200.0,
        phones: 1_000,
        positions_per_s: 5_200.0,
        pages: 2_000,
        waits_for_lag: true,
    };

    const VILLAGE: Size = Size {
        judges: false,
        codec_rounds: 1,
        codec_round: Duration::from_millis(10),
        cities: 1,
        city_hospitals_forecast: 4,
        store_rows: 1_000,
        store_single_rows: 50,
        hospitals: 120,
        wards: 1_200,
        city_hospitals: 28,
        reporters: 12,
        probes: 4,
        rooms: 4,
        reports_meanwhile_per_s: 50.0,
        questions_per_s: 100.0,
        lasting: Duration::from_millis(1_500),
        senders: 8,
        reports_per_s: 100.0,
        phones: 20,
        positions_per_s: 100.0,
        pages: 60,
        waits_for_lag: false,
    };
}
