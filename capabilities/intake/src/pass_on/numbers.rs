//! The port to whoever counts beds, and what is said of a ward from what it knows.

use futures::future::BoxFuture;
use sigap_exchange::siranap::Counts;
use sigap_kernel::{FacilityId, Sex, UtcMs, WardId};
use sigap_registry::Ward;
use sigap_store::StoreError;

use super::row::{Said, Why};

/// What counts for a ward now: its one number, whoever said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WardNumber {
    /// The ward.
    pub ward: WardId,
    /// Beds in it; `None` when nobody said.
    pub beds: Option<u32>,
    /// Beds that may be promised now; `None` when nobody said, or when that is too old to count.
    pub free: Option<u32>,
    /// Free for men only, for women only, for either: hints that need not add up.
    pub by_sex: Option<(u32, u32, u32)>,
    /// When it was counted; `None` when it never was.
    pub taken_at: Option<UtcMs>,
    /// Whether it is young enough to count.
    pub is_valid: bool,
}

/// What intake asks of whoever counts beds, to pass it on.
pub trait BedNumbers: Send + Sync + 'static {
    /// The numbers of a facility's wards now; wards nobody reported may be left out.
    ///
    /// # Errors
    /// What the database says.
    fn of(&self, facility: FacilityId) -> BoxFuture<'_, Result<Vec<WardNumber>, StoreError>>;
}

/// What is said of a ward, or why nothing is. What is too old is not passed on as if it were fresh.
pub(crate) fn said(ward: &Ward, number: Option<&WardNumber>, own: Option<Counts>) -> Result<Said, Why> {
    let number = number.ok_or(Why::NoNumber)?;
    let taken_at = number.taken_at.ok_or(Why::NoNumber)?;
    if !number.is_valid {
        return Err(Why::TooOld);
    }
    let free = number.free.ok_or(Why::NoNumber)?;
    let beds = number.beds.ok_or(Why::NoCapacity)?;
    let free = free.min(beds);
    Ok(Said { name: ward.name.clone(), beds, free, by_sex: by_sex(ward.pool.sex, number.by_sex, free), own, taken_at })
}

/// Hints by sex hold where they add up to the free beds; a ward for one sex has no others. Otherwise nothing is said of it.
fn by_sex(sex: Sex, hints: Option<(u32, u32, u32)>, free: u32) -> (u32, u32, u32) {
    let adds_up = |(men, women, either): &(u32, u32, u32)| u64::from(*men) + u64::from(*women) + u64::from(*either) == u64::from(free);
    match (hints.filter(adds_up), sex) {
        (Some(hints), _) => hints,
        (None, Sex::Male) => (free, 0, 0),
        (None, Sex::Female) => (0, free, 0),
        (None, Sex::Any) => (0, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{CareClass, Pool};
    use sigap_registry::ReportedBy;

    use super::*;

    const TEN: UtcMs = UtcMs(1_795_320_900_000);

    fn ward(sex: Sex) -> Ward {
        let id = "0192f0c4-0000-7000-8000-000000000001";
        let pool = Pool { sex, ..Pool::general(CareClass::Two) };
        let (id, facility) = (id.parse().unwrap(), id.parse().unwrap());
        Ward { id, version: 1, facility, name: "Melati".into(), pool, active: true, reported_by: ReportedBy::Board }
    }

    #[test]
    fn only_a_number_that_counts_is_said() {
        let ward = ward(Sex::Any);
        let good =
            WardNumber { ward: ward.id, beds: Some(24), free: Some(7), by_sex: Some((3, 2, 2)), taken_at: Some(TEN), is_valid: true };
        let say = |number: Option<WardNumber>| said(&ward, number.as_ref(), None).map(|said| (said.beds, said.free, said.by_sex));
        assert_eq!(say(Some(good)), Ok((24, 7, (3, 2, 2))));
        assert_eq!(say(Some(WardNumber { free: Some(5), ..good })), Ok((24, 5, (0, 0, 0))), "a promise was taken off");
        assert_eq!(say(Some(WardNumber { free: Some(30), ..good })), Ok((24, 24, (0, 0, 0))));
        assert_eq!(say(None), Err(Why::NoNumber));
        assert_eq!(say(Some(WardNumber { taken_at: None, ..good })), Err(Why::NoNumber));
        assert_eq!(say(Some(WardNumber { is_valid: false, ..good })), Err(Why::TooOld));
        assert_eq!(say(Some(WardNumber { free: None, ..good })), Err(Why::NoNumber));
        assert_eq!(say(Some(WardNumber { beds: None, ..good })), Err(Why::NoCapacity));
    }

    #[test]
    fn a_ward_for_one_sex_has_no_other_free_beds() {
        assert_eq!(by_sex(Sex::Male, None, 4), (4, 0, 0));
        assert_eq!(by_sex(Sex::Female, Some((1, 1, 1)), 4), (0, 4, 0));
        assert_eq!(by_sex(Sex::Female, Some((1, 2, 1)), 4), (1, 2, 1), "the hospital's own word");
    }
}
