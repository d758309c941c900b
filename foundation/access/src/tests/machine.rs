//! Keys of machines: signing and sending ones, who may give them, and that looking one up costs the database nothing.

use sigap_kernel::{Actor, FacilityId, KeyId, Role, Scope};
use sigap_store::{Query as _, args};

use super::{at_field, both_engines, facility, masked, until};
use crate::{Access, AccessError, NewKey, SecretKind};

/// A key that signs.
pub(super) fn new_key(name: &str, facility: FacilityId) -> NewKey {
    NewKey {
        protocol: "aplicares".into(),
        name: name.into(),
        facility,
        kind: SecretKind::Hmac,
        secret: Some(masked("7kV3RAHASIA")),
        note: "uji".into(),
    }
}

fn sending(name: &str) -> NewKey {
    NewKey { protocol: "siranap".into(), kind: SecretKind::Basic, ..new_key(name, facility(1)) }
}

/// Waits until this node has heard of its own writes from the feed too, which comes a moment after the write itself.
async fn heard(access: &Access, writes: u64) {
    until(async || access.inner.remembered.keys.generation().0 == 2 * writes).await;
}

#[tokio::test]
async fn a_signing_machine_is_found_by_its_name_with_its_secret() {
    for town in both_engines().await {
        let added = town.access.add_key(&town.system(), &new_key("0123R001", facility(1))).await.unwrap();
        let found = town.access.find_hmac("aplicares", "0123R001").await.unwrap().unwrap();
        assert_eq!((found.key, found.facility, found.secret.reveal().as_str()), (added.key, facility(1), "7kV3RAHASIA"));
        assert_eq!(found.actor(), Actor::Machine { key: added.key, facility: facility(1) });
        for (protocol, name) in [("siranap", "0123R001"), ("aplicares", "0123r001"), ("aplicares", ""), ("aplicares", &"9".repeat(500))] {
            assert!(town.access.find_hmac(protocol, name).await.unwrap().is_none(), "{protocol} {name}");
        }
        let row = town.access.db().row("SELECT secret, note FROM machine_key", args![]).await.unwrap().unwrap();
        assert!(row.get::<String>("secret").unwrap().starts_with("v1."), "sealed by the ring");
        assert!(!format!("{found:?}").contains("RAHASIA"));
    }
}

#[tokio::test]
async fn a_sending_machine_is_known_by_a_digest_of_what_it_sends() {
    for town in both_engines().await {
        let added = town.access.add_key(&town.system(), &sending("rs-rekaan")).await.unwrap();
        let access = &town.access;
        let right = access.find_sent("siranap", Some("rs-rekaan"), &added.secret).await.unwrap().unwrap();
        assert_eq!(right.key, added.key);
        let bearer = NewKey { kind: SecretKind::Bearer, secret: None, ..sending("gerbang") };
        let bearer = access.add_key(&town.system(), &bearer).await.unwrap();
        assert_eq!(access.find_sent("siranap", None, &bearer.secret).await.unwrap().unwrap().key, bearer.key);
        // A second machine may have drawn the same password; each is itself.
        let twin = access.add_key(&town.system(), &sending("rs-kembar")).await.unwrap();
        assert_eq!(access.find_sent("siranap", Some("rs-kembar"), &added.secret).await.unwrap().unwrap().key, twin.key);
        access.add_key(&town.system(), &new_key("0123R001", facility(1))).await.unwrap();
        let wrong = [
            ("siranap", Some("rs-rekaan"), masked("bukan ini")),
            ("siranap", Some("lain"), added.secret.clone()),
            ("siranap", None, added.secret.clone()),
            ("siranap", Some("gerbang"), bearer.secret.clone()),
            ("siranap", None, masked("")),
            ("aplicares", None, bearer.secret.clone()),
            ("aplicares", Some("0123R001"), masked("7kV3RAHASIA")), // it signs, and sends nothing
        ];
        for (protocol, name, secret) in wrong {
            assert!(access.find_sent(protocol, name, &secret).await.unwrap().is_none(), "{protocol} {name:?}");
        }
        assert!(access.find_hmac("siranap", "rs-rekaan").await.unwrap().is_none(), "it does not sign");
        access.set_key_enabled(&town.system(), added.key, false).await.unwrap();
        assert!(access.find_sent("siranap", Some("rs-rekaan"), &added.secret).await.unwrap().is_none(), "turned off");

        let row = town.access.db().row("SELECT secret FROM machine_key WHERE protocol = 'siranap'", args![]).await.unwrap().unwrap();
        assert!(!row.get::<String>("secret").unwrap().contains("RAHASIA"));
    }
}

