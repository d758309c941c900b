//! Adding a facility, and changing its parts: facts, phones, services, accreditations.

use axum::extract::{Path, State};
use axum::response::Response;
use sigap_kernel::{FieldErrors, coded_enum};
use sigap_web::{CheckedForm, PageResult, Visitor, see_other};

use super::form::{Fields, Form, Input, Refusal, choices};
use super::{Found, address};
use crate::checks::CODE_SIGNS;
use crate::columns::{self, Column, PARTS_MAX};
use crate::{
    AccreditationLevel, Competence, CoordQuality, Facility, FacilityKind, HospitalClass, Owner, PhonePurpose, Registry, RegistryError,
    ServiceKind, service,
};

/// Empty rows below those that are filled.
const EMPTY_ROWS: usize = 2;

coded_enum! {
    /// A part of a facility with a form of its own, by its word in the address.
    #[allow(missing_docs)] // the words say themselves
    pub enum Part {
        Facts = "data", Phones = "telepon", Services = "layanan", Accreditations = "akreditasi",
    }
}

/// The columns of the facts, in the order of the form.
const FACTS: [Column; 16] = {
    use Column as C;
    [
        C::Name, C::Kind, C::Owner, C::Class, C::Ppk, C::KemenkesCode, C::SatusehatId, C::Address, C::Village, C::District, C::DistrictCode,
        C::Place, C::CoordQuality, C::CoordRadius, C::Zone, C::Active,
    ]
};

impl Part {
    /// The column that holds the rows of this part, and the fields of a row; the facts have none.
    fn row(self) -> Option<(Column, &'static [&'static str])> {
        match self {
            Part::Facts => None,
            Part::Phones => Some((Column::Phones, &["number", "purpose", "hours"])),
            Part::Services => Some((Column::Services, &["service", "competence", "hours"])),
            Part::Accreditations => Some((Column::Accreditations, &["body", "level", "issued", "expires", "certificate"])),
        }
    }

    /// The values of this part as the form shows them.
    fn fields(self, of: &Facility) -> Fields {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let rows: Vec<Vec<String>> = match self {
            Part::Facts => Vec::new(),
            Part::Phones => of.phones.iter().map(|one| vec![one.number.clone(), one.purpose.to_string(), one.hours.to_string()]).collect(),
            Part::Services => {
                let competence = |one: Option<Competence>| one.map(|one| one.to_string()).unwrap_or_default();
                of.services.iter().map(|one| vec![one.kind.to_string(), competence(one.competence), one.hours.to_string()]).collect()
            }
            Part::Accreditations => {
                let row = |one: &crate::Accreditation| {
                    vec![one.body.clone(), one.level.to_string(), day(one.issued), day(one.expires), one.certificate.clone()]
                };
                of.accreditations.iter().map(row).collect()
            }
        };
        let mut fields = vec![("version".to_owned(), of.version.to_string())];
        match self.row() {
            None => fields.extend(FACTS.map(|column| (column.to_string(), columns::get(of, column)))),
            Some((_, names)) => fields.extend(
                rows.into_iter().enumerate().flat_map(|(at, row)| names.iter().zip(row).map(move |(name, value)| (format!("{name}_{at}"), value))),
            ),
        }
        Fields(fields)
    }

    /// Reads what was typed into `to`; every mistake at its field.
    fn read(self, typed: &Fields, to: &mut Facility) -> FieldErrors {
        let mut errors = FieldErrors::new();
        let Some((column, names)) = self.row() else {
            for column in FACTS {
                if let Err(wrong) = columns::set(to, column, typed.get(column.code())) {
                    errors.add(column.code(), wrong);
                }
            }
            return errors;
        };
        let mut rows = Vec::new();
        for at in 0..PARTS_MAX {
            let values: Vec<&str> = names.iter().map(|name| typed.get(&format!("{name}_{at}")).trim()).collect();
            if values.first().is_none_or(|first| first.is_empty()) {
                continue;
            }
            let text = self.row_text(&values);
            match columns::set(&mut to.clone(), column, &text) {
                Ok(()) => rows.push(text),
                Err(wrong) => errors.add(&format!("{}_{at}", field_of(&wrong, names)), wrong),
            }
        }
        if let (true, Err(wrong)) = (errors.is_empty(), columns::set(to, column, &rows.join(" | "))) {
            errors.add(&format!("{}_0", field_of(&wrong, names)), wrong);
        }
        errors
    }

    /// A row as its column writes it; the signs that divide values are taken out of them.
    fn row_text(self, values: &[&str]) -> String {
        let plain: Vec<String> = values.iter().map(|value| value.replace('|', " ")).collect();
        match (self, plain.as_slice()) {
            (Part::Phones, [number, purpose, hours]) => format!("{purpose} {} {hours}", number.split_whitespace().collect::<String>()),
            (Part::Services, [kind, competence, hours]) => format!("{kind}:{competence} {hours}"),
            _ => plain.iter().map(|value| value.replace(CODE_SIGNS, " ")).collect::<Vec<_>>().join(";"),
        }
    }

    fn form(self, form: &mut Form, typed_rows: usize) {
        let w = form.w;
        let Some((_, names)) = self.row() else {
            return FACTS.into_iter().for_each(|column| form.field(column.code(), fact_input(column, form)));
        };
        for at in 0..(typed_rows + EMPTY_ROWS).min(PARTS_MAX) {
            form.group(w.a1(&format!("part-{self}-row"), "n", at + 1));
            for name in names {
                let input = match *name {
                    "number" => Input::Line("tel"),
                    "purpose" => choices(PhonePurpose::ALL, false, &w),
                    "service" => choices(ServiceKind::ALL, true, &w),
                    "competence" => choices(Competence::ALL, true, &w),
                    "level" => choices(AccreditationLevel::ALL, false, &w),
                    "issued" | "expires" => Input::Line("date"),
                    _ => Input::Line("text"),
                };
                form.field(&format!("{name}_{at}"), input);
            }
        }
    }
}

