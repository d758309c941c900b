//! The form of a new line: read as typed, checked once with all mistakes at their fields, and a checked line from then on.

use serde::Deserialize;
use sigap_availability::{OwnClass, Payer, Right, RightsRules};
use sigap_kernel::{BedType, CareClass, FieldErrors, Masked, Pool, Sex, UtcMs, WardId, Zone, clean_label};

use super::model::{LABEL_LETTERS_MAX, NewPlan, PLAN_AHEAD_DAYS_MAX, PlanKind, SINCE_DAYS_MAX, TYPING_MIN};
use crate::picture::{FacilityBeds, WardBeds};
use crate::words::{day_number, instant_of};

/// Digits in a row from which a label looks like a number of a person: a bed has fewer.
const DIGITS_IN_A_ROW_MAX: usize = 5;
const MINUTES_PER_DAY: i64 = 24 * 60;

/// The form, as it was sent.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct PlanForm {
    /// The line it adds, if it is sent for the first time.
    pub(crate) id: String,
    pub(crate) ward: String,
    pub(crate) to_ward: String,
    /// Days since 1970 on the hospital's calendar, so that a form that is sent after midnight still means its day.
    pub(crate) day: String,
    pub(crate) time: String,
    pub(crate) since_day: String,
    pub(crate) since_time: String,
    pub(crate) label: String,
}

/// A form and what it is read against.
struct Reading<'f> {
    form: &'f PlanForm,
    one: &'f FacilityBeds,
    kind: PlanKind,
    rights: &'f RightsRules,
    now: UtcMs,
    zone: Zone,
}

impl PlanForm {
    /// The line it means.
    /// # Errors
    /// Every mistake at its field.
    pub(crate) fn read(&self, one: &FacilityBeds, kind: PlanKind, rights: &RightsRules, now: UtcMs) -> Result<NewPlan, FieldErrors> {
        let reading = Reading { form: self, one, kind, rights, now, zone: one.facility.zone };
        let mut errors = FieldErrors::new();
        let ward = if kind.needs_ward() { reading.ward("ward", &self.ward, true, &mut errors) } else { None };
        let to_ward =
            if kind.takes_a_bed() { reading.ward("to_ward", &self.to_ward, kind != PlanKind::Waiting, &mut errors) } else { None };
        reading.pair(ward, to_ward, &mut errors);
        let since = reading.since(&mut errors);
        let at = if kind == PlanKind::Waiting { since } else { reading.at(&mut errors) };
        let label = reading.label(&mut errors);
        let id = |ward: Option<&WardBeds>| ward.map(|ward| ward.ward.id);
        let new = since.zip(at).map(|(since, at)| NewPlan {
            facility: one.facility.id,
            kind,
            ward: id(ward),
            to_ward: id(to_ward),
            since,
            at,
            label,
        });
        errors.into_result(new)
    }
}

impl<'f> Reading<'f> {
    fn ward(&self, field: &str, typed: &str, is_needed: bool, errors: &mut FieldErrors) -> Option<&'f WardBeds> {
        if typed.is_empty() {
            if is_needed {
                errors.add(field, "field-choose");
            }
            return None;
        }
        let found = typed.parse::<WardId>().ok().and_then(|id| self.one.ward(id)).filter(|ward| ward.ward.active);
        if found.is_none() {
            errors.add(field, "list-ward-gone");
        }
        found
    }

    /// What two wards of a line have to be to each other.
    fn pair(&self, ward: Option<&WardBeds>, to_ward: Option<&WardBeds>, errors: &mut FieldErrors) {
        match (self.kind, ward, to_ward) {
            (PlanKind::Swap, Some(ward), _) if ward.ward.pool.sex == Sex::Any => errors.add("ward", "list-swap-any"),
            (_, Some(ward), Some(to)) if ward.ward.id == to.ward.id => errors.add("to_ward", "list-same-ward"),
            (PlanKind::OneUp, Some(ward), Some(own)) if !is_one_up(self.rights, &ward.ward.pool, own.ward.pool.class) => {
                errors.add("ward", "list-not-one-up");
            }
            _ => {}
        }
    }

    /// When it falls due: a time to come, not further than a week.
    fn at(&self, errors: &mut FieldErrors) -> Option<UtcMs> {
        let at = self.instant(&self.form.day, &self.form.time, "time", errors)?;
        match due(at, self.now) {
            Ok(at) => Some(at),
            Err(mistake) => {
                let mistake = if self.kind == PlanKind::Home && mistake == "list-past" { "list-past-home" } else { mistake };
                errors.add("time", mistake);
                None
            }
        }
    }

    /// Since when it is so: now, or what was typed of the past.
    fn since(&self, errors: &mut FieldErrors) -> Option<UtcMs> {
        let day = &self.form.since_day;
        let since = match self.kind {
            PlanKind::Waiting if !self.form.since_time.trim().is_empty() => {
                self.instant(day, &self.form.since_time, "since_time", errors)?
            }
            // Of one class up the day counts, not the hour.
            PlanKind::OneUp => self.instant(day, "12:00", "since_day", errors)?.min(self.now),
            _ => return Some(self.now),
        };
        let field = if self.kind == PlanKind::Waiting { "since_time" } else { "since_day" };
        if since > self.now.plus_min(TYPING_MIN) {
            errors.add(field, "list-since-future");
            return None;
        }
        if since < self.now.plus_min(-SINCE_DAYS_MAX * MINUTES_PER_DAY) {
            errors.add(field, format!("list-since-old?days={SINCE_DAYS_MAX}"));
            return None;
        }
        Some(since.min(self.now))
    }

    fn instant(&self, day: &str, time: &str, field: &str, errors: &mut FieldErrors) -> Option<UtcMs> {
        let today = day_number(self.now, self.zone);
        let day = if day.trim().is_empty() { Some(today) } else { day.trim().parse::<i64>().ok() };
        // A year around today: nobody typed what lies beyond.
        let day = day.filter(|day| (today - 366..=today + 366).contains(day));
        let read = day.zip(minute_of(time)).map(|(day, minute)| instant_of(day, minute, self.zone));
        if read.is_none() {
            errors.add(field, "list-time");
        }
        read
    }

    fn label(&self, errors: &mut FieldErrors) -> Masked<String> {
        if !self.kind.is_of_a_person() {
            return Masked::default();
        }
        let label = clean_label(&self.form.label);
        if label.chars().count() > LABEL_LETTERS_MAX {
            errors.add("label", format!("list-label-long?max={LABEL_LETTERS_MAX}"));
        } else if digits_in_a_row(&label) > DIGITS_IN_A_ROW_MAX {
            errors.add("label", "list-label-number");
        }
        Masked::new(label)
    }
}

