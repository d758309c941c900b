//! A simulated nurse: logs in like a person, looks at the ward board, and taps on her rounds, one bed at a tap. What somebody
//! else counted in between is true for her too.

use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::http::{Method, StatusCode, header};
use sigap_kernel::{Actor, WardId, World};
use tokio::time::sleep;

use super::board::{ShownCard, card, tap_path};
use super::http::{Caller, Reply};
use super::{Counted, Ear, Place};
use crate::demo::dice::Dice;
use crate::demo::lay::{PASSWORD, simulated_nurse};

/// Between two rounds, in seconds: after a round of taps, and by night or when the board cannot be reached.
const ROUND_EVERY_S: (i64, i64) = (70, 220);
const TRIES_AGAIN_AFTER_S: (i64, i64) = (8, 20);
/// Between two taps, in milliseconds.
const TAPS_APART_MS: (i64, i64) = (250, 900);
/// Taps for one ward on one round; the rest waits for the next.
const TAPS_MAX: u32 = 8;
/// The simulation answers a count by then.
const HEARS_WITHIN: Duration = Duration::from_secs(1);

/// A nurse of one hospital.
pub(super) struct Nurse {
    place: Place,
    keeps_pct: u32,
    caller: Caller,
    world: World,
    dice: Dice,
    /// The cookie of her log-in.
    cookie: Option<String>,
    /// What she left on the board, ward by ward.
    left: Vec<Option<u32>>,
}

impl Nurse {
    pub(super) fn new(place: Place, keeps_pct: u32, seed: u64, caller: Caller, world: World) -> Self {
        let dice = Dice::new(seed, &format!("nurse {}", place.number));
        let left = vec![None; place.plan.wards.len()];
        Self { place, keeps_pct, caller, world, dice, cookie: None, left }
    }

    /// Makes her rounds until the program ends.
    pub(super) async fn run(mut self, mut ear: Ear, after: Duration) {
        sleep(after).await;
        loop {
            let pause_s = match self.round(&mut ear).await {
                Ok(()) => ROUND_EVERY_S,
                Err(error) => {
                    tracing::debug!(ppk = %self.place.plan.ppk, "a simulated nurse could not make her round: {error:#}");
                    TRIES_AGAIN_AFTER_S
                }
            };
            sleep(Duration::from_secs(self.dice.between(pause_s.0, pause_s.1).unsigned_abs())).await;
        }
    }

    async fn round(&mut self, ear: &mut Ear) -> anyhow::Result<()> {
        if self.cookie.is_none() {
            self.log_in().await?;
        }
        let page = self.look().await?;
        let wards: Vec<Option<WardId>> = self.place.laid.wards.clone();
        let shown: Vec<Option<ShownCard>> = wards.iter().map(|ward| card(&page, (*ward)?)).collect();
        self.believe(ear, &shown).await?;
        for (place, (ward, shown)) in wards.iter().zip(&shown).enumerate() {
            let (Some(ward), Some(shown)) = (ward, shown) else { continue };
            if self.dice.happens(f64::from(self.keeps_pct) / 100.0) {
                let free = ear.free.borrow().get(place).copied().unwrap_or(shown.free);
                self.tap_to(place, *ward, shown, free).await?;
            }
        }
        Ok(())
    }

    async fn log_in(&mut self) -> anyhow::Result<()> {
        let typed = [("email", simulated_nurse(&self.place.plan)), ("password", PASSWORD.to_owned()), ("next", "/papan".to_owned())];
        let body = form(&typed);
        let reply = self.caller.call(Method::POST, "/masuk", &form_headers(), body).await?;
        self.cookie = session(&reply);
        if self.cookie.is_some() { Ok(()) } else { bail!("the log-in was answered with {}", reply.status) }
    }

    async fn look(&mut self) -> anyhow::Result<String> {
        let path = format!("/papan/{}", self.place.laid.facility);
        let reply = self.caller.call(Method::GET, &path, &self.with_cookie(Vec::new()), "").await?;
        self.stay_logged_in(&reply)?;
        if reply.status != StatusCode::OK {
            bail!("the board was answered with {}", reply.status);
        }
        String::from_utf8(reply.body.into()).context("the board is no text")
    }

    /// A log-in that has ended is begun anew on the next round.
    fn stay_logged_in(&mut self, reply: &Reply) -> anyhow::Result<()> {
        if reply.status == StatusCode::UNAUTHORIZED || reply.status.is_redirection() {
            self.cookie = None;
            bail!("the log-in has ended");
        }
        Ok(())
    }

