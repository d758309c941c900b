//! Migrations: forward only, checksummed, one portable text for both engines or a named pair.

use sea_orm::{DatabaseConnection, TransactionTrait as _};
use sha2::{Digest, Sha256};

use crate::journal::hex;
use crate::pools::Pools;
use crate::sql::Conn;
use crate::{Arg, Engine, Row, StoreError, args};

/// One step of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `0001_wards`: its number and what it lays.
    pub name: &'static str,
    /// The text for SQLite.
    pub sqlite: &'static str,
    /// The text for PostgreSQL; the same text unless the file says otherwise.
    pub postgres: &'static str,
}

/// The steps of one room, in order.
#[derive(Debug, Clone, Copy)]
pub struct MigrationSet {
    /// The room.
    pub room: &'static str,
    /// Its steps.
    pub steps: &'static [Migration],
}

/// The migrations of a room, from its `migrations/` folder: `migrations!("beds", ["0001_wards"])`.
///
/// A step that differs between the engines is written as `("0002_search", pair)` and has two files.
#[macro_export]
macro_rules! migrations {
    ($room:literal, [$($step:tt),* $(,)?]) => {
        $crate::MigrationSet { room: $room, steps: &[$($crate::migration_step!($step)),*] }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! migration_step {
    ($name:literal) => {{
        const TEXT: &str = include_str!(concat!("../migrations/", $name, ".sql"));
        $crate::Migration { name: $name, sqlite: TEXT, postgres: TEXT }
    }};
    (($name:literal, pair)) => {
        $crate::Migration {
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $name, ".postgres.sql")),
        }
    };
}

impl Migration {
    fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }

    fn checksum(&self, engine: Engine) -> String {
        hex(&Sha256::digest(self.text(engine)))
    }
}

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    room TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (room, name))";

/// Held on PostgreSQL while the schema is brought up to date: nodes that start together do it one after the other. Any number that
/// nothing else of Sigap locks.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(7311092612)";

/// Brings the schema up to date, each step in a transaction of its own.
pub(crate) async fn run(pools: &Pools, sets: &[MigrationSet]) -> Result<(), StoreError> {
    let (db, engine) = (&pools.writers, pools.engine);
    // SQLite needs no such lock: the folder has one owner.
    if engine == Engine::Sqlite {
        return bring_up(pools, sets).await;
    }
    let turn = db.begin().await?;
    // However long the others take, and this one.
    Conn::Tx(&turn, pools).execute_plain("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
    Conn::Tx(&turn, pools).execute_plain(ONE_AT_A_TIME).await?;
    bring_up(pools, sets).await?;
    Ok(turn.commit().await?)
}

async fn bring_up(pools: &Pools, sets: &[MigrationSet]) -> Result<(), StoreError> {
    let (db, engine) = (&pools.writers, pools.engine);
    Conn::Pool(db).execute_plain(LEDGER).await?;
    let floor = [crate::MIGRATIONS];
    let sets: Vec<&MigrationSet> = floor.iter().chain(sets).collect();
    let done = Conn::Pool(db).query("SELECT room, name, checksum FROM schema_migration", Vec::new()).await?;
    refuse_newer(&done, &sets)?;
    for set in sets {
        for step in set.steps {
            match applied(&done, set.room, step.name)? {
                Some(checksum) if checksum == step.checksum(engine) => {}
                Some(_) => {
                    return Err(StoreError::Schema(format!("migration {}/{} was changed after it had been applied", set.room, step.name)));
                }
                None => apply(pools, set.room, step).await?,
            }
        }
    }
    Ok(())
}

fn applied(done: &[Row], room: &str, name: &str) -> Result<Option<String>, StoreError> {
    for row in done {
        if row.get::<String>("room")? == room && row.get::<String>("name")? == name {
            return row.get("checksum").map(Some);
        }
    }
    Ok(None)
}

fn refuse_newer(done: &[Row], sets: &[&MigrationSet]) -> Result<(), StoreError> {
    for row in done {
        let (room, name): (String, String) = (row.get("room")?, row.get("name")?);
        let known = sets.iter().any(|set| set.room == room && set.steps.iter().any(|step| step.name == name));
        if !known {
            return Err(StoreError::Schema(format!(
                "this database was written by a newer Sigap (it has {room}/{name}); start that version, or restore a backup made before it"
            )));
        }
    }
    Ok(())
}

async fn apply(pools: &Pools, room: &str, step: &Migration) -> Result<(), StoreError> {
    let tx = pools.writers.begin().await?;
    for statement in statements(step.text(pools.engine)) {
        Conn::Tx(&tx, pools).execute_plain(&statement).await?;
    }
    let sql = "INSERT INTO schema_migration (room, name, checksum) VALUES ($1, $2, $3)";
    Conn::Tx(&tx, pools).execute(sql, args![room, step.name, step.checksum(pools.engine)]).await?;
    tx.commit().await?;
    tracing::info!(room, step = step.name, "schema brought up to date");
    Ok(())
}

/// Splits a migration into statements at semicolons outside of quotes and comments.
fn statements(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut one = String::new();
    let mut in_quote = false;
    for line in text.lines() {
        let line = if in_quote { line } else { line.split("--").next().unwrap_or(line) };
        for letter in line.chars() {
            match letter {
                '\'' => in_quote = !in_quote,
                ';' if !in_quote => {
                    all.push(std::mem::take(&mut one));
                    continue;
                }
                _ => {}
            }
            one.push(letter);
        }
        one.push('\n');
    }
    all.push(one);
    all.into_iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// The realm of this database, made at its first opening.
pub(crate) async fn realm(db: &DatabaseConnection) -> Result<String, StoreError> {
    Conn::Pool(db)
        .execute("INSERT INTO store_fact (name, value) VALUES ('realm', $1) ON CONFLICT (name) DO NOTHING", vec!["main".arg()])
        .await?;
    let rows = Conn::Pool(db).query("SELECT value FROM store_fact WHERE name = 'realm'", Vec::new()).await?;
    rows.first().map_or_else(|| Err(StoreError::Schema("the database has no realm".to_owned())), |row| row.get("value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_split_at_its_statements() {
        let text = "-- a; comment\nCREATE TABLE a (b TEXT DEFAULT 'x;y');\nCREATE INDEX i ON a (b); -- end\n";
        assert_eq!(statements(text), ["CREATE TABLE a (b TEXT DEFAULT 'x;y')", "CREATE INDEX i ON a (b)"]);
    }
}
