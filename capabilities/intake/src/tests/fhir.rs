//! The SATUSEHAT door, on both engines: tokens, Locations as hospital systems keep them, and the counts that follow from them.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use sigap_access::{AddedKey, NewKey, SecretKind};
use sigap_exchange::fhir::client::{self, LocationDraft, Sender, TokenAnswer};
use sigap_exchange::fhir::{Operational, PhysicalType, Status};
use sigap_kernel::{CareClass, FacilityId, Masked};
use sigap_store::{Query as _, args};

use super::{HEARD_BY_FHIR_NOT, Heard, Town, both_engines, melati};
use crate::Protocol;

pub(super) const CLIENT: &str = "klien-rekaan";
const CLIENT_SECRET: &str = "rahasia klien rekaan";
const BED_SAMPLE: &str = include_str!("samples/satusehat-location-bed.json");

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Came {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) tree: Value,
}

impl Came {
    pub(super) fn text(&self, pointer: &str) -> &str {
        self.tree.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer}: {}", self.tree))
    }

    pub(super) fn id(&self) -> &str {
        self.text("/id")
    }

    /// The sentence of the first issue.
    pub(super) fn issue(&self) -> (&str, &str) {
        assert_eq!(self.text("/resourceType"), "OperationOutcome");
        (self.text("/issue/0/code"), self.text("/issue/0/diagnostics"))
    }
}

impl Town {
    pub(super) async fn add_fhir_key(&self, facility: FacilityId, client: &str) -> AddedKey {
        let new = NewKey {
            protocol: Protocol::Fhir.code().into(),
            name: client.into(),
            facility,
            kind: SecretKind::Basic,
            secret: Some(Masked::new(CLIENT_SECRET.into())),
            note: String::new(),
        };
        self.access.add_key(&self.system(), &new).await.unwrap()
    }

    pub(super) async fn send_fhir(&self, request: client::Request) -> Came {
        let mut built = Request::builder().method(request.method).uri(&request.target).header(header::HOST, "sigap.contoh.invalid");
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let (status, headers, body) = self.ask(built.body(Body::from(request.body)).unwrap()).await;
        let tree = if body.is_empty() { Value::Null } else { serde_json::from_str(&body).unwrap_or_else(|_| panic!("{body}")) };
        Came { status, headers, tree }
    }

    pub(super) async fn token(&self, client: &str, secret: &str) -> Came {
        self.send_fhir(client::token("/oauth2/v1", client, &Masked::new(secret.into()))).await
    }

    /// A sender with a token.
    pub(super) async fn fhir_sender(&self, client: &str) -> Sender {
        let came = self.token(client, CLIENT_SECRET).await;
        assert_eq!(came.status, StatusCode::OK, "{}", came.tree);
        let token = TokenAnswer::read(came.tree.to_string().as_bytes()).unwrap();
        Sender::new("/fhir-r4/v1", token.access_token)
    }

    /// A hospital with a key and a token.
    pub(super) async fn fhir(&self) -> Sender {
        self.add_fhir_key(self.hospital, CLIENT).await;
        self.fhir_sender(CLIENT).await
    }

