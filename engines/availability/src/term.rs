//! Deductions: beds that a free bed count may or may not have left out already. What a source's silence means stands in `source`.

use serde::{Deserialize, Serialize};
use sigap_kernel::coded_enum;

coded_enum! {
    /// Why a bed without a patient in it still cannot be promised.
    pub enum TermKind {
        /// Being cleaned (*sedang dibersihkan*).
        Cleaning = "cleaning",
        /// Out of use: broken, no staff, closed by the sex or the infection of a neighbour (*tidak dapat dipakai*).
        Blocked = "blocked",
        /// Kept by the hospital for someone it knows (*sudah dipesan*).
        Reserved = "reserved",
        /// Someone lies in the emergency room and waits for it (*menunggu di IGD*).
        WaitingInIgd = "waiting_in_igd",
    }
}

/// One deduction as it was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// The source says how many beds.
    Known(u32),
    /// The source does not say, and nobody knows.
    #[default]
    Unknown,
    /// The free count of the source has left these beds out already.
    Included,
}

/// The four deductions of one report. By default each is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Being cleaned.
    pub cleaning: Term,
    /// Out of use.
    pub blocked: Term,
    /// Kept by the hospital itself.
    pub reserved: Term,
    /// Patients in the emergency room waiting for this ward.
    pub waiting_in_igd: Term,
}

impl Terms {
    /// A report that says nothing about deductions.
    pub const UNKNOWN: Terms =
        Terms { cleaning: Term::Unknown, blocked: Term::Unknown, reserved: Term::Unknown, waiting_in_igd: Term::Unknown };

    /// The deduction of this kind.
    #[must_use]
    pub const fn get(&self, kind: TermKind) -> Term {
        match kind {
            TermKind::Cleaning => self.cleaning,
            TermKind::Blocked => self.blocked,
            TermKind::Reserved => self.reserved,
            TermKind::WaitingInIgd => self.waiting_in_igd,
        }
    }
}
