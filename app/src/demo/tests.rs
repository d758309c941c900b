//! The demo as a whole: a server, a city laid into it, and its hospitals reporting over the network.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use city::Reporting;
use sigap_kernel::FacilityId;
use sigap_store::{Db, Query as _, Value, args};

use super::*;

/// Everything has happened by then, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(60);

async fn started(folder: &Path, city: &City) -> Running {
    let options = DemoOptions { data: folder.to_owned(), listen: "127.0.0.1:0".parse().unwrap(), seed: 1, mode: Mode::Demo };
    start(Start { config: config(&options, city), world: World::real(), mode: Mode::Demo }).await.unwrap()
}

/// Lets the city live until every prompt hospital has reported once; gives what the registry then knows of the wards.
async fn first_rounds(running: &Running, city: &City) -> Vec<sigap_registry::Ward> {
    let laid = lay::find(&running.app.db, city).await.unwrap();
    let mut life = Life::begin(city, laid.clone(), 1, running.address, (&running.app.world, &running.app.folder));
    let prompt = |number: &usize| matches!(city.hospitals[*number].reporting, Reporting::Prompt | Reporting::Wrong);
    let mut waited_for: BTreeSet<usize> = (0..city.hospitals.len()).filter(prompt).collect();
    while !waited_for.is_empty() {
        let number = tokio::time::timeout(PATIENCE, life.next_first_round()).await.unwrap().unwrap();
        lay::refine(&running.app, laid[number].as_ref().unwrap().facility, &city.hospitals[number].wards).await.unwrap();
        waited_for.remove(&number);
    }
    let wrong = (0..laid.len()).find(|number| city.hospitals[*number].reporting == Reporting::Wrong).unwrap();
    lived_in(&running.app.db, laid[wrong].as_ref().unwrap().facility).await;
    life.stop().await;
    sigap_registry::wards(&running.app.db).await.unwrap()
}

/// Waits until a nurse has told a number on her board, and until what a wrong system says stands among the problems of its hospital.
async fn lived_in(db: &Db, wrong: FacilityId) {
    let count = async |sql: &str, values: Vec<Value>| db.row(sql, values).await.unwrap().unwrap().get::<i64>("n").unwrap();
    let mut heard = db.listen();
    loop {
        let taps = "SELECT COUNT(*) AS n FROM journal_entry WHERE kind LIKE 'beds.%' AND actor LIKE 'user:%'";
        let problems = "SELECT COUNT(*) AS n FROM intake_problem WHERE facility_id = $1";
        if count(taps, Vec::new()).await > 0 && count(problems, args![wrong]).await > 0 {
            return;
        }
        tokio::time::timeout(PATIENCE, heard.next()).await.expect("a nurse taps, a wrong system is noted").unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hospitals_report_over_the_network_and_a_second_start_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let city = City::from_seed(1);
    let running = started(folder.path(), &city).await;
    lay::lay(&running.app, &city, 1, &Progress::silent()).await.unwrap();
    let wards = first_rounds(&running, &city).await;
    // Every room found the ward that was laid for it: none was made twice, and each has the kind of beds that was planned.
    assert_eq!(wards.len(), city.wards());
    let planned = |number: usize| city.hospitals[number].wards.iter().map(|ward| ward.pool).collect::<BTreeSet<_>>();
    let laid = lay::find(&running.app.db, &city).await.unwrap();
    let known = |number: usize| {
        let facility = laid[number].as_ref().unwrap().facility;
        wards.iter().filter(|ward| ward.facility == facility).map(|ward| ward.pool).collect::<BTreeSet<_>>()
    };
    assert_eq!(known(0), planned(0));
    running.stop().await;

    let running = started(folder.path(), &city).await;
    assert_eq!(first_rounds(&running, &city).await, wards);
    running.stop().await;
}

#[test]
fn a_demo_listens_where_it_was_told_and_says_that_it_is_invented() {
    let city = City::from_seed(1);
    let options = DemoOptions { data: "kota".into(), listen: "127.0.0.1:8081".parse().unwrap(), seed: 1, mode: Mode::Demo };
    let config = config(&options, &city);
    assert_eq!(config.server.listen, options.listen);
    assert!(config.city.name.contains("rekaan"));
    assert!(config.data.database_url.is_none() && config.tls.files.is_none());
}
