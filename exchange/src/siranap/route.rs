//! Which deed a method and a path ask for. Base addresses are typed by hand, so slashes may be doubled or trailing, letters
//! of any case, and the prefix present, repeated or cut off.

use thiserror::Error;

/// Longest path that is looked at.
const PATH_BYTES_MAX: usize = 512;
/// Segments of the base addresses, skipped however often they stand in front.
const PREFIX: [&str; 3] = ["fo", "index.php", "sirsservice"];
/// Reference tables of the original that are known here and not served.
const OTHER_TABLES: [&str; 4] = ["propinsi", "kabupaten", "kecamatan", "status_rawat"];

/// What is reported beside beds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NeedKind {
    /// Staff (*SDM*).
    Staff,
    /// Protective and other equipment (*APD*, *alkes*).
    Supplies,
}

/// What a call is about. Each has its own name in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resource {
    /// The bed-type table.
    BedTypes,
    /// A table of staff or equipment.
    NeedTable(NeedKind),
    /// The rows of beds.
    Rows,
    /// The numbers of staff or equipment.
    Needs(NeedKind),
    /// Beds in the XML of the first generation.
    Ranap,
    /// A reference table that is not served here.
    OtherTable(&'static str),
    /// Reports of the queue, not served here.
    Queue,
    /// Reports of patients, not served here.
    Patients,
}

impl Resource {
    /// The key under which its answer stands.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::BedTypes => "tempat_tidur",
            Self::NeedTable(NeedKind::Staff) => "kebutuhan_sdm",
            Self::NeedTable(NeedKind::Supplies) => "kebutuhan_apd",
            Self::Rows => "fasyankes",
            Self::Needs(NeedKind::Staff) => "sdm",
            Self::Needs(NeedKind::Supplies) => "apd",
            Self::Ranap => "data",
            Self::OtherTable(name) => name,
            Self::Queue => "antrian",
            Self::Patients => "pasien",
        }
    }

    /// Whether it is a reference table. Its failures have a form of their own.
    #[must_use]
    pub const fn is_table(self) -> bool {
        matches!(self, Self::BedTypes | Self::NeedTable(_) | Self::OtherTable(_))
    }

    fn of(path: &str) -> Option<Self> {
        let path = path.split('?').next().filter(|path| path.len() <= PATH_BYTES_MAX)?;
        let is_prefix = |segment: &&str| PREFIX.iter().any(|part| part.eq_ignore_ascii_case(segment));
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).skip_while(is_prefix);
        let (noun, what, rest) = (segments.next()?, segments.next(), segments.next());
        match (what, rest) {
            (None, _) if is(noun, "Fasyankes") => Some(Self::Rows),
            (None, _) if is(noun, "ranap") => Some(Self::Ranap),
            (Some(what), None) if is(noun, "Fasyankes") => Self::of_facility(what),
            (Some(what), None) if is(noun, "Referensi") => Some(Self::of_table(what)),
            _ if is(noun, "Antrian") => Some(Self::Queue),
            _ if is(noun, "Pasien") || is(noun, "LapV2") => Some(Self::Patients),
            _ => None,
        }
    }

    fn of_facility(what: &str) -> Option<Self> {
        let known = [("tempat_tidur", Self::BedTypes), ("sdm", Self::Needs(NeedKind::Staff)), ("apd", Self::Needs(NeedKind::Supplies))];
        known.into_iter().find(|(word, _)| is(what, word)).map(|(_, resource)| resource)
    }

    fn of_table(what: &str) -> Self {
        let served = [Self::BedTypes, Self::NeedTable(NeedKind::Staff), Self::NeedTable(NeedKind::Supplies)];
        let other = || Self::OtherTable(OTHER_TABLES.into_iter().find(|name| is(what, name)).unwrap_or("referensi"));
        served.into_iter().find(|table| is(what, table.key())).unwrap_or_else(other)
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Give (GET).
    Read,
    /// Register (POST).
    Create,
    /// Change (PUT).
    Update,
    /// Remove (DELETE).
    Delete,
}

impl Deed {
    fn of(method: &str) -> Option<Self> {
        let deeds = [("GET", Self::Read), ("POST", Self::Create), ("PUT", Self::Update), ("DELETE", Self::Delete)];
        deeds.into_iter().find(|(word, _)| is(method, word)).map(|(_, deed)| deed)
    }
}

/// Where an answer belongs: what the call was about and what it asked, as far as method and path tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What the call was about.
    pub resource: Resource,
    /// What it asked.
    pub deed: Deed,
}

