//! Who is entitled to what, as one table.

use sigap_kernel::{BedType, CareClass};

use super::town::ward;
use crate::{OwnClass, Payer, PoolSum, Right, RightsRules};

const RULES: RightsRules = RightsRules { one_up_max_days: 3 };

/// The rights when the own class is free, unknown, full.
type Row = [&'static str; 3];

fn short(right: Right) -> &'static str {
    match right {
        Right::Covered => "covered",
        Right::OneUp { max_days: 3 } => "one up",
        Right::OneUpIfFull { max_days: 3 } => "one up?",
        Right::Below => "below",
        Right::PaysDifference => "difference",
        Right::NotCovered => "not",
        Right::OwnCost => "own cost",
        Right::ByPolicy => "policy",
        Right::Unknown => "ask",
        other => panic!("other days than three: {other:?}"),
    }
}

#[test]
fn a_bed_in_an_ordinary_ward() {
    use CareClass::{Kris, None, One, Three, Two, Utama, Vip, Vvip};
    // class, JKN 1, JKN 2, JKN 3
    let table: &[(CareClass, Row, Row, Row)] = &[
        (Kris, ["covered"; 3], ["covered"; 3], ["covered"; 3]),
        (None, ["covered"; 3], ["covered"; 3], ["covered"; 3]),
        (Three, ["below"; 3], ["below"; 3], ["covered"; 3]),
        (Two, ["below"; 3], ["covered"; 3], ["not", "one up?", "one up"]),
        (One, ["covered"; 3], ["difference", "one up?", "one up"], ["not"; 3]),
        (Utama, ["difference", "one up?", "one up"], ["difference"; 3], ["not"; 3]),
        (Vip, ["difference", "one up?", "one up"], ["difference"; 3], ["not"; 3]),
        (Vvip, ["difference"; 3], ["difference"; 3], ["not"; 3]),
    ];
    assert_eq!(table.len(), CareClass::ALL.len(), "every class has its line");
    for (class, jkn1, jkn2, jkn3) in table {
        for (payer, expected) in [(Payer::Jkn1, jkn1), (Payer::Jkn2, jkn2), (Payer::Jkn3, jkn3)] {
            let found =
                [OwnClass::Free, OwnClass::Unknown, OwnClass::Full].map(|own| short(RULES.right(payer, BedType::General, *class, own)));
            assert_eq!(found, *expected, "{payer} in class {class}");
        }
    }
}

#[test]
fn beds_without_a_class_are_covered_for_every_participant() {
    for bed_type in
        BedType::ALL.iter().copied().filter(|bed| bed.is_intensive()).chain([BedType::Emergency, BedType::Delivery, BedType::Perinatology])
    {
        for payer in [Payer::Jkn1, Payer::Jkn2, Payer::Jkn3] {
            // Some systems send a class with an intensive bed; it changes nothing.
            for class in [CareClass::None, CareClass::One, CareClass::Vvip] {
                assert_eq!(RULES.right(payer, bed_type, class, OwnClass::Free), Right::Covered, "{payer} in {bed_type}");
            }
        }
    }
    assert_eq!(short(RULES.right(Payer::Jkn3, BedType::Psychiatric, CareClass::One, OwnClass::Full)), "not");
}

#[test]
fn who_pays_alone_may_lie_anywhere_and_a_policy_is_not_ours_to_read() {
    for &class in CareClass::ALL {
        for bed_type in [BedType::General, BedType::Icu, BedType::Unmapped] {
            assert_eq!(short(RULES.right(Payer::SelfPay, bed_type, class, OwnClass::Full)), "own cost");
            assert_eq!(short(RULES.right(Payer::Insurance, bed_type, class, OwnClass::Full)), "policy");
        }
    }
}

#[test]
fn a_bed_nobody_has_mapped_promises_nothing() {
    assert_eq!(short(RULES.right(Payer::Jkn3, BedType::Unmapped, CareClass::None, OwnClass::Free)), "ask");
    assert_eq!(short(RULES.right(Payer::Jkn3, BedType::Unmapped, CareClass::Three, OwnClass::Free)), "covered");
}

#[test]
fn the_days_one_class_up_are_a_setting() {
    let rules = RightsRules { one_up_max_days: 5 };
    assert_eq!(rules.right(Payer::Jkn2, BedType::General, CareClass::One, OwnClass::Full), Right::OneUp { max_days: 5 });
    assert_eq!(RightsRules::default(), RULES);
}

#[test]
fn the_own_class_is_full_only_when_every_ward_of_it_says_so() {
    let own = |wards: &[&str]| {
        let wards: Vec<_> = wards.iter().map(|story| ward(&format!("{story}; now 12:00"))).collect();
        OwnClass::of(&PoolSum::of_wards(&wards))
    };
    let (full, free, old) = ("aplicares 9 beds 0 free at 11:50", "aplicares 9 beds 1 free at 11:50", "aplicares 9 beds 4 free at 04:00");
    assert_eq!(own(&[full]), OwnClass::Full);
    assert_eq!(own(&[full, free]), OwnClass::Free);
    assert_eq!(own(&[full, old]), OwnClass::Unknown, "the silent ward may have a bed");
    assert_eq!(own(&[free, old]), OwnClass::Free);
    assert_eq!(own(&[old]), OwnClass::Unknown);
    assert_eq!(own(&[]), OwnClass::Unknown, "no such class in this hospital");
}

#[test]
fn the_own_classes_of_a_participant_are_covered_unconditionally() {
    for &payer in Payer::ALL {
        for &class in payer.own_classes() {
            for own in [OwnClass::Free, OwnClass::Full, OwnClass::Unknown] {
                assert_eq!(RULES.right(payer, BedType::General, class, own), Right::Covered, "{payer} {class}");
            }
        }
    }
}
