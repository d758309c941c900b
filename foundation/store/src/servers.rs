//! The servers of PostgreSQL that an address names, and which of them takes writes: not one in recovery, and of two that both
//! say they take them the one on the higher timeline. A server that was overtaken is never written to again.

use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{Connection as _, PgConnection};

use crate::StoreError;

/// Servers one address may name.
const SERVERS_MAX: usize = 8;
/// How long one server has to say how it stands.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// A commit that has waited this long for its standby is worth a word.
const HELD_S: i64 = 5;
/// What `target_session_attrs` of an address may say: Sigap wants nothing else anyway.
const WANTED: [&str; 2] = ["read-write", "primary"];

/// How a server stands, as it says itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Whether it only follows another.
    pub(crate) follows: bool,
    /// What all servers of one cluster share.
    pub(crate) system: String,
    /// Grows with every standby that takes over: eight digits, hexadecimal. Empty where it follows.
    pub(crate) timeline: String,
    /// When it was started.
    pub(crate) started_ms: i64,
    /// Commits that have waited long for a standby.
    pub(crate) held: i64,
}

const STANDING: &str = "SELECT pg_is_in_recovery() AS follows, (SELECT system_identifier::TEXT FROM pg_control_system()) AS system,
    CASE WHEN pg_is_in_recovery() THEN '' ELSE SUBSTR(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END AS timeline,
    (EXTRACT(EPOCH FROM pg_postmaster_start_time()) * 1000)::BIGINT AS started_ms,
    (SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND EXTRACT(EPOCH FROM NOW() - state_change) > $1::BIGINT) AS held";

/// Asks a server how it stands.
pub(crate) async fn standing(conn: &mut PgConnection) -> Result<Standing, sea_orm::sqlx::Error> {
    let (follows, system, timeline, started_ms, held) = sea_orm::sqlx::query_as(STANDING).bind(HELD_S).fetch_one(conn).await?;
    Ok(Standing { follows, system, timeline, started_ms, held })
}

/// One server.
pub(crate) struct Server {
    /// Its name and port, for people.
    pub(crate) name: String,
    pub(crate) options: PgConnectOptions,
    conn: Option<PgConnection>,
}

impl Server {
    /// How it stands, or why it did not say; the connection is kept for the next time.
    async fn ask(&mut self) -> Result<Standing, String> {
        let asked = async {
            let mut conn = match self.conn.take() {
                Some(conn) => conn,
                None => PgConnection::connect_with(&self.options).await?,
            };
            let said = standing(&mut conn).await?;
            self.conn = Some(conn);
            Ok::<_, sea_orm::sqlx::Error>(said)
        };
        match tokio::time::timeout(ANSWER_WITHIN, asked).await {
            Ok(said) => said.map_err(|error| error.to_string()),
            Err(_) => Err("it does not answer".to_owned()),
        }
    }
}

/// The server that takes writes, as it was found: another server, another timeline or another start is another one, on which no
/// earlier connection lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Primary {
    pub(crate) server: usize,
    pub(crate) system: String,
    pub(crate) timeline: String,
    pub(crate) started_ms: i64,
}

impl Primary {
    /// Whether a server that stands like this may be written to, after this one was known.
    pub(crate) fn is_not_past(&self, now: &Standing) -> bool {
        !now.follows && now.system == self.system && now.timeline >= self.timeline
    }
}

/// What a look around found.
pub(crate) struct Found {
    pub(crate) primary: Option<Primary>,
    /// What a person should look at.
    pub(crate) findings: Vec<String>,
}

/// The servers of one address, in its order.
pub(crate) struct Servers(pub(crate) Vec<Server>);

