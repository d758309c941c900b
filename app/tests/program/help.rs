//! Every command explains itself with an example, and a wrong word is answered with what to do.

use super::city::{City, run};

fn walk(command: &clap::Command, words: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    found.push(words.clone());
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        words.push(below.get_name().to_owned());
        walk(below, words, found);
        words.pop();
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    let mut all = Vec::new();
    walk(&sigap::cli::tree(), &mut Vec::new(), &mut all);
    assert!(all.len() > 20, "{all:?}");
    for words in all {
        let mut asked: Vec<&str> = words.iter().map(String::as_str).collect();
        asked.push("--help");
        let said = run(&asked);
        assert_eq!(said.code, 0, "{words:?}: {}", said.err);
        assert!(said.out.contains("Example") && said.out.contains("  sigap "), "{words:?} has no example:\n{}", said.out);
    }
}

#[test]
fn a_wrong_word_ends_with_two() {
    for words in [
        &["serv"][..],
        &["serve", "--listen", "nowhere"],
        &["key", "add"],
        &["facility", "import"],
        &["serve", "--database-url", "mysql://x"],
    ] {
        let said = run(words);
        assert_eq!(said.code, 2, "{words:?}: {}{}", said.out, said.err);
        assert!(!said.err.is_empty());
    }
}

#[test]
fn the_configuration_is_checked_with_every_mistake_at_its_line() {
    let city = City::on_sqlite();
    let file = city.write("sigap.toml", "[server]\nlisten = \"here\"\nports = 3\n[city]\nzone = \"CET\"\n");
    let said = run(&["config", "check", "--config", file.to_str().unwrap()]);
    assert_eq!(said.code, 3);
    for place in ["sigap.toml:2: server.listen:", "sigap.toml:3: server.ports:", "sigap.toml:5: city.zone:"] {
        assert!(said.out.contains(place), "{place} is not in {}", said.out);
    }
    let good = city.write("good.toml", "[city]\nname = \"Kota Rekaan\"\n");
    let said = run(&["config", "check", "--config", good.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Kota Rekaan"));
}

#[test]
fn what_the_program_knows_of_itself_is_printed() {
    assert!(run(&["permissions"]).out.contains("ward.report"));
    assert!(run(&["openapi"]).out.contains("\"/healthz\""));
}