    /// A call of any kind.
    pub(super) async fn call_fhir(
        &self,
        by: &Sender,
        method: &'static str,
        tail: &str,
        headers: &[(&'static str, &str)],
        body: &[u8],
    ) -> Came {
        let mut request = by.search("");
        request.method = method;
        request.target = format!("/fhir-r4/v1{tail}");
        request.headers.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        request.body = body.to_vec();
        self.send_fhir(request).await
    }

    pub(super) async fn put(&self, by: &Sender, id: &str, draft: &LocationDraft) -> Came {
        self.send_fhir(by.update(&id.parse().unwrap(), draft, None)).await
    }

    pub(super) async fn set(&self, by: &Sender, id: &str, operational: Operational) -> Came {
        self.send_fhir(by.set_operational(&id.parse().unwrap(), operational)).await
    }

    /// A ward and its beds, by one transaction.
    async fn melati_with(&self, by: &Sender, beds: usize) -> Came {
        let mut drafts = vec![("urn:uuid:melati".to_owned(), ward("Ruang Melati"))];
        drafts.extend((1..=beds).map(|number| (format!("urn:uuid:bed-{number}"), bed(number, "urn:uuid:melati"))));
        self.send_fhir(by.transaction(&drafts)).await
    }

    /// All wards in use, by name.
    pub(super) async fn wards_in_use(&self) -> Vec<Heard> {
        self.wards(self.hospital).await.into_iter().filter(|ward| ward.active).collect()
    }
}

pub(super) fn ward(name: &str) -> LocationDraft {
    LocationDraft { name: name.into(), status: Some(Status::Active), physical_type: Some(PhysicalType::Ward), ..LocationDraft::default() }
}

pub(super) fn bed(number: usize, part_of: &str) -> LocationDraft {
    LocationDraft {
        identifiers: vec![sigap_exchange::fhir::Identifier {
            system: Some("http://sys-ids.kemkes.go.id/location/10000099".into()),
            value: format!("MLT-{number}"),
        }],
        name: format!("Bed {number}"),
        status: Some(Status::Active),
        physical_type: Some(PhysicalType::Bed),
        operational: Some(Operational::Unoccupied),
        part_of: Some(part_of.into()),
        class: Some(CareClass::Two),
        ..LocationDraft::default()
    }
}

fn numbers(ward: &Heard) -> (&str, &str, u32, u32) {
    (ward.name.as_str(), ward.pool.as_str(), ward.free, ward.capacity)
}

const TWO: &str = "general.2.any.any.no";

#[tokio::test]
async fn a_token_is_given_for_the_right_secret_and_ends_with_its_time_and_its_key() {
    for town in both_engines().await {
        let key = town.add_fhir_key(town.hospital, CLIENT).await.key;
        let came = town.token(CLIENT, CLIENT_SECRET).await;
        assert_eq!(came.status, StatusCode::OK);
        assert_eq!(came.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
        assert_eq!((came.text("/client_id"), came.text("/expires_in"), came.text("/status")), (CLIENT, "3599", "approved"));
        for (client, secret) in [(CLIENT, "salah"), ("lain", CLIENT_SECRET), ("1234", super::SECRET)] {
            let wrong = town.token(client, secret).await;
            assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
            assert_eq!(wrong.tree, json!({ "ErrorCode": "invalid_client", "Error": "ClientId is Invalid" }));
        }
        let by = town.fhir_sender(CLIENT).await;
        assert_eq!(town.send_fhir(by.search("")).await.status, StatusCode::OK);
        let nobody = town.send_fhir(Sender::new("/fhir-r4/v1", Masked::new("CONTOH-TOKEN".into())).search("")).await;
        assert_eq!((nobody.status, nobody.issue().0), (StatusCode::UNAUTHORIZED, "login"));
        assert_eq!(nobody.headers.get(header::WWW_AUTHENTICATE).unwrap(), "Bearer");
        town.access.set_key_enabled(&town.system(), key, false).await.unwrap();
        assert_eq!(town.send_fhir(by.search("")).await.status, StatusCode::UNAUTHORIZED, "the key is off");
        assert_eq!(town.token(CLIENT, CLIENT_SECRET).await.status, StatusCode::UNAUTHORIZED);
        town.access.set_key_enabled(&town.system(), key, true).await.unwrap();
        assert_eq!(town.send_fhir(by.search("")).await.status, StatusCode::UNAUTHORIZED, "what was given out before stays over");
        let token = town.token(CLIENT, CLIENT_SECRET).await.text("/access_token").to_owned();
        let opens = async |text: &str| town.send_fhir(Sender::new("/fhir-r4/v1", Masked::new(text.into())).search("")).await.status;
        assert_eq!(opens(&token).await, StatusCode::OK);
        let until = town.now().plus_s(3_599).0.to_string();
        assert!(token.contains(&until));
        let later = token.replacen(&until, &town.now().plus_s(7_200).0.to_string(), 1);
        for wrong in [&later, &format!("{token}."), &format!("{token}.x"), &token[..token.len() - 1], "a", ".", "...", &"a.".repeat(3_000)]
        {
            assert_eq!(opens(wrong).await, StatusCode::UNAUTHORIZED, "{wrong}");
        }
        let kept = town.db.row("SELECT secret FROM machine_key WHERE key_id = $1", args![key]).await.unwrap().unwrap();
        assert!(!token.contains(&kept.get::<String>("secret").unwrap()), "a token tells nothing of what is kept");
        town.access.replace_key_secret(&town.system(), key, Some(Masked::new("lain".into()))).await.unwrap();
        assert_eq!(opens(&token).await, StatusCode::UNAUTHORIZED, "the secret was replaced");
        town.access.replace_key_secret(&town.system(), key, Some(Masked::new(CLIENT_SECRET.into()))).await.unwrap();
        assert_eq!(opens(&token).await, StatusCode::UNAUTHORIZED, "also when the old one is given again");
        let token = town.token(CLIENT, CLIENT_SECRET).await.text("/access_token").to_owned();
        town.clock.advance_s(3_590);
        assert_eq!(opens(&token).await, StatusCode::OK);
        town.clock.advance_s(10);
        assert_eq!(opens(&token).await, StatusCode::UNAUTHORIZED, "its hour is over");
    }
}

#[tokio::test]
async fn a_ward_and_its_beds_come_to_be_counted_and_a_bed_that_is_taken_moves_the_number() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let came = town.melati_with(&by, 12).await;
        assert_eq!(
            (came.status, came.text("/type"), came.text("/entry/12/response/status")),
            (StatusCode::OK, "transaction-response", "201 Created")
        );
        let parent = came.text("/entry/0/response/location").to_owned();
        assert_eq!(came.text("/entry/5/resource/partOf/reference"), parent, "the reference leads to the ward's new id");
        assert_eq!(town.wards_in_use().await.iter().map(numbers).collect::<Vec<_>>(), [("Ruang Melati", TWO, 12, 12)]);
        let one = came.text("/entry/1/resource/id").to_owned();
        let patched = town.set(&by, &one, Operational::Occupied).await;
        assert_eq!((patched.status, patched.text("/operationalStatus/code"), patched.text("/meta/versionId")), (StatusCode::OK, "O", "2"));
        assert_eq!(patched.headers.get(header::ETAG).unwrap(), "W/\"2\"");
        assert_eq!(numbers(&town.wards_in_use().await[0]), ("Ruang Melati", TWO, 11, 12));
        // A bed that is cleaned is not free, and told beside the free ones.
        town.set(&by, came.text("/entry/2/resource/id"), Operational::Housekeeping).await;
        let row = town.db.row("SELECT capacity, free, cleaning, blocked, reserved FROM feed_row", args![]).await.unwrap().unwrap();
        let number = |column: &str| row.get::<Option<u32>>(column).unwrap();
        assert_eq!(["capacity", "free", "cleaning", "blocked", "reserved"].map(number), [Some(12), Some(10), Some(1), Some(0), None]);
    }
}

#[tokio::test]
async fn what_says_nothing_new_makes_no_version_and_keeps_the_number_young() {
    for town in both_engines().await {
        let by = town.fhir().await;
        assert_eq!(town.put(&by, "melati", &ward("Melati")).await.status, StatusCode::CREATED);
        for (id, part_of) in [("mawar", None), ("bed-1", Some("melati")), ("bed-2", Some("melati")), ("bed-9", Some("mawar"))] {
            let draft = part_of.map_or_else(|| ward("Mawar"), |of| LocationDraft { identifiers: Vec::new(), ..bed(1, of) });
            assert_eq!(town.put(&by, id, &draft).await.status, StatusCode::CREATED);
        }
        let before = town.wards_in_use().await;
        let entries = "SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.locations_stored'";
        let stored = town.count(entries).await;
        town.clock.advance_s(60);
        let again = town.put(&by, "bed-1", &LocationDraft { identifiers: Vec::new(), ..bed(1, "melati") }).await;
        assert_eq!((again.status, again.text("/meta/versionId")), (StatusCode::OK, "1"));
        assert_eq!(town.count(entries).await, stored);
        let after = town.wards_in_use().await;
        let reports = |wards: &[Heard]| wards.iter().map(|ward| (ward.name.clone(), ward.reports, ward.free)).collect::<Vec<_>>();
        assert_eq!(reports(&before)[0], ("Mawar".into(), 1, 1));
        assert_eq!(reports(&after)[0], ("Mawar".into(), 1, 1), "nothing was said of it");
        assert_eq!(reports(&after)[1], ("Melati".into(), reports(&before)[1].1 + 1, 2));
    }
}

#[tokio::test]
async fn a_ward_of_two_classes_is_two_rows_and_a_row_goes_with_its_last_bed() {
    for town in both_engines().await {
        let by = town.fhir().await;
        town.put(&by, "melati", &ward("Melati")).await;
        town.put(&by, "a", &LocationDraft { class: Some(CareClass::Two), ..bed(1, "melati") }).await;
        assert_eq!(town.wards_in_use().await.iter().map(numbers).collect::<Vec<_>>(), [("Melati", TWO, 1, 1)]);
        town.put(&by, "b", &LocationDraft { class: Some(CareClass::Vip), ..bed(2, "melati") }).await;
        let named: Vec<_> = town.wards_in_use().await.iter().map(|ward| (ward.name.clone(), ward.pool.clone())).collect();
        assert_eq!(named, [("Melati (Kelas 2)".to_owned(), TWO.to_owned()), ("Melati (VIP)".into(), "general.vip.any.any.no".into())]);
        town.put(&by, "b", &LocationDraft { class: Some(CareClass::Two), ..bed(2, "melati") }).await;
        assert_eq!(town.wards_in_use().await.iter().map(numbers).collect::<Vec<_>>(), [("Melati", TWO, 2, 2)]);
        assert!(
            town.wards(town.hospital).await.iter().any(|ward| !ward.active && ward.forgotten),
            "what was said of the other is forgotten"
        );
        // A ward taken out of use has no beds to offer; it is still there.
        town.put(&by, "melati", &LocationDraft { status: Some(Status::Suspended), ..ward("Melati") }).await;
        assert_eq!(town.wards_in_use().await.iter().map(numbers).collect::<Vec<_>>(), [("Melati", TWO, 0, 0)]);
        // Codes nobody knows are taken, and left for a person to map.
        let icu = json!({ "resourceType": "Location", "status": "active", "physicalType": { "coding": [{ "code": "bd" }] }, "name": "ICU 1",
            "operationalStatus": { "code": "U" }, "extension": [{ "url": "x/LocationServiceClass", "valueCodeableConcept": { "coding": [{ "code": "icu" }] } }] });
        let came = town.call_fhir(&by, "POST", "/Location", &[], icu.to_string().as_bytes()).await;
        assert_eq!(came.status, StatusCode::CREATED, "{}", came.tree);
        let icu: Vec<_> = town.wards_in_use().await.into_iter().filter(|ward| ward.pool == "unmapped.none.any.any.no").collect();
        assert_eq!(numbers(&icu[0]), ("Tempat tidur di luar ruang", "unmapped.none.any.any.no", 1, 1));
    }
}

#[tokio::test]
async fn the_sample_of_the_dossier_is_created_and_read_back() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let created = town.call_fhir(&by, "POST", "/Location", &[("Content-Type", "application/json")], BED_SAMPLE.as_bytes()).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.tree);
        let location = format!("http://sigap.contoh.invalid/fhir-r4/v1/Location/{}", created.id());
        assert_eq!(created.headers.get(header::LOCATION).unwrap().to_str().unwrap(), location);
        assert_eq!(created.headers.get(header::CONTENT_TYPE).unwrap(), "application/fhir+json; charset=utf-8");
        let mut sent: Value = serde_json::from_str(BED_SAMPLE).unwrap();
        let mut read = town.call_fhir(&by, "GET", &format!("/Location/{}", created.id()), &[], b"").await.tree;
        assert_eq!(read["meta"]["versionId"], "1");
        for tree in [&mut sent, &mut read] {
            tree.as_object_mut().unwrap().retain(|name, _| name != "id" && name != "meta");
            // A decimal keeps its value.
            tree["position"]["altitude"] = json!(0);
        }
        assert_eq!(read, sent);
        assert_eq!(numbers(&town.wards_in_use().await[0]), ("Tempat tidur di luar ruang", TWO, 1, 1));
    }
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_though_beds_change_between_them() {
    for town in both_engines().await {
        let by = town.fhir().await;
        town.melati_with(&by, 11).await;
        for order in ["", "&_sort=name", "&_sort=_lastUpdated", "&_sort=-name"] {
            let mut seen: Vec<String> = Vec::new();
            let mut next = format!("/Location?physical-type=bd&_count=4{order}");
            for page in 0..9 {
                let came = town.call_fhir(&by, "GET", &next, &[], b"").await;
                assert_eq!((came.status, &came.tree["total"]), (StatusCode::OK, &json!(11)), "{}", came.tree);
                let found: Vec<_> = came.tree["entry"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|entry| entry["resource"]["id"].as_str().unwrap().to_owned())
                    .collect();
                assert!(found.len() <= 4);
                // The last of the page is changed before the next is asked for.
                let change = if page == 1 { Operational::Occupied } else { Operational::Unoccupied };
                town.clock.advance_s(1);
                if order != "&_sort=_lastUpdated" {
                    town.set(&by, found.last().unwrap(), change).await;
                }
                seen.extend(found);
                let link = came.tree["link"].as_array().unwrap().iter().find(|link| link["relation"] == "next");
                let Some(link) = link.and_then(|link| link["url"].as_str()) else { break };
                next = link.strip_prefix("http://sigap.contoh.invalid/fhir-r4/v1").unwrap().to_owned();
            }
            let total = seen.len();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!((seen.len(), total), (11, 11), "{order}");
        }
        let form =
            town.call_fhir(&by, "POST", "/Location/_search", &[], b"identifier=http://sys-ids.kemkes.go.id/location/10000099|MLT-3").await;
        assert_eq!((form.tree["total"].as_u64(), form.text("/entry/0/resource/name")), (Some(1), "Bed 3"));
        let total = town.call_fhir(&by, "GET", "/Location?operational-status=U&_summary=count", &[], b"").await;
        assert!(total.tree["total"].as_u64().unwrap() > 0 && total.tree.get("entry").is_none());
        for bad in ["/Location?_cursor=abc", "/Location?_cursor=1~lain", "/Location?_count=x", "/Location?name:missing=true"] {
            assert_eq!(town.call_fhir(&by, "GET", bad, &[], b"").await.status, StatusCode::BAD_REQUEST, "{bad}");
        }
    }
}

