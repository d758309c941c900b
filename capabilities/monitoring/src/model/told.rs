//! What a hospital tells of a month: as typed, checked, and held against itself.

use serde::{Deserialize, Serialize};
use sigap_availability::indicators::{Deaths, Oddity, Period, Stated, oddities};
use sigap_kernel::{FieldErrors, UtcMs};

use super::{Month, fraction};

/// Thousandths of a unit.
pub const MILLI: i64 = 1_000;
/// Beds of the largest hospital, several times over.
const BEDS_MAX: i64 = 20_000;
/// Patient-days, patients and stays of a month that can be no slip of the finger.
const DAYS_MAX: i64 = 2_000_000;
/// The largest figure a hospital may state, thousandths.
const STATED_MAX: i64 = 10_000 * MILLI;

/// The figures of a month as a hospital tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// TT: beds.
    pub beds: i64,
    /// HP: patient-days.
    pub patient_days: i64,
    /// Discharged alive.
    pub alive: i64,
    /// Died within 48 hours of admission.
    pub died_early: i64,
    /// Died later.
    pub died_late: i64,
    /// LD: length of stay of those discharged.
    pub stay_days: Option<i64>,
    /// Stated BOR, thousandths of a per cent.
    pub bor_milli: Option<i64>,
    /// Stated AvLOS, thousandths of a day.
    pub avlos_milli: Option<i64>,
    /// Stated TOI, likewise.
    pub toi_milli: Option<i64>,
    /// Stated BTO, thousandths.
    pub bto_milli: Option<i64>,
}

/// Figures as they are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) version: i64,
    pub(crate) figures: Figures,
    pub(crate) told_at: UtcMs,
    pub(crate) told_by: String,
}

impl Figures {
    /// The period they tell of.
    pub(crate) fn period(&self, month: Month) -> Period {
        let deaths = self.died_early + self.died_late;
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Period {
            days: fraction(month.days()),
            bed_days: fraction(self.beds * month.days()),
            patient_days: fraction(self.patient_days),
            discharged: Some(fraction(self.alive + deaths)),
            stay_days: self.stay_days.map(fraction),
            deaths: Some(Deaths { all: count(deaths), late: count(self.died_late) }),
        }
    }

    /// The figures the hospital states.
    pub(crate) fn stated(&self) -> Stated {
        let unit = |milli: Option<i64>| milli.map(|milli| fraction(milli) / fraction(MILLI));
        Stated {
            bor_pct: unit(self.bor_milli),
            avlos_days: unit(self.avlos_milli),
            toi_days: unit(self.toi_milli),
            bto: unit(self.bto_milli),
        }
    }

    /// What to look at again.
    pub(crate) fn oddities(&self, month: Month) -> Vec<Oddity> {
        oddities(&self.period(month), &self.stated())
    }
}

/// The form as typed, by the name of its field.
pub(crate) struct Raw<'a>(pub(crate) &'a dyn Fn(&str) -> String);

impl Raw<'_> {
    /// All mistakes together, or the figures.
    pub(crate) fn read(&self) -> Result<Figures, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut need = |field: &str, most: i64| match whole(&(self.0)(field), most) {
            Ok(Some(number)) => number,
            Ok(None) => {
                errors.add(field, "field-required");
                0
            }
            Err(message) => {
                errors.add(field, message);
                0
            }
        };
        let (beds, patient_days) = (need("beds", BEDS_MAX), need("patient_days", DAYS_MAX));
        let (alive, died_early, died_late) = (need("alive", DAYS_MAX), need("died_early", DAYS_MAX), need("died_late", DAYS_MAX));
        let mut may = |field: &str, read: Result<Option<i64>, String>| {
            read.unwrap_or_else(|message| {
                errors.add(field, message);
                None
            })
        };
        let stay_days = may("stay_days", whole(&(self.0)("stay_days"), DAYS_MAX));
        let mut stated = |field: &str| may(field, thousandths(&(self.0)(field)));
        let figures = Figures {
            bor_milli: stated("bor"),
            avlos_milli: stated("avlos"),
            toi_milli: stated("toi"),
            bto_milli: stated("bto"),
            beds,
            patient_days,
            alive,
            died_early,
            died_late,
            stay_days,
        };
        if errors.first("beds").is_none() && beds == 0 {
            errors.add("beds", "figures-no-beds");
        }
        errors.into_result(Some(figures))
    }
}

/// A whole number; empty is none.
fn whole(typed: &str, most: i64) -> Result<Option<i64>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let grouped = typed.split(['.', ' ', ',']).skip(1).all(|three| three.len() == 3);
    let digits: String = typed.chars().filter(|c| !matches!(c, '.' | ' ' | ',')).collect();
    let is_plain = grouped && !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse::<i64>().ok().filter(|_| is_plain).ok_or("figures-whole")?;
    if number > most { Err(format!("figures-too-large?max={most}")) } else { Ok(Some(number)) }
}

/// A number with at most three decimals after a comma or a point, in thousandths; empty is none.
fn thousandths(typed: &str) -> Result<Option<i64>, String> {
    let typed = typed.trim().trim_end_matches('%').trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let (units, part) = typed.split_once([',', '.']).unwrap_or((typed, ""));
    let is_plain = |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if units.is_empty() || !is_plain(units, 6) || !is_plain(part, 3) {
        return Err("figures-decimal".to_owned());
    }
    let part = format!("{part:0<3}");
    let milli = units.parse::<i64>().unwrap_or(i64::MAX / 2 / MILLI) * MILLI + part.parse::<i64>().unwrap_or(0);
    if milli > STATED_MAX { Err(format!("figures-too-large?max={}", STATED_MAX / MILLI)) } else { Ok(Some(milli)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (typed, expected) in [("2250", Ok(Some(2250))), ("2.250", Ok(Some(2250))), (" 1,234,567 ", Ok(Some(1_234_567))), ("", Ok(None))]
        {
            assert_eq!(whole(typed, DAYS_MAX), expected, "{typed}");
        }
        for typed in ["-1", "22.5", "1e3", "dua", "2.2500", "."] {
            assert_eq!(whole(typed, DAYS_MAX), Err("figures-whole".to_owned()), "{typed}");
        }
        assert_eq!(whole("20001", BEDS_MAX), Err("figures-too-large?max=20000".to_owned()));
        for (typed, expected) in [("75", 75_000), ("75,0", 75_000), ("4.3", 4_300), ("1,625 %", 1_625)] {
            assert_eq!(thousandths(typed), Ok(Some(expected)), "{typed}");
        }
        for typed in ["-1", ",5", "1,2345", "1.000,5", "NaN", "inf"] {
            assert_eq!(thousandths(typed), Err("figures-decimal".to_owned()), "{typed}");
        }
    }

    #[test]
    fn the_worked_month_told_by_a_hospital_is_not_odd() {
        let month: Month = "2026-09".parse().unwrap();
        let good = Figures {
            beds: 100,
            patient_days: 2_250,
            alive: 485,
            died_early: 6,
            died_late: 9,
            stay_days: Some(2_150),
            bor_milli: Some(75_000),
            avlos_milli: Some(4_300),
            toi_milli: Some(1_500),
            bto_milli: Some(5_000),
        };
        assert_eq!(good.oddities(month), []);
        assert_eq!(good.period(month).indicators().bor_pct, Some(75.0));
        let odd = Figures { bor_milli: Some(82_000), ..good };
        assert_eq!(odd.oddities(month).len(), 2, "the BOR, and lines that do not meet");
    }
}
