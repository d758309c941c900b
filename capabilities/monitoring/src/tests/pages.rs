//! Every page in both languages, full and empty: it answers, no message is missing, and nothing stands on it that the policy forbids.

use sigap_kernel::UtcMs;

use super::town::{empty_town, town};
use super::{Answer, WORKED, get_as, post_as};
use crate::model::Month;
use crate::{HospitalNow, Matter};

/// The names of all messages of this room.
fn message_ids() -> Vec<&'static str> {
    let text = include_str!("../../locales/id.ftl");
    let ids = text.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
    ids.filter(|id| id.contains('-') && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).collect()
}

#[track_caller]
fn is_sound(page: &Answer, asked: &str) {
    assert_eq!(page.status, 200, "{asked}: {}", page.body);
    let words = page.body.split('>').filter_map(|part| part.split('<').next()).flat_map(str::split_whitespace);
    let ids = message_ids();
    let missing: Vec<&str> =
        words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| ids.contains(word)).collect();
    assert!(missing.is_empty(), "{asked} says {missing:?}");
    for forbidden in [" style=", "<style", " onclick", "NaN", "inf", "{ $"] {
        let body = page.body.replace("info", "");
        assert!(!body.contains(forbidden), "{asked} has {forbidden}");
    }
}

#[tokio::test]
async fn every_page_says_everything_in_both_languages() {
    let town = town().await;
    town.lived_quarter().await;
    let (office, manager) = (town.office().await, town.manager().await);
    let month = Month::of_day(town.today()).plus(-1);
    let here = town.here;
    {
        let mut told = town.others.0.lock().unwrap();
        let now =
            HospitalNow { facility: here, beds: 20, occupied: 15, wards: 1, wards_counted: 1, wards_overdue: 1, last_at: Some(UtcMs(0)) };
        told.now = vec![now];
        told.matters = ["cases", "problems", "quality", "chances", "shadows"]
            .map(|code| Matter { code, count: 2, oldest_at: Some(town.system().now().plus_min(-90)), href: "/kasus" })
            .into();
    }
    let odd = format!("version=0&{WORKED}&bor=82&avlos=9&toi=1,5&bto=4,8").replace("stay_days=2150", "stay_days=400");
    post_as(&town, &manager, &format!("/indikator/{here}/{month}"), &odd.replace("2.250", "9.250")).await;
    post_as(&town, &office, &format!("/kantor/laporan/{month}/tutup"), "version=0&remark=Rekaan").await;
    let pages = [
        (&office, "/kantor".to_owned()),
        (&office, "/kantor/hunian".to_owned()),
        (&office, format!("/kantor/hunian?rs={here}&kelas=3&hlm=9")),
        (&office, "/kantor/indikator".to_owned()),
        (&office, format!("/kantor/indikator?bulan={}", month.plus(1))),
        (&office, "/kantor/laporan".to_owned()),
        (&office, format!("/kantor/laporan/{month}?ok=closed")),
        (&office, format!("/kantor/laporan/{}", month.plus(1))),
        (&office, format!("/indikator/{here}")),
        (&manager, format!("/indikator/{here}?ok=told")),
        (&manager, format!("/indikator/{here}/{month}?ok=odd")),
        (&manager, format!("/indikator/{here}/{}", month.plus(-1))),
    ];
    for (who, path) in pages {
        for lang in ["id", "en"] {
            let asked = format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' });
            let page = get_as(&town, who, &asked).await;
            is_sound(&page, &asked);
            page.says(&format!("<html lang=\"{lang}\">"));
        }
    }
    let office_page = get_as(&town, &office, "/kantor").await;
    office_page.says("75,0\u{a0}%");
    office_page.says("1 dari 2");
    office_page.says("15 dari 20");
}

#[tokio::test]
async fn an_empty_city_has_words_and_no_noughts() {
    let town = empty_town().await;
    let office = town.office().await;
    let month = Month::of_day(town.today()).plus(-1);
    for path in ["/kantor".to_owned(), "/kantor/hunian".to_owned(), "/kantor/indikator".to_owned(), format!("/kantor/laporan/{month}")] {
        let page = get_as(&town, &office, &path).await;
        is_sound(&page, &path);
        page.hides("0,0");
    }
    get_as(&town, &office, "/kantor").await.says("belum diketahui");
    get_as(&town, &office, "/kantor/hunian").await.says("Belum ada hari yang terhitung");
    for (path, expected) in [
        ("/kantor/hunian?rs=x", 404),
        ("/kantor/hunian?kelas=9", 404),
        ("/kantor/indikator?bulan=2027-13", 404),
        ("/kantor/indikator?bulan=2199-01", 404),
        ("/indikator/0192f0c4-0000-7000-8000-000000000009", 404),
        ("/indikator/x", 404),
    ] {
        assert_eq!(get_as(&town, &office, path).await.status, expected, "{path}");
    }
}

#[tokio::test]
async fn a_curve_has_gaps_where_nothing_was_known() {
    let town = town().await;
    let today = town.today();
    let known = |day: i64| if (today - 40..today - 30).contains(&day) { 3 } else { 24 };
    town.lived((today - 80..today).map(|day| town.day(day, 15, known(day))).collect()).await;
    let office = town.office().await;
    let page = get_as(&town, &office, &format!("/kantor/hunian?rs={}", town.here)).await;
    assert_eq!(
        page.body.matches("class=\"gap\"").count(),
        4,
        "before the first report and in the middle, of the class and of the hospital"
    );
    page.says("2 dari 7");
    page.says("0 dari 6");
}

#[tokio::test]
async fn only_months_of_which_something_is_known_are_offered() {
    let town = town().await;
    let (office, manager, here) = (town.office().await, town.manager().await, town.here);
    let current = Month::of_day(town.today());
    let first_lived = Month::of_day(town.today() - 100);
    let told = first_lived.plus(-3);
    let is_offered = async |month: Month| {
        let reports = get_as(&town, &office, "/kantor/laporan").await;
        let indicators = get_as(&town, &office, "/kantor/indikator").await;
        let listed = reports.body.contains(&format!("/kantor/laporan/{month}\""));
        // A year at most can be chosen among the indicators.
        assert_eq!(listed, indicators.body.contains(&format!("value=\"{month}\"")), "{month}");
        listed
    };
    assert!(is_offered(current.plus(-1)).await && !is_offered(current.plus(-2)).await, "nothing is known yet");
    town.lived_quarter().await;
    assert!(is_offered(first_lived).await && !is_offered(first_lived.plus(-1)).await, "back to the first day");
    post_as(&town, &manager, &format!("/indikator/{here}/{told}"), &format!("version=0&{WORKED}")).await;
    assert!(is_offered(told).await && !is_offered(told.plus(-1)).await, "back to what a hospital told");
}
