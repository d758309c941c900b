//! By which codes rows stand there: none is registered a second time, and none is removed that is still in use.

use sigap_registry::Ward;

use super::pass_on::{Fate, Pair, address, config, wish};
use super::*;
use crate::pass_on::change::{self, Wish};
use crate::pass_on::row::{Codes, CodesFrom, PassRow, RowState, Why};
use crate::{PeerAddress, Service};

/// Codes as a service has them: of general beds of the second class, and the name of a row.
fn codes(service: Service, room: &str) -> Codes {
    let class = if service == Service::Siranap { "4" } else { "KL2" };
    Codes { class: class.into(), room: room.into() }
}

async fn row_of(pair: &Pair, ward: WardId) -> PassRow {
    pair.rows().await.into_iter().find(|row| row.ward == ward && !row.is_gone).unwrap()
}

async fn correct(pair: &Pair, ward: WardId, codes: &Codes) {
    let (target, row) = (pair.target().await, row_of(pair, ward).await);
    change::correct(&pair.here.intake, &pair.here.system(), &target, row.id, codes).await.unwrap();
}

#[tokio::test]
async fn where_rows_stand_that_nobody_here_speaks_of_a_person_says_which_is_meant() {
    for pair in Pair::all().await {
        pair.stands_there(&codes(pair.service, "").class, "LAMA", 20, 3).await;
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        let row = row_of(&pair, melati).await;
        assert_eq!((row.state, row.why, row.codes_from), (RowState::Held, Why::ConfirmCodes, CodesFrom::Proposal));
        assert_eq!(row.offers(), [codes(pair.service, "LAMA")]);
        let calls = pair.line.calls();
        assert!(calls.len() == 1 && calls[0].starts_with("GET"), "{calls:?}");
        for _ in 0..10 {
            pair.advance_s(31);
            pair.count(melati, 24, 8).await;
            pair.run().await;
        }
        assert!(pair.line.calls().is_empty(), "nothing new can be learned so soon");
        pair.advance_s(crate::CONFIRM_EVERY_MIN * 60);
        pair.settle().await;
        assert_eq!(pair.line.calls().len(), 1, "it is looked at again now and then");
        assert_eq!(row_of(&pair, melati).await.why, Why::ConfirmCodes);

        let page = pair.here.admin().await.get(&format!("/fasilitas/{}/penerusan", pair.here.hospital)).await.1;
        assert!(page.contains("Yang ada di sana:") && page.contains(r#"<option value="LAMA">"#), "{page}");
        correct(&pair, melati, &codes(pair.service, "LAMA")).await;
        pair.settle().await;
        let there: Vec<_> = pair.there().await.into_iter().map(|(_, room, beds, free)| (room, beds, free)).collect();
        assert_eq!(there, [("LAMA".to_owned(), 24, 8)]);
        assert!(!row_of(&pair, melati).await.is_ours);

        // Every row there has one here: the next ward is a new one.
        let mawar = pair.open_ward("Ruang Mawar", "general.2.any.any.no").await;
        pair.count(mawar, 10, 1).await;
        pair.settle().await;
        assert_eq!((row_of(&pair, mawar).await.state, pair.there().await.len()), (RowState::Kept, 2));
    }
}

#[tokio::test]
async fn a_person_who_saves_proposed_codes_as_they_are_confirms_them() {
    for pair in Pair::all().await {
        pair.stands_there(&codes(pair.service, "").class, "LAMA", 20, 3).await;
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        let proposed = row_of(&pair, melati).await.codes;
        correct(&pair, melati, &proposed).await;
        pair.settle().await;
        let row = row_of(&pair, melati).await;
        assert_eq!((row.state, row.codes_from, row.is_ours), (RowState::Kept, CodesFrom::Person, true));
        assert_eq!(pair.there().await.len(), 2);
    }
}

#[tokio::test]
async fn proposed_codes_that_stand_there_already_are_the_ward() {
    for pair in Pair::all().await {
        let name = if pair.service == Service::Siranap { "Ruang Melati" } else { "RUANGMELAT" };
        pair.stands_there(&codes(pair.service, "").class, name, 20, 3).await;
        pair.stands_there(&codes(pair.service, "").class, "LAMA", 20, 3).await;
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        assert_eq!((pair.states().await, pair.there().await.len()), (vec![RowState::Kept], 2));
        assert!(!row_of(&pair, melati).await.is_ours);
    }
}

#[tokio::test]
async fn codes_that_are_changed_and_changed_back_stay_there() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        let first = row_of(&pair, melati).await.codes;
        correct(&pair, melati, &codes(pair.service, "SALAH")).await;
        correct(&pair, melati, &first).await;
        pair.count(melati, 24, 6).await;
        pair.line.calls();
        pair.settle().await;
        pair.settle().await;
        let calls = pair.line.calls();
        assert!(!calls.iter().any(|call| call.to_lowercase().contains("delete")), "{calls:?}");
        assert_eq!(pair.there().await, [(first.class, first.room, 24, 6)]);
        let rows = pair.rows().await;
        assert!(rows.len() == 1 && rows[0].is_ours, "{rows:?}");
    }
}

