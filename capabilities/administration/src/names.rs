//! `Names`: what stands behind `user:…`, `key:…`, `ward:…` in the journal, as this visitor may read it, and where its page is.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use serde_json::Value as Json;
use sigap_access::{AccessError, Action, May as _, User, Where};
use sigap_kernel::{FacilityId, JobId, Scope, UserId, WardId};
use sigap_store::{JournalRow, StoreError, Subject, last_entries};
use sigap_web::{Floor, PageError, Visitor, Words};

use crate::telling::{roles, short, unnamed};

/// Types of entries that say what a user may be.
const OF_GRANTS: &[&str] = &["user.added", "user.grants_set"];

/// Whether the names of people are opened. Each one that is goes to the reading log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum People {
    /// By name, for whoever may see them.
    ByName,
    /// By role alone.
    ByRole,
}

/// Something by its name, with its page where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) words: String,
    pub(crate) href: Option<String>,
}

/// The names of all that stands on one page.
pub(crate) struct Names {
    w: Words,
    known: BTreeMap<String, Named>,
}

impl Names {
    /// Finds the names of these actors and subjects, as the journal writes them.
    pub(crate) async fn of(floor: &Floor, visitor: &Visitor, w: Words, people: People, texts: BTreeSet<String>) -> Result<Self, PageError> {
        let mut names = Self { w, known: BTreeMap::new() };
        names.add_people(floor, visitor, people, &ids(&texts, "user")).await?;
        names.add_keys(floor, visitor, &ids::<String>(&texts, "key")).await?;
        names.add_facilities(floor, visitor, &ids(&texts, "facility"), &ids(&texts, "ward")).await?;
        if visitor.may_somewhere(Action::Administer) {
            for job in ids::<JobId>(&texts, "job") {
                names.add("job", job, format!("{} {}", w.s("subject-job"), short(&job.to_string())), Some("/pekerjaan".to_owned()));
            }
        }
        Ok(names)
    }

    /// The name of an actor or subject; what has none is called by its kind and the end of its id.
    pub(crate) fn say(&self, text: &str) -> Named {
        self.known.get(text).cloned().unwrap_or_else(|| Named { words: self.plain(text), href: None })
    }

    fn plain(&self, text: &str) -> String {
        let (kind, id) = text.split_once(':').unwrap_or((text, ""));
        let key = format!("subject-{kind}");
        let said = Some(self.w.s(&key)).filter(|said| *said != key).unwrap_or_else(|| kind.to_owned());
        match kind {
            "anyone" => said,
            "system" => format!("{said} ({id})"),
            _ => format!("{said} {}", if id.len() > 12 { short(id) } else { id.to_owned() }),
        }
    }

    fn add(&mut self, kind: &str, id: impl std::fmt::Display, words: String, href: Option<String>) {
        self.known.insert(format!("{kind}:{id}"), Named { words, href });
    }

    async fn add_people(&mut self, floor: &Floor, visitor: &Visitor, people: People, users: &[UserId]) -> Result<(), PageError> {
        let looks = users.iter().map(|user| look(floor, visitor, people, *user));
        let seen: Vec<Option<User>> = join_all(looks).await.into_iter().collect::<Result<_, AccessError>>()?;
        let subjects: Vec<Subject> = users.iter().map(|user| Subject::new("user", user)).collect();
        let granted = facts(&last_entries(floor.db(), &subjects, OF_GRANTS).await?);
        for (user, seen) in users.iter().zip(seen) {
            let roles = granted.get(&user.to_string()).map(roles).unwrap_or_default();
            let name = seen.as_ref().map(|user| user.name.reveal().clone()).filter(|name| !name.is_empty());
            let href = (seen.is_some() || visitor.ctx.may(Action::ReadStaff, &Where::City).is_ok()).then(|| format!("/petugas/{user}"));
            self.add("user", user, name.unwrap_or_else(|| unnamed(*user, &roles, &self.w)), href);
        }
        Ok(())
    }

    /// Keys by the name their machine goes by, which the entry of their making holds.
    async fn add_keys(&mut self, floor: &Floor, visitor: &Visitor, keys: &[String]) -> Result<(), PageError> {
        let subjects: Vec<Subject> = keys.iter().map(|key| Subject::new("key", key)).collect();
        for (key, facts) in facts(&last_entries(floor.db(), &subjects, &["key.added"]).await?) {
            let text = |name: &str| facts.get(name).and_then(Json::as_str).unwrap_or_default();
            let facility: Option<FacilityId> = text("facility").parse().ok();
            let may = |id: &FacilityId| visitor.ctx.may(Action::ManageKeys, &Where::facility(*id)).is_ok();
            let href = facility.filter(may).map(|id| format!("/fasilitas/{id}/kunci"));
            self.add("key", key, format!("{} {} ({})", self.w.s("subject-key"), text("name"), text("protocol")), href);
        }
        Ok(())
    }

