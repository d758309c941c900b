//! Facilities on both engines: kept whole, changed by one at a time, never two with one code.

use sigap_access::{Action, May as _, ScopeFilter};
use sigap_kernel::{FacilityId, Role, Scope, UtcMs, Zone};

use super::{Town, full_hospital};
use crate::store::list::{self, Filter};
use crate::{Column, Facility, FacilityKind, RegistryError, Stage, StageEvent};

#[tokio::test]
async fn everything_about_a_hospital_is_kept() {
    for town in Town::both().await {
        let id = town.add(full_hospital()).await;
        let kept = town.facility(id).await;
        let mut expected = Facility { id, version: 1, ..full_hospital() };
        for (new, kept) in expected.services.iter_mut().zip(&kept.services) {
            assert!(!kept.id.uuid().is_nil(), "a service gets an id");
            new.id = kept.id;
        }
        assert_eq!(kept, expected);
        for code in ["0000R014", " 0000r014 "] {
            assert_eq!(crate::facility_by_ppk(town.db(), code).await.unwrap().map(|one| one.id), Some(id));
        }
        assert_eq!(crate::facility_by_ppk(town.db(), "0000R999").await.unwrap(), None);
    }
}

#[tokio::test]
async fn two_facilities_never_have_one_code() {
    for town in Town::both().await {
        let id = town.add(full_hospital()).await;
        let other = Facility { name: "RS Lain".into(), kemenkes_code: None, ..full_hospital() };
        let Err(RegistryError::Invalid(errors)) = town.try_add(other.clone()).await else { panic!("the code is taken") };
        assert_eq!((errors.first("ppk"), errors.first("satusehat_id")), (Some("field-taken"), Some("field-taken")));
        let other = Facility { satusehat_id: None, ..other };
        // Twice in one call is refused as well, and so is taking a code by a change.
        let pair =
            &[Facility { ppk: Some("0000R015".into()), ..other.clone() }, Facility { ppk: Some("0000r015".into()), ..other.clone() }];
        let twice = town.db().write(&town.system(), |tx| async move { crate::add_facilities(&tx, pair.to_vec()).await }).await;
        assert!(matches!(twice, Err(RegistryError::Invalid(_))));
        let free = town.add(Facility { ppk: None, ..other }).await;
        let taking = Facility { ppk: Some("0000R014".into()), ..town.facility(free).await };
        assert!(matches!(town.change(&town.system(), taking).await, Err(RegistryError::Invalid(_))));
        assert_eq!(crate::facilities(town.db()).await.unwrap().len(), 2);
        let same = town.facility(id).await;
        assert!(town.change(&town.system(), same).await.is_ok(), "its own code is no obstacle");
    }
}

#[tokio::test]
async fn of_two_changes_from_the_same_version_the_second_is_refused() {
    for town in Town::both().await {
        let read = town.facility(town.add(full_hospital()).await).await;
        let first = Facility { address: "Jl. Baru 2".into(), ..read.clone() };
        assert_eq!(town.change(&town.system(), first).await.unwrap().version, 2);
        let second = Facility { village: "Karang".into(), ..read.clone() };
        assert!(matches!(town.change(&town.system(), second).await, Err(RegistryError::Changed)));
        let now = town.facility(read.id).await;
        assert_eq!((now.address.as_str(), now.village.as_str(), now.version), ("Jl. Baru 2", "Pasar Ikan", 2));
        let kinds: Vec<_> = now.services.iter().map(|one| one.id).collect();
        assert_eq!(kinds, read.services.iter().map(|one| one.id).collect::<Vec<_>>(), "services keep their ids");
    }
}

#[tokio::test]
async fn all_mistakes_are_told_together() {
    let town = Town::sqlite().await;
    let wrong = Facility {
        name: "  ".into(),
        ppk: Some("1".into()),
        kemenkes_code: Some("x".into()),
        district_code: "12".into(),
        ..Facility::named("", FacilityKind::Clinic, Zone::Wit)
    };
    let Err(RegistryError::Invalid(errors)) = town.try_add(wrong).await else { panic!("nothing of it can be used") };
    let fields: Vec<_> = errors.iter().map(|(field, _)| field.to_owned()).collect();
    assert_eq!(fields, ["district_code", "kemenkes_code", "name", "ppk"]);
}

