//! When each rung comes, when nobody is woken, and how many messages a hospital gets at most: `[reminders.rules]`.

use serde::{Deserialize, Serialize};
use sigap_kernel::{UtcMs, Zone};

use super::Rung;

/// Minutes of a day.
const DAY_MIN: u32 = 24 * 60;

/// When each rung comes, in minutes after the number was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delays {
    /// The hospital's own pages say it.
    pub screen_min: u32,
    /// Mail to its contact.
    pub mail_min: u32,
    /// A message by the gateway.
    pub webhook_min: u32,
    /// The office is told.
    pub office_min: u32,
}

impl Delays {
    /// Minutes after the number was due at which a rung comes.
    #[must_use]
    pub const fn of(&self, rung: Rung) -> u32 {
        match rung {
            Rung::DueSoon | Rung::Answered => 0,
            Rung::Screen => self.screen_min,
            Rung::Mail => self.mail_min,
            Rung::Webhook => self.webhook_min,
            Rung::Office => self.office_min,
        }
    }

    /// Minutes one rung is stood on before the next.
    #[must_use]
    pub const fn gap_min(&self, from: Rung, to: Rung) -> i64 {
        // Both are figures of 32 bits.
        self.of(to).saturating_sub(self.of(from)) as i64
    }

    const fn is_in_order(&self) -> bool {
        self.screen_min < self.mail_min && self.mail_min < self.webhook_min && self.webhook_min < self.office_min
    }
}

/// The rules of the ladder. Every figure here is a judgement; an installation sets its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LadderRules {
    /// Ordinary wards: the office is told when the ward is about to be called silent. 30, 120, 240, 480.
    pub ward: Delays,
    /// Intensive care and the emergency room: told when the number has not counted for an hour. 10, 30, 60, 120.
    pub urgent: Delays,
    /// From this hour on, by the clock of the hospital, nobody is written to about ordinary wards. 22.
    pub quiet_from_h: u32,
    /// Until this hour. 6.
    pub quiet_until_h: u32,
    /// Messages of the ladder that a hospital gets in 24 hours at most, whatever falls silent. 6.
    pub messages_a_day_max: u32,
}

impl Default for LadderRules {
    fn default() -> Self {
        Self {
            ward: Delays { screen_min: 30, mail_min: 120, webhook_min: 240, office_min: 480 },
            urgent: Delays { screen_min: 10, mail_min: 30, webhook_min: 60, office_min: 120 },
            quiet_from_h: 22,
            quiet_until_h: 6,
            messages_a_day_max: 6,
        }
    }
}

/// A figure that cannot be used, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadRule {
    /// Its place below `reminders.rules`.
    pub place: &'static str,
    /// What is wrong.
    pub problem: &'static str,
}

impl LadderRules {
    /// The delays that hold for a hospital: those of the most pressing bed it owes.
    #[must_use]
    pub const fn delays(&self, is_urgent: bool) -> &Delays {
        if is_urgent { &self.urgent } else { &self.ward }
    }

    /// Whether nobody is written to about ordinary wards at this instant.
    #[must_use]
    pub fn is_quiet(&self, zone: Zone, now: UtcMs) -> bool {
        let hour = u32::from(now.weekday_minute(zone).1) / 60;
        let (from, until) = (self.quiet_from_h, self.quiet_until_h);
        if from <= until { (from..until).contains(&hour) } else { hour >= from || hour < until }
    }

    /// What cannot be used.
    pub fn problems(&self) -> impl Iterator<Item = BadRule> {
        let order = "screen_min, mail_min, webhook_min and office_min must grow";
        let long = "no rung comes later than 7 days after the number was due";
        let hours = "wants an hour from 0 to 23";
        let found = [
            (!self.ward.is_in_order(), BadRule { place: "ward", problem: order }),
            (!self.urgent.is_in_order(), BadRule { place: "urgent", problem: order }),
            (self.ward.office_min > 7 * DAY_MIN, BadRule { place: "ward.office_min", problem: long }),
            (self.urgent.office_min > 7 * DAY_MIN, BadRule { place: "urgent.office_min", problem: long }),
            (self.quiet_from_h > 23, BadRule { place: "quiet_from_h", problem: hours }),
            (self.quiet_until_h > 23, BadRule { place: "quiet_until_h", problem: hours }),
            (
                self.messages_a_day_max > 100,
                BadRule { place: "messages_a_day_max", problem: "no hospital is written to more than 100 times a day" },
            ),
        ];
        found.into_iter().filter(|(is_bad, _)| *is_bad).map(|(_, bad)| bad)
    }
}
