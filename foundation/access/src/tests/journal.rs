//! The journal entries of this crate: a committed sample of every version ever written, and a story that writes each of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use sigap_kernel::{Lang, Role, Scope};
use sigap_store::{Query as _, args};

use super::{ADDRESS, PASSWORD, Town, both_engines, everywhere, facility, machine::new_key, masked, nurse_at};
use crate::totp::code_of;

const SAMPLES: &str = include_str!("journal_samples.json");

/// The names of the facts of a body, to the depth entries have.
fn shape(body: &Json) -> BTreeSet<String> {
    let fields = body.as_object().expect("a body is an object");
    let inner = |name: &String, value: &Json| {
        let first = value.as_array().and_then(|list| list.first()).and_then(Json::as_object);
        first.map_or_else(Vec::new, |first| first.keys().map(|key| format!("{name}.{key}")).collect())
    };
    fields.iter().flat_map(|(name, value)| [vec![name.clone()], inner(name, value)].concat()).collect()
}

fn samples() -> BTreeMap<(String, u64), BTreeSet<String>> {
    let all: Vec<Json> = serde_json::from_str(SAMPLES).unwrap();
    all.iter().map(|one| ((one["type"].as_str().unwrap().to_owned(), one["v"].as_u64().unwrap()), shape(&one["body"]))).collect()
}

/// Does everything once.
async fn story(town: &Town) {
    let (access, admin) = (&town.access, town.somebody(Role::Admin, Scope::City));
    let user = town.add("sri@rs.example", &[everywhere(Role::Office)]).await;
    let half = town.log_in("sri@rs.example", PASSWORD).await.unwrap();
    let session = access.session(half.token.reveal()).await.unwrap().unwrap();
    let offer = access.offer_second_factor(&town.anyone(), &session).await.unwrap();
    let secret = super::login::from_base32(offer.secret.reveal());
    let code = masked(&code_of(&secret, town.world.now().0 / 30_000));
    let on = access.confirm_second_factor(&town.anyone(), &session, &code).await.unwrap();
    let half = town.log_in("sri@rs.example", PASSWORD).await.unwrap();
    let session = access.session(half.token.reveal()).await.unwrap().unwrap();
    access.give_code(&town.anyone(), &session, &on.recovery[0], ADDRESS).await.unwrap();
    let own = town.acting(user, &[everywhere(Role::Office)]);
    access.set_profile(&admin, user, &masked("Sri Rekaan"), Lang::En, None).await.unwrap();
    access.log_out_everywhere(&own).await.unwrap();
    access.reset_second_factor(&admin, user).await.unwrap();
    access.set_grants(&admin, user, &[nurse_at(1)], None).await.unwrap();
    access.set_password(&admin, user, &masked("melati di kamar lima")).await.unwrap();
    access.set_disabled(&admin, user, true, None).await.unwrap();
    let key = access.add_key(&admin, &new_key("0123R001", facility(1))).await.unwrap().key;
    access.set_key_enabled(&admin, key, false).await.unwrap();
    access.replace_key_secret(&admin, key, None).await.unwrap();
    access.rotate_ring(&admin).await.unwrap();
    access.rewrap(&admin).await.unwrap();
    access.erase_user(&admin, user).await.unwrap();
}

#[tokio::test]
async fn every_entry_ever_written_has_a_sample_of_its_version() {
    for town in both_engines().await {
        story(&town).await;
        let rows = town.access.db().rows("SELECT kind, v, body FROM journal_entry", args![]).await.unwrap();
        let samples = samples();
        let mut seen = BTreeSet::new();
        for row in rows {
            let (kind, v, body): (String, i64, String) = (row.get("kind").unwrap(), row.get("v").unwrap(), row.get("body").unwrap());
            let version = (kind, v.unsigned_abs());
            let written = shape(&serde_json::from_str(&body).unwrap());
            assert_eq!(Some(&written), samples.get(&version), "{version:?}: {body}");
            assert!(!body.contains("sri@") && !body.contains("Rekaan"), "{body}");
            seen.insert(version);
        }
        let unseen: Vec<_> = samples.keys().filter(|version| !seen.contains(*version)).collect();
        assert!(unseen.is_empty(), "nothing writes {unseen:?}");
    }
}
