//! A simulated person's browser: logs in, reads pages, sends their forms.

use anyhow::{Context as _, bail};
use axum::http::{Method, StatusCode, header};

use super::http::{Caller, Reply};
use super::nurse::{form, form_headers, session};
use crate::demo::lay::PASSWORD;

/// A browser of one person.
pub(super) struct Browser {
    caller: Caller,
    email: String,
    /// The cookie of the log-in.
    cookie: Option<String>,
}

impl Browser {
    pub(super) const fn new(caller: Caller, email: String) -> Self {
        Self { caller, email, cookie: None }
    }

    /// A page as text.
    pub(super) async fn get(&mut self, path: &str) -> anyhow::Result<String> {
        if self.cookie.is_none() {
            self.log_in().await?;
        }
        let reply = self.caller.call(Method::GET, path, &self.with_cookie(Vec::new()), "").await?;
        if reply.status != StatusCode::OK {
            self.cookie = None;
            bail!("{path} was answered with {}", reply.status);
        }
        text(reply)
    }

    /// Sends a form. What the page says to it is left to the next look.
    pub(super) async fn post(&mut self, path: &str, fields: &[(&str, String)]) -> anyhow::Result<()> {
        let headers = self.with_cookie(form_headers());
        self.caller.call(Method::POST, path, &headers, form(fields)).await.map(drop)
    }

    async fn log_in(&mut self) -> anyhow::Result<()> {
        let typed = [("email", self.email.clone()), ("password", PASSWORD.to_owned()), ("next", "/papan".to_owned())];
        let reply = self.caller.call(Method::POST, "/masuk", &form_headers(), form(&typed)).await?;
        self.cookie = session(&reply);
        if self.cookie.is_some() { Ok(()) } else { bail!("the log-in was answered with {}", reply.status) }
    }

    fn with_cookie(&self, mut headers: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
        headers.extend(self.cookie.clone().map(|cookie| (header::COOKIE.as_str(), cookie)));
        headers
    }
}

fn text(reply: Reply) -> anyhow::Result<String> {
    String::from_utf8(reply.body.into()).context("the page is no text")
}

/// What stands between a beginning and the next quotation mark.
pub(super) fn after<'p>(page: &'p str, begins: &str) -> Option<&'p str> {
    Some(page.split_once(begins)?.1.split_once('"')?.0)
}
