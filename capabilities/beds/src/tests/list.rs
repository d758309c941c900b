//! The bed manager's list: what is put on it, what a tap does, who may, what two managers do to each other, and what it leaves tonight.

use sigap_availability::SourceKind;
use sigap_kernel::{AgeBand, CareClass, FacilityId, Pool, Role, Scope, Sex, WardId};

use super::town::{LoggedIn, at, hospital};
use super::{Answer, Open, class, get_as, post_as, renew_as, town, towns};
use crate::list::store;
use crate::promise::{self, Act, AskPromise, Patient, PromiseEvent, PromiseKind, Urgency};
use crate::{Plan, PlanKind, PlanState};

/// A hospital with a ward of class 3 on the ward board, one of class 2 by a system, one for men and one for women; and a bed manager.
struct House {
    town: Open,
    id: FacilityId,
    three: WardId,
    two: WardId,
    men: WardId,
    boss: LoggedIn,
}

fn of_sex(sex: Sex) -> Pool {
    Pool { sex, age: AgeBand::Adult, ..class(CareClass::One) }
}

impl House {
    async fn on(town: Open) -> Self {
        let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let three = town.ward(id, "Bougenville", class(CareClass::Three)).await;
        let two = town.ward(id, "Cempaka", class(CareClass::Two)).await;
        let men = town.ward(id, "Dahlia", of_sex(Sex::Male)).await;
        let women = town.ward(id, "Edelweis", of_sex(Sex::Female)).await;
        town.report_by(SourceKind::WardBoard, id, &[(three, 24, 3, 10)]).await;
        town.report(id, &[(two, 10, 1, 10), (men, 4, 4, 10), (women, 4, 0, 10)]).await;
        let boss = town.log_in("wati", Role::BedManager, Scope::Facility(id)).await;
        Self { town, id, three, two, men, boss }
    }

    async fn sqlite() -> Self {
        Self::on(town().await).await
    }

    /// So many seconds later, with the next manager of the hospital: a log-in ends by itself when nobody uses it.
    async fn later(&mut self, seconds: i64) {
        self.town.world.clock.advance_s(seconds);
        let name = format!("wati{}", self.town.system().now().0);
        self.boss = self.town.log_in(&name, Role::BedManager, Scope::Facility(self.id)).await;
    }

    fn list(&self) -> String {
        format!("/manajer/{}", self.id)
    }

    async fn add(&self, kind: &str, body: &str) -> Answer {
        post_as(&self.town, &self.boss, &format!("{}/tambah/{kind}", self.list()), body).await
    }

    /// A line that has to be taken: the one the list then has of this kind.
    async fn plan(&self, kind: PlanKind, body: &str) -> Plan {
        let answer = self.add(kind.code(), body).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        self.open(kind).await.pop().unwrap()
    }

    async fn open(&self, kind: PlanKind) -> Vec<Plan> {
        let open = store::open_of(self.town.floor.db(), self.id).await.unwrap();
        open.into_iter().filter(|plan| plan.kind == kind).collect()
    }

    async fn tap(&self, who: &LoggedIn, plan: &Plan, event: &str, more: &str) -> Answer {
        let body = format!("event={event}&version={}{more}", plan.version);
        post_as(&self.town, who, &format!("{}/rencana/{}", self.list(), plan.id), &body).await
    }

    async fn done(&self, plan: &Plan, event: &str) -> Plan {
        let answer = self.tap(&self.boss, plan, event, "").await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        store::one(self.town.floor.db(), self.id, plan.id).await.unwrap().unwrap()
    }

    async fn page(&self) -> Answer {
        get_as(&self.town, &self.boss, &self.list()).await
    }

    /// The day and the hour so many minutes from now, as the form sends them.
    fn hour(&self, minutes: i64) -> String {
        let at = self.town.system().now().plus_min(minutes);
        let stamp = at.local_stamp(sigap_kernel::Zone::Wib);
        format!("day={}&time={}", crate::words::day_number(at, sigap_kernel::Zone::Wib), &stamp[11..16])
    }

