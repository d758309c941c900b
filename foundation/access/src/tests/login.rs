//! Logging in: right and wrong, the second factor, waiting after failures, and how a log-in ends.

use sigap_kernel::{Actor, Role, UserId};
use sigap_store::{Query as _, Subject, args, entries_of};

use super::{ADDRESS, PASSWORD, Town, both_engines, everywhere, masked, new_user, nurse_at, ring_path};
use crate::totp::code_of;
use crate::{Access, AccessConfig, AccessError, LogIn, NewSession, SecondFactorOn, Session, Stage};

const EMAIL: &str = "sri@rs.example";

async fn found(town: &Town, new: &NewSession) -> Session {
    town.access.session(new.token.reveal()).await.unwrap().expect("the log-in is found")
}

/// Turns base 32 back into bytes, as an authenticator app does.
pub(super) fn from_base32(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = text.chars().map(|c| format!("{:05b}", letters.find(c).unwrap())).collect();
    bits.as_bytes().chunks_exact(8).map(|byte| u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap()).collect()
}

/// The code an authenticator app shows now.
fn app_code(town: &Town, secret: &[u8]) -> sigap_kernel::Masked<String> {
    masked(&code_of(secret, town.world.now().0 / 30_000))
}

/// Sets up the second factor of a user whose role needs one.
async fn enrol(town: &Town, email: &str) -> (Vec<u8>, SecondFactorOn) {
    let half = town.log_in(email, PASSWORD).await.unwrap();
    assert_eq!(half.session.stage, Stage::Enrol);
    let session = found(town, &half).await;
    let offer = town.access.offer_second_factor(&town.anyone(), &session).await.unwrap();
    assert!(offer.uri.reveal().contains(offer.secret.reveal()));
    let secret = from_base32(offer.secret.reveal());
    let on = town.access.confirm_second_factor(&town.anyone(), &session, &app_code(town, &secret)).await.unwrap();
    (secret, on)
}

