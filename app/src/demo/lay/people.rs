//! Who may log in to the demo. All have one password, which the start prints: it opens nothing but an invented city.

use sigap_access::{AccessError, NewUser};
use sigap_kernel::{Grant, Lang, Masked, Role, Scope};

use super::{LaidHospital, layer};
use crate::command::Failure;
use crate::demo::city::{City, Hospital, Reporting};
use crate::deployment::App;

/// The password of everybody in the demo.
pub(in crate::demo) const PASSWORD: &str = "samudra-rekaan";

/// Somebody a visitor of the demo can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) struct LogIn {
    /// The address.
    pub(in crate::demo) email: &'static str,
    name: &'static str,
    role: Role,
    /// The PPK code of the hospital, for roles of one hospital.
    pub(in crate::demo) ppk: Option<&'static str>,
    /// What they do, in Indonesian and English.
    pub(in crate::demo) does: &'static str,
}

impl LogIn {
    /// What they are.
    pub(super) const fn role(&self) -> Role {
        self.role
    }
}

const fn log_in(email: &'static str, name: &'static str, role: Role, ppk: Option<&'static str>, does: &'static str) -> LogIn {
    LogIn { email, name, role, ppk, does }
}

/// Everybody a visitor can be.
const LOG_INS: [LogIn; 7] = [
    log_in("perawat@samudra.example", "Ns. Rekaan Laut", Role::WardNurse, Some("9999R004"), "perawat ruang / ward nurse"),
    log_in("manajer@samudra.example", "Manajer Rekaan", Role::BedManager, Some("9999R002"), "manajer tempat tidur / bed manager"),
    log_in("adminrs@samudra.example", "Admin RS Rekaan", Role::FacilityAdmin, Some("9999R002"), "admin fasilitas / facility administrator"),
    log_in("dinkes@samudra.example", "Petugas Dinkes Rekaan", Role::Office, None, "dinas kesehatan / health office"),
    log_in("operator@samudra.example", "Operator Rekaan", Role::Dispatcher, None, "operator 112 / 112 operator"),
    log_in("bantuan@samudra.example", "Petugas Bantuan Rekaan", Role::HelpDesk, None, "bantuan kamar / bed help line"),
    log_in("admin@samudra.example", "Admin Rekaan", Role::Admin, None, "admin sistem / system administrator"),
];

/// Everybody a visitor can be, in the order in which they are told.
pub(in crate::demo) const fn log_ins() -> &'static [LogIn] {
    &LOG_INS
}

/// The address of the simulated nurse of a hospital: a colleague of the one a visitor can be.
pub(in crate::demo) fn simulated_nurse(hospital: &Hospital) -> String {
    format!("ns.{}@samudra.example", hospital.ppk.to_lowercase())
}

/// The hospital whose bed manager a visitor can be.
pub(in crate::demo) const VISITORS_PPK: &str = "9999R002";
/// Hospitals with a simulated bed manager.
const MANAGED: usize = 4;

/// The hospitals with a simulated bed manager, by their number: the first that report promptly, but for the visitor's.
pub(in crate::demo) fn managed(city: &City) -> impl Iterator<Item = usize> + '_ {
    let prompt = |hospital: &Hospital| matches!(hospital.reporting, Reporting::Prompt) && hospital.ppk != VISITORS_PPK;
    city.hospitals.iter().enumerate().filter(move |(_, hospital)| prompt(hospital)).map(|(number, _)| number).take(MANAGED)
}

/// The address of the simulated bed manager of a hospital.
pub(in crate::demo) fn simulated_manager(hospital: &Hospital) -> String {
    format!("mtt.{}@samudra.example", hospital.ppk.to_lowercase())
}

/// The address of the simulated operator who asks for beds.
pub(in crate::demo) fn simulated_operator() -> String {
    "operator.simulasi@samudra.example".to_owned()
}

/// Adds those who are missing.
pub(super) async fn lay(app: &App, city: &City) -> Result<(), Failure> {
    let laid = super::find(&app.db, city).await?;
    let hospitals = || city.hospitals.iter().zip(&laid).filter_map(|(hospital, laid)| Some((hospital, laid.as_ref()?)));
    for one in log_ins() {
        if let Some(scope) = scope(one, hospitals()) {
            add(app, one.email, one.name, Grant { role: one.role, scope }).await?;
        }
    }
    for (hospital, laid) in hospitals().filter(|(hospital, _)| matches!(hospital.reporting, Reporting::Board { .. })) {
        let grant = Grant { role: Role::WardNurse, scope: Scope::Facility(laid.facility) };
        add(app, &simulated_nurse(hospital), "Ns. Rekaan (simulasi)", grant).await?;
    }
    for (hospital, laid) in managed(city).filter_map(|number| Some((city.hospitals.get(number)?, laid.get(number)?.as_ref()?))) {
        let grant = Grant { role: Role::BedManager, scope: Scope::Facility(laid.facility) };
        add(app, &simulated_manager(hospital), "Manajer Rekaan (simulasi)", grant).await?;
    }
    add(app, &simulated_operator(), "Operator Rekaan (simulasi)", Grant { role: Role::Dispatcher, scope: Scope::City }).await?;
    Ok(())
}

fn scope<'h>(of: &LogIn, mut hospitals: impl Iterator<Item = (&'h Hospital, &'h LaidHospital)>) -> Option<Scope> {
    match of.ppk {
        None => Some(Scope::City),
        Some(ppk) => hospitals.find(|(hospital, _)| hospital.ppk == ppk).map(|(_, laid)| Scope::Facility(laid.facility)),
    }
}

/// Adds one; somebody with this address stays as they are.
async fn add(app: &App, email: &str, name: &str, grant: Grant) -> Result<(), Failure> {
    let masked = |text: &str| Masked::new(text.to_owned());
    let new = NewUser { email: masked(email), name: masked(name), lang: Lang::Id, grants: vec![grant], password: Some(masked(PASSWORD)) };
    match app.access()?.add_user(&layer(app), &new).await {
        Err(AccessError::Fields(errors)) if errors.first("email") == Some("email-taken") => Ok(()),
        other => Ok(other.map(|_| ())?),
    }
}

#[cfg(test)]
mod tests {
    use sigap_access::{can_be_granted, password_mistake};

    use super::*;

    #[test]
    fn everybody_can_be_added_and_the_nurse_works_where_the_board_is_used() {
        assert_eq!(password_mistake(&Masked::new(PASSWORD.to_owned())), None);
        let city = City::from_seed(1);
        let laid = LaidHospital { facility: "0192f0c4-0000-7000-8000-000000000001".parse().unwrap(), wards: Vec::new() };
        for one in log_ins() {
            let scope = scope(one, city.hospitals.iter().map(|hospital| (hospital, &laid))).unwrap();
            assert!(can_be_granted(one.role, &scope), "{}", one.email);
        }
        let nurse = log_ins().iter().find(|one| one.role == Role::WardNurse).and_then(|one| one.ppk);
        let works_at = city.hospitals.iter().find(|hospital| Some(hospital.ppk.as_str()) == nurse).unwrap();
        assert!(matches!(works_at.reporting, Reporting::Board { .. }));
    }
}