    async fn home(&self, minutes: i64) -> Plan {
        self.plan(PlanKind::Home, &format!("ward={}&{}&label=4B+SR", self.three, self.hour(minutes))).await
    }
}

#[tokio::test]
async fn a_form_that_is_sent_again_is_the_line_it_made_and_changed_it_is_another() {
    for town in towns().await {
        let house = House::on(town).await;
        let form = get_as(&house.town, &house.boss, &format!("{}/tambah/home", house.list())).await;
        let id = form.body.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let again = |label: &str, minutes: i64| format!("id={id}&ward={}&{}&label={label}", house.three, house.hour(minutes));
        let first = house.add("home", &again("4B+SR", 120)).await;
        for resent in ["4B+SR", ""] {
            assert_eq!(house.add("home", &again(resent, 120)).await.location, first.location, "{resent}");
        }
        assert_eq!(house.open(PlanKind::Home).await.len(), 1);
        house.add("home", &again("4C+TT", 120)).await;
        house.add("home", &again("4B+SR", 180)).await;
        assert_eq!(house.open(PlanKind::Home).await.len(), 3, "somebody else, and another hour");
        let plan = store::one(house.town.floor.db(), house.id, id.parse().unwrap()).await.unwrap().unwrap();
        house.done(&plan, "cancel").await;
        house.add("home", &again("4B+SR", 120)).await;
        assert_eq!(house.open(PlanKind::Home).await.len(), 3, "what was taken back can be planned again");
    }
}

#[tokio::test]
async fn who_goes_home_stands_on_the_list_and_leaves_a_bed_to_be_cleaned() {
    for town in towns().await {
        let house = House::on(town).await;
        let plan = house.home(120).await;
        assert_eq!(plan.state, PlanState::Planned);
        let page = house.page().await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.says("Rencana pulang (1)");
        page.says("4B SR");
        page.says("Bougenville");
        let answer = house.tap(&house.boss, &plan, "finish", "").await;
        assert_eq!(answer.status, 303);
        let after = get_as(&house.town, &house.boss, answer.location.split('#').next().unwrap()).await;
        after.says("Selesai: Pulang · Bougenville · 4B SR.");
        after.says("Tempat tidurnya masuk daftar dibersihkan.");
        after.says("Dibersihkan (1)");
        after.says("Urungkan");
        let cleaning = house.open(PlanKind::Cleaning).await;
        assert_eq!((cleaning.len(), cleaning[0].came_from), (1, Some(plan.id)));
        house.page().await.says("4B SR");
    }
}

#[tokio::test]
async fn a_mistaken_end_is_undone_with_what_it_began() {
    for town in towns().await {
        let house = House::on(town).await;
        let plan = house.home(120).await;
        let gone = house.done(&plan, "finish").await;
        let back = house.done(&gone, "reopen").await;
        assert_eq!((back.state, back.ended_at), (PlanState::Planned, None));
        assert!(house.open(PlanKind::Cleaning).await.is_empty(), "the bed is not being cleaned: somebody lies in it");
    }
}

#[tokio::test]
async fn a_plan_is_never_a_count_and_the_tap_that_reports_is_offered_where_people_keep_the_number() {
    let house = House::sqlite().await;
    let cleaning = house.plan(PlanKind::Cleaning, &format!("ward={}&{}", house.three, house.hour(30))).await;
    house.town.world.clock.advance_s(60);
    let answer = house.tap(&house.boss, &cleaning, "finish", "").await;
    let free = || house.town.beds.picture().ward(house.three).unwrap().observation.unwrap().free;
    assert_eq!(free(), Some(3), "the list changes no number");
    let after = get_as(&house.town, &house.boss, answer.location.split('#').next().unwrap()).await;
    after.says("Laporkan Bougenville: 3 → 4 kosong");
    let tap = format!("{}/ruang/{}/lapor", house.list(), house.three);
    let answer = post_as(&house.town, &house.boss, &tap, "tap=plus&free=3&version=1").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = get_as(&house.town, &house.boss, &answer.location).await;
    page.says("Kosong sekarang");
    assert_eq!(free(), Some(4));
    get_as(&house.town, &house.boss, &format!("{}?baru={}", house.list(), cleaning.id)).await.hides("Laporkan Bougenville");
    let by_system = house.plan(PlanKind::Cleaning, &format!("ward={}&{}", house.two, house.hour(30))).await;
    let answer = house.tap(&house.boss, &by_system, "finish", "").await;
    let after = get_as(&house.town, &house.boss, answer.location.split('#').next().unwrap()).await;
    after.says("Angka Cempaka berubah sendiri saat sistem rumah sakit melapor.");
    after.hides("Laporkan Cempaka");
}

