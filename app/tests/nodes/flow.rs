//! Reports that flow: hospital systems that send one number after the other, and again, at the other node, what nobody acknowledged.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use sigap_exchange::aplicares::RoomDraft;
use sigap_exchange::aplicares::client::{Answer, Credentials, Request, Sender};
use sigap_kernel::{Masked, World};

use crate::stand::{CONS_ID, PPK, SECRET, Stand, until};
use crate::web::Web;

/// Systems that send at once.
const SYSTEMS: usize = 2;
/// Beds of each room: far more than can be counted in a test.
const BEDS: u64 = 90_000;
/// What a system waits before it says again what was not acknowledged, and the smallest number: fewer beds are a word.
const AGAIN_AFTER: Duration = Duration::from_millis(50);
const FIRST: u64 = 10;

/// Reports on their way.
pub(crate) struct Flow {
    over: Arc<AtomicBool>,
    acknowledged: Arc<AtomicU64>,
    systems: Vec<JoinHandle<BTreeSet<u64>>>,
}

fn room(place: usize, free: u64) -> RoomDraft {
    let free = i64::try_from(free).unwrap();
    let class_code = ["KL1", "KL2", "KL3"][place % 3].to_owned();
    let (room_code, name) = (format!("R{place}"), format!("Ruang Rekaan {place}"));
    RoomDraft { class_code, room_code, name, capacity: i64::try_from(BEDS).unwrap(), free, free_any: free, ..RoomDraft::default() }
}

/// A unit whose beds are promised.
pub(crate) fn icu(free: u64) -> RoomDraft {
    let free = i64::try_from(free).unwrap();
    RoomDraft {
        class_code: "ICU".into(),
        room_code: "ICU".into(),
        name: "ICU Rekaan".into(),
        capacity: 20,
        free,
        free_any: free,
        ..RoomDraft::default()
    }
}

fn sender() -> Sender {
    Sender::new(Credentials { cons_id: CONS_ID.to_owned(), secret: Masked::new(SECRET.to_owned()), user_key: None }, "/aplicaresws")
}

/// Whether a call was acknowledged: answered with 200, and in the words by which hospital systems know success.
fn granted(web: &Web, address: SocketAddr, request: &Request) -> bool {
    let headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (&**name, value.as_str())).collect();
    let answer = web.ask(address, request.method, &request.path, &headers, &request.body);
    answer.is_some_and(|answer| answer.status == 200 && Answer::read(answer.body.as_bytes()).is_ok_and(|said| said.is_ok()))
}

impl Stand {
    /// Registers the rooms.
    pub(crate) fn register(&self) {
        (0..=SYSTEMS).for_each(|place| self.register_room(&room(place, FIRST)));
    }

    /// Registers a room.
    pub(crate) fn register_room(&self, room: &RoomDraft) {
        let request = sender().create(&PPK.parse().unwrap(), room, World::real().now());
        assert!(granted(&self.web, self.nodes()[0].address, &request), "the room is registered");
    }

    /// Reports a number of the last room, of which nobody else speaks, at a node.
    pub(crate) fn report(&self, node: usize, free: u64) {
        let request = sender().update(&PPK.parse().unwrap(), &room(SYSTEMS, free), World::real().now());
        assert!(granted(&self.web, self.nodes()[node].address, &request), "{free} is acknowledged");
    }

    /// Whether a node shows a number of that room.
    pub(crate) fn shows_reported(&self, node: usize, free: u64) -> bool {
        self.shows(self.nodes()[node], free, BEDS)
    }

    /// Lets reports flow to both nodes; `first` is the first number.
    pub(crate) fn flow(&self, first: u64) -> Flow {
        let addresses: Vec<SocketAddr> = self.nodes().iter().map(|node| node.address).collect();
        let (over, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let systems = (0..SYSTEMS)
            .map(|place| {
                let (web, addresses, over, count) = (self.web.clone(), addresses.clone(), over.clone(), acknowledged.clone());
                std::thread::spawn(move || send(place, first, &web, &addresses, &over, &count))
            })
            .collect();
        Flow { over, acknowledged, systems }
    }

    /// Holds what was acknowledged against the journal, the counters and the pages of every node.
    pub(crate) fn nothing_is_lost(&self, primary: usize, all: &[BTreeSet<u64>]) {
        for (place, acknowledged) in all.iter().enumerate() {
            let ward = self.pair.sql(primary, &format!("SELECT ward_id FROM ward WHERE name = 'Ruang Rekaan {place}'"));
            let entries =
                format!("SELECT body::jsonb->>'free' FROM journal_entry WHERE kind = 'beds.observed' AND subject = 'ward:{ward}'");
            let journal: BTreeSet<u64> = self.pair.sql(primary, &entries).lines().map(|free| free.parse().unwrap()).collect();
            let lost: Vec<&u64> = acknowledged.difference(&journal).collect();
            assert!(lost.is_empty(), "acknowledged and not in the journal: {lost:?}");
            // The last one a system said was acknowledged, and nobody said more.
            let last = acknowledged.last().unwrap();
            let counted = self.pair.sql(primary, &format!("SELECT free FROM bed_count WHERE ward_id = '{ward}'"));
            assert_eq!(counted, last.to_string());
            for node in self.nodes() {
                until("the node shows the last number", || self.shows(node, *last, BEDS));
            }
        }
    }
}

/// Sends one number after the other until it is over, the last one until it is acknowledged.
fn send(place: usize, first: u64, web: &Web, nodes: &[SocketAddr], over: &AtomicBool, count: &AtomicU64) -> BTreeSet<u64> {
    let (sender, world, ppk) = (sender(), World::real(), PPK.parse().unwrap());
    let (mut acknowledged, mut free, mut turn) = (BTreeSet::new(), first, place);
    loop {
        let is_last = over.load(Ordering::SeqCst);
        while !granted(web, nodes[turn % nodes.len()], &sender.update(&ppk, &room(place, free), world.now())) {
            turn += 1;
            std::thread::park_timeout(AGAIN_AFTER);
        }
        acknowledged.insert(free);
        count.fetch_add(1, Ordering::SeqCst);
        (free, turn) = (free + 1, turn + 1);
        if is_last {
            return acknowledged;
        }
    }
}

impl Flow {
    /// Waits until so many more are acknowledged.
    pub(crate) fn goes_on(&self, more: u64) -> Duration {
        let goal = self.acknowledged.load(Ordering::SeqCst) + more;
        until("more reports are acknowledged", || self.acknowledged.load(Ordering::SeqCst) >= goal)
    }

    /// Ends it; gives what was acknowledged, by system.
    pub(crate) fn end(self) -> Vec<BTreeSet<u64>> {
        self.over.store(true, Ordering::SeqCst);
        self.systems.into_iter().map(|system| system.join().unwrap()).collect()
    }
}
