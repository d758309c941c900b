//! Passes: a machine that showed its secret gets a text that stands for it for a while (a *token*). Nothing is stored. A pass ends with its
//! time, and at once when its key is turned off or gets another secret.

use std::sync::Arc;

use sigap_kernel::{KeyId, Masked, UtcMs};

use crate::machine_lookup::MachineKey;
use crate::store::machine as store;
use crate::{Access, AccessError};

/// Bytes a pass has at most.
const PASS_BYTES_MAX: usize = 200;
/// Letters of the digest that ties a pass to the secret its key had.
const TIE_LETTERS: usize = 16;

impl Access {
    /// A pass for a key that sends its secret, good until this instant: `KEY.UNTIL.TIE.SEAL`.
    #[must_use]
    pub fn pass(&self, protocol: &str, key: &MachineKey, until: UtcMs) -> Masked<String> {
        let (id, until, tie) = (key.key.to_string(), until.0.to_string(), self.tie(key));
        let seal = self.ring().purpose("pass").digest(&[protocol, &id, &until, &tie]);
        Masked::new(format!("{id}.{until}.{tie}.{seal}"))
    }

    /// The enabled key of a pass that is not over. A text nobody sealed costs one digest; the key is answered from memory.
    /// Errors: what the database says.
    pub async fn find_pass(&self, protocol: &str, pass: &Masked<String>) -> Result<Option<Arc<MachineKey>>, AccessError> {
        let Some((key, tie)) = self.sealed_pass(protocol, pass.reveal()) else { return Ok(None) };
        let found = self.remembered_key(format!("{protocol}\n\n{key}"), async || {
            let row = store::by_id(self.db(), key).await?.filter(|row| row.enabled && row.protocol == protocol);
            Ok(row.map(|row| MachineKey { key, facility: row.facility_id, secret: Masked::new(row.secret) }))
        });
        Ok(found.await?.filter(|found| self.tie(found) == tie))
    }

    /// Key and tie of a pass that was made here and is not over.
    fn sealed_pass<'p>(&self, protocol: &str, pass: &'p str) -> Option<(KeyId, &'p str)> {
        let mut parts = pass.split('.');
        let (id, until, tie, seal) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_sealed = pass.len() <= PASS_BYTES_MAX && self.ring().purpose("pass").is_digest(&[protocol, id, until, tie], seal);
        let is_good = is_sealed && parts.next().is_none() && UtcMs(until.parse().ok()?) > self.now();
        if is_good { Some((id.parse().ok()?, tie)) } else { None }
    }

    fn tie(&self, key: &MachineKey) -> String {
        let mut tie = self.ring().purpose("pass-tie").digest(&[key.secret.reveal()]);
        tie.truncate(TIE_LETTERS);
        tie
    }
}
