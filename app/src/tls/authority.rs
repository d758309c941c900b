//! An authority for a network without internet: a root that phones and desktops install once, and a certificate for the
//! server. The root can vouch for names and addresses of a local network alone, so that installing it risks little.

use std::io::Write as _;
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, NameConstraints, SanType, SerialNumber,
};
use sigap_kernel::Ctx;

/// How long the root holds: phones should not have to be touched again for years.
const ROOT_YEARS: i32 = 10;
/// How long a server's certificate holds: a year and a month to make the next one. Telephones refuse more than 825 days.
const SERVER_DAYS: i64 = 397;
/// A day before today, so that a phone whose clock is slow accepts it.
const BEFORE_DAYS: i64 = 1;
/// Names that belong to local networks (RFC 6762, RFC 8375, ICANN's `internal`, and what routers use).
const LOCAL_NAMES: [&str; 6] = ["lan", "local", "internal", "home.arpa", "test", "localhost"];
/// Addresses of local networks (RFC 1918, RFC 6598 apart, loopback).
const LOCAL_NETS_V4: [([u8; 4], u8); 4] = [([10, 0, 0, 0], 8), ([172, 16, 0, 0], 12), ([192, 168, 0, 0], 16), ([127, 0, 0, 0], 8)];
/// Unique local addresses of IPv6 (RFC 4193).
const LOCAL_NET_V6: ([u8; 16], u8) = ([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 8);
/// Names and addresses of one certificate.
const HOSTS_MAX: usize = 20;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct LocalCa {
    /// The folder the files go to.
    pub folder: PathBuf,
    /// Names and addresses of the server, as browsers will call it.
    pub hosts: Vec<String>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The root, to be installed on every device.
    pub root_cert: PathBuf,
    /// The server's certificate.
    pub server_cert: PathBuf,
    /// The server's key.
    pub server_key: PathBuf,
    /// Whether the root was there already.
    pub root_kept: bool,
}

/// Makes the root, unless the folder has one, and a certificate for the server.
///
/// # Errors
/// When a host is no name or address, when the root of the folder may not vouch for it, or when a file cannot be written.
pub fn make_local_ca(ctx: &Ctx, asked: &LocalCa) -> anyhow::Result<Made> {
    if asked.hosts.is_empty() || asked.hosts.len() > HOSTS_MAX {
        bail!("give 1 to {HOSTS_MAX} names or addresses of the server, for example --host sigap.lan --host 192.168.1.10");
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&asked.folder).with_context(|| cannot_write(&asked.folder))?;
    let at = |name: &str| asked.folder.join(name);
    let (root_cert, root_key) = (at("ca.pem"), at("ca.key"));
    let kept = root_cert.exists() && root_key.exists();
    if !kept {
        let key = KeyPair::generate()?;
        // A name that is none is refused before a root is made for it.
        asked.hosts.iter().try_for_each(|host| name_of(host).map(|_| ()))?;
        let cert = root(ctx, &asked.hosts)?.self_signed(&key)?;
        write_secret(&root_key, &key.serialize_pem())?;
        write_secret(&root_cert, &cert.pem())?;
    }
    let read = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("the file {} cannot be read", path.display()));
    let issuer = Issuer::from_ca_cert_pem(&read(&root_cert)?, KeyPair::from_pem(&read(&root_key)?)?).with_context(|| {
        format!("{} is not the certificate of an authority; move the folder away and run this again", root_cert.display())
    })?;
    check_vouched(&read(&at("hosts.txt")).unwrap_or_default(), &asked.hosts, kept)?;
    let key = KeyPair::generate()?;
    let cert = server(ctx, &asked.hosts)?.signed_by(&key, &issuer)?;
    let (server_cert, server_key) = (at("server.pem"), at("server.key"));
    write_secret(&server_key, &key.serialize_pem())?;
    write_secret(&server_cert, &cert.pem())?;
    if !kept {
        write_secret(&at("hosts.txt"), &asked.hosts.join("\n"))?;
    }
    Ok(Made { root_cert, server_cert, server_key, root_kept: kept })
}

