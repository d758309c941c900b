//! Promises asked at both nodes at once: one bed is given once, and one question is one question wherever it arrives.

use std::net::SocketAddr;
use std::sync::Barrier;

use sigap_kernel::{BedType, Pool};

use crate::flow::icu;
use crate::stand::{PPK, Stand};
use crate::web::{Answer, Web};

/// Rekaan.
const EMAIL: &str = "manajer@rekaan.example";
const PASSWORD: &str = "simpang lima menjelang subuh";
/// Free beds of the intensive care unit.
const FREE: u64 = 6;
/// What `[beds.rules.promises] reserve_beds` leaves to the bed manager.
const RESERVE: u64 = 2;
/// People who ask for the same beds at the same instant, half of them at each node.
const ASKERS: usize = 16;

/// A bed manager's log-in, who asks for patients of other hospitals; it holds at both nodes.
struct Manager {
    cookie: String,
    csrf: String,
}

impl Manager {
    fn log_in(stand: &Stand) -> Self {
        let first = stand.pair.path("first-password");
        std::fs::write(&first, PASSWORD).unwrap();
        let (node, first) = (stand.nodes()[0], first.to_str().unwrap());
        node.well(&["user", "add", "--email", EMAIL, "--role", "bed_manager", "--facility", PPK, "--password-file", first]);
        let form = format!("email={}&password={}", EMAIL.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let nobody = Self { cookie: String::new(), csrf: String::new() };
        let came = nobody.post(&stand.web, node.address, "/masuk", &form);
        assert_eq!(came.status, 303, "{}", came.body);
        let cookie = came.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let page = stand.web.ask(node.address, "GET", "/janji", &[("cookie", &cookie)], b"").unwrap();
        let csrf = page.body.split("name=\"csrf-token\" content=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        Self { cookie, csrf }
    }

    fn post(&self, web: &Web, address: SocketAddr, path: &str, form: &str) -> Answer {
        let headers = [("cookie", &*self.cookie), ("x-csrf-token", &self.csrf), ("content-type", "application/x-www-form-urlencoded")];
        web.ask(address, "POST", path, &headers, form.as_bytes()).unwrap()
    }
}

/// A form for a bed of the unit; whom it is for is invented.
fn form(stand: &Stand, id: &str) -> String {
    let (at, pool) = (&stand.facility, Pool::of_type(BedType::Icu));
    format!("id={id}&rs={at}&pool={pool}&urgency=urgent&eta=20&sex=female&age=34&what=sesak+napas+rekaan&phone=081200000014")
}

/// Sends these forms at the same instant, to the nodes in turn; gives how often each status was answered.
fn at_once(stand: &Stand, manager: &Manager, forms: &[String]) -> Vec<u16> {
    let begin = Barrier::new(forms.len());
    let addresses: Vec<SocketAddr> = stand.nodes().iter().map(|node| node.address).collect();
    std::thread::scope(|threads| {
        let ask = |(place, form): (usize, &String)| {
            let (begin, web, address) = (&begin, stand.web.clone(), addresses[place % addresses.len()]);
            let form = form.clone();
            threads.spawn(move || {
                begin.wait();
                manager.post(&web, address, "/janji/minta", &form).status
            })
        };
        let asked: Vec<_> = forms.iter().enumerate().map(ask).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn a_promise_asked_at_both_nodes_is_given_once() {
    let Some(stand) = Stand::set_up() else { return };
    stand.register_room(&icu(FREE));
    stand.pair.sql(0, "UPDATE facility SET accepts_promises_by_itself = 1 RETURNING 1");
    let manager = Manager::log_in(&stand);
    let accepted = || stand.pair.sql(0, "SELECT COUNT(*) FROM bed_promise WHERE state = 'accepted'");

    let id = |number: usize| format!("01990000-0000-7000-8000-{number:012}");
    let forms: Vec<String> = (0..ASKERS).map(|number| form(&stand, &id(number))).collect();
    let answers = at_once(&stand, &manager, &forms);
    assert!(answers.iter().all(|status| *status == 303), "everybody is heard: {answers:?}");
    assert_eq!(accepted(), (FREE - RESERVE).to_string(), "each bed that may be promised is promised once");
    let held = "SELECT SUM(beds) FROM bed_claim WHERE closed_at_ms IS NULL";
    assert_eq!(stand.pair.sql(0, held), (FREE - RESERVE).to_string(), "and held once");

    // One form, sent by an impatient hand to both nodes at once.
    let same = form(&stand, &id(99));
    at_once(&stand, &manager, &vec![same; ASKERS]);
    assert_eq!(stand.pair.sql(0, &format!("SELECT COUNT(*) FROM bed_promise WHERE promise_id = '{}'", id(99))), "1");
    let asked = format!("SELECT COUNT(*) FROM journal_entry WHERE kind = 'promise.asked' AND subject = 'promise:{}'", id(99));
    assert_eq!(stand.pair.sql(0, &asked), "1", "and it was written down once");
    assert!(stand.nodes()[1].well(&["journal", "verify"]).starts_with("The journal holds"));
}
