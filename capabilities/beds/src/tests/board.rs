//! The ward board: taps with and without a script, who may, and what happens when two people tap.

use sigap_availability::SourceKind;
use sigap_kernel::{CareClass, FacilityId, Role, Scope, WardId};

use super::town::{LoggedIn, at, hospital};
use super::{Answer, Open, class, get, get_as, post_as, send, tap_as, town, towns};

/// A hospital with one ward of 24 beds, 3 free as of `minutes` ago, and a nurse.
struct Ward {
    town: Open,
    id: FacilityId,
    ward: WardId,
    nurse: LoggedIn,
}

impl Ward {
    async fn on(town: Open, minutes: i64) -> Self {
        let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let ward = town.ward(id, "Bougenville 2", class(CareClass::Three)).await;
        town.report_by(SourceKind::WardBoard, id, &[(ward, 24, 3, minutes)]).await;
        let nurse = town.log_in("rahma", Role::WardNurse, Scope::Facility(id)).await;
        Self { town, id, ward, nurse }
    }

    async fn sqlite() -> Self {
        Self::on(town().await, 10).await
    }

    fn tap_path(&self) -> String {
        format!("/papan/ruang/{}/lapor", self.ward)
    }

    async fn tap(&self, who: &LoggedIn, key: &str, body: &str) -> Answer {
        tap_as(&self.town, who, &self.tap_path(), key, body).await
    }

    /// What the picture shows: free beds, version, and minutes since the count was taken.
    fn shown(&self) -> (Option<u32>, i64, i64) {
        let picture = self.town.beds.picture();
        let ward = picture.ward(self.ward).unwrap();
        let seen = ward.observation.unwrap();
        (seen.free, ward.version, self.town.system().now().age_s(seen.taken_at()) / 60)
    }

    async fn until(&self, version: i64) {
        self.town.until(|picture| picture.ward(self.ward).is_some_and(|ward| ward.version >= version)).await;
    }
}

const TIMES: &str = "occurred_at_ms=1000&sent_at_ms=1000";

#[tokio::test]
async fn a_tap_counts_on_both_engines_and_answers_with_the_card() {
    for town in towns().await {
        let ward = Ward::on(town, 10).await;
        let card = ward.tap(&ward.nurse, "k1", &format!("tap=plus&free=4&version=1&{TIMES}")).await;
        assert_eq!(card.status, 200, "{}", card.body);
        card.says("<b data-free-shown>4</b>");
        card.says("name=\"version\" value=\"2\"");
        card.says("oleh Anda");
        card.hides("<html");
        ward.until(2).await;
        assert_eq!(ward.shown(), (Some(4), 2, 0));
    }
}

#[tokio::test]
async fn without_a_script_a_button_is_an_ordinary_form() {
    let ward = Ward::sqlite().await;
    for (tap, before, after) in [("minus", 3, 2), ("same", 2, 2), ("plus", 2, 3)] {
        let version = ward.shown().1;
        let answer = post_as(&ward.town, &ward.nurse, &ward.tap_path(), &format!("tap={tap}&free={before}&version={version}")).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert!(answer.location.starts_with(&format!("/papan/{}?least={}", ward.id, version + 1)), "{}", answer.location);
        let board = get_as(&ward.town, &ward.nurse, answer.location.split('#').next().unwrap()).await;
        board.says(&format!("<b data-free-shown>{after}</b>"));
        board.says("Tersimpan: Bougenville 2.");
    }
}

/// The tap is on the disk, the picture behind it: the page says so, instead of showing the older number as what was saved.
#[tokio::test]
async fn a_page_that_is_behind_ones_own_tap_says_that_it_will_follow() {
    let ward = Ward::sqlite().await;
    let board = get_as(&ward.town, &ward.nurse, &format!("/papan/{}?least=99&ruang={}", ward.id, ward.ward)).await;
    board.says("Tersimpan. Tampilan menyusul sebentar lagi.");
    board.hides("Tersimpan: Bougenville 2.");
}

