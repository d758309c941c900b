//! A public figure in words: the number or the word for it, its state, its age and its source. What may be shown was decided before;
//! here it is only said.

use sigap_availability::{ChancePct, Likelihood, PoolSum, PublicFigure, SmallPool};
use sigap_kernel::{UtcMs, Zone};
use sigap_web::Words;

use super::{Age, Said};
use crate::find::Chance;

/// Up to this many free beds are few: by the time one has arrived they may be gone.
const FEW_BEDS: u32 = 2;

/// The figure itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Figure {
    /// So many of so many.
    Number {
        /// Free beds as this language writes them.
        free: String,
        /// Of how many; `None` when not told.
        of: Option<String>,
    },
    /// A word, and a quiet word below it.
    Word {
        /// `Ada`.
        big: String,
        /// `ruang kecil`; may be empty.
        small: String,
    },
}

impl Figure {
    /// In one line: `3 dari 24 kosong`.
    pub(crate) fn label(&self, w: Words) -> String {
        match self {
            Figure::Number { free, of: Some(of) } => w.with("figure-label", &[("free", free), ("of", of)]),
            Figure::Number { free, of: None } => w.with("figure-label-bare", &[("free", free)]),
            Figure::Word { big, small } if small.is_empty() => big.clone(),
            Figure::Word { big, small } => format!("{big} · {small}"),
        }
    }

    /// Whether it is a word.
    pub(crate) const fn is_word(&self) -> bool {
        matches!(self, Figure::Word { .. })
    }

    /// The large part.
    pub(crate) fn big(&self) -> &str {
        match self {
            Figure::Number { free, .. } => free,
            Figure::Word { big, .. } => big,
        }
    }

    /// The quiet part below.
    pub(crate) fn below(&self, w: &Words) -> String {
        match self {
            Figure::Number { of: Some(of), .. } => w.with("figure-of", &[("of", of)]),
            Figure::Number { of: None, .. } => w.s("figure-free"),
            Figure::Word { small, .. } => small.clone(),
        }
    }
}

/// Everything a row says of a number. A number never stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// `free`, `few`, `full`, `old` or `silent`: shape and colour.
    pub(crate) state: &'static str,
    /// The figure.
    pub(crate) figure: Figure,
    /// The state as a sentence.
    pub(crate) sentence: String,
    /// The state in one or two words, for a wall.
    pub(crate) short: String,
    /// How old the counted number is; what is not counted tells its age in its sentence.
    pub(crate) age: Option<Age>,
    /// Who reported.
    pub(crate) sources: String,
    /// From when the number no longer counts.
    pub(crate) expires: Option<String>,
    /// Changes when the figure does, so that a change can be marked.
    pub(crate) mark: String,
}

impl Shown {
    /// Age and source in one line.
    pub(crate) fn facts(&self) -> String {
        let age = self.age.as_ref().map(|age| age.words.clone()).into_iter();
        age.chain((!self.sources.is_empty()).then(|| self.sources.clone())).collect::<Vec<_>>().join(" · ")
    }
}

