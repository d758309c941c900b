//! What a file would do, row by row, without doing it.

use std::collections::{BTreeSet, HashMap};

use sigap_kernel::FacilityId;

use super::headers::{Headers, Meaning};
use super::sheet::{self, Sheet, SheetRow};
use super::{Existing, Format, ImportPlan, Outcome, PlannedRow, Severity, lenient, place_rows, quoted};
use crate::{Column, CoordQuality, Facility, FacilityKind, Owner, PhonePurpose, checks, columns};

/// Reads a file and says what it would do to what exists. Pure: the same file against the same tables gives the same plan.
#[must_use]
pub fn plan(bytes: &[u8], format: Format, existing: &Existing) -> ImportPlan {
    let mut plan = ImportPlan::default();
    if let Some(sheet) = sheet::read(bytes, format, &mut plan) {
        let headers = Headers::read(&sheet.headers, &mut plan);
        if headers.are_places() {
            place_rows::plan(&sheet, &headers, existing, &mut plan);
        } else {
            facilities(&sheet, &headers, existing, &mut plan);
        }
    }
    plan.rows.sort_by_key(|row| row.row);
    plan.findings.sort_by_key(|finding| finding.row);
    plan
}

fn facilities(sheet: &Sheet, headers: &Headers, existing: &Existing, plan: &mut ImportPlan) {
    for column in [Column::Name, Column::Kind] {
        if !headers.has(Meaning::Own(column)) {
            plan.find(0, None, Severity::Error, format!("column-missing?name={column}"));
        }
    }
    if plan.findings.iter().any(|finding| finding.row == 0 && finding.severity == Severity::Error) {
        return;
    }
    let mut planner = Planner { headers, known: Known::of(existing), existing, seen: HashMap::new(), plan };
    for row in &sheet.rows {
        let (name, outcome) = planner.row(row);
        planner.plan.rows.push(PlannedRow { row: row.row, name, outcome: outcome.unwrap_or(Outcome::Refused) });
    }
}

/// What exists, by everything a row can be known by.
struct Known<'a> {
    by_code: HashMap<(Column, &'a str), &'a Facility>,
    by_name: HashMap<(String, FacilityKind), Vec<&'a Facility>>,
    districts: HashMap<String, BTreeSet<&'a str>>,
}

impl<'a> Known<'a> {
    fn of(existing: &'a Existing) -> Self {
        let (mut by_code, mut by_name) = (HashMap::new(), HashMap::<_, Vec<_>>::new());
        for one in &existing.facilities {
            let codes = [(Column::Ppk, one.ppk.as_deref()), (Column::KemenkesCode, one.kemenkes_code.as_deref())];
            by_code.extend(codes.into_iter().filter_map(|(column, code)| Some(((column, code?), one))));
            by_name.entry((checks::key(&one.name), one.kind)).or_default().push(one);
        }
        let mut districts: HashMap<String, BTreeSet<&str>> = HashMap::new();
        for place in existing.places.iter().filter(|place| place.kind == crate::PlaceKind::Kecamatan) {
            districts.entry(checks::key(&place.name)).or_default().insert(&place.code);
        }
        Self { by_code, by_name, districts }
    }
}

struct Planner<'a> {
    headers: &'a Headers,
    known: Known<'a>,
    existing: &'a Existing,
    /// What earlier rows of this file were about, and their numbers.
    seen: HashMap<String, u32>,
    plan: &'a mut ImportPlan,
}

/// The cells of a row that say something, with the names of their columns.
struct Cells<'a> {
    row: u32,
    values: Vec<(Meaning, &'a str, &'a str)>,
}

impl Cells<'_> {
    fn get(&self, meaning: Meaning) -> Option<&str> {
        self.values.iter().find(|(one, ..)| *one == meaning).map(|(_, _, text)| *text)
    }
}

