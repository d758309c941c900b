//! What was, hour by hour, on both engines: it is written down once, learned from, forecast and held against what came.

use std::sync::Arc;

use sigap_availability::SourceKind;
use sigap_availability::chance::Reliability;
use sigap_kernel::{BedType, FacilityId, ManualClock, Pool, Role, Scope, UtcMs, WardId};
use sigap_store::{Query as _, args};
use sigap_testkit::TestWorld;

use super::town::{self, Town, at, hospital};
use super::{Open, get, get_as, open, post_as};
use crate::history::{forecast, learn, sample, store};

/// Monday 2026-11-02, 00:00 in Jakarta.
const BEGIN: UtcMs = UtcMs(1_793_552_400_000);
const BEDS: u32 = 12;

struct Lived {
    town: Open,
    clock: Arc<ManualClock>,
    facility: FacilityId,
    ward: WardId,
}

/// A town with an intensive ward on each engine, on a clock that tests set.
async fn towns() -> Vec<Lived> {
    let mut all = Vec::new();
    for world in TestWorld::both(town::TABLES).await {
        let clock = world.clock.clone();
        clock.set(BEGIN);
        let town = open(world).await;
        let facility = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let ward = town.ward(facility, "ICU", Pool::of_type(BedType::Icu)).await;
        all.push(Lived { town, clock, facility, ward });
    }
    all
}

impl Lived {
    /// The next hour, in which the hospital says so many free; `None`: it is silent.
    async fn hour(&self, free: Option<u32>) {
        self.clock.advance_s(1_800);
        if let Some(free) = free {
            self.town.report(self.facility, &[(self.ward, BEDS, free, 0)]).await;
        }
        self.clock.advance_s(1_800);
        if sample::sample(&self.town.beds, &self.town.system()).await.unwrap() {
            forecast::score(&self.town.beds, &self.town.system()).await.unwrap();
        }
    }

    /// So many days in which one bed is taken in the morning and becomes free in the evening, and what is learned of each.
    async fn days(&self, days: usize) {
        for _ in 0..days {
            for hour in 0..24 {
                self.hour(Some(if (9..18).contains(&hour) { 2 } else { 3 })).await;
            }
            learn::learn(self.town.floor.db(), &self.town.system(), self.town.beds.rules(), sigap_kernel::Zone::Wib).await.unwrap();
        }
    }

    fn outlook(&self, town: &Town) -> Option<(u8, (u8, u8))> {
        let picture = town.beds.picture();
        let outlook = picture.facility(self.facility)?.outlook(0, town.beds.rules(), self.town.system().now())?;
        Some((outlook.chance_pct(30), outlook.interval_pct(30)))
    }
}

#[tokio::test]
async fn it_is_known_for_how_many_hours_a_number_counted() {
    for lived in towns().await {
        // An intensive ward's number counts for two hours; then the hospital is silent.
        for free in [Some(4), None, None, None, Some(3)] {
            lived.hour(free).await;
        }
        let of = async |from_h: i64, to_h: i64| {
            let (from, to) = (BEGIN.plus_min(from_h * 60), BEGIN.plus_min(to_h * 60));
            let all = crate::hours_counted(lived.town.floor.db(), lived.facility, sigap_kernel::Zone::Wib, from, to).await.unwrap();
            all.get(&lived.ward).map(|hours| (hours.counted, hours.looked_at))
        };
        assert_eq!(of(0, 5).await, Some((3, 5)), "as the first, the second and the fifth hour ended");
        assert_eq!(of(1, 3).await, Some((1, 2)), "only hours that began in between");
        assert_eq!(of(100, 200).await, None, "nobody looked");
    }
}

#[tokio::test]
async fn an_hour_is_written_down_once_when_it_is_over() {
    for lived in towns().await {
        for free in [Some(4), Some(2), None, Some(3)] {
            lived.hour(free).await;
            assert!(!sample::sample(&lived.town.beds, &lived.town.system()).await.unwrap(), "another node was faster");
        }
        let day = lived.clock_day();
        let days = store::days_of(lived.town.floor.db(), lived.facility, day, day + 1).await.unwrap();
        let cells = days[0].cells;
        assert_eq!(
            cells[..5].iter().map(|cell| cell.map(|cell| cell.free)).collect::<Vec<_>>(),
            [Some(Some(4)), Some(Some(2)), Some(Some(2)), Some(Some(3)), None]
        );
        assert_eq!(cells[1].unwrap().seen.unwrap().admitted, 2);
        assert_eq!(cells[2].unwrap().seen, None, "nothing was heard in this hour");
        assert_eq!(cells[3].unwrap().seen.unwrap().discharged, 1);
        assert!(cells[2].unwrap().is_counted);
    }
}

