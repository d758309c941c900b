//! One's own account: another password, and every log-in ended.

use axum::http::StatusCode;
use sigap_kernel::{Role, Scope};

use super::{PASSWORD, Town};

const NEW: &str = "anggrek di kamar dua";

#[tokio::test]
async fn somebody_changes_their_own_password_and_logs_in_again() {
    for town in Town::both().await {
        let nurse = town.log_in("Perawat", Role::WardNurse, Scope::Facility(town.hospital)).await;
        assert!(nurse.page("/akun").await.contains("Perawat@contoh.example"));
        for (present, new, again, said) in [
            ("bukan itu", NEW, NEW, "Kata sandi sekarang tidak cocok."),
            (PASSWORD, NEW, "lain sama sekali", "Tidak sama dengan yang di atas."),
            (PASSWORD, "pendek", "pendek", "Sedikitnya 10 huruf."),
            (PASSWORD, "bismillah123", "bismillah123", "Terlalu mudah ditebak."),
        ] {
            let answer = nurse.post("/akun/kata-sandi", &[("present", present), ("password", new), ("again", again)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(answer.text.contains(said), "{said}: {}", answer.text);
            assert!(!answer.text.contains(new) || new == "pendek", "what was typed is not shown again");
        }
        let done = nurse.post("/akun/kata-sandi", &[("present", PASSWORD), ("password", NEW), ("again", NEW)]).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/masuk"));
        assert_eq!(nurse.get("/akun").await.status, StatusCode::UNAUTHORIZED);
        assert!(town.opens("Perawat@contoh.example", NEW).await);
    }
}

#[tokio::test]
async fn somebody_logs_out_everywhere() {
    for town in Town::both().await {
        let nurse = town.log_in("Perawat", Role::WardNurse, Scope::Facility(town.hospital)).await;
        assert_eq!(nurse.post("/akun/keluar", &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(nurse.get("/akun").await.status, StatusCode::UNAUTHORIZED);
    }
}
