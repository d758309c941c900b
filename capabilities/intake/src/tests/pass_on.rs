//! Numbers are passed on to a second Sigap that stands for the national service, over a line that fails one call in ten: nothing is lost, and
//! nothing is said twice.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_exchange::siranap::client::Answer as RsAnswer;
use sigap_jobs::{Job as _, JobError, Runner};
use sigap_registry::{NewWard, RegistryError, ReportedBy};

use super::siranap::{PASS, RS_ID};
use super::*;
use crate::pass_on::change::Wish;
use crate::pass_on::job::PassOn;
use crate::pass_on::row::{PassRow, RowState};
use crate::pass_on::target::{Target, TargetId, TargetState, seal};
use crate::pass_on::tell;
use crate::store::pass_on as store;
use crate::{BedNumbers, Carried, Courier, CourierFault, PeerAddress, Service, WardNumber};

/// Hours a number of these tests counts.
pub(super) const VALID_H: i64 = 6;

pub(super) fn address(service: Service) -> PeerAddress {
    let text = match service {
        Service::Aplicares => "https://aplicares.contoh.invalid/aplicaresws",
        Service::Siranap => "https://sirs.contoh.invalid/fo/index.php",
    };
    text.parse().unwrap()
}

pub(super) fn config() -> IntakeConfig {
    IntakeConfig { pass_on_to: Service::ALL.iter().copied().map(address).collect(), ..IntakeConfig::default() }
}

/// What counts, as the listener of these tests wrote it down.
pub(super) struct Numbers {
    db: Db,
    world: World,
}

impl BedNumbers for Numbers {
    fn of(&self, facility: FacilityId) -> BoxFuture<'_, Result<Vec<WardNumber>, StoreError>> {
        async move {
            let rows = self.db.rows("SELECT * FROM heard WHERE facility_id = $1", args![facility]).await?;
            rows.iter()
                .map(|row| {
                    let taken_at: UtcMs = row.get("at_ms")?;
                    let is_valid = self.world.now().age_s(taken_at) < VALID_H * 3_600;
                    let free = Some(row.get("free")?).filter(|_| is_valid);
                    let (ward, beds) = (row.get("ward_id")?, Some(row.get("capacity")?));
                    Ok(WardNumber { ward, beds, free, by_sex: None, taken_at: Some(taken_at), is_valid })
                })
                .collect()
        }
        .boxed()
    }
}

/// What becomes of a call on a line that fails now and then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Answered,
    /// No connection.
    NotSent,
    /// It never came there, and nobody knows.
    LostBefore,
    /// It came there, and the answer was lost.
    LostAfter,
    /// It came there and was stored; what came back is an error page.
    ErrorAfter,
    /// An error page instead of the service.
    ErrorBefore,
    /// The answer never comes, though the call did.
    Endless,
    /// Something in between answers this, or the service itself; nothing was done.
    Says(u16, &'static str),
}

/// Carries calls into the router of a second Sigap.
pub(super) struct Line {
    router: Router,
    seed: Mutex<u64>,
    /// Of a hundred calls so many fail.
    pub(super) fails: AtomicU32,
    /// The fate of the next calls.
    next: Mutex<Vec<Fate>>,
    /// Calls, by method and path.
    calls: Mutex<Vec<String>>,
    /// What the last call said.
    said: Mutex<String>,
    pub(super) is_away: AtomicBool,
    /// A call that never gets its answer came there.
    pub(super) arrived: tokio::sync::Notify,
}

impl Line {
    fn to(town: &Town) -> Arc<Self> {
        let (next, calls, said) = (Mutex::default(), Mutex::default(), Mutex::default());
        let fails = AtomicU32::new(0);
        let (router, is_away) = (town.router.clone(), AtomicBool::new(false));
        Arc::new(Self { router, seed: Mutex::new(11), fails, next, calls, said, is_away, arrived: tokio::sync::Notify::new() })
    }

