//! Positions of vehicles over HTTP: every sample, every odd case, what is kept, and that no secret is ever shown. Names are invented (*rekaan*).

use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::join_all;
use sigap_access::{NewKey, SecretKind};
use sigap_kernel::{KeyId, Masked, UtcMs};
use sigap_store::{Query as _, StoreError, Subject, args};

use super::secrets::Logged;
use super::{Town, both_engines, both_engines_with, on_sqlite};
use crate::{IntakeConfig, LastPosition, POSITION_KEPT_DAYS, TRACE_POINTS_MAX, TracePoint};

/// The instant of the samples.
const AT: UtcMs = UtcMs(1_795_322_000_000);
pub(super) const AMB07: &str = "rahasia-amb07-rekaan-panjang";
pub(super) const PHONE: &str = "AMB07";

/// A sample of the reference collection; `None`, said aloud, where the collection is not.
fn sample(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/samples");
    if !folder.is_dir() {
        eprintln!("the reference samples are not beside this checkout ({}): {name} was not replayed", folder.display());
        return None;
    }
    Some(std::fs::read_to_string(folder.join(name)).unwrap())
}

/// A town where an ambulance with both kinds of phone drives about, half an hour after the samples.
pub(super) async fn with_ambulance(towns: Vec<Town>) -> Vec<Town> {
    for town in &towns {
        town.clock.set(AT.plus_min(30));
        town.phone(PHONE, "osmand", AMB07).await;
        town.phone(PHONE, "owntracks", AMB07).await;
    }
    towns
}

impl Town {
    async fn phone(&self, name: &str, protocol: &str, secret: &str) -> KeyId {
        let new = NewKey {
            protocol: protocol.into(),
            name: name.into(),
            facility: self.hospital,
            kind: if protocol == "owntracks" { SecretKind::Basic } else { SecretKind::Bearer },
            secret: Some(Masked::new(secret.into())),
            note: String::new(),
        };
        self.access.add_key(&self.system(), &new).await.unwrap().key
    }

    /// A GET as OsmAnd and its like send it.
    pub(super) async fn osmand(&self, secret: &str, query: &str) -> (StatusCode, String) {
        let request = Request::get(format!("/posisi/{secret}?{query}")).body(Body::empty()).unwrap();
        let (status, _, body) = self.ask(request).await;
        (status, body)
    }

    async fn post(&self, path: &str, kind: &str, body: &str) -> (StatusCode, String) {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body.to_owned())).unwrap();
        let (status, _, body) = self.ask(request).await;
        (status, body)
    }

    /// A POST as OwnTracks sends it.
    async fn own(&self, path: &str, (user, password): (&str, &str), body: &str) -> (StatusCode, String) {
        let basic = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let request = Request::post(path).header(header::AUTHORIZATION, basic).body(Body::from(body.to_owned())).unwrap();
        let (status, headers, body) = self.ask(request).await;
        assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "application/json");
        (status, body)
    }

    /// The one device that spoke.
    async fn last(&self) -> LastPosition {
        let mut all = self.intake.last_positions().await.unwrap();
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    async fn place(&self) -> TracePoint {
        self.last().await.place.unwrap()
    }

    async fn points(&self) -> u32 {
        self.count("SELECT COUNT(*) AS n FROM position_trace").await
    }

    /// Kind and repeats of every fault, after what was gathered is written down.
    async fn faults(&self) -> Vec<(String, String, u32)> {
        self.intake.flush().await;
        let rows = self.db.rows("SELECT kind, reason, repeats FROM position_fault ORDER BY kind", args![]).await.unwrap();
        rows.iter().map(|row| (row.get("kind").unwrap(), row.get("reason").unwrap(), row.get("repeats").unwrap())).collect()
    }

    pub(super) async fn rename_table(&self, from: &str, to: &str) {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        let sql = sql.as_str();
        let done: Result<(), StoreError> = self
            .db
            .write(&self.system(), |tx| async move {
                tx.execute(sql, args![]).await?;
                tx.confirm(Subject::new("test", "table"));
                Ok(())
            })
            .await;
        done.unwrap();
    }
}

