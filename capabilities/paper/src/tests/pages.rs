//! Every page: it works, it is done twice, the thing is unknown, the wrong person asks.

use sigap_kernel::{Role, Scope, Zone};

use super::town::{Town, town, towns};
use super::{get_as, post_as};
use crate::model::{SheetNumber, date_of, time_of};
use sigap_testtown::LoggedIn;

/// A line of a form: so many minutes after now, at the ward's wall.
pub(super) fn line(town: &Town, place: usize, after_min: i64, beds: u32, free: u32) -> String {
    let at = town.system().now().plus_min(after_min);
    format!("&date_{place}={}&time_{place}={}&beds_{place}={beds}&free_{place}={free}", date_of(at, Zone::Wit), time_of(at, Zone::Wit))
}

/// Prints and takes a pad of so many sheets; gives their numbers.
pub(super) async fn printed(town: &Town, who: &LoggedIn, each: u32) -> Vec<String> {
    let path = format!("/kertas/rs/{}", town.here);
    let form = get_as(town, who, &path).await;
    let body = format!("id={}&ward={}&each={each}", form.hidden("id"), town.ward);
    let done = post_as(town, who, &format!("{path}/cetak"), &body).await;
    assert_eq!(done.location, format!("{path}?ok=printed"), "{}", done.body);
    post_as(town, who, &format!("{path}/cetak"), &body).await;
    let pad = form.hidden("id");
    let file = post_as(town, who, &format!("/kertas/bendel/{pad}"), "").await;
    assert_eq!((file.status.as_u16(), file.kind.as_str()), (200, "application/pdf"));
    assert!(file.bytes.starts_with(b"%PDF-"));
    let first = form_numbers(&get_as(town, who, &path).await.body);
    assert_eq!(first.len(), usize::try_from(each).unwrap(), "the same form twice is one pad");
    first
}

