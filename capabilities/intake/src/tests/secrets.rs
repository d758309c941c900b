//! Whatever protocol is spoken, and however wrongly: no secret, no signature and no patient's name reaches the log or an answer, nor lies open in
//! the database. Names are invented (*rekaan*).

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sigap_access::{NewKey, SecretKind};
use sigap_exchange::aplicares::client::{Credentials, Sender};
use sigap_exchange::siranap::md5_hex;
use sigap_kernel::Masked;
use sigap_store::{Engine, Query as _, args};

use super::pass_on::{Fate, Pair};
use super::siranap::PASS as RS_PASS;
use super::{PPK, SECRET, Town, both_engines, melati, ppk};
use crate::{Protocol, Service};

const SIGNING: &str = "rahasia-penanda-tangan-rekaan";
const PASS: &str = "kata-sandi-rs-online-rekaan";
const CLIENT_SECRET: &str = "rahasia-klien-fhir-rekaan";
const BEARER: &str = "kunci-have-rekaan-panjang";
const PHONE: &str = "rahasia-ponsel-rekaan-panjang";
const WRONG: &str = "rahasia-yang-salah-rekaan";
/// Somebody's system puts a name where none belongs.
const PATIENT: &str = "Siti Pasien Rekaan";
const RS_ID: &str = "3374999";

