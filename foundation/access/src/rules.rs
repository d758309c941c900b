//! The permissions table: one line a deed. Everything else about permissions asks this table; no line means no.

use sigap_kernel::Role::{self, Admin, BedManager, Dispatcher, FacilityAdmin, HelpDesk, Machine, Office, Public, System, WardNurse};
use sigap_kernel::Scope;

use crate::Action::{self, *};

/// Who may do one deed, and how far.
pub(crate) struct Rule {
    pub(crate) action: Action,
    /// What the deed is, for `docs/permissions.md`.
    pub(crate) means: &'static str,
    /// Roles that may do it everywhere.
    pub(crate) everywhere: &'static [Role],
    /// Roles that may do it where they were granted. `System` is granted in the whole city.
    pub(crate) own: &'static [Role],
}

const fn rule(action: Action, means: &'static str, everywhere: &'static [Role], own: &'static [Role]) -> Rule {
    Rule { action, means, everywhere, own }
}

/// The table. `System` stands for timers, jobs and the command line: whoever owns the folder owns what is in it, but
/// personal data is shown to people only.
#[rustfmt::skip]
pub(crate) const RULES: &[Rule] = &[
    rule(ReadPublic, "Bed finder, services, everything without a log-in",
        &[Public, WardNurse, BedManager, FacilityAdmin, Office, Dispatcher, HelpDesk, Admin, Machine, System], &[]),
    rule(ReadWards, "See the ward board of a facility", &[],
        &[WardNurse, BedManager, FacilityAdmin, Office, Dispatcher, Admin, Machine, System]),
    rule(ReportWard, "Report the numbers of a ward", &[], &[WardNurse, BedManager, FacilityAdmin, Machine, System]),
    rule(EditWard, "Add, change and close wards", &[], &[BedManager, FacilityAdmin, Admin, Machine, System]),
    rule(ClaimBed, "Put a claim on a ward's beds and take it away: a promise, an arrival", &[], &[BedManager, FacilityAdmin, Dispatcher, System]),
    rule(ReadBeds, "See beds with every term and its source, also of facilities that are not public yet", &[],
        &[WardNurse, BedManager, FacilityAdmin, Office, Dispatcher, HelpDesk, Admin, System]),
    rule(AskPromise, "Ask a hospital for a bed for someone, or announce them to its emergency room", &[BedManager], &[Dispatcher, System]),
    rule(ReadPromises, "See who was promised a bed and who is coming", &[],
        &[WardNurse, BedManager, FacilityAdmin, Office, Dispatcher, System]),
    rule(DecidePromise, "Accept or refuse a promise that was asked for, and release one", &[], &[BedManager, FacilityAdmin, System]),
    rule(ReceivePatient, "Say that a patient has come, waits, lies in the ward", &[], &[WardNurse, BedManager, FacilityAdmin, System]),
    rule(SuspendElective, "Suspend promises for planned care in the whole city while beds are scarce", &[], &[Office, System]),
    rule(ReadPlan, "See the bed manager's list", &[], &[WardNurse, BedManager, FacilityAdmin, Office, System]),
    rule(EditPlan, "Plan who goes home, who comes in and who moves", &[], &[WardNurse, BedManager, FacilityAdmin, System]),
    rule(ReadLimits, "See which services hospitals have limited, and until when", &[],
        &[WardNurse, BedManager, FacilityAdmin, Office, Dispatcher, HelpDesk, Admin, System]),
    rule(AnnounceLimit, "Announce that a service is limited", &[], &[BedManager, FacilityAdmin, System]),
    rule(PrintPaper, "Print numbered paper sheets, and see which are still out", &[], &[WardNurse, BedManager, FacilityAdmin, Office, Admin, System]),
    rule(EnterPaper, "Type in what was written on paper, with its true times, or declare a sheet void", &[],
        &[WardNurse, BedManager, FacilityAdmin, System]),
    rule(PublishChance, "Let residents see the chance of a bed in words", &[], &[Office, System]),
    rule(ReadQuality, "See how good a hospital's data are, and what would mend them", &[],
        &[BedManager, FacilityAdmin, Office, HelpDesk, System]),
    rule(CheckByPhone, "Call a hospital and note whether its number was right", &[], &[Office, HelpDesk, System]),
    rule(HandleCase, "Work on the cases families open when page and hospital disagree", &[], &[Office, HelpDesk, System]),
    rule(ReplyToCase, "Reply for a hospital to a family's case", &[], &[BedManager, FacilityAdmin, System]),
    rule(VerifyCase, "Decide whether a family's case counts", &[], &[Office, System]),
    rule(StartCensus, "Ask all hospitals to count now", &[], &[Office, Dispatcher, System]),
    rule(ReadCensus, "See a census: who answered, and what it comes to", &[WardNurse, BedManager, FacilityAdmin],
        &[Office, Dispatcher, HelpDesk, Admin, System]),
    rule(ReadReminders, "See which numbers a hospital owes, and how it was reminded", &[],
        &[BedManager, FacilityAdmin, Office, Dispatcher, HelpDesk, Admin, System]),
    rule(PauseReminders, "Pause the reminders of a hospital for a while", &[], &[Office, Dispatcher, System]),
    rule(NoteCall, "Note that a hospital was called about its numbers", &[], &[Office, Dispatcher, HelpDesk, System]),
    rule(SetReminderContact, "See and change whom a hospital wants to be reminded", &[], &[FacilityAdmin, Office, Admin, System]),
    rule(ReadFacility, "See what is not public of a facility: agreement, contacts, coordinate quality", &[],
        &[WardNurse, BedManager, FacilityAdmin, Office, Dispatcher, Admin, System]),
    rule(EditFacility, "Change what stands about a facility", &[], &[FacilityAdmin, Office, Admin, System]),
    rule(AddFacility, "Add a facility", &[], &[Office, Admin, System]),
    rule(DecideAgreement, "Decide data agreements and the stage of a facility", &[], &[Office, System]),
    rule(ImportRegistry, "Load facilities from a file", &[], &[Office, Admin, System]),
    rule(ExportRegistry, "Take facilities out as a file", &[], &[FacilityAdmin, Office, Admin, System]),
    rule(ReadStaff, "See who works with Sigap; each look is kept in the reading log", &[], &[FacilityAdmin, Admin]),
    rule(ManageStaff, "Add and disable users, set roles and passwords", &[], &[FacilityAdmin, Admin, System]),
    rule(ManageKeys, "Add, turn off and replace keys of machines", &[], &[FacilityAdmin, Admin, System]),
    rule(ReadProblems, "See reports that could not be understood", &[], &[BedManager, FacilityAdmin, Office, Admin, System]),
    rule(ReplayReports, "Read kept reports again", &[], &[FacilityAdmin, Admin, System]),
    rule(ReadOffice, "The health office's overview", &[], &[Office, Admin, System]),
    rule(ReadShadow, "See the numbers of a facility in shadow, and how they compare with another book", &[],
        &[WardNurse, BedManager, FacilityAdmin, Office, Admin, System]),
    rule(CompareShadow, "Enter figures of another book, plan how long a shadow lasts", &[], &[Office, System]),
    rule(ReadIndicators, "See how the beds of a hospital are used: BOR, AvLOS, TOI, BTO", &[], &[BedManager, FacilityAdmin, Office, Admin, System]),
    rule(TellIndicators, "Tell a hospital's own figures of a month", &[], &[BedManager, FacilityAdmin, System]),
    rule(CloseReport, "Close the report of a month, and close it anew after a correction", &[], &[Office, System]),
    rule(ReadJournal, "Read the journal", &[], &[FacilityAdmin, Office, Admin, System]),
    rule(ReadPerson, "See personal data of patients and callers; each look is kept in the reading log", &[], &[WardNurse, BedManager, Dispatcher, HelpDesk]),
    rule(ErasePerson, "Erase a person's data for good (UU 27/2022)", &[], &[Admin, System]),
    rule(ReadAccessLog, "See who read personal data", &[], &[Office, Admin, System]),
    rule(ManageKeyRing, "Turn the key ring, export it", &[], &[Admin, System]),
    rule(Administer, "Jobs, metrics, configuration", &[], &[Admin, System]),
    rule(Backup, "Make a backup", &[], &[Admin, System]),
];

/// Whether a person may be given this role in this scope: a ward nurse is one of a facility, an administrator one of the city.
#[must_use]
pub fn can_be_granted(role: Role, scope: &Scope) -> bool {
    match role {
        Role::WardNurse | Role::BedManager | Role::FacilityAdmin => matches!(scope, Scope::Facility(_)),
        Role::Office | Role::Dispatcher | Role::HelpDesk => matches!(scope, Scope::City | Scope::District(_)),
        Role::Admin => matches!(scope, Scope::City),
        Role::Public | Role::Machine | Role::System => false,
    }
}

/// Whether whoever has this role needs the second factor: those who see or change more than one facility.
#[must_use]
pub const fn needs_second_factor(role: Role) -> bool {
    matches!(role, Role::Office | Role::Dispatcher | Role::HelpDesk | Role::Admin)
}
