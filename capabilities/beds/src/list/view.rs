//! The page and its inside: reads what is open and what ended of late, opens the labels for those who may see them, and puts it in order.

use std::collections::HashMap;

use askama::Template;
use sigap_access::{Action, May as _};
use sigap_kernel::FacilityId;
use sigap_web::{Page, Visitor, Words};

use super::after::AfterView;
use super::changes::{Known, tonight_of, usual_tonight};
use super::curve::{Pen, Shown};
use super::model::{Plan, PlanId, PlanKind};
use super::row::{Part, Reader, Row, kind_key};
use super::source::{self, Coming, ComingRow};
use super::{label, store};
use crate::board::place_of;
use crate::picture::FacilityBeds;
use crate::promise::promises_topic;
use crate::words::Said;
use crate::{Beds, BedsError, facility_topic, plans_topic};

/// Hours back from which lines that ended are shown: a shift, so that a mistaken tap can be undone.
const ENDED_SHOWN_H: i64 = 12;
/// Lines that ended shown at most.
const ENDED_SHOWN_MAX: i64 = 200;

/// A part of the list with its lines.
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) key: &'static str,
    pub(crate) rows: Vec<Row>,
}

/// A kind of line that can be put on the list: its address and words.
pub(crate) struct Add {
    pub(crate) href: String,
    pub(crate) words: String,
}

/// The inside of the list.
pub(crate) struct List {
    pub(crate) id: FacilityId,
    pub(crate) topics: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) coming: Vec<ComingRow>,
    pub(crate) coming_title: String,
    pub(crate) ended: Vec<Row>,
    pub(crate) may_edit: bool,
    pub(crate) sees_labels: bool,
    pub(crate) tonight: Shown,
    pub(crate) csrf: String,
    /// When and from what the page was made, for paper.
    pub(crate) printed: String,
}

/// The list as a page.
#[derive(Template)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    page: Page,
    w: Words,
    list: List,
    name: String,
    adds: Vec<Add>,
    after: Option<AfterView>,
}

/// The inside alone, for an open page.
#[derive(Template)]
#[template(path = "list_part.html")]
pub(crate) struct ListPart {
    page: Page,
    w: Words,
    list: List,
}

/// What one page shows, and the lines it was made of.
struct Loaded {
    open: Vec<Plan>,
    ended: Vec<Plan>,
    coming: Vec<Coming>,
    about: Option<Plan>,
    labels: HashMap<PlanId, String>,
}

