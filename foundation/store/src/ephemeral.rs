//! The closed list of short-lived tables that may be written without a journal entry.

use sigap_kernel::coded_enum;

coded_enum! {
    /// A kind of row that is allowed to vanish: losing it costs a person a log-in, never a fact.
    pub enum Ephemeral {
        /// Log-ins.
        Session = "session",
        /// Answers kept for repeated requests.
        Idempotency = "idempotency",
        /// Failed log-ins, counted.
        LoginAttempt = "login_attempt",
        /// When a key was last used.
        KeyUse = "key_use",
        /// State of outbound and repeated work.
        Job = "job",
        /// Leases and fences.
        Lease = "lease",
        /// The reading log of personal data: it has a chain of its own.
        AccessLog = "access_log",
        /// Last positions.
        Position = "position",
        /// Half-filled forms.
        Draft = "draft",
    }
}

/// The table a statement writes to, in lower case; `None` when it writes to none.
pub(crate) fn written_table(sql: &str) -> Option<String> {
    let mut words = sql.split(|c: char| c.is_whitespace() || c == '(').filter(|word| !word.is_empty());
    let table = match words.next()?.to_ascii_lowercase().as_str() {
        "insert" | "delete" => words.nth(1)?,
        "update" => words.next()?,
        _ => return None,
    };
    Some(table.to_ascii_lowercase())
}

impl Ephemeral {
    /// Whether a statement that writes stays within this kind's tables (`session`, `session_…`).
    pub(crate) fn allows(self, sql: &str) -> bool {
        written_table(sql)
            .is_none_or(|table| table == self.code() || table.strip_prefix(self.code()).is_some_and(|rest| rest.starts_with('_')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_table_may_be_written() {
        assert!(Ephemeral::Session.allows("INSERT INTO session (a) VALUES ($1)"));
        assert!(Ephemeral::Session.allows("select 1 from ward"));
        assert!(Ephemeral::Job.allows("UPDATE job SET a = 1"));
        assert!(Ephemeral::AccessLog.allows("insert into access_log_entry(a) values (1)"));
        assert!(!Ephemeral::Session.allows("DELETE FROM ward"));
        assert!(!Ephemeral::Session.allows("INSERT INTO sessions_of_others(a) VALUES (1)"));
        assert!(!Ephemeral::Job.allows("update journal_entry set body = ''"));
    }
}
