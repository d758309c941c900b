//! `Report`: what one device says in one message.

use sigap_kernel::{Masked, UtcMs};

use super::measure::percent;
use super::{DeviceName, Fault, Faults, Fix, Sent, Taker};
use crate::lenient::clean;

/// Most characters of an alarm's own word that are kept.
pub const ALARM_CHARS_MAX: usize = 40;
/// Longest name of a place that was entered or left.
pub const PLACE_NAME_CHARS_MAX: usize = 100;
/// Longest id of a crew.
pub const CREW_CHARS_MAX: usize = 64;

/// What one device says in one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Who speaks.
    pub device: DeviceName,
    /// Where it is, or why that is not known.
    pub place: Place,
    /// Charge of its battery in percent, 0 to 100.
    pub battery_pct: Option<u8>,
    /// Whether it hangs on a charger, also with the battery full.
    pub is_charging: Option<bool>,
    /// A call for help.
    pub alarm: Option<Alarm>,
    /// A place that was entered or left.
    pub event: Option<Event>,
    /// Who drives, by the id typed into the device.
    pub crew: Option<Masked<String>>,
    /// When the message was made, if the device says that apart from the time of the fix, or says a time and no place that can be used.
    pub message_at: Option<UtcMs>,
    /// Everything wrong with it. A fix can be good beside a battery that is not.
    pub faults: Faults,
}

impl Report {
    /// Puts in the place, and when it was said if there is none that can be used.
    pub(crate) fn set_place(&mut self, place: Place, said_at: Option<UtcMs>) {
        if !matches!(place, Place::Known(_)) {
            self.message_at = self.message_at.or(said_at);
        }
        self.place = place;
    }

    /// A report of `device` that says nothing yet.
    #[must_use]
    pub fn new(device: DeviceName) -> Self {
        Self {
            device,
            place: Place::Unsaid,
            battery_pct: None,
            is_charging: None,
            alarm: None,
            event: None,
            crew: None,
            message_at: None,
            faults: Faults::default(),
        }
    }

    /// The fix, if it can be used.
    #[must_use]
    pub const fn fix(&self) -> Option<&Fix> {
        match &self.place {
            Place::Known(fix) => Some(fix),
            _ => None,
        }
    }
}

/// What a report says about where the device is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// Here, then.
    Known(Fix),
    /// A place with a time that cannot be true: before 2000, or ahead of our clock by more than [`super::AHEAD_MAX_S`]. The
    /// caller may keep it aside, or under the time of arrival; it must not stand as the newest.
    Mistimed(Fix),
    /// Nothing about the place was sent: a battery, a push token, an alarm alone.
    Unsaid,
    /// The device itself has no valid place: `valid=false`, or exactly 0, 0.
    Invalid,
    /// A place was sent and cannot be used; the faults say why.
    Unusable,
}

/// A call for help. Of two, the SOS button is the greater.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// Another word, kept for people as sent (`lowBattery`, `accident`): at most [`ALARM_CHARS_MAX`] characters, none when it was unreadable.
    Other(String),
    /// The SOS button.
    Sos,
}

/// A place that was entered or left, by a fence drawn in the device itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Which of the two.
    pub kind: EventKind,
    /// The place by the name somebody typed into the device, at most [`PLACE_NAME_CHARS_MAX`] characters.
    pub place_name: Option<String>,
}

/// Entered or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Entered.
    Enter,
    /// Left.
    Leave,
}

/// Reads an alarm. One that is not readable is still an alarm: better a call too many than one unheard.
pub(crate) fn alarm_of(taker: &mut Taker<'_>, name: &'static str) -> Option<Alarm> {
    match taker.value(name) {
        Ok(value) => value.and_then(|value| alarm(&value)),
        Err(fault) => {
            taker.faults.add(name, fault);
            (fault != Fault::Unfilled).then(|| Alarm::Other(String::new()))
        }
    }
}

fn alarm(value: &Sent<'_>) -> Option<Alarm> {
    match value {
        Sent::Null | Sent::Flag(false) => None,
        Sent::Text(text) => alarm_of_text(text),
        Sent::Whole(0) => None,
        Sent::Whole(number) => Some(Alarm::Other(number.to_string())),
        _ => Some(Alarm::Other(String::new())),
    }
}

/// One or more words with commas between. `0` and `false` are how some trackers say that there is none.
fn alarm_of_text(text: &str) -> Option<Alarm> {
    let is_none = |word: &str| word.is_empty() || word == "0" || word.eq_ignore_ascii_case("false");
    if text.split(',').all(|word| is_none(word.trim())) {
        None
    } else if text.split(',').any(|word| word.trim().eq_ignore_ascii_case("sos")) {
        Some(Alarm::Sos)
    } else {
        Some(Alarm::Other(clean(text).chars().take(ALARM_CHARS_MAX).collect()))
    }
}

impl<'a> Taker<'a> {
    /// Percent of a charge, sent in parts of `whole`.
    pub(crate) fn percent(&mut self, name: &'static str, whole: i32) -> Option<u8> {
        percent(self, name, whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_for_help_is_heard_in_every_spelling() {
        for (text, alarm) in [
            ("sos", Some(Alarm::Sos)),
            (" SOS ", Some(Alarm::Sos)),
            ("lowBattery,sos", Some(Alarm::Sos)),
            ("accident", Some(Alarm::Other("accident".into()))),
            ("true", Some(Alarm::Other("true".into()))),
            ("false", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(alarm_of_text(text), alarm, "{text}");
        }
        assert_eq!(alarm_of_text(&"a".repeat(500)), Some(Alarm::Other("a".repeat(ALARM_CHARS_MAX))));
    }
}
