//! `Gauge`: one figure a room shows the operator, read when it is asked for.

use futures::future::BoxFuture;

type Read = dyn Fn() -> BoxFuture<'static, Option<i64>> + Send + Sync;

/// One figure of a room.
pub struct Gauge {
    /// Its name for Prometheus, with the unit at its end: `sigap_beds_picture_age_ms`.
    pub name: &'static str,
    /// What it means, in a few words.
    pub means: &'static str,
    read: Box<Read>,
}

impl Gauge {
    /// A figure that `read` reads; `None` when it cannot be known now.
    pub fn new<F, Fut>(name: &'static str, means: &'static str, read: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Option<i64>> + Send + 'static,
    {
        Self { name, means, read: Box::new(move || Box::pin(read())) }
    }

    /// Reads it now.
    pub async fn read(&self) -> Option<i64> {
        (self.read)().await
    }
}
