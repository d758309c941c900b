//! The subjects of the configuration: what each setting means, its unit, its variable and its default.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::str::FromStr;

use sigap_availability::Rules;
use sigap_intake::{ANSWER_WITHIN_MAX_S, ClockRule, IntakeConfig};
use sigap_kernel::{GeoPoint, Masked, Zone};
use sigap_shadow::ShadowRules;

use super::reader::Reader;

/// The city this installation serves.
#[derive(Debug, Clone)]
pub struct City {
    /// Its name, as pages show it. `city.name`, `SIGAP_CITY_NAME`; default `Kota`.
    pub name: String,
    /// Its middle, where a search starts when nobody says where they are. `city.lat` and `city.lon` in degrees,
    /// `SIGAP_CITY_LAT`, `SIGAP_CITY_LON`; default the middle of Semarang.
    pub centre: GeoPoint,
    /// Its zone: `WIB`, `WITA` or `WIT`. `city.zone`, `SIGAP_CITY_ZONE`; default `WIB`.
    pub zone: Zone,
    /// The number of the bed help line (*bantuan kamar*), as people read it; pages of families show it. `city.help_phone`,
    /// `SIGAP_CITY_HELP_PHONE`; none unless given.
    pub help_phone: Option<String>,
}

/// Digits a telephone number has, at least and at most (ITU-T E.164 allows 15; an emergency line has 3).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

/// Whether a text reads as a telephone number.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    PHONE_DIGITS.contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
}

impl Default for City {
    fn default() -> Self {
        // Simpang Lima, Semarang: any place in Indonesia does until the city says its own.
        Self { name: "Kota".to_owned(), centre: place(-6.9903, 110.4229), zone: Zone::Wib, help_phone: None }
    }
}

/// The place at these degrees; what is out of range is moved to the edge of the range.
fn place(lat: f64, lon: f64) -> GeoPoint {
    // Degrees clamped to their range are always a place.
    #[allow(clippy::expect_used)]
    GeoPoint::new(lat.clamp(-90.0, 90.0), lon.clamp(-180.0, 180.0)).expect("clamped degrees are a place")
}

impl City {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let default = Self::default();
        let (lat, lon) = (from.real("city.lat", &(-90.0..=90.0)), from.real("city.lon", &(-180.0..=180.0)));
        let centre = match (lat, lon) {
            (Some(lat), Some(lon)) => place(lat, lon),
            (None, None) => default.centre,
            _ => {
                from.blame("city.lat", "city.lat and city.lon belong together: give both or none");
                default.centre
            }
        };
        let help_phone = from.text("city.help_phone");
        if help_phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
            from.blame("city.help_phone", "wants a telephone number, as (024) 8413 765");
        }
        Self {
            help_phone,
            name: from.text("city.name").unwrap_or(default.name),
            centre,
            zone: from.parsed("city.zone", "WIB, WITA or WIT").unwrap_or(default.zone),
        }
    }
}

/// Where everything is kept.
#[derive(Debug, Clone)]
pub struct Data {
    /// The folder of the database, the key ring, the lock and the socket of the command line. With PostgreSQL it holds all
    /// but the database. `data.dir`, `SIGAP_DATA_DIR`, `--data`; default `/var/lib/sigap`.
    pub folder: PathBuf,
    /// Whether anybody said which folder.
    pub is_folder_named: bool,
    /// The address of a PostgreSQL database, whose servers stand between commas; without it SQLite in the folder. It may hold a
    /// password: prefer a file of passwords.
    /// `data.database_url`, `SIGAP_DATA_DATABASE_URL`, `--database-url`.
    pub database_url: Option<Masked<String>>,
}

impl Default for Data {
    fn default() -> Self {
        Self { folder: PathBuf::from("/var/lib/sigap"), is_folder_named: false, database_url: None }
    }
}

impl Data {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let database_url = from.text("data.database_url");
        if database_url.as_ref().is_some_and(|url| !is_postgres(url)) {
            from.blame("data.database_url", "wants an address that begins with postgres://");
        } else if let Some(Err(why)) = database_url.as_deref().map(sigap_store::check_address) {
            from.blame("data.database_url", why);
        }
        let folder = from.text("data.dir").map(PathBuf::from);
        Self {
            is_folder_named: folder.is_some(),
            folder: folder.unwrap_or(Self::default().folder),
            database_url: database_url.map(Masked::new),
        }
    }
}

/// Whether an address names a PostgreSQL database.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// An address to listen at, as it is written: `127.0.0.1:8080`, `[::]:8080` or `localhost:8080`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = text.to_socket_addrs().ok().and_then(|mut all| all.next());
        found.map(Self).ok_or_else(|| format!("wants an address and a port, for example {LISTEN_EXAMPLE}"))
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

const LISTEN_EXAMPLE: &str = "127.0.0.1:8080";

