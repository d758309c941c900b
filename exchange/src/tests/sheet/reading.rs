//! What good files say.

use super::told;
use crate::sheet::{Table, TableNote, template_csv};

fn check(text: &str, expected: &str) {
    assert_eq!(told(text.as_bytes()), expected, "{text}");
}

#[test]
fn a_list_with_every_column_is_read() {
    check(
        "Kode ruang;Nama ruang;Kelas;L/P;Kapasitas;Terisi;Kosong;Dibersihkan;Rusak;Dipesan;Antrean IGD;Waktu\n\
         MLT3;Ruang Melati;Kelas III;L;24;15;7;1;1;0;2;22/11/2026 10.15\n",
        "ok 2 MLT3/\"Ruang Melati\" general.3.male.any.no 7/24 occ 15 [1,1,0,2] @2026-11-22 10:15:00",
    );
}

#[test]
fn titles_above_the_header_are_passed_over_and_counted() {
    let text = "\u{feff}RSUD Rekaan,,,\nData per 22 November, jam 10,,\n\nNo,Ruangan,Jumlah TT,Kosong\n1,Melati,24,7\n2,ICU,8,0\n,JUMLAH,32,7\n,Mengetahui,,\n";
    check(
        text,
        "ok 5 Melati/\"Melati\" unmapped.none.any.any.no 7/24 occ ? [?,?,?,?] | ok 6 ICU/\"ICU\" unmapped.none.any.any.no 0/8 occ ? [?,?,?,?] \
         | bad 8 Isi Kosong, atau Kapasitas dan Terisi. | note 7 Total",
    );
    let table = Table::read(text.as_bytes(), None).unwrap();
    assert_eq!((table.header_row(), table.notes()), (4, [TableNote::TitleRows(2)].as_slice()));
}

#[test]
fn a_header_over_two_rows_is_read_as_one() {
    check(
        "No;Nama Ruang;Kelas;Tempat Tidur;;\n;;;Jumlah;Terisi;Kosong\n1;Melati;I;10;4;6\n",
        "ok 3 Melati/\"Melati\" general.1.any.any.no 6/10 occ 4 [?,?,?,?]",
    );
}

#[test]
fn free_beds_follow_from_capacity_and_occupied_and_are_never_below_zero() {
    check(
        "Ruang;Kelas;Kapasitas;Terisi;Rusak\nMelati;1;10;4;2\nMawar;2;10;12;\nAnggrek;3;10;10;-\n",
        "ok 2 Melati/\"Melati\" general.1.any.any.no ~6/10 occ 4 [?,2,?,?] | ok 3 Mawar/\"Mawar\" general.2.any.any.no ~0/10 occ 12 [?,?,?,?] \
         | ok 4 Anggrek/\"Anggrek\" general.3.any.any.no ~0/10 occ 10 [?,?,?,?]",
    );
}

#[test]
fn one_room_may_stand_once_for_each_class_and_sex() {
    check(
        "Ruang;Kelas;L/P;Kosong\nMelati;1;L;1\nMelati;Kelas 1;Pria;1\nMelati;I;Wanita;2\nMELATI;2;L;3\n",
        "ok 2 Melati/\"Melati\" general.1.male.any.no 1/? occ ? [?,?,?,?] | ok 4 Melati/\"Melati\" general.1.female.any.no 2/? occ ? [?,?,?,?] \
         | ok 5 MELATI/\"MELATI\" general.2.male.any.no 3/? occ ? [?,?,?,?] | bad 3 Ruang ini sama dengan baris 2 di berkas ini.",
    );
}

#[test]
fn sums_headers_and_numberings_are_no_rooms() {
    check(
        "Kode;Ruang;Kelas;Kapasitas;Kosong\n(1);(2);(3);(4);(5)\nA;Melati;1;10;4\nKode;Ruang;Kelas;Kapasitas;Kosong\n;Jumlah kelas 1;;10;4\n;;;;\nTOTAL;;;10;4\n\
         Sub Total;;;10;4\nTC;Total Care;VIP;2;1\n",
        "ok 3 A/\"Melati\" general.1.any.any.no 4/10 occ ? [?,?,?,?] | ok 9 TC/\"Total Care\" general.vip.any.any.no 1/2 occ ? [?,?,?,?] \
         | note 2 Numbering | note 4 Header | note 5 Total | note 7 Total | note 8 Total",
    );
}

#[test]
fn a_day_and_a_time_may_stand_apart() {
    check(
        "Ruang;Kelas;Kosong;Tanggal;Jam\nA;1;1;22/11/2026;10.15\nB;1;1;22-11-2026;\nC;1;1;;\nD;1;1;2026-11-22;2026-11-23 08:00\n",
        "ok 2 A/\"A\" general.1.any.any.no 1/? occ ? [?,?,?,?] @2026-11-22 10:15:00 | ok 3 B/\"B\" general.1.any.any.no 1/? occ ? [?,?,?,?] \
         @2026-11-22 00:00:00 | ok 4 C/\"C\" general.1.any.any.no 1/? occ ? [?,?,?,?] | ok 5 D/\"D\" general.1.any.any.no 1/? occ ? [?,?,?,?] \
         @2026-11-23 08:00:00",
    );
}

#[test]
fn what_looks_like_a_formula_in_a_name_is_a_name() {
    check(
        "Kode;Nama;Kelas;Kosong\n=cmd|' /C calc'!A0;\"=HYPERLINK(\"\"http://x\"\")\";2;3\n'@SUM;+A1;2;3\n",
        "ok 2 =cmd|' /C calc'!A0/\"=HYPERLINK(\\\"http://x\\\")\" general.2.any.any.no 3/? occ ? [?,?,?,?] | ok 3 @SUM/\"+A1\" general.2.any.any.no 3/? occ ? [?,?,?,?]",
    );
}

#[test]
fn the_template_is_understood_and_its_example_is_no_room() {
    let template = template_csv();
    check(&template, "note 2 Example");
    let filled = template.replace("CONTOH-REKAAN", "MLT");
    check(&filled, "ok 2 MLT/\"Ruang Melati (contoh rekaan)\" general.3.any.any.no 7/24 occ 15 [1,1,0,0] @2026-11-22 10:15:00");
    assert!(template.is_ascii());
}
