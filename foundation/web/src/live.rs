//! The live stream: tells open pages which of their topics changed. The pages then ask for what they show.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use futures::stream::{self, Stream};
use serde::Deserialize;
use sigap_kernel::{Actor, World};
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::visitor::peer_address;
use crate::{Floor, Visitor};

/// A word for something that can change: `beds`, `facility:…`. A page that asks for a word ending in `/` hears of everything
/// whose word begins so: a board with three hundred wards asks for the wards of one hospital.
pub type Topic = String;

/// Rounds of changes a slow page may fall behind before it is told to ask for everything: half a minute of a busy country.
const BACKLOG: usize = 512;
/// A page hears of changes at most four times a second.
const AT_MOST_EVERY: Duration = Duration::from_millis(250);
/// How often a page hears that the stream is alive.
const BEAT_EVERY: Duration = Duration::from_secs(10);
/// Topics of one browser.
const TOPICS_MAX: usize = 200;
/// Letters of a topic; the longest that rooms use has fewer.
const TOPIC_LENGTH_MAX: usize = 96;
/// Open streams of one node.
const STREAMS_MAX: usize = 20_000;
/// Of these from one network: thousands of phones share the address of their carrier, but no network takes all.
const STREAMS_FROM_ONE_MAX: usize = 5_000;

/// A number has a mark of its start before its count; together they fit into what a browser counts exactly (2^53).
const MARK_BITS: u32 = 20;
/// More changes than a program tells while it runs.
const COUNT_BITS: u32 = 32;

/// One round of changes, with its number.
type Round = (u64, Arc<BTreeSet<Topic>>);

/// Where rooms say what changed. Cheap to clone.
#[derive(Clone)]
pub struct LiveHub(Arc<Inner>);

struct Inner {
    world: World,
    rounds: broadcast::Sender<Round>,
    past: Mutex<Past>,
    /// The number of the last round, to be read without waiting.
    number: AtomicU64,
    open: AtomicUsize,
    /// The same by network.
    open_from: Mutex<HashMap<String, usize>>,
}

/// What was told so far: as much as there are topics, however long the program runs.
struct Past {
    began: u64,
    number: u64,
    /// The last change of each topic.
    last: BTreeMap<Topic, u64>,
}

impl LiveHub {
    pub(crate) fn new(world: World) -> Self {
        // Each start counts from a mark of its own, so that a page from before a restart, or from another node, is seen to be from there.
        let mark = u32::from_be_bytes(world.ctx(Actor::System("live")).random()) >> (32 - MARK_BITS);
        let number = u64::from(mark.max(1)) << COUNT_BITS;
        let past = Mutex::new(Past { began: number, number, last: BTreeMap::new() });
        let rounds = broadcast::channel(BACKLOG).0;
        Self(Arc::new(Inner {
            world,
            rounds,
            past,
            number: AtomicU64::new(number),
            open: AtomicUsize::new(0),
            open_from: Mutex::default(),
        }))
    }

    /// Says that these topics changed.
    pub fn tell(&self, topics: BTreeSet<Topic>) {
        if topics.is_empty() {
            return;
        }
        let mut past = self.0.past.lock().unwrap_or_else(PoisonError::into_inner);
        past.number += 1;
        self.0.number.store(past.number, Ordering::Release);
        let number = past.number;
        for topic in &topics {
            match past.last.get_mut(topic) {
                Some(last) => *last = number,
                None => drop(past.last.insert(topic.clone(), number)),
            }
        }
        // Nobody listening is no fault.
        let _ = self.0.rounds.send((number, Arc::new(topics)));
    }

    /// The number of the last change. What is read after this shows that change and all before it.
    pub(crate) fn number(&self) -> u64 {
        self.0.number.load(Ordering::Acquire)
    }

    /// A place for one more stream from this address; `None` when there is no room.
    fn take_line(&self, address: &str) -> Option<Line> {
        let network = sigap_kernel::network_of(address);
        let mut open_from = self.0.open_from.lock().unwrap_or_else(PoisonError::into_inner);
        let from_here = open_from.get(&network).copied().unwrap_or_default();
        if self.open_streams() >= STREAMS_MAX || from_here >= STREAMS_FROM_ONE_MAX {
            return None;
        }
        open_from.insert(network.clone(), from_here + 1);
        self.0.open.fetch_add(1, Ordering::Relaxed);
        Some(Line { hub: self.clone(), network })
    }

    /// Streams open at this moment.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    /// What a page that saw `last` has missed of its topics; all of them when it saw another start of the program.
    fn missed(&self, last: Option<u64>, topics: &BTreeSet<Topic>) -> Missed {
        let past = self.0.past.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(last) = last else { return Missed::Nothing(past.number) };
        if last > past.number || last < past.began {
            return Missed::TooMuch(past.number);
        }
        let of = |asked| past.last.range::<str, _>(from(asked)).take_while(move |(topic, _)| concerns(asked, topic));
        let newer = topics.iter().flat_map(of).filter(|(_, number)| **number > last);
        let changed: BTreeSet<Topic> = newer.map(|(topic, _)| topic.clone()).collect();
        if changed.is_empty() { Missed::Nothing(past.number) } else { Missed::Topics(past.number, changed) }
    }
}

