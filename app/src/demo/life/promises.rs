//! Simulated promises of beds: an operator of 112 asks, bed managers of some hospitals answer and receive. All patients are *rekaan*.

use std::collections::BTreeSet;
use std::time::Duration;

use sigap_kernel::FacilityId;
use tokio::time::sleep;

use super::browser::{Browser, after};
use super::http::Caller;
use crate::demo::dice::Dice;

/// Between two looks at the page, in seconds.
const LOOKS_EVERY_S: (i64, i64) = (20, 60);
/// After the first reports are there.
const BEGINS_AFTER: Duration = Duration::from_secs(8);
/// What is asked for at once when the city opens, so that there is something to see.
const ASKED_AT_FIRST: u32 = 4;
/// Minutes to arrival.
const ETA_MIN: (i64, i64) = (8, 45);
/// Kinds of bed that are asked for: the first ones of the form are those that are promised.
const KINDS_ASKED: i64 = 5;
/// What is the matter.
const MATTERS: [&str; 5] = [
    "sesak napas, perlu ventilator (rekaan)",
    "nyeri dada (rekaan)",
    "sepsis, tekanan darah turun (rekaan)",
    "persalinan dengan penyulit (rekaan)",
    "demam berdarah, trombosit 20.000 (rekaan)",
];

/// The operator who asks.
pub(super) struct Operator {
    browser: Browser,
    hospitals: Vec<FacilityId>,
    /// The promises it asked for: what a person asks for at the same desk is theirs to send off.
    asked: BTreeSet<String>,
    dice: Dice,
}

/// Somebody who holds beds in one hospital.
pub(super) struct Manager {
    browser: Browser,
    hospital: FacilityId,
    dice: Dice,
}

/// A promise as it stands on a page.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    id: String,
    version: String,
    /// The ward the page proposes.
    ward: Option<String>,
    events: Vec<&'static str>,
    /// Whether a bed is held.
    is_held: bool,
}

const EVENTS: [&str; 4] = ["accept", "depart", "arrive", "place"];

/// The promises of a page that can be acted on.
fn shown(page: &str) -> Vec<Shown> {
    let one = |piece: &str| {
        let events: Vec<&str> = EVENTS.into_iter().filter(|event| piece.contains(&format!("value=\"{event}\""))).collect();
        let proposed = piece.split("<option value=\"").find(|option| option.contains("\" selected"));
        Some(Shown {
            id: after(piece, "id=\"p-")?.to_owned(),
            version: after(piece, "name=\"version\" value=\"")?.to_owned(),
            ward: proposed.and_then(|option| option.split_once('"')).map(|(ward, _)| ward.to_owned()),
            events,
            is_held: after(piece, "data-state=\"") == Some("free"),
        })
    };
    page.split("<article").skip(1).filter_map(one).filter(|one| !one.events.is_empty()).collect()
}

async fn act(browser: &mut Browser, page: &str, one: &Shown, event: &str, more: &[(&str, String)]) -> anyhow::Result<()> {
    let csrf = after(page, "name=\"csrf\" value=\"").unwrap_or_default().to_owned();
    let mut fields = vec![("csrf", csrf), ("event", event.to_owned()), ("version", one.version.clone())];
    fields.extend(more.iter().cloned());
    browser.post(&format!("/janji/satu/{}", one.id), &fields).await
}

impl Operator {
    pub(super) fn new(caller: Caller, email: String, hospitals: Vec<FacilityId>, seed: u64) -> Self {
        Self { browser: Browser::new(caller, email), hospitals, asked: BTreeSet::new(), dice: Dice::new(seed, "promises") }
    }

    /// Asks and sends off until the program ends.
    pub(super) async fn run(mut self) {
        sleep(BEGINS_AFTER).await;
        for _ in 0..ASKED_AT_FIRST {
            let asked = self.ask().await;
            self.complain(asked);
        }
        loop {
            let done = self.round().await;
            self.complain(done);
            sleep(pause(&self.dice)).await;
        }
    }

    fn complain(&self, done: anyhow::Result<()>) {
        if let Err(error) = done {
            tracing::debug!(hospitals = self.hospitals.len(), "a simulated operator could not ask for a bed: {error:#}");
        }
    }

    async fn round(&mut self) -> anyhow::Result<()> {
        let page = self.browser.get("/janji").await?;
        for one in shown(&page).into_iter().filter(|one| self.asked.contains(&one.id)) {
            // Most wait for an answer; now and then somebody cannot.
            if one.events.contains(&"depart") && self.dice.happens(if one.is_held { 0.6 } else { 0.03 }) {
                act(&mut self.browser, &page, &one, "depart", &[]).await?;
            }
        }
        if self.dice.happens(0.25) { self.ask().await } else { Ok(()) }
    }

