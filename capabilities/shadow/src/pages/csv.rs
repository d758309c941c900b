//! `GET /bayangan/{facility}/data.csv`: every comparison as a row, for whoever wants to count again.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use sigap_access::Action;
use sigap_web::{PageError, Visitor};

use super::id_of;
use crate::service::{DAY_MIN, LOOK_BACK_DAYS, facility_for};
use crate::{ShadowRoom, store};

/// The comparisons of a hospital. Instants are in UTC; an empty cell was not known.
pub(crate) async fn figures(State(room): State<ShadowRoom>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, PageError> {
    let db = room.floor().db();
    let facility = facility_for(db, &visitor.ctx, Action::ReadShadow, id_of(&id)?).await?;
    let pairs = store::of_facility(db, facility.id, visitor.ctx.now().plus_min(-LOOK_BACK_DAYS * DAY_MIN)).await?;
    let mut text = String::from("at,kind,book,book_free,book_beds,sigap_free,sigap_beds,sigap_age_min,difference\n");
    let or_empty = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    for pair in &pairs {
        let (one, own) = (pair.figure, pair.own);
        // Writing into memory does not fail.
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{},{},{}",
            one.at.rfc3339(),
            one.kind,
            one.book,
            one.free,
            or_empty(one.beds.map(i64::from)),
            or_empty(own.map(|own| i64::from(own.free))),
            or_empty(own.and_then(|own| own.beds).map(i64::from)),
            or_empty(own.map(|own| own.age_s / 60)),
            or_empty(pair.differs_by()),
        );
    }
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"bayangan.csv\"")];
    Ok((headers, text).into_response())
}