impl Lived {
    fn clock_day(&self) -> i64 {
        sigap_availability::chance::Calendar::new(sigap_kernel::Zone::Wib, []).day(BEGIN)
    }
}

#[tokio::test]
async fn after_a_week_a_pool_has_a_chance_that_staff_see_and_residents_do_not() {
    for lived in towns().await {
        lived.days(7).await;
        assert_eq!(lived.outlook(&lived.town), None, "not before a week was heard");
        lived.days(2).await;
        lived.town.until(|picture| picture.facility(lived.facility).is_some_and(|one| one.wards[0].flow.is_some())).await;
        let (chance, (low, high)) = lived.outlook(&lived.town).unwrap();
        assert!(chance >= 80 && low <= chance && chance <= high, "{chance} {low} {high}");
        let operator = lived.town.log_in("112", Role::Dispatcher, Scope::City).await;
        get_as(&lived.town, &operator, "/?keadaan=intensive").await.says(&format!("{chance}% ("));
        get_as(&lived.town, &operator, &format!("/rs/{}?lang=en", lived.facility)).await.says("Very likely free");
        let manager = lived.town.log_in("manajer", Role::BedManager, Scope::Facility(lived.facility)).await;
        get_as(&lived.town, &manager, &format!("/manajer/{}", lived.facility)).await.says("seperti biasanya pada jam-jam ini");
        let page = get(&lived.town, "/?keadaan=intensive").await;
        page.says("Tersedia");
        page.hides("Kemungkinan besar");
        // A node that starts now paints the same.
        let again =
            Town::on(lived.town.floor.db().clone(), lived.town.town.world.clone(), lived.town.world.folder.path().join("ring")).await;
        assert_eq!(lived.outlook(&again).map(|(chance, _)| chance), lived.outlook(&lived.town).map(|(chance, _)| chance));
    }
}

#[tokio::test]
async fn forecasts_are_held_against_what_the_hospital_said_next() {
    for lived in towns().await {
        lived.days(10).await;
        let told = store::told_of(lived.town.floor.db(), lived.facility).await.unwrap();
        let scored = told[0].scored;
        assert!(scored.scored() > 24.0, "{scored:?}");
        assert!(scored.brier().unwrap() < 0.05, "{scored:?}");
        assert!(!told[0].is_public(&lived.town.beds.rules().chance.calibration), "nobody has switched it on");
    }
}

#[tokio::test]
async fn what_is_too_old_is_thrown_away() {
    for lived in towns().await {
        lived.hour(Some(4)).await;
        lived.clock.advance_s(24 * 3_600 * (crate::DAYS_KEPT + 3));
        assert_eq!(sample::sweep(&lived.town.beds, &lived.town.system()).await.unwrap(), 1);
        assert_eq!(sample::sweep(&lived.town.beds, &lived.town.system()).await.unwrap(), 0);
        let left = lived.town.floor.db().row("SELECT COUNT(*) AS n FROM bed_day", args![]).await.unwrap().unwrap();
        assert_eq!(left.get::<i64>("n").unwrap(), 0);
    }
}

/// Forecasts that came as they were said: of ten each, so many.
fn right() -> Reliability {
    let mut scored = Reliability::default();
    (0..400).for_each(|one| scored.add(0.9, one % 10 != 0));
    scored
}

