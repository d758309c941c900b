//! What is written, held against the order and the required elements of HAVE 1.0.

use roxmltree::{Document, Node};
use sigap_kernel::{BedType, CareClass, GeoPoint, Pool, UtcMs};

use crate::have::{
    BedLine, BedTypeCode, CapacityStatus, ClinicalStatus, EmergencyStatus, FacilityStatus, HaveBedType, HospitalOut, OffloadStatus,
    PoolCount, TrafficStatus, Triage, lines_of, write,
};

const HAVE: &str = "urn:oasis:names:tc:emergency:EDXL:HAVE:1.0";
const XNL: &str = "urn:oasis:names:tc:ciq:xnl:3";
const GML: &str = "http://www.opengis.net/gml";

/// How often an element may stand.
#[derive(Clone, Copy, PartialEq)]
enum Times {
    Once,
    AtMostOnce,
    Any,
}

use Times::{Any, AtMostOnce, Once};

/// The elements within an element of HAVE, in the order of the schema. An element that is not a key here holds text.
const ORDER: &[(&str, &[(&str, Times)])] = &[
    ("HospitalStatus", &[("Hospital", Any)]),
    (
        "Hospital",
        &[
            ("Organization", Once),
            ("EmergencyDepartmentStatus", AtMostOnce),
            ("HospitalBedCapacityStatus", AtMostOnce),
            ("ServiceCoverageStatus", AtMostOnce),
            ("HospitalFacilityStatus", AtMostOnce),
            ("HospitalResourcesStatus", AtMostOnce),
            ("LastUpdateTime", Once),
        ],
    ),
    ("Organization", &[("OrganizationInformation", Once), ("OrganizationGeoLocation", AtMostOnce), ("CommentText", Any)]),
    ("OrganizationInformation", &[("OrganisationName", Once)]),
    ("OrganisationName", &[("NameElement", Once)]),
    ("OrganizationGeoLocation", &[("Point", Once)]),
    ("Point", &[("pos", Once)]),
    (
        "EmergencyDepartmentStatus",
        &[
            ("EMSTraffic", AtMostOnce),
            ("EMSCapacity", AtMostOnce),
            ("EMSCensus", AtMostOnce),
            ("EMSAmbulanceStatus", AtMostOnce),
            ("EMSAirTransportStatus", AtMostOnce),
            ("CommentText", Any),
        ],
    ),
    ("EMSTraffic", &[("EMSTrafficStatus", AtMostOnce), ("EMSTrafficReason", AtMostOnce), ("CommentText", Any)]),
    ("EMSCapacity", &[("TriageCodeListURN", AtMostOnce), ("TriageCode", Any)]),
    ("EMSCensus", &[("TriageCodeListURN", AtMostOnce), ("TriageCode", Any)]),
    ("TriageCode", &[("TriageCodeValue", Once), ("TriageCountQuantity", Once)]),
    ("EMSAmbulanceStatus", &[("EMSOffloadStatus", AtMostOnce), ("EMSOffloadMinutes", AtMostOnce)]),
    ("HospitalBedCapacityStatus", &[("BedCapacity", Any)]),
    ("BedCapacity", &[("BedType", Once), ("SubCategoryBedType", AtMostOnce), ("Capacity", AtMostOnce), ("CommentText", Any)]),
    (
        "Capacity",
        &[
            ("CapacityStatus", AtMostOnce),
            ("AvailableCount", AtMostOnce),
            ("BaselineCount", AtMostOnce),
            ("AdditionalCapacityCount24Hr", AtMostOnce),
            ("AdditionalCapacityCount72Hr", AtMostOnce),
        ],
    ),
    (
        "HospitalFacilityStatus",
        &[
            ("HospitalEOCStatus", AtMostOnce),
            ("HospitalEOCPlan", AtMostOnce),
            ("ClinicalStatus", AtMostOnce),
            ("DeconCapacity", AtMostOnce),
            ("MorgueCapacity", AtMostOnce),
            ("FacilityStatus", AtMostOnce),
            ("SecurityStatus", AtMostOnce),
            ("Activity24Hr", AtMostOnce),
        ],
    ),
];

/// The words an element may hold.
const WORDS: &[(&str, &[&str])] = &[
    ("EMSTrafficStatus", &["Normal", "Advisory", "Closed", "NotApplicable"]),
    ("TriageCodeValue", &["Red", "Yellow", "Green", "Black"]),
    ("EMSOffloadStatus", &["Normal", "Delayed"]),
    ("CapacityStatus", &["Vacant/Available", "NotAvailable"]),
    ("ClinicalStatus", &["Normal", "Full"]),
    ("FacilityStatus", &["Normal", "Compromised", "Evacuating", "Closed"]),
    (
        "BedType",
        &[
            "AdultICU",
            "PediatricICU",
            "NeonatalICU",
            "EmergencyDepartment",
            "NurseryBeds",
            "MedicalSurgical",
            "RehabLongTermCare",
            "Burn",
            "Pediatrics",
            "AdultPsychiatric",
            "PediatricPsychiatric",
            "NegativeFlowIsolation",
            "OtherIsolation",
            "OperatingRooms",
        ],
    ),
];