/// Everything that was logged.
#[derive(Clone, Default)]
pub(super) struct Logged(Arc<Mutex<Vec<u8>>>);

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Logged {
    /// Listens to everything this thread logs, down to the last level, until the guard goes.
    pub(super) fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let logged = Self::default();
        let writer = logged.clone();
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
        (logged, tracing::subscriber::set_default(lines))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// A call as it goes over the line.
struct Call {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
}

impl Call {
    fn new(method: Method, path: impl Into<String>, headers: &[(&'static str, &str)]) -> Self {
        Self { method, path: path.into(), headers: headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }
    }

    async fn send(&self, town: &Town, body: &str) -> String {
        let mut request = Request::builder().method(&self.method).uri(&self.path).header(header::HOST, "sigap.example");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let (status, headers, body) = town.ask(request.body(Body::from(body.to_owned())).unwrap()).await;
        format!("{status} {headers:?} {body}\n")
    }
}

impl Town {
    async fn add_secret(&self, protocol: &str, name: &str, kind: SecretKind, secret: &str) {
        let secret = match protocol.parse::<Protocol>() {
            Ok(protocol) => protocol.kept_secret(&Masked::new(secret.to_owned())),
            Err(_) => Masked::new(secret.to_owned()),
        };
        let new = NewKey {
            protocol: protocol.into(),
            name: name.into(),
            facility: self.hospital,
            kind,
            secret: Some(secret),
            note: String::new(),
        };
        self.access.add_key(&self.system(), &new).await.unwrap();
    }

    /// Calls of every protocol with these secrets: those that are good, or others in their place.
    async fn calls_with(&self, secrets: [&str; 5]) -> Vec<Call> {
        let [signing, pass, client_secret, bearer, phone] = secrets;
        let credentials = Credentials { cons_id: "5678".into(), secret: Masked::new(signing.into()), user_key: None };
        let signed = Sender::new(credentials, "/aplicaresws").create(&ppk(PPK), &melati(), self.now());
        let basic = |user: &str, pass: &str| format!("Basic {}", STANDARD.encode(format!("{user}:{pass}")));
        let md5 = md5_hex(pass);
        let rs = |pass: &str| Call::new(Method::POST, "/fo/index.php/Fasyankes", &[("X-rs-id", RS_ID), ("X-pass", pass)]);
        vec![
            Call { method: Method::POST, path: signed.path, headers: signed.headers },
            rs(pass),
            rs(&md5),
            Call::new(Method::POST, format!("/sirsservice/?pass={pass}"), &[("X-rs-id", RS_ID), ("X-pass", pass)]),
            Call::new(
                Method::POST,
                "/oauth2/v1/accesstoken?grant_type=client_credentials",
                &[("authorization", &basic("klien", client_secret)), ("content-type", "application/x-www-form-urlencoded")],
            ),
            Call::new(Method::POST, "/fhir-r4/v1/Location", &[("authorization", &format!("Bearer {client_secret}"))]),
            Call::new(Method::POST, "/have/1.0", &[("authorization", &format!("Bearer {bearer}"))]),
            Call::new(Method::POST, format!("/posisi/{phone}?id=AMB07&lat=-6.9&lon=110.4"), &[]),
            Call::new(Method::POST, "/lokasi?u=AMB07&d=AMB07", &[("authorization", &basic("AMB07", phone))]),
        ]
    }
}

#[tokio::test]
async fn whatever_is_spoken_no_secret_is_logged_answered_or_left_open() {
    let (logged, _listening) = Logged::listen();
    let good = [SIGNING, PASS, CLIENT_SECRET, BEARER, PHONE];
    for town in both_engines().await {
        for (protocol, name, kind, secret) in [
            ("aplicares", "5678", SecretKind::Hmac, SIGNING),
            ("siranap", RS_ID, SecretKind::Basic, PASS),
            ("fhir", "klien", SecretKind::Basic, CLIENT_SECRET),
            ("have", "have", SecretKind::Bearer, BEARER),
            ("osmand", "AMB07", SecretKind::Bearer, PHONE),
            ("owntracks", "AMB07", SecretKind::Basic, PHONE),
        ] {
            town.add_secret(protocol, name, kind, secret).await;
        }
        let bodies = [
            String::new(),
            format!("client_id=klien&client_secret={CLIENT_SECRET}&pass={PASS}"),
            format!(r#"{{"ruang":"{PATIENT}","kodekelas":"{PATIENT}","resourceType":"{PATIENT}","_type":"location","tid":"{PATIENT}"}}"#),
            format!("<{PATIENT}><xml>{PATIENT}</xml>"),
            format!(r#"{{"a":"{PATIENT}"#),
        ];
        let mut answers = String::new();
        let (right, wrong) = (town.calls_with(good).await, town.calls_with([WRONG; 5]).await);
        for call in right.iter().chain(&wrong) {
            for body in &bodies {
                answers.push_str(&call.send(&town, body).await);
            }
        }
        // A token stands for the secret while it lasts: it is said to whoever asked for it, and to nobody else.
        let token = town.token("klien", CLIENT_SECRET).await.text("/access_token").to_owned();
        let location = |method| Call::new(method, "/fhir-r4/v1/Location/bed-1", &[("authorization", &format!("Bearer {token}"))]);
        let by_token = [location(Method::PUT), location(Method::PATCH), location(Method::GET)];
        let mut token_answers = String::new();
        for call in &by_token {
            for body in &bodies {
                token_answers.push_str(&call.send(&town, body).await);
            }
        }
        assert!(token_answers.contains("OperationOutcome") && !token_answers.contains("401"), "it opens the door: {token_answers}");
        // The signature of a call is as good as its secret for as long as its clock is believed.
        let signature = right.first().and_then(|call| call.headers.iter().find(|(name, _)| *name == "X-signature")).unwrap().1.clone();
        // The database is away: whatever is said of that says no secret either.
        for table in ["feed_row", "fhir_location", "position_trace"] {
            town.rename_table(table, &format!("{table}_away")).await;
        }
        for call in &right {
            answers.push_str(&call.send(&town, r#"{"kodekelas":"KL2","koderuang":"M","namaruang":"M","kapasitas":4,"tersedia":3}"#).await);
        }
        for call in &by_token {
            token_answers.push_str(&call.send(&town, r#"{"resourceType":"Location","id":"bed-1"}"#).await);
        }
        assert!(!token_answers.contains(&token), "answered: the token");
        answers.push_str(&token_answers);
        town.intake.flush().await;
        answers.push_str(&sigap_web::metrics_text(town.intake.0.floor.metrics()));
        let logged = logged.text();
        assert!(
            logged.contains("could not be served now"),
            "nothing was listened to: {}",
            logged.lines().rev().take(12).collect::<Vec<_>>().join("\n")
        );
        let basic = |user: &str, pass: &str| STANDARD.encode(format!("{user}:{pass}"));
        let coded = [md5_hex(PASS), basic("klien", CLIENT_SECRET), basic("AMB07", PHONE), signature];
        let secrets: Vec<&str> = good.iter().copied().chain([WRONG]).chain(coded.iter().map(String::as_str)).collect();
        for secret in secrets.iter().chain(&[PATIENT]) {
            assert!(!answers.contains(secret), "answered: {secret}: {answers}");
            assert!(!logged.contains(secret), "logged: {}", logged.lines().find(|line| line.contains(secret)).unwrap_or_default());
        }
        assert!(!logged.contains(&token), "logged: the token");
        assert!(lies_in(&town, "RSUD Samudra Raya").await, "the database was not looked at");
        for secret in secrets.iter().chain(&[PATIENT, token.as_str()]) {
            assert!(!lies_in(&town, secret).await, "{secret} lies open in the database");
        }
    }
}

/// A hospital's keys to the national services leave with its calls, and nowhere else: whatever becomes of a call, also when the service repeats
/// them in its answer.
#[tokio::test]
async fn over_a_line_that_fails_no_key_of_passing_on_is_logged_shown_or_left_open() {
    let (logged, _listening) = Logged::listen();
    for pair in Pair::all().await {
        let secret = if pair.service == Service::Siranap { RS_PASS } else { SECRET };
        let md5 = md5_hex(secret);
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        let page = format!("/fasilitas/{}/penerusan", pair.here.hospital);
        let admin = pair.here.admin().await;
        let mut shown = String::new();
        for (free, fate) in (1..).zip([
            Fate::NotSent,
            Fate::LostBefore,
            Fate::LostAfter,
            Fate::ErrorBefore,
            Fate::Says(400, REPEATS),
            Fate::Says(200, REPEATS),
            Fate::Answered,
        ]) {
            pair.count(melati, 24, free).await;
            pair.line.then(&[fate, fate]);
            pair.walk().await;
            shown.push_str(&admin.get(&page).await.1);
        }
        assert!(!pair.line.calls().is_empty() && shown.contains("Ruang Melati"), "nothing was passed on: {shown}");
        assert!(lies_in(&pair.here, "Ruang Melati").await, "the database was not looked at");
        let logged = logged.text();
        for secret in [secret, md5.as_str()] {
            assert!(!shown.contains(secret), "shown: {secret}");
            assert!(!lies_in(&pair.here, secret).await, "{secret} lies open in the database");
            assert!(!logged.contains(secret), "logged: {}", logged.lines().find(|line| line.contains(secret)).unwrap_or_default());
        }
    }
}

/// What a service says that repeats what it was sent: the keys of both services.
const REPEATS: &str =
    r#"{"metadata":{"code":0,"message":"rahasia-rekaan"},"fasyankes":[{"status":"400","message":"X-pass: kata sandi rekaan"}]}"#;

/// Whether any file of the town's folder holds these bytes, or any row of its database on PostgreSQL.
async fn lies_in(town: &Town, secret: &str) -> bool {
    let files = std::fs::read_dir(town.folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let in_files =
        files.map(|path| std::fs::read(path).unwrap()).any(|bytes| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()));
    in_files || (town.db.engine() == Engine::Postgres && lies_in_rows(town, secret).await)
}

async fn lies_in_rows(town: &Town, secret: &str) -> bool {
    let tables = "SELECT CAST(table_name AS TEXT) AS named FROM information_schema.tables
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    for table in town.db.rows(tables, args![]).await.unwrap() {
        let table: String = table.get("named").unwrap();
        // A row as text holds every column of it.
        let sql = format!(r#"SELECT COUNT(*) AS n FROM "{table}" AS one WHERE POSITION(CAST($1 AS TEXT) IN CAST(one AS TEXT)) > 0"#);
        let found = town.db.row(&sql, args![secret]).await.unwrap().unwrap();
        if found.get::<u32>("n").unwrap() > 0 {
            return true;
        }
    }
    false
}