#[tokio::test]
async fn a_removal_whose_answer_was_lost_takes_nothing_from_the_ward_that_came_back() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        let first = row_of(&pair, melati).await.codes;
        tamper(&pair.here, "UPDATE ward SET active = 0").await;
        pair.line.then(match pair.service {
            Service::Aplicares => &[Fate::LostAfter],
            // The number of the row is learned first.
            Service::Siranap => &[Fate::Answered, Fate::LostAfter],
        });
        pair.walk().await;
        assert_eq!(pair.states().await, [RowState::Unsure]);
        tamper(&pair.here, "UPDATE ward SET active = 1").await;
        pair.count(melati, 24, 6).await;
        pair.settle().await;
        pair.settle().await;
        assert_eq!(pair.there().await, [(first.class, first.room, 24, 6)]);
    }
}

#[tokio::test]
async fn another_address_of_the_same_service_keeps_codes_and_what_sigap_registered() {
    for service in Service::ALL.iter().copied() {
        let other: PeerAddress = address(service).to_string().replace("contoh", "pindah").parse().unwrap();
        let more = IntakeConfig { pass_on_to: [config().pass_on_to, vec![other.clone()]].concat(), ..config() };
        for here in both_engines_with(more).await {
            let pair = Pair::of(service, here).await;
            let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
            pair.count(melati, 24, 7).await;
            pair.settle().await;
            correct(&pair, melati, &codes(service, "MLT")).await;
            pair.settle().await;
            assert!(row_of(&pair, melati).await.is_ours);
            let moved = Wish { address: other.to_string(), ..wish(service) };
            change::turn_on(&pair.here.intake, &pair.here.system(), pair.here.hospital, &moved, "x").await.unwrap();
            let row = row_of(&pair, melati).await;
            assert_eq!((row.codes.room.as_str(), row.codes_from, row.is_ours), ("MLT", CodesFrom::Person, true));
            assert_eq!((row.is_there, row.peer_row, row.kept), (None, None, None));
            pair.settle().await;
            assert_eq!(pair.there().await, [(row.codes.class, row.codes.room, 24, 7)]);
            // Another facility there has other rows.
            let moved = Wish { facility_code: if service == Service::Siranap { "3374998" } else { "0301R009" }.into(), ..moved };
            tamper(&pair.here, "UPDATE facility SET ppk = NULL").await;
            change::turn_on(&pair.here.intake, &pair.here.system(), pair.here.hospital, &moved, "x").await.unwrap();
            assert!(pair.rows().await.is_empty());
        }
    }
}

#[tokio::test]
async fn codes_that_shift_along_wards_find_their_places_free() {
    for here in both_engines_with(config()).await {
        let pair = Pair::of(Service::Aplicares, here).await;
        for (code, free) in [("A", 1), ("B", 2), ("C", 3)] {
            pair.here.create(&room("KL2", code, &format!("Ruang {code}"), 10, free)).await;
        }
        pair.settle().await;
        let wards: Vec<Ward> = sigap_registry::wards_of(&pair.here.db, pair.here.hospital).await.unwrap();
        let of = |name: &str| wards.iter().find(|ward| ward.name.ends_with(name)).unwrap().id;
        // The hospital's system gives each code to the next ward, and a new one to the first.
        for (code, next) in [("C", None), ("B", Some("C")), ("A", Some("B"))] {
            let next = next.map_or("NULL".to_owned(), |next| format!("'{}'", of(next)));
            tamper(&pair.here, &format!("UPDATE feed_row SET ward_id = {next} WHERE room_code = '{code}'")).await;
        }
        let new = format!("UPDATE feed_row SET ward_id = '{}', room_code = 'BARU' WHERE room_code = 'C'", of("A"));
        tamper(&pair.here, &new).await;
        pair.settle().await;
        pair.settle().await;
        for (ward, code) in [("A", "BARU"), ("B", "A"), ("C", "B")] {
            let row = row_of(&pair, of(ward)).await;
            assert_eq!((row.codes.room.as_str(), row.state), (code, RowState::Kept));
        }
        let there: Vec<_> = pair.there().await.into_iter().map(|(_, code, _, free)| (code, free)).collect();
        assert_eq!(there, [("A".to_owned(), 2), ("B".to_owned(), 3), ("BARU".to_owned(), 1)]);
    }
}
