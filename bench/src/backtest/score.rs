//! Plays the invented weeks: learns from what was told in the past, forecasts, and holds each forecast against what truly was.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sigap_availability::chance::{
    Calendar, ChanceRules, Checks, Flow, HOURS_OF_WEEK, Moves, PoolNow, Reliability, Shape, Tally, Trust, WardNow, outlook,
};
use sigap_availability::{Observation, SourceKind, Terms};
use sigap_kernel::{UtcMs, Zone};

use super::reporter::{Habit, Said, tell};
use super::world::{DAY_MIN, Kind, Nature, Truth, WARM_UP_WEEKS, live};

/// Weeks that are told of, and how many of them are learned from before the first forecast is scored.
const WEEKS: i64 = 16;
const LEARNED_WEEKS: i64 = 8;
/// Forecasts a ward and day.
const FORECASTS_A_DAY: i64 = 6;
/// Calls of the office to a hospital a month, about.
const CALLS_EVERY_D: i64 = 12;
/// After so many minutes a number no longer counts.
const VALID_MIN: i64 = 360;
const VALID_BY_HAND_MIN: i64 = 480;
/// A call counts half after so many days.
const CALL_HALF_LIFE_D: f32 = 60.0;
const WEEK_MIN: i64 = 7 * DAY_MIN;
/// A Monday, 00:00 in Jakarta.
const BEGIN: UtcMs = UtcMs(1_788_109_200_000);

/// A ward of the city with everything that was told of it.
struct Ward {
    nature: Nature,
    habit: Habit,
    truth: Truth,
    said: Vec<Said>,
    hospital: usize,
}

/// Three who forecast the same moments.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Three {
    /// The engine.
    pub(crate) model: Reliability,
    /// *More than 0 free means yes*.
    pub(crate) yes: Reliability,
    /// How often a bed was free at this hour of the week in the past.
    pub(crate) climate: Reliability,
}

impl Three {
    fn add(&mut self, [model, yes, climate]: [f64; 3], came: bool) {
        self.model.add(model, came);
        self.yes.add(yes, came);
        self.climate.add(climate, came);
    }

    /// The better of the two others.
    pub(crate) fn better(&self) -> f64 {
        self.yes.brier().unwrap_or(0.0).min(self.climate.brier().unwrap_or(0.0))
    }

    /// The part of the better one's score that the engine does without.
    pub(crate) fn skill(&self) -> f64 {
        1.0 - self.model.brier().unwrap_or(0.0) / self.better()
    }
}

/// How a city was forecast.
#[derive(Debug, Default, Clone)]
pub(crate) struct Scores {
    pub(crate) all: Three,
    /// By how its hospitals report, in the order in which they were met.
    pub(crate) by_habit: Vec<(Habit, Three)>,
    /// Moments at which no number counted: there is no chance then, and nothing is scored.
    pub(crate) without: u64,
    /// The widths of all intervals, in per cent.
    pub(crate) widths: f64,
}

impl Scores {
    /// Both together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        let together = |one: Three, more: Three| Three {
            model: one.model.and(&more.model),
            yes: one.yes.and(&more.yes),
            climate: one.climate.and(&more.climate),
        };
        self.all = together(self.all, other.all);
        for (habit, more) in other.by_habit {
            self.of(habit, |three| *three = together(*three, more));
        }
        self.without += other.without;
        self.widths += other.widths;
        self
    }

    /// What is scored of a habit; begun when it is first met.
    fn of(&mut self, habit: Habit, add: impl FnOnce(&mut Three)) {
        match self.by_habit.iter_mut().find(|(one, _)| *one == habit) {
            Some((_, three)) => add(three),
            None => {
                let mut three = Three::default();
                add(&mut three);
                self.by_habit.push((habit, three));
            }
        }
    }
}

