//! `LivePicture`: what is asked a thousand times a second, answered from memory and kept in step with the tables.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::sync::watch;

use crate::unbroken::unbroken;
use crate::{Changed, Db, FeedItem, StoreError, Subject};

/// A picture is published at most this often.
pub const PUBLISH_EVERY_MS: u64 = 50;
/// How long a reader waits for a version it was promised.
const READ_OWN_WRITE_WAIT: Duration = Duration::from_secs(1);
/// Waiting after the database could not be read.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// An immutable picture, swapped whole: readers never wait.
pub struct LivePicture<P> {
    current: ArcSwap<P>,
    published: watch::Sender<u64>,
}

/// How a room makes and renews its picture.
pub trait Painter: Send + Sync + 'static {
    /// The picture.
    type Picture: Send + Sync + 'static;

    /// Reads everything, in one snapshot.
    fn paint(&self, db: &Db) -> impl Future<Output = Result<Self::Picture, StoreError>> + Send;

    /// Reads these subjects again and gives the picture with them; rows older than what the picture has are left out.
    fn renew(
        &self,
        db: &Db,
        old: &Self::Picture,
        subjects: &BTreeSet<Subject>,
    ) -> impl Future<Output = Result<Self::Picture, StoreError>> + Send;

    /// Whether a change concerns this picture.
    fn concerns(&self, item: &FeedItem) -> bool;
}

impl<P: Send + Sync + 'static> LivePicture<P> {
    /// Paints the first picture and keeps it in step until the program ends.
    ///
    /// # Errors
    /// When the database cannot be read at the start.
    pub async fn start<K: Painter<Picture = P>>(db: Db, painter: K) -> Result<Arc<Self>, StoreError> {
        let listener = db.listen();
        let first = painter.paint(&db).await?;
        let picture = Arc::new(Self { current: ArcSwap::from_pointee(first), published: watch::Sender::new(1) });
        tokio::spawn(keep_in_step(db, painter, Arc::downgrade(&picture), listener));
        Ok(picture)
    }

    /// The picture as it is now.
    #[must_use]
    pub fn now(&self) -> Arc<P> {
        self.current.load_full()
    }

    /// Hears the number of every published picture.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.published.subscribe()
    }

    /// The picture once `holds` is true of it, so that people read their own writes; after a second the picture as it
    /// is, and `false`: the page then says that it is delayed.
    pub async fn once(&self, holds: impl Fn(&P) -> bool) -> (Arc<P>, bool) {
        let mut published = self.watch();
        let wait = async {
            loop {
                let now = self.now();
                if holds(&now) {
                    return now;
                }
                if published.changed().await.is_err() {
                    return self.now();
                }
            }
        };
        match tokio::time::timeout(READ_OWN_WRITE_WAIT, wait).await {
            Ok(picture) => (picture, true),
            Err(_) => (self.now(), false),
        }
    }

    fn publish(&self, picture: P) {
        self.current.store(Arc::new(picture));
        self.published.send_modify(|number| *number += 1);
    }
}

async fn keep_in_step<K: Painter>(db: Db, painter: K, picture: std::sync::Weak<LivePicture<K::Picture>>, mut listener: crate::Listener) {
    let mut due = Due::default();
    while let Some(changed) = listener.next().await {
        due.add(&painter, changed);
        // Whatever comes within the pause is painted together.
        let pause = tokio::time::sleep(Duration::from_millis(PUBLISH_EVERY_MS));
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause => break,
                more = listener.next() => match more {
                    Some(changed) => due.add(&painter, changed),
                    None => break,
                },
            }
        }
        let Some(picture) = picture.upgrade() else { return };
        while let Err(error) = unbroken(due.paint(&db, &painter, &picture)).await {
            tracing::warn!(%error, "live picture: it could not be renewed; trying again");
            // What broke on one change may stand when all is read anew.
            due.everything |= matches!(error, StoreError::Broken);
            tokio::time::sleep(RETRY_AFTER).await;
        }
    }
}

/// What has to be read again.
#[derive(Default)]
struct Due {
    everything: bool,
    subjects: BTreeSet<Subject>,
}

impl Due {
    fn add(&mut self, painter: &impl Painter, changed: Changed) {
        match changed {
            Changed::Everything => self.everything = true,
            Changed::Items(items) => {
                self.subjects.extend(items.iter().filter(|item| painter.concerns(item)).map(|item| item.subject.clone()));
            }
        }
    }

    async fn paint<K: Painter>(&mut self, db: &Db, painter: &K, picture: &LivePicture<K::Picture>) -> Result<(), StoreError> {
        if self.everything {
            picture.publish(painter.paint(db).await?);
        } else if !self.subjects.is_empty() {
            picture.publish(painter.renew(db, &picture.now(), &self.subjects).await?);
        }
        *self = Self::default();
        Ok(())
    }
}
