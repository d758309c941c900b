//! Base addresses are typed by hand. What leads to a protocol in spite of doubled slashes, capitals or a forgotten prefix is
//! brought to the one address the router knows.

use axum::http::{Request, Uri};

/// Where the protocol's routes are mounted.
pub(crate) const APLICARES: &str = "aplicaresws";
/// The second part of the official base address.
const REST: &str = "rest";
/// First two words of every Aplicares address behind its base.
const DEEDS: [[&str; 2]; 5] = [["ref", "kelas"], ["bed", "read"], ["bed", "create"], ["bed", "update"], ["bed", "delete"]];
/// Longest path that is looked at.
const PATH_BYTES_MAX: usize = 512;

/// The address under which the routes of this room know `uri`; `None` when it stays as it is.
///
/// `//AplicaresWS//rest/bed/update/0301R001/` and `/rest/bed/update/0301R001` become
/// `/aplicaresws/rest/bed/update/0301R001`.
#[must_use]
pub fn normal_uri(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if path.len() > PATH_BYTES_MAX {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let is_base = |part: &&&str| [APLICARES, REST].iter().any(|word| word.eq_ignore_ascii_case(part));
    let base = parts.iter().take_while(is_base).count();
    let tail = parts.get(base..)?;
    let is_deed = DEEDS.iter().any(|deed| tail.len() >= 2 && deed.iter().zip(tail).all(|(word, part)| word.eq_ignore_ascii_case(part)));
    let is_named = parts.first().is_some_and(|part| part.eq_ignore_ascii_case(APLICARES));
    if !is_deed && !is_named {
        return None;
    }
    let normal =
        std::iter::once(APLICARES).chain(std::iter::once(REST)).chain(tail.iter().copied()).fold(String::new(), |mut path, part| {
            path.push('/');
            path.push_str(part);
            path
        });
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    if normal == path {
        return None;
    }
    let mut whole = uri.clone().into_parts();
    whole.path_and_query = Some(format!("{normal}{query}").parse().ok()?);
    Uri::from_parts(whole).ok()
}

/// Brings the address of a request into the form the routes of this room know. To be put **around** the router
/// (`ServiceExt::map_request`): a layer inside it comes after the routing.
#[must_use]
pub fn normalise_path<B>(mut request: Request<B>) -> Request<B> {
    if let Some(uri) = normal_uri(request.uri()) {
        *request.uri_mut() = uri;
    }
    request
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(path: &str) -> String {
        let request = Request::builder().uri(path).body(()).unwrap();
        normalise_path(request).uri().to_string()
    }

    #[test]
    fn an_address_typed_by_hand_arrives_where_the_official_one_does() {
        let official = "/aplicaresws/rest/bed/update/0301R001";
        for typed in [
            official,
            "//aplicaresws//rest//bed/update/0301R001/",
            "/aplicaresws/rest/rest/bed/update/0301R001",
            "/aplicaresws/bed/update/0301R001",
            "/rest/bed/update/0301R001",
            "/bed/update/0301R001",
            "/AplicaresWS/REST/bed/update/0301R001",
        ] {
            assert_eq!(normal(typed), official, "{typed}");
        }
        assert_eq!(normal("/AplicaresWS/rest/Bed/Update/0301r001?x=%20/"), "/aplicaresws/rest/Bed/Update/0301r001?x=%20/");
        assert_eq!(normal("//rest/ref/kelas"), "/aplicaresws/rest/ref/kelas");
        assert_eq!(normal("/aplicaresws"), "/aplicaresws/rest");
        assert_eq!(normal("/aplicaresws/rest/bed/upsert"), "/aplicaresws/rest/bed/upsert");
    }

    #[test]
    fn the_pages_of_sigap_keep_their_addresses() {
        for page in ["/", "/bed", "/beds/read", "/rest", "/papan", "//papan", "/ref", "/api/v1/beds?near=1,2", "/rs/aplicaresws"] {
            assert_eq!(normal(page), page);
        }
    }

    proptest! {
        #[test]
        fn no_address_stops_it_and_twice_is_as_good_as_once(path in "(/|aplicaresws|rest|bed|read|update|%[0-9a-f]{2}|[!-~]{0,4}){0,12}") {
            if let Ok(uri) = format!("/{}", path.replace(['?', '#'], "")).parse::<Uri>() {
                let once = normal_uri(&uri).unwrap_or(uri);
                prop_assert_eq!(normal_uri(&once), None);
            }
        }
    }
}
