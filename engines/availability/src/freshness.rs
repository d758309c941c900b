//! How long a number may be believed: due, then old (stops counting), then silent. By bed type and source, in minutes.

use serde::{Deserialize, Serialize};
use sigap_kernel::{BedType, UtcMs, coded_enum};

use crate::SourceKind;

coded_enum! {
    /// How far a ward's number may be believed. Time alone only moves it down this list, once its time has come.
    pub enum Freshness {
        /// Young enough (*baru*).
        Fresh = "fresh",
        /// Overdue for an update, still counted (*perlu diperbarui*).
        Due = "due",
        /// Too old: shown with its age, not counted (*data lama, tidak dihitung*).
        Old = "old",
        /// No report for very long, or none ever (*belum ada laporan*).
        Silent = "silent",
    }
}

impl Freshness {
    /// Whether the number enters totals and may be promised from.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Freshness::Fresh | Freshness::Due)
    }
}

/// The three ages, in minutes after the report was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// From this age the ward is overdue and is nagged.
    pub due_min: u32,
    /// From this age the number stops counting.
    pub validity_min: u32,
    /// From this age the ward is called silent.
    pub silent_after_min: u32,
}

impl Validity {
    /// How far a number taken at `taken_at` may be believed at `now`.
    #[must_use]
    pub fn freshness(&self, taken_at: UtcMs, now: UtcMs) -> Freshness {
        let passed = |minutes: u32| now >= taken_at.plus_min(i64::from(minutes));
        if passed(self.silent_after_min) {
            Freshness::Silent
        } else if passed(self.validity_min) {
            Freshness::Old
        } else if passed(self.due_min) {
            Freshness::Due
        } else {
            Freshness::Fresh
        }
    }

    /// Whether the three ages follow one another.
    #[must_use]
    pub const fn is_in_order(&self) -> bool {
        0 < self.due_min && self.due_min <= self.validity_min && self.validity_min <= self.silent_after_min
    }
}

/// Two speeds of one kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidityByUrgency {
    /// Ordinary wards.
    pub ward: Validity,
    /// Intensive care and the emergency room, where an old number misleads soonest.
    pub urgent: Validity,
}

/// An installation's own figure for a bed type, a source, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidityException {
    /// The bed type; every type when absent.
    #[serde(default)]
    pub bed_type: Option<BedType>,
    /// The source; every source when absent.
    #[serde(default)]
    pub source: Option<SourceKind>,
    /// The ages that hold instead.
    pub validity: Validity,
}

impl ValidityException {
    fn covers(&self, bed_type: BedType, source: SourceKind) -> bool {
        self.bed_type.is_none_or(|wanted| wanted == bed_type) && self.source.is_none_or(|wanted| wanted == source)
    }
}

/// The table of ages. An exception is looked up first, the first that fits holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ValidityTable {
    /// Reported by a machine. A well-kept feed reports at each admission and discharge; an ordinary ward may have none for three hours
    /// (the interval SIRANAP 3.0 asked for). Due 180, valid 360; urgent 60, 120; silent after 720.
    pub machine: ValidityByUrgency,
    /// Typed on the ward board: due every 4 hours, urgent every hour; valid for twice that. Due 240, valid 480; urgent 60, 120; silent after 720.
    pub hand: ValidityByUrgency,
    /// Uploaded as a file: as typed by hand.
    pub upload: ValidityByUrgency,
    /// Exceptions of this installation; few, looked through in order.
    pub exceptions: Vec<ValidityException>,
}

/// From this age, in minutes, a ward is called silent: half a day holds at least one change of shift. A judgement.
pub const SILENT_AFTER_MIN: u32 = 720;

impl Default for ValidityTable {
    fn default() -> Self {
        // A number stays valid for twice the interval in which it is due: one missed round is forgiven, two are not.
        let due_every = |due_min: u32| Validity { due_min, validity_min: 2 * due_min, silent_after_min: SILENT_AFTER_MIN };
        let hand = ValidityByUrgency { ward: due_every(240), urgent: due_every(60) };
        Self { machine: ValidityByUrgency { ward: due_every(180), urgent: due_every(60) }, hand, upload: hand, exceptions: Vec::new() }
    }
}

impl ValidityTable {
    /// The ages for a bed type reported by a source.
    #[must_use]
    pub fn of(&self, bed_type: BedType, source: SourceKind) -> Validity {
        if let Some(exception) = self.exceptions.iter().find(|exception| exception.covers(bed_type, source)) {
            return exception.validity;
        }
        let by_urgency = match source {
            SourceKind::WardBoard => &self.hand,
            SourceKind::Upload => &self.upload,
            SourceKind::Aplicares | SourceKind::Siranap | SourceKind::Fhir | SourceKind::Have => &self.machine,
        };
        if bed_type.is_intensive() || bed_type == BedType::Emergency { by_urgency.urgent } else { by_urgency.ward }
    }

    /// Every triple of ages in the table with the name of its place in the configuration.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, Validity)> {
        let named = [
            ("machine.ward", self.machine.ward),
            ("machine.urgent", self.machine.urgent),
            ("hand.ward", self.hand.ward),
            ("hand.urgent", self.hand.urgent),
            ("upload.ward", self.upload.ward),
            ("upload.urgent", self.upload.urgent),
        ];
        named.into_iter().chain(self.exceptions.iter().map(|exception| ("exceptions", exception.validity)))
    }
}
