//! Base addresses are typed by hand. What leads to a protocol in spite of doubled slashes, capitals or a forgotten prefix is
//! brought to the one address the router knows.

use axum::http::{Request, Uri};

use crate::position::address::veil;

/// Longest path that is looked at.
const PATH_BYTES_MAX: usize = 512;

/// A base address that hospitals type.
struct Base {
    /// Its words, in their order. They may stand doubled, or be left out where `deeds` lead on.
    words: &'static [&'static str],
    /// The first words of every address behind it, where they tell it apart from Sigap's own pages.
    deeds: &'static [&'static [&'static str]],
}

/// BPJS Aplicares.
pub(crate) const APLICARES: &str = "/aplicaresws";
/// Kemenkes RS Online.
pub(crate) const SIRANAP: &str = "/fo/index.php";

const BASES: [Base; 6] = [
    Base {
        words: &["aplicaresws", "rest"],
        deeds: &[&["ref", "kelas"], &["bed", "read"], &["bed", "create"], &["bed", "update"], &["bed", "delete"]],
    },
    Base {
        words: &["fo", "index.php"],
        deeds: &[&["fasyankes"], &["referensi", "tempat_tidur"], &["referensi", "kebutuhan_sdm"], &["referensi", "kebutuhan_apd"]],
    },
    Base { words: &["sirsservice"], deeds: &[&["ranap"]] },
    Base { words: &["oauth2", "v1"], deeds: &[&["accesstoken"]] },
    Base { words: &["fhir-r4", "v1"], deeds: &[] },
    Base { words: &["have", "1.0"], deeds: &[] },
];

impl Base {
    /// The address as the router knows it; `None` when the parts do not lead here.
    fn normal(&self, parts: &[&str]) -> Option<String> {
        let is_word = |part: &&&str| self.words.iter().any(|word| word.eq_ignore_ascii_case(part));
        let tail = parts.get(parts.iter().take_while(is_word).count()..)?;
        let leads_on =
            |deed: &&&[&str]| tail.len() >= deed.len() && deed.iter().zip(tail).all(|(word, part)| word.eq_ignore_ascii_case(part));
        let is_named = parts.first().zip(self.words.first()).is_some_and(|(part, word)| part.eq_ignore_ascii_case(word));
        if !is_named && self.deeds.iter().find(leads_on).is_none() {
            return None;
        }
        Some(self.words.iter().chain(tail).fold(String::new(), |path, part| path + "/" + part))
    }
}

/// The address under which the routes of this room know `uri`; `None` when it stays as it is.
///
/// `//AplicaresWS//rest/bed/update/0301R001/` and `/rest/bed/update/0301R001` become
/// `/aplicaresws/rest/bed/update/0301R001`, `/fasyankes` becomes `/fo/index.php/fasyankes`.
#[must_use]
pub fn normal_uri(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if path.len() > PATH_BYTES_MAX {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let normal = BASES.iter().find_map(|base| base.normal(&parts))?;
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    if normal == path {
        return None;
    }
    let mut whole = uri.clone().into_parts();
    whole.path_and_query = Some(format!("{normal}{query}").parse().ok()?);
    Uri::from_parts(whole).ok()
}

/// Brings the address of a request into the form the routes of this room know, and takes the secret of a phone out of it. To be put **around**
/// the router (`ServiceExt::map_request`): a layer inside it comes after the routing.
#[must_use]
pub fn normalise_path<B>(mut request: Request<B>) -> Request<B> {
    if let Some(uri) = normal_uri(request.uri()) {
        *request.uri_mut() = uri;
    }
    veil(&mut request);
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
    fn every_protocol_has_its_base_and_leaves_the_others_theirs() {
        for (typed, official) in [
            ("//fo/index.php//Fasyankes/", "/fo/index.php/Fasyankes"),
            ("/fo/index.php/fo/index.php/Fasyankes/sdm", "/fo/index.php/Fasyankes/sdm"),
            ("/Fasyankes", "/fo/index.php/Fasyankes"),
            ("/index.php/Referensi/tempat_tidur", "/fo/index.php/Referensi/tempat_tidur"),
            ("/SIRSService//ranap", "/sirsservice/ranap"),
            ("/ranap", "/sirsservice/ranap"),
            ("/oauth2//v1/accesstoken", "/oauth2/v1/accesstoken"),
            ("/fhir-r4/v1//Location/abc", "/fhir-r4/v1/Location/abc"),
            ("/fhir-r4/Location", "/fhir-r4/v1/Location"),
        ] {
            assert_eq!(normal(typed), official, "{typed}");
        }
    }

    #[test]
    fn the_pages_of_sigap_keep_their_addresses() {
        for page in [
            "/",
            "/bed",
            "/beds/read",
            "/rest",
            "/papan",
            "//papan",
            "/ref",
            "/api/v1/beds?near=1,2",
            "/rs/aplicaresws",
            "/Location",
            "/v1",
            "/referensi",
            "/fasilitas",
        ] {
            assert_eq!(normal(page), page);
        }
    }

    proptest! {
        #[test]
        fn no_address_stops_it_and_twice_is_as_good_as_once(path in "(/|aplicaresws|rest|fo|index.php|fhir-r4|v1|fasyankes|bed|read|update|%[0-9a-f]{2}|[!-~]{0,4}){0,12}") {
            if let Ok(uri) = format!("/{}", path.replace(['?', '#'], "")).parse::<Uri>() {
                let once = normal_uri(&uri).unwrap_or(uri);
                prop_assert_eq!(normal_uri(&once), None);
            }
        }
    }
}
