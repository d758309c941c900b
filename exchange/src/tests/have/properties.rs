//! Properties that hold for every input: nothing stops the program, what is written reads back.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use sigap_kernel::{GeoPoint, UtcMs, Zone};

use super::{again, bed_with, summary};
use crate::have::{
    BedLine, BedTypeCode, CapacityStatus, ClinicalStatus, EmergencyStatus, FacilityStatus, HaveBedType, Hospital, Message, OffloadStatus,
    TrafficStatus, Triage, counted, write,
};

/// A text that stays as it is: blanks single, nothing invisible.
fn label() -> impl Strategy<Value = String> {
    vec("[!-~À-ÿ一-十]{1,8}", 1..5).prop_map(|words| words.join(" "))
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(list: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(list)
}

prop_compose! {
    fn line()(
        known in one_of(HaveBedType::ALL), sub_category in option::of(label()), status in option::of(one_of(CapacityStatus::ALL)),
        available in option::of(0..=100_000_u32), more in option::of(0..=100_000_u32), additional_24h in option::of(0..=100_000_u32),
    ) -> BedLine {
        let none_free = status == Some(CapacityStatus::NotAvailable);
        let available = if none_free { Some(0) } else { available };
        let baseline = more.map(|more| more.max(available.unwrap_or(0)));
        BedLine { bed_type: BedTypeCode::Known(known), sub_category, status, available, baseline, additional_24h }
    }
}

/// Lines that do not contradict each other.
fn lines() -> impl Strategy<Value = Vec<BedLine>> {
    vec(line(), 0..12).prop_map(|lines| {
        let mut kept: Vec<BedLine> = Vec::new();
        for line in lines {
            if !kept.iter().any(|other| other.bed_type == line.bed_type) {
                kept.push(line);
            }
        }
        kept
    })
}

fn triage() -> impl Strategy<Value = Triage> {
    let patients = || option::of(0..=10_000_u32);
    (patients(), patients(), patients(), patients()).prop_map(|(red, yellow, green, black)| Triage { red, yellow, green, black })
}

prop_compose! {
    fn emergency()(
        traffic in option::of(one_of(TrafficStatus::ALL)), traffic_reason in option::of(label()), capacity in triage(), census in triage(),
        offload in option::of(one_of(OffloadStatus::ALL)), offload_min in option::of(0..=2_880_u32),
    ) -> EmergencyStatus {
        EmergencyStatus { traffic, traffic_reason, capacity, census, offload, offload_min }
    }
}

prop_compose! {
    fn hospital()(
        id in option::of("[!-~é]{1,50}"), name in label(), geo in option::of((-90.0..=90.0_f64, -180.0..=180.0_f64)),
        time in 0..4_102_444_800_000_i64, beds in lines(), emergency in option::of(emergency()),
        facility in option::of(one_of(FacilityStatus::ALL)), clinical in option::of(one_of(ClinicalStatus::ALL)),
    ) -> Hospital {
        let geo = geo.map(|(lat, lon)| GeoPoint::new(lat, lon).unwrap());
        Hospital { id, name: Some(name), geo, last_update: Some(UtcMs(time)), beds, emergency, facility, clinical }
    }
}

/// A good message.
fn good() -> String {
    bed_with(
        "<BedType>AdultICU</BedType><Capacity><CapacityStatus>Vacant/Available</CapacityStatus><AvailableCount>12</AvailableCount></Capacity>",
    )
}

proptest! {
    #[test]
    fn no_bytes_stop_the_reader(body in vec(any::<u8>(), 0..400)) {
        let _ = summary(&body);
    }

    #[test]
    fn no_xml_like_text_stops_the_reader(body in r#"(<\?xml version="1.0"( encoding="[A-Za-z0-9-]{0,12}")?\?>)?(<HospitalStatus>)?(</?(Hospital|BedCapacity|BedType|Capacity|AvailableCount|LastUpdateTime|a)>|<!--|-->|<!\[CDATA\[|\]\]>|<!DOCTYPE|&[a-z#0-9]{0,5};|[ -~é]{0,6}|xmlns(:a)?="[a-z]?"){0,40}(</HospitalStatus>)?"#) {
        if let Err(sentence) = summary(body.as_bytes()) {
            prop_assert!(sentence.ends_with('.'), "{}", sentence);
        }
    }

    #[test]
    fn a_damaged_message_is_refused_with_a_sentence_or_still_a_message(
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>(),
    ) {
        let mut body = good().into_bytes();
        for (place, byte) in damage {
            let place = place.index(body.len());
            body[place] = byte;
        }
        body.truncate(cut.index(body.len() + 1));
        if let Err(sentence) = summary(&body) {
            prop_assert!(sentence.ends_with('.') && !sentence.chars().any(char::is_control), "{:?}", sentence);
        }
    }

    #[test]
    fn a_message_cut_short_is_never_taken(cut in any::<prop::sample::Index>()) {
        let body = good();
        prop_assert!(summary(&body.as_bytes()[..cut.index(body.len())]).is_err());
    }

    #[test]
    fn what_is_written_reads_back_the_same(mut hospitals in vec(hospital(), 1..4)) {
        hospitals.dedup_by(|one, other| one.id == other.id);
        hospitals.truncate(2);
        let out: Vec<_> = hospitals.iter().map(again).collect();
        let read = Message::read(write(&out).as_bytes(), Zone::Wit).unwrap();
        prop_assert_eq!(read.hospitals, hospitals);
    }

    #[test]
    fn any_text_can_be_written(name in any::<String>(), id in any::<String>(), reason in any::<String>(), part in any::<String>()) {
        let emergency = EmergencyStatus { traffic_reason: Some(reason), ..EmergencyStatus::default() };
        let beds = [BedLine { sub_category: Some(part), bed_type: BedTypeCode::Known(HaveBedType::Burn), status: None, available: None, baseline: None, additional_24h: None }];
        let hospital = Hospital { id: Some(id), name: Some(name), geo: None, last_update: Some(UtcMs(0)), beds: beds.to_vec(), emergency: Some(emergency), facility: None, clinical: None };
        prop_assert!(roxmltree::Document::parse(&write(&[again(&hospital)])).is_ok());
    }

    #[test]
    fn every_spelling_of_a_count_means_that_count(count in 0..=100_000_u32) {
        for spelling in [format!("{count}"), format!(" {count}\n"), format!("+{count}"), format!("00{count}"), format!("{count}.0"), format!("<![CDATA[{count}]]>")] {
            let body = bed_with(&format!("<BedType>Burn</BedType><Capacity><AvailableCount>{spelling}</AvailableCount></Capacity>"));
            let message = Message::read(body.as_bytes(), Zone::Wib).unwrap();
            prop_assert_eq!(message.hospitals[0].beds[0].available, Some(count), "{}", spelling);
        }
    }

    #[test]
    fn no_bed_is_counted_twice(lines in vec(line(), 0..12)) {
        let counted = counted(&lines);
        for bed_type in HaveBedType::ALL {
            let family = || lines.iter().filter(|line| line.bed_type == BedTypeCode::Known(*bed_type));
            let sum: u64 = counted.iter().filter(|(_, line)| line.bed_type == BedTypeCode::Known(*bed_type)).filter_map(|(count, _)| count.free).map(u64::from).sum();
            let sent: u64 = family().filter_map(|line| line.available).map(u64::from).sum();
            prop_assert!(sum <= sent);
        }
    }
}
