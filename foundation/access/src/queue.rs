//! The queue in front of the checks of passwords. Each check costs memory and a moment of a processor: guesses from one place
//! wait for themselves, and leave room for whoever comes from elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sigap_kernel::network_of;

use crate::AccessError;

/// Checks that may wait at once: at four at a time the last one waits about a second.
const WAITING_MAX: usize = 64;
/// Of these from one address: a shift that logs in behind one address finds room, a flood does not take it all.
const WAITING_FROM_ONE_MAX: usize = 16;
/// Seconds after which whoever found no room comes again.
const COME_AGAIN_AFTER_S: i64 = 2;

/// Who waits, by network.
#[derive(Clone, Default)]
pub(crate) struct Queue(Arc<Mutex<HashMap<String, usize>>>);

/// A place in the queue, given back when it is dropped: at the end of the check, also when whoever asked has hung up.
pub(crate) struct Waiting {
    queue: Queue,
    network: String,
}

impl Queue {
    /// A place for somebody from this address. Error: [`AccessError::LoginWait`] when there is none.
    pub(crate) fn enter(&self, address: &str) -> Result<Waiting, AccessError> {
        let network = network_of(address);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from_here = waiting.get(&network).copied().unwrap_or_default();
        if from_here >= WAITING_FROM_ONE_MAX || waiting.values().sum::<usize>() >= WAITING_MAX {
            return Err(AccessError::LoginWait { retry_after_s: COME_AGAIN_AFTER_S });
        }
        waiting.insert(network.clone(), from_here + 1);
        Ok(Waiting { queue: self.clone(), network })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waiting = self.queue.0.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.get_mut(&self.network) {
            Some(from_here) if *from_here > 1 => *from_here -= 1,
            _ => drop(waiting.remove(&self.network)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_from_one_address_leaves_room_for_others_and_none_is_kept_afterwards() {
        let queue = Queue::default();
        let flood: Vec<_> = std::iter::from_fn(|| queue.enter("198.51.100.1").ok()).collect();
        assert_eq!(flood.len(), WAITING_FROM_ONE_MAX);
        let others: Vec<_> = (0..).map_while(|number| queue.enter(&format!("203.0.113.{number}")).ok()).collect();
        assert_eq!(flood.len() + others.len(), WAITING_MAX);
        drop(flood);
        assert!(queue.enter("198.51.100.1").is_ok());
        drop(others);
        assert!(queue.0.lock().unwrap().is_empty());
    }
}