/// A root that was made for other names cannot vouch for a name outside local networks.
fn check_vouched(made_for: &str, hosts: &[String], kept: bool) -> anyhow::Result<()> {
    let vouched = |host: &String| !kept || is_local(host) || made_for.lines().any(|known| known == host);
    match hosts.iter().find(|host| !vouched(host)) {
        Some(host) => bail!(
            "the authority in this folder was made for other names and cannot vouch for {host}: use a name ending in .lan, or move the folder \
             away, run this again and install the new root on every device"
        ),
        None => Ok(()),
    }
}

fn is_local(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_private() || address.is_loopback(),
        Ok(IpAddr::V6(address)) => address.is_unique_local(),
        Err(_) => LOCAL_NAMES.iter().any(|local| host == *local || host.ends_with(&format!(".{local}"))),
    }
}

/// The root: signs certificates and nothing else, for local names alone.
fn root(ctx: &Ctx, hosts: &[String]) -> anyhow::Result<CertificateParams> {
    let mut params = dated(ctx, CertificateParams::default(), None)?;
    params.distinguished_name.push(DnType::CommonName, format!("Sigap {}", hosts.first().map_or("", String::as_str)));
    params.distinguished_name.push(DnType::OrganizationName, "Sigap (LAN)");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints { permitted_subtrees: permitted(hosts), excluded_subtrees: Vec::new() });
    Ok(params)
}

fn permitted(hosts: &[String]) -> Vec<GeneralSubtree> {
    let names = LOCAL_NAMES.iter().map(|name| GeneralSubtree::DnsName((*name).to_owned()));
    let v4 = LOCAL_NETS_V4.iter().map(|(net, prefix)| GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(*net, *prefix)));
    let v6 = std::iter::once(GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(LOCAL_NET_V6.0, LOCAL_NET_V6.1)));
    let others = hosts.iter().filter(|host| !is_local(host)).map(|host| match host.parse::<IpAddr>() {
        Ok(address) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, if address.is_ipv4() { 32 } else { 128 })),
        Err(_) => GeneralSubtree::DnsName(host.clone()),
    });
    names.chain(v4).chain(v6).chain(others).collect()
}

/// The server's certificate.
fn server(ctx: &Ctx, hosts: &[String]) -> anyhow::Result<CertificateParams> {
    let names = hosts.iter().map(|host| name_of(host)).collect::<anyhow::Result<Vec<_>>>()?;
    let mut params = dated(ctx, CertificateParams::default(), Some(SERVER_DAYS))?;
    params.distinguished_name.push(DnType::CommonName, hosts.first().map_or("sigap", String::as_str));
    params.subject_alt_names = names;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn name_of(host: &str) -> anyhow::Result<SanType> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(SanType::IpAddress(address));
    }
    let label =
        |label: &str| !label.is_empty() && label.len() <= 63 && label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    if host.len() > 253 || !host.split('.').all(label) {
        bail!("{host:?} is neither a name nor an address; for example sigap.lan or 192.168.1.10");
    }
    Ok(SanType::DnsName(host.to_owned().try_into()?))
}

/// The dates of a certificate that begins yesterday, and a serial number by chance.
fn dated(ctx: &Ctx, mut params: CertificateParams, days: Option<i64>) -> anyhow::Result<CertificateParams> {
    let on = |at: sigap_kernel::UtcMs, years: i32| -> anyhow::Result<_> {
        let text = at.rfc3339();
        let mut parts = text.split(['-', 'T']).map(str::parse::<u16>);
        let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) = (parts.next(), parts.next(), parts.next()) else {
            bail!("the clock of this machine stands at {text}: set it first");
        };
        // The 29th of February is not in every year.
        let day = if month == 2 { day.min(28) } else { day };
        Ok(rcgen::date_time_ymd(i32::from(year) + years, u8::try_from(month)?, u8::try_from(day)?))
    };
    let day_min = |days: i64| days * 24 * 60;
    params.not_before = on(ctx.now().plus_min(-day_min(BEFORE_DAYS)), 0)?;
    params.not_after = match days {
        Some(days) => on(ctx.now().plus_min(day_min(days)), 0)?,
        None => on(ctx.now(), ROOT_YEARS)?,
    };
    params.serial_number = Some(SerialNumber::from_slice(&ctx.random::<16>()));
    Ok(params)
}

/// Writes a file that its owner alone can read, in the place of an older one.
fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let beside = path.with_extension("new");
    let _ = std::fs::remove_file(&beside);
    let written = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    written.with_context(|| cannot_write(path))
}

fn cannot_write(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}