    /// A number on the board that is not the one she left was counted by somebody else, or before her time: she goes by it.
    async fn believe(&mut self, ear: &mut Ear, shown: &[Option<ShownCard>]) -> anyhow::Result<()> {
        let news =
            |(card, left): (&Option<ShownCard>, &Option<u32>)| card.as_ref().map(|card| card.free).filter(|free| Some(*free) != *left);
        let free: Vec<Option<u32>> = shown.iter().zip(&self.left).map(news).collect();
        for (left, free) in self.left.iter_mut().zip(&free) {
            *left = free.or(*left);
        }
        if free.iter().any(Option::is_some) {
            ear.free.mark_unchanged();
            ear.counted.send(Counted { hospital: self.place.number, free }).await?;
            // Without an answer she counts by what she knows: no harm.
            let _ = tokio::time::timeout(HEARS_WITHIN, ear.free.changed()).await;
        }
        Ok(())
    }

    /// Taps until the board shows what is true, bed by bed; one tap when nothing has changed.
    async fn tap_to(&mut self, place: usize, ward: WardId, shown: &ShownCard, free: u32) -> anyhow::Result<()> {
        for (kind, after) in taps(shown.free, free) {
            self.tap(ward, shown, kind, after).await?;
            if let Some(left) = self.left.get_mut(place) {
                *left = Some(after);
            }
            sleep(Duration::from_millis(self.dice.between(TAPS_APART_MS.0, TAPS_APART_MS.1).unsigned_abs())).await;
        }
        Ok(())
    }

    async fn tap(&mut self, ward: WardId, shown: &ShownCard, kind: &str, free: u32) -> anyhow::Result<()> {
        let now = self.world.now().0.to_string();
        let fields = [
            ("tap", kind.to_owned()),
            ("free", free.to_string()),
            ("version", shown.version.clone()),
            ("occurred_at_ms", now.clone()),
            ("sent_at_ms", now),
        ];
        let key = self.world.ctx(Actor::Anyone).uuid().to_string();
        let mut headers = form_headers();
        headers.extend([("X-CSRF-Token", shown.csrf.clone()), ("HX-Request", "true".to_owned()), ("Idempotency-Key", key)]);
        let reply = self.caller.call(Method::POST, &tap_path(ward), &self.with_cookie(headers), form(&fields)).await?;
        self.stay_logged_in(&reply)?;
        // Somebody was faster, or the ward was closed: the next round looks again.
        if reply.status.is_success() { Ok(()) } else { bail!("a tap was answered with {}", reply.status) }
    }

    fn with_cookie(&self, mut headers: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        headers.extend(self.cookie.clone().map(|cookie| (header::COOKIE.as_str(), cookie)));
        headers
    }
}

/// The taps from what is shown to what is true: kind, and the number after each.
fn taps(shown: u32, free: u32) -> Vec<(&'static str, u32)> {
    if shown == free {
        return vec![("same", free)];
    }
    let (kind, many) = if free > shown { ("plus", free - shown) } else { ("minus", shown - free) };
    let after = |step: u32| if kind == "plus" { shown + step } else { shown - step };
    (1..=many.min(TAPS_MAX)).map(|step| (kind, after(step))).collect()
}

pub(super) fn form_headers() -> Vec<(&'static str, String)> {
    vec![(header::CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded".to_owned())]
}

/// A form as a browser sends it.
pub(super) fn form(fields: &[(&str, String)]) -> String {
    let escaped = |text: &str| {
        let escape = |byte: u8| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        };
        text.bytes().map(escape).collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// The cookies an answer sets, as they are sent back; `None` when it is no log-in.
pub(super) fn session(reply: &Reply) -> Option<String> {
    let is_in = reply.status.is_redirection();
    let cookies = reply.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
    (is_in && !pairs.is_empty()).then(|| pairs.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nurse_taps_bed_by_bed() {
        assert_eq!(taps(3, 3), [("same", 3)]);
        assert_eq!(taps(3, 5), [("plus", 4), ("plus", 5)]);
        assert_eq!(taps(3, 1), [("minus", 2), ("minus", 1)]);
        assert_eq!(taps(30, 0).len(), 8);
    }

    #[test]
    fn a_form_is_sent_as_a_browser_sends_it() {
        assert_eq!(
            form(&[("email", "ns.9999r004@samudra.example".into()), ("next", "/papan".into())]),
            "email=ns.9999r004%40samudra.example&next=%2Fpapan"
        );
    }
}