#[tokio::test]
async fn a_nurse_logs_in_with_her_password() {
    for town in both_engines().await {
        let user = town.add(EMAIL, &[nurse_at(1)]).await;
        town.clock.advance_s(1);
        let new = town.log_in("SRI@rs.example ", PASSWORD).await.unwrap();
        assert_eq!((new.session.stage, new.session.user), (Stage::Full, user));
        let session = found(&town, &new).await;
        let Actor::Person { user: who, grants } = session.actor() else { panic!("a person") };
        assert_eq!((who, grants.as_ref()), (user, [nurse_at(1)].as_slice()));
        let row = town.access.db().row("SELECT digest FROM session", args![]).await.unwrap().unwrap();
        assert_ne!(row.get::<String>("digest").unwrap(), *new.token.reveal(), "only the digest is kept");
        let entries = entries_of(town.access.db(), &Subject::new("user", user), 1).await.unwrap();
        assert_eq!((entries[0].kind.as_str(), entries[0].actor.clone()), ("user.logged_in", format!("user:{user}")));
        for nonsense in ["", "x", &"y".repeat(1_000), &new.token.reveal()[1..]] {
            assert!(town.access.session(nonsense).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn nobody_learns_why_a_log_in_failed() {
    for town in both_engines().await {
        let user = town.add(EMAIL, &[nurse_at(1)]).await;
        town.access
            .add_user(&town.system(), &crate::NewUser { password: None, ..new_user("baru@rs.example", &[nurse_at(1)]) })
            .await
            .unwrap();
        for (email, password) in [(EMAIL, "salah sekali ini"), ("tidak.ada@rs.example", PASSWORD), ("baru@rs.example", ""), ("", "")] {
            let error = town.log_in(email, password).await.unwrap_err();
            assert!(matches!(error, AccessError::LoginWrong), "{email}: {error}");
            assert_eq!(error.message_id(), "login-wrong");
        }
        town.access.set_disabled(&town.system(), user, true, None).await.unwrap();
        assert!(matches!(town.log_in(EMAIL, PASSWORD).await, Err(AccessError::LoginWrong)));
        town.access.set_disabled(&town.system(), user, false, None).await.unwrap();
        town.log_in(EMAIL, PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn failures_cost_time_and_a_success_forgets_them() {
    for town in both_engines().await {
        town.add(EMAIL, &[nurse_at(1)]).await;
        for _ in 0..6 {
            assert!(matches!(town.log_in(EMAIL, "salah sekali ini").await, Err(AccessError::LoginWrong)));
        }
        let waiting = town.log_in(EMAIL, PASSWORD).await.unwrap_err();
        assert!(matches!(waiting, AccessError::LoginWait { retry_after_s: 2 }), "even the right password waits: {waiting}");
        assert_eq!(waiting.message_id(), "login-wait?seconds=2");
        // Somebody else behind the same address is not held up, nor is the same person elsewhere.
        town.add("lain@rs.example", &[nurse_at(1)]).await;
        town.log_in("lain@rs.example", PASSWORD).await.unwrap();
        town.log_in_from("198.51.100.9", EMAIL, PASSWORD).await.unwrap();

        town.clock.advance_s(2);
        assert!(matches!(town.log_in(EMAIL, "salah sekali ini").await, Err(AccessError::LoginWrong)));
        assert!(matches!(town.log_in(EMAIL, PASSWORD).await, Err(AccessError::LoginWait { retry_after_s: 4 })), "the wait grows");
        town.clock.advance_s(4);
        town.log_in(EMAIL, PASSWORD).await.unwrap();
        for _ in 0..5 {
            assert!(matches!(town.log_in(EMAIL, "salah sekali ini").await, Err(AccessError::LoginWrong)), "counted from the start again");
        }
        let rows = town.access.db().rows("SELECT place FROM login_attempt", args![]).await.unwrap();
        for row in rows {
            let place: String = row.get("place").unwrap();
            assert!(!place.contains("sri") && !place.contains("203.0"), "{place}");
        }
    }
}

#[tokio::test]
async fn many_addresses_against_one_account_are_slowed_but_lock_nobody_out_for_long() {
    for town in both_engines().await {
        town.add(EMAIL, &[nurse_at(1)]).await;
        for number in 0..21 {
            let outcome = town.log_in_from(&format!("198.51.100.{number}"), EMAIL, "salah sekali ini").await;
            assert!(matches!(outcome, Err(AccessError::LoginWrong)), "{number}: {outcome:?}");
        }
        let outcome = town.log_in_from("198.51.100.99", EMAIL, PASSWORD).await;
        assert!(matches!(outcome, Err(AccessError::LoginWait { retry_after_s }) if retry_after_s <= 60));
        town.clock.advance_s(60);
        town.log_in(EMAIL, PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_knows_the_address_of_an_account_cannot_keep_its_owner_out_of_where_she_works() {
    for town in both_engines().await {
        town.add(EMAIL, &[nurse_at(1)]).await;
        town.log_in_from("203.0.113.7", EMAIL, PASSWORD).await.unwrap();
        for number in 0..40 {
            town.clock.advance_s(61);
            let _ = town.log_in_from(&format!("198.51.100.{number}"), EMAIL, "salah sekali ini").await;
        }
        assert!(matches!(town.log_in_from("192.0.2.1", EMAIL, PASSWORD).await, Err(AccessError::LoginWait { .. })));
        town.log_in_from("203.0.113.7", EMAIL, PASSWORD).await.unwrap();
        // What is known is swept when it is over, not before.
        town.clock.advance_s(crate::FORGOTTEN_AFTER_S + 1);
        town.access.sweep(&town.system()).await.unwrap();
        let left = || async { town.access.db().rows("SELECT place FROM login_attempt", args![]).await.unwrap().len() };
        assert_eq!(left().await, 1, "that she came from there");
        town.clock.advance_s(15 * 24 * 3_600);
        town.access.sweep(&town.system()).await.unwrap();
        assert_eq!(left().await, 0);
    }
}

#[tokio::test]
async fn tries_at_the_same_moment_are_each_counted() {
    for town in both_engines().await {
        town.add(EMAIL, &[nurse_at(1)]).await;
        let tries = (0..16).map(|_| {
            let (access, ctx) = (town.access.clone(), town.anyone());
            let typed = LogIn { email: masked(EMAIL), password: masked("salah sekali ini"), address: ADDRESS.to_owned() };
            tokio::spawn(async move { access.log_in(&ctx, &typed).await })
        });
        let mut looked_at = 0;
        for one in tries.collect::<Vec<_>>() {
            looked_at += usize::from(matches!(one.await.unwrap(), Err(AccessError::LoginWrong)));
        }
        assert_eq!(looked_at, 6, "the others had to wait");
    }
}

#[tokio::test]
async fn the_office_needs_a_second_factor_before_it_sees_anything() {
    for town in both_engines().await {
        let user = town.add(EMAIL, &[everywhere(Role::Office)]).await;
        let half = town.log_in(EMAIL, PASSWORD).await.unwrap();
        let session = found(&town, &half).await;
        assert_eq!((half.session.stage, session.actor()), (Stage::Enrol, Actor::Anyone));
        let early = town.access.confirm_second_factor(&town.anyone(), &session, &masked("000000")).await;
        assert!(matches!(early, Err(AccessError::CodeWrong)), "nothing was offered yet");

        let (secret, on) = enrol(&town, EMAIL).await;
        assert_eq!(on.recovery.len(), 10);
        assert!(matches!(found(&town, &on.session).await.actor(), Actor::Person { user: who, .. } if who == user));
        assert!(town.access.session(half.token.reveal()).await.unwrap().is_none(), "half log-ins end");
        let full = found(&town, &on.session).await;
        let again = town.access.offer_second_factor(&town.anyone(), &full).await;
        assert_eq!(super::at_field(again, "code"), "second-factor-on");

        town.clock.advance_s(30);
        let half = town.log_in(EMAIL, PASSWORD).await.unwrap();
        assert_eq!(half.session.stage, Stage::Code);
        let session = found(&town, &half).await;
        assert!(matches!(town.access.offer_second_factor(&town.anyone(), &session).await, Err(AccessError::SessionGone)));
        let wrong = town.access.give_code(&town.anyone(), &session, &masked("000000"), ADDRESS).await;
        assert!(matches!(wrong, Err(AccessError::CodeWrong)));
        let new = town.access.give_code(&town.anyone(), &session, &app_code(&town, &secret), ADDRESS).await.unwrap();
        assert_ne!(new.token, half.token, "a new token, so that a stolen half is worth nothing");
        assert!(matches!(found(&town, &new).await.actor(), Actor::Person { .. }));
        assert!(matches!(town.access.give_code(&town.anyone(), &full, &masked("1"), ADDRESS).await, Err(AccessError::SessionGone)));
    }
}

#[tokio::test]
async fn a_code_that_was_seen_over_a_shoulder_does_not_work_again() {
    for town in both_engines().await {
        town.add(EMAIL, &[everywhere(Role::Admin)]).await;
        let (secret, _) = enrol(&town, EMAIL).await;
        town.clock.advance_s(60);
        let code = app_code(&town, &secret);
        let sessions = [town.log_in(EMAIL, PASSWORD).await.unwrap(), town.log_in(EMAIL, PASSWORD).await.unwrap()];
        let (one, other) = (found(&town, &sessions[0]).await, found(&town, &sessions[1]).await);
        town.access.give_code(&town.anyone(), &one, &code, ADDRESS).await.unwrap();
        let replayed = town.access.give_code(&town.anyone(), &other, &code, ADDRESS).await;
        assert!(matches!(replayed, Err(AccessError::CodeWrong)));
    }
}

#[tokio::test]
async fn a_recovery_code_opens_the_door_once() {
    for town in both_engines().await {
        let user = town.add(EMAIL, &[everywhere(Role::Admin)]).await;
        let (_, on) = enrol(&town, EMAIL).await;
        let typed = masked(&on.recovery[3].reveal().to_uppercase().replace('-', " "));
        for worked in [true, false] {
            let half = found(&town, &town.log_in(EMAIL, PASSWORD).await.unwrap()).await;
            assert_eq!(town.access.give_code(&town.anyone(), &half, &typed, ADDRESS).await.is_ok(), worked);
        }
        let seen = town.access.user(&town.somebody(Role::Admin, sigap_kernel::Scope::City), user).await.unwrap();
        assert_eq!((seen.second_factor, seen.recovery_left), (true, 9));

        town.access.reset_second_factor(&town.somebody(Role::Admin, sigap_kernel::Scope::City), user).await.unwrap();
        assert_eq!(town.log_in(EMAIL, PASSWORD).await.unwrap().session.stage, Stage::Enrol, "phone and codes lost: set up anew");
    }
}

#[tokio::test]
async fn guessing_codes_costs_time_too() {
    for town in both_engines().await {
        town.add(EMAIL, &[everywhere(Role::Admin)]).await;
        let (secret, _) = enrol(&town, EMAIL).await;
        town.clock.advance_s(30);
        let half = found(&town, &town.log_in(EMAIL, PASSWORD).await.unwrap()).await;
        for _ in 0..6 {
            assert!(matches!(town.access.give_code(&town.anyone(), &half, &masked("123"), ADDRESS).await, Err(AccessError::CodeWrong)));
        }
        let right = town.access.give_code(&town.anyone(), &half, &app_code(&town, &secret), ADDRESS).await;
        assert!(matches!(right, Err(AccessError::LoginWait { .. })));
    }
}

#[tokio::test]
async fn a_demo_may_do_without_the_second_factor() {
    for town in both_engines().await {
        town.add(EMAIL, &[everywhere(Role::Admin)]).await;
        let config = AccessConfig { second_factor_required: false, ..AccessConfig::new(ring_path(&town.folder)) };
        let demo = Access::open(town.access.db().clone(), config, town.world.clone()).await.unwrap();
        let typed = LogIn { email: masked(EMAIL), password: masked(PASSWORD), address: ADDRESS.to_owned() };
        assert_eq!(demo.log_in(&town.anyone(), &typed).await.unwrap().session.stage, Stage::Full);
    }
}

#[tokio::test]
async fn a_log_in_ends_after_its_time_and_when_nobody_uses_it() {
    for town in both_engines().await {
        town.add(EMAIL, &[nurse_at(1)]).await;
        let (used, idle) = (town.log_in(EMAIL, PASSWORD).await.unwrap(), town.log_in(EMAIL, PASSWORD).await.unwrap());
        for _ in 0..11 {
            town.clock.advance_s(3_600);
            assert!(town.access.session(used.token.reveal()).await.unwrap().is_some(), "used every hour");
        }
        assert!(town.access.session(idle.token.reveal()).await.unwrap().is_none(), "not used for eleven hours");
        town.clock.advance_s(3_599);
        assert!(town.access.session(used.token.reveal()).await.unwrap().is_some());
        town.clock.advance_s(1);
        assert!(town.access.session(used.token.reveal()).await.unwrap().is_none(), "twelve hours are over, remembered or not");
        town.access.sweep(&town.system()).await.unwrap();
        let left = town.access.db().row("SELECT COUNT(*) AS n FROM session", args![]).await.unwrap().unwrap();
        assert_eq!(left.get::<i64>("n").unwrap(), 0);
    }
}

#[tokio::test]
async fn logging_out_ends_this_log_in_or_all_of_them() {
    for town in both_engines().await {
        let user = town.add(EMAIL, &[nurse_at(1)]).await;
        let mut tokens = Vec::new();
        for _ in 0..3 {
            tokens.push(town.log_in(EMAIL, PASSWORD).await.unwrap());
        }
        let session = found(&town, &tokens[0]).await;
        town.access.log_out(&town.anyone(), &session).await.unwrap();
        assert!(town.access.session(tokens[0].token.reveal()).await.unwrap().is_none());
        found(&town, &tokens[1]).await;
        town.access.log_out(&town.anyone(), &session).await.unwrap(); // done twice
        town.access.log_out_everywhere(&town.acting(user, &[])).await.unwrap();
        for token in &tokens {
            assert!(town.access.session(token.token.reveal()).await.unwrap().is_none());
        }
        assert!(matches!(town.access.log_out_everywhere(&town.anyone()).await, Err(AccessError::SessionGone)));
    }
}

#[tokio::test]
async fn new_rights_and_a_disabled_account_are_felt_at_once_and_on_other_nodes() {
    for town in both_engines().await {
        let user = town.add(EMAIL, &[nurse_at(1)]).await;
        let new = town.log_in(EMAIL, PASSWORD).await.unwrap();
        let other = town.another_node().await;
        assert!(other.session(new.token.reveal()).await.unwrap().is_some(), "remembered on the other node");
        found(&town, &new).await;
        town.access.set_disabled(&town.system(), user, true, None).await.unwrap();
        assert!(town.access.session(new.token.reveal()).await.unwrap().is_none());
        super::until(async || other.session(new.token.reveal()).await.unwrap().is_none()).await;
    }
}

#[tokio::test]
async fn one_user_has_a_bounded_number_of_log_ins() {
    for town in both_engines().await {
        town.add(EMAIL, &[nurse_at(1)]).await;
        let first = town.log_in(EMAIL, PASSWORD).await.unwrap();
        for _ in 0..20 {
            town.clock.advance_s(1);
            town.log_in(EMAIL, PASSWORD).await.unwrap();
        }
        let count = town.access.db().row("SELECT COUNT(*) AS n FROM session", args![]).await.unwrap().unwrap();
        assert_eq!(count.get::<i64>("n").unwrap(), 20);
        assert!(town.access.session(first.token.reveal()).await.unwrap().is_none(), "the oldest ended");
    }
}

#[tokio::test]
async fn a_form_carries_the_word_of_its_own_log_in() {
    let town = both_engines().await.remove(0);
    town.add(EMAIL, &[nurse_at(1)]).await;
    let (one, other) = (town.log_in(EMAIL, PASSWORD).await.unwrap(), town.log_in(EMAIL, PASSWORD).await.unwrap());
    let (one, other) = (found(&town, &one).await, found(&town, &other).await);
    let word = town.access.csrf(one.form_key());
    assert!(town.access.csrf_holds(one.form_key(), &word));
    for (bound_to, given) in [(other.form_key(), word.as_str()), (one.form_key(), ""), ("", &word), ("cookie", &word)] {
        assert!(!town.access.csrf_holds(bound_to, given), "{bound_to} {given}");
    }
}

#[tokio::test]
async fn requests_may_move_between_threads() {
    fn can_move(_: impl Send) {}
    let town = both_engines().await.remove(0);
    let (access, ctx, user) = (&town.access, &town.anyone(), UserId::new(&town.anyone()));
    town.add(EMAIL, &[nurse_at(1)]).await;
    let session = &found(&town, &town.log_in(EMAIL, PASSWORD).await.unwrap()).await;
    let (word, typed) = (&masked("x"), &LogIn { email: masked("x"), password: masked("x"), address: String::new() });
    can_move(access.log_in(ctx, typed));
    can_move(access.give_code(ctx, session, word, ""));
    can_move(access.offer_second_factor(ctx, session));
    can_move(access.confirm_second_factor(ctx, session, word));
    can_move(access.reset_second_factor(ctx, user));
    can_move(access.session(""));
    can_move(access.log_out(ctx, session));
    can_move(access.log_out_everywhere(ctx));
    can_move(access.set_grants(ctx, user, &[], None));
    can_move(access.set_password(ctx, user, word));
    can_move(access.change_own_password(ctx, word, word));
    can_move(access.set_profile(ctx, user, word, sigap_kernel::Lang::Id, None));
    can_move(access.erase_user(ctx, user));
    can_move(access.users(ctx, None));
    can_move(access.find_sent("x", Some("x"), word));
    can_move(access.find_hmac("x", "x"));
    can_move(access.flush_key_uses(ctx));
    can_move(access.rewrap(ctx));
    can_move(access.record_reads(ctx, vec![]));
    can_move(crate::verify_readings(access.db()));
    can_move(access.sweep(ctx));
    can_move(Access::open(access.db().clone(), AccessConfig::new(ring_path(&town.folder)), town.world.clone()));
}

#[tokio::test]
async fn a_log_in_under_way_does_not_outlive_the_password_it_was_made_with() {
    for town in both_engines().await {
        let user = town.add(EMAIL, &[nurse_at(1)]).await;
        let row = crate::store::user::by_id(town.access.db(), user).await.unwrap().unwrap();
        let full = town.access.starting(&town.anyone(), user, Stage::Full, row.lang).await.unwrap();
        let half = town.access.starting(&town.anyone(), user, Stage::Code, row.lang).await.unwrap();
        town.access.set_password(&town.system(), user, &masked("perahu-biru-9-rekaan")).await.unwrap();
        for late in [full, half] {
            let outcome = town.access.begin(&town.anyone(), &late, &row).await;
            assert!(matches!(outcome, Err(AccessError::LoginWrong)), "{outcome:?}");
            assert!(town.access.session(late.token.reveal()).await.unwrap().is_none());
        }
    }
}

#[tokio::test]
async fn who_was_given_a_greater_role_meanwhile_logs_in_again() {
    for town in both_engines().await {
        let office = town.add(EMAIL, &[sigap_kernel::Grant { role: Role::Office, scope: sigap_kernel::Scope::City }]).await;
        let row = crate::store::user::by_id(town.access.db(), office).await.unwrap().unwrap();
        let late = town.access.starting(&town.anyone(), office, Stage::Full, row.lang).await.unwrap();
        assert!(matches!(town.access.begin(&town.anyone(), &late, &row).await, Err(AccessError::LoginWrong)));
    }
}
