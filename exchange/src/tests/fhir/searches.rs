//! What a search finds, parameter by parameter.

use std::cmp::Ordering;

use sigap_kernel::UtcMs;

use super::{NOW, facts, id};
use crate::fhir::{Candidate, Fault, Kind, Query, SortBy};

const BED: &str = r#""identifier":[{"system":"http://a","value":"B-1"},{"value":"tanpa,sistem"}],"status":"active","mode":"instance","name":"Bougenvîl 2","physicalType":{"coding":[{"code":"bd"}]},"operationalStatus":{"code":"U"},"type":[{"coding":[{"system":"http://t","code":"RT0016"}]}],"position":{"latitude":-6.99,"longitude":110.42},"managingOrganization":{"reference":"Organization/o1"},"partOf":{"reference":"Location/r1"}"#;

fn query(text: &str, strict: bool) -> Result<Query, Fault> {
    Query::parse(Kind::Location, text, strict)
}

fn finds(text: &str) -> bool {
    query(text, true).unwrap().matches(&Candidate { id: &id("b1"), last_updated: NOW, facts: &facts(BED) })
}

#[test]
fn a_bed_is_found_by_what_it_is() {
    for text in [
        "",
        "_id=b1",
        "_id=x,b1",
        "identifier=B-1",
        "identifier=http://a|B-1",
        "identifier=http%3A%2F%2Fa%7CB-1",
        "identifier=|tanpa\\,sistem",
        "identifier=http://a|",
        "name=boug",
        "name=BOUGENVIL",
        "name:contains=nvil+2",
        "name:exact=Bougenv%C3%AEl+2",
        "name=x,bou",
        "organization=o1",
        "organization=Organization/o1",
        "organization:Organization=o1",
        "partof=Location/r1",
        "partof=http://x/Location/r1",
        "status=active",
        "status=inactive,active",
        "mode=instance",
        "type=RT0016",
        "type=http://t|RT0016",
        "operational-status=U",
        "operational-status=http://terminology.hl7.org/CodeSystem/v2-0116|u",
        "physical-type=bd",
        "near=-6.99|110.42",
        "near=-6.98|110.42|2|km",
        "near=-6.98|110.42|2000|m",
        "_lastUpdated=ge2026-11-22",
        "_lastUpdated=2026-11-22T03:15:00.000Z",
        "_lastUpdated=ge2026&_lastUpdated=lt2027",
        "status=active&physical-type=bd&operational-status=U&name=",
        "_format=json&_pretty=true",
    ] {
        assert!(finds(text), "{text}");
    }
}

#[test]
fn a_bed_is_not_found_by_what_it_is_not() {
    for text in [
        "_id=x",
        "_id=b1_",
        "identifier=b-1",
        "identifier=http://b|B-1",
        "identifier=|B-1",
        "name=2",
        "name:exact=bougenvil 2",
        "organization=o2",
        "partof=b1",
        "status=inactive",
        "mode=kind",
        "type=RT0017",
        "type=http://u|RT0016",
        "operational-status=O",
        "operational-status=http://lain|U",
        "physical-type=wa",
        "near=-6.89|110.42|1",
        "near=0|0",
        "_lastUpdated=gt2026-11-22",
        "_lastUpdated=lt2026",
        "status=active&status=inactive",
    ] {
        assert!(!finds(text), "{text}");
    }
}

#[test]
fn a_parameter_that_cannot_be_understood_is_refused() {
    for (text, sentence) in [
        ("_count=banyak", "Nilai parameter pencarian _count tidak dapat dibaca."),
        ("_count=-1", "Nilai parameter pencarian _count tidak dapat dibaca."),
        ("_lastUpdated=kemarin", "Nilai parameter pencarian _lastUpdated tidak dapat dibaca."),
        ("near=jauh", "Nilai parameter pencarian near tidak dapat dibaca."),
        ("near=-6.9|110|5|hasta", "Nilai parameter pencarian near tidak dapat dibaca."),
        ("near=-6.9|110|-5", "Nilai parameter pencarian near tidak dapat dibaca."),
        ("partof=Organization/1", "Nilai parameter pencarian partof tidak dapat dibaca."),
        ("_cursor=a%20b", "Nilai parameter pencarian _cursor tidak dapat dibaca."),
        ("status:not=active", "Pengubah pada parameter pencarian status tidak dilayani."),
        ("name:text=a", "Pengubah pada parameter pencarian name tidak dilayani."),
    ] {
        assert_eq!(query(text, false).unwrap_err().to_string(), sentence, "{text}");
    }
    let ids = vec!["a"; 201].join(",");
    assert_eq!(query(&format!("_id={ids}"), false).unwrap_err().to_string(), "Parameter pencarian _id paling banyak berisi 200 nilai.");
    assert_eq!(query(&"a=1&".repeat(65), false).unwrap_err().to_string(), "Pencarian paling banyak berisi 64 parameter.");
    assert_eq!(query(&"a".repeat(20_000), false).unwrap_err().status, 414);
}

#[test]
fn a_parameter_nobody_knows_is_ignored_unless_strictness_is_asked_for() {
    assert!(!query("organization.name=a&_include=x&warna=merah", false).unwrap().is_narrowed());
    assert_eq!(query("warna=merah", true).unwrap_err().to_string(), "Parameter pencarian warna tidak dilayani.");
    assert_eq!(query("_sort=warna", true).unwrap_err().to_string(), "Nilai parameter pencarian _sort tidak dapat dibaca.");
    assert!(query("_sort=warna", false).unwrap().sort.is_empty());
}

#[test]
fn a_page_is_kept_within_its_bounds() {
    for (text, count, only_total) in [
        ("", 50, false),
        ("_count=7", 7, false),
        ("_count=0", 0, true),
        ("_count=99999999999", 500, false),
        ("_summary=count", 50, true),
        ("_summary=false", 50, false),
    ] {
        let query = query(text, true).unwrap();
        assert_eq!((query.count, query.only_total), (count, only_total), "{text}");
    }
}

#[test]
fn the_found_are_put_in_the_order_asked_for() {
    let (one, other) = (facts(r#""name":"Melati""#), facts(r#""name":"anggrek""#));
    let (first, second) = (id("a"), id("b"));
    let melati = Candidate { id: &first, last_updated: NOW, facts: &one };
    let anggrek = Candidate { id: &second, last_updated: UtcMs(NOW.0 + 1), facts: &other };
    for (text, order) in [
        ("", Ordering::Less),
        ("_sort=name", Ordering::Greater),
        ("_sort=-name", Ordering::Less),
        ("_sort=_lastUpdated", Ordering::Less),
        ("_sort=-_lastUpdated,name", Ordering::Greater),
    ] {
        let query = query(text, true).unwrap();
        assert_eq!(query.compare(&melati, &anggrek), order, "{text}");
        assert_eq!(query.compare(&anggrek, &melati), order.reverse(), "{text}");
    }
    assert_eq!(query("_sort=name,-name", true).unwrap().sort.iter().map(|sort| sort.by).collect::<Vec<_>>(), [SortBy::Name]);
}