/// The numbers of sheets a page links to, lowest first.
fn form_numbers(body: &str) -> Vec<String> {
    let mut all: Vec<String> =
        body.split("href=\"/kertas/0").skip(1).filter_map(|rest| rest.split('"').next()).map(|end| format!("0{end}")).collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_pad_is_printed_once_and_then_only_copied_and_its_numbers_go_on() {
    for town in towns().await {
        let nurse = town.nurse("sari").await;
        let first = printed(&town, &nurse, 2).await;
        assert_eq!(first[0].parse::<SheetNumber>().unwrap().code() + 1, first[1].parse::<SheetNumber>().unwrap().code());
        let page = get_as(&town, &nurse, &format!("/kertas/rs/{}", town.here)).await;
        page.says("Unduh salinan");
        page.says("2 belum diketik");
        let other = town.log_in("lain", Role::BedManager, Scope::Facility(town.there)).await;
        assert_eq!(get_as(&town, &other, &format!("/kertas/rs/{}", town.here)).await.status, 403);
        assert_eq!(get_as(&town, &other, &format!("/kertas/{}", first[0])).await.status, 403);
        let english = get_as(&town, &nurse, &format!("/kertas/rs/{}?lang=en", town.here)).await;
        english.says("Print a new pad");
    }
}

#[tokio::test]
async fn lines_keep_their_true_times_and_the_same_sheet_twice_is_one_entry() {
    for town in towns().await {
        let number = &printed(&town, &town.nurse("rina").await, 1).await[0];
        let begun = town.system().now();
        town.world.clock.advance_s(2 * 3_600);
        let (sari, budi) = (town.nurse("sari").await, town.nurse("budi").await);
        let path = format!("/kertas/{number}");
        let body = format!("version=0{}{}", line(&town, 1, -90, 12, 3), line(&town, 4, -30, 12, 0));
        let done = post_as(&town, &sari, &path, &body).await;
        assert_eq!(done.location, format!("{path}?ok=entered"), "{}", done.body);
        let handed = town.port.handed.lock().unwrap().clone();
        let minute = |minutes: i64| sigap_kernel::UtcMs(begun.plus_min(minutes).0.div_euclid(60_000) * 60_000);
        let of = |lines: &[crate::PaperLine]| lines.iter().map(|line| (line.observed_at, line.beds, line.free)).collect::<Vec<_>>();
        assert_eq!(of(&handed[0].1), [(minute(30), 12, 3), (minute(90), 12, 0)]);
        assert_eq!(post_as(&town, &budi, &path, &body).await.status, 303, "a colleague types the same");
        assert_eq!(town.port.handed.lock().unwrap().len(), 1, "nothing is doubled");
        let other = format!("version=0{}", line(&town, 1, -90, 12, 7));
        let told = post_as(&town, &budi, &path, &other).await;
        assert_eq!(told.status, 409);
        told.says("sudah diketik dengan isi lain");
        told.says("value=\"7\"");
        told.says("3 kosong dari 12");
        assert_eq!(told.hidden("version"), "1");
        let again = post_as(&town, &budi, &path, &other.replace("version=0", "version=1")).await;
        assert_eq!(again.status, 303, "as a correction it is taken");
        let handed = town.port.handed.lock().unwrap().clone();
        assert_eq!((handed[1].0.len(), handed[1].1.len()), (2, 1), "the lines of before are told with it");
        get_as(&town, &sari, &path).await.says("Menjadi angka ruang");
    }
}

#[tokio::test]
async fn mistakes_are_told_at_their_lines_and_nothing_typed_is_lost() {
    let town = town().await;
    let nurse = town.nurse("sari").await;
    let number = &printed(&town, &nurse, 1).await[0];
    town.world.clock.advance_s(3_600);
    let path = format!("/kertas/{number}");
    let body = format!("version=0{}{}", line(&town, 1, -30, 12, 13), line(&town, 2, 30, 12, 5));
    let told = post_as(&town, &nurse, &path, &body).await;
    assert_eq!(told.status, 422);
    told.says("Baris 1: Yang kosong tidak bisa lebih dari 12 tempat tidur.");
    told.says("Baris 2: Jam ini belum lewat.");
    told.says("value=\"13\"");
    assert_eq!(post_as(&town, &nurse, &path, "version=0").await.status, 422);
    assert!(town.port.handed.lock().unwrap().is_empty());
    let print = format!("/kertas/rs/{}/cetak", town.here);
    let none = post_as(&town, &nurse, &print, "each=0").await;
    assert_eq!(none.status, 422);
    none.says("Pilih paling sedikit satu ruang.");
    none.says("Isi antara 1 dan 40.");
}

#[tokio::test]
async fn a_void_sheet_is_not_typed_in_and_a_typed_one_is_not_void() {
    for town in towns().await {
        let nurse = town.nurse("sari").await;
        let numbers = printed(&town, &nurse, 2).await;
        town.world.clock.advance_s(3_600);
        let (spoiled, good) = (format!("/kertas/{}", numbers[0]), format!("/kertas/{}", numbers[1]));
        assert_eq!(post_as(&town, &nurse, &format!("{spoiled}/batal"), "reason=x").await.status, 422);
        assert_eq!(post_as(&town, &nurse, &format!("{spoiled}/batal"), "reason=sobek").await.status, 303);
        let lines = format!("version=0{}", line(&town, 1, -30, 12, 3));
        assert_eq!(post_as(&town, &nurse, &spoiled, &lines).await.status, 409);
        assert_eq!(post_as(&town, &nurse, &format!("{spoiled}/salinan"), "").await.status, 409);
        get_as(&town, &nurse, &spoiled).await.says("Lembar ini batal: sobek");
        assert_eq!(post_as(&town, &nurse, &good, &lines).await.status, 303);
        assert_eq!(post_as(&town, &nurse, &format!("{good}/batal"), "reason=sobek").await.status, 409);
        assert_eq!(town.port.handed.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_number_is_opened_by_typing_it_and_a_wrong_one_is_told() {
    let town = town().await;
    let (nurse, office) = (town.nurse("sari").await, town.log_in("dinkes", Role::Office, Scope::City).await);
    let number = printed(&town, &nurse, 1).await[0].clone();
    let opened = get_as(&town, &nurse, &format!("/kertas?nomor={}", number.replace('-', ""))).await;
    assert_eq!(opened.location, format!("/kertas/{number}"));
    let wrong = get_as(&town, &nurse, "/kertas?nomor=0001-00001-0").await;
    assert_eq!(wrong.status, 422);
    wrong.says("digit periksanya");
    assert_eq!(get_as(&town, &nurse, "/kertas").await.location, format!("/kertas/rs/{}", town.here), "one's own hospital");
    let all = get_as(&town, &office, "/kertas").await;
    all.says("RSUD Rekaan");
    all.says("1 belum diketik");
    let seen = get_as(&town, &office, &format!("/kertas/{number}")).await;
    seen.says("Lembar ini diketik oleh rumah sakitnya.");
    assert_eq!(post_as(&town, &office, &format!("/kertas/{number}"), "version=0").await.status, 403);
    let unknown = SheetNumber::new(77, 5).unwrap();
    for path in [format!("/kertas/{unknown}"), "/kertas/0001-00001-0".into(), "/kertas/rs/x".into()] {
        assert_eq!(get_as(&town, &nurse, &path).await.status, 404, "{path}");
    }
    let help = town.log_in("bantu", Role::HelpDesk, Scope::City).await;
    assert_eq!(get_as(&town, &help, "/kertas").await.status, 403);
}

#[tokio::test]
async fn a_ward_that_a_system_reports_says_whose_number_wins() {
    let town = town().await;
    let nurse = town.nurse("sari").await;
    let number = &printed(&town, &nurse, 1).await[0];
    *town.port.system.lock().unwrap() = true;
    get_as(&town, &nurse, &format!("/kertas/{number}")).await.says("angkanya tetap berlaku");
}
