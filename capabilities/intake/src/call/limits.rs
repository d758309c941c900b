//! What is too much: how the sender is told, and what its administrator reads.

use axum::http::StatusCode;
use sigap_kernel::{Lang, figure};

use super::{Call, Door, Refusal, Sender};
use crate::model::{Done, ROOMS_PER_FACILITY_MAX};
use crate::problem::{Problem, ProblemKind};
use crate::removed::REMOVED_PER_FACILITY_MAX;

impl Call<'_> {
    pub(super) fn check_pace<D: Door>(&self, sender: &Sender) -> Result<(), Refusal> {
        if self.intake.0.pace.take(sender.key, sender.ctx.now()) {
            return Ok(());
        }
        let per_s = self.intake.0.config.calls_per_s;
        let most = figure(per_s.into(), Lang::Id);
        let sentence = format!("Terlalu banyak permintaan dari cons-id ini, paling banyak {most} per detik. Coba lagi sebentar lagi.");
        let problem = Problem::named(ProblemKind::Pace, "cons-id", format!("calls-too-many?max={per_s}"), "");
        Err(Refusal::kept(D::refused(self, StatusCode::TOO_MANY_REQUESTS, &sentence), problem))
    }
}

/// What a sender hears whose facility has too many rooms, and the problem for its page; `None` when that is not what came of its deed.
pub(crate) fn too_many(done: Done) -> Option<(String, Problem)> {
    let (rooms, removed) = (figure(ROOMS_PER_FACILITY_MAX.into(), Lang::Id), figure(REMOVED_PER_FACILITY_MAX.into(), Lang::Id));
    let (sentence, message, same) = match done {
        Done::TooManyRooms => (
            format!("Paling banyak {rooms} ruang, dan semuanya sudah terpakai. Hapus ruang yang tidak dipakai, lalu coba lagi."),
            format!("rooms-too-many?max={ROOMS_PER_FACILITY_MAX}"),
            "",
        ),
        Done::TooManyRemoved => (
            format!(
                "Paling banyak {removed} ruang dapat dihapus, dan batas itu sudah tercapai. Daftarkan ruang dengan kode yang pernah dipakai."
            ),
            format!("rooms-removed-too-many?max={REMOVED_PER_FACILITY_MAX}"),
            "removed",
        ),
        _ => return None,
    };
    Some((sentence, Problem::named(ProblemKind::Rooms, "koderuang", message, same)))
}
