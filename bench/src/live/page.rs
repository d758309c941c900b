//! `Page`: one open page with a question of its own, that hears what changes among the hospitals it shows.

use std::cell::Cell;
use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail, ensure};
use sigap_kernel::FacilityId;
use tokio::time::Instant;

use super::probe::{Probes, Told};
use super::stream::{Event, Stream};
use crate::asker::LIMIT;
use crate::country::{Country, chance};
use crate::http::{Conn, get};

/// One page in so many asks again when it is told of a followed report, as every page of a browser does.
const ASKS_AGAIN_ONE_IN: usize = 20;

/// A page.
pub(crate) struct Page {
    path: String,
    /// Followed hospitals it shows, and the last report of each that it heard of.
    probes: Vec<(usize, Cell<u64>)>,
    asks_again: bool,
    last: Cell<Option<u64>>,
    changes: Cell<u64>,
}

impl Page {
    /// Asks a question from somewhere, and remembers which hospitals it shows.
    ///
    /// # Errors
    /// When it is not answered.
    pub(crate) async fn ask(address: SocketAddr, country: &Country, number: usize, probes: &Probes) -> Result<Self> {
        let (lat, lon) = country.somewhere(&mut chance(2_000_000 + number));
        let mut conn = Conn::open(address).await?;
        let answer = conn.ask(get(&format!("/api/v1/beds?near={lat:.5},{lon:.5}&limit={LIMIT}"), "").as_bytes()).await?;
        let shown = hospitals(answer.body)?;
        let topics: Vec<String> = shown.iter().map(|facility| format!("beds:{facility}")).collect();
        Ok(Self {
            path: format!("/live?topics={}", topics.join(",")),
            probes: shown.iter().filter_map(|facility| Some((probes.listened_to(*facility)?, Cell::new(0)))).collect(),
            asks_again: number.is_multiple_of(ASKS_AGAIN_ONE_IN),
            last: Cell::new(None),
            changes: Cell::new(0),
        })
    }

    /// The address of its stream.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Whether it shows a followed hospital.
    pub(crate) const fn is_busy(&self) -> bool {
        !self.probes.is_empty()
    }

    /// Changes it was told of.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.get()
    }

    /// Opens its stream; from then on it hears what changes.
    ///
    /// # Errors
    /// When the stream is not granted.
    pub(crate) async fn open(&self, address: SocketAddr) -> Result<Stream> {
        let mut stream = Stream::open(address, &self.path, None).await?;
        self.last.set(stream.next().await?.id);
        Ok(stream)
    }

    /// Listens until `end`, then closes.
    ///
    /// # Errors
    /// When the stream ends before that, or an answer is older than what the page was told.
    pub(crate) async fn listen(&self, mut stream: Stream, address: SocketAddr, probes: &Probes, end: Instant) -> Result<()> {
        let listening = async {
            let mut conn = if self.asks_again { Some(Conn::open(address).await?) } else { None };
            loop {
                let event = stream.next().await?;
                for (place, told) in self.hear(&event, probes) {
                    if let Some(conn) = &mut conn {
                        ask_again(conn, probes, place, &told).await?;
                    }
                }
            }
        };
        tokio::time::timeout_at(end, listening).await.unwrap_or(Ok(()))
    }

    /// Comes back after it was away, and listens until it knows what it missed.
    ///
    /// # Errors
    /// When it is not told of something that happened while it was away.
    pub(crate) async fn come_back(&self, address: SocketAddr, probes: &Probes) -> Result<()> {
        let mut stream = Stream::open(address, &self.path, self.last.get()).await?;
        let mut missing: Vec<usize> = self.probes.iter().map(|(place, _)| *place).collect();
        loop {
            let event = stream.next().await?;
            match event.kind.as_str() {
                "resync" => return Ok(()),
                "change" => missing.retain(|place| !names(&event, probes, *place)),
                "beat" => {}
                other => bail!("the live stream said {other}"),
            }
            if missing.is_empty() {
                return Ok(());
            }
        }
    }

    /// Takes an event in; gives the followed reports it tells of.
    fn hear(&self, event: &Event, probes: &Probes) -> Vec<(usize, Told)> {
        self.last.set(event.id.or(self.last.get()));
        if event.kind != "change" {
            return Vec::new();
        }
        self.changes.set(self.changes.get() + 1);
        let named = self.probes.iter().filter(|(place, _)| names(event, probes, *place));
        named.filter_map(|(place, heard)| Some((*place, probes.told(*place, heard)?))).collect()
    }
}

fn names(event: &Event, probes: &Probes, place: usize) -> bool {
    probes.get(place).is_some_and(|probe| event.data.contains(&probe.topic))
}

/// Asks for the hospital that changed: what the page was told has to be in the answer.
async fn ask_again(conn: &mut Conn, probes: &Probes, place: usize, told: &Told) -> Result<()> {
    let facility = probes.get(place).context("no such hospital")?.facility;
    let answer = conn.ask(get(&format!("/api/v1/beds/{facility}"), "").as_bytes()).await?;
    let text = String::from_utf8_lossy(answer.body);
    ensure!(text.contains(&told.as_written()), "a page was told of {} and shown {text}", told.as_written());
    probes.shown(told);
    Ok(())
}

/// The hospitals of an answer.
fn hospitals(body: &[u8]) -> Result<Vec<FacilityId>> {
    let answer: serde_json::Value = serde_json::from_slice(body)?;
    let items = answer.get("items").and_then(serde_json::Value::as_array).context("an answer without hospitals")?;
    items.iter().map(|item| Ok(item.get("id").and_then(serde_json::Value::as_str).context("a hospital without an id")?.parse()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hospitals_of_an_answer_are_found() {
        let id = "0192f0c4-0000-7000-8000-000000000001";
        let body = format!("{{\"items\":[{{\"id\":\"{id}\",\"name\":\"RS Rekaan\"}}]}}");
        assert_eq!(hospitals(body.as_bytes()).unwrap(), [id.parse::<FacilityId>().unwrap()]);
        assert!(hospitals(b"{}").is_err());
    }
}
