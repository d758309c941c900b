//! Two nodes on a pair of servers, with one invented hospital; tests of it run one after the other, as they measure time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::node::Node;
use crate::pair::Pair;
use crate::web::Web;

/// Rekaan.
pub(crate) const PPK: &str = "0301R001";
pub(crate) const CONS_ID: &str = "12345";
pub(crate) const SECRET: &str = "rahasia-rekaan";

/// Nothing here takes as long, even on a machine that builds at the same time.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// Between two looks at what is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Two nodes, `one` and `two`.
pub(crate) struct Stand {
    // Dropped in this order: nodes before their servers, and only then comes the next test.
    pub(crate) one: Option<Node>,
    pub(crate) two: Option<Node>,
    pub(crate) pair: Pair,
    pub(crate) web: Web,
    pub(crate) facility: String,
    _alone: MutexGuard<'static, ()>,
}

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

impl Stand {
    /// Sets it up; `None` where PostgreSQL is absent.
    pub(crate) fn set_up() -> Option<Self> {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = Pair::set_up()?;
        let web = Web::trusting(&pair.path("tls/ca.pem"));
        // The first node makes the key ring both use.
        let one = Node::start(&pair, "one");
        one.well(&["facility", "add", "--code", PPK, "--name", "RS Rekaan", "--lat", "-6.99", "--lon", "110.42", "--stage", "public"]);
        one.well(&["key", "add", "--facility", PPK, "--protocol", "aplicares", "--id", CONS_ID, "--secret", SECRET]);
        let two = Node::start(&pair, "two");
        let facility = pair.sql(0, "SELECT facility_id FROM facility");
        let stand = Self { one: Some(one), two: Some(two), pair, web, facility, _alone: alone };
        stand.both_ready();
        Some(stand)
    }

    pub(crate) fn nodes(&self) -> Vec<&Node> {
        self.one.iter().chain(&self.two).collect()
    }

    pub(crate) fn is_ready(&self, node: &Node) -> bool {
        self.web.get(node.address, "/readyz").is_some_and(|answer| answer.status == 200)
    }

    /// Waits until every node says that it is ready.
    pub(crate) fn both_ready(&self) {
        for node in self.nodes() {
            until("the node is ready", || self.is_ready(node));
        }
    }

    /// Whether the public page of the hospital shows this number at a node.
    pub(crate) fn shows(&self, node: &Node, free: u64, of: u64) -> bool {
        let page = self.web.get(node.address, &format!("/rs/{}", self.facility));
        page.is_some_and(|page| page.body.contains(&format!("{} dari {} kosong", written(free), written(of))))
    }
}

/// A number as pages write it in Indonesian.
fn written(number: u64) -> String {
    if number < 1_000 { number.to_string() } else { format!("{}.{:03}", written(number / 1_000), number % 1_000) }
}

/// Waits for something; gives how long it took.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < WAIT_MAX, "waited {WAIT_MAX:?} until {what}");
        // Not a wait for it to be over: room for others on a small machine.
        std::thread::park_timeout(LOOK_EVERY);
    }
    began.elapsed()
}