#[tokio::test]
async fn whose_secret_came_with_another_name_is_known_while_it_is_one_machines_alone() {
    for town in both_engines().await {
        let (access, system) = (&town.access, town.system());
        assert!(access.find_nameless("siranap", &masked("sandi satu")).await.unwrap().is_none(), "asked before there was a key");
        let with = |name: &str, secret: &str| NewKey { secret: Some(masked(secret)), ..sending(name) };
        let one = access.add_key(&system, &with("rs-satu", "sandi satu")).await.unwrap();
        access.add_key(&system, &with("rs-dua", "sandi dua")).await.unwrap();
        let whose = async |secret: &str| access.find_nameless("siranap", &masked(secret)).await.unwrap().map(|key| key.name);
        assert_eq!(whose("sandi satu").await.as_deref(), Some("rs-satu"));
        assert_eq!(whose("sandi lain").await, None);
        assert!(access.find_nameless("fhir", &masked("sandi satu")).await.unwrap().is_none(), "another protocol");
        access.add_key(&system, &with("rs-tiga", "sandi dua")).await.unwrap();
        assert_eq!(whose("sandi dua").await, None, "of two nobody knows which");
        access.set_key_enabled(&system, one.key, false).await.unwrap();
        assert_eq!(whose("sandi satu").await, None, "turned off");
    }
}

#[tokio::test]
async fn a_sending_machine_is_found_by_the_id_of_its_key_while_that_is_on() {
    for town in both_engines().await {
        let (access, system) = (&town.access, town.system());
        let added = access.add_key(&system, &sending("rs-rekaan")).await.unwrap();
        let by_secret = access.find_sent("siranap", Some("rs-rekaan"), &added.secret).await.unwrap().unwrap();
        let by_id = access.find_key("siranap", added.key).await.unwrap().unwrap();
        assert_eq!((by_id.facility, by_id.secret.reveal()), (by_secret.facility, by_secret.secret.reveal()));
        assert!(access.find_key("aplicares", added.key).await.unwrap().is_none(), "another protocol");
        let signing = access.add_key(&system, &new_key("0123R001", facility(1))).await.unwrap();
        assert!(access.find_key("aplicares", signing.key).await.unwrap().is_none(), "it signs, and sends nothing");
        access.set_key_enabled(&system, added.key, false).await.unwrap();
        assert!(access.find_key("siranap", added.key).await.unwrap().is_none(), "turned off");
        access.set_key_enabled(&system, added.key, true).await.unwrap();
        let on_again = access.find_key("siranap", added.key).await.unwrap().unwrap();
        assert!(on_again.turns > by_id.turns, "what was given out in its name is over");
        access.set_key_enabled(&system, added.key, true).await.unwrap();
        assert_eq!(access.find_key("siranap", added.key).await.unwrap().unwrap().turns, on_again.turns, "it was on");
        access.replace_key_secret(&system, added.key, None).await.unwrap();
        let after = access.find_key("siranap", added.key).await.unwrap().unwrap();
        assert!(after.turns > on_again.turns);
        assert!(after.secret.reveal() != by_id.secret.reveal(), "another secret is another digest");
    }
}