/// The keys that open what the database keeps sealed.
#[derive(Debug, Clone, Default)]
pub struct KeyRing {
    /// The file: best outside the data folder, so that no copy holds both. `keyring.path`, `SIGAP_KEYRING_PATH`; default
    /// `keyring.json` in the data folder.
    pub path: Option<PathBuf>,
}

impl KeyRing {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self { path: from.text("keyring.path").map(PathBuf::from) }
    }
}

/// Connections that may be open at once, by default: 20,000 live streams and room for requests.
const CONNECTIONS_MAX: u64 = 25_000;

/// The pages and the API.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where to listen. `server.listen`, `SIGAP_SERVER_LISTEN`, `--listen`; default `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// The address people type. Cookies are for TLS alone when it begins with `https://`, whoever speaks the TLS.
    /// `server.public_url`, `SIGAP_SERVER_PUBLIC_URL`; default none.
    pub public_url: Option<String>,
    /// Proxies whose `x-forwarded-for` is believed, by address. `server.trusted_proxies`,
    /// `SIGAP_SERVER_TRUSTED_PROXIES`; default none.
    pub trusted_proxies: Vec<IpAddr>,
    /// Connections that may be open at once; more wait their turn. `server.connections_max`,
    /// `SIGAP_SERVER_CONNECTIONS_MAX`; default 25,000.
    pub connections_max: u32,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            connections_max: u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX),
        }
    }
}

impl Server {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let default = Self::default();
        let listen = from.parsed::<Listen>("server.listen", &format!("an address and a port, for example {LISTEN_EXAMPLE}"));
        let connections_max = from.whole("server.connections_max", &(16..=1_000_000)).unwrap_or(CONNECTIONS_MAX);
        let public_url = from.text("server.public_url");
        if public_url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            from.blame("server.public_url", "wants an address that begins with https:// or http://");
        }
        Self {
            listen: listen.map_or(default.listen, |listen| listen.0),
            public_url,
            trusted_proxies: from
                .list("server.trusted_proxies", "a list of addresses, for example [\"127.0.0.1\"]")
                .unwrap_or(default.trusted_proxies),
            connections_max: u32::try_from(connections_max).unwrap_or(u32::MAX),
        }
    }

    /// Whether browsers come over TLS to a proxy in front.
    #[must_use]
    pub fn is_public_over_tls(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The files of TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate with those between it and its authority, PEM.
    pub cert: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
}

/// TLS by the program itself.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// Certificate and key; without them plain HTTP. `tls.cert` and `tls.key`, `SIGAP_TLS_CERT`, `SIGAP_TLS_KEY`,
    /// `--tls-cert`, `--tls-key`.
    pub files: Option<TlsFiles>,
}

impl Tls {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let files = match (from.text("tls.cert"), from.text("tls.key")) {
            (Some(cert), Some(key)) => {
                for (path, file) in [("tls.cert", &cert), ("tls.key", &key)] {
                    if let Err(error) = std::fs::File::open(file) {
                        from.blame(path, format!("the file {file} cannot be read: {error}"));
                    }
                }
                Some(TlsFiles { cert: cert.into(), key: key.into() })
            }
            (Some(_), None) => {
                from.blame("tls.cert", "tls.key is missing: give both or none");
                None
            }
            (None, Some(_)) => {
                from.blame("tls.key", "tls.cert is missing: give both or none");
                None
            }
            (None, None) => None,
        };
        Self { files }
    }
}

/// What the operator alone may see.
#[derive(Debug, Clone, Default)]
pub struct Admin {
    /// Where `/metrics` and the details of `/readyz` are told, without a log-in: an address only the operator reaches.
    /// `admin.listen`, `SIGAP_ADMIN_LISTEN`, `--admin`; default nowhere.
    pub listen: Option<SocketAddr>,
}

impl Admin {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self { listen: from.parsed::<Listen>("admin.listen", "an address and a port, for example 127.0.0.1:9180").map(|listen| listen.0) }
    }
}

/// What is written to the log.
#[derive(Debug, Clone)]
pub struct Log {
    /// Which lines: a level, or levels by part. `log.filter`, `SIGAP_LOG_FILTER`; default `info`.
    pub filter: String,
    /// One JSON object a line, for machines that collect logs. `log.json`, `SIGAP_LOG_JSON`; default false.
    pub json: bool,
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info".to_owned(), json: false }
    }
}

impl Log {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let default = Self::default();
        let filter = from.text("log.filter").unwrap_or(default.filter);
        if let Err(error) = tracing_subscriber::EnvFilter::builder().parse(&filter) {
            from.blame("log.filter", format!("wants a level such as info, or sigap=debug,info: {error}"));
        }
        Self { filter, json: from.flag("log.json").unwrap_or(default.json) }
    }
}

