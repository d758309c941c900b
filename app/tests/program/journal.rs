//! `sigap journal …` on both engines.

use super::city::{City, run, word};

#[test]
fn what_a_command_wrote_is_sealed_when_it_ends() {
    for city in City::on_both() {
        city.add_hospital("0301R001");
        city.well(&["user", "add", "--email", "admin@dinkes.example", "--role", "admin"]);
        let said = city.well(&["journal", "verify"]);
        assert!(said.starts_with("The journal holds") && said.contains("none waits for the seal"), "{said}");
        assert!(!said.contains(" 0 entries"), "{said}");
        assert!(said.contains("The reading log holds: 0 readings"), "{said}");
    }
}

#[test]
fn a_month_that_is_not_closed_is_not_taken_out() {
    for city in City::on_both() {
        city.add_hospital("0301R001");
        let file = city.file("month.jsonl");
        let open = city.run(&["journal", "archive", "2026-01", word(&file)]);
        assert!(open.code == 1 && open.err.contains("no closed month 2026-01") && open.err.contains("running server"), "{}", open.err);
        let wrong = city.run(&["journal", "archive", "januari", word(&file)]);
        assert!(wrong.code == 1 && wrong.err.contains("2026-11"), "{}", wrong.err);
        assert!(!file.exists());
    }
}

#[test]
fn a_file_is_checked_without_a_database() {
    let city = City::on_sqlite();
    // An empty month as anybody could write one: header alone, the head of before.
    let header = r#"{"sigap_journal":1,"realm":"main","segment":"2026-10","first_seq":1,"last_seq":0,"before_hash":"sigap","head_hash":"sigap","closed_at":"2026-11-01T01:00:00.000Z"}"#;
    let file = city.write("month.jsonl", header);
    let well = run(&["journal", "verify", "--file", word(&file)]);
    assert!(
        well.code == 0 && well.out.contains("0 entries of 2026-10") && well.err.contains("/api/v1/journal/heads"),
        "{}{}",
        well.out,
        well.err
    );
    let broken = city.write("broken.jsonl", &header.replace("\"last_seq\":0", "\"last_seq\":3"));
    let said = run(&["journal", "verify", "--file", word(&broken)]);
    assert!(said.code == 3 && said.out.contains("broken at entry 1: an entry is missing"), "{}", said.out);
    let other = city.write("other.jsonl", "hello");
    assert_eq!(run(&["journal", "verify", "--file", word(&other)]).code, 1);
}
