//! Every page in both languages, every form done, done twice and done wrong.

use sigap_kernel::{Role, Scope};

use super::town::{THREE, town};
use super::{get_as, post_as, table};
use crate::service::gather;

#[tokio::test]
async fn every_page_says_everything_in_both_languages() {
    let town = town().await;
    let (here, office) = (town.here, town.office().await);
    let bed_manager = town.log_in("manajer", Role::BedManager, Scope::Facility(here)).await;
    gather(&town.room, &town.system()).await.unwrap();
    for (day, free) in [(19, 16), (20, 17), (21, 20)] {
        let form = format!("kind={THREE}&free={free}&beds=23&at=2026-11-{day}T08%3A00");
        post_as(&town, &office, &format!("/bayangan/{here}/angka"), &form).await;
    }
    let text = include_str!("../../locales/id.ftl");
    let ids: Vec<&str> = text.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id).filter(|id| id.contains('-')).collect();
    for (who, path) in [
        (&office, "/bayangan".to_owned()),
        (&office, "/bayangan?ok=shadowed".to_owned()),
        (&office, format!("/bayangan/{here}")),
        (&office, format!("/bayangan/{here}?ok=noted&n=3")),
        (&bed_manager, "/bayangan".to_owned()),
        (&bed_manager, format!("/bayangan/{here}")),
    ] {
        for lang in ["id", "en"] {
            let page = get_as(&town, who, &format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' })).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            let words = page.body.split('>').filter_map(|part| part.split('<').next()).flat_map(str::split_whitespace);
            let missing: Vec<&str> =
                words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| ids.contains(word)).collect();
            assert!(missing.is_empty(), "{path} {lang}: {missing:?}");
            assert!(!page.body.contains("style=") && !page.body.contains("onclick"), "{path}");
        }
    }
    let page = get_as(&town, &bed_manager, &format!("/bayangan/{here}?lang=id")).await;
    page.says("Belum siap");
    page.says("Baru 0 hari dari 14.");
    page.hides("Catat angka dari catatan lain");
    let csv = get_as(&town, &office, &format!("/bayangan/{here}/data.csv")).await;
    assert_eq!(csv.body.lines().count(), 4, "{}", csv.body);
    csv.says(",typed,20,23,17,23,10,-3");
}

#[tokio::test]
async fn a_figure_is_noted_and_what_was_typed_wrong_comes_back() {
    let town = town().await;
    let (here, office) = (town.here, town.office().await);
    let at = format!("/bayangan/{here}/angka");
    let noted = post_as(&town, &office, &at, &format!("kind={THREE}&free=16&beds=23&at=2026-11-21T08%3A00")).await;
    assert_eq!((noted.status.as_u16(), noted.location), (303, format!("/bayangan/{here}?ok=noted&n=1")));
    let again = post_as(&town, &office, &at, &format!("kind={THREE}&free=16&beds=23&at=2026-11-21T08%3A00")).await;
    assert_eq!(again.location, format!("/bayangan/{here}?ok=noted&n=0"));
    for (form, field) in [
        ("free=16".to_owned(), "kind"),
        (format!("kind={THREE}&free=x"), "free"),
        (format!("kind={THREE}&free=99999"), "free"),
        (format!("kind={THREE}&free=9&beds=8"), "beds"),
        (format!("kind={THREE}&free=9&beds=banyak"), "beds"),
        (format!("kind={THREE}&free=9&at=2099-01-01T00%3A00"), "at"),
        (format!("kind={THREE}&free=9&at=kemarin"), "at"),
    ] {
        let page = post_as(&town, &office, &at, &form).await;
        assert_eq!(page.status, 422, "{form}: {}", page.body);
        page.says(&format!("href=\"#{field}\""));
    }
}

#[tokio::test]
async fn of_a_pasted_table_nothing_is_lost() {
    let town = town().await;
    let (here, office) = (town.here, town.office().await);
    let at = format!("/bayangan/{here}/tabel");
    let page = post_as(&town, &office, &at, &table("Kelas,Kosong,Waktu\n3,16,2026-11-21 08:00\n9,1,2026-11-21 08:00\n")).await;
    assert_eq!(page.status, 422, "{}", page.body);
    page.says("1 angka dicatat.");
    page.says("Jenis kamar ini tidak ada di rumah sakit ini.");
    // What could not be taken waits in the field, and what was taken does not.
    page.says("Kelas;Kosong;Waktu\n9;1;2026-11-21 08:00</textarea>");
    let whole = post_as(&town, &office, &at, &table("Kelas;Kosong;Waktu\n3;15;2026-11-21 09:00\n")).await;
    assert_eq!((whole.status.as_u16(), whole.location), (303, format!("/bayangan/{here}?ok=noted&n=1")));
    let none = post_as(&town, &office, &at, &table("bukan tabel")).await;
    assert_eq!(none.status, 422);
    none.says("bukan tabel</textarea>");
}

#[tokio::test]
async fn the_office_puts_the_whole_city_in_shadow_and_opens_it() {
    let town = town().await;
    let office = town.office().await;
    let without = post_as(&town, &office, "/bayangan/kota", "version=0&state=shadow").await;
    assert_eq!(without.status, 422);
    assert!(!town.floor.is_in_shadow());
    let past = post_as(&town, &office, "/bayangan/kota", "version=0&state=shadow&reason=Uji&until=2020-01-01").await;
    assert_eq!(past.status, 422);
    let on = post_as(&town, &office, "/bayangan/kota", "version=0&state=shadow&reason=Uji+coba&until=2026-12-24").await;
    assert_eq!((on.status.as_u16(), on.location.as_str()), (303, "/bayangan?ok=shadowed"));
    assert!(town.floor.is_in_shadow());
    let list = get_as(&town, &office, "/bayangan").await;
    list.says("RS Terbuka (rekaan)");
    list.says("Alasan: Uji coba");
    let second = post_as(&town, &office, "/bayangan/kota", "version=0&state=open&reason=Tidak+tahu").await;
    assert_eq!(second.status, 409, "whoever comes second is told");
    let off = post_as(&town, &office, "/bayangan/kota", "version=1&state=open&reason=Selesai").await;
    assert_eq!(off.location, "/bayangan?ok=opened");
    assert!(!town.floor.is_in_shadow());
    get_as(&town, &office, "/bayangan").await.hides("RS Terbuka (rekaan)");
}