/// The field of a row at which a mistake is shown.
fn field_of(wrong: &str, names: &[&'static str]) -> &'static str {
    let name = match wrong {
        "field-hours" => "hours",
        "field-day" | "field-expires" => "expires",
        _ => "",
    };
    names.iter().copied().find(|known| *known == name).or(names.first().copied()).unwrap_or_default()
}

fn fact_input(column: Column, form: &Form) -> Input {
    match column {
        Column::Kind => choices(FacilityKind::ALL, false, &form.w),
        Column::Owner => choices(Owner::ALL, false, &form.w),
        Column::Class => choices(HospitalClass::ALL, true, &form.w),
        Column::CoordQuality => choices(CoordQuality::ALL, false, &form.w),
        Column::Zone => Input::Choice(sigap_kernel::Zone::ALL.iter().map(|zone| (zone.to_string(), zone.to_string())).collect()),
        Column::CoordRadius => Input::Line("number"),
        Column::Active => Input::Check,
        Column::Address => Input::Area,
        _ => Input::Line("text"),
    }
}

/// A facility nobody has filled in yet.
fn blank(registry: &Registry) -> Facility {
    Facility::named("", FacilityKind::Hospital, registry.floor().settings().zone)
}

fn new_page(registry: &Registry, visitor: &Visitor, typed: Fields, refusal: Option<Refusal>) -> Response {
    let mut form = Form::new(registry, visitor, "facility-new", typed, refusal);
    Part::Facts.form(&mut form, 0);
    let back = ("/fasilitas".to_owned(), form.w.s("facilities"));
    form.answer(back, String::new())
}

pub(super) async fn new_form(State(registry): State<Registry>, visitor: Visitor) -> Response {
    new_page(&registry, &visitor, Part::Facts.fields(&blank(&registry)), None)
}

pub(super) async fn add(State(registry): State<Registry>, visitor: Visitor, CheckedForm(typed): CheckedForm<Fields>) -> PageResult {
    let mut new = blank(&registry);
    let errors = Part::Facts.read(&typed, &mut new);
    let new = &new;
    let outcome = match errors.is_empty() {
        true => registry.floor().db().write(&visitor.ctx, |tx| async move { service::add_facility(&tx, new.clone()).await }).await,
        false => Err(RegistryError::Invalid(errors)),
    };
    match outcome {
        Ok(id) => Ok(see_other(&address(id))),
        Err(error) => Ok(new_page(&registry, &visitor, typed, Some(Refusal::of(error, Fields::default)?))),
    }
}

fn part_page(registry: &Registry, visitor: &Visitor, of: &Facility, part: Part, typed: Fields, refusal: Option<Refusal>) -> Response {
    let rows = typed.0.iter().filter_map(|(name, _)| name.rsplit_once('_')?.1.parse::<usize>().ok()).max().map_or(0, |last| last + 1);
    let mut form = Form::new(registry, visitor, &format!("part-{part}"), typed, refusal);
    part.form(&mut form, rows);
    let lead = form.w.s(&format!("part-{part}-lead"));
    form.answer((format!("/fasilitas/{}", of.id), of.name.clone()), lead)
}

pub(super) async fn form(
    State(registry): State<Registry>,
    visitor: Visitor,
    Found(of): Found,
    Path((_, part)): Path<(String, Part)>,
) -> PageResult {
    service::may_at(&visitor.ctx, sigap_access::Action::EditFacility, &of)?;
    Ok(part_page(&registry, &visitor, &of, part, part.fields(&of), None))
}

pub(super) async fn save(
    State(registry): State<Registry>,
    visitor: Visitor,
    Found(of): Found,
    Path((_, part)): Path<(String, Part)>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> PageResult {
    let mut changed = Facility { version: typed.version(), ..of.clone() };
    let errors = part.read(&typed, &mut changed);
    let outcome = match errors.is_empty() {
        true => service::save_facility(registry.floor().db(), &visitor.ctx, &of, &changed).await,
        false => Err(RegistryError::Invalid(errors)),
    };
    match outcome {
        Ok(()) => Ok(see_other(&address(of.id))),
        Err(error) => {
            let refusal = Refusal::of(error, || part.fields(&of))?;
            Ok(part_page(&registry, &visitor, &of, part, typed, Some(refusal)))
        }
    }
}

pub(super) async fn answered(State(registry): State<Registry>, visitor: Visitor, Found(of): Found, CheckedForm(typed): CheckedForm<Fields>) -> PageResult {
    let (id, number) = (of.id, typed.get("number"));
    registry.floor().db().write(&visitor.ctx, |tx| async move { service::phone_answered(&tx, id, number).await }).await?;
    Ok(see_other(&address(id)))
}
