//! The reading log: it is there before the data is shown, it holds together, and it shows what was changed in it.

use sigap_kernel::{Role, Scope};
use sigap_store::{Query as _, Subject, args};

use super::{both_engines, nurse_at};
use crate::{AccessError, Reading, verify_readings};

fn looks(from: usize, to: usize) -> Vec<Reading> {
    (from..to).map(|number| Reading::of("person", number, &["name", "phone"], "treatment\nline two")).collect()
}

#[tokio::test]
async fn what_is_shown_was_logged_before() {
    for town in both_engines().await {
        let user = town.add("sri@rs.example", &[nurse_at(1)]).await;
        let admin = town.somebody(Role::Admin, Scope::City);
        town.access.user(&admin, user).await.unwrap();
        town.access.users(&admin, None).await.unwrap();
        let past = town.access.readings(&admin, Some(&Subject::new("user", user)), None).await.unwrap();
        let told: Vec<_> = past.iter().map(|look| (look.actor.clone(), look.fields.as_str(), look.reason.as_str())).collect();
        let who = admin.actor().to_string();
        assert_eq!(told, [(who.clone(), "email,name", "staff-list"), (who, "email,name", "staff")]);
        let nurse = town.acting(user, &[nurse_at(1)]);
        assert!(matches!(town.access.readings(&nurse, None, None).await, Err(AccessError::Refused(_))));
        let (all, after) = (town.access.readings(&admin, None, None).await.unwrap(), past[0].seq);
        assert_eq!((all.len(), all[0].seq, all[0].subject.id()), (2, after, user.to_string().as_str()));
        let older = town.access.readings(&admin, None, Some(after)).await.unwrap();
        assert_eq!(older.iter().map(|look| look.reason.as_str()).collect::<Vec<_>>(), ["staff"]);
    }
}

#[tokio::test]
async fn without_its_log_nothing_is_shown() {
    for town in both_engines().await {
        let user = town.add("sri@rs.example", &[nurse_at(1)]).await;
        town.tamper("DROP TABLE access_log_entry").await;
        let admin = town.somebody(Role::Admin, Scope::City);
        assert!(matches!(town.access.user(&admin, user).await, Err(AccessError::NotLogged(_))));
        assert!(matches!(town.access.users(&admin, None).await, Err(AccessError::NotLogged(_))));
    }
}

#[tokio::test]
async fn many_readers_on_two_nodes_write_one_chain() {
    for town in both_engines().await {
        let other = town.another_node().await;
        let asked = (0..60).map(|number: usize| {
            let (access, ctx) = (if number.is_multiple_of(2) { town.access.clone() } else { other.clone() }, town.anyone());
            tokio::spawn(async move { access.record_reads(&ctx, looks(number * 10, number * 10 + 5)).await })
        });
        for one in asked.collect::<Vec<_>>() {
            one.await.unwrap().unwrap();
        }
        town.access.record_reads(&town.anyone(), looks(0, 450)).await.unwrap();
        town.access.record_reads(&town.anyone(), vec![]).await.unwrap();
        let report = verify_readings(town.access.db()).await.unwrap();
        assert_eq!((report.sealed, report.broken_at), (750, None));
    }
}

#[tokio::test]
async fn a_changed_removed_or_cut_off_reading_is_found() {
    for town in both_engines().await {
        assert_eq!(verify_readings(town.access.db()).await.unwrap().sealed, 0);
        town.access.record_reads(&town.anyone(), looks(0, 1_200)).await.unwrap();
        let broken = async || verify_readings(town.access.db()).await.unwrap().broken_at.map(|(at, _)| at);
        assert_eq!(broken().await, None);
        town.tamper("DELETE FROM access_log_entry WHERE seq = 1200").await;
        assert_eq!(broken().await, Some(1_200), "the end was cut off");
        town.tamper("UPDATE access_log_entry SET reason = 'nothing' WHERE seq = 1100").await;
        assert_eq!(broken().await, Some(1_100));
        town.tamper("UPDATE access_log_entry SET actor = 'anyone else' WHERE seq = 700").await;
        assert_eq!(broken().await, Some(700));
        town.tamper("DELETE FROM access_log_entry WHERE seq = 3").await;
        assert_eq!(broken().await, Some(3));
        let count = town.access.db().row("SELECT COUNT(*) AS n FROM access_log_entry", args![]).await.unwrap().unwrap();
        assert_eq!(count.get::<i64>("n").unwrap(), 1_198);
    }
}

#[test]
fn a_reason_is_kept_to_its_length() {
    let look = Reading::of("person", 1, &["name"], &"é".repeat(500));
    assert!(format!("{look:?}").matches('é').count() == 200);
}