/// Plays a city of so many hospitals, each with three wards.
pub(crate) fn play(hospitals: usize, seed: u64, rules: &ChanceRules) -> Scores {
    let wards = city(hospitals, seed);
    let calendar = Calendar::new(Zone::Wib, []);
    let first = (WARM_UP_WEEKS + LEARNED_WEEKS) * 7;
    let last = (WARM_UP_WEEKS + WEEKS) * 7;
    let mut learned: Vec<Learned> = wards.iter().map(|_| Learned::default()).collect();
    let mut scores = Scores::default();
    let mut dice = StdRng::seed_from_u64(seed ^ 0x5eed);
    let mut checks = vec![Checks::default(); hospitals];
    for day in WARM_UP_WEEKS * 7..last {
        if day >= first {
            let flows = flows(&wards, &learned, rules);
            for ((ward, learned), flow) in wards.iter().zip(&learned).zip(&flows) {
                let Some(check) = checks.get(ward.hospital) else { continue };
                let known = Known { flow: flow.as_ref(), trust: Trust::after(check, rules), rules, calendar: &calendar };
                for _ in 0..FORECASTS_A_DAY {
                    let moment = (day * DAY_MIN + dice.random_range(0..DAY_MIN), dice.random_range(10..91));
                    forecast(ward, learned, &known, moment, &mut scores);
                }
            }
        }
        call(&wards, day, &mut checks, &mut dice);
        for (ward, learned) in wards.iter().zip(&mut learned) {
            learned.add_day(ward, day, &calendar, rules);
        }
    }
    scores
}

fn city(hospitals: usize, seed: u64) -> Vec<Ward> {
    let mut dice = StdRng::seed_from_u64(seed);
    let habits = [
        (Habit::Prompt, 26),
        (Habit::Batch(60), 20),
        (Habit::Batch(180), 12),
        (Habit::ByHand, 18),
        (Habit::SilentSpells, 10),
        (Habit::Boasts, 4),
        (Habit::Hides, 3),
        (Habit::Sticks, 4),
        (Habit::AllFreeForAWeek, 3),
    ];
    let mut wards = Vec::new();
    for hospital in 0..hospitals {
        let mut draw = dice.random_range(0..100);
        let habit = habits.iter().find(|(_, part)| {
            draw -= part;
            draw < 0
        });
        let habit = habit.map_or(Habit::Prompt, |(habit, _)| *habit);
        for kind in Kind::ALL {
            let beds = match kind {
                Kind::General => dice.random_range(8..30),
                Kind::Intensive => dice.random_range(4..13),
                Kind::Delivery => dice.random_range(3..9),
            };
            let load = dice.random_range(0.72..1.08);
            let nature = Nature { kind, beds, load, is_shaken: dice.random::<f64>() < 0.4 };
            let truth = live(nature, WEEKS, dice.random());
            let said = tell(&truth, habit, (WARM_UP_WEEKS + WEEKS) * WEEK_MIN, dice.random());
            wards.push(Ward { nature, habit, truth, said, hospital });
        }
    }
    wards
}

/// What was gathered of a ward, as the program gathers it.
#[derive(Default)]
struct Learned {
    tally: Tally,
    next: usize,
    last: Option<Observation>,
    moves: Moves,
    free_hours: Vec<(f64, f64)>,
}

impl Learned {
    fn add_day(&mut self, ward: &Ward, day: i64, calendar: &Calendar, rules: &ChanceRules) {
        self.free_hours.resize(HOURS_OF_WEEK, (0.0, 0.0));
        for hour in 0..24 {
            let from = day * DAY_MIN + hour * 60;
            let (earlier, heard_until) = (self.moves, self.next);
            while let Some(said) = ward.said.get(self.next).filter(|said| said.at < from + 60) {
                let report = report(said);
                self.moves = self.last.map_or(self.moves, |last| self.moves.after(&last, &report));
                self.last = Some(report);
                self.next += 1;
            }
            let of_week = calendar.hour(at(from));
            let heard = self.last.filter(|_| self.next > heard_until);
            self.tally.add(of_week, heard.and_then(|last| self.moves.since(&earlier, &last)), rules);
            if let (Some(last), Some(cell)) = (self.last, self.free_hours.get_mut(of_week.place()))
                && at(from + 60).age_s(last.observed_at) < VALID_MIN * 60
            {
                cell.0 += 1.0;
                cell.1 += f64::from(u8::from(last.free.unwrap_or(0) > 0));
            }
        }
    }