    fn dice(&self) -> u64 {
        let mut seed = self.seed.lock().unwrap();
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *seed >> 33
    }

    fn fate(&self) -> Fate {
        if self.is_away.load(Ordering::Relaxed) {
            return Fate::NotSent;
        }
        let mut next = self.next.lock().unwrap();
        if !next.is_empty() {
            return next.remove(0);
        }
        let fails = self.dice() % 100 < u64::from(self.fails.load(Ordering::Relaxed));
        match self.dice() % 6 {
            _ if !fails => Fate::Answered,
            0 => Fate::NotSent,
            1 => Fate::LostBefore,
            2 | 3 => Fate::LostAfter,
            4 => Fate::ErrorAfter,
            _ => Fate::ErrorBefore,
        }
    }

    pub(super) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut *self.calls.lock().unwrap())
    }

    pub(super) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub(super) fn then(&self, fates: &[Fate]) {
        *self.next.lock().unwrap() = fates.to_vec();
    }

    async fn answer(&self, request: Signed) -> Carried {
        let mut carried = Request::builder().method(request.method).uri(&request.path);
        for (name, value) in &request.headers {
            carried = carried.header(*name, value);
        }
        let request = carried.body(Body::from(request.body)).unwrap();
        let response = self.router.clone().oneshot(normalise_path(request)).await.unwrap();
        let status = response.status().as_u16();
        Carried { status, body: response.into_body().collect().await.unwrap().to_bytes().to_vec() }
    }
}

impl Courier for Line {
    fn carry<'c>(&'c self, _: &'c PeerAddress, request: Signed) -> BoxFuture<'c, Result<Carried, CourierFault>> {
        async move {
            let fate = self.fate();
            self.calls.lock().unwrap().push(format!("{} {} {fate:?}", request.method, request.path));
            *self.said.lock().unwrap() = String::from_utf8_lossy(&request.body).into_owned();
            let error = || Carried { status: 502, body: b"<html>502 Bad Gateway</html>".to_vec() };
            match fate {
                Fate::NotSent => return Err(CourierFault::NotSent),
                Fate::LostBefore => return Err(CourierFault::Lost),
                Fate::ErrorBefore => return Ok(error()),
                Fate::Says(status, body) => return Ok(Carried { status, body: body.as_bytes().to_vec() }),
                Fate::Answered | Fate::LostAfter | Fate::ErrorAfter | Fate::Endless => {}
            }
            let answer = self.answer(request).await;
            match fate {
                Fate::LostAfter => Err(CourierFault::Lost),
                Fate::ErrorAfter => Ok(error()),
                Fate::Endless => {
                    self.arrived.notify_one();
                    std::future::pending().await
                }
                _ => Ok(answer),
            }
        }
        .boxed()
    }
}

/// A hospital's Sigap, the service it passes on to, and the line between them.
pub(super) struct Pair {
    pub(super) here: Town,
    pub(super) there: Town,
    pub(super) line: Arc<Line>,
    pub(super) runner: Runner,
    pub(super) service: Service,
    pub(super) target: TargetId,
}

impl Pair {
    pub(super) async fn of(service: Service, here: Town) -> Self {
        Self::between(service, here, on_sqlite(IntakeConfig::default()).await).await
    }

    async fn between(service: Service, here: Town, there: Town) -> Self {
        there.add_siranap_key(there.hospital, RS_ID).await;
        tamper(&here, "UPDATE facility SET stage = 'public'").await;
        let line = Line::to(&there);
        let jobs = here.intake.pass_on_jobs(numbers_of(&here), line.clone());
        let runner = Runner::new(here.db.clone(), here.world.clone(), "a").with_all(jobs);
        let target = turned_on(&here, service, if service == Service::Siranap { PASS } else { SECRET }).await;
        Self { here, there, line, runner, service, target }
    }

