//! The finder as a family meets it.

use sigap_kernel::{BedType, CareClass, Pool, Role, Scope};
use sigap_registry::{Agreement, Facility, FacilityKind, OpeningHours, Stage};

use super::town::{at, hospital};
use super::{Open, class, get, get_as, renew, town};

/// A town in which each state of a number stands once: north of the middle, one behind the other.
async fn street() -> Open {
    let town = town().await;
    for (km, name, numbers) in [
        (1.0, "RS Penuh", Some((20, 0, 5))),
        (2.0, "RS Lama", Some((20, 9, 400))),
        (3.0, "RS Diam", Some((20, 9, 1_500))),
        (8.0, "RS Longgar", Some((24, 3, 6))),
        (9.0, "RS Tanpa Kabar", None),
    ] {
        let id = town.add(hospital(name, at(km, 0.0), "Pelabuhan")).await;
        let ward = town.ward(id, "Mawar", class(CareClass::Three)).await;
        if let Some((beds, free, minutes)) = numbers {
            town.report(id, &[(ward, beds, free, minutes)]).await;
        }
    }
    town
}

#[tokio::test]
async fn the_first_line_is_the_emergency_line_in_both_languages() {
    let town = street().await;
    for (path, line) in [
        ("/", "Gawat darurat? Jangan mencari kamar dulu."),
        ("/?situation=adult", "Gawat darurat? Jangan mencari kamar dulu."),
        ("/?situation=adult&view=map", "Gawat darurat? Jangan mencari kamar dulu."),
        ("/?lang=en", "Emergency? Do not look for a room first."),
        ("/layanan", "Gawat darurat? Jangan mencari kamar dulu."),
        ("/bantuan?lang=en", "Emergency? Do not look for a room first."),
    ] {
        let page = get(&town, path).await;
        let main = &page.body[page.at("<main")..];
        let first = &main[main.find("<p class=\"urgent\">").unwrap()..];
        assert!(main.find("<h").unwrap_or(usize::MAX) > main.find(line).unwrap(), "{path}: something stands above the line");
        assert!(first.contains("href=\"tel:112\""), "{path}");
    }
}

#[tokio::test]
async fn the_hospital_we_would_choose_stands_first_and_the_silent_ones_stay_in_the_list() {
    let town = street().await;
    let page = get(&town, "/?situation=adult").await;
    page.in_order(&["RS Longgar", "RS Penuh", "RS Lama", "RS Diam", "RS Tanpa Kabar"]);
    page.in_order(&["data-state=\"free\"", "data-state=\"full\"", "data-state=\"old\"", "data-state=\"silent\""]);
    page.says("Data 6 jam lalu, tidak dihitung");
    page.says("Belum ada laporan sejak kemarin pukul 13.10 WIB");
    page.says("5 rumah sakit, yang terbaik di atas");
    page.says("bukan jaminan atau pemesanan tempat tidur");
}

#[tokio::test]
async fn a_number_never_stands_alone() {
    let town = street().await;
    let page = get(&town, "/?situation=adult").await;
    let row = &page.body[page.at("<li class=\"bed\"")..page.at("RS Penuh")];
    for part in [
        "<b>3</b> <span>dari 24</span>",
        "6 mnt lalu",
        "SIMRS",
        "Kelas 3",
        "<b>24 mnt</b> · 8,0 km · Kec. Pelabuhan",
        "tel:+62240000014",
        "(024) 000 0014",
        "24 jam",
    ] {
        assert!(row.contains(part), "{part} is not in {row}");
    }
    assert!(row.contains("data-expires=\"2026-11-22T13:04:00.000Z\""), "six hours after the report was taken: {row}");
}

#[tokio::test]
async fn an_open_page_renews_its_list_and_hears_of_its_own_hospitals() {
    let town = street().await;
    let part = renew(&town, "/?situation=adult&limit=2").await;
    assert!(part.body.trim_start().starts_with("<div class=\"stack\" id=\"beds\""), "{}", part.body);
    part.hides("<html");
    part.says("hx-get=\"/?situation=adult&#38;limit=2\"");
    assert_eq!(part.body.matches("beds:").count(), 2, "two hospitals, two topics");
}

