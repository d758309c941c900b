//! For each sort of hospital the kinds of bed it has, and in which proportion.

use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Pool, Sex};

/// One line of a mix: a kind of bed, its part of all beds (of a thousand or so), and in how many wards.
pub(super) struct Line {
    pub(super) pool: Pool,
    pub(super) part: u32,
    pub(super) wards: u32,
}

/// What sort of hospital it is, as far as its wards go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mix {
    /// The top hospital of a region.
    Large,
    /// A large general hospital.
    Medium,
    /// A general hospital.
    Small,
    /// The hospital of a district.
    Local,
    /// Mother and child.
    MotherChild,
    /// Psychiatric.
    Mind,
    /// Eyes.
    Eye,
    /// Heart.
    Heart,
    /// Lungs.
    Lung,
}

const fn general(class: CareClass, sex: Sex, age: AgeBand) -> Pool {
    Pool { bed_type: BedType::General, class, sex, age, isolation: Isolation::No }
}

const fn isolation(isolation: Isolation) -> Pool {
    Pool { isolation, ..Pool::general(CareClass::None) }
}

const fn newborn(bed_type: BedType) -> Pool {
    Pool { age: AgeBand::Newborn, ..Pool::of_type(bed_type) }
}

const fn child(bed_type: BedType) -> Pool {
    Pool { age: AgeBand::Child, ..Pool::of_type(bed_type) }
}

const fn mind(class: CareClass, sex: Sex) -> Pool {
    Pool { bed_type: BedType::Psychiatric, class, sex, age: AgeBand::Adult, isolation: Isolation::No }
}

/// Men and women of a class apart, each with half of `part`.
fn men_and_women(class: CareClass, part: u32, wards: u32) -> [Line; 2] {
    [Sex::Male, Sex::Female].map(|sex| Line { pool: general(class, sex, AgeBand::Adult), part: part / 2, wards })
}

fn line(pool: Pool, part: u32, wards: u32) -> Line {
    Line { pool, part, wards }
}

