//! The feed: which subjects changed, told to whoever keeps a picture of them.

use std::sync::Arc;

use tokio::sync::broadcast;

use crate::Subject;

/// Batches a slow listener may fall behind before it has to read everything again.
pub(crate) const FEED_BACKLOG: usize = 4_096;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItem {
    /// What changed.
    pub subject: Subject,
    /// The type of the journal entry.
    pub kind: String,
    /// The number in the chain; `None` for a change of this node that is not sealed yet.
    pub seq: Option<i64>,
}

/// What a listener hears.
#[derive(Debug, Clone)]
pub enum Changed {
    /// These subjects changed.
    Items(Arc<[FeedItem]>),
    /// Too much was missed, or another server answers: read everything again.
    Everything,
}

/// The sending end, kept by the database.
pub(crate) struct Feed(broadcast::Sender<Changed>);

impl Feed {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(FEED_BACKLOG).0)
    }

    pub(crate) fn tell(&self, items: Vec<FeedItem>) {
        if !items.is_empty() {
            // No listener is no fault: the command line has none.
            let _ = self.0.send(Changed::Items(items.into()));
        }
    }

    pub(crate) fn tell_everything(&self) {
        let _ = self.0.send(Changed::Everything);
    }

    pub(crate) fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

/// The receiving end.
pub struct Listener(broadcast::Receiver<Changed>);

impl Listener {
    /// The next change; `None` when the database has closed.
    pub async fn next(&mut self) -> Option<Changed> {
        match self.0.recv().await {
            Ok(changed) => Some(changed),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Changed::Everything),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
