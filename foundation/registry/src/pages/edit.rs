//! Adding a facility, and changing its parts: facts, phones, services, accreditations, the terms of its agreement.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use sigap_access::Action;
use sigap_kernel::{FieldErrors, Masked, Zone, coded_enum};
use sigap_web::{CheckedForm, PageError, PageResult, Visitor, Words, see_other};

use super::form::{Fields, Form, Input, choices};
use super::{Found, address, id_in};
use crate::checks::{self, TEXT_MAX};
use crate::columns::{self, Column, PARTS_MAX};
use crate::{
    AccreditationLevel, Competence, CoordQuality, Facility, FacilityKind, HospitalClass, OpeningHours, Owner, PhonePurpose, Registry,
    RegistryError, ServiceKind, StageEvent, service,
};

/// Empty rows below those that are filled.
const EMPTY_ROWS: usize = 2;
/// The columns of the facts, in the order of the form.
#[rustfmt::skip]
const FACTS: &[Column] = {
    use Column as C;
    &[C::Name, C::Kind, C::Owner, C::Class, C::Ppk, C::KemenkesCode, C::SatusehatId, C::Address, C::Village, C::District, C::DistrictCode,
        C::Place, C::CoordQuality, C::CoordRadius, C::Zone, C::Active]
};
const TERMS: &[Column] = &[Column::ShowsBeds, Column::ShowsPhones, Column::AcceptsPromises, Column::AgreedFrom, Column::Note];

coded_enum! {
    /// A part of a facility with a form of its own, by its word in the address.
    pub(super) enum Part {
        Facts = "data", Phones = "telepon", Services = "layanan", Accreditations = "akreditasi", Terms = "perjanjian",
    }
}

impl FromRequestParts<Registry> for Part {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, registry: &Registry) -> Result<Self, PageError> {
        id_in(parts, "part", registry).await
    }
}

/// What a part is made of.
enum Made {
    /// These columns.
    Columns(&'static [Column]),
    /// The rows of one column, each with these fields.
    Rows(Column, &'static [&'static str]),
}

impl Part {
    const fn made(self) -> Made {
        match self {
            Part::Facts => Made::Columns(FACTS),
            Part::Terms => Made::Columns(TERMS),
            Part::Phones => Made::Rows(Column::Phones, &["purpose", "number", "hours"]),
            Part::Services => Made::Rows(Column::Services, &["service", "competence", "hours"]),
            Part::Accreditations => Made::Rows(Column::Accreditations, &["body", "level", "issued", "expires", "certificate"]),
        }
    }

    /// The values of this part as the form shows them, hours in the words of its reader.
    fn fields(self, of: &Facility, w: &Words) -> Fields {
        let mut fields = vec![("version".to_owned(), of.version.to_string())];
        match self.made() {
            Made::Columns(all) => fields.extend(all.iter().map(|column| (column.to_string(), form_value(of, *column)))),
            Made::Rows(column, names) => {
                for (at, row) in columns::rows(&columns::get(of, column)).into_iter().enumerate() {
                    fields.extend(names.iter().zip(row).map(|(name, value)| (format!("{name}_{at}"), row_value(name, value, w))));
                }
            }
        }
        Fields(fields)
    }

