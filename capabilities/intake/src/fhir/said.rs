//! Why a call was not done, as the page of problems tells it.

use sigap_exchange::fhir::{Fault, IssueCode};
use sigap_kernel::FieldErrors;

use crate::problem::ProblemKind;

/// Fields of one fault that are named.
const REASONS_MAX: usize = 20;

/// Whether somebody at the hospital can put it right. That nothing stands under an id that was asked for, that another was faster, or that the
/// line is full, they cannot.
pub(super) fn kept(fault: &Fault) -> bool {
    !matches!(fault.status, 401 | 404 | 412 | 429 | 503)
}

/// What kind of problem it is.
pub(super) fn kind_of(fault: &Fault) -> ProblemKind {
    match (fault.status, fault.issues.first().map(|issue| issue.code)) {
        (401, _) => ProblemKind::Signature,
        (403, _) => ProblemKind::Facility,
        (404, _) => ProblemKind::Room,
        (429, _) => ProblemKind::Pace,
        (503, _) => ProblemKind::Busy,
        (_, Some(IssueCode::Structure)) | (413 | 415, _) => ProblemKind::Body,
        _ => ProblemKind::Fields,
    }
}

/// The reasons by element, as message ids.
pub(super) fn reason(fault: &Fault) -> FieldErrors {
    let mut reason = FieldErrors::new();
    for issue in fault.issues.iter().take(REASONS_MAX) {
        reason.add(
            issue.expression.as_deref().unwrap_or("-"),
            format!("fhir-{}?said={}", issue.code.code(), issue.sentence.replace(['&', '=', '?'], " ")),
        );
    }
    reason
}
