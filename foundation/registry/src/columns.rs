//! The columns of a facility: each value as text, and back. Forms, files, the journal and the check of new facilities all go
//! through here, so that a value is read and written in one way.

use sigap_kernel::{FieldErrors, GeoPoint, ServiceId, coded_enum};

use crate::checks::{self, NAME_MAX, TEXT_MAX, Wrong};
use crate::{Accreditation, CoordQuality, Facility, Phone, Service};

/// Metres a place may be known to be away.
const RADIUS_MAX_M: u32 = 100_000;
/// Phones, services or certificates of one facility.
pub(crate) const PARTS_MAX: usize = 40;

/// What stands between the values of a row, and in the place of a value that is not there.
const BETWEEN: &str = " / ";
const NOTHING: &str = "-";

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
        // `admission / +62… / mo-fr 07:00-14:00 | igd / 119 / 24/7`
        Phones = "phones",
        // `igd / full / 24/7 | dental / - / mo-fr 08:00-12:00`
        Services = "services",
        // `KARS / full / 2024-01-01 / 2027-12-31 / number`
        Accreditations = "accreditations",
        // the agreement, but for its contact
        Stage = "stage", ShowsBeds = "shows_beds", ShowsPhones = "shows_phones",
        AcceptsPromises = "accepts_promises_by_itself", AgreedFrom = "agreed_from", Note = "note",
        Active = "active",
    }
}

impl Column {
    /// The columns of the agreement: the office decides them, and a file does not change them.
    pub(crate) const fn is_agreement(self) -> bool {
        use Column as C;
        matches!(self, C::Stage | C::ShowsBeds | C::ShowsPhones | C::AcceptsPromises | C::AgreedFrom | C::Note)
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
        C::Phones => joined(of.phones.iter().map(|one| vec![one.purpose.to_string(), one.number.clone(), one.hours.to_string()])),
        C::Services => joined(of.services.iter().map(|one| vec![one.kind.to_string(), code(one.competence), one.hours.to_string()])),
        C::Accreditations => joined(
            of.accreditations
                .iter()
                .map(|one| vec![one.body.clone(), one.level.to_string(), code(one.issued), code(one.expires), one.certificate.clone()]),
        ),
        C::Stage => of.agreement.stage.to_string(),
        C::ShowsBeds => yes_no(of.agreement.shows_beds),
        C::ShowsPhones => yes_no(of.agreement.shows_phones),
        // Nothing where it is not so, as before it could be: entries of the journal keep their shape.
        C::AcceptsPromises => if of.agreement.accepts_promises_by_itself { "yes" } else { "" }.to_owned(),
        C::AgreedFrom => code(of.agreement.from),
        C::Note => of.agreement.note.clone(),
        C::Active => yes_no(of.active),
    }
}

/// Reads a value; empty text takes it away where that is possible.
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
        C::Phones | C::Services | C::Accreditations if text.split('|').count() > PARTS_MAX => {
            return Err(format!("field-list-long?max={PARTS_MAX}"));
        }
        C::Phones => of.phones = phones(text, &of.phones)?,
        C::Services => of.services = services(text, &of.services)?,
        C::Accreditations => of.accreditations = accreditations(text)?,
        C::Stage => of.agreement.stage = checks::word(text)?,
        C::ShowsBeds => of.agreement.shows_beds = checks::yes(text)?,
        C::ShowsPhones => of.agreement.shows_phones = checks::yes(text)?,
        C::AcceptsPromises => of.agreement.accepts_promises_by_itself = checks::yes(text)?,
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
pub(crate) fn place(text: &str) -> Result<Option<GeoPoint>, Wrong> {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let place = GeoPoint::parse(text).and_then(|place| GeoPoint::new(round(place.lat()), round(place.lon())).ok());
    if text.trim().is_empty() { Ok(None) } else { place.map(Some).ok_or_else(|| "field-place".to_owned()) }
}