#[tokio::test]
async fn a_bed_is_created_once_however_often_it_is_sent() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let condition = [("If-None-Exist", "identifier=http://sys-ids.kemkes.go.id/location/10000099|MLT-1")];
        let body = bed(1, "melati").to_tree(None).to_string();
        let first = town.call_fhir(&by, "POST", "/Location", &condition, body.as_bytes()).await;
        let second = town.call_fhir(&by, "POST", "/Location", &condition, body.as_bytes()).await;
        assert_eq!((first.status, second.status, first.id()), (StatusCode::CREATED, StatusCode::OK, second.id()));
        let without = town.call_fhir(&by, "POST", "/Location", &[], body.as_bytes()).await;
        assert_eq!((without.status, without.issue().0), (StatusCode::CONFLICT, "duplicate"));
        let in_address = "/Location?identifier=http://sys-ids.kemkes.go.id/location/10000099|MLT-1&_format=json";
        let third = town.call_fhir(&by, "POST", in_address, &[], body.as_bytes()).await;
        assert_eq!((third.status, third.id()), (StatusCode::OK, first.id()), "the condition may stand in the address");
        town.put(&by, "bed-2", &bed(2, "melati")).await;
        let many = town.call_fhir(&by, "POST", "/Location", &[("If-None-Exist", "name=Bed")], body.as_bytes()).await;
        assert_eq!((many.status, many.issue().0), (StatusCode::PRECONDITION_FAILED, "multiple-matches"));
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location").await, 2);
    }
}