fn taken() -> (StatusCode, String) {
    (StatusCode::OK, String::new())
}

fn own_taken() -> (StatusCode, String) {
    (StatusCode::OK, "[]".to_owned())
}

fn fix(at: UtcMs, lat: f64) -> String {
    format!("id={PHONE}&timestamp={}&lat={lat}&lon=110.4229", at.0)
}

#[tokio::test]
async fn every_sample_query_is_answered_as_it_says() {
    let Some(text) = sample("osmand-queries.txt") else { return };
    for town in with_ambulance(both_engines().await).await {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (line, says) = line.split_once("   ->").unwrap_or((line, " 200"));
            let answer = match line.strip_prefix("GET /?") {
                Some(query) => town.osmand(AMB07, query.trim()).await,
                None => {
                    let form = line.trim().rsplit(' ').next().unwrap();
                    town.post(&format!("/posisi/{AMB07}"), "application/x-www-form-urlencoded", form).await
                }
            };
            let expected = if says.trim().starts_with("400") { (StatusCode::BAD_REQUEST, "Kolom id wajib diisi.".into()) } else { taken() };
            assert_eq!(answer, expected, "{line}");
        }
        let last = town.last().await;
        assert_eq!((last.name.as_str(), last.facility, last.battery_pct), (PHONE, town.hospital, Some(81)));
        assert_eq!((last.sos_at, last.alarm), (Some(AT), None));
        let place = last.place.unwrap();
        assert_eq!((place.at, place.speed_cm_s, place.altitude_m), (UtcMs(AT.0 + 500), Some(0), Some(9)));
        assert_eq!(town.points().await, 2, "three of them are of one instant");
        let first = town.intake.trace_of(last.key, AT, AT.plus_s(1), 1).await.unwrap()[0];
        assert_eq!((first.speed_cm_s, first.heading_deg, first.accuracy_m, first.is_mock), (Some(1_194), Some(120), Some(6), false));
        assert_eq!(town.faults().await.into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>(), ["unreadable"]);
    }
}

#[tokio::test]
async fn the_sample_of_traccar_client_is_taken() {
    let Some(json) = sample("traccar-client.json") else { return };
    for town in with_ambulance(both_engines().await).await {
        assert_eq!(town.post(&format!("/posisi/{AMB07}/"), "application/json", &json).await, taken());
        let last = town.last().await;
        assert_eq!((last.battery_pct, last.is_charging), (Some(81), Some(false)));
        assert_eq!(last.place.map(|place| (place.at, place.speed_cm_s, place.heading_deg)), Some((AT, Some(1_190), Some(120))));
        // The same as a form type, as some libraries call everything.
        assert_eq!(town.post(&format!("/posisi/{AMB07}"), "application/x-www-form-urlencoded", &json).await, taken());
        assert_eq!(town.points().await, 1);
    }
}

#[tokio::test]
async fn the_samples_of_owntracks_are_taken_and_an_arrival_is_kept() {
    let (Some(location), Some(transition)) = (sample("owntracks.json"), sample("owntracks-transition.json")) else { return };
    for town in with_ambulance(both_engines().await).await {
        // The sample was sent by the user `amb`, and so is the device called.
        town.phone("AMB", "owntracks", "rahasia-amb").await;
        assert_eq!(town.own("/lokasi", ("amb", "rahasia-amb"), &location).await, own_taken());
        let last = town.last().await;
        assert_eq!((last.name.as_str(), last.battery_pct, last.is_charging), ("AMB", Some(81), Some(false)));
        assert_eq!(last.place.map(|place| (place.at, place.speed_cm_s)), Some((AT, Some(1_194))));
        for _ in 0..2 {
            assert_eq!(town.own("/lokasi/pub?u=amb&d=unit07", ("amb", "rahasia-amb"), &transition).await, own_taken());
        }
        assert_eq!(town.place().await.at, UtcMs(1_795_322_900_000));
        let row = town.db.rows("SELECT kind, place_name, at_ms FROM position_event", args![]).await.unwrap().into_iter().next().unwrap();
        let event: (String, String, UtcMs) = (row.get("kind").unwrap(), row.get("place_name").unwrap(), row.get("at_ms").unwrap());
        assert_eq!(event, ("enter".to_owned(), "RS Contoh Kota".to_owned(), UtcMs(1_795_322_900_000)));
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM position_event").await, 1);
    }
}

