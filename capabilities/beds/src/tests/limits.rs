//! Limits of service: announced, shown to those who send patients, prolonged, ended; who may, what happens twice, and when the clock jumps.

use sigap_kernel::{FacilityId, Lang, Role, Scope};

use super::town::{LoggedIn, at, hospital};
use super::{Answer, Open, get, get_as, post_as, renew, town, towns};
use crate::limits::{NewLimit, service};
use crate::words::Said;
use crate::{LIMIT_KEPT_DAYS, LimitKind};

/// A hospital with its bed manager, and a dispatcher of the city.
struct Short {
    town: Open,
    id: FacilityId,
    manager: LoggedIn,
    dispatcher: LoggedIn,
}

const CT: &str = "kind=ct&reason=Tabung+CT+rusak,+teknisi+datang+pagi&hours=4";

impl Short {
    async fn on(town: Open) -> Self {
        let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let manager = town.log_in("sari", Role::BedManager, Scope::Facility(id)).await;
        let dispatcher = town.log_in("danu", Role::Dispatcher, Scope::City).await;
        Self { town, id, manager, dispatcher }
    }

    async fn announce(&self, body: &str) -> Answer {
        post_as(&self.town, &self.manager, &format!("/keterbatasan/{}", self.id), body).await
    }

    async fn change(&self, limit: &str, version: i64, deed: &str, hours: u32) -> Answer {
        let body = format!("limit={limit}&version={version}&deed={deed}&hours={hours}");
        post_as(&self.town, &self.manager, &format!("/keterbatasan/{}/ubah", self.id), &body).await
    }

    async fn city(&self) -> Answer {
        get_as(&self.town, &self.dispatcher, "/keterbatasan").await
    }

    /// Announced by Sigap itself, whose log-in never ends; waits until it can be seen.
    async fn announced(&self) {
        let new = NewLimit { kind: LimitKind::Ct, reason: "Tabung CT rusak".into(), hours: 4 };
        let limit = service::announce(self.town.floor.db(), &self.town.system(), self.id, &new).await.unwrap();
        assert!(self.town.beds.limits().once(|now| now.version(limit.id).is_some()).await.1);
    }

    /// The one open limit: its id and version.
    fn open(&self) -> (String, i64) {
        let limits = self.town.beds.limits_of(self.id, self.town.system().now());
        let [one] = limits.as_slice() else { panic!("not one: {limits:?}") };
        (one.id.to_string(), one.version)
    }

    fn holds(&self) -> usize {
        self.town.beds.limits_of(self.id, self.town.system().now()).len()
    }
}

#[tokio::test]
async fn a_limit_is_announced_shown_prolonged_and_ended() {
    for town in towns().await {
        let short = Short::on(town).await;
        short.city().await.says("Tidak ada layanan yang sedang terbatas");
        let done = short.announce(CT).await;
        assert_eq!((done.status.as_u16(), &done.location), (303, &format!("/keterbatasan/{}?ok=announced", short.id)), "{}", done.body);
        let told = get_as(&short.town, &short.manager, &done.location).await;
        told.says("Tersimpan. Keterbatasan berlaku sampai waktu yang tertulis");
        told.says("data-arrived");
        let city = short.city().await;
        for words in ["RSUD Rekaan", "CT scan", "Tabung CT rusak, teknisi datang pagi", "sampai 18.10", "bukan penolakan", "Pasal 174"] {
            city.says(words);
        }
        city.hides("<form class=\"form");
        // Beside the hospital in the finder and on its page, for those who send patients.
        for path in ["/?situation=adult".to_owned(), format!("/rs/{}", short.id)] {
            get_as(&short.town, &short.dispatcher, &path).await.says("Terbatas: CT scan sampai 18.10. Gawat darurat tetap dilayani.");
            get(&short.town, &path).await.hides("Terbatas:");
        }
        let (id, version) = short.open();
        assert_eq!(short.change(&id, version, "prolong", 8).await.status, 303);
        short.city().await.says("sampai 22.10");
        let (id, version) = short.open();
        assert_eq!(version, 2);
        assert_eq!(short.change(&id, version, "end", 4).await.status, 303);
        short.city().await.hides("CT scan");
        assert_eq!(short.holds(), 0);
        // Once it is over it can be announced again.
        assert_eq!(short.announce(CT).await.status, 303);
    }
}

#[tokio::test]
async fn twice_the_same_and_two_people_at_once_lose_nothing() {
    for town in towns().await {
        let short = Short::on(town).await;
        short.announce(CT).await;
        let again = short.announce(CT).await;
        assert_eq!(again.status, 409);
        again.says("Ini sudah diumumkan");
        again.says("value=\"Tabung CT rusak, teknisi datang pagi\"");
        assert_eq!(short.holds(), 1);
        // Of two who saw the same version one is first; the other is told, whatever they wanted.
        let (id, version) = short.open();
        let (one, two) = tokio::join!(short.change(&id, version, "end", 4), short.change(&id, version, "prolong", 24));
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [303, 409]);
        let late = short.change(&id, version, "end", 4).await;
        assert_eq!(late.status, 409);
        late.says("tidak ada yang ditimpa");
        // Two announcements of the same at once are one.
        let blood = "kind=blood&reason=Stok+O+negatif+tinggal+dua&hours=12";
        let (one, two) = tokio::join!(short.announce(blood), short.announce(blood));
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [303, 409]);
    }
}

