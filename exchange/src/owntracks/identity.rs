//! Which device a message is from: OwnTracks may say so in five places.

use std::borrow::Cow;

use crate::position::{DeviceName, Fault, ReportFault, param};

/// The places outside of the message. Empty texts count as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address<'a> {
    /// `u` of the query: the user.
    pub query_user: Option<Cow<'a, str>>,
    /// `d` of the query: the device.
    pub query_device: Option<Cow<'a, str>>,
    /// Header `X-Limit-U`: the user.
    pub header_user: Option<&'a str>,
    /// Header `X-Limit-D`: the device.
    pub header_device: Option<&'a str>,
    /// The user of HTTP Basic, whose password the caller has checked.
    pub basic_user: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// The places in a query string and in headers. `header` looks one up in any case of letters; `basic_user` is one whose password holds.
    #[must_use]
    pub fn new(query: Option<&'a str>, header: impl Fn(&str) -> Option<&'a str>, basic_user: Option<&'a str>) -> Self {
        let query = query.unwrap_or_default();
        Self {
            query_user: param(query, "u"),
            query_device: param(query, "d"),
            header_user: header("X-Limit-U"),
            header_device: header("X-Limit-D"),
            basic_user,
        }
    }
}

/// Which place named the device. Only [`Source::BasicUser`] was proved by a password; the others say what they please.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `u` and `d` of the query.
    Query,
    /// `X-Limit-U` and `X-Limit-D`.
    Headers,
    /// The user of HTTP Basic, with `tid`.
    BasicUser,
    /// `topic` in the message: `owntracks/user/device`.
    Topic,
    /// `tid` alone: two letters, which may be anybody's.
    TrackerId,
}

/// A device, and how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// `user/device`, `user/tid`, or `tid` alone.
    pub device: DeviceName,
    /// Which place named it.
    pub source: Source,
}

/// The device by the first place that names it whole: query, headers, Basic user with `tid`, `topic`, `tid`. A half (a user without a
/// device) is passed over.
///
/// # Errors
/// No place names it, or the first that does has a name that cannot be one.
pub fn identify(address: &Address<'_>, topic: Option<&str>, tid: Option<&str>) -> Result<Identity, ReportFault> {
    if let Some(pair) = both(address.query_user.as_deref(), address.query_device.as_deref()) {
        return of_pair(pair, Source::Query, ["u", "d"]);
    }
    if let Some(pair) = both(address.header_user, address.header_device) {
        return of_pair(pair, Source::Headers, ["X-Limit-U", "X-Limit-D"]);
    }
    if let Some(pair) = both(address.basic_user, tid) {
        return of_pair(pair, Source::BasicUser, ["user", "tid"]);
    }
    if let Some(pair) = said(topic).and_then(of_topic) {
        return of_pair(pair, Source::Topic, ["topic", "topic"]);
    }
    match said(tid) {
        Some(tid) => named(tid, "tid").map(|device| Identity { device, source: Source::TrackerId }),
        None => Err(ReportFault::Nameless),
    }
}

fn both<'a>(user: Option<&'a str>, device: Option<&'a str>) -> Option<(&'a str, &'a str)> {
    said(user).zip(said(device))
}

fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// User and device of `owntracks/user/device`, also of `…/event` and the other branches below it, and under another root.
fn of_topic(topic: &str) -> Option<(&str, &str)> {
    let mut parts = topic.trim_matches('/').rsplit('/');
    let last = parts.next()?;
    let is_branch = topic.trim_matches('/').split('/').count() > 3 && BRANCHES.contains(&last);
    let device = if is_branch { parts.next()? } else { last };
    said(parts.next()).zip(said(Some(device)))
}

/// What may stand below `owntracks/user/device`.
const BRANCHES: [&str; 8] = ["event", "info", "cmd", "waypoint", "waypoints", "status", "step", "dump"];

/// `user/device`. A slash inside of either would make two pairs one name.
fn of_pair((user, device): (&str, &str), source: Source, fields: [&'static str; 2]) -> Result<Identity, ReportFault> {
    for (part, field) in [user, device].into_iter().zip(fields) {
        if part.contains('/') {
            return Err(ReportFault::Device { field, fault: Fault::UnknownWord });
        }
        named(part, field)?;
    }
    let [_, field] = fields;
    named(&format!("{user}/{device}"), field).map(|device| Identity { device, source })
}

fn named(text: &str, field: &'static str) -> Result<DeviceName, ReportFault> {
    DeviceName::parse(text).map_err(|fault| ReportFault::Device { field, fault })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &Address<'_>, topic: Option<&str>, tid: Option<&str>, device: &str, source: Source) {
        let identity = identify(address, topic, tid).unwrap();
        assert_eq!((identity.device.as_str(), identity.source), (device, source));
    }

    #[test]
    fn the_first_place_that_names_the_device_whole_counts() {
        let topic = Some("owntracks/t/topik");
        let header = |name: &str| match name {
            "X-Limit-U" => Some("h"),
            "X-Limit-D" => Some("kepala"),
            _ => None,
        };
        let all = Address::new(Some("key=x&u=amb&d=unit07"), header, Some("b"));
        check(&all, topic, Some("07"), "amb/unit07", Source::Query);
        let no_device = Address::new(Some("u=amb"), header, Some("b"));
        check(&no_device, topic, Some("07"), "h/kepala", Source::Headers);
        let basic = Address::new(Some("u=amb&d="), |_| None, Some("b"));
        check(&basic, topic, Some("07"), "b/07", Source::BasicUser);
        check(&basic, topic, None, "t/topik", Source::Topic);
        check(&Address::default(), topic, Some("07"), "t/topik", Source::Topic);
        check(&Address::default(), Some(""), Some("07"), "07", Source::TrackerId);
        assert_eq!(identify(&Address::default(), None, Some(" ")), Err(ReportFault::Nameless));
    }

    #[test]
    fn a_topic_names_its_device_also_on_a_branch() {
        for (topic, pair) in [
            ("owntracks/amb/unit07", Some(("amb", "unit07"))),
            ("owntracks/amb/unit07/event", Some(("amb", "unit07"))),
            ("/owntracks/amb/unit07", Some(("amb", "unit07"))),
            ("owntracks/amb/event", Some(("amb", "event"))),
            ("kota/ambulans/amb/unit07", Some(("amb", "unit07"))),
            ("unit07", None),
            ("///", None),
        ] {
            assert_eq!(of_topic(topic), pair, "{topic}");
        }
    }

    #[test]
    fn nobody_takes_another_name_by_a_slash() {
        let address = Address { basic_user: Some("amb/unit07"), ..Address::default() };
        let fault = identify(&address, None, Some("07")).unwrap_err();
        assert_eq!(fault.to_string(), "Isi kolom user tidak dikenal.");
        let long = "x".repeat(64);
        let address = Address { query_user: Some("amb".into()), query_device: Some(long.into()), ..Address::default() };
        assert_eq!(identify(&address, None, None).unwrap_err().to_string(), "Kolom d paling panjang 64 karakter.");
    }
}
