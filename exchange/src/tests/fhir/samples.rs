//! The samples of SATUSEHAT (synthetic): the bed is read and written back, the token is written to the byte.

use std::path::Path;

use sigap_kernel::{CareClass, GeoPoint, Masked, UtcMs};

use super::{NOW, id, stored};
use crate::fhir::client::TokenAnswer;
use crate::fhir::{
    Coded, Document, Granted, Identifier, Location, Mode, Operational, Outcome, PhysicalType, Reference, Status, TokenOutcome, encode,
    encode_token,
};

const BED: &str = r#"{"resourceType":"Location","identifier":[{"system":"http://sys-ids.kemkes.go.id/location/10000099","value":"MLT2-201-A"}],"status":"active","operationalStatus":{"system":"http://terminology.hl7.org/CodeSystem/v2-0116","code":"U","display":"Unoccupied"},"name":"Bed A, Kamar 201, Ruang Melati","mode":"instance","physicalType":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/location-physical-type","code":"bd","display":"Bed"}]},"position":{"longitude":110.4229,"latitude":-6.9903,"altitude":0},"managingOrganization":{"reference":"Organization/10000099"},"partOf":{"reference":"Location/kamar-201"},"extension":[{"url":"https://fhir.kemkes.go.id/r4/StructureDefinition/LocationServiceClass","valueCodeableConcept":{"coding":[{"system":"http://terminology.kemkes.go.id/CodeSystem/locationServiceClass-Inpatient","code":"2","display":"Kelas 2"}]}}]}"#;
const TOKEN: &str = r#"{"refresh_token_expires_in":"0","token_type":"BearerToken","issued_at":"1795322000000","client_id":"contoh","access_token":"CONTOH-TOKEN","application_name":"contoh","scope":"","expires_in":"3599","refresh_count":"0","status":"approved"}"#;

/// Each sample under the name its file has in the reference collection.
const SAMPLES: [(&str, &str); 2] = [("satusehat-location-bed.json", BED), ("satusehat-token-response.json", TOKEN)];

#[test]
fn the_sample_of_a_bed_is_read() {
    let facts = Location::read(BED.as_bytes(), None).unwrap().facts;
    let identifier =
        Identifier { system: Some("http://sys-ids.kemkes.go.id/location/10000099".to_owned()), value: "MLT2-201-A".to_owned() };
    assert_eq!(facts.identifiers, [identifier]);
    assert_eq!(facts.name.as_deref(), Some("Bed A, Kamar 201, Ruang Melati"));
    assert_eq!(facts.status, Some(Coded::Known(Status::Active)));
    assert_eq!(facts.mode, Some(Coded::Known(Mode::Instance)));
    assert_eq!(facts.physical_type, Some(Coded::Known(PhysicalType::Bed)));
    assert_eq!(facts.operational, Some(Coded::Known(Operational::Unoccupied)));
    assert_eq!(facts.part_of, Some(Reference::Id(id("kamar-201"))));
    assert_eq!(facts.organization, Some(Reference::Id(id("10000099"))));
    assert_eq!(facts.class, Some(Coded::Known(CareClass::Two)));
    assert_eq!(facts.position, GeoPoint::new(-6.9903, 110.4229).ok());
    assert!(facts.types.is_empty());
}

#[test]
fn the_sample_of_a_bed_is_answered_with_what_the_server_adds() {
    let (id, location) = (id("bed-1"), Location::read(BED.as_bytes(), None).unwrap());
    let stored_text = Document::from_stored(location.document.as_str()).unwrap();
    let reply = encode(&Outcome::Location(stored(&id, &stored_text)), "http://contoh.example/fhir-r4/v1");
    let mut answered: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    let fields = answered.as_object_mut().unwrap();
    assert_eq!(fields.remove("id").unwrap(), "bed-1");
    assert_eq!(fields.remove("meta").unwrap().to_string(), r#"{"lastUpdated":"2026-11-22T03:15:00.000+00:00","versionId":"3"}"#);
    assert_eq!(answered, serde_json::from_str::<serde_json::Value>(BED).unwrap());
    assert_eq!(NOW.rfc3339(), "2026-11-22T03:15:00.000Z");
}

#[test]
fn the_sample_of_a_token_is_written_to_the_byte_and_read_by_a_sender() {
    let granted = Granted {
        access_token: &Masked::new("CONTOH-TOKEN".to_owned()),
        client_id: "contoh",
        application_name: "contoh",
        issued_at: UtcMs(1_795_322_000_000),
        expires_in_s: 3_599,
    };
    let reply = encode_token(&TokenOutcome::Granted(granted));
    assert_eq!((reply.status, std::str::from_utf8(&reply.body).unwrap()), (200, TOKEN));
    assert!(reply.headers.contains(&("Cache-Control", "no-store".to_owned())));
    let answer = TokenAnswer::read(&reply.body).unwrap();
    assert_eq!((answer.access_token.reveal().as_str(), answer.expires_in_s), ("CONTOH-TOKEN", 3_599));
}

/// The copies above are held against the reference collection wherever it lies beside the checkout.
#[test]
fn the_fhir_samples_kept_here_are_those_of_the_reference_collection() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/samples");
    if !folder.is_dir() {
        eprintln!("the reference samples are not beside this checkout ({}): only the kept copies were replayed", folder.display());
        return;
    }
    for (name, kept) in SAMPLES {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap().trim_end(), kept, "{name}");
    }
}
