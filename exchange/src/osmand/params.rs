//! The known parameters out of a query string or a form.

use std::borrow::Cow;

use super::query::{ALARM, ID_NAMES, NAMES};
use crate::position::{ReportFault, Sent, Sents, decoded, pairs};

/// Most bytes of parameters in one message; a real one has about 150, with a list of wireless networks about 1,000.
pub const PARAMS_BYTES_MAX: usize = 16 * 1024;

/// The known parameters, names in any case of letters. Others, and networks nearby (`cell`, `wifi`) however often, are read over.
pub(super) fn params(text: &str) -> Result<Sents<'_>, ReportFault> {
    if text.len() > PARAMS_BYTES_MAX {
        return Err(ReportFault::TooLarge { max: PARAMS_BYTES_MAX });
    }
    let mut sents = Sents::none(NAMES);
    let mut is_empty = true;
    for (key, value) in pairs(text) {
        is_empty = false;
        let place = NAMES.iter().position(|name| name.eq_ignore_ascii_case(key));
        let Some(slot) = place.and_then(|place| sents.slot(place)) else { continue };
        let value = decoded(value);
        *slot = Some(match slot.take() {
            None => value,
            Some(first) if key.eq_ignore_ascii_case(ALARM) => joined(first, value),
            Some(_) => Sent::Twice,
        });
    }
    if is_empty { Err(ReportFault::Empty) } else { Ok(sents) }
}

/// Whether one of the two names of the device is among the parameters.
pub(super) fn name_a_device(text: &str) -> bool {
    pairs(text).any(|(key, _)| ID_NAMES.iter().any(|name| name.eq_ignore_ascii_case(key)))
}

/// Two alarms in one message are both heard.
fn joined<'a>(first: Sent<'a>, second: Sent<'a>) -> Sent<'a> {
    match (first, second) {
        (Sent::Text(first), Sent::Text(second)) => Sent::Text(Cow::Owned(format!("{first},{second}"))),
        (Sent::Text(text), _) | (_, Sent::Text(text)) => Sent::Text(text),
        (first, _) => first,
    }
}