#[tokio::test]
async fn a_new_ward_comes_with_the_cards_that_an_open_board_asks_for() {
    let ward = Ward::sqlite().await;
    let topics = get_as(&ward.town, &ward.nurse, &format!("/papan/{}", ward.id)).await;
    topics.says(&format!("data-live-ask=\"beds:{}/\"", ward.id));
    topics.says(&format!("data-live-topic=\"beds:{}/wards\"", ward.id));
    ward.town.ward(ward.id, "Anggrek", class(CareClass::One)).await;
    let path = format!("/papan/{}", ward.id);
    let request = axum::http::Request::get(path).header("cookie", &ward.nurse.cookie).header("hx-request", "true");
    let cards = send(&ward.town, request.header("hx-target", "wards").body(axum::body::Body::empty()).unwrap()).await;
    cards.says("Anggrek");
    cards.says("Bougenville 2");
    cards.hides("<html");
    cards.hides("id=\"nudge\"");
}

#[tokio::test]
async fn a_tap_that_is_sent_twice_counts_once() {
    let ward = Ward::sqlite().await;
    let body = format!("tap=plus&free=4&version=1&{TIMES}");
    let (first, again) = (ward.tap(&ward.nurse, "k1", &body).await, ward.tap(&ward.nurse, "k1", &body).await);
    assert_eq!((first.status, &first.body), (again.status, &again.body));
    ward.until(2).await;
    assert_eq!(ward.shown().1, 2, "one report more, not two");
}

#[tokio::test]
async fn taps_that_waited_in_the_outbox_are_as_old_as_they_are() {
    let ward = Ward::sqlite().await;
    // The device's clock is years behind; between tap and sending lie four minutes, then three.
    let first = ward.tap(&ward.nurse, "k1", "tap=plus&free=4&version=1&occurred_at_ms=5000&sent_at_ms=245000").await;
    let second = ward.tap(&ward.nurse, "k2", "tap=plus&free=5&version=1&occurred_at_ms=65000&sent_at_ms=245000").await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (200, 200), "{}", second.body);
    ward.until(3).await;
    assert_eq!(ward.shown(), (Some(5), 3, 3));
}

#[tokio::test]
async fn what_a_colleague_said_in_between_is_not_overwritten() {
    let ward = Ward::sqlite().await;
    let other = ward.town.log_in("sari", Role::BedManager, Scope::Facility(ward.id)).await;
    ward.tap(&other, "k1", &format!("tap=set&free=7&seen=3&capacity=24&version=1&{TIMES}")).await;
    let late = ward.tap(&ward.nurse, "k2", &format!("tap=same&free=3&version=1&{TIMES}")).await;
    assert_eq!((late.status.as_u16(), late.kind.as_str()), (409, "application/problem+json"));
    assert_eq!(late.json()["detail"], "Sudah dilaporkan 7 kosong baru saja oleh rekan Anda. Periksa, lalu ketuk lagi bila perlu.");
    ward.until(2).await;
    assert_eq!(ward.shown().0, Some(7));
    let page = post_as(&ward.town, &ward.nurse, &ward.tap_path(), "tap=minus&free=3&version=1").await;
    assert_eq!(page.status, 409);
    page.says("<b data-free-shown>7</b>");
    page.says("Sudah dilaporkan 7 kosong");
    let again = ward.tap(&ward.nurse, "k3", &format!("tap=minus&free=6&version=2&{TIMES}")).await;
    assert_eq!(again.status, 200, "having seen the seven, six is an answer: {}", again.body);
}

#[tokio::test]
async fn a_system_that_confirms_the_same_number_is_in_nobodys_way() {
    // Counted by hand so long ago that the system is heard again.
    let ward = Ward::on(town().await, 130).await;
    ward.town.report(ward.id, &[(ward.ward, 24, 3, 1)]).await;
    let tap = ward.tap(&ward.nurse, "k1", &format!("tap=minus&free=2&version=1&{TIMES}")).await;
    assert_eq!(tap.status, 200, "{}", tap.body);
    let late = ward.tap(&ward.nurse, "k2", "tap=minus&free=1&version=1&occurred_at_ms=0&sent_at_ms=600000").await;
    assert_eq!(late.status, 409, "ten minutes old, and younger news is there: {}", late.body);
}

