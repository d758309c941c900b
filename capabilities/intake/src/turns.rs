//! A fair queue: of the deeds that wait for the one writer, each key has only so many; its others wait in a line of its own. So one sender at
//! full speed fills a part of each group and never the whole of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sigap_kernel::KeyId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Deeds of one key that wait for the writer at once: a quarter of a group.
pub(crate) const AT_ONCE_PER_KEY: usize = 50;
/// Keys whose lines are remembered; those that nobody waits in make room.
const KEYS_MAX: usize = 10_000;

/// The lines of all keys.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<KeyId, Arc<Semaphore>>>);

/// A place before the writer. Dropping it calls the next of the same key.
#[derive(Debug)]
pub(crate) struct Turn {
    _place: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Waits for a place before the writer; those of one key come in the order in which they asked.
    pub(crate) async fn take(&self, key: KeyId) -> Turn {
        let line = self.line(key);
        // A line is never closed, so there is no error to lose here.
        Turn { _place: line.acquire_owned().await.ok() }
    }

    /// Waits until no other deed of this key waits for the writer, and keeps them waiting: for a deed that is a commit of its own. A sender at full
    /// speed then holds up others by one such commit at a time.
    pub(crate) async fn take_alone(&self, key: KeyId) -> Turn {
        let all = u32::try_from(AT_ONCE_PER_KEY).unwrap_or(u32::MAX);
        Turn { _place: self.line(key).acquire_many_owned(all).await.ok() }
    }

    fn line(&self, key: KeyId) -> Arc<Semaphore> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() >= KEYS_MAX {
            lines.retain(|_, line| Arc::strong_count(line) > 1);
        }
        lines.entry(key).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE_PER_KEY))).clone()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use sigap_kernel::{Actor, World};

    use super::*;

    fn key() -> KeyId {
        KeyId::new(&World::real().ctx(Actor::System("test")))
    }

    #[tokio::test]
    async fn one_key_has_its_places_and_the_next_waits_without_holding_up_others() {
        let (turns, busy, other) = (Turns::default(), key(), key());
        let mut held = Vec::new();
        for _ in 0..AT_ONCE_PER_KEY {
            held.push(turns.take(busy).now_or_never().expect("a place is free"));
        }
        let mut next = Box::pin(turns.take(busy));
        assert!((&mut next).now_or_never().is_none(), "its next deed waits");
        assert!(turns.take(other).now_or_never().is_some(), "another sender does not");
        held.pop();
        assert!(next.now_or_never().is_some(), "and comes when one of its own is done");
    }

    #[tokio::test]
    async fn a_deed_that_is_a_commit_of_its_own_waits_for_those_of_its_key_and_goes_alone() {
        let (turns, busy, other) = (Turns::default(), key(), key());
        let held = turns.take(busy).await;
        let mut alone = Box::pin(turns.take_alone(busy));
        assert!((&mut alone).now_or_never().is_none());
        assert!(turns.take_alone(other).now_or_never().is_some(), "another sender does not wait");
        drop(held);
        let alone = alone.now_or_never().expect("its turn");
        let mut next = Box::pin(turns.take(busy));
        assert!((&mut next).now_or_never().is_none());
        drop(alone);
        assert!(next.now_or_never().is_some());
    }

    #[tokio::test]
    async fn lines_nobody_waits_in_are_forgotten() {
        let turns = Turns::default();
        let busy = key();
        let _held = turns.take(busy).await;
        for _ in 0..KEYS_MAX + 10 {
            turns.take(key()).await;
        }
        let lines = turns.0.lock().unwrap();
        assert!(lines.len() <= KEYS_MAX && lines.contains_key(&busy));
    }
}
