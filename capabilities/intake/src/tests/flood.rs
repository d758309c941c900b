//! One sender that gets every call wrong anew: what is kept of it is bounded, and nobody else notices.

use std::time::{Duration, Instant};

use futures::future::join_all;
use sigap_kernel::{Actor, FieldErrors};
use sigap_store::{Query as _, args};

use super::{Town, both_engines, melati, ppk, sender};
use crate::problem::{Origin, Problem, ProblemKind};
use crate::{PROBLEMS_PER_KEY_MAX, Protocol};

const FLOOD: u32 = 10_000;
/// Far above what it takes (less than a second), far below what would harm.
const FLOOD_WITHIN: Duration = Duration::from_secs(60);

/// Ten thousand calls that are wrong, each in its own way.
pub(super) async fn flood(town: &Town) {
    let origin = Origin {
        ctx: town.world.ctx(Actor::Machine { key: town.key, facility: town.hospital }),
        key: town.key,
        facility: town.hospital,
        protocol: Protocol::Aplicares,
        deed: "bed/update",
        method: "POST".into(),
        path: "/aplicaresws/rest/bed/update/0301R001".into(),
        content_type: String::new(),
        is_whole: true,
    };
    let origin = &origin;
    join_all((0..FLOOD).map(|number| async move {
        let mut reason = FieldErrors::new();
        reason.add("body", "body-not-json");
        let body = format!("rusak {number}").into();
        town.intake.0.problems.keep(origin, Problem { kind: ProblemKind::Body, reason, same: None, body }).await;
    }))
    .await;
}

#[tokio::test]
async fn ten_thousand_problems_of_one_sender_leave_everybody_else_alone() {
    for town in both_engines().await {
        let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
        let other_key = town.add_key(other, "5678").await;
        let mut wrong = sender("5678").create(&ppk("0301R002"), &melati(), town.now());
        wrong.body = b"rusak".to_vec();
        town.send(wrong).await;
        let began = Instant::now();
        let call = async {
            // In the midst of it.
            tokio::task::yield_now().await;
            let answer = town.say(sender("5678").create(&ppk("0301R002"), &melati(), town.now())).await;
            (answer.message, began.elapsed())
        };
        let ((), (message, answered)) = tokio::join!(flood(&town), call);
        let took = began.elapsed();
        eprintln!("{:?}: {FLOOD} problems in {took:?}, another sender answered after {answered:?}", town.db.engine());
        assert_eq!(message, "Data berhasil disimpan.");
        assert!(took < FLOOD_WITHIN, "{took:?}");
        let rows = town.db.rows("SELECT key_id, COUNT(*) AS n FROM intake_problem GROUP BY key_id", args![]).await.unwrap();
        let mut kept: Vec<(sigap_kernel::KeyId, u32)> =
            rows.iter().map(|row| (row.get("key_id").unwrap(), row.get("n").unwrap())).collect();
        kept.sort_by_key(|(_, kept)| *kept);
        assert_eq!(kept, [(other_key, 1), (town.key, PROBLEMS_PER_KEY_MAX)]);
        // The journal is kept for good: it is not filled either.
        let told = town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.problem'").await;
        assert!(told <= FLOOD / 5, "{told}");
    }
}