    fn climate(&self, place: usize) -> f64 {
        let (all, free) = self.free_hours.iter().fold((0.0, 0.0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        let mean = (free + 0.5) / (all + 1.0);
        let cell = self.free_hours.get(place).copied().unwrap_or_default();
        (cell.1 + mean) / (cell.0 + 1.0)
    }
}

fn flows(wards: &[Ward], learned: &[Learned], rules: &ChanceRules) -> Vec<Option<Flow>> {
    let of_kind = |kind| Shape::of(wards.iter().zip(learned).filter(|(ward, _)| ward.nature.kind == kind).map(|(_, one)| &one.tally));
    let shapes = Kind::ALL.map(of_kind);
    let shape = |kind: Kind| Kind::ALL.iter().position(|one| *one == kind).and_then(|place| shapes.get(place));
    wards.iter().zip(learned).map(|(ward, one)| Flow::learn(&one.tally, shape(ward.nature.kind)?, rules)).collect()
}

/// Somebody of the office calls a ward of a hospital and asks whether there is a bed.
fn call(wards: &[Ward], day: i64, checks: &mut [Checks], dice: &mut StdRng) {
    let keep = 0.5_f32.powf(1.0 / CALL_HALF_LIFE_D);
    for check in checks.iter_mut() {
        *check = Checks {
            free_right: check.free_right * keep,
            free_wrong: check.free_wrong * keep,
            full_right: check.full_right * keep,
            full_wrong: check.full_wrong * keep,
        };
    }
    for ward in wards {
        // One of three wards of a hospital is asked for.
        if dice.random_range(0..CALLS_EVERY_D * 3) != 0 {
            continue;
        }
        let now = day * DAY_MIN + dice.random_range(8 * 60..20 * 60);
        let (Some(said), Some(check)) = (last_word(ward, now), checks.get_mut(ward.hospital)) else { continue };
        let truly = ward.truth.at(now).1 > 0;
        let place = match (said.free > 0, truly) {
            (true, true) => &mut check.free_right,
            (true, false) => &mut check.free_wrong,
            (false, false) => &mut check.full_right,
            (false, true) => &mut check.full_wrong,
        };
        *place += 1.0;
    }
}

/// The last number, if it counts.
fn last_word(ward: &Ward, now: i64) -> Option<Said> {
    let place = ward.said.partition_point(|said| said.at <= now);
    let said = *ward.said.get(place.checked_sub(1)?)?;
    let valid = if ward.habit.is_by_hand() { VALID_BY_HAND_MIN } else { VALID_MIN };
    (now - said.at < valid).then_some(said)
}

/// Since when the number is the same.
fn changed_at(ward: &Ward, now: i64) -> i64 {
    let place = ward.said.partition_point(|said| said.at <= now);
    let past = ward.said.get(..place).unwrap_or_default();
    let Some(last) = past.last() else { return now };
    let same = past.iter().rev().take_while(|said| said.free == last.free && said.beds == last.beds);
    same.last().map_or(now, |said| said.at)
}

/// What everybody knows as a forecast is made.
struct Known<'a> {
    flow: Option<&'a Flow>,
    trust: Trust,
    rules: &'a ChanceRules,
    calendar: &'a Calendar,
}

/// One forecast: a family sets out now and arrives after these minutes.
fn forecast(ward: &Ward, learned: &Learned, known: &Known<'_>, (now, travel): (i64, i64), scores: &mut Scores) {
    let (Some(said), Some(flow)) = (last_word(ward, now), known.flow) else {
        scores.without += 1;
        return;
    };
    let changed_at = at(changed_at(ward, now));
    let here = [WardNow { free: said.free, capacity: Some(said.beds), taken_at: at(said.at), changed_at, flow }];
    let pool = PoolNow { wards: &here, leaving: &[], booked: &[], trust: known.trust };
    let Some(outlook) = outlook(known.rules, known.calendar, &pool, at(now)) else { return };
    let travel_min = u32::try_from(travel).unwrap_or(0);
    let model = f64::from(outlook.chance_pct(travel_min)) / 100.0;
    let yes = if said.free > 0 { 1.0 } else { 0.0 };
    let climate = learned.climate(known.calendar.hour(at(now + travel)).place());
    let came = ward.truth.at(now + travel).1 > 0;
    scores.all.add([model, yes, climate], came);
    scores.of(ward.habit, |three| three.add([model, yes, climate], came));
    let (low, high) = outlook.interval_pct(travel_min);
    scores.widths += f64::from(high - low);
}

fn report(said: &Said) -> Observation {
    let at = at(said.at);
    let (capacity, free) = (Some(said.beds), Some(said.free));
    Observation { capacity, free, terms: Terms::UNKNOWN, source: SourceKind::Aplicares, observed_at: at, received_at: at }
}

fn at(minute: i64) -> UtcMs {
    BEGIN.plus_min(minute)
}
