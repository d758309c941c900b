//! The wards of a hospital with their names, codes and beds, made from the mix of its sort.

use sigap_kernel::{BedType, Isolation, Pool};

use super::mix::{Mix, lines};
use super::names::{MIND_WARDS, WARDS};
use crate::demo::dice::Dice;

/// Beds of an emergency room or a delivery room at least.
const ENTRANCE_BEDS_MIN: u32 = 4;
/// How much the beds of a ward may differ from the mix, as a part of them.
const DIFFERS_BY: f64 = 0.12;

/// A ward as the city plans it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedWard {
    /// The hospital's own code for the room, unique in the hospital.
    pub(crate) code: String,
    /// Its name, unique in the hospital.
    pub(crate) name: String,
    /// What kind of beds it has.
    pub(crate) pool: Pool,
    /// Beds in it, at least one.
    pub(crate) capacity: u32,
}

/// The wards of a hospital with about `beds` beds.
pub(super) fn wards(dice: &Dice, mix: Mix, beds: u32) -> Vec<PlannedWard> {
    let (mut flowers, mut birds) = (dice.shuffled(WARDS).into_iter(), dice.shuffled(MIND_WARDS).into_iter());
    let lines = lines(mix);
    let parts: u32 = lines.iter().map(|line| line.part).sum();
    let mut wards: Vec<PlannedWard> = Vec::new();
    for line in &lines {
        let each = f64::from(beds) * f64::from(line.part) / f64::from(parts) / f64::from(line.wards);
        for _ in 0..line.wards {
            let name = match line.pool.bed_type {
                BedType::General if line.pool.isolation == Isolation::No => flowers.next().unwrap_or_default().to_owned(),
                BedType::Psychiatric => birds.next().unwrap_or_default().to_owned(),
                _ => door(&line.pool).to_owned(),
            };
            let capacity = capacity(dice, each, &line.pool);
            wards.push(PlannedWard { code: code(&name, wards.len() + 1), name, pool: line.pool, capacity });
        }
    }
    wards
}

fn capacity(dice: &Dice, about: f64, pool: &Pool) -> u32 {
    let least = if matches!(pool.bed_type, BedType::Emergency | BedType::Delivery) { ENTRANCE_BEDS_MIN } else { 1 };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // some dozens
    let beds = (about * (1.0 + dice.around(DIFFERS_BY))).round().max(1.0) as u32;
    beds.max(least)
}

/// Three letters and a number, as hospital systems like them: `MEL07`.
fn code(name: &str, number: usize) -> String {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).take(3).collect();
    format!("{}{number:02}", letters.to_ascii_uppercase())
}

/// What stands on the door of a ward that is called after its purpose.
const fn door(pool: &Pool) -> &'static str {
    use BedType as T;
    match (pool.bed_type, pool.isolation) {
        (_, Isolation::NegativePressure) => "Isolasi Tekanan Negatif",
        (_, Isolation::Standard) => "Isolasi",
        (T::Hcu, _) => "HCU",
        (T::Icu, _) => "ICU",
        (T::IcuVentilator, _) => "ICU Ventilator",
        (T::Iccu, _) => "ICCU",
        (T::IccuVentilator, _) => "ICCU Ventilator",
        (T::Ricu, _) => "RICU",
        (T::RicuVentilator, _) => "RICU Ventilator",
        (T::Picu, _) => "PICU",
        (T::PicuVentilator, _) => "PICU Ventilator",
        (T::Nicu, _) => "NICU",
        (T::NicuVentilator, _) => "NICU Ventilator",
        (T::Perinatology, _) => "Perinatologi",
        (T::Delivery, _) => "VK Bersalin",
        (T::Emergency, _) => "IGD",
        (T::General | T::Psychiatric | T::Unmapped, _) => "Rawat Inap",
    }
}
