//! A census of a whole country: 3,200 hospitals are asked with one write, on both engines.

use std::collections::BTreeSet;

use sigap_kernel::{FacilityId, Zone};
use sigap_registry::{Facility, FacilityKind};
use sigap_web::Banners as _;

use super::town::{THREE, towns};
use crate::model::CensusId;
use crate::service::board::board;
use crate::service::census::{NewCensus, start, tick};

const HOSPITALS: usize = 3_200;

#[tokio::test]
async fn three_thousand_two_hundred_hospitals_are_asked_and_counted() {
    for town in towns().await {
        town.numbers.0.lock().unwrap().clear();
        for number in 0..HOSPITALS {
            let named = Facility::named(format!("RS {number} (rekaan)"), FacilityKind::Hospital, Zone::Wib);
            town.knows(Facility { id: FacilityId::from_uuid(town.system().uuid()), ..named }, &[THREE]);
        }
        town.world.clock.advance_s(60);
        let new = NewCensus {
            id: CensusId::new(&town.system()),
            reason: "Latihan nasional (rekaan)".into(),
            minutes: Some(15),
            district: String::new(),
            kind: None,
            seen: 0,
        };
        let number = start(&town.room, &town.system(), &new).await.unwrap();
        assert_eq!(town.count("census_hospital").await, 3_200);
        let open = &town.room.picture().now().open;
        assert_eq!(open.iter().map(|(_, asked)| asked.len()).sum::<usize>(), HOSPITALS, "in effect when the start is answered");
        let all: BTreeSet<FacilityId> = town.numbers.0.lock().unwrap().keys().copied().collect();
        town.world.clock.advance_s(60);
        for id in all.iter().take(1_000) {
            town.reports(*id, 1);
        }
        tick(&town.room, &town.system()).await.unwrap();
        let now = board(&town.room, &town.system(), number).await.unwrap();
        assert_eq!((now.answered(), now.totals[0].1.hospitals, now.totals[0].1.of), (1_000, 1_000, 3_200));
        assert_eq!(town.count("census_hospital WHERE counted > 0").await, 1_000);
        assert!(town.room.of(&town.system()).len() <= 1);
    }
}
