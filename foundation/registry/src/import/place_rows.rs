//! Rows of places: districts and villages by their Kemendagri code, landmarks by a code of their own.

use std::collections::{HashMap, HashSet};

use super::sheet::Sheet;
use super::words::{self, Meaning};
use super::{Existing, ImportPlan, Outcome, PlannedRow, Severity, quoted};
use crate::checks::{self, NAME_MAX};
use crate::{Column, Place, PlaceKind};

/// Letters of a landmark's code.
const CODE_MAX: usize = 40;

/// A mistake at a column.
type Wrong = (Meaning, String);

pub(super) fn plan(sheet: &Sheet, existing: &Existing, plan: &mut ImportPlan) {
    let known: HashMap<&str, &Place> = existing.places.iter().map(|place| (place.code.as_str(), place)).collect();
    let mut seen: HashSet<String> = HashSet::new();
    for row in &sheet.rows {
        let values = sheet.values(row);
        let get = |meaning| values.iter().find(|(one, _)| *one == meaning).map_or("", |(_, text)| *text);
        let outcome = match place(get, &known) {
            Ok((place, odd)) => {
                odd.into_iter().for_each(|odd| plan.find(row.row, sheet.name_of(Meaning::Lat), Severity::Warn, odd));
                match known.get(place.code.as_str()) {
                    _ if !seen.insert(place.code.clone()) => Err((Meaning::Code, format!("place-twice?code={}", quoted(&place.code)))),
                    None => Ok(Outcome::AddPlace(place)),
                    Some(old) if **old == place => Ok(Outcome::Same),
                    Some(_) => Ok(Outcome::ChangePlace(place)),
                }
            }
            Err(wrong) => Err(wrong),
        };
        let outcome = outcome.unwrap_or_else(|(column, wrong)| {
            plan.find(row.row, sheet.name_of(column), Severity::Error, wrong);
            Outcome::Refused
        });
        plan.rows.push(PlannedRow { row: row.row, name: get(Meaning::Own(Column::Name)).to_owned(), outcome });
    }
}

/// The place of a row, with what is odd about it; what the row does not say stays as it is known.
fn place<'a>(get: impl Fn(Meaning) -> &'a str, known: &HashMap<&str, &Place>) -> Result<(Place, Option<String>), Wrong> {
    let (name, within, parent) = (Meaning::Own(Column::Name), Meaning::Own(Column::District), Meaning::Own(Column::DistrictCode));
    let (code, kind) = code(get(Meaning::Code)).map_err(|wrong| (Meaning::Code, wrong))?;
    let old = known.get(code.as_str());
    let text = |meaning| checks::text(get(meaning), NAME_MAX).map_err(|wrong| (meaning, wrong));
    let (point, odd) = words::point(get(Meaning::Lat), get(Meaning::Lon)).map_err(|wrong| (Meaning::Lat, wrong))?;
    let point = point.or(old.map(|old| old.point)).ok_or((Meaning::Lat, "field-place".to_owned()))?;
    let (mut place_within, mut place_parent) = (text(within)?, checks::area_code(get(parent)).map_err(|wrong| (parent, wrong))?);
    if place_within.is_empty() {
        place_within = old.map_or_else(String::new, |old| old.within.clone());
    }
    if place_parent.is_empty() && kind == PlaceKind::Kelurahan {
        // A village's code begins with its district's.
        place_parent = code.chars().take(8).collect();
    }
    let place = Place { code, kind, name: text(name)?, parent: place_parent, within: place_within, point };
    if place.name.is_empty() { Err((name, "field-required".to_owned())) } else { Ok((place, odd)) }
}

/// A Kemendagri code says by its length what it stands for; anything else is a landmark's.
fn code(raw: &str) -> Result<(String, PlaceKind), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    match checks::area_code(raw) {
        Ok(code) if code.len() == 8 => Ok((code, PlaceKind::Kecamatan)),
        Ok(code) if !code.is_empty() => Ok((code, PlaceKind::Kelurahan)),
        Err(_) if raw.len() <= CODE_MAX && raw.chars().all(fits) && raw.chars().any(|c| c.is_ascii_alphabetic()) => {
            Ok((raw.to_lowercase(), PlaceKind::Landmark))
        }
        _ => Err("field-area-code".to_owned()),
    }
}
