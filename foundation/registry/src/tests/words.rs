//! Every word of every list is said in both languages.

use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Lang, Sex};

use crate::import::Severity;
use crate::{
    AccreditationLevel, Column, Competence, CoordQuality, FacilityKind, HospitalClass, Owner, PhonePurpose, PlaceKind, ReportedBy, Said,
    ServiceKind, Stage, StageEvent,
};

fn ids<T: Said>(all: &[T]) -> Vec<String> {
    all.iter().map(|one| one.message_id()).collect()
}

fn codes<T: std::fmt::Display>(prefix: &str, all: &[T]) -> Vec<String> {
    all.iter().map(|one| format!("{prefix}-{}", one.to_string().replace('_', "-"))).collect()
}

#[test]
fn every_word_is_said_in_both_languages() {
    let all = [
        ids(FacilityKind::ALL),
        ids(Owner::ALL),
        ids(HospitalClass::ALL),
        ids(CoordQuality::ALL),
        ids(PhonePurpose::ALL),
        ids(ServiceKind::ALL),
        ids(Competence::ALL),
        ids(AccreditationLevel::ALL),
        ids(Stage::ALL),
        ids(PlaceKind::ALL),
        ids(ReportedBy::ALL),
        codes("stage-means", Stage::ALL),
        codes("event", StageEvent::ALL),
        codes("f", Column::ALL),
        codes("severity", Severity::ALL),
        codes("bed", BedType::ALL),
        codes("care", CareClass::ALL),
        codes("sex", Sex::ALL),
        codes("age-band", AgeBand::ALL),
        codes("isolation", Isolation::ALL),
    ];
    for id in all.iter().flatten() {
        for &lang in Lang::ALL {
            assert_ne!(crate::words(lang).s(id), *id, "{id} in {lang}");
        }
    }
}

#[test]
fn hours_are_said_as_each_language_does() {
    let hours: crate::OpeningHours = "mo-fr 07:30-14:00; sa 07:30-12:00,13:00-15:00".parse().unwrap();
    assert_eq!(hours.say(&crate::words(Lang::Id)), "Senin–Jumat 07.30–14.00; Sabtu 07.30–12.00, 13.00–15.00");
    assert_eq!(hours.say(&crate::words(Lang::En)), "Monday–Friday 07:30–14:00; Saturday 07:30–12:00, 13:00–15:00");
    assert_eq!(crate::OpeningHours::always().say(&crate::words(Lang::Id)), "24 jam");
    assert_eq!(crate::OpeningHours::unknown().say(&crate::words(Lang::Id)), "Jam belum diketahui");
}