/// Where in an ordered list the topics begin that were asked for.
fn from(asked: &Topic) -> (Bound<&str>, Bound<&str>) {
    (Bound::Included(asked.as_str()), Bound::Unbounded)
}

/// Whether somebody who asked for this hears of that.
fn concerns(asked: &str, topic: &str) -> bool {
    asked == topic || asked.ends_with('/') && topic.starts_with(asked)
}

enum Missed {
    Nothing(u64),
    Topics(u64, BTreeSet<Topic>),
    TooMuch(u64),
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    topics: String,
    last: Option<u64>,
}

/// `GET /live?topics=a,b`: the stream of one browser.
pub(crate) async fn stream(State(floor): State<Floor>, visitor: Visitor, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let Some(line) = floor.live().take_line(&peer_address(&headers)) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "30")]).into_response();
    };
    let topics = read_topics(&asked.topics, visitor.is_person());
    let seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok()).or(asked.last);
    let mut response = Sse::new(open(line, topics, seen)).into_response();
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}

fn read_topics(asked: &str, is_person: bool) -> BTreeSet<Topic> {
    let topics = asked.split(',').filter(|topic| !topic.is_empty() && topic.len() <= TOPIC_LENGTH_MAX);
    // What is inside a hospital, and when each ward reports, is for those who work there.
    topics.filter(|topic| is_person || !topic.contains('/')).take(TOPICS_MAX).map(str::to_owned).collect()
}

/// A place among the open streams, given back when it is dropped.
struct Line {
    hub: LiveHub,
    network: String,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.hub.0.open.fetch_sub(1, Ordering::Relaxed);
        let mut open_from = self.hub.0.open_from.lock().unwrap_or_else(PoisonError::into_inner);
        match open_from.get_mut(&self.network) {
            Some(from_here) if *from_here > 1 => *from_here -= 1,
            _ => drop(open_from.remove(&self.network)),
        }
    }
}

/// One open stream; closing is dropping it.
struct Open {
    line: Line,
    rounds: broadcast::Receiver<Round>,
    topics: BTreeSet<Topic>,
    waiting: BTreeSet<Topic>,
    number: u64,
    resync: bool,
    first: bool,
    next_change: Instant,
    next_beat: Instant,
}

fn open(line: Line, topics: BTreeSet<Topic>, seen: Option<u64>) -> impl Stream<Item = Result<Event, Infallible>> {
    let rounds = line.hub.0.rounds.subscribe();
    let (number, waiting, resync) = match line.hub.missed(seen, &topics) {
        Missed::Nothing(number) => (number, BTreeSet::new(), false),
        Missed::Topics(number, changed) => (number, changed, false),
        Missed::TooMuch(number) => (number, BTreeSet::new(), true),
    };
    let now = Instant::now();
    let open = Open { line, rounds, topics, waiting, number, resync, first: true, next_change: now, next_beat: now };
    stream::unfold(open, |mut open| async move {
        let event = open.next_event().await?;
        Some((Ok(event), open))
    })
}

impl Open {
    async fn next_event(&mut self) -> Option<Event> {
        loop {
            let now = Instant::now();
            if now >= self.next_beat {
                return Some(self.beat(now));
            }
            if self.resync {
                self.resync = false;
                self.waiting.clear();
                return Some(Event::default().event("resync").id(self.number.to_string()).data("{}"));
            }
            if !self.waiting.is_empty() && now >= self.next_change {
                return Some(self.change(now));
            }
            let until = if self.waiting.is_empty() { self.next_beat } else { self.next_beat.min(self.next_change) };
            tokio::select! {
                () = tokio::time::sleep_until(until) => {}
                round = self.rounds.recv() => self.hear(round)?,
            }
        }
    }

    fn hear(&mut self, round: Result<Round, broadcast::error::RecvError>) -> Option<()> {
        match round {
            Ok((number, changed)) => {
                self.number = self.number.max(number);
                let of = |asked| changed.range::<str, _>(from(asked)).take_while(move |topic| concerns(asked, topic));
                self.waiting.extend(self.topics.iter().flat_map(of).cloned());
            }
            Err(broadcast::error::RecvError::Lagged(_)) => self.resync = true,
            Err(broadcast::error::RecvError::Closed) => return None,
        }
        Some(())
    }

    fn beat(&mut self, now: Instant) -> Event {
        self.next_beat = now + BEAT_EVERY;
        let event = Event::default().event("beat").data(self.line.hub.0.world.now().0.to_string());
        // The first beat carries the number, so that a page which never saw a change can still come back in step.
        if std::mem::take(&mut self.first) && self.waiting.is_empty() && !self.resync { event.id(self.number.to_string()) } else { event }
    }

