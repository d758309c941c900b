//! What a family asks of the finder: read forgivingly from the address, and written back into links.

use std::str::FromStr;

use sigap_availability::Payer;
use sigap_kernel::{BedType, CareClass, Sex};

use crate::find::{read_class, read_type};
use crate::model::{LIMIT_MAX, LIMIT_USUAL, Need, Situation};
use crate::whence::AskedPlace;

/// How the answer is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum View {
    /// As a list.
    #[default]
    List,
    /// As a map.
    Map,
}

/// The question, checked. Whatever could not be read is left out, and `unread` says so: a link that was cut in half still helps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) need: Need,
    pub(crate) place: AskedPlace,
    pub(crate) view: View,
    pub(crate) limit: usize,
    pub(crate) unread: bool,
}

impl Question {
    /// Reads the part of an address after `?`.
    pub(crate) fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let all = |name: &str| pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect::<Vec<_>>().join(",");
        let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        let first = |name: &str| field(name).unwrap_or_default();
        let mut unread = false;
        let (place, place_unread) = AskedPlace::read(field);
        let need = Need {
            situation: one::<Situation>(first("situation"), &mut unread),
            bed_types: list(&all("type"), read_type, &mut unread),
            classes: list(&all("class"), read_class, &mut unread),
            sex: one::<Sex>(first("sex"), &mut unread).unwrap_or(Sex::Any),
            payer: one::<Payer>(first("payer"), &mut unread),
        };
        let limit = one::<usize>(first("limit"), &mut unread).map_or(LIMIT_USUAL, |limit| limit.clamp(1, LIMIT_MAX));
        let view = if first("view") == "map" { View::Map } else { View::List };
        Self { need, place, view, limit, unread: unread || place_unread }
    }

    /// Whether anything was asked: then the question folds and the answer comes first.
    pub(crate) fn is_asked(&self) -> bool {
        self.need != Need::ANY || !self.place.is_empty()
    }

    /// What of the need stands in links and calls.
    fn need_pairs(&self) -> Vec<(&'static str, String)> {
        let need = &self.need;
        let codes = |codes: Vec<&str>| (!codes.is_empty()).then(|| codes.join(","));
        let parts = [
            ("situation", need.situation.map(|one| one.code().to_owned())),
            ("type", codes(need.bed_types.iter().map(|one| BedType::code(*one)).collect())),
            ("class", codes(need.classes.iter().map(|one| CareClass::code(*one)).collect())),
            ("sex", (need.sex != Sex::Any).then(|| need.sex.code().to_owned())),
            ("payer", need.payer.map(|one| one.code().to_owned())),
        ];
        parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The address of this question.
    pub(crate) fn href(&self) -> String {
        let mut pairs = self.need_pairs();
        pairs.extend(self.place.pairs());
        if self.view == View::Map {
            pairs.push(("view", "map".to_owned()));
        }
        if self.limit != LIMIT_USUAL {
            pairs.push(("limit", self.limit.to_string()));
        }
        address("/", &pairs)
    }

    /// The address of this question, changed.
    pub(crate) fn href_with(&self, change: impl FnOnce(&mut Question)) -> String {
        let mut other = self.clone();
        change(&mut other);
        other.href()
    }

    /// The same need as a call to a machine's address, from a point.
    pub(crate) fn api(&self, path: &str, near: sigap_kernel::GeoPoint, limit: usize) -> String {
        let mut pairs = vec![("near", format!("{},{}", crate::whence::degrees(near.lat()), crate::whence::degrees(near.lon())))];
        pairs.extend(self.need_pairs());
        pairs.push(("limit", limit.to_string()));
        address(path, &pairs)
    }
}

/// A path with its question.
pub(crate) fn address(path: &str, pairs: &[(&'static str, String)]) -> String {
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn one<T: FromStr>(text: &str, unread: &mut bool) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    *unread |= read.is_none();
    read
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>, unread: &mut bool) -> Vec<T> {
    let parts = text.split(',').filter(|part| !part.is_empty());
    let (known, unknown): (Vec<_>, Vec<_>) = parts.map(read).partition(Option::is_some);
    *unread |= !unknown.is_empty();
    known.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_question_is_read_from_a_link_and_written_back() {
        let link = "situation=adult&class=3%2Ckris&sex=female&payer=jkn3&place=Pelabuhan&view=map&limit=40";
        let question = Question::read(link);
        assert_eq!(question.need.classes, [CareClass::Three, CareClass::Kris]);
        assert_eq!((question.need.sex, question.need.payer, question.limit), (Sex::Female, Some(Payer::Jkn3), 40));
        assert_eq!(question.href(), format!("/?{link}"));
        assert!(!question.unread && question.is_asked());
        assert_eq!(Question::read("").href(), "/");
        assert!(!Question::read("situation=&payer=&place=+&lang=en").is_asked());
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_said() {
        for link in ["situation=x", "class=3,99", "type=sofa", "sex=9", "payer=bank", "limit=many", "lat=99&lon=1"] {
            assert!(Question::read(link).unread, "{link}");
        }
        assert_eq!(Question::read("class=3,99").need.classes, [CareClass::Three]);
        assert_eq!(Question::read("class=3&class=2").need.classes, [CareClass::Three, CareClass::Two]);
        assert_eq!((Question::read("limit=0").limit, Question::read("limit=9999").limit), (1, LIMIT_MAX));
        assert_eq!(Question::read("type=ICU&type=NICU").need.bed_types, [BedType::Icu, BedType::Nicu]);
    }

    proptest! {
        #[test]
        fn no_link_stops_the_finder(link in "\\PC{0,120}") {
            let question = Question::read(&link);
            let again = Question::read(question.href().trim_start_matches(['/', '?']));
            prop_assert_eq!(again.need, question.need);
            prop_assert_eq!(again.limit, question.limit);
        }
    }
}
