//! `Dice`: chance from a seed, in the forms the city and its life need. One stream a subject, so that a change in one part
//! of the city leaves the others as they were.

use sigap_kernel::{Chance as _, SeededChance};

/// The prime and the offset of FNV-1a, by which the name of a stream becomes part of its seed.
const FNV_PRIME: u64 = 0x0100_0000_01b3;
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// Draws that repeat for a seed and a stream.
pub(super) struct Dice(SeededChance);

impl Dice {
    /// The dice of one stream of a seed.
    pub(super) fn new(seed: u64, stream: &str) -> Self {
        let mixed = seed.to_le_bytes().into_iter().chain(stream.bytes());
        Self(SeededChance::new(mixed.fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME))))
    }

    fn draw(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// From 0 up to but not 1.
    #[allow(clippy::cast_precision_loss)] // 53 bits fit a float exactly
    pub(super) fn unit(&self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this likelihood happens.
    pub(super) fn happens(&self, likelihood: f64) -> bool {
        self.unit() < likelihood
    }

    /// From `low` to `high`, both of them too.
    pub(super) fn between(&self, low: i64, high: i64) -> i64 {
        let many = high.saturating_sub(low).saturating_add(1).max(1).unsigned_abs();
        low.saturating_add_unsigned(self.draw() % many)
    }

    /// Around nought, at most `reach` to either side.
    pub(super) fn around(&self, reach: f64) -> f64 {
        (self.unit() * 2.0 - 1.0) * reach
    }

    /// Waiting time until something that happens once in `mean` on average.
    pub(super) fn wait(&self, mean: f64) -> f64 {
        -(1.0 - self.unit()).ln() * mean
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(from.len()).ok()?.checked_sub(1)?;
        from.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// The same things in another order.
    pub(super) fn shuffled<T>(&self, things: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut drawn: Vec<(u64, T)> = things.into_iter().map(|thing| (self.draw(), thing)).collect();
        drawn.sort_by_key(|(place, _)| *place);
        drawn.into_iter().map(|(_, thing)| thing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_stream_draw_the_same() {
        let draws = |seed, stream| {
            let dice = Dice::new(seed, stream);
            (0..20).map(|_| dice.between(0, 1_000)).collect::<Vec<_>>()
        };
        assert_eq!(draws(7, "wards"), draws(7, "wards"));
        assert_ne!(draws(7, "wards"), draws(7, "names"));
        assert_ne!(draws(7, "wards"), draws(8, "wards"));
    }

    #[test]
    fn draws_stay_within_their_bounds() {
        let dice = Dice::new(1, "bounds");
        for _ in 0..2_000 {
            assert!((-3..=5).contains(&dice.between(-3, 5)));
            assert!((0.0..1.0).contains(&dice.unit()));
            assert!(dice.around(2.0).abs() <= 2.0);
            assert!(dice.wait(3.0) >= 0.0 && dice.wait(3.0).is_finite());
        }
        assert_eq!(dice.between(4, 4), 4);
        assert_eq!(dice.pick::<u8>(&[]), None);
        let mut all = dice.shuffled(0..50);
        all.sort_unstable();
        assert_eq!(all, (0..50).collect::<Vec<_>>());
    }
}