impl Place {
    /// The place of any call, also of one that leads nowhere: that is answered as if it were about beds.
    #[must_use]
    pub fn of(method: &str, path: &str) -> Self {
        Self { resource: Resource::of(path).unwrap_or(Resource::Rows), deed: Deed::of(method).unwrap_or(Deed::Read) }
    }
}

/// Where a call leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `GET Referensi/tempat_tidur`, also written `GET Fasyankes/tempat_tidur`.
    BedTypes,
    /// `GET Referensi/kebutuhan_sdm`, `GET Referensi/kebutuhan_apd`.
    NeedTable(NeedKind),
    /// `Fasyankes`: the sender's rows of beds.
    Rows(Deed),
    /// `Fasyankes/sdm`, `Fasyankes/apd`.
    Needs(NeedKind, Deed),
    /// `POST sirsservice/ranap`.
    Ranap,
}

/// Why a call leads nowhere. `Display` is the sentence for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RouteFault {
    /// No such path.
    #[error(
        "Alamat tidak dikenal. Alamat yang tersedia: Fasyankes, Fasyankes/sdm, Fasyankes/apd, Referensi/tempat_tidur, \
         Referensi/kebutuhan_sdm, Referensi/kebutuhan_apd, sirsservice/ranap."
    )]
    UnknownPath,
    /// The path is known, the method is not its own.
    #[error("Metode HTTP tidak sesuai. Gunakan {0}.")]
    WrongMethod(&'static str),
    /// A reference table of the original that is not served here.
    #[error(
        "Tabel rujukan ini belum tersedia di sini. Tabel yang tersedia: Referensi/tempat_tidur, Referensi/kebutuhan_sdm, \
         Referensi/kebutuhan_apd."
    )]
    TableNotServed,
    /// Reports of the queue.
    #[error("Laporan antrean belum diterima di sini. Kirimkan langsung ke RS Online Kementerian Kesehatan.")]
    QueueNotServed,
    /// Reports of patients.
    #[error("Laporan pasien belum diterima di sini. Kirimkan langsung ke RS Online Kementerian Kesehatan.")]
    PatientsNotServed,
}

impl Route {
    /// Reads method and path (a query string is ignored).
    ///
    /// # Errors
    /// The path is unknown or not served, or the method is wrong.
    pub fn parse(method: &str, path: &str) -> Result<Self, RouteFault> {
        let resource = Resource::of(path).ok_or(RouteFault::UnknownPath)?;
        let deed = Deed::of(method);
        let only =
            |wanted: Deed, word: &'static str, route| if deed == Some(wanted) { Ok(route) } else { Err(RouteFault::WrongMethod(word)) };
        let any = |route: fn(Deed) -> Self| deed.map(route).ok_or(RouteFault::WrongMethod("GET, POST, PUT, atau DELETE"));
        match resource {
            Resource::BedTypes => only(Deed::Read, "GET", Self::BedTypes),
            Resource::NeedTable(kind) => only(Deed::Read, "GET", Self::NeedTable(kind)),
            Resource::Ranap => only(Deed::Create, "POST", Self::Ranap),
            Resource::Rows => any(Self::Rows),
            Resource::Needs(NeedKind::Staff) => any(|deed| Self::Needs(NeedKind::Staff, deed)),
            Resource::Needs(NeedKind::Supplies) => any(|deed| Self::Needs(NeedKind::Supplies, deed)),
            Resource::OtherTable(_) => Err(RouteFault::TableNotServed),
            Resource::Queue => Err(RouteFault::QueueNotServed),
            Resource::Patients => Err(RouteFault::PatientsNotServed),
        }
    }

    /// Where its answer belongs.
    #[must_use]
    pub const fn place(self) -> Place {
        let (resource, deed) = match self {
            Self::BedTypes => (Resource::BedTypes, Deed::Read),
            Self::NeedTable(kind) => (Resource::NeedTable(kind), Deed::Read),
            Self::Rows(deed) => (Resource::Rows, deed),
            Self::Needs(kind, deed) => (Resource::Needs(kind), deed),
            Self::Ranap => (Resource::Ranap, Deed::Create),
        };
        Place { resource, deed }
    }
}

