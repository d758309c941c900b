//! What is kept, how long, and which timer throws it away: one table, from which `docs/retention.md` is made. The periods are
//! the constants of the crates that keep to them; tests hold the table against every table of the database.

use std::fmt::Write as _;

/// Something that is kept.
pub struct Kept {
    /// What it is.
    pub what: &'static str,
    /// The tables it lies in.
    pub tables: &'static [&'static str],
    /// How long it stays.
    pub stays: Stays,
    /// What a reader should know beside it; may be empty.
    pub note: String,
}

/// How long something stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// So many hours after the event in the note, until the next ring of a timer.
    Hours(i64, &'static str),
    /// So many days, likewise.
    Days(i64, &'static str),
    /// As long as what it belongs to.
    With(&'static str),
    /// For good.
    ForGood,
}

impl Stays {
    /// The timer that ends it.
    #[must_use]
    pub const fn timer(self) -> Option<&'static str> {
        match self {
            Stays::Hours(_, timer) | Stays::Days(_, timer) => Some(timer),
            Stays::With(_) | Stays::ForGood => None,
        }
    }

    fn words(self) -> String {
        match self {
            Stays::Hours(hours, _) => format!("{hours} h"),
            Stays::Days(days, _) => format!("{days} days"),
            Stays::With(what) => format!("as long as {what}"),
            Stays::ForGood => "for good".to_owned(),
        }
    }
}

const fn kept(what: &'static str, tables: &'static [&'static str], stays: Stays, note: String) -> Kept {
    Kept { what, tables, stays, note }
}

/// The table, what passes quickly first.
// tidy: flat table, one line a kept thing
#[must_use]
#[rustfmt::skip]
pub fn table() -> Vec<Kept> {
    const HOUR_S: i64 = 3_600;
    let none = String::new;
    vec![
        kept("Log-ins", &["session"], Stays::Hours(sigap_access::SESSION_S / HOUR_S, "access.sweep"),
            format!("after logging in; {} h without use", sigap_access::IDLE_S / HOUR_S)),
        kept("Failed log-ins, counted by a keyed digest", &["login_attempt"], Stays::Hours(sigap_access::FORGOTTEN_AFTER_S / HOUR_S, "access.sweep"),
            "after the last failure; a success ends them at once".to_owned()),
        kept("From where an account logged in, as a keyed digest", &["login_attempt"], Stays::Days(sigap_access::KNOWN_FOR_S / 24 / HOUR_S, "access.sweep"),
            "after the last success; strangers' failures do not hold up whoever comes from there".to_owned()),
        kept("Answers kept for repeated requests", &["idempotency"], Stays::Hours(sigap_web::ANSWER_KEPT_H, "web.sweep"), "after the request".to_owned()),
        kept("Uploaded files between dry run and deed", &["draft_import"], Stays::Hours(sigap_registry::DRAFT_KEPT_H, "registry.drafts"),
            "after the upload; no other upload is kept".to_owned()),
        kept("Uploaded bed lists between looking and taking", &["draft_upload"], Stays::Hours(sigap_intake::DRAFT_KEPT_H, "intake.drafts"),
            "after the upload; one of a person and facility, sealed by the key ring; one that was taken goes at once".to_owned()),
        kept("Jobs that are done", &["job"], Stays::Days(sigap_jobs::DONE_KEPT_DAYS, "jobs.sweep"),
            format!("after the run; at most {}", sigap_jobs::FINISHED_KEPT_MAX)),
        kept("Jobs that were given up", &["job"], Stays::Days(sigap_jobs::GIVEN_UP_KEPT_DAYS, "jobs.sweep"),
            format!("after the last try; at most {}", sigap_jobs::FINISHED_KEPT_MAX)),
        kept("Reports that could not be understood, with their raw body", &["intake_problem"], Stays::Days(sigap_intake::PROBLEM_KEPT_DAYS, "intake.sweep"),
            format!("after they were last met; at most {} of a key on the page of one facility, {} KB of a body, sealed by the key ring; that a system is silent, until it calls",
                sigap_intake::PROBLEMS_PER_KEY_MAX, sigap_intake::BODY_KEPT_BYTES_MAX / 1024)),
        kept("Where vehicles were, and what is wrong with what their phones send", &["position_trace", "position_event", "position_fault"],
            Stays::Days(sigap_intake::POSITION_KEPT_DAYS, "intake.positions"), "after the place; after the event came; after the fault was last met".to_owned()),
        kept("The last word of each phone in a vehicle", &["position_last"], Stays::Days(sigap_intake::POSITION_KEPT_DAYS, "intake.positions"),
            "after it was last heard of".to_owned()),
        kept("Claims on beds", &["bed_claim"], Stays::Days(sigap_beds::CLAIM_KEPT_DAYS, "beds.claims"),
            "after they ended; one whose time is over is closed by the same timer".to_owned()),
        kept("Promises of beds and patients announced to an emergency room", &["bed_promise"], Stays::Days(sigap_beds::promise::PROMISE_KEPT_DAYS, "beds.promises_sweep"),
            format!("after they were over; whom they were for, {} days: then the key of that person is destroyed", sigap_beds::promise::PATIENT_KEPT_DAYS)),
        kept("Lines of the bed manager's list, with bed number and initials", &["bed_plan"], Stays::Days(sigap_beds::PLAN_KEPT_DAYS, "beds.plans"),
            "after they ended, with the data keys of those they were about; open lines stay".to_owned()),
        kept("Suspensions of promises for planned care", &["bed_suspension"], Stays::Days(sigap_beds::promise::PROMISE_KEPT_DAYS, "beds.promises_sweep"), "after they ended".to_owned()),
        kept("Limits of service that ended, with their reason", &["bed_limit"], Stays::Days(sigap_beds::LIMIT_KEPT_DAYS, "beds.limits"),
            "after the end; that there was one stays in the journal, without the reason".to_owned()),
        kept("By what a family is known again that tells twice, as a keyed digest", &["family_seen"], Stays::Hours(sigap_quality::MERGE_WITHIN_H, "quality.sweep"),
            "after it first told; its browser's token or its phone, with the hospital and the kind of bed".to_owned()),
        kept("What the help desk typed and has not sent", &["draft_desk"], Stays::Hours(sigap_quality::DESK_DRAFT_KEPT_H, "quality.sweep"),
            "after the last key; sealed by the key ring, for whoever typed it; what is sent goes at once".to_owned()),
        kept("What is personal in a family's case: phone, words, names, replies, notes, the log of its calls", &["family_case", "family_case_told", "family_case_call"],
            Stays::Days(sigap_quality::PERSONAL_KEPT_DAYS, "quality.sweep"), "after it was opened, once nobody helps any more; sealed with a key of its own, which is destroyed".to_owned()),
        kept("Families' cases without anything personal, phone checks, weekly sheets of data quality", &["family_case", "quality_check", "quality_check_pool", "quality_sheet"],
            Stays::Days(sigap_quality::QUALITY_KEPT_DAYS, "quality.sweep"), "after they were opened or made".to_owned()),
        kept("What another book said of a hospital in shadow, beside what Sigap had", &["shadow_figure"], Stays::Days(sigap_shadow::FIGURES_KEPT_DAYS, "shadow.sweep"), String::new()),
        kept("Until when a hospital's shadow is planned", &["shadow_plan"], Stays::With("the hospital is in shadow"), String::new()),
        kept("When hospitals owed numbers, messages to them without address and text, calls, pauses with their reason", &["reminder_spell", "reminder_message", "reminder_call", "reminder_pause"],
            Stays::Days(sigap_reminders::REMINDERS_KEPT_DAYS, "reminders.sweep"), "after they ended or were made; a pause until it is over, and as long again".to_owned()),
        kept("Censuses: who was asked, who answered, what it came to", &["census", "census_hospital", "census_sum"],
            Stays::Days(sigap_reminders::REMINDERS_KEPT_DAYS, "reminders.sweep"), "after they ended".to_owned()),
        kept("Whom a hospital wants to be reminded: mailbox and number", &["reminder_contact"], Stays::With("the facility"),
            "sealed with a key of that person's own; once it is taken away, `reminders.sweep` destroys the key".to_owned()),
        kept("The lot of each hospital in the list of phone checks", &["quality_draw"], Stays::With("the facility"), "drawn anew after each call".to_owned()),
        kept("Pads of numbered paper, their sheets and the lines that were typed in, with every version", &["paper_pad", "paper_sheet", "paper_line"],
            Stays::Days(sigap_paper::PAPER_KEPT_DAYS, "paper.sweep"), "after they were printed; no name of anybody is in them".to_owned()),
        kept("The series of each hospital's paper sheets", &["paper_series"], Stays::With("the facility"), "so that no number is given twice".to_owned()),
        kept("How each ward stood, hour by hour", &["bed_day"], Stays::Days(sigap_beds::DAYS_KEPT, "beds.days"), "after the day".to_owned()),
        kept("How full each hospital's beds were, day by day and group by group", &["monitoring_day"], Stays::Days(sigap_monitoring::DAYS_KEPT, "monitoring.sweep"),
            "after the day".to_owned()),
        kept("What hospitals tell of their months, every version, and the closed reports of the office", &["monitoring_told", "monitoring_report"], Stays::ForGood,
            "figures of hospitals, nothing personal; who told or closed is named by an id".to_owned()),
        kept("What was learned of each ward, and how its forecasts came true", &["bed_flow", "bed_chance"], Stays::With("the ward"),
            "older weeks count less and less".to_owned()),
        kept("The last report of each ward", &["bed_count"], Stays::With("the ward reports"), "earlier numbers are in the journal alone".to_owned()),
        kept("What sources say of a ward beside its number", &["bed_said"], Stays::With("the source speaks of the ward"), none()),
        kept("The last word of each room of a hospital's system", &["feed_row", "feed_facility"], Stays::With("the room is registered"), none()),
        kept("Rooms that a hospital's system removed, and the ward each stood for", &["feed_row"], Stays::Days(sigap_intake::REMOVED_KEPT_DAYS, "intake.sweep"),
            format!("after the removal; at most about {} of a facility and protocol", 2 * sigap_intake::REMOVED_PER_FACILITY_MAX)),
        kept("Since when a key reports a room that is not registered", &["key_use_unknown"], Stays::Days(sigap_intake::FIRST_MET_KEPT_DAYS, "intake.sweep"),
            format!("after it was first met; at most {} of a key; the registration ends it at once", sigap_intake::ROOMS_PER_FACILITY_MAX)),
        kept("Wards, rooms and beds of a hospital by FHIR", &["fhir_location", "fhir_facility"], Stays::ForGood,
            format!("taken out of use instead of removed; at most {} of a facility", sigap_intake::LOCATIONS_PER_FACILITY_MAX)),
        kept("To which national services a hospital's numbers are passed on, and the rows there", &["pass_target", "pass_row"], Stays::With("the facility"),
            "keys sealed by the key ring; a row until it is removed there".to_owned()),
        kept("What a hospital says of its staff and equipment", &["feed_need"], Stays::With("the hospital reports it"), none()),
        kept("What a hospital says by EDXL-HAVE of its emergency department, building and wards", &["have_state"], Stays::With("the hospital reports it"), none()),
        kept("What the columns of a hospital's bed lists mean", &["upload_mapping"], Stays::With("the facility"), none()),
        kept("When a machine key was last used, and how often", &["key_use", "key_use_intake"], Stays::With("the key"), none()),
        kept("Which hospital system a machine key was made for", &["key_system"], Stays::With("the key"), none()),
        kept("Phones in vehicles and how they are set up", &["position_device"], Stays::With("the key"), none()),
        kept("Keys of machines", &["machine_key"], Stays::ForGood, "turned off instead of removed: the journal names them".to_owned()),
        kept("Users, their roles and second factor", &["user_account", "user_grant", "user_totp", "user_recovery"], Stays::With("the account"),
            "sealed with the person's own key; erasing a person destroys that key; no page or command for it yet".to_owned()),
        kept("Data keys of persons, wrapped", &["person_key"], Stays::With("the person is not erased"), "an erased one stays as an empty row; one of a line of the bed manager's list goes with it".to_owned()),
        kept("Facilities, wards, places", &["facility", "ward", "place"], Stays::ForGood, "taken out of use instead of removed".to_owned()),
        kept("What the deployment is for, and whether the city is on trial", &["deployment"], Stays::ForGood, String::new()),
        kept("The reading log: who read personal data of whom", &["access_log_entry", "access_log_head"], Stays::ForGood,
            "a person may ask for it (UU 27/2022)".to_owned()),
        kept("The journal", &["journal_entry", "journal_segment"], Stays::ForGood,
            "no personal data; its months are closed by `journal.segments` and can be archived".to_owned()),
        kept("What the program knows about its own database", &["store_fact", "lease", "keyring_check", "schema_migration"], Stays::ForGood, "no more than a few rows".to_owned()),
    ]
}

/// The table as a page for people: `docs/retention.md`.
#[must_use]
pub fn retention_markdown() -> String {
    let mut page = String::from(
        "# What is kept, and how long\n\nMade from the table in `app/src/wiring/retention.rs`; tests compare it with this page, with the timers and with every table of the\n\
         database (`SIGAP_WRITE_DOCS=1 cargo test -p sigap the_page_about_retention` writes it anew).\n\n\
         A period ends with the next ring of its timer: within the hour. Backups keep what was in the database when they were made; how long they are kept\n\
         is the operator's decision.\n\n| What | Stays | Counted from, limits | Timer | Tables |\n|---|---|---|---|---|\n",
    );
    for one in table() {
        let timer = one.stays.timer().map_or_else(String::new, |timer| format!(" `{timer}`"));
        let tables = one.tables.iter().map(|table| format!("`{table}`")).collect::<Vec<_>>().join(", ");
        // Writing into a text cannot fail.
        let _ = writeln!(page, "| {} | {} | {} |{timer} | {tables} |", one.what, one.stays.words(), one.note);
    }
    page
}
