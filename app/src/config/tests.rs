//! What a configuration says, and what is said about a wrong one.

use super::*;
use reader::Reader;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let source = ConfigText { name: "sigap.toml".to_owned(), text: text.to_owned() };
    let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::read(&source, &environment).map_err(|problems| problems.0.iter().map(ToString::to_string).collect())
}

#[test]
fn without_a_file_every_setting_has_its_default() {
    let config = read("", &[]).unwrap();
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.connections_max, 25_000);
    assert_eq!(config.admin.listen, None);
    assert_eq!(config.beds.rules, sigap_availability::Rules::default());
}

#[test]
fn a_variable_goes_before_the_file() {
    let text = "[server]\nlisten = \"127.0.0.1:81\"\n[city]\nname = \"Kota Rekaan\"\nlat = -7\nlon = 110.5\n";
    let config = read(text, &[("SIGAP_SERVER_LISTEN", "[::1]:82"), ("SIGAP_SERVER_TRUSTED_PROXIES", "10.0.0.1, ::1")]).unwrap();
    assert_eq!(config.server.listen.to_string(), "[::1]:82");
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert_eq!((config.city.name.as_str(), config.city.centre.lat()), ("Kota Rekaan", -7.0));
}

#[test]
fn every_mistake_is_said_at_once_with_its_line() {
    let text = "[city]\nlat = 99.5\nzone = \"WIBB\"\n\n[server]\nlisten = 8080\nlistn = \"x\"\n[tls]\nkey = \"k\"\n\n[watch]\ndisk_free_min_mb = -1\n[beds.rules]\n[beds.rules.rank]\nmiss_cost_mins = 5\n[beds.rules.rights]\none_up_max_days = \"three\"\n";
    let said = read(text, &[("SIGAP_LOG_JSON", "perhaps")]).unwrap_err();
    let expected = [
        "sigap.toml:2: city.lat: wants a number from -90 to 90, has 99.5",
        "sigap.toml:3: city.zone: wants WIB, WITA or WIT, has \"WIBB\"",
        "sigap.toml:6: server.listen: wants an address and a port, for example 127.0.0.1:8080, has 8080",
        "sigap.toml:7: server.listn: there is no such setting; did you mean server.listen?",
        "sigap.toml:9: tls.key: tls.cert is missing: give both or none",
        "sigap.toml:12: watch.disk_free_min_mb: wants a whole number from 1 to 100000000, has -1",
        "sigap.toml:15: beds.rules",
        "sigap.toml:17: beds.rules",
        "SIGAP_LOG_JSON (environment): log.json: wants true or false, has \"perhaps\"",
    ];
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}\n  should begin with {expected}");
    }
    assert_eq!(said.len(), expected.len(), "{said:#?}");
}

#[test]
fn the_number_of_the_help_line_is_one_that_can_be_dialled() {
    let config = read("[city]\nhelp_phone = \"(024) 8413 765\"\n", &[]).unwrap();
    assert_eq!(config.city.help_phone.as_deref(), Some("(024) 8413 765"));
    let said = read("[city]\nhelp_phone = \"tanya kami\"\n", &[]).unwrap_err();
    assert!(said.len() == 1 && said[0].starts_with("sigap.toml:2: city.help_phone: "), "{said:?}");
}

#[test]
fn the_operator_decides_about_clocks_and_pace_of_hospital_systems() {
    let config = read("[intake]\nclock = \"refuse\"\ncalls_per_s = 7\n", &[("SIGAP_INTAKE_CLOCK_WINDOW_S", "60")]).unwrap();
    let calls = &config.intake.calls;
    assert_eq!((calls.clock_window_s, calls.clock, calls.calls_per_s), (60, sigap_intake::ClockRule::Refuse, 7));
    let said = read("[intake]\nclock = \"perhaps\"\nclock_window_s = 0\n", &[]).unwrap_err();
    let expected = ["sigap.toml:2: intake.clock: wants warn or refuse", "sigap.toml:3: intake.clock_window_s: wants a whole number from 1"];
    assert!(said.len() == 2 && said.iter().zip(expected).all(|(said, expected)| said.starts_with(expected)), "{said:?}");
}

#[test]
fn ages_of_a_number_have_to_follow_one_another() {
    let text = "[beds.rules.validity.hand]\nward = { due_min = 240, validity_min = 100, silent_after_min = 720 }\nurgent = { due_min = 60, validity_min = 120, silent_after_min = 720 }\n";
    let said = read(text, &[]).unwrap_err();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("sigap.toml:2: beds.rules.validity.hand.ward: "), "{said:?}");
}

