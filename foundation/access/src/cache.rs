//! A small memory of answers from the database, emptied by the feed: what is asked thousands of times a second is read once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use sigap_kernel::UtcMs;

/// Answers by key, each for at most `age_s_max` seconds, at most `entries_max` of them.
pub(crate) struct Cache<K, V> {
    age_s_max: i64,
    entries_max: usize,
    inner: RwLock<Inner<K, V>>,
}

struct Inner<K, V> {
    answers: HashMap<K, (V, UtcMs)>,
    generation: u64,
}

/// The state of the cache when the database was asked: an answer older than a change is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(pub(crate) u64);

impl<K: Hash + Eq, V: Clone> Cache<K, V> {
    pub(crate) fn new(age_s_max: i64, entries_max: usize) -> Self {
        Self { age_s_max, entries_max, inner: RwLock::new(Inner { answers: HashMap::new(), generation: 0 }) }
    }

    pub(crate) fn get(&self, key: &K, now: UtcMs) -> Option<V> {
        let inner = self.read();
        inner.answers.get(key).filter(|(_, at)| now.age_s(*at) < self.age_s_max).map(|(value, _)| value.clone())
    }

    /// To be taken before the database is asked.
    pub(crate) fn generation(&self) -> Generation {
        Generation(self.read().generation)
    }

    /// Keeps an answer, unless something changed since the database was asked.
    pub(crate) fn put(&self, asked: Generation, key: K, value: V, now: UtcMs) {
        let mut inner = self.write();
        if inner.generation == asked.0 {
            if inner.answers.len() >= self.entries_max {
                inner.answers.clear();
            }
            inner.answers.insert(key, (value, now));
        }
    }

    /// Forgets the answers for which `gone` holds, and whatever is being asked right now.
    pub(crate) fn forget(&self, gone: impl Fn(&K, &V) -> bool) {
        let mut inner = self.write();
        inner.generation += 1;
        inner.answers.retain(|key, (value, _)| !gone(key, value));
    }

    pub(crate) fn forget_all(&self) {
        self.forget(|_, _| true);
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner<K, V>> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner<K, V>> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_its_time_and_forgotten_when_it_changes() {
        let cache = Cache::new(5, 2);
        cache.put(cache.generation(), "a", 1, UtcMs(0));
        assert_eq!((cache.get(&"a", UtcMs(4_999)), cache.get(&"a", UtcMs(5_000))), (Some(1), None));
        cache.forget(|key, _| *key == "a");
        assert_eq!(cache.get(&"a", UtcMs(0)), None);
    }

    #[test]
    fn an_answer_from_before_a_change_is_not_kept() {
        let cache = Cache::new(5, 2);
        let asked = cache.generation();
        cache.forget(|_, _| false);
        cache.put(asked, "a", 1, UtcMs(0));
        assert_eq!(cache.get(&"a", UtcMs(0)), None);
    }

    #[test]
    fn it_does_not_grow_beyond_its_limit() {
        let cache = Cache::new(5, 2);
        for number in 0..100 {
            cache.put(cache.generation(), number, number, UtcMs(0));
        }
        assert!((0..100).filter(|number| cache.get(number, UtcMs(0)).is_some()).count() <= 2);
        assert_eq!(cache.get(&99, UtcMs(0)), Some(99));
    }
}
