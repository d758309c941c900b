//! Styles, script, font and icons, from within the program, with a name that changes when the content does.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an entry of the bundler's manifest, for example `src/main.ts`.
///
/// Without a built frontend (a test of one room) the address leads nowhere, and the page still works.
#[must_use]
pub fn asset(entry: &str) -> String {
    let file = ENTRIES.iter().find(|(name, _)| *name == entry).map_or("missing", |(_, file)| *file);
    format!("/assets/{file}")
}

fn file(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "webmanifest" | "json" => "application/json",
        _ => "application/octet-stream",
    }
}

/// Serves one file, compressed when the browser takes that and the bundler made it.
pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(encoding, _)| accepted.contains(encoding))
        .find_map(|(encoding, ending)| Some((encoding, file(&format!("{name}{ending}"))?)));
    let kept = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    let kind = (header::CONTENT_TYPE, content_type(&name));
    let vary = (header::VARY, "accept-encoding");
    match (packed, file(&name)) {
        (Some((encoding, bytes)), _) => ([kept, kind, vary, (header::CONTENT_ENCODING, encoding)], bytes).into_response(),
        (None, Some(bytes)) => ([kept, kind, vary], bytes).into_response(),
        (None, None) => StatusCode::NOT_FOUND.into_response(),
    }
}