#[tokio::test]
async fn only_the_version_that_was_read_is_replaced() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let id = "bed-1".parse().unwrap();
        assert_eq!(
            town.send_fhir(by.update(&id, &bed(1, "melati"), Some(1))).await.status,
            StatusCode::PRECONDITION_FAILED,
            "there is none"
        );
        town.put(&by, "bed-1", &bed(1, "melati")).await;
        let occupied = LocationDraft { operational: Some(Operational::Occupied), ..bed(1, "melati") };
        assert_eq!(town.send_fhir(by.update(&id, &occupied, Some(1))).await.text("/meta/versionId"), "2");
        let late = town.send_fhir(by.update(&id, &bed(1, "melati"), Some(1))).await;
        assert_eq!((late.status, late.issue().0), (StatusCode::PRECONDITION_FAILED, "conflict"));
        let merged = town.send_fhir(by.merge(&id, &json!({ "operationalStatus": { "code": "K" } }))).await;
        assert_eq!(
            (merged.text("/operationalStatus/code"), merged.text("/operationalStatus/system")),
            ("K", "http://terminology.hl7.org/CodeSystem/v2-0116")
        );
        let minimal = town
            .call_fhir(&by, "PATCH", "/Location/bed-1", &[("Prefer", "return=minimal")], br#"{"operationalStatus":{"code":"U"}}"#)
            .await;
        assert_eq!((minimal.status, &minimal.tree), (StatusCode::OK, &Value::Null));
        let nobody = town.set(&by, "bed-7", Operational::Occupied).await;
        assert_eq!((nobody.status, nobody.issue().0), (StatusCode::NOT_FOUND, "not-found"));
    }
}

