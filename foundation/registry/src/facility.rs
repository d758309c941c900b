//! A facility and what stands about it. How it is stored, written in files and changed is told elsewhere.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sigap_kernel::{FacilityId, GeoPoint, Lang, ServiceId, UtcMs, Zone};
use sigap_web::Words;

use crate::{
    AccreditationLevel, Agreement, Competence, CoordQuality, FacilityKind, HospitalClass, OpeningHours, Owner, PhonePurpose, Said as _,
    ServiceKind,
};

/// A facility as the registry knows it.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // what is not told says itself
pub struct Facility {
    /// Its id; all zero until it is added.
    pub id: FacilityId,
    /// Grows with every change.
    pub version: i64,
    pub name: String,
    pub kind: FacilityKind,
    pub owner: Owner,
    pub class: Option<HospitalClass>,
    /// BPJS code (*kode PPK*).
    pub ppk: Option<String>,
    /// Code of the ministry.
    pub kemenkes_code: Option<String>,
    /// Organization id of SATUSEHAT.
    pub satusehat_id: Option<String>,
    /// Where it is, as well as known.
    pub place: Option<GeoPoint>,
    /// How well the place is known.
    pub coord_quality: CoordQuality,
    /// Metres the true place may be away, where the source says so.
    pub coord_radius_m: Option<u32>,
    pub zone: Zone,
    pub address: String,
    /// Kemendagri code of its district; empty when not known.
    pub district_code: String,
    pub district: String,
    pub village: String,
    pub phones: Vec<Phone>,
    /// Its services, one of each kind.
    pub services: Vec<Service>,
    /// Its accreditations, newest first.
    pub accreditations: Vec<Accreditation>,
    pub agreement: Agreement,
    /// Whether it still works.
    pub active: bool,
}

/// A facility that is not in the registry yet: its id, its version and the ids of its services are given when it is added.
pub type NewFacility = Facility;

/// A phone number of a facility: an office's, not a person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // as above
pub struct Phone {
    pub purpose: PhonePurpose,
    /// E.164, or a short code such as `119`.
    pub number: String,
    /// When someone answers.
    pub hours: OpeningHours,
    /// When someone last did.
    pub last_answered_at: Option<UtcMs>,
}

/// A service of a facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // as above
pub struct Service {
    /// Its id; all zero until the facility is stored.
    pub id: ServiceId,
    pub kind: ServiceKind,
    /// How far it goes.
    pub competence: Option<Competence>,
    /// When it is open.
    pub hours: OpeningHours,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // as above
pub struct Accreditation {
    /// Who gave it: KARS, LAFKI, LARSI, JCI …
    pub body: String,
    pub level: AccreditationLevel,
    /// From which day.
    pub issued: Option<Date>,
    /// Up to and with which day.
    pub expires: Option<Date>,
    pub certificate: String,
}

impl Accreditation {
    /// Days it still holds, counted in the facility's zone: negative when it has expired, `None` when no end is known.
    #[must_use]
    pub fn days_left(&self, now: UtcMs, zone: Zone) -> Option<i64> {
        let today: Date = crate::checks::day_of(now, zone).parse().ok()?;
        Some(i64::from((self.expires? - today).get_days()))
    }
}

impl Facility {
    /// A facility of which only name, kind and zone are known.
    #[must_use]
    pub fn named(name: impl Into<String>, kind: FacilityKind, zone: Zone) -> Self {
        Self {
            id: FacilityId::from_uuid(Default::default()),
            version: 0,
            name: name.into(),
            kind,
            owner: Owner::Unknown,
            class: None,
            ppk: None,
            kemenkes_code: None,
            satusehat_id: None,
            place: None,
            coord_quality: CoordQuality::Unknown,
            coord_radius_m: None,
            zone,
            address: String::new(),
            district_code: String::new(),
            district: String::new(),
            village: String::new(),
            phones: Vec::new(),
            services: Vec::new(),
            accreditations: Vec::new(),
            agreement: Agreement::default(),
            active: true,
        }
    }

    /// Metres the true place may be away from the point: as the source says, otherwise what is usual for its quality.
    #[must_use]
    pub fn radius_m(&self) -> Option<u32> {
        self.coord_radius_m.or(self.coord_quality.usual_radius_m()).filter(|_| self.place.is_some())
    }

    /// How well the place is known, in words: *perkiraan, ± 0,5 km*. Whoever shows the place says this beside it.
    #[must_use]
    pub fn say_place(&self, w: &Words) -> String {
        let km = self.radius_m().map(|metres| format!("{}.{}", (metres + 50) / 1_000, (metres + 50) % 1_000 / 100));
        let km = km.map(|km| if w.lang() == Lang::Id { km.replace('.', ",") } else { km });
        match km {
            Some(km) if !self.coord_quality.is_exact() => w.with("place-rough", &[("how", &self.coord_quality.say(w)), ("km", &km)]),
            _ => self.coord_quality.say(w),
        }
    }

    /// The first number for a purpose, otherwise the general one.
    #[must_use]
    pub fn phone_for(&self, purpose: PhonePurpose) -> Option<&Phone> {
        let first = |purpose| self.phones.iter().find(|phone| phone.purpose == purpose);
        first(purpose).or_else(|| first(PhonePurpose::General))
    }
}
