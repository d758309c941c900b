//! The pages of staff: who sees whom, who may give what, and that nobody locks the house from inside.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sigap_kernel::{Grant, Role, Scope};
use sigap_web::Page;

use super::{PASSWORD, Town, between, nurse_at, place};

#[tokio::test]
async fn an_administrator_adds_a_nurse_and_the_first_password_is_shown_once_and_works() {
    for town in Town::both().await {
        let admin = town.of_hospital().await;
        let form = admin.page("/petugas/baru").await;
        assert!(form.contains("RSUD Samudra Raya") && !form.contains("RS Cahaya Bunda") && !form.contains("value=\"office\""), "{form}");
        let place = place(town.hospital);
        let fields = [("name", "Ns. Laut"), ("email", "laut@contoh.example"), ("role_0", "ward_nurse"), ("place_0", &place)];
        let added = admin.post("/petugas/baru", &fields).await;
        assert_eq!((added.status, added.cache.as_str()), (StatusCode::OK, "no-store"), "{}", added.text);
        let password = between(&added.text, "<code class=\"secret\">", "</code>");
        assert!(town.opens("laut@contoh.example", password).await);
        let list = admin.page("/petugas").await;
        assert!(list.contains("Ns. Laut") && list.contains("Perawat ruang") && !list.contains(password), "{list}");
        // The same again is no second account.
        let again = admin.post("/petugas/baru", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("Sudah ada akun dengan email ini.") && again.text.contains("value=\"Ns. Laut\""), "{}", again.text);
    }
}