#[tokio::test]
async fn a_transaction_is_done_whole_or_not_at_all_and_a_batch_each_for_itself() {
    for town in both_engines().await {
        let by = town.fhir().await;
        town.put(&by, "bed-1", &bed(1, "melati")).await;
        let entry = |id: &str, number: usize| json!({ "resource": bed(number, "melati").to_tree(None), "request": { "method": "PUT", "url": format!("Location/{id}") } });
        // The third has the identifier of the first.
        let entries = json!([entry("bed-2", 2), entry("bed-3", 3), entry("bed-4", 1)]);
        let bundle = |kind: &str| json!({ "resourceType": "Bundle", "type": kind, "entry": entries }).to_string();
        let whole = town.call_fhir(&by, "POST", "", &[], bundle("transaction").as_bytes()).await;
        assert_eq!((whole.status, whole.issue().0), (StatusCode::CONFLICT, "duplicate"));
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location").await, 1);
        let each = town.call_fhir(&by, "POST", "/", &[], bundle("batch").as_bytes()).await;
        let said: Vec<_> = (0..3).map(|place| each.text(&format!("/entry/{place}/response/status")).to_owned()).collect();
        assert_eq!(said, ["201 Created", "201 Created", "409"]);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location").await, 3);
        assert_eq!(numbers(&town.wards_in_use().await[0]), ("Tempat tidur di luar ruang", TWO, 3, 3));
    }
}

