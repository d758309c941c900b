//! Who tells of the invented wards, and how truly: at once, each hour, thrice a day by hand, with days of silence, or falsely.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::world::{DAY_MIN, Truth};

/// A habit of reporting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Habit {
    /// Each change, within minutes.
    Prompt,
    /// All wards every so many minutes.
    Batch(i64),
    /// By hand at the change of shifts; now and then forgotten.
    ByHand,
    /// As prompt, but silent for days now and then.
    SilentSpells,
    /// Never says that it is full.
    Boasts,
    /// Keeps two beds to itself.
    Hides,
    /// Sends the same number again for days, with a new time.
    Sticks,
    /// Now and then says for a week that every bed is free.
    AllFreeForAWeek,
}

impl Habit {
    /// For the table.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Habit::Prompt => "who reports each change",
            Habit::Batch(60) => "who reports each hour",
            Habit::Batch(_) => "who reports every three hours",
            Habit::ByHand => "who reports by hand each shift",
            Habit::SilentSpells => "who falls silent for days",
            Habit::Boasts => "who never says full",
            Habit::Hides => "who keeps two beds to itself",
            Habit::Sticks => "who sends the same for days",
            Habit::AllFreeForAWeek => "who says all free for a week",
        }
    }

    pub(crate) const fn is_by_hand(self) -> bool {
        matches!(self, Habit::ByHand)
    }
}

/// A number as it was told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    pub(crate) at: i64,
    pub(crate) beds: u32,
    pub(crate) free: u32,
}

/// Everything that is told of a ward until a minute.
pub(crate) fn tell(truth: &Truth, habit: Habit, end: i64, seed: u64) -> Vec<Said> {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut moments: Vec<i64> = match habit {
        Habit::Batch(every) => (0..end / every).map(|turn| turn * every + dice.random_range(0..5)).collect(),
        Habit::ByHand => by_hand(end, &mut dice),
        _ => {
            let mut moments: Vec<i64> = truth.changes().map(|at| at + dice.random_range(0..12)).collect();
            moments.extend((0..end / 60).map(|hour| hour * 60 + dice.random_range(0..60)));
            moments
        }
    };
    moments.sort_unstable();
    moments.dedup();
    let spells = spells(habit, end, &mut dice);
    let in_spell = |at: i64| spells.iter().find(|(from, until)| at >= *from && at < *until);
    let said = moments.into_iter().filter(|at| *at < end).filter_map(|at| {
        let (beds, free) = truth.at(at);
        let said = |free| Some(Said { at, beds, free });
        match (habit, in_spell(at)) {
            (Habit::SilentSpells, Some(_)) => None,
            (Habit::Boasts, _) => said(free.max(1 + u32::from(at % 3 == 0)).min(beds)),
            (Habit::Hides, _) => said(free.saturating_sub(2)),
            (Habit::Sticks, Some((from, _))) => said(truth.at(*from).1.min(beds)),
            (Habit::AllFreeForAWeek, Some(_)) => said(beds),
            _ => said(free),
        }
    });
    said.collect()
}

fn by_hand(end: i64, dice: &mut StdRng) -> Vec<i64> {
    let mut moments = Vec::new();
    for day in 0..end / DAY_MIN {
        for shift in [6 * 60 + 40, 13 * 60 + 40, 20 * 60 + 40] {
            if dice.random::<f64>() < 0.88 {
                moments.push(day * DAY_MIN + shift + dice.random_range(0..50));
            }
        }
    }
    moments
}

/// Days in which the habit shows.
fn spells(habit: Habit, end: i64, dice: &mut StdRng) -> Vec<(i64, i64)> {
    let (every_d, least, most) = match habit {
        Habit::SilentSpells => (9, 1, 4),
        Habit::Sticks => (6, 1, 4),
        Habit::AllFreeForAWeek => (25, 6, 8),
        _ => return Vec::new(),
    };
    let mut spells = Vec::new();
    let mut at = dice.random_range(0..every_d * DAY_MIN);
    while at < end {
        let until = at + dice.random_range(least..most) * DAY_MIN;
        spells.push((at, until));
        at = until + dice.random_range(every_d / 2..every_d * 3 / 2) * DAY_MIN;
    }
    spells
}
