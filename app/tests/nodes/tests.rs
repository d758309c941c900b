//! What two nodes on two servers promise.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crate::node::Node;
use crate::pair::Stop;
use crate::stand::{Stand, until};
use crate::web::{Line, plain};

/// What is reported at one node stands on a page of the other within this.
const SEEN_WITHIN: Duration = Duration::from_secs(1);
/// The machine that tests builds at the same time now and then: one report in ten may take longer, but no report this long.
const SEEN_AT_LAST: Duration = Duration::from_secs(5);
const REPORTS: u64 = 20;
/// Reports that have to be acknowledged after each thing that happens.
const MORE: u64 = 20;

#[test]
fn a_report_to_one_node_shows_at_the_other_within_a_second() {
    let Some(stand) = Stand::set_up() else { return };
    stand.register();
    let mut page = listening(&stand, 1);
    let mut took = Vec::new();
    for number in 0..REPORTS {
        let (node, free) = (usize::try_from(number % 2).unwrap(), 100 + number);
        stand.report(node, free);
        let answered = Instant::now();
        until("the other node shows it", || stand.shows_reported(1 - node, free));
        took.push(answered.elapsed());
    }
    took.sort();
    eprintln!("seen at the other node: half within {:?}, all within {:?}", took[took.len() / 2], took[took.len() - 1]);
    assert!(took[took.len() * 9 / 10 - 1] < SEEN_WITHIN && took[took.len() - 1] < SEEN_AT_LAST, "{took:?}");
    assert!(heard(&mut page, "event: change").contains("event: change"), "an open page at the other node is told");
    let ssl = "SELECT COUNT(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename IN ('sigap', 'standby') AND NOT ssl";
    assert_eq!(stand.pair.sql(0, ssl), "0", "nothing goes to PostgreSQL without TLS");
    assert_eq!(stand.pair.sql(0, "SELECT sync_state FROM pg_stat_replication"), "sync");
}

/// An open page at a node that listens to the hospital.
fn listening(stand: &Stand, node: usize) -> Line {
    let mut line = stand.web.open(stand.nodes()[node].address).unwrap();
    write!(line, "GET /live?topics=beds:{} HTTP/1.1\r\nhost: localhost\r\n\r\n", stand.facility).unwrap();
    heard(&mut line, "event: beat");
    line
}

fn heard(line: &mut Line, word: &str) -> String {
    let (mut all, mut piece) = (String::new(), [0; 1024]);
    while !all.contains(word) {
        match line.read(&mut piece).unwrap_or(0) {
            0 => return all,
            read => all.push_str(&String::from_utf8_lossy(&piece[..read])),
        }
    }
    all
}

#[test]
fn every_timer_rings_on_one_node_alone() {
    let Some(stand) = Stand::set_up() else { return };
    // Each taking of a timer is written down beside it. What it was due at tells one ring from the next.
    stand.pair.sql(
        0,
        "CREATE TABLE taken (kind TEXT, due BIGINT, node TEXT);
         CREATE FUNCTION note_taken() RETURNS trigger SECURITY DEFINER AS $$ BEGIN INSERT INTO taken VALUES (OLD.kind, OLD.due_at_ms, NEW.taken_by); RETURN NEW; END $$ LANGUAGE plpgsql;
         CREATE TRIGGER note_taken AFTER UPDATE ON job FOR EACH ROW WHEN (OLD.fence <> NEW.fence) EXECUTE FUNCTION note_taken()",
    );
    let kinds: u64 = stand.pair.sql(0, "SELECT COUNT(*) FROM job WHERE dedupe = 'timer' AND done_at_ms IS NULL").parse().unwrap();
    assert!(kinds > 5, "{kinds}");
    let rounds = 15;
    for round in 1..=rounds {
        // All are due at the same instant, at which both nodes look: all or none, as some ring by themselves meanwhile.
        let due = format!(
            "BEGIN; LOCK TABLE job IN SHARE ROW EXCLUSIVE MODE;
             UPDATE job SET due_at_ms = {round} WHERE dedupe = 'timer' AND state = 'waiting'
                AND NOT EXISTS (SELECT 1 FROM job WHERE dedupe = 'timer' AND state = 'running') RETURNING 1;
             COMMIT"
        );
        until("all timers wait", || stand.pair.sql(0, &due).lines().filter(|line| *line == "1").count() as u64 == kinds);
        let rang = format!("SELECT COUNT(DISTINCT kind) FROM taken WHERE due = {round}");
        until("all timers were taken", || stand.pair.sql(0, &rang).parse::<u64>().unwrap() >= kinds);
    }
    assert_eq!(stand.pair.sql(0, "SELECT kind, due, COUNT(*) FROM taken GROUP BY kind, due HAVING COUNT(*) > 1"), "", "none rings twice");
    assert_eq!(stand.pair.sql(0, &format!("SELECT COUNT(*) FROM taken WHERE due <= {rounds}")), (kinds * rounds).to_string());
    assert_eq!(stand.pair.sql(0, "SELECT COUNT(DISTINCT node) FROM taken"), "2", "both nodes took their part");
    assert_eq!(stand.pair.sql(0, "SELECT COUNT(*) FROM job WHERE last_error IS NOT NULL"), "0");
}