#[tokio::test]
async fn a_stage_moves_step_by_step_and_back_only_with_a_reason() {
    for town in Town::both().await {
        let id = town.add(Facility::named("RS Tahap", FacilityKind::Hospital, Zone::Wib)).await;
        let go = async |event, reason: &str| {
            let version = town.facility(id).await.version;
            town.db().write(&town.system(), |tx| async move { crate::move_stage(&tx, id, version, event, reason).await }).await
        };
        assert!(matches!(go(StageEvent::Publish, "").await, Err(RegistryError::Stage(_))));
        for (event, stage) in
            [(StageEvent::StartTraining, Stage::Training), (StageEvent::StartShadow, Stage::Shadow), (StageEvent::Publish, Stage::Public)]
        {
            assert_eq!(go(event, "").await.unwrap(), stage);
        }
        assert!(matches!(go(StageEvent::StepBack, "  ").await, Err(RegistryError::Invalid(_))));
        assert_eq!(go(StageEvent::StepBack, "angka terlambat").await.unwrap(), Stage::Shadow);
        let stale = town.db().write(&town.system(), |tx| async move { crate::move_stage(&tx, id, 1, StageEvent::Publish, "").await }).await;
        assert!(matches!(stale, Err(RegistryError::Changed)));
        // A change of facts carries no stage with it.
        let other = Facility { address: "Jl. B".into(), ..town.facility(id).await };
        let public = Facility { agreement: crate::Agreement { stage: Stage::Public, ..other.agreement.clone() }, ..other };
        assert_eq!(town.change(&town.system(), public).await.unwrap().agreement.stage, Stage::Shadow);
    }
}

#[tokio::test]
async fn an_answered_phone_is_stamped_and_disturbs_no_open_form() {
    for town in Town::both().await {
        let read = town.facility(town.add(full_hospital()).await).await;
        let (id, number) = (read.id, "+62240000015");
        town.world.clock.advance_s(60);
        let at = town.world.world.now();
        town.db().write(&town.system(), |tx| async move { crate::phone_answered(&tx, id, number).await }).await.unwrap();
        let unknown = town.db().write(&town.system(), |tx| async move { crate::phone_answered(&tx, id, "112").await }).await;
        assert!(matches!(unknown, Err(RegistryError::Unknown("phone"))));
        let now = town.facility(id).await;
        assert_eq!((now.version, now.phones[1].last_answered_at, now.phones[0].last_answered_at), (1, Some(at), None));
        // The form that was open before is saved, and the stamp stays.
        let saved = town.change(&town.system(), Facility { address: "Jl. C".into(), ..read }).await.unwrap();
        assert_eq!(saved.phones[1].last_answered_at, Some(at));
    }
}

#[tokio::test]
async fn a_whole_country_is_read_at_once() {
    for town in Town::both().await {
        let many: Vec<Facility> = (0..1_250)
            .map(|number| Facility {
                name: format!("RS {number:04}"),
                ppk: Some(format!("{number:04}R001")),
                ..Facility::named("x", FacilityKind::Hospital, Zone::Wib)
            })
            .collect();
        let many = &many;
        let ids = town.db().write(&town.system(), |tx| async move { crate::add_facilities(&tx, many.clone()).await }).await.unwrap();
        assert_eq!(crate::facilities(town.db()).await.unwrap().len(), 1_250);
        let some: Vec<FacilityId> = ids.iter().rev().copied().chain([FacilityId::from_uuid(Default::default())]).collect();
        let read = crate::facilities_by_ids(town.db(), &some).await.unwrap();
        assert_eq!((read.len(), read[0].name.as_str(), read[1_249].name.as_str()), (1_250, "RS 0000", "RS 1249"));
    }
}