impl Planner<'_> {
    fn warn(&mut self, cells: &Cells<'_>, meaning: Meaning, message: impl Into<String>) {
        self.plan.find(cells.row, self.headers.name_of(meaning), Severity::Warn, message);
    }

    /// Notes why a row cannot be used.
    fn refuse<T>(&mut self, cells: &Cells<'_>, meaning: Meaning, message: impl Into<String>) -> Option<T> {
        self.plan.find(cells.row, self.headers.name_of(meaning), Severity::Error, message);
        None
    }

    /// The name in a row, and what the row would do; `None` when it cannot be used.
    fn row(&mut self, row: &SheetRow) -> (String, Option<Outcome>) {
        let cells = self.cells(row);
        let name = cells.get(Meaning::Own(Column::Name)).unwrap_or_default().to_owned();
        (name, self.outcome(&cells))
    }

    fn cells<'c>(&self, row: &'c SheetRow) -> Cells<'c>
    where
        Self: 'c,
    {
        let named = self.headers.0.iter().zip(&row.cells).filter(|(_, text)| !lenient::says_nothing(text));
        let values = named.filter_map(|((name, meaning), text)| Some(((*meaning)?, name.as_str(), text.as_str())));
        Cells { row: row.row, values: values.collect() }
    }

    fn outcome(&mut self, cells: &Cells<'_>) -> Option<Outcome> {
        let before = self.facility_of(cells)?.cloned();
        let before = before.as_ref();
        let old = before.cloned().unwrap_or_else(|| Facility::named("", FacilityKind::Hospital, self.existing.zone));
        let mut new = self.filled(cells, &old)?;
        self.agreement(cells, before, &mut new);
        self.place(cells, &old, &mut new)?;
        self.district(cells, &mut new);
        if before.is_none() && new.owner == Owner::Unknown && matches!(new.kind, FacilityKind::HealthCentre | FacilityKind::HealthPost) {
            new.owner = Owner::City;
        }
        let new = match new.checked() {
            Ok(new) => new,
            Err(errors) => {
                errors.iter().for_each(|(column, wrong)| self.plan.find(cells.row, Some(column), Severity::Error, wrong));
                return None;
            }
        };
        self.codes_of_others(cells, before, &new)?;
        self.first_time(cells, before.map(|one| one.id), &new)?;
        Some(match before {
            None => Outcome::AddFacility(Box::new(new)),
            Some(_) if new == old => Outcome::Same,
            Some(_) => Outcome::ChangeFacility { columns: new.differences(&old), to: Box::new(new) },
        })
    }

    /// The facility a row is about: by code, otherwise by name and kind; `Some(None)` when it is new.
    fn facility_of(&mut self, cells: &Cells<'_>) -> Option<Option<&Facility>> {
        for (column, read) in [(Column::Ppk, checks::ppk as fn(&str) -> _), (Column::KemenkesCode, checks::kemenkes)] {
            let code = cells.get(Meaning::Own(column)).and_then(|text| read(text).ok().flatten());
            if let Some(one) = code.and_then(|code| self.known.by_code.get(&(column, code.as_str())).copied()) {
                return Some(Some(one));
            }
        }
        let kind = cells.get(Meaning::Own(Column::Kind)).map(|text| lenient::value(Column::Kind, text).parse::<FacilityKind>());
        let Some(Ok(kind)) = kind else {
            let value = cells.get(Meaning::Own(Column::Kind)).unwrap_or_default();
            return self.refuse(cells, Meaning::Own(Column::Kind), format!("kind-unknown?value={}", quoted(value)));
        };
        let name = checks::key(cells.get(Meaning::Own(Column::Name)).unwrap_or_default());
        let mut same: Vec<&Facility> = self.known.by_name.get(&(name, kind)).cloned().unwrap_or_default();
        if let (2.., Some(district)) = (same.len(), cells.get(Meaning::Own(Column::District))) {
            same.retain(|one| checks::key(&one.district) == checks::key(district));
        }
        match same.as_slice() {
            [] => Some(None),
            [one] => Some(Some(one)),
            _ => self.refuse(cells, Meaning::Own(Column::Name), "name-ambiguous"),
        }
    }

    /// The content with the values of the row; every value that cannot be read is noted.
    fn filled(&mut self, cells: &Cells<'_>, old: &Facility) -> Option<Facility> {
        let (mut new, mut good) = (old.clone(), true);
        for (meaning, _, text) in &cells.values {
            let outcome = match meaning {
                Meaning::Own(column) if column.is_agreement() || *column == Column::Place => Ok(()),
                Meaning::Own(column) => columns::set(&mut new, *column, &lenient::value(*column, text)),
                Meaning::RadiusKm => radius_m(text).and_then(|metres| columns::set(&mut new, Column::CoordRadius, &metres)),
                Meaning::Phone(purpose) => phone(&mut new, *purpose, text),
                Meaning::Lat | Meaning::Lon | Meaning::Code | Meaning::Unused => Ok(()),
            };
            if let Err(wrong) = outcome {
                good = false;
                let wrong = if wrong == "field-choose" { format!("value-unknown?value={}", quoted(text)) } else { wrong };
                self.refuse::<()>(cells, *meaning, wrong);
            }
        }
        good.then_some(new)
    }

    /// The agreement of a new facility, if the actor decides those; of a known one it is not a file's to change.
    fn agreement(&mut self, cells: &Cells<'_>, before: Option<&Facility>, new: &mut Facility) {
        let mut asked = new.clone();
        for (meaning, _, text) in &cells.values {
            let Meaning::Own(column) = meaning else { continue };
            if !column.is_agreement() {
                continue;
            }
            if let Err(wrong) = columns::set(&mut asked, *column, &lenient::value(*column, text)) {
                self.warn(cells, *meaning, wrong);
            }
        }
        if before.is_none() && self.existing.decides {
            new.agreement = asked.agreement;
        } else if asked.agreement != new.agreement {
            self.warn(cells, Meaning::Own(Column::Stage), "agreement-not-here");
        }
    }

    /// The place with its quality. A rough place never takes the place of a better one.
    fn place(&mut self, cells: &Cells<'_>, old: &Facility, new: &mut Facility) -> Option<()> {
        let (lat, lon) = (cells.get(Meaning::Lat).unwrap_or_default(), cells.get(Meaning::Lon).unwrap_or_default());
        let (place, odd) = match lenient::point(lat, lon) {
            Ok(read) => read,
            Err(wrong) => return self.refuse(cells, Meaning::Lat, wrong),
        };
        if let Some(odd) = odd {
            self.warn(cells, Meaning::Lat, odd);
        }
        let said = cells.get(Meaning::Own(Column::CoordQuality)).is_some();
        let quality = if said { new.coord_quality } else { CoordQuality::MapPin };
        if place.is_none() || place == old.place && !said {
            (new.place, new.coord_quality, new.coord_radius_m) = (old.place, old.coord_quality, old.coord_radius_m);
        } else if old.place.is_some() && quality < old.coord_quality {
            self.warn(cells, Meaning::Lat, "place-kept");
            (new.place, new.coord_quality, new.coord_radius_m) = (old.place, old.coord_quality, old.coord_radius_m);
        } else {
            (new.place, new.coord_quality) = (place, quality);
            let radius_said = cells.get(Meaning::RadiusKm).or(cells.get(Meaning::Own(Column::CoordRadius))).is_some();
            new.coord_radius_m = new.coord_radius_m.filter(|_| radius_said || place == old.place);
        }
        Some(())
    }

    /// The code of the district, where its name is known and means one district only.
    fn district(&mut self, cells: &Cells<'_>, new: &mut Facility) {
        if cells.get(Meaning::Own(Column::DistrictCode)).is_some() || new.district.is_empty() {
            return;
        }
        match self.known.districts.get(&checks::key(&new.district)) {
            Some(codes) if codes.len() == 1 => new.district_code = codes.first().map_or_else(String::new, |code| (*code).to_owned()),
            Some(_) => {}
            None if self.known.districts.is_empty() => {}
            None => {
                let message = format!("district-unknown?name={}", quoted(&new.district));
                self.warn(cells, Meaning::Own(Column::District), message);
            }
        }
    }

    /// A code that another facility has.
    fn codes_of_others(&mut self, cells: &Cells<'_>, before: Option<&Facility>, new: &Facility) -> Option<()> {
        for (column, code) in [(Column::Ppk, new.ppk.as_deref()), (Column::KemenkesCode, new.kemenkes_code.as_deref())] {
            let other =
                code.and_then(|code| self.known.by_code.get(&(column, code))).filter(|other| Some(other.id) != before.map(|one| one.id));
            if let Some(other) = other {
                let message = format!("code-of-other?name={}", quoted(&other.name));
                return self.refuse(cells, Meaning::Own(column), message);
            }
        }
        Some(())
    }

    /// Refuses a second row about the same facility.
    fn first_time(&mut self, cells: &Cells<'_>, id: Option<FacilityId>, new: &Facility) -> Option<()> {
        let about = [
            new.ppk.as_ref().map(|code| format!("ppk {code}")),
            new.kemenkes_code.as_ref().map(|code| format!("kemenkes {code}")),
            id.map(|id| format!("id {id}")),
            // Namesakes with codes of their own are told apart by them.
            (new.ppk.is_none() && new.kemenkes_code.is_none())
                .then(|| format!("name {} {} {}", checks::key(&new.name), new.kind, checks::key(&new.district))),
        ];
        let about: Vec<String> = about.into_iter().flatten().collect();
        if let Some(earlier) = about.iter().find_map(|one| self.seen.get(one)).copied() {
            return self.refuse(cells, Meaning::Own(Column::Name), format!("row-twice?row={earlier}"));
        }
        self.seen.extend(about.into_iter().map(|one| (one, cells.row)));
        Some(())
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // bounded before
fn radius_m(text: &str) -> Result<String, String> {
    let km = text.replace(',', ".").parse::<f64>().ok().filter(|km| (0.0..=100.0).contains(km));
    km.map(|km| ((km * 1_000.0).round() as u32).to_string()).ok_or_else(|| "field-out-of-range?min=0&max=100".to_owned())
}

/// Adds a number for a purpose, unless it is known.
fn phone(new: &mut Facility, purpose: PhonePurpose, text: &str) -> Result<(), String> {
    let phone = columns::read_phone(purpose.code(), text, "", &new.phones)?;
    if !new.phones.iter().any(|other| other.purpose == purpose && other.number == phone.number) {
        new.phones.push(phone);
    }
    Ok(())
}