#[tokio::test]
async fn whoever_pays_sees_what_they_are_entitled_to() {
    let town = town().await;
    let full = town.add(hospital("RS Kelas Tiga Penuh", at(1.0, 0.0), "Muara")).await;
    let (three, two) = (town.ward(full, "Tiga", class(CareClass::Three)).await, town.ward(full, "Dua", class(CareClass::Two)).await);
    town.report(full, &[(three, 20, 0, 5), (two, 10, 4, 5)]).await;
    let dear = town.add(hospital("RS Hanya VIP", at(0.5, 0.0), "Muara")).await;
    let vip = town.ward(dear, "VIP", class(CareClass::Vip)).await;
    town.report(dear, &[(vip, 10, 9, 5)]).await;
    let page = get(&town, "/?situation=adult&payer=jkn3").await;
    page.says("Kelas 2: Kelas Anda penuh: boleh dirawat satu kelas di atasnya tanpa biaya tambahan, paling lama 3 hari. Tanya BPJS 165.");
    page.says("VIP: Tidak ditanggung JKN kelas 3");
    page.in_order(&["RS Kelas Tiga Penuh", "RS Hanya VIP"]);
    let rich = get(&town, "/?situation=adult&payer=self").await;
    rich.in_order(&["Biaya sendiri. Tanyakan tarifnya.", "RS Hanya VIP", "RS Kelas Tiga Penuh"]);
    get(&town, "/?situation=adult&payer=jkn2").await.says("ditanggung JKN");
}

#[tokio::test]
async fn a_hospital_that_may_not_be_shown_stays_in_the_list_without_a_number() {
    let town = town().await;
    let training = Facility { agreement: Agreement::in_stage(Stage::Training), ..hospital("RS Latihan", at(1.0, 0.0), "Muara") };
    let id = town.add(training).await;
    let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
    town.report(id, &[(ward, 20, 7, 5)]).await;
    for path in [
        "/",
        "/?situation=adult",
        "/api/v1/beds",
        "/api/v1/beds.geojson",
        &format!("/rs/{id}"),
        &format!("/lobi/{id}"),
        &format!("/api/v1/beds/{id}"),
    ] {
        let page = get(&town, path).await;
        for number in [">7<", "7 dari", "dari 20", "\"free\":7", "\"of\":20"] {
            page.hides(number);
        }
    }
    get(&town, "/").await.says("Angkanya belum ditampilkan");
}

#[tokio::test]
async fn what_is_used_inside_is_seen_by_those_it_is_for_and_by_nobody_else() {
    let town = town().await;
    let mut ids = Vec::new();
    for (name, stage) in [("RS Bayangan", Stage::Shadow), ("RS Latihan", Stage::Training), ("RS Lain", Stage::Shadow)] {
        let id = town.add(Facility { agreement: Agreement::in_stage(stage), ..hospital(name, at(1.0, 0.0), "Muara") }).await;
        let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
        town.report(id, &[(ward, 20, 7, 5)]).await;
        ids.push(id);
    }
    let [shadow, training, other] = ids[..] else { unreachable!() };
    let city = |role| (format!("{role}"), role, Scope::City);
    let own = |role| (format!("{role}"), role, Scope::Facility(shadow));
    for ((name, role, scope), sees) in
        [(city(Role::Dispatcher), vec![]), (city(Role::Office), vec![shadow, other]), (own(Role::WardNurse), vec![shadow])]
    {
        let who = town.log_in(&name, role, scope).await;
        let list = get_as(&town, &who, "/").await;
        assert_eq!(list.body.matches("Belum untuk umum").count(), sees.len(), "{name}");
        for id in [shadow, training, other] {
            let page = get_as(&town, &who, &format!("/rs/{id}")).await;
            assert_eq!(
                page.body.contains("7 dari 20") && page.body.contains("Belum untuk umum"),
                sees.contains(&id),
                "{name}: {}",
                page.body
            );
            // What is open to everyone stays the same for everyone.
            for path in [format!("/lobi/{id}"), format!("/api/v1/beds/{id}"), "/api/v1/beds".to_owned(), "/api/v1/beds.geojson".to_owned()]
            {
                let open = get_as(&town, &who, &path).await;
                ["7 dari", "\"free\":7", "\"of\":20"].iter().for_each(|number| open.hides(number));
            }
        }
    }
    for path in ["/".to_owned(), format!("/rs/{shadow}")] {
        let open = get(&town, &path).await;
        ["7 dari", ">7<", "Belum untuk umum"].iter().for_each(|number| open.hides(number));
    }
}