#[tokio::test]
async fn all_mistakes_of_a_form_are_told_at_their_fields() {
    let town = Town::sqlite().await;
    let admin = town.admin().await;
    let answer =
        admin.post("/petugas/baru", &[("name", " "), ("email", "bukan"), ("role_0", "office"), ("place_0", &place(town.hospital))]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Tulis namanya.", "Tulis alamat email yang benar.", "Peran ini untuk kota atau satu kecamatan.", "id=\"place_0-error\""] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    let cases = [
        (("", ""), "Pilih sedikitnya satu peran."),
        (("ward_nurse", "di mana-mana"), "Pilih tempat dari daftar."),
        (("ward_nurse", "city"), "Peran ini untuk satu fasilitas."),
        (("admin", &place(town.hospital)), "Peran ini untuk seluruh kota."),
        (("machine", "city"), "Peran ini untuk seluruh kota."),
        (("raja", "city"), "Pilih dari daftar."),
    ];
    for ((role, at), said) in cases {
        let fields = [("name", "Budi"), ("email", "budi@contoh.example"), ("role_0", role), ("place_0", at)];
        let answer = admin.post("/petugas/baru", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role} {at}");
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM user_account").await, 1);
}

#[tokio::test]
async fn a_place_is_found_by_its_words_too() {
    let town = Town::sqlite().await;
    let admin = town.admin().await;
    let form = admin.page("/petugas/baru").await;
    let label = between(&form, &format!("<option value=\"{}\">", place(town.hospital)), "</option>").replace("&#38;", "&");
    let fields = [("name", "Budi"), ("email", "budi@contoh.example"), ("role_0", "bed_manager"), ("place_0", label.as_str())];
    assert_eq!(admin.post("/petugas/baru", &fields).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_administrator_of_one_hospital_sees_and_changes_only_its_own_people() {
    for town in Town::both().await {
        let (own, theirs) = (town.nurse("Sendiri", town.hospital).await, town.nurse("Tetangga", town.other).await);
        let both = town.add_user("Dua", vec![nurse_at(town.hospital), nurse_at(town.other)]).await;
        let admin = town.of_hospital().await;
        let list = admin.page("/petugas").await;
        assert!(list.contains("Sendiri (rekaan)") && list.contains("Dua (rekaan)") && !list.contains("Tetangga"), "{list}");
        assert_eq!(admin.get(&format!("/petugas/{theirs}")).await.status, StatusCode::FORBIDDEN);
        let page = admin.page(&format!("/petugas/{both}")).await;
        assert!(page.contains("juga bertugas di tempat lain") && !page.contains("/kata-sandi\""), "{page}");
        let here = place(town.hospital);
        for user in [theirs, both] {
            for (deed, fields) in [
                ("profil", vec![("name", "Lain")]),
                ("peran", vec![("role_0", "ward_nurse"), ("place_0", here.as_str())]),
                ("kata-sandi", vec![]),
                ("kode", vec![]),
                ("keluarkan", vec![]),
                ("aktif", vec![("disabled", "yes")]),
            ] {
                let answer = admin.post(&format!("/petugas/{user}/{deed}"), &fields).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{deed}: {}", answer.text);
            }
        }
        assert!(town.opens("Tetangga@contoh.example", PASSWORD).await && town.opens("Dua@contoh.example", PASSWORD).await);
        // Nobody gives what they may not, not even by a form they made themselves.
        let there = place(town.other);
        for (role, at) in [("ward_nurse", there.as_str()), ("admin", "city"), ("office", "city")] {
            let answer = admin.post(&format!("/petugas/{own}/peran"), &[("role_0", role), ("place_0", at)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
        }
        let kept = town.floor.access().user(&admin.ctx, own).await.unwrap();
        assert_eq!(kept.grants, [nurse_at(town.hospital)]);
    }
}

#[tokio::test]
async fn roles_are_added_and_taken_away_and_the_person_logs_in_again() {
    for town in Town::both().await {
        let nurse = town.log_in("Perawat", Role::WardNurse, Scope::Facility(town.hospital)).await;
        let (admin, path, here) = (town.of_hospital().await, format!("/petugas/{}", nurse.user), place(town.hospital));
        let fields = [("version", "1"), ("role_0", ""), ("place_0", ""), ("role_1", "bed_manager"), ("place_1", here.as_str())];
        let saved = admin.post(&format!("{path}/peran"), &fields).await;
        assert_eq!(
            (saved.status, saved.location.as_str()),
            (StatusCode::SEE_OTHER, format!("{path}?ok=grants").as_str()),
            "{}",
            saved.text
        );
        let page = admin.page(&saved.location).await;
        assert!(
            page.contains("Peran tersimpan.") && page.contains("Manajer tempat tidur · <span class=\"ink-2\">RSUD Samudra Raya"),
            "{page}"
        );
        assert_eq!(nurse.get("/akun").await.status, StatusCode::UNAUTHORIZED, "the old log-in has ended");
        // The form was made from the first version: what was typed is not lost, and not saved over the newer state.
        let old = admin.post(&format!("{path}/peran"), &fields).await;
        assert_eq!(old.status, StatusCode::CONFLICT);
        assert!(old.text.contains("Sudah diubah orang lain.") && old.text.contains("name=\"version\" value=\"2\""), "{}", old.text);
    }
}

#[tokio::test]
async fn a_password_is_drawn_anew_and_the_old_one_stops() {
    for town in Town::both().await {
        let (nurse, admin) = (town.nurse("Perawat", town.hospital).await, town.of_hospital().await);
        let answer = admin.post(&format!("/petugas/{nurse}/kata-sandi"), &[]).await;
        assert_eq!((answer.status, answer.cache.as_str()), (StatusCode::OK, "no-store"));
        let password = between(&answer.text, "<code class=\"secret\">", "</code>");
        assert!(town.opens("Perawat@contoh.example", password).await);
        assert!(!town.opens("Perawat@contoh.example", PASSWORD).await);
    }
}

#[tokio::test]
async fn an_account_is_locked_and_unlocked() {
    for town in Town::both().await {
        let (nurse, admin) = (town.nurse("Perawat", town.hospital).await, town.of_hospital().await);
        let path = format!("/petugas/{nurse}");
        let locked = admin.post(&format!("{path}/aktif"), &[("version", "1"), ("disabled", "yes")]).await;
        assert!(admin.page(&locked.location).await.contains("Akun dikunci."));
        assert!(!town.opens("Perawat@contoh.example", PASSWORD).await);
        assert!(admin.page("/petugas").await.contains(">dikunci</span>"));
        admin.post(&format!("{path}/aktif"), &[("version", "2"), ("disabled", "no")]).await;
        assert!(town.opens("Perawat@contoh.example", PASSWORD).await);
    }
}

#[tokio::test]
async fn nobody_locks_themselves_out_and_the_last_administrator_stays() {
    for town in Town::both().await {
        let admin = town.admin().await;
        let page = admin.page(&format!("/petugas/{}", admin.user)).await;
        assert!(page.contains("Ini akun Anda.") && !page.contains("/aktif\""), "{page}");
        for (deed, fields) in [
            ("aktif", vec![("disabled", "yes")]),
            ("peran", vec![("role_0", "office"), ("place_0", "city")]),
            ("kata-sandi", vec![]),
            ("kode", vec![]),
        ] {
            let answer = admin.post(&format!("/petugas/{}/{deed}", admin.user), &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed}");
            assert!(answer.text.contains("Akun sendiri diubah oleh admin lain."), "{deed}: {}", answer.text);
        }
        // A second administrator, who is locked out, does not count.
        let second = town.add_user("Kedua", vec![Grant { role: Role::Admin, scope: Scope::City }]).await;
        let deputy = town.log_in("Wakil", Role::Admin, Scope::City).await;
        assert_eq!(deputy.post(&format!("/petugas/{second}/aktif"), &[("disabled", "yes")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(deputy.post(&format!("/petugas/{}/aktif", admin.user), &[("disabled", "yes")]).await.status, StatusCode::SEE_OTHER);
        let last = town.floor.access().set_disabled(&town.world.ctx(), deputy.user, true, None).await;
        assert!(last.is_err(), "the deputy is the last one");
    }
}

#[tokio::test]
async fn somebody_is_found_by_letters_and_each_shown_name_is_in_the_reading_log() {
    for town in Town::both().await {
        town.nurse("Melati", town.hospital).await;
        town.nurse("Kenanga", town.hospital).await;
        let admin = town.of_hospital().await;
        let before = town.count("SELECT COUNT(*) AS n FROM access_log_entry").await;
        let found = admin.page("/petugas?q=mela").await;
        assert!(found.contains("Melati (rekaan)") && !found.contains("Kenanga (rekaan)"), "{found}");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM access_log_entry").await, before + 1);
        assert!(admin.page("/petugas?q=tidak+ada").await.contains("Tidak ada petugas yang cocok"));
    }
}

#[tokio::test]
async fn long_lists_go_on_where_they_ended() {
    let town = Town::sqlite().await;
    let admin = town.admin().await;
    for number in 0..105 {
        town.world.clock.advance_s(1);
        town.nurse(&format!("Nomor{number:03}"), town.hospital).await;
    }
    let first = admin.page("/petugas").await;
    assert!(first.contains("Nomor098") && !first.contains("Nomor099"), "a hundred, the administrator among them");
    let next = admin.page(between(&first, "rel=\"next\" href=\"", "\"")).await;
    assert!(next.contains("Nomor099") && next.contains("Nomor104") && !next.contains("rel=\"next\""));
}

#[tokio::test]
async fn a_last_log_in_is_shown_where_there_was_one() {
    for town in Town::both().await {
        let nurse = town.nurse("Perawat", town.hospital).await;
        let admin = town.of_hospital().await;
        assert!(admin.page(&format!("/petugas/{nurse}")).await.contains("Belum pernah"));
        assert!(town.opens("Perawat@contoh.example", PASSWORD).await);
        let page = admin.page(&format!("/petugas/{nurse}")).await;
        assert!(page.contains("22\u{2011}11\u{2011}2026 14.10 WIB") && !page.contains("Belum pernah"), "{page}");
    }
}

#[tokio::test]
async fn somebody_who_is_not_there_is_not_found() {
    let town = Town::sqlite().await;
    let admin = town.admin().await;
    for path in ["/petugas/0192f0c4-0000-7000-8000-00000000ffff", "/petugas/bukan-id"] {
        assert_eq!(admin.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(admin.post("/petugas/0192f0c4-0000-7000-8000-00000000ffff/kode", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_somebody_is_called_is_never_part_of_a_page() {
    let town = Town::sqlite().await;
    town.nurse("<script>alert(1)</script>", town.hospital).await;
    let page = town.admin().await.page("/petugas").await;
    assert!(!page.contains("<script>alert"), "{page}");
}

#[tokio::test]
async fn the_menu_names_each_page_to_whoever_may_see_it() {
    let town = Town::sqlite().await;
    let pages = ["/petugas", "/jurnal", "/log-baca", "/pekerjaan"];
    let admin = town.admin().await.page("/petugas").await;
    let hospital = town.of_hospital().await.page("/petugas").await;
    let shows = |page: &str, path: &str| page.contains(&format!("<a href=\"{path}\""));
    assert_eq!(pages.map(|path| shows(&admin, path)), [true; 4]);
    assert_eq!(pages.map(|path| shows(&hospital, path)), [true, true, false, false]);
    let nurse = town.log_in("Perawat", Role::WardNurse, Scope::Facility(town.hospital)).await;
    let nav = Page::staff(&town.floor, &sigap_web::Visitor::of(nurse.ctx.clone()), String::new()).nav;
    assert!(nav.iter().all(|item| !pages.contains(&item.href)));
}

#[tokio::test]
async fn a_request_with_a_key_is_done_once_and_a_password_is_never_kept_for_its_repetition() {
    for town in Town::both().await {
        let (nurse, admin) = (town.nurse("Perawat", town.hospital).await, town.of_hospital().await);
        let send = async |deed: &str, key: &str| {
            let request = Request::post(format!("/petugas/{nurse}/{deed}"))
                .header(header::COOKIE, &admin.cookie)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("idempotency-key", key);
            town.send(request.body(Body::from(format!("csrf={}&disabled=yes&version=1", admin.csrf))).unwrap()).await
        };
        let answer = send("kata-sandi", "rekaan-1").await;
        let password = between(&answer.text, "<code class=\"secret\">", "</code>");
        assert!(town.opens("Perawat@contoh.example", password).await);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM idempotency").await, 0, "nothing of it is kept");
        // The password raised the version: the first try is too old, and so is its repetition.
        assert_eq!([send("aktif", "rekaan-2").await.status, send("aktif", "rekaan-2").await.status], [StatusCode::CONFLICT; 2]);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM idempotency WHERE status = 409").await, 1);
    }
}
