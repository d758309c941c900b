//! The key ring and the data keys it wraps: turning, exporting, erasing.

use std::os::unix::fs::PermissionsExt as _;

use sigap_kernel::{Actor, PersonId, Role, Scope, World};
use sigap_store::{Query as _, StoreError, args};

use super::{Town, both_engines, facility, machine::new_key, masked, ring_path};
use crate::{Access, AccessConfig, AccessError, DataKey, KeyRing, KeyRingError, Place, SealError};

const PHONE: Place<'_> = Place { table: "call", row: "1", field: "phone" };
const PASSPHRASE: &str = "tujuh ekor burung di kawat";

async fn new_person(town: &Town) -> DataKey {
    let access = &town.access;
    let made: Result<DataKey, AccessError> = access
        .db()
        .write(&town.system(), |tx| async move {
            tx.record(sigap_store::Entry::new(sigap_store::Subject::new("test", "person"), "test.person_made", 1, serde_json::json!({})));
            access.new_person(&tx).await
        })
        .await;
    made.unwrap()
}

async fn erase(town: &Town, person: PersonId) -> Result<(), AccessError> {
    let access = &town.access;
    access.db().write(&town.system(), |tx| async move { access.erase_person(&tx, person).await }).await
}

#[test]
fn the_first_start_makes_a_ring_only_its_owner_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = World::real().ctx(Actor::System("test"));
    let ring = KeyRing::open(&ring_path(&folder), &ctx).unwrap();
    assert_eq!(std::fs::metadata(ring.path()).unwrap().permissions().mode() & 0o777, 0o600);
    let sealed = ring.seal(&ctx, PHONE, &masked("112")).unwrap();
    let again = KeyRing::open(&ring_path(&folder), &ctx).unwrap();
    assert_eq!(again.open_sealed(PHONE, &sealed).unwrap().reveal(), "112");
    assert_eq!(again.current(), ring.current());
}

