//! `GroupWriter`: many small writes from many senders, committed together, each sender answered after its commit.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::unbroken::unbroken;
use crate::{StoreError, failpoint};

/// Writes of one group at most.
pub(crate) const GROUP_MAX: usize = 200;
/// Writes that may wait; beyond that a sender hears at once that it has to slow down.
pub(crate) const QUEUE_MAX: usize = 16_384;

type Job<I, O> = (I, oneshot::Sender<Result<O, Arc<StoreError>>>);

/// The entrance to a group writer. Cheap to clone.
pub struct GroupWriter<I, O> {
    queue: mpsc::Sender<Job<I, O>>,
}

impl<I, O> Clone for GroupWriter<I, O> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone() }
    }
}

impl<I: Send + 'static, O: Send + 'static> GroupWriter<I, O> {
    /// Starts a writer. `write` commits one group and gives one outcome for each item, in order.
    ///
    /// While a group is being committed the next one gathers: a single write never waits for company.
    pub fn start<W, F>(write: W) -> Self
    where
        W: Fn(Vec<I>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Vec<O>, StoreError>> + Send,
    {
        let (queue, mut waiting) = mpsc::channel::<Job<I, O>>(QUEUE_MAX);
        tokio::spawn(async move {
            let mut group = Vec::with_capacity(GROUP_MAX);
            while waiting.recv_many(&mut group, GROUP_MAX).await > 0 {
                let (items, answers): (Vec<I>, Vec<_>) = group.drain(..).unzip();
                // A group that breaks takes neither the writer nor the next group with it.
                answer(unbroken(async { write(items).await }).await, answers);
            }
        });
        Self { queue }
    }

    /// Hands in one write and waits until it is committed.
    ///
    /// # Errors
    /// [`StoreError::Crowded`] when too many wait already, otherwise what the database says of the group this write was in.
    pub async fn write(&self, item: I) -> Result<O, Arc<StoreError>> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_reserve().map_err(|_| Arc::new(StoreError::Crowded))?.send((item, answer));
        answered.await.map_err(|_| Arc::new(StoreError::Closing))?
    }
}

fn answer<O>(outcome: Result<Vec<O>, StoreError>, answers: Vec<oneshot::Sender<Result<O, Arc<StoreError>>>>) {
    // A sender that has gone away does not want its answer: nothing is lost, the write is committed.
    match outcome {
        Ok(values) => {
            for (value, answer) in values.into_iter().zip(answers) {
                failpoint("answer.before");
                let _ = answer.send(Ok(value));
                failpoint("answer.after");
            }
        }
        Err(error) => {
            let error = Arc::new(error);
            for answer in answers {
                let _ = answer.send(Err(error.clone()));
            }
        }
    }
}
