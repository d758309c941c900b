//! Partial changes, as the clients that were seen send them.

use super::{id, location, stored};
use crate::fhir::{Coded, Fault, Location, Operational, Patch};

const BASE: &str =
    r#""status":"active","name":"Bed 1 (rekaan)","operationalStatus":{"code":"U","display":"Unoccupied"},"meta":{"profile":["http://a"]}"#;

fn changed(patch: &str) -> Result<Location, Fault> {
    let (id, base) = (id("bed-1"), location(BASE).unwrap().document);
    Patch::read(patch.as_bytes())?.apply(stored(&id, &base))
}

#[test]
fn a_bed_is_set_occupied_in_both_ways() {
    for patch in [
        r#"[{"op":"replace","path":"/operationalStatus/code","value":"O"}]"#,
        r#"[{"op":"test","path":"/meta/versionId","value":"3"},{"op":"replace","path":"/operationalStatus/code","value":"O"}]"#,
        r#"[{"op":"add","path":"/operationalStatus","value":{"code":"O"}}]"#,
        r#"{"operationalStatus":{"code":"O","display":null}}"#,
        r#"{"resourceType":"Location","id":"bed-1","operationalStatus":{"code":"O"}}"#,
    ] {
        let location = changed(patch).unwrap();
        assert_eq!(location.facts.operational, Some(Coded::Known(Operational::Occupied)), "{patch}");
        assert_eq!(location.facts.name.as_deref(), Some("Bed 1 (rekaan)"));
        assert!(location.document.as_str().contains(r#""meta":{"profile":["http://a"]}"#), "{patch}");
    }
}

#[test]
fn a_change_of_nothing_gives_the_same_document() {
    for patch in [
        "[]",
        "{}",
        r#"{"status":"active"}"#,
        r#"[{"op":"test","path":"/id","value":"bed-1"}]"#,
        // What is not kept cannot be added either.
        r#"{"text":{"status":"generated","div":"<div><script>1</script></div>"},"contained":[{"resourceType":"Location","id":"x"}]}"#,
        r#"[{"op":"add","path":"/text","value":{"div":"<script/>"}},{"op":"add","path":"/contained","value":[{"id":"x"}]}]"#,
    ] {
        assert_eq!(changed(patch).unwrap().document, location(BASE).unwrap().document, "{patch}");
    }
}

#[test]
fn a_change_that_cannot_be_made_says_why() {
    let many = format!("[{}]", vec![r#"{"op":"remove","path":"/name"}"#; 101].join(","));
    let bomb = format!(
        r#"[{{"op":"add","path":"/a","value":["{}"]}},{}]"#,
        "x".repeat(1_000),
        vec![r#"{"op":"copy","from":"/a","path":"/a/-"}"#; 15].join(",")
    );
    for (patch, status, sentence) in [
        (r#"{"id":"lain"}"#, 400, "Kolom id dan resourceType tidak boleh diubah."),
        (r#"[{"op":"remove","path":"/id"}]"#, 400, "Kolom id dan resourceType tidak boleh diubah."),
        (r#"[{"op":"add","path":"","value":{}}]"#, 400, "Kolom id dan resourceType tidak boleh diubah."),
        (r#"{"resourceType":"Patient"}"#, 400, "Kolom id dan resourceType tidak boleh diubah."),
        (r#"{"resourceType":"Parameters","parameter":[]}"#, 415, "FHIRPath Patch belum dilayani. Kirim JSON Patch atau potongan JSON."),
        (r#"{"status":["active"]}"#, 400, "Kolom status harus berisi satu nilai, bukan daftar atau objek."),
        (r#"{"partOf":{"reference":"Location/bed-1"}}"#, 400, "Kolom partOf.reference menunjuk ke Location itu sendiri."),
        (
            r#"[{"op":"test","path":"/status","value":"inactive"}]"#,
            422,
            "Operasi JSON Patch ke-1: syarat test tidak terpenuhi. Baca ulang data, lalu kirim lagi.",
        ),
        (
            r#"[{"op":"test","path":"/status","value":"active"},{"op":"remove","path":"/alias"}]"#,
            422,
            "Operasi JSON Patch ke-2: path tidak ada pada data yang tersimpan.",
        ),
        (r#"[{"op":"replace","path":"/text/div","value":"x"}]"#, 422, "Operasi JSON Patch ke-1: path tidak ada pada data yang tersimpan."),
        (
            r#"[{"op":"replace","path":"status","value":1}]"#,
            400,
            "Operasi JSON Patch ke-1: kolom path harus berupa JSON Pointer yang diawali garis miring.",
        ),
        (r#"[1]"#, 400, "Operasi JSON Patch ke-1: harus berupa objek."),
        (many.as_str(), 413, "JSON Patch paling banyak berisi 100 operasi."),
        (bomb.as_str(), 422, "Operasi JSON Patch ke-8: menyalin terlalu banyak data."),
        ("", 400, "Isi permintaan kosong. Kirim data dalam format JSON."),
    ] {
        let fault = changed(patch).unwrap_err();
        assert_eq!((fault.status, fault.to_string().as_str()), (status, sentence), "{patch}");
    }
}
