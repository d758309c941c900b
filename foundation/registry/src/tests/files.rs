//! Files: what a plan says of good and bad ones, and that only `apply` does anything. All places and names are invented.

use sigap_kernel::{GeoPoint, Lang, Zone};
use sigap_store::Lane;

use super::{Town, full_hospital};
use crate::import::{self, BYTES_MAX, Existing, Format, ImportPlan, Outcome, ROWS_MAX};
use crate::{CoordQuality, Facility, FacilityKind, Owner, Place, PlaceKind, RegistryError, Stage};

fn nothing() -> Existing {
    Existing { facilities: Vec::new(), places: Vec::new(), zone: Zone::Wib, decides: true }
}

fn with(facilities: Vec<Facility>) -> Existing {
    let ctx = sigap_kernel::World::real().ctx(sigap_kernel::Actor::System("test"));
    let facilities = facilities.into_iter().map(|one| Facility { id: sigap_kernel::FacilityId::new(&ctx), version: 1, ..one }).collect();
    Existing { facilities, ..nothing() }
}

fn plan(text: &str, existing: &Existing) -> ImportPlan {
    import::plan(text.as_bytes(), Format::of(text.as_bytes()), existing)
}

/// `row column severity message` of every finding, and `row outcome` of every row.
fn told(plan: &ImportPlan) -> Vec<String> {
    let findings = plan.findings.iter().map(|one| {
        format!("{} {} {} {}", one.row, one.column.as_deref().unwrap_or("-"), one.severity, one.message.split('?').next().unwrap())
    });
    let rows = plan.rows.iter().map(|row| {
        let outcome = match &row.outcome {
            Outcome::AddFacility(_) | Outcome::AddPlace(_) => "added".to_owned(),
            Outcome::ChangeFacility { columns, .. } => {
                format!("changed {}", columns.iter().map(|one| one.code()).collect::<Vec<_>>().join("+"))
            }
            Outcome::ChangePlace(_) => "changed".to_owned(),
            Outcome::Same => "same".to_owned(),
            Outcome::Refused => "refused".to_owned(),
        };
        format!("{} {outcome}", row.row)
    });
    for finding in &plan.findings {
        for &lang in Lang::ALL {
            let said = crate::words(lang).mistake(&finding.message);
            assert!(said.contains(' ') && !said.contains('{'), "{} is said: {said}", finding.message);
        }
    }
    findings.chain(rows).collect()
}

fn check(text: &str, existing: &Existing, expected: &[&str]) {
    assert_eq!(told(&plan(text, existing)), expected, "{text}");
}

fn added(plan: &ImportPlan) -> Vec<&Facility> {
    plan.rows.iter().filter_map(|row| if let Outcome::AddFacility(new) = &row.outcome { Some(&**new) } else { None }).collect()
}

#[test]
fn columns_and_words_of_others_are_understood() {
    let text = "\u{feff}Nama RS;Jenis;Kelas;Kepemilikan;Kode_RS;Alamat;Kelurahan;Kecamatan;Lintang;Bujur;Telepon IGD;no\r\n\
                RSIA Rekaan;RSIA;Kelas C;Yayasan;9971001;\"Jl. A; No. 1\nBlok B\";Karang;Bukit;-6,99;110,42;(024) 1234567;1\r\n\
                Puskesmas Bukit;PKM;;;;;;Bukit;;;;2\r\n";
    let plan = plan(text, &nothing());
    assert_eq!(told(&plan), ["2 added", "4 added"]);
    let [rsia, centre] = added(&plan)[..] else { panic!("two rows") };
    assert_eq!(
        (rsia.kind, rsia.owner, rsia.address.as_str()),
        (FacilityKind::MotherChildHospital, Owner::Foundation, "Jl. A; No. 1 Blok B")
    );
    assert_eq!((rsia.place, rsia.coord_quality), (GeoPoint::new(-6.99, 110.42).ok(), CoordQuality::MapPin));
    assert_eq!((rsia.phones[0].number.as_str(), rsia.phones[0].hours.is_known()), ("+62241234567", false));
    assert_eq!(
        (centre.kind, centre.owner, centre.place, centre.coord_quality),
        (FacilityKind::HealthCentre, Owner::City, None, CoordQuality::Unknown)
    );
}

