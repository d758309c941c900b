//! The 28 hospitals of the invented city: who owns them, what they are, how they report. Every name is invented.

use sigap_kernel::BedType;
use sigap_registry::{Agreement, FacilityKind, HospitalClass, NewFacility, Owner, Stage};

use super::care::{self, Certificate};
use super::land::Village;
use super::mix::Mix;
use super::wards::{PlannedWard, wards};
use super::{City, site};
use crate::demo::dice::Dice;

/// How the numbers of a hospital come to Sigap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reporting {
    /// Its system reports as things happen.
    Prompt,
    /// Its system reports everything every so many minutes.
    Late {
        /// Minutes between two batches.
        every_min: u32,
    },
    /// Its system has fallen silent so many hours before the first start.
    Silent {
        /// Hours.
        for_h: u32,
    },
    /// It has never reported.
    Never,
    /// Its system reports promptly; of some wards it says that more beds are free than there are.
    Wrong,
    /// Nurses tap on the ward board.
    Board {
        /// Of a hundred rounds through a ward, how many end with a tap.
        keeps_pct: u32,
    },
}

impl Reporting {
    /// Whether the hospital has a system with a key.
    #[must_use]
    pub(crate) const fn has_system(self) -> bool {
        matches!(self, Reporting::Prompt | Reporting::Late { .. } | Reporting::Silent { .. } | Reporting::Wrong)
    }
}

/// A hospital as the city plans it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hospital {
    /// Its BPJS code, of valid form; no office of the BPJS has the number 9999.
    pub(crate) ppk: String,
    /// What stands about it. Its certificates are dated when the city is laid.
    pub(crate) facility: NewFacility,
    /// Its certificate; `None` has none on record.
    pub(crate) certificate: Option<Certificate>,
    /// Its wards.
    pub(crate) wards: Vec<PlannedWard>,
    /// How its numbers come to Sigap.
    pub(crate) reporting: Reporting,
}

/// One row of the plan.
struct Form {
    name: &'static str,
    kind: FacilityKind,
    class: Option<HospitalClass>,
    owner: Owner,
    district: &'static str,
    mix: Mix,
    beds: u32,
    reporting: Reporting,
    stage: Stage,
}

const fn form(
    name: &'static str,
    class: HospitalClass,
    owner: Owner,
    district: &'static str,
    mix: Mix,
    beds: u32,
    reporting: Reporting,
) -> Form {
    Form { name, kind: FacilityKind::Hospital, class: Some(class), owner, district, mix, beds, reporting, stage: Stage::Public }
}

const fn special(
    name: &'static str,
    kind: FacilityKind,
    owner: Owner,
    district: &'static str,
    mix: Mix,
    beds: u32,
    reporting: Reporting,
) -> Form {
    Form { kind, class: None, ..form(name, HospitalClass::C, owner, district, mix, beds, reporting) }
}

const fn in_stage(stage: Stage, form: Form) -> Form {
    Form { stage, ..form }
}

