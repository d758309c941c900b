//! Adding a ward and changing it.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use sigap_access::Action;
use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Pool, Sex, WardId};
use sigap_web::{CheckedForm, PageError, PageResult, Visitor, see_other};

use super::form::{Fields, Form, Input, choices};
use super::{address, id_in};
use crate::{Facility, NewWard, Registry, RegistryError, ReportedBy, Ward, checks, service};

/// The axes of a pool, in the order in which it writes them.
const AXES: [&str; 5] = ["bed", "care", "sex", "age_band", "isolation"];

/// The ward named in the address with its facility, or a blank one of the facility named there, if this visitor may edit it.
pub(super) struct FoundWard(Facility, Ward);

impl FromRequestParts<Registry> for FoundWard {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, registry: &Registry) -> Result<Self, PageError> {
        let (visitor, db) = (Visitor::from_request_parts(parts, registry).await?, registry.floor.db());
        let ward = match id_in::<WardId>(parts, "ward", registry).await {
            Ok(id) => Some(service::ward(db, id).await?.ok_or(PageError::NotFound)?),
            Err(_) => None,
        };
        let id = match &ward {
            Some(ward) => ward.facility,
            None => id_in(parts, "facility", registry).await?,
        };
        let facility = service::facility(db, id).await?.ok_or(PageError::NotFound)?;
        service::may_at(&visitor.ctx, Action::EditWard, &facility)?;
        let ward = ward.unwrap_or_else(|| blank(&facility));
        Ok(Self(facility, ward))
    }
}

fn fields(ward: &Ward) -> Fields {
    let pool = ward.pool.to_string();
    let axes = AXES.into_iter().zip(pool.split('.').map(str::to_owned));
    let active = if ward.active { "yes" } else { "" };
    let rest = [("version", ward.version.to_string()), ("name", ward.name.clone()), ("active", active.to_owned())];
    let all = axes.chain(rest).chain([("reported_by", ward.reported_by.to_string())]);
    Fields(all.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn read(typed: &Fields, to: &mut Ward) -> Result<(), RegistryError> {
    let choose = |name: &'static str| move |_| RegistryError::field(name, "field-choose");
    to.name = typed.get("name").to_owned();
    to.pool = AXES.map(|axis| typed.get(axis)).join(".").parse::<Pool>().map_err(choose("bed"))?;
    to.reported_by = typed.get("reported_by").parse().map_err(choose("reported_by"))?;
    to.active = checks::yes(typed.get("active")).unwrap_or(false);
    to.version = typed.version();
    Ok(())
}

fn page(registry: &Registry, visitor: &Visitor, of: &Facility, stored: &Ward, typed: Fields, error: Option<RegistryError>) -> PageResult {
    let title = if stored.version == 0 { "ward-new" } else { "ward-edit" };
    let mut form = Form::new(registry, visitor, title, Some(of), typed);
    if let Some(error) = error {
        form = form.refused(error, stored.version)?;
    }
    let w = form.w;
    form.field("name", Input::Line("text"));
    let codes: [Vec<&str>; 5] = [
        BedType::ALL.iter().map(|one| one.code()).collect(),
        CareClass::ALL.iter().map(|one| one.code()).collect(),
        Sex::ALL.iter().map(|one| one.code()).collect(),
        AgeBand::ALL.iter().map(|one| one.code()).collect(),
        Isolation::ALL.iter().map(|one| one.code()).collect(),
    ];
    for (axis, codes) in AXES.into_iter().zip(codes) {
        let choice = |code: &str| (code.to_owned(), w.s(&format!("{axis}-{code}").replace('_', "-")));
        form.field(axis, Input::Choice(codes.into_iter().map(choice).collect()));
    }
    form.field("reported_by", choices(ReportedBy::ALL, false, &w));
    if stored.version > 0 {
        form.field("active", Input::Check);
    }
    Ok(form.answer())
}

/// A ward nobody has filled in yet.
fn blank(of: &Facility) -> Ward {
    let (id, pool) = (WardId::from_uuid(Default::default()), Pool::general(CareClass::Three));
    Ward { id, version: 0, facility: of.id, name: String::new(), pool, active: true, reported_by: ReportedBy::Board }
}

pub(super) async fn form(State(registry): State<Registry>, visitor: Visitor, FoundWard(of, ward): FoundWard) -> PageResult {
    page(&registry, &visitor, &of, &ward, fields(&ward), None)
}

pub(super) async fn save(
    State(registry): State<Registry>,
    visitor: Visitor,
    FoundWard(of, ward): FoundWard,
    CheckedForm(typed): CheckedForm<Fields>,
) -> PageResult {
    match keep(&registry, &visitor, &ward, &typed).await {
        Ok(()) => Ok(see_other(&address(of.id))),
        Err(error) => page(&registry, &visitor, &of, &ward, typed, Some(error)),
    }
}

/// Adds a ward that has no version yet, changes one that has. The same again is no change and no conflict.
async fn keep(registry: &Registry, visitor: &Visitor, stored: &Ward, typed: &Fields) -> Result<(), RegistryError> {
    let (mut ward, db) = (stored.clone(), registry.floor.db());
    read(typed, &mut ward)?;
    if stored.version == 0 {
        let new = &NewWard { facility: ward.facility, name: ward.name, pool: ward.pool, reported_by: ward.reported_by };
        return db.write(&visitor.ctx, |tx| async move { service::add_ward(&tx, new.clone()).await.map(|_| ()) }).await;
    }
    if ward == (Ward { version: ward.version, ..stored.clone() }) {
        return Ok(());
    }
    let changed = &ward;
    db.write(&visitor.ctx, |tx| async move { service::change_ward(&tx, changed.clone()).await.map(|_| ()) }).await
}
