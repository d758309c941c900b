//! What FHIR callers are answered: resources, Bundles, OperationOutcomes, with the headers that belong to them.

use serde::Serialize;

use super::capability::{Software, capability};
use super::document::{Stored, instant, json, push_text};
use super::issue::Fault;
use super::organization::Organization;
use super::reply::{Reply, http_date};
use super::route::Return;
use super::search::Query;

/// What came of a call.
#[derive(Debug, Clone)]
pub enum Outcome<'a> {
    /// What is served here.
    Metadata(&'a Software<'a>),
    /// A Location was read, or was there already (`If-None-Exist`).
    Location(Stored<'a>),
    /// A Location was created.
    Created(Stored<'a>, Return),
    /// A Location was replaced, or changed in part.
    Updated(Stored<'a>, Return),
    /// An Organization was read.
    Organization(&'a Organization),
    /// A page of a search.
    Page(&'a Query, Page<'a>),
    /// A Bundle was done.
    Done(Batch, &'a [EntryOutcome<'a>]),
    /// Not done.
    Refused(&'a Fault),
}

/// The resources of a page.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Resources on all pages together.
    pub total: u64,
    /// The resources of this page.
    pub found: Found<'a>,
    /// Where the next page goes on; `None` on the last.
    pub next_cursor: Option<&'a str>,
}

/// What was found.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    /// Locations.
    Locations(&'a [Stored<'a>]),
    /// Organizations.
    Organizations(&'a [&'a Organization]),
}

/// How a Bundle was to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// All or nothing.
    Transaction,
    /// Each for itself.
    Batch,
}

