//! What a limit is, what may be announced, and which event leads where: rules, no storage, no pages.

use serde::Deserialize;
use sigap_kernel::{CLOCKS_APART_MAX_S, FacilityId, FieldErrors, UtcMs, coded_enum, typed_id};

typed_id!(/// A limit of service.
    LimitId);

coded_enum! {
    /// What is limited (*yang terbatas*).
    pub enum LimitKind {
        /// Computed tomography.
        Ct = "ct",
        /// Ventilators.
        Ventilator = "ventilator",
        /// The emergency room is crowded; it stays open.
        IgdCrowded = "igd_crowded",
        /// Operating theatre.
        Theatre = "theatre",
        /// Catheterisation laboratory.
        CathLab = "cath_lab",
        /// Dialysis.
        Dialysis = "dialysis",
        /// Blood.
        Blood = "blood",
        /// Oxygen.
        Oxygen = "oxygen",
        /// Something else; the reason says what.
        Other = "other",
    }
}

coded_enum! {
    /// Where a limit stands (*keadaan*).
    pub enum LimitState {
        /// It holds until its end.
        Announced = "announced",
        /// The hospital ended it.
        EndedEarly = "ended_early",
        /// Its time is over.
        RanOut = "ran_out",
    }
}

/// What happens to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LimitEvent {
    /// The hospital needs longer.
    Prolonged,
    /// The hospital has it again.
    Ended,
    /// The clock passed its end.
    TimeOver,
}

impl LimitState {
    /// Where an event leads; `None` where it cannot happen.
    pub(crate) const fn after(self, event: LimitEvent) -> Option<Self> {
        match (self, event) {
            (LimitState::Announced, LimitEvent::Prolonged) => Some(LimitState::Announced),
            (LimitState::Announced, LimitEvent::Ended) => Some(LimitState::EndedEarly),
            (LimitState::Announced, LimitEvent::TimeOver) => Some(LimitState::RanOut),
            (LimitState::EndedEarly | LimitState::RanOut, _) => None,
        }
    }
}

/// Hours a limit holds at most from now on: what lasts longer is said again, by somebody who has looked.
pub const LONGEST_H: u32 = 72;
/// The spans a form offers, in hours.
pub(crate) const SPANS_H: [u32; 8] = [1, 2, 4, 8, 12, 24, 48, LONGEST_H];
/// Letters of a reason.
const REASON_MIN: usize = 8;
const REASON_MAX: usize = 300;

/// A limit as it was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its id.
    pub id: LimitId,
    /// The hospital.
    pub facility: FacilityId,
    /// Grows with every change.
    pub version: i64,
    /// What is limited.
    pub kind: LimitKind,
    /// Why, in the hospital's words.
    pub reason: String,
    /// Where it stands in the tables; see [`Limit::holds`] for what the clock says.
    pub state: LimitState,
    /// Since when.
    pub from: UtcMs,
    /// Until when.
    pub until: UtcMs,
}

impl Limit {
    /// Whether it holds at this moment. One that would hold longer than any may was announced by a clock that ran ahead, and counts as over.
    #[must_use]
    pub const fn holds(&self, now: UtcMs) -> bool {
        matches!(self.state, LimitState::Announced) && now.0 < self.until.0 && self.until.0 <= latest_end(now).0
    }
}

/// No limit that holds now ends after this.
pub(crate) const fn latest_end(now: UtcMs) -> UtcMs {
    now.plus_s(LONGEST_H as i64 * 3_600 + CLOCKS_APART_MAX_S)
}

/// The form of an announcement, as it was sent.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct LimitForm {
    pub(crate) kind: String,
    pub(crate) reason: String,
    pub(crate) hours: String,
}

/// An announcement, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewLimit {
    pub(crate) kind: LimitKind,
    pub(crate) reason: String,
    pub(crate) hours: u32,
}

impl TryFrom<&LimitForm> for NewLimit {
    type Error = FieldErrors;

