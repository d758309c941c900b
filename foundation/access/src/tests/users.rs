//! Users: adding them, who may manage whom, and that nothing about them lies open in a table.

use sigap_kernel::{Ctx, Grant, Role, Scope, UserId};
use sigap_store::{Query as _, args};

use super::{PASSWORD, Town, admin_at, at_field, both_engines, everywhere, facility, masked, new_user, nurse_at};
use crate::{AccessError, NewUser, Stage};

fn refused<T: std::fmt::Debug>(outcome: Result<T, AccessError>) -> bool {
    matches!(outcome, Err(AccessError::Refused(_)))
}

#[tokio::test]
async fn a_user_is_added_and_nothing_of_them_can_be_read_in_the_tables() {
    for town in both_engines().await {
        let user = town.add(" Sri@RS-Rekaan.example ", &[nurse_at(1)]).await;
        let admin = town.somebody(Role::Admin, Scope::City);
        let seen = town.access.user(&admin, user).await.unwrap();
        assert_eq!((seen.email.reveal().as_str(), seen.name.reveal().as_str()), ("Sri@RS-Rekaan.example", "Sri Rekaan"));
        assert_eq!((seen.grants, seen.disabled, seen.version), (vec![nurse_at(1)], false, 1));
        let db = town.access.db();
        let tables = [
            "SELECT user_id || person_id || email_lookup || email_sealed || name_sealed || password_hash AS all_of_it FROM user_account",
            "SELECT subject || body AS all_of_it FROM journal_entry",
            "SELECT actor || subject || fields || reason AS all_of_it FROM access_log_entry",
        ];
        for sql in tables {
            let rows = db.rows(sql, args![]).await.unwrap();
            assert!(!rows.is_empty());
            for row in rows {
                let text = row.get::<String>("all_of_it").unwrap().to_lowercase();
                assert!(!text.contains("sri") && !text.contains("rekaan") && !text.contains(PASSWORD), "{text}");
            }
        }
        assert!(!format!("{:?}", new_user("sri@rs.example", &[])).contains("sri"), "nor in a log line");
    }
}

#[tokio::test]
async fn all_mistakes_are_told_together() {
    for town in both_engines().await {
        let wrong = NewUser {
            email: masked("no address"),
            name: masked("  "),
            grants: vec![Grant { role: Role::Admin, scope: Scope::Facility(facility(1)) }],
            password: Some(masked("kurang")),
            ..new_user("x@y.example", &[])
        };
        let Err(AccessError::Fields(errors)) = town.access.add_user(&town.system(), &wrong).await else { panic!("refused by field") };
        let told: Vec<_> = errors.iter().collect();
        assert_eq!(
            told,
            [("email", "email-wrong"), ("grants", "grant-scope-wrong"), ("name", "name-missing"), ("password", "password-short?min=10")]
        );
        for email in
            ["@rs.example", "sri@", "sri@localhost", "a@b@c.example", "sri @rs.example", &format!("{}@rs.example", "a".repeat(250))]
        {
            assert_eq!(
                at_field(town.access.add_user(&town.system(), &new_user(email, &[nurse_at(1)])).await, "email"),
                "email-wrong",
                "{email}"
            );
        }
        let long = NewUser { name: masked(&"a".repeat(101)), ..new_user("x@y.example", &[nurse_at(1)]) };
        assert_eq!(at_field(town.access.add_user(&town.system(), &long).await, "name"), "field-too-long?max=100");
        let many: Vec<Grant> = (0..65).map(nurse_at).collect();
        assert_eq!(
            at_field(town.access.add_user(&town.system(), &new_user("x@y.example", &many)).await, "grants"),
            "grants-too-many?max=64"
        );
    }
}

#[tokio::test]
async fn an_address_belongs_to_one_user_however_it_is_written() {
    for town in both_engines().await {
        town.add("sri@rs.example", &[nurse_at(1)]).await;
        for email in ["sri@rs.example", "SRI@RS.Example", " sri@rs.example"] {
            let outcome = town.access.add_user(&town.system(), &new_user(email, &[nurse_at(2)])).await;
            assert_eq!(at_field(outcome, "email"), "email-taken", "{email}");
        }
    }
}

