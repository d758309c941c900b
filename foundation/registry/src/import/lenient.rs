//! Values as others write them, brought to ours: kinds, owners, qualities, coordinates.

use std::borrow::Cow;

use sigap_kernel::GeoPoint;

use super::quoted;
use crate::{Column, checks};

/// Words of others for our codes, by column, as [`checks::key`] writes them.
#[rustfmt::skip]
const WORDS: &[(Column, &[(&str, &[&str])])] = &[
    (Column::Kind, &[
        ("hospital", &["rs", "rsu", "rsud", "rsup", "umum", "rumah sakit", "rumah sakit umum", "rs umum"]),
        ("hospital_mother_child", &["rsia", "khusus ibu anak", "rs ibu dan anak", "ibu dan anak", "rs khusus ibu dan anak"]),
        ("hospital_psychiatric", &["rsj", "rsjd", "khusus jiwa", "rs jiwa", "jiwa"]),
        ("hospital_special", &["rsk", "khusus", "rs khusus", "rumah sakit khusus", "khusus bedah", "khusus mata", "khusus paru", "khusus gigi dan mulut"]),
        ("health_centre", &["puskesmas", "pkm", "pusat kesehatan masyarakat"]),
        ("health_post", &["pustu", "puskesmas pembantu"]),
        ("clinic", &["klinik", "klinik pratama", "pratama"]),
        ("clinic_specialist", &["klinik utama", "utama"]),
        ("practice", &["praktik", "praktik mandiri", "dokter praktik", "dokter praktik mandiri", "dpp", "bidan"]),
        ("laboratory", &["laboratorium", "lab"]),
        ("blood_bank", &["utd", "unit transfusi darah", "pmi"]),
        ("pharmacy", &["apotek", "apotik"]),
    ]),
    (Column::Owner, &[
        ("central", &["kemenkes", "pemerintah pusat", "pusat"]),
        ("province", &["provinsi", "pemprov", "pemerintah provinsi"]),
        ("city", &["kota", "kabupaten", "pemkot", "pemkab", "pemerintah kota", "pemerintah kabupaten", "pemda"]),
        ("military", &["tni", "polri", "tni polri", "tni ad", "tni al", "tni au"]),
        ("state_company", &["bumn"]),
        ("foundation", &["yayasan", "organisasi islam", "organisasi katolik", "organisasi protestan", "organisasi sosial"]),
        ("private", &["swasta", "swasta lainnya", "perusahaan", "perorangan", "pt"]),
    ]),
    (Column::Class, &[
        ("A", &["a", "kelas a", "tipe a"]),
        ("B", &["b", "kelas b", "tipe b"]),
        ("C", &["c", "kelas c", "tipe c"]),
        ("D", &["d", "kelas d", "tipe d"]),
        ("D_PRATAMA", &["d pratama", "kelas d pratama"]),
    ]),
    (Column::CoordQuality, &[
        ("surveyed", &["gps", "terukur", "diukur"]),
        ("map_pin", &["map pin from repo", "pin peta"]),
        ("village_centre", &["approx kelurahan centroid"]),
        ("village_assumed", &["approx kelurahan centroid kelurahan assumed"]),
        ("district_centre", &["approx kecamatan centroid"]),
    ]),
    (Column::Zone, &[("WIB", &["wib", "asia jakarta"]), ("WITA", &["wita", "asia makassar"]), ("WIT", &["wit", "asia jayapura"])]),
    (Column::Stage, &[("training", &["latihan"]), ("shadow", &["bayangan"]), ("public", &["publik"]), ("none", &["belum"])]),
];

/// The value in our own words, where others have other words for it.
pub(super) fn value(column: Column, text: &str) -> Cow<'_, str> {
    let key = checks::key(text);
    let lists = WORDS.iter().filter(|(list, _)| *list == column).flat_map(|(_, list)| *list);
    let code = lists.into_iter().find(|(_, words)| words.contains(&key.as_str())).map(|(code, _)| *code);
    code.map_or(Cow::Borrowed(text), Cow::Borrowed)
}

/// Whether a text says that nothing is known: `-`, `n/a`, or a remark in brackets.
pub(super) fn says_nothing(text: &str) -> bool {
    let text = text.trim();
    ["", "-", "–", "n/a", "null", "belum ada", "tidak ada"].contains(&text.to_lowercase().as_str())
        || (text.starts_with('(') && text.ends_with(')'))
}

/// Where Indonesia lies.
const LATS: std::ops::RangeInclusive<f64> = -11.5..=6.5;
const LONS: std::ops::RangeInclusive<f64> = 94.5..=141.5;

/// A point from two cells, with what is odd about it; the outer error means that the row cannot be used.
pub(super) fn point(lat: &str, lon: &str) -> Result<(Option<GeoPoint>, Option<String>), String> {
    if says_nothing(lat) && says_nothing(lon) {
        return Ok((None, None));
    }
    let degrees = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok().filter(|degrees| degrees.is_finite());
    let unreadable = || format!("place-unreadable?lat={}&lon={}", quoted(lat), quoted(lon));
    let (Some(lat), Some(lon)) = (degrees(lat), degrees(lon)) else { return Err(unreadable()) };
    if lat == 0.0 && lon == 0.0 {
        return Ok((None, Some("place-zero".to_owned())));
    }
    if LATS.contains(&lon) && LONS.contains(&lat) {
        return Ok((GeoPoint::new(lon, lat).ok(), Some(format!("place-swapped?lat={lon}&lon={lat}"))));
    }
    let point = GeoPoint::new(lat, lon).map_err(|_| unreadable())?;
    let abroad = (!LATS.contains(&lat) || !LONS.contains(&lon)).then(|| format!("place-abroad?lat={lat}&lon={lon}"));
    Ok((Some(point), abroad))
}
