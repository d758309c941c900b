//! Words from which invented names are made: of the sea, of plants and of weather, as people here name places, and put
//! together so that no real place is meant.

/// First words of villages.
pub(super) const VILLAGE_FIRST: [&str; 24] = [
    "Karang", "Tanjung", "Muara", "Pasir", "Bukit", "Rawa", "Padang", "Sumber", "Teluk", "Pulo", "Randu", "Nusa", "Kedung", "Pandan",
    "Lebak", "Waru", "Jati", "Kemiri", "Gading", "Beringin", "Ujung", "Sawo", "Duku", "Bakau",
];

/// Second words of villages.
pub(super) const VILLAGE_SECOND: [&str; 24] = [
    "Layar",
    "Camar",
    "Ombak",
    "Jangkar",
    "Kerang",
    "Gelombang",
    "Mercu",
    "Haluan",
    "Buritan",
    "Kemudi",
    "Tambat",
    "Pelita",
    "Embun",
    "Senja",
    "Fajar",
    "Angin",
    "Biru",
    "Bening",
    "Teduh",
    "Sejuk",
    "Rindang",
    "Lumba",
    "Penyu",
    "Bintang",
];

/// Streets.
pub(super) const STREETS: [&str; 16] = [
    "Layar Kencana",
    "Camar Putih",
    "Mercusuar",
    "Jangkar",
    "Kerang Mutiara",
    "Gelombang",
    "Dermaga Lama",
    "Angin Timur",
    "Haluan",
    "Kemudi",
    "Bintang Laut",
    "Pandan Laut",
    "Teluk Senja",
    "Lumba-lumba",
    "Penyu Hijau",
    "Karang Biru",
];

/// Flowers and trees after which ordinary wards are called.
pub(super) const WARDS: [&str; 30] = [
    "Anggrek",
    "Anyelir",
    "Asoka",
    "Bougenville",
    "Cempaka",
    "Dahlia",
    "Edelweis",
    "Flamboyan",
    "Gardenia",
    "Kamboja",
    "Kemuning",
    "Kenanga",
    "Lavender",
    "Lili",
    "Matahari",
    "Mawar",
    "Melati",
    "Nusa Indah",
    "Peoni",
    "Sakura",
    "Seroja",
    "Seruni",
    "Soka",
    "Srikandi",
    "Sedap Malam",
    "Teratai",
    "Tulip",
    "Wijaya Kusuma",
    "Yasmin",
    "Zaitun",
];

/// Birds after which psychiatric wards are called.
pub(super) const MIND_WARDS: [&str; 10] =
    ["Camar", "Cendrawasih", "Elang", "Jalak", "Kenari", "Kutilang", "Merak", "Merpati", "Nuri", "Perkutut"];

/// Clinics.
pub(super) const CLINICS: [&str; 14] = [
    "Embun Pagi",
    "Pelita Fajar",
    "Layar Sehat",
    "Kerang Kasih",
    "Haluan Medika",
    "Teduh Hati",
    "Bintang Timur Laut",
    "Jangkar Sehat",
    "Ombak Kecil",
    "Camar Medika",
    "Penyu Sehat",
    "Angin Segar",
    "Muara Husada",
    "Karang Sehat",
];
