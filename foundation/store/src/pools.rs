//! The connections to one server as long as it is the one that takes writes. When another has taken over they go as a whole, and with them
//! every statement that still waits for an answer nobody will give.

use sea_orm::DatabaseConnection;
use tokio::sync::watch;

use crate::{Engine, StoreError};

/// Connections: the same may serve several purposes.
pub(crate) struct Pools {
    pub(crate) engine: Engine,
    pub(crate) readers: DatabaseConnection,
    pub(crate) writers: DatabaseConnection,
    pub(crate) bulk: DatabaseConnection,
    gone: watch::Sender<bool>,
}

impl Pools {
    pub(crate) fn new(engine: Engine, readers: DatabaseConnection, writers: DatabaseConnection, bulk: DatabaseConnection) -> Self {
        Self { engine, readers, writers, bulk, gone: watch::Sender::new(false) }
    }

    /// Waits for an answer for as long as there is a server to give it.
    pub(crate) async fn answer<T>(&self, asked: impl Future<Output = Result<T, sea_orm::DbErr>>) -> Result<T, StoreError> {
        // A file does not go elsewhere.
        if self.engine == Engine::Sqlite {
            return Ok(asked.await?);
        }
        let mut gone = self.gone.subscribe();
        tokio::select! {
            biased;
            answer = asked => Ok(answer?),
            _ = gone.wait_for(|gone| *gone) => Err(StoreError::Moved),
        }
    }

    /// Says that the server is no longer the one: whoever waits for it waits no longer.
    pub(crate) fn leave(&self) {
        self.gone.send_replace(true);
    }
}