#[test]
fn a_file_that_cannot_be_used_is_refused_as_a_whole() {
    let cases: &[(&[u8], Format, &str)] = &[
        (b"", Format::Csv, "0 - error file-empty"),
        (b"name,kind\n", Format::Csv, "0 - error file-empty"),
        (b"name,kind\n\xff\xfe,rs\n", Format::Csv, "0 - error file-not-utf8"),
        (b"{\"type\":\"Feature", Format::GeoJson, "0 - error file-not-geojson"),
        (b"[1,2]", Format::GeoJson, "0 - error file-not-geojson"),
        (b"{\"type\":\"FeatureCollection\",\"features\":[]}", Format::GeoJson, "0 - error file-empty"),
        (b"set,units\nlaunch,1\n", Format::Csv, "0 - error column-missing"),
    ];
    for (bytes, format, expected) in cases {
        let plan = import::plan(bytes, *format, &nothing());
        assert!(told(&plan).contains(&(*expected).to_owned()), "{expected}: {:?}", told(&plan));
        assert!(!plan.does_something());
    }
    let too_large = import::plan(&vec![b'a'; BYTES_MAX], Format::Csv, &nothing());
    assert_eq!(told(&too_large), ["0 - error file-too-large"]);
    let too_many = plan(&format!("name,kind\n{}", "a,rs\n".repeat(ROWS_MAX + 1)), &nothing());
    assert_eq!(told(&too_many), ["0 - error file-too-many-rows"]);
    // A row that cannot be used counts as one: nothing at the end of a long file is passed over in silence.
    let too_many = plan(&format!("name,kind\na\n{}", "a,rs\n".repeat(ROWS_MAX)), &nothing());
    assert!(told(&too_many).contains(&"0 - error file-too-many-rows".to_owned()) && !too_many.does_something());
    let feature = r#"{"type":"Feature","properties":{"name":"a","kind":"rs"},"geometry":null}"#;
    let features = vec![feature; ROWS_MAX + 1].join(",");
    let too_many = plan(&format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#), &nothing());
    assert_eq!(told(&too_many), ["0 - error file-too-many-rows"]);
}

#[test]
fn every_bad_row_is_told_by_row_and_column() {
    let head = "name,kind,ppk,lat,lon,coord_quality,coord_radius_km,class,phones,services,accreditations,active\n";
    let cases: &[(&str, &[&str])] = &[
        ("RS A,kapal,,,,,,,,,,", &["2 kind error kind-unknown", "2 refused"]),
        (",rs,,,,,,,,,,", &["2 name error field-required", "2 refused"]),
        ("RS A,,,,,,,,,,,", &["2 kind error field-required", "2 refused"]),
        ("RS A,rs,12345,,,,,,,,,", &["2 ppk error field-ppk", "2 refused"]),
        ("RS A,rs,,abc,110.4,,,,,,,", &["2 lat error place-unreadable", "2 refused"]),
        ("RS A,rs,,-6.99,,,,,,,,", &["2 lat error place-unreadable", "2 refused"]),
        ("RS A,rs,,-91,200,,,,,,,", &["2 lat error place-unreadable", "2 refused"]),
        ("RS A,rs,,NaN,inf,,,,,,,", &["2 lat error place-unreadable", "2 refused"]),
        ("RS A,rs,,110.42,-6.99,,,,,,,", &["2 lat warn place-swapped", "2 added"]),
        ("RS A,rs,,0,0,,,,,,,", &["2 lat warn place-zero", "2 added"]),
        ("RS A,rs,,51.5,-0.1,,,,,,,", &["2 lat warn place-abroad", "2 added"]),
        ("RS A,rs,,-6.99,110.42,ramalan,,,,,,", &["2 coord_quality error value-unknown", "2 refused"]),
        ("RS A,rs,,-6.99,110.42,gps,jauh,,,,,", &["2 coord_radius_km error field-out-of-range", "2 refused"]),
        ("RS A,rs,,,,,,Z,,,,", &["2 class error value-unknown", "2 refused"]),
        ("RS A,rs,,,,,,,telepon,,,", &["2 phones error value-unknown", "2 refused"]),
        ("RS A,rs,,,,,,,igd / 12 / 24/7,,,", &["2 phones error field-phone", "2 refused"]),
        ("RS A,rs,,,,,,,igd / 119 / kapan saja,,,", &["2 phones error field-hours", "2 refused"]),
        ("RS A,rs,,,,,,,,igd / - / 24/7 | igd,,", &["2 services error field-service-twice", "2 refused"]),
        ("RS A,rs,,,,,,,,,KARS / full / 2024-05-01 / 2023-05-01,", &["2 accreditations error field-expires", "2 refused"]),
        ("RS A,rs,,,,,,,,,KARS / full / kemarin,", &["2 accreditations error field-day", "2 refused"]),
        ("RS A,rs,,,,,,,,,,mungkin", &["2 active error field-yes-no", "2 refused"]),
        ("RS A,rs", &["2 - error row-length", "2 refused"]),
        ("RS A,rs,,,,,,,,,,,,", &["2 added"]),
        ("RS A,rs,-,n/a,(tidak ada),,,,,,,", &["2 added"]),
        (&format!("{},rs,,,,,,,,,,", "a".repeat(161)), &["2 name error field-too-long", "2 refused"]),
    ];
    for (row, expected) in cases {
        check(&format!("{head}{row}\n"), &nothing(), expected);
    }
    let swapped = plan(&format!("{head}RS A,rs,,110.42,-6.99,,,,,,,\n"), &nothing());
    assert_eq!(added(&swapped)[0].place, GeoPoint::new(-6.99, 110.42).ok());
}

#[test]
fn several_mistakes_in_a_row_are_all_told() {
    let text = "name,kind,ppk,class,zone\nRS A,rs,1,Z,UTC\n";
    check(text, &nothing(), &["2 ppk error field-ppk", "2 class error value-unknown", "2 zone error value-unknown", "2 refused"]);
}

#[test]
fn the_second_row_about_one_facility_is_refused() {
    let head = "name,kind,ppk,kecamatan\n";
    check(&format!("{head}RS A,rs,0000R001,\nRS B,rs,0000R001,\n"), &nothing(), &["3 name error row-twice", "2 added", "3 refused"]);
    check(&format!("{head}RS A,rs,,Bukit\nrs. a,hospital,,bukit\n"), &nothing(), &["3 name error row-twice", "2 added", "3 refused"]);
    check(&format!("{head}Klinik A,klinik,,Bukit\nKlinik A,klinik,,Pelabuhan\n"), &nothing(), &["2 added", "3 added"]);
    let known = with(vec![Facility { ppk: Some("0000R001".into()), ..Facility::named("RS A", FacilityKind::Hospital, Zone::Wib) }]);
    check(&format!("{head}RS A,rs,,\nRS A Baru,rs,0000R001,\n"), &known, &["3 name error row-twice", "2 same", "3 refused"]);
}

#[test]
fn columns_that_are_unknown_or_doubled_are_told_and_left_out() {
    let expected = ["0 warna info column-unknown", "0 nama warn column-twice", "2 added"];
    check("name,kind,warna,nama\nRS A,rs,biru,RS B\n", &nothing(), &expected);
}

#[test]
fn what_is_known_is_found_by_code_or_by_name_and_kind() {
    let known = with(vec![full_hospital()]);
    let head = "name,kind,ppk,kode_rs,alamat\n";
    check(&format!("{head}RSUD Samudra Raya,rs,,,\n"), &known, &["2 same"]);
    check(&format!("{head}rsud samudra raya,umum,,,Jl. Baru\n"), &known, &["2 changed name+address"]);
    check(&format!("{head}Nama Baru,rs,0000r014,,\n"), &known, &["2 changed name"]);
    check(&format!("{head}Nama Baru,rs,,9971014,\n"), &known, &["2 changed name"]);
    check(&format!("{head}RSUD Samudra Raya,klinik,,,\n"), &known, &["2 added"]);
    let other = Facility {
        ppk: Some("0000R015".into()),
        kemenkes_code: Some("9971015".into()),
        ..Facility::named("RS Lain", FacilityKind::Hospital, Zone::Wib)
    };
    let two = with(vec![full_hospital(), other]);
    check(&format!("{head}RS Lain,rs,0000R015,9971014,\n"), &two, &["2 kode_rs error code-of-other", "2 refused"]);
    // A namesake with a code of its own is another hospital, and takes nothing from the one that is known.
    check(&format!("{head}RSUD Samudra Raya,rs,0000R099,,\n"), &known, &["2 name warn namesake-other-code", "2 added"]);
    check(&format!("{head}RSUD Samudra Raya,rs,,P9971014,\n"), &known, &["2 changed kemenkes_code"]);
    let namesakes = ["Bukit", "Pelabuhan"]
        .map(|district| Facility { district: district.into(), ..Facility::named("Klinik A", FacilityKind::Clinic, Zone::Wib) });
    let namesakes = with(namesakes.into());
    check("name,kind,kecamatan\nKlinik A,klinik,Bukit\n", &namesakes, &["2 same"]);
    check("name,kind\nKlinik A,klinik\n", &namesakes, &["2 name error name-ambiguous", "2 refused"]);
}

#[test]
fn an_empty_cell_takes_nothing_away() {
    let text = "name,kind,ppk,alamat,phones,coord_quality\nRSUD Samudra Raya,rs,,,,\n";
    check(text, &with(vec![full_hospital()]), &["2 same"]);
}

#[test]
fn a_rough_place_never_replaces_a_better_one() {
    let surveyed = with(vec![Facility { coord_quality: CoordQuality::Surveyed, coord_radius_m: Some(5), ..full_hospital() }]);
    let head = "name,kind,lat,lon,coord_quality,coord_radius_km\n";
    let rough = format!("{head}RSUD Samudra Raya,rs,-7,110.5,approx_kelurahan_centroid,0.4\n");
    check(&rough, &surveyed, &["2 lat warn place-kept", "2 same"]);
    check(&rough.replace("approx_kelurahan_centroid,0.4", ","), &surveyed, &["2 lat warn place-kept", "2 same"]);
    let better = format!("{head}RSUD Samudra Raya,rs,-7,110.5,gps,\n");
    check(&better, &with(vec![full_hospital()]), &["2 changed place+coord_quality+coord_radius_m"]);
}

#[test]
fn an_agreement_comes_with_a_file_only_when_it_is_new_and_the_office_asks() {
    let text = "name,kind,stage\nRSUD Samudra Raya,rs,public\nRS Baru,rs,publik\n";
    let known = with(vec![full_hospital()]);
    let by_office = plan(text, &known);
    assert_eq!(told(&by_office), ["2 stage warn agreement-not-here", "2 same", "3 added"]);
    assert_eq!(added(&by_office)[0].agreement.stage, Stage::Public);
    let by_admin = plan(text, &Existing { decides: false, ..known });
    assert_eq!(told(&by_admin), ["2 stage warn agreement-not-here", "3 stage warn agreement-not-here", "2 same", "3 added"]);
    assert_eq!(added(&by_admin)[0].agreement.stage, Stage::None);
}

fn district(code: &str, name: &str) -> Place {
    let point = GeoPoint::new(-6.9, 110.4).unwrap();
    Place { code: code.into(), kind: PlaceKind::Kecamatan, name: name.into(), parent: String::new(), within: String::new(), point }
}

#[test]
fn the_code_of_a_district_is_found_by_its_name() {
    let places = vec![district("99.71.01", "Pelabuhan"), district("99.71.02", "Bukit"), district("99.72.02", "Bukit")];
    let existing = Existing { places, ..nothing() };
    let plan = plan("name,kind,kecamatan\nRS A,rs,pelabuhan\nRS B,rs,Bukit\nRS C,rs,Lembah\n", &existing);
    assert_eq!(told(&plan), ["4 kecamatan warn district-unknown", "2 added", "3 added", "4 added"]);
    let codes: Vec<_> = added(&plan).iter().map(|one| one.district_code.as_str()).collect();
    assert_eq!(codes, ["99.71.01", "", ""], "two districts share the second name");
}

#[test]
fn places_come_as_rows_and_as_areas() {
    let text = "kode,nama,kecamatan_kode,kecamatan,centroid_lat,centroid_lon,area_km2_from_polygon\n\
                99.71.01.1001,Pasar Ikan,99.71.01,Pelabuhan,-6.91,110.41,0.3\n\
                9971011002,Dermaga,,Pelabuhan,-6.92,110.42,0.4\n\
                99.71.01,Pelabuhan,,,-6.9,110.4,5\n\
                alun-alun,Alun-alun Samudra,,,-6.95,110.42,\n\
                99.71.01.1001,Lagi,,,-6.9,110.4,\n\
                12,Pendek,,,-6.9,110.4,\n\
                99.71.01.1003,Tanpa Titik,,,,,\n\
                99.71.01.1004,,,,-6.9,110.4,\n";
    let rows = plan(text, &nothing());
    let expected = [
        "6 kode error place-twice",
        "7 kode error field-area-code",
        "8 centroid_lat error field-place",
        "9 nama error field-required",
        "2 added",
        "3 added",
        "4 added",
        "5 added",
        "6 refused",
        "7 refused",
        "8 refused",
        "9 refused",
    ];
    assert_eq!(told(&rows), expected);
    let places: Vec<&Place> =
        rows.rows.iter().filter_map(|row| if let Outcome::AddPlace(place) = &row.outcome { Some(place) } else { None }).collect();
    let said: Vec<_> = places.iter().map(|place| format!("{} {} {} {}", place.code, place.kind, place.parent, place.within)).collect();
    assert_eq!(
        said,
        [
            "99.71.01.1001 kelurahan 99.71.01 Pelabuhan",
            "99.71.01.1002 kelurahan 99.71.01 Pelabuhan",
            "99.71.01 kecamatan  ",
            "alun-alun landmark  "
        ]
    );

    let area = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"kode":"99.71.01","nama":"Pelabuhan","area_km2":5.3},"geometry":{"type":"Polygon","coordinates":[[[110.4,-6.9],[110.6,-6.9],[110.6,-6.7],[110.4,-6.7],[110.4,-6.9]]]}},
        {"type":"Feature","properties":{"kode":"99.71.02","nama":"Garis"},"geometry":{"type":"LineString","coordinates":[[110.4,-6.9],[110.6,-6.9]]}}]}"#;
    let existing = Existing { places: vec![district("99.71.01", "Pelabuhan")], ..nothing() };
    let areas = plan(area, &existing);
    assert_eq!(told(&areas), ["2 - error geometry-unknown", "1 changed", "2 refused"]);
    let Outcome::ChangePlace(place) = &areas.rows[0].outcome else { panic!("a changed place") };
    assert_eq!(place.point, GeoPoint::new(-6.8, 110.5).unwrap());
}

