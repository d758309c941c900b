//! A small invented town with two hospitals, on a database of its own. What is shown and reported is set by the test. All of it is *rekaan*.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_availability::{QualityRules, WardQuality};
use sigap_kernel::{CareClass, FacilityId, Pool, Role, Scope, WardId, Zone};
use sigap_registry::{Facility, FacilityKind, OpeningHours, Phone, PhonePurpose};
use sigap_store::StoreError;
use sigap_testtown::{LoggedIn, Room};
use sigap_web::{Floor, Mounted};

use crate::{Days, NextHospital, QualityRoom, Reporting, Shown, ShownPool, ShownState, WardFacts};

/// What the ports answer.
#[derive(Default)]
pub(super) struct Told {
    pub(super) wards: Vec<WardFacts>,
    pub(super) shown: Vec<ShownPool>,
    pub(super) next: Vec<NextHospital>,
}

/// Both ports, answered from memory.
#[derive(Default)]
pub(super) struct Ports(pub(super) Mutex<Told>);

impl Reporting for Ports {
    fn facts(&self, _: FacilityId, _: Days) -> BoxFuture<'_, Result<Vec<WardFacts>, StoreError>> {
        std::future::ready(Ok(self.0.lock().unwrap().wards.clone())).boxed()
    }
}

impl Shown for Ports {
    fn shown(&self, _: FacilityId) -> BoxFuture<'_, Vec<ShownPool>> {
        std::future::ready(self.0.lock().unwrap().shown.clone()).boxed()
    }

    fn next(&self, from: FacilityId, _: Option<Pool>, most: usize) -> BoxFuture<'_, Vec<NextHospital>> {
        let all = self.0.lock().unwrap().next.clone();
        std::future::ready(all.into_iter().filter(|one| one.facility != from).take(most).collect()).boxed()
    }
}

/// The town.
pub(super) struct Town {
    base: sigap_testtown::Town,
    pub(super) room: QualityRoom,
    pub(super) ports: Arc<Ports>,
    /// The hospital it is about, and another one.
    pub(super) here: FacilityId,
    pub(super) there: FacilityId,
}

/// The pool of ordinary beds of class three.
pub(super) const THREE: Pool = Pool::general(CareClass::Three);

/// A ward that is as it should be.
pub(super) fn good_ward() -> WardQuality {
    WardQuality {
        counted: None,
        counts_now: true,
        tells_free: true,
        beds: Some(24),
        deductions_told: 4,
        contradicts: false,
        differs: Some(false),
        unmoved_h: Some(2),
        all_free_h: Some(0),
    }
}

/// A town on SQLite.
pub(super) async fn town() -> Town {
    open(sigap_testtown::Town::sqlite(crate::MIGRATIONS).await).await
}

/// A town on each engine.
pub(super) async fn towns() -> Vec<Town> {
    let mut all = Vec::new();
    for base in sigap_testtown::Town::both(crate::MIGRATIONS).await {
        all.push(open(base).await);
    }
    all
}

async fn open(base: sigap_testtown::Town) -> Town {
    let ports = Arc::new(Ports::default());
    let room = QualityRoom::new(base.floor.clone(), QualityRules::default(), ports.clone(), ports.clone());
    let nil = FacilityId::from_uuid(Default::default());
    let mut town = Town { base, room, ports, here: nil, there: nil };
    town.here = town.add("RSUD Rekaan").await;
    town.there = town.add("RS Lain (rekaan)").await;
    town.shows(Some(3), ShownState::Free);
    town.reports(vec![good_ward()]);
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
    async fn add(&self, name: &str) -> FacilityId {
        let phone = |purpose, number: &str| Phone { purpose, number: number.into(), hours: OpeningHours::always(), last_answered_at: None };
        let facility = &Facility {
            phones: vec![phone(PhonePurpose::Admission, "+62240000014"), phone(PhonePurpose::Igd, "+62240000015")],
            ..Facility::named(name, FacilityKind::Hospital, Zone::Wib)
        };
        self.found(facility).await
    }

    /// Lets so many of 24 beds be shown.
    pub(super) fn shows(&self, free: Option<u32>, state: ShownState) {
        let shown = ShownPool { pool: THREE, state, free, beds: free.map(|_| 24), taken_at: None };
        let mut told = self.ports.0.lock().unwrap();
        told.shown = vec![shown];
        told.next = vec![NextHospital { facility: self.there, state: ShownState::Few, free: Some(2), travel_min: Some(14) }];
    }

    /// Lets wards be reported so.
    pub(super) fn reports(&self, wards: Vec<WardQuality>) {
        let named = |(place, quality): (usize, WardQuality)| WardFacts {
            ward: WardId::new(&self.system()),
            name: format!("Melati {place}"),
            quality,
        };
        self.ports.0.lock().unwrap().wards = wards.into_iter().enumerate().map(named).collect();
    }

    pub(super) async fn help_desk(&self, name: &str) -> LoggedIn {
        self.log_in(name, Role::HelpDesk, Scope::City).await
    }

    pub(super) async fn manager(&self) -> LoggedIn {
        self.manager_of(self.here).await
    }
}
