//! Speaking to a national service: which call an act is, what its answer means, and what stands there.

use std::collections::HashMap;

use sigap_exchange::aplicares::client::{self as aplicares, Answer as AplicaresAnswer};
use sigap_exchange::aplicares::{Page, READ_ROWS_MAX, RoomDraft, RoomKey};
use sigap_exchange::bpjs::Ppk;
use sigap_exchange::siranap::client::{self as siranap, Answer as SiranapAnswer};
use sigap_exchange::siranap::{Counts, NewRow, RowChange, RowId, RowKey};
use sigap_exchange::wire::Request;
use sigap_kernel::UtcMs;

use super::courier::Carried;
use super::row::{Codes, PassAct, PassRow, Said};

/// Most pages that are read of what stands there: a service may give few rows at a time.
pub(crate) const PAGES_MAX: u32 = 100;

/// The sender's side of a service.
pub(crate) enum Peer {
    Aplicares(aplicares::Sender, Ppk),
    Siranap(siranap::Sender),
}

/// What an answer to a deed means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was done.
    Done,
    /// The row is not registered there: nothing was done. In their words.
    NotThere(String),
    /// Refused, in their words.
    Refused(String),
    /// The keys are refused, in their words.
    WrongKeys(String),
    /// Too many calls: nothing was done.
    Busy,
    /// Whether it was done is not known.
    Unknown,
}

/// A row as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its number there, of RS Online.
    pub(crate) peer_row: Option<i64>,
    /// `None`: it stands there with numbers that cannot be read.
    numbers: Option<Numbers>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Numbers {
    Room { beds: u32, free: u32, by_sex: (u32, u32, u32) },
    Row(Counts),
}

/// All that stands there.
pub(crate) type Listing = HashMap<Codes, Listed>;

/// Why what stands there could not be learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoListing {
    WrongKeys(String),
    /// There is an answer, but no list that can be relied on, in their words: a row that is left out would look as if it were not there.
    NoList(String),
    /// There is no answer that can be read.
    NotNow,
}

/// A part of what stands there.
pub(crate) struct Part {
    pub(crate) rows: Vec<(Codes, Listed)>,
    /// Which row the next part begins with.
    pub(crate) next: Option<u32>,
}

impl Listed {
    /// Whether it stands there as it was said. Their lists need not tell sexes, so none told is no contradiction.
    pub(crate) fn stands_as(&self, said: &Said) -> bool {
        match &self.numbers {
            None => false,
            Some(Numbers::Room { beds, free, by_sex }) => {
                (*beds, *free) == (said.beds, said.free) && (*by_sex == said.by_sex || *by_sex == (0, 0, 0))
            }
            Some(Numbers::Row(there)) => {
                let here = counts(said);
                let told = |counts: &Counts| (counts.beds, counts.occupied, counts.prepared);
                let own = |counts: &Counts| (counts.suspect, counts.confirmed, counts.covid);
                told(there) == told(&here) && (said.own.is_none() || own(there) == own(&here))
            }
        }
    }

    /// All that RS Online tells of it.
    pub(crate) const fn counts(&self) -> Option<Counts> {
        match self.numbers {
            Some(Numbers::Row(counts)) => Some(counts),
            Some(Numbers::Room { .. }) | None => None,
        }
    }
}

impl Peer {
    /// The call that does this; `None` when what it needs is not known.
    pub(crate) fn request(&self, act: PassAct, row: &PassRow, now: UtcMs) -> Option<Request> {
        let said = row.said.as_ref();
        match (self, act) {
            (Self::Aplicares(sender, ppk), PassAct::Create) => Some(sender.create(ppk, &room(&row.codes, said?), now)),
            (Self::Aplicares(sender, ppk), PassAct::Update) => Some(sender.update(ppk, &room(&row.codes, said?), now)),
            (Self::Aplicares(sender, ppk), PassAct::Delete) => Some(sender.delete(ppk, &room_key(&row.codes)?, now)),
            (Self::Siranap(sender), PassAct::Create) => {
                let key = RowKey { bed_type_code: row.codes.class.clone(), room: row.codes.room.clone() };
                Some(sender.create(&NewRow { key, counts: counts(said?) }, now))
            }
            (Self::Siranap(sender), PassAct::Update) => Some(sender.update(row_id(row)?, &change(row, said?), now)),
            (Self::Siranap(sender), PassAct::Delete) => Some(sender.delete(row_id(row)?, now)),
        }
    }

