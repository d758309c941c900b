//! Forecasts held against what happened: Brier score, calibration error, and the rows of a reliability diagram.

use serde::{Deserialize, Serialize};

use crate::chance::CalibrationRules;

/// Rows of the diagram: tenths.
pub const BINS: usize = 10;

/// Forecasts that lie near each other.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Bin {
    /// How many; old ones may count less.
    pub forecasts: f64,
    /// The sum of their probabilities.
    pub said: f64,
    /// How often it came so.
    pub came: f64,
}

/// Scored forecasts.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Reliability {
    bins: [Bin; BINS],
    squares: f64,
}

impl Reliability {
    /// Adds one forecast (0 to 1) and what happened.
    pub fn add(&mut self, said: f64, came: bool) {
        let said = said.clamp(0.0, 1.0);
        let outcome = f64::from(u8::from(came));
        let place = ((said * BINS as f64) as usize).min(BINS - 1);
        if let Some(bin) = self.bins.get_mut(place) {
            bin.forecasts += 1.0;
            bin.said += said;
            bin.came += outcome;
        }
        self.squares += (said - outcome) * (said - outcome);
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (bin, more) in self.bins.iter_mut().zip(&other.bins) {
            bin.forecasts += more.forecasts;
            bin.said += more.said;
            bin.came += more.came;
        }
        self.squares += other.squares;
        self
    }

    /// Lets all so far count only in part.
    #[must_use]
    pub fn faded(mut self, keep: f64) -> Self {
        for bin in &mut self.bins {
            *bin = Bin { forecasts: bin.forecasts * keep, said: bin.said * keep, came: bin.came * keep };
        }
        self.squares *= keep;
        self
    }

    /// The rows of the diagram.
    #[must_use]
    pub const fn bins(&self) -> &[Bin; BINS] {
        &self.bins
    }

    /// How many were scored.
    #[must_use]
    pub fn scored(&self) -> f64 {
        self.bins.iter().map(|bin| bin.forecasts).sum()
    }

    /// The mean of (said − came)²; `None` before the first.
    #[must_use]
    pub fn brier(&self) -> Option<f64> {
        let scored = self.scored();
        (scored > 0.0).then(|| self.squares / scored)
    }

    /// How often it came so, of all.
    #[must_use]
    pub fn base_rate(&self) -> Option<f64> {
        let scored = self.scored();
        (scored > 0.0).then(|| self.bins.iter().map(|bin| bin.came).sum::<f64>() / scored)
    }

    /// The calibration error: |said − came| of each row, weighted by its forecasts.
    #[must_use]
    pub fn calibration_error(&self) -> Option<f64> {
        let scored = self.scored();
        (scored > 0.0).then(|| self.bins.iter().map(|bin| (bin.said - bin.came).abs()).sum::<f64>() / scored)
    }

    /// Whether residents may be told a word: enough was scored, and what was said came as often as it was said.
    ///
    /// With few forecasts the error is above 0 by chance alone; what chance does to each row (one standard error of its mean) is
    /// taken off, so that a pool is not refused for being small, and `scored_min` keeps that part small.
    #[must_use]
    pub fn is_calibrated(&self, rules: &CalibrationRules) -> bool {
        let scored = self.scored();
        if scored < rules.scored_min {
            return false;
        }
        let beyond_chance = |bin: &Bin| {
            if bin.forecasts <= 0.0 {
                return 0.0;
            }
            let mean = bin.said / bin.forecasts;
            let by_chance = (bin.forecasts * mean * (1.0 - mean)).max(0.0).sqrt();
            ((bin.said - bin.came).abs() - by_chance).max(0.0)
        };
        self.bins.iter().map(beyond_chance).sum::<f64>() / scored <= rules.error_max
    }
}
