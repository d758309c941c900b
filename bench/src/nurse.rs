//! `Nurse`: a person who logs in as people do and taps on the ward board by the form of its page.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use sigap_kernel::{FacilityId, WardId};

use crate::country::beds;
use crate::http::{Answer, Conn, get, post_head};
use crate::load::Caller;
use crate::seed::{Laid, NURSE_EMAIL, NURSE_PASSWORD};

const FORM: &str = "application/x-www-form-urlencoded";
/// Where a page keeps the secret of its forms.
const CSRF: &str = "name=\"csrf-token\" content=\"";

/// Someone who is logged in, with a connection.
pub(crate) struct Nurse {
    conn: Conn,
    /// The headers every form brings: the log-in and the secret of its pages.
    headers: String,
    wards: Vec<WardId>,
    taps: u64,
}

impl Nurse {
    /// Logs in and opens the board of the hospital.
    ///
    /// # Errors
    /// When she is not let in, or the board has no forms.
    pub(crate) async fn log_in(address: SocketAddr, laid: &Laid) -> Result<Self> {
        let hospital = laid.board_hospital().context("there is no board")?;
        let mut conn = Conn::open(address).await?;
        let cookie = cookie(&mut conn).await?;
        let csrf = csrf(&mut conn, &cookie, hospital).await?;
        Ok(Self { conn, headers: format!("cookie: {cookie}\r\nx-csrf-token: {csrf}\r\n"), wards: laid.board.clone(), taps: 0 })
    }

    /// The same person with a new connection, after the server was away.
    ///
    /// # Errors
    /// When nobody listens.
    pub(crate) async fn reconnect(&mut self, address: SocketAddr) -> Result<()> {
        self.conn = Conn::open(address).await?;
        Ok(())
    }

    /// Says a number of a ward; done when it is answered.
    ///
    /// # Errors
    /// When it does not count.
    pub(crate) async fn tap(&mut self, ward: WardId, said: u64) -> Result<()> {
        let (capacity, free) = beds(said);
        let body = format!("tap=set&free={free}&seen=&capacity={capacity}&version=0");
        let head = post_head(&format!("/papan/ruang/{ward}/lapor"), FORM, body.len(), &self.headers);
        let answer = self.conn.ask(format!("{head}{body}").as_bytes()).await?;
        ensure!(answer.status == 303, "a tap was answered with {}", told(&answer));
        Ok(())
    }
}

/// Logs her in; gives her cookie.
///
/// # Errors
/// When she is not let in.
pub(crate) async fn cookie(conn: &mut Conn) -> Result<String> {
    let body = format!("email={}&password={}", NURSE_EMAIL.replace('@', "%40"), NURSE_PASSWORD.replace(' ', "+"));
    let head = post_head("/masuk", FORM, body.len(), "");
    let answer = conn.ask(format!("{head}{body}").as_bytes()).await?;
    ensure!(answer.status == 303, "the log-in was answered with {}", told(&answer));
    let set = answer.header("set-cookie").context("the log-in gave no cookie")?;
    Ok(set.split(';').next().unwrap_or_default().to_owned())
}

async fn csrf(conn: &mut Conn, cookie: &str, hospital: FacilityId) -> Result<String> {
    let answer = conn.ask(get(&format!("/papan/{hospital}"), &format!("cookie: {cookie}\r\n")).as_bytes()).await?;
    ensure!(answer.status == 200, "the board was answered with {}", told(&answer));
    let page = String::from_utf8_lossy(answer.body);
    let secret = page.split_once(CSRF).and_then(|(_, rest)| rest.split_once('"')).map(|(secret, _)| secret.to_owned());
    secret.context("the board has no forms")
}

fn told(answer: &Answer<'_>) -> String {
    let body: String = String::from_utf8_lossy(answer.body).chars().take(300).collect();
    format!("{} {body}", answer.status)
}

impl Caller for Nurse {
    async fn call(&mut self) -> Result<()> {
        self.taps += 1;
        let count = self.wards.len().max(1) as u64;
        let place = usize::try_from(self.taps % count)?;
        let ward = self.wards.get(place).copied().context("the board has no wards")?;
        self.tap(ward, self.taps).await
    }
}