    fn try_from(form: &LimitForm) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let kind = form.kind.trim().parse::<LimitKind>().ok();
        if kind.is_none() {
            errors.add("kind", "limit-kind-missing");
        }
        let reason = form.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        match reason.chars().count() {
            ..REASON_MIN => errors.add("reason", "limit-reason-missing"),
            REASON_MIN..=REASON_MAX => {}
            _ => errors.add("reason", format!("limit-reason-long?max={REASON_MAX}")),
        }
        if refuses(&reason) {
            errors.add("reason", "limit-no-refusal");
        }
        let hours = hours(&form.hours, &mut errors);
        errors.into_result(kind.zip(hours).map(|(kind, hours)| Self { kind, reason, hours }))
    }
}

/// The form that changes a limit, as it was sent.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct ChangeForm {
    pub(crate) limit: String,
    pub(crate) version: String,
    /// `prolong` or `end`.
    pub(crate) deed: String,
    pub(crate) hours: String,
}

/// A change, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) limit: LimitId,
    /// The version that was seen.
    pub(crate) version: i64,
    /// `Some` for so many hours from now; `None` to end it.
    pub(crate) hours: Option<u32>,
}

impl TryFrom<&ChangeForm> for Change {
    type Error = FieldErrors;

    fn try_from(form: &ChangeForm) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let seen = form.limit.parse().ok().zip(form.version.parse::<i64>().ok());
        if seen.is_none() {
            errors.add("limit", "limit-unknown");
        }
        let hours = match form.deed.as_str() {
            "end" => None,
            "prolong" => hours(&form.hours, &mut errors),
            _ => {
                errors.add("deed", "limit-unknown");
                None
            }
        };
        errors.into_result(seen.map(|(limit, version)| Self { limit, version, hours }))
    }
}

fn hours(text: &str, errors: &mut FieldErrors) -> Option<u32> {
    let hours = text.trim().parse::<u32>().ok().filter(|hours| (1..=LONGEST_H).contains(hours));
    if hours.is_none() {
        errors.add("hours", format!("limit-hours?max={LONGEST_H}"));
    }
    hours
}

/// Words by which somebody turns patients away, or closes.
const CLOSES: [&str; 16] = [
    "tolak",
    "menolak",
    "ditolak",
    "tutup",
    "ditutup",
    "menutup",
    "penutupan",
    "refuse",
    "refused",
    "refusing",
    "reject",
    "rejected",
    "closed",
    "close",
    "divert",
    "turning",
];
/// What is turned away, or closed, by it.
const WHOM: [&str; 12] =
    ["pasien", "igd", "ugd", "gawat", "darurat", "ambulans", "rujukan", "patient", "patients", "emergency", "er", "ambulances"];
/// Whole phrases that say the same.
const PHRASES: [&str; 6] = ["tidak menerima", "tidak terima", "stop terima", "not accepting", "no patients", "no emergency"];

