//! Two books side by side: what each said, how far apart they are, and when a hospital may leave its shadow. Pure.

mod ready;
mod table;

use sigap_kernel::{AgeBand, FacilityId, Isolation, Pool, Sex, UtcMs, coded_enum};

pub use ready::ShadowRules;
pub(crate) use ready::{Unmet, unmet};
pub(crate) use table::{BEDS_MAX, RowMistake, read_table, read_when};

coded_enum! {
    /// Whose word stands beside Sigap's.
    pub enum Book {
        /// Typed in by the office: the old system, a call, a count on the ward.
        Typed = "typed",
        /// A second source of the hospital itself, such as its official reports.
        Official = "official",
        /// What the hospital said on the phone.
        Phone = "phone",
    }
}

/// What another book said of a kind of bed at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Whose word it is.
    pub book: Book,
    /// The kind of bed, without sex and age: no other book tells them apart.
    pub kind: Pool,
    /// When it was so.
    pub at: UtcMs,
    /// Free beds.
    pub free: u32,
    /// Of how many; `None` when not told.
    pub beds: Option<u32>,
}

/// What Sigap had at that instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Had {
    /// Free beds.
    pub free: u32,
    /// Of how many; `None` when not told.
    pub beds: Option<u32>,
    /// How old its number was.
    pub age_s: i64,
}

/// Both beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) facility: FacilityId,
    pub(crate) figure: Figure,
    /// `None` where Sigap had no number then.
    pub(crate) own: Option<Had>,
}

impl Pair {
    /// How many free beds more Sigap had than the other book; `None` where it had no number.
    pub(crate) fn differs_by(&self) -> Option<i64> {
        self.own.map(|own| i64::from(own.free) - i64::from(self.figure.free))
    }
}

/// A kind of bed as two books can be compared by it.
#[must_use]
pub const fn kind_of(pool: Pool) -> Pool {
    Pool { bed_type: pool.bed_type, class: pool.class, sex: Sex::Any, age: AgeBand::Any, isolation: Isolation::No }
}

/// What many comparisons come to. Shares are in thousandths, means in thousandths of a bed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Summary {
    /// Figures of the other book.
    pub(crate) figures: u32,
    /// Of these: Sigap had a number too.
    pub(crate) compared: u32,
    /// Of the compared: the same number.
    pub(crate) equal: u32,
    /// Of the compared: at most so many beds apart as the rules allow.
    pub(crate) close: u32,
    sum: i64,
    sum_abs: i64,
    sum_age_s: i64,
}

impl Summary {
    /// Of these pairs, close meaning at most `within` beds apart.
    pub(crate) fn of<'p>(pairs: impl IntoIterator<Item = &'p Pair>, within: u32) -> Self {
        let mut all = Self::default();
        for pair in pairs {
            all.figures += 1;
            let (Some(by), Some(own)) = (pair.differs_by(), pair.own) else { continue };
            all.compared += 1;
            all.equal += u32::from(by == 0);
            all.close += u32::from(by.unsigned_abs() <= u64::from(within));
            all.sum += by;
            all.sum_abs += by.abs();
            all.sum_age_s += own.age_s.max(0);
        }
        all
    }

    fn mean(&self, sum: i64, times: i64) -> Option<i64> {
        (self.compared > 0).then(|| sum.saturating_mul(times) / i64::from(self.compared))
    }

    /// Share of a count among the compared, in thousandths.
    pub(crate) fn share(&self, count: u32) -> Option<u32> {
        (self.compared > 0).then(|| count.saturating_mul(1_000) / self.compared)
    }

    /// Mean difference with its sign: above zero Sigap shows more free beds than the other book.
    pub(crate) fn mean_milli(&self) -> Option<i64> {
        self.mean(self.sum, 1_000)
    }

    /// Mean difference without its sign.
    pub(crate) fn mean_abs_milli(&self) -> Option<i64> {
        self.mean(self.sum_abs, 1_000)
    }

    /// Mean age of Sigap's number.
    pub(crate) fn mean_age_s(&self) -> Option<i64> {
        self.mean(self.sum_age_s, 1)
    }
}
