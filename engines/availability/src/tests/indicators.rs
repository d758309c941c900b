//! BOR, AvLOS, TOI, BTO and the Barber–Johnson chart: the worked month of the textbook, what is unknown, and laws for every input.

use proptest::prelude::*;

use crate::indicators::*;

/// TT 100, t 30, HP 2,250, D 500, LD 2,150, deaths 15 of which 9 late.
fn worked() -> Period {
    let deaths = Some(Deaths { all: 15, late: 9 });
    Period { days: 30.0, bed_days: 3_000.0, patient_days: 2_250.0, discharged: Some(500.0), stay_days: Some(2_150.0), deaths }
}

fn near(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found - expected).abs() < 1e-6)
}

#[test]
fn the_worked_month_gives_the_figures_of_the_textbook() {
    let found = worked().indicators();
    for (name, found, expected) in [
        ("BOR", found.bor_pct, 75.0),
        ("AvLOS", found.avlos_days, 4.3),
        ("TOI", found.toi_days, 1.5),
        ("BTO", found.bto, 5.0),
        ("BTO of a year", found.bto_year, 5.0 * 365.0 / 30.0),
        ("GDR", found.gdr_permille, 30.0),
        ("NDR", found.ndr_permille, 18.0),
        ("L of the chart", found.point.map(|point| point.stay_days), 4.5),
    ] {
        assert!(near(found, expected), "{name}: {found:?}");
    }
    let point = found.point.unwrap();
    assert!(near(point.bor_pct(), 75.0) && point.is_efficient());
    assert!(near(bor_line_stay_days(75.0, 2.5), 7.5), "the trick of drawing: (10 − 7.5, 7.5)");
    assert!(near(bto_intercept_days(30.0, 5.0), 6.0) && near(Some(point.stay_days + point.toi_days), 6.0));
}

#[test]
fn what_is_not_known_is_no_figure() {
    let none = Indicators::default();
    assert_eq!(Period::default().indicators(), none);
    let empty = Period { days: 30.0, bed_days: 3_000.0, ..Period::default() }.indicators();
    assert_eq!(empty, Indicators { bor_pct: Some(0.0), ..none }, "nobody discharged that anybody told of");
    let nobody = Period { discharged: Some(0.0), ..worked() }.indicators();
    assert_eq!((nobody.avlos_days, nobody.toi_days, nobody.gdr_permille, nobody.point), (None, None, None, None));
    assert!(near(nobody.bto, 0.0) && near(nobody.bor_pct, 75.0));
    let crowded = Period { patient_days: 3_300.0, ..worked() }.indicators();
    assert_eq!((crowded.toi_days, crowded.point), (None, None), "no time between two patients is no time of less than none");
    assert!(near(crowded.bor_pct, 110.0));
}

#[test]
fn the_efficient_region_ends_where_the_book_says() {
    for (toi_days, stay_days, is_efficient) in [
        (1.0, 3.0, true),
        (3.0, 9.0, true),
        (1.5, 4.5, true),
        (0.9, 4.0, false),
        (3.1, 11.0, false),
        (1.0, 2.9, false),
        (2.0, 5.9, false),
        (1.0, 12.0, false),
        (1.0, 11.1, true),
    ] {
        assert_eq!(BarberJohnson { toi_days, stay_days }.is_efficient(), is_efficient, "{toi_days} {stay_days}");
    }
}

#[test]
fn ranges_stand_under_the_name_of_who_set_them() {
    use Indicator::{AvLos, Bor, BtoYear, Gdr, Ndr, Toi};
    let holds = |standard: Standard, of, value| standard.range(of).map(|range| range.holds(value));
    for (standard, of, value, expected) in [
        (Standard::Kemenkes, Bor, 59.9, Some(Within::Below)),
        (Standard::Kemenkes, Bor, 60.0, Some(Within::Inside)),
        (Standard::Kemenkes, Bor, 85.1, Some(Within::Above)),
        (Standard::BarberJohnson, Bor, 70.0, Some(Within::Below)),
        (Standard::Kemenkes, AvLos, 4.0, Some(Within::Below)),
        (Standard::BarberJohnson, AvLos, 4.0, Some(Within::Inside)),
        (Standard::Kemenkes, Toi, 3.5, Some(Within::Above)),
        (Standard::BarberJohnson, BtoYear, 90.0, Some(Within::Inside)),
        (Standard::Kemenkes, BtoYear, 60.0, Some(Within::Above)),
        (Standard::Kemenkes, Gdr, 30.0, Some(Within::Inside)),
        (Standard::BarberJohnson, Ndr, 18.0, None),
    ] {
        assert_eq!(holds(standard, of, value), expected, "{standard:?} {of:?} {value}");
    }
    assert!(!AvLos.is_judged() && Bor.is_judged());
}

