//! Tests of whole messages of RS Online: the national samples, bad input with its sentences, the kept corpus, properties, both ends of the wire.

mod bad_input;
mod client;
mod corpus;
mod properties;
mod ranap;
mod samples;

use crate::siranap::{CallFault, Command, Counts, NewRow, Route, RowChange};

/// What a call gives, read as a server reads it.
fn call(method: &str, path: &str, body: &[u8]) -> Result<Command, CallFault> {
    Route::parse(method, path).unwrap().command(|_| None, body)
}

fn command(method: &str, path: &str, body: &str) -> Command {
    call(method, path, body.as_bytes()).unwrap()
}

fn sentence(method: &str, path: &str, body: &str) -> String {
    call(method, path, body.as_bytes()).unwrap_err().to_string()
}

fn new_row(body: &str) -> NewRow {
    let Command::Create(row) = command("POST", "Fasyankes", body) else { panic!("not a new row") };
    row
}

fn change(body: &str) -> (u64, RowChange) {
    let Command::Update { id, change } = command("PUT", "Fasyankes", body) else { panic!("not a change") };
    (id.0, change)
}

/// The numbers of a row in one line.
fn counts_line(counts: &Counts) -> String {
    let Counts { rooms, beds, occupied, suspect, confirmed, waiting, prepared, planned, covid, dengue, dengue_children, dengue_beds } =
        counts;
    let planned = planned.map_or("-".to_owned(), |planned| planned.to_string());
    format!(
        "{rooms}r {occupied}/{beds} free {} covid {covid} {suspect}+{confirmed} waiting {waiting} prepared {prepared} planned {planned} dengue {dengue}({dengue_children})/{dengue_beds}",
        counts.free()
    )
}
