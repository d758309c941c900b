//! Where Sigap may send at all: the closed list of the operator. No address that a hospital types is ever called.

use std::fmt;
use std::str::FromStr;

use axum::http::Uri;
use sigap_kernel::coded_enum;

use crate::Protocol;

/// Usual addresses of the national services, as hospital systems have them set; they are published nowhere, so the operator looks.
const APLICARES_ADDRESS: &str = "https://new-api.bpjs-kesehatan.go.id/aplicaresws";
const SIRANAP_ADDRESS: &str = "https://sirs.kemkes.go.id/fo/index.php";
/// Longest address.
const ADDRESS_BYTES_MAX: usize = 200;

coded_enum! {
    /// A kind of national service.
    pub enum Service {
        /// BPJS Aplicares.
        Aplicares = "aplicares",
        /// Kemenkes RS Online (SIRANAP).
        Siranap = "siranap",
    }
}

impl Service {
    /// The way in which a hospital's own system speaks to it.
    pub(crate) const fn protocol(self) -> Protocol {
        match self {
            Self::Aplicares => Protocol::Aplicares,
            Self::Siranap => Protocol::Siranap,
        }
    }

    const fn path_end(self) -> &'static str {
        match self {
            Self::Aplicares => crate::path::APLICARES,
            Self::Siranap => crate::path::SIRANAP,
        }
    }
}

/// The address of a national service, as the operator lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerAddress {
    service: Service,
    origin: String,
    authority: String,
    path: String,
}

impl PeerAddress {
    /// Which service it is.
    #[must_use]
    pub const fn service(&self) -> Service {
        self.service
    }

    /// Scheme, name and port: `https://sirs.kemkes.go.id`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path below which its calls are.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether this is a server of that name and port: what is passed on to oneself would go round for ever.
    #[must_use]
    pub fn is_at(&self, host: &str) -> bool {
        let host = host.split_once("://").map_or(host, |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default();
        self.with_port(&self.authority).eq_ignore_ascii_case(&self.with_port(host))
    }

    fn with_port(&self, host: &str) -> String {
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
        let port = if self.origin.starts_with("https") { 443 } else { 80 };
        if has_port { host.to_owned() } else { format!("{host}:{port}") }
    }

    /// Whether this is one of the services themselves, which an invented city never speaks to.
    pub(crate) fn is_national(&self) -> bool {
        Self::usual().contains(self)
    }

    /// The addresses of the national services as far as they are known.
    pub(crate) fn usual() -> Vec<Self> {
        [APLICARES_ADDRESS, SIRANAP_ADDRESS].iter().filter_map(|address| address.parse().ok()).collect()
    }
}

impl fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

/// Not an address of a national service: the path has to end with `/aplicaresws` or `/fo/index.php`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPeerAddress;

impl FromStr for PeerAddress {
    type Err = NoPeerAddress;

    fn from_str(text: &str) -> Result<Self, NoPeerAddress> {
        let text = text.trim();
        let uri: Uri = if text.len() <= ADDRESS_BYTES_MAX { text.parse().map_err(|_| NoPeerAddress)? } else { return Err(NoPeerAddress) };
        let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme)).ok_or(NoPeerAddress)?;
        let authority = uri.authority().map(|authority| authority.as_str().to_ascii_lowercase());
        let authority = authority.filter(|authority| !authority.contains('@') && !authority.starts_with(':')).ok_or(NoPeerAddress)?;
        let path = uri.path().trim_end_matches('/').to_owned();
        let service = Service::ALL.iter().copied().find(|service| path.ends_with(service.path_end()));
        let service = service.filter(|_| uri.query().is_none() && !text.contains('#')).ok_or(NoPeerAddress)?;
        Ok(Self { service, origin: format!("{scheme}://{authority}"), authority, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_or_refused() {
        for (text, service, said) in [
            (APLICARES_ADDRESS, Service::Aplicares, APLICARES_ADDRESS),
            (SIRANAP_ADDRESS, Service::Siranap, SIRANAP_ADDRESS),
            (" http://127.0.0.1:8080/aplicaresws/ ", Service::Aplicares, "http://127.0.0.1:8080/aplicaresws"),
            ("https://SIRS.example.go.id/uji/fo/index.php", Service::Siranap, "https://sirs.example.go.id/uji/fo/index.php"),
        ] {
            let address: PeerAddress = text.parse().unwrap();
            assert_eq!((address.service(), address.to_string().as_str()), (service, said));
        }
        let long = format!("https://{}.id/aplicaresws", "a".repeat(200));
        for text in [
            "",
            "aplicaresws",
            "/aplicaresws",
            "ftp://a.id/aplicaresws",
            "https://a.id/",
            "https://a.id/aplicares",
            "https://kunci@a.id/aplicaresws",
            "https://a.id/aplicaresws?x=1",
            "https://a.id/aplicaresws#x",
            &long,
        ] {
            assert!(text.parse::<PeerAddress>().is_err(), "{text}");
        }
        assert_eq!(PeerAddress::usual().len(), 2);
    }

    #[test]
    fn ones_own_address_is_known_with_or_without_its_port() {
        let address: PeerAddress = "https://sigap.example.go.id/aplicaresws".parse().unwrap();
        assert!(address.is_at("https://sigap.example.go.id") && address.is_at("SIGAP.example.go.id:443"));
        assert!(!address.is_at("sigap.example.go.id:8443") && !address.is_at("sirs.kemkes.go.id"));
        let plain: PeerAddress = "http://127.0.0.1:8080/fo/index.php".parse().unwrap();
        assert!(plain.is_at("http://127.0.0.1:8080/") && !plain.is_at("127.0.0.1"));
    }
}
