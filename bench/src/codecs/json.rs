//! Codecs whose messages are JSON: Aplicares, RS Online, FHIR.

use anyhow::{Context as _, Result, anyhow};
use sigap_exchange::aplicares::client::{Credentials, Sender};
use sigap_exchange::aplicares::{self, RoomDraft};
use sigap_exchange::bpjs::Ppk;
use sigap_exchange::fhir::client::LocationDraft;
use sigap_exchange::fhir::{
    Document, Found, Identifier, Kind, Location, LogicalId, Operational, Outcome, Page, Patch, PhysicalType, Query, Return, Status, Stored,
    encode,
};
use sigap_exchange::siranap::{self, NewRow};
use sigap_kernel::{CareClass, GeoPoint, Masked, UtcMs};

use super::{Codec, Load};

/// An instant of the measurement (invented): 2026-11-22T03:15:00Z.
pub(super) const NOW: UtcMs = UtcMs(1_795_317_300_000);
/// Resources on a page of a search.
const PAGE: usize = 50;

pub(super) fn codecs() -> Result<Vec<Codec>> {
    let small = |name, small| Codec { name, small, large: None };
    Ok(vec![
        small("Aplicares, a room read", aplicares_room()?),
        small("RS Online 3, a row read", siranap_row()),
        fhir_read()?,
        fhir_write()?,
        fhir_patch()?,
        fhir_merge()?,
        fhir_search()?,
    ])
}

fn aplicares_room() -> Result<Load> {
    let credentials = Credentials { cons_id: "1234".into(), secret: Masked::new("rekaan".into()), user_key: None };
    let ppk: Ppk = "0301R001".parse().map_err(|fault| anyhow!("{fault}"))?;
    let draft = RoomDraft {
        class_code: "KL1".into(),
        room_code: "MLT-1".into(),
        name: "Melati Lantai 1 (rekaan)".into(),
        capacity: 24,
        free: 7,
        free_men: 2,
        free_women: 3,
        free_any: 2,
    };
    let request = Sender::new(credentials, "/aplicaresws").create(&ppk, &draft, NOW);
    let (method, path) = (request.method, request.path.clone());
    Ok(Load::json(request.body, move |body| {
        let route = aplicares::Route::parse(method, &path);
        route.is_ok_and(|route| route.command(body).is_ok()).into()
    }))
}

/// A row as hospital systems send it, numbers as text.
fn siranap_row() -> Load {
    let body = r#"{"id_tt":"31","ruang":"Melati Lantai 1 (rekaan)","jumlah_ruang":"4","jumlah":"24","terpakai":"15","terpakai_suspek":"0","terpakai_konfirmasi":"0","antrian":"2","prepare":"1","prepare_plan":"0","covid":0,"terpakai_dbd":"1","terpakai_dbd_anak":"0","jumlah_dbd":"2"}"#;
    Load::json(body.into(), |body| match siranap::Route::parse("POST", "Fasyankes").map(|route| route.command(|_| None, body)) {
        Ok(Ok(siranap::Command::Create(NewRow { .. }))) => 1,
        _ => 0,
    })
}

/// A bed as a hospital system sends it, with the narrative and the tags that no count needs.
fn bed(number: usize) -> Result<Vec<u8>> {
    let draft = LocationDraft {
        identifiers: vec![Identifier {
            system: Some("http://sys-ids.kemkes.go.id/location/10000099".into()),
            value: format!("MLT-1-{number:02}"),
        }],
        name: format!("Melati Lantai 1 tempat tidur {number} (rekaan)"),
        status: Some(Status::Active),
        physical_type: Some(PhysicalType::Bed),
        operational: Some(Operational::Unoccupied),
        part_of: Some("kamar-melati-101".into()),
        organization: Some("10000099".into()),
        class: Some(CareClass::One),
        position: GeoPoint::new(-6.9903, 110.4229).ok(),
    };
    Ok(serde_json::to_vec(&draft.to_tree(None))?)
}