#[test]
fn a_node_that_stops_or_dies_loses_nothing_and_the_other_goes_on() {
    let Some(mut stand) = Stand::set_up() else { return };
    stand.register();
    let flow = stand.flow(100);
    flow.goes_on(MORE);
    let one = stand.one.take().unwrap();
    one.signal("-TERM");
    assert_eq!(one.ended(), Some(0), "it stops in peace while reports come");
    flow.goes_on(MORE);
    stand.nothing_is_lost(0, &flow.end());

    stand.one = Some(Node::start(&stand.pair, "one"));
    stand.both_ready();
    let flow = stand.flow(10_000);
    flow.goes_on(MORE);
    let two = stand.two.take().unwrap();
    two.signal("-KILL");
    assert_eq!(two.ended(), None);
    let went_on = flow.goes_on(MORE);
    stand.nothing_is_lost(0, &flow.end());
    eprintln!("{MORE} more reports {went_on:?} after one of two nodes was killed");

    // A node that stands still holds what it had begun; the other does not wait for it for ever.
    stand.two = Some(Node::start(&stand.pair, "two"));
    stand.both_ready();
    stand.two.as_ref().unwrap().signal("-STOP");
    let two = stand.two.take().unwrap();
    let flow = stand.flow(20_000);
    flow.goes_on(MORE);
    stand.nothing_is_lost(0, &flow.end());
    two.signal("-CONT");
    stand.two = Some(two);
    stand.both_ready();
    assert!(stand.nodes()[0].well(&["journal", "verify"]).starts_with("The journal holds"));
}

#[test]
fn a_server_that_is_restarted_loses_nothing_and_the_nodes_come_back_by_themselves() {
    let Some(mut stand) = Stand::set_up() else { return };
    stand.register();
    for (how, first) in [(Stop::Fast, 100), (Stop::Immediate, 10_000)] {
        let flow = stand.flow(first);
        flow.goes_on(MORE);
        stand.pair.stop(0, how);
        // Whoever asks is told, and soon: nothing is to be sent there meanwhile.
        for node in stand.nodes() {
            let began = Instant::now();
            assert!(!stand.is_ready(node) && began.elapsed() < SEEN_AT_LAST, "{:?}", began.elapsed());
            until("the operator reads why", || plain(node.admin, "/readyz").contains("no PostgreSQL server takes writes"));
            let page = stand.web.get(node.address, &format!("/rs/{}", stand.facility)).unwrap();
            assert!(page.status == 200 && page.body.contains("RS Rekaan"), "families still read what was known");
        }
        stand.pair.start(0);
        let began = Instant::now();
        stand.both_ready();
        flow.goes_on(MORE);
        eprintln!("{how:?}: both nodes ready and reports flowing {:?} after the server was back", began.elapsed());
        stand.nothing_is_lost(0, &flow.end());
    }
    assert!(stand.one.as_mut().unwrap().is_alive() && stand.two.as_mut().unwrap().is_alive(), "neither was started anew");
    assert!(stand.nodes()[0].well(&["journal", "verify"]).starts_with("The journal holds"));
}

#[test]
fn a_standby_takes_over_and_nothing_is_lost_nor_written_to_the_one_before() {
    let Some(mut stand) = Stand::set_up() else { return };
    stand.register();
    let flow = stand.flow(100);
    flow.goes_on(MORE);
    assert!(stand.pair.refused(1, "promote").contains("still takes writes"), "two never take writes");
    stand.pair.kill(0);
    let died = Instant::now();
    assert!(stand.pair.well(1, "promote").contains("takes writes now, alone"));
    flow.goes_on(MORE);
    eprintln!("killed: reports flow again {:?} after the first server died, its standby promoted by hand at once", died.elapsed());
    stand.both_ready();
    stand.nothing_is_lost(1, &flow.end());

    // The old one comes back as it was: its service does not start it, and once it follows it takes no writes.
    assert!(stand.pair.refused(0, "fence").contains("must not start"));
    assert!(stand.pair.well(0, "follow").contains("follows db2"));
    stand.pair.well(1, "together");
    let flow = stand.flow(10_000);
    flow.goes_on(MORE);

    // The second one hangs, with all its connections open, and comes back as if nothing had been.
    stand.pair.freeze(1);
    let hung = Instant::now();
    stand.pair.well(0, "promote");
    flow.goes_on(MORE);
    eprintln!("hung: reports flow again {:?} after the second server hung; seeing that it does not answer takes its time", hung.elapsed());
    stand.pair.thaw(1);
    let overtaken = "was overtaken";
    for node in stand.nodes() {
        until("the operator is told of two that take writes", || plain(node.admin, "/readyz").contains(overtaken));
    }
    let before = stand.pair.sql(1, "SELECT pg_current_wal_insert_lsn() IS NOT NULL, COUNT(*) FROM journal_entry");
    flow.goes_on(MORE);
    let after = stand.pair.sql(1, "SELECT pg_current_wal_insert_lsn() IS NOT NULL, COUNT(*) FROM journal_entry");
    assert_eq!(before, after, "nothing is written to a server that was overtaken");
    stand.both_ready();
    stand.nothing_is_lost(0, &flow.end());
    assert!(stand.one.as_mut().unwrap().is_alive() && stand.two.as_mut().unwrap().is_alive(), "neither was started anew");
    // A node that starts now knows nothing of what was, and finds the right one all the same.
    stand.two = None;
    stand.two = Some(Node::start(&stand.pair, "two"));
    stand.report(1, 77);
    until("the first node shows it", || stand.shows_reported(0, 77));
    let verified = stand.nodes()[0].well(&["journal", "verify"]);
    assert!(verified.starts_with("The journal holds"), "{verified}");
}