#[tokio::test]
async fn a_discharge_in_the_past_is_refused_kindly_and_nothing_typed_is_lost() {
    let house = House::sqlite().await;
    let refused = house.add("home", &format!("ward={}&{}&label=4B", house.three, house.hour(-60))).await;
    assert_eq!(refused.status, 422);
    refused.says("Waktu itu sudah lewat. Bila pasien sudah pulang, tidak perlu direncanakan");
    refused.says("value=\"4B\"");
    refused.says(&format!("<option value=\"{}\" selected>", house.three));
    assert!(house.open(PlanKind::Home).await.is_empty());
}

#[tokio::test]
async fn whose_hour_has_passed_stands_on_top_until_somebody_says_what_became_of_it() {
    let mut house = House::sqlite().await;
    let plan = house.home(60).await;
    house.later(2 * 3_600).await;
    let page = house.page().await;
    page.says("Perlu dipastikan (1)");
    page.says("Belum pulang?");
    let at = house.town.system().now().plus_min(120);
    let later = house.tap(&house.boss, &plan, "postpone", &format!("&at={}", at.0)).await;
    assert_eq!(later.status, 303, "{}", later.body);
    let page = house.page().await;
    page.hides("Perlu dipastikan");
    page.says("Rencana pulang (1)");
    let past = house.tap(&house.boss, &house.open(PlanKind::Home).await[0], "postpone", "&at=1000").await;
    assert_eq!(past.status, 422);
    past.says("Waktu itu sudah lewat.");
}

#[tokio::test]
async fn of_two_managers_the_second_is_told_and_loses_nothing() {
    for town in towns().await {
        let house = House::on(town).await;
        let other = house.town.log_in("tono", Role::BedManager, Scope::Facility(house.id)).await;
        let plan = house.home(120).await;
        let at = house.town.system().now().plus_min(240);
        assert_eq!(house.tap(&house.boss, &plan, "postpone", &format!("&at={}", at.0)).await.status, 303);
        let told = house.tap(&other, &plan, "finish", "").await;
        assert_eq!(told.status, 409);
        told.says("Rekan Anda baru saja mengubah baris itu.");
        told.says("Rencana pulang (1)");
        let now = house.open(PlanKind::Home).await.pop().unwrap();
        assert_eq!((now.version, now.at), (2, at), "what the first one said stands");
        let (first, second) = (house.tap(&house.boss, &now, "finish", "").await, house.tap(&other, &now, "finish", "").await);
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303), "both say the same: nobody is in the way");
        assert_eq!(house.open(PlanKind::Cleaning).await.len(), 1, "one bed, not two");
    }
}

#[tokio::test]
async fn the_walk_in_waits_and_takes_the_bed_until_the_ward_reports() {
    let mut house = House::sqlite().await;
    let plan = house.plan(PlanKind::Waiting, &format!("to_ward={}&label=IGD-3", house.three)).await;
    assert_eq!(plan.state, PlanState::Running);
    house.later(80 * 60).await;
    let page = house.page().await;
    page.says("Menunggu di IGD (1)");
    page.says("Menunggu 1 jam 20 mnt");
    let total = |page: &Answer| {
        let from = page.at("<dt>Kosong sekarang</dt><dd>") + "<dt>Kosong sekarang</dt><dd>".len();
        page.body[from..].split('<').next().unwrap().to_owned()
    };
    assert_eq!(total(&page), "7", "3 + 1 + 4 + 0, less who waits");
    house.done(&plan, "finish").await;
    assert_eq!(total(&house.page().await), "7", "lies in the ward, which has not reported since");
    house.later(60).await;
    house.town.report_by(SourceKind::WardBoard, house.id, &[(house.three, 24, 2, 0)]).await;
    assert_eq!(total(&house.page().await), "7", "now its number has it");
}