#[test]
fn points_of_geojson_are_facilities() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"nama":"RS Titik","jenis":"rs","kode_ppk":"0000R001","active":true,"lat":"rusak","latitude":1,"bujur":2},"geometry":{"type":"Point","coordinates":[110.42,-6.99]}},
        {"type":"Feature","properties":{"nama":"Klinik Tanpa","jenis":"klinik","lintang":-6.5,"bujur":"110.5"},"geometry":null},
        {"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[110.42,-6.99]}},
        {"type":"Feature","properties":{"nama":"RS Kosong","jenis":"rs"},"geometry":{"type":"Polygon","coordinates":[[]]}}]}"#;
    let plan = plan(text, &nothing());
    assert_eq!(
        told(&plan),
        ["3 jenis error field-required", "4 - error geometry-unreadable", "1 added", "2 added", "3 refused", "4 refused"]
    );
    assert_eq!((added(&plan)[0].place, added(&plan)[1].place), (GeoPoint::new(-6.99, 110.42).ok(), GeoPoint::new(-6.5, 110.5).ok()));
}

#[test]
fn a_report_says_row_and_column_in_both_languages() {
    let plan = plan("name,kind,ppk\nRS A,rs,1\nRS B,rs,\n", &nothing());
    let expected = "1 baru, 0 berubah, 0 sama, 1 ditolak.\n  kesalahan: baris 2, kolom ppk: Kode PPK terdiri dari delapan tanda: empat angka, satu angka atau huruf, tiga angka.\n";
    assert_eq!(import::report(&plan, &crate::words(Lang::Id)), expected);
    assert!(
        import::report(&plan, &crate::words(Lang::En))
            .starts_with("1 new, 0 changed, 0 same, 1 refused.\n  error: row 2, column ppk: A PPK code")
    );
    let many = super::files::plan(&format!("name,kind\n{}", ",rs\n".repeat(300)), &nothing());
    assert!(import::report(&many, &crate::words(Lang::Id)).ends_with("… dan 100 temuan lagi.\n"));
}

