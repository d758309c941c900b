//! Permissions: every line of the table, and that what has no line is refused.

use std::path::Path;

use proptest::prelude::*;
use sigap_kernel::{Actor, Ctx, FacilityId, Grant, KeyId, Role, Scope, UserId, World};
use sigap_store::{Query as _, args};

use super::{both_engines, facility};
use crate::rules::{RULES, can_be_granted};
use crate::{Action, May as _, ScopeFilter, Where, permissions_markdown};

fn ctx(grants: &[Grant]) -> Ctx {
    let world = World::real();
    let user = UserId::new(&world.ctx(Actor::Anyone));
    world.ctx(Actor::Person { user, grants: grants.into() })
}

fn grant(role: Role, scope: Scope) -> Grant {
    Grant { role, scope }
}

fn here(number: u128, district: &str) -> Where {
    Where::Facility { id: facility(number), district: Some(district.to_owned()) }
}

#[test]
fn every_deed_has_one_line_and_no_role_stands_twice_in_it() {
    for action in Action::ALL {
        let lines: Vec<_> = RULES.iter().filter(|rule| rule.action == *action).collect();
        assert_eq!(lines.len(), 1, "{action}");
        assert!(!lines[0].means.is_empty() && !lines[0].means.contains('|'), "{action}");
        let roles: Vec<_> = lines[0].everywhere.iter().chain(lines[0].own).collect();
        let different: std::collections::BTreeSet<_> = roles.iter().collect();
        assert_eq!(roles.len(), different.len(), "{action}");
    }
}

#[test]
fn who_may_do_what_where() {
    use Action as A;
    let nurse = [grant(Role::WardNurse, Scope::Facility(facility(1)))];
    let bed_manager = [grant(Role::BedManager, Scope::Facility(facility(1)))];
    let dispatcher = [grant(Role::Dispatcher, Scope::City)];
    let office = [grant(Role::Office, Scope::City)];
    let district_office = [grant(Role::Office, Scope::District("33.74.01".into()))];
    let admin = [grant(Role::Admin, Scope::City)];
    let facility_admin = [grant(Role::FacilityAdmin, Scope::Facility(facility(1)))];
    let table: &[(&str, &[Grant], Action, Where, bool)] = &[
        ("a nurse reports her own hospital", &nurse, A::ReportWard, here(1, "33.74.01"), true),
        ("a nurse does not report another hospital", &nurse, A::ReportWard, here(2, "33.74.01"), false),
        ("a nurse does not report the whole city", &nurse, A::ReportWard, Where::City, false),
        ("a nurse promises no beds", &nurse, A::ClaimBed, here(1, "33.74.01"), false),
        ("a bed manager promises beds of the own hospital", &bed_manager, A::ClaimBed, here(1, "33.74.01"), true),
        ("a bed manager promises no beds of another", &bed_manager, A::ClaimBed, here(2, "33.74.01"), false),
        ("a dispatcher of the city promises beds everywhere", &dispatcher, A::ClaimBed, here(9, "33.74.09"), true),
        ("a dispatcher reports no numbers", &dispatcher, A::ReportWard, here(9, "33.74.09"), false),
        ("the office promises no beds", &office, A::ClaimBed, here(1, "33.74.01"), false),
        ("a nurse opens no wards", &nurse, A::EditWard, here(1, "33.74.01"), false),
        ("a nurse reads the finder like everyone", &nurse, A::ReadPublic, Where::City, true),
        ("the office decides agreements", &office, A::DecideAgreement, here(9, "33.74.09"), true),
        ("the office of a district decides there", &district_office, A::DecideAgreement, here(9, "33.74.01"), true),
        ("the office of a district decides nowhere else", &district_office, A::DecideAgreement, here(9, "33.74.02"), false),
        ("a district counts only where it is known", &district_office, A::DecideAgreement, Where::facility(facility(9)), false),
        ("the office of a district is asked about the district", &district_office, A::ReadOffice, Where::District("33.74.01".into()), true),
        ("the office manages no people", &office, A::ManageStaff, Where::City, false),
        ("the administrator decides no agreements", &admin, A::DecideAgreement, Where::City, false),
        ("the administrator manages people", &admin, A::ManageStaff, Where::City, true),
        ("a hospital's administrator manages their own people", &facility_admin, A::ManageStaff, here(1, "33.74.01"), true),
        ("a hospital's administrator does not manage the city", &facility_admin, A::ManageStaff, Where::City, false),
        (
            "a hospital's administrator does not manage a district",
            &facility_admin,
            A::ManageStaff,
            Where::District("33.74.01".into()),
            false,
        ),
        ("nobody without a role backs up", &[], A::Backup, Where::City, false),
    ];
    for (what, grants, action, place, allowed) in table {
        assert_eq!(ctx(grants).may(*action, place).is_ok(), *allowed, "{what}");
    }
}

