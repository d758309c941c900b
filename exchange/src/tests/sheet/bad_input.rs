//! Each kind of bad file and bad row, and the sentence its sender reads.

use super::{rows, told};
use crate::sheet::{BYTES_MAX, CELL_CHARS_MAX, Column, ROWS_MAX, SheetFault, Table};

/// A row under a header with every column that can go wrong.
fn check(row: &str, sentence: &str) {
    let text = format!("Kode ruang;Nama ruang;Kelas;Kapasitas;Terisi;Kosong;Rusak;Tanggal;Jam\n{row}\n");
    assert_eq!(told(text.as_bytes()), format!("bad 2 {sentence}"), "{row}");
}

#[test]
fn a_wrong_row_is_told_column_by_column() {
    for (row, sentence) in [
        (";Melati;1;24;15;7;;;", "Kolom Kode ruang wajib diisi."),
        ("-;Melati;1;24;15;7;;;", "Kolom Kode ruang wajib diisi."),
        ("A\u{200b}B;Melati;1;24;15;7;;;", "Kolom Kode ruang memuat karakter kendali atau karakter tak terlihat."),
        ("A;Melati;1;dua puluh;15;7;;;", "Kolom Kapasitas harus berupa bilangan bulat."),
        ("A;Melati;1;24 TT;15;7;;;", "Kolom Kapasitas harus berupa bilangan bulat."),
        ("A;Melati;1;24;15;tidak ada;;;", "Kolom Kosong harus berupa bilangan bulat."),
        ("A;Melati;1;24;15;(7);;;", "Kolom Kosong harus berupa bilangan bulat."),
        ("A;Melati;1;1.000;15;7;;;", "Kolom Kapasitas harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("A;Melati;1;24,5;15;7;;;", "Kolom Kapasitas harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("A;Melati;1;100001;15;7;;;", "Kolom Kapasitas paling besar 100.000."),
        ("A;Melati;1;24;15;-7;;;", "Kolom Kosong tidak boleh negatif."),
        ("A;Melati;1;24;15;25;;;", "Kolom Kosong (25) tidak boleh lebih besar dari Kapasitas (24)."),
        ("A;Melati;1;24;;;;;", "Isi Kosong, atau Kapasitas dan Terisi."),
        ("A;Melati;1;;15;;;;", "Isi Kosong, atau Kapasitas dan Terisi."),
        ("A;Melati;1;24;15;=D2-E2;;;", "Kolom Kosong berisi rumus tanpa hasil. Simpan ulang berkas dari Excel, atau tulis nilainya."),
        ("A;#N/A;1;24;15;7;;;", "Kolom Nama ruang berisi galat rumus Excel."),
        ("A;Melati;1;24;15;7;;kemarin;", "Kolom Tanggal harus berupa tanggal dan jam, misalnya 22/11/2026 10.15."),
        ("A;Melati;1;24;15;7;;22/11/26;10.15", "Kolom Tanggal harus memuat tahun empat angka, misalnya 22/11/2026 10.15."),
        ("A;Melati;1;24;15;7;;;10.15", "Kolom Waktu hanya memuat jam. Tulis juga tanggalnya, misalnya 22/11/2026 10.15."),
        ("A;Melati;1;24;15;7", "Baris ini punya 6 sel, seharusnya 9."),
        ("A;Melati;1;24;15;7;0;;;x", "Baris ini punya 10 sel, seharusnya 9."),
    ] {
        check(row, sentence);
    }
    check(&format!("{};Melati;1;24;15;7;;;", "é".repeat(51)), "Kolom Kode ruang paling panjang 50 karakter.");
    check(&format!("A;{};1;24;15;7;;;", "é".repeat(101)), "Kolom Nama ruang paling panjang 100 karakter.");
    check(&format!("A;Melati;{};24;15;7;;;", "é".repeat(61)), "Kolom Kelas paling panjang 60 karakter.");
}

#[test]
fn all_mistakes_of_a_row_are_told_at_once_and_by_field_for_pages() {
    check(
        ";;1;x;1,5;-1;#REF!;10.15;kapan",
        "Kolom Kode ruang wajib diisi. Kolom Kapasitas harus berupa bilangan bulat. Kolom Terisi harus berupa bilangan bulat tanpa pecahan dan tanpa \
         pemisah ribuan. Kolom Kosong tidak boleh negatif. Kolom Rusak berisi galat rumus Excel. Kolom Waktu harus berupa tanggal dan jam, misalnya \
         22/11/2026 10.15.",
    );
    let read = rows(b"Ruang;Kapasitas;Kosong;Rusak\nA;2;3;=\nA;2;2;1\n\"B\";1;;").unwrap();
    let errors: Vec<_> = read.bad.iter().map(|(row, faults)| (*row, faults.field_errors())).collect();
    assert_eq!(errors[0].1.first("free"), Some("field-above?other=Kapasitas&value=3&limit=2"));
    assert_eq!(errors[0].1.first(Column::Blocked.code()), Some("cell-formula"));
    assert_eq!((errors[1].0, errors[1].1.first("row")), (3, Some("row-twice?row=2")));
    assert_eq!((errors[2].0, errors[2].1.first("row")), (4, Some("row-no-free")));
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let long = "x".repeat(CELL_CHARS_MAX + 1);
    let many: String = (0..=ROWS_MAX).map(|row| format!("{row};1\n")).collect();
    let wide = vec!["x"; 65].join(";");
    for (bytes, sentence, id) in [
        (b"".to_vec(), "Berkas ini tidak berisi baris.", "file-empty"),
        (b"\xef\xbb\xbf\r\n;;;\r\n".to_vec(), "Berkas ini tidak berisi baris.", "file-empty"),
        (b"Ruang;Kosong\n".to_vec(), "Berkas ini tidak berisi baris.", "file-empty"),
        (vec![b'a'; BYTES_MAX + 1], "Berkas terlalu besar. Paling besar 2 MB; bagi menjadi beberapa berkas.", "file-too-large?max=2"),
        (
            b"Ruang;Kosong\nCaf\xe9;3\n".to_vec(),
            "Berkas ini bukan teks UTF-8. Simpan ulang sebagai \"CSV UTF-8\" atau .xlsx.",
            "file-not-utf8",
        ),
        (b"\xff\xfeR\0u\0".to_vec(), "Berkas ini bukan teks UTF-8. Simpan ulang sebagai \"CSV UTF-8\" atau .xlsx.", "file-not-utf8"),
        (
            b"%PDF-1.4 \n".to_vec(),
            "Berkas ini bukan CSV dan bukan .xlsx. Simpan ulang dari Excel sebagai .xlsx atau \"CSV UTF-8\".",
            "file-unreadable",
        ),
        (
            b"a;b\0\n1;2".to_vec(),
            "Berkas ini bukan CSV dan bukan .xlsx. Simpan ulang dari Excel sebagai .xlsx atau \"CSV UTF-8\".",
            "file-unreadable",
        ),
        (
            b" <html><table>".to_vec(),
            "Berkas ini halaman web, bukan lembar kerja. Buka dengan Excel, lalu simpan sebagai .xlsx.",
            "file-html",
        ),
        (
            b"satu\ndua\ntiga\n".to_vec(),
            "Baris judul kolom tidak ditemukan. Tulis nama kolom di baris pertama, misalnya Kode ruang, Nama ruang, Kapasitas, Kosong.",
            "file-no-header",
        ),
        (
            b"a;b\n\"1;2\n".to_vec(),
            "Tanda kutip di baris 2 tidak ditutup. Periksa baris itu, lalu kirim kembali.",
            "file-unclosed-quote?row=2",
        ),
        (
            format!("a;b\n{long};2\n").into_bytes(),
            "Isi sel terlalu panjang (baris 2). Paling panjang 1.000 karakter.",
            "file-cell-too-long?row=2&max=1000",
        ),
        (
            format!("a;b\n{wide}\n").into_bytes(),
            "Kolom terlalu banyak (baris 2). Paling banyak 64 kolom.",
            "file-too-many-columns?row=2&max=64",
        ),
        (
            many.into_bytes(),
            "Baris terlalu banyak. Paling banyak 2.000 baris; bagi menjadi beberapa berkas.",
            "file-too-many-rows?max=2000",
        ),
    ] {
        let fault = Table::read(&bytes, None).unwrap_err();
        assert_eq!((fault.to_string().as_str(), fault.message_id().as_str()), (sentence, id));
    }
    assert_eq!(Table::read(b"\xff", Some("beds.XLSX")).unwrap_err(), SheetFault::Damaged, "the name helps to say what is wrong");
    assert!(Table::read(b"Ruang;Kosong\nA;3\n", Some("beds.xlsx")).is_ok(), "and does not decide");
}
