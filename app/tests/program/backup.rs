//! A city is backed up on one engine and comes back on either; its key ring goes its own way.

use super::city::{City, word};

#[test]
fn a_backup_comes_back_on_either_engine_and_its_journal_holds() {
    for from in City::on_both() {
        from.add_hospital("0301R001");
        from.well(&["user", "add", "--email", "admin@dinkes.example", "--role", "admin"]);
        let file = from.file("city.sigap");
        let out = from.well(&["backup", word(&file)]);
        assert!(out.contains("city.sigap"), "{out}");
        assert_eq!(from.run(&["backup", word(&file)]).code, 1, "a backup is never overwritten");

        let (ring, passphrase) = (from.file("ring.json"), from.write("passphrase.txt", "kunci kota di dua tempat\n"));
        from.well(&["keyring", "export", "--out", word(&ring), "--passphrase-file", word(&passphrase)]);

        for to in City::on_both() {
            let restored = to.well(&["restore", word(&file)]);
            assert!(restored.contains("The journal holds"), "{restored}");
            let before = to.run(&["key", "list", "--facility", "0301R001"]);
            assert!(before.code == 1 && before.err.contains("sigap keyring import"), "without its ring: {}", before.err);
            std::fs::remove_file(to.data().join("keyring.json")).unwrap();
            to.well(&["keyring", "import", word(&ring), "--passphrase-file", word(&passphrase)]);
            assert!(to.well(&["key", "list", "--facility", "0301R001"]).contains("no keys"));
            assert!(to.well(&["journal", "verify"]).starts_with("The journal holds"));
            let again = to.run(&["restore", word(&file)]);
            assert!(again.code == 1 && again.err.contains("not empty"), "{}", again.err);
        }
    }
}

#[test]
fn what_is_not_a_backup_or_not_a_ring_is_refused() {
    let city = City::on_sqlite();
    let (file, passphrase) = (city.write("notes.txt", "hello"), city.write("passphrase.txt", "kunci kota di dua tempat"));
    let said = city.run(&["restore", word(&file)]);
    assert!(said.code == 1 && said.err.contains("not a Sigap backup"), "{}", said.err);
    let said = city.run(&["keyring", "import", word(&file), "--passphrase-file", word(&passphrase)]);
    assert_eq!(said.code, 1, "{}", said.out);
    let said = city.run(&["restore", "no-such-file.sigap"]);
    assert!(said.code == 1 && said.err.contains("no-such-file.sigap"), "{}", said.err);
}

#[test]
fn a_backup_takes_a_copy_of_the_settings_beside_it_and_never_writes_over_anything() {
    let city = City::on_sqlite();
    city.add_hospital("0301R001");
    let settings = city.write("city.toml", "[city]\nname = \"Kota Rekaan\"\n");
    let file = city.file("city.sigap");
    city.well(&["backup", word(&file), "--config", word(&settings)]);
    let text = std::fs::read_to_string(&settings).unwrap();
    assert!(text.contains("Kota Rekaan"), "the settings are as they were");
    assert_eq!(std::fs::read_to_string(city.file("city.sigap.toml")).unwrap(), text);
    std::fs::remove_file(&file).unwrap();
    let said = city.run(&["backup", word(&file), "--config", word(&settings)]);
    assert!(said.code == 1 && said.err.contains("city.sigap.toml is there already") && !file.exists(), "{}", said.err);
}

#[test]
fn what_is_empty_or_elsewhere_is_not_backed_up() {
    let new = City::on_sqlite();
    let file = new.file("city.sigap");
    let said = new.run(&["backup", word(&file)]);
    assert!(said.code == 1 && said.err.contains("nothing to back up") && !file.exists(), "{}", said.err);
    for city in City::on_both() {
        city.well(&["user", "add", "--email", "admin@dinkes.example", "--role", "admin"]);
        let Some(said) = city.run_by_folder(&["backup", word(&city.file("city.sigap"))]) else { continue };
        assert!(said.code == 2 && said.err.contains("on a PostgreSQL server"), "{} {}", said.code, said.err);
    }
}
