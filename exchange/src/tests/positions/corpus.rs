//! The kept corpus of odd messages (invented): `.query` are query strings, `.json` bodies of Traccar Client, `.owntracks` bodies of OwnTracks.

use super::{KNOTS, NOW, app, told};
use crate::osmand::{read_form, read_json};
use crate::tests::corpus::replay;

#[test]
fn every_odd_message_of_the_corpus_still_says_what_it_said() {
    replay("positions", 30, |name, body| {
        let outcome = match name.rsplit('.').next().unwrap() {
            "query" => read_form(body, NOW, |_| KNOTS).map(|report| told(&report)),
            "json" => read_json(body, NOW).map(|report| told(&report)),
            "owntracks" => app(body),
            other => panic!("{other}: which protocol is that?"),
        };
        outcome.map_or_else(|fault| fault.to_string(), |told| format!("ok {told}"))
    });
}
