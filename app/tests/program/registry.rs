//! `sigap facility …` on both engines.

use super::city::{City, word};

const FILE: &str = "name,kind,ppk,lat,lon\nRS Melati (rekaan),hospital,0301R001,-6.99,110.42\nPuskesmas Kenanga (rekaan),health_centre,0301P002,-7.01,110.40\n";

#[test]
fn a_file_is_tried_first_and_then_loaded() {
    for city in City::on_both() {
        let file = city.write("facilities.csv", FILE);
        let tried = city.well(&["facility", "import", word(&file), "--dry-run"]);
        assert!(tried.contains("Nothing was written"), "{tried}");
        let missing = city.run(&["key", "list", "--facility", "0301R001"]);
        assert_eq!(missing.code, 1, "the dry run wrote nothing: {}", missing.out);
        let loaded = city.well(&["facility", "import", word(&file)]);
        assert!(loaded.contains("Written"), "{loaded}");
        assert!(city.well(&["key", "list", "--facility", "0301R001"]).contains("no keys"));
        let again = city.well(&["facility", "import", word(&file)]);
        assert!(again.contains("Nothing was written"), "the same file again changes nothing: {again}");
    }
}

#[test]
fn rows_that_cannot_be_used_are_named_and_end_with_three() {
    let city = City::on_sqlite();
    let file = city.write("facilities.csv", "name,kind,ppk\nRS Melati (rekaan),hospital,0301R001\nRS Mawar (rekaan),castle,0301R002\n");
    let said = city.run(&["facility", "import", word(&file)]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    assert!(said.out.contains('3') && said.out.contains("castle"), "row and value are named: {}", said.out);
}

#[test]
fn what_is_wrong_with_a_facility_is_said_with_what_to_do() {
    let city = City::on_sqlite();
    city.add_hospital("0301R001");
    let cases = [
        (["--code", "0301R001", "--lat", "-6.9", "--lon", "110", "--kind", "hospital"], "there already"),
        (["--code", "0301R002", "--lat", "-96.9", "--lon", "110", "--kind", "hospital"], "latitude"),
        (["--code", "0301R002", "--lat", "-6.9", "--lon", "110", "--kind", "castle"], "use one of: hospital"),
    ];
    for (words, expected) in cases {
        let mut all = vec!["facility", "add", "--name", "RS Rekaan"];
        all.extend(words);
        let said = city.run(&all);
        assert_eq!(said.code, 1, "{words:?}: {}", said.out);
        assert!(said.err.contains(expected), "{words:?}: {}", said.err);
    }
}

#[test]
fn a_file_that_is_missing_is_named() {
    let said = City::on_sqlite().run(&["facility", "import", "no-such-file.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("no-such-file.csv"), "{}", said.err);
}