    async fn add_facilities(
        &mut self,
        floor: &Floor,
        visitor: &Visitor,
        facilities: &[FacilityId],
        wards: &[WardId],
    ) -> Result<(), PageError> {
        let wards = sigap_registry::wards_by_ids(floor.db(), wards).await?;
        let mut all: Vec<FacilityId> = facilities.iter().copied().chain(wards.iter().map(|ward| ward.facility)).collect();
        all.sort_unstable();
        all.dedup();
        let mut found: BTreeMap<FacilityId, (String, Option<String>)> = BTreeMap::new();
        for one in sigap_registry::facilities_by_ids(floor.db(), &all).await? {
            let place = Where::Facility { id: one.id, district: Some(one.district_code).filter(|code| !code.is_empty()) };
            let href = visitor.ctx.may(Action::ReadFacility, &place).is_ok().then(|| format!("/fasilitas/{}", one.id));
            self.add("facility", one.id, one.name.clone(), href.clone());
            found.insert(one.id, (one.name, href));
        }
        for ward in wards {
            let (of, href) = found.get(&ward.facility).cloned().unwrap_or_default();
            self.add("ward", ward.id, format!("{} · {of}", ward.name), href);
        }
        Ok(())
    }
}

/// Opens the name of a user, when this visitor may see it; looking at oneself is not logged.
async fn look(floor: &Floor, visitor: &Visitor, people: People, user: UserId) -> Result<Option<User>, AccessError> {
    let (access, ctx) = (floor.access(), &visitor.ctx);
    if people == People::ByRole {
        return Ok(None);
    }
    let seen = if ctx.actor().user() == Some(user) { access.myself(ctx).await } else { access.user(ctx, user).await };
    match seen {
        Ok(seen) => Ok(Some(seen)),
        Err(AccessError::Refused(_) | AccessError::Unknown(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The ids of one kind.
fn ids<T: std::str::FromStr>(texts: &BTreeSet<String>, kind: &str) -> Vec<T> {
    texts.iter().filter_map(|text| text.split_once(':')).filter(|(known, _)| *known == kind).filter_map(|(_, id)| id.parse().ok()).collect()
}

/// What each entry holds, by the id of its subject.
fn facts(rows: &[JournalRow]) -> BTreeMap<String, Json> {
    rows.iter().map(|row| (row.subject.id().to_owned(), serde_json::from_str(&row.body).unwrap_or_default())).collect()
}

/// Names of the places of grants.
#[derive(Debug, Default)]
pub(crate) struct PlaceNames {
    facilities: BTreeMap<FacilityId, String>,
    districts: BTreeMap<String, String>,
}

impl PlaceNames {
    /// Finds the names of these.
    pub(crate) async fn of(floor: &Floor, scopes: Vec<Scope>) -> Result<Self, StoreError> {
        let (mut ids, mut asks_districts) = (BTreeSet::new(), false);
        for scope in scopes {
            match scope {
                Scope::Facility(id) => drop(ids.insert(id)),
                Scope::District(_) => asks_districts = true,
                Scope::City => {}
            }
        }
        let ids: Vec<FacilityId> = ids.into_iter().collect();
        let found = sigap_registry::facilities_by_ids(floor.db(), &ids).await?;
        let all = if asks_districts { sigap_registry::facilities(floor.db()).await? } else { Vec::new() };
        Ok(Self {
            facilities: found.into_iter().map(|one| (one.id, one.name)).collect(),
            districts: all.into_iter().map(|one| (one.district_code, one.district)).collect(),
        })
    }

    /// The place of a grant in words.
    pub(crate) fn say(&self, scope: &Scope, w: &Words) -> String {
        match scope {
            Scope::City => w.s("place-city"),
            Scope::District(code) => {
                let name = self.districts.get(code).filter(|name| !name.is_empty()).unwrap_or(code);
                w.a1("place-district", "name", name.as_str())
            }
            Scope::Facility(id) => self.facilities.get(id).cloned().unwrap_or_else(|| short(&id.to_string())),
        }
    }
}
