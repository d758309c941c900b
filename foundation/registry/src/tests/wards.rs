//! Wards on both engines: added by people and machines, never two alike in use, kept when they go out of use.

use sigap_kernel::{Actor, BedType, CareClass, FacilityId, KeyId, Pool, WardId, Zone};

use super::{Town, full_hospital};
use crate::{Facility, FacilityKind, NewWard, RegistryError, ReportedBy, Ward};

fn new(facility: FacilityId, name: &str, pool: Pool) -> NewWard {
    NewWard { facility, name: name.into(), pool, reported_by: ReportedBy::Board }
}

async fn add(town: &Town, ward: NewWard) -> Result<Ward, RegistryError> {
    let ward = &ward;
    town.db().write(&town.system(), |tx| async move { crate::add_ward(&tx, ward.clone()).await }).await
}

async fn change(town: &Town, ward: Ward) -> Result<Ward, RegistryError> {
    let ward = &ward;
    town.db().write(&town.system(), |tx| async move { crate::change_ward(&tx, ward.clone()).await }).await
}

#[tokio::test]
async fn a_ward_is_added_changed_and_taken_out_of_use() {
    for town in Town::both().await {
        let facility = town.add(full_hospital()).await;
        let third = Pool::general(CareClass::Three);
        let ward = add(&town, new(facility, "  Bougenville  2 ", third)).await.unwrap();
        assert_eq!((ward.name.as_str(), ward.version, ward.active), ("Bougenville 2", 1, true));
        let Err(RegistryError::WardTaken(other)) = add(&town, new(facility, "bougenville 2", third)).await else { panic!("two alike") };
        assert_eq!(other, ward.id);
        let icu = add(&town, new(facility, "Bougenville 2", Pool::of_type(BedType::Icu))).await.unwrap();
        let renamed = change(&town, Ward { name: "Cempaka".into(), ..ward.clone() }).await.unwrap();
        assert_eq!(renamed.version, 2);
        assert!(matches!(change(&town, ward.clone()).await, Err(RegistryError::Changed)));
        assert!(matches!(change(&town, Ward { name: "Cempaka".into(), pool: third, ..icu }).await, Err(RegistryError::WardTaken(_))));
        let id = ward.id;
        for _ in 0..2 {
            let gone = town.db().write(&town.system(), |tx| async move { crate::retire_ward(&tx, id).await }).await.unwrap();
            assert!(!gone.active);
        }
        assert!(add(&town, new(facility, "Cempaka", third)).await.is_ok(), "the name is free again");
        let back = Ward { active: true, ..crate::ward(town.db(), id).await.unwrap().unwrap() };
        assert!(matches!(change(&town, back).await, Err(RegistryError::WardTaken(_))));
        assert_eq!(crate::wards_of(town.db(), facility).await.unwrap().len(), 3, "what is out of use is kept");
        assert_eq!(crate::wards(town.db()).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_ward_needs_a_name_and_a_facility() {
    let town = Town::sqlite().await;
    let facility = town.add(full_hospital()).await;
    assert!(matches!(add(&town, new(facility, " \u{0} ", Pool::general(CareClass::One))).await, Err(RegistryError::Invalid(_))));
    let nowhere = FacilityId::from_uuid(Default::default());
    assert!(matches!(add(&town, new(nowhere, "Mawar", Pool::general(CareClass::One))).await, Err(RegistryError::Unknown("facility"))));
    let unknown = WardId::from_uuid(Default::default());
    let outcome = town.db().write(&town.system(), |tx| async move { crate::retire_ward(&tx, unknown).await }).await;
    assert!(matches!(outcome, Err(RegistryError::Unknown("ward"))));
}

#[tokio::test]
async fn a_machine_adds_wards_of_its_own_hospital_only() {
    let town = Town::sqlite().await;
    let (own, other) = (town.add(full_hospital()).await, town.add(Facility::named("RS Lain", FacilityKind::Hospital, Zone::Wib)).await);
    let machine = town.system().as_actor(Actor::Machine { key: KeyId::new(&town.system()), facility: own });
    let add = async |facility| {
        let ward = &NewWard { facility, name: "Mawar".into(), pool: Pool::general(CareClass::Two), reported_by: ReportedBy::System };
        town.db().write(&machine, |tx| async move { crate::add_ward(&tx, ward.clone()).await }).await
    };
    assert!(add(own).await.is_ok());
    assert!(matches!(add(other).await, Err(RegistryError::Access(_))));
}

#[tokio::test]
async fn thousands_of_wards_are_written_and_read_in_sets() {
    for town in Town::both().await {
        let facility = town.add(full_hospital()).await;
        let many: &Vec<NewWard> =
            &(0..1_500).map(|number| new(facility, &format!("Ruang {number}"), Pool::general(CareClass::Three))).collect();
        let added = town.db().write(&town.system(), |tx| async move { crate::add_wards(&tx, many.clone()).await }).await.unwrap();
        let ids: Vec<WardId> = added.iter().map(|ward| ward.id).collect();
        assert_eq!(crate::wards_by_ids(town.db(), &ids).await.unwrap().len(), 1_500);
        assert_eq!(crate::wards(town.db()).await.unwrap().len(), 1_500);
    }
}