    /// Both services, each between two that are on SQLite and two that are on PostgreSQL.
    pub(super) async fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for service in Service::ALL.iter().copied() {
            let theres = both_engines_with(IntakeConfig::default()).await;
            for (here, there) in both_engines_with(config()).await.into_iter().zip(theres) {
                all.push(Self::between(service, here, there).await);
            }
        }
        all
    }

    pub(super) fn advance_s(&self, seconds: i64) {
        self.here.clock.advance_s(seconds);
        self.there.clock.advance_s(seconds);
    }

    pub(super) async fn rows(&self) -> Vec<PassRow> {
        store::rows(&self.here.db, self.target).await.unwrap()
    }

    pub(super) async fn states(&self) -> Vec<RowState> {
        self.rows().await.iter().map(|row| row.state).collect()
    }

    pub(super) async fn run(&self) {
        self.runner.run_due_once().await.unwrap();
    }

    /// Has what is due found, and then done.
    pub(super) async fn walk(&self) {
        self.advance_s(31);
        self.run().await;
        self.advance_s(3);
        self.run().await;
    }

    /// Runs until nothing waits; gives how many times that took.
    pub(super) async fn settle(&self) -> u32 {
        for round in 1..40 {
            self.advance_s(31);
            self.run().await;
            let rows = self.rows().await;
            if !rows.is_empty() && rows.iter().all(|row| row.state.is_settled() && row.state != RowState::Waiting) {
                return round;
            }
        }
        panic!("it does not come to rest: {:?}", self.rows().await);
    }

    /// Opens a ward that nobody's system speaks of.
    pub(super) async fn open_ward(&self, name: &str, pool: &str) -> WardId {
        let new = &NewWard { facility: self.here.hospital, name: name.into(), pool: pool.parse().unwrap(), reported_by: ReportedBy::Board };
        let added: Result<WardId, RegistryError> =
            self.here.db.write(&self.here.system(), |tx| async move { Ok(sigap_registry::add_ward(&tx, new.clone()).await?.id) }).await;
        added.unwrap()
    }

    /// A number entered by hand.
    pub(super) async fn count(&self, ward: WardId, beds: u32, free: u32) {
        let now = self.here.now().0;
        let hospital = self.here.hospital;
        let sql = format!(
            "INSERT INTO heard (ward_id, facility_id, capacity, free, men, reports, at_ms, forgotten)
             VALUES ('{ward}', '{hospital}', {beds}, {free}, 0, 1, {now}, 0)
             ON CONFLICT (ward_id) DO UPDATE SET capacity = {beds}, free = {free}, at_ms = {now}"
        );
        tamper(&self.here, &sql).await;
    }

    /// A row that the hospital's own system registered there. Of Aplicares the name is the code.
    pub(super) async fn stands_there(&self, class: &str, name: &str, beds: u32, free: u32) {
        match self.service {
            Service::Aplicares => drop(self.there.create(&room(class, name, name, beds.into(), free.into())).await),
            Service::Siranap => {
                let (rooms, taken) = (2, beds - free);
                let numbers = format!(r#""jumlah_ruang":"{rooms}","jumlah":"{beds}","terpakai":"{taken}","antrian":"3","covid":1"#);
                let body = format!(r#"{{"id_tt":"{class}","ruang":"{name}",{numbers}}}"#);
                self.there.rs_online("POST", "/fo/index.php/Fasyankes", &body).await;
            }
        }
    }

    pub(super) async fn target(&self) -> Target {
        store::target(&self.here.db, self.target).await.unwrap().unwrap()
    }

    /// What the service heard of each ward, in order.
    pub(super) async fn heard(&self) -> BTreeMap<String, Vec<u32>> {
        let names: BTreeMap<String, String> = sigap_registry::wards_of(&self.there.db, self.there.hospital)
            .await
            .unwrap()
            .into_iter()
            .map(|ward| (ward.id.to_string(), ward.name))
            .collect();
        let sql = "SELECT subject, body FROM journal_entry WHERE kind = 'test.heard' ORDER BY at_ms, seq";
        let mut heard: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for row in self.there.db.rows(sql, args![]).await.unwrap() {
            let (subject, body): (String, String) = (row.get("subject").unwrap(), row.get("body").unwrap());
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            let ward = subject.split_once(':').unwrap().1;
            heard.entry(names[ward].clone()).or_default().push(body["free"].as_u64().unwrap().try_into().unwrap());
        }
        heard
    }

    /// Rows there: class, room, beds, free.
    pub(super) async fn there(&self) -> Vec<(String, String, u32, u32)> {
        let mut all: Vec<_> = match self.service {
            Service::Aplicares => self
                .there
                .read_all()
                .await
                .rooms()
                .map(|room| room.unwrap().room)
                .map(|room| (room.key.class_code, room.key.room_code, room.capacity, room.free))
                .collect(),
            Service::Siranap => {
                let body = self.there.rs_online("GET", "/fo/index.php/Fasyankes", "").await;
                let rows = RsAnswer::read_list(200, body.as_bytes()).unwrap();
                let rows = rows.into_iter().map(|row| row.unwrap().row);
                rows.map(|row| (row.key.bed_type_code, row.key.room, row.counts.beds, row.counts.free())).collect()
            }
        };
        all.sort();
        all
    }
}

fn numbers_of(town: &Town) -> Arc<Numbers> {
    Arc::new(Numbers { db: town.db.clone(), world: town.world.clone() })
}

/// Turns passing on on, as the page does it.
pub(super) async fn turned_on(town: &Town, service: Service, secret: &str) -> TargetId {
    let ctx = &town.system();
    let id = TargetId::new(ctx);
    let seal = |field, text: &str| seal(&town.intake.0.floor, ctx, id, field, &Masked::new(text.into())).unwrap();
    let target = &Target {
        id,
        facility: town.hospital,
        service,
        address: address(service).to_string(),
        sender: if service == Service::Siranap { RS_ID.into() } else { "1234".into() },
        secret: seal("secret", secret),
        user_key: String::new(),
        facility_code: if service == Service::Siranap { RS_ID.into() } else { PPK.into() },
        letter_no: "445/017/RSUD/2026 (rekaan)".into(),
        letter_date: "2026-11-20".into(),
        authorised_by: ctx.actor().to_string(),
        state: TargetState::On,
        answer: String::new(),
        version: 1,
    };
    let done: Result<(), StoreError> = town
        .db
        .write(ctx, |tx| async move {
            assert!(store::put_target(&tx, target).await?);
            tx.record(tell::turned_on(target));
            Ok(())
        })
        .await;
    done.unwrap();
    id
}

#[tokio::test]
async fn a_number_is_passed_on_once_and_again_when_it_changes() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        assert_eq!(pair.states().await, [RowState::Kept]);
        let there = pair.there().await;
        let codes = if pair.service == Service::Siranap { ("4", "Ruang Melati") } else { ("KL2", "RUANGMELAT") };
        assert_eq!(there, [(codes.0.to_owned(), codes.1.to_owned(), 24, 7)]);
        pair.settle().await;
        pair.count(melati, 24, 6).await;
        pair.settle().await;
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati"], [7, 6]);
    }
}

