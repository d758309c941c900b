//! `sigap tls …`

use std::path::{Path, PathBuf};

use sigap_kernel::{Actor, World};

use super::show;
use crate::command::{Failure, exit};
use crate::tls::{LocalCa, Made, make_local_ca};

const LOCAL_CA_HELP: &str = "\
Example:
  sigap tls local-ca --data /var/lib/sigap --host sigap.lan --host 192.168.1.10

Run it again before the year is over: the root stays, the server gets a new certificate, and no device has to be touched.
The root can vouch for local names and addresses (.lan, .local, .internal, .home.arpa, 10.*, 172.16.*, 192.168.*) and for the hosts
it was made for, and for nothing else.";

/// Speak TLS in a building without internet
#[derive(Debug, clap::Subcommand)]
#[command(after_help = LOCAL_CA_HELP)]
pub(super) enum Deed {
    /// Make an authority of one's own and a certificate for the server
    #[command(after_help = LOCAL_CA_HELP)]
    LocalCa(Args),
}

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The data folder; the files go to its folder tls
    #[arg(long, value_name = "DIR", required_unless_present = "out")]
    data: Option<PathBuf>,
    /// Another folder for the files
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A name or address of the server, as browsers call it; may be given several times
    #[arg(long, value_name = "NAME", required = true, num_args = 1.., alias = "name")]
    host: Vec<String>,
}

pub(super) fn run(deed: &Deed) -> Result<u8, Failure> {
    let Deed::LocalCa(args) = deed;
    let data = args.data.clone().unwrap_or_default();
    let asked = LocalCa { folder: args.out.clone().unwrap_or_else(|| data.join("tls")), hosts: args.host.clone() };
    let ctx = World::real().ctx(Actor::System("command-line"));
    let made = make_local_ca(&ctx, &asked)?;
    show::out(&guide(&made, asked.hosts.first().map_or("", String::as_str), args.data.as_deref()));
    Ok(exit::WELL)
}

fn guide(made: &Made, host: &str, data: Option<&Path>) -> String {
    let root = if made.root_kept { "The authority was there already; devices need nothing new." } else { ROOT_IS_NEW };
    let data = data.map_or_else(|| "DIR".to_owned(), |data| data.display().to_string());
    format!(
        "authority    {}\ncertificate  {}\nkey          {}\n\n{root}\n\nStart the server with\n  sigap serve --data {data} --listen 0.0.0.0:443 --tls-cert {} \
         --tls-key {}\nand open https://{host} on a device. The name has to lead to this machine (one line in the router's DNS).\n\nTurn by turn, in \
         Indonesian and English: docs/panduan/tls-lan.md, docs/guide/tls-lan.md\n",
        made.root_cert.display(),
        made.server_cert.display(),
        made.server_key.display(),
        made.server_cert.display(),
        made.server_key.display(),
    )
}

const ROOT_IS_NEW: &str = "\
Put the authority (ca.pem) on every device that is to open Sigap:
  Android        Settings, Security, Encryption and credentials, Install a certificate, CA certificate
  iPhone, iPad   open the file, install the profile, then Settings, General, About, Certificate Trust Settings
  Windows        open the file, Install Certificate, Local Machine, Trusted Root Certification Authorities
  Debian, Ubuntu copy it to /usr/local/share/ca-certificates/sigap-lan.crt and run update-ca-certificates
  Firefox        Settings, Privacy and Security, View Certificates, Authorities, Import
Keep ca.key apart from this machine: whoever has it can pretend to be any address of the local network.";
