//! Counters and timings, in the text form that Prometheus reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;

/// Upper edges of the timing buckets, in seconds.
const EDGES_S: [f64; 8] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// All counters of this process.
#[derive(Debug, Default)]
pub struct Metrics {
    /// By route.
    requests: RwLock<BTreeMap<Box<str>, ByStatus>>,
    counts: RwLock<BTreeMap<&'static str, Arc<AtomicU64>>>,
}

/// The timings of a route, by the status of the answer.
type ByStatus = BTreeMap<u16, Arc<Timing>>;

#[derive(Debug, Default)]
struct Timing {
    buckets: [AtomicU64; EDGES_S.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Timing {
    fn add(&self, seconds: f64) {
        for (edge, bucket) in EDGES_S.iter().zip(&self.buckets) {
            if seconds <= *edge {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a request lasts seconds, not years
        self.micros.fetch_add((seconds * 1e6) as u64, Ordering::Relaxed);
    }
}

/// Counts one more of something; `name` is the metric's full name.
pub fn count(metrics: &Metrics, name: &'static str) {
    if let Some(counter) = metrics.counts.read().unwrap_or_else(PoisonError::into_inner).get(name) {
        counter.fetch_add(1, Ordering::Relaxed);
        return;
    }
    metrics.counts.write().unwrap_or_else(PoisonError::into_inner).entry(name).or_default().fetch_add(1, Ordering::Relaxed);
}

/// A request on its way, timed by its route.
pub(crate) struct Route {
    matched: Option<MatchedPath>,
    began: Instant,
}

impl Route {
    /// The clock runs from here.
    pub(crate) fn of(request: &Request) -> Self {
        Self { matched: request.extensions().get().cloned(), began: Instant::now() }
    }

    /// It was answered.
    pub(crate) fn answered(self, metrics: &Metrics, status: StatusCode) {
        let name = self.matched.as_ref().map_or("none", MatchedPath::as_str);
        timing(metrics, name, status.as_u16()).add(self.began.elapsed().as_secs_f64());
    }
}

fn timing(metrics: &Metrics, route: &str, status: u16) -> Arc<Timing> {
    if let Some(timing) = metrics.requests.read().unwrap_or_else(PoisonError::into_inner).get(route).and_then(|by| by.get(&status)) {
        return timing.clone();
    }
    let mut requests = metrics.requests.write().unwrap_or_else(PoisonError::into_inner);
    requests.entry(route.into()).or_default().entry(status).or_default().clone()
}

/// Everything, as Prometheus reads it.
#[must_use]
pub fn metrics_text(metrics: &Metrics) -> String {
    let mut text =
        String::from("# HELP sigap_request_seconds how long requests took, by route and status\n# TYPE sigap_request_seconds histogram\n");
    let requests = metrics.requests.read().unwrap_or_else(PoisonError::into_inner);
    for (route, (status, timing)) in requests.iter().flat_map(|(route, by)| by.iter().map(move |one| (route, one))) {
        let labels = format!("route=\"{route}\",status=\"{status}\"");
        for (edge, bucket) in EDGES_S.iter().zip(&timing.buckets) {
            let _ = writeln!(text, "sigap_request_seconds_bucket{{{labels},le=\"{edge}\"}} {}", bucket.load(Ordering::Relaxed));
        }
        let count = timing.count.load(Ordering::Relaxed);
        let seconds = timing.micros.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(text, "sigap_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}");
        let _ = writeln!(text, "sigap_request_seconds_sum{{{labels}}} {seconds}\nsigap_request_seconds_count{{{labels}}} {count}");
    }
    for (name, value) in metrics.counts.read().unwrap_or_else(PoisonError::into_inner).iter() {
        let _ = writeln!(
            text,
            "# HELP {name} counted since this node started\n# TYPE {name} counter\n{name} {}",
            value.load(Ordering::Relaxed)
        );
    }
    text
}