async fn apply(town: &Town, plan: &ImportPlan) -> Result<import::Counts, RegistryError> {
    town.db().write_in(&town.system(), Lane::Bulk, |tx| async move { import::apply(&tx, plan, "uji.csv").await }).await
}

async fn existing(town: &Town) -> Existing {
    Existing::load(town.db(), &town.system(), Zone::Wib).await.unwrap()
}

#[tokio::test]
async fn a_file_is_loaded_once_and_says_the_same_the_second_time() {
    for town in Town::both().await {
        let text = "name,kind,ppk,kecamatan,lat,lon\nRS A,rs,0000R001,Bukit,-6.99,110.42\nRS B,rsia,,Bukit,,\nRS C,kapal,,,,\n";
        let first = plan(text, &existing(&town).await);
        assert!(crate::facilities(town.db()).await.unwrap().is_empty(), "a plan alone writes nothing");
        let counts = apply(&town, &first).await.unwrap();
        assert_eq!((counts.added, counts.refused), (2, 1));
        let second = plan(text, &existing(&town).await);
        assert_eq!((second.counts().same, second.does_something()), (2, false));
        assert!(apply(&town, &second).await.is_ok(), "doing nothing is recorded too");

        let changed = plan("name,kind,alamat\nRS A,rs,Jl. Baru\n", &existing(&town).await);
        let id = crate::facility_by_ppk(town.db(), "0000R001").await.unwrap().unwrap().id;
        let meanwhile = Facility { village: "Karang".into(), ..town.facility(id).await };
        town.change(&town.system(), meanwhile).await.unwrap();
        assert!(matches!(apply(&town, &changed).await, Err(RegistryError::Changed)), "somebody was quicker");
        apply(&town, &plan("name,kind,alamat\nRS A,rs,Jl. Baru\n", &existing(&town).await)).await.unwrap();
        let now = town.facility(id).await;
        assert_eq!((now.address.as_str(), now.village.as_str(), now.version), ("Jl. Baru", "Karang", 3));

        let places =
            plan("kode,nama,lat,lon\n99.71.01,Pelabuhan,-6.9,110.4\n99.71.01.1001,Pasar Ikan,-6.91,110.41\n", &existing(&town).await);
        apply(&town, &places).await.unwrap();
        assert_eq!(existing(&town).await.places.len(), 2);
        let found = crate::Gazetteer::load(town.db()).await.unwrap().find("kel pasar ikan", None, 3);
        assert_eq!((found[0].name.as_str(), found[0].within.as_str()), ("Pasar Ikan", "Pelabuhan"));
    }
}

#[tokio::test]
async fn the_gazetteer_follows_what_is_loaded() {
    for town in Town::both().await {
        assert!(town.registry.gazetteer().find("pelabuhan", None, 1).is_empty());
        let places = plan("kode,nama,lat,lon\n99.71.01,Pelabuhan,-6.9,110.4\n", &nothing());
        apply(&town, &places).await.unwrap();
        let (seen, in_time) = town.registry.gazetteer.once(|names| !names.find("pelabuhan", None, 1).is_empty()).await;
        assert!(in_time && seen.find("kec. pelabuhan", None, 1)[0].kind == PlaceKind::Kecamatan);
    }
}
