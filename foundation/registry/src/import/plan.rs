//! What a file would do, row by row, without doing it.

use std::collections::{BTreeSet, HashMap};

use super::sheet::{self, Sheet};
use super::words::{self, Meaning};
use super::{Existing, Format, ImportPlan, Outcome, PlannedRow, Severity, place_rows, quoted};
use crate::{Column, CoordQuality, Facility, FacilityKind, Owner, PhonePurpose, PlaceKind, checks, columns};

/// Reads a file and says what it would do to what exists. Pure: the same file against the same tables gives the same plan.
#[must_use]
pub fn plan(bytes: &[u8], format: Format, existing: &Existing) -> ImportPlan {
    let mut plan = ImportPlan::default();
    if let Some(sheet) = sheet::read(bytes, format, &mut plan) {
        if sheet.holds_places() { place_rows::plan(&sheet, existing, &mut plan) } else { facilities(&sheet, existing, &mut plan) }
    }
    plan.rows.sort_by_key(|row| row.row);
    plan.findings.sort_by_key(|finding| finding.row);
    plan
}

fn facilities(sheet: &Sheet, existing: &Existing, plan: &mut ImportPlan) {
    let missing: Vec<Column> = [Column::Name, Column::Kind].into_iter().filter(|column| !sheet.has(Meaning::Own(*column))).collect();
    missing.iter().for_each(|column| plan.find(0, None, Severity::Error, format!("column-missing?name={column}")));
    let mut planner = Planner { sheet, known: Known::of(existing), existing, seen: HashMap::new(), plan };
    for row in sheet.rows.iter().filter(|_| missing.is_empty()) {
        let row = Row { row: row.row, values: sheet.values(row) };
        let (name, outcome) = (row.own(Column::Name).to_owned(), planner.outcome(&row).unwrap_or(Outcome::Refused));
        planner.plan.rows.push(PlannedRow { row: row.row, name, outcome });
    }
}

/// What exists, by everything a row can be known by.
#[derive(Default)]
struct Known<'a> {
    by_code: HashMap<(Column, &'a str), &'a Facility>,
    by_name: HashMap<(String, FacilityKind), Vec<&'a Facility>>,
    districts: HashMap<String, BTreeSet<&'a str>>,
}

/// The codes by which facilities are known.
fn codes(of: &Facility) -> impl Iterator<Item = (Column, &str)> {
    [(Column::Ppk, &of.ppk), (Column::KemenkesCode, &of.kemenkes_code)]
        .into_iter()
        .filter_map(|(column, code)| Some((column, code.as_deref()?)))
}

impl<'a> Known<'a> {
    fn of(existing: &'a Existing) -> Self {
        let mut known = Self::default();
        for one in &existing.facilities {
            known.by_code.extend(codes(one).map(|code| (code, one)));
            known.by_name.entry((checks::key(&one.name), one.kind)).or_default().push(one);
        }
        for place in existing.places.iter().filter(|place| place.kind == PlaceKind::Kecamatan) {
            known.districts.entry(checks::key(&place.name)).or_default().insert(&place.code);
        }
        known
    }
}

/// The cells of a row that say something.
struct Row<'a> {
    row: u32,
    values: Vec<(Meaning, &'a str)>,
}

impl<'a> Row<'a> {
    fn get(&self, meaning: Meaning) -> Option<&'a str> {
        self.values.iter().find(|(one, _)| *one == meaning).map(|(_, text)| *text)
    }

    /// The value of one of our own columns; empty when the row does not say it.
    fn own(&self, column: Column) -> &'a str {
        self.get(Meaning::Own(column)).unwrap_or_default()
    }
}

struct Planner<'a> {
    sheet: &'a Sheet,
    known: Known<'a>,
    existing: &'a Existing,
    /// What earlier rows of this file were about, and their numbers.
    seen: HashMap<String, u32>,
    plan: &'a mut ImportPlan,
}

impl<'a> Planner<'a> {
    fn warn(&mut self, row: &Row<'_>, meaning: Meaning, message: impl Into<String>) {
        self.plan.find(row.row, self.sheet.name_of(meaning), Severity::Warn, message);
    }

    /// Notes why a row cannot be used.
    fn refuse<T>(&mut self, row: &Row<'_>, meaning: Meaning, message: impl Into<String>) -> Option<T> {
        self.plan.find(row.row, self.sheet.name_of(meaning), Severity::Error, message);
        None
    }