/// Whether an instant can be planned; otherwise the sentence that says why not.
pub(crate) fn due(at: UtcMs, now: UtcMs) -> Result<UtcMs, &'static str> {
    if at < now.plus_min(-TYPING_MIN) {
        return Err("list-past");
    }
    if at > now.plus_min(PLAN_AHEAD_DAYS_MAX * MINUTES_PER_DAY) {
        return Err("list-too-far");
    }
    Ok(at.max(now))
}

/// The minute of the day: `14:30`, `14.30`, `1430`, `14`.
fn minute_of(text: &str) -> Option<i64> {
    let text = text.trim();
    let (hour, minute) = match text.split_once([':', '.']) {
        Some(parts) => parts,
        None if text.len() == 4 => text.split_at_checked(2)?,
        None => (text, "0"),
    };
    let is_short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !is_short(hour) || !is_short(minute) {
        return None;
    }
    let (hour, minute) = (hour.parse::<i64>().ok()?, minute.parse::<i64>().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn digits_in_a_row(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default()
}

/// Whether a bed of `lies_in` is one class above the own one, as the rights table has it.
#[must_use]
pub fn is_one_up(rights: &RightsRules, lies_in: &Pool, own: CareClass) -> bool {
    let payer = match own {
        CareClass::One => Payer::Jkn1,
        CareClass::Two => Payer::Jkn2,
        CareClass::Three => Payer::Jkn3,
        _ => return false,
    };
    matches!(rights.right(payer, BedType::General, lies_in.class, OwnClass::Full), Right::OneUp { .. })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_hour_is_read_as_people_type_it() {
        let cases = [("14:30", Some(870)), ("14.30", Some(870)), ("1430", Some(870)), ("7", Some(420)), ("07:05", Some(425))];
        for (text, minute) in cases {
            assert_eq!(minute_of(text), minute, "{text}");
        }
        for text in ["", "24:00", "7:60", "-1:00", "7:5:1", "123", "٧:٠٠", "14:300"] {
            assert_eq!(minute_of(text), None, "{text}");
        }
    }

    #[test]
    fn one_class_up_is_one_step_of_the_rights_table() {
        let rights = RightsRules::default();
        let cases = [
            (CareClass::Two, CareClass::Three, true),
            (CareClass::One, CareClass::Three, false),
            (CareClass::One, CareClass::Two, true),
            (CareClass::Vip, CareClass::One, true),
            (CareClass::Three, CareClass::Two, false),
            (CareClass::One, CareClass::Kris, false),
        ];
        for (lies_in, own, expected) in cases {
            assert_eq!(is_one_up(&rights, &Pool::general(lies_in), own), expected, "{lies_in} over {own}");
        }
    }

    #[test]
    fn what_has_passed_or_lies_beyond_a_week_cannot_be_planned() {
        let now = UtcMs(1_790_000_000_000);
        assert_eq!(due(now.plus_min(-TYPING_MIN - 1), now), Err("list-past"));
        assert_eq!(due(now.plus_min(-TYPING_MIN), now), Ok(now), "it was typed while the minute passed");
        assert_eq!(due(now.plus_min(60), now), Ok(now.plus_min(60)));
        assert_eq!(due(now.plus_min(8 * MINUTES_PER_DAY), now), Err("list-too-far"));
    }

    proptest! {
        #[test]
        fn no_text_is_an_hour_beyond_the_day(text in "\\PC{0,8}") {
            prop_assert!(minute_of(&text).is_none_or(|minute| (0..MINUTES_PER_DAY).contains(&minute)));
        }
    }
}