#[tokio::test]
async fn numbers_that_cannot_be_are_answered_with_a_sentence() {
    let ward = Ward::sqlite().await;
    for (body, words) in [
        ("tap=plus&free=25&version=1", "Yang kosong paling banyak 24, sebanyak tempat tidurnya."),
        ("tap=plus&free=-1&version=1", "Isi angka bulat antara 0 dan 20000."),
        ("tap=plus&free=3", "Formulir ini tidak lengkap. Muat ulang halaman."),
        ("tap=dance&free=3&version=1", "Tombol ini tidak dikenal. Muat ulang halaman."),
        ("tap=set&free=3&version=1&capacity=0", "Isi jumlah tempat tidur antara 1 dan 20000."),
    ] {
        let answer = ward.tap(&ward.nurse, body, &format!("{body}&{TIMES}")).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(answer.json()["detail"], words, "{body}");
    }
    let page = post_as(&ward.town, &ward.nurse, &ward.tap_path(), "tap=set&free=30&capacity=24&seen=3&version=1").await;
    assert_eq!(page.status, 422);
    page.says("Ada 1 hal yang perlu diperbaiki");
    page.says("id=\"free-error\"");
    page.says("value=\"30\"");
    page.says("data-draft-failed");
    assert_eq!(ward.shown().1, 1, "nothing was kept");
}

#[tokio::test]
async fn a_ward_that_never_reported_is_counted_first() {
    let ward = Ward::sqlite().await;
    let new = ward.town.ward(ward.id, "Dahlia", class(CareClass::Two)).await;
    let board = get_as(&ward.town, &ward.nurse, &format!("/papan/{}", ward.id)).await;
    board.in_order(&["Belum pernah dilaporkan", "Bougenville 2 <span>"]);
    board.says(&format!("href=\"/papan/ruang/{new}\""));
    let tap =
        tap_as(&ward.town, &ward.nurse, &format!("/papan/ruang/{new}/lapor"), "k1", &format!("tap=same&free=0&version=0&{TIMES}")).await;
    assert_eq!(tap.json()["detail"], "Tulis dulu berapa yang kosong.");
    let page = get_as(&ward.town, &ward.nurse, &format!("/papan/ruang/{new}")).await;
    page.says("Belum ada angka yang dapat dijanjikan.");
    let saved = post_as(&ward.town, &ward.nurse, &format!("/papan/ruang/{new}/lapor"), "tap=set&free=4&capacity=12&seen=&version=0").await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    get_as(&ward.town, &ward.nurse, saved.location.split('#').next().unwrap()).await.says("kosong dari 12");
}