    async fn ask(&mut self) -> anyhow::Result<()> {
        let last = i64::try_from(self.hospitals.len()).unwrap_or(1) - 1;
        let Some(hospital) = self.hospitals.get(place(&self.dice, last)).copied() else { return Ok(()) };
        let page = self.browser.get(&format!("/janji/minta?rs={hospital}")).await?;
        let pools: Vec<&str> = page.split("name=\"pool\" value=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
        let Some(pool) = pools.get(place(&self.dice, KINDS_ASKED - 1)).or(pools.first()) else { return Ok(()) };
        let field = |name: &str| after(&page, &format!("name=\"{name}\" value=\"")).unwrap_or_default().to_owned();
        let id = field("id");
        let what = MATTERS.get(place(&self.dice, 4)).copied().unwrap_or_default();
        let fields = [
            ("csrf", field("csrf")),
            ("id", id.clone()),
            ("rs", hospital.to_string()),
            ("pool", (*pool).to_owned()),
            ("urgency", "urgent".to_owned()),
            ("eta", self.dice.between(ETA_MIN.0, ETA_MIN.1).to_string()),
            ("sex", if self.dice.happens(0.5) { "female" } else { "male" }.to_owned()),
            ("age", self.dice.between(1, 85).to_string()),
            ("what", what.to_owned()),
            ("phone", "0812-0000-0014".to_owned()),
        ];
        self.browser.post("/janji/minta", &fields).await?;
        self.asked.insert(id);
        Ok(())
    }
}

impl Manager {
    pub(super) fn new(caller: Caller, email: String, hospital: FacilityId, seed: u64) -> Self {
        Self { browser: Browser::new(caller, email), hospital, dice: Dice::new(seed, &format!("promises {hospital}")) }
    }

    /// Decides and receives until the program ends.
    pub(super) async fn run(mut self) {
        sleep(BEGINS_AFTER).await;
        loop {
            sleep(pause(&self.dice)).await;
            if let Err(error) = self.round().await {
                tracing::debug!("a simulated bed manager could not decide: {error:#}");
            }
        }
    }

    async fn round(&mut self) -> anyhow::Result<()> {
        let page = self.browser.get(&format!("/janji/{}", self.hospital)).await?;
        for one in shown(&page) {
            let does = |event| one.events.contains(&event);
            if does("accept") {
                match one.ward.clone().filter(|_| self.dice.happens(0.8)) {
                    Some(ward) => act(&mut self.browser, &page, &one, "accept", &[("ward", ward)]).await?,
                    None if self.dice.happens(0.4) => {
                        act(&mut self.browser, &page, &one, "refuse", &[("reason", "full".to_owned())]).await?;
                    }
                    None => {}
                }
            } else if does("arrive") && self.dice.happens(0.05) {
                act(&mut self.browser, &page, &one, "arrive", &[]).await?;
            } else if does("place") && !does("arrive") && self.dice.happens(0.15) {
                act(&mut self.browser, &page, &one, "place", &[]).await?;
            }
        }
        Ok(())
    }
}

fn pause(dice: &Dice) -> Duration {
    Duration::from_secs(dice.between(LOOKS_EVERY_S.0, LOOKS_EVERY_S.1).unsigned_abs())
}

/// A place in a list, up to and with the last.
fn place(dice: &Dice, last: i64) -> usize {
    usize::try_from(dice.between(0, last.max(0))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_read_from_its_own_card() {
        let card = |id: &str, inner: &str| {
            format!(
                "<article class=\"card\" id=\"p-{id}\" data-state=\"free\"><form><input name=\"version\" value=\"3\">{inner}</form></article>"
            )
        };
        let accept = "<input name=\"event\" value=\"accept\"><option value=\"w1\">A</option><option value=\"w2\" selected>B</option>";
        let page = card("one", accept) + &card("two", "<button name=\"event\" value=\"place\">") + &card("three", "");
        let read = shown(&page);
        assert_eq!(read.len(), 2, "one that knows no event needs nobody");
        assert_eq!(
            read[0],
            Shown { id: "one".into(), version: "3".into(), ward: Some("w2".into()), events: vec!["accept"], is_held: true }
        );
        assert_eq!((read[1].id.as_str(), read[1].ward.clone(), read[1].events.clone()), ("two", None, vec!["place"]));
        assert!(shown("<article id=\"p-").is_empty());
    }
}
