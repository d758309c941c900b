//! The secret in the address of a phone's call: taken out before anything else looks at the address, so that no log line, no page and no
//! figure can show it.

use axum::extract::OriginalUri;
use axum::http::uri::PathAndQuery;
use axum::http::{Request, Uri};
use sigap_kernel::Masked;

/// Where OsmAnd, GPSLogger and Traccar Client send to, followed by the secret.
pub(crate) const OSMAND_PATH: &str = "/posisi";
/// Where OwnTracks sends to.
pub(crate) const OWNTRACKS_PATH: &str = "/lokasi";

/// What stood in the address behind [`OSMAND_PATH`].
#[derive(Debug, Clone)]
pub(crate) struct AddressSecret(pub(crate) Masked<String>);

/// Shortens the address of a phone's call to the one its route knows, and keeps the secret beside it. What follows the secret says nothing.
pub(crate) fn veil<B>(request: &mut Request<B>) {
    let mut parts = request.uri().path().split('/').filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return };
    let is = |path: &str| path.trim_start_matches('/').eq_ignore_ascii_case(first);
    let (short, secret) = if is(OSMAND_PATH) {
        (OSMAND_PATH, parts.next().map(|secret| AddressSecret(Masked::new(secret.to_owned()))))
    } else if is(OWNTRACKS_PATH) {
        (OWNTRACKS_PATH, None)
    } else {
        return;
    };
    let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
    let mut whole = request.uri().clone().into_parts();
    // A short path and a query that stood in an address already always fit together.
    whole.path_and_query = Some(format!("{short}{query}").parse().unwrap_or_else(|_| PathAndQuery::from_static(short)));
    *request.uri_mut() = Uri::from_parts(whole).unwrap_or_else(|_| Uri::from_static(short));
    request.extensions_mut().remove::<OriginalUri>();
    if let Some(secret) = secret {
        request.extensions_mut().insert(secret);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn veiled(address: &str) -> (String, Option<String>) {
        let mut request = Request::builder().uri(address).body(()).unwrap();
        veil(&mut request);
        (request.uri().to_string(), request.extensions().get::<AddressSecret>().map(|secret| secret.0.reveal().clone()))
    }

    #[test]
    fn the_secret_is_taken_out_of_every_spelling_of_the_address() {
        for address in ["/posisi/S-1_x?id=A", "/posisi/S-1_x/?id=A", "//Posisi//S-1_x//?id=A", "/posisi/S-1_x/lagi/dan%20lagi?id=A"] {
            assert_eq!(veiled(address), ("/posisi?id=A".to_owned(), Some("S-1_x".to_owned())), "{address}");
        }
        assert_eq!(veiled("http://sigap.example/posisi/S"), ("http://sigap.example/posisi".to_owned(), Some("S".to_owned())));
        assert_eq!(veiled("/posisi/?id=A"), ("/posisi?id=A".to_owned(), None));
        assert_eq!(veiled("/lokasi/pub?u=a&d=b"), ("/lokasi?u=a&d=b".to_owned(), None));
        for page in ["/", "/posisiku/x", "/api/posisi/x", "/fasilitas/x/perangkat"] {
            assert_eq!(veiled(page), (page.to_owned(), None));
        }
    }

    proptest! {
        #[test]
        fn no_address_shows_its_secret(head in "/{1,3}(posisi|POSISI|Posisi)/{1,2}", tail in "(/[!-~&&[^?#]]{0,9}){0,3}", query in "(\\?[!-~&&[^#]]{0,20})?") {
            let secret = "rahasia-rekaan-yang-panjang";
            if let Ok(uri) = format!("{head}{secret}{tail}{query}").parse::<Uri>() {
                let (left, found) = veiled(&uri.to_string());
                prop_assert!(!left.contains(secret), "{left}");
                prop_assert_eq!(found.as_deref(), Some(secret));
            }
        }
    }
}
