//! Which ward a row of a feed stands for: what Sigap may decide itself, and what it only proposes to a person. Rules; no SQL.
//!
//! The danger is a bed counted twice. So Sigap decides alone only while one feed speaks of a facility; from the second voice on, a person does.

use std::collections::BTreeSet;

use sigap_kernel::{Pool, WardId};
use sigap_registry::{ReportedBy, Ward, name_key};

use crate::Protocol;
use crate::model::{Feed, Joined, RoomRow};
use crate::store::removed::Removed;

/// Where a row that nobody knew goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    /// A ward of its own is opened.
    Open,
    /// It stands for this ward: the same name and kind, and no other feed speaks of the facility.
    Take(WardId),
    /// It waits for a person.
    Wait,
}

/// Where a new row goes. `joins` are the wards that rows of the facility stand for, each with its feed.
pub(crate) fn placement(feed: Feed, name: &str, pool: Pool, wards: &[Ward], joins: &[(Feed, WardId)]) -> Placement {
    let is_alone = joins.iter().all(|(other, _)| *other == feed);
    let (name, mut in_use) = (name_key(name), wards.iter().filter(|ward| ward.active));
    let free = |ward: &Ward| joins.iter().all(|(_, joined)| *joined != ward.id);
    let same = in_use.clone().find(|ward| ward.pool == pool && name_key(&ward.name) == name);
    match same {
        _ if !is_alone => Placement::Wait,
        Some(ward) if free(ward) => Placement::Take(ward.id),
        // Wards that people keep may be the same beds under another name.
        _ if in_use.any(free) => Placement::Wait,
        _ => Placement::Open,
    }
}

/// Whether this voice can be the one of a ward: its people, a feed that has a row for it, or whoever is it now. Any other would leave the ward
/// silent. `protocols` are those of its rows.
pub(crate) fn can_speak(voice: ReportedBy, now: ReportedBy, mut protocols: impl Iterator<Item = Protocol>) -> bool {
    voice == ReportedBy::Board || voice == now || protocols.any(|protocol| protocol.as_voice() == voice)
}

/// What a row counts for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// Its beds are those of a ward in use.
    Joined,
    /// A person decides: it has no ward yet, or its ward went out of use, and what it says counts nowhere.
    Waits,
    /// A person left it out.
    LeftOut,
}

impl Stand {
    /// Of a row, with the wards of its facility, whether in use or not.
    pub(crate) fn of(row: &RoomRow, wards: &[Ward]) -> Self {
        match row.joined {
            Joined::LeftOut => Self::LeftOut,
            Joined::Waiting => Self::Waits,
            Joined::Opened | Joined::Found | Joined::Person if ward_out_of_use(row, wards).is_some() => Self::Waits,
            Joined::Opened | Joined::Found | Joined::Person => Self::Joined,
        }
    }
}

/// The ward of a row, where it went out of use.
pub(crate) fn ward_out_of_use<'w>(row: &RoomRow, wards: &'w [Ward]) -> Option<&'w Ward> {
    wards.iter().find(|ward| Some(ward.id) == row.ward && !ward.active)
}

/// Where a room that its sender removed goes when it is registered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Back {
    /// It stands where it stood, or is left out as it was.
    AsItWas,
    /// The same, and its ward, which went out of use with it, is in use again.
    Reopen(WardId),
    /// It waits for a person: its beds may be counted by another ward by now.
    Wait,
    /// As if nobody had known it.
    Anew,
}

/// Where a removed room goes: systems delete a room and register it again, and mean the same beds. Its ward is not opened again beside one of
/// the same kind that this feed does not speak of, because that may be the same beds.
pub(crate) fn back(feed: Feed, removed: &Removed, wards: &[Ward], joins: &[(Feed, WardId)]) -> Back {
    let is_ours = |ward: &Ward| joins.contains(&(feed, ward.id));
    match (removed.joined, removed.ward.and_then(|id| wards.iter().find(|ward| ward.id == id))) {
        (Joined::LeftOut, _) => Back::AsItWas,
        (_, None) => Back::Anew,
        (_, Some(ward)) if is_ours(ward) => Back::Anew,
        (_, Some(ward)) if ward.active || !removed.is_ward_retired => Back::AsItWas,
        (_, Some(ward)) if wards.iter().any(|other| other.active && other.pool == ward.pool && !is_ours(other)) => Back::Wait,
        (_, Some(ward)) => Back::Reopen(ward.id),
    }
}

/// Whether a row of a feed may stand for a ward of which others speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// No row of its feed does.
    Free,
    /// It takes the ward over: the row that stands for it belongs to the generation that its hospital leaves behind.
    TakesOver,
    /// A row of its feed, or of the generation after it, does.
    HasRow,
}