    /// What the answer to a deed means.
    pub(crate) fn verdict(&self, carried: &Carried) -> Verdict {
        let words = match self {
            Self::Aplicares(..) => AplicaresAnswer::read(&carried.body).map_or(Verdict::Unknown, verdict_of_aplicares),
            Self::Siranap(_) => verdict_of_siranap(SiranapAnswer::read(carried.status, &carried.body)),
        };
        match (carried.status, words) {
            (401 | 403, Verdict::Refused(words) | Verdict::WrongKeys(words)) => Verdict::WrongKeys(words),
            (429, _) => Verdict::Busy,
            // A page of a proxy or of a gate in between, which passes: the service behind it was hardly reached, but nobody can be sure.
            (500.. | 401 | 403, _) | (300..=399 | 404 | 408, Verdict::Unknown) => Verdict::Unknown,
            // Nothing was done, and nothing will be as it is.
            (400..=499, Verdict::Unknown) => Verdict::Refused(format!("HTTP {}", carried.status)),
            (_, words) => words,
        }
    }

    /// The call that asks what stands there, from this row on.
    pub(crate) fn look(&self, start: u32, now: UtcMs) -> Request {
        match self {
            Self::Aplicares(sender, ppk) => sender.read(ppk, Page { start, limit: READ_ROWS_MAX }, now),
            Self::Siranap(sender) => sender.list(now),
        }
    }

    /// What the answer to that says.
    pub(crate) fn seen(&self, start: u32, carried: &Carried) -> Result<Part, NoListing> {
        if matches!(carried.status, 401 | 403) {
            return Err(match self.verdict(carried) {
                Verdict::WrongKeys(words) => NoListing::WrongKeys(words),
                _ => NoListing::NotNow,
            });
        }
        match self {
            Self::Aplicares(..) if carried.status == 200 => rooms(start, &carried.body),
            Self::Aplicares(..) => Err(NoListing::NotNow),
            Self::Siranap(_) => match SiranapAnswer::read_keys(carried.status, &carried.body) {
                Ok(rows) => {
                    let rows: Option<Vec<_>> = rows.into_iter().map(|row| listed(row.ok()?)).collect();
                    Ok(Part { rows: rows.ok_or_else(|| NoListing::NoList(String::new()))?, next: None })
                }
                Err(SiranapAnswer::WrongKeys { sentence }) => Err(NoListing::WrongKeys(sentence)),
                Err(SiranapAnswer::Refused { sentence } | SiranapAnswer::NotThere { sentence }) => Err(NoListing::NoList(sentence)),
                Err(_) => Err(NoListing::NotNow),
            },
        }
    }
}

fn verdict_of_aplicares(answer: AplicaresAnswer) -> Verdict {
    if answer.is_ok() {
        Verdict::Done
    } else if answer.is_no_room() {
        Verdict::NotThere(answer.message)
    } else if answer.is_about_keys() {
        Verdict::WrongKeys(answer.message)
    } else {
        Verdict::Refused(answer.message)
    }
}

fn verdict_of_siranap(answer: SiranapAnswer) -> Verdict {
    match answer {
        SiranapAnswer::Ok => Verdict::Done,
        SiranapAnswer::NotThere { sentence } => Verdict::NotThere(sentence),
        SiranapAnswer::WrongKeys { sentence } => Verdict::WrongKeys(sentence),
        SiranapAnswer::Refused { sentence } => Verdict::Refused(sentence),
        SiranapAnswer::Busy { .. } | SiranapAnswer::Unreadable { .. } => Verdict::Unknown,
    }
}

