//! How many beds are free, as a distribution that moves with time: a birth–death chain on 0 … 31 free beds. Additions and products
//! only, so that every machine computes alike.

/// States of the chain: 0 to 30 free beds, and *31 or more*.
pub(crate) const STATES: usize = 32;
const LAST: usize = STATES - 1;
/// What may happen in one step at most: small enough that two events in a step do not matter.
const EVENTS_A_STEP: f32 = 0.4;
/// The part of a state that leaves it in a step at most, to one side.
const PART_MAX: f32 = 0.5;
/// Steps of one call at most: a ward with a thousand beds changes no faster for it.
const STEPS_MAX: u32 = 64;
/// A state is at most so many times as likely as the one below it, so that no product overflows.
const STEP_UP_MOST: f64 = 1e6;

/// What moves a chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    /// Admissions an hour, while a bed is free.
    pub(crate) admitted_per_h: f32,
    /// Discharges an hour for each occupied bed.
    pub(crate) discharged_per_bed_h: f32,
    /// Of the beds that become free while none is, the part that stays free.
    pub(crate) full_factor: f32,
    /// Beds.
    pub(crate) beds: f32,
}

/// The distribution of free beds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Chain([f32; STATES]);

impl Chain {
    /// Certainly so many.
    pub(crate) fn at(free: u32) -> Self {
        let place = usize::try_from(free).map_or(LAST, |free| free.min(LAST));
        let mut states = [0.0; STATES];
        states.iter_mut().skip(place).take(1).for_each(|state| *state = 1.0);
        Self(states)
    }

    /// How a pool stands that has been left alone for long: admissions and discharges in balance.
    pub(crate) fn settled(rates: &Rates) -> Self {
        let mut weights = [0.0_f64; STATES];
        let mut weight = 1.0_f64;
        // From full to empty: each step up is a discharge, each step down an admission.
        for (free, here) in weights.iter_mut().enumerate() {
            let occupied = rates.beds - free as f32;
            if occupied < 0.0 {
                break;
            }
            *here = weight;
            let stays = if free == 0 { rates.full_factor } else { 1.0 };
            weight *= f64::from(rates.discharged_per_bed_h * occupied * stays / rates.admitted_per_h.max(1e-4)).min(STEP_UP_MOST);
        }
        let all: f64 = weights.iter().sum();
        Self(weights.map(|weight| (weight / all.max(1.0)) as f32))
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, hours: f32, rates: &Rates) {
        let most = rates.admitted_per_h + rates.discharged_per_bed_h * rates.beds;
        let steps = ((hours * most / EVENTS_A_STEP) as u32).saturating_add(1).min(STEPS_MAX);
        let step_h = hours / steps as f32;
        let down = (step_h * rates.admitted_per_h).min(PART_MAX);
        let up = Self::ups(step_h * rates.discharged_per_bed_h, rates);
        for _ in 0..steps {
            self.step(down, &up);
        }
    }

    /// The part of each state that goes up in a step. The last one stands for all above it too: nothing goes up from there.
    fn ups(part: f32, rates: &Rates) -> [f32; STATES] {
        let mut up = [0.0; STATES];
        let mut occupied = rates.beds;
        for up in up.iter_mut().take(LAST) {
            *up = (part * occupied.max(0.0)).min(PART_MAX);
            occupied -= 1.0;
        }
        let [first, ..] = &mut up;
        *first *= rates.full_factor;
        up
    }

    /// One step. A loop over places, not over pairs of neighbours: this is where all the time goes, and only so do four states move at once.
    #[expect(clippy::indexing_slicing, reason = "every index is below STATES, which the compiler sees")]
    fn step(&mut self, down: f32, up: &[f32; STATES]) {
        let mut risen = [0.0_f32; STATES + 1];
        let mut next = [0.0_f32; STATES + 1];
        next[..STATES].copy_from_slice(&self.0);
        for place in 0..STATES {
            risen[place + 1] = self.0[place] * up[place];
        }
        let none = self.0[0];
        for place in 0..STATES {
            self.0[place] += risen[place] - risen[place + 1] + down * (next[place + 1] - next[place]);
        }
        // From no free bed nobody is admitted.
        self.0[0] += down * none;
    }

    /// The probability that at least one bed is free.
    pub(crate) fn some_free(&self) -> f32 {
        let [none, ..] = self.0;
        (1.0 - none).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_is_lost_and_all_settles(free in 0_u32..60, beds in 1_u32..80, come in 0.0_f32..6.0, go in 0.0_f32..0.5, part in 0.05_f32..1.0) {
            let rates = Rates { admitted_per_h: come, discharged_per_bed_h: go, full_factor: part, beds: beds as f32 };
            let (mut chain, settled) = (Chain::at(free.min(beds)), Chain::settled(&rates));
            for _ in 0..48 {
                chain.pass(1.0, &rates);
                let all: f32 = chain.0.iter().sum();
                prop_assert!((all - 1.0).abs() < 1e-3 && chain.0.iter().all(|state| (-1e-6..=1.001).contains(state)), "{all}");
            }
            let all: f32 = settled.0.iter().sum();
            prop_assert!((all - 1.0).abs() < 1e-3);
        }
    }

    #[test]
    fn what_is_left_alone_for_long_settles() {
        let rates = Rates { admitted_per_h: 0.4, discharged_per_bed_h: 0.05, full_factor: 0.5, beds: 10.0 };
        let mut chain = Chain::at(7);
        (0..24 * 14).for_each(|_| chain.pass(1.0, &rates));
        assert!((chain.some_free() - Chain::settled(&rates).some_free()).abs() < 0.02);
    }
}
