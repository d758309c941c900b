//! One promise from asking to the bed, and everybody who may not.

use sigap_access::{Action, May as _, verify_readings};
use sigap_availability::ClaimKind;
use sigap_kernel::CareClass;
use sigap_registry::{Agreement, Facility, Stage};

use super::*;
use crate::promise::{PromiseState as S, Reason, Stand, Unpromised, open_of, patient_of, resume, suspend};

#[tokio::test]
async fn a_promise_is_one_claim_from_the_yes_to_the_bed() {
    for town in towns().await {
        let place = icu(&town, 3).await;
        let (asker, manager) = (dispatcher(&town), manager(&town, &place));
        let asked = asks(&town, &asker, &wish(&place)).await.unwrap();
        assert_eq!((asked.stand, asked.unpromised), (Stand::asked(PromiseKind::Promise), None));
        assert_eq!(claims(&town, &place).await, (vec![], Some(3)), "asking takes nothing");

        let yes = acts(&town, &manager, asked.id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await.unwrap();
        assert_eq!((yes.stand.state, yes.ward), (S::Accepted, Some(place.ward)));
        let (held, free) = claims(&town, &place).await;
        assert_eq!((held.len(), held[0].kind, held[0].until, free), (1, ClaimKind::Promise, Some(yes.until), Some(2)));

        town.world.clock.advance_s(300);
        let going = acts(&town, &later(&town, &asker), asked.id, PromiseEvent::Depart, |deed| deed.eta_min = Some(40)).await.unwrap();
        assert!(going.until > yes.until, "a later arrival is held longer");
        assert_eq!(claims(&town, &place).await.0[0].until, Some(going.until));
        let listed = open_of(town.floor.db(), place.facility).await.unwrap();
        assert_eq!(listed.iter().map(|one| (one.id, one.stand.state)).collect::<Vec<_>>(), [(asked.id, S::Coming)]);

        town.world.clock.advance_s(300);
        acts(&town, &later(&town, &manager), asked.id, PromiseEvent::Arrive, |_| {}).await.unwrap();
        let (held, free) = claims(&town, &place).await;
        assert_eq!((held.len(), held[0].kind, free), (1, ClaimKind::Arrival, Some(2)), "one patient, one claim");

        town.world.clock.advance_s(300);
        let placed = acts(&town, &later(&town, &manager), asked.id, PromiseEvent::Place, |_| {}).await.unwrap();
        assert!(placed.stand.state.is_over() && placed.ended_at.is_some());
        let (held, free) = claims(&town, &place).await;
        assert!(held[0].noted_at.is_some() && free == Some(2), "no bed is free again before the hospital's next report");
        town.world.clock.advance_s(60);
        town.report(place.facility, &[(place.ward, 20, 2, 0)]).await;
        assert_eq!(claims(&town, &place).await.1, Some(2), "and the report has the patient, who is not counted twice");
        assert!(open_of(town.floor.db(), place.facility).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn who_is_promised_no_bed_is_announced_and_takes_none() {
    for town in towns().await {
        let place = icu(&town, 3).await;
        let (asker, nurse) = (dispatcher(&town), person(&town, Role::WardNurse, Scope::Facility(place.facility)));
        let ordinary = Pool::general(CareClass::Three);
        let told = asks(&town, &asker, &AskPromise { pool: ordinary, ..wish(&place) }).await.unwrap();
        assert_eq!((told.stand.kind, told.unpromised), (PromiseKind::Announcement, Some(Unpromised::Kind)));
        let referral = asks(&town, &asker, &AskPromise { pool: ordinary, agreed: true, ..wish(&place) }).await.unwrap();
        assert_eq!((referral.stand.kind, referral.unpromised), (PromiseKind::Promise, None), "an agreed referral is promised");
        let wished = AskPromise { wants: PromiseKind::Announcement, ..wish(&place) };
        assert_eq!(asks(&town, &asker, &wished).await.unwrap().unpromised, None, "nobody has to explain what was wished for");

        for event in [PromiseEvent::Depart, PromiseEvent::Arrive, PromiseEvent::Place] {
            acts(&town, &nurse, told.id, event, |deed| deed.ward = None).await.unwrap();
            assert_eq!(claims(&town, &place).await, (vec![], Some(3)), "{event}");
        }
        let silent = town.add(Facility { agreement: Agreement::in_stage(Stage::None), ..hospital("RS Diam", at(2.0, 0.0), "Muara") }).await;
        let nobody = asks(&town, &asker, &AskPromise { facility: silent, ..wish(&place) }).await.unwrap();
        assert_eq!(nobody.unpromised, Some(Unpromised::NoAgreement));
    }
}

#[tokio::test]
async fn a_hospital_without_a_bed_says_so_and_the_patient_may_still_come() {
    for town in towns().await {
        let place = icu(&town, 0).await;
        let (asker, manager) = (dispatcher(&town), manager(&town, &place));
        let asked = asks(&town, &asker, &wish(&place)).await.unwrap();
        let full = acts(&town, &manager, asked.id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await;
        assert!(matches!(full, Err(BedsError::WardFull)), "{full:?}");
        let none = acts(&town, &manager, asked.id, PromiseEvent::Accept, |_| {}).await;
        assert!(matches!(none, Err(BedsError::Invalid(_))), "which ward? {none:?}");
        let why = acts(&town, &manager, asked.id, PromiseEvent::Refuse, |deed| deed.reason = Some(Reason::NotCome)).await;
        assert!(matches!(why, Err(BedsError::Invalid(_))), "that is no reason to refuse: {why:?}");
        let no = acts(&town, &manager, asked.id, PromiseEvent::Refuse, |deed| deed.reason = Some(Reason::Full)).await.unwrap();
        assert!(no.ended_at.is_some() && no.reason == Some(Reason::Full));
        let comes = acts(&town, &asker, asked.id, PromiseEvent::Depart, |_| {}).await.unwrap();
        assert_eq!(
            (comes.stand.kind, comes.stand.state, comes.unpromised),
            (PromiseKind::Announcement, S::Coming, Some(Unpromised::Refused))
        );
        assert!(comes.ended_at.is_none() && claims(&town, &place).await.0.is_empty());

        let other = town.ward(place.facility, "ICU 2", ICU).await;
        let again = asks(&town, &asker, &wish(&place)).await.unwrap();
        let uncounted = acts(&town, &manager, again.id, PromiseEvent::Accept, |deed| deed.ward = Some(other)).await;
        assert!(matches!(uncounted, Err(BedsError::NoNumber)), "nobody promises from a number that nobody has: {uncounted:?}");
        town.report(place.facility, &[(other, 20, 5, 3 * 60)]).await;
        let old = acts(&town, &manager, again.id, PromiseEvent::Accept, |deed| deed.ward = Some(other)).await;
        assert!(matches!(old, Err(BedsError::NoNumber)), "nor from one that is too old: {old:?}");
    }
}

#[tokio::test]
async fn each_side_does_its_own_part_and_no_other() {
    for town in towns().await {
        let (place, elsewhere) = (icu(&town, 3).await, icu(&town, 3).await);
        let (asker, colleague) = (manager(&town, &elsewhere), manager(&town, &elsewhere));
        let at_place = |role| person(&town, role, Scope::Facility(place.facility));
        let table = [
            ("who asked", asker.clone(), [false, false, true, false, true]),
            ("their colleague", colleague, [false, false, true, false, true]),
            ("the hospital", at_place(Role::BedManager), [true, true, true, true, true]),
            ("its nurse", at_place(Role::WardNurse), [false, false, true, true, false]),
            ("dispatch, who asked for nothing", dispatcher(&town), [false; 5]),
            ("the office", person(&town, Role::Office, Scope::City), [false; 5]),
            ("a resident", town.town.world.ctx(Actor::Anyone), [false; 5]),
        ];
        for (who, ctx, allowed) in table {
            let deeds = [PromiseEvent::Accept, PromiseEvent::Refuse, PromiseEvent::Depart, PromiseEvent::Arrive, PromiseEvent::Release];
            for (event, may) in deeds.into_iter().zip(allowed) {
                let asked = asks(&town, &asker, &wish(&place)).await.unwrap();
                if event == PromiseEvent::Arrive {
                    acts(&town, &asker, asked.id, PromiseEvent::Depart, |_| {}).await.unwrap();
                }
                let done = acts(&town, &ctx, asked.id, event, |deed| {
                    (deed.ward, deed.reason) =
                        (Some(place.ward), Some(if event == PromiseEvent::Refuse { Reason::Staff } else { Reason::Elsewhere }));
                })
                .await;
                // Twenty beds: what was accepted does not stand in the way of the next.
                assert_eq!(done.is_ok(), may, "{who} {event}: {done:?}");
                assert!(may || matches!(done, Err(BedsError::Refused(_))), "{who} {event}: {done:?}");
            }
            let clock = asks(&town, &asker, &wish(&place)).await.unwrap();
            let done = acts(&town, &ctx, clock.id, PromiseEvent::Silence, |_| {}).await;
            assert!(matches!(done, Err(BedsError::Refused(_))), "{who} is not the clock");
        }
        let nurse = asks(&town, &at_place(Role::WardNurse), &wish(&place)).await;
        assert!(matches!(nurse, Err(BedsError::Refused(_))), "{nurse:?}");
    }
}

#[tokio::test]
async fn who_comes_second_is_told_and_overwrites_nothing() {
    for town in towns().await {
        let place = icu(&town, 3).await;
        let (first, second) = (manager(&town, &place), manager(&town, &place));
        let asked = asks(&town, &dispatcher(&town), &wish(&place)).await.unwrap();
        let accept = Act { ward: Some(place.ward), ..Act::new(PromiseEvent::Accept, 1) };
        let db = town.floor.db();
        acts_on(db, &town, &first, asked.id, accept).await.unwrap();
        let twice = acts_on(db, &town, &first, asked.id, accept).await.unwrap();
        assert_eq!((twice.version, claims(&town, &place).await.0.len()), (2, 1), "the same tap twice is one");
        let refuse = Act { reason: Some(Reason::Full), ..Act::new(PromiseEvent::Refuse, 1) };
        for deed in [accept, refuse] {
            let late = acts_on(db, &town, &second, asked.id, deed).await;
            assert!(matches!(late, Err(BedsError::PromiseOvertaken)), "{late:?}");
        }
        assert_eq!(found(&town, asked.id).await.stand.state, S::Accepted);
        let here = acts_on(db, &town, &second, asked.id, Act::new(PromiseEvent::Arrive, 1)).await.unwrap();
        assert_eq!(here.stand.state, S::Waiting, "that somebody is there is a fact, whatever changed meanwhile");
    }
}

#[tokio::test]
async fn who_it_is_for_is_sealed_and_each_look_is_written_down() {
    for town in towns().await {
        let (place, elsewhere) = (icu(&town, 3).await, icu(&town, 3).await);
        let asker = manager(&town, &elsewhere);
        let asked = asks(&town, &asker, &wish(&place)).await.unwrap();
        let promise = found(&town, asked.id).await;
        assert!(!promise.sealed.as_deref().unwrap().contains("sesak") && !format!("{promise:?}").contains("sesak"));
        let facility = sigap_registry::facility(town.floor.db(), place.facility).await.unwrap().unwrap();
        let scope = Scope::Facility(place.facility);
        let table = [
            ("who asked", asker, true),
            ("the hospital", manager(&town, &place), true),
            ("its nurse", person(&town, Role::WardNurse, scope.clone()), true),
            ("dispatch", dispatcher(&town), true),
            ("its administrator", person(&town, Role::FacilityAdmin, scope), false),
            ("another hospital", manager(&town, &Place { facility: FacilityId::new(&town.system()), ward: place.ward }), false),
            ("the help desk", person(&town, Role::HelpDesk, Scope::City), false),
            ("the office", person(&town, Role::Office, Scope::City), false),
            ("Sigap itself", town.system(), false),
        ];
        for (who, ctx, may) in table {
            let looks = verify_readings(town.floor.db()).await.unwrap().sealed;
            let seen = patient_of(access(&town), town.floor.db(), &ctx, &promise, &facility).await;
            let logged = verify_readings(town.floor.db()).await.unwrap().sealed - looks;
            match seen {
                Ok(Some(seen)) => assert!(may && logged == 1 && seen == patient(), "{who}: {logged}"),
                other => assert!(!may && logged == 0 && matches!(other, Err(BedsError::Refused(_))), "{who}: {other:?}"),
            }
        }
        let person = promise.person.unwrap();
        let keys = access(&town);
        town.floor.db().write(&town.system(), |tx| async move { keys.erase_person(&tx, person).await }).await.unwrap();
        let ctx = manager(&town, &place);
        assert_eq!(patient_of(keys, town.floor.db(), &ctx, &promise, &facility).await.unwrap(), None, "erased is gone");
    }
}

#[tokio::test]
async fn planned_care_waits_while_the_office_says_so_and_urgent_care_goes_on() {
    for town in towns().await {
        let place = icu(&town, 3).await;
        let (asker, manager, office) = (dispatcher(&town), manager(&town, &place), person(&town, Role::Office, Scope::City));
        let planned = AskPromise { urgency: Urgency::Planned, ..wish(&place) };
        let before = asks(&town, &asker, &planned).await.unwrap();
        let db = town.floor.db();
        let until = town.system().now().plus_min(120);
        let refused = db.write(&manager, |tx| async move { suspend(&tx, "KLB dengue (rekaan)", until).await }).await;
        assert!(matches!(refused, Err(BedsError::Refused(_))) && manager.may(Action::SuspendElective, &sigap_access::Where::City).is_err());
        for (reason, until) in [(" ", until), ("x", town.system().now()), ("x", town.system().now().plus_min(73 * 60))] {
            let bad = db.write(&office, |tx| async move { suspend(&tx, reason, until).await }).await;
            assert!(matches!(bad, Err(BedsError::Invalid(_))), "{reason:?} {bad:?}");
        }
        db.write(&office, |tx| async move { suspend(&tx, "KLB dengue (rekaan)", until).await }).await.unwrap();
        for stopped in [
            asks(&town, &asker, &planned).await.map(drop),
            acts(&town, &manager, before.id, PromiseEvent::Accept, |deed| deed.ward = Some(place.ward)).await.map(drop),
        ] {
            let Err(BedsError::Suspended(why)) = stopped else { panic!("{stopped:?}") };
            assert_eq!((why.reason.as_str(), why.until), ("KLB dengue (rekaan)", until), "whoever asks is told why and until when");
        }
        assert!(asks(&town, &asker, &wish(&place)).await.is_ok(), "urgent ones go on");
        town.world.clock.advance_s(121 * 60);
        assert!(asks(&town, &later(&town, &asker), &planned).await.is_ok(), "it ended by itself");
        let now = later(&town, &office);
        let until = now.now().plus_min(60);
        db.write(&now, |tx| async move { suspend(&tx, "lagi (rekaan)", until).await }).await.unwrap();
        town.world.clock.advance_s(1);
        let now = &later(&town, &office);
        assert!(db.write(now, |tx| async move { resume(&tx).await }).await.unwrap());
        assert!(!db.write(now, |tx| async move { resume(&tx).await }).await.unwrap(), "twice does no harm");
        assert!(asks(&town, &later(&town, &asker), &planned).await.is_ok());
        let ward = Pool::general(CareClass::One);
        let nowhere = asks(&town, &later(&town, &asker), &AskPromise { pool: ward, ..planned.clone() }).await;
        assert!(matches!(nowhere, Err(BedsError::Invalid(_))), "an emergency room is no way in for planned care: {nowhere:?}");
    }
}
