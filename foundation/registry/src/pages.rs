//! The pages of the registry: who asks, find the thing, act, answer. Each route names the deed it needs somewhere; the use
//! cases ask again about the very facility.

mod edit;
mod form;
mod show;
mod transfer;
mod ward;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sigap_access::Action;
use sigap_kernel::FacilityId;
use sigap_web::{Guard, Page, PageError, Routes, Visitor, Words};

use crate::{Facility, Registry, import, service};

/// The routes of the registry.
#[must_use]
pub fn routes() -> Routes<Registry> {
    let (read, add, change) =
        (Guard::Action(Action::ReadFacility), Guard::Action(Action::AddFacility), Guard::Action(Action::EditFacility));
    let (decide, wards) = (Guard::Action(Action::DecideAgreement), Guard::Action(Action::EditWard));
    let (load, take) = (Guard::Action(Action::ImportRegistry), Guard::Action(Action::ExportRegistry));
    Routes::new()
        .get("/fasilitas", read, show::list)
        .get("/fasilitas/baru", add, edit::new_form)
        .post("/fasilitas/baru", add, edit::add)
        .get("/fasilitas/{facility}", read, show::facility)
        .get("/fasilitas/{facility}/ubah/{part}", change, edit::form)
        .post("/fasilitas/{facility}/ubah/{part}", change, edit::save)
        .post("/fasilitas/{facility}/dijawab", change, edit::answered)
        .post("/fasilitas/{facility}/tahap", decide, edit::move_stage)
        .get("/fasilitas/{facility}/ruang/baru", wards, ward::form)
        .post("/fasilitas/{facility}/ruang/baru", wards, ward::save)
        .get("/ruang/{ward}/ubah", wards, ward::form)
        .post("/ruang/{ward}/ubah", wards, ward::save)
        .get("/impor", load, transfer::form)
        .upload("/impor", load, import::BYTES_MAX + 64 * 1024, transfer::upload)
        .get("/impor/{draft}", load, transfer::report)
        .post("/impor/{draft}", load, transfer::apply)
        .get("/ekspor.csv", take, transfer::csv)
        .get("/ekspor.geojson", take, transfer::geojson)
}

/// The facility named in the address, if this visitor may see it.
pub(crate) struct Found(pub(crate) Facility);

impl FromRequestParts<Registry> for Found {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, registry: &Registry) -> Result<Self, PageError> {
        let id = id_in(parts, "facility", registry).await?;
        let visitor = Visitor::from_request_parts(parts, registry).await?;
        let found = service::facility(registry.floor.db(), id).await?.ok_or(PageError::NotFound)?;
        service::may_at(&visitor.ctx, Action::ReadFacility, &found)?;
        Ok(Self(found))
    }
}

/// An id in the address; what is no id leads to no page.
pub(crate) async fn id_in<T: std::str::FromStr>(parts: &mut Parts, name: &str, registry: &Registry) -> Result<T, PageError> {
    let path = axum::extract::RawPathParams::from_request_parts(parts, registry).await.map_err(PageError::internal)?;
    path.iter().find(|(known, _)| *known == name).and_then(|(_, text)| text.parse().ok()).ok_or(PageError::NotFound)
}

/// The words and the shell of a staff page.
pub(crate) fn shell(registry: &Registry, visitor: &Visitor, title: impl FnOnce(&Words) -> String) -> (Words, Page) {
    let w = crate::words(visitor.ctx.lang());
    (w, Page::staff(&registry.floor, visitor, title(&w)))
}

/// The page of a facility, saying that a change was kept.
pub(crate) fn address(id: FacilityId) -> String {
    format!("/fasilitas/{id}?ok=1")
}