/// Whether a row of this feed may stand for a ward: one row of a feed a ward.
pub(crate) fn claim(feed: Feed, ward: WardId, joins: &[(Feed, WardId)]) -> Claim {
    let mut there = joins.iter().filter(|(_, joined)| *joined == ward).map(|(other, _)| *other);
    if there.clone().any(|other| other == feed || other.succeeds(feed)) {
        Claim::HasRow
    } else if there.any(|other| feed.succeeds(other)) {
        Claim::TakesOver
    } else {
        Claim::Free
    }
}

/// The ward a waiting row most likely stands for, for a person to confirm; `None` when none is like it. Only wards no row of the same feed
/// stands for are proposed.
pub(crate) fn proposal<'w>(row: &RoomRow, wards: &'w [Ward], joins: &[(Feed, WardId)]) -> Option<&'w Ward> {
    let feed = row.id.feed();
    let open = |ward: &&Ward| ward.active && claim(feed, ward.id, joins) != Claim::HasRow;
    let is_left = |ward: &Ward| row.pool == Some(ward.pool) && claim(feed, ward.id, joins) == Claim::TakesOver;
    // The generation that is left behind names wards by codes: the only one with such beds is enough.
    let only_left = wards.iter().filter(open).filter(|ward| is_left(ward)).count() == 1;
    let score = |ward: &Ward| likeness(row, ward).max(if only_left && is_left(ward) { LIKE_PCT_MIN } else { 0 });
    let scored = wards.iter().filter(open).map(|ward| (score(ward), ward));
    scored
        .filter(|(likeness, _)| *likeness >= LIKE_PCT_MIN)
        .max_by_key(|(likeness, ward)| (*likeness, std::cmp::Reverse(ward.id)))
        .map(|(_, ward)| ward)
}

/// From this likeness on a ward is proposed.
const LIKE_PCT_MIN: u32 = 45;
/// What the same kind of beds counts for, of 100.
const KIND_PCT: u32 = 35;

/// How alike a row and a ward are, in hundredths: the words of their names, and the kind of their beds.
fn likeness(row: &RoomRow, ward: &Ward) -> u32 {
    let kind = match row.pool {
        Some(pool) if pool == ward.pool => KIND_PCT,
        Some(pool) if pool.bed_type == ward.pool.bed_type && pool.class == ward.pool.class => KIND_PCT - 10,
        Some(pool) if pool.bed_type != ward.pool.bed_type => return 0,
        _ => 0,
    };
    let theirs = words(&ward.name);
    let named = shared_pct(&words(&row.stated.name), &theirs).max(shared_pct(&words(&row.id.room_code), &theirs));
    kind + named * (100 - KIND_PCT) / 100
}

/// Words that stand in many names and tell no two apart.
const EMPTY_WORDS: [&str; 5] = ["ruang", "ruangan", "kamar", "bangsal", "rawat"];

fn words(name: &str) -> BTreeSet<String> {
    let all = name_key(name);
    let telling: BTreeSet<String> = all.split(' ').filter(|word| !EMPTY_WORDS.contains(word)).map(in_figures).collect();
    if telling.is_empty() { all.split(' ').map(str::to_owned).collect() } else { telling }
}

/// Classes are written in Roman and in plain figures.
fn in_figures(word: &str) -> String {
    match word {
        "i" => "1",
        "ii" => "2",
        "iii" => "3",
        other => other,
    }
    .to_owned()
}

