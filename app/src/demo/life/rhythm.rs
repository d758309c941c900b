//! The rhythm of wards: how long patients stay, how full wards like to be, and at which hours of the week people come. The
//! figures are plausible, not measured: the city is invented.

use sigap_kernel::{BedType, CareClass, Isolation, Pool};

/// Seconds of an hour and of a day.
pub(super) const HOUR_S: i64 = 3_600;
pub(super) const DAY_S: i64 = 24 * HOUR_S;
/// The first day of the clock was a Thursday.
const FIRST_WEEKDAY: i64 = 3;

/// Who comes unplanned, by hour, against the average of the day: few before dawn, most before noon and after dusk.
const UNPLANNED: [f64; 24] = [
    0.55, 0.45, 0.40, 0.38, 0.40, 0.50, 0.70, 0.95, 1.20, 1.40, 1.50, 1.45, 1.30, 1.20, 1.15, 1.15, 1.20, 1.30, 1.40, 1.45, 1.35, 1.15,
    0.90, 0.70,
];
/// Who has an appointment, by hour: in the morning.
const PLANNED: [f64; 24] =
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 4.0, 6.0, 5.5, 3.5, 2.0, 1.0, 0.6, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// Appointments by day of the week, Monday first.
const PLANNED_DAYS: [f64; 7] = [1.5, 1.4, 1.3, 1.2, 1.0, 0.4, 0.2];
/// The largest values of the tables above.
const UNPLANNED_MOST: f64 = 1.5;
const PLANNED_MOST: f64 = 9.0;

/// How patients pass through a kind of bed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flow {
    /// Seconds a patient stays on average.
    pub(super) stay_s: f64,
    /// How full such a ward is on average, as a part of its beds.
    pub(super) fullness: f64,
    /// The part of patients who come by appointment.
    pub(super) planned: f64,
    /// Whether patients leave late in the morning, after the round.
    pub(super) leaves_after_round: bool,
}

impl Flow {
    /// The flow through a kind of bed.
    pub(super) fn of(pool: &Pool) -> Self {
        use BedType as T;
        let intensive = |hours: f64, fullness| Self::by_hours(hours, fullness, 0.1, false);
        match pool.bed_type {
            T::Emergency => Self::by_hours(6.0, 0.62, 0.0, false),
            T::Delivery => Self::by_hours(11.0, 0.55, 0.1, false),
            T::Psychiatric => Self::by_hours(17.0 * 24.0, 0.80, 0.4, true),
            T::Perinatology => Self::by_hours(84.0, 0.72, 0.0, true),
            T::Hcu => intensive(62.0, 0.76),
            T::Nicu | T::NicuVentilator => intensive(150.0, 0.80),
            T::Picu | T::PicuVentilator => intensive(100.0, 0.72),
            T::Icu | T::IcuVentilator | T::Iccu | T::IccuVentilator | T::Ricu | T::RicuVentilator => intensive(92.0, 0.80),
            T::General | T::Unmapped if pool.isolation != Isolation::No => Self::by_hours(120.0, 0.60, 0.0, true),
            T::General | T::Unmapped => Self::ordinary(pool.class),
        }
    }

    fn ordinary(class: CareClass) -> Self {
        let fullness = match class {
            CareClass::Vvip => 0.55,
            CareClass::Vip | CareClass::Utama => 0.66,
            CareClass::One => 0.74,
            CareClass::Two => 0.78,
            CareClass::Three | CareClass::Kris | CareClass::None => 0.83,
        };
        Self::by_hours(92.0, fullness, 0.35, true)
    }

    fn by_hours(stay_h: f64, fullness: f64, planned: f64, leaves_after_round: bool) -> Self {
        Self { stay_s: stay_h * 3_600.0, fullness, planned, leaves_after_round }
    }

    /// How many come at an instant (seconds of local time), against the average of the week.
    pub(super) fn coming(&self, at_s: i64) -> f64 {
        let (day, hour) = weekday_hour(at_s);
        let value = |table: &[f64], place: usize| table.get(place).copied().unwrap_or(1.0);
        self.planned * value(&PLANNED, hour) * value(&PLANNED_DAYS, day) + (1.0 - self.planned) * value(&UNPLANNED, hour)
    }

    /// What `coming` never exceeds.
    pub(super) fn coming_most(&self) -> f64 {
        self.planned * PLANNED_MOST + (1.0 - self.planned) * UNPLANNED_MOST
    }
}

/// Day of the week, Monday being 0, and hour of the day of an instant of local time.
fn weekday_hour(at_s: i64) -> (usize, usize) {
    let day = (at_s.div_euclid(DAY_S) + FIRST_WEEKDAY).rem_euclid(7);
    let hour = at_s.rem_euclid(DAY_S) / HOUR_S;
    (usize::try_from(day).unwrap_or(0), usize::try_from(hour).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appointments_are_in_the_morning_of_working_days() {
        // 2026-11-23 is a Monday.
        let monday = sigap_kernel::UtcMs::parse_rfc3339("2026-11-23T00:00:00Z").unwrap().0 / 1_000;
        assert_eq!(weekday_hour(monday), (0, 0));
        let flow = Flow::of(&Pool::general(CareClass::Two));
        let at = |day: i64, hour: i64| flow.coming(monday + day * DAY_S + hour * HOUR_S);
        assert!(at(0, 8) > 3.0 * at(6, 8), "Monday and Sunday");
        assert!(at(0, 8) > 4.0 * at(0, 3), "morning and night");
        let birth = Flow::of(&Pool::of_type(BedType::Delivery));
        assert!(birth.coming(monday + 3 * HOUR_S) > 0.0);
    }

    #[test]
    fn over_a_week_as_many_come_as_on_average() {
        for &bed_type in BedType::ALL {
            let flow = Flow::of(&Pool::of_type(bed_type));
            let all: Vec<f64> = (0..7 * 24).map(|hour| flow.coming(hour * HOUR_S)).collect();
            let mean = all.iter().sum::<f64>() / 168.0;
            assert!((0.97..1.03).contains(&mean), "{bed_type}: {mean}");
            assert!(all.iter().all(|coming| *coming <= flow.coming_most()), "{bed_type}");
        }
    }
}
