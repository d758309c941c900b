//! What the columns of a file mean: our own names, and those that others give them.

use super::{ImportPlan, Severity, quoted};
use crate::{Column, PhonePurpose};

/// What a column of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One of our own columns.
    Own(Column),
    Lat,
    Lon,
    /// The radius in kilometres.
    RadiusKm,
    /// One number, for a purpose.
    Phone(PhonePurpose),
    /// Code of a place: the file is about places.
    Code,
    /// Known, and of no use here.
    Unused,
}

/// Names that others use, in small letters with `_` between words.
#[rustfmt::skip]
const SYNONYMS: &[(Meaning, &[&str])] = &[
    (Meaning::Own(Column::Name), &["nama", "nama_faskes", "nama_fasilitas", "nama_rs", "nama_rumah_sakit", "nama_puskesmas", "facility", "faskes"]),
    (Meaning::Own(Column::Kind), &["type", "jenis", "tipe", "jenis_faskes", "jenis_fasilitas", "jenis_rs", "facility_type"]),
    (Meaning::Own(Column::Class), &["kelas", "class_unverified", "kelas_rs", "tipe_rs"]),
    (Meaning::Own(Column::Owner), &["pemilik", "kepemilikan", "penyelenggara"]),
    (Meaning::Own(Column::Ppk), &["kode_ppk", "kodeppk", "kode_bpjs", "kode_faskes", "kode_faskes_bpjs"]),
    (Meaning::Own(Column::KemenkesCode), &["kode_rs", "kode_kemenkes", "kode_rs_kemenkes", "kode_puskesmas", "rs_id"]),
    (Meaning::Own(Column::SatusehatId), &["satusehat", "organization_id", "id_satusehat", "ihs"]),
    (Meaning::Own(Column::Address), &["alamat", "alamat_lengkap"]),
    (Meaning::Own(Column::Village), &["kelurahan", "desa", "kelurahan_desa", "desa_kelurahan"]),
    (Meaning::Own(Column::District), &["kecamatan", "kecamatan_by_polygon"]),
    (Meaning::Own(Column::DistrictCode), &["kecamatan_kode", "kode_kecamatan"]),
    (Meaning::Own(Column::CoordQuality), &["kualitas_koordinat", "mutu_koordinat"]),
    (Meaning::Own(Column::CoordRadius), &["radius_m"]),
    (Meaning::Own(Column::Zone), &["zona", "zona_waktu", "timezone"]),
    (Meaning::Own(Column::Services), &["layanan"]),
    (Meaning::Own(Column::Accreditations), &["akreditasi"]),
    (Meaning::Own(Column::Stage), &["tahap"]),
    (Meaning::Own(Column::Active), &["aktif"]),
    (Meaning::Own(Column::Note), &["catatan"]),
    (Meaning::RadiusKm, &["coord_radius_km", "radius_km"]),
    (Meaning::Lat, &["lat", "latitude", "lintang", "y", "centroid_lat"]),
    (Meaning::Lon, &["lon", "lng", "long", "longitude", "bujur", "x", "centroid_lon"]),
    (Meaning::Phone(PhonePurpose::General), &["telepon", "telp", "no_telp", "no_telepon", "phone", "telephone"]),
    (Meaning::Phone(PhonePurpose::Igd), &["telepon_igd", "telp_igd", "phone_igd", "igd"]),
    (Meaning::Phone(PhonePurpose::Admission), &["telepon_pendaftaran", "telp_pendaftaran", "telepon_admisi", "phone_admission"]),
    (Meaning::Code, &["kode", "code", "kode_wilayah"]),
    (Meaning::Unused, &["no", "nomor", "area_km2", "area_km2_from_polygon", "beds_floor_by_class"]),
];

/// The columns of a file with their meaning.
#[derive(Debug)]
pub(super) struct Headers(pub(super) Vec<(String, Option<Meaning>)>);

impl Headers {
    /// Finds out what the columns mean; unknown and doubled ones become findings and are not read.
    pub(super) fn read(names: &[String], plan: &mut ImportPlan) -> Self {
        let mut known: Vec<(String, Option<Meaning>)> = Vec::with_capacity(names.len());
        for name in names {
            let meaning = meaning(name);
            let doubled = meaning.is_some_and(|one| one != Meaning::Unused && known.iter().any(|(_, other)| *other == Some(one)));
            match meaning {
                _ if name.is_empty() => {}
                None => plan.find(0, Some(name), Severity::Info, format!("column-unknown?name={}", quoted(name))),
                Some(_) if doubled => plan.find(0, Some(name), Severity::Warn, format!("column-twice?name={}", quoted(name))),
                Some(_) => {}
            }
            known.push((name.clone(), meaning.filter(|one| !doubled && *one != Meaning::Unused)));
        }
        Self(known)
    }

    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.0.iter().any(|(_, one)| *one == Some(meaning))
    }

    /// The name the file gives a column.
    pub(super) fn name_of(&self, meaning: Meaning) -> Option<&str> {
        self.0.iter().find(|(_, one)| *one == Some(meaning)).map(|(name, _)| name.as_str())
    }

    /// Whether the rows are places: they have a code of a place and no kind of facility.
    pub(super) fn are_places(&self) -> bool {
        self.has(Meaning::Code) && !self.has(Meaning::Own(Column::Kind))
    }
}

fn meaning(name: &str) -> Option<Meaning> {
    let plain: String = name.trim().to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let plain = plain.trim_matches('_');
    let own = plain.parse::<Column>().ok().map(Meaning::Own);
    own.or_else(|| SYNONYMS.iter().find(|(_, names)| names.contains(&plain)).map(|(meaning, _)| *meaning))
}
