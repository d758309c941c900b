//! A sender and the receiver on one wire: what one writes, the other reads.

use sigap_kernel::{BedType, CareClass, Masked, Pool, UtcMs, Zone};

use crate::have::client::{Answer, Sender};
use crate::have::{HospitalOut, Message, Outcome, PoolCount, counted, encode, lines_of};

fn sender() -> Sender {
    Sender::new(Masked::new("kunci-rekaan".to_owned()))
}

fn pools() -> [PoolCount; 4] {
    let count = |pool, free, capacity| PoolCount { pool, free, capacity };
    [
        count(Pool::general(CareClass::None), Some(3), Some(30)),
        count(Pool::of_type(BedType::Hcu), Some(2), Some(4)),
        count(Pool::of_type(BedType::Icu), Some(0), Some(8)),
        count(Pool::of_type(BedType::Nicu), None, Some(6)),
    ]
}

fn hospital(beds: &[crate::have::BedLine]) -> HospitalOut<'_> {
    let last_update = UtcMs(1_795_317_300_000);
    HospitalOut { id: Some("0301R001"), name: "RS Rekaan", geo: None, last_update, beds, emergency: None, facility: None, clinical: None }
}

#[test]
fn what_a_sender_reports_is_what_the_receiver_counts() {
    let beds = lines_of(&pools());
    let message = Message::read(&sender().report(&[hospital(&beds)]).body, Zone::Wib).unwrap();
    let mut read: Vec<_> = counted(&message.hospitals[0].beds).into_iter().map(|(count, _)| count).collect();
    let mut sent = pools().to_vec();
    for counts in [&mut read, &mut sent] {
        counts.sort_unstable_by_key(|count| count.pool);
    }
    assert_eq!(read, sent);
    assert_eq!(message.hospitals[0].last_update, Some(UtcMs(1_795_317_300_000)));
}

#[test]
fn the_answer_is_understood() {
    let beds = lines_of(&pools());
    let message = Message::read(&sender().report(&[hospital(&beds)]).body, Zone::Wib).unwrap();
    for (outcome, is_ok, sentence) in [
        (Outcome::taken(&message), true, "Diterima: 1 rumah sakit, 4 baris tempat tidur."),
        (Outcome::NotYourHospital { number: 1 }, false, "Rumah sakit ke-1 tidak terdaftar untuk kunci ini. Tidak ada data yang disimpan."),
    ] {
        let reply = encode(&outcome);
        assert_eq!(Answer::read(reply.status, &reply.body), Answer { is_ok, message: sentence.to_owned() });
    }
}

#[test]
fn no_key_is_shown_by_what_a_sender_prints() {
    let request = sender().report(&[]);
    assert_eq!(request.headers[0], ("Authorization", "Bearer kunci-rekaan".to_owned()));
    let shown = format!("{:?} {request:?}", sender());
    assert!(!shown.contains("kunci-rekaan"), "{shown}");
}