#[tokio::test]
async fn who_was_promised_a_bed_stands_on_the_list_and_takes_one_bed_and_not_two() {
    for town in towns().await {
        let house = House::on(town).await;
        let (db, desk, ctx) = (house.town.floor.db(), house.town.beds.promises(), &house.town.system());
        let patient = Patient::read("female", "40", "sesak", "119").unwrap();
        let ask = |wants| AskPromise {
            id: None,
            facility: house.id,
            pool: class(CareClass::Three),
            urgency: Urgency::Urgent,
            wants,
            agreed: true,
            eta_min: 30,
            patient: patient.clone(),
        };
        let (promised, announced) = (&ask(PromiseKind::Promise), &ask(PromiseKind::Announcement));
        let asked = db.write(ctx, |tx| async move { promise::ask(&tx, desk, promised).await }).await.unwrap();
        house.page().await.says("Diminta, menunggu jawaban Anda");
        let accept = &Act { ward: Some(house.three), ..Act::new(PromiseEvent::Accept, 1) };
        db.write(ctx, |tx| async move { promise::act(&tx, desk, asked.id, accept).await }).await.unwrap();
        house.town.until(|picture| picture.ward(house.three).is_some_and(|ward| ward.claims.len() == 1)).await;
        let now = |page: &Answer| page.body.split("<dt>Kosong sekarang</dt><dd>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let page = house.page().await;
        page.says("Dijanjikan, belum berangkat");
        assert_eq!(now(&page), "7", "8 less the bed that is held: the claim takes it off, the list does not again");
        assert!(page.body.contains("Sampai") && page.body.contains("<dd>7</dd></div></dl>"), "{}", page.body);
        db.write(ctx, |tx| async move { promise::ask(&tx, desk, announced).await }).await.unwrap();
        let page = house.page().await;
        page.says("Datang dan dijanjikan (2)");
        page.says("<dd>6</dd></div></dl>");
        let tap = format!("{}/janji/{}", house.list(), asked.id);
        assert_eq!(post_as(&house.town, &house.boss, &tap, "event=arrive&version=2").await.status, 303);
        house.page().await.says("Dijanjikan, menunggu di IGD");
        assert_eq!(post_as(&house.town, &house.boss, &tap, "event=release&version=3").await.status, 422, "that is decided on its page");
        assert_eq!(post_as(&house.town, &house.boss, &tap, "event=place&version=3").await.status, 303);
        house.page().await.says("Datang dan dijanjikan (1)");
    }
}

#[tokio::test]
async fn the_third_day_one_class_up_is_warned_of_and_one_more_day_is_one_tap() {
    let mut house = House::sqlite().await;
    let today = crate::words::day_number(house.town.system().now(), sigap_kernel::Zone::Wib);
    let body = format!("ward={}&to_ward={}&since_day={}&{}", house.two, house.three, today - 1, house.hour(24 * 60));
    let plan = house.plan(PlanKind::OneUp, &body).await;
    let page = house.page().await;
    page.says("Hari ke-2 dari 3");
    page.says("Titip (1)");
    house.later(24 * 3_600 - 60).await;
    let page = house.page().await;
    page.says("Hari terakhir dari 3 tanpa biaya tambahan");
    page.says("Perlu dipastikan (1)");
    let at = plan.at.plus_min(24 * 60);
    page.says(&format!("name=\"event\" value=\"postpone:{}\"", at.0));
    assert_eq!(house.tap(&house.boss, &plan, &format!("postpone:{}", at.0), "").await.status, 303);
    house.later(24 * 3_600).await;
    house.page().await.says("Lewat 3 hari");
    let wrong = house.add("one_up", &format!("ward={}&to_ward={}&{}", house.three, house.two, house.hour(60))).await;
    assert_eq!(wrong.status, 422);
    wrong.says("Titip hanya satu kelas di atas hak pasien.");
}

#[tokio::test]
async fn an_empty_room_is_swapped_through_the_registry_and_taken_back() {
    for town in towns().await {
        let house = House::on(town).await;
        let sex = || house.town.beds.picture().ward(house.men).unwrap().ward.pool.sex;
        let plan = house.plan(PlanKind::Swap, &format!("ward={}&{}", house.men, house.hour(0))).await;
        house.page().await.says("Dahlia: Laki-laki → Perempuan");
        let begun = house.done(&plan, "start").await;
        assert_eq!((begun.state, begun.was), (PlanState::Running, Some(Sex::Male)));
        house.town.until(|picture| picture.ward(house.men).is_some_and(|ward| ward.ward.pool.sex == Sex::Female)).await;
        house.page().await.says("Kembalikan");
        let back = house.done(&begun, "cancel").await;
        assert_eq!(back.state, PlanState::Cancelled);
        house.town.until(|picture| picture.ward(house.men).is_some_and(|ward| ward.ward.pool.sex == Sex::Male)).await;
        assert_eq!(sex(), Sex::Male);
    }
}

#[tokio::test]
async fn a_room_with_patients_is_not_swapped() {
    let house = House::sqlite().await;
    let plan = house.plan(PlanKind::Swap, &format!("ward={}&{}", house.men, house.hour(60))).await;
    house.town.world.clock.advance_s(60);
    house.town.report(house.id, &[(house.men, 4, 3, 0)]).await;
    let refused = house.tap(&house.boss, &plan, "start", "").await;
    assert_eq!(refused.status, 422);
    refused.says("Menurut laporan terakhir masih ada 1 pasien di ruang ini.");
    assert_eq!(house.open(PlanKind::Swap).await[0].state, PlanState::Planned);
    let twice = house.add("swap", &format!("ward={}&{}", house.men, house.hour(60))).await;
    assert_eq!(twice.status, 422);
    twice.says("Ruang ini sudah ada di daftar tukar.");
    let for_both = house.add("swap", &format!("ward={}&{}", house.three, house.hour(60))).await;
    for_both.says("Ruang ini untuk pria dan wanita");
}

#[tokio::test]
async fn only_staff_of_the_hospital_see_whom_a_line_is_about_and_each_look_is_written_down() {
    let house = House::sqlite().await;
    house.home(120).await;
    let office = house.town.log_in("dinas", Role::Office, Scope::City).await;
    let page = get_as(&house.town, &office, &house.list()).await;
    assert_eq!(page.status, 200);
    page.hides("4B SR");
    page.says("Nomor ranjang dan inisial hanya terlihat oleh petugas rumah sakit ini.");
    page.hides("Sudah pulang");
    let readings = || async { house.town.floor.access().readings(&house.town.system(), None, None).await.unwrap() };
    assert!(readings().await.is_empty());
    house.page().await.says("4B SR");
    house.page().await;
    let seen = readings().await;
    assert_eq!((seen.len(), seen[0].subject.kind(), seen[0].fields.as_str()), (1, "bed_plan", "label"), "once a shift, not once a minute");
    let row = house.town.floor.db();
    let sealed = store::open_of(row, house.id).await.unwrap()[0].label.clone().unwrap().sealed;
    assert!(!sealed.contains("4B"), "{sealed}");
}

#[tokio::test]
async fn who_is_not_of_the_hospital_and_what_is_not_there_is_refused() {
    let house = House::sqlite().await;
    let plan = house.home(120).await;
    let elsewhere = house.town.add(hospital("RS Lain Rekaan", at(2.0, 0.0), "Muara")).await;
    let stranger = house.town.log_in("sri", Role::BedManager, Scope::Facility(elsewhere)).await;
    assert_eq!(get_as(&house.town, &stranger, &house.list()).await.status, 403);
    assert_eq!(get_as(&house.town, &stranger, &format!("{}/tambah/home", house.list())).await.status, 403);
    assert_eq!(house.tap(&stranger, &plan, "finish", "").await.status, 403);
    let own = format!("/manajer/{elsewhere}/rencana/{}", plan.id);
    let through_own = post_as(&house.town, &stranger, &own, "event=finish&version=1").await;
    assert_eq!(through_own.status, 404, "another hospital's line is not there");
    let office = house.town.log_in("dinas", Role::Office, Scope::City).await;
    assert_eq!(house.tap(&office, &plan, "finish", "").await.status, 403);
    let nurse = house.town.log_in("rahma", Role::WardNurse, Scope::Facility(house.id)).await;
    assert_eq!(get_as(&house.town, &nurse, &format!("{}/tambah/home", house.list())).await.status, 200);
    assert_eq!(
        get_as(&house.town, &nurse, &format!("{}/tambah/swap", house.list())).await.status,
        403,
        "what a ward is, is not hers to change"
    );
    for gone in [format!("{}/tambah/party", house.list()), "/manajer/nowhere".to_owned()] {
        assert_eq!(get_as(&house.town, &house.boss, &gone).await.status, 404, "{gone}");
    }
    let unreadable = house.tap(&house.boss, &Plan { version: -1, ..plan }, "fly", "").await;
    assert_eq!(unreadable.status, 422);
}

#[tokio::test]
async fn who_has_one_hospital_goes_straight_to_its_list_and_an_open_page_renews_its_inside() {
    let house = House::sqlite().await;
    let chosen = get_as(&house.town, &house.boss, "/manajer").await;
    assert_eq!((chosen.status.as_u16(), chosen.location.as_str()), (303, house.list().as_str()));
    let office = house.town.log_in("dinas", Role::Office, Scope::City).await;
    house.town.add(hospital("RS Lain Rekaan", at(2.0, 0.0), "Muara")).await;
    let choice = get_as(&house.town, &office, "/manajer").await;
    choice.in_order(&["RS Lain Rekaan", "RSUD Rekaan"]);
    let part = renew_as(&house.town, &house.boss, &house.list()).await;
    part.says("id=\"plans\"");
    part.hides("<html");
    part.says(&format!("data-live-topic=\"beds:{0} beds:{0}/plans promises:{0}\"", house.id));
    part.says("Belum ada rencana.");
}

#[tokio::test]
async fn every_kind_has_its_form_and_what_cannot_be_is_told_at_its_field() {
    let house = House::sqlite().await;
    for &kind in PlanKind::ALL {
        let form = get_as(&house.town, &house.boss, &format!("{}/tambah/{kind}?lang=en", house.list())).await;
        assert_eq!(form.status, 200, "{kind}");
        form.hides(">list-");
    }
    let cases = [
        ("home", "ward=&day=&time=".to_owned(), "Pilih dari daftar."),
        ("home", format!("ward={}&day=&time=soon", house.three), "Tulis jam seperti 14.30."),
        ("home", format!("ward={}&{}", house.three, house.hour(9 * 24 * 60)), "Rencanakan paling jauh 7 hari"),
        ("home", format!("ward={}&{}&label=3374012345678901", house.three, house.hour(60)), "Jangan menulis NIK"),
        ("home", format!("ward={}&{}", house.id, house.hour(60)), "Ruang ini tidak ada lagi."),
        ("transfer", format!("ward={0}&to_ward={0}&{1}", house.three, house.hour(60)), "Pilih ruang lain"),
        ("waiting", format!("since_time=23:59&since_day={}", i64::MAX), "Tulis jam seperti 14.30."),
    ];
    for (kind, body, words) in cases {
        let refused = house.add(kind, &body).await;
        assert_eq!(refused.status, 422, "{kind} {body}");
        refused.says(words);
    }
    assert!(store::open_of(house.town.floor.db(), house.id).await.unwrap().is_empty());
}