fn check(xml: &str) {
    let tree = Document::parse(xml).unwrap();
    assert_eq!(tree.root_element().tag_name().name(), "HospitalStatus");
    let mut ids = Vec::new();
    for element in tree.root().descendants().filter(Node::is_element) {
        check_element(element);
        ids.extend(element.attribute((GML, "id")));
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id stands twice");
    assert!(ids.iter().all(|id| id.starts_with(|c: char| c.is_ascii_alphabetic())), "an id must begin with a letter");
}

fn check_element(element: Node<'_, '_>) {
    let name = element.tag_name().name();
    let namespace = match name {
        "OrganisationName" | "NameElement" => XNL,
        "Point" | "pos" => GML,
        _ => HAVE,
    };
    assert_eq!(element.tag_name().namespace(), Some(namespace), "{name}");
    let within: Vec<_> = element.children().filter(Node::is_element).map(|child| child.tag_name().name()).collect();
    let text: String = element.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect();
    let Some((_, order)) = ORDER.iter().find(|(known, _)| *known == name) else {
        assert!(within.is_empty() && !text.is_empty(), "{name} holds text");
        return check_word(name, &text);
    };
    assert_eq!(text.trim(), "", "{name} holds no text");
    let mut rest = within.as_slice();
    for (child, times) in *order {
        let count = rest.iter().take_while(|next| *next == child).count();
        assert!(count <= 1 || *times == Any, "{child} in {name} stands {count} times");
        assert!(count == 1 || *times != Once, "{child} in {name} is required");
        rest = &rest[count..];
    }
    assert!(rest.is_empty(), "{rest:?} in {name} is out of order or unknown");
}

fn check_word(name: &str, text: &str) {
    if let Some((_, words)) = WORDS.iter().find(|(known, _)| *known == name) {
        assert!(words.contains(&text), "{name}: {text}");
    }
    if name.ends_with("Count") || name.ends_with("Hr") || name.ends_with("Quantity") || name.ends_with("Minutes") {
        assert!(text.parse::<u32>().is_ok(), "{name}: {text}");
    }
    if name == "LastUpdateTime" {
        assert!(text.ends_with('Z') && text.len() == "2026-11-22T03:15:00.000Z".len(), "{text}");
    }
}

fn emergency() -> EmergencyStatus {
    EmergencyStatus {
        traffic: Some(TrafficStatus::Closed),
        traffic_reason: Some("Listrik padam & genset <mati>".into()),
        capacity: Triage { red: Some(0), black: Some(1), ..Triage::default() },
        census: Triage { yellow: Some(5), green: Some(2), ..Triage::default() },
        offload: Some(OffloadStatus::Normal),
        offload_min: Some(0),
    }
}

fn full<'a>(beds: &'a [BedLine], emergency: &'a EmergencyStatus) -> HospitalOut<'a> {
    HospitalOut {
        id: Some("0301R001 <&\">"),
        name: "RS \"Rekaan\" & Anak <1>",
        geo: GeoPoint::new(-6.9903, 110.4229).ok(),
        last_update: UtcMs(1_795_317_300_000),
        beds,
        emergency: Some(emergency),
        facility: Some(FacilityStatus::Evacuating),
        clinical: Some(ClinicalStatus::Full),
    }
}

#[test]
fn everything_that_can_be_written_keeps_the_order_of_the_schema() {
    let line = |bed_type: &HaveBedType, part: Option<&str>| BedLine {
        bed_type: BedTypeCode::Known(*bed_type),
        sub_category: part.map(str::to_owned),
        status: Some(CapacityStatus::Available),
        available: Some(1),
        baseline: Some(2),
        additional_24h: Some(3),
    };
    let beds: Vec<_> = HaveBedType::ALL.iter().flat_map(|bed_type| [line(bed_type, None), line(bed_type, Some("Lantai 2"))]).collect();
    let (emergency, full) = (emergency(), |emergency| full(&beds, emergency));
    check(&write(&[full(&emergency), full(&emergency)]));
    check(&write(&[]));
}

#[test]
fn what_little_is_known_keeps_it_too() {
    let nothing = BedLine {
        bed_type: BedTypeCode::Known(HaveBedType::Burn),
        sub_category: None,
        status: None,
        available: None,
        baseline: None,
        additional_24h: None,
    };
    let unknown = BedLine { bed_type: BedTypeCode::Unknown("CholeraTreatment".into()), available: Some(9), ..nothing.clone() };
    let nowhere = EmergencyStatus::default();
    for beds in [vec![], vec![nothing.clone()], vec![unknown.clone()], vec![unknown, nothing]] {
        let hospital = HospitalOut { id: None, geo: None, facility: None, clinical: None, ..full(&beds, &nowhere) };
        let xml = write(&[hospital, HospitalOut { emergency: None, ..hospital }]);
        check(&xml);
        assert!(!xml.contains("Cholera") && !xml.contains("Count"), "{xml}");
    }
}

#[test]
fn the_beds_of_every_pool_keep_it_too() {
    let pools =
        BedType::ALL.iter().flat_map(|bed_type| CareClass::ALL.iter().map(|class| Pool { class: *class, ..Pool::of_type(*bed_type) }));
    let counts: Vec<_> = pools.map(|pool| PoolCount { pool, free: Some(1), capacity: Some(2) }).collect();
    let beds = lines_of(&counts);
    let sum: u32 = beds.iter().filter_map(|line| line.available).sum();
    assert_eq!(sum as usize, counts.len() - CareClass::ALL.len(), "only unmapped beds are left out");
    let emergency = emergency();
    check(&write(&[full(&beds, &emergency)]));
}
