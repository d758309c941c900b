//! What sources say of a ward beside its number (*selisih*): kept, compared, never added.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use sigap_availability::{Heard, Observation, Voice, heard};
use sigap_kernel::{Ctx, FacilityId, WardId};
use sigap_registry::{ReportedBy, Ward};
use sigap_store::{Db, Entry, Lane, Query, StoreError, Subject, Tx};

use crate::model::{BySex, Report};
use crate::service::{Counter, observed_entry, ward_subject};
use crate::store::{self, Count};

/// What a source said that is not the ward's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidBeside {
    /// The numbers, and whose they are.
    pub observation: Observation,
    /// Hints by sex.
    pub by_sex: Option<BySex>,
    /// Who said it, as the journal writes it.
    pub actor: String,
}

impl SaidBeside {
    /// Whether it says something else than the ward's number.
    #[must_use]
    pub fn differs_from(&self, number: &Observation) -> bool {
        let differ = |mine: Option<u32>, theirs: Option<u32>| mine.zip(theirs).is_some_and(|(mine, theirs)| mine != theirs);
        differ(self.observation.free, number.free) || differ(self.observation.capacity, number.capacity)
    }
}

/// What is said beside the numbers of one group of reports, of each ward and source the last word.
#[derive(Debug, Default)]
pub(crate) struct Beside<'r> {
    said: BTreeMap<(WardId, &'static str), (FacilityId, SaidBeside, Option<&'r Ctx>)>,
}

impl<'r> Beside<'r> {
    /// A report that is not the ward's number.
    pub(crate) fn report(&mut self, report: &'r Report) {
        let said = SaidBeside { observation: report.observation, by_sex: report.by_sex, actor: report.ctx.actor().to_string() };
        self.keep(report.ward, report.facility, said, Some(&report.ctx));
    }

    /// The number of another source, which a report takes the place of.
    pub(crate) fn replaced(&mut self, there: &Count) {
        let said = SaidBeside { observation: there.observation, by_sex: there.by_sex, actor: there.actor.clone() };
        self.keep(there.ward, there.facility, said, None);
    }

    fn keep(&mut self, ward: WardId, facility: FacilityId, said: SaidBeside, told: Option<&'r Ctx>) {
        let place = (ward, said.observation.source.code());
        if self.said.get(&place).is_none_or(|(_, before, _)| said.observation.replaces(&before.observation)) {
            self.said.insert(place, (facility, said, told));
        }
    }

    /// Writes it down. What a source says anew is recorded; what it repeats is confirmed.
    pub(crate) async fn write(self, tx: &Tx) -> Result<(), StoreError> {
        if self.said.is_empty() {
            return Ok(());
        }
        let wards: Vec<WardId> = self.said.keys().map(|(ward, _)| *ward).collect();
        let known = store::said(tx, &wards).await?;
        for ((ward, source), (facility, said, told)) in &self.said {
            let before = known.get(ward).into_iter().flatten().find(|before| before.observation.source.code() == *source);
            let is_new = before.is_none_or(|before| numbers(&before.observation) != numbers(&said.observation));
            match told {
                Some(ctx) if is_new => tx.record_for(ctx, entry(*ward, *facility, &said.observation)),
                _ => tx.confirm(ward_subject(*ward)),
            }
        }
        let rows: Vec<(WardId, FacilityId, SaidBeside)> =
            self.said.into_iter().map(|((ward, _), (facility, said, _))| (ward, facility, said)).collect();
        store::put_said(tx, &rows).await
    }
}

fn numbers(seen: &Observation) -> (Option<u32>, Option<u32>, sigap_availability::Terms) {
    (seen.capacity, seen.free, seen.terms)
}

fn entry(ward: WardId, facility: FacilityId, seen: &Observation) -> Entry {
    let body = json!({
        "facility": facility, "source": seen.source, "capacity": seen.capacity, "free": seen.free,
        "terms": seen.terms, "observed_at": seen.observed_at,
    });
    Entry::new(ward_subject(ward), "beds.said_beside", 1, body)
}

/// Who speaks for a ward, as the registry has it.
#[must_use]
pub(crate) fn voice_of(ward: &Ward) -> Voice {
    use sigap_availability::SourceKind as S;
    match ward.reported_by {
        ReportedBy::Board => Voice::Source(S::WardBoard),
        ReportedBy::System => Voice::AnySystem,
        ReportedBy::Aplicares => Voice::Source(S::Aplicares),
        ReportedBy::Siranap => Voice::Source(S::Siranap),
        ReportedBy::Fhir => Voice::Source(S::Fhir),
        ReportedBy::Have => Voice::Source(S::Have),
        ReportedBy::Upload => Voice::Source(S::Upload),
    }
}

/// Who speaks for these wards.
pub(crate) async fn voices(q: &impl Query, wards: &[WardId]) -> Result<HashMap<WardId, Voice>, StoreError> {
    Ok(sigap_registry::wards_by_ids(q, wards).await?.iter().map(|ward| (ward.id, voice_of(ward))).collect())
}

/// Gives the number back to the systems that speak for wards whose hand entry has had its time; gives how many wards that were.
pub(crate) async fn hand_over(db: &Db, counter: &Counter, ctx: &Ctx) -> Result<usize, StoreError> {
    let until = ctx.now().plus_min(-i64::from(counter.hand_counts_min()));
    if due(db, counter, ctx, until).await?.is_empty() {
        return Ok(0);
    }
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let due = due(&tx, counter, ctx, until).await?;
        let now = tx.now();
        let counts: Vec<Count> = due.into_iter().map(|(there, said)| count_of(there, said, now)).collect();
        for count in &counts {
            tx.record(observed_entry(count.ward, count.facility, &count.observation));
        }
        if counts.is_empty() {
            tx.confirm(Subject::new("beds", "hand_over"));
        }
        store::put_counts(&tx, &counts).await?;
        Ok(counts.len())
    })
    .await
}

/// Wards whose hand entry has had its time, with what the system that speaks for them said since.
async fn due(q: &impl Query, counter: &Counter, ctx: &Ctx, until: sigap_kernel::UtcMs) -> Result<Vec<(Count, SaidBeside)>, StoreError> {
    let held = store::by_hand_before(q, until).await?;
    let wards: Vec<WardId> = held.iter().map(|count| count.ward).collect();
    if wards.is_empty() {
        return Ok(Vec::new());
    }
    let (mut said, voices) = (store::said(q, &wards).await?, voices(q, &wards).await?);
    let next = |count: Count| {
        let voice = voices.get(&count.ward).copied()?;
        let now_heard = |said: &SaidBeside| {
            let again = Observation { received_at: ctx.now(), ..said.observation };
            let counts = heard(voice, &again, Some(&count.observation), counter.hand_counts_min()) == Heard::Counts;
            counts && said.observation.taken_at() > count.observation.taken_at()
        };
        let newest = said.remove(&count.ward)?.into_iter().filter(now_heard).max_by_key(|said| said.observation.taken_at())?;
        Some((count, newest))
    };
    Ok(held.into_iter().filter_map(next).collect())
}

fn count_of(there: Count, said: SaidBeside, now: sigap_kernel::UtcMs) -> Count {
    let SaidBeside { observation, by_sex, actor } = said;
    Count { version: there.version + 1, observation, by_sex, changed_at: now, actor, ..there }
}
