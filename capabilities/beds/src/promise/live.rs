//! Tells open pages whose promises changed, on this node and on others: the hospital's page, and whoever asked.

use std::collections::BTreeSet;

use sigap_kernel::FacilityId;
use sigap_store::{Changed, FeedItem};
use sigap_web::Floor;

use super::{PromiseId, store};

/// The topic of everything about promises.
const ALL: &str = "promises";

/// The topic of everything about promises: what a page of those who ask hears.
#[must_use]
pub fn promises_topic_all() -> String {
    ALL.to_owned()
}

/// The topic of one hospital's promises.
#[must_use]
pub fn promises_topic(facility: FacilityId) -> String {
    format!("{ALL}:{facility}")
}

/// Listens for as long as the program runs.
pub(crate) async fn keep_telling(floor: Floor) {
    let mut feed = floor.db().listen();
    while let Some(changed) = feed.next().await {
        let ids = match changed {
            Changed::Items(items) => items.iter().filter_map(promise_of).collect(),
            // Whoever was not heard of hears with the page's own minute.
            Changed::Everything => BTreeSet::from([None]),
        };
        if ids.is_empty() {
            continue;
        }
        let mut topics = BTreeSet::from([promises_topic_all()]);
        for id in ids.into_iter().flatten() {
            match store::of_id(floor.db(), id).await {
                Ok(found) => topics.extend(found.map(|one| promises_topic(one.facility))),
                Err(error) => tracing::warn!(%error, "open pages could not be told of a promise"),
            }
        }
        floor.live().tell(topics);
    }
}

/// Which promise an item is about; `Some(None)` for all of them, as when planned care is suspended.
fn promise_of(item: &FeedItem) -> Option<Option<PromiseId>> {
    match item.subject.kind() {
        "promise" => item.subject.id().parse().ok().map(Some),
        "promises" => Some(None),
        _ => None,
    }
}
