//! Staff and equipment, as RS Online tells them.

use sigap_exchange::siranap::{self as codec, NeedCounts, NeedItem, NeedKind, Outcome};
use sigap_store::StoreError;

use super::{Served, reply};
use crate::call::{Refusal, Reply};
use crate::needs::{self, NEEDS_PER_FACILITY_MAX, Need, NeedDone};
use crate::problem::{Problem, ProblemKind};
use crate::store::needs as needs_store;

impl Served<'_> {
    pub(super) async fn need_table(&self, kind: NeedKind) -> Result<Reply, Refusal> {
        let known = needs_store::of_facility(self.db(), self.sender.facility, kind).await.map_err(|error| self.failed(&error))?;
        let codes: Vec<String> = (1..=NEED_CODES).map(|code| code.to_string()).collect();
        let others = known.iter().map(|row| row.item.as_str()).filter(|item| !codes.iter().any(|code| code == item));
        let ids: Vec<&str> = codes.iter().map(String::as_str).chain(others).collect();
        let names: Vec<String> = ids.iter().map(|id| need_name(kind, id)).collect();
        let items: Vec<NeedItem<'_>> = ids.iter().zip(&names).map(|(id, name)| NeedItem { id, name }).collect();
        Ok(reply(&Outcome::NeedTable(kind, &items)))
    }

    pub(super) async fn needs(&self, kind: NeedKind) -> Result<Reply, Refusal> {
        let read =
            async { Ok::<_, StoreError>((self.zone().await?, needs_store::of_facility(self.db(), self.sender.facility, kind).await?)) };
        let (zone, rows) = read.await.map_err(|error| self.failed(&error))?;
        let names: Vec<String> = rows.iter().map(|row| need_name(kind, &row.item)).collect();
        let rows: Vec<codec::NeedRow<'_>> = rows
            .iter()
            .zip(&names)
            .map(|(row, name)| codec::NeedRow {
                item: NeedItem { id: &row.item, name },
                counts: Some(row.counts),
                last_update: Some(row.last_update),
            })
            .collect();
        Ok(reply(&Outcome::Needs(kind, &rows, zone)))
    }

    pub(super) async fn state_need(
        &self,
        kind: NeedKind,
        item: &str,
        counts: impl Fn(Option<NeedCounts>) -> Option<NeedCounts> + Send + Sync,
    ) -> Result<Reply, Refusal> {
        let as_of = self.call.true_as_of(self.sender).await.map_err(|error| self.failed(&error))?;
        let _turn = self.call.intake.0.turns.take_alone(self.sender.key).await;
        let done = needs::state(self.db(), &self.sender.ctx, Need { facility: self.sender.facility, kind, item, as_of }, counts).await;
        self.need_done(item, done)
    }

    pub(super) async fn delete_need(&self, kind: NeedKind, item: &str) -> Result<Reply, Refusal> {
        let _turn = self.call.intake.0.turns.take_alone(self.sender.key).await;
        let done = needs::remove(self.db(), &self.sender.ctx, self.sender.facility, kind, item).await;
        self.need_done(item, done)
    }

    fn need_done(&self, item: &str, done: Result<NeedDone, StoreError>) -> Result<Reply, Refusal> {
        match done.map_err(|error| self.failed(&error))? {
            NeedDone::Stored => Ok(reply(&Outcome::Done(self.place))),
            NeedDone::NoSuchItem => {
                let problem = Problem::named(ProblemKind::Room, "id_kebutuhan", "need-not-registered", item);
                Err(Refusal::kept(reply(&Outcome::NoSuchRow(self.place)), problem))
            }
            NeedDone::TooMany => {
                let sentence =
                    format!("Paling banyak {NEEDS_PER_FACILITY_MAX} jenis, dan semuanya sudah terpakai. Hapus yang tidak dipakai.");
                let refused = Outcome::Refused { place: self.place, http: 200, status: 400, sentence: sentence.into() };
                let message = format!("needs-too-many?max={NEEDS_PER_FACILITY_MAX}");
                Err(Refusal::kept(reply(&refused), Problem::named(ProblemKind::Rooms, "id_kebutuhan", message, "")))
            }
        }
    }
}

/// Items of the national tables of staff and equipment. Their names are not published where we could read them; hospitals know the numbers.
const NEED_CODES: u32 = 30;

fn need_name(kind: NeedKind, id: &str) -> String {
    match kind {
        NeedKind::Staff => format!("SDM nomor {id}"),
        NeedKind::Supplies => format!("APD/alkes nomor {id}"),
    }
}
