//! Group writing of positions: what many phones say in one transaction, each answered after its commit, because a phone forgets what was answered.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use sigap_exchange::position::{Alarm, Event, Fix, Report};
use sigap_kernel::{Actor, KeyId, UtcMs, World};
use sigap_store::{Db, Ephemeral, GroupWriter, Lane, StoreError};
use sigap_web::Floor;

use crate::group::is_about_one;
use crate::store::positions as store;

/// What a phone gets: that its words are kept, or why not.
pub(crate) type Kept = Result<(), Arc<StoreError>>;

/// What one device said in one message.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) key: KeyId,
    /// When it came.
    pub(crate) received: UtcMs,
    pub(crate) fix: Option<Fix>,
    pub(crate) battery: Battery,
    pub(crate) alarm: Option<Alarm>,
    pub(crate) event: Option<Event>,
    /// When something besides was true: the time of the place, else of the message, never later than it came.
    pub(crate) at: UtcMs,
}

/// Percent, and whether on a charger.
pub(crate) type Battery = (Option<u32>, Option<bool>);

impl Heard {
    pub(crate) fn of(key: KeyId, received: UtcMs, report: &Report) -> Self {
        let fix = report.fix().copied();
        let at = fix.map(|fix| fix.at).or(report.message_at).unwrap_or(received).min(received);
        let battery = (report.battery_pct.map(u32::from), report.is_charging);
        Self { key, received, fix, battery, alarm: report.alarm.clone(), event: report.event.clone(), at }
    }
}

/// Starts the one writer of positions of this node.
pub(crate) fn start(floor: &Floor) -> GroupWriter<Heard, Kept> {
    let hand = Arc::new(Hand { db: floor.db().clone(), world: floor.world().clone() });
    GroupWriter::start(move |all| {
        let hand = hand.clone();
        async move { Ok(hand.write(&all).await) }
    })
}

/// What the writer works with.
struct Hand {
    db: Db,
    world: World,
}

impl Hand {
    /// Commits a group. When the database refuses it as a whole though it is there, each word is tried alone.
    async fn write(&self, all: &[Heard]) -> Vec<Kept> {
        match self.commit(all).await {
            Ok(()) => all.iter().map(|_| Ok(())).collect(),
            Err(error) if all.len() > 1 && is_about_one(&error) && self.db.ping().await.is_ok() => {
                tracing::warn!(%error, positions = all.len(), "a group of positions was refused; they are tried one by one");
                let mut kept = Vec::with_capacity(all.len());
                for one in all {
                    kept.push(self.commit(std::slice::from_ref(one)).await.map_err(Arc::new));
                }
                kept
            }
            Err(error) => {
                let error = Arc::new(error);
                all.iter().map(|_| Err(error.clone())).collect()
            }
        }
    }

    /// One transaction: first the way, which says what is new, then the last words.
    async fn commit(&self, all: &[Heard]) -> Result<(), StoreError> {
        let ctx = self.world.ctx(Actor::System("intake"));
        self.db
            .write_ephemeral_in(&ctx, Ephemeral::Position, Lane::Bulk, |tx| async move {
                let new = store::add_trace(&tx, &points(all)).await?;
                store::add_events(&tx, &events(all)).await?;
                store::set_last(&tx, &last_words(all, &new)).await
            })
            .await
    }
}

/// A place of a device, once for each time, in one order on every node: two that write at once then wait for each other instead of locking up.
pub(crate) type Points = BTreeMap<(KeyId, UtcMs), (Fix, UtcMs)>;

fn points(all: &[Heard]) -> Points {
    let mut points = Points::new();
    for (heard, fix) in all.iter().filter_map(|heard| Some((heard, heard.fix?))) {
        points.entry((heard.key, fix.at)).or_insert((fix, heard.received));
    }
    points
}

/// The places that were entered or left, likewise.
pub(crate) type Events<'h> = BTreeMap<(KeyId, UtcMs, &'static str), (&'h Event, UtcMs)>;

fn events(all: &[Heard]) -> Events<'_> {
    let with_event = all.iter().filter_map(|heard| Some((heard, heard.event.as_ref()?)));
    with_event.map(|(heard, event)| ((heard.key, heard.at, store::event_code(event.kind)), (event, heard.received))).collect()
}

