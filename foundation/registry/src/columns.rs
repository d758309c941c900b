//! The columns of a facility: each value as text, and back. Forms, files, the journal and the check of new facilities all go
//! through here, so that a value is read and written in one way.

use sigap_kernel::{FieldErrors, GeoPoint, ServiceId, coded_enum};

use crate::checks::{self, CODE_SIGNS, NAME_MAX, TEXT_MAX, Wrong};
use crate::{Accreditation, Competence, CoordQuality, Facility, Phone, Service};

/// Metres a place may be known to be away.
const RADIUS_MAX_M: u32 = 100_000;
/// Phones, services or certificates of one facility.
pub(crate) const PARTS_MAX: usize = 40;

coded_enum! {
    /// A column of the full set, named as in files and forms.
    #[allow(missing_docs)] // the fields of `Facility`
    pub enum Column {
        Name = "name", Kind = "kind", Owner = "owner", Class = "class", Ppk = "ppk", KemenkesCode = "kemenkes_code",
        SatusehatId = "satusehat_id",
        // `-6.99,110.4`; files have a column for each of the two
        Place = "place",
        CoordQuality = "coord_quality", CoordRadius = "coord_radius_m", Zone = "zone", Address = "address", Village = "village",
        District = "district", DistrictCode = "district_code",
        // `admission +62… mo-fr 07:00-14:00 | igd 119 24/7`
        Phones = "phones",
        // `igd:full 24/7 | dental: mo-fr 08:00-12:00`
        Services = "services",
        // `KARS; full; 2024-01-01; 2027-12-31; number`
        Accreditations = "accreditations",
        // the agreement, but for its contact
        Stage = "stage", ShowsBeds = "shows_beds", ShowsPhones = "shows_phones", AgreedFrom = "agreed_from", Note = "note",
        Active = "active",
    }
}

impl Column {
    /// The columns of the agreement: the office decides them, and a file does not change them.
    pub(crate) const fn is_agreement(self) -> bool {
        use Column as C;
        matches!(self, C::Stage | C::ShowsBeds | C::ShowsPhones | C::AgreedFrom | C::Note)
    }
}

/// A value as text; empty when there is none.
pub(crate) fn get(of: &Facility, column: Column) -> String {
    use Column as C;
    fn code(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    match column {
        C::Name => of.name.clone(),
        C::Kind => of.kind.to_string(),
        C::Owner => of.owner.to_string(),
        C::Class => code(of.class),
        C::Ppk => code(of.ppk.as_ref()),
        C::KemenkesCode => code(of.kemenkes_code.as_ref()),
        C::SatusehatId => code(of.satusehat_id.as_ref()),
        C::Place => code(of.place.map(|place| format!("{},{}", place.lat(), place.lon()))),
        C::CoordQuality => of.coord_quality.to_string(),
        C::CoordRadius => code(of.coord_radius_m),
        C::Zone => of.zone.to_string(),
        C::Address => of.address.clone(),
        C::Village => of.village.clone(),
        C::District => of.district.clone(),
        C::DistrictCode => of.district_code.clone(),
        C::Phones => of.phones.iter().map(phone_text).collect::<Vec<_>>().join(" | "),
        C::Services => of.services.iter().map(service_text).collect::<Vec<_>>().join(" | "),
        C::Accreditations => of.accreditations.iter().map(accreditation_text).collect::<Vec<_>>().join(" | "),
        C::Stage => of.agreement.stage.to_string(),
        C::ShowsBeds => yes_no(of.agreement.shows_beds),
        C::ShowsPhones => yes_no(of.agreement.shows_phones),
        C::AgreedFrom => code(of.agreement.from),
        C::Note => of.agreement.note.clone(),
        C::Active => yes_no(of.active),
    }
}

/// Reads a value; empty text takes it away where that is possible.
///
/// # Errors
/// A message id that says what is wrong.
pub(crate) fn set(of: &mut Facility, column: Column, text: &str) -> Result<(), Wrong> {
    use Column as C;
    match column {
        C::Name => of.name = required(checks::text(text, NAME_MAX)?)?,
        C::Kind => of.kind = checks::word(text)?,
        C::Owner => of.owner = checks::word(text)?,
        C::Class => of.class = checks::word_or_none(text)?,
        C::Ppk => of.ppk = checks::ppk(text)?,
        C::KemenkesCode => of.kemenkes_code = checks::kemenkes(text)?,
        C::SatusehatId => of.satusehat_id = checks::satusehat(text)?,
        C::Place => of.place = place(text)?,
        C::CoordQuality => of.coord_quality = checks::word(text)?,
        C::CoordRadius => of.coord_radius_m = radius(text)?,
        C::Zone => of.zone = checks::word(text)?,
        C::Address => of.address = checks::text(text, TEXT_MAX)?,
        C::Village => of.village = checks::text(text, NAME_MAX)?,
        C::District => of.district = checks::text(text, NAME_MAX)?,
        C::DistrictCode => of.district_code = checks::area_code(text)?,
        C::Phones => of.phones = phones(text, &of.phones)?,
        C::Services => of.services = services(text, &of.services)?,
        C::Accreditations => of.accreditations = accreditations(text)?,
        C::Stage => of.agreement.stage = checks::word(text)?,
        C::ShowsBeds => of.agreement.shows_beds = checks::yes(text)?,
        C::ShowsPhones => of.agreement.shows_phones = checks::yes(text)?,
        C::AgreedFrom => of.agreement.from = checks::instant(text, of.zone)?,
        C::Note => of.agreement.note = checks::text(text, TEXT_MAX)?,
        C::Active => of.active = checks::yes(text)?,
    }
    Ok(())
}

impl Facility {
    /// The columns in which two contents differ.
    #[must_use]
    pub fn differences(&self, other: &Facility) -> Vec<Column> {
        Column::ALL.iter().copied().filter(|column| get(self, *column) != get(other, *column)).collect()
    }

    /// This content with every value read as if it had been typed: trimmed, brought to one form, checked.
    ///
    /// # Errors
    /// All mistakes, each at its column.
    pub fn checked(&self) -> Result<Facility, FieldErrors> {
        let mut fresh = self.clone();
        let mut errors = FieldErrors::new();
        for &column in Column::ALL {
            if let Err(wrong) = set(&mut fresh, column, &get(self, column)) {
                errors.add(column.code(), wrong);
            }
        }
        fresh.coord_quality = match (fresh.place, fresh.coord_quality) {
            (None, _) => CoordQuality::Unknown,
            // Whoever gives a point without saying how good it is has taken it from a map.
            (Some(_), CoordQuality::Unknown) => CoordQuality::MapPin,
            (Some(_), quality) => quality,
        };
        fresh.coord_radius_m = fresh.coord_radius_m.filter(|_| fresh.place.is_some());
        errors.into_result(Some(fresh))
    }
}

fn required(text: String) -> Result<String, Wrong> {
    if text.is_empty() { Err("field-required".to_owned()) } else { Ok(text) }
}

/// Seven decimals are a centimetre: enough for a door, and the same after a trip through any file.
fn place(text: &str) -> Result<Option<GeoPoint>, Wrong> {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let place = GeoPoint::parse(text).and_then(|place| GeoPoint::new(round(place.lat()), round(place.lon())).ok());
    if text.trim().is_empty() { Ok(None) } else { place.map(Some).ok_or_else(|| "field-place".to_owned()) }
}

fn radius(text: &str) -> Result<Option<u32>, Wrong> {
    let text = text.trim();
    let metres = text.parse().ok().filter(|metres| *metres <= RADIUS_MAX_M);
    if text.is_empty() { Ok(None) } else { metres.map(Some).ok_or_else(|| format!("field-out-of-range?min=0&max={RADIUS_MAX_M}")) }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty()).take(PARTS_MAX)
}