impl ListPage {
    /// The page; with what a deed did to a line, and with a sentence on top.
    pub(crate) async fn of(
        beds: &Beds,
        visitor: &Visitor,
        one: &FacilityBeds,
        about: Option<PlanId>,
        notice: Option<(&'static str, String)>,
    ) -> Result<Self, BedsError> {
        let loaded = load(beds, visitor, one, about).await?;
        let w = Said::new(visitor.ctx.lang()).words();
        let mut page = Page::staff(beds.floor(), visitor, format!("{} · {}", w.s("list-title"), one.facility.name)).hearing();
        page.notice = notice;
        let list = List::of(beds, visitor, one, &loaded, page.csrf.clone());
        let after = loaded.about.as_ref().map(|plan| AfterView::of(visitor, &reader(beds, visitor, one, &loaded), plan));
        let adds = if list.may_edit { adds(visitor, one, w) } else { Vec::new() };
        Ok(Self { name: one.facility.name.clone(), adds, after, list, page, w })
    }
}

impl ListPart {
    pub(crate) async fn of(beds: &Beds, visitor: &Visitor, one: &FacilityBeds) -> Result<Self, BedsError> {
        let loaded = load(beds, visitor, one, None).await?;
        let w = Said::new(visitor.ctx.lang()).words();
        let page = Page::staff(beds.floor(), visitor, w.s("list-title"));
        let list = List::of(beds, visitor, one, &loaded, page.csrf.clone());
        Ok(Self { page, w, list })
    }
}

/// Reads the list: open lines, those that ended of late, and their labels.
async fn load(beds: &Beds, visitor: &Visitor, one: &FacilityBeds, about: Option<PlanId>) -> Result<Loaded, BedsError> {
    let (db, ctx, id) = (beds.floor().db(), &visitor.ctx, one.facility.id);
    let open = store::open_of(db, id).await?;
    let ended = store::ended_of(db, id, ctx.now().plus_min(-ENDED_SHOWN_H * 60), ENDED_SHOWN_MAX).await?;
    let coming = source::coming(db, ctx, one).await?;
    let about = about.and_then(|about| open.iter().chain(&ended).find(|plan| plan.id == about)).cloned();
    let all: Vec<&Plan> = open.iter().chain(&ended).collect();
    let labels = label::open(beds.floor().access(), beds.looks(), ctx, &one.facility, &all).await?;
    Ok(Loaded { open, ended, coming, about, labels })
}

fn reader<'r>(beds: &Beds, visitor: &Visitor, one: &'r FacilityBeds, loaded: &'r Loaded) -> Reader<'r> {
    Reader {
        said: Said::new(visitor.ctx.lang()),
        one,
        labels: &loaded.labels,
        one_up_max_days: beds.rules().rights.one_up_max_days,
        may_edit: visitor.ctx.may(Action::EditPlan, &place_of(&one.facility)).is_ok(),
        now: visitor.ctx.now(),
    }
}

/// The kinds this visitor may put on the list.
fn adds(visitor: &Visitor, one: &FacilityBeds, w: Words) -> Vec<Add> {
    let may_swap = visitor.ctx.may(Action::EditWard, &place_of(&one.facility)).is_ok();
    let kinds = PlanKind::ALL.iter().filter(|kind| may_swap || **kind != PlanKind::Swap);
    kinds
        .map(|kind| Add { href: format!("/manajer/{}/tambah/{kind}", one.facility.id), words: w.s(&format!("{}-add", kind_key(*kind))) })
        .collect()
}

impl List {
    fn of(beds: &Beds, visitor: &Visitor, one: &FacilityBeds, loaded: &Loaded, csrf: String) -> Self {
        let reader = reader(beds, visitor, one, loaded);
        let (said, now) = (reader.said, visitor.ctx.now());
        let w = said.words();
        let known = Known { one, open: &loaded.open, ended: &loaded.ended, coming: &loaded.coming };
        let tonight =
            Pen { said, zone: one.facility.zone, now }.show(&tonight_of(beds, &known, now), usual_tonight(beds, &known, now).as_ref());
        let time = said.since(now, one.facility.zone, now);
        Self {
            id: one.facility.id,
            topics: [facility_topic(one.facility.id), plans_topic(one.facility.id), promises_topic(one.facility.id)].join(" "),
            sections: sections(&reader, &loaded.open),
            ended: loaded.ended.iter().map(|plan| reader.row(plan)).collect(),
            may_edit: reader.may_edit,
            sees_labels: label::may_see(&visitor.ctx, &one.facility),
            coming: loaded.coming.iter().map(|coming| coming.row(said, one, now)).collect(),
            coming_title: w.a1("list-part-coming", "n", loaded.coming.len()),
            tonight,
            csrf,
            printed: w.with("list-printed", &[("time", &time), ("name", &one.facility.name)]),
        }
    }
}

/// The parts that have lines, in the order in which they are worked.
fn sections(reader: &Reader<'_>, open: &[Plan]) -> Vec<Section> {
    let w = reader.said.words();
    let rows = |part: Part| open.iter().filter(|plan| reader.part(plan) == part).map(|plan| reader.row(plan)).collect::<Vec<_>>();
    let parts = Part::ALL.into_iter().map(|part| (part, rows(part))).filter(|(_, rows)| !rows.is_empty());
    parts.map(|(part, rows)| Section { title: w.a1(part.key(), "n", rows.len()), key: part.key(), rows }).collect()
}