#[tokio::test]
async fn over_a_line_that_fails_one_call_in_ten_nothing_is_lost_and_nothing_is_said_twice() {
    for pair in Pair::all().await {
        let kinds = ["general.1", "general.2", "general.3", "icu.none", "hcu.none"];
        let mut said: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut wards = Vec::new();
        for (number, kind) in kinds.iter().enumerate() {
            let name = format!("Ruang {number} (rekaan)");
            wards.push((name.clone(), pair.open_ward(&name, &format!("{kind}.any.any.no")).await));
        }
        pair.line.fails.store(10, Ordering::Relaxed);
        for change in 0..220_u32 {
            let (name, ward) = &wards[change as usize % wards.len()];
            // Never the same number twice in a row, so that each change is to be heard.
            let free = change / 5 % 20 + 1;
            pair.count(*ward, 30, free).await;
            said.entry(name.clone()).or_default().push(free);
            // Some come to rest alone, some together.
            if change % 3 != 0 || change / 5 != (change + 1) / 5 {
                pair.settle().await;
            }
        }
        pair.settle().await;
        let failed = pair.line.calls().iter().filter(|call| !call.ends_with("Answered")).count();
        assert!(failed > 10, "{failed} calls failed");
        assert_eq!(pair.heard().await, said, "{:?}", pair.service);
        let there = pair.there().await;
        assert_eq!(there.len(), wards.len());
        let mut rows: Vec<_> = pair.rows().await.into_iter().map(|row| (row.codes.class, row.codes.room, row.kept.unwrap())).collect();
        rows.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
        let kept: Vec<_> = rows.into_iter().map(|(class, room, kept)| (class, room, kept.beds, kept.free)).collect();
        assert_eq!(there, kept);
        assert!(pair.states().await.iter().all(|state| *state == RowState::Kept));
    }
}

