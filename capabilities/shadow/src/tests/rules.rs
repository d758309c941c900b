//! The rules as tables: what a comparison comes to, when a hospital is ready, what a pasted table says.

use sigap_kernel::{FacilityId, UtcMs, Zone};

use super::town::{ICU, THREE};
use crate::model::{Book, Figure, Had, Pair, ShadowRules, Summary, Unmet, read_table, read_when, unmet};

fn pair(free: u32, own: Option<u32>) -> Pair {
    let figure = Figure { book: Book::Typed, kind: THREE, at: UtcMs(0), free, beds: Some(24) };
    Pair { facility: FacilityId::from_uuid(Default::default()), figure, own: own.map(|free| Had { free, beds: Some(24), age_s: 600 }) }
}

#[test]
fn a_comparison_says_how_often_how_far_and_in_which_direction() {
    let pairs = [pair(5, Some(5)), pair(5, Some(6)), pair(5, Some(4)), pair(5, Some(9)), pair(5, None)];
    let all = Summary::of(&pairs, 1);
    assert_eq!((all.figures, all.compared, all.equal, all.close), (5, 4, 1, 3));
    assert_eq!((all.share(all.equal), all.share(all.close)), (Some(250), Some(750)));
    assert_eq!((all.mean_milli(), all.mean_abs_milli(), all.mean_age_s()), (Some(1_000), Some(1_500), Some(600)));
    let none = Summary::of(&[pair(5, None)], 1);
    assert_eq!((none.share(none.equal), none.mean_milli(), none.mean_age_s()), (None, None, None));
}

#[test]
fn a_hospital_is_ready_when_nothing_is_missing_and_never_by_rounding_up() {
    let rules = ShadowRules::default();
    let of = |close: u32, apart: u32| {
        let pairs: Vec<Pair> = (0..close).map(|_| pair(5, Some(5))).chain((0..apart).map(|_| pair(5, Some(9)))).collect();
        Summary::of(&pairs, rules.close_within_beds)
    };
    type Case = (u32, Summary, Option<(u32, u32)>, Vec<Unmet>);
    let cases: [Case; 6] = [
        (14, of(18, 2), Some((100, 90)), vec![]),
        (13, of(18, 2), Some((100, 90)), vec![Unmet::Days(13, 14)]),
        (14, of(19, 0), Some((100, 90)), vec![Unmet::Compared(19, 20)]),
        (14, of(899, 101), Some((100, 90)), vec![Unmet::Close(89, 90)]),
        (14, of(18, 2), Some((1_000, 899)), vec![Unmet::OnTime(89, 90)]),
        (0, of(0, 0), None, vec![Unmet::Days(0, 14), Unmet::Compared(0, 20), Unmet::OnTime(0, 90)]),
    ];
    for (days, all, hours, expected) in cases {
        assert_eq!(unmet(&rules, days, &all, hours), expected, "{days} {all:?} {hours:?}");
    }
}

#[test]
fn a_table_is_taken_row_by_row_and_every_mistake_is_named() {
    let now = UtcMs::parse_rfc3339("2026-11-22T12:00:00Z").unwrap();
    let text = "Kelas;Kosong;Kapasitas;Waktu\nKelas 3;5;24;2026-11-22 14:30\nICU;1;6;22/11/2026 08.00\n3;x;24;2026-11-22 14:30\n\
                Kelas 2;1;10;2026-11-22 14:30\nICU;7;6;2026-11-22 14:30\nICU;1;6;2026-11-23 14:30\nICU;1;6;kemarin\nICU;2;;\n";
    let (good, bad) = read_table(text, &[THREE, ICU], Zone::Wib, now).unwrap();
    let at = |text| UtcMs::parse_rfc3339(text).unwrap();
    let told: Vec<_> = good.iter().map(|one| (one.kind, one.free, one.beds, one.at)).collect();
    assert_eq!(
        told,
        [(THREE, 5, Some(24), at("2026-11-22T07:30:00Z")), (ICU, 1, Some(6), at("2026-11-22T01:00:00Z")), (ICU, 2, None, now)]
    );
    let named: Vec<_> = bad.iter().map(|one| (one.row, one.message)).collect();
    assert_eq!(named, [(4, "row-free"), (5, "row-kind"), (6, "row-beds"), (7, "row-when"), (8, "row-when")]);
    for (text, message) in [
        ("", "file-empty"),
        ("Kelas;Kosong\n", "file-empty"),
        ("Nama;Alamat\na;b\n", "table-columns"),
        ("<html><table></table></html>", "table-columns"),
        (&format!("Kelas;Kosong\n{}", "3;1\n".repeat(601)), "table-rows?max=600"),
        (&format!("Kelas;Kosong\n{}", "3;1\n".repeat(2_500)), "table-rows?max=600"),
    ] {
        assert_eq!(read_table(text, &[THREE], Zone::Wib, now).unwrap_err(), message, "{}", text.get(..30).unwrap_or(text));
    }
}

proptest::proptest! {
    /// Whatever is pasted or typed is rows, mistakes or a message, and never a figure that cannot be.
    #[test]
    fn whatever_is_pasted_is_read_or_refused(text in "\\PC{0,200}", rows in "(\\PC{0,9}[;,\t\n]){0,40}", when in "\\PC{0,24}") {
        let now = UtcMs(1_800_000_000_000);
        for text in [text, format!("kelas;kosong;kapasitas;waktu\n{rows}")] {
            if let Ok((good, _)) = read_table(&text, &[THREE, ICU], Zone::Wit, now) {
                proptest::prop_assert!(good.iter().all(|one| one.at <= now && one.beds.is_none_or(|beds| beds >= one.free)));
            }
        }
        let _ = read_when(&when, Zone::Wib);
    }
}