/// Whether a reason would turn patients away, or close an emergency room. It is held against whole words: a door that is closed for repair
/// is none of it, and who writes so all the same is told what may be said instead.
fn refuses(reason: &str) -> bool {
    let lower = reason.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let joined = words.join(" ");
    (has(&CLOSES) && has(&WHOM)) || PHRASES.iter().any(|phrase| joined.contains(phrase) && has(&WHOM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_leads_where_it_may_and_nothing_comes_after_the_end() {
        use LimitEvent::{Ended, Prolonged, TimeOver};
        use LimitState::{Announced, EndedEarly, RanOut};
        for (state, event, leads) in [
            (Announced, Prolonged, Some(Announced)),
            (Announced, Ended, Some(EndedEarly)),
            (Announced, TimeOver, Some(RanOut)),
            (EndedEarly, Prolonged, None),
            (EndedEarly, Ended, None),
            (EndedEarly, TimeOver, None),
            (RanOut, Prolonged, None),
            (RanOut, Ended, None),
            (RanOut, TimeOver, None),
        ] {
            assert_eq!(state.after(event), leads, "{state} {event:?}");
        }
    }

    fn form(kind: &str, reason: &str, hours: &str) -> LimitForm {
        LimitForm { kind: kind.into(), reason: reason.into(), hours: hours.into() }
    }

    #[test]
    fn reason_and_end_are_asked_for_and_all_mistakes_are_told_together() {
        let good = NewLimit::try_from(&form("ct", "  Tabung CT \n rusak, teknisi datang pagi ", "12")).unwrap();
        assert_eq!(good, NewLimit { kind: LimitKind::Ct, reason: "Tabung CT rusak, teknisi datang pagi".into(), hours: 12 });
        let long = "x".repeat(REASON_MAX + 1);
        for (sent, at, said) in [
            (form("", "Tabung CT rusak", "1"), "kind", "limit-kind-missing"),
            (form("closed", "Tabung CT rusak", "1"), "kind", "limit-kind-missing"),
            (form("ct", "rusak", "1"), "reason", "limit-reason-missing"),
            (form("ct", "        ", "1"), "reason", "limit-reason-missing"),
            (form("ct", &long, "1"), "reason", "limit-reason-long?max=300"),
            (form("ct", "Tabung CT rusak", ""), "hours", "limit-hours?max=72"),
            (form("ct", "Tabung CT rusak", "0"), "hours", "limit-hours?max=72"),
            (form("ct", "Tabung CT rusak", "73"), "hours", "limit-hours?max=72"),
            (form("ct", "Tabung CT rusak", "-1"), "hours", "limit-hours?max=72"),
        ] {
            assert_eq!(NewLimit::try_from(&sent).unwrap_err().first(at), Some(said), "{sent:?}");
        }
        assert_eq!(NewLimit::try_from(&form("", "", "")).unwrap_err().iter().count(), 3);
    }

    #[test]
    fn no_emergency_is_ever_refused_and_other_closed_things_may_be_told() {
        for refusal in [
            "IGD tutup sampai pagi",
            "Menolak pasien karena penuh",
            "Untuk sementara pasien ditolak dulu",
            "Tidak menerima pasien gawat darurat",
            "Stop terima rujukan malam ini",
            "Emergency closed until morning",
            "We are refusing patients tonight",
            "not accepting ambulances",
        ] {
            assert_eq!(
                NewLimit::try_from(&form("igd_crowded", refusal, "2")).unwrap_err().first("reason"),
                Some("limit-no-refusal"),
                "{refusal}"
            );
        }
        for advice in [
            "IGD penuh, 14 pasien menunggu kamar; tunggu lebih lama",
            "Ruang operasi 2 ditutup untuk sterilisasi",
            "Ventilator terpakai semua, 1 cadangan",
            "CT closed for repair until noon",
            "Pasien cuci darah baru menunggu sampai besok",
        ] {
            assert!(NewLimit::try_from(&form("igd_crowded", advice, "2")).is_ok(), "{advice}");
        }
    }

    #[test]
    fn a_limit_ends_by_the_clock_and_one_of_a_clock_that_ran_ahead_counts_as_over() {
        let now = UtcMs(1_795_331_400_000);
        let until = |until: UtcMs, state| Limit {
            id: LimitId::from_uuid(Default::default()),
            facility: FacilityId::from_uuid(Default::default()),
            version: 1,
            kind: LimitKind::Ct,
            reason: String::new(),
            state,
            from: now,
            until,
        };
        let longest_min = i64::from(LONGEST_H) * 60;
        for (end, state, holds) in [
            (now.plus_min(1), LimitState::Announced, true),
            (now, LimitState::Announced, false),
            (now.plus_min(-1), LimitState::Announced, false),
            (now.plus_min(longest_min), LimitState::Announced, true),
            (now.plus_min(longest_min + 2), LimitState::Announced, true),
            (now.plus_min(longest_min + 3), LimitState::Announced, false),
            (now.plus_min(60), LimitState::EndedEarly, false),
            (now.plus_min(60), LimitState::RanOut, false),
        ] {
            assert_eq!(until(end, state).holds(now), holds, "{end:?} {state}");
        }
    }
}
