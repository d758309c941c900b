//! Rows of places: districts and villages by their Kemendagri code, landmarks by a code of their own.

use std::collections::{HashMap, HashSet};

use super::headers::{Headers, Meaning};
use super::sheet::{Sheet, SheetRow};
use super::{Existing, ImportPlan, Outcome, PlannedRow, Severity, lenient, quoted};
use crate::checks::{self, NAME_MAX};
use crate::{Column, Place, PlaceKind};

/// Letters of a landmark's code.
const CODE_MAX: usize = 40;

pub(super) fn plan(sheet: &Sheet, headers: &Headers, existing: &Existing, plan: &mut ImportPlan) {
    let known: HashMap<&str, &Place> = existing.places.iter().map(|place| (place.code.as_str(), place)).collect();
    let mut seen: HashSet<String> = HashSet::new();
    for row in &sheet.rows {
        let get = |meaning| cell(headers, row, meaning);
        let name = get(Meaning::Own(Column::Name)).to_owned();
        let outcome = match place(&get, &known) {
            Ok((place, _)) if !seen.insert(place.code.clone()) => Err(("code", format!("place-twice?code={}", quoted(&place.code)))),
            Ok((place, odd)) => {
                if let Some(odd) = odd {
                    plan.find(row.row, headers.name_of(Meaning::Lat), Severity::Warn, odd);
                }
                Ok(match known.get(place.code.as_str()) {
                    None => Outcome::AddPlace(place),
                    Some(old) if **old == place => Outcome::Same,
                    Some(_) => Outcome::ChangePlace(place),
                })
            }
            Err(wrong) => Err(wrong),
        };
        let outcome = outcome.unwrap_or_else(|(column, wrong)| {
            plan.find(row.row, Some(column), Severity::Error, wrong);
            Outcome::Refused
        });
        plan.rows.push(PlannedRow { row: row.row, name, outcome });
    }
}

fn cell<'a>(headers: &Headers, row: &'a SheetRow, meaning: Meaning) -> &'a str {
    let place = headers.0.iter().position(|(_, one)| *one == Some(meaning));
    place.and_then(|place| row.cells.get(place)).map_or("", String::as_str)
}

/// The place of a row; what the row does not say stays as it is known.
fn place<'a>(get: &impl Fn(Meaning) -> &'a str, known: &HashMap<&str, &Place>) -> Result<(Place, Option<String>), (&'static str, String)> {
    let (code, kind) = code(get(Meaning::Code)).map_err(|wrong| ("code", wrong))?;
    let old = known.get(code.as_str());
    let text = |meaning, column| checks::text(get(meaning), NAME_MAX).map_err(|wrong| (column, wrong));
    let name = text(Meaning::Own(Column::Name), "name")?;
    if name.is_empty() {
        return Err(("name", "field-required".to_owned()));
    }
    let (point, odd) = lenient::point(get(Meaning::Lat), get(Meaning::Lon)).map_err(|wrong| ("lat", wrong))?;
    let point = point.or(old.map(|old| old.point)).ok_or_else(|| ("lat", "field-place".to_owned()))?;
    let within = text(Meaning::Own(Column::District), "district")?;
    let within = if within.is_empty() { old.map_or_else(String::new, |old| old.within.clone()) } else { within };
    let parent = parent(get(Meaning::Own(Column::DistrictCode)), &code, kind).map_err(|wrong| ("district_code", wrong))?;
    Ok((Place { code, kind, name, parent, within, point }, odd))
}

/// A Kemendagri code says by its length what it stands for; anything else is a landmark's.
fn code(raw: &str) -> Result<(String, PlaceKind), String> {
    let raw = raw.trim();
    match checks::area_code(raw) {
        Ok(code) if code.len() == 8 => Ok((code, PlaceKind::Kecamatan)),
        Ok(code) if !code.is_empty() => Ok((code, PlaceKind::Kelurahan)),
        _ => {
            let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            let is_code = (1..=CODE_MAX).contains(&raw.len()) && raw.chars().all(fits) && raw.chars().any(|c| c.is_ascii_alphabetic());
            if is_code { Ok((raw.to_lowercase(), PlaceKind::Landmark)) } else { Err("field-area-code".to_owned()) }
        }
    }
}

/// The district a place lies in: as said, otherwise the beginning of a village's code.
fn parent(said: &str, code: &str, kind: PlaceKind) -> Result<String, String> {
    let said = checks::area_code(said)?;
    let own = code.get(..8).filter(|_| kind == PlaceKind::Kelurahan).unwrap_or_default();
    Ok(if said.is_empty() { own.to_owned() } else { said })
}
