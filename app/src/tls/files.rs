//! Reads certificate and key and makes of them what the listener needs.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::TlsFiles;

/// HTTP/2 first: one connection carries a page and its live stream.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// What the listener needs to speak TLS.
///
/// # Errors
/// When a file cannot be read, is not PEM, or certificate and key do not belong together.
pub fn acceptor(files: &TlsFiles) -> anyhow::Result<TlsAcceptor> {
    let (certs, key) = (certificates(&files.cert)?, private_key(&files.key)?);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certs, key)
        .with_context(|| format!("{} and {} do not belong together", files.cert.display(), files.key.display()))?;
    config.alpn_protocols = PROTOCOLS.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn certificates(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let pem = read(path)?;
    let certs: Vec<_> = rustls_pemfile::certs(&mut pem.as_slice()).collect::<Result<_, _>>().with_context(|| not_pem(path))?;
    if certs.is_empty() {
        bail!("{} holds no certificate; it has to be PEM, beginning with -----BEGIN CERTIFICATE-----", path.display());
    }
    Ok(certs)
}

fn private_key(path: &Path) -> anyhow::Result<PrivateKeyDer<'static>> {
    let pem = read(path)?;
    rustls_pemfile::private_key(&mut pem.as_slice())
        .with_context(|| not_pem(path))?
        .with_context(|| format!("{} holds no private key; it has to be PEM, beginning with -----BEGIN PRIVATE KEY-----", path.display()))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("the file {} cannot be read", path.display()))
}

fn not_pem(path: &Path) -> String {
    format!("{} is not PEM", path.display())
}
