//! What is known of a Location as the table keeps it: short JSON, so that a facility's Locations are searched and counted without reading
//! their documents.

use serde::{Deserialize, Serialize};
use sigap_exchange::fhir::{Coded, Coding, Identifier, LocationFacts, Reference};
use sigap_kernel::GeoPoint;

/// Most bytes of the facts of one Location; a real one has about 200.
pub(crate) const FACTS_BYTES_MAX: usize = 4 * 1024;

/// A code, and whether it was understood: the same letters may be a known word in one system and nothing in another.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Known(String),
    Unmapped(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Target {
    Id(String),
    Identifier(Option<String>, String),
    Entry(String),
}

/// System and value, or system and code.
type Named = (Option<String>, String);

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    identifiers: Vec<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Word>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<Word>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    physical: Option<Word>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operational: Option<Word>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part_of: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organization: Option<Target>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    class: Option<Word>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    types: Vec<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<(f64, f64)>,
}

/// Facts as text.
pub(crate) fn write(facts: &LocationFacts) -> String {
    let kept = Kept {
        identifiers: facts.identifiers.iter().map(|one| (one.system.clone(), one.value.clone())).collect(),
        name: facts.name.clone(),
        status: facts.status.as_ref().map(word),
        mode: facts.mode.as_ref().map(word),
        physical: facts.physical_type.as_ref().map(word),
        operational: facts.operational.as_ref().map(word),
        part_of: facts.part_of.as_ref().map(target),
        organization: facts.organization.as_ref().map(target),
        class: facts.class.as_ref().map(word),
        types: facts.types.iter().map(|one| (one.system.clone(), one.code.clone())).collect(),
        at: facts.position.map(|at| (at.lat(), at.lon())),
    };
    // Texts and numbers always serialize, so there is no error to lose here.
    serde_json::to_string(&kept).unwrap_or_default()
}

/// Facts that were kept; `None` when the text was not written here.
pub(crate) fn read(text: &str) -> Option<LocationFacts> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    Some(LocationFacts {
        identifiers: kept.identifiers.into_iter().map(|(system, value)| Identifier { system, value }).collect(),
        name: kept.name,
        status: coded(kept.status)?,
        mode: coded(kept.mode)?,
        physical_type: coded(kept.physical)?,
        operational: coded(kept.operational)?,
        part_of: reference(kept.part_of)?,
        organization: reference(kept.organization)?,
        class: coded(kept.class)?,
        types: kept.types.into_iter().map(|(system, code)| Coding { system, code }).collect(),
        position: kept.at.map(|(lat, lon)| GeoPoint::new(lat, lon)).transpose().ok()?,
    })
}

fn word<T: std::fmt::Display>(coded: &Coded<T>) -> Word {
    match coded {
        Coded::Known(word) => Word::Known(word.to_string()),
        Coded::Unmapped(code) => Word::Unmapped(code.clone()),
    }
}

fn coded<T: std::str::FromStr>(word: Option<Word>) -> Option<Option<Coded<T>>> {
    Some(match word {
        None => None,
        Some(Word::Known(word)) => Some(Coded::Known(word.parse().ok()?)),
        Some(Word::Unmapped(code)) => Some(Coded::Unmapped(code)),
    })
}

fn target(reference: &Reference) -> Target {
    match reference {
        Reference::Id(id) => Target::Id(id.to_string()),
        Reference::Identifier(one) => Target::Identifier(one.system.clone(), one.value.clone()),
        Reference::Entry(url) => Target::Entry(url.clone()),
    }
}

fn reference(target: Option<Target>) -> Option<Option<Reference>> {
    Some(match target {
        None => None,
        Some(Target::Id(id)) => Some(Reference::Id(id.parse().ok()?)),
        Some(Target::Identifier(system, value)) => Some(Reference::Identifier(Identifier { system, value })),
        Some(Target::Entry(url)) => Some(Reference::Entry(url)),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sigap_exchange::fhir::Location;

    use super::*;

    #[test]
    fn facts_read_back_as_they_were() {
        let outpatient = br#"{"resourceType":"Location","extension":[{"url":"x/LocationServiceClass","valueCodeableConcept":{"coding":[
            {"system":"http://terminology.kemkes.go.id/CodeSystem/locationServiceClass-Outpatient","code":"1"}]}}]}"#;
        let facts = Location::read(outpatient, None).unwrap().facts;
        assert_eq!(facts.class, Some(Coded::Unmapped("1".into())), "the code of another system stays unmapped");
        assert_eq!(read(&write(&facts)), Some(facts));
        assert_eq!(read("{}"), Some(LocationFacts::default()));
        assert!(read("").is_none() && read(r#"{"status":{"known":"aktif"}}"#).is_none());
    }

    #[test]
    fn whatever_the_codec_takes_reads_back() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../exchange/src/tests/corpus/fhir");
        let mut taken = 0;
        for file in std::fs::read_dir(corpus).unwrap() {
            let Ok(location) = Location::read(&std::fs::read(file.unwrap().path()).unwrap(), None) else { continue };
            assert_eq!(read(&write(&location.facts)), Some(location.facts));
            taken += 1;
        }
        assert!(taken > 5, "the corpus has shrunk");
    }
}
