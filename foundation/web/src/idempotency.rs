//! `Idempotency-Key` on every POST: a request that is sent again is answered again, and not done again.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};
use sigap_kernel::Ctx;
use sigap_store::{Db, StoreError};

use crate::error::reads_json;
use crate::store::{self, Kept};
use crate::{Floor, PageError, Visitor};

/// Hours an answer is kept.
pub const ANSWER_KEPT_H: i64 = 24;
/// A key is a word of the caller's making, such as a UUID.
const KEY_LENGTH_MAX: usize = 128;
/// Fields of a form that differ from try to try of the same deed: when it was sent, and by which log-in.
const ABOUT_THE_TRY: [&[u8]; 2] = [b"sent_at_ms=", b"csrf="];
/// Answers above this are not kept; none of Sigap's deeds answers with more.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// A deed that has not ended by then has died with its program: whoever sends it again does it anew.
const UNDER_WAY_MIN: i64 = 1;
/// Seconds after which to ask again for a deed that is under way.
const ASK_AGAIN_S: u32 = 1;

/// Answers a repeated POST of a person from what is kept. Sits inside `identify`.
///
/// The deed runs in a task of its own: when the caller goes away in the middle, it is still done and its answer is kept, and
/// the second try gets it.
pub(crate) async fn idempotent(State(floor): State<Floor>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
    // A file that is sent again is checked again: it is too large to be held here, and its route has a limit of its own.
    let is_file = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let (Some(key), true) = (key, request.method() == Method::POST && !is_file) else { return next.run(request).await };
    // Strangers and systems have nothing kept: their words would fill the disk, and share one drawer.
    let Some(visitor) = request.extensions().get::<Visitor>().filter(|visitor| visitor.is_person()).cloned() else {
        return next.run(request).await;
    };
    let asked = visitor.clone();
    let deed = tokio::spawn(async move { once(&floor, &visitor, &key, request, next).await });
    match deed.await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => error.problem(&asked).into_response(),
        Err(died) => PageError::internal(died).problem(&asked).into_response(),
    }
}

/// Throws away answers that are kept long enough; gives how many. A timer calls it.
///
/// # Errors
/// What the database says.
pub async fn sweep_answers(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    store::sweep(db, ctx).await
}

async fn once(floor: &Floor, visitor: &Visitor, key: &str, request: Request, next: Next) -> Result<Response, PageError> {
    if key.is_empty() || key.len() > KEY_LENGTH_MAX {
        return Err(PageError::Conflict("idempotency-key-length"));
    }
    let (parts, body) = request.into_parts();
    let body = http_body_util::Limited::new(body, crate::routes::BODY_MAX).collect().await.map_err(|_| PageError::TooLarge)?.to_bytes();
    let hash = fingerprint(parts.uri.path(), &parts.headers, &body);
    let actor = visitor.ctx.actor().to_string();
    let until = visitor.ctx.now().plus_min(UNDER_WAY_MIN);
    if let Some(kept) = store::claim(floor.db(), &visitor.ctx, &actor, key, &hash, until).await? {
        return again(kept, &hash);
    }
    let reads_json = reads_json(parts.uri.path(), &parts.headers);
    // An error is kept in its words, so that it is repeated in them.
    let response = PageError::dressed(next.run(Request::from_parts(parts, Body::from(body))).await, visitor, reads_json);
    // What a page says is not to be stored is a secret that is shown once: it is not kept here either.
    let is_secret = response.headers().get(header::CACHE_CONTROL).is_some_and(|value| value == "no-store");
    if is_secret || response.status().is_server_error() || response.status() == StatusCode::TOO_MANY_REQUESTS {
        store::release(floor.db(), &visitor.ctx, &actor, key).await?;
        return Ok(response);
    }
    keep(floor, visitor, &actor, key, hash, response).await
}

/// What a request asks for, whichever try it is.
fn fingerprint(path: &str, headers: &HeaderMap, body: &[u8]) -> String {
    use base64::Engine as _;
    let mut hasher = Sha256::new().chain_update(path).chain_update("\n");
    let is_form = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if is_form {
        let about_the_deed = |pair: &&[u8]| !ABOUT_THE_TRY.iter().any(|field| pair.starts_with(field));
        body.split(|byte| *byte == b'&').filter(about_the_deed).for_each(|pair| hasher.update([pair, b"&"].concat()));
    } else {
        hasher.update(body);
    }
    base64::engine::general_purpose::STANDARD_NO_PAD.encode(hasher.finalize())
}

fn again(kept: Kept, hash: &str) -> Result<Response, PageError> {
    if kept.request_hash != hash {
        return Err(PageError::Conflict("idempotency-key-reused"));
    }
    let Some(status) = kept.status.and_then(|status| u16::try_from(status).ok()).and_then(|status| StatusCode::from_u16(status).ok())
    else {
        return Err(PageError::UnderWay(ASK_AGAIN_S));
    };
    let mut response = (status, kept.body.unwrap_or_default()).into_response();
    for (name, value) in [(header::CONTENT_TYPE, kept.content_type), (header::LOCATION, kept.location)] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotent-replay", HeaderValue::from_static("true"));
    Ok(response)
}

async fn keep(floor: &Floor, visitor: &Visitor, actor: &str, key: &str, hash: String, response: Response) -> Result<Response, PageError> {
    let (parts, body) = response.into_parts();
    let body: Bytes = body.collect().await.map_err(PageError::internal)?.to_bytes();
    let text = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let kept = Kept {
        request_hash: hash,
        status: Some(u32::from(parts.status.as_u16())),
        content_type: text(header::CONTENT_TYPE),
        location: text(header::LOCATION),
        body: (body.len() <= ANSWER_BYTES_MAX).then(|| String::from_utf8_lossy(&body).into_owned()),
    };
    let until = visitor.ctx.now().plus_min(ANSWER_KEPT_H * 60);
    store::keep(floor.db(), &visitor.ctx, actor, key, &kept, until).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_try_is_the_same_deed_and_another_number_is_another() {
        let mut form = HeaderMap::new();
        form.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8"));
        let of = |headers: &HeaderMap, body: &str| fingerprint("/papan/ruang/1/lapor", headers, body.as_bytes());
        let first = of(&form, "csrf=a&tap=plus&free=4&sent_at_ms=1");
        assert_eq!(first, of(&form, "csrf=b&tap=plus&free=4&sent_at_ms=2"));
        assert_ne!(first, of(&form, "csrf=a&tap=plus&free=5&sent_at_ms=1"));
        assert_ne!(of(&HeaderMap::new(), "csrf=a"), of(&HeaderMap::new(), "csrf=b"), "only a form has such fields");
    }
}