/// The last words of one device in a group, each with its time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LastWords {
    pub(crate) place: Option<(UtcMs, Fix, UtcMs)>,
    pub(crate) battery: Option<(UtcMs, Battery)>,
    pub(crate) sos: Option<UtcMs>,
    pub(crate) alarm: Option<(UtcMs, String)>,
    pub(crate) seen: UtcMs,
}

/// Folds a group to the last words of each device. A place that was known before counts as heard and moves nothing: it may be an old one sent
/// again by a phone whose clock runs ahead.
fn last_words(all: &[Heard], new: &HashSet<(KeyId, UtcMs)>) -> BTreeMap<KeyId, LastWords> {
    let mut last = BTreeMap::new();
    for heard in all {
        let nothing = LastWords { place: None, battery: None, sos: None, alarm: None, seen: heard.received };
        let words = last.entry(heard.key).or_insert(nothing);
        words.seen = words.seen.max(heard.received);
        if let Some(fix) = heard.fix.filter(|fix| new.contains(&(heard.key, fix.at))) {
            newest(&mut words.place, (heard.at, fix, heard.received), |(at, ..)| *at);
        }
        if heard.battery != (None, None) {
            newest(&mut words.battery, (heard.at, heard.battery), |(at, _)| *at);
        }
        match &heard.alarm {
            Some(Alarm::Sos) => newest(&mut words.sos, heard.at, |at| *at),
            Some(Alarm::Other(word)) => newest(&mut words.alarm, (heard.at, word.clone()), |(at, _)| *at),
            None => {}
        }
    }
    last
}

/// Of two words the later one; of the same instant the one that came first.
fn newest<T>(kept: &mut Option<T>, said: T, at: impl Fn(&T) -> UtcMs) {
    if kept.as_ref().is_none_or(|kept| at(&said) > at(kept)) {
        *kept = Some(said);
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{GeoPoint, World};

    use super::*;

    fn key() -> KeyId {
        KeyId::new(&World::real().ctx(Actor::System("test")))
    }

    fn heard(key: KeyId, at: i64, received: i64) -> Heard {
        let fix = Fix::new(UtcMs(at), GeoPoint::new(-7.0, 110.4).unwrap());
        let (received, at) = (UtcMs(received), UtcMs(at.min(received)));
        Heard { key, received, fix: Some(fix), battery: (Some(50), None), alarm: None, event: None, at }
    }

    #[test]
    fn of_each_device_the_newest_place_counts_and_one_that_was_known_does_not() {
        let (one, other) = (key(), key());
        let all = [heard(one, 5, 10), heard(one, 9, 11), heard(one, 7, 12), heard(other, 3, 13)];
        let new = HashSet::from([(one, UtcMs(5)), (one, UtcMs(7))]);
        let last = last_words(&all, &new);
        assert_eq!(last[&one].place.map(|(at, ..)| at), Some(UtcMs(7)));
        assert_eq!((last[&one].seen, last[&one].battery), (UtcMs(12), Some((UtcMs(9), (Some(50), None)))));
        assert_eq!((last[&other].place, last[&other].seen), (None, UtcMs(13)));
    }

    #[test]
    fn a_place_is_never_newer_than_the_moment_it_came() {
        let key = key();
        let ahead = heard(key, 600, 10);
        let new = HashSet::from([(key, UtcMs(600)), (key, UtcMs(20))]);
        assert_eq!(last_words(&[ahead, heard(key, 20, 21)], &new)[&key].place.map(|(at, ..)| at), Some(UtcMs(20)));
    }

    #[test]
    fn a_weaker_alarm_does_not_hide_a_call_for_help() {
        let key = key();
        let alarm = |at, alarm| Heard { alarm: Some(alarm), ..heard(key, at, at) };
        let all = [alarm(5, Alarm::Sos), alarm(6, Alarm::Other("lowBattery".into())), alarm(4, Alarm::Sos)];
        let last = &last_words(&all, &HashSet::new())[&key];
        assert_eq!((last.sos, last.alarm.clone()), (Some(UtcMs(5)), Some((UtcMs(6), "lowBattery".to_owned()))));
    }

    #[test]
    fn what_is_sent_twice_in_one_group_is_written_once() {
        let key = key();
        assert_eq!(points(&[heard(key, 5, 10), heard(key, 5, 11), heard(key, 6, 12)]).len(), 2);
    }
}
