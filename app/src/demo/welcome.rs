//! What the start of the demo tells: that everything is invented, the addresses, and who one can be.

use std::fmt::Write as _;

use sigap_kernel::{Lang, figure};
use sigap_web::Mode;

use super::city::City;
use super::lay::{PASSWORD, log_ins};

/// Pages worth opening first, with their names in both languages.
const PAGES: [(&str, &str); 6] = [
    ("/", "Cari kamar / Bed finder"),
    ("/layanan", "Cari layanan / Find a service"),
    ("/masuk", "Masuk / Log in"),
    ("/papan", "Papan ruang / Ward board"),
    ("/api/v1/beds?near=-5.596,112.604", "API"),
    ("/openapi.json", "OpenAPI"),
];

/// The text for the terminal.
pub(super) fn welcome(city: &City, seed: u64, url: &str, mode: Mode) -> String {
    let mut text = format!(
        "\n{}, seed {seed}. Semua di dalamnya buatan. / Everything in it is invented.\n\
         {} penduduk, {} kecamatan, {} rumah sakit, {} ruang, {} tempat tidur\n\n",
        city.name,
        figure(city.population().into(), Lang::Id),
        city.districts.len(),
        city.hospitals.len(),
        city.wards(),
        figure(city.beds().into(), Lang::Id),
    );
    if mode == Mode::Training {
        text.push_str("LATIHAN: tidak ada yang nyata, tidak ada yang keluar. / TRAINING: nothing is real, nothing leaves.\n\n");
    }
    for (path, name) in PAGES {
        // Writing into memory does not fail.
        let _ = writeln!(text, "  {name:<32} {url}{path}");
    }
    let _ = writeln!(text, "\nMasuk sebagai / Log in as (kata sandi / password: {PASSWORD})");
    for one in log_ins() {
        let at = one.ppk.and_then(|ppk| city.hospitals.iter().find(|hospital| hospital.ppk == ppk));
        let at = at.map_or_else(String::new, |hospital| format!(", {}", hospital.facility.name));
        let _ = writeln!(text, "  {:<26} {}{at}", one.email, one.does);
    }
    text.push_str("\nCtrl-C menghentikan, start berikutnya melanjutkan. / Ctrl-C stops, the next start goes on.\n\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_welcome_says_what_it_is_where_it_is_and_who_one_can_be() {
        let text = welcome(&City::from_seed(1), 1, "http://127.0.0.1:8080", Mode::Training);
        for part in
            ["LATIHAN", "rekaan", "invented", "http://127.0.0.1:8080/masuk", PASSWORD, "perawat@samudra.example", "RSUD Bukit Kemuning"]
        {
            assert!(text.contains(part), "{part}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
}
