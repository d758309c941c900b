//! The picture against the tables: what anyone is answered has to be what is stored.

use std::collections::HashMap;
use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use sigap_kernel::FacilityId;

use super::said::{Beds, Found};
use crate::http::{Conn, get};
use crate::seed::Laid;

#[derive(Deserialize)]
struct Answer {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    pools: Vec<Pool>,
}

#[derive(Deserialize)]
struct Pool {
    r#type: String,
    class: String,
    sex: String,
    age: String,
    isolation: String,
    free: Option<u32>,
    of: Option<u32>,
}

impl Pool {
    /// As the kernel writes a pool.
    fn code(&self) -> String {
        format!("{}.{}.{}.{}.{}", self.r#type, self.class, self.sex, self.age, self.isolation)
    }

    fn beds(&self) -> Option<Beds> {
        Some((self.of?, self.free?))
    }
}

/// Every pool that is answered otherwise than it is stored. Each ward is a pool of its own.
///
/// # Errors
/// When a hospital is not answered.
pub(super) async fn faults(address: SocketAddr, laid: &Laid, found: &[Found]) -> Result<Vec<String>> {
    let (mut conn, mut faults) = (Conn::open(address).await?, Vec::new());
    for facility in &laid.hospitals {
        let answer = conn.ask(get(&format!("/api/v1/beds/{facility}"), "").as_bytes()).await?;
        ensure!(answer.status == 200, "{facility} was answered with {}", answer.status);
        let answer: Answer = serde_json::from_slice(answer.body)?;
        let item = answer.items.first().context("an answer without the hospital")?;
        faults.extend(differing(*facility, &item.pools, found));
    }
    Ok(faults)
}

fn differing(facility: FacilityId, pools: &[Pool], found: &[Found]) -> Vec<String> {
    let shown: HashMap<String, Option<Beds>> = pools.iter().map(|pool| (pool.code(), pool.beds())).collect();
    let stored = found.iter().filter(|one| one.facility == facility);
    let wrong = stored.filter(|one| shown.get(&one.pool).copied().flatten() != one.beds);
    wrong.map(|one| format!("{} of {facility}: the table says {:?}, the answer {:?}", one.ward, one.beds, shown.get(&one.pool))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_differs_from_the_table_is_found() {
        let facility: FacilityId = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let pools: Vec<Pool> = serde_json::from_str(
            r#"[{"type":"general","class":"1","sex":"any","age":"any","isolation":"no","free":7,"of":2000},
                {"type":"icu","class":"none","sex":"any","age":"any","isolation":"no","free":null,"of":null}]"#,
        )
        .unwrap();
        let found = |pool: &str, beds| Found { facility, ward: "Ruang 01".into(), pool: pool.into(), beds, journal: Vec::new() };
        assert!(
            differing(facility, &pools, &[found("general.1.any.any.no", Some((2_000, 7))), found("icu.none.any.any.no", None)]).is_empty()
        );
        assert_eq!(differing(facility, &pools, &[found("general.1.any.any.no", Some((2_000, 8)))]).len(), 1);
        assert_eq!(differing(facility, &pools, &[found("icu.none.any.any.no", Some((2_000, 8)))]).len(), 1);
    }
}
