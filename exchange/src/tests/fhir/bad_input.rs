//! Each kind of bad Location and the sentence its sender reads; and what is merely untidy.

use sigap_kernel::CareClass;

use super::{command, facts, id, location};
use crate::fhir::{
    BUNDLE_ENTRIES_MAX, Bundle, Coded, Command, Deed, LOCATION_BYTES_MAX, Location, Operational, PhysicalType, Reference, Status,
};

fn check(elements: &str, expression: &str, code: &str, sentence: &str) {
    let fault = location(elements).unwrap_err();
    let issue = &fault.issues[0];
    assert_eq!((fault.status, issue.code.code(), issue.sentence.as_str()), (400, code, sentence), "{elements}");
    assert_eq!(issue.expression.as_deref(), Some(expression), "{elements}");
    assert_eq!(fault.issues.len(), 1, "{elements}");
}

#[test]
fn a_wrong_element_is_named_with_its_place() {
    for (elements, expression, code, sentence) in [
        (r#""status":["active"]"#, "Location.status", "structure", "Kolom status harus berisi satu nilai, bukan daftar atau objek."),
        (r#""status":true"#, "Location.status", "structure", "Kolom status harus berupa teks."),
        (r#""name":{"a":1}"#, "Location.name", "structure", "Kolom name harus berisi satu nilai, bukan daftar atau objek."),
        (r#""identifier":"x""#, "Location.identifier", "structure", "Kolom identifier harus berupa daftar."),
        (r#""identifier":[{"value":"a"},"x"]"#, "Location.identifier[1]", "structure", "Kolom identifier[1] harus berupa objek."),
        (
            r#""identifier":[{"value":"a\u0000b"}]"#,
            "Location.identifier[0].value",
            "value",
            "Kolom identifier[0].value memuat karakter kendali atau karakter tak terlihat.",
        ),
        (r#""physicalType":"bd""#, "Location.physicalType", "structure", "Kolom physicalType harus berupa objek."),
        (
            r#""physicalType":{"coding":[{"code":"bd"},{"code":"ro"}]}"#,
            "Location.physicalType",
            "value",
            "Kolom physicalType memuat kode-kode yang artinya berbeda. Kirim satu arti saja.",
        ),
        (
            r#""operationalStatus":{"coding":[{"code":"U"},{"code":"O"}]}"#,
            "Location.operationalStatus",
            "value",
            "Kolom operationalStatus memuat kode-kode yang artinya berbeda. Kirim satu arti saja.",
        ),
        (
            r#""partOf":{"reference":"kamar-201"}"#,
            "Location.partOf.reference",
            "value",
            "Kolom partOf.reference harus berbentuk Location/id.",
        ),
        (
            r#""partOf":{"reference":"Organization/1"}"#,
            "Location.partOf.reference",
            "value",
            "Kolom partOf.reference harus berbentuk Location/id.",
        ),
        (
            r#""partOf":{"reference":"urn:uuid:a"}"#,
            "Location.partOf.reference",
            "value",
            "Kolom partOf.reference harus berbentuk Location/id.",
        ),
        (
            r#""managingOrganization":{"reference":"Location/1"}"#,
            "Location.managingOrganization.reference",
            "value",
            "Kolom managingOrganization.reference harus berbentuk Organization/id.",
        ),
        (r#""position":{"longitude":110}"#, "Location.position.latitude", "required", "Kolom position.latitude wajib diisi."),
        (
            r#""position":{"longitude":110,"latitude":-96.9}"#,
            "Location.position.latitude",
            "value",
            "Kolom position.latitude harus berupa angka antara -90 dan 90.",
        ),
        (
            r#""position":{"longitude":"timur","latitude":0}"#,
            "Location.position.longitude",
            "value",
            "Kolom position.longitude harus berupa angka antara -180 dan 180.",
        ),
    ] {
        check(elements, expression, code, sentence);
    }
    let long = format!("\"name\":\"{}\"", "é".repeat(201));
    check(&long, "Location.name", "too-long", "Kolom name paling panjang 200 karakter.");
    let many = format!("\"identifier\":[{}]", vec!["{\"value\":\"a\"}"; 33].join(","));
    check(&many, "Location.identifier", "too-long", "Kolom identifier paling banyak berisi 32 butir.");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let fault = location(r#""status":1.5,"name":[],"mode":{"x":1},"position":{"longitude":"x"},"partOf":{"reference":"?"}"#).unwrap_err();
    let places: Vec<_> = fault.issues.iter().filter_map(|issue| issue.expression.as_deref()).collect();
    let expected =
        ["Location.status", "Location.mode", "Location.partOf.reference", "Location.position.latitude", "Location.position.longitude"];
    assert_eq!(places, expected);
    let many = format!("\"identifier\":[{0}],\"type\":[{0}]", vec!["1"; 32].join(","));
    assert_eq!(location(&many).unwrap_err().issues.len(), 50);
}

#[test]
fn another_resource_or_another_id_is_refused() {
    for (body, sentence) in [
        ("{}", "Kolom resourceType wajib diisi."),
        (r#"{"resourceType":"Patient","status":[]}"#, "Kolom resourceType harus berisi Location."),
        (r#"{"resourceType":["Location"]}"#, "Kolom resourceType wajib diisi."),
        (r#"{"resourceType":"Location","id":"b"}"#, "Kolom id harus sama dengan id pada alamat."),
        (r#"{"resourceType":"Location","partOf":{"reference":"Location/a"}}"#, "Kolom partOf.reference menunjuk ke Location itu sendiri."),
        ("[]", "Isi permintaan berupa daftar. Kirim satu objek JSON untuk setiap permintaan."),
        ("", "Isi permintaan kosong. Kirim data dalam format JSON."),
        (
            r#"{"resourceType":"Location","status":"active","status":"inactive"}"#,
            "Kolom status ditulis lebih dari sekali. Kirim setiap kolom satu kali saja.",
        ),
    ] {
        assert_eq!(Location::read(body.as_bytes(), Some(&id("a"))).unwrap_err().to_string(), sentence, "{body}");
    }
    assert!(Location::read(br#"{"resourceType":"Location","id":"a"}"#, Some(&id("a"))).is_ok());
    assert_eq!(Location::read(&vec![b'{'; LOCATION_BYTES_MAX + 1], None).unwrap_err().status, 413);
}

#[test]
fn what_is_merely_untidy_is_taken_and_stored_tidy() {
    for (sent, kept) in [
        (r#""name":"","alias":[],"status":null,"identifier":[{}]"#, ""),
        (r#""id":"lain","meta":{"versionId":"9","lastUpdated":"2020-01-01T00:00:00Z"}"#, ""),
        (r#""meta":{"versionId":"9","profile":["http://a"]}"#, r#","meta":{"profile":["http://a"]}"#),
        (r#""operationalStatus":{"coding":[{"code":"U"}]}"#, r#","operationalStatus":{"code":"U"}"#),
        (r#""operationalStatus":{"coding":{"code":"U"}}"#, r#","operationalStatus":{"code":"U"}"#),
        (r#""physicalType":{"code":"bd"}"#, r#","physicalType":{"coding":[{"code":"bd"}]}"#),
        (r#""position":{"longitude":"110.5","latitude":" -7 "}"#, r#","position":{"latitude":-7.0,"longitude":110.5}"#),
        (r#""alias":["a",null],"_alias":[null,{"id":"x"}]"#, r#","_alias":[null,{"id":"x"}],"alias":["a",null]"#),
        (r#""milikSendiri":{"a":[1,{"b":"é\n"}]}"#, r#","milikSendiri":{"a":[1,{"b":"é\n"}]}"#),
    ] {
        let document = location(sent).unwrap().document;
        assert_eq!(document.as_str(), format!("{{\"resourceType\":\"Location\"{kept}}}"), "{sent}");
    }
}

#[test]
fn codes_are_understood_in_the_ways_they_are_sent() {
    let foreign = facts(
        r#""physicalType":{"coding":[{"system":"http://rs.example","code":"TT"},{"system":"https://terminology.hl7.org/CodeSystem/location-physical-type/","code":"BD"}]}"#,
    );
    assert_eq!(foreign.physical_type, Some(Coded::Known(PhysicalType::Bed)));
    assert_eq!(facts(r#""physicalType":{"coding":[{"code":"TT"}]}"#).physical_type, Some(Coded::Unmapped("TT".into())));
    assert_eq!(facts(r#""physicalType":{"text":"Bed"}"#).physical_type, None);
    assert_eq!(facts(r#""operationalStatus":{"code":"o"}"#).operational, Some(Coded::Known(Operational::Occupied)));
    assert_eq!(facts(r#""status":"aktif""#).status, Some(Coded::Unmapped("aktif".into())));
    assert_eq!(facts(r#""status":" Active ""#).status, Some(Coded::Known(Status::Active)));
    let types =
        facts(r#""type":[{"coding":[{"system":"http://terminology.kemkes.go.id/CodeSystem/location-type","code":"RT0016"}]}]"#).types;
    assert_eq!(types[0].code, "RT0016");
}

#[test]
fn the_service_class_is_found_in_both_of_its_forms() {
    let class = |extension: &str| facts(&format!("\"extension\":[{{\"url\":\"http://lain\",\"valueString\":\"x\"}},{extension}]")).class;
    let url = "https://fhir.kemkes.go.id/r4/StructureDefinition/LocationServiceClass";
    let flat = format!(r#"{{"url":"{url}","valueCodeableConcept":{{"coding":[{{"code":"vip"}}]}}}}"#);
    assert_eq!(class(&flat), Some(Coded::Known(CareClass::Vip)));
    let nested = format!(
        r#"{{"url":"{url}","extension":[{{"url":"inpatientServiceClass","valueCodeableConcept":{{"coding":[{{"system":"http://terminology.kemkes.go.id/CodeSystem/locationServiceClass-Rawat-Inap","code":"kelas_1"}}]}}}}]}}"#
    );
    assert_eq!(class(&nested), Some(Coded::Known(CareClass::One)));
    let number = format!(r#"{{"url":"{url}","valueCodeableConcept":{{"coding":[{{"code":3}}]}}}}"#);
    assert_eq!(class(&number), Some(Coded::Known(CareClass::Three)));
    let unmapped = format!(r#"{{"url":"{url}","valueCodeableConcept":{{"coding":[{{"code":"suite"}}]}}}}"#);
    assert_eq!(class(&unmapped), Some(Coded::Unmapped("suite".into())));
    let both = location(&format!("\"extension\":[{flat},{nested}]")).unwrap_err();
    assert_eq!(both.to_string(), "Kolom extension memuat kode-kode yang artinya berbeda. Kirim satu arti saja.");
}

#[test]
fn a_place_known_by_its_identifier_is_taken() {
    let part_of = facts(r#""partOf":{"identifier":{"system":"http://a","value":"MLT2"}}"#).part_of;
    let Some(Reference::Identifier(identifier)) = part_of else { panic!("no identifier") };
    assert_eq!(identifier.value, "MLT2");
    assert_eq!(facts(r#""partOf":{"display":"Ruang Melati"}"#).part_of, None);
}

fn bundle(kind: &str, entries: &str) -> Result<Bundle, String> {
    let body = format!(r#"{{"resourceType":"Bundle","type":"{kind}","entry":[{entries}]}}"#);
    match command("POST", "/fhir-r4/v1/", &body) {
        Ok(Command::Bundle(bundle)) => Ok(bundle),
        Ok(other) => panic!("a bundle became {other:?}"),
        Err(fault) => Err(fault.to_string()),
    }
}

const GOOD: &str = r#"{"fullUrl":"urn:uuid:a","resource":{"resourceType":"Location"},"request":{"method":"POST","url":"Location","ifNoneExist":"identifier=x"}}"#;
const CHILD: &str = r#"{"resource":{"resourceType":"Location","partOf":{"reference":"urn:uuid:a"}},"request":{"method":"PUT","url":"Location/b","ifMatch":"W/\"2\""}}"#;
const BAD: &str = r#"{"resource":{"resourceType":"Location","status":[1]},"request":{"method":"POST","url":"Location"}}"#;

#[test]
fn a_transaction_is_read_whole_or_not_at_all() {
    let Ok(Bundle::Transaction(mut entries)) = bundle("transaction", &format!("{GOOD},{CHILD}")) else { panic!("no transaction") };
    assert!(matches!(&entries[0].deed, Deed::Create { if_none_exist: Some(_), .. }));
    assert!(matches!(&entries[1].deed, Deed::Update { if_match: Some(2), .. }));
    let child = entries[1].deed.location_mut();
    assert_eq!(child.facts.part_of, Some(Reference::Entry("urn:uuid:a".into())));
    let mut lost = child.clone();
    assert_eq!(lost.resolve(|_| None).unwrap_err().to_string(), "Kolom partOf.reference harus berbentuk Location/id.");
    child.resolve(|url| (url == "urn:uuid:a").then(|| id("baru"))).unwrap();
    assert_eq!(child.facts.part_of, Some(Reference::Id(id("baru"))));
    assert_eq!(child.document.as_str(), r#"{"resourceType":"Location","partOf":{"reference":"Location/baru"}}"#);

    let sentence = "Entri ke-2: Kolom status harus berisi satu nilai, bukan daftar atau objek.";
    assert_eq!(bundle("transaction", &format!("{GOOD},{BAD}")), Err(sentence.to_owned()));
    let twice = "Entri ke-2: Dua entri menunjuk ke data yang sama. Kirim setiap data satu kali saja.";
    assert_eq!(bundle("transaction", &format!("{CHILD},{CHILD}")), Err(twice.to_owned()));
}

#[test]
fn the_entries_of_a_batch_stand_each_for_itself() {
    let Ok(Bundle::Batch(entries)) = bundle("batch", &format!("{GOOD},{BAD}")) else { panic!("no batch") };
    assert!(entries[0].is_ok());
    let fault = entries[1].as_ref().unwrap_err();
    assert_eq!(fault.issues[0].expression.as_deref(), Some("Bundle.entry[1].resource.status"));
}

#[test]
fn a_bundle_that_cannot_be_read_says_why() {
    for (kind, entries, sentence) in [
        ("document", "", "Kolom type harus berisi salah satu dari: transaction, batch."),
        ("transaction", "1", "Entri ke-1: Kolom entry harus berupa objek."),
        ("transaction", "{}", "Entri ke-1: Kolom request.method wajib diisi."),
        ("transaction", r#"{"request":{"method":"POST","url":"Location"}}"#, "Entri ke-1: Kolom resource wajib diisi."),
        (
            "transaction",
            r#"{"request":{"method":"DELETE","url":"Location/a"}}"#,
            "Entri ke-1: Metode HTTP tidak dilayani pada alamat ini. Gunakan GET, PUT, PATCH.",
        ),
        (
            "transaction",
            r#"{"resource":{},"request":{"method":"GET","url":"Location/a"}}"#,
            "Entri ke-1: Bundle hanya melayani POST Location dan PUT Location/id.",
        ),
        (
            "transaction",
            r#"{"resource":{},"request":{"method":"POST","url":"Patient"}}"#,
            "Entri ke-1: Jenis data ini tidak dilayani. Yang dilayani: Location dan Organization.",
        ),
    ] {
        assert_eq!(bundle(kind, entries), Err(sentence.to_owned()), "{entries}");
    }
    let large = format!(
        r#"{{"resource":{{"resourceType":"Location","description":"{}"}},"request":{{"method":"POST","url":"Location"}}}}"#,
        "x".repeat(LOCATION_BYTES_MAX)
    );
    let sentence = "Entri ke-1: Isi permintaan terlalu besar, paling banyak 65536 byte.";
    assert_eq!(bundle("transaction", &large), Err(sentence.to_owned()));
    let many = vec!["{}"; BUNDLE_ENTRIES_MAX + 1].join(",");
    assert_eq!(bundle("batch", &many), Err("Bundle paling banyak berisi 500 entri.".to_owned()));
    assert_eq!(bundle("batch", ""), Ok(Bundle::Batch(Vec::new())));
}
