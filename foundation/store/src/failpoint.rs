//! Named places where a test may stop the program dead, to prove that nothing acknowledged is lost.

/// Stops the process at once when the environment names this place in `SIGAP_FAILPOINT`.
///
/// Does nothing at all unless the crate is built with the feature `failpoints`.
#[cfg(feature = "failpoints")]
pub fn failpoint(place: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    /// `place:count`: the count-th pass through the place stops the program.
    static ARMED: OnceLock<Option<(String, u64)>> = OnceLock::new();
    static PASSES: AtomicU64 = AtomicU64::new(0);
    let armed = ARMED.get_or_init(|| {
        let text = std::env::var("SIGAP_FAILPOINT").ok()?;
        let (name, count) = text.split_once(':').unwrap_or((text.as_str(), "1"));
        Some((name.to_owned(), count.parse().unwrap_or(1)))
    });
    if let Some((name, count)) = armed
        && name == place
        && PASSES.fetch_add(1, Ordering::SeqCst) + 1 == *count
    {
        std::process::abort();
    }
}

/// Does nothing: the feature `failpoints` is off.
#[cfg(not(feature = "failpoints"))]
#[inline(always)]
pub const fn failpoint(_place: &str) {}