#[tokio::test]
async fn overdue_wards_stand_on_top_and_in_the_title() {
    let ward = Ward::sqlite().await;
    for (name, minutes) in [("Anggrek", 250), ("Cempaka", 500), ("Dahlia", 5)] {
        let id = ward.town.ward(ward.id, name, class(CareClass::One)).await;
        ward.town.report_by(SourceKind::WardBoard, ward.id, &[(id, 10, 1, minutes)]).await;
    }
    let board = get_as(&ward.town, &ward.nurse, &format!("/papan/{}", ward.id)).await;
    board.says("<title>(2) Papan ruang · RSUD Rekaan");
    board.says("2 ruang perlu diperbarui.");
    let cards = &board.body[board.at("data-board")..];
    let places: Vec<usize> = ["Cempaka", "Anggrek", "Bougenville 2", "Dahlia"].iter().map(|name| cards.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    let part = get_renewed(&ward, &format!("/papan/{}", ward.id)).await;
    assert!(part.body.starts_with("<title>(2) Papan ruang"), "{}", part.body);
    part.says("id=\"nudge\"");
    part.hides("data-board");
}

async fn get_renewed(ward: &Ward, path: &str) -> Answer {
    let request = axum::http::Request::get(path).header("cookie", &ward.nurse.cookie).header("hx-request", "true");
    send(&ward.town, request.body(axum::body::Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_closed_ward_cannot_be_reported() {
    let ward = Ward::sqlite().await;
    let (id, ctx) = (ward.ward, &ward.town.system());
    ward.town.floor.db().write(ctx, |tx| async move { sigap_registry::retire_ward(&tx, id).await }).await.unwrap();
    ward.town.until(|picture| picture.ward(id).is_some_and(|ward| !ward.ward.active)).await;
    let tap = ward.tap(&ward.nurse, "k1", &format!("tap=same&free=3&version=1&{TIMES}")).await;
    assert_eq!(tap.status, 410);
    let board = get_as(&ward.town, &ward.nurse, &format!("/papan/{}", ward.id)).await;
    board.says("data-state=\"off\"");
    board.says("Ruang ini ditutup di daftar fasilitas, jadi tidak dihitung.");
}

#[tokio::test]
async fn nobody_reports_where_they_have_no_business() {
    let ward = Ward::sqlite().await;
    let elsewhere = ward.town.add(hospital("RS Lain", at(2.0, 0.0), "Bukit")).await;
    let stranger = ward.town.log_in("tono", Role::WardNurse, Scope::Facility(elsewhere)).await;
    let office = ward.town.log_in("dinkes", Role::Office, Scope::City).await;
    let (board, card, tap) = (format!("/papan/{}", ward.id), format!("/papan/ruang/{}", ward.ward), ward.tap_path());
    for path in ["/papan", &board, &card] {
        assert_eq!(get(&ward.town, path).await.status, 401, "{path}");
    }
    for path in [&board, &card] {
        assert_eq!(get_as(&ward.town, &stranger, path).await.status, 403, "{path}");
        assert_eq!(get_as(&ward.town, &office, path).await.status, 200, "{path}");
    }
    for who in [&stranger, &office] {
        assert_eq!(post_as(&ward.town, who, &tap, "tap=same&free=3&version=1").await.status, 403);
    }
    get_as(&ward.town, &office, &board).await.says("Anda boleh melihat, tidak mengubah.");
    get_as(&ward.town, &office, &board).await.hides("data-tap");
    let forged = LoggedIn { cookie: ward.nurse.cookie.clone(), csrf: "x".repeat(ward.nurse.csrf.len()) };
    assert_eq!(post_as(&ward.town, &forged, &tap, "tap=same&free=3&version=1").await.status, 403, "a form of another page");
    assert_eq!(ward.shown().1, 1);
    assert_eq!(get_as(&ward.town, &ward.nurse, "/papan/ruang/x").await.status, 404);
}

#[tokio::test]
async fn who_has_one_hospital_goes_straight_to_its_board() {
    let ward = Ward::sqlite().await;
    let straight = get_as(&ward.town, &ward.nurse, "/papan").await;
    assert_eq!((straight.status.as_u16(), straight.location), (303, format!("/papan/{}", ward.id)));
    let other = ward.town.add(hospital("RS Lain", at(2.0, 0.0), "Bukit")).await;
    ward.town.ward(other, "Tiga", class(CareClass::Three)).await;
    let office = ward.town.log_in("dinkes", Role::Office, Scope::City).await;
    let choice = get_as(&ward.town, &office, "/papan").await;
    choice.in_order(&["RS Lain", "1 perlu diperbarui", "RSUD Rekaan", "semua mutakhir"]);
}

/// What the phone sends again when it heard no answer.
async fn until_answered(ward: &Ward, key: &str, body: &str) -> Answer {
    loop {
        let answer = ward.tap(&ward.nurse, key, body).await;
        if answer.status != 425 {
            return answer;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_tap_that_is_cut_off_anywhere_is_saved_once_and_never_refused() {
    for town in towns().await {
        let ward = Ward::on(town, 10).await;
        let mut free = 3;
        for looks in 0..24 {
            free = if free == 3 { 4 } else { 3 };
            let (version, key) = (ward.shown().1, format!("cut-{looks}"));
            let body = format!("tap=plus&free={free}&version={version}&{TIMES}");
            let (mut first, mut seen) = (Box::pin(ward.tap(&ward.nurse, &key, &body)), 0);
            // The line breaks after a few looks at the answer, each time at another place.
            std::future::poll_fn(|cx| {
                seen += 1;
                if seen > looks { std::task::Poll::Ready(()) } else { first.as_mut().poll(cx).map(drop) }
            })
            .await;
            drop(first);
            let second = until_answered(&ward, &key, &body).await;
            assert_eq!(second.status, 200, "after {looks} looks: {}", second.body);
            ward.until(version + 1).await;
            assert_eq!((ward.shown().0, ward.shown().1), (Some(free), version + 1), "after {looks} looks");
        }
    }
}

#[tokio::test]
async fn a_tap_that_died_with_the_program_is_asked_for_again_and_then_done() {
    for town in towns().await {
        let ward = Ward::on(town, 10).await;
        let body = format!("tap=plus&free=4&version=1&{TIMES}");
        assert_eq!(ward.tap(&ward.nurse, "k1", &body).await.status, 200);
        // As a program leaves it that is stopped dead between the claim and the deed.
        let (db, ctx) = (ward.town.floor.db(), &ward.town.system());
        let as_claimed: Result<u64, sigap_store::StoreError> = db
            .write_ephemeral(ctx, sigap_store::Ephemeral::Idempotency, |tx| async move {
                let soon = tx.now().plus_min(1);
                tx.execute("UPDATE idempotency SET status = NULL, kept_until_ms = $1 WHERE idem_key = 'k1'", sigap_store::args![soon]).await
            })
            .await;
        assert_eq!(as_claimed.unwrap(), 1);
        let waiting = ward.tap(&ward.nurse, "k1", &body).await;
        assert_eq!((waiting.status.as_u16(), waiting.kind.as_str()), (425, "application/problem+json"), "{}", waiting.body);
        waiting.says("sedang dikerjakan");
        ward.town.world.clock.advance_s(61);
        assert_eq!(ward.tap(&ward.nurse, "k1", &body).await.status, 200);
    }
}

#[tokio::test]
async fn of_two_nurses_who_say_different_things_at_the_same_instant_one_looks_again() {
    for town in towns().await {
        let ward = Ward::on(town, 10).await;
        let other = ward.town.log_in("sari", Role::WardNurse, Scope::Facility(ward.id)).await;
        let (plus, minus) = (format!("tap=plus&free=4&version=1&{TIMES}"), format!("tap=minus&free=2&version=1&{TIMES}"));
        let (one, two) = futures::join!(ward.tap(&ward.nurse, "k1", &plus), ward.tap(&other, "k2", &minus));
        let mut both = [(one.status.as_u16(), 4), (two.status.as_u16(), 2)];
        both.sort_unstable();
        let [(taken, said), (refused, _)] = both;
        assert_eq!((taken, refused), (200, 409), "{} {}", one.body, two.body);
        let counts = crate::store::counts(ward.town.floor.db(), &[ward.ward]).await.unwrap();
        assert_eq!(counts[&ward.ward].observation.free, Some(said));
    }
}

#[tokio::test]
async fn still_true_for_all_is_one_tap_for_what_was_seen_and_nothing_when_somebody_was_faster() {
    use sigap_kernel::{Actor, Grant, UserId};
    for town in towns().await {
        let ward = Ward::on(town, 10).await;
        let (beds, system) = (&ward.town.beds, ward.town.system());
        let who = |role, scope| {
            let grants = [Grant { role, scope }];
            system.clone().as_actor(Actor::Person { user: UserId::new(&system), grants: grants.into() })
        };
        let nurse = &who(Role::WardNurse, Scope::Facility(ward.id));
        let there = ward.shown();
        assert_eq!((there.0, there.2), (Some(3), 10));
        assert_eq!(crate::still_true(beds, nurse, ward.id, &[(ward.ward, there.1)]).await.unwrap(), 1);
        assert_eq!((ward.shown().0, ward.shown().2), (Some(3), 0), "the same number, as of now");
        let other = &who(Role::BedManager, Scope::Facility(ward.id));
        let late = crate::still_true(beds, other, ward.id, &[(ward.ward, there.1)]).await;
        assert!(matches!(late, Err(crate::BedsError::Overtaken)), "{late:?}");
        let office = &who(Role::Office, Scope::City);
        assert!(matches!(crate::still_true(beds, office, ward.id, &[]).await, Err(crate::BedsError::Refused(_))));
        let unknown = WardId::new(&system);
        assert!(matches!(crate::still_true(beds, nurse, ward.id, &[(unknown, 1)]).await, Err(crate::BedsError::NoWard)));
    }
}