impl Lived {
    /// The pool's forecasts as if they had come so.
    async fn scored(&self, scored: Reliability) {
        let db = self.town.floor.db();
        let mut told = store::told_of(db, self.facility).await.unwrap();
        let told = &told.iter_mut().map(|one| crate::history::Told { scored, ..one.clone() }).collect::<Vec<_>>();
        db.write(&self.town.system(), |tx| async move {
            store::put_told(&tx, told).await?;
            tx.confirm(sigap_store::Subject::new("bed_told", self.facility));
            Ok::<_, sigap_store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn told(&self, is_told: bool) {
        self.town.until(|picture| picture.facility(self.facility).is_some_and(|one| one.tells_chance(0) == is_told)).await;
    }
}

#[tokio::test]
async fn residents_see_a_chance_only_when_it_is_calibrated_and_the_office_has_switched_it_on() {
    for lived in towns().await {
        lived.days(9).await;
        let office = lived.town.log_in("dinkes", Role::Office, Scope::City).await;
        get_as(&lived.town, &office, "/peluang").await.says("Belum cukup perkiraan");
        lived.scored(right()).await;
        let page = get_as(&lived.town, &office, "/peluang").await;
        page.says("Tepat, belum dinyalakan");
        page.says("Tampilkan 1 yang sudah tepat");
        get(&lived.town, "/?keadaan=intensive").await.hides("Kemungkinan besar");

        let saved = post_as(&lived.town, &office, "/peluang", "show=ready").await;
        assert_eq!(saved.location, "/peluang?ok=saved");
        lived.told(true).await;
        let page = get(&lived.town, "/?keadaan=intensive").await;
        page.says("Kemungkinan besar masih ada");
        page.hides("% (");
        get(&lived.town, &format!("/rs/{}?lang=en", lived.facility)).await.says("Very likely free");

        // It goes astray: the word disappears by itself, whatever was decided.
        let mut astray = right();
        (0..400).for_each(|_| astray.add(0.9, false));
        lived.scored(astray).await;
        lived.told(false).await;
        get(&lived.town, "/?keadaan=intensive").await.hides("Kemungkinan besar");
        get_as(&lived.town, &office, "/peluang?lang=en").await.says("Switched on, but astray now");
    }
}

#[tokio::test]
async fn two_at_the_office_decide_one_after_the_other_and_nobody_else_does() {
    let lived = towns().await.swap_remove(0);
    lived.days(9).await;
    lived.scored(right()).await;
    let office = lived.town.log_in("dinkes", Role::Office, Scope::City).await;
    let pool = Pool::of_type(BedType::Icu);
    let form = |show: &str| format!("facility={}&pool={pool}&version=1&show={show}", lived.facility);
    assert_eq!(post_as(&lived.town, &office, "/peluang", &form("yes")).await.location, "/peluang?ok=saved");
    assert_eq!(post_as(&lived.town, &office, "/peluang", &form("no")).await.location, "/peluang?ok=overtaken");
    get_as(&lived.town, &office, "/peluang?ok=overtaken").await.says("Rekan Anda baru saja mengubahnya");
    assert_eq!(post_as(&lived.town, &office, "/peluang", "facility=x&pool=y&show=yes").await.status, 404);
    assert_eq!(post_as(&lived.town, &office, "/peluang", "show=all").await.status, 404);
    for (name, role, scope) in [("manajer", Role::BedManager, Scope::Facility(lived.facility)), ("112", Role::Dispatcher, Scope::City)] {
        let other = lived.town.log_in(name, role, scope).await;
        assert_eq!(get_as(&lived.town, &other, "/peluang").await.status, 403);
        assert_eq!(post_as(&lived.town, &other, "/peluang", &form("yes")).await.status, 403);
    }
    assert_eq!(get(&lived.town, "/peluang").await.status, 401);
}

#[tokio::test]
async fn what_the_bed_manager_plans_moves_the_chance() {
    for lived in towns().await {
        lived.days(9).await;
        lived.clock.advance_s(600);
        lived.town.report(lived.facility, &[(lived.ward, BEDS, 0, 0)]).await;
        lived.town.until(|picture| picture.facility(lived.facility).is_some_and(|one| one.wards[0].flow.is_some())).await;
        let chance = || {
            let picture = lived.town.beds.picture();
            picture.facility(lived.facility)?.outlook(0, lived.town.beds.rules(), lived.town.system().now()).map(|one| one.chance_pct(120))
        };
        let before = chance().unwrap();
        let one = lived.town.beds.picture().facility(lived.facility).cloned().unwrap();
        let ctx = &lived.town.system();
        let home = |minutes| crate::NewPlan {
            facility: lived.facility,
            kind: crate::PlanKind::Home,
            ward: Some(lived.ward),
            to_ward: None,
            since: ctx.now(),
            at: ctx.now().plus_min(minutes),
            label: sigap_kernel::Masked::default(),
        };
        for minutes in [10, 15, 20] {
            crate::list::deed::add(&lived.town.beds, ctx, &one, home(minutes)).await.unwrap();
        }
        lived.town.until(|_| chance().is_some_and(|after| after > before + 20)).await;
    }
}

impl Lived {
    /// The next hour, in which somebody in the ward says so many free; `None`: nobody does.
    async fn hour_by(&self, source: SourceKind, free: Option<u32>) {
        self.clock.advance_s(1_200);
        if let Some(free) = free {
            self.town.report_by(source, self.facility, &[(self.ward, BEDS, free, 0)]).await;
        }
        self.clock.advance_s(2_400);
        sample::sample(&self.town.beds, &self.town.system()).await.unwrap();
    }

    /// Types in what was written: minutes after the beginning, and free beds.
    async fn paper(&self, was: &[(i64, u32)], lines: &[(i64, u32)]) -> Vec<crate::Reported> {
        let line = |(minute, free): &(i64, u32)| crate::LateLine { observed_at: BEGIN.plus_min(*minute), beds: BEDS, free: *free };
        let (was, lines): (&Vec<_>, &Vec<_>) = (&was.iter().map(line).collect(), &lines.iter().map(line).collect());
        let (facility, ward, beds) = (self.facility, self.ward, &self.town.beds);
        let ctx = &self.town.system();
        let late = &crate::Late { facility, ward, zone: sigap_kernel::Zone::Wib, was, lines };
        let taken = self.town.floor.db().write(ctx, |tx| async move { crate::take_late(&tx, beds.counter(), beds.rules(), late).await });
        taken.await.unwrap()
    }

    async fn free_by_hour(&self, hours: usize) -> Vec<Option<u32>> {
        let day = self.clock_day();
        let days = store::days_of(self.town.floor.db(), self.facility, day, day + 1).await.unwrap();
        days[0].cells[..hours].iter().map(|cell| cell.and_then(|cell| cell.free)).collect()
    }

    fn number(&self) -> Option<(Option<u32>, UtcMs)> {
        let seen = self.town.beds.picture().ward(self.ward)?.observation?;
        Some((seen.free, seen.taken_at()))
    }
}

#[tokio::test]
async fn paper_fills_the_hours_nobody_knew_with_their_true_times_and_overwrites_nothing_newer() {
    use crate::Reported::{Changed, Older};
    for lived in towns().await {
        let board = SourceKind::WardBoard;
        lived.hour_by(board, Some(4)).await;
        for _ in 0..4 {
            lived.hour_by(board, None).await;
        }
        assert_eq!(lived.paper(&[], &[(130, 2), (250, 1)]).await, [Changed, Changed]);
        lived.town.until(|_| lived.number() == Some((Some(1), BEGIN.plus_min(250)))).await;
        assert_eq!(lived.free_by_hour(5).await, [Some(4), Some(4), Some(2), Some(2), Some(1)]);
        let counted =
            crate::hours_counted(lived.town.floor.db(), lived.facility, sigap_kernel::Zone::Wib, BEGIN, BEGIN.plus_min(300)).await;
        assert_eq!(counted.unwrap()[&lived.ward].counted, 5, "an hour that nobody knew counts now");
        lived.hour_by(board, Some(3)).await;
        let cells = store::days_of(lived.town.floor.db(), lived.facility, lived.clock_day(), lived.clock_day() + 1).await.unwrap()[0].cells;
        let moved = |hour: usize| cells[hour].unwrap().seen.map(|seen| (seen.admitted, seen.discharged));
        assert_eq!((moved(2), moved(4), moved(5)), (Some((2, 0)), Some((1, 0)), Some((0, 2))), "nobody is counted twice");
        assert_eq!(lived.paper(&[(130, 2), (250, 1)], &[(130, 2), (250, 0)]).await, [Older, Older]);
        assert_eq!(
            lived.free_by_hour(6).await,
            [Some(4), Some(4), Some(2), Some(2), Some(0), Some(3)],
            "corrected, and what was heard stays"
        );
        assert_eq!(lived.number().map(|(free, _)| free), Some(Some(3)));
    }
}

#[tokio::test]
async fn where_a_system_speaks_paper_fills_the_past_and_leaves_the_number() {
    for lived in towns().await {
        let system = SourceKind::Aplicares;
        lived.hour_by(system, Some(4)).await;
        for _ in 0..3 {
            lived.hour_by(system, None).await;
        }
        assert!(crate::system_speaks(lived.town.floor.db(), lived.ward).await.unwrap());
        assert_eq!(lived.paper(&[], &[(190, 1)]).await, [crate::Reported::Beside]);
        assert_eq!(lived.free_by_hour(4).await[3], Some(1));
        lived.hour_by(system, None).await;
        assert_eq!(lived.number().map(|(free, _)| free), Some(Some(4)));
    }
}

#[tokio::test]
async fn a_day_that_paper_changes_after_it_was_learned_from_is_learned_from_anew() {
    for lived in towns().await {
        let db = lived.town.floor.db();
        let learn = async || learn::learn(db, &lived.town.system(), lived.town.beds.rules(), sigap_kernel::Zone::Wib).await.unwrap();
        let tally = async || store::flows_of(db, lived.facility).await.unwrap()[&lived.ward].tally.clone();
        for _ in 0..6 {
            lived.hour_by(SourceKind::WardBoard, Some(4)).await;
        }
        for _ in 6..24 {
            lived.hour_by(SourceKind::WardBoard, None).await;
        }
        assert!(learn().await);
        let before = tally().await;
        lived.paper(&[], &[(8 * 60 + 10, 2), (9 * 60 + 10, 1)]).await;
        for _ in 0..24 {
            lived.hour_by(SourceKind::WardBoard, Some(4)).await;
        }
        assert!(learn().await);
        let mended = tally().await;
        let ctx = &lived.town.system();
        let forget = db.write(ctx, |tx| async move {
            tx.execute("DELETE FROM bed_flow", Vec::new()).await?;
            tx.confirm(sigap_store::Subject::new("bed_flow", "test"));
            Ok::<_, sigap_store::StoreError>(())
        });
        forget.await.unwrap();
        assert!(learn().await);
        assert_eq!(mended, tally().await, "as if it had been known in time");
        assert_ne!(mended, before);
    }
}
