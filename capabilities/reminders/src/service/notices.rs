//! What stands on top of people's pages: that the office asks to count now, and that their hospital owes numbers. From memory.

use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId, Scope, UtcMs};
use sigap_web::{Banner, BannerDeed, Banners, Words};

use crate::model::{CensusState, HospitalNow, answer_of};
use crate::pages::words_in;
use crate::store::censuses::Census;
use crate::{Reminders, TOPIC};

/// Hospitals of one person that are looked at: whoever works in more has the office's list.
const OWN_HOSPITALS_MAX: usize = 8;

impl Banners for Reminders {
    fn of(&self, ctx: &Ctx) -> Vec<Banner> {
        let (picture, w, now) = (self.picture().now(), words_in(ctx.lang()), ctx.now());
        if picture.open.is_empty() && picture.spells.is_empty() {
            return Vec::new();
        }
        let mut all = Vec::new();
        for id in own_hospitals(ctx) {
            let Some(hospital) = self.hospitals().one(id, now) else { continue };
            let asking = picture.asking(id).filter(|census| census.state == CensusState::Open && census.until > now);
            let asking: Vec<Banner> = asking.filter_map(|census| to_count(&w, ctx, census, &hospital)).collect();
            // Whoever counts now mends what is owed, too.
            if asking.is_empty() && picture.spells.contains_key(&id) {
                all.extend(owes(&w, &hospital, now));
            }
            all.extend(asking);
        }
        if ctx.may_somewhere(Action::StartCensus) {
            let open = picture.open.iter().map(|(census, _)| census).filter(|census| census.until > now);
            all.extend(open.map(|census| is_open(&w, self, census)));
        }
        all
    }

    fn topics(&self, ctx: &Ctx) -> String {
        let own = own_hospitals(ctx).into_iter().map(|id| self.hospitals().topic(Some(id)));
        std::iter::once(TOPIC.to_owned()).chain(own).collect::<Vec<_>>().join(" ")
    }
}

/// The hospitals in which this person works.
fn own_hospitals(ctx: &Ctx) -> Vec<FacilityId> {
    let mut own: Vec<FacilityId> = ctx
        .actor()
        .grants()
        .into_iter()
        .filter_map(|grant| match grant.scope {
            Scope::Facility(id) => Some(id),
            Scope::City | Scope::District(_) => None,
        })
        .collect();
    own.sort_unstable();
    own.dedup();
    own.truncate(OWN_HOSPITALS_MAX);
    own
}

/// *The office asks you to count now*; nothing once all wards were counted.
fn to_count(w: &Words, ctx: &Ctx, census: &Census, hospital: &HospitalNow) -> Option<Banner> {
    let answer = answer_of(hospital, census.kind, census.started_at, ctx.now());
    if answer.wards > 0 && answer.counted >= answer.wards {
        return None;
    }
    let (id, zone) = (hospital.id(), hospital.facility.zone);
    let time = format!("{} {zone}", census.until.hour_minute(zone, w.lang()));
    let (counted, wards) = (w.figure(answer.counted), w.figure(answer.wards));
    let args: &[(&'static str, &str)] = &[("hospital", &hospital.facility.name), ("time", &time), ("counted", &counted), ("wards", &wards)];
    Some(Banner {
        kind: "warn",
        words: w.with(if answer.is_there() { "banner-count-rest" } else { "banner-count" }, args),
        link: (format!("/papan/{id}"), w.s("banner-count-link")),
        deed: still_true(w, ctx, census, hospital),
    })
}

/// One tap for all wards that people keep and that have not been counted since; each with the version that is shown.
fn still_true(w: &Words, ctx: &Ctx, census: &Census, hospital: &HospitalNow) -> Option<BannerDeed> {
    ctx.may(Action::ReportWard, &Where::facility(hospital.id())).ok()?;
    let by_hand = hospital.wards.iter().filter(|ward| ward.is_by_hand && ward.free.is_some());
    let seen: Vec<String> = by_hand
        .filter(|ward| !ward.counted_since(census.started_at, ctx.now()))
        .map(|ward| format!("{}:{}", ward.id, ward.version))
        .collect();
    (!seen.is_empty()).then(|| BannerDeed {
        action: format!("/hitung/masih-benar/{}", hospital.id()),
        label: w.a1("banner-still-true", "n", seen.len()),
        fields: vec![("seen", seen.join(","))],
    })
}

/// *Numbers of your hospital are overdue.*
fn owes(w: &Words, hospital: &HospitalNow, now: UtcMs) -> Option<Banner> {
    let wards = hospital.owed(now).count();
    (wards > 0).then(|| {
        let n = w.figure(wards);
        Banner {
            kind: "warn",
            words: w.with("banner-owes", &[("hospital", &hospital.facility.name), ("n", &n)]),
            link: (format!("/papan/{}", hospital.id()), w.s("banner-owes-link")),
            deed: None,
        }
    })
}

/// *A census is open*, for whoever may start one.
fn is_open(w: &Words, room: &Reminders, census: &Census) -> Banner {
    let zone = room.floor().settings().zone;
    let (number, time) = (census.number.to_string(), format!("{} {zone}", census.until.hour_minute(zone, w.lang())));
    Banner {
        kind: "info",
        words: w.with("banner-open", &[("number", &number), ("time", &time)]),
        link: (format!("/hitung/{number}"), w.s("banner-open-link")),
        deed: None,
    }
}
