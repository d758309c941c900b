//! What a hospital says by EDXL-HAVE beside its beds, in words: a part of the page of feeds.

use sigap_exchange::have::{EmergencyStatus, Triage};
use sigap_kernel::UtcMs;
use sigap_web::Words;

use super::Ago;
use crate::have::state::Kept;

/// One thing that is said: of what, what, and how long ago.
pub(super) struct StateLine {
    pub(super) of: String,
    pub(super) said: String,
    pub(super) ago: Ago,
}

/// What is said of a hospital, line by line.
pub(super) fn lines(w: &Words, now: UtcMs, kept: &Kept) -> Vec<StateLine> {
    let line = |of: &str, said: Option<String>, at: UtcMs| Some(StateLine { of: w.s(of), said: said?, ago: Ago::of(w, now, at) });
    let word = |of: &str, code: &str| w.s(&word_id(of, code));
    let emergency = kept.said.emergency.as_ref().zip(kept.emergency_at);
    let of_emergency = emergency.map(|(emergency, at)| {
        [
            line("state-emergency", traffic(w, emergency), at),
            line("state-offload", offload(w, emergency), at),
            line("state-census", triage(w, &emergency.census), at),
            line("state-capacity", triage(w, &emergency.capacity), at),
        ]
    });
    let building = line("state-building", kept.said.facility.map(|status| word("building", status.code())), kept.at);
    let wards = line("state-wards", kept.said.clinical.map(|status| word("wards", status.code())), kept.at);
    of_emergency.into_iter().flatten().chain([building, wards]).flatten().collect()
}

/// The message id of a code: `state-` what it is of, and the code in small letters.
pub(crate) fn word_id(of: &str, code: &str) -> String {
    format!("state-{of}-{}", code.to_ascii_lowercase())
}

fn traffic(w: &Words, emergency: &EmergencyStatus) -> Option<String> {
    let status = emergency.traffic.map(|status| w.s(&word_id("emergency", status.code())));
    match (status, &emergency.traffic_reason) {
        (Some(status), Some(reason)) => Some(format!("{status}: {reason}")),
        (status, reason) => status.or_else(|| reason.clone()),
    }
}

fn offload(w: &Words, emergency: &EmergencyStatus) -> Option<String> {
    let status = emergency.offload.map(|status| w.s(&word_id("offload", status.code())));
    let minutes = emergency.offload_min.map(|minutes| w.a1("state-minutes", "n", w.figure(minutes)));
    match (status, minutes) {
        (Some(status), Some(minutes)) => Some(format!("{status}, {minutes}")),
        (status, minutes) => status.or(minutes),
    }
}

fn triage(w: &Words, triage: &Triage) -> Option<String> {
    let colours =
        [("state-red", triage.red), ("state-yellow", triage.yellow), ("state-green", triage.green), ("state-black", triage.black)];
    let said: Vec<String> = colours.into_iter().filter_map(|(id, patients)| Some(w.a1(id, "n", w.figure(patients?)))).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}