#[tokio::test]
async fn the_list_is_narrowed_by_words_kind_stage_and_rights() {
    for town in Town::both().await {
        let hospital = town.add(full_hospital()).await;
        let centre = Facility {
            district_code: "99.71.02".into(),
            district: "Bukit".into(),
            ..Facility::named("Puskesmas 100% Bukit", FacilityKind::HealthCentre, Zone::Wib)
        };
        let centre = town.add(centre).await;
        let ids = async |filter: Filter, scope: &ScopeFilter| {
            let ids = list::ids(town.db(), &filter, scope, 50, 0).await.unwrap();
            assert_eq!(list::count(town.db(), &filter, scope).await.unwrap(), ids.len());
            ids
        };
        let text = |text: &str| Filter { q: text.into(), ..Filter::default() };
        let all = ScopeFilter::Everything;
        assert_eq!(ids(Filter::default(), &all).await, [centre, hospital]);
        for (asked, expected) in [
            ("samudra", vec![hospital]),
            ("0000r014", vec![hospital]),
            ("BUKIT", vec![centre]),
            ("%", vec![centre, hospital]),
            ("zz", vec![]),
        ] {
            assert_eq!(ids(text(asked), &all).await, expected, "{asked}");
        }
        assert_eq!(ids(Filter { kind: "health_centre".into(), ..Filter::default() }, &all).await, [centre]);
        assert_eq!(ids(Filter { stage: "shadow".into(), ..Filter::default() }, &all).await, [hospital]);
        assert_eq!(ids(Filter { rough: "1".into(), ..Filter::default() }, &all).await.len(), 2);
        assert_eq!(ids(Filter::default(), &ScopeFilter::Nothing).await, []);
        let own = ScopeFilter::Only { districts: vec![], facilities: vec![centre] };
        assert_eq!(ids(Filter::default(), &own).await, [centre]);
        let district = ScopeFilter::Only { districts: vec!["99.71.01".into()], facilities: vec![] };
        assert_eq!(ids(Filter::default(), &district).await, [hospital]);
        let nurse = town.log_in("ners", Role::WardNurse, Scope::Facility(centre)).await.ctx.unwrap();
        assert_eq!(ids(Filter::default(), &nurse.scope(Action::ReadFacility)).await, [centre]);
    }
}

#[test]
fn a_rough_place_is_never_shown_as_an_exact_one() {
    let (id, en) = (crate::words(sigap_kernel::Lang::Id), crate::words(sigap_kernel::Lang::En));
    let mut one = full_hospital();
    assert_eq!(one.say_place(&id), "Perkiraan: pin peta, ± 0,3 km");
    one.coord_radius_m = None;
    assert_eq!(one.say_place(&en), "Approximate: map pin, ± 0.5 km");
    one.coord_quality = crate::CoordQuality::Surveyed;
    assert_eq!(one.say_place(&id), "Diukur di tempat");
    let without = Facility { place: None, ..one };
    assert_eq!(without.checked().unwrap().say_place(&id), "Lokasi belum ada");
    for &quality in crate::CoordQuality::ALL.iter().filter(|quality| !quality.is_exact()) {
        let rough = Facility { coord_quality: quality, ..full_hospital() }.checked().unwrap();
        assert!(rough.say_place(&id).starts_with("Perkiraan"), "{quality}: {}", rough.say_place(&id));
    }
}

#[test]
fn an_accreditation_expires_by_itself() {
    let one = full_hospital().accreditations.remove(0);
    let at = |text: &str| UtcMs::parse_rfc3339(text).unwrap();
    // 2028-02-29 is its last day; in the east of the country that day begins earlier.
    assert_eq!(one.days_left(at("2028-02-28T12:00:00Z"), Zone::Wib), Some(1));
    assert_eq!(one.days_left(at("2028-02-29T16:59:00Z"), Zone::Wib), Some(0));
    assert_eq!(one.days_left(at("2028-02-29T17:00:00Z"), Zone::Wib), Some(-1));
    assert_eq!(one.days_left(at("2028-02-29T16:30:00Z"), Zone::Wit), Some(-1));
}

#[test]
fn a_value_reads_back_as_its_column_writes_it() {
    let full = full_hospital();
    assert_eq!(full.checked().unwrap(), full);
    let blank = Facility::named("Klinik", FacilityKind::Clinic, Zone::Wita);
    assert_eq!(blank.checked().unwrap(), blank);
    assert!(full.differences(&full).is_empty());
    let differing = full.differences(&blank);
    assert_eq!(
        differing.len(),
        Column::ALL.len() - 4,
        "all but what both show, that neither promises by itself, and that both work: {differing:?}"
    );
}
