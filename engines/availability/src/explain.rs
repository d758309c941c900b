//! "Explain this number": every deduction with what became of it, and what in a report contradicts itself.

use serde::Serialize;
use sigap_kernel::coded_enum;

/// What became of one deduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// So many beds were taken off.
    Subtracted(u32),
    /// Nothing was taken off: the source's free count has left them out.
    Included {
        /// How many they are, when the source says so.
        told: Option<u32>,
    },
    /// Nothing was taken off: nobody knows how many.
    #[default]
    Unknown,
}

impl Line {
    /// Beds taken off.
    #[must_use]
    pub const fn subtracted(self) -> u32 {
        match self {
            Line::Subtracted(beds) => beds,
            Line::Included { .. } | Line::Unknown => 0,
        }
    }
}

/// How a number came about, line by line, as it is shown to a bed manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Explained {
    /// Free beds as the source reported them.
    pub reported_free: Option<u32>,
    /// Being cleaned.
    pub cleaning: Line,
    /// Out of use.
    pub blocked: Line,
    /// Kept by the hospital itself.
    pub reserved: Line,
    /// Waiting in the emergency room.
    pub waiting_in_igd: Line,
    /// Beds promised by Sigap that the report does not include.
    pub promised: u32,
    /// Patients arrived, seen by Sigap, that the report does not include.
    pub arrived: u32,
    /// Beds of open claims that the report includes already: shown, not subtracted.
    pub claims_included: u32,
    /// Beds by which the deductions exceed the free beds (0 when the number is as it stands).
    pub short: u32,
}

impl Explained {
    /// Nothing known.
    pub const UNKNOWN: Explained = Explained {
        reported_free: None,
        cleaning: Line::Unknown,
        blocked: Line::Unknown,
        reserved: Line::Unknown,
        waiting_in_igd: Line::Unknown,
        promised: 0,
        arrived: 0,
        claims_included: 0,
        short: 0,
    };

    /// Beds taken off in all.
    #[must_use]
    pub const fn deductions(&self) -> u32 {
        self.cleaning
            .subtracted()
            .saturating_add(self.blocked.subtracted())
            .saturating_add(self.reserved.subtracted())
            .saturating_add(self.waiting_in_igd.subtracted())
            .saturating_add(self.promised)
            .saturating_add(self.arrived)
    }
}

coded_enum! {
    /// Something in a report that cannot be true. The report is used as far as it goes, and someone is told.
    pub enum Contradiction {
        /// More free beds than beds; the number of beds is used.
        FreeAboveCapacity = "free_above_capacity",
        /// Taken in the future by more than the tolerance; the time of receipt is used.
        ClockAhead = "clock_ahead",
        /// More deductions than free beds; the number is 0.
        DeductionsAboveFree = "deductions_above_free",
    }
}

/// The contradictions of a report or of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Contradictions(u8);

impl Contradictions {
    /// Nothing found.
    pub const NONE: Contradictions = Contradictions(0);

    const fn bit(one: Contradiction) -> u8 {
        1 << one as u8
    }

    /// These and `one`, when it is `so`.
    #[must_use]
    pub const fn with(self, one: Contradiction, so: bool) -> Self {
        if so { Self(self.0 | Self::bit(one)) } else { self }
    }

    /// Those of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `one` was found.
    #[must_use]
    pub const fn has(self, one: Contradiction) -> bool {
        self.0 & Self::bit(one) != 0
    }

    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What was found, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = Contradiction> {
        Contradiction::ALL.iter().copied().filter(move |&one| self.has(one))
    }
}
