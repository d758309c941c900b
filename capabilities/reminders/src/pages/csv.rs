//! `/hitung/{number}/unduh`: a census as a table for other programs: one line a hospital and kind of bed, those without an answer too.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, Pool};
use sigap_web::{PageError, PageResult, Visitor};

use super::id_of;
use crate::Reminders;
use crate::model::{Answer, KindSum};
use crate::service::board::{Board, board};
use crate::service::place_of;

const HEAD: &str = "census,facility_id,facility,state,first_answer_utc,kind,free,beds,wards_counted,wards_asked,oldest_number_utc\r\n";

/// The table. Hospitals whose numbers the visitor may not see are not in it.
pub(crate) async fn download(State(room): State<Reminders>, visitor: Visitor, Path(number): Path<String>) -> PageResult {
    let number: i64 = id_of(&number)?;
    let board = board(&room, &visitor.ctx, number).await?;
    let mut text = String::from(HEAD);
    for (facility, answer) in &board.answers {
        let Some(hospital) = board.hospitals.get(facility) else { continue };
        if visitor.ctx.may(Action::ReadBeds, &place_of(&hospital.facility)).is_err() {
            continue;
        }
        let name = &hospital.facility.name;
        let sums = board.sums.get(facility).into_iter().flatten().map(|(pool, sum)| (Some(*pool), *sum));
        let sums: Vec<(Option<Pool>, KindSum)> = sums.collect();
        if sums.is_empty() {
            line(&mut text, &board, *facility, name, answer, (None, KindSum { wards: answer.wards, ..KindSum::default() }));
        }
        for sum in sums {
            line(&mut text, &board, *facility, name, answer, sum);
        }
    }
    let disposition = format!("attachment; filename=\"hitung-{number}.csv\"");
    let disposition = header::HeaderValue::from_str(&disposition).map_err(PageError::internal)?;
    let kind = header::HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}

fn line(text: &mut String, board: &Board, facility: FacilityId, name: &str, answer: &Answer, (pool, sum): (Option<Pool>, KindSum)) {
    let state = match answer {
        answer if !answer.is_there() => "no_answer",
        answer if board.is_late(answer) => "late",
        answer if answer.is_partly() => "partly",
        _ => "answered",
    };
    let told = |number: u32| if sum.counted > 0 { number.to_string() } else { String::new() };
    let cells = [
        board.census.number.to_string(),
        facility.to_string(),
        cell(name),
        state.to_owned(),
        answer.at.map_or_else(String::new, |at| at.rfc3339()),
        pool.map_or_else(String::new, |pool| pool.to_string()),
        told(sum.free),
        told(sum.beds),
        sum.counted.to_string(),
        sum.wards.to_string(),
        sum.oldest_at.map_or_else(String::new, |at| at.rfc3339()),
    ];
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

/// A name as a cell: quoted, and no formula for a spreadsheet.
fn cell(text: &str) -> String {
    let text = text.replace('"', "\"\"");
    let mark = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    format!("\"{mark}{text}\"")
}