impl Servers {
    /// Reads an address that names one server or several: `postgres://sigap@db1:5432,db2:5432/sigap?sslmode=verify-full`.
    pub(crate) fn parse(address: &str) -> Result<Self, StoreError> {
        let wrong = |why: &str| StoreError::Schema(format!("the address of the database {why}"));
        let (scheme, rest) = address.split_once("://").ok_or_else(|| wrong("has to begin with postgres://"))?;
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let path = without_attrs(path).map_err(|has| wrong(&format!("says target_session_attrs={has}; Sigap wants read-write")))?;
        let (user, hosts) = authority.rsplit_once('@').map_or(("", authority), |(user, hosts)| (user, hosts));
        let at = if user.is_empty() { "" } else { "@" };
        let mut servers = Vec::new();
        for host in hosts.split(',') {
            let options: PgConnectOptions = format!("{scheme}://{user}{at}{host}{path}").parse()?;
            let name = format!("{}:{}", options.get_host(), options.get_port());
            servers.push(Server { name, options, conn: None });
        }
        if servers.len() > SERVERS_MAX {
            return Err(wrong(&format!("names more than {SERVERS_MAX} servers")));
        }
        Ok(Self(servers))
    }

    /// Asks all of them at once.
    pub(crate) async fn look(&mut self, known: Option<&Primary>) -> Found {
        let mut asked = tokio::task::JoinSet::new();
        for (place, mut server) in self.0.drain(..).enumerate() {
            asked.spawn(async move {
                let said = server.ask().await;
                (place, server, said)
            });
        }
        // A task that breaks would take its server along; none does: there is nothing in it that could.
        let mut all = asked.join_all().await;
        all.sort_by_key(|(place, ..)| *place);
        let mut said = Vec::with_capacity(all.len());
        for (_, server, one) in all {
            said.push((server.name.clone(), one));
            self.0.push(server);
        }
        chosen(&said, known)
    }
}

/// The rule, apart from the asking.
fn chosen(said: &[(String, Result<Standing, String>)], known: Option<&Primary>) -> Found {
    let mut findings = Vec::new();
    let mut writers: Vec<(usize, &str, &Standing)> = Vec::new();
    for (server, (name, said)) in said.iter().enumerate() {
        match said {
            Ok(now) if now.held > 0 => {
                findings.push(format!("PostgreSQL at {name}: {} commits wait for a standby that does not confirm them", now.held));
            }
            Ok(_) => {}
            Err(why) => findings.push(format!("PostgreSQL at {name}: {why}")),
        }
        writers.extend(said.as_ref().ok().filter(|now| !now.follows).map(|now| (server, name.as_str(), now)));
    }
    // Whoever has known one writes to none that it has overtaken, and to no other cluster.
    let fit = writers.iter().filter(|(.., now)| known.is_none_or(|known| known.is_not_past(now)));
    let best = fit.rev().max_by_key(|(.., now)| &now.timeline).map(|(server, ..)| *server);
    for (_, name, _) in writers.iter().filter(|(server, ..)| Some(*server) != best) {
        findings
            .push(format!("PostgreSQL at {name}: it takes writes, but was overtaken or is another cluster: stop it, and have it follow"));
    }
    let primary = writers.iter().find(|(server, ..)| Some(*server) == best).map(|(server, _, now)| Primary {
        server: *server,
        system: now.system.clone(),
        timeline: now.timeline.clone(),
        started_ms: now.started_ms,
    });
    if primary.is_none() {
        findings.push("no PostgreSQL server takes writes".to_owned());
    }
    Found { primary, findings }
}

/// The part of an address behind its servers, without what only the libraries of C know.
fn without_attrs(path: &str) -> Result<String, String> {
    let Some((path, query)) = path.split_once('?') else { return Ok(path.to_owned()) };
    let mut kept = Vec::new();
    for pair in query.split('&') {
        match pair.strip_prefix("target_session_attrs=") {
            Some(wanted) if WANTED.contains(&wanted) => {}
            Some(other) => return Err(other.to_owned()),
            None => kept.push(pair),
        }
    }
    Ok(format!("{path}?{}", kept.join("&")))
}