/// One hospital's administrator, their nurse, and somebody who is more than that.
async fn hospital(town: &Town) -> (Ctx, UserId, UserId) {
    let admin = town.acting(town.add("kepala@rs1.example", &[admin_at(1)]).await, &[admin_at(1)]);
    let nurse = town.add("perawat@rs1.example", &[nurse_at(1)]).await;
    let both = town.add("dua@rs.example", &[nurse_at(1), everywhere(Role::Admin)]).await;
    (admin, nurse, both)
}

#[tokio::test]
async fn the_administrator_of_one_hospital_stays_inside_it() {
    for town in both_engines().await {
        let (admin, nurse, both) = hospital(&town).await;
        let access = &town.access;
        access.add_user(&admin, &new_user("baru@rs1.example", &[nurse_at(1)])).await.unwrap();
        access.set_grants(&admin, nurse, &[nurse_at(1), admin_at(1)], None).await.unwrap();
        access.set_password(&admin, nurse, &masked("melati di kamar lima")).await.unwrap();

        assert!(refused(access.add_user(&admin, &new_user("x@rs2.example", &[nurse_at(2)])).await));
        assert!(refused(access.add_user(&admin, &new_user("x@rs2.example", &[])).await));
        assert!(refused(access.add_user(&admin, &new_user("x@rs2.example", &[everywhere(Role::Admin)])).await));
        assert!(refused(access.set_grants(&admin, nurse, &[nurse_at(1), nurse_at(2)], None).await));
        assert!(refused(access.set_grants(&admin, nurse, &[], None).await));
        for taken in [both, town.add("lain@rs2.example", &[nurse_at(2)]).await] {
            assert!(refused(access.set_grants(&admin, taken, &[nurse_at(1)], None).await));
            assert!(refused(access.set_password(&admin, taken, &masked("melati di kamar lima")).await));
            assert!(refused(access.set_disabled(&admin, taken, true, None).await));
            assert!(refused(access.reset_second_factor(&admin, taken).await));
        }
        assert!(refused(access.erase_user(&admin, nurse).await));
    }
}

#[tokio::test]
async fn a_nurse_manages_nobody() {
    for town in both_engines().await {
        let (_, nurse, both) = hospital(&town).await;
        let ctx = town.acting(nurse, &[nurse_at(1)]);
        let access = &town.access;
        assert!(refused(access.add_user(&ctx, &new_user("x@rs1.example", &[nurse_at(1)])).await));
        assert!(refused(access.set_password(&ctx, both, &masked("melati di kamar lima")).await));
        assert!(refused(access.set_disabled(&ctx, nurse, false, None).await));
        assert!(
            refused(access.users(&ctx, None).await) && refused(access.user(&ctx, both).await) && refused(access.user(&ctx, nurse).await)
        );
    }
}