#[tokio::test]
async fn a_key_is_answered_from_memory_until_it_changes() {
    for town in both_engines().await {
        let (one, other) = (&town.access, town.another_node().await);
        assert!(other.find_hmac("aplicares", "0123R001").await.unwrap().is_none());
        let added = one.add_key(&town.system(), &new_key("0123R001", facility(1))).await.unwrap();
        assert!(one.find_hmac("aplicares", "0123R001").await.unwrap().is_some(), "on this node at once");
        until(async || other.find_hmac("aplicares", "0123R001").await.unwrap().is_some()).await;
        heard(one, 1).await;
        assert!(one.find_hmac("aplicares", "0123R001").await.unwrap().is_some());

        town.tamper("UPDATE machine_key SET enabled = 0").await;
        assert!(one.find_hmac("aplicares", "0123R001").await.unwrap().is_some(), "the database was not asked");
        town.clock.advance_s(60);
        assert!(one.find_hmac("aplicares", "0123R001").await.unwrap().is_none(), "but it is asked again in the end");
        town.tamper("UPDATE machine_key SET enabled = 1").await;
        town.clock.advance_s(60);

        assert!(other.find_hmac("aplicares", "0123R001").await.unwrap().is_some());
        let new = one.replace_key_secret(&town.system(), added.key, None).await.unwrap();
        assert_eq!(one.find_hmac("aplicares", "0123R001").await.unwrap().unwrap().secret, new.secret);
        until(async || other.find_hmac("aplicares", "0123R001").await.unwrap().is_some_and(|key| key.secret == new.secret)).await;

        one.set_key_enabled(&town.system(), added.key, false).await.unwrap();
        assert!(one.find_hmac("aplicares", "0123R001").await.unwrap().is_none());
        until(async || other.find_hmac("aplicares", "0123R001").await.unwrap().is_none()).await;
        one.set_key_enabled(&town.system(), added.key, true).await.unwrap();
        assert!(one.find_hmac("aplicares", "0123R001").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn two_thousand_signed_calls_a_second_do_not_reach_the_database() {
    let town = both_engines().await.remove(0);
    town.access.add_key(&town.system(), &new_key("0123R001", facility(1))).await.unwrap();
    heard(&town.access, 1).await;
    town.access.find_hmac("aplicares", "0123R001").await.unwrap();
    town.tamper("DROP TABLE machine_key").await;
    for _ in 0..2_000 {
        assert!(town.access.find_hmac("aplicares", "0123R001").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn uses_are_gathered_and_written_down_together() {
    for town in both_engines().await {
        let admin = town.somebody(Role::FacilityAdmin, Scope::Facility(facility(1)));
        let one = town.access.add_key(&admin, &new_key("0123R001", facility(1))).await.unwrap();
        let other = town.access.add_key(&admin, &new_key("0123R002", facility(1))).await.unwrap();
        let first = town.world.now();
        for _ in 0..500 {
            town.access.note_key_use(one.key, first);
        }
        town.access.flush_key_uses(&town.system()).await.unwrap();
        town.access.note_key_use(one.key, first.plus_s(9));
        town.access.flush_key_uses(&town.system()).await.unwrap();
        town.access.flush_key_uses(&town.system()).await.unwrap(); // nothing to write
        let keys = town.access.keys_of(&admin, facility(1)).await.unwrap();
        let seen: Vec<_> = keys.iter().map(|key| (key.key, key.last_used, key.enabled)).collect();
        assert_eq!(seen, [(one.key, Some(first.plus_s(9)), true), (other.key, None, true)]);
        let row = town.access.db().row("SELECT uses FROM key_use WHERE key_id = $1", args![one.key]).await.unwrap().unwrap();
        assert_eq!(row.get::<i64>("uses").unwrap(), 501);
    }
}

#[tokio::test]
async fn keys_are_given_by_those_who_may_and_only_for_their_own_hospital() {
    for town in both_engines().await {
        let access = &town.access;
        let theirs = access.add_key(&town.system(), &new_key("0123R009", facility(2))).await.unwrap();
        let admin = town.somebody(Role::FacilityAdmin, Scope::Facility(facility(1)));
        let nurse = town.somebody(Role::WardNurse, Scope::Facility(facility(1)));
        access.add_key(&admin, &new_key("0123R001", facility(1))).await.unwrap();
        let refused = [
            access.add_key(&admin, &new_key("0123R002", facility(2))).await.map(|_| ()),
            access.add_key(&nurse, &new_key("0123R002", facility(1))).await.map(|_| ()),
            access.set_key_enabled(&admin, theirs.key, false).await,
            access.replace_key_secret(&admin, theirs.key, None).await.map(|_| ()),
            access.keys_of(&admin, facility(2)).await.map(|_| ()),
        ];
        for outcome in refused {
            assert!(matches!(outcome, Err(AccessError::Refused(_))), "{outcome:?}");
        }
        let gone = access.set_key_enabled(&admin, KeyId::new(&admin), false).await;
        assert!(matches!(gone, Err(AccessError::Unknown("key"))));
        assert!(access.find_hmac("aplicares", "0123R009").await.unwrap().is_some(), "nothing happened to it");
    }
}

#[tokio::test]
async fn mistakes_in_a_key_are_told_by_field() {
    for town in both_engines().await {
        let access = &town.access;
        access.add_key(&town.system(), &new_key("0123R001", facility(1))).await.unwrap();
        let good = new_key("0123R002", facility(1));
        let long = Some(masked(&"a".repeat(257)));
        let table = [
            (new_key("0123R001", facility(2)), "name", "key-taken"),
            (NewKey { name: String::new(), ..good.clone() }, "name", "key-name-wrong?max=64"),
            (NewKey { name: "a b".into(), ..good.clone() }, "name", "key-name-wrong?max=64"),
            (NewKey { protocol: "Aplicares!".into(), ..good.clone() }, "protocol", "protocol-wrong"),
            (NewKey { secret: Some(masked("")), ..good.clone() }, "secret", "secret-missing"),
            (NewKey { secret: long.clone(), ..good.clone() }, "secret", "field-too-long?max=256"),
            (NewKey { note: "n".repeat(201), ..good.clone() }, "note", "field-too-long?max=200"),
        ];
        for (key, field, message) in table {
            assert_eq!(at_field(access.add_key(&town.system(), &key).await, field), message);
        }
        let drawn = access.add_key(&town.system(), &NewKey { secret: None, ..good }).await.unwrap();
        assert_eq!(drawn.secret.reveal().len(), 43, "256 bits");
        assert_eq!(at_field(access.replace_key_secret(&town.system(), drawn.key, long).await, "secret"), "field-too-long?max=256");
    }
}