    /// Reads what was typed into `to`; every mistake at its field.
    fn read(self, typed: &Fields, to: &mut Facility) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        match self.made() {
            Made::Columns(all) => {
                let changed: Vec<Column> =
                    all.iter().filter(|column| form_value(to, **column) != typed.get(column.code())).copied().collect();
                for column in changed {
                    columns::set(to, column, typed.get(column.code())).unwrap_or_else(|wrong| errors.add(column.code(), wrong));
                }
            }
            Made::Rows(column, names) => {
                let mut rows = Vec::new();
                for at in 0..PARTS_MAX {
                    let values: Vec<String> = names.iter().map(|name| typed.get(&format!("{name}_{at}")).to_owned()).collect();
                    if values.iter().any(|value| !value.trim().is_empty()) {
                        let wrong = columns::set(&mut to.clone(), column, &columns::joined([values.clone()].into_iter())).err();
                        wrong.into_iter().for_each(|wrong| errors.add(&format!("{}_{at}", field_of(&wrong, names)), wrong));
                        rows.push(values);
                    }
                }
                let all = columns::set(to, column, &columns::joined(rows.into_iter())).err().filter(|_| errors.is_empty());
                all.into_iter().for_each(|wrong| errors.add(&format!("{}_0", field_of(&wrong, names)), wrong));
            }
        }
        errors.into_result(Some(()))
    }

    fn lay_out(self, form: &mut Form, rows: usize) {
        let w = form.w;
        match self.made() {
            Made::Columns(all) => all.iter().for_each(|column| form.field(column.code(), input(column.code(), form))),
            Made::Rows(_, names) => {
                for at in 0..(rows + EMPTY_ROWS).min(PARTS_MAX) {
                    form.group(w.a1(&format!("part-{self}-row"), "n", at + 1));
                    names.iter().for_each(|name| form.field(&format!("{name}_{at}"), input(name, form)));
                }
            }
        }
        if self == Part::Terms {
            form.field("contact", Input::Area);
        }
    }

    const fn action(self) -> Action {
        if matches!(self, Part::Terms) { Action::DecideAgreement } else { Action::EditFacility }
    }
}

/// A value as its field shows it: of an instant the day alone, and what is not so is nothing.
fn form_value(of: &Facility, column: Column) -> String {
    match (column, of.agreement.from) {
        (Column::AgreedFrom, Some(from)) => checks::day_of(from, of.zone),
        (Column::Active | Column::ShowsBeds | Column::ShowsPhones | Column::AcceptsPromises, _) => {
            columns::get(of, column).replace("no", "")
        }
        _ => columns::get(of, column),
    }
}

/// A value of a row as its field shows it.
fn row_value(name: &str, value: &str, w: &Words) -> String {
    let hours = (name == "hours").then(|| value.parse::<OpeningHours>().ok()).flatten();
    hours.filter(OpeningHours::is_known).map_or_else(|| value.to_owned(), |hours| hours.say(w))
}