#[test]
fn the_lines_of_stated_figures_meet_or_are_named() {
    let good = Stated { bor_pct: Some(75.0), avlos_days: Some(4.3), toi_days: Some(1.5), bto: Some(5.0) };
    assert_eq!(oddities(&worked(), &good), []);
    let rounded = Stated { bor_pct: Some(75.04), ..good };
    assert_eq!(oddities(&worked(), &rounded), [], "within the tolerance");
    let wrong = Stated { bor_pct: Some(82.0), ..good };
    let found = oddities(&worked(), &wrong);
    assert!(matches!(found[..], [Oddity::Bor(Differs { .. }), Oddity::LinesApart { apart_days }] if apart_days > 1.5), "{found:?}");
    let alone = Stated { bto: Some(4.0), ..Stated::default() };
    assert!(matches!(oddities(&worked(), &alone)[..], [Oddity::Bto(Differs { .. })]), "lines need three figures");
    assert_eq!(oddities(&worked(), &Stated::default()), []);
}

#[test]
fn odd_inputs_are_named() {
    let of = |period: Period| oddities(&period, &Stated::default());
    assert!(matches!(of(Period { patient_days: 3_001.0, ..worked() })[..], [Oddity::MorePatientsThanBeds { .. }]));
    assert!(matches!(of(Period { discharged: Some(2_400.0), stay_days: None, ..worked() })[..], [Oddity::MoreDischargedThanDays { .. }]));
    assert!(matches!(of(Period { stay_days: Some(499.0), ..worked() })[..], [Oddity::StaysTooShort { .. }]));
}

prop_compose! {
    fn any_period()(
        days in 0_u32..40,
        beds in 0_u32..900,
        patient_days in 0_u32..40_000,
        discharged in proptest::option::of(0_u32..9_000),
        stay_days in proptest::option::of(0_u32..60_000),
        late in 0_u32..90,
        early in 0_u32..90,
    ) -> Period {
        Period {
            days: f64::from(days),
            bed_days: f64::from(days * beds),
            patient_days: f64::from(patient_days),
            discharged: discharged.map(f64::from),
            stay_days: stay_days.map(f64::from),
            deaths: Some(Deaths { all: late + early, late }),
        }
    }
}

fn to_tenth(value: Option<f64>) -> Option<f64> {
    value.map(|value| (value * 10.0).round() / 10.0)
}

proptest! {
    #[test]
    fn no_figure_is_ever_below_nothing_or_endless(period in any_period()) {
        let found = period.indicators();
        for which in Indicator::ALL {
            prop_assert!(found.get(*which).is_none_or(|value| value.is_finite() && value >= 0.0), "{which:?} {found:?}");
        }
    }

    #[test]
    fn the_lines_of_counted_figures_always_meet(period in any_period()) {
        let found = period.indicators();
        if let (Some(point), Some(bor), Some(bto)) = (found.point, found.bor_pct, found.bto)
            && point.toi_days > 0.001
            && bor > 0.001
        {
            let on_bor = bor_line_stay_days(bor, point.toi_days).unwrap();
            let on_bto = bto_intercept_days(period.days, bto).unwrap() - point.toi_days;
            prop_assert!((on_bor - point.stay_days).abs() < 1e-6 * (1.0 + point.stay_days));
            prop_assert!((on_bto - point.stay_days).abs() < 1e-6 * (1.0 + point.stay_days));
        }
    }

    #[test]
    fn figures_stated_to_a_tenth_are_no_oddity(period in any_period()) {
        let found = period.indicators();
        let stated = Stated {
            bor_pct: to_tenth(found.bor_pct),
            avlos_days: to_tenth(found.avlos_days),
            toi_days: to_tenth(found.toi_days),
            bto: to_tenth(found.bto),
        };
        let odd = oddities(&period, &stated);
        let is_of_inputs = |odd: &Oddity| matches!(
            odd,
            Oddity::MorePatientsThanBeds { .. } | Oddity::MoreDischargedThanDays { .. } | Oddity::StaysTooShort { .. }
        );
        prop_assert!(odd.iter().all(is_of_inputs), "{odd:?}");
    }

    #[test]
    fn twice_the_hospital_has_the_same_figures(period in any_period()) {
        let twice = Period {
            bed_days: period.bed_days * 2.0,
            patient_days: period.patient_days * 2.0,
            discharged: period.discharged.map(|number| number * 2.0),
            ..period
        };
        let (one, two) = (period.indicators(), twice.indicators());
        prop_assert_eq!(one.bor_pct, two.bor_pct);
        prop_assert_eq!(one.toi_days, two.toi_days);
        prop_assert_eq!(one.bto, two.bto);
    }
}
