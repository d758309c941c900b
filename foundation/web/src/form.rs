//! `CheckedForm`: a form of a page, after its secret was checked. Nothing in it is trusted yet: the room makes it strong.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{PageError, Visitor};

/// A form made by this log-in, as typed.
pub struct CheckedForm<T>(pub T);

/// The secret every form of a log-in brings back.
#[derive(Debug, Clone, Deserialize)]
pub struct Csrf {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for CheckedForm<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let visitor = request.extensions().get::<Visitor>().cloned().ok_or_else(|| PageError::internal("no visitor"))?;
        same_origin(request.headers())?;
        let header_secret = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = Bytes::from_request(request, state).await.map_err(|_| PageError::TooLarge)?;
        if visitor.session.is_some() {
            let in_form = || serde_urlencoded::from_bytes::<Csrf>(&body).map(|form| form.csrf).unwrap_or_default();
            let sent = header_secret.unwrap_or_else(in_form);
            check_secret(&visitor, &sent)?;
        }
        // No keyboard types NUL, and not every database keeps it.
        if body.windows(3).any(|three| three == b"%00") || body.contains(&0) {
            return Err(PageError::Invalid(unreadable()));
        }
        serde_urlencoded::from_bytes(&body).map(Self).map_err(|_| PageError::Invalid(unreadable()))
    }
}

impl Csrf {
    /// Checks the secret of a form that is read in another way (an upload).
    ///
    /// # Errors
    /// [`PageError::FormTooOld`] when it is not this log-in's.
    pub fn check(visitor: &Visitor, headers: &HeaderMap, sent: &str) -> Result<(), PageError> {
        same_origin(headers)?;
        check_secret(visitor, sent)
    }
}

fn check_secret(visitor: &Visitor, sent: &str) -> Result<(), PageError> {
    let same = !visitor.csrf.is_empty()
        && sent.len() == visitor.csrf.len()
        && sent.bytes().zip(visitor.csrf.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0;
    if same { Ok(()) } else { Err(PageError::FormTooOld) }
}

/// Refuses a deed that another site's page sent. Browsers say where a form comes from; programs say nothing.
pub(crate) fn same_origin(headers: &HeaderMap) -> Result<(), PageError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return Ok(()),
        Some(_) => return Err(PageError::Refused),
        None => {}
    }
    match (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) {
        (Some(origin), Some(host)) if origin.rsplit("://").next() != Some(host) => Err(PageError::Refused),
        _ => Ok(()),
    }
}

/// What was sent is no text that a person typed.
pub(crate) fn unreadable() -> sigap_kernel::FieldErrors {
    let mut errors = sigap_kernel::FieldErrors::new();
    errors.add("form", "field-unreadable");
    errors
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn from(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        same_origin(&headers).is_ok()
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        assert!(from(&[]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("sec-fetch-site", "cross-site")]));
        assert!(from(&[("origin", "https://city.example"), ("host", "city.example")]));
        assert!(!from(&[("origin", "https://evil.example"), ("host", "city.example")]));
        assert!(!from(&[("origin", "null"), ("host", "city.example")]));
    }
}
