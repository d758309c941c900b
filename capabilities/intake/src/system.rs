//! The systems a hospital may run, and what has to be typed into each so that it reports here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use sigap_access::SecretKind;
use sigap_exchange::siranap::md5_hex;
use sigap_kernel::{Ctx, Masked, coded_enum};
use sigap_registry::Facility;

use crate::Protocol;
use crate::path::{APLICARES, SIRANAP};

coded_enum! {
    /// What a hospital's IT officer calls the system that is to be connected.
    pub(crate) enum System {
        /// SIMRS Khanza, by its Aplicares bridging.
        KhanzaAplicares = "khanza_aplicares",
        /// SIMRS Khanza, by its RS Online bridging.
        KhanzaSiranap = "khanza_siranap",
        /// SIMRS GOS, by its RS Online plug-in.
        GosSiranap = "gos_siranap",
        /// Any other system with Aplicares.
        OtherAplicares = "other_aplicares",
        /// Any other system with RS Online.
        OtherSiranap = "other_siranap",
        /// A system with SATUSEHAT (FHIR).
        OtherFhir = "other_fhir",
        /// Another authority's system, with EDXL-HAVE.
        OtherHave = "other_have",
    }
}

impl System {
    /// In which way it reports.
    pub(crate) const fn protocol(self) -> Protocol {
        match self {
            Self::KhanzaAplicares | Self::OtherAplicares => Protocol::Aplicares,
            Self::KhanzaSiranap | Self::GosSiranap | Self::OtherSiranap => Protocol::Siranap,
            Self::OtherFhir => Protocol::Fhir,
            Self::OtherHave => Protocol::Have,
        }
    }

    /// What is typed into it, in the order and with the names of its own settings: message id of the label, value. `base` is this server's
    /// address; `name` and `secret` are the key's.
    pub(crate) fn settings(self, base: &str, facility: &Facility, name: &str, secret: &str) -> Vec<Setting> {
        let line = |label: &'static str, value: &str| Setting { label, value: value.to_owned(), is_secret: false };
        let hidden = |label: &'static str| Setting { label, value: secret.to_owned(), is_secret: true };
        let ppk = line("key-ppk", facility.ppk.as_deref().unwrap_or_default());
        let aplicares = format!("{base}{APLICARES}");
        let siranap = format!("{base}{SIRANAP}");
        match self {
            Self::KhanzaAplicares => vec![
                line("setting-khanza-url-aplicare", &aplicares),
                line("setting-khanza-consid-aplicare", name),
                hidden("setting-khanza-secret-aplicare"),
                ppk,
            ],
            Self::OtherAplicares => vec![line("key-address", &aplicares), line("key-cons-id", name), hidden("key-secret"), ppk],
            Self::KhanzaSiranap => {
                vec![line("setting-khanza-url-sirs", &siranap), line("setting-khanza-id-sirs", name), hidden("setting-khanza-pass-sirs")]
            }
            Self::GosSiranap => {
                vec![line("setting-gos-url", &format!("{siranap}/")), line("setting-gos-id", name), hidden("setting-gos-key")]
            }
            Self::OtherSiranap => vec![line("setting-rs-url", &siranap), line("setting-rs-id", name), hidden("setting-rs-pass")],
            Self::OtherFhir => vec![
                line("setting-fhir-auth", &format!("{base}/oauth2/v1")),
                line("setting-fhir-base", &format!("{base}/fhir-r4/v1")),
                line("setting-fhir-client", name),
                hidden("setting-fhir-secret"),
                line("setting-fhir-organization", facility.satusehat_id.as_deref().unwrap_or_default()),
            ],
            Self::OtherHave => vec![line("setting-have-url", &format!("{base}/have/1.0")), hidden("setting-have-token")],
        }
    }
}

/// One line of a system's settings.
pub(crate) struct Setting {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) is_secret: bool,
}

impl Protocol {
    /// How a sender proves who it is.
    #[must_use]
    pub const fn secret_kind(self) -> SecretKind {
        match self {
            Self::Aplicares => SecretKind::Hmac,
            Self::Siranap | Self::Fhir => SecretKind::Basic,
            Self::Have | Self::Upload => SecretKind::Bearer,
        }
    }

    /// A secret as its key keeps it: of RS Online the md5, because senders may send either form of it.
    #[must_use]
    pub fn kept_secret(self, secret: &Masked<String>) -> Masked<String> {
        match self {
            Self::Siranap => Masked::new(md5_hex(secret.reveal())),
            _ => secret.clone(),
        }
    }

    /// What a key of this protocol has to be called for a facility, where its protocol says so; `Err` names the code that is missing.
    pub(crate) fn key_name(self, facility: &Facility) -> Result<Option<String>, &'static str> {
        match self {
            Self::Siranap => facility.kemenkes_code.clone().map(Some).ok_or("keys-no-kemenkes"),
            _ => Ok(None),
        }
    }
}

/// 192 bits in 32 letters: long enough for no one to guess, short enough to be typed by hand once.
#[must_use]
pub fn drawn_secret(ctx: &Ctx) -> Masked<String> {
    Masked::new(BASE64.encode(ctx.random::<24>()))
}