/// A Location near the limit: many identifiers and long remarks.
fn large_location() -> Result<Vec<u8>> {
    let mut tree: serde_json::Value = serde_json::from_slice(&bed(1)?)?;
    let extension = |number: usize| {
        serde_json::json!({ "url": "https://rekaan.example/catatan", "extension": [
            { "url": "urutan", "valueInteger": number },
            { "url": "isi", "valueString": "Catatan rekaan tentang tempat tidur ini, sepanjang satu baris surat." },
            { "url": "kode", "valueCoding": { "system": "https://rekaan.example/kode", "code": "AMAN", "display": "Aman" } },
        ]})
    };
    let telecom: Vec<_> = (0..100).map(extension).collect();
    tree.as_object_mut().context("a Location is an object")?.insert("contained".into(), telecom.into());
    Ok(serde_json::to_vec(&tree)?)
}

fn read(body: &[u8]) -> usize {
    Location::read(body, None).map_or(0, |location| location.document.as_str().len())
}

fn fhir_read() -> Result<Codec> {
    Ok(Codec { name: "FHIR, a Location read", small: Load::json(bed(1)?, read), large: Some(Load::json(large_location()?, read)) })
}

/// A Location as it lies in the store.
struct Kept {
    id: LogicalId,
    document: Document<'static>,
}

impl Kept {
    fn of(body: &[u8], number: usize) -> Result<Self> {
        let location = Location::read(body, None).map_err(|fault| anyhow!("{fault}"))?;
        Ok(Self { id: format!("melati-{number}").parse()?, document: location.document })
    }

    fn stored(&self) -> Stored<'_> {
        Stored { id: &self.id, version: 3, last_updated: NOW, document: &self.document }
    }
}

fn fhir_write() -> Result<Codec> {
    let load = |kept: Kept| {
        let write =
            move || encode(&Outcome::Updated(kept.stored(), Return::Representation), "https://contoh.example/fhir-r4/v1").body.len();
        Load::of(write(), write)
    };
    Ok(Codec {
        name: "FHIR, a Location answered",
        small: load(Kept::of(&bed(1)?, 1)?),
        large: Some(load(Kept::of(&large_location()?, 2)?)),
    })
}

/// A change read and applied; its bytes are those of the Location.
fn change(patch: &'static str, body: &[u8]) -> Result<Load> {
    let kept = Kept::of(body, 1)?;
    let bytes = kept.document.as_str().len();
    Ok(Load::of(bytes, move || {
        let changed = Patch::read(patch.as_bytes()).and_then(|patch| patch.apply(kept.stored()));
        changed.map_or(0, |location| location.document.as_str().len())
    }))
}

fn fhir_patch() -> Result<Codec> {
    let patch = r#"[{"op":"replace","path":"/operationalStatus/code","value":"O"}]"#;
    Ok(Codec { name: "FHIR, a JSON Patch done", small: change(patch, &bed(1)?)?, large: Some(change(patch, &large_location()?)?) })
}

fn fhir_merge() -> Result<Codec> {
    let patch = r#"{"operationalStatus":{"system":"http://terminology.hl7.org/CodeSystem/v2-0116","code":"O"}}"#;
    Ok(Codec { name: "FHIR, a merge done", small: change(patch, &bed(1)?)?, large: Some(change(patch, &large_location()?)?) })
}

/// A page of a search; a small one has one resource.
fn fhir_search() -> Result<Codec> {
    let load = |count: usize| -> Result<Load> {
        let kept = (0..count).map(|number| Kept::of(&bed(number)?, number)).collect::<Result<Vec<_>>>()?;
        let query = Query::parse(Kind::Location, "status=active&_count=50", false).map_err(|fault| anyhow!("{fault}"))?;
        let write = move || {
            let stored: Vec<Stored<'_>> = kept.iter().map(Kept::stored).collect();
            let page = Page { total: 1_000, found: Found::Locations(&stored), next_cursor: Some("bWVsYXRp") };
            encode(&Outcome::Page(&query, page), "https://contoh.example/fhir-r4/v1").body.len()
        };
        Ok(Load::of(write(), write))
    };
    Ok(Codec { name: "FHIR, a page of a search", small: load(1)?, large: Some(load(PAGE)?) })
}
