//! The figures of the model that are judgements; data, so that an installation can set them.

use serde::{Deserialize, Serialize};

/// The rules of the chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChanceRules {
    /// Days after which a past week counts half. Default 42.
    pub half_life_days: u32,
    /// Days after which the level of admissions and discharges counts half: how soon a new regime is believed. Default 8.
    pub level_half_life_days: u32,
    /// With how many hours of its own an hour of the week is as good as what wards of its kind do. Default 10.
    pub shape_hours: f32,
    /// With how many events of its own the level of these days is as good as the one of all weeks. Default 12.
    pub level_events: f32,
    /// Hours that must have been heard of a ward before it has a chance at all. Default 168, a week.
    pub heard_hours_min: f32,
    /// The part of hospitals whose number is often wrong, before anybody checked one. Default 0.1.
    pub doubtful_part: f32,
    /// How often such a hospital is wrong about there being a bed. Default 0.4.
    pub doubtful_error: f32,
    /// How often any other is. Default 0.01.
    pub careful_error: f32,
    /// How likely a number that never moves is one that is copied and not counted, before looking at how long it stood. Default 0.005.
    pub frozen_prior: f32,
    /// The part of planned discharges that happen in their hour. Default 0.7.
    pub planned_kept: f32,
    /// Public holidays, local dates such as `2027-03-10`: hours of a Sunday.
    pub holidays: Vec<String>,
    /// When a pool is calibrated.
    pub calibration: CalibrationRules,
}

impl Default for ChanceRules {
    fn default() -> Self {
        Self {
            half_life_days: 42,
            level_half_life_days: 8,
            shape_hours: 10.0,
            level_events: 12.0,
            heard_hours_min: 168.0,
            doubtful_part: 0.1,
            doubtful_error: 0.4,
            careful_error: 0.01,
            frozen_prior: 0.005,
            planned_kept: 0.7,
            holidays: Vec::new(),
            calibration: CalibrationRules::default(),
        }
    }
}

/// When a pool's chance may be told to residents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalibrationRules {
    /// Forecasts that must have been scored. Default 300.
    pub scored_min: f64,
    /// The calibration error at most. Default 0.05.
    pub error_max: f64,
}

impl Default for CalibrationRules {
    fn default() -> Self {
        Self { scored_min: 300.0, error_max: 0.05 }
    }
}