/// One page of `bed/read`. It counts only as far as it is whole: an item that is no room, an end before the total, or a full page without a
/// total may hide rows that stand there.
fn rooms(start: u32, body: &[u8]) -> Result<Part, NoListing> {
    let answer = AplicaresAnswer::read(body).map_err(|_| NoListing::NotNow)?;
    if !answer.is_ok() {
        let words = answer.message.clone();
        return Err(if answer.is_about_keys() { NoListing::WrongKeys(words) } else { NoListing::NoList(words) });
    }
    let no_list = || NoListing::NoList(String::new());
    let rows: Result<Vec<_>, _> = answer.keys().map(|listed| listed.map(of_room)).collect();
    let rows = rows.map_err(|_| no_list())?;
    let read = u32::try_from(rows.len()).map_err(|_| no_list())?;
    let next = start.saturating_add(read);
    let has_more = answer.total_items.map_or(read >= READ_ROWS_MAX, |total| total >= u64::from(next));
    if has_more && (read == 0 || answer.total_items.is_none()) {
        return Err(no_list());
    }
    Ok(Part { rows, next: has_more.then_some(next) })
}

fn of_room(listed: aplicares::ListedKey) -> (Codes, Listed) {
    let numbers = listed.room.map(|room| Numbers::Room {
        beds: room.capacity,
        free: room.free,
        by_sex: (room.free_men, room.free_women, room.free_any),
    });
    (Codes { class: listed.key.class_code, room: listed.key.room_code }, Listed { peer_row: None, numbers })
}

fn listed(row: siranap::ListedKey) -> Option<(Codes, Listed)> {
    let codes = Codes { class: row.key.bed_type_code, room: row.key.room };
    Some((codes, Listed { peer_row: Some(i64::try_from(row.id.0).ok()?), numbers: row.counts.map(Numbers::Row) }))
}

fn room(codes: &Codes, said: &Said) -> RoomDraft {
    let (men, women, either) = said.by_sex;
    RoomDraft {
        class_code: codes.class.clone(),
        room_code: codes.room.clone(),
        name: said.name.chars().take(sigap_exchange::aplicares::NAME_CHARS_MAX).collect(),
        capacity: said.beds.into(),
        free: said.free.into(),
        free_men: men.into(),
        free_women: women.into(),
        free_any: either.into(),
    }
}

fn room_key(codes: &Codes) -> Option<RoomKey> {
    RoomKey::of(&codes.class, &codes.room)
}

fn row_id(row: &PassRow) -> Option<RowId> {
    row.peer_row.and_then(|id| u64::try_from(id).ok()).map(RowId)
}

/// Free beds are those that may be promised: what is being made ready and who waits is taken off already, and told a second time it would
/// be taken off a second time.
fn counts(said: &Said) -> Counts {
    let own = said.own.unwrap_or(Counts { rooms: 1, ..Counts::default() });
    Counts { beds: said.beds, occupied: said.beds.saturating_sub(said.free), prepared: 0, waiting: 0, ..own }
}

