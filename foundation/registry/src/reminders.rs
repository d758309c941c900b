//! What other rooms have to say on the pages of facilities. The registry knows nothing of their matters: it asks whoever the program names, and
//! shows their words with the way to their page.

use std::collections::BTreeSet;

use futures::future::BoxFuture;
use sigap_kernel::{Ctx, FacilityId};
use sigap_store::StoreError;

use crate::Facility;

/// Something at a facility that wants a person's attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// A short sentence in the language of whoever asks.
    pub words: String,
    /// The page on which something can be done about it.
    pub href: String,
}

/// A room that has something to say about facilities. It tells only what whoever asks may see; whether they may see the facility itself was asked
/// before.
pub trait Reminders: Send + Sync + 'static {
    /// What wants attention at this facility now.
    ///
    /// # Errors
    /// What the database says.
    fn at<'a>(&'a self, ctx: &'a Ctx, facility: &'a Facility) -> BoxFuture<'a, Result<Vec<Reminder>, StoreError>>;

    /// At which of these something does, for a list: answered with few statements, however many they are.
    ///
    /// # Errors
    /// What the database says.
    fn among<'a>(&'a self, ctx: &'a Ctx, facilities: &'a [Facility]) -> BoxFuture<'a, Result<BTreeSet<FacilityId>, StoreError>>;
}