    fn change(&mut self, now: Instant) -> Event {
        self.next_change = now + AT_MOST_EVERY;
        let topics: Vec<Topic> = std::mem::take(&mut self.waiting).into_iter().collect();
        Event::default().event("change").id(self.number.to_string()).data(serde_json::json!({ "topics": topics }).to_string())
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt as _;

    use super::*;

    fn topics(words: &[&str]) -> BTreeSet<Topic> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn open(hub: LiveHub, topics: BTreeSet<Topic>, seen: Option<u64>) -> impl Stream<Item = Result<Event, Infallible>> {
        super::open(hub.take_line("203.0.113.7").unwrap(), topics, seen)
    }

    #[test]
    fn one_address_does_not_take_all_streams_and_gives_them_back() {
        let hub = LiveHub::new(World::real());
        let taken: Vec<Line> = std::iter::from_fn(|| hub.take_line("198.51.100.1")).collect();
        assert_eq!((taken.len(), hub.open_streams()), (STREAMS_FROM_ONE_MAX, STREAMS_FROM_ONE_MAX));
        assert!(hub.take_line("203.0.113.7").is_some());
        drop(taken);
        assert!(hub.0.open_from.lock().unwrap().is_empty());
        assert_eq!(hub.open_streams(), 0);
    }

    async fn heard(stream: &mut (impl Stream<Item = Result<Event, Infallible>> + Unpin)) -> String {
        format!("{:?}", stream.next().await.unwrap().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_hears_its_own_topics_at_most_four_times_a_second() {
        let hub = LiveHub::new(World::real());
        let mut page = Box::pin(open(hub.clone(), topics(&["a"]), None));
        assert!(heard(&mut page).await.contains("beat"));
        hub.tell(topics(&["a", "b"]));
        hub.tell(topics(&["b"]));
        let first = heard(&mut page).await;
        assert!(first.contains("change") && first.contains("[\\\"a\\\"]"), "{first}");
        let began = Instant::now();
        hub.tell(topics(&["a"]));
        assert!(heard(&mut page).await.contains("change"));
        assert!(began.elapsed() >= Duration::from_millis(240));
        assert_eq!(hub.open_streams(), 1);
        drop(page);
        assert_eq!(hub.open_streams(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_comes_back_hears_what_it_missed_or_asks_for_everything() {
        let hub = LiveHub::new(World::real());
        let start = hub.0.past.lock().unwrap().number;
        hub.tell(topics(&["a"]));
        let mut page = Box::pin(open(hub.clone(), topics(&["a"]), Some(start)));
        heard(&mut page).await;
        assert!(heard(&mut page).await.contains("change"));
        // However long it was away, it hears of its own topics, and of nothing else.
        for _ in 0..10_000 {
            hub.tell(topics(&["b"]));
        }
        for (seen, expected) in [(start, "change"), (start - 1, "resync"), (start + 20_000, "resync")] {
            let mut page = Box::pin(open(hub.clone(), topics(&["a", "c"]), Some(seen)));
            heard(&mut page).await;
            let said = heard(&mut page).await;
            assert!(said.contains(expected) && !said.contains("\"b\""), "{seen}: {said}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_comes_from_another_node_asks_for_everything() {
        let (here, there) = (LiveHub::new(World::real()), LiveHub::new(World::real()));
        for hub in [&here, &there] {
            hub.tell(topics(&["a"]));
        }
        assert_ne!(here.number(), there.number(), "one in a million");
        let mut page = Box::pin(open(here.clone(), topics(&["a"]), Some(there.number())));
        heard(&mut page).await;
        assert!(heard(&mut page).await.contains("resync"));
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_for_all_of_one_hospital_hears_of_each_part_of_it_and_of_no_other() {
        let hub = LiveHub::new(World::real());
        let start = hub.number();
        let told = topics(&["beds:a", "beds:a/1", "beds:a/2", "beds:ab", "beds:b/1"]);
        let wards = "[\\\"beds:a/1\\\",\\\"beds:a/2\\\"]";
        let mut open_already = Box::pin(open(hub.clone(), topics(&["beds:a/"]), None));
        heard(&mut open_already).await;
        hub.tell(told);
        let said = heard(&mut open_already).await;
        assert!(said.contains(wards), "{said}");
        let mut comes_back = Box::pin(open(hub.clone(), topics(&["beds:a/"]), Some(start)));
        heard(&mut comes_back).await;
        let said = heard(&mut comes_back).await;
        assert!(said.contains(wards), "{said}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_lags_is_told_to_ask_for_everything() {
        let hub = LiveHub::new(World::real());
        let mut page = Box::pin(open(hub.clone(), topics(&["a"]), None));
        heard(&mut page).await;
        for _ in 0..BACKLOG * 2 {
            hub.tell(topics(&["a"]));
        }
        assert!(heard(&mut page).await.contains("resync"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_page_asks_to_hear_is_kept_small(asked in "[a-z:/,\\PC]{0,400}", many in 0..400_usize, is_person in proptest::bool::ANY) {
            let topics = read_topics(&format!("{}{asked}", "beds:a,facility:b/ward,".repeat(many)), is_person);
            proptest::prop_assert!(topics.len() <= TOPICS_MAX);
            proptest::prop_assert!(topics.iter().all(|topic| !topic.is_empty() && topic.len() <= TOPIC_LENGTH_MAX && !topic.contains(',')));
            proptest::prop_assert!(is_person || topics.iter().all(|topic| !topic.contains('/')));
        }
    }
}
