//! *Mutu data*: how far a hospital's numbers could be believed over some days, in four parts and one total. Whole numbers and counts go in;
//! who counted them, and who may see the result, is told elsewhere.

use serde::{Deserialize, Serialize};
use sigap_kernel::coded_enum;

/// What a ward can have in completeness: 12 for its free beds, 8 for its number of beds, 1 for each of the four deductions.
const FREE_POINTS: u64 = 12;
const CAPACITY_POINTS: u64 = 8;
/// Kinds of deduction a source may tell.
pub const DEDUCTIONS: u32 = 4;
/// All points of a ward.
pub const POINTS_A_WARD: u64 = FREE_POINTS + CAPACITY_POINTS + DEDUCTIONS as u64;
/// A whole check in thousandths.
const WHOLE: u64 = 1_000;
/// Parts of a million, in which a share is held while it is weighed.
const MILLION: u128 = 1_000_000;

/// How *mutu data* is counted. Each figure is a judgement until the city's own calls have shown a better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QualityRules {
    /// Weight of timeliness. Default 40: a number that is there in time is what families and crews live on.
    pub timely_weight: u32,
    /// Weight of completeness. Default 20.
    pub complete_weight: u32,
    /// Weight of consistency. Default 20.
    pub consistent_weight: u32,
    /// Weight of phone checks and verified cases, once there are `checks_full` of them; with fewer it is less in proportion. Default 20.
    pub checked_weight: u32,
    /// Checks that give the full weight. Default 4: one call is not yet a verdict.
    pub checks_full: u32,
    /// Days after which a check weighs half. Default 30: one round of monthly calls.
    pub check_half_life_days: u32,
    /// Hours without any movement of the number after which somebody should look. Default 168, a week.
    pub unmoved_after_h: u32,
    /// Wards with fewer beds than this may stand still for long. Default 6.
    pub unmoved_beds_min: u32,
    /// Hours in a row with every bed free after which somebody should look. Default 168, a week.
    pub all_free_after_h: u32,
    /// Wards with fewer beds than this may be empty for long. Default 3.
    pub all_free_beds_min: u32,
    /// Beds by which a hospital's word on the phone and the number shown may differ. Default 1: somebody may just have come.
    pub check_tolerance_beds: u32,
    /// The same in per cent of the beds, where that is more. Default 10.
    pub check_tolerance_pct: u32,
}

impl Default for QualityRules {
    fn default() -> Self {
        Self {
            timely_weight: 40,
            complete_weight: 20,
            consistent_weight: 20,
            checked_weight: 20,
            checks_full: 4,
            check_half_life_days: 30,
            unmoved_after_h: 168,
            unmoved_beds_min: 6,
            all_free_after_h: 168,
            all_free_beds_min: 3,
            check_tolerance_beds: 1,
            check_tolerance_pct: 10,
        }
    }
}

impl QualityRules {
    /// Whether the four weights say anything and no divisor is 0.
    #[must_use]
    pub const fn is_usable(&self) -> bool {
        let weights = self.timely_weight as u64 + self.complete_weight as u64 + self.consistent_weight as u64 + self.checked_weight as u64;
        weights > 0 && weights <= 1_000 && self.checks_full > 0 && self.checks_full <= 1_000 && self.check_half_life_days > 0
    }
}

/// Minutes a ward's number counted (fresh or due), of the minutes that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Minutes in which the number counted.
    pub counted_min: u32,
    /// Minutes that were looked at.
    pub looked_at_min: u32,
}

/// What is known of one ward over the days that are looked at. `None` is unknown, and is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WardQuality {
    /// How long its number counted.
    pub counted: Option<Counted>,
    /// Whether its number counts at this moment.
    pub counts_now: bool,
    /// Whether it tells free beds.
    pub tells_free: bool,
    /// How many beds it has, where it tells.
    pub beds: Option<u32>,
    /// Kinds of deduction of which is known what became of them, at most [`DEDUCTIONS`].
    pub deductions_told: u32,
    /// Whether its last report contradicts itself.
    pub contradicts: bool,
    /// Whether two sources say different things of it; `None` where there is only one.
    pub differs: Option<bool>,
    /// Hours since its number last moved.
    pub unmoved_h: Option<u32>,
    /// Hours in a row in which every bed was free.
    pub all_free_h: Option<u32>,
}

/// Independent checks of a hospital's numbers, fading with age ([`faded_thousandths`]): right ones and wrong ones, in thousandths of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckCounts {
    /// Checks in which the number was right.
    pub right_thousandths: u32,
    /// Checks in which it was wrong.
    pub wrong_thousandths: u32,
}

/// One part as it came about: so much of so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What was reached.
    pub got: u64,
    /// What could have been reached; never 0.
    pub of: u64,
    /// What it weighs in the total, in thousandths.
    pub weight_thousandths: u32,
}

impl Share {
    fn new(got: u64, of: u64, weight: u32) -> Option<Self> {
        (of > 0).then(|| Self { got: got.min(of), of, weight_thousandths: weight.saturating_mul(1_000) })
    }