/// The field of a row at which a mistake is shown.
fn field_of(wrong: &str, names: &[&'static str]) -> &'static str {
    let name = match wrong {
        "field-hours" => "hours",
        "field-phone" => "number",
        "field-day" | "field-expires" => "expires",
        "field-choose" if names.contains(&"level") => "level",
        _ => "",
    };
    names.iter().copied().find(|known| *known == name).or(names.first().copied()).unwrap_or_default()
}

fn input(name: &str, form: &Form) -> Input {
    let w = &form.w;
    match name {
        "kind" => choices(FacilityKind::ALL, false, w),
        "owner" => choices(Owner::ALL, false, w),
        "class" => choices(HospitalClass::ALL, true, w),
        "coord_quality" => choices(CoordQuality::ALL, false, w),
        "purpose" => choices(PhonePurpose::ALL, true, w),
        "service" => choices(ServiceKind::ALL, true, w),
        "competence" => choices(Competence::ALL, true, w),
        "level" => choices(AccreditationLevel::ALL, true, w),
        "zone" => Input::Choice(Zone::ALL.iter().map(|zone| (zone.to_string(), zone.to_string())).collect()),
        "active" | "shows_beds" | "shows_phones" | "accepts_promises_by_itself" => Input::Check,
        "address" | "note" => Input::Area,
        "coord_radius_m" => Input::Line("number"),
        "agreed_from" | "issued" | "expires" => Input::Line("date"),
        "number" => Input::Line("tel"),
        _ => Input::Line("text"),
    }
}

/// The form of a part, of a facility or of one that is to be added.
fn page(
    registry: &Registry,
    visitor: &Visitor,
    of: Option<&Facility>,
    part: Part,
    typed: Fields,
    error: Option<RegistryError>,
) -> PageResult {
    let rows = typed.0.iter().filter_map(|(name, _)| name.rsplit_once('_')?.1.parse::<usize>().ok()).max().map_or(0, |last| last + 1);
    let title = if of.is_some() { format!("part-{part}") } else { "facility-new".to_owned() };
    let mut form = Form::new(registry, visitor, &title, of, typed);
    if let Some(error) = error {
        form = form.refused(error, of.map_or(0, |of| of.version))?;
    }
    part.lay_out(&mut form, rows);
    Ok(form.answer())
}

/// A facility nobody has filled in yet.
fn blank(registry: &Registry) -> Facility {
    Facility::named("", FacilityKind::Hospital, registry.floor.settings().zone)
}

pub(super) async fn new_form(State(registry): State<Registry>, visitor: Visitor) -> PageResult {
    page(&registry, &visitor, None, Part::Facts, Part::Facts.fields(&blank(&registry), &crate::words(visitor.ctx.lang())), None)
}

pub(super) async fn add(State(registry): State<Registry>, visitor: Visitor, CheckedForm(typed): CheckedForm<Fields>) -> PageResult {
    let (mut new, db) = (blank(&registry), registry.floor.db());
    let outcome = match Part::Facts.read(&typed, &mut new).map(|()| &new) {
        Ok(new) => db.write(&visitor.ctx, |tx| async move { service::add_facility(&tx, new.clone()).await }).await,
        Err(errors) => Err(errors.into()),
    };
    match outcome {
        Ok(id) => Ok(see_other(&address(id))),
        Err(error) => page(&registry, &visitor, None, Part::Facts, typed, Some(error)),
    }
}

pub(super) async fn form(State(registry): State<Registry>, visitor: Visitor, part: Part, Found(of): Found) -> PageResult {
    service::may_at(&visitor.ctx, part.action(), &of)?;
    let mut typed = part.fields(&of, &crate::words(visitor.ctx.lang()));
    if part == Part::Terms {
        // Shown on this one page, to those who decide about the agreement; the look is written down before.
        let contact = service::contact(registry.floor.access(), &visitor.ctx, &of).await?;
        typed.0.push(("contact".to_owned(), contact.into_revealed()));
    }
    page(&registry, &visitor, Some(&of), part, typed, None)
}

pub(super) async fn save(
    State(registry): State<Registry>,
    visitor: Visitor,
    part: Part,
    Found(of): Found,
    CheckedForm(typed): CheckedForm<Fields>,
) -> PageResult {
    match saved(&registry, &visitor, &of, part, &typed).await {
        Ok(()) => Ok(see_other(&address(of.id))),
        Err(error) => page(&registry, &visitor, Some(&of), part, typed, Some(error)),
    }
}

async fn saved(registry: &Registry, visitor: &Visitor, of: &Facility, part: Part, typed: &Fields) -> Result<(), RegistryError> {
    let mut changed = of.clone();
    part.read(typed, &mut changed)?;
    changed.version = typed.version();
    if part != Part::Terms {
        return service::save_facility(registry.floor.db(), &visitor.ctx, of, &changed).await;
    }
    let contact = checks::text(typed.get("contact"), TEXT_MAX).map_err(|wrong| RegistryError::field("contact", wrong))?;
    service::save_terms(registry.floor.access(), &visitor.ctx, of, &changed, &Masked::new(contact)).await
}

pub(super) async fn answered(
    State(registry): State<Registry>,
    visitor: Visitor,
    Found(of): Found,
    CheckedForm(typed): CheckedForm<Fields>,
) -> PageResult {
    let (id, number) = (of.id, typed.get("number"));
    registry.floor.db().write(&visitor.ctx, |tx| async move { service::phone_answered(&tx, id, number).await }).await?;
    Ok(see_other(&address(id)))
}

pub(super) async fn move_stage(
    State(registry): State<Registry>,
    visitor: Visitor,
    Found(of): Found,
    CheckedForm(typed): CheckedForm<Fields>,
) -> PageResult {
    let (id, version, reason) = (of.id, typed.version(), typed.get("reason"));
    let event: StageEvent = checks::word(typed.get("event")).map_err(|_| PageError::Conflict("stage"))?;
    let write = |tx| async move { service::move_stage(&tx, id, version, event, reason).await };
    registry.floor.db().write(&visitor.ctx, write).await?;
    Ok(see_other(&address(id)))
}