/// When the program raises its voice.
#[derive(Debug, Clone)]
pub struct Watch {
    /// Megabytes free on the disk of the data folder below which a warning is logged and `/readyz` says it.
    /// `watch.disk_free_min_mb`, `SIGAP_WATCH_DISK_FREE_MIN_MB`; default 1,024.
    pub disk_free_min_mb: u64,
    /// Seconds by which the machine's clock may jump, against its own ticking, before it is said.
    /// `watch.clock_jump_s`, `SIGAP_WATCH_CLOCK_JUMP_S`; default 5.
    pub clock_jump_s: u64,
}

impl Default for Watch {
    fn default() -> Self {
        Self { disk_free_min_mb: 1_024, clock_jump_s: 5 }
    }
}

impl Watch {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let default = Self::default();
        Self {
            disk_free_min_mb: from.whole("watch.disk_free_min_mb", &(1..=100_000_000)).unwrap_or(default.disk_free_min_mb),
            clock_jump_s: from.whole("watch.clock_jump_s", &(1..=3_600)).unwrap_or(default.clock_jump_s),
        }
    }
}

/// The number of beds.
#[derive(Debug, Clone, Default)]
pub struct Beds {
    /// What each source includes, how long a number may be believed, how the finder orders, what payers are entitled to.
    /// `[beds.rules]`; the defaults stand in `engines/availability`.
    pub rules: Rules,
}

impl Beds {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let rules: Rules = from.branch("beds.rules").unwrap_or_default();
        for bad in rules.problems() {
            from.blame(&format!("beds.rules.{}.{}", bad.table, bad.row), bad.problem);
        }
        Self { rules }
    }
}

const PASS_ON_WANTS: &str =
    "a list of addresses that end with /aplicaresws or /fo/index.php, for example [\"https://example.go.id/aplicaresws\"]";

/// What hospital systems may do.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// `intake.clock_window_s` (default 600), `intake.clock` (`warn` or `refuse`, default `warn`), `intake.calls_per_s` (default
    /// 200), `intake.calls_at_once` (default 1,000), `intake.positions_per_s` (default 20), `intake.positions_at_once` (default 2,000),
    /// `intake.answer_within_s` (1 to 28, default 25) and `intake.silent_after_min` (5 to 10,080, default 120); `SIGAP_INTAKE_CLOCK_WINDOW_S`
    /// and so on. `intake.pass_on_to`: where numbers may be passed on at all, by the written authority of a hospital; default the national
    /// services, an empty list forbids it.
    pub calls: IntakeConfig,
}

impl Intake {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let usual = IntakeConfig::default();
        let mut whole = |path, bounds, usual| {
            let number = from.whole(path, &bounds).and_then(|number| u32::try_from(number).ok());
            number.unwrap_or(usual)
        };
        let calls = IntakeConfig {
            clock_window_s: whole("intake.clock_window_s", 1..=86_400, usual.clock_window_s),
            calls_per_s: whole("intake.calls_per_s", 1..=100_000, usual.calls_per_s),
            calls_at_once: whole("intake.calls_at_once", 1..=1_000_000, usual.calls_at_once),
            positions_per_s: whole("intake.positions_per_s", 1..=100_000, usual.positions_per_s),
            positions_at_once: whole("intake.positions_at_once", 1..=1_000_000, usual.positions_at_once),
            answer_within_s: whole("intake.answer_within_s", 1..=u64::from(ANSWER_WITHIN_MAX_S), usual.answer_within_s),
            silent_after_min: whole("intake.silent_after_min", 5..=10_080, usual.silent_after_min),
            clock: from.parsed::<ClockRule>("intake.clock", "warn or refuse").unwrap_or(usual.clock),
            pass_on_to: from.list("intake.pass_on_to", PASS_ON_WANTS).unwrap_or(usual.pass_on_to),
        };
        Self { calls }
    }
}

/// Thresholds for leaving the shadow: `shadow.days_min` (0 to 365, default 14), `shadow.compared_min` (1 to 10,000, default 20),
/// `shadow.close_within_beds` (0 to 20, default 1), `shadow.close_pct_min` and `shadow.on_time_pct_min` (0 to 100, default 90);
/// `SIGAP_SHADOW_DAYS_MIN` and so on.
pub(super) fn shadow(from: &mut Reader<'_>) -> ShadowRules {
    let default = ShadowRules::default();
    let mut whole = |path: &'static str, range: std::ops::RangeInclusive<u64>, default: u32| {
        from.whole(path, &range).and_then(|value| u32::try_from(value).ok()).unwrap_or(default)
    };
    ShadowRules {
        days_min: whole("shadow.days_min", 0..=365, default.days_min),
        compared_min: whole("shadow.compared_min", 1..=10_000, default.compared_min),
        close_within_beds: whole("shadow.close_within_beds", 0..=20, default.close_within_beds),
        close_pct_min: whole("shadow.close_pct_min", 0..=100, default.close_pct_min),
        on_time_pct_min: whole("shadow.on_time_pct_min", 0..=100, default.on_time_pct_min),
    }
}