/// A change states the name, the rooms and whether it is for COVID too, as they stand there: not every server keeps what is left out. The rest
/// that the hospital's own RS Online does not say is left out, and stays.
fn change(row: &PassRow, said: &Said) -> RowChange {
    let counts = counts(said);
    let room = Some(row.codes.room.clone());
    if said.own.is_some() {
        return RowChange { room, ..RowChange::from(counts) };
    }
    let there = row.peer_counts.unwrap_or(counts);
    RowChange {
        room,
        rooms: Some(there.rooms),
        covid: Some(there.covid),
        beds: Some(counts.beds),
        occupied: Some(counts.occupied),
        prepared: Some(0),
        waiting: Some(0),
        ..RowChange::default()
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::Masked;

    use super::*;

    fn peers() -> [Peer; 2] {
        let credentials = aplicares::Credentials { cons_id: "1234".into(), secret: Masked::new("rekaan".into()), user_key: None };
        let aplicares = aplicares::Sender::new(credentials, "/aplicaresws");
        let credentials = siranap::Credentials { rs_id: "3374999".parse().unwrap(), pass: Masked::new("rekaan".into()) };
        [Peer::Aplicares(aplicares, "0301R001".parse().unwrap()), Peer::Siranap(siranap::Sender::new(credentials, "/fo/index.php"))]
    }

    #[test]
    fn an_answer_is_believed_only_where_it_says_so() {
        let aplicares = |code: u32, words: &str| format!(r#"{{"metadata":{{"code":{code},"message":"{words}"}}}}"#);
        let siranap = |code: u32, words: &str| format!(r#"{{"fasyankes":[{{"status":"{code}","message":"{words}"}}]}}"#);
        let refused = |words: &str| Verdict::Refused(words.into());
        let keys = |words: &str| Verdict::WrongKeys(words.into());
        let none = |words: &str| Verdict::NotThere(words.into());
        for (status, of_aplicares, of_siranap, verdict) in [
            (200, aplicares(1, "Data berhasil diupdate."), siranap(200, "Data telah diupdate"), Verdict::Done),
            (200, aplicares(0, "Ruang tidak ditemukan"), siranap(200, "Ruang tidak ditemukan"), none("Ruang tidak ditemukan")),
            (200, aplicares(0, "Kelas salah"), siranap(400, "Kelas salah"), refused("Kelas salah")),
            (401, aplicares(0, "Ditolak"), siranap(401, "Ditolak"), keys("Ditolak")),
            // A gate in between, not the service.
            (401, "<html>".into(), "<html>".into(), Verdict::Unknown),
            (403, String::new(), String::new(), Verdict::Unknown),
            (403, aplicares(1, "OK"), "<html>".into(), Verdict::Unknown),
            (429, aplicares(1, "OK"), siranap(200, "OK"), Verdict::Busy),
            (500, aplicares(1, "OK"), siranap(200, "OK"), Verdict::Unknown),
            (502, "<html>".into(), "<html>".into(), Verdict::Unknown),
            (200, "<html>".into(), "<html>".into(), Verdict::Unknown),
            (302, String::new(), String::new(), Verdict::Unknown),
            (404, "<html>".into(), "<html>".into(), Verdict::Unknown),
            (408, String::new(), String::new(), Verdict::Unknown),
            (404, aplicares(0, "Kelas salah"), siranap(400, "Kelas salah"), refused("Kelas salah")),
            (413, "<html>".into(), "<html>".into(), refused("HTTP 413")),
        ] {
            for (peer, body) in peers().iter().zip([of_aplicares, of_siranap]) {
                let carried = Carried { status, body: body.clone().into_bytes() };
                assert_eq!(peer.verdict(&carried), verdict, "{status} {body}");
            }
        }
    }

    #[test]
    fn a_list_is_read_to_its_end() {
        let [peer, _] = peers();
        let page = |total: u32, rooms: &[&str]| {
            let room =
                |code: &&str| format!(r#"{{"kodekelas":"KL2","koderuang":"{code}","namaruang":"{code}","kapasitas":9,"tersedia":1}}"#);
            let list = rooms.iter().map(room).collect::<Vec<_>>().join(",");
            let body = format!(r#"{{"metadata":{{"code":1,"message":"OK","totalitems":{total}}},"response":{{"list":[{list}]}}}}"#);
            Carried { status: 200, body: body.into_bytes() }
        };
        let next = |start, carried: &Carried| peer.seen(start, carried).map(|part| (part.rows.len(), part.next));
        assert_eq!(next(1, &page(3, &["A", "B"])), Ok((2, Some(3))));
        assert_eq!(next(3, &page(3, &["C"])), Ok((1, None)));
        // What cannot be told from a list that leaves rows out is none.
        let none = || Err(NoListing::NoList(String::new()));
        assert_eq!(next(1, &page(3, &["A", ""])), none(), "a row without a code");
        assert_eq!(next(4, &page(9, &[])), none(), "it ends before its total");
        assert_eq!(next(4, &page(3, &[])), Ok((0, None)));
        let untold = |rooms: usize| {
            let room = r#"{"kodekelas":"KL2","koderuang":"A","namaruang":"A","kapasitas":9,"tersedia":"?"}"#;
            let list = vec![room; rooms].join(",");
            let body = format!(r#"{{"metadata":{{"code":1,"message":"OK"}},"response":{{"list":[{list}]}}}}"#);
            Carried { status: 200, body: body.into_bytes() }
        };
        assert_eq!(next(1, &untold(2)), Ok((2, None)), "a row whose numbers cannot be read stands there");
        assert_eq!(next(1, &untold(usize::try_from(READ_ROWS_MAX).unwrap())), none(), "a full page that tells no total");
        let refused = Carried { status: 200, body: br#"{"metadata":{"code":0,"message":"Ditolak"}}"#.to_vec() };
        assert_eq!(next(1, &refused), Err(NoListing::NoList("Ditolak".into())));
        assert_eq!(next(1, &Carried { status: 502, body: Vec::new() }), Err(NoListing::NotNow));
    }
}