/// The plan, in the order of the codes.
fn plan() -> [Form; 28] {
    use FacilityKind as K;
    use HospitalClass::{A, B, C, D};
    use Owner as O;
    use Reporting as R;
    const PROMPT: Reporting = Reporting::Prompt;
    [
        form("RSUP dr. Tirta Samudra", A, O::Central, "Simpang Angin", Mix::Large, 700, PROMPT),
        form("RSUD Kota Samudra", B, O::City, "Alun Samudra", Mix::Medium, 370, PROMPT),
        form("RSUD Pelabuhan Lama", C, O::City, "Pelabuhan Lama", Mix::Small, 170, PROMPT),
        form("RSUD Bukit Kemuning", D, O::City, "Bukit Kemuning", Mix::Local, 90, R::Board { keeps_pct: 90 }),
        form("RSUD Provinsi Layar Kencana", B, O::Province, "Dermaga Wetan", Mix::Medium, 290, PROMPT),
        form("RS Tentara Gelombang Biru", B, O::Military, "Tanjung Layar", Mix::Medium, 200, R::Late { every_min: 30 }),
        form("RS Niaga Bahari Nusa Camar", C, O::StateCompany, "Muara Biru", Mix::Small, 140, R::Late { every_min: 300 }),
        form("RS Islam Cahaya Ombak", B, O::Foundation, "Padang Mutiara", Mix::Medium, 270, PROMPT),
        form("RS Bahtera Kasih Samudra", B, O::Foundation, "Kota Tua", Mix::Medium, 250, PROMPT),
        form("RS Bintang Laut Samudra", C, O::Foundation, "Rawa Teduh", Mix::Small, 150, PROMPT),
        form("RS Karang Mutiara", B, O::Private, "Pasar Ombak", Mix::Medium, 210, PROMPT),
        form("RS Teluk Gading Samudra", C, O::Private, "Karang Timur", Mix::Small, 140, PROMPT),
        form("RS Camar Putih", C, O::Private, "Bandar Kulon", Mix::Small, 120, R::Late { every_min: 20 }),
        form("RS Ombak Tenang", C, O::Private, "Padang Mutiara", Mix::Small, 120, R::Silent { for_h: 9 }),
        form("RS Dermaga Wetan Medika", C, O::Private, "Dermaga Wetan", Mix::Small, 130, PROMPT),
        form("RS Pasir Camar Medika", C, O::Private, "Pasir Camar", Mix::Small, 110, R::Wrong),
        form("RS Muara Biru", C, O::Private, "Muara Biru", Mix::Small, 120, PROMPT),
        in_stage(Stage::Shadow, form("RS Padang Mutiara", C, O::Private, "Padang Mutiara", Mix::Small, 140, PROMPT)),
        form("RS Rawa Teduh", D, O::Private, "Rawa Teduh", Mix::Local, 80, R::Board { keeps_pct: 85 }),
        in_stage(Stage::Shadow, form("RS Simpang Angin Husada", D, O::Private, "Simpang Angin", Mix::Local, 70, R::Late { every_min: 25 })),
        form("RS Lereng Hijau", D, O::Foundation, "Lereng Hijau", Mix::Local, 60, R::Board { keeps_pct: 35 }),
        in_stage(Stage::Training, form("RS Hulu Jernih", D, O::Private, "Hulu Jernih", Mix::Local, 60, R::Never)),
        special("RSIA Kerang Hijau", K::MotherChildHospital, O::Private, "Pasar Ombak", Mix::MotherChild, 60, PROMPT),
        special(
            "Rumah Sakit Ibu dan Anak Pelita Gelombang Samudra Bersaudara",
            K::MotherChildHospital,
            O::Foundation,
            "Rawa Teduh",
            Mix::MotherChild,
            60,
            R::Board { keeps_pct: 80 },
        ),
        special("RSJ Dermaga Damai", K::PsychiatricHospital, O::Province, "Hulu Jernih", Mix::Mind, 200, PROMPT),
        special("RS Mata Mercusuar", K::SpecialHospital, O::Private, "Kota Tua", Mix::Eye, 34, R::Board { keeps_pct: 75 }),
        special(
            "Rumah Sakit Khusus Jantung dan Pembuluh Darah Arus Laut Biru",
            K::SpecialHospital,
            O::Private,
            "Simpang Angin",
            Mix::Heart,
            110,
            PROMPT,
        ),
        special("RS Paru Angin Laut", K::SpecialHospital, O::Province, "Lereng Hijau", Mix::Lung, 90, R::Silent { for_h: 30 }),
    ]
}

/// The hospitals, each in a village of its district.
pub(super) fn hospitals(seed: u64, villages: &[Village], city: &City) -> Vec<Hospital> {
    let dice = Dice::new(seed, "hospitals");
    plan().iter().enumerate().map(|(place, form)| hospital(&dice, place + 1, form, villages, city)).collect()
}

fn hospital(dice: &Dice, number: usize, form: &Form, villages: &[Village], city: &City) -> Hospital {
    let mut facility = NewFacility::named(form.name, form.kind, city.zone);
    let ppk = format!("9999R{number:03}");
    facility.owner = form.owner;
    facility.class = form.class;
    facility.ppk = Some(ppk.clone());
    facility.kemenkes_code = Some(format!("9971{number:03}"));
    facility.satusehat_id = Some(format!("99990{number:04}"));
    facility.agreement = Agreement::in_stage(form.stage);
    site::settle(dice, &mut facility, form.district, villages, city);
    let wards = wards(dice, form.mix, form.beds);
    let has_igd = wards.iter().any(|ward| ward.pool.bed_type == BedType::Emergency);
    facility.services = care::services_of_hospital(form.kind, form.class, has_igd);
    facility.phones = care::phones_of_hospital(number, form.beds, has_igd);
    let certificate = care::certificate(dice, number, form.class);
    Hospital { ppk, facility, certificate, wards, reporting: form.reporting }
}