#[test]
fn anyone_machines_and_sigap_itself_have_their_lines() {
    let world = World::real();
    let (anyone, system) = (world.ctx(Actor::Anyone), world.ctx(Actor::System("sealer")));
    let machine = world.ctx(Actor::Machine { key: KeyId::new(&anyone), facility: facility(1) });
    assert!(anyone.may(Action::ReadPublic, &Where::City).is_ok());
    assert!(anyone.may(Action::ReadWards, &here(1, "33.74.01")).is_err());
    assert!(machine.may(Action::ReportWard, &here(1, "33.74.01")).is_ok());
    assert!(machine.may(Action::ReportWard, &here(2, "33.74.01")).is_err());
    assert!(machine.may(Action::ClaimBed, &here(1, "33.74.01")).is_err(), "a hospital's system reports; it promises nothing");
    assert!(system.may(Action::ClaimBed, &here(1, "33.74.01")).is_ok());
    assert!(system.may(Action::ImportRegistry, &Where::City).is_ok());
    assert!(system.may(Action::ReadPerson, &Where::City).is_err(), "personal data is shown to people only");
    let refused = machine.may(Action::Backup, &Where::City).unwrap_err();
    assert!(refused.to_string().ends_with("may not system.backup") && refused.actor.starts_with("key:"));
}

#[test]
fn lists_show_what_the_grants_reach() {
    let two = [grant(Role::WardNurse, Scope::Facility(facility(1))), grant(Role::BedManager, Scope::Facility(facility(2)))];
    let only = |numbers: &[u128]| ScopeFilter::Only { districts: vec![], facilities: numbers.iter().map(|n| facility(*n)).collect() };
    assert_eq!(ctx(&two).scope(Action::ReadWards), only(&[1, 2]));
    assert_eq!(ctx(&two).scope(Action::EditWard), only(&[2]));
    assert_eq!(ctx(&two).scope(Action::Backup), ScopeFilter::Nothing);
    assert_eq!(ctx(&two).scope(Action::ReadPublic), ScopeFilter::Everything);
    assert_eq!(ctx(&[grant(Role::Office, Scope::City)]).scope(Action::ReadWards), ScopeFilter::Everything);
}

#[test]
fn roles_are_given_only_where_they_make_sense() {
    let scopes = [Scope::City, Scope::District("33.74.01".into()), Scope::Facility(facility(1))];
    for role in Role::ALL {
        let given: Vec<bool> = scopes.iter().map(|scope| can_be_granted(*role, scope)).collect();
        let expected: &[bool] = match role {
            Role::WardNurse | Role::BedManager | Role::FacilityAdmin => &[false, false, true],
            Role::Office | Role::Dispatcher | Role::HelpDesk => &[true, true, false],
            Role::Admin => &[true, false, false],
            Role::Public | Role::Machine | Role::System => &[false, false, false],
        };
        assert_eq!(given, expected, "{role}");
    }
}