    /// What a row would do; `None` when it cannot be used.
    fn outcome(&mut self, row: &Row<'_>) -> Option<Outcome> {
        let before = self.facility_of(row)?;
        let old = before.cloned().unwrap_or_else(|| Facility::named("", FacilityKind::Hospital, self.existing.zone));
        let mut new = self.filled(row, before, &old)?;
        self.place(row, &old, &mut new)?;
        self.district(row, &mut new);
        if before.is_none()
            && row.own(Column::Owner).is_empty()
            && matches!(new.kind, FacilityKind::HealthCentre | FacilityKind::HealthPost)
        {
            new.owner = Owner::City;
        }
        let checked = new.checked();
        for (column, wrong) in checked.as_ref().err().into_iter().flat_map(sigap_kernel::FieldErrors::iter) {
            self.plan.find(row.row, Some(column), Severity::Error, wrong);
        }
        let new = checked.ok()?;
        self.first_of_its_kind(row, before, &new)?;
        Some(match before {
            None => Outcome::AddFacility(Box::new(new)),
            Some(_) if new == old => Outcome::Same,
            Some(_) => Outcome::ChangeFacility { columns: new.differences(&old), to: Box::new(new) },
        })
    }

    /// The facility a row is about: by code, otherwise by name and kind; `Some(None)` when it is new.
    fn facility_of(&mut self, row: &Row<'_>) -> Option<Option<&'a Facility>> {
        for (column, read) in [(Column::Ppk, checks::ppk as fn(&str) -> _), (Column::KemenkesCode, checks::kemenkes)] {
            let code = read(row.own(column)).ok().flatten().unwrap_or_default();
            if let Some(one) = self.known.by_code.get(&(column, code.as_str())) {
                return Some(Some(one));
            }
        }
        let kind = row.own(Column::Kind);
        let Ok(kind) = words::value(Column::Kind, kind).parse::<FacilityKind>() else {
            let wrong = if kind.trim().is_empty() { "field-required".to_owned() } else { format!("kind-unknown?value={}", quoted(kind)) };
            return self.refuse(row, Meaning::Own(Column::Kind), wrong);
        };
        // A namesake with a code of its own is somebody else.
        let other_code = |one: &Facility| {
            // The ministry's codes are written with a `P` before them and without.
            let bare = |code: &str| code.trim_start_matches('P').to_owned();
            let differs = |column, there: Option<&str>, read: fn(&str) -> Result<Option<String>, String>| {
                let here = read(row.own(column)).ok().flatten();
                here.zip(there).is_some_and(|(here, there)| bare(&here) != bare(there))
            };
            differs(Column::Ppk, one.ppk.as_deref(), checks::ppk)
                || differs(Column::KemenkesCode, one.kemenkes_code.as_deref(), checks::kemenkes)
        };
        let mut same = self.known.by_name.get(&(checks::key(row.own(Column::Name)), kind)).cloned().unwrap_or_default();
        if let Some(namesake) = same.iter().find(|one| other_code(one)) {
            self.warn(row, Meaning::Own(Column::Name), format!("namesake-other-code?name={}", quoted(&namesake.name)));
        }
        same.retain(|one| !other_code(one));
        if same.len() > 1 && !row.own(Column::District).is_empty() {
            same.retain(|one| checks::key(&one.district) == checks::key(row.own(Column::District)));
        }
        if same.len() > 1 { self.refuse(row, Meaning::Own(Column::Name), "name-ambiguous") } else { Some(same.first().copied()) }
    }

    /// The facility with the values of the row; every value that cannot be read is noted. The agreement of a new facility is
    /// taken if the actor decides those; of a known one it is not a file's to change.
    fn filled(&mut self, row: &Row<'_>, before: Option<&Facility>, old: &Facility) -> Option<Facility> {
        let (mut new, mut good, decides) = (old.clone(), true, before.is_none() && self.existing.decides);
        // Days are read in the zone of the row, wherever its column stands; what is wrong with it is said in its turn.
        let _told_below = columns::set(&mut new, Column::Zone, &words::value(Column::Zone, row.own(Column::Zone)));
        for &(meaning, text) in &row.values {
            let outcome = match meaning {
                Meaning::Own(column) if column.is_agreement() && !decides => {
                    if columns::get(old, column) != words::value(column, text) {
                        self.warn(row, meaning, "agreement-not-here");
                    }
                    Ok(())
                }
                Meaning::Own(Column::Place) | Meaning::Lat | Meaning::Lon | Meaning::Code | Meaning::Unused => Ok(()),
                Meaning::Own(column) => columns::set(&mut new, column, &words::value(column, text)),
                Meaning::RadiusKm => radius_m(text).and_then(|metres| columns::set(&mut new, Column::CoordRadius, &metres)),
                Meaning::Phone(purpose) => add_phone(&mut new, purpose, text),
            };
            if let Err(wrong) = outcome {
                good = false;
                let wrong = if wrong == "field-choose" { format!("value-unknown?value={}", quoted(text)) } else { wrong };
                self.refuse::<()>(row, meaning, wrong);
            }
        }
        good.then_some(new)
    }

    /// The place with its quality. A rough place never takes the place of a better one.
    fn place(&mut self, row: &Row<'_>, old: &Facility, new: &mut Facility) -> Option<()> {
        let (lat, lon) = (row.get(Meaning::Lat).unwrap_or_default(), row.get(Meaning::Lon).unwrap_or_default());
        let (place, odd) = match words::point(lat, lon) {
            Ok(read) => read,
            Err(wrong) => return self.refuse(row, Meaning::Lat, wrong),
        };
        odd.into_iter().for_each(|odd| self.warn(row, Meaning::Lat, odd));
        let said = !row.own(Column::CoordQuality).is_empty();
        let quality = if said { new.coord_quality } else { CoordQuality::MapPin };
        let better_known = old.place.is_some() && quality < old.coord_quality;
        if place.is_none() || better_known || (place == old.place && !said) {
            if better_known && place.is_some() && place != old.place {
                self.warn(row, Meaning::Lat, "place-kept");
            }
            (new.place, new.coord_quality, new.coord_radius_m) = (old.place, old.coord_quality, old.coord_radius_m);
            return Some(());
        }
        let radius_said = row.get(Meaning::RadiusKm).is_some() || !row.own(Column::CoordRadius).is_empty();
        (new.place, new.coord_quality) = (place, quality);
        new.coord_radius_m = new.coord_radius_m.filter(|_| radius_said || place == old.place);
        Some(())
    }

    /// The code of the district, where its name is known and means one district only.
    fn district(&mut self, row: &Row<'_>, new: &mut Facility) {
        let codes = self.known.districts.get(&checks::key(&new.district));
        if !row.own(Column::DistrictCode).is_empty() || new.district.is_empty() || self.known.districts.is_empty() {
            return;
        }
        match codes.map(|codes| (codes.len(), codes.first())) {
            Some((1, Some(code))) => new.district_code = (*code).to_owned(),
            Some(_) => {}
            None => self.warn(row, Meaning::Own(Column::District), format!("district-unknown?name={}", quoted(&new.district))),
        }
    }

    /// Refuses a second row about the same facility, and a code that another facility has.
    fn first_of_its_kind(&mut self, row: &Row<'_>, before: Option<&Facility>, new: &Facility) -> Option<()> {
        for code in codes(new) {
            if let Some(other) = self.known.by_code.get(&code).copied().filter(|other| Some(other.id) != before.map(|one| one.id)) {
                return self.refuse(row, Meaning::Own(code.0), format!("code-of-other?name={}", quoted(&other.name)));
            }
        }
        let mut about: Vec<String> = codes(new).map(|(column, code)| format!("{column} {code}")).collect();
        if about.is_empty() {
            // Namesakes with codes of their own are told apart by them.
            about.push(format!("name {} {} {}", checks::key(&new.name), new.kind, checks::key(&new.district)));
        }
        about.extend(before.map(|one| one.id.to_string()));
        if let Some(earlier) = about.iter().find_map(|one| self.seen.get(one)).copied() {
            return self.refuse(row, Meaning::Own(Column::Name), format!("row-twice?row={earlier}"));
        }
        self.seen.extend(about.into_iter().map(|one| (one, row.row)));
        Some(())
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // bounded before
fn radius_m(text: &str) -> Result<String, String> {
    let km = text.replace(',', ".").parse::<f64>().ok().filter(|km| (0.0..=100.0).contains(km));
    km.map(|km| ((km * 1_000.0).round() as u32).to_string()).ok_or_else(|| "field-out-of-range?min=0&max=100".to_owned())
}

/// Adds a number for a purpose, unless it is known.
fn add_phone(new: &mut Facility, purpose: PhonePurpose, text: &str) -> Result<(), String> {
    let phone = columns::read_phone(purpose.code(), text, "", &new.phones)?;
    if !new.phones.iter().any(|other| other.purpose == purpose && other.number == phone.number) {
        new.phones.push(phone);
    }
    Ok(())
}
