//! The lookout: sees which server of PostgreSQL takes writes, and moves this node there when it is another one, or the same one started
//! anew. What it sees is told by readiness.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::connect::{CONNECTION_WAIT, postgres};
use crate::pools::Pools;
use crate::servers::{Found, Primary, Servers};
use crate::{Db, StoreError};

/// How often the servers are asked how they stand.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What is known of the servers.
pub(crate) struct Lookout {
    servers: tokio::sync::Mutex<Servers>,
    seen: Mutex<Seen>,
}

struct Seen {
    primary: Primary,
    findings: Vec<String>,
}

/// Finds the server that takes writes and connects to it, waiting a while for one that is starting.
pub(crate) async fn find(address: &str) -> Result<(Lookout, Pools), StoreError> {
    let mut servers = Servers::parse(address)?;
    let until = Instant::now() + CONNECTION_WAIT;
    loop {
        let Found { primary, findings } = servers.look(None).await;
        if let Some((primary, server)) = primary.and_then(|primary| Some((primary.clone(), servers.0.get(primary.server)?))) {
            let pools = postgres(&server.options, &primary);
            let seen = Mutex::new(Seen { primary, findings });
            return Ok((Lookout { servers: servers.into(), seen }, pools));
        }
        if Instant::now() + LOOK_EVERY > until {
            return Err(StoreError::NoServer(findings.join("; ")));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

impl Lookout {
    /// What a person should look at; empty when all is well.
    pub(crate) fn findings(&self) -> Vec<String> {
        self.seen().findings.clone()
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks around once; gives new connections when the server that takes writes is not the one there was.
    async fn look(&self) -> Option<Pools> {
        let mut servers = self.servers.lock().await;
        let known = self.seen().primary.clone();
        let Found { primary, findings } = servers.look(Some(&known)).await;
        let mut seen = self.seen();
        if findings != seen.findings {
            tracing::warn!(findings = findings.join("; "), "the servers of PostgreSQL stand otherwise than before");
            seen.findings = findings;
        }
        let primary = primary.filter(|primary| *primary != known)?;
        let server = servers.0.get(primary.server)?;
        tracing::warn!(server = server.name, timeline = primary.timeline, "PostgreSQL takes writes here from now on");
        let pools = postgres(&server.options, &primary);
        seen.primary = primary;
        Some(pools)
    }
}

/// Keeps this node at the server that takes writes, until the program ends. SQLite needs none.
pub async fn run_lookout(db: Db) {
    let Some(lookout) = &db.inner.lookout else { return };
    loop {
        if let Some(pools) = lookout.look().await {
            go_to(&db, pools);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Uses these connections from now on, and no other.
pub(crate) fn go_to(db: &Db, pools: Pools) {
    db.inner.pools.swap(Arc::new(pools)).leave();
    // What a broken connection was about to say may be there or not: whoever keeps a picture reads it anew.
    db.inner.feed.tell_everything();
}
