//! Tests of whole messages: the national samples, bad input with its sentences, the kept corpus, properties.

mod bad_input;
mod client;
mod corpus;
mod fhir;
mod have;
mod positions;
mod properties;
mod samples;
mod sheet;
mod siranap;
mod workbook;

use crate::aplicares::{Command, Route};

/// What a POST of `body` to `bed/update` gives: the room in one line, or the sentence.
fn update(body: &[u8]) -> Result<String, String> {
    let route = Route::parse("POST", "/aplicaresws/rest/bed/update/0301R001").unwrap();
    match route.command(body) {
        Ok(Command::Update { room, .. }) => {
            let (key, sexes) = (&room.key, (room.free_men, room.free_women, room.free_any));
            Ok(format!("{}/{} {:?} {}/{} {sexes:?}", key.class_code, key.room_code, room.name, room.free, room.capacity))
        }
        Ok(other) => panic!("an update became {other:?}"),
        Err(fault) => Err(fault.to_string()),
    }
}