#[tokio::test]
async fn an_old_place_never_stands_over_a_newer_one_and_what_comes_twice_is_kept_once() {
    for town in with_ambulance(both_engines().await).await {
        for (seconds, lat) in [(10, -6.1), (20, -6.2), (5, -6.05), (20, -6.9), (10, -6.8)] {
            assert_eq!(town.osmand(AMB07, &fix(AT.plus_s(seconds), lat)).await, taken());
        }
        let place = town.place().await;
        assert_eq!((place.at, place.point.lat()), (AT.plus_s(20), -6.2));
        let key = town.last().await.key;
        let trace = town.intake.trace_of(key, AT, AT.plus_min(1), 10).await.unwrap();
        let seen: Vec<(i64, f64)> = trace.iter().map(|point| (point.at.age_s(AT), point.point.lat())).collect();
        assert_eq!(seen, [(5, -6.05), (10, -6.1), (20, -6.2)]);
        assert_eq!(town.intake.trace_of(key, AT.plus_s(6), AT.plus_s(20), 10).await.unwrap().len(), 1);
        assert_eq!(town.intake.trace_of(key, AT, AT.plus_min(1), 2).await.unwrap().len(), 2);
        assert!(town.intake.trace_of(key, AT, AT, TRACE_POINTS_MAX + 1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_message_without_a_place_moves_what_it_says_and_no_more() {
    for town in with_ambulance(both_engines().await).await {
        assert_eq!(town.osmand(AMB07, &format!("id={PHONE}&batt=40&charge=true")).await, taken());
        let last = town.last().await;
        assert_eq!((last.place, last.battery_pct, last.is_charging, last.last_seen), (None, Some(40), Some(true), town.now()));
        // What is older says nothing of the battery now.
        assert_eq!(town.osmand(AMB07, &format!("{}&batt=90", fix(AT, -6.1))).await, taken());
        town.clock.advance_s(60);
        assert_eq!(town.osmand(AMB07, &format!("id={PHONE}&valid=false")).await, taken());
        let last = town.last().await;
        assert_eq!((last.battery_pct, last.last_seen, last.place.unwrap().at), (Some(40), town.now(), AT));
        town.osmand(AMB07, &format!("id={PHONE}&batt=39")).await;
        assert_eq!((town.last().await.battery_pct, town.points().await), (Some(39), 1));
    }
}

#[tokio::test]
async fn a_call_for_help_stays_until_a_newer_one_comes() {
    for town in with_ambulance(both_engines().await).await {
        let sos = |seconds: i64| format!("{}&alarm=sos", fix(AT.plus_s(seconds), -6.1));
        town.osmand(AMB07, &sos(10)).await;
        for query in [fix(AT.plus_s(20), -6.2), format!("{}&alarm=lowBattery", fix(AT.plus_s(30), -6.3)), sos(5)] {
            assert_eq!(town.osmand(AMB07, &query).await, taken());
        }
        let last = town.last().await;
        assert_eq!((last.sos_at, last.alarm), (Some(AT.plus_s(10)), Some(("lowBattery".to_owned(), AT.plus_s(30)))));
        // Beside a place that cannot be read it is heard all the same, as of now.
        assert_eq!(town.osmand(AMB07, &format!("id={PHONE}&lat=x&lon=1&alarm=sos")).await, taken());
        assert_eq!(town.last().await.sos_at, Some(town.now()));
    }
}

#[tokio::test]
async fn a_thousand_places_gathered_without_a_signal_are_all_kept_in_order() {
    for town in with_ambulance(both_engines().await).await {
        for number in 0..1_000 {
            assert_eq!(town.osmand(AMB07, &fix(AT.plus_s(number), -6.0 - number as f64 / 10_000.0)).await, taken());
            if number == 500 {
                assert_eq!(town.place().await.at, AT.plus_s(500));
            }
        }
        let place = town.place().await;
        assert_eq!((place.at, town.points().await), (AT.plus_s(999), 1_000));
        // Another thousand at once, as many phones together send them.
        let town = &town;
        let all = join_all((0..1_000).map(|n| async move { town.osmand(AMB07, &fix(AT.plus_s(-1 - n), -6.5)).await.0 })).await;
        assert!(all.iter().all(|status| *status == StatusCode::OK));
        assert_eq!((town.place().await, town.points().await), (place, 2_000));
    }
}

#[tokio::test]
async fn a_phone_that_never_rests_is_slowed_down_and_no_other_with_it() {
    let config = IntakeConfig { positions_per_s: 2, positions_at_once: 5, ..IntakeConfig::default() };
    for town in with_ambulance(both_engines_with(config).await).await {
        town.phone("AMB08", "osmand", "rahasia-amb08").await;
        for number in 0..5 {
            assert_eq!(town.osmand(AMB07, &fix(AT.plus_s(number), -6.1)).await.0, StatusCode::OK);
        }
        let (status, sentence) = town.osmand(AMB07, &fix(AT.plus_s(6), -6.1)).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(sentence, "Terlalu banyak permintaan dari perangkat ini. Coba lagi sebentar lagi.");
        assert_eq!(town.osmand("rahasia-amb08", "id=AMB08&lat=-6&lon=110").await, taken());
        town.clock.advance_s(1);
        assert_eq!(town.osmand(AMB07, &fix(AT.plus_s(6), -6.1)).await, taken());
        assert_eq!(town.faults().await, [("too_many".to_owned(), "{}".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn one_instant_in_every_spelling_is_one_place() {
    for town in with_ambulance(both_engines().await).await {
        for time in [
            "1795322000",
            "1795322000000",
            "2026-11-22T04:33:20Z",
            "2026-11-22T11:33:20%2B07:00",
            "2026-11-22T11:33:20+07:00",
            "2026-11-22+11:33:20",
        ] {
            assert_eq!(town.osmand(AMB07, &format!("id={PHONE}&timestamp={time}&lat=-6.1&lon=110.4")).await, taken(), "{time}");
        }
        assert_eq!((town.points().await, town.place().await.at), (1, AT));
        assert!(town.faults().await.is_empty());
    }
}

#[tokio::test]
async fn a_place_that_cannot_be_used_is_answered_and_noted_and_never_stands_anywhere() {
    for town in with_ambulance(both_engines().await).await {
        let ahead = town.now().plus_min(7 * 60).0;
        for (query, kind) in [
            (format!("id={PHONE}&timestamp={ahead}&lat=-6.1&lon=110.4"), "mistimed"),
            (format!("id={PHONE}&timestamp=5&lat=-6.1&lon=110.4"), "mistimed"),
            (format!("id={PHONE}&lat={{0}}&lon={{1}}&timestamp={{2}}"), "unusable"),
            (format!("id={PHONE}&lat=%25LAT&lon=%25LON"), "unusable"),
            (format!("id={PHONE}&lat=-6,1&lon=110,4"), "unusable"),
            (format!("id={PHONE}&lat=110.4&lon=-6.1"), "unusable"),
        ] {
            let query = query.replace('{', "%7B").replace('}', "%7D");
            assert_eq!(town.osmand(AMB07, &query).await, taken(), "{query} ({kind})");
        }
        let last = town.last().await;
        assert_eq!((last.place, last.last_seen, town.points().await), (None, town.now(), 0));
        let faults = town.faults().await;
        let kinds: Vec<(&str, u32)> = faults.iter().map(|(kind, _, repeats)| (kind.as_str(), *repeats)).collect();
        assert_eq!(kinds, [("mistimed", 2), ("unusable", 4)]);
        // Beside a good place, and an invented one.
        town.osmand(AMB07, &format!("{}&batt=penuh", fix(AT, -6.1))).await;
        town.osmand(AMB07, &format!("{}&mock=true", fix(AT.plus_s(1), -6.1))).await;
        assert!(town.place().await.is_mock);
        let kinds: Vec<String> = town.faults().await.into_iter().map(|(kind, ..)| kind).collect();
        assert_eq!(kinds, ["details", "mistimed", "mock", "unusable"]);
    }
}

#[tokio::test]
async fn a_clock_that_runs_a_little_ahead_does_not_freeze_the_place_once_it_is_set() {
    for town in with_ambulance(both_engines().await).await {
        assert_eq!(town.osmand(AMB07, &fix(town.now().plus_min(9), -6.1)).await, taken());
        assert_eq!(town.place().await.at, town.now(), "no place is newer than the moment it came");
        let ahead = fix(town.now().plus_min(9), -6.1);
        town.clock.advance_s(10);
        town.osmand(AMB07, &fix(town.now(), -6.2)).await;
        town.clock.advance_s(10);
        // The first one once more, because its answer was lost on the way.
        town.osmand(AMB07, &ahead).await;
        let place = town.place().await;
        assert_eq!((place.point.lat(), place.at), (-6.2, town.now().plus_s(-10)));
    }
}

#[tokio::test]
async fn a_stranger_hears_the_same_whatever_it_says_and_is_not_kept() {
    for town in with_ambulance(both_engines().await).await {
        let unknown = "Perangkat tidak dikenal. Salin lagi alamat dan id dari halaman Perangkat posisi.".to_owned();
        for address in ["/posisi/salah", "/posisi", "/posisi/", "/posisi/salah/lagi"] {
            for query in ["id=AMB07&lat=-6&lon=110", ""] {
                let (status, _, body) = town.ask(Request::get(format!("{address}?{query}")).body(Body::empty()).unwrap()).await;
                assert_eq!((status, body), (StatusCode::BAD_REQUEST, unknown.clone()), "{address}?{query}");
            }
            let json = r#"{"device_id":"AMB07","location":{}}"#;
            assert_eq!(town.post(address, "application/json", json).await, (StatusCode::NOT_FOUND, unknown.clone()));
        }
        let refused = (StatusCode::UNAUTHORIZED, "[]".to_owned());
        let message = r#"{"_type":"location","tst":1795322000,"lat":-6,"lon":110,"tid":"07"}"#;
        for who in [(PHONE, "salah"), ("AMB99", AMB07), ("", AMB07), (PHONE, "")] {
            assert_eq!(town.own("/lokasi", who, message).await, refused, "{who:?}");
        }
        let (status, headers, body) = town.ask(Request::post("/lokasi").body(Body::from(message)).unwrap()).await;
        assert_eq!((status, body), refused);
        assert!(headers.contains_key(header::WWW_AUTHENTICATE));
        // A secret of one protocol does not open the other's door.
        town.phone("AMB08", "owntracks", "rahasia-lain").await;
        assert_eq!(town.osmand("rahasia-lain", "id=AMB08&lat=-6&lon=110").await.0, StatusCode::BAD_REQUEST);
        assert!(town.intake.last_positions().await.unwrap().is_empty());
        assert!(town.faults().await.is_empty());
    }
}

#[tokio::test]
async fn a_swapped_phone_drives_no_other_ambulance() {
    for town in with_ambulance(both_engines().await).await {
        let unknown = "Perangkat tidak dikenal. Salin lagi alamat dan id dari halaman Perangkat posisi.".to_owned();
        assert_eq!(town.osmand(AMB07, "id=AMB08&lat=-6&lon=110").await, (StatusCode::BAD_REQUEST, unknown.clone()));
        let json = r#"{"device_id":"AMB08","location":{}}"#;
        assert_eq!(town.post(&format!("/posisi/{AMB07}"), "application/json", json).await, (StatusCode::NOT_FOUND, unknown));
        let location = r#""_type":"location","tst":1795322000,"lat":-6.1,"lon":110.4"#;
        let other = [
            ("/lokasi?u=AMB08&d=x", format!(r#"{{{location},"tid":"07"}}"#)),
            ("/lokasi?u=AMB08", format!(r#"{{{location},"tid":"07"}}"#)),
            ("/lokasi", format!(r#"{{{location},"topic":"owntracks/AMB08/x"}}"#)),
        ];
        for (path, body) in &other {
            assert_eq!(town.own(path, (PHONE, AMB07), body).await, (StatusCode::NOT_FOUND, "[]".to_owned()), "{path} {body}");
        }
        assert!(town.intake.last_positions().await.unwrap().is_empty());
        let faults = town.faults().await;
        // Both were first met at the same instant: which stands first is chance.
        let mut repeats: Vec<_> = faults.iter().map(|(kind, _, repeats)| (kind.as_str(), *repeats)).collect();
        repeats.sort_unstable();
        assert_eq!(repeats, [("other_device", 2), ("other_device", 3)]);
        // A keyboard writes as it likes.
        assert_eq!(town.osmand(AMB07, "id=Amb07&lat=-6&lon=110").await, taken());
        for (path, body) in [
            ("/lokasi?u=amb07&d=redmi", format!("{{{location}}}")),
            ("/lokasi", format!("{{{location}}}")),
            ("/lokasi", format!(r#"{{{location},"topic":"owntracks/amb07/redmi/event","tid":"ab"}}"#)),
        ] {
            assert_eq!(town.own(path, ("Amb07", AMB07), &body).await, own_taken(), "{path} {body}");
        }
    }
}

#[tokio::test]
async fn messages_that_are_none_of_ours_are_answered_and_those_lost_by_encryption_noted() {
    for town in with_ambulance(both_engines().await).await {
        for body in ["", "  ", r#"{"_type":"lwt","tst":1}"#, r#"{"_type":"waypoints"}"#, r#"{"_type":"encrypted","data":"x"}"#] {
            assert_eq!(town.own("/lokasi", (PHONE, AMB07), body).await, own_taken(), "{body}");
        }
        for body in ["{", "[]", r#"{"tst":1}"#] {
            assert_eq!(town.own("/lokasi", (PHONE, AMB07), body).await, (StatusCode::BAD_REQUEST, "[]".to_owned()), "{body}");
        }
        let large = format!(r#"{{"_type":"location","x":"{}"}}"#, "x".repeat(70_000));
        assert_eq!(town.own("/lokasi", (PHONE, AMB07), &large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        let faults = town.faults().await;
        let kinds: Vec<(&str, u32)> = faults.iter().map(|(kind, _, repeats)| (kind.as_str(), *repeats)).collect();
        assert_eq!(kinds, [("encrypted", 1), ("unreadable", 4)]);
        assert!(town.intake.last_positions().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_device_that_is_turned_off_stops_at_once() {
    for town in with_ambulance(both_engines().await).await {
        assert_eq!(town.osmand(AMB07, &fix(AT, -6.1)).await, taken());
        let key = town.last().await.key;
        town.access.set_key_enabled(&town.system(), key, false).await.unwrap();
        assert_eq!(town.osmand(AMB07, &fix(AT.plus_s(1), -6.2)).await.0, StatusCode::BAD_REQUEST);
        town.access.set_key_enabled(&town.system(), key, true).await.unwrap();
        assert_eq!(town.osmand(AMB07, &fix(AT.plus_s(1), -6.2)).await, taken());
        assert_eq!(town.points().await, 2);
    }
}

#[tokio::test]
async fn what_is_not_committed_is_not_answered_and_comes_again() {
    for town in with_ambulance(both_engines().await).await {
        assert_eq!(town.osmand(AMB07, &fix(AT, -6.1)).await, taken());
        // The first statement of a group succeeds, the last one fails.
        town.rename_table("position_last", "position_away").await;
        let all = join_all((1..=50).map(|n| {
            let town = &town;
            async move { town.osmand(AMB07, &fix(AT.plus_s(n), -6.2)).await }
        }))
        .await;
        let busy = (StatusCode::SERVICE_UNAVAILABLE, "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi.".to_owned());
        assert!(all.iter().all(|answer| *answer == busy), "{all:?}");
        town.rename_table("position_away", "position_last").await;
        assert_eq!(town.points().await, 1, "nothing of it was kept");
        assert!(town.faults().await.is_empty());
        for n in 1..=50 {
            assert_eq!(town.osmand(AMB07, &fix(AT.plus_s(n), -6.2)).await, taken());
        }
        assert_eq!((town.points().await, town.place().await.at), (51, AT.plus_s(50)));
    }
}

#[tokio::test]
async fn speed_is_read_in_the_unit_of_the_app() {
    for town in both_engines().await {
        town.clock.set(AT.plus_min(30));
        let admin = town.admin().await;
        let path = format!("/fasilitas/{}/perangkat", town.hospital);
        let (_, _, page) = admin.post(&path, &path, "name=amb07&app=gpslogger&speed_unit=&note=").await;
        let secret = page.split_once("/posisi/").unwrap().1.split('?').next().unwrap().to_owned();
        assert_eq!(town.osmand(&secret, &format!("{}&speed=10", fix(AT, -6.1))).await, taken());
        assert_eq!(town.place().await.speed_cm_s, Some(1_000));
    }
}

#[tokio::test]
async fn positions_that_were_kept_long_enough_are_thrown_away_in_pieces() {
    for town in with_ambulance(both_engines().await).await {
        for number in 0..30 {
            town.osmand(AMB07, &format!("{}&mock=true", fix(AT.plus_s(number), -6.1))).await;
        }
        town.phone("AMB08", "osmand", "rahasia-amb08").await;
        town.clock.set(AT.plus_s(POSITION_KEPT_DAYS * 86_400 + 10));
        town.osmand("rahasia-amb08", &format!("id=AMB08&timestamp={}&lat=-6&lon=110", town.now().0)).await;
        town.intake.sweep_positions(&town.system()).await.unwrap();
        assert_eq!(town.points().await, 21, "the oldest ten are gone");
        assert_eq!(town.intake.last_positions().await.unwrap().len(), 2);
        town.clock.advance_s(3_600);
        town.intake.sweep_positions(&town.system()).await.unwrap();
        assert_eq!((town.points().await, town.intake.last_positions().await.unwrap().len()), (1, 1));
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM position_fault").await, 0);
    }
}

#[tokio::test]
async fn a_secret_in_an_address_is_never_logged_nor_shown() {
    let (logged, _listening) = Logged::listen();
    let town = with_ambulance(vec![on_sqlite(IntakeConfig::default()).await]).await.remove(0);
    let mut answers = String::new();
    for secret in [AMB07, "rahasia-yang-salah-rekaan"] {
        for (path, query) in [
            ("", fix(AT, -6.1)),
            ("/", "id=AMB08&lat=-6&lon=110".to_owned()),
            ("/lagi/%00", "lat=-6&lon=110&lang=en".to_owned()),
            ("", "x=".to_owned() + &"x".repeat(20_000)),
        ] {
            for method in [Method::GET, Method::POST, Method::DELETE, Method::OPTIONS] {
                for accept in ["text/html", "application/json"] {
                    let request = Request::builder().method(&method).uri(format!("//posisi/{secret}{path}?{query}"));
                    let request = request.header(header::ACCEPT, accept).body(Body::from("{")).unwrap();
                    let (status, headers, body) = town.ask(request).await;
                    answers.push_str(&format!("{status} {headers:?} {body}\n"));
                }
            }
        }
    }
    town.rename_table("position_trace", "position_away").await;
    answers.push_str(&town.osmand(AMB07, &fix(AT, -6.1)).await.1);
    answers.push_str(&sigap_web::metrics_text(town.intake.0.floor.metrics()));
    let logged = logged.text();
    assert!(logged.contains("a position could not be kept now"), "nothing was listened to");
    for secret in [AMB07, "rahasia-yang-salah-rekaan"] {
        assert!(!answers.contains(secret), "shown: {answers}");
        assert!(!logged.contains(secret), "logged: {}", logged.lines().find(|line| line.contains(secret)).unwrap_or_default());
    }
}
