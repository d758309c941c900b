//! `Floor`: what every room's pages stand on, handed to each room at the start.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use sigap_access::Access;
use sigap_kernel::{GeoPoint, World, Zone};
use sigap_store::Db;

use crate::{Banners, LiveHub, Metrics, Mode};

/// Facts about this deployment that pages show.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The city's name.
    pub city: String,
    /// The city's middle: where a search starts when nobody says where they are.
    pub centre: GeoPoint,
    /// The city's zone.
    pub zone: Zone,
    /// Whether everything is invented: every page says so.
    pub demo: bool,
    /// Whether pages come over TLS: cookies are then for TLS alone.
    pub tls: bool,
    /// The bed help line's number, as people read it; `None` while the city has none.
    pub help_phone: Option<String>,
}

impl Settings {
    /// The help line's number: as it is read, and as a telephone dials it.
    #[must_use]
    pub fn help_line(&self) -> Option<(String, String)> {
        let shown = self.help_phone.clone()?;
        let dialled = shown.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Some((shown, dialled))
    }
}

/// The floor under the pages. Cheap to clone.
#[derive(Clone)]
pub struct Floor(Arc<Inner>);

struct Inner {
    db: Db,
    access: Access,
    world: World,
    live: LiveHub,
    metrics: Metrics,
    settings: Settings,
    mode: Mode,
    in_shadow: AtomicBool,
    banners: OnceLock<Arc<dyn Banners>>,
}

impl std::fmt::Debug for Floor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Floor").finish_non_exhaustive()
    }
}

impl Floor {
    /// Lays the floor of the city itself, or of the demo when everything is invented.
    #[must_use]
    pub fn new(db: Db, access: Access, world: World, settings: Settings) -> Self {
        let mode = if settings.demo { Mode::Demo } else { Mode::Live };
        Self::in_mode(db, access, world, settings, mode)
    }

    /// Lays the floor of a deployment of this kind; what is invented says so, whatever the settings say.
    #[must_use]
    pub fn in_mode(db: Db, access: Access, world: World, settings: Settings, mode: Mode) -> Self {
        let (live, metrics) = (LiveHub::new(world.clone()), Metrics::default());
        let settings = Settings { demo: mode.is_invented(), ..settings };
        let (in_shadow, banners) = (AtomicBool::new(false), OnceLock::new());
        Self(Arc::new(Inner { db, access, world, live, metrics, settings, mode, in_shadow, banners }))
    }

    /// What this deployment is for.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.0.mode
    }

    /// Whether the whole city is on trial: the public sees no figures. The registry keeps it in step with the database.
    #[must_use]
    pub fn is_in_shadow(&self) -> bool {
        self.0.in_shadow.load(Ordering::Relaxed)
    }

    /// Told by the registry when the office decided anew.
    pub fn put_in_shadow(&self, in_shadow: bool) {
        self.0.in_shadow.store(in_shadow, Ordering::Relaxed);
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// Log-in, keys and permissions.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// Clock and chance.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.0.world
    }

    /// The hub of the live stream.
    #[must_use]
    pub fn live(&self) -> &LiveHub {
        &self.0.live
    }

    /// Counters and timings.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Facts about this deployment.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Names who has something to say on top of people's pages; whoever comes second is not heard.
    pub fn show_banners(&self, banners: Arc<dyn Banners>) {
        if self.0.banners.set(banners).is_err() {
            tracing::error!("two parts of the program want to say something on top of all pages; the second is not heard");
        }
    }

    /// Who has something to say on top of people's pages.
    pub(crate) fn banners(&self) -> Option<&dyn Banners> {
        self.0.banners.get().map(AsRef::as_ref)
    }
}
