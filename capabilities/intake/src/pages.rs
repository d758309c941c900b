//! The pages of the room: who asks, find the facility, may they, show or act. Here: what both pages need.

pub(crate) mod connect;
pub(crate) mod device_lines;
pub(crate) mod devices;
pub(crate) mod feeds;
pub(crate) mod have_state;
pub(crate) mod joins;
pub(crate) mod keys;
pub(crate) mod pass_on;
pub(crate) mod pass_on_lines;
pub(crate) mod problems;
pub(crate) mod upload;

use fluent_templates::static_loader;
use sigap_access::{AccessError, Action, May as _, Where};
use sigap_kernel::{FacilityId, Lang, UtcMs, Zone};
use sigap_registry::Facility;
use sigap_web::{Loader, PageError, Visitor, Words, minutes_ago};

use crate::Intake;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static WORDS: Loader = &LOCALES;

/// The words of this room in the visitor's language.
pub(crate) fn words(visitor: &Visitor) -> Words {
    words_in(visitor.ctx.lang())
}

/// The words of this room in a language.
pub(crate) const fn words_in(lang: Lang) -> Words {
    Words::new(lang, WORDS)
}

/// The facility of an address, when this visitor may do this there.
pub(crate) async fn facility_for(intake: &Intake, visitor: &Visitor, id: &str, action: Action) -> Result<Facility, PageError> {
    let id: FacilityId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = sigap_registry::facility(intake.0.floor.db(), id).await?;
    let district = found.as_ref().map(|facility| facility.district_code.clone()).filter(|code| !code.is_empty());
    // Whoever may not look hears the same, whether there is such a facility or not.
    visitor.ctx.may(action, &Where::Facility { id, district }).map_err(AccessError::from)?;
    found.ok_or(PageError::NotFound)
}

/// An instant for a page: for machines, and in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ago {
    pub(crate) at: String,
    pub(crate) words: String,
}

impl Ago {
    pub(crate) fn of(w: &Words, now: UtcMs, then: UtcMs) -> Self {
        Self { at: then.rfc3339(), words: minutes_ago(w, now, then) }
    }
}

/// The day of an instant in a zone: `22‑11‑2026`, with hyphens at which no line breaks.
pub(crate) fn day(at: UtcMs, zone: Zone) -> String {
    let stamp = at.local_stamp(zone);
    let date = stamp.split(' ').next().unwrap_or_default();
    date.split('-').rev().collect::<Vec<_>>().join("\u{2011}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_of_the_facility() {
        let at = UtcMs::parse_rfc3339("2026-11-22T17:30:00Z").unwrap();
        assert_eq!((day(at, Zone::Wib).as_str(), day(at, Zone::Wit).as_str()), ("23\u{2011}11\u{2011}2026", "23\u{2011}11\u{2011}2026"));
        assert_eq!(day(at.plus_min(-60), Zone::Wib), "22\u{2011}11\u{2011}2026");
    }
}