#[tokio::test]
async fn a_count_that_cannot_be_stored_takes_its_locations_with_it() {
    for town in both_engines().await {
        let by = town.fhir().await;
        town.melati_with(&by, 2).await;
        let beds = HEARD_BY_FHIR_NOT as usize;
        let mut all: Vec<(String, LocationDraft)> = (3..=beds).map(|number| (format!("urn:uuid:{number}"), bed(number, "x"))).collect();
        let part_of =
            town.db.row("SELECT location_id FROM fhir_location WHERE facts LIKE '%Ruang Melati%'", args![]).await.unwrap().unwrap();
        let part_of: String = part_of.get("location_id").unwrap();
        all.iter_mut().for_each(|(_, draft)| draft.part_of = Some(part_of.clone()));
        let came = town.send_fhir(by.transaction(&all)).await;
        assert_eq!((came.status, came.issue().0), (StatusCode::SERVICE_UNAVAILABLE, "transient"));
        assert!(came.headers.contains_key(header::RETRY_AFTER));
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM fhir_location").await, 3, "neither the Locations nor the count");
        assert_eq!(numbers(&town.wards_in_use().await[0]), ("Ruang Melati", TWO, 2, 2));
        all.pop();
        assert_eq!(town.send_fhir(by.transaction(&all)).await.status, StatusCode::OK);
        assert_eq!(
            numbers(&town.wards_in_use().await[0]),
            ("Ruang Melati", TWO, u32::try_from(beds - 1).unwrap(), u32::try_from(beds - 1).unwrap())
        );
        // Should rows ever differ from what the Locations say, the next write puts them right, whatever it is about.
        super::tamper(&town, "UPDATE feed_row SET free = 999").await;
        town.put(&by, "gudang", &ward("Gudang")).await;
        assert_eq!(town.count("SELECT free AS n FROM feed_row").await, u32::try_from(beds - 1).unwrap());
    }
}

