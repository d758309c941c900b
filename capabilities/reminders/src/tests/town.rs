//! A small invented town on a database of its own, whose hospitals report as the test says and whose gateways are the test's. All of it is *rekaan*.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_kernel::{BedType, CareClass, Ctx, FacilityId, Masked, Pool, UtcMs, WardId, Zone};
use sigap_registry::{Facility, FacilityKind, OpeningHours, Phone, PhonePurpose, Stage};
use sigap_store::StoreError;
use sigap_testtown::{LoggedIn, Room};
use sigap_web::{Floor, Mounted};

use crate::{Fault, Gateway, Gateways, HospitalNow, Hospitals, LadderRules, NewContact, Parcel, Reminders, StillTrue, WardNow};

/// The pools of the wards there are.
pub(super) const THREE: Pool = Pool::general(CareClass::Three);
pub(super) const ICU: Pool = Pool::of_type(BedType::Icu);

/// The numbers of all hospitals, as the test says.
#[derive(Default)]
pub(super) struct Numbers(pub(super) Mutex<BTreeMap<FacilityId, HospitalNow>>);

impl Hospitals for Numbers {
    fn all(&self, _: UtcMs) -> Vec<HospitalNow> {
        self.0.lock().unwrap().values().cloned().collect()
    }

    fn one(&self, facility: FacilityId, _: UtcMs) -> Option<HospitalNow> {
        self.0.lock().unwrap().get(&facility).cloned()
    }

    fn confirm<'a>(
        &'a self,
        ctx: &'a Ctx,
        facility: FacilityId,
        seen: &'a [(WardId, i64)],
    ) -> BoxFuture<'a, Result<StillTrue, StoreError>> {
        let mut all = self.0.lock().unwrap();
        let hospital = all.get_mut(&facility).unwrap();
        let is_same = seen.iter().all(|(id, version)| hospital.wards.iter().any(|ward| ward.id == *id && ward.version == *version));
        if is_same {
            for ward in hospital.wards.iter_mut().filter(|ward| seen.iter().any(|(id, _)| *id == ward.id)) {
                report(ward, ctx.now());
            }
        }
        std::future::ready(Ok(if is_same { StillTrue::Confirmed(seen.len()) } else { StillTrue::Changed })).boxed()
    }

    fn topic(&self, _: Option<FacilityId>) -> String {
        "beds".to_owned()
    }
}

/// A number taken at an instant, due an hour later.
pub(super) fn report(ward: &mut WardNow, at: UtcMs) {
    ward.taken_at = Some(at);
    ward.due_at = Some(at.plus_min(60));
    ward.counts = true;
    ward.version += 1;
}

/// A gateway that keeps what it carried, and answers as the test says.
#[derive(Default)]
pub(super) struct Mailbox {
    pub(super) carried: Mutex<Vec<Parcel>>,
    pub(super) answers: Mutex<VecDeque<Fault>>,
    pub(super) meanwhile: Mutex<Option<std::boxed::Box<dyn Fn() + Send>>>,
}

impl Gateway for Mailbox {
    fn carry<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<(), Fault>> {
        self.carried.lock().unwrap().push(parcel.clone());
        if let Some(meanwhile) = &*self.meanwhile.lock().unwrap() {
            meanwhile();
        }
        let fault = self.answers.lock().unwrap().pop_front();
        std::future::ready(fault.map_or(Ok(()), Err)).boxed()
    }
}

/// The town.
pub(super) struct Town {
    base: sigap_testtown::Town,
    pub(super) room: Reminders,
    pub(super) numbers: Arc<Numbers>,
    pub(super) mail: Arc<Mailbox>,
    pub(super) hook: Arc<Mailbox>,
    pub(super) here: FacilityId,
    pub(super) there: FacilityId,
}

/// A town on SQLite, with both gateways.
pub(super) async fn town() -> Town {
    open(sigap_testtown::Town::sqlite(crate::MIGRATIONS).await, true).await
}

/// One whose gateways nobody set up.
pub(super) async fn town_without_gateways() -> Town {
    open(sigap_testtown::Town::sqlite(crate::MIGRATIONS).await, false).await
}

/// A town on each engine.
pub(super) async fn towns() -> Vec<Town> {
    let mut all = Vec::new();
    for base in sigap_testtown::Town::both(crate::MIGRATIONS).await {
        all.push(open(base, true).await);
    }
    all
}

async fn open(base: sigap_testtown::Town, gateways: bool) -> Town {
    let (numbers, mail, hook) = (Arc::new(Numbers::default()), Arc::new(Mailbox::default()), Arc::new(Mailbox::default()));
    let set_up = Gateways {
        mail: Some(mail.clone()),
        webhook: Some(hook.clone()),
        office_mail: Some(Masked::new("kamar@dinas.example".into())),
        public_url: Some("https://sigap.example".into()),
    };
    let gateways = if gateways { set_up } else { Gateways::default() };
    let room = Reminders::open(base.floor.clone(), LadderRules::default(), numbers.clone(), gateways).await.unwrap();
    base.floor.show_banners(Arc::new(room.clone()));
    let nil = FacilityId::from_uuid(Default::default());
    let mut town = Town { base, room, numbers, mail, hook, here: nil, there: nil };
    town.here = town.add("RSUD Rekaan", &[THREE, THREE]).await;
    town.there = town.add("RS Lain (rekaan)", &[THREE]).await;
    town
}

