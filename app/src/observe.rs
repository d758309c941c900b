//! The log: which lines, in which form, to standard error.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::config::Log;

/// What the libraries below say is noise at the level of the program.
const QUIETER: [&str; 4] = ["sqlx=warn", "sea_orm=warn", "hyper=warn", "rustls=warn"];

/// Starts writing the log.
///
/// # Errors
/// When it was started before in this process.
pub fn start(log: &Log) -> Result<(), TryInitError> {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter(log));
    if log.json { registry.with(lines.json()).try_init() } else { registry.with(lines.with_target(false)).try_init() }
}

/// The filter as it was set; libraries are quieter unless it names them.
fn filter(log: &Log) -> EnvFilter {
    let mut filter = EnvFilter::builder().parse_lossy(&log.filter);
    for directive in QUIETER {
        let library = directive.split('=').next().unwrap_or_default();
        if !log.filter.contains(library)
            && let Ok(directive) = directive.parse()
        {
            filter = filter.add_directive(directive);
        }
    }
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_quieter_unless_they_are_named() {
        let shown = |filter_text: &str| filter(&Log { filter: filter_text.to_owned(), json: false }).to_string();
        assert!(shown("info").contains("sqlx=warn"));
        let named = shown("debug,sqlx=trace");
        assert!(named.contains("sqlx=trace") && !named.contains("sqlx=warn"), "{named}");
    }
}
