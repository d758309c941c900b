//! Failed log-ins: counted for an account and for an account from an address, with a delay that grows. Never by address
//! alone: a mobile carrier's thousands share one.

use sigap_kernel::{Ctx, UserId, UtcMs};
use sigap_store::Ephemeral;

use crate::store::session::{self as store, AttemptRow};
use crate::{Access, AccessError};

/// A count of failures is forgotten after a day without any.
pub const FORGOTTEN_AFTER_S: i64 = 24 * 3_600;

/// An address from which an account logged in is known so long, beyond a shift plan's usual fortnight off.
pub const KNOWN_FOR_S: i64 = 15 * 24 * 3_600;

/// How patient a counter is.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// Failures without any delay.
    free: i64,
    /// The longest delay, in seconds.
    delay_s_max: i64,
    /// Whether it counts tries from all addresses.
    is_for_anywhere: bool,
}

/// One account from one address: a person who forgot, or a program that tries.
const FROM_ADDRESS: Patience = Patience { free: 5, delay_s_max: 900, is_for_anywhere: false };
/// One account from anywhere: many machines may try together, but they must not lock the person out for long, and not at all
/// where that person has logged in before.
const FROM_ANYWHERE: Patience = Patience { free: 20, delay_s_max: 60, is_for_anywhere: true };

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim<'a> {
    /// The password of an account, by the look-up of its address.
    Password(&'a str),
    /// The code of a user.
    Code(UserId),
}

impl Aim<'_> {
    fn parts(self) -> (&'static str, String) {
        match self {
            Aim::Password(lookup) => ("password", lookup.to_owned()),
            Aim::Code(user) => ("code", user.to_string()),
        }
    }
}

impl Patience {
    /// The wait after this many failures: 2, 4, 8 … seconds.
    fn delay_s(self, failures: i64) -> i64 {
        let beyond = (failures - self.free).clamp(0, 30);
        if beyond == 0 { 0 } else { (1 << beyond).min(self.delay_s_max) }
    }

    /// The counter after one more try, which counts as failed until it has succeeded.
    fn after(self, row: &AttemptRow, now: UtcMs) -> AttemptRow {
        let earlier = if now.age_s(row.last_ms) >= FORGOTTEN_AFTER_S { 0 } else { row.failures };
        AttemptRow { failures: earlier + 1, last_ms: now, until_ms: now.plus_s(self.delay_s(earlier + 1)) }
    }
}

impl Access {
    /// Counts a try before it is looked at, so that many at once are counted as many.
    pub(crate) async fn count_try(&self, ctx: &Ctx, aim: Aim<'_>, address: &str) -> Result<(), AccessError> {
        let (places, known) = (&self.places(aim, address), &self.known(aim, address));
        let wait_ms = self.write_short_lived(ctx, Ephemeral::LoginAttempt, |tx| async move {
            let (mut next, mut wait_ms) = (Vec::new(), 0);
            let is_known = store::known_until(&tx, known).await?.is_some_and(|until| until > tx.now());
            for (place, patience) in places {
                let row = store::hold_attempts(&tx, place).await?;
                if !(is_known && patience.is_for_anywhere) {
                    wait_ms = wait_ms.max(row.until_ms.0 - tx.now().0);
                }
                next.push((place, patience.after(&row, tx.now())));
            }
            for (place, row) in next.iter().filter(|_| wait_ms <= 0) {
                store::set_attempts(&tx, place, row).await?;
            }
            Ok(wait_ms)
        });
        match wait_ms.await? {
            ..=0 => Ok(()),
            ms => Err(AccessError::LoginWait { retry_after_s: (ms + 999) / 1_000 }),
        }
    }

    /// Forgets the failures after a success, and remembers that this account came from here.
    pub(crate) async fn forgive(&self, ctx: &Ctx, aim: Aim<'_>, address: &str) -> Result<(), AccessError> {
        let (places, known) = (&self.places(aim, address), &self.known(aim, address));
        self.write_short_lived(ctx, Ephemeral::LoginAttempt, |tx| async move {
            for (place, _) in places {
                store::forget_attempts(&tx, place).await?;
            }
            store::hold_attempts(&tx, known).await?;
            let until_ms = tx.now().plus_s(KNOWN_FOR_S);
            Ok(store::set_attempts(&tx, known, &AttemptRow { failures: 0, last_ms: tx.now(), until_ms }).await?)
        })
        .await
    }

    /// The two counters of a try, always in the same order, so that two tries never wait for each other. Keyed digests:
    /// neither who was tried nor from where can be read from the table.
    fn places(&self, aim: Aim<'_>, address: &str) -> [(String, Patience); 2] {
        let ((kind, account), secret) = (aim.parts(), self.ring().purpose("attempt"));
        let mut places = [(secret.digest(&[kind, &account]), FROM_ANYWHERE), (secret.digest(&[kind, &account, address]), FROM_ADDRESS)];
        places.sort_by(|one, other| one.0.cmp(&other.0));
        places
    }

    /// Where it stands that an account came from an address and succeeded; a keyed digest, too.
    fn known(&self, aim: Aim<'_>, address: &str) -> String {
        let (kind, account) = aim.parts();
        self.ring().purpose("attempt").digest(&["known", kind, &account, address])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_and_stops_growing() {
        let delays: Vec<i64> = [1, 5, 6, 7, 8, 15, 16, 1_000_000].map(|failures| FROM_ADDRESS.delay_s(failures)).to_vec();
        assert_eq!(delays, [0, 0, 2, 4, 8, 900, 900, 900]);
        assert_eq!([20, 21, 26, 99].map(|failures| FROM_ANYWHERE.delay_s(failures)), [0, 2, 60, 60]);
    }

    #[test]
    fn a_day_without_a_failure_forgets_the_earlier_ones() {
        let row = AttemptRow { failures: 9, last_ms: UtcMs(0), until_ms: UtcMs(0) };
        let day = UtcMs(0).plus_s(FORGOTTEN_AFTER_S);
        assert_eq!(FROM_ADDRESS.after(&row, day).failures, 1);
        assert_eq!(FROM_ADDRESS.after(&row, day.plus_s(-1)).failures, 10);
    }
}