#[tokio::test]
async fn two_calls_at_once_about_one_ward_are_both_counted() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let came = town.melati_with(&by, 20).await;
        let ids: Vec<String> = (1..=20).map(|place| came.text(&format!("/entry/{place}/resource/id")).to_owned()).collect();
        let all = futures::future::join_all(ids.iter().map(|id| town.set(&by, id, Operational::Occupied))).await;
        assert!(all.iter().all(|came| came.status == StatusCode::OK));
        assert_eq!(numbers(&town.wards_in_use().await[0]), ("Ruang Melati", TWO, 0, 20));
    }
}

#[tokio::test]
async fn a_second_system_of_a_hospital_adds_no_bed_until_a_person_joins_its_rows() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let by = town.fhir().await;
        town.melati_with(&by, 12).await;
        let wards = town.wards_in_use().await;
        assert_eq!((wards.len(), wards[0].free, wards[0].reports), (1, 7, 1), "it counts nowhere");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_row WHERE protocol = 'fhir' AND joined = 'waiting'").await, 1);
    }
}

#[tokio::test]
async fn the_facility_is_read_as_an_organization_and_others_are_not() {
    for town in both_engines().await {
        let by = town.fhir().await;
        let other = town.add_hospital("RS Lain (rekaan)", "0301R002").await;
        super::set_organization(&town, town.hospital, "10000099").await;
        for id in ["10000099".to_owned(), town.hospital.to_string()] {
            let own = town.call_fhir(&by, "GET", &format!("/Organization/{id}"), &[], b"").await;
            assert_eq!((own.status, own.id(), own.text("/name")), (StatusCode::OK, "10000099", "RSUD Samudra Raya"));
        }
        let found = town.call_fhir(&by, "GET", "/Organization?identifier=urn:sigap:kode-ppk|0301R001", &[], b"").await;
        assert_eq!((found.tree["total"].as_u64(), found.text("/entry/0/resource/id")), (Some(1), "10000099"));
        assert_eq!(town.call_fhir(&by, "GET", "/Organization?name=RS Lain".replace(' ', "+").as_str(), &[], b"").await.tree["total"], 0);
        assert_eq!(town.call_fhir(&by, "GET", &format!("/Organization/{other}"), &[], b"").await.status, StatusCode::NOT_FOUND);
        let open = town
            .send_fhir(client::Request { method: "GET", target: "/fhir-r4/v1/metadata".into(), headers: Vec::new(), body: Vec::new() })
            .await;
        assert_eq!((open.status, open.text("/software/name")), (StatusCode::OK, "Sigap"), "open to everyone");
    }
}