/// What came of one entry of a Bundle.
#[derive(Debug, Clone)]
pub enum EntryOutcome<'a> {
    /// It was created.
    Created(Stored<'a>),
    /// It was replaced, or was there already.
    Stands(Stored<'a>),
    /// It was not done; in a batch only.
    Refused(&'a Fault),
}

/// Writes the answer of a call. `base_url` is the address of the service as its callers know it, for example `https://contoh.example/fhir-r4/v1`.
#[must_use]
pub fn encode(outcome: &Outcome<'_>, base_url: &str) -> Reply {
    let base_url = base_url.trim_end_matches('/');
    match outcome {
        Outcome::Metadata(software) => Reply::fhir(200, json(&capability(software, base_url))),
        Outcome::Location(stored) => resource(200, *stored, Return::Representation),
        Outcome::Created(stored, prefer) => {
            resource(201, *stored, *prefer).with("Location", Some(format!("{base_url}/Location/{}", stored.id)))
        }
        Outcome::Updated(stored, prefer) => resource(200, *stored, *prefer),
        Outcome::Organization(organization) => {
            Reply::fhir(200, json(&organization.to_tree())).with("Last-Modified", http_date(organization.last_updated))
        }
        Outcome::Page(query, page) => Reply::fhir(200, searchset(query, *page, base_url)),
        Outcome::Done(batch, entries) => Reply::fhir(200, responses(*batch, entries, base_url)),
        Outcome::Refused(fault) => refused(fault),
    }
}

fn resource(status: u16, stored: Stored<'_>, prefer: Return) -> Reply {
    let body = match prefer {
        Return::Representation => stored.text(),
        Return::Minimal => String::new(),
        Return::Outcome => {
            outcome_text(&[IssueBody { severity: "information", code: "informational", diagnostics: "Data tersimpan.", expression: None }])
        }
    };
    Reply::fhir(status, body).with("ETag", Some(etag(stored))).with("Last-Modified", http_date(stored.last_updated))
}

fn etag(stored: Stored<'_>) -> String {
    format!("W/\"{}\"", stored.version)
}

fn refused(fault: &Fault) -> Reply {
    let authenticate = if fault.status == 401 { Some("Bearer".to_owned()) } else { None };
    Reply::fhir(fault.status, outcome_of(fault))
        .retry_after(fault.retry_after_s)
        .with("Allow", fault.allow.map(str::to_owned))
        .with("WWW-Authenticate", authenticate)
}

#[derive(Serialize)]
struct IssueBody<'a> {
    severity: &'a str,
    code: &'a str,
    diagnostics: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<[&'a str; 1]>,
}

fn outcome_of(fault: &Fault) -> String {
    let body = fault.issues.iter().map(|issue| IssueBody {
        severity: "error",
        code: issue.code.code(),
        diagnostics: &issue.sentence,
        expression: issue.expression.as_deref().map(|expression| [expression]),
    });
    outcome_text(&body.collect::<Vec<_>>())
}

fn outcome_text(issues: &[IssueBody<'_>]) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        resource_type: &'a str,
        issue: &'a [IssueBody<'a>],
    }
    json(&Body { resource_type: "OperationOutcome", issue: issues })
}

fn searchset(query: &Query, page: Page<'_>, base_url: &str) -> String {
    let mut out = format!("{{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"total\":{},\"link\":[", page.total);
    push_link(&mut out, "self", query, query.own_cursor(), base_url);
    if let Some(cursor) = page.next_cursor {
        out.push(',');
        push_link(&mut out, "next", query, Some(cursor), base_url);
    }
    out.push(']');
    if !query.only_total {
        push_found(&mut out, page.found, base_url);
    }
    out.push('}');
    out
}

fn push_link(out: &mut String, relation: &str, query: &Query, cursor: Option<&str>, base_url: &str) {
    let parameters = query.to_query_string(cursor);
    let mark = if parameters.is_empty() { "" } else { "?" };
    out.push_str(&format!("{{\"relation\":\"{relation}\",\"url\":"));
    push_text(out, &format!("{base_url}/{}{mark}{parameters}", query.kind.name()));
    out.push('}');
}

/// An empty list is left out: FHIR knows none.
fn push_found(out: &mut String, found: Found<'_>, base_url: &str) {
    let mut before = ",\"entry\":[";
    let mut push = |kind: &str, id: &str, write: &dyn Fn(&mut String)| {
        out.push_str(before);
        out.push_str("{\"fullUrl\":");
        push_text(out, &format!("{base_url}/{kind}/{id}"));
        out.push_str(",\"resource\":");
        write(out);
        out.push_str(",\"search\":{\"mode\":\"match\"}}");
        before = ",";
    };
    match found {
        Found::Locations(all) => all.iter().for_each(|one| push("Location", one.id.as_str(), &|out| one.push(out))),
        Found::Organizations(all) => {
            all.iter().for_each(|one| push("Organization", one.id.as_str(), &|out| out.push_str(&json(&one.to_tree()))));
        }
    }
    if before == "," {
        out.push(']');
    }
}

fn responses(batch: Batch, entries: &[EntryOutcome<'_>], base_url: &str) -> String {
    let kind = match batch {
        Batch::Transaction => "transaction-response",
        Batch::Batch => "batch-response",
    };
    let mut out = format!("{{\"resourceType\":\"Bundle\",\"type\":\"{kind}\"");
    for (place, entry) in entries.iter().enumerate() {
        out.push_str(if place == 0 { ",\"entry\":[" } else { "," });
        push_response(&mut out, entry, base_url);
    }
    out.push_str(if entries.is_empty() { "}" } else { "]}" });
    out
}

fn push_response(out: &mut String, entry: &EntryOutcome<'_>, base_url: &str) {
    let (stored, status) = match entry {
        EntryOutcome::Created(stored) => (stored, "201 Created"),
        EntryOutcome::Stands(stored) => (stored, "200 OK"),
        EntryOutcome::Refused(fault) => {
            out.push_str(&format!("{{\"response\":{{\"status\":\"{}\",\"outcome\":{}}}}}", fault.status, outcome_of(fault)));
            return;
        }
    };
    out.push_str("{\"fullUrl\":");
    push_text(out, &format!("{base_url}/Location/{}", stored.id));
    out.push_str(",\"resource\":");
    stored.push(out);
    let (id, version, at) = (stored.id, stored.version, instant(stored.last_updated));
    let response = format!(
        ",\"response\":{{\"status\":\"{status}\",\"location\":\"Location/{id}\",\"etag\":\"W/\\\"{version}\\\"\",\"lastModified\":\"{at}\"}}}}"
    );
    out.push_str(&response);
}