/// The lines of a mix; general classes, intensive care, then what has a door of its own.
// tidy: flat table, one line a kind of ward
pub(super) fn lines(mix: Mix) -> Vec<Line> {
    use BedType as T;
    use CareClass as C;
    let (any, anyone) = (AgeBand::Any, Sex::Any);
    let mut lines: Vec<Line> = Vec::new();
    match mix {
        Mix::Large => {
            lines.extend(men_and_women(C::Three, 180, 2));
            lines.extend(men_and_women(C::Two, 110, 1));
            lines.extend(men_and_women(C::Kris, 120, 1));
            lines.extend([
                line(general(C::Three, anyone, AgeBand::Child), 60, 1),
                line(general(C::Two, anyone, AgeBand::Child), 25, 1),
                line(general(C::One, anyone, any), 100, 3),
                line(general(C::Utama, anyone, any), 20, 1),
                line(general(C::Vip, anyone, any), 60, 2),
                line(general(C::Vvip, anyone, any), 12, 1),
                line(Pool::of_type(T::Hcu), 35, 1),
                line(Pool::of_type(T::Icu), 18, 1),
                line(Pool::of_type(T::IcuVentilator), 28, 1),
                line(Pool::of_type(T::Iccu), 15, 1),
                line(Pool::of_type(T::IccuVentilator), 8, 1),
                line(Pool::of_type(T::RicuVentilator), 8, 1),
                line(child(T::Picu), 6, 1),
                line(child(T::PicuVentilator), 10, 1),
                line(newborn(T::Nicu), 10, 1),
                line(newborn(T::NicuVentilator), 14, 1),
                line(newborn(T::Perinatology), 30, 1),
                line(Pool::of_type(T::Delivery), 22, 1),
                line(isolation(Isolation::Standard), 30, 1),
                line(isolation(Isolation::NegativePressure), 20, 1),
                line(mind(C::None, anyone), 20, 1),
                line(Pool::of_type(T::Emergency), 50, 1),
            ]);
        }
        Mix::Medium => {
            lines.extend(men_and_women(C::Three, 230, 1));
            lines.extend([
                line(general(C::Three, anyone, AgeBand::Child), 70, 1),
                line(general(C::Two, anyone, any), 140, 2),
                line(general(C::One, anyone, any), 120, 2),
                line(general(C::Kris, anyone, any), 100, 1),
                line(general(C::Vip, anyone, any), 70, 1),
                line(general(C::Vvip, anyone, any), 10, 1),
                line(Pool::of_type(T::Hcu), 35, 1),
                line(Pool::of_type(T::Icu), 18, 1),
                line(Pool::of_type(T::IcuVentilator), 18, 1),
                line(Pool::of_type(T::Iccu), 12, 1),
                line(newborn(T::NicuVentilator), 12, 1),
                line(child(T::Picu), 8, 1),
                line(newborn(T::Perinatology), 30, 1),
                line(Pool::of_type(T::Delivery), 25, 1),
                line(isolation(Isolation::Standard), 25, 1),
                line(isolation(Isolation::NegativePressure), 12, 1),
                line(Pool::of_type(T::Emergency), 45, 1),
            ]);
        }
        Mix::Small => {
            lines.extend(men_and_women(C::Three, 290, 1));
            lines.extend([
                line(general(C::Three, anyone, AgeBand::Child), 90, 1),
                line(general(C::Two, anyone, any), 170, 1),
                line(general(C::One, anyone, any), 140, 1),
                line(general(C::Vip, anyone, any), 80, 1),
                line(Pool::of_type(T::Hcu), 35, 1),
                line(Pool::of_type(T::Icu), 35, 1),
                line(newborn(T::Perinatology), 40, 1),
                line(Pool::of_type(T::Delivery), 30, 1),
                line(isolation(Isolation::Standard), 30, 1),
                line(Pool::of_type(T::Emergency), 60, 1),
            ]);
        }
        Mix::Local => lines.extend([
            line(general(C::Three, anyone, AgeBand::Adult), 300, 1),
            line(general(C::Three, anyone, AgeBand::Child), 120, 1),
            line(general(C::Two, anyone, any), 200, 1),
            line(general(C::One, anyone, any), 140, 1),
            line(general(C::Vip, anyone, any), 50, 1),
            line(Pool::of_type(T::Delivery), 50, 1),
            line(isolation(Isolation::Standard), 40, 1),
            line(Pool::of_type(T::Emergency), 100, 1),
        ]),
        Mix::MotherChild => lines.extend([
            line(general(C::Three, Sex::Female, AgeBand::Adult), 250, 1),
            line(general(C::Two, Sex::Female, AgeBand::Adult), 180, 1),
            line(general(C::One, Sex::Female, AgeBand::Adult), 150, 1),
            line(general(C::Vip, Sex::Female, AgeBand::Adult), 90, 1),
            line(general(C::Two, anyone, AgeBand::Child), 120, 1),
            line(newborn(T::Perinatology), 90, 1),
            line(newborn(T::Nicu), 40, 1),
            line(Pool::of_type(T::Delivery), 80, 1),
            line(Pool::of_type(T::Emergency), 60, 1),
        ]),
        Mix::Mind => lines.extend([
            line(mind(C::Three, Sex::Male), 420, 2),
            line(mind(C::Three, Sex::Female), 210, 1),
            line(mind(C::Two, anyone), 130, 1),
            line(mind(C::One, anyone), 70, 1),
            line(child(T::Psychiatric), 60, 1),
            line(mind(C::None, anyone), 70, 1),
            line(Pool::of_type(T::Emergency), 40, 1),
        ]),
        Mix::Eye => lines.extend([
            line(general(C::Three, anyone, any), 350, 1),
            line(general(C::Two, anyone, any), 300, 1),
            line(general(C::One, anyone, any), 250, 1),
            line(general(C::Vip, anyone, any), 60, 1),
        ]),
        Mix::Heart => lines.extend([
            line(general(C::Three, anyone, AgeBand::Adult), 230, 1),
            line(general(C::Two, anyone, AgeBand::Adult), 190, 1),
            line(general(C::One, anyone, AgeBand::Adult), 180, 1),
            line(general(C::Vip, anyone, AgeBand::Adult), 90, 1),
            line(Pool::of_type(T::Hcu), 90, 1),
            line(Pool::of_type(T::Iccu), 100, 1),
            line(Pool::of_type(T::IccuVentilator), 60, 1),
            line(Pool::of_type(T::Emergency), 60, 1),
        ]),
        Mix::Lung => {
            lines.extend(men_and_women(C::Three, 360, 1));
            lines.extend([
                line(general(C::Two, anyone, AgeBand::Adult), 150, 1),
                line(general(C::One, anyone, AgeBand::Adult), 100, 1),
                line(isolation(Isolation::Standard), 130, 1),
                line(isolation(Isolation::NegativePressure), 100, 1),
                line(Pool::of_type(T::Ricu), 50, 1),
                line(Pool::of_type(T::RicuVentilator), 30, 1),
                line(Pool::of_type(T::Emergency), 70, 1),
            ]);
        }
    }
    lines
}
