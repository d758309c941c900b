//! `sigap user …` and `sigap key …` on both engines.

use std::io::Write as _;
use std::process::Stdio;

use super::city::{City, said, word};

#[test]
fn a_user_is_added_with_a_password_that_is_shown_once() {
    for city in City::on_both() {
        city.add_hospital("0301R001");
        let out = city.well(&["user", "add", "--email", "admin@dinkes.example", "--role", "admin"]);
        assert!(out.contains("admin@dinkes.example") && out.contains("Password: "), "{out}");
        let out = city.well(&["user", "add", "--email", "mawar@rs.example", "--role", "ward_nurse", "--facility", "0301R001"]);
        assert!(out.contains("ward_nurse"), "{out}");
        let again = city.run(&["user", "add", "--email", "admin@dinkes.example", "--role", "admin"]);
        assert_eq!(again.code, 1);
        assert!(again.err.contains("email"), "{}", again.err);
    }
}

#[test]
fn a_password_comes_from_a_file_or_from_standard_input() {
    let city = City::on_sqlite();
    let file = city.write("password.txt", "kamar mawar lantai tiga\n");
    let out = city.well(&["user", "add", "--email", "a@dinkes.example", "--role", "admin", "--password-file", word(&file)]);
    assert!(!out.contains("Password"), "a password that was given is not shown: {out}");
    let mut child = city
        .command(&["user", "add", "--email", "b@dinkes.example", "--role", "admin", "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"pendek\n").unwrap();
    let said = said(child.wait_with_output().unwrap());
    assert_eq!(said.code, 1);
    assert!(said.err.contains("password"), "{}", said.err);
}

#[test]
fn a_role_has_to_fit_its_place() {
    let city = City::on_sqlite();
    let nowhere = city.run(&["user", "add", "--email", "n@rs.example", "--role", "ward_nurse"]);
    assert!(nowhere.code == 1 && nowhere.err.contains("--facility PPK"), "{}", nowhere.err);
    let unknown = city.run(&["user", "add", "--email", "n@rs.example", "--role", "king"]);
    assert!(unknown.code == 1 && unknown.err.contains("ward_nurse"), "{}", unknown.err);
}

#[test]
fn a_key_is_added_listed_and_turned_off() {
    for city in City::on_both() {
        city.add_hospital("0301R001");
        let key = ["--facility", "0301R001", "--protocol", "aplicares", "--id", "1000"];
        let with = |words: &[&'static str]| words.iter().copied().chain(key).collect::<Vec<_>>();
        let shown = city.run(&with(&["key", "add", "--secret", "rahasia-uji"]));
        assert_eq!(shown.code, 0, "{}", shown.err);
        assert!(shown.err.contains("warning") && shown.err.contains("--secret-file"), "the argument form warns: {}", shown.err);
        assert!(!shown.out.contains("rahasia-uji") && !shown.err.contains("rahasia-uji"));
        assert!(city.well(&["key", "list", "--facility", "0301R001"]).contains("aplicares\t1000\ton\tnever used"));
        city.well(&with(&["key", "disable"]));
        assert!(city.well(&["key", "list", "--facility", "0301R001"]).contains("aplicares\t1000\toff"));
        city.well(&with(&["key", "enable"]));
        let drawn = city.well(&["key", "add", "--facility", "0301R001", "--protocol", "aplicares", "--id", "1001"]);
        assert!(drawn.contains("Secret: "), "{drawn}");
        let taken = city.run(&with(&["key", "add"]));
        assert_eq!(taken.code, 1, "{}", taken.out);
        let unknown = city.run(&["key", "disable", "--facility", "0301R001", "--protocol", "aplicares", "--id", "9"]);
        assert!(unknown.err.contains("sigap key list"), "{}", unknown.err);
    }
}

#[test]
fn a_secret_comes_from_a_file_and_a_protocol_has_to_be_known() {
    let city = City::on_sqlite();
    city.add_hospital("0301R001");
    let file = city.write("secret.txt", "rahasia-uji\n");
    let out = city.well(&["key", "add", "--facility", "0301R001", "--protocol", "aplicares", "--id", "7", "--secret-file", word(&file)]);
    assert!(!out.contains("Secret"), "{out}");
    let unknown = city.run(&["key", "add", "--facility", "0301R001", "--protocol", "telex", "--id", "7"]);
    assert!(unknown.code == 1 && unknown.err.contains("aplicares"), "{}", unknown.err);
    let nowhere = city.run(&["key", "add", "--facility", "9999X999", "--protocol", "aplicares", "--id", "7"]);
    assert!(nowhere.err.contains("sigap facility add"), "{}", nowhere.err);
}
