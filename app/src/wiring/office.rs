//! What the room monitoring asks of others: the past and present of beds, and what else the office should know of.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_availability::Freshness;
use sigap_beds::{Beds, FacilityBeds};
use sigap_kernel::UtcMs;
use sigap_monitoring::{BedHistory, BedsNow, Group, HospitalNow, Matter, Matters, MonitoringRoom, Ports, WardDay};
use sigap_store::{Db, StoreError};

/// Answers with the hours that beds wrote down.
pub(crate) struct Past {
    pub(crate) db: Db,
}

/// Answers with the live picture, and with what other rooms have for the office.
pub(crate) struct Present {
    pub(crate) beds: Beds,
}

/// The room monitoring, asking the others.
pub(super) fn monitoring(beds: &Beds) -> MonitoringRoom {
    let present = Arc::new(Present { beds: beds.clone() });
    let history = Arc::new(Past { db: beds.floor().db().clone() });
    MonitoringRoom::new(beds.floor().clone(), Ports { history, now: present.clone(), matters: present })
}

impl BedHistory for Past {
    fn first_day(&self) -> BoxFuture<'_, Result<Option<i64>, StoreError>> {
        sigap_beds::first_day(&self.db).boxed()
    }

    fn days(&self, day: i64) -> BoxFuture<'_, Result<Vec<WardDay>, StoreError>> {
        async move { Ok(sigap_beds::ward_days(&self.db, day).await?.iter().map(ward_day).collect()) }.boxed()
    }
}

const fn ward_day(one: &sigap_beds::WardDay) -> WardDay {
    WardDay {
        ward: one.ward,
        facility: one.facility,
        day: one.day,
        known_h: one.known_h,
        beds_milli: one.beds_milli,
        occupied_milli: one.occupied_milli,
        midnight: one.midnight,
        admitted: one.admitted,
        discharged: one.discharged,
    }
}

impl BedsNow for Present {
    fn now(&self) -> Vec<HospitalNow> {
        let now = self.beds.floor().world().now();
        let picture = self.beds.picture();
        let hospitals = picture.all().iter().filter(|one| one.facility.active && one.is_hospital());
        hospitals.map(|one| self.hospital(one, now)).filter(|one| one.wards > 0).collect()
    }
}

impl Present {
    fn hospital(&self, one: &FacilityBeds, now: UtcMs) -> HospitalNow {
        let blank =
            HospitalNow { facility: one.facility.id, beds: 0, occupied: 0, wards: 0, wards_counted: 0, wards_overdue: 0, last_at: None };
        let inpatient = one.wards.iter().filter(|ward| ward.ward.active && Group::of(&ward.ward.pool).is_inpatient());
        inpatient.fold(blank, |sum, ward| {
            let standing = ward.standing(self.beds.rules(), now);
            let seen = ward.observation.filter(|_| standing.freshness.counts());
            let known = seen.and_then(|seen| seen.capacity.zip(seen.free));
            HospitalNow {
                beds: sum.beds + known.map_or(0, |(beds, _)| beds),
                occupied: sum.occupied + known.map_or(0, |(beds, free)| beds.saturating_sub(free)),
                wards: sum.wards + 1,
                wards_counted: sum.wards_counted + u32::from(known.is_some()),
                wards_overdue: sum.wards_overdue + u32::from(standing.freshness == Freshness::Due),
                last_at: sum.last_at.max(standing.taken_at),
                ..sum
            }
        })
    }
}

impl Matters for Present {
    fn matters(&self, now: UtcMs) -> BoxFuture<'_, Result<Vec<Matter>, StoreError>> {
        async move {
            let db = self.beds.floor().db();
            let (cases, cases_since) = sigap_quality::cases_waiting(db, now).await?;
            let (problems, problems_since) = sigap_intake::open_problems(db).await?;
            let sheets = sigap_quality::sheets_seen_by_office(db, now).await?;
            let chances = sigap_beds::chances_to_show(db, &self.beds.rules().chance.calibration).await?;
            let (shadows, shadows_since) = sigap_shadow::shadows_over(db, now).await?;
            let many = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            let matter = |code, count, oldest_at, href| Matter { code, count, oldest_at, href };
            Ok(vec![
                matter("cases", cases.into(), cases_since.filter(|_| cases > 0), "/kasus"),
                matter("problems", problems.into(), problems_since, "/fasilitas"),
                matter("quality", many(sheets), None, "/mutu"),
                matter("chances", many(chances), None, "/peluang"),
                matter("shadows", shadows, shadows_since, "/bayangan"),
            ])
        }
        .boxed()
    }
}