    /// Whole per cent, rounded down: 100 is nothing but all.
    #[must_use]
    pub fn pct(self) -> u8 {
        u8::try_from(u128::from(self.got) * 100 / u128::from(self.of.max(1))).unwrap_or(100)
    }

    fn millionths(self) -> u128 {
        u128::from(self.got) * MILLION / u128::from(self.of.max(1))
    }
}

/// *Mutu data* of a hospital or a ward. A part that is not known is `None`: it is left out of the total and said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Quality {
    /// Minutes counted of minutes looked at.
    pub timely: Option<Share>,
    /// Points of what could be told.
    pub complete: Option<Share>,
    /// Wards without a finding.
    pub consistent: Option<Share>,
    /// Right checks of all, in thousandths.
    pub checked: Option<Share>,
    /// 0 to 100, rounded down; `None` when no part is known.
    pub total: Option<u8>,
}

impl Quality {
    /// The quality of these wards with these checks.
    #[must_use]
    pub fn of(rules: &QualityRules, wards: &[WardQuality], checks: CheckCounts) -> Self {
        let timely = timely(rules, wards);
        let complete = complete(rules, wards);
        let consistent = consistent(rules, wards);
        let checked = checked(rules, checks);
        let total = total(rules, &[timely, complete, consistent], checked);
        Self { timely, complete, consistent, checked, total }
    }
}

fn timely(rules: &QualityRules, wards: &[WardQuality]) -> Option<Share> {
    let known = || wards.iter().filter_map(|ward| ward.counted);
    let got = known().map(|one| u64::from(one.counted_min.min(one.looked_at_min))).sum();
    Share::new(got, known().map(|one| u64::from(one.looked_at_min)).sum(), rules.timely_weight)
}

fn complete(rules: &QualityRules, wards: &[WardQuality]) -> Option<Share> {
    let points = |ward: &WardQuality| {
        let free = if ward.tells_free { FREE_POINTS } else { 0 };
        let beds = if ward.beds.is_some() { CAPACITY_POINTS } else { 0 };
        free + beds + u64::from(ward.deductions_told.min(DEDUCTIONS))
    };
    Share::new(wards.iter().map(points).sum(), wards.len() as u64 * POINTS_A_WARD, rules.complete_weight)
}

/// Wards that tell no free beds have nothing that could contradict itself; they count in completeness.
fn consistent(rules: &QualityRules, wards: &[WardQuality]) -> Option<Share> {
    let (mut sound, mut all) = (0, 0);
    for ward in wards.iter().filter(|ward| ward.tells_free) {
        all += 1;
        sound += u64::from(!Mend::ALL.iter().any(|mend| mend.is_finding() && mend.is_needed(rules, ward)));
    }
    Share::new(sound, all, rules.consistent_weight)
}

fn checked(rules: &QualityRules, checks: CheckCounts) -> Option<Share> {
    let all = u64::from(checks.right_thousandths) + u64::from(checks.wrong_thousandths);
    let share = Share::new(checks.right_thousandths.into(), all, rules.checked_weight)?;
    let full = u64::from(rules.checks_full.max(1)) * WHOLE;
    let weight = u64::from(share.weight_thousandths) * all.min(full) / full;
    Some(Share { weight_thousandths: u32::try_from(weight).unwrap_or(u32::MAX), ..share })
}

/// The weighed mean of what is known. The checks are weighed by their own number without rounding in between, so that a right check never
/// lowers the total and a wrong one never raises it.
fn total(rules: &QualityRules, parts: &[Option<Share>; 3], checked: Option<Share>) -> Option<u8> {
    let full = u128::from(rules.checks_full.max(1)) * u128::from(WHOLE);
    let (mut sum, mut weights) = (0_u128, 0_u128);
    for part in parts.iter().flatten() {
        let weight = u128::from(part.weight_thousandths) * full;
        sum += weight * part.millionths();
        weights += weight;
    }
    if let Some(checks) = checked {
        let all = u128::from(checks.of);
        let weight = u128::from(rules.checked_weight) * 1_000 * all.min(full);
        sum = sum * all + weight * u128::from(checks.got) * MILLION;
        weights = (weights + weight) * all;
    }
    let per_cent = sum.checked_div(weights)? / (MILLION / 100);
    u8::try_from(per_cent.min(100)).ok()
}

/// What a check of `age_days` still weighs, in thousandths: half after each half-life, between them in a straight line.
#[must_use]
pub const fn faded_thousandths(rules: &QualityRules, age_days: u32) -> u32 {
    let half_life = if rules.check_half_life_days == 0 { 1 } else { rules.check_half_life_days };
    let halvings = age_days / half_life;
    if halvings >= 10 {
        return 0;
    }
    let whole = 1_000 >> halvings;
    whole - (whole as u64 * (age_days % half_life) as u64 / (2 * half_life as u64)) as u32
}

coded_enum! {
    /// What a phone check says of the number that was shown.
    pub enum CheckVerdict {
        /// The hospital said the same, as far as two looks at a ward can.
        Right = "right",
        /// The hospital said something else.
        Wrong = "wrong",
        /// No number was shown: nothing to be right or wrong.
        NothingShown = "nothing_shown",
    }
}

