//! Askers: people who look for a bed near them, and their shadows, who ask the reference for as many bytes.

use std::io::Write as _;
use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::{Result, ensure};
use futures::future::try_join_all;
use rand::Rng as _;
use rand::rngs::StdRng;

use crate::country::{Country, chance};
use crate::http::{Conn, HOST};
use crate::load::Caller;

/// Hospitals in an answer.
pub(crate) const LIMIT: usize = 20;
/// Questions asked to learn how many bytes an answer has.
const SAMPLES: usize = 200;

/// What is looked for: a kind of bed and a class, as families ask.
const NEEDS: [&str; 6] =
    ["class=1&type=general", "class=2&type=general", "class=3&type=general", "class=kris&type=general", "type=icu", "type=nicu"];

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// One kind of bed: what the finder is for.
    Need,
    /// Every kind of bed of every hospital near: the longest answer there is.
    Everything,
}

/// Somebody who asks from somewhere else each time.
pub(crate) struct Asker {
    conn: Conn,
    country: Rc<Country>,
    chance: StdRng,
    ask: Ask,
    request: Vec<u8>,
    /// Bytes of all answers.
    bytes: u64,
}

/// So many askers, each with a connection.
///
/// # Errors
/// When nobody listens.
pub(crate) async fn askers(address: SocketAddr, country: &Rc<Country>, ask: Ask, count: usize) -> Result<Vec<Asker>> {
    let opened = (0..count).map(|number| async move {
        let (conn, country) = (Conn::open(address).await?, country.clone());
        anyhow::Ok(Asker { conn, country, chance: chance(1_000_000 + number), ask, request: Vec::with_capacity(256), bytes: 0 })
    });
    try_join_all(opened).await
}

/// Bytes of a usual answer.
///
/// # Errors
/// When a question is not answered.
pub(crate) async fn usual_bytes(address: SocketAddr, country: &Rc<Country>, ask: Ask) -> Result<usize> {
    let mut askers = askers(address, country, ask, 1).await?;
    let mut bytes = 0;
    for asker in &mut askers {
        for _ in 0..SAMPLES {
            asker.call().await?;
        }
        bytes += asker.bytes;
    }
    Ok(usize::try_from(bytes)? / SAMPLES)
}

impl Asker {
    /// Writes the next question into the buffer that is there already.
    fn question(&mut self) -> std::io::Result<()> {
        let (lat, lon) = self.country.somewhere(&mut self.chance);
        let (need, and) = match self.ask {
            Ask::Need => (NEEDS.get(self.chance.random_range(0..NEEDS.len())).copied().unwrap_or_default(), "&"),
            Ask::Everything => ("", ""),
        };
        self.request.clear();
        write!(self.request, "GET /api/v1/beds?near={lat:.5},{lon:.5}&limit={LIMIT}{and}{need} HTTP/1.1\r\nhost: {HOST}\r\n\r\n")
    }
}

impl Caller for Asker {
    async fn call(&mut self) -> Result<()> {
        self.question()?;
        let answer = self.conn.ask(&self.request).await?;
        ensure!(answer.status == 200, "a question was answered with {}", answer.status);
        self.bytes += answer.body.len() as u64;
        Ok(())
    }
}

/// Somebody who asks the reference.
pub(crate) struct Shadow {
    conn: Conn,
    request: Vec<u8>,
}

/// So many shadows, each asking for `bytes`.
///
/// # Errors
/// When nobody listens.
pub(crate) async fn shadows(address: SocketAddr, bytes: usize, count: usize) -> Result<Vec<Shadow>> {
    let request = format!("GET /reference/{bytes} HTTP/1.1\r\nhost: {HOST}\r\n\r\n").into_bytes();
    let request = &request;
    try_join_all((0..count).map(|_| async move { anyhow::Ok(Shadow { conn: Conn::open(address).await?, request: request.clone() }) })).await
}

impl Caller for Shadow {
    async fn call(&mut self) -> Result<()> {
        let answer = self.conn.ask(&self.request).await?;
        ensure!(answer.status == 200, "the reference answered {}", answer.status);
        Ok(())
    }
}
