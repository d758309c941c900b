//! What is too much: how the sender is told, and what its administrator reads.

use axum::http::StatusCode;
use sigap_kernel::{Lang, figure};

use super::{Call, Door, Refusal, Sender};
use crate::model::ROOMS_PER_FACILITY_MAX;
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

    pub(super) fn too_many_rooms<D: Door>(&self) -> Refusal {
        let max = figure(ROOMS_PER_FACILITY_MAX.into(), Lang::Id);
        let sentence = format!("Ruang yang terdaftar sudah {max}, paling banyak {max}. Hapus ruang yang tidak dipakai, lalu coba lagi.");
        let problem = Problem::named(ProblemKind::Rooms, "koderuang", format!("rooms-too-many?max={ROOMS_PER_FACILITY_MAX}"), "");
        Refusal::kept(D::refused(self, StatusCode::OK, &sentence), problem)
    }

    pub(super) fn too_many_removed<D: Door>(&self) -> Refusal {
        let max = figure(REMOVED_PER_FACILITY_MAX.into(), Lang::Id);
        let sentence = format!("Sudah {max} ruang pernah dihapus, paling banyak {max}. Daftarkan ruang dengan kode yang pernah dipakai.");
        let message = format!("rooms-removed-too-many?max={REMOVED_PER_FACILITY_MAX}");
        let problem = Problem::named(ProblemKind::Rooms, "koderuang", message, "removed");
        Refusal::kept(D::refused(self, StatusCode::OK, &sentence), problem)
    }
}
