//! May this actor do that, there? The questions; the answers stand in the one table of `rules`.

use std::fmt::Write as _;

use sigap_kernel::{Ctx, FacilityId, Role, Scope, coded_enum};
use thiserror::Error;

use crate::rules::{RULES, Rule};

coded_enum! {
    /// A deed someone may or may not do. What each is stands beside its line in the table of `rules`.
    #[allow(missing_docs)]
    pub enum Action {
        ReadPublic = "public.read",
        ReadWards = "ward.read",
        ReportWard = "ward.report",
        EditWard = "ward.edit",
        ClaimBed = "bed.claim",
        ReadBeds = "beds.read",
        AskPromise = "promise.ask",
        ReadPromises = "promise.read",
        DecidePromise = "promise.decide",
        ReceivePatient = "promise.receive",
        SuspendElective = "promise.suspend",
        ReadPlan = "plan.read",
        EditPlan = "plan.edit",
        ReadLimits = "limit.read",
        AnnounceLimit = "limit.announce",
        PrintPaper = "paper.print",
        EnterPaper = "paper.enter",
        PublishChance = "chance.publish",
        ReadQuality = "quality.read",
        CheckByPhone = "quality.check",
        HandleCase = "case.handle",
        ReplyToCase = "case.reply",
        VerifyCase = "case.verify",
        StartCensus = "census.start",
        ReadCensus = "census.read",
        ReadReminders = "reminder.read",
        PauseReminders = "reminder.pause",
        NoteCall = "reminder.call",
        SetReminderContact = "reminder.contact",
        ReadFacility = "facility.read",
        EditFacility = "facility.edit",
        AddFacility = "facility.add",
        DecideAgreement = "agreement.decide",
        ImportRegistry = "registry.import",
        ExportRegistry = "registry.export",
        ReadStaff = "staff.read",
        ManageStaff = "staff.manage",
        ManageKeys = "key.manage",
        ReadProblems = "intake.problems",
        ReplayReports = "intake.replay",
        ReadOffice = "office.read",
        ReadShadow = "shadow.read",
        CompareShadow = "shadow.compare",
        ReadIndicators = "indicator.read",
        TellIndicators = "indicator.tell",
        CloseReport = "report.close",
        ReadJournal = "journal.read",
        ReadPerson = "person.read",
        ErasePerson = "person.erase",
        ReadAccessLog = "access_log.read",
        ManageKeyRing = "keyring.manage",
        Administer = "system.administer",
        Backup = "system.backup",
    }
}

/// How far a line of the table reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere, wherever the role was granted.
    Everywhere,
    /// Only where the role was granted: that facility, that district, or the whole city.
    Own,
}

/// Where a deed would be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// In the deployment as a whole.
    City,
    /// In a district, by its code.
    District(String),
    /// In a facility.
    Facility {
        /// The facility.
        id: FacilityId,
        /// Its district, where the caller knows it; without it grants of a district do not count.
        district: Option<String>,
    },
}

impl Where {
    /// In a facility whose district does not matter.
    #[must_use]
    pub const fn facility(id: FacilityId) -> Self {
        Where::Facility { id, district: None }
    }

    /// The place a scope names.
    #[must_use]
    pub fn of(scope: &Scope) -> Self {
        match scope {
            Scope::City => Where::City,
            Scope::District(code) => Where::District(code.clone()),
            Scope::Facility(id) => Where::facility(*id),
        }
    }

    fn lies_in(&self, scope: &Scope) -> bool {
        match (scope, self) {
            (Scope::City, _) => true,
            (Scope::District(own), Where::District(code) | Where::Facility { district: Some(code), .. }) => own == code,
            (Scope::Facility(own), Where::Facility { id, .. }) => own == id,
            _ => false,
        }
    }
}

/// The actor may not do this here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{actor} may not {action}")]
pub struct Refused {
    /// The deed.
    pub action: Action,
    /// Who asked, as the journal writes it.
    pub actor: String,
}

/// What a list may show. [`ScopeFilter::sql`] turns it into a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeFilter {
    /// Every row.
    Everything,
    /// Rows of these districts and of these facilities; at least one of the two lists is not empty.
    Only {
        /// District codes.
        districts: Vec<String>,
        /// Facilities.
        facilities: Vec<FacilityId>,
    },
    /// No row.
    Nothing,
}

/// The two questions about permissions. No line in the table means no.
pub trait May {
    /// Whether the actor may do this here.
    /// Errors: [`Refused`] when no grant of the actor has a line for it.
    fn may(&self, action: Action, place: &Where) -> Result<(), Refused>;

    /// Where the actor may do this: the filter for lists.
    fn scope(&self, action: Action) -> ScopeFilter;

    /// Whether the actor may do this anywhere at all: what a menu asks, and a door.
    fn may_somewhere(&self, action: Action) -> bool {
        self.scope(action) != ScopeFilter::Nothing
    }
}

impl May for Ctx {
    fn may(&self, action: Action, place: &Where) -> Result<(), Refused> {
        let allowed = self.actor().grants().iter().any(|grant| match reach(action, grant.role) {
            Some(Reach::Everywhere) => true,
            Some(Reach::Own) => place.lies_in(&grant.scope),
            None => false,
        });
        if allowed { Ok(()) } else { Err(Refused { action, actor: self.actor().to_string() }) }
    }

    fn scope(&self, action: Action) -> ScopeFilter {
        let (mut districts, mut facilities) = (Vec::new(), Vec::new());
        for grant in self.actor().grants() {
            match (reach(action, grant.role), grant.scope) {
                (None, _) => {}
                (Some(Reach::Everywhere), _) | (Some(Reach::Own), Scope::City) => return ScopeFilter::Everything,
                (Some(Reach::Own), Scope::District(code)) => districts.push(code),
                (Some(Reach::Own), Scope::Facility(id)) => facilities.push(id),
            }
        }
        if districts.is_empty() && facilities.is_empty() { ScopeFilter::Nothing } else { ScopeFilter::Only { districts, facilities } }
    }
}

fn rule(action: Action) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.action == action)
}

fn reach(action: Action, role: Role) -> Option<Reach> {
    let rule = rule(action)?;
    if rule.everywhere.contains(&role) { Some(Reach::Everywhere) } else { rule.own.contains(&role).then_some(Reach::Own) }
}

/// The permissions table as a page for people: `docs/permissions.md`.
#[must_use]
pub fn permissions_markdown() -> String {
    let mut page = format!("{}| Deed |", include_str!("permissions_head.md"));
    for role in Role::ALL {
        let _ = write!(page, " {role} |");
    }
    let _ = write!(page, " What it is |\n|---|{}---|\n", "---|".repeat(Role::ALL.len()));
    for action in Action::ALL {
        let _ = write!(page, "| `{action}` |");
        for role in Role::ALL {
            let cell = match reach(*action, *role) {
                Some(Reach::Everywhere) => " all |",
                Some(Reach::Own) => " own |",
                None => " |",
            };
            page.push_str(cell);
        }
        let _ = writeln!(page, " {} |", rule(*action).map_or("", |rule| rule.means));
    }
    page
}
