//! The gateways against other ends: signatures are checked by OpenSSL, mail is taken by a server of few lines.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use sigap_kernel::{Actor, Masked, World};
use sigap_reminders::{Fault, Gateway as _, MessageId, Parcel, Why};
use sigap_web::Mode;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use super::mail::MailGateway;
use super::webhook::WebhookGateway;
use crate::config::{Mail, MailSecurity, Webhook};

const SECRET: &str = "rahasia-rekaan-yang-panjang";

fn parcel() -> Parcel {
    let ctx = World::real().ctx(Actor::System("test"));
    Parcel {
        id: MessageId::new(&ctx),
        kind: "reminder",
        to: Masked::new("kamar@rs.example".into()),
        at: sigap_testkit::NOON,
        subject: "Angka perlu diperbarui – RSUD Rekaan".into(),
        text: "Melati \"dua\" {link}\nhttps://sigap.example/papan/1".into(),
        hospital: "RSUD Rekaan".into(),
        link: "https://sigap.example/papan/1".into(),
    }
}

/// What a webhook was sent: the headers and the body, as they came.
type Seen = Arc<Mutex<Vec<(HeaderMap, String)>>>;

/// A gateway of somebody else that answers with this status.
async fn somebody(status: u16) -> (String, Seen) {
    let seen = Seen::default();
    let answer = move |State(seen): State<Seen>, headers: HeaderMap, body: String| async move {
        seen.lock().unwrap().push((headers, body));
        StatusCode::from_u16(status).unwrap()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/messages", listener.local_addr().unwrap());
    let router = Router::new().route("/messages", post(answer)).with_state(seen.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, seen)
}

fn webhook(address: &str, fields: &[(&str, &str)]) -> WebhookGateway {
    let fields: BTreeMap<String, String> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    WebhookGateway::new(&Webhook { address: address.parse().unwrap(), secret: Masked::new(SECRET.into()), fields })
}

/// The signature as OpenSSL makes it.
fn by_openssl(text: &str) -> String {
    let mut child =
        Command::new("openssl").args(["dgst", "-sha256", "-hmac", SECRET]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    said.trim().rsplit(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_webhook_is_signed_so_that_another_program_can_check_it() {
    let (address, seen) = somebody(202).await;
    let parcel = parcel();
    webhook(&address, &[]).carry(&parcel).await.unwrap();
    webhook(&address, &[("to", "{to}"), ("message", "{text} – {hospital} {unknown")]).carry(&parcel).await.unwrap();
    let seen = seen.lock().unwrap().clone();
    for (headers, body) in &seen {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let time = header("x-sigap-timestamp");
        assert_eq!(time, (sigap_testkit::NOON.0 / 1_000).to_string());
        assert_eq!(header("x-sigap-signature"), format!("sha256={}", by_openssl(&format!("{time}.{body}"))));
        assert_eq!(header("idempotency-key"), parcel.id.to_string());
    }
    let usual: serde_json::Value = serde_json::from_str(&seen[0].1).unwrap();
    assert_eq!((usual["to"].as_str(), usual["text"].as_str()), (Some("kamar@rs.example"), Some(parcel.text.as_str())));
    let own: serde_json::Value = serde_json::from_str(&seen[1].1).unwrap();
    // What is filled in is not read again for placeholders.
    let message = format!("{} – RSUD Rekaan {{unknown", parcel.text);
    assert_eq!(own, serde_json::json!({ "to": "kamar@rs.example", "message": message }));
}

#[tokio::test]
async fn the_answer_of_a_webhook_decides_whether_it_is_tried_again() {
    for (status, expected) in [
        (200, Ok(())),
        (409, Ok(())),
        (400, Err(Fault::Never(Why::Refused))),
        (401, Err(Fault::Never(Why::Refused))),
        (307, Err(Fault::Never(Why::Refused))),
        (429, Err(Fault::Again(Why::Busy))),
        (503, Err(Fault::Again(Why::Busy))),
    ] {
        let (address, _) = somebody(status).await;
        assert_eq!(webhook(&address, &[]).carry(&parcel()).await, expected, "{status}");
    }
    assert_eq!(webhook("http://127.0.0.1:1/messages", &[]).carry(&parcel()).await, Err(Fault::Again(Why::Unreachable)));
}

fn mail(port: u16) -> MailGateway {
    let from = "Sigap <sigap@dinas.example>".parse().unwrap();
    let mail = Mail { host: "127.0.0.1".into(), port, security: MailSecurity::None, log_in: None, from, office: None };
    MailGateway::new(&mail).unwrap()
}

/// A mail server as small as the rules of mail allow: it says `answer` to RCPT and keeps what it takes.
async fn post_office(answer: &'static str) -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, kept) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(String::new())));
    let keeps = kept.clone();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (reader, mut writer) = stream.into_split();
            let mut lines = BufReader::new(reader).lines();
            writer.write_all(b"220 rekaan\r\n").await.unwrap();
            let mut in_data = false;
            while let Ok(Some(line)) = lines.next_line().await {
                let said = match line.as_str() {
                    "." if in_data => {
                        in_data = false;
                        "250 taken"
                    }
                    _ if in_data => {
                        keeps.lock().unwrap().push_str(&format!("{line}\n"));
                        continue;
                    }
                    "DATA" => {
                        in_data = true;
                        "354 go on"
                    }
                    "QUIT" => "221 bye",
                    line if line.starts_with("RCPT") => answer,
                    _ => "250 ok",
                };
                writer.write_all(format!("{said}\r\n").as_bytes()).await.unwrap();
            }
        }
    });
    (port, kept)
}

#[tokio::test]
async fn mail_goes_to_the_server_and_what_it_says_decides() {
    let (port, kept) = post_office("250 ok").await;
    let parcel = parcel();
    mail(port).carry(&parcel).await.unwrap();
    let taken = kept.lock().unwrap().clone();
    for part in [&format!("Message-ID: <{}@dinas.example>", parcel.id), "To: kamar@rs.example", "Date: Sun, 22 Nov 2026 07:10:00 +0000"] {
        assert!(taken.contains(part), "{part} is not in {taken}");
    }
    for (answer, expected) in [("550 no such mailbox", Fault::Never(Why::Refused)), ("451 later", Fault::Again(Why::Busy))] {
        let (port, _) = post_office(answer).await;
        assert_eq!(mail(port).carry(&parcel).await, Err(expected), "{answer}");
    }
    assert_eq!(mail(1).carry(&parcel).await, Err(Fault::Again(Why::Unreachable)));
    let nobody = Parcel { to: Masked::new("bukan alamat".into()), ..parcel };
    assert_eq!(mail(port).carry(&nobody).await, Err(Fault::Never(Why::BadAddress)));
}

#[test]
fn nobody_is_written_to_about_hospitals_that_do_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::tests::config(&folder);
    let address = "http://127.0.0.1:9/messages".parse().unwrap();
    config.reminders.webhook = Some(Webhook { address, secret: Masked::new(SECRET.into()), fields: BTreeMap::new() });
    for (mode, is_open) in [(Mode::Live, true), (Mode::Demo, false), (Mode::Training, false)] {
        let gateways = super::gateways(&config, mode);
        assert_eq!((gateways.mail.is_some(), gateways.webhook.is_some()), (false, is_open), "{mode}");
    }
}