#[test]
fn a_text_that_is_no_toml_says_where() {
    let said = read("[city\nname = 1\n", &[]).unwrap_err();
    assert!(said[0].starts_with("sigap.toml:1: "), "{said:?}");
}

#[test]
fn the_address_of_a_database_is_never_shown() {
    let said = read("[data]\ndatabase_url = \"mysql://sigap:rahasia@db/sigap\"\n", &[]).unwrap_err();
    assert!(said[0].contains("postgres://") && !said[0].contains("rahasia"), "{said:?}");
    let said = read("[data]\ndatabase_url = 5\n", &[]).unwrap_err();
    assert!(said[0].contains("has something else"), "{said:?}");
}

#[test]
fn a_file_that_is_missing_is_named() {
    let said = Config::load(Some(Path::new("no/such/sigap.toml")), &Environment::new()).unwrap_err();
    assert!(said.to_string().contains("no/such/sigap.toml"), "{said}");
}

const EXAMPLE: &str = include_str!("../../../deploy/sigap.toml");

#[test]
fn the_example_can_be_used_as_it_stands() {
    let config = read(EXAMPLE, &[]).unwrap();
    assert_eq!((config.city.name.as_str(), config.city.zone), ("Kota Rekaan", sigap_kernel::Zone::Wib));
}

#[test]
fn the_example_shows_every_setting_with_its_default() {
    let everything: String = EXAMPLE
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line))
        .fold(String::new(), |text, line| text + line + "\n");
    let said = read(&everything, &[]).unwrap_err();
    assert!(said.iter().all(|line| line.contains("cannot be read")), "only the files of TLS are missing: {said:#?}");
    let (source, environment) = (ConfigText { name: String::new(), text: everything.clone() }, Environment::new());
    let mut reader = Reader::new(&source, &environment);
    Config::read_subjects(&mut reader);
    assert_eq!(reader.not_written(), Vec::<&str>::new(), "settings that the example does not show");
}

fn is_setting(line: &str) -> bool {
    line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

#[test]
fn numbers_are_passed_on_to_listed_services_alone_and_never_to_oneself() {
    let errors = |text: &str| read(text, &[]).err().map(|problems| problems.join("\n")).unwrap_or_default();
    assert_eq!(read("", &[]).unwrap().intake.calls.pass_on_to.len(), 2, "the national services");
    assert!(read("[intake]\npass_on_to = []\n", &[]).unwrap().intake.calls.pass_on_to.is_empty());
    let wrong = errors("[intake]\npass_on_to = [\"https://example.go.id/\"]\n");
    assert!(wrong.contains("intake.pass_on_to: wants a list of addresses that end with /aplicaresws"), "{wrong}");
    let own =
        "[server]\npublic_url = \"https://sigap.example.go.id\"\n[intake]\npass_on_to = [\"https://sigap.example.go.id/aplicaresws\"]\n";
    assert!(errors(own).contains("names this server itself"), "{}", errors(own));
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(\\[?[a-z.]{0,12}\\]?( ?= ?[\"0-9a-z.\\[{}-]{0,9})?\n?){0,12}") {
        let _ = read(&text, &[]);
    }
}

#[test]
fn what_is_wrong_with_the_gateways_is_said_and_without_any_nothing_is_sent() {
    let errors = |text: &str| read(text, &[]).err().map(|problems| problems.join("\n")).unwrap_or_default();
    let config = read("", &[]).unwrap();
    assert!(config.reminders.mail.is_none() && config.reminders.webhook.is_none(), "off until they are set");
    let mail = "[server]\npublic_url = \"https://sigap.example\"\n[reminders.mail]\nserver = \"mail.example:465\"\n";
    for (text, told) in [
        (mail.to_owned(), "reminders.mail.from is missing"),
        (format!("{mail}from = \"bukan alamat\""), "reminders.mail.from: wants a mailbox"),
        (format!("{mail}from = \"a@b.example\"\nuser = \"sigap\""), "belong together"),
        (mail.replace(":465", ""), "wants a name and a port"),
        ("[reminders.mail]\nserver = \"m.example:25\"\nfrom = \"a@b.example\"".to_owned(), "messages carry links"),
        ("[reminders.webhook]\naddress = \"ftp://x\"".to_owned(), "begins with https:// or http://"),
        ("[reminders.webhook]\naddress = \"https://x.example/m\"".to_owned(), "secret_file is missing"),
        ("[reminders.webhook]\nfields = { to = \"{nobody}\" }".to_owned(), "knows no {nobody}"),
        ("[reminders.rules]\nquiet_from_h = 25".to_owned(), "wants an hour from 0 to 23"),
    ] {
        assert!(errors(&text).contains(told), "{text}: {}", errors(&text));
    }
}