#[tokio::test]
async fn lists_show_the_people_of_ones_own_hospital() {
    for town in both_engines().await {
        let (admin, nurse, both) = hospital(&town).await;
        town.add("lain@rs2.example", &[nurse_at(2)]).await;
        let listed: Vec<UserId> = town.access.users(&admin, None).await.unwrap().into_iter().map(|user| user.id).collect();
        assert_eq!(listed.len(), 3);
        assert!(listed.contains(&nurse) && listed.contains(&both));
        let next = town.access.users(&admin, Some(listed[0])).await.unwrap();
        assert_eq!(next.iter().map(|user| user.id).collect::<Vec<_>>(), listed[1..]);
        let all = town.access.users(&town.somebody(Role::Admin, Scope::City), None).await.unwrap();
        assert_eq!(all.len(), 4);
    }
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_changed_is_told_so() {
    for town in both_engines().await {
        let user = town.add("sri@rs.example", &[nurse_at(1)]).await;
        let access = &town.access;
        access.set_grants(&town.system(), user, &[nurse_at(2)], Some(1)).await.unwrap();
        assert!(matches!(access.set_disabled(&town.system(), user, true, Some(1)).await, Err(AccessError::Changed)));
        let gone = UserId::new(&town.system());
        assert!(matches!(access.set_disabled(&town.system(), gone, true, None).await, Err(AccessError::Unknown("user"))));
    }
}

#[tokio::test]
async fn a_person_changes_their_own_password_and_the_administrator_their_name() {
    for town in both_engines().await {
        let user = town.add("sri@rs.example", &[nurse_at(1)]).await;
        let (access, ctx) = (&town.access, town.acting(user, &[nurse_at(1)]));
        let new = masked("anggrek di kamar dua");
        assert_eq!(at_field(access.change_own_password(&ctx, &masked("bukan itu"), &new).await, "present"), "password-wrong");
        assert_eq!(
            at_field(access.change_own_password(&ctx, &masked(PASSWORD), &masked("bismillah1")).await, "password"),
            "password-common"
        );
        access.change_own_password(&ctx, &masked(PASSWORD), &new).await.unwrap();
        assert!(matches!(town.log_in("sri@rs.example", PASSWORD).await, Err(AccessError::LoginWrong)));
        town.log_in("sri@rs.example", new.reveal()).await.unwrap();

        let admin = town.somebody(Role::FacilityAdmin, Scope::Facility(facility(1)));
        let en = sigap_kernel::Lang::En;
        access.set_profile(&admin, user, &masked(" Sri Rekaan Dewi "), en, None).await.unwrap();
        let myself = access.myself(&ctx).await.unwrap();
        assert_eq!((myself.name.reveal().as_str(), myself.lang), ("Sri Rekaan Dewi", en));
        assert_eq!(at_field(access.set_profile(&admin, user, &masked(" "), en, None).await, "name"), "name-missing");
        assert!(refused(access.set_profile(&ctx, user, &masked("Ratu"), en, None).await));
        assert!(matches!(access.myself(&town.anyone()).await, Err(AccessError::SessionGone)));
    }
}

#[tokio::test]
async fn an_erased_user_is_gone_and_the_address_is_free_again() {
    for town in both_engines().await {
        let user = town.add("sri@rs.example", &[nurse_at(1)]).await;
        let token = town.log_in("sri@rs.example", PASSWORD).await.unwrap().token;
        assert!(town.access.session(token.reveal()).await.unwrap().is_some());
        let admin = town.somebody(Role::Admin, Scope::City);
        town.access.erase_user(&admin, user).await.unwrap();
        assert!(town.access.session(token.reveal()).await.unwrap().is_none());
        assert!(matches!(town.log_in("sri@rs.example", PASSWORD).await, Err(AccessError::LoginWrong)));
        let left = town.access.user(&admin, user).await.unwrap();
        assert_eq!((left.email.reveal().as_str(), left.name.reveal().as_str(), left.grants.len(), left.disabled), ("", "", 0, true));
        assert!(matches!(town.access.erase_user(&admin, user).await, Err(AccessError::Unknown("person"))));
        town.add("sri@rs.example", &[nurse_at(1)]).await;
        assert_eq!(town.log_in("sri@rs.example", PASSWORD).await.unwrap().session.stage, Stage::Full);
    }
}

#[tokio::test]
async fn nobody_locks_themselves_out_or_takes_their_own_rights() {
    for town in both_engines().await {
        let grants = [everywhere(Role::Admin)];
        let user = town.add("admin@kota.example", &grants).await;
        town.add("cadangan@kota.example", &grants).await;
        let (access, ctx) = (&town.access, town.acting(user, &grants));
        assert_eq!(at_field(access.set_disabled(&ctx, user, true, None).await, "user"), "not-yourself");
        assert_eq!(at_field(access.set_grants(&ctx, user, &[nurse_at(1)], None).await, "user"), "not-yourself");
        assert_eq!(at_field(access.set_password(&ctx, user, &masked("melati di kamar lima")).await, "user"), "not-yourself");
        assert_eq!(at_field(access.reset_second_factor(&ctx, user).await, "user"), "not-yourself");
        let seen = access.myself(&ctx).await.unwrap();
        assert_eq!((seen.grants, seen.disabled, seen.version), (grants.to_vec(), false, 1), "nothing was changed");
        town.log_in("admin@kota.example", PASSWORD).await.unwrap();
        access.set_profile(&ctx, user, &masked("Sri Rekaan Dewi"), sigap_kernel::Lang::Id, None).await.unwrap();
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for town in both_engines().await {
        let grants = [everywhere(Role::Admin)];
        let (first, second) = (town.add("satu@kota.example", &grants).await, town.add("dua@kota.example", &grants).await);
        let (access, system) = (&town.access, town.system());
        access.set_disabled(&system, second, true, None).await.unwrap();
        for outcome in [
            access.set_disabled(&system, first, true, None).await,
            access.set_grants(&system, first, &[everywhere(Role::Office)], None).await,
            access.erase_user(&system, first).await,
        ] {
            assert_eq!(at_field(outcome, "user"), "last-admin");
        }
        access.set_disabled(&system, second, false, None).await.unwrap();
        access.set_grants(&system, first, &[everywhere(Role::Office)], None).await.unwrap();
        let left = town.somebody(Role::Admin, Scope::City);
        assert_eq!(at_field(access.set_disabled(&left, second, true, None).await, "user"), "last-admin");
    }
}

#[tokio::test]
async fn of_two_administrators_who_remove_each_other_one_is_left() {
    for town in both_engines().await {
        let grants = [everywhere(Role::Admin)];
        let (a, b) = (town.add("satu@kota.example", &grants).await, town.add("dua@kota.example", &grants).await);
        let remove = |who, whom| {
            let (access, ctx) = (town.access.clone(), town.acting(who, &grants));
            tokio::spawn(async move { access.set_disabled(&ctx, whom, true, None).await.is_ok() })
        };
        let (one, other) = (remove(a, b), remove(b, a));
        let outcomes = [one.await.unwrap(), other.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|done| **done).count(), 1, "{outcomes:?}");
    }
}

#[tokio::test]
async fn a_lost_phone_is_logged_out_by_the_administrator() {
    for town in both_engines().await {
        let (admin, nurse, both) = hospital(&town).await;
        let token = town.log_in("perawat@rs1.example", PASSWORD).await.unwrap().token;
        assert!(town.access.session(token.reveal()).await.unwrap().is_some());
        town.access.end_log_ins(&admin, nurse).await.unwrap();
        assert!(town.access.session(token.reveal()).await.unwrap().is_none());
        assert!(refused(town.access.end_log_ins(&admin, both).await));
    }
}

#[tokio::test]
async fn a_search_finds_letters_of_name_and_address_and_logs_only_what_it_shows() {
    for town in both_engines().await {
        let (admin, nurse, _) = hospital(&town).await;
        town.add("perawat@rs2.example", &[nurse_at(2)]).await;
        let before = town.access.db().rows("SELECT seq FROM access_log_entry", args![]).await.unwrap().len();
        let found = town.access.find_users(&admin, " PERAWAT@ ").await.unwrap();
        assert_eq!(found.iter().map(|user| user.id).collect::<Vec<_>>(), [nurse], "nobody of another hospital");
        assert_eq!(town.access.db().rows("SELECT seq FROM access_log_entry", args![]).await.unwrap().len(), before + 1);
        assert_eq!(town.access.find_users(&admin, "sri rek").await.unwrap().len(), 3);
        assert!(town.access.find_users(&admin, "tidak ada").await.unwrap().is_empty());
        assert!(refused(town.access.find_users(&town.acting(nurse, &[nurse_at(1)]), "sri").await));
    }
}

#[tokio::test]
async fn whoever_is_more_than_ones_own_is_not_among_those_one_manages() {
    for town in both_engines().await {
        let (admin, nurse, both) = hospital(&town).await;
        town.add("lain@rs2.example", &[nurse_at(2)]).await;
        let managed = town.access.managed_users(&admin).await.unwrap();
        assert!(managed.contains(&nurse) && !managed.contains(&both));
        assert_eq!(managed.len(), 2, "the nurse and the administrator");
        assert_eq!(town.access.managed_users(&town.somebody(Role::Admin, Scope::City)).await.unwrap().len(), 4);
        assert!(town.access.managed_users(&town.acting(nurse, &[nurse_at(1)])).await.unwrap().is_empty());
    }
}
