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
use sigap_store::Engine;

use super::{PPK, Town, both_engines, melati, ppk};
use crate::Protocol;

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
        // The signature of a call is as good as its secret for as long as its clock is believed.
        let signature = right.first().and_then(|call| call.headers.iter().find(|(name, _)| *name == "X-signature")).unwrap().1.clone();
        // The database is away: whatever is said of that says no secret either.
        for table in ["feed_row", "fhir_location", "position_trace"] {
            town.rename_table(table, &format!("{table}_away")).await;
        }
        for call in &right {
            answers.push_str(&call.send(&town, r#"{"kodekelas":"KL2","koderuang":"M","namaruang":"M","kapasitas":4,"tersedia":3}"#).await);
        }
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
        assert!(town.db.engine() != Engine::Sqlite || lies_in(&town, "RSUD Samudra Raya"), "the database was not looked at");
        for secret in secrets.iter().chain(&[PATIENT]) {
            assert!(!lies_in(&town, secret), "{secret} lies open in the database");
        }
    }
}

/// Whether any file of the town's folder holds these bytes; of PostgreSQL there is none but the key ring.
fn lies_in(town: &Town, secret: &str) -> bool {
    let files = std::fs::read_dir(town.folder.path()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files.map(|path| std::fs::read(path).unwrap()).any(|bytes| bytes.windows(secret.len()).any(|part| part == secret.as_bytes()))
}