/// What the lease of a job prevents, and its end can bring about all the same: one takes the other for dead, and walks beside it.
#[tokio::test]
async fn two_nodes_that_walk_over_one_target_at_once_say_nothing_twice() {
    for pair in Pair::all().await {
        let mut said: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut wards = Vec::new();
        for number in 0..4_u32 {
            let name = format!("Ruang {number} (rekaan)");
            wards.push((name.clone(), pair.open_ward(&name, "general.2.any.any.no").await));
        }
        let walker = || PassOn::new(pair.here.intake.clone(), numbers_of(&pair.here), pair.line.clone());
        let (one, other) = (walker(), walker());
        pair.line.fails.store(10, Ordering::Relaxed);
        let mut met = 0;
        for change in 1..=30_u32 {
            // What is heard at one instant stands in the journal in no order.
            pair.advance_s(1);
            for (name, ward) in &wards {
                pair.count(*ward, 30, change % 29 + 1).await;
                said.entry(name.clone()).or_default().push(change % 29 + 1);
            }
            let ctx = pair.here.system();
            let (first, second) = tokio::join!(one.run(&ctx, pair.target), other.run(&ctx, pair.target));
            met += [first, second].iter().filter(|ended| matches!(ended, Err(JobError::Again(why)) if why.contains("changed"))).count();
            pair.settle().await;
        }
        assert_eq!(pair.heard().await, said, "{:?}", pair.service);
        assert_eq!(pair.there().await.len(), wards.len());
        assert!(met > 0, "they never met");
    }
}

/// Each fate of a first call and of a change: whatever it is, the service hears each number once.
#[tokio::test]
async fn whatever_becomes_of_a_call_each_number_is_heard_once() {
    let fates = [Fate::NotSent, Fate::LostBefore, Fate::LostAfter, Fate::ErrorAfter, Fate::ErrorBefore];
    for service in Service::ALL.iter().copied() {
        for fate in fates {
            let pair = Pair::of(service, on_sqlite(config()).await).await;
            let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
            // RS Online is asked for its list first; Aplicares answers the first update that there is no such room.
            pair.line.then(&[Fate::Answered, fate]);
            pair.count(melati, 24, 7).await;
            pair.settle().await;
            pair.line.then(&[fate, fate]);
            pair.count(melati, 24, 6).await;
            pair.settle().await;
            pair.count(melati, 24, 7).await;
            pair.settle().await;
            assert_eq!(pair.heard().await["Ruang Melati"], [7, 6, 7], "{service} {fate:?}: {:?}", pair.line.calls());
            assert_eq!(pair.there().await.len(), 1);
        }
    }
}

