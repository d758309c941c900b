//! `Said`: everything this room says of beds, in the words of one language. Pages and the map take their sentences here, so that
//! the same thing is called the same everywhere.

mod figure;
mod phone;
mod place;
mod time;

use sigap_availability::{Payer, Right, SourceKind, SourceSet};
use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Lang, Pool, Sex, UtcMs};
use sigap_web::Words;
use sigap_web::fluent_templates::static_loader;

pub(crate) use figure::Shown;
pub(crate) use phone::Call;
pub(crate) use time::{Age, day_number, instant_of, short_time};

use crate::find::Found;
use crate::model::Situation;

static_loader! {
    static LOADER = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Kinds of bed named in one line before the rest is counted.
const KINDS_NAMED: usize = 3;

/// What the room says, in one language.
#[derive(Clone, Copy)]
pub(crate) struct Said {
    w: Words,
}

impl Said {
    /// In this language.
    pub(crate) fn new(lang: Lang) -> Self {
        Self { w: Words::new(lang, &LOADER) }
    }

    /// The sentences themselves, for templates.
    pub(crate) const fn words(self) -> Words {
        self.w
    }

    /// The registry's own words: kinds, services, purposes.
    pub(crate) const fn registry(self) -> Words {
        sigap_registry::words(self.w.lang())
    }

    /// The word of a coded list: `care-3`, `type-icu-vent`.
    fn coded(self, list: &str, code: &str) -> String {
        self.w.s(&format!("{list}-{}", code.replace('_', "-")))
    }

    /// A care class: `Kelas 3`.
    pub(crate) fn class(self, class: CareClass) -> String {
        self.coded("care", class.code())
    }

    /// A kind of bed: `ICU dengan ventilator`.
    pub(crate) fn bed_type(self, bed_type: BedType) -> String {
        self.coded("type", bed_type.code())
    }

    /// Men, women, any.
    pub(crate) fn sex(self, sex: Sex) -> String {
        self.coded("sex", sex.code())
    }

    /// Who pays: `JKN kelas 3`.
    pub(crate) fn payer(self, payer: Payer) -> String {
        self.coded("payer", payer.code())
    }

    /// A need in a family's words: `Rawat inap dewasa`.
    pub(crate) fn situation(self, situation: Situation) -> String {
        self.coded("situation", situation.code())
    }

    /// What a family would call a pool without its restrictions: the class of an ordinary room, otherwise the kind.
    pub(crate) fn kind_of(self, pool: &Pool) -> String {
        match (pool.bed_type, pool.isolation, pool.class) {
            (BedType::General, Isolation::No, CareClass::None) => self.bed_type(BedType::General),
            (BedType::General, Isolation::No, class) => self.class(class),
            (BedType::General, isolation, _) => self.coded("iso", isolation.code()),
            (bed_type, _, _) => self.bed_type(bed_type),
        }
    }

    /// A pool in full, its name and what restricts it: `Kelas 3` and `Dewasa · Perempuan`.
    pub(crate) fn pool(self, pool: &Pool) -> (String, String) {
        let isolated = pool.isolation != Isolation::No;
        let class = pool.class != CareClass::None && (pool.bed_type != BedType::General || isolated);
        let said = [
            class.then(|| self.class(pool.class)),
            (isolated && pool.bed_type != BedType::General).then(|| self.coded("iso", pool.isolation.code())),
            (pool.age != AgeBand::Any).then(|| self.coded("band", pool.age.code())),
            (pool.sex != Sex::Any).then(|| self.sex(pool.sex)),
        ];
        (self.kind_of(pool), said.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    }

    /// The kinds of several pools in one line: `Kelas 1, Kelas 2, Kelas 3 +4 jenis`.
    pub(crate) fn kinds<'p>(self, pools: impl Iterator<Item = &'p Pool>) -> String {
        let mut kinds: Vec<String> = Vec::new();
        for kind in pools.map(|pool| self.kind_of(pool)) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let more = kinds.len().saturating_sub(KINDS_NAMED);
        kinds.truncate(KINDS_NAMED);
        let named = kinds.join(", ");
        if more == 0 { named } else { format!("{named} {}", self.w.a1("note-more-pools", "n", more)) }
    }

    /// Who reported: `SIMRS, papan ruang`.
    pub(crate) fn sources(self, sources: SourceSet) -> String {
        let mut said: Vec<String> = sources.iter().map(|source| self.source(source)).collect();
        said.dedup();
        said.join(", ")
    }

    /// One source.
    pub(crate) fn source(self, source: SourceKind) -> String {
        self.coded("source", source.code())
    }

    /// What a payer is entitled to.
    pub(crate) fn right(self, right: Right, payer: Payer) -> String {
        match right {
            Right::Covered => self.w.a1("right-covered", "payer", self.payer(payer)),
            Right::OneUp { max_days } => self.w.a1("right-one-up", "days", u32::from(max_days)),
            Right::OneUpIfFull { max_days } => self.w.a1("right-one-up-if-full", "days", u32::from(max_days)),
            Right::Below => self.w.a1("right-below", "payer", self.payer(payer)),
            Right::PaysDifference => self.w.s("right-pays-difference"),
            Right::NotCovered => self.w.a1("right-not-covered", "payer", self.payer(payer)),
            Right::OwnCost => self.w.s("right-own-cost"),
            Right::ByPolicy => self.w.s("right-by-policy"),
            Right::Unknown => self.w.s("right-unknown"),
        }
    }

    /// A hospital of the answer as a point of the map; `None` when its place is not known.
    pub(crate) fn feature(self, found: &Found, now: UtcMs) -> Option<serde_json::Value> {
        let facility = &found.beds.facility;
        let place = facility.place?;
        let shown = self.shown(&found.figure, &found.sum, facility.zone, now);
        Some(serde_json::json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [place.lon(), place.lat()] },
            "properties": {
                "name": facility.name,
                "state": shown.state,
                "label": shown.figure.label(self.w),
                "note": if shown.age.is_some() { shown.facts() } else { shown.sentence.clone() },
                "href": format!("/rs/{}", facility.id),
            },
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_called_as_a_family_calls_it() {
        let said = Said::new(Lang::Id);
        let women = Pool { sex: Sex::Female, age: AgeBand::Adult, ..Pool::general(CareClass::Three) };
        assert_eq!(said.pool(&women), ("Kelas 3".into(), "Dewasa · Perempuan".into()));
        assert_eq!(said.pool(&Pool::of_type(BedType::IcuVentilator)), ("ICU dengan ventilator".into(), String::new()));
        let isolated = Pool { isolation: Isolation::NegativePressure, ..Pool::general(CareClass::One) };
        assert_eq!(said.pool(&isolated), ("Isolasi tekanan negatif".into(), "Kelas 1".into()));
        let four = [CareClass::Vip, CareClass::One, CareClass::Two, CareClass::Three].map(Pool::general);
        assert_eq!(said.kinds(four.iter().chain(&four)), "VIP, Kelas 1, Kelas 2 +1 jenis");
        assert_eq!(Said::new(Lang::En).kinds(four.iter()), "VIP, Class 1, Class 2 +1 kind");
    }

    #[test]
    fn every_word_of_every_list_is_said_in_both_languages() {
        for &lang in Lang::ALL {
            let said = Said::new(lang);
            let lists: [(&str, Vec<&str>); 9] = [
                ("type", BedType::ALL.iter().map(|one| one.code()).collect()),
                ("care", CareClass::ALL.iter().map(|one| one.code()).collect()),
                ("sex", Sex::ALL.iter().map(|one| one.code()).collect()),
                ("band", AgeBand::ALL.iter().map(|one| one.code()).collect()),
                ("iso", Isolation::ALL.iter().map(|one| one.code()).collect()),
                ("payer", Payer::ALL.iter().map(|one| one.code()).collect()),
                ("situation", Situation::ALL.iter().map(|one| one.code()).collect()),
                ("source", SourceKind::ALL.iter().map(|one| one.code()).collect()),
                ("ward-contradiction", sigap_availability::Contradiction::ALL.iter().map(|one| one.code()).collect()),
            ];
            for (list, codes) in lists {
                for code in codes {
                    let word = said.coded(list, code);
                    assert!(!word.starts_with(list), "{lang}: {word} is not said");
                }
            }
        }
    }
}
