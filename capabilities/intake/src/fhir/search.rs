//! Finding Locations of the sender's facility page by page, and the facility itself as an Organization.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use bytes::Bytes;
use sigap_exchange::fhir::{Candidate, Fault, Found, Identifier, IssueCode, LogicalId, Organization, Outcome, Page, Query, Stored};
use sigap_kernel::UtcMs;
use sigap_registry::{Facility, PhonePurpose};

use super::places::Place;
use super::{Served, not_done, reply};
use crate::call::{Refusal, Reply};
use crate::store::locations;

/// Bytes of the Locations of one page: what goes beyond stands on the next.
const PAGE_BYTES_MAX: u64 = 1024 * 1024;

impl Served<'_> {
    pub(super) async fn search(&self, query: &Query) -> Result<Reply, Refusal> {
        let facility = self.sender.facility;
        let read = async {
            match query.ids() {
                Some(ids) => locations::some(self.db(), facility, &ids.iter().collect::<Vec<_>>()).await,
                None => locations::of_facility(self.db(), facility).await,
            }
        };
        let all = read.await.map_err(|error| self.failed(&error))?;
        let mut fitting: Vec<(&LogicalId, &Place)> = all.iter().filter(|(id, place)| query.matches(&place.candidate(id))).collect();
        fitting.sort_by(|(id, place), (other_id, other)| query.compare(&place.candidate(id), &other.candidate(other_id)));
        let total = u64::try_from(fitting.len()).unwrap_or(u64::MAX);
        let start = match &query.cursor {
            Some(cursor) => start(cursor, &fitting, &all, query).ok_or_else(bad_cursor)?,
            None => 0,
        };
        let rest = fitting.get(start..).unwrap_or_default();
        let page = rest.get(..fits(rest, query)).unwrap_or(rest);
        let next = page.last().filter(|_| page.len() < rest.len()).map(|(id, place)| cursor_of(id, place));
        let ids: Vec<&LogicalId> = page.iter().map(|(id, _)| *id).collect();
        let texts = locations::some(self.db(), facility, &ids).await.map_err(|error| self.failed(&error))?;
        let stored = |id: &&'_ LogicalId| {
            let (id, place) = texts.get_key_value(*id)?;
            Some(Stored { id, version: place.version, last_updated: place.last_updated, document: place.document.as_ref()? })
        };
        let found: Vec<Stored<'_>> = ids.iter().filter_map(stored).collect();
        Ok(reply(self.call, &Outcome::Page(query, Page { total, found: Found::Locations(&found), next_cursor: next.as_deref() })))
    }

    pub(super) async fn search_organizations(&self, query: &Query) -> Result<Reply, Refusal> {
        let own = self.organization().await?;
        let found: Vec<&Organization> = own.iter().filter(|own| query.cursor.is_none() && query.matches_organization(own)).collect();
        let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
        Ok(reply(self.call, &Outcome::Page(query, Page { total, found: Found::Organizations(&found), next_cursor: None })))
    }

    pub(super) async fn read_organization(&self, id: &LogicalId) -> Result<Reply, Refusal> {
        let is_here = id.as_str() == self.sender.facility.to_string();
        let own = self.organization().await?.filter(|own| is_here || own.id.as_str().eq_ignore_ascii_case(id.as_str()));
        let own = own.ok_or_else(|| not_done(&Fault::not_found(), Bytes::new()))?;
        Ok(reply(self.call, &Outcome::Organization(&own)))
    }

    /// The sender's own facility.
    async fn organization(&self) -> Result<Option<Organization>, Refusal> {
        let facility = sigap_registry::facility(self.db(), self.sender.facility).await.map_err(|error| self.failed(&error))?;
        Ok(facility.and_then(|facility| organization(&facility, self.call.ctx.now())))
    }
}

/// How many of these go onto one page.
fn fits(rest: &[(&LogicalId, &Place)], query: &Query) -> usize {
    if query.only_total {
        return 0;
    }
    let mut bytes = 0_u64;
    let most = usize::try_from(query.count).unwrap_or(usize::MAX);
    let more = rest.iter().take(most).take_while(|(_, place)| {
        let is_first = bytes == 0;
        bytes = bytes.saturating_add(place.bytes);
        is_first || bytes <= PAGE_BYTES_MAX
    });
    more.count()
}

/// Where a page ended: its last Location, and when that was last updated. One that is changed between two pages keeps its place in the order,
/// so that nothing behind it is passed over.
fn cursor_of(id: &LogicalId, place: &Place) -> String {
    format!("{}~{id}", place.last_updated.0)
}

/// Where the page after this cursor begins.
fn start(cursor: &str, fitting: &[(&LogicalId, &Place)], all: &BTreeMap<LogicalId, Place>, query: &Query) -> Option<usize> {
    let (at, id) = cursor.split_once('~')?;
    let (last_updated, id) = (UtcMs(at.parse().ok()?), id.parse().ok()?);
    let last = Candidate { id: &id, last_updated, facts: &all.get(&id)?.facts };
    Some(fitting.partition_point(|(id, place)| query.compare(&place.candidate(id), &last) != Ordering::Greater))
}

fn bad_cursor() -> Refusal {
    not_done(&Fault::new(400, IssueCode::Value, "Halaman lanjutan tidak dikenal. Ulangi pencarian dari awal."), Bytes::new())
}

/// A facility as FHIR reads it: under its id at SATUSEHAT, or under its id here while that is not known.
fn organization(facility: &Facility, now: UtcMs) -> Option<Organization> {
    let here = facility.id.to_string();
    let id = facility.satusehat_id.as_deref().and_then(|id| id.parse().ok()).or_else(|| here.parse().ok())?;
    let of_satusehat = facility.satusehat_id.as_ref().map(|id| format!("http://sys-ids.kemkes.go.id/organization/{id}"));
    let codes = [
        (of_satusehat, facility.satusehat_id.as_ref()),
        (Some("urn:sigap:kode-kemenkes".to_owned()), facility.kemenkes_code.as_ref()),
        (Some("urn:sigap:kode-ppk".to_owned()), facility.ppk.as_ref()),
        (Some("urn:sigap:fasilitas".to_owned()), Some(&here)),
    ];
    let named = |(system, value): (Option<String>, Option<&String>)| Some(Identifier { system, value: value?.clone() });
    let phone = facility.phones.iter().find(|phone| phone.purpose == PhonePurpose::General).or_else(|| facility.phones.first());
    Some(Organization {
        id,
        // Nobody writes down when a facility changed last: it stands so now.
        last_updated: now,
        identifiers: codes.into_iter().filter_map(named).collect(),
        active: facility.active,
        name: facility.name.clone(),
        address: Some(facility.address.clone()).filter(|address| !address.is_empty()),
        phone: phone.map(|phone| phone.number.clone()),
    })
}