impl Deref for Town {
    type Target = sigap_testtown::Town;

    fn deref(&self) -> &sigap_testtown::Town {
        &self.base
    }
}

impl Room for Town {
    fn floor(&self) -> &Floor {
        &self.base.floor
    }

    fn pages(&self) -> Mounted {
        crate::routes(self.room.clone())
    }
}

impl Town {
    pub(super) fn now(&self) -> UtcMs {
        self.system().now()
    }

    /// A hospital that agreed to report, with wards that reported just now.
    pub(super) async fn add(&self, name: &str, pools: &[Pool]) -> FacilityId {
        let phone = Phone {
            purpose: PhonePurpose::Admission,
            number: "+62240000014".into(),
            hours: OpeningHours::always(),
            last_answered_at: None,
        };
        let mut facility = Facility { phones: vec![phone], ..Facility::named(name, FacilityKind::Hospital, Zone::Wib) };
        facility.agreement = sigap_registry::Agreement::in_stage(Stage::Shadow);
        facility.id = self.found(&facility).await;
        self.knows(facility, pools)
    }

    /// Whoever counts beds knows a hospital.
    pub(super) fn knows(&self, facility: Facility, pools: &[Pool]) -> FacilityId {
        let id = facility.id;
        let ward = |(place, pool): (usize, &Pool)| {
            let mut ward = WardNow {
                id: WardId::new(&self.system()),
                name: format!("Melati {place}"),
                pool: *pool,
                is_by_hand: true,
                beds: Some(24),
                free: Some(3),
                taken_at: None,
                due_at: None,
                counts: false,
                is_silent: false,
                source: Some("ward_board"),
                version: 0,
            };
            report(&mut ward, self.now());
            ward
        };
        let wards = pools.iter().enumerate().map(ward).collect();
        self.numbers.0.lock().unwrap().insert(id, HospitalNow { facility: Arc::new(facility), wards });
        id
    }

    /// All wards of a hospital, or the first so many, report now.
    pub(super) fn reports(&self, id: FacilityId, wards: usize) {
        let now = self.now();
        self.numbers.0.lock().unwrap().get_mut(&id).unwrap().wards.iter_mut().take(wards).for_each(|ward| report(ward, now));
    }

    pub(super) async fn has_contact(&self, id: FacilityId) {
        let new = NewContact { mail: Masked::new("kamar@rs.example".into()), phone: Masked::new("+6281200000014".into()), version: 0 };
        crate::put_contact(&self.room, &self.system(), id, &new).await.unwrap();
    }

    /// Minutes pass, with a ring in each; whoever is not `here` goes on reporting. Every job that is due runs.
    pub(super) async fn minutes(&self, minutes: i64) {
        for _ in 0..minutes {
            self.world.clock.advance_s(60);
            self.reports(self.there, 9);
            self.ring().await;
        }
    }

    /// One ring, and the messages it wrote.
    pub(super) async fn ring(&self) -> usize {
        let moved = crate::ring_ladder(&self.room, &self.system()).await.unwrap();
        self.send_all().await;
        moved
    }

    /// Runs the job of every message that waits, once.
    pub(super) async fn send_all(&self) {
        for id in self.waiting().await {
            crate::service::send::send(&self.room, &self.system(), id.parse().unwrap()).await.unwrap();
        }
    }

    async fn waiting(&self) -> Vec<String> {
        let sql = "SELECT message_id FROM reminder_message WHERE state = 'waiting' ORDER BY made_at_ms";
        let rows = sigap_store::Query::rows(self.floor.db(), sql, Vec::new()).await.unwrap();
        rows.iter().map(|row| row.get("message_id").unwrap()).collect()
    }

    /// How the messages of a hospital stand: channel, state, why.
    pub(super) async fn messages(&self, id: FacilityId) -> Vec<String> {
        let mut all = crate::store::messages::of_facility(self.floor.db(), id, 100).await.unwrap();
        all.sort_by_key(|one| one.made_at);
        all.iter().map(|one| format!("{} {} {}", one.channel, one.state, one.why.map_or(String::new(), |why| why.to_string()))).collect()
    }

    /// On which rung a hospital stands.
    pub(super) async fn rung(&self, id: FacilityId) -> Option<crate::Rung> {
        crate::store::spells::open(self.floor.db()).await.unwrap().get(&id).map(|one| one.rung)
    }

    /// How many rows there are.
    pub(super) async fn count(&self, of: &str) -> i64 {
        let row = sigap_store::Query::row(self.floor.db(), &format!("SELECT COUNT(*) AS n FROM {of}"), Vec::new()).await.unwrap().unwrap();
        row.get("n").unwrap()
    }

    pub(super) async fn manager(&self) -> LoggedIn {
        self.manager_of(self.here).await
    }
}