/// Compares what a hospital said on the phone with what was shown at that minute.
#[must_use]
pub fn judge_check(rules: &QualityRules, shown_free: Option<u32>, beds: Option<u32>, said_free: u32) -> CheckVerdict {
    let Some(shown) = shown_free else { return CheckVerdict::NothingShown };
    let by_beds = u64::from(beds.unwrap_or(0)) * u64::from(rules.check_tolerance_pct) / 100;
    let may_differ = by_beds.max(u64::from(rules.check_tolerance_beds));
    if u64::from(shown.abs_diff(said_free)) <= may_differ { CheckVerdict::Right } else { CheckVerdict::Wrong }
}

coded_enum! {
    /// What would mend a hospital's numbers.
    pub enum Mend {
        /// Report before the number stops counting.
        ReportInTime = "report_in_time",
        /// Tell how many beds are free.
        TellFree = "tell_free",
        /// Tell how many beds there are.
        TellBeds = "tell_beds",
        /// Two sources say different things of a ward.
        Difference = "difference",
        /// A report contradicts itself.
        Contradiction = "contradiction",
        /// Every bed has been free for very long.
        AllFree = "all_free",
        /// The number has not moved for very long.
        Unmoved = "unmoved",
        /// Tell what is being cleaned, out of use, kept, waited for.
        TellDeductions = "tell_deductions",
    }
}

impl Mend {
    /// Whether it is a finding about consistency.
    #[must_use]
    pub const fn is_finding(self) -> bool {
        matches!(self, Mend::Difference | Mend::Contradiction | Mend::AllFree | Mend::Unmoved)
    }

    /// Whether a ward needs it.
    #[must_use]
    pub fn is_needed(self, rules: &QualityRules, ward: &WardQuality) -> bool {
        let beds = ward.beds.unwrap_or(0);
        let lasts = |hours: Option<u32>, from: u32, beds_min: u32| hours.is_some_and(|hours| hours >= from) && beds >= beds_min;
        match self {
            Mend::ReportInTime => !ward.counts_now || ward.counted.is_some_and(|one| one.counted_min < one.looked_at_min),
            Mend::TellFree => !ward.tells_free,
            Mend::TellBeds => ward.beds.is_none(),
            Mend::Difference => ward.differs == Some(true),
            Mend::Contradiction => ward.contradicts,
            Mend::AllFree => lasts(ward.all_free_h, rules.all_free_after_h, rules.all_free_beds_min),
            // A ward of which every bed is free is told once, by its own name.
            Mend::Unmoved => lasts(ward.unmoved_h, rules.unmoved_after_h, rules.unmoved_beds_min) && !Mend::AllFree.is_needed(rules, ward),
            Mend::TellDeductions => ward.deductions_told < DEDUCTIONS,
        }
    }

    /// The ward as it would be.
    pub(crate) fn mended(self, ward: &WardQuality) -> WardQuality {
        let mut ward = *ward;
        match self {
            Mend::ReportInTime => {
                ward.counts_now = true;
                ward.counted = ward.counted.map(|one| Counted { counted_min: one.looked_at_min, ..one });
            }
            Mend::TellFree => ward.tells_free = true,
            Mend::TellBeds => ward.beds = Some(0),
            Mend::Difference => ward.differs = Some(false),
            Mend::Contradiction => ward.contradicts = false,
            Mend::AllFree => (ward.all_free_h, ward.unmoved_h) = (Some(0), Some(0)),
            Mend::Unmoved => ward.unmoved_h = Some(0),
            Mend::TellDeductions => ward.deductions_told = DEDUCTIONS,
        }
        ward
    }
}

/// One thing to mend, in which wards, and what the total would gain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gain {
    /// What to do.
    pub mend: Mend,
    /// The places of the wards in what was given.
    pub wards: Vec<usize>,
    /// Points of the total; 0 also where the part is not known yet.
    pub points: u8,
}

/// What would mend the numbers of these wards, the greatest gain first; of equal gains in the order of [`Mend`].
#[must_use]
pub fn gains(rules: &QualityRules, wards: &[WardQuality], checks: CheckCounts) -> Vec<Gain> {
    let now = Quality::of(rules, wards, checks).total.unwrap_or(0);
    let gain = |mend: &Mend| {
        let needed = |ward: &WardQuality| mend.is_needed(rules, ward);
        let places: Vec<usize> = wards.iter().enumerate().filter(|(_, ward)| needed(ward)).map(|(place, _)| place).collect();
        let after: Vec<WardQuality> = wards.iter().map(|ward| if needed(ward) { mend.mended(ward) } else { *ward }).collect();
        let points = Quality::of(rules, &after, checks).total.unwrap_or(0).saturating_sub(now);
        (!places.is_empty()).then_some(Gain { mend: *mend, wards: places, points })
    };
    let mut all: Vec<Gain> = Mend::ALL.iter().filter_map(gain).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.points));
    all
}
