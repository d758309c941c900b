//! Services that repeat in their answer what they were sent: the hospital's keys are taken out before anybody reads it, keeps it or shows it.

use sigap_exchange::wire::Request;

use super::courier::Carried;

/// Headers whose value nobody may see again.
const SECRET: [&str; 4] = ["X-pass", "X-signature", "user_key", "Authorization"];
/// What stands in the place of a secret.
const HIDDEN: &str = "***";
/// Shorter values are no secrets, and would tear words apart.
const SECRET_CHARS_MIN: usize = 4;

/// What of a call may not come back, also as JSON and as an address write it.
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    pub(crate) fn of(request: &Request) -> Self {
        let is_secret = |name: &str| SECRET.iter().any(|secret| secret.eq_ignore_ascii_case(name));
        let sent = request.headers.iter().filter(|(name, value)| is_secret(name) && value.chars().count() >= SECRET_CHARS_MIN);
        let written = sent.flat_map(|(_, value)| {
            let quoted = serde_json::to_string(value).unwrap_or_default();
            let inside = quoted.trim_matches('"').to_owned();
            [inside.replace('/', "\\/"), inside, value.clone()]
        });
        Self(written.filter(|text| !text.is_empty()).collect())
    }

    /// The answer without them.
    pub(crate) fn out_of(&self, carried: Carried) -> Carried {
        let text = String::from_utf8_lossy(&carried.body);
        if !self.0.iter().any(|secret| text.contains(secret.as_str())) {
            return carried;
        }
        let body = self.0.iter().fold(text.into_owned(), |text, secret| text.replace(secret.as_str(), HIDDEN));
        Carried { body: body.into_bytes(), ..carried }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_service_repeats_of_a_call_says_no_secret() {
        let headers = vec![("X-rs-id", "3374999".to_owned()), ("X-pass", "a/b\"c d".to_owned()), ("user_key", "KUNCI-rekaan".to_owned())];
        let request = Request { method: "GET", path: "/fo/index.php/Fasyankes".into(), headers, body: Vec::new() };
        let secrets = Secrets::of(&request);
        let told = |body: &str| {
            let carried = secrets.out_of(Carried { status: 200, body: body.as_bytes().to_vec() });
            String::from_utf8(carried.body).unwrap()
        };
        for (body, without) in [
            (r#"x-pass=a/b"c d"#, "x-pass=***"),
            (r#"{"message":"x-pass=a\/b\"c d, user_key=KUNCI-rekaan"}"#, r#"{"message":"x-pass=***, user_key=***"}"#),
            (r#"{"message":"x-pass=a/b\"c d"}"#, r#"{"message":"x-pass=***"}"#),
            ("X-rs-id 3374999 tidak dikenal", "X-rs-id 3374999 tidak dikenal"),
        ] {
            assert_eq!(told(body), without);
        }
    }
}