#[tokio::test]
async fn whoever_may_see_a_hospital_in_shadow_finds_it_among_many_public_ones() {
    let town = town().await;
    for number in 0..6 {
        let id = town.add(hospital(&format!("RS Umum {number}"), at(5.0 + f64::from(number), 0.0), "Muara")).await;
        let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
        town.report(id, &[(ward, 20, 9, 5)]).await;
    }
    let near = Facility { agreement: Agreement::in_stage(Stage::Shadow), ..hospital("RS Bayangan", at(1.0, 0.0), "Muara") };
    let id = town.add(near).await;
    let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
    town.report(id, &[(ward, 20, 9, 5)]).await;
    let office = town.log_in("dinkes", Role::Office, Scope::City).await;
    get_as(&town, &office, "/?limit=2").await.in_order(&["RS Bayangan", "RS Umum 0"]);
    get(&town, "/?limit=2").await.hides("RS Bayangan");
    // Nobody sends an ambulance by numbers that are still compared.
    let dispatcher = town.log_in("112", Role::Dispatcher, Scope::City).await;
    get_as(&town, &dispatcher, "/?limit=2").await.hides("RS Bayangan");
}

#[tokio::test]
async fn only_places_that_could_help_are_listed() {
    let town = town().await;
    let icu = town.add(hospital("RS Punya ICU", at(1.0, 0.0), "Muara")).await;
    town.ward(icu, "ICU", Pool::of_type(BedType::Icu)).await;
    town.add(hospital("RS Belum Didata", at(2.0, 0.0), "Muara")).await;
    town.add(Facility { kind: FacilityKind::PsychiatricHospital, ..hospital("RS Jiwa Rekaan", at(3.0, 0.0), "Muara") }).await;
    town.add(Facility { kind: FacilityKind::HealthCentre, ..hospital("Puskesmas Rekaan", at(0.1, 0.0), "Muara") }).await;
    let page = get(&town, "/?situation=intensive").await;
    page.says("RS Punya ICU");
    page.says("RS Belum Didata");
    page.hides("RS Jiwa Rekaan");
    page.hides("Puskesmas Rekaan");
    get(&town, "/?situation=mind").await.says("RS Jiwa Rekaan");
    let narrow = get(&town, "/?type=picu&class=vip").await;
    narrow.says("RS Belum Didata");
    narrow.hides("RS Punya ICU");
}

#[tokio::test]
async fn an_empty_list_says_what_to_change() {
    let town = town().await;
    let page = get(&town, "/?situation=heart&class=vip").await;
    page.says("Tidak ada rumah sakit dengan kamar seperti ini");
    page.says("href=\"/?situation=heart\"");
    page.says("href=\"/?class=vip\"");
    page.says("tel:119");
}

#[tokio::test]
async fn a_place_nobody_knows_and_a_link_cut_in_half_still_get_an_answer() {
    let town = street().await;
    let page = get(&town, "/?place=Antah+Berantah").await;
    page.says("Kami tidak menemukan &#34;Antah Berantah&#34;");
    page.says("RS Longgar");
    let page = get(&town, "/?situation=ad&class=7&lat=99&lon=1").await;
    page.says("Sebagian tautan ini tidak terbaca");
    page.says("RS Longgar");
}

#[tokio::test]
async fn a_shared_link_holds_the_question_but_no_doorstep() {
    let town = street().await;
    let page = get(&town, "/?situation=child&payer=jkn1&lat=-6.98765&lon=110.41234").await;
    page.says("data-share-url=\"/?situation=child&#38;payer=jkn1&#38;lat=-6.9880&#38;lon=110.4120\"");
    page.says("<b>Rawat inap anak · JKN kelas 1</b> · dari lokasi Anda");
    page.says("<details class=\"asked\"");
    get(&town, "/").await.hides("<details class=\"asked\"");
}

#[tokio::test]
async fn nothing_that_is_typed_becomes_part_of_the_page() {
    let town = town().await;
    town.add(hospital("RS <script>alert(1)</script>", at(1.0, 0.0), "<b>Muara</b>")).await;
    for path in [
        "/?place=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?place=x%22%3E%3Cimg%20src=x%3E&lat=-7&lon=110",
        "/layanan?open=0&place=%3Cscript%3E",
    ] {
        let page = get(&town, path).await;
        for bad in ["<script>", "<img", "<b>Muara"] {
            page.hides(bad);
        }
    }
}

#[tokio::test]
async fn the_first_page_is_small_even_with_long_names() {
    let town = town().await;
    for number in 0..25 {
        let name = format!("Rumah Sakit Umum Daerah Prof. Dr. Hj. Siti Rahayu Kusumawardhani {number}");
        let id = town.add(hospital(&name, at(f64::from(number), 1.0), "Tanjung Harapan Selatan")).await;
        let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
        town.report(id, &[(ward, 12_480, 10_480, 5)]).await;
    }
    let page = get(&town, "/?situation=adult&payer=jkn2&place=Pelabuhan").await;
    assert_eq!(page.body.matches("<li class=\"bed\"").count(), 20);
    assert!(page.body.len() <= 100_000, "{} bytes", page.body.len());
    page.says("Tampilkan lebih banyak");
    let all = get(&town, "/?limit=40").await;
    assert_eq!(all.body.matches("<li class=\"bed\"").count(), 25);
    all.hides("Tampilkan lebih banyak");
}

