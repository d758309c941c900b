//! The deed of the ward board: may I → is the ward there → is the number possible → has somebody else said otherwise → report.

use sigap_access::{Action, May as _};
use sigap_availability::{Observation, SourceKind, Terms};
use sigap_kernel::{Ctx, FieldErrors, UtcMs, WardId};
use sigap_registry::Facility;

use super::place_of;
use super::tap::{Tap, TapForm};
use crate::model::{Report, Reported};
use crate::picture::WardBeds;
use crate::store::{self, Count};
use crate::words::Said;
use crate::{Beds, BedsError, observe};

/// A report that counts, with the ward as it is now.
pub(super) struct Hand {
    pub(super) facility: std::sync::Arc<Facility>,
    pub(super) ward: WardBeds,
}

/// Takes a tap as a report, in the name of the person who tapped.
pub(super) async fn by_hand(beds: &Beds, ctx: &Ctx, id: WardId, tap: &Tap) -> Result<Hand, BedsError> {
    let picture = beds.picture();
    let one = picture.facility_of(id).ok_or(BedsError::NoWard)?;
    ctx.may(Action::ReportWard, &place_of(&one.facility))?;
    let ward = one.ward(id).filter(|ward| ward.ward.active).ok_or(BedsError::NoWard)?;
    let facility = one.facility.id;
    let count = beds
        .floor()
        .db()
        .write(ctx, |tx| async move {
            store::hold(&tx, id).await?;
            let there = store::counts(&tx, &[id]).await?.remove(&id);
            let observation = observation(tap, there.as_ref(), tx.ctx())?;
            if there.as_ref().is_some_and(|there| is_overtaken(there, tap, &ctx.actor().to_string())) {
                return Err(BedsError::Overtaken);
            }
            let report = Report { ctx: tx.ctx().clone(), facility, ward: id, observation, by_sex: None };
            let became = observe(&tx, beds.counter(), &[report]).await?;
            let count = store::counts(&tx, &[id]).await?.remove(&id).ok_or(BedsError::NoWard)?;
            if became == [Reported::Older] && count.observation.free != Some(tap.free) {
                return Err(BedsError::Overtaken);
            }
            Ok(count)
        })
        .await?;
    Ok(Hand { facility: one.facility.clone(), ward: counted(ward, count) })
}

/// The same from another page: the version of the counters after it.
pub(crate) async fn report_tap(beds: &Beds, ctx: &Ctx, id: WardId, form: &TapForm) -> Result<i64, BedsError> {
    let tap = Tap::try_from(form)?;
    Ok(by_hand(beds, ctx, id, &tap).await?.ward.version)
}

/// The ward with these counters: what the answer shows before the picture has them.
fn counted(ward: &WardBeds, count: Count) -> WardBeds {
    WardBeds { observation: Some(count.observation), by_sex: count.by_sex, version: count.version, actor: count.actor, ..ward.clone() }
}

/// The report a tap makes, where `there` is what stands now.
fn observation(tap: &Tap, there: Option<&Count>, ctx: &Ctx) -> Result<Observation, FieldErrors> {
    let mut errors = FieldErrors::new();
    let capacity = tap.capacity.or(there.and_then(|there| there.observation.capacity));
    match capacity {
        Some(beds) if tap.free > beds => errors.add("free", format!("tap-free-above?max={beds}")),
        None if there.is_none() => errors.add("free", "board-not-counted"),
        _ => {}
    }
    let observation = Observation {
        capacity,
        free: Some(tap.free),
        terms: Terms::UNKNOWN,
        source: SourceKind::WardBoard,
        observed_at: in_order(tap.observed_at(ctx.now()), there, &ctx.actor().to_string()),
        received_at: ctx.now(),
    };
    errors.into_result(Some(observation))
}

/// Milliseconds by which one tap may take longer than the next on its way.
const ON_ITS_WAY_MS_MAX: i64 = 10_000;

/// When a tap was made, as it counts: a device sends its taps one after the other, and a thumb is faster than the ways of two
/// taps are alike. So somebody's next tap is not taken for an older one because it arrived more quickly.
fn in_order(tapped_at: UtcMs, there: Option<&Count>, me: &str) -> UtcMs {
    match there.filter(|there| there.actor == me).map(|there| there.observation.observed_at) {
        Some(last) if last.0.saturating_sub(tapped_at.0) <= ON_ITS_WAY_MS_MAX => tapped_at.max(last),
        _ => tapped_at,
    }
}

