//! The answer of the first generation: a small XML. Clients only log it.

use std::fmt::Write as _;

use super::report::WardFault;
use crate::wire::Reply;

/// Most wards whose mistakes are told in one answer.
const FAULTS_TOLD_MAX: usize = 5;

/// A status, and a sentence where there is something to say.
pub(in crate::siranap) fn reply(http: u16, status: u16, message: Option<&str>) -> Reply {
    let message = message.map(|text| format!("<message>{}</message>", escape(text))).unwrap_or_default();
    let body = format!("<xml><data><status>{status}</status>{message}</data></xml>").into_bytes();
    Reply { status: http, content_type: "application/xml; charset=UTF-8", body }
}

/// The answer to a report of `total` wards of which these were not taken.
pub(in crate::siranap) fn taken(total: usize, faults: &[WardFault]) -> Reply {
    if faults.is_empty() {
        return reply(200, 200, None);
    }
    let mut message = format!("{} dari {total} data gagal disimpan.", faults.len());
    for fault in faults.iter().take(FAULTS_TOLD_MAX) {
        // Writing to a String has no error to lose.
        let _ = write!(message, " {fault}");
    }
    reply(200, 400, Some(&message))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
