//! A phone in words: how to dial it, how to read it, and whether somebody answers now.

use sigap_kernel::{UtcMs, Zone};
use sigap_registry::{Facility, IsOpen, Phone, PhonePurpose};

use super::Said;

/// Area codes of two digits; all others have three.
const SHORT_AREAS: [&str; 5] = ["21", "22", "24", "31", "61"];

/// A number to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Who answers there.
    pub(crate) purpose: PhonePurpose,
    /// What is dialled.
    pub(crate) dial: String,
    /// What is read: `(024) 841 3476`.
    pub(crate) number: String,
    /// `24 jam`, `dijawab sampai 21.00`, `tidak dijawab, coba besok 07.30`.
    pub(crate) hours: String,
    /// Whether somebody answers now, as far as the hours tell.
    pub(crate) answers_now: bool,
    /// Whether the hours are known at all.
    pub(crate) hours_known: bool,
}

/// A number as it is written in Indonesia; others as they are.
fn written(number: &str) -> String {
    let Some(national) = number.strip_prefix("+62") else { return number.to_owned() };
    if national.starts_with('8') {
        return groups(&format!("0{national}"), "-");
    }
    let area = if SHORT_AREAS.iter().any(|area| national.starts_with(area)) { 2 } else { 3 };
    match (national.get(..area), national.get(area..)) {
        (Some(area), Some(rest)) if !rest.is_empty() => format!("(0{area}) {}", local(rest)),
        _ => number.to_owned(),
    }
}

/// Digits in fours.
fn groups(digits: &str, between: &str) -> String {
    let bytes: Vec<char> = digits.chars().collect();
    bytes.chunks(4).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join(between)
}

/// A local number: the last four digits apart.
fn local(digits: &str) -> String {
    match digits.len().checked_sub(4).map(|at| digits.split_at(at)) {
        Some((first, last)) if !first.is_empty() => format!("{first} {last}"),
        _ => digits.to_owned(),
    }
}

impl Said {
    /// A phone.
    pub(crate) fn call(self, phone: &Phone, zone: Zone, now: UtcMs) -> Call {
        let open = phone.hours.is_open(now, zone);
        let hours = match open {
            IsOpen::Open { until: None } => self.w.s("phone-always"),
            IsOpen::Open { until: Some(at) } => self.w.with("phone-open", &[("until", &self.at(at, zone, now))]),
            IsOpen::Closed { opens: Some(at) } => self.w.with("phone-closed", &[("opens", &self.at(at, zone, now))]),
            IsOpen::Closed { opens: None } => self.w.s("phone-hours-unknown"),
        };
        let answers_now = matches!(open, IsOpen::Open { .. });
        Call {
            purpose: phone.purpose,
            dial: phone.number.clone(),
            number: written(&phone.number),
            hours,
            answers_now,
            hours_known: phone.hours.is_known(),
        }
    }

    /// The phone a family should call for a bed: admission while it answers, otherwise whichever answers, otherwise admission.
    pub(crate) fn best_call(self, facility: &Facility, now: UtcMs) -> Option<Call> {
        if !facility.agreement.shows_phones {
            return None;
        }
        let call = |phone| self.call(phone, facility.zone, now);
        let admission = facility.phone_for(PhonePurpose::Admission).map(call);
        match admission {
            Some(admission) if admission.answers_now => Some(admission),
            other => facility.phones.iter().map(call).find(|call| call.answers_now).or(other).or_else(|| facility.phones.first().map(call)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_it_is_dialled_here() {
        let cases = [
            ("+62248413476", "(024) 841 3476"),
            ("+622747654321", "(0274) 765 4321"),
            ("+6281234567890", "0812-3456-7890"),
            ("+6561234567", "+6561234567"),
            ("119", "119"),
            ("+6224", "+6224"),
            ("+62241", "(024) 1"),
        ];
        for (number, shown) in cases {
            assert_eq!(written(number), shown);
        }
    }
}
