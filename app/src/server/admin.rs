//! The operator's own address: metrics and readiness in detail. It has no log-in, so it listens where the operator alone
//! can reach it, and nowhere unless it is configured.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use sigap_web::metrics_text;

use super::ready::{Ready, Standing};

/// The routes of the operator's address.
pub(super) fn routes(ready: Ready) -> Router {
    Router::new().route("/metrics", get(metrics)).route("/readyz", get(readyz)).route("/healthz", get("ok")).with_state(ready)
}

async fn readyz(State(ready): State<Ready>) -> Response {
    let standing = ready.standing().await;
    let status = if standing.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(standing)).into_response()
}

async fn metrics(State(ready): State<Ready>) -> Response {
    let mut text = metrics_text(ready.floor.metrics());
    add_gauges(&mut text, &ready.standing().await);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn add_gauges(text: &mut String, standing: &Standing) {
    let mut gauge = |name: &str, means: &str, value: i64| {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "# HELP {name} {means}\n# TYPE {name} gauge\n{name} {value}");
    };
    gauge("sigap_ready", "1 when requests may come", i64::from(standing.ready));
    gauge("sigap_findings", "things a person should look at, see /readyz", count(standing.findings.len()));
    gauge("sigap_open_streams", "live streams open", count(standing.open_streams));
    gauge("sigap_disk_low", "1 when the disk of the data folder is nearly full", i64::from(standing.machine.disk_low));
    if let Some(free) = standing.machine.disk_free_mb {
        gauge("sigap_disk_free_mb", "megabytes free for the data folder", i64::try_from(free).unwrap_or(i64::MAX));
    }
    gauge("sigap_clock_jumped_s", "seconds the clock jumped within the last minutes", standing.machine.clock_jumped_s.unwrap_or_default());
    if let Some(jobs) = &standing.jobs {
        gauge("sigap_jobs_waiting", "jobs that wait, due or not", jobs.waiting);
        gauge("sigap_jobs_running", "jobs under way", jobs.running);
        gauge("sigap_jobs_given_up", "jobs given up", jobs.given_up);
        gauge("sigap_jobs_due_age_s", "seconds the oldest due job has waited", jobs.due_age_s);
    }
    for figure in &standing.rooms {
        gauge(figure.name, figure.means, figure.value);
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
