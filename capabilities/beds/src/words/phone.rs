//! A phone in words: how to dial it, how to read it, and whether somebody answers now.

use sigap_kernel::{UtcMs, Zone};
use sigap_registry::{Facility, IsOpen, Phone, PhonePurpose};
use sigap_web::written_phone;

use super::Said;

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
            number: written_phone(&phone.number),
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
