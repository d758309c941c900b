//! The closed lists of the registry: each word has one code for storage and files, and a sentence in both language files.

use sigap_kernel::coded_enum;
use sigap_store::as_text;
use sigap_web::Words;

/// A word of a closed list that can be said on a page.
pub trait Said: Copy {
    /// The message id of the word.
    fn message_id(self) -> String;

    /// The word in the language of `w`.
    fn say(self, w: &Words) -> String {
        w.s(&self.message_id())
    }
}

/// Gives each list its prefix in the language files, and its place in a TEXT column.
macro_rules! said {
    ($($list:ident = $prefix:literal,)+) => {$(
        impl Said for $list {
            fn message_id(self) -> String {
                format!("{}-{}", $prefix, self.code().to_ascii_lowercase().replace('_', "-"))
            }
        }
        as_text!($list);
    )+};
}
said! {
    FacilityKind = "kind",
    Owner = "owner",
    HospitalClass = "class",
    CoordQuality = "coord",
    PhonePurpose = "phone",
    ServiceKind = "service",
    Competence = "competence",
    AccreditationLevel = "level",
    Stage = "stage",
    PlaceKind = "place",
    ReportedBy = "reported-by",
}

coded_enum! {
    /// What a facility is (*jenis fasilitas*).
    #[allow(missing_docs)] // the words say themselves
    pub enum FacilityKind {
        // General, mother-and-child (RSIA), psychiatric (RSJ), other special hospital
        Hospital = "hospital", MotherChildHospital = "hospital_mother_child", PsychiatricHospital = "hospital_psychiatric",
        SpecialHospital = "hospital_special",
        // puskesmas, pustu, klinik pratama, klinik utama, praktik mandiri, laboratorium, UTD, apotek
        HealthCentre = "health_centre", HealthPost = "health_post", Clinic = "clinic", SpecialistClinic = "clinic_specialist",
        Practice = "practice", Laboratory = "laboratory", BloodBank = "blood_bank", Pharmacy = "pharmacy",
    }
}

impl FacilityKind {
    /// Whether it has wards for inpatients by law.
    #[must_use]
    pub const fn is_hospital(self) -> bool {
        use FacilityKind as K;
        matches!(self, K::Hospital | K::MotherChildHospital | K::PsychiatricHospital | K::SpecialHospital)
    }
}

coded_enum! {
    /// Whose a facility is.
    #[allow(missing_docs)] // the words say themselves
    pub enum Owner {
        // the ministry, the province, the city or regency, armed forces or police, a state company
        Central = "central", Province = "province", City = "city", Military = "military", StateCompany = "state_company",
        // a foundation or religious body, a company or a person, not written down yet
        Foundation = "foundation", Private = "private", Unknown = "unknown",
    }
}

impl Owner {
    /// Whether the public hand owns it; `None` while unknown.
    #[must_use]
    pub const fn is_public(self) -> Option<bool> {
        match self {
            Owner::Unknown => None,
            Owner::Foundation | Owner::Private => Some(false),
            _ => Some(true),
        }
    }
}

coded_enum! {
    /// Class of a hospital by its beds: A from 250, B 200, C 100, D 50, *D pratama* 10 (Permenkes 3/2020).
    #[allow(missing_docs)] // the words say themselves
    pub enum HospitalClass {
        A = "A", B = "B", C = "C", D = "D", DPratama = "D_PRATAMA",
    }
}

coded_enum! {
    /// How well the place of a facility is known, worst first. Everything but `Surveyed` is approximate and is said to be so.
    pub enum CoordQuality {
        /// No place known.
        Unknown = "unknown",
        /// The middle of the district (*kecamatan*).
        DistrictCentre = "district_centre",
        /// The middle of a village that was guessed.
        VillageAssumed = "village_assumed",
        /// The middle of the village (*kelurahan*) in the address.
        VillageCentre = "village_centre",
        /// A pin someone else put on a map.
        MapPin = "map_pin",
        /// Measured at the door.
        Surveyed = "surveyed",
    }
}

impl CoordQuality {
    /// Whether the point may be shown as the place itself.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        matches!(self, CoordQuality::Surveyed)
    }

    /// Metres the true place may be away when the source does not say; `None` when that cannot be known.
    #[must_use]
    pub const fn usual_radius_m(self) -> Option<u32> {
        match self {
            CoordQuality::Unknown => None,
            CoordQuality::DistrictCentre => Some(3_000),
            CoordQuality::VillageAssumed | CoordQuality::VillageCentre => Some(1_000),
            CoordQuality::MapPin => Some(500),
            CoordQuality::Surveyed => Some(20),
        }
    }
}

coded_enum! {
    /// What a phone number is for.
    #[allow(missing_docs)] // the words say themselves
    pub enum PhonePurpose {
        // asking for a bed (pendaftaran rawat inap), the emergency room, everything else
        Admission = "admission", Igd = "igd", General = "general",
    }
}

coded_enum! {
    /// A service a facility offers (*layanan*).
    #[allow(missing_docs)] // the words say themselves
    pub enum ServiceKind {
        Igd = "igd", GeneralClinic = "general_clinic", Dental = "dental", Kia = "kia", Immunisation = "immunisation",
        Delivery = "delivery", Inpatient = "inpatient", Intensive = "intensive", Surgery = "surgery",
        InternalMedicine = "internal_medicine", Paediatrics = "paediatrics", Obstetrics = "obstetrics", Cardiology = "cardiology",
        Neurology = "neurology", Psychiatry = "psychiatry", Haemodialysis = "haemodialysis", Laboratory = "laboratory",
        Radiology = "radiology", Pharmacy = "pharmacy", BloodBank = "blood_bank", Rehabilitation = "rehabilitation",
        Tuberculosis = "tuberculosis", Rabies = "rabies", Ambulance = "ambulance",
    }
}

coded_enum! {
    /// How far a service goes: *dasar, madya, utama, paripurna*, the strata that replace hospital classes.
    #[allow(missing_docs)] // the words say themselves
    pub enum Competence {
        Basic = "basic", Middle = "middle", Main = "main", Full = "full",
    }
}

coded_enum! {
    /// Result of an accreditation, lowest first: *dasar, madya, utama, paripurna*, or by an international body, which has one level.
    #[allow(missing_docs)] // the words say themselves
    pub enum AccreditationLevel {
        Basic = "basic", Middle = "middle", Main = "main", Full = "full", International = "international",
    }
}

coded_enum! {
    /// How far the data agreement (*PKS*) with a facility has come.
    pub enum Stage {
        /// No agreement: bed numbers are not shown; place, services and phones are.
        None = "none",
        /// People practise: numbers are seen on the ward board alone.
        Training = "training",
        /// Numbers are used inside and compared, not public.
        Shadow = "shadow",
        /// Shown to everyone, as far as the agreement says.
        Public = "public",
    }
}

coded_enum! {
    /// What a name in the gazetteer stands for.
    #[allow(missing_docs)] // the words say themselves
    pub enum PlaceKind {
        // village or urban ward, district, a place everybody knows, a facility of the registry
        Kelurahan = "kelurahan", Kecamatan = "kecamatan", Landmark = "landmark", Facility = "facility",
    }
}

coded_enum! {
    /// Who keeps the numbers of a ward true: its one voice (*sumber utama*).
    #[allow(missing_docs)] // the words say themselves
    pub enum ReportedBy {
        // people, on the ward board; the hospital's own system, whichever speaks; or one way of reporting by name
        Board = "board", System = "system",
        Aplicares = "aplicares", Siranap = "siranap", Fhir = "fhir", Have = "have", Upload = "upload",
    }
}
