//! What Sigap understands of a bed list, and what hospitals call it.

use std::collections::HashMap;
use std::sync::LazyLock;

use sigap_kernel::coded_enum;

use super::words::fold;

/// A longer text is no name of a column; no known one is half as long.
const HEADER_BYTES_MAX: usize = 80;

coded_enum! {
    /// What a column of an uploaded file holds.
    pub enum Column {
        /// The hospital's own code of the room.
        Code = "code",
        /// The name of the room.
        Name = "name",
        /// Care class (*kelas*).
        Class = "class",
        /// Kind of bed (*jenis*).
        BedType = "bed_type",
        /// Men, women or both.
        Sex = "sex",
        /// Beds in the room (*kapasitas*).
        Capacity = "capacity",
        /// Beds in use (*terisi*).
        Occupied = "occupied",
        /// Free beds (*kosong*).
        Free = "free",
        /// Beds being cleaned (*dibersihkan*).
        Cleaning = "cleaning",
        /// Beds that cannot be used (*rusak*).
        Blocked = "blocked",
        /// Beds promised to somebody (*dipesan*).
        Reserved = "reserved",
        /// Patients waiting in the emergency room for such a bed (*antrean IGD*).
        WaitingInIgd = "waiting_in_igd",
        /// The day of counting, where the time stands in a column of its own.
        CountedOn = "counted_on",
        /// When the beds were counted (*waktu*).
        CountedAt = "counted_at",
    }
}

impl Column {
    /// Its Indonesian name: in sentences, and as header of the template.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Code => "Kode ruang",
            Self::Name => "Nama ruang",
            Self::Class => "Kelas",
            Self::BedType => "Jenis tempat tidur",
            Self::Sex => "Jenis kelamin",
            Self::Capacity => "Kapasitas",
            Self::Occupied => "Terisi",
            Self::Free => "Kosong",
            Self::Cleaning => "Dibersihkan",
            Self::Blocked => "Rusak",
            Self::Reserved => "Dipesan",
            Self::WaitingInIgd => "Antrean IGD",
            Self::CountedOn => "Tanggal",
            Self::CountedAt => "Waktu",
        }
    }

    /// What a header means by its words, and how far down its list the word stands: 0 is the surest. What stands in brackets may be left out.
    pub(super) fn guess(header: &str) -> Option<(Self, usize)> {
        if header.len() > HEADER_BYTES_MAX || header.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let known = |name: &str| WORDS.get(fold(name).as_str()).copied();
        known(header).or_else(|| header.split_once('(').and_then(|(name, _)| known(name)))
    }

    /// What hospitals call it, folded; the surest first.
    const fn words(self) -> &'static str {
        match self {
            Self::Code => {
                "koderuang koderuangan kodebangsal kodekamar kdruang kdruangan kdbangsal kdkamar idruang idruangan roomcode roomid wardcode \
                 wardid kode code"
            }
            Self::Name => {
                "namaruang namaruangan namaruangrawat namabangsal namakamar ruangan ruang ruangrawat ruangrawatinap ruangperawatan \
                 ruanganperawatan bangsal kamar roomname wardname room ward nama unit name"
            }
            Self::Class => "kelas kelasperawatan kelasrawat kelasruang kelaskamar namakelas kodekelas kls careclass class roomclass",
            Self::BedType => {
                "jenistempattidur jenistt jenisbed tipetempattidur tipett tipebed jenisperawatan jenisruang jenisruangan tiperuang tiperuangan \
                 jenispelayanan jenislayanan jenis tipe bedtype roomtype type"
            }
            Self::Sex => "jeniskelamin kelamin jk lp pl pw lakilakiperempuan priawanita peruntukan gender sex",
            Self::Capacity => {
                "kapasitas kapasitastt kapasitastempattidur kapasitasbed jumlahtt jumlahtempattidur jumlahbed jmltt jmltempattidur jmlbed \
                 totaltt totaltempattidur totalbed kapasitastotal capacity bedcapacity totalbeds beds tempattidur tt bed jumlah jml total"
            }
            Self::Occupied => {
                "terisi terpakai ttterisi ttterpakai bedterisi bedterpakai terisitt terpakaitt tempattidurterisi tempattidurterpakai \
                 jumlahterisi jumlahterpakai ttisi isi digunakan ditempati jumlahpasien pasien occupied used inuse occupiedbeds patients"
            }
            Self::Free => {
                "kosong tersedia ttkosong tttersedia bedkosong bedtersedia kosongtt tersediatt tempattidurkosong tempattidurtersedia \
                 jumlahkosong jumlahtersedia ttsiap sisa sisatt sisabed sisatempattidur free available vacant empty freebeds availablebeds \
                 vacantbeds emptybeds"
            }
            Self::Cleaning => "dibersihkan sedangdibersihkan ttdibersihkan perludibersihkan pembersihan cleaning dirty housekeeping",
            Self::Blocked => {
                "rusak ttrusak bedrusak tidakdapatdipakai tidakbisadipakai tidakdapatdigunakan tidaksiappakai diblokir blokir perbaikan \
                 dalamperbaikan blocked outofservice outoforder maintenance unusable"
            }
            Self::Reserved => "dipesan ttdipesan pesanan dibooking booking reservasi reserved booked",
            Self::WaitingInIgd => {
                "antreanigd antrianigd menungguigd menunggudiigd pasienmenunggu antrean antrian menunggu daftartunggu waitinginigd waitingigd \
                 waitinglist waiting boarding"
            }
            Self::CountedOn => "tanggal tgl hari tanggaldata tglhitung date",
            Self::CountedAt => {
                "waktu waktuhitung waktudata waktupembaruan waktuupdate tanggaljam tgljam tanggalwaktu tanggalupdate tglupdate \
                 terakhirdiperbarui diperbarui pembaruan jam jamhitung jamupdate pukul lastupdate lastupdated updatedat countedat datetime \
                 timestamp time update"
            }
        }
    }
}

