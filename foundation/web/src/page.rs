//! `Page`: what the shell around every page needs to know, and how a template becomes an answer.

use askama::Template;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use sigap_access::{Action, May as _, Where};
use sigap_kernel::Lang;

use crate::words::Words;
use crate::{Banner, Floor, Mode, PageError, Visitor, asset};

/// An answer made by a template.
pub struct Html<T>(pub T);

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(text) => {
                let mut response = (StatusCode::OK, text).into_response();
                response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
                response
            }
            Err(error) => PageError::internal(error).into_response(),
        }
    }
}

/// After a deed: look at the result with a fresh GET.
#[must_use]
pub fn see_other(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// A line of the menu.
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// Its words.
    pub label: String,
    /// Whether this page is below it.
    pub here: bool,
}

/// The shell around a page. Templates say `{% extends "shell.html" %}` and carry this as `page` and their words as `w`.
pub struct Page {
    /// The title, before the product's name.
    pub title: String,
    /// The language code of the page.
    pub lang: &'static str,
    /// The city's name.
    pub city: String,
    /// Whether everything is invented.
    pub demo: bool,
    /// What the deployment is for.
    pub mode: Mode,
    /// Whether the whole city is on trial, and the public sees no figures.
    pub in_shadow: bool,
    /// Whether this is a page for staff.
    pub staff: bool,
    /// The menu.
    pub nav: Vec<NavItem>,
    /// The secret its forms bring back.
    pub csrf: String,
    /// Whether a person is logged in.
    pub person: bool,
    /// The server's time, for ages.
    pub now_ms: i64,
    /// Whether the page hears the live stream.
    pub live: bool,
    /// The last live change before this page was begun: the stream goes on after it.
    pub live_seen: u64,
    /// A short sentence after a deed: kind (`good`, `bad` …) and words.
    pub notice: Option<(&'static str, String)>,
    /// What this person has to know on every page of staff.
    pub banners: Vec<Banner>,
    /// At which topics that may be something else.
    pub banner_topics: String,
    path: Arc<str>,
    words: Words,
}

/// The menu of the public.
const PUBLIC_NAV: &[(&str, &str)] = &[("/", "nav-finder"), ("/layanan", "nav-services")];
/// The menu of staff, each line for those who may.
const STAFF_NAV: &[(&str, &str, Action)] = &[
    ("/kantor", "nav-office", Action::ReadOffice),
    ("/papan", "nav-board", Action::ReadWards),
    ("/manajer", "nav-list", Action::ReadPlan),
    ("/janji", "nav-promises", Action::ReadPromises),
    ("/peluang", "nav-chances", Action::PublishChance),
    ("/keterbatasan", "nav-limits", Action::ReadLimits),
    ("/kertas", "nav-paper", Action::PrintPaper),
    ("/pengingat", "nav-reminders", Action::ReadReminders),
    ("/hitung", "nav-census", Action::StartCensus),
    ("/bantuan-kamar", "nav-help-desk", Action::HandleCase),
    ("/mutu", "nav-quality", Action::ReadQuality),
    ("/bayangan", "nav-shadow", Action::ReadShadow),
    ("/indikator", "nav-indicators", Action::ReadIndicators),
    ("/fasilitas", "nav-facilities", Action::ReadFacility),
    ("/petugas", "nav-staff", Action::ReadStaff),
    ("/jurnal", "nav-journal", Action::ReadJournal),
    ("/log-baca", "nav-reading-log", Action::ReadAccessLog),
    ("/pekerjaan", "nav-jobs", Action::Administer),
];

/// Of these there is one page for the whole city, and none for a part of it.
const OF_THE_WHOLE_CITY: [Action; 2] = [Action::ReadAccessLog, Action::Administer];

/// Lines a menu may have before it folds.
const NAV_LINE_MAX: usize = 4;
/// Lines of a folded menu that stand beside it on a wide screen.
const NAV_LEAD: usize = 4;

impl Page {
    /// A page for the public.
    #[must_use]
    pub fn public(floor: &Floor, visitor: &Visitor, title: String) -> Self {
        Self::new(Some(floor), visitor, title, false)
    }

    /// A page for staff.
    #[must_use]
    pub fn staff(floor: &Floor, visitor: &Visitor, title: String) -> Self {
        Self::new(Some(floor), visitor, title, true)
    }

    /// The page of an error, which knows of the city what its visitor's door knew.
    pub(crate) fn of_error(visitor: &Visitor, title: String) -> Self {
        Self::new(visitor.floor.as_ref(), visitor, title, false)
    }

    /// The same page, hearing the live stream.
    #[must_use]
    pub fn hearing(mut self) -> Self {
        self.live = true;
        self
    }

    /// The same page with a short sentence on top.
    #[must_use]
    pub fn noticing(mut self, kind: &'static str, words: String) -> Self {
        self.notice = Some((kind, words));
        self
    }

    /// Whether the menu is longer than a line: then all of it stands behind a word, and its first lines beside.
    #[must_use]
    pub fn nav_folds(&self) -> bool {
        self.nav.len() > NAV_LINE_MAX
    }

