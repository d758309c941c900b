//! The kept corpus of RS Online. The name of a file begins with the deed its body is sent to: `post-`, `put-`, `delete-`, `need-`, `ranap-`.

use super::{call, counts_line};
use crate::siranap::{Command, RowChange};
use crate::tests::corpus::replay;

#[test]
fn every_odd_body_of_rs_online_still_says_what_it_said() {
    replay("siranap", 60, |name, body| {
        let (method, path) = match name.split('-').next() {
            Some("post") => ("POST", "Fasyankes"),
            Some("put") => ("PUT", "Fasyankes"),
            Some("delete") => ("DELETE", "Fasyankes"),
            Some("need") => ("POST", "Fasyankes/sdm"),
            Some("ranap") => ("POST", "sirsservice/ranap"),
            _ => panic!("{name} does not say where it is sent to"),
        };
        call(method, path, body).map_or_else(|fault| fault.to_string(), |command| format!("ok {}", line(&command)))
    });
}

fn line(command: &Command) -> String {
    match command {
        Command::Create(row) => format!("{}/{:?} {}", row.key.bed_type_code, row.key.room, counts_line(&row.counts)),
        Command::Update { id, change } => format!("{id} {}", change_line(change)).trim_end().to_owned(),
        Command::Put { key, change } => format!("{}/{:?} {}", key.bed_type_code, key.room, change_line(change)),
        Command::Delete(id) => format!("{id}"),
        Command::CreateNeed(_, need) => format!("{} {:?}", need.id, need.counts),
        Command::Ranap(report) => {
            let wards = report.wards.iter().map(|ward| {
                format!("[{}/{} {:?} of {} free {}]", ward.room_code, ward.patient_code, ward.occupancy, ward.beds, ward.free())
            });
            wards.chain(report.faults.iter().map(|fault| format!("[{fault}]"))).collect::<Vec<_>>().join(" ")
        }
        other => panic!("{other:?} has no line"),
    }
}

/// Only what is stated.
fn change_line(change: &RowChange) -> String {
    let full = format!("{change:?}");
    full.trim_start_matches("RowChange { ")
        .trim_end_matches(" }")
        .split(", ")
        .filter(|part| !part.ends_with("None"))
        .collect::<Vec<_>>()
        .join(" ")
}