fn phone_text(phone: &Phone) -> String {
    format!("{} {} {}", phone.purpose, phone.number, phone.hours).trim_end().to_owned()
}

/// A number that was there before keeps the time at which it was last answered.
fn phones(text: &str, before: &[Phone]) -> Result<Vec<Phone>, Wrong> {
    let mut phones: Vec<Phone> = Vec::new();
    for part in parts(text) {
        let (purpose, rest) = part.split_once(' ').ok_or("field-phones")?;
        // In a cell the number is written without spaces: hours may begin with a figure too.
        let (number, hours) = rest.split_once(' ').unwrap_or((rest, ""));
        let phone = read_phone(purpose, number, hours, before)?;
        if !phones.iter().any(|other| (other.purpose, &other.number) == (phone.purpose, &phone.number)) {
            phones.push(phone);
        }
    }
    Ok(phones)
}

/// One phone from its three values.
pub(crate) fn read_phone(purpose: &str, number: &str, hours: &str, before: &[Phone]) -> Result<Phone, Wrong> {
    let (purpose, number) = (checks::word(purpose)?, checks::phone(number)?);
    let last_answered_at = before.iter().find(|phone| phone.number == number).and_then(|phone| phone.last_answered_at);
    Ok(Phone { purpose, number, hours: hours.parse().map_err(|_| "field-hours")?, last_answered_at })
}

fn service_text(service: &Service) -> String {
    let competence = service.competence.map(Competence::code).unwrap_or_default();
    format!("{}:{competence} {}", service.kind, service.hours).trim_end().to_owned()
}

/// A service of a kind that was there before keeps its id.
fn services(text: &str, before: &[Service]) -> Result<Vec<Service>, Wrong> {
    let mut services: Vec<Service> = Vec::new();
    for part in parts(text) {
        let (what, hours) = part.split_once(' ').unwrap_or((part, ""));
        let (kind, competence) = what.split_once(':').unwrap_or((what, ""));
        let (kind, competence) = (checks::word(kind)?, checks::word_or_none(competence)?);
        let id = before.iter().find(|one| one.kind == kind).map_or(ServiceId::from_uuid(Default::default()), |one| one.id);
        let service = Service { id, kind, competence, hours: hours.parse().map_err(|_| "field-hours")? };
        if services.iter().any(|other| other.kind == service.kind) {
            return Err("field-service-twice".to_owned());
        }
        services.push(service);
    }
    Ok(services)
}

fn accreditation_text(one: &Accreditation) -> String {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let plain = |text: &str| text.replace(CODE_SIGNS, " ");
    let text = [plain(&one.body), one.level.to_string(), day(one.issued), day(one.expires), plain(&one.certificate)].join("; ");
    text.trim_end_matches([';', ' ']).to_owned()
}

fn accreditations(text: &str) -> Result<Vec<Accreditation>, Wrong> {
    let mut all = parts(text).map(read_accreditation).collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|one| std::cmp::Reverse(one.issued));
    Ok(all)
}

fn read_accreditation(text: &str) -> Result<Accreditation, Wrong> {
    let mut values = text.split(';').map(str::trim);
    let mut next = || values.next().unwrap_or_default();
    let (body, level) = (required(checks::text(next(), NAME_MAX)?)?, checks::word(next())?);
    let (issued, expires) = (checks::day(next())?, checks::day(next())?);
    if issued.zip(expires).is_some_and(|(issued, expires)| expires < issued) {
        return Err("field-expires".to_owned());
    }
    Ok(Accreditation { body, level, issued, expires, certificate: checks::text(next(), NAME_MAX)? })
}
