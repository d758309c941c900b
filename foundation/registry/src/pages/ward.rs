//! Adding a ward and changing it.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use sigap_access::Action;
use sigap_kernel::{AgeBand, BedType, CareClass, FieldErrors, Isolation, Sex, WardId};
use sigap_web::{CheckedForm, PageError, PageResult, Visitor, Words, see_other};

use super::form::{Fields, Form, Input, Refusal, choices};
use super::{Found, address, id_in};
use crate::{Facility, NewWard, Registry, RegistryError, ReportedBy, Ward, checks, service};

/// The ward named in the address with its facility, if this visitor may edit it.
pub(super) struct FoundWard(Facility, Ward);

impl FromRequestParts<Registry> for FoundWard {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, registry: &Registry) -> Result<Self, PageError> {
        let id: WardId = id_in(parts, "ward", registry).await?;
        let visitor = Visitor::from_request_parts(parts, registry).await?;
        let db = registry.floor().db();
        let ward = service::ward(db, id).await?.ok_or(PageError::NotFound)?;
        let facility = service::facility(db, ward.facility).await?.ok_or(PageError::NotFound)?;
        service::may_at(&visitor.ctx, Action::EditWard, &facility)?;
        Ok(Self(facility, ward))
    }
}

fn fields(ward: &Ward) -> Fields {
    let values = [
        ("version", ward.version.to_string()),
        ("name", ward.name.clone()),
        ("bed", ward.pool.bed_type.to_string()),
        ("care", ward.pool.class.to_string()),
        ("sex", ward.pool.sex.to_string()),
        ("age_band", ward.pool.age.to_string()),
        ("isolation", ward.pool.isolation.to_string()),
        ("reported_by", ward.reported_by.to_string()),
        ("active", if ward.active { "yes" } else { "no" }.to_owned()),
    ];
    Fields(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn read(typed: &Fields, to: &mut Ward) -> Result<(), FieldErrors> {
    fn word<T: std::str::FromStr>(typed: &Fields, errors: &mut FieldErrors, name: &str, to: &mut T) {
        match checks::word(typed.get(name)) {
            Ok(value) => *to = value,
            Err(wrong) => errors.add(name, wrong),
        }
    }
    let mut errors = FieldErrors::new();
    to.name = typed.get("name").to_owned();
    word(typed, &mut errors, "bed", &mut to.pool.bed_type);
    word(typed, &mut errors, "care", &mut to.pool.class);
    word(typed, &mut errors, "sex", &mut to.pool.sex);
    word(typed, &mut errors, "age_band", &mut to.pool.age);
    word(typed, &mut errors, "isolation", &mut to.pool.isolation);
    word(typed, &mut errors, "reported_by", &mut to.reported_by);
    to.active = checks::yes(typed.get("active")).unwrap_or(false);
    to.version = typed.version();
    errors.into_result(Some(()))
}

/// The words of a list of the kernel as choices.
fn kernel_choices<T: std::fmt::Display>(all: &[T], list: &str, w: &Words) -> Input {
    let choice = |one: &T| (one.to_string(), w.s(&format!("{list}-{one}").replace('_', "-")));
    Input::Choice(all.iter().map(choice).collect())
}

fn page(registry: &Registry, visitor: &Visitor, title: &str, of: &Facility, typed: Fields, refusal: Option<Refusal>) -> Response {
    let mut form = Form::new(registry, visitor, title, typed, refusal);
    let w = form.w;
    form.field("name", Input::Line("text"));
    form.field("bed", kernel_choices(BedType::ALL, "bed", &w));
    form.field("care", kernel_choices(CareClass::ALL, "care", &w));
    form.field("sex", kernel_choices(Sex::ALL, "sex", &w));
    form.field("age_band", kernel_choices(AgeBand::ALL, "age-band", &w));
    form.field("isolation", kernel_choices(Isolation::ALL, "isolation", &w));
    form.field("reported_by", choices(ReportedBy::ALL, false, &w));
    if title == "ward-edit" {
        form.field("active", Input::Check);
    }
    form.answer((format!("/fasilitas/{}", of.id), of.name.clone()), w.s("ward-lead"))
}

/// A ward nobody has filled in yet.
fn blank(of: &Facility) -> Ward {
    let pool = sigap_kernel::Pool::general(CareClass::Three);
    Ward { id: WardId::from_uuid(Default::default()), version: 0, facility: of.id, name: String::new(), pool, active: true, reported_by: ReportedBy::Board }
}

pub(super) async fn new_form(State(registry): State<Registry>, visitor: Visitor, Found(of): Found) -> PageResult {
    service::may_at(&visitor.ctx, Action::EditWard, &of)?;
    Ok(page(&registry, &visitor, "ward-new", &of, fields(&blank(&of)), None))
}

pub(super) async fn add(State(registry): State<Registry>, visitor: Visitor, Found(of): Found, CheckedForm(typed): CheckedForm<Fields>) -> PageResult {
    let mut ward = blank(&of);
    let outcome = match read(&typed, &mut ward) {
        Ok(()) => {
            let new = &NewWard { facility: of.id, name: ward.name, pool: ward.pool, reported_by: ward.reported_by };
            registry.floor().db().write(&visitor.ctx, |tx| async move { service::add_ward(&tx, new.clone()).await }).await
        }
        Err(errors) => Err(errors.into()),
    };
    answer(&registry, &visitor, "ward-new", &of, typed, outcome, &blank(&of))
}

pub(super) async fn form(State(registry): State<Registry>, visitor: Visitor, FoundWard(of, ward): FoundWard) -> Response {
    page(&registry, &visitor, "ward-edit", &of, fields(&ward), None)
}

pub(super) async fn save(State(registry): State<Registry>, visitor: Visitor, FoundWard(of, ward): FoundWard, CheckedForm(typed): CheckedForm<Fields>) -> PageResult {
    let mut changed = ward.clone();
    let outcome = match read(&typed, &mut changed) {
        Ok(()) if changed == (Ward { version: changed.version, ..ward.clone() }) => Ok(changed),
        Ok(()) => {
            let changed = &changed;
            registry.floor().db().write(&visitor.ctx, |tx| async move { service::change_ward(&tx, changed.clone()).await }).await
        }
        Err(errors) => Err(errors.into()),
    };
    answer(&registry, &visitor, "ward-edit", &of, typed, outcome, &ward)
}

fn answer(
    registry: &Registry,
    visitor: &Visitor,
    title: &str,
    of: &Facility,
    typed: Fields,
    outcome: Result<Ward, RegistryError>,
    stored: &Ward,
) -> PageResult {
    match outcome {
        Ok(_) => Ok(see_other(&address(of.id))),
        Err(error) => Ok(page(registry, visitor, title, of, typed, Some(Refusal::of(error, || fields(stored))?))),
    }
}