/// How much two sets of words share, in hundredths of all their words.
fn shared_pct(a: &BTreeSet<String>, b: &BTreeSet<String>) -> u32 {
    let (shared, all) = (a.intersection(b).count(), a.union(b).count());
    u32::try_from(shared * 100 / all.max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{CareClass, FacilityId, UtcMs};
    use sigap_registry::ReportedBy;

    use super::*;
    use crate::Protocol;
    use crate::model::{RoomId, Stated};

    fn feed(protocol: Protocol) -> Feed {
        Feed::of(protocol, "4")
    }

    fn of_feeds(joins: &[(Protocol, WardId)]) -> Vec<(Feed, WardId)> {
        joins.iter().map(|(protocol, ward)| (feed(*protocol), *ward)).collect()
    }

    const TWO: Pool = Pool::general(CareClass::Two);
    const THREE: Pool = Pool::general(CareClass::Three);

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u8) -> T {
        format!("0192f0c4-0000-7000-8000-0000000000{number:02}").parse().unwrap()
    }

    fn ward(number: u8, name: &str, pool: Pool) -> Ward {
        Ward {
            id: id(number),
            version: 1,
            facility: id::<FacilityId>(1),
            name: name.into(),
            pool,
            active: true,
            reported_by: ReportedBy::Board,
        }
    }

    fn row(name: &str, pool: Pool) -> RoomRow {
        let id = RoomId { facility: id(1), protocol: Protocol::Siranap, class_code: "4".into(), room_code: name.into() };
        let stated = Stated { name: name.into(), ..Stated::default() };
        RoomRow { id, row_no: 1, stated, last_update: UtcMs(0), ward: None, joined: Joined::Waiting, pool: Some(pool) }
    }

    #[test]
    fn alone_a_feed_opens_wards_and_beside_another_voice_it_waits() {
        use Protocol::{Aplicares, Siranap};
        let (melati, mawar) = (ward(10, "Melati", TWO), ward(11, "Mawar", THREE));
        let closed = Ward { active: false, ..melati.clone() };
        let place =
            |protocol, name, wards: &[Ward], joins: &[(Protocol, WardId)]| placement(feed(protocol), name, TWO, wards, &of_feeds(joins));
        let both = [melati.clone(), mawar.clone()];
        assert_eq!(place(Aplicares, "Melati", &[], &[]), Placement::Open, "the first word of a facility");
        assert_eq!(place(Aplicares, "melati", &both, &[]), Placement::Take(melati.id), "a ward that people keep");
        assert_eq!(place(Aplicares, "Anggrek", &both, &[]), Placement::Wait, "it may be Melati by another name");
        assert_eq!(place(Aplicares, "Anggrek", &both, &[(Aplicares, melati.id), (Aplicares, mawar.id)]), Placement::Open);
        assert_eq!(
            place(Aplicares, "Melati", &both, &[(Aplicares, melati.id), (Aplicares, mawar.id)]),
            Placement::Open,
            "a second of that name"
        );
        assert_eq!(place(Siranap, "Melati", &both, &[(Aplicares, melati.id), (Aplicares, mawar.id)]), Placement::Wait, "a second feed");
        assert_eq!(place(Siranap, "Melati", &both, &[(Aplicares, mawar.id)]), Placement::Wait, "a second feed, though the ward is free");
        let older = placement(feed(Siranap), "Melati", TWO, &both, &[(Feed::of(Siranap, "v1:0004"), mawar.id)]);
        assert_eq!(older, Placement::Wait, "another generation of the protocol is another voice");
        assert_eq!(place(Aplicares, "Melati", &[closed], &[]), Placement::Open, "a ward out of use is no ward");
    }

    #[test]
    fn a_removed_room_comes_back_to_its_ward_and_never_beside_beds_it_does_not_know() {
        use Protocol::Aplicares;
        let (gone, mawar) = (Ward { active: false, ..ward(10, "Melati", TWO) }, ward(11, "Mawar", TWO));
        let removed = |joined| Removed { ward: Some(gone.id), joined, is_ward_retired: true, at: UtcMs(0) };
        let went =
            |removed: &Removed, wards: &[Ward], joins: &[(Protocol, WardId)]| back(feed(Aplicares), removed, wards, &of_feeds(joins));
        let opened = &removed(Joined::Opened);
        let both = [gone.clone(), mawar.clone()];
        assert_eq!(went(opened, std::slice::from_ref(&gone), &[]), Back::Reopen(gone.id));
        assert_eq!(went(opened, &both, &[(Aplicares, mawar.id)]), Back::Reopen(gone.id), "beside a ward of its own feed");
        assert_eq!(went(opened, &both, &[]), Back::Wait, "people may count the same beds as Mawar");
        assert_eq!(went(opened, &both, &[(Protocol::Siranap, mawar.id)]), Back::Wait, "or another feed");
        let by_person = Removed { is_ward_retired: false, ..*opened };
        assert_eq!(went(&by_person, &both, &[]), Back::AsItWas, "a ward a person took out of use stays out of use");
        assert_eq!(went(opened, &both, &[(Aplicares, gone.id)]), Back::Anew, "another row of the feed has the ward");
        assert_eq!(went(&removed(Joined::LeftOut), &both, &[]), Back::AsItWas);
        assert_eq!(went(&Removed { ward: None, joined: Joined::Waiting, ..*opened }, &both, &[]), Back::Anew);
    }

    #[test]
    fn a_ward_is_proposed_by_its_name_and_kind() {
        let wards = [
            ward(10, "Ruang Melati Kelas II", TWO),
            ward(11, "Ruang Melati Kelas III", THREE),
            ward(12, "ICU Sentral", Pool::of_type(sigap_kernel::BedType::Icu)),
        ];
        let proposed = |name: &str, pool| proposal(&row(name, pool), &wards, &[]).map(|ward| ward.name.as_str());
        assert_eq!(proposed("MELATI KLS II", TWO), Some("Ruang Melati Kelas II"));
        assert_eq!(proposed("Melati kelas 3", THREE), Some("Ruang Melati Kelas III"));
        assert_eq!(proposed("ICU", Pool::of_type(sigap_kernel::BedType::Icu)), Some("ICU Sentral"));
        assert_eq!(proposed("Anggrek", Pool::of_type(sigap_kernel::BedType::Hcu)), None);
        let taken = of_feeds(&[(Protocol::Siranap, wards[0].id)]);
        assert_ne!(
            proposal(&row("Melati kelas II", TWO), &wards, &taken).map(|ward| ward.id),
            Some(wards[0].id),
            "one row of a feed a ward"
        );
        let closed: Vec<Ward> = wards.iter().map(|ward| Ward { active: false, ..ward.clone() }).collect();
        assert_eq!(proposal(&row("Melati kelas II", TWO), &closed, &[]), None);
    }

    #[test]
    fn the_second_generation_of_rs_online_takes_the_wards_of_the_first_over() {
        let wards = [ward(10, "Ruang 0004/0011", TWO), ward(11, "Ruang 0005/0011", THREE)];
        let (older, newer) = (Feed::of(Protocol::Siranap, "v1:0004"), feed(Protocol::Siranap));
        let joins = [(older, wards[0].id), (older, wards[1].id)];
        let proposed = |row: &RoomRow, joins: &[(Feed, WardId)]| proposal(row, &wards, joins).map(|ward| ward.id);
        assert_eq!(proposed(&row("Melati", TWO), &joins), Some(wards[0].id), "by its beds, for its name is a code");
        assert_eq!(proposed(&row("Melati", TWO), &[(feed(Protocol::Aplicares), wards[0].id)]), None);
        assert_eq!(claim(newer, wards[0].id, &joins), Claim::TakesOver);
        assert_eq!(claim(older, wards[0].id, &[(newer, wards[0].id)]), Claim::HasRow, "and never the other way round");
        assert_eq!(claim(newer, wards[0].id, &[(newer, wards[0].id)]), Claim::HasRow);
        assert_eq!(claim(feed(Protocol::Aplicares), wards[0].id, &joins), Claim::Free);
        let twins = [ward(10, "Ruang 0004/0011", TWO), ward(12, "Ruang 0004/0012", TWO)];
        let both = [(older, twins[0].id), (older, twins[1].id)];
        assert_eq!(proposal(&row("Melati", TWO), &twins, &both), None, "of two nobody knows which");
    }

    proptest::proptest! {
        /// Sigap never joins a row to a ward another row stands for, and never opens one beside a ward that may be the same beds.
        #[test]
        fn alone_it_never_counts_a_bed_twice(names in proptest::collection::vec("[ab]{1,2}", 0..5), joined in proptest::collection::vec((0..2_usize, 0..5_usize), 0..5), name in "[ab]{1,2}") {
            let wards: Vec<Ward> = (10..).zip(&names).map(|(number, name)| ward(number, name, TWO)).collect();
            let joins: Vec<(Protocol, WardId)> = joined.iter()
                .filter_map(|(protocol, at)| Some(([Protocol::Aplicares, Protocol::Siranap][*protocol], wards.get(*at)?.id))).collect();
            let is_free = |ward: WardId| joins.iter().all(|(_, joined)| *joined != ward);
            match placement(feed(Protocol::Aplicares), &name, TWO, &wards, &of_feeds(&joins)) {
                Placement::Take(ward) => proptest::prop_assert!(is_free(ward)),
                Placement::Open => proptest::prop_assert!(joins.iter().all(|(protocol, _)| *protocol == Protocol::Aplicares)
                    && wards.iter().all(|ward| !is_free(ward.id))),
                Placement::Wait => {}
            }
        }
    }

    #[test]
    fn a_row_counts_only_where_its_ward_is_in_use() {
        let retired = Ward { active: false, ..ward(2, "Mawar", TWO) };
        let wards = [ward(1, "Melati", TWO), retired];
        for (joined, stands_for, expected) in [
            (Joined::Opened, 1, Stand::Joined),
            (Joined::Found, 1, Stand::Joined),
            (Joined::Person, 1, Stand::Joined),
            (Joined::Opened, 2, Stand::Waits),
            (Joined::Person, 2, Stand::Waits),
            (Joined::Waiting, 0, Stand::Waits),
            (Joined::LeftOut, 0, Stand::LeftOut),
        ] {
            let row = RoomRow { ward: (stands_for > 0).then(|| id(stands_for)), joined, ..row("Melati", TWO) };
            assert_eq!(Stand::of(&row, &wards), expected, "{joined:?} {stands_for}");
        }
    }
}
