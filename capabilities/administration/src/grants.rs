//! The form of roles: which may be given where, what was typed, and the grants that makes. Whether they may be given is asked by `access`.

use std::collections::BTreeMap;

use sigap_access::{Action, May as _, ScopeFilter, can_be_granted};
use sigap_kernel::{Ctx, FieldErrors, Grant, Role, Scope};
use sigap_store::StoreError;
pub(crate) use sigap_web::Fields;
use sigap_web::{Floor, Words};

use crate::telling::short;

/// Rows of roles one form may bring.
const ROWS_MAX: usize = 64;
/// Rows that stand empty below those that are filled.
const EMPTY_ROWS: usize = 1;
/// With more places than this one types the name and the browser offers what fits.
const PLACES_TO_CHOOSE: usize = 30;

/// A place where a role may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) scope: Scope,
    /// As the form sends it.
    pub(crate) code: String,
    /// As a person reads it, and may type it.
    pub(crate) label: String,
}

impl Place {
    fn new(scope: Scope, label: String) -> Self {
        let code = match &scope {
            Scope::City => "city".to_owned(),
            Scope::District(code) => format!("district:{code}"),
            Scope::Facility(id) => format!("facility:{id}"),
        };
        Self { scope, code, label }
    }
}

/// The places where this person may give roles.
pub(crate) async fn places(floor: &Floor, ctx: &Ctx, w: &Words) -> Result<Vec<Place>, StoreError> {
    let (of_city, facilities) = match ctx.scope(Action::ManageStaff) {
        ScopeFilter::Everything => (true, sigap_registry::facilities(floor.db()).await?),
        ScopeFilter::Only { facilities, .. } => (false, sigap_registry::facilities_by_ids(floor.db(), &facilities).await?),
        ScopeFilter::Nothing => (false, Vec::new()),
    };
    let mut places = Vec::new();
    if of_city {
        places.push(Place::new(Scope::City, w.s("place-city")));
        let districts: BTreeMap<&String, &String> = facilities.iter().map(|one| (&one.district_code, &one.district)).collect();
        for (code, name) in districts.into_iter().filter(|(code, _)| !code.is_empty()) {
            let label = format!("{} ({code})", w.a1("place-district", "name", name.as_str()));
            places.push(Place::new(Scope::District(code.clone()), label));
        }
    }
    for one in facilities {
        let code = one.ppk.unwrap_or_else(|| short(&one.id.to_string()));
        places.push(Place::new(Scope::Facility(one.id), format!("{} ({code})", one.name)));
    }
    Ok(places)
}

/// One row of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GrantRow {
    pub(crate) at: usize,
    pub(crate) role: String,
    pub(crate) place: String,
    pub(crate) role_wrong: String,
    pub(crate) place_wrong: String,
}

/// The roles of a form, as the page shows them.
pub(crate) struct GrantFields {
    pub(crate) rows: Vec<GrantRow>,
    /// Code and words of each role that may be given.
    pub(crate) roles: Vec<(&'static str, String)>,
    pub(crate) places: Vec<Place>,
    /// Whether the place is typed, not chosen.
    pub(crate) typed: bool,
}

impl GrantFields {
    /// These fields with their mistakes.
    pub(crate) fn new(places: Vec<Place>, fields: &Fields, errors: &FieldErrors, w: &Words) -> Self {
        let typed = places.len() > PLACES_TO_CHOOSE;
        let filled = (0..ROWS_MAX).filter(|at| !fields.get(&format!("role_{at}")).is_empty()).max().map_or(0, |at| at + 1);
        let only = if let [only] = places.as_slice() { only.code.clone() } else { String::new() };
        let row = |at: usize| {
            let (role, place) = (format!("role_{at}"), format!("place_{at}"));
            let chosen = Some(fields.get(&place).to_owned()).filter(|text| !text.is_empty()).unwrap_or_else(|| only.clone());
            // What is typed is shown by its words, what is chosen keeps its code.
            let known = places.iter().find(|one| typed && one.code == chosen).map(|one| one.label.clone());
            GrantRow {
                at,
                role: fields.get(&role).to_owned(),
                place: known.unwrap_or(chosen),
                role_wrong: w.at(errors, &role),
                place_wrong: w.at(errors, &place),
            }
        };
        let rows = (0..(filled + EMPTY_ROWS).min(ROWS_MAX)).map(row).collect();
        let may = |role: &&Role| places.iter().any(|place| can_be_granted(**role, &place.scope));
        let roles = Role::ALL.iter().filter(may).map(|role| (role.code(), w.s(&format!("role-{role}")))).collect();
        Self { rows, roles, places, typed }
    }
}

/// Grants as the form sends them.
pub(crate) fn to_fields(grants: &[Grant]) -> Vec<(String, String)> {
    let row = |(at, grant): (usize, &Grant)| {
        let place = Place::new(grant.scope.clone(), String::new()).code;
        [(format!("role_{at}"), grant.role.code().to_owned()), (format!("place_{at}"), place)]
    };
    grants.iter().enumerate().flat_map(row).collect()
}

/// Reads the roles that were typed; every mistake at its field. A row without a role is no row.
pub(crate) fn read(fields: &Fields, places: &[Place]) -> Result<Vec<Grant>, FieldErrors> {
    let (mut grants, mut errors) = (Vec::new(), FieldErrors::new());
    for at in 0..ROWS_MAX {
        let (role, place) = (format!("role_{at}"), format!("place_{at}"));
        let typed = fields.get(&role);
        if typed.is_empty() {
            continue;
        }
        let found = places.iter().find(|one| one.code == fields.get(&place) || one.label.eq_ignore_ascii_case(fields.get(&place)));
        match (typed.parse::<Role>(), found) {
            (Err(_), _) => errors.add(&role, "field-choose"),
            (Ok(_), None) => errors.add(&place, "place-unknown"),
            (Ok(role), Some(at)) if !can_be_granted(role, &at.scope) => errors.add(&place, needs(role)),
            (Ok(role), Some(at)) => grants.push(Grant { role, scope: at.scope.clone() }),
        }
    }
    if grants.is_empty() && errors.is_empty() {
        errors.add("role_0", "role-missing");
    }
    errors.into_result(Some(())).map(|()| grants)
}

/// What kind of place a role needs.
const fn needs(role: Role) -> &'static str {
    match role {
        Role::WardNurse | Role::BedManager | Role::FacilityAdmin => "role-needs-facility",
        Role::Office | Role::Dispatcher | Role::HelpDesk => "role-needs-area",
        _ => "role-needs-city",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Only a role that may be given, at a place that was offered, comes out of a form.
        #[test]
        fn whatever_is_typed_gives_only_what_was_offered(rows in proptest::collection::vec(("ward_nurse|office|admin|\\PC{0,12}", "city|Kota|district:33.74.01|\\PC{0,12}"), 0..12)) {
            let places = [Place::new(Scope::City, "Kota".into()), Place::new(Scope::District("33.74.01".into()), "Kec. Muara".into())];
            let pairs = rows.into_iter().enumerate().flat_map(|(at, (role, place))| [(format!("role_{at}"), role), (format!("place_{at}"), place)]);
            let fields: Fields = pairs.collect();
            let is_offered = |grant: &Grant| can_be_granted(grant.role, &grant.scope) && places.iter().any(|place| place.scope == grant.scope);
            match read(&fields, &places) {
                Ok(grants) => proptest::prop_assert!(grants.iter().all(is_offered)),
                Err(errors) => proptest::prop_assert!(!errors.is_empty()),
            }
        }
    }
}