fn radius(text: &str) -> Result<Option<u32>, Wrong> {
    let text = text.trim();
    let metres = text.parse().ok().filter(|metres| *metres <= RADIUS_MAX_M);
    if text.is_empty() { Ok(None) } else { metres.map(Some).ok_or_else(|| format!("field-out-of-range?min=0&max={RADIUS_MAX_M}")) }
}

/// Rows as their column writes them; the signs that divide rows and values are taken out of the values.
pub(crate) fn joined(rows: impl Iterator<Item = Vec<String>>) -> String {
    let value = |value: &String| if value.trim().is_empty() { NOTHING.to_owned() } else { value.replace('|', " ").replace(BETWEEN, " ") };
    let row = |values: Vec<String>| {
        let text = values.iter().map(value).collect::<Vec<_>>().join(BETWEEN);
        text.trim_end_matches(&format!("{BETWEEN}{NOTHING}")).to_owned()
    };
    rows.map(row).collect::<Vec<_>>().join(" | ")
}

/// The rows of such a text with their values; there are always five of them.
pub(crate) fn rows(text: &str) -> Vec<[&str; 5]> {
    let rows = text.split('|').map(str::trim).filter(|row| !row.is_empty()).take(PARTS_MAX);
    let values = rows.map(|row| row.split(BETWEEN).map(|value| if value.trim() == NOTHING { "" } else { value.trim() }));
    values.map(|mut values| std::array::from_fn(|_| values.next().unwrap_or_default())).collect()
}

fn phones(text: &str, before: &[Phone]) -> Result<Vec<Phone>, Wrong> {
    let mut phones: Vec<Phone> = Vec::new();
    for [purpose, number, hours, ..] in rows(text) {
        let phone = read_phone(purpose, number, hours, before)?;
        if !phones.iter().any(|other| (other.purpose, &other.number) == (phone.purpose, &phone.number)) {
            phones.push(phone);
        }
    }
    Ok(phones)
}

/// One phone from its three values. A number that was there before keeps the time at which it was last answered.
pub(crate) fn read_phone(purpose: &str, number: &str, hours: &str, before: &[Phone]) -> Result<Phone, Wrong> {
    let (purpose, number) = (checks::word(purpose)?, checks::phone(number)?);
    let last_answered_at = before.iter().find(|phone| phone.number == number).and_then(|phone| phone.last_answered_at);
    Ok(Phone { purpose, number, hours: hours.parse().map_err(|_| "field-hours")?, last_answered_at })
}

/// A service of a kind that was there before keeps its id.
fn services(text: &str, before: &[Service]) -> Result<Vec<Service>, Wrong> {
    let mut services: Vec<Service> = Vec::new();
    for [kind, competence, hours, ..] in rows(text) {
        let (kind, competence) = (checks::word(kind)?, checks::word_or_none(competence)?);
        let id = before.iter().find(|one| one.kind == kind).map_or(ServiceId::from_uuid(Default::default()), |one| one.id);
        if services.iter().any(|other| other.kind == kind) {
            return Err("field-service-twice".to_owned());
        }
        services.push(Service { id, kind, competence, hours: hours.parse().map_err(|_| "field-hours")? });
    }
    Ok(services)
}

/// Newest first.
fn accreditations(text: &str) -> Result<Vec<Accreditation>, Wrong> {
    let mut all = Vec::new();
    for [body, level, issued, expires, certificate] in rows(text) {
        let (body, level) = (required(checks::text(body, NAME_MAX)?)?, checks::word(level)?);
        let (issued, expires) = (checks::day(issued)?, checks::day(expires)?);
        if issued.zip(expires).is_some_and(|(issued, expires)| expires < issued) {
            return Err("field-expires".to_owned());
        }
        all.push(Accreditation { body, level, issued, expires, certificate: checks::text(certificate, NAME_MAX)? });
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.issued));
    Ok(all)
}