#[tokio::test]
async fn what_cannot_be_announced_is_told_at_its_field_and_nothing_typed_is_lost() {
    let short = Short::on(town().await).await;
    let refusal = short.announce("kind=igd_crowded&reason=IGD+tutup+sampai+pagi&hours=4").await;
    assert_eq!(refusal.status, 422);
    refusal.says("Menolak pasien atau menutup IGD tidak bisa diumumkan");
    refusal.says("value=\"IGD tutup sampai pagi\"");
    let empty = short.announce("kind=&reason=&hours=").await;
    assert_eq!(empty.status, 422);
    for words in ["Pilih apa yang terbatas", "minimal 8 huruf", "paling lama 72 jam"] {
        empty.says(words);
    }
    assert_eq!(short.announce(&CT.replace("hours=4", "hours=100")).await.status, 422);
    short.announce(CT).await;
    let (id, version) = short.open();
    let shorter = short.change(&id, version, "prolong", 1).await;
    assert_eq!(shorter.status, 422);
    shorter.says("tidak lebih lama");
    assert_eq!(short.change(&id, version, "explode", 1).await.status, 422);
    assert_eq!(short.change("none", version, "end", 1).await.status, 422);
    assert_eq!(short.change(&short.id.to_string(), 1, "end", 1).await.status, 404);
    assert_eq!(short.open(), (id, version));
}

#[tokio::test]
async fn who_may_not_announce_nor_read_is_refused_and_a_stranger_sees_nothing() {
    let short = Short::on(town().await).await;
    let other = short.town.add(hospital("RS Lain", at(2.0, 0.0), "Muara")).await;
    let stranger = short.town.log_in("budi", Role::BedManager, Scope::Facility(other)).await;
    short.announce(CT).await;
    let (path, body) = (format!("/keterbatasan/{}", short.id), CT.replace("ct", "blood"));
    assert_eq!(post_as(&short.town, &stranger, &path, &body).await.status, 403);
    assert_eq!(post_as(&short.town, &short.dispatcher, &path, &body).await.status, 403);
    assert_eq!(get_as(&short.town, &stranger, &path).await.status, 403);
    get_as(&short.town, &stranger, "/keterbatasan").await.hides("CT scan");
    let read = get_as(&short.town, &short.dispatcher, &path).await;
    read.says("CT scan");
    read.hides("name=\"deed\"");
    for path in ["/keterbatasan", path.as_str()] {
        assert_eq!(get(&short.town, path).await.status, 401, "{path}: log in first");
        assert_ne!(renew(&short.town, path).await.status, 200, "{path}");
    }
    for unknown in ["/keterbatasan/none".to_owned(), format!("/keterbatasan/{}", short.town.system().uuid())] {
        assert_eq!(get_as(&short.town, &short.dispatcher, &unknown).await.status, 404, "{unknown}");
    }
    // Nothing of it is in what programs are told, nor on the lobby's wall.
    for path in ["/api/v1/beds?limit=5".to_owned(), format!("/api/v1/beds/{}", short.id), format!("/lobi/{}", short.id)] {
        get(&short.town, &path).await.hides("CT");
    }
}

#[tokio::test]
async fn it_ends_by_the_clock_wherever_the_clock_jumps() {
    for town in towns().await {
        let short = Short::on(town).await;
        let (db, clock) = (short.town.floor.db(), &short.town.world.clock);
        short.announce(CT).await;
        clock.advance_s(4 * 3_600 - 1);
        assert_eq!((short.holds(), service::close_overdue(db, &short.town.system()).await.unwrap()), (1, 0));
        clock.advance_s(1);
        // It is shown no longer from its minute on, before any timer came; and it is not in the way of the next.
        assert_eq!(short.holds(), 0);
        let night = short.town.log_in("nanda", Role::Dispatcher, Scope::City).await;
        let city = get_as(&short.town, &night, "/keterbatasan").await;
        city.says("Tidak ada layanan yang sedang terbatas");
        city.hides("CT scan");
        short.announced().await;
        clock.advance_s(5 * 3_600);
        assert_eq!(service::close_overdue(db, &short.town.system()).await.unwrap(), 1);
        assert_eq!(service::close_overdue(db, &short.town.system()).await.unwrap(), 0, "once");
        // Announced while the clock ran ten days ahead: when it is set right, it does not hold for ten days.
        clock.advance_s(10 * 86_400);
        short.announced().await;
        clock.advance_s(-10 * 86_400);
        assert_eq!(short.holds(), 0);
        assert_eq!(service::close_overdue(db, &short.town.system()).await.unwrap(), 1);
        short.announced().await;
        assert_eq!(short.holds(), 1);
        clock.advance_s((LIMIT_KEPT_DAYS + 20) * 86_400);
        service::close_overdue(db, &short.town.system()).await.unwrap();
        assert!(service::sweep(db, &short.town.system()).await.unwrap() >= 2);
    }
}

#[tokio::test]
async fn every_kind_has_its_words_in_both_languages() {
    let (id, en) = (Said::new(Lang::Id), Said::new(Lang::En));
    for kind in LimitKind::ALL {
        for words in [id.limit_kind(*kind), en.limit_kind(*kind)] {
            assert!(!words.is_empty() && !words.contains("limit-"), "{kind}: {words}");
        }
    }
}