static WORDS: LazyLock<HashMap<&'static str, (Column, usize)>> = LazyLock::new(|| {
    let words = |column: &Column| {
        let column = *column;
        column.words().split_ascii_whitespace().zip(0..).map(move |(word, rank)| (word, (column, rank)))
    };
    Column::ALL.iter().flat_map(words).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_means_one_column_and_can_be_met() {
        let all = Column::ALL.iter().flat_map(|column| column.words().split_ascii_whitespace());
        assert_eq!(all.clone().count(), WORDS.len(), "a word stands twice");
        all.for_each(|word| assert_eq!(fold(word), word));
    }

    #[test]
    fn headers_are_known_in_any_case_and_with_any_marks() {
        for (header, column) in [
            ("KODE RUANG", Some(Column::Code)),
            ("kode_ruang", Some(Column::Code)),
            ("Nama Ruangan", Some(Column::Name)),
            ("Kelas Perawatan", Some(Column::Class)),
            ("L/P", Some(Column::Sex)),
            ("Jumlah TT (buah)", Some(Column::Capacity)),
            ("Kapasitas\nTempat Tidur", Some(Column::Capacity)),
            ("TT Terpakai", Some(Column::Occupied)),
            ("Tersédia", Some(Column::Free)),
            ("Tidak Dapat Dipakai", Some(Column::Blocked)),
            ("Antrian IGD", Some(Column::WaitingInIgd)),
            ("Tgl. Update", Some(Column::CountedAt)),
            ("Free beds", Some(Column::Free)),
            ("No", None),
            ("Keterangan", None),
            ("病房", None),
            ("", None),
        ] {
            assert_eq!(Column::guess(header).map(|(column, _)| column), column, "{header}");
        }
        Column::ALL.iter().for_each(|column| assert_eq!(Column::guess(column.label()).map(|(guess, _)| guess), Some(*column)));
        Column::ALL
            .iter()
            .filter(|c| **c != Column::BedType)
            .for_each(|column| assert!(Column::guess(column.label()).is_some_and(|(_, rank)| rank < 5)));
    }
}