fn is(segment: &str, word: &str) -> bool {
    segment.eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_official_addresses_lead_to_their_deeds() {
        use NeedKind::{Staff, Supplies};
        for (method, path, route) in [
            ("GET", "/fo/index.php/Referensi/tempat_tidur", Route::BedTypes),
            ("GET", "/fo/index.php/Fasyankes/tempat_tidur", Route::BedTypes),
            ("GET", "/fo/index.php/Referensi/kebutuhan_sdm", Route::NeedTable(Staff)),
            ("GET", "/fo/index.php/Referensi/kebutuhan_apd", Route::NeedTable(Supplies)),
            ("GET", "/fo/index.php/Fasyankes", Route::Rows(Deed::Read)),
            ("POST", "/fo/index.php/Fasyankes", Route::Rows(Deed::Create)),
            ("PUT", "/fo/index.php/Fasyankes", Route::Rows(Deed::Update)),
            ("DELETE", "/fo/index.php/Fasyankes", Route::Rows(Deed::Delete)),
            ("GET", "/fo/index.php/Fasyankes/sdm", Route::Needs(Staff, Deed::Read)),
            ("POST", "/fo/index.php/Fasyankes/sdm", Route::Needs(Staff, Deed::Create)),
            ("PUT", "/fo/index.php/Fasyankes/apd", Route::Needs(Supplies, Deed::Update)),
            ("DELETE", "/fo/index.php/Fasyankes/apd", Route::Needs(Supplies, Deed::Delete)),
            ("POST", "/sirsservice/ranap", Route::Ranap),
        ] {
            assert_eq!(Route::parse(method, path), Ok(route), "{method} {path}");
            assert_eq!(Place::of(method, path), route.place(), "{method} {path}");
        }
    }

    #[test]
    fn a_base_address_typed_by_hand_still_arrives() {
        for path in [
            "//fo//index.php//Fasyankes/",
            "/fo/index.php/fo/index.php/Fasyankes",
            "/fo/Fasyankes",
            "/index.php/Fasyankes",
            "Fasyankes",
            "/FO/Index.PHP/FASYANKES?x=1",
        ] {
            assert_eq!(Route::parse("put", path), Ok(Route::Rows(Deed::Update)), "{path}");
        }
        for path in ["/sirsservice/sirsservice/ranap/", "//ranap", "/SirsService/Ranap"] {
            assert_eq!(Route::parse("POST", path), Ok(Route::Ranap), "{path}");
        }
    }

    #[test]
    fn an_address_that_leads_nowhere_says_why() {
        let unknown = "Alamat tidak dikenal. Alamat yang tersedia: Fasyankes, Fasyankes/sdm, Fasyankes/apd, Referensi/tempat_tidur, Referensi/kebutuhan_sdm, Referensi/kebutuhan_apd, sirsservice/ranap.";
        let table = "Tabel rujukan ini belum tersedia di sini. Tabel yang tersedia: Referensi/tempat_tidur, Referensi/kebutuhan_sdm, Referensi/kebutuhan_apd.";
        let queue = "Laporan antrean belum diterima di sini. Kirimkan langsung ke RS Online Kementerian Kesehatan.";
        let patients = "Laporan pasien belum diterima di sini. Kirimkan langsung ke RS Online Kementerian Kesehatan.";
        let any = "Metode HTTP tidak sesuai. Gunakan GET, POST, PUT, atau DELETE.";
        let long = format!("/fo/index.php/Fasyankes/{}", "0".repeat(600));
        for (method, path, sentence) in [
            ("GET", "", unknown),
            ("GET", "/fo/index.php", unknown),
            ("GET", "/fo/index.php/Referensi", unknown),
            ("GET", "/fo/index.php/Fasyankes/oksigen", unknown),
            ("GET", "/fo/index.php/Fasyankes/sdm/1", unknown),
            ("POST", "/sirsservice/ranap/1", unknown),
            ("PUT", long.as_str(), unknown),
            ("GET", "/fo/index.php/Referensi/propinsi", table),
            ("POST", "/fo/index.php/Referensi/Kabupaten", table),
            ("GET", "/fo/index.php/Referensi/apa_saja", table),
            ("POST", "/fo/index.php/Antrian", queue),
            ("POST", "/fo/index.php/Antrian/Task", queue),
            ("GET", "/fo/index.php/Pasien/pcr_nakes", patients),
            ("POST", "/fo/index.php/LapV2/PasienMasuk", patients),
            ("POST", "/fo/index.php/Referensi/tempat_tidur", "Metode HTTP tidak sesuai. Gunakan GET."),
            ("GET", "/sirsservice/ranap", "Metode HTTP tidak sesuai. Gunakan POST."),
            ("PATCH", "/fo/index.php/Fasyankes", any),
            ("HEAD", "/fo/index.php/Fasyankes/sdm", any),
        ] {
            assert_eq!(Route::parse(method, path).unwrap_err().to_string(), sentence, "{method} {path}");
        }
    }
}