#[test]
fn a_file_that_is_no_ring_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = World::real().ctx(Actor::System("test"));
    let path = folder.path().join("ring.json");
    for text in
        ["", "{}", "not json", r#"{"form":9,"current":"a","lookup":"","keys":[]}"#, r#"{"form":1,"current":"a","lookup":"AA","keys":[]}"#]
    {
        std::fs::write(&path, text).unwrap();
        assert!(matches!(KeyRing::open(&path, &ctx), Err(KeyRingError::NotARing(_))), "{text}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

proptest::proptest! {
    /// A ring that a disk or a hand has damaged is refused with a sentence, or it is a ring; nobody is left with half of one.
    #[test]
    fn a_damaged_ring_is_refused_and_left_alone(at in 0..600usize, other in proptest::prelude::any::<u8>(), cut in proptest::prelude::any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let ctx = World::real().ctx(Actor::System("test"));
        let path = ring_path(&folder);
        let sealed = KeyRing::open(&path, &ctx).unwrap().seal(&ctx, PHONE, &masked("112")).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = other }
        std::fs::write(&path, &bytes).unwrap();
        match KeyRing::open(&path, &ctx) {
            Ok(ring) => if let Ok(phone) = ring.open_sealed(PHONE, &sealed) { proptest::prop_assert_eq!(phone.reveal(), "112") },
            Err(error) => proptest::prop_assert!(matches!(error, KeyRingError::NotARing(_)), "{}", error),
        }
        proptest::prop_assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_turned_ring_seals_with_the_new_key_and_opens_with_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = World::real().ctx(Actor::System("test"));
    let (one, other) = (KeyRing::open(&ring_path(&folder), &ctx).unwrap(), KeyRing::open(&ring_path(&folder), &ctx).unwrap());
    let old = one.seal(&ctx, PHONE, &masked("old")).unwrap();
    let current = one.rotate(&ctx).unwrap();
    let new = one.seal(&ctx, PHONE, &masked("new")).unwrap();
    assert!(new.starts_with(&format!("v1.{current}.")) && !old.starts_with(&format!("v1.{current}.")));
    assert_eq!(one.open_sealed(PHONE, &old).unwrap().reveal(), "old");
    assert_eq!(other.open_sealed(PHONE, &new).unwrap().reveal(), "new", "another node reads the file again");
    assert_eq!(std::fs::metadata(one.path()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn an_exported_ring_comes_back_with_its_passphrase_only() {
    let folder = tempfile::tempdir().unwrap();
    let ctx = World::real().ctx(Actor::System("test"));
    let ring = KeyRing::open(&ring_path(&folder), &ctx).unwrap();
    let sealed = ring.seal(&ctx, PHONE, &masked("112")).unwrap();
    assert_eq!(super::at_field(ring.export(&ctx, &masked("short")), "passphrase"), "password-short?min=12");
    let export = ring.export(&ctx, &masked(PASSPHRASE)).unwrap();
    assert!(!export.contains(ring.to_text().unwrap().reveal()) && !export.contains("lookup"));

    let elsewhere = folder.path().join("elsewhere.json");
    let wrong = KeyRing::import(&elsewhere, &export, &masked("tujuh ekor burung di pohon"));
    assert!(matches!(wrong, Err(AccessError::KeyRing(KeyRingError::WrongPassphrase))));
    KeyRing::import(&elsewhere, &export, &masked(PASSPHRASE)).unwrap();
    let back = KeyRing::open(&elsewhere, &ctx).unwrap();
    assert_eq!(back.open_sealed(PHONE, &sealed).unwrap().reveal(), "112");
    let twice = KeyRing::import(&elsewhere, &export, &masked(PASSPHRASE));
    assert!(matches!(twice, Err(AccessError::KeyRing(KeyRingError::Exists(_)))), "a ring is never overwritten");
    for text in ["", "{}", &export.replace("65536", "999999999"), &export.replace("\"passes\": 3", "\"passes\": 4000000000")] {
        let path = folder.path().join("never.json");
        assert!(
            matches!(KeyRing::import(&path, text, &masked(PASSPHRASE)), Err(AccessError::KeyRing(KeyRingError::NotARing(_)))),
            "{text}"
        );
        assert!(!path.exists());
    }
}

#[tokio::test]
async fn a_database_opens_only_with_its_own_ring() {
    for town in both_engines().await {
        drop(town.another_node().await);
        let config = AccessConfig::new(town.folder.path().join("lost-and-made-anew.json"));
        let outcome = Access::open(town.access.db().clone(), config, town.world.clone()).await;
        let error = outcome.err().unwrap();
        assert!(matches!(error, AccessError::KeyRing(KeyRingError::OtherDatabase(_))), "{error}");
    }
}

#[tokio::test]
async fn what_is_kept_about_a_person_ends_with_their_key() {
    for town in both_engines().await {
        let (key, other) = (new_person(&town).await, new_person(&town).await);
        let ctx = town.system();
        let sealed = key.seal(&ctx, PHONE, &masked("+62811")).unwrap();
        assert_eq!(other.open(PHONE, &sealed), Err(SealError::Wrong));
        let found = town.access.person_key(town.access.db(), key.person()).await.unwrap().unwrap();
        assert_eq!(found.open(PHONE, &sealed).unwrap().reveal(), "+62811");

        erase(&town, key.person()).await.unwrap();
        assert!(town.access.person_key(town.access.db(), key.person()).await.unwrap().is_none());
        assert!(town.access.person_key(town.access.db(), other.person()).await.unwrap().is_some());
        let row = town.access.db().row("SELECT wrapped FROM person_key WHERE person_id = $1", args![key.person()]).await.unwrap().unwrap();
        assert_eq!(row.get::<String>("wrapped").unwrap(), "", "nothing of the key is left in the table");
        assert!(matches!(erase(&town, key.person()).await, Err(AccessError::Unknown("person"))), "done twice");
    }
}

#[tokio::test]
async fn another_persons_key_cannot_be_slipped_in() {
    for town in both_engines().await {
        let (key, other) = (new_person(&town).await, new_person(&town).await);
        let (mine, theirs) = (key.person(), other.person());
        town.tamper(&format!(
            "UPDATE person_key SET wrapped = (SELECT p.wrapped FROM person_key p WHERE p.person_id = '{theirs}') WHERE person_id = '{mine}'"
        ))
        .await;
        let outcome = town.access.person_key(town.access.db(), mine).await;
        assert!(matches!(outcome, Err(AccessError::Seal(SealError::Wrong))));
    }
}

#[tokio::test]
async fn after_a_turn_of_the_ring_everything_moves_to_the_new_key() {
    for town in both_engines().await {
        let mut keys = Vec::new();
        for _ in 0..5 {
            keys.push(new_person(&town).await);
        }
        let added = town.access.add_key(&town.system(), &new_key("0123R001", facility(1))).await.unwrap();
        let sealed = keys[0].seal(&town.system(), PHONE, &masked("+62811")).unwrap();
        let admin = town.somebody(Role::Admin, Scope::City);
        assert_eq!(town.access.rewrap(&admin).await.unwrap(), 0, "nothing to move before a turn");

        town.access.rotate_ring(&admin).await.unwrap();
        assert_eq!(town.access.rewrap(&admin).await.unwrap(), 6);
        assert_eq!(town.access.rewrap(&admin).await.unwrap(), 0);
        let current = town.access.ring().current();
        let rows = town.access.db().rows("SELECT wrapped FROM person_key UNION ALL SELECT secret FROM machine_key", args![]).await.unwrap();
        for row in rows {
            let text: String = row.get("wrapped").unwrap_or_else(|_: StoreError| row.get("secret").unwrap());
            assert!(text.starts_with(&format!("v1.{current}.")), "{text}");
        }
        let node = town.another_node().await;
        let found = node.person_key(node.db(), keys[0].person()).await.unwrap().unwrap();
        assert_eq!(found.open(PHONE, &sealed).unwrap().reveal(), "+62811", "what the data key sealed did not have to move");
        assert_eq!(node.find_hmac("aplicares", "0123R001").await.unwrap().unwrap().secret, added.secret);

        let nurse = town.somebody(Role::WardNurse, Scope::Facility(facility(1)));
        assert!(matches!(town.access.rotate_ring(&nurse).await, Err(AccessError::Refused(_))));
        assert!(matches!(town.access.rewrap(&nurse).await, Err(AccessError::Refused(_))));
    }
}

#[tokio::test]
async fn a_value_is_found_again_only_in_its_own_field() {
    let town = both_engines().await.remove(0);
    let nik = masked("3374010101900001");
    assert_eq!(town.access.lookup("patient.nik", &nik), town.another_node().await.lookup("patient.nik", &nik));
    assert_ne!(town.access.lookup("patient.nik", &nik), town.access.lookup("caller.nik", &nik));
    assert!(!town.access.lookup("patient.nik", &nik).contains("3374"));
}
