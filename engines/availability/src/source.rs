//! Who reported, and the table that says what each source's free count has left out already and which of Sigap's claims it knows of.

use serde::{Deserialize, Serialize};
use sigap_kernel::coded_enum;

use crate::{ClaimKind, Line, Term, TermKind, Terms};

coded_enum! {
    /// Where a number comes from (*sumber*).
    pub enum SourceKind {
        /// The hospital's system, by BPJS Aplicares messages.
        Aplicares = "aplicares",
        /// A nurse on Sigap's ward board.
        WardBoard = "ward_board",
        /// The hospital's system, by SIRANAP (RS Online) messages.
        Siranap = "siranap",
        /// The hospital's system, by FHIR `Location`s.
        Fhir = "fhir",
        /// Another authority's system, by EDXL-HAVE.
        Have = "have",
        /// A file uploaded by hand.
        Upload = "upload",
    }
}

/// How the free count of a source treats one deduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The free count has left these beds out; a number told beside it is shown, not subtracted.
    Included,
    /// The report decides: a number told is subtracted, none told stays unknown.
    AsReported,
}

/// From when a report is taken to know of one of Sigap's claims.
///
/// Whatever the rule: once the hospital said that it has put the claim into its own system ([`Claim::noted_at`](crate::Claim::noted_at)),
/// every report taken after that includes it; and no report taken before the claim does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inclusion {
    /// Only then.
    WhenNoted,
    /// Also when the report answers for the matching deduction (reserved for a promise, waiting in the IGD for an arrival).
    WhenTold,
    /// Also when the report was taken at least so many minutes after the claim: by then the patient is in the hospital's own count.
    AfterMin(u32),
    /// Also in either of these two cases.
    WhenToldOrAfterMin(u32),
}

/// What one source leaves out and knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRule {
    /// Beds being cleaned.
    pub cleaning: Told,
    /// Beds out of use.
    pub blocked: Told,
    /// Beds the hospital keeps for someone.
    pub reserved: Told,
    /// Patients waiting in the emergency room.
    pub waiting_in_igd: Told,
    /// When a report includes a promise of Sigap.
    pub promise: Inclusion,
    /// When a report includes an arrival seen by Sigap.
    pub arrival: Inclusion,
}

/// Minutes from arrival in the emergency room until the hospital's own bed count is taken to include the patient. A judgement:
/// no national figure was found. Too short forgets a patient who still waits, too long counts one twice for at most that long.
pub const ARRIVAL_SETTLES_MIN: u32 = 60;

impl SourceRule {
    const fn told(&self, kind: TermKind) -> Told {
        match kind {
            TermKind::Cleaning => self.cleaning,
            TermKind::Blocked => self.blocked,
            TermKind::Reserved => self.reserved,
            TermKind::WaitingInIgd => self.waiting_in_igd,
        }
    }

    /// What becomes of one deduction of a report from this source.
    #[must_use]
    pub const fn line(&self, terms: &Terms, kind: TermKind) -> Line {
        match (self.told(kind), terms.get(kind)) {
            (Told::Included, Term::Known(beds)) => Line::Included { told: Some(beds) },
            (Told::Included, _) | (_, Term::Included) => Line::Included { told: None },
            (Told::AsReported, Term::Known(beds)) => Line::Subtracted(beds),
            (Told::AsReported, Term::Unknown) => Line::Unknown,
        }
    }

    /// When a report of this source includes a claim of this kind.
    #[must_use]
    pub const fn inclusion(&self, kind: ClaimKind) -> Inclusion {
        match kind {
            ClaimKind::Promise => self.promise,
            ClaimKind::Arrival => self.arrival,
        }
    }
}

/// The table: one rule per source. It is data: an installation may set it otherwise, a missing source keeps its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceRules {
    /// BPJS Aplicares: `tersedia` counts rooms the hospital's system calls empty; rooms being cleaned, booked or out of service carry
    /// another state there. It knows nothing of the IGD queue or of Sigap's promises.
    pub aplicares: SourceRule,
    /// Ward board: the screen asks for beds that are empty and ready now, so cleaning, blocked and the ward's own reservations are out.
    /// Promises stand beside the number on the same screen and are subtracted by Sigap, not by the nurse.
    pub ward_board: SourceRule,
    /// SIRANAP: empty = beds − occupied (`terpakai`), so what is being made ready or allotted (`prepare`) and who waits (`antrian`) are told
    /// apart and subtracted. `prepare` is told as cleaning and holds reserved beds, too. Beds that cannot be used are not in its total (an
    /// assumption).
    pub siranap: SourceRule,
    /// FHIR: only beds that are active and unoccupied (`U`) count; housekeeping, closed, contaminated and isolated ones do not.
    pub fhir: SourceRule,
    /// EDXL-HAVE: the available count means vacant and staffed.
    pub have: SourceRule,
    /// Upload: nothing is assumed; the file's columns decide.
    pub upload: SourceRule,
}

impl SourceRules {
    /// The rule of a source.
    #[must_use]
    pub const fn of(&self, source: SourceKind) -> &SourceRule {
        match source {
            SourceKind::Aplicares => &self.aplicares,
            SourceKind::WardBoard => &self.ward_board,
            SourceKind::Siranap => &self.siranap,
            SourceKind::Fhir => &self.fhir,
            SourceKind::Have => &self.have,
            SourceKind::Upload => &self.upload,
        }
    }
}

impl Default for SourceRules {
    fn default() -> Self {
        use Told::{AsReported, Included};
        let rule = |cleaning, blocked, reserved| SourceRule {
            cleaning,
            blocked,
            reserved,
            waiting_in_igd: AsReported,
            promise: Inclusion::WhenNoted,
            arrival: Inclusion::WhenToldOrAfterMin(ARRIVAL_SETTLES_MIN),
        };
        Self {
            aplicares: rule(Included, Included, Included),
            ward_board: rule(Included, Included, Included),
            siranap: rule(AsReported, Included, Included),
            fhir: rule(Included, Included, AsReported),
            have: rule(Included, Included, AsReported),
            upload: rule(AsReported, AsReported, AsReported),
        }
    }
}
