//! The token call: every way a client sends its id and secret, and what it reads when something is wrong.

use crate::fhir::{TokenFault, TokenOutcome, TokenRequest, bearer, client, encode_token};
use sigap_kernel::Masked;

const TARGET: &str = "/oauth2/v1/accesstoken?grant_type=client_credentials";

fn read(target: &str, basic: Option<&str>, body: &str) -> Result<(String, String), TokenFault> {
    let request = TokenRequest::read("POST", target, basic, body.as_bytes())?;
    assert!(!format!("{request:?}").contains(request.client_secret.reveal()));
    Ok((request.client_id, request.client_secret.into_revealed()))
}

#[test]
fn every_way_to_send_the_credentials_is_read() {
    let expected = Ok(("abc".to_owned(), "r&h sia+".to_owned()));
    for (target, basic, body) in [
        (TARGET, None, "client_id=abc&client_secret=r%26h+sia%2B"),
        (TARGET, None, "client_secret=r%26h%20sia%2B&x=1&client_id=%61bc\r\n"),
        ("//oauth2//v1/accesstoken/", None, "grant_type=client_credentials&client_id=abc&client_secret=r%26h%20sia%2B"),
        ("/oauth2/v1/accesstoken", None, r#" {"client_id":"abc","client_secret":"r&h sia+","x":[1]}"#),
        (TARGET, Some("Basic YWJjOnImaCBzaWEr"), ""),
        (TARGET, Some("basic  YWJjOnImaCBzaWEr "), "client_id=abc&client_secret=r%26h+sia%2B"),
        (TARGET, Some("Bearer lama"), "client_id=abc&client_secret=r%26h+sia%2B"),
    ] {
        assert_eq!(read(target, basic, body), expected, "{target} {basic:?} {body}");
    }
    let request = client::token("/oauth2/v1/", "abc", &Masked::new("r&h sia+".to_owned()));
    assert_eq!(read(&request.target, None, std::str::from_utf8(&request.body).unwrap()), expected);
    assert!(!format!("{request:?}").contains("r&h"));
}

#[test]
fn a_token_call_that_cannot_be_read_says_why() {
    let long = format!("client_id=abc&client_secret={}", "x".repeat(401));
    for (target, basic, body, status, sentence) in [
        (TARGET, None, "", 400, "Parameter client_id wajib diisi."),
        (TARGET, None, "client_id=abc&client_secret=+", 400, "Parameter client_secret wajib diisi."),
        (
            TARGET,
            None,
            "client_id=a&client_id=a&client_secret=b",
            400,
            "Parameter client_id ditulis lebih dari sekali. Kirim satu kali saja.",
        ),
        (TARGET, Some("Basic YWJjOng="), "client_id=b", 400, "Parameter client_id ditulis lebih dari sekali. Kirim satu kali saja."),
        (TARGET, Some("Basic ?"), "", 401, "Header Authorization Basic tidak dapat dibaca."),
        (TARGET, None, long.as_str(), 400, "Parameter client_secret terlalu panjang."),
        (
            "/oauth2/v1/accesstoken?grant_type=password",
            None,
            "client_id=a&client_secret=b",
            400,
            "Parameter grant_type harus berisi client_credentials.",
        ),
        (
            "/oauth2/v1/token",
            None,
            "client_id=a&client_secret=b",
            404,
            "Alamat tidak dikenal. Alamat yang tersedia: oauth2/v1/accesstoken.",
        ),
        (TARGET, None, "{", 400, "Isi JSON terpotong. Kirim ulang permintaan secara utuh."),
    ] {
        let fault = read(target, basic, body).unwrap_err();
        assert_eq!(fault.to_string(), sentence);
        assert_eq!(encode_token(&TokenOutcome::Unreadable(&fault)).status, status, "{sentence}");
    }
    let large = vec![b'a'; 9_000];
    let fault = TokenRequest::read("POST", TARGET, None, &large).unwrap_err();
    assert_eq!(encode_token(&TokenOutcome::Unreadable(&fault)).status, 413);
    assert_eq!(TokenRequest::read("GET", TARGET, None, b""), Err(TokenFault::WrongMethod));
}

#[test]
fn a_client_that_is_not_known_reads_the_words_of_the_original() {
    let reply = encode_token(&TokenOutcome::BadClient);
    assert_eq!(reply.status, 401);
    assert_eq!(reply.body, br#"{"ErrorCode":"invalid_client","Error":"ClientId is Invalid"}"#);
    let throttled = encode_token(&TokenOutcome::Throttled(7));
    assert_eq!((throttled.status, throttled.headers[1].clone()), (429, ("Retry-After", "7".to_owned())));
}

#[test]
fn a_bearer_token_is_found_in_its_header() {
    for (header, token) in
        [("Bearer abc", Some("abc")), (" bearer  abc ", Some("abc")), ("Basic abc", None), ("Bearer", None), ("Bearer  ", None), ("", None)]
    {
        assert_eq!(bearer(header), token, "{header}");
    }
}