#[tokio::test]
async fn a_node_that_dies_while_it_waits_for_an_answer_says_nothing_twice() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        pair.count(melati, 24, 6).await;
        pair.line.then(&match pair.service {
            Service::Aplicares => vec![Fate::Endless],
            // The number of the row is learned first.
            Service::Siranap => vec![Fate::Answered, Fate::Endless],
        });
        pair.advance_s(31);
        tokio::select! {
            ran = pair.runner.run_due_once() => panic!("it came to an end: {ran:?}"),
            () = pair.line.arrived.notified() => {}
        }
        assert_eq!(pair.states().await, [RowState::Sending]);
        pair.line.calls();
        // The job of a node that died is taken over after its time: that of a walk, and not much more.
        pair.advance_s(190);
        pair.run().await;
        pair.advance_s(10);
        pair.run().await;
        assert_eq!(pair.states().await, [RowState::Unsure], "nobody looks before a call that is late can have come there");
        assert!(pair.line.calls().is_empty());
        pair.settle().await;
        let calls = pair.line.calls();
        assert!(calls.len() == 1 && calls[0].starts_with("GET"), "{calls:?}");
        assert_eq!(pair.heard().await["Ruang Melati"], [7, 6]);
    }
}

#[tokio::test]
async fn reports_of_the_hospitals_own_system_go_on_under_its_own_codes() {
    for here in both_engines_with(config()).await {
        let pair = Pair::of(Service::Aplicares, here).await;
        let jobs = "SELECT COUNT(*) AS n FROM job WHERE kind = 'intake.pass_on' AND state = 'waiting'";
        pair.run().await;
        assert_eq!(pair.here.count(jobs).await, 0);
        pair.here.create(&melati()).await;
        // A moment after it was turned on every report asks for it in its own transaction.
        while pair.here.count(jobs).await == 0 {
            pair.here.update(&melati()).await;
        }
        pair.settle().await;
        assert_eq!(pair.there().await, [("KL2".to_owned(), "MLT2".to_owned(), 24, 7)]);
        // Another report with the same number says nothing new; after an hour it is a confirmation.
        pair.here.update(&melati()).await;
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati Kelas II"], [7]);
        pair.advance_s(CONFIRM_EVERY_S);
        pair.settle().await;
        pair.here.update(&melati()).await;
        pair.settle().await;
        let heard = async || pair.heard().await.remove("Ruang Melati Kelas II").unwrap();
        assert_eq!(heard().await, [7, 7], "at most once an hour");
        pair.advance_s(CONFIRM_EVERY_S);
        pair.settle().await;
        assert_eq!(heard().await, [7, 7, 7]);
        pair.advance_s(CONFIRM_EVERY_S);
        pair.settle().await;
        assert_eq!(heard().await, [7, 7, 7], "nobody counted again");
        // A system that removes a room and registers it again.
        let key = sigap_exchange::aplicares::RoomKey::of("KL2", "MLT2").unwrap();
        pair.here.say(sender("1234").delete(&ppk(PPK), &key, pair.here.now())).await;
        pair.here.create(&room("KL2", "MLT2", "Ruang Melati Kelas II", 24, 3)).await;
        pair.line.calls();
        pair.settle().await;
        assert!(!pair.line.calls().iter().any(|call| call.contains("delete")));
        assert_eq!(pair.there().await, [("KL2".to_owned(), "MLT2".to_owned(), 24, 3)]);
        assert_eq!(pair.here.count("SELECT COUNT(*) AS n FROM pass_row").await, 1);
    }
}

const CONFIRM_EVERY_S: i64 = crate::CONFIRM_EVERY_MIN * 60;

pub(super) fn wish(service: Service) -> Wish {
    let is_siranap = service == Service::Siranap;
    Wish {
        service,
        address: address(service).to_string(),
        sender: "1234".into(),
        secret: Masked::new(if is_siranap { PASS } else { SECRET }.into()),
        user_key: Masked::new(String::new()),
        facility_code: if is_siranap { RS_ID } else { PPK }.into(),
        letter_no: "445/017/RSUD/2026 (rekaan)".into(),
        letter_date: "2026-11-20".into(),
        is_agreed: true,
    }
}
