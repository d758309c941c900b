//! Every page in both languages: it answers, no message is missing, and nothing stands on it that the policy forbids.

use super::town::{THREE, town};
use super::{get, get_as, post, post_as};
use crate::service::sheets::make;

/// The names of all messages of this room.
fn message_ids() -> Vec<&'static str> {
    let text = include_str!("../../locales/id.ftl");
    let ids = text.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
    ids.filter(|id| id.contains('-') && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).collect()
}

#[tokio::test]
async fn every_page_says_everything_in_both_languages() {
    let town = town().await;
    make(&town.room, &town.system()).await.unwrap();
    let body = format!("facility={}&pool={THREE}&what=deposit&happened=yesterday&text=Rekaan&phone=081234567890", town.here);
    let number = post(&town, "", "/keluhan", &body).await.location;
    let row = sigap_store::Query::row(town.floor.db(), "SELECT case_id FROM family_case", Vec::new()).await.unwrap().unwrap();
    let case: String = row.get("case_id").unwrap();
    let (desk, office, manager) = (town.help_desk("sari").await, town.office().await, town.manager().await);
    post_as(&town, &desk, &format!("/bantuan-kamar/{case}/langkah"), "event=take").await;
    post_as(&town, &desk, &format!("/bantuan-kamar/{case}/catatan"), "note=Rekaan&callback=15").await;
    post_as(&town, &manager, &format!("/kasus/{}/{case}/jawab", town.here), "version=3&kind=did_not_suit").await;
    let check = format!("phone=%2B62240000014&outcome=answered&pool_0={THREE}&said_0=9");
    post_as(&town, &desk, &format!("/cek/{}", town.here), &check).await;
    let here = town.here;
    let pages = [
        (None, "/keluhan".to_owned()),
        (None, "/keluhan?nomor=1".to_owned()),
        (None, format!("/keluhan?facility={here}")),
        (None, number),
        (Some(&manager), format!("/mutu/{here}")),
        (Some(&manager), format!("/kasus/{here}")),
        (Some(&office), "/mutu".to_owned()),
        (Some(&office), format!("/mutu/{here}")),
        (Some(&office), "/kasus".to_owned()),
        (Some(&office), format!("/bantuan-kamar/{case}")),
        (Some(&desk), "/cek".to_owned()),
        (Some(&desk), format!("/cek/{here}")),
        (Some(&desk), "/bantuan-kamar".to_owned()),
        (Some(&desk), "/bantuan-kamar/baru".to_owned()),
        (Some(&desk), format!("/bantuan-kamar/baru?facility={here}")),
        (Some(&desk), "/bantuan-kamar/serah-terima".to_owned()),
        (Some(&desk), format!("/bantuan-kamar/{case}?ok=taken")),
    ];
    let ids = message_ids();
    for (who, path) in pages {
        for lang in ["id", "en"] {
            let asked = format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' });
            let page = match who {
                Some(who) => get_as(&town, who, &asked).await,
                None => get(&town, &asked).await,
            };
            assert_eq!(page.status, 200, "{asked}: {}", page.body);
            page.says(&format!("<html lang=\"{lang}\">"));
            let words = page.body.split('>').filter_map(|part| part.split('<').next()).flat_map(str::split_whitespace);
            let missing: Vec<&str> =
                words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| ids.contains(word)).collect();
            assert_eq!(missing, Vec::<&str>::new(), "{asked}");
            for forbidden in [" style=\"", " onclick", " hx-on", "<script>", "<style", "{$"] {
                page.hides(forbidden);
            }
        }
    }
}

#[tokio::test]
async fn every_word_of_every_list_is_said_in_both_languages() {
    use sigap_availability::{CheckVerdict, Mend};

    use crate::model::{CallAnswer, CaseState, CheckOutcome, Happened, ReplyKind, ShownState, What};
    let lists: [(&str, Vec<&str>); 10] = [
        ("what", What::ALL.iter().map(|one| one.code()).collect()),
        ("happened", Happened::ALL.iter().map(|one| one.code()).collect()),
        ("reply", ReplyKind::ALL.iter().map(|one| one.code()).collect()),
        ("answer", CallAnswer::ALL.iter().map(|one| one.code()).collect()),
        ("outcome", CheckOutcome::ALL.iter().map(|one| one.code()).collect()),
        ("shown", ShownState::ALL.iter().map(|one| one.code()).collect()),
        ("state", CaseState::ALL.iter().map(|one| one.code()).collect()),
        ("verdict", CheckVerdict::ALL.iter().map(|one| one.code()).collect()),
        ("mend", Mend::ALL.iter().map(|one| one.code()).collect()),
        ("mend-how", Mend::ALL.iter().map(|one| one.code()).collect()),
    ];
    for text in [include_str!("../../locales/id.ftl"), include_str!("../../locales/en.ftl")] {
        for (list, codes) in &lists {
            for code in codes {
                let id = format!("{list}-{} = ", code.replace('_', "-"));
                assert!(text.lines().any(|line| line.starts_with(&id)), "{id}");
            }
        }
    }
    let words = include_str!("../../locales/id.ftl");
    assert!(crate::pages::DEEDS.iter().all(|deed| words.contains(&format!("\ndone-{deed} = "))));
}
