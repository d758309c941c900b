//! Mappings: what is proposed, what is remembered, what no longer fits.

use sigap_kernel::Zone;

use crate::sheet::{Column, Mapping, MappingFault, Table, read_rows};

fn table(header: &str) -> Table {
    Table::read(format!("{header}\n{}\n", header.split(';').map(|_| "1").collect::<Vec<_>>().join(";")).as_bytes(), None).unwrap()
}

fn fit(json: &str, header: &str) -> Result<Vec<(Column, usize)>, Vec<MappingFault>> {
    let mapping: Mapping = serde_json::from_str(json).unwrap();
    let fitted = mapping.fit(&table(header))?;
    Ok(Column::ALL.iter().filter_map(|column| Some((*column, fitted.place(*column)?))).collect())
}

#[test]
fn a_mapping_is_remembered_by_header_and_fits_a_file_in_another_order() {
    let mapping = Mapping::propose(&table("Kode Ruang;Nama;TT Kosong;Catatan"));
    let json = serde_json::to_string(&mapping).unwrap();
    assert_eq!(json, r#"{"Kode Ruang":"code","Nama":"name","TT Kosong":"free"}"#);
    assert_eq!(fit(&json, "x;tt_kosong;NAMA;kode  ruang"), Ok(vec![(Column::Code, 3), (Column::Name, 2), (Column::Free, 1)]));
}

#[test]
fn of_two_headers_the_surer_word_is_proposed() {
    let mapping = Mapping::propose(&table("Jumlah;Ruang;Kapasitas;Nama Ruang;Sisa;Kosong;Kelas;Kelas"));
    let proposed: Vec<_> = mapping.iter().collect();
    assert_eq!(proposed, [("Kapasitas", Column::Capacity), ("Kosong", Column::Free), ("Nama Ruang", Column::Name)]);
}

#[test]
fn a_person_can_change_what_was_proposed() {
    let mut mapping = Mapping::propose(&table("Ruang;Sisa;X"));
    mapping.set("SISA", None);
    mapping.set("X", Some(Column::Occupied));
    mapping.set("x", Some(Column::Free));
    mapping.set(" ", Some(Column::Class));
    assert_eq!(mapping.iter().collect::<Vec<_>>(), [("Ruang", Column::Name), ("x", Column::Free)]);
    assert_eq!((mapping.get("X"), mapping.get("sisa")), (Some(Column::Free), None));
}

#[test]
fn everything_that_does_not_fit_is_said_at_once() {
    let json = r#"{"A":"code","B":"capacity","C":"cleaning","D":"cleaning","E":"occupied"}"#;
    let faults = fit(json, "B;b;Z").unwrap_err();
    let expected = [
        MappingFault::Missing(Column::Code),
        MappingFault::Doubled(Column::Capacity),
        MappingFault::Missing(Column::Occupied),
        MappingFault::Twice(Column::Cleaning),
    ];
    assert_eq!(faults, expected);
    let sentences: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        [
            "Kolom untuk Kode ruang tidak ada lagi di berkas ini. Pilih kolom penggantinya.",
            "Kolom untuk Kapasitas ada lebih dari sekali di berkas ini. Ubah salah satu nama kolomnya.",
            "Kolom untuk Terisi tidak ada lagi di berkas ini. Pilih kolom penggantinya.",
            "Dibersihkan dipilih untuk lebih dari satu kolom. Pilih satu saja.",
        ]
    );
    let faults = fit(r#"{"A":"capacity"}"#, "A;B").unwrap_err();
    let sentences: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(sentences, ["Pilih kolom untuk Kode ruang atau Nama ruang.", "Pilih kolom untuk Kosong, atau untuk Kapasitas dan Terisi."]);
    assert_eq!(faults[0].message_id(), "mapping-no-room");
    assert_eq!(expected[1].message_id(), "mapping-doubled?column=capacity");
    assert!(serde_json::from_str::<Mapping>(r#"{"A":"beds"}"#).is_err());
}

#[test]
fn a_fitted_mapping_on_another_table_reads_nothing_wrong_and_does_not_stop() {
    let fitted = serde_json::from_str::<Mapping>(r#"{"A":"name","C":"free"}"#).unwrap().fit(&table("A;B;C")).unwrap();
    assert_eq!(read_rows(&table("A;B"), &fitted, Zone::Wib).good.len(), 0);
}
