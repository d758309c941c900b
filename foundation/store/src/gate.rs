//! The gate before the writer: people go first, and bulk waits for them, but never for ever.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::{Lane, StoreError};

/// Bulk that has waited this long for people takes its turn among them: whoever keeps writing does not silence the hospitals.
const PATIENCE: Duration = Duration::from_millis(250);

/// Lets a number of writers in at once, people before bulk.
pub(crate) struct Gate {
    places: Semaphore,
    bulk_places: Semaphore,
    people_waiting: AtomicUsize,
    people_done: Notify,
}

/// A place at the writer; leaving is dropping it.
pub(crate) struct Place<'a> {
    _place: SemaphorePermit<'a>,
    _bulk: Option<SemaphorePermit<'a>>,
}

impl Gate {
    /// A gate with `places` writers at once, of which at most `bulk_places` for bulk.
    pub(crate) fn new(places: usize, bulk_places: usize) -> Self {
        Self {
            places: Semaphore::new(places),
            bulk_places: Semaphore::new(bulk_places),
            people_waiting: AtomicUsize::new(0),
            people_done: Notify::new(),
        }
    }

    /// Waits for a place.
    pub(crate) async fn enter(&self, lane: Lane) -> Result<Place<'_>, StoreError> {
        match lane {
            Lane::Person => self.enter_person().await,
            Lane::Bulk => self.enter_bulk().await,
        }
    }

    async fn enter_person(&self) -> Result<Place<'_>, StoreError> {
        let _waiting = Waiting::new(self);
        let place = self.places.acquire().await.map_err(|_| StoreError::Closing)?;
        Ok(Place { _place: place, _bulk: None })
    }

    async fn enter_bulk(&self) -> Result<Place<'_>, StoreError> {
        let bulk = self.bulk_places.acquire().await.map_err(|_| StoreError::Closing)?;
        let patient_until = Instant::now() + PATIENCE;
        loop {
            let person_done = self.people_done.notified();
            let is_patient = Instant::now() < patient_until;
            if is_patient && self.people_waiting.load(Ordering::SeqCst) > 0 {
                let _ = tokio::time::timeout_at(patient_until, person_done).await;
                continue;
            }
            let place = self.places.acquire().await.map_err(|_| StoreError::Closing)?;
            if !is_patient || self.people_waiting.load(Ordering::SeqCst) == 0 {
                return Ok(Place { _place: place, _bulk: Some(bulk) });
            }
        }
    }
}

/// Counts a waiting person, also when the person gives up.
struct Waiting<'a>(&'a Gate);

impl<'a> Waiting<'a> {
    fn new(gate: &'a Gate) -> Self {
        gate.people_waiting.fetch_add(1, Ordering::SeqCst);
        Self(gate)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.people_waiting.fetch_sub(1, Ordering::SeqCst);
        self.0.people_done.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn a_person_goes_before_bulk_that_waited_longer() {
        let gate = Arc::new(Gate::new(1, 1));
        let order = Arc::new(std::sync::Mutex::new(Vec::new()));
        let held = gate.enter(Lane::Bulk).await.unwrap();
        let visit = |lane: Lane| {
            let (gate, order) = (gate.clone(), order.clone());
            tokio::spawn(async move {
                let _place = gate.enter(lane).await.unwrap();
                order.lock().unwrap().push(lane);
            })
        };
        let bulk = visit(Lane::Bulk);
        tokio::task::yield_now().await;
        let person = visit(Lane::Person);
        tokio::task::yield_now().await;
        drop(held);
        person.await.unwrap();
        bulk.await.unwrap();
        assert_eq!(*order.lock().unwrap(), [Lane::Person, Lane::Bulk]);
    }

    #[tokio::test(start_paused = true)]
    async fn people_who_never_stop_coming_do_not_keep_bulk_out() {
        let gate = Arc::new(Gate::new(1, 1));
        for _ in 0..3 {
            let gate = gate.clone();
            tokio::spawn(async move {
                loop {
                    let _place = gate.enter(Lane::Person).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        let began = Instant::now();
        gate.enter(Lane::Bulk).await.unwrap();
        assert!(began.elapsed() <= PATIENCE + Duration::from_millis(50), "{:?}", began.elapsed());
    }
}
