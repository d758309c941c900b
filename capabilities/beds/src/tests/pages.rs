//! Every page in both languages: it answers, and no message is missing.

use sigap_kernel::{BedType, CareClass, Pool, Role, Scope};

use super::town::{at, health_centre, hospital};
use super::{class, get, get_as, town};

/// The names of all messages of this room.
fn message_ids() -> Vec<&'static str> {
    let text = include_str!("../../locales/id.ftl");
    let ids = text.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
    ids.filter(|id| id.contains('-') && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).collect()
}

/// What a person reads or hears: texts, and the attributes that are read aloud.
fn spoken(html: &str) -> Vec<String> {
    let attributes = ["aria-label=\"", "placeholder=\"", "data-share-title=\""];
    let read = attributes.iter().flat_map(|name| html.split(name).skip(1)).filter_map(|rest| rest.split('"').next());
    let texts = html.split('>').filter_map(|part| part.split('<').next());
    read.chain(texts).flat_map(str::split_whitespace).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()).collect()
}

#[tokio::test]
async fn every_page_says_everything_in_both_languages() {
    let town = town().await;
    let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    let (three, old, tiny) = (
        town.ward(id, "Tiga", class(CareClass::Three)).await,
        town.ward(id, "Lama", class(CareClass::One)).await,
        town.ward(id, "NICU", Pool::of_type(BedType::Nicu)).await,
    );
    town.ward(id, "Baru", class(CareClass::Vip)).await;
    town.report(id, &[(three, 24, 3, 200), (old, 20, 4, 400), (tiny, 2, 2, 3)]).await;
    town.add(health_centre("Puskesmas Rekaan", at(1.0, 1.0), "Muara", "mo-fr 07:30-14:00")).await;
    let nurse = town.log_in("ns", Role::WardNurse, Scope::Facility(id)).await;
    let public = [
        "/",
        "/sumber-angka",
        "/?situation=adult&payer=jkn2&class=1,2",
        "/?view=map",
        "/?situation=heart&class=vip",
        "/?place=Antah",
        "/layanan",
        "/layanan?open=0",
        "/layanan?service=igd",
        "/layanan?service=blood_bank",
        "/bantuan",
    ];
    let mut pages: Vec<String> = public.iter().map(|path| (*path).to_owned()).collect();
    pages.extend([
        format!("/rs/{id}"),
        format!("/lobi/{id}"),
        format!("/papan/{id}"),
        format!("/papan/ruang/{three}"),
        format!("/papan/ruang/{tiny}"),
    ]);
    let ids = message_ids();
    for path in pages {
        for lang in ["id", "en"] {
            let asked = format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' });
            let page = if path.starts_with("/papan") { get_as(&town, &nurse, &asked).await } else { get(&town, &asked).await };
            assert_eq!(page.status, 200, "{asked}");
            page.says(&format!("<html lang=\"{lang}\">"));
            let missing: Vec<String> = spoken(&page.body).into_iter().filter(|word| ids.contains(&word.as_str())).collect();
            assert_eq!(missing, Vec::<String>::new(), "{asked}");
        }
    }
}

#[tokio::test]
async fn no_page_asks_for_what_the_policy_forbids() {
    let town = town().await;
    let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    for path in ["/", "/?view=map", "/layanan", "/bantuan", &format!("/rs/{id}"), &format!("/lobi/{id}")] {
        let page = get(&town, path).await;
        for forbidden in [" style=\"", " onclick", " hx-on", "<script>", "<style"] {
            page.hides(forbidden);
        }
    }
}
