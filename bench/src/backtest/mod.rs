//! Holds the chance on arrival against cities it was not made for: learns from past weeks, forecasts later ones, and shows how often
//! it came as it was said. Nothing here reads the model's own family of processes.

mod picture;
mod reporter;
mod score;
mod speed;
mod world;

use anyhow::{Context as _, Result};
use sigap_availability::chance::ChanceRules;

use crate::place::Place;
use crate::row::{Row, Sheet, show};
use crate::size::Size;
use score::Scores;

/// What the chance has to do better than the better of the two others.
const SKILL_MIN: f64 = 0.15;
const CALIBRATION_ERROR_MAX: f64 = 0.05;
/// The file of the picture, in the folder of the run.
const PICTURE: &str = "reliability.svg";

/// Plays the cities, one after the other, and writes the figures and the picture.
pub(crate) fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    let rules = ChanceRules::default();
    let mut all = Scores::default();
    for seed in 1..=size.cities {
        let one = score::play(size.city_hospitals_forecast, seed, &rules);
        sheet.add(skill(&format!("city {seed}: Brier skill over the better of two"), &one))?;
        all = all.and(one);
    }
    sheet.add(skill("all cities: Brier skill over the better of two", &all).at_least(SKILL_MIN))?;
    let error = |scores: &Scores| scores.all.model.calibration_error().unwrap_or(1.0);
    let row = Row::new("chance", "calibration error, all cities", error(&all), "").at_most(CALIBRATION_ERROR_MAX);
    sheet.add(row.beside("a yes for any number above 0", all.all.yes.calibration_error().unwrap_or(1.0)))?;
    for (habit, three) in &all.by_habit {
        let name = format!("{}: Brier score", habit.words());
        let row = Row::new("chance", name, three.model.brier().unwrap_or(0.0), "");
        let row = row.beside("number > 0", three.yes.brier().unwrap_or(0.0)).beside("hour of week", three.climate.brier().unwrap_or(0.0));
        sheet.add(row)?;
    }
    let width = all.widths / all.all.model.scored().max(1.0);
    sheet.add(Row::new("chance", "width of the interval on average", width, "points"))?;
    speed::run(size, &rules, sheet)?;
    let file = Place::under()?.join(PICTURE);
    std::fs::write(&file, picture::reliability(&all)).with_context(|| file.display().to_string())?;
    show(&format!("the reliability diagram is in {}", file.display()));
    Ok(())
}

fn skill(name: &str, scores: &Scores) -> Row {
    let row = Row::new("chance", name, scores.all.skill(), "");
    let brier = |of: &sigap_availability::chance::Reliability| of.brier().unwrap_or(0.0);
    row.beside("score", brier(&scores.all.model))
        .beside("number > 0", brier(&scores.all.yes))
        .beside("hour of week", brier(&scores.all.climate))
}