/// What is wrong with the address of a PostgreSQL database; it may name several servers.
///
/// # Errors
/// The sentence, without the address: it may hold a password.
pub fn check_address(address: &str) -> Result<(), String> {
    Servers::parse(address).map(|_| ()).map_err(|error| match error {
        StoreError::Schema(why) => why,
        _ => "the address of the database cannot be read".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(address: &str) -> Vec<String> {
        Servers::parse(address).unwrap().0.into_iter().map(|server| server.name).collect()
    }

    #[test]
    fn an_address_names_one_server_or_several() {
        assert_eq!(names("postgres://sigap@db/sigap"), ["db:5432"]);
        assert_eq!(names("postgres://sigap:a%2Cb@db1:5433,db2/sigap?target_session_attrs=read-write"), ["db1:5433", "db2:5432"]);
        assert_eq!(names("postgres://[::1]:5433,10.0.0.2:5/sigap?sslmode=require"), ["[::1]:5433", "10.0.0.2:5"]);
        let both = Servers::parse("postgres://u:secret@a,b/city?sslmode=require").unwrap().0;
        assert!(both.iter().all(|server| server.options.get_database() == Some("city") && server.options.get_username() == "u"));
        for wrong in ["db/sigap", "postgres://a:b:c/d", "postgres://a,b:x/d", "postgres://a/b?target_session_attrs=standby"] {
            assert!(check_address(wrong).is_err(), "{wrong}");
        }
        let many = ["db"; SERVERS_MAX + 1].join(",");
        assert!(check_address(&format!("postgres://{many}/sigap")).unwrap_err().contains("more than 8"));
        let said = check_address("postgres://u:rahasia@a:b:c/d").unwrap_err();
        assert!(!said.contains("rahasia"), "{said}");
    }

    fn takes(timeline: &str) -> Result<Standing, String> {
        Ok(Standing { follows: false, system: "1".into(), timeline: timeline.into(), started_ms: 7, held: 0 })
    }

    fn follows() -> Result<Standing, String> {
        Ok(Standing { follows: true, timeline: String::new(), ..takes("").unwrap() })
    }

    #[test]
    fn the_server_that_takes_writes_is_found_and_one_that_was_overtaken_is_left_alone() {
        let gone = || Err("refused".to_owned());
        let other = || Ok(Standing { system: "2".into(), ..takes("00000009").unwrap() });
        let known = Primary { server: 0, system: "1".into(), timeline: "00000002".into(), started_ms: 7 };
        for (said, known, expected, finding) in [
            (vec![takes("00000001"), follows()], None, Some(0), ""),
            (vec![follows(), takes("00000001")], None, Some(1), ""),
            (vec![gone(), follows()], None, None, "no PostgreSQL server"),
            (vec![gone(), takes("00000002")], None, Some(1), "refused"),
            (vec![takes("00000001"), takes("00000002")], None, Some(1), "overtaken"),
            (vec![takes("0000000A"), takes("00000009")], None, Some(0), "overtaken"),
            // The one with the newest writes is away; the one it took over from has come back.
            (vec![takes("00000001"), gone()], Some(&known), None, "overtaken"),
            (vec![takes("00000002"), gone()], Some(&known), Some(0), "refused"),
            (vec![other(), follows()], Some(&known), None, "another cluster"),
        ] {
            let said: Vec<_> = said.into_iter().zip(["a", "b"]).map(|(said, name)| (name.to_owned(), said)).collect();
            let found = chosen(&said, known);
            assert_eq!(found.primary.as_ref().map(|one| one.server), expected, "{said:?}");
            assert!(found.findings.join("; ").contains(finding) && found.findings.is_empty() == finding.is_empty(), "{:?}", found.findings);
        }
    }

    #[test]
    fn commits_that_wait_for_a_standby_are_told() {
        let held = Standing { held: 3, ..takes("00000001").unwrap() };
        let found = chosen(&[("db1:5432".to_owned(), Ok(held))], None);
        assert_eq!(found.findings, ["PostgreSQL at db1:5432: 3 commits wait for a standby that does not confirm them"]);
    }
}