#[tokio::test]
async fn a_phone_that_nobody_answers_now_is_said() {
    let town = town().await;
    let hours: OpeningHours = "mo-fr 07:00-15:00".parse().unwrap();
    let mut quiet = hospital("RS Sepi", at(1.0, 0.0), "Muara");
    quiet.phones.truncate(1);
    quiet.phones[0].hours = hours;
    town.add(quiet).await;
    get(&town, "/").await.says("(024) 000 0014: tidak dijawab, coba besok 07.00");
    let hidden = Facility {
        agreement: Agreement { shows_phones: false, ..Agreement::in_stage(Stage::Public) },
        ..hospital("RS Tertutup", at(1.0, 0.0), "Muara")
    };
    let id = town.add(hidden).await;
    for path in [format!("/rs/{id}"), format!("/api/v1/beds/{id}")] {
        get(&town, &path).await.hides("+62240000014");
    }
}

#[tokio::test]
async fn a_hospital_whose_place_nobody_knows_stands_after_all_others_and_says_so() {
    let town = street().await;
    for (name, free) in [("RS Entah Penuh", 0), ("RS Entah Longgar", 9)] {
        let id = town.add(Facility { place: None, ..hospital(name, at(0.0, 0.0), "Pelabuhan") }).await;
        let ward = town.ward(id, "Mawar", class(CareClass::Three)).await;
        town.report(id, &[(ward, 20, free, 5)]).await;
    }
    let page = get(&town, "/?situation=adult").await;
    page.in_order(&["RS Longgar", "RS Tanpa Kabar", "RS Entah Longgar", "RS Entah Penuh"]);
    page.says("7 rumah sakit, yang terbaik di atas");
    let row = &page.body[page.at("RS Entah Longgar")..page.at("RS Entah Penuh")];
    assert!(row.contains("lokasi belum diketahui · Kec. Pelabuhan") && row.contains("<b>9</b> <span>dari 20</span>"), "{row}");
    assert!(!row.contains(" km"), "no distance from nowhere: {row}");
    get(&town, "/?situation=adult&lang=en").await.says("place not known · ");
    get(&town, "/?situation=adult&limit=5").await.hides("RS Entah");
    get(&town, "/?situation=adult&limit=6").await.hides("RS Entah Penuh");
    get(&town, "/?situation=heart").await.hides("RS Entah");
}

#[tokio::test]
async fn a_hospital_moves_up_when_its_place_is_found() {
    let town = street().await;
    let id = town.add(Facility { place: None, ..hospital("RS Entah", at(0.0, 0.0), "Pelabuhan") }).await;
    let there = sigap_registry::facility(town.floor.db(), id).await.unwrap().unwrap();
    let found = &Facility { place: Some(at(0.5, 0.0)), ..there };
    let ctx = &town.system();
    town.floor.db().write(ctx, |tx| async move { sigap_registry::change_facility(&tx, found.clone()).await }).await.unwrap();
    town.until(|picture| picture.nowhere().next().is_none()).await;
    get(&town, "/").await.in_order(&["RS Longgar", "RS Entah", "RS Tanpa Kabar"]);
}

#[tokio::test]
async fn a_city_on_trial_shows_no_figure_to_anyone_outside() {
    let town = town().await;
    let id = town.add(hospital("RS Uji Coba", at(1.0, 0.0), "Muara")).await;
    let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
    town.report(id, &[(ward, 23, 17, 5)]).await;
    let dispatcher = town.log_in("112", Role::Dispatcher, Scope::City).await;
    let paths = ["/", "/api/v1/beds", "/api/v1/beds.geojson", "/api/v1/beds.have.xml"].map(str::to_owned);
    let paths: Vec<_> = paths.into_iter().chain(["/rs", "/lobi", "/api/v1/beds"].map(|path| format!("{path}/{id}"))).collect();
    for (in_shadow, shows) in [(false, true), (true, false), (false, true)] {
        town.beds.floor().put_in_shadow(in_shadow);
        for path in &paths {
            let page = get(&town, path).await;
            // As a word of its own: names of files and ids hold such digits by chance.
            let is_shown = page.body.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "17");
            assert_eq!(is_shown, shows, "{path} on trial {in_shadow}: {}", page.body);
        }
        // Staff use everything meanwhile.
        get_as(&town, &dispatcher, &format!("/rs/{id}")).await.says("17 dari 23");
        assert_eq!(get(&town, "/").await.body.contains("Kota ini masih uji coba."), in_shadow);
    }
}