/// How one kind of figure looks: shape, sentence and short word as message ids.
struct Look(&'static str, &'static str, &'static str);

fn look(figure: &PublicFigure, is_due: bool) -> Look {
    match figure {
        PublicFigure::Number { free: 0, .. } | PublicFigure::Word(SmallPool::None) => Look("full", "state-full", "state-full"),
        PublicFigure::Number { .. } | PublicFigure::Word(SmallPool::Some) if is_due => Look("few", "state-due", "lobby-due"),
        PublicFigure::Number { free: ..=FEW_BEDS, .. } => Look("few", "state-few", "lobby-few"),
        PublicFigure::Number { .. } => Look("free", "state-free", "state-free"),
        PublicFigure::Word(SmallPool::Some) => Look("few", "state-some", "lobby-some"),
        PublicFigure::Unknown => Look("silent", "state-unknown", "lobby-unknown"),
        PublicFigure::Old => Look("old", "state-old", "figure-old"),
        PublicFigure::Silent => Look("silent", "state-silent", "state-never"),
    }
}

/// A chance in a word: shape and sentence.
const fn likely(chance: ChancePct) -> (&'static str, &'static str) {
    match chance.likelihood() {
        Likelihood::Likely => ("free", "chance-likely"),
        Likelihood::Maybe => ("few", "chance-maybe"),
        Likelihood::Unlikely => ("full", "chance-unlikely"),
    }
}

impl Said {
    /// Puts the chance on arrival in the place of the state: as a word, and for staff as figures beside it.
    pub(crate) fn tell_chance(self, shown: &mut Shown, chance: &Chance) {
        let (state, sentence) = likely(chance.chance);
        shown.state = state;
        shown.sentence = self.w.s(sentence);
        if let Some(interval_pct) = chance.interval_pct {
            shown.sentence = format!("{} {}", shown.sentence, self.chance_figures(chance.chance, interval_pct));
        }
    }

    /// `82 % (74–90 %)`.
    pub(crate) fn chance_figures(self, chance: ChancePct, (low, high): (u8, u8)) -> String {
        let figure = |pct: u8| self.w.figure(u32::from(pct));
        self.w.with("chance-figures", &[("pct", &figure(chance.pct())), ("low", &figure(low)), ("high", &figure(high))])
    }

    /// A figure with all that belongs to it. `sum` gives age and source; its numbers are not looked at.
    pub(crate) fn shown(self, figure: &PublicFigure, sum: &PoolSum, zone: Zone, now: UtcMs) -> Shown {
        let Look(state, sentence, short) = look(figure, sum.wards_due > 0);
        let counted = matches!(figure, PublicFigure::Number { .. } | PublicFigure::Word(_));
        let at = if counted { sum.oldest_counted_at } else { sum.last_word_at };
        let age = at.map(|at| self.age(at, now));
        let sentence = match (figure, at) {
            (PublicFigure::Silent, Some(at)) => self.w.with(sentence, &[("since", &self.since(at, zone, now))]),
            (PublicFigure::Silent, None) => self.w.s("state-never"),
            (PublicFigure::Old, Some(at)) if at > now => self.w.s("state-ahead"),
            (PublicFigure::Old, _) => self.w.with(sentence, &[("age", age.as_ref().map_or("", |age| &age.words))]),
            _ => self.w.s(sentence),
        };
        let figure = self.figure(figure);
        Shown {
            state,
            mark: figure.label(self.w),
            figure,
            sentence,
            short: self.w.s(short),
            age: age.filter(|_| counted),
            sources: self.sources(if counted { sum.sources } else { sum.sources_heard }),
            expires: sum.valid_until.filter(|_| counted).map(UtcMs::rfc3339),
        }
    }

    fn figure(self, figure: &PublicFigure) -> Figure {
        let word = |big: &str, small: &str| Figure::Word {
            big: self.w.s(big),
            small: if small.is_empty() { String::new() } else { self.w.s(small) },
        };
        match figure {
            PublicFigure::Number { free, of } => Figure::Number { free: self.w.figure(*free), of: of.map(|of| self.w.figure(of)) },
            PublicFigure::Word(SmallPool::Some) => word("figure-some", "figure-small"),
            PublicFigure::Word(SmallPool::None) => word("figure-none", "figure-small"),
            PublicFigure::Old => word("figure-old", ""),
            PublicFigure::Unknown | PublicFigure::Silent => word("figure-unknown", ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::Lang;

    use super::*;

    fn shown(figure: PublicFigure, sum: PoolSum) -> Shown {
        Said::new(Lang::Id).shown(&figure, &sum, Zone::Wib, UtcMs(1_790_000_000_000))
    }

    #[test]
    fn shape_and_sentence_follow_the_figure() {
        let counted = PoolSum { wards_counted: 1, oldest_counted_at: Some(UtcMs(1_790_000_000_000).plus_min(-6)), ..PoolSum::default() };
        let due = PoolSum { wards_due: 1, ..counted };
        let number = |free| PublicFigure::Number { free, of: Some(24) };
        let cases = [
            (number(3), counted, "free", "Tersedia", "3 dari 24 kosong"),
            (number(2), counted, "few", "Tinggal sedikit. Telepon dulu.", "2 dari 24 kosong"),
            (number(9), due, "few", "Laporan terlambat. Telepon dulu.", "9 dari 24 kosong"),
            (number(0), due, "full", "Penuh", "0 dari 24 kosong"),
            (PublicFigure::Number { free: 5, of: None }, counted, "free", "Tersedia", "5 kosong"),
            (PublicFigure::Word(SmallPool::Some), counted, "few", "Ada. Telepon dulu.", "Ada · ruang kecil"),
            (PublicFigure::Word(SmallPool::None), counted, "full", "Penuh", "Penuh · ruang kecil"),
            (PublicFigure::Unknown, PoolSum::default(), "silent", "Melapor tanpa jumlah kosong. Telepon dulu.", "Belum tahu"),
            (PublicFigure::Silent, PoolSum::default(), "silent", "Belum ada laporan", "Belum tahu"),
        ];
        for (figure, sum, state, sentence, label) in cases {
            let shown = shown(figure, sum);
            assert_eq!((shown.state, shown.sentence.as_str()), (state, sentence), "{figure:?}");
            assert_eq!(shown.figure.label(Said::new(Lang::Id).words()), label);
        }
    }

    #[test]
    fn an_old_number_says_how_old_and_shows_no_number() {
        let sum = PoolSum { wards_old: 1, last_word_at: Some(UtcMs(1_790_000_000_000).plus_min(-300)), ..PoolSum::default() };
        let shown = shown(PublicFigure::Old, sum);
        assert_eq!(shown.sentence, "Data 5 jam lalu, tidak dihitung");
        assert!(shown.figure.is_word() && shown.expires.is_none());
    }
}