#[test]
fn the_page_for_people_is_made_from_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    if std::env::var_os("SIGAP_WRITE_DOCS").is_some() {
        std::fs::write(&path, permissions_markdown()).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == permissions_markdown(), "docs/permissions.md is not that of the table; run the tests with SIGAP_WRITE_DOCS=1");
}

#[tokio::test]
async fn a_filter_is_a_condition_both_engines_understand() {
    for town in both_engines().await {
        for number in 1..=3 {
            let key = super::machine::new_key(&format!("k{number}"), facility(number));
            town.access.add_key(&town.system(), &key).await.unwrap();
        }
        let db = town.access.db();
        let count = async |filter: &ScopeFilter, district: Option<&str>| {
            let (condition, mut more) = filter.sql("facility_id", district, 2);
            let mut all = args!["aplicares"];
            all.append(&mut more);
            let sql = format!("SELECT COUNT(*) AS n FROM machine_key WHERE protocol = $1 AND {condition}");
            db.row(&sql, all).await.unwrap().unwrap().get::<i64>("n").unwrap()
        };
        let only = |facilities: &[u128], districts: &[&str]| ScopeFilter::Only {
            districts: districts.iter().map(|code| (*code).to_owned()).collect(),
            facilities: facilities.iter().map(|n| facility(*n)).collect(),
        };
        assert_eq!(count(&ScopeFilter::Everything, None).await, 3);
        assert_eq!(count(&ScopeFilter::Nothing, None).await, 0);
        assert_eq!(count(&only(&[1, 3, 7], &[]), None).await, 2);
        assert_eq!(count(&only(&[], &["33.74.01"]), None).await, 0, "a table without districts shows a district's office nothing");
        // The note stands in for a district here.
        assert_eq!(count(&only(&[1], &["uji", "x'--"]), Some("note")).await, 3);
    }
}

fn any_scope() -> impl Strategy<Value = Scope> {
    prop_oneof![
        Just(Scope::City),
        (1u8..4).prop_map(|number| Scope::District(format!("33.74.{number:02}"))),
        (1u128..4).prop_map(|number| Scope::Facility(facility(number))),
    ]
}

fn any_place() -> impl Strategy<Value = (Where, Option<FacilityId>)> {
    prop_oneof![
        Just((Where::City, None)),
        (1u8..4).prop_map(|number| (Where::District(format!("33.74.{number:02}")), None)),
        (1u128..4, 1u8..4).prop_map(|(number, district)| (here(number, &format!("33.74.{district:02}")), Some(facility(number)))),
    ]
}

proptest! {
    #[test]
    fn no_line_means_no(role in 0..Role::ALL.len(), action in 0..Action::ALL.len(), scope in any_scope(), (place, _) in any_place()) {
        let (role, action) = (Role::ALL[role], Action::ALL[action]);
        let has_line = RULES.iter().any(|rule| rule.action == action && (rule.everywhere.contains(&role) || rule.own.contains(&role)));
        let actor = ctx(&[grant(role, scope)]);
        if !has_line {
            prop_assert!(actor.may(action, &place).is_err());
            prop_assert_eq!(actor.scope(action), ScopeFilter::Nothing);
        }
    }

    #[test]
    fn a_list_and_a_single_question_agree(
        grants in prop::collection::vec((0..Role::ALL.len(), any_scope()), 0..4), action in 0..Action::ALL.len(), (place, id) in any_place(),
    ) {
        let grants: Vec<Grant> = grants.into_iter().map(|(role, scope)| grant(Role::ALL[role], scope)).collect();
        let (actor, action) = (ctx(&grants), Action::ALL[action]);
        let (Some(id), Where::Facility { district: Some(district), .. }) = (id, &place) else { return Ok(()) };
        let listed = match actor.scope(action) {
            ScopeFilter::Everything => true,
            ScopeFilter::Nothing => false,
            ScopeFilter::Only { districts, facilities } => districts.contains(district) || facilities.contains(&id),
        };
        prop_assert_eq!(actor.may(action, &place).is_ok(), listed);
    }
}