    /// The lines of the menu that stand on the page itself: all of a short one, the first of a long one and where one is.
    pub fn nav_lead(&self) -> impl Iterator<Item = &NavItem> {
        let folds = self.nav_folds();
        self.nav.iter().enumerate().filter(move |(place, item)| !folds || *place < NAV_LEAD || item.here).map(|(_, item)| item)
    }

    fn new(floor: Option<&Floor>, visitor: &Visitor, title: String, staff: bool) -> Self {
        let lang = visitor.ctx.lang();
        let words = Words::floor(lang);
        let settings = floor.map(Floor::settings);
        let banners = floor.and_then(Floor::banners).filter(|_| staff && visitor.is_person());
        Self {
            title,
            lang: lang.code(),
            city: settings.map_or_else(String::new, |settings| settings.city.clone()),
            demo: settings.is_some_and(|settings| settings.demo),
            mode: floor.map_or(Mode::Live, Floor::mode),
            in_shadow: floor.is_some_and(Floor::is_in_shadow),
            staff,
            nav: nav(visitor, &words, staff),
            csrf: visitor.csrf.clone(),
            person: visitor.is_person(),
            now_ms: visitor.ctx.now().0,
            live: false,
            live_seen: visitor.live_seen,
            notice: None,
            banners: banners.map(|banners| banners.of(&visitor.ctx)).unwrap_or_default(),
            banner_topics: banners.map(|banners| banners.topics(&visitor.ctx)).unwrap_or_default(),
            path: visitor.path.clone(),
            words,
        }
    }

    /// What stands on top of every page of what is invented: a word to be seen from afar, and what it means.
    #[must_use]
    pub fn mark(&self) -> Option<(String, String)> {
        let key = match self.mode {
            Mode::Live => return None,
            Mode::Demo => "shell-demo",
            Mode::Training => "shell-training",
        };
        Some((self.t(key), self.t(&format!("{key}-more"))))
    }

    /// The same in front of the title, where practice must not be taken for work among the tabs of a browser.
    #[must_use]
    pub fn title_mark(&self) -> String {
        if self.mode == Mode::Training { format!("{} · ", self.t("shell-training-title")) } else { String::new() }
    }

    /// The shell's own words.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.words.s(key)
    }

    /// The address of a built file.
    #[must_use]
    pub fn asset(&self, entry: &str) -> String {
        asset(entry)
    }

    /// The address of an icon.
    #[must_use]
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", asset("src/icons.svg"))
    }

    /// The address of this page in another language.
    #[must_use]
    pub fn in_lang(&self, code: &str) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let query: Vec<String> = kept.map(str::to_owned).chain([format!("lang={code}")]).collect();
        format!("{path}?{}", query.join("&"))
    }

    /// The words the script says, as JSON.
    #[must_use]
    pub fn script_words(&self) -> String {
        let said: serde_json::Map<String, serde_json::Value> = SCRIPT_WORDS
            .iter()
            .map(|key| ((*key).to_owned(), self.words.with(&format!("js-{}", key.replace('_', "-")), BRACES).into()))
            .collect();
        // "</" would end the script element early.
        serde_json::Value::Object(said).to_string().replace("</", "<\\/")
    }
}

/// Placeholders that the script fills in itself.
const BRACES: &[(&str, &str)] =
    &[("n", "{n}"), ("age", "{age}"), ("text", "{text}"), ("lat", "{lat}"), ("lon", "{lon}"), ("m", "{m}"), ("reason", "{reason}")];

const SCRIPT_WORDS: &[&str] = &[
    "live_on",
    "live_late",
    "live_off",
    "live_off_long",
    "age_now",
    "age_min",
    "age_hour",
    "age_day",
    "span_now",
    "span_min",
    "span_hour",
    "span_day",
    "old_counted",
    "near_asking",
    "near_denied",
    "near_failed",
    "near_insecure",
    "share_copied",
    "share_failed",
    "place_text",
    "place_copied",
    "save_saving",
    "save_saved",
    "save_waiting",
    "save_refused",
    "save_login",
    "outbox_count",
    "draft_restored",
    "draft_clear",
    "map_failed",
];

fn nav(visitor: &Visitor, words: &Words, staff: bool) -> Vec<NavItem> {
    let path = visitor.path.split('?').next().unwrap_or("/");
    let here = |href: &str| if href == "/" { path == "/" } else { path.starts_with(href) };
    let item = |href: &'static str, key: &str| NavItem { href, label: words.s(key), here: here(href) };
    let public = PUBLIC_NAV.iter().map(|(href, key)| item(href, key));
    let may = |action| {
        if OF_THE_WHOLE_CITY.contains(&action) { visitor.ctx.may(action, &Where::City).is_ok() } else { visitor.may_somewhere(action) }
    };
    let own = STAFF_NAV.iter().filter(|(_, _, action)| may(*action)).map(|(href, key, _)| item(href, key));
    if staff || visitor.is_person() { own.chain(public).collect() } else { public.collect() }
}

impl Page {
    /// The language itself.
    #[must_use]
    pub fn language(&self) -> Lang {
        self.words.lang()
    }
}
