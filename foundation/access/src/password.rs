//! Passwords: which are good enough, and how they are hashed (argon2id) without holding up anybody else.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use sigap_kernel::{Ctx, Masked};
use tokio::sync::Semaphore;

use crate::AccessError;
use crate::totp::base32;

/// Memory of one hash, in KiB. This and the next two are the second choice of the OWASP password storage sheet: 19 MiB, two passes.
pub(crate) const HASH_MEMORY_KIB: u32 = 19_456;
/// Passes over that memory.
pub(crate) const HASH_PASSES: u32 = 2;
/// Lanes.
pub(crate) const HASH_LANES: u32 = 1;
/// Hashes computed at once: bounds what a flood of log-ins may take of memory and processors.
const HASHES_AT_ONCE: usize = 4;
/// Letters a password has at least.
pub const PASSWORD_LETTERS_MIN: usize = 10;
/// Letters a password has at most.
pub const PASSWORD_LETTERS_MAX: usize = 128;

/// Words everybody tries first. A password that is one of them, with or without digits and signs around it, is refused.
const COMMON_WORDS: &str = "abc abcd abcdef admin administrator allah alhamdulillah ambulan ambulans anjing asdf asdfghjkl bidan bismillah \
    changeme cinta dinas dinkes dokter doraemon dragon football gantisaya garuda iloveyou indonesia jakarta juara \
    kesehatan klinik kota letmein merdeka monkey muhammad pass passw password passwordku perawat princess puskesmas qazwsx \
    qwerty qwertyui qwertyuiop qwertz rahasia rumahsakit sandi katasandi sayang sayangku secret sehat selamat semarang \
    batam sigap sunshine surabaya test testing user welcome zxcvbnm";

/// A hash nobody's password has: unknown accounts are checked against it, so that they take as long as known ones.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2lnYXBzaWdhcHNpZ2Fw$ZGVjb3lkZWNveWRlY295ZGVjb3lkZWNveWRlY295ZGU";

/// Says what is wrong with a new password, as a message id; `None` when it is good enough.
#[must_use]
pub fn password_mistake(password: &Masked<String>) -> Option<String> {
    let letters = password.reveal().chars().count();
    if letters < PASSWORD_LETTERS_MIN {
        return Some(format!("password-short?min={PASSWORD_LETTERS_MIN}"));
    }
    if letters > PASSWORD_LETTERS_MAX {
        return Some(format!("password-long?max={PASSWORD_LETTERS_MAX}"));
    }
    is_common(password.reveal()).then(|| "password-common".to_owned())
}

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let first = lower.chars().next();
    core.is_empty() || COMMON_WORDS.split(' ').any(|word| word == core) || lower.chars().all(|c| Some(c) == first)
}

/// A password made by chance (80 bits), in groups that can be read out: for a first log-in.
#[must_use]
pub fn random_password(ctx: &Ctx) -> Masked<String> {
    let letters = base32(&ctx.random::<10>()).to_lowercase();
    let groups: Vec<&str> = [0..4, 4..8, 8..12, 12..16].into_iter().filter_map(|range| letters.get(range)).collect();
    Masked::new(groups.join("-"))
}

/// Hashes passwords beside the async threads, a few at a time.
#[derive(Clone)]
pub(crate) struct Hasher {
    places: Arc<Semaphore>,
}

impl Hasher {
    pub(crate) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(HASHES_AT_ONCE)) }
    }

    /// The hash of a password, in PHC form.
    pub(crate) async fn hash(&self, ctx: &Ctx, password: &Masked<String>) -> Result<String, AccessError> {
        let (password, salt) = (password.clone(), ctx.random::<16>());
        self.beside(move || {
            let salt = SaltString::encode_b64(&salt).ok()?;
            argon2().ok()?.hash_password(password.reveal().as_bytes(), &salt).ok().map(|hash| hash.to_string())
        })
        .await?
        .ok_or(AccessError::Hashing)
    }

    /// Whether the password has this hash; takes the same time when there is none. `held` is let go of when the check is over.
    pub(crate) async fn verify<H: Send + 'static>(
        &self,
        password: &Masked<String>,
        stored: Option<&str>,
        held: H,
    ) -> Result<bool, AccessError> {
        let known = stored.filter(|hash| !hash.is_empty());
        let (password, hash, is_known) = (password.clone(), known.unwrap_or(DECOY).to_owned(), known.is_some());
        let right = self.beside(move || {
            let _held = held;
            let parsed = PasswordHash::new(&hash).ok()?;
            Some(argon2().ok()?.verify_password(password.reveal().as_bytes(), &parsed).is_ok())
        });
        Ok(right.await?.unwrap_or(false) && is_known)
    }

    async fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccessError> {
        let place = self.places.clone().acquire_owned().await.map_err(|_| AccessError::Hashing)?;
        // The place is taken as long as the work goes on, also when whoever asked for it has hung up.
        let work = move || {
            let _place = place;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| AccessError::Hashing)
    }
}

fn argon2() -> Result<Argon2<'static>, argon2::Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(HASH_MEMORY_KIB, HASH_PASSES, HASH_LANES, None)?))
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    #[test]
    fn passwords_that_everybody_tries_are_refused() {
        let cases = [
            ("pendek", Some("password-short?min=10")),
            ("1234567890123", Some("password-common")),
            ("bismillah123", Some("password-common")),
            ("Indonesia2026!", Some("password-common")),
            ("!!Password!!", Some("password-common")),
            ("aaaaaaaaaaaa", Some("password-common")),
            ("kamar mawar lantai tiga", None),
            ("éèêëēėęàáâ-", None),
        ];
        for (password, mistake) in cases {
            assert_eq!(password_mistake(&Masked::new(password.to_owned())).as_deref(), mistake, "{password}");
        }
        assert_eq!(password_mistake(&Masked::new("x1".repeat(65))).as_deref(), Some("password-long?max=128"));
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let ctx = World::real().ctx(Actor::System("test"));
        let hasher = Hasher::new();
        let password = random_password(&ctx);
        assert_eq!(password_mistake(&password), None);
        let hash = hasher.hash(&ctx, &password).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify(&password, Some(&hash), ()).await.unwrap());
        assert!(!hasher.verify(&Masked::new("another one".into()), Some(&hash), ()).await.unwrap());
        for nothing in [None, Some(""), Some("not a hash")] {
            assert!(!hasher.verify(&password, nothing, ()).await.unwrap(), "{nothing:?}");
        }
    }

    #[test]
    fn the_decoy_costs_what_a_real_hash_costs() {
        let decoy = PasswordHash::new(DECOY).unwrap();
        assert_eq!(Params::try_from(&decoy).unwrap().m_cost(), HASH_MEMORY_KIB);
        assert_eq!(Params::try_from(&decoy).unwrap().t_cost(), HASH_PASSES);
        assert_eq!(decoy.hash.unwrap().len(), 32);
    }

    #[tokio::test]
    async fn a_check_keeps_its_place_until_it_is_over_also_when_nobody_waits_for_it_any_more() {
        let (hasher, (open, closed)) = (Hasher::new(), std::sync::mpsc::channel::<()>());
        let mut check = Box::pin(hasher.beside(move || closed.recv().is_err()));
        std::future::poll_fn(|cx| {
            assert!(check.as_mut().poll(cx).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
        drop(check);
        assert_eq!(hasher.places.available_permits(), HASHES_AT_ONCE - 1);
        drop(open);
        let all = u32::try_from(HASHES_AT_ONCE).unwrap();
        assert!(hasher.places.acquire_many(all).await.is_ok(), "it comes back");
    }
}
