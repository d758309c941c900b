//! "Where does this number come from?" in words: what was reported, what was taken off, what was left out already, what nobody knows.

use sigap_availability::{Contradiction, Contradictions, Explained, Line, PublicFigure};
use sigap_kernel::{Pool, UtcMs};

use crate::picture::FacilityBeds;
use crate::words::Said;

/// One deduction: its message id, and where it stands in an explanation.
type Named = (&'static str, fn(&Explained) -> Line);

/// The deductions of a report.
const TERMS: [Named; 4] = [
    ("why-cleaning", |one| one.cleaning),
    ("why-blocked", |one| one.blocked),
    ("why-reserved", |one| one.reserved),
    ("why-waiting-in-igd", |one| one.waiting_in_igd),
];

/// Why the number of several wards is what it is, a sentence a line. Empty without a number.
pub(crate) fn lines(said: Said, wards: &[Explained], contradictions: Contradictions, result: Option<u32>) -> Vec<String> {
    let w = said.words();
    let Some(result) = result else { return vec![w.s("why-no-number")] };
    let total = |of: fn(&Explained) -> u32| wards.iter().map(of).fold(0_u32, u32::saturating_add);
    let mut lines = vec![w.with("why-reported", &[("n", &w.figure(total(|one| one.reported_free.unwrap_or(0))))])];
    if contradictions.has(Contradiction::FreeAboveCapacity) {
        lines.push(w.s("why-capped"));
    }
    let minus = |n: u32, what: &str| (n > 0).then(|| w.with("why-minus", &[("n", &w.figure(n)), ("what", &w.s(what))]));
    for (key, term) in TERMS {
        lines.extend(minus(wards.iter().map(|one| term(one).subtracted()).fold(0, u32::saturating_add), key));
    }
    lines.extend(minus(total(|one| one.promised), "why-promised"));
    lines.extend(minus(total(|one| one.arrived), "why-arrived"));
    let claims_included = total(|one| one.claims_included);
    if claims_included > 0 {
        lines.push(w.with("why-claims-included", &[("n", &w.figure(claims_included))]));
    }
    if contradictions.has(Contradiction::DeductionsAboveFree) {
        lines.push(w.s("why-short"));
    }
    lines.push(w.with("why-result", &[("n", &w.figure(result))]));
    lines.extend(terms_that(said, wards, "why-included", |line| matches!(line, Line::Included { .. })));
    lines.extend(terms_that(said, wards, "why-unknown", |line| matches!(line, Line::Unknown)));
    lines
}

fn terms_that(said: Said, wards: &[Explained], key: &str, fits: impl Fn(Line) -> bool) -> Option<String> {
    let w = said.words();
    let named: Vec<String> = TERMS.iter().filter(|(_, term)| wards.iter().any(|one| fits(term(one)))).map(|(name, _)| w.s(name)).collect();
    (!named.is_empty()).then(|| w.with(key, &[("what", &named.join(", "))]))
}

/// The same for one pool of a hospital, as everyone may read it: a small pool is told no details of.
pub(crate) fn pool_lines(
    said: Said,
    beds: &FacilityBeds,
    rules: &sigap_availability::Rules,
    pool: &Pool,
    figure: &PublicFigure,
    now: UtcMs,
) -> Vec<String> {
    match figure {
        PublicFigure::Word(_) => vec![said.words().s("why-small")],
        PublicFigure::Number { free, .. } => {
            let standings: Vec<_> =
                beds.wards.iter().filter(|one| one.ward.active && one.ward.pool == *pool).map(|one| one.standing(rules, now)).collect();
            let counted = standings.iter().filter(|one| one.free_to_promise.is_some());
            let found = counted.clone().fold(Contradictions::NONE, |all, one| all.union(one.contradictions));
            lines(said, &counted.map(|one| one.explained).collect::<Vec<_>>(), found, Some(*free))
        }
        PublicFigure::Unknown | PublicFigure::Old | PublicFigure::Silent => vec![said.words().s("why-no-number")],
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::Lang;

    use super::*;

    #[test]
    fn every_step_from_the_report_to_the_number_is_said() {
        let ward = Explained {
            reported_free: Some(10),
            cleaning: Line::Included { told: None },
            blocked: Line::Included { told: None },
            reserved: Line::Unknown,
            waiting_in_igd: Line::Subtracted(2),
            promised: 1,
            ..Explained::UNKNOWN
        };
        let said = lines(Said::new(Lang::Id), &[ward], Contradictions::NONE, Some(7));
        let expected = [
            "10 dilaporkan kosong",
            "dikurangi 2: menunggu di IGD",
            "dikurangi 1: sudah dijanjikan kepada pasien di jalan",
            "menjadi 7",
            "sudah tidak dihitung oleh rumah sakit: dibersihkan, tidak dapat dipakai",
            "tidak diketahui, tidak dikurangi: dipesan rumah sakit",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn without_a_number_there_is_nothing_to_explain() {
        assert_eq!(lines(Said::new(Lang::En), &[], Contradictions::NONE, None), ["no number that counts"]);
    }
}
