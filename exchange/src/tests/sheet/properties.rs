//! Properties that hold for every file.

use proptest::prelude::*;
use sigap_kernel::Zone;

use super::{rows, told};
use crate::sheet::{BEDS_MAX, Column, Mapping, Table, pool_of, read_rows};
use crate::tests::workbook::{Workbook, texts};

fn book() -> Vec<u8> {
    Workbook::of(
        &(texts(1, &["Ruang", "Kelas", "Kapasitas", "Kosong", "Waktu"]) + &texts(2, &["Melati", "2", "24", "7", "22/11/2026 10.15"])),
    )
    .bytes()
}

fn check_sentences(bytes: &[u8]) -> Result<(), TestCaseError> {
    match rows(bytes) {
        Err(sentence) => prop_assert!(sentence.ends_with('.') && !sentence.chars().any(char::is_control), "{:?}", sentence),
        Ok(rows) => {
            for (_, faults) in &rows.bad {
                let sentence = faults.to_string();
                prop_assert!(sentence.ends_with('.') && !sentence.chars().any(char::is_control), "{:?}", sentence);
                prop_assert!(!faults.field_errors().is_empty());
            }
            for beds in &rows.good {
                prop_assert!(!beds.code.is_empty() && !beds.name.is_empty() && beds.free <= BEDS_MAX);
                prop_assert!(beds.capacity.is_none_or(|capacity| beds.free <= capacity));
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_stop_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check_sentences(&bytes)?;
        check_sentences(&[b"PK\x03\x04".as_slice(), &bytes].concat())?;
    }

    #[test]
    fn no_text_like_a_table_stops_the_reader(
        header in "(Kode|Ruang|Kelas|L/P|Kapasitas|Terisi|Kosong|Rusak|Tanggal|Jam|;|,|\t|\"|\n){0,30}",
        text in "(Melati|Jumlah|ICU|[0-9]{1,6}|-|=|#REF!|22/11/2026|10.15|é|;|,|\t|\"|\r\n|\n| ){0,80}",
    ) {
        check_sentences(format!("{header}\n{text}").as_bytes())?;
    }

    #[test]
    fn a_damaged_workbook_is_refused_with_a_sentence_or_still_read(
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4), cut in any::<proptest::sample::Index>(), cuts in any::<bool>(),
    ) {
        let mut bytes = book();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        check_sentences(&bytes)?;
    }

    #[test]
    fn no_xml_like_sheet_stops_the_reader(rows in "(<row( r=\"[0-9]{1,10}\")?>|</row>|<row/>|<c( r=\"[A-Z]{1,4}[0-9]{1,3}\")?( t=\"(s|b|n|str|e|inlineStr|d)\")?( s=\"[0-9]\")?>|</c>|<c/>|<v>|</v>|<f>|</f>|<is><t>|</t></is>|&amp;|&x;|Ruang|Kosong|[0-9.eE-]{1,8}){0,40}") {
        check_sentences(&Workbook { texts: "<si><t>Ruang</t></si><si><t>Kosong</t></si>".to_owned(), ..Workbook::of(&rows) }.bytes())?;
    }

    #[test]
    fn the_same_rows_say_the_same_in_csv_and_in_a_workbook(
        cells in proptest::collection::vec(("[A-Z][a-z]{1,6}", "(Kelas [123]|VIP|ICU|XYZ|-)?", "[0-9]{0,3}", "(-|[0-9]{1,3})?"), 1..8), separator in "[;,\t]",
    ) {
        let header = ["Ruang", "Kelas", "Kapasitas", "Kosong"];
        let mut csv = header.join(&separator);
        let mut sheet = texts(1, &header);
        for ((name, class, capacity, free), row) in cells.iter().zip(2..) {
            csv += &format!("\r\n{}", [name.as_str(), class, capacity, free].join(&separator));
            sheet += &texts(row, &[name, class, capacity, free]);
        }
        prop_assert_eq!(told(csv.as_bytes()), told(&Workbook::of(&sheet).bytes()));
    }

    #[test]
    fn what_is_written_reads_back(code in "[A-Z0-9]{1,10}", name in "[A-Za-z;,\"=é]{1,20}", capacity in 0..=BEDS_MAX, share in 0.0..=1.0_f64, cleaning in prop::option::of(0..9_u32)) {
        prop_assume!(code != "TOTAL" && code != "JUMLAH" && code != "JML" && name != "=");
        let free = (f64::from(capacity) * share) as u32;
        let cleaning_text = cleaning.map(|count| count.to_string()).unwrap_or_default();
        let quoted = name.replace('"', "\"\"");
        let text = format!("Nama;Kode;Dibersihkan;Kosong;Kapasitas\n\"{quoted}\";{code};{cleaning_text};{free};{capacity}\n");
        let read = rows(text.as_bytes()).unwrap();
        if let [beds] = read.good.as_slice() {
            prop_assert_eq!((&beds.code, beds.free, beds.capacity, beds.terms.cleaning), (&code, free, Some(capacity), cleaning));
            prop_assert_eq!(beds.name.as_str(), name.as_str());
        } else {
            prop_assert!(false, "{:?}", read);
        }
    }

    #[test]
    fn no_mapping_stops_the_fit(headers in proptest::collection::btree_map("\\PC{0,12}", 0..Column::ALL.len(), 0..8)) {
        let json: serde_json::Map<String, serde_json::Value> =
            headers.into_iter().map(|(header, place)| (header, Column::ALL[place].code().into())).collect();
        let mapping: Mapping = serde_json::from_value(json.into()).unwrap();
        let table = Table::read(b"Kode;Nama;Kosong\n1;2;3\n", None).unwrap();
        if let Ok(fitted) = mapping.fit(&table) {
            let _ = read_rows(&table, &fitted, Zone::Wit);
        }
    }

    #[test]
    fn no_word_stops_the_mapping_to_beds(class in prop::option::of(any::<String>()), bed_type in prop::option::of(any::<String>()), sex in prop::option::of(any::<String>())) {
        let _ = pool_of(class.as_deref(), bed_type.as_deref(), sex.as_deref());
    }
}