/// Whether somebody else said something that this person had not seen: then nothing is overwritten, and the person looks again.
///
/// A newer version alone is no reason: systems confirm the same number all day, and one's own earlier taps are one's own.
fn is_overtaken(there: &Count, tap: &Tap, me: &str) -> bool {
    let free = there.observation.free;
    there.version > tap.version && there.actor != me && free != tap.seen && free != Some(tap.free)
}

/// Who was faster, with what, and how long ago.
pub(crate) async fn overtaken_words(beds: &Beds, ctx: &Ctx, id: WardId) -> Result<String, BedsError> {
    let said = Said::new(ctx.lang());
    let w = said.words();
    let picture = beds.picture();
    let there = store::counts(beds.floor().db(), &[id]).await?.remove(&id);
    let Some((ward, there)) = picture.ward(id).zip(there) else { return Ok(w.s("board-closed")) };
    let age = said.age(there.observation.taken_at(), ctx.now()).words;
    let free = there.observation.free.map(|free| w.figure(free));
    let by = super::card::by(&counted(ward, there), said, &ctx.actor().to_string());
    Ok(match free {
        Some(free) => w.with("board-overtaken", &[("free", &free), ("age", &age), ("by", &by)]),
        None => w.with("board-overtaken-bare", &[("age", &age), ("by", &by)]),
    })
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{FacilityId, UtcMs};

    use super::*;

    fn there(version: i64, free: u32, actor: &str) -> Count {
        let at = UtcMs(1_790_000_000_000);
        let observation = Observation {
            capacity: Some(24),
            free: Some(free),
            terms: Terms::UNKNOWN,
            source: SourceKind::WardBoard,
            observed_at: at,
            received_at: at,
        };
        let id = uuid_of(1);
        Count {
            ward: WardId::from_uuid(id),
            facility: FacilityId::from_uuid(id),
            version,
            observation,
            by_sex: None,
            changed_at: at,
            actor: actor.into(),
            moves: Default::default(),
        }
    }

    fn uuid_of(number: u128) -> sigap_kernel::__uuid::Uuid {
        sigap_kernel::__uuid::Uuid::from_u128(number)
    }

    #[test]
    fn only_what_somebody_else_said_differently_is_in_the_way() {
        let tap = |seen, free, version| Tap { seen, free, capacity: None, version, waited_ms: 0 };
        let cases = [
            (there(4, 3, "user:b"), tap(Some(3), 4, 4), false, "nothing happened in between"),
            (there(5, 7, "user:b"), tap(Some(3), 4, 4), true, "a colleague said seven"),
            (there(5, 7, "user:b"), tap(Some(3), 3, 4), true, "no change, of a number that did change"),
            (there(9, 3, "key:x"), tap(Some(3), 4, 4), false, "the system only confirmed"),
            (there(5, 4, "user:b"), tap(Some(3), 4, 4), false, "both say four"),
            (there(6, 5, "user:me"), tap(Some(3), 4, 4), false, "one's own later tap"),
            (there(1, 5, "user:b"), tap(None, 4, 0), true, "the first number was somebody else's"),
        ];
        for (there, tap, expected, why) in cases {
            assert_eq!(is_overtaken(&there, &tap, "user:me"), expected, "{why}");
        }
    }

    #[test]
    fn ones_own_next_tap_is_never_older_than_the_last_one_but_a_long_forgotten_one_is() {
        let last = there(2, 9, "me");
        let at = last.observation.observed_at;
        for (tapped, counts_as) in [(5, 5), (0, 0), (-40, 0), (-10_000, 0), (-10_001, -10_001)] {
            let in_ms = |ms: i64| UtcMs(at.0 + ms);
            assert_eq!(in_order(in_ms(tapped), Some(&last), "me"), in_ms(counts_as), "{tapped} ms");
            assert_eq!(in_order(in_ms(tapped), Some(&last), "somebody else"), in_ms(tapped));
        }
        assert_eq!(in_order(at, None, "me"), at);
    }

    #[test]
    fn no_more_can_be_free_than_there_are_beds() {
        let ctx = sigap_kernel::World::real().ctx(sigap_kernel::Actor::Anyone);
        let tap = |free, capacity| Tap { seen: None, free, capacity, version: 0, waited_ms: 0 };
        assert!(observation(&tap(24, None), Some(&there(1, 3, "")), &ctx).is_ok());
        assert_eq!(observation(&tap(25, None), Some(&there(1, 3, "")), &ctx).unwrap_err().first("free"), Some("tap-free-above?max=24"));
        assert_eq!(observation(&tap(25, Some(30)), Some(&there(1, 3, "")), &ctx).unwrap().capacity, Some(30));
        assert_eq!(observation(&tap(2, None), None, &ctx).unwrap_err().first("free"), Some("board-not-counted"));
    }
}
