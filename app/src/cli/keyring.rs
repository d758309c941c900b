//! `sigap keyring …`

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use sigap_access::KeyRing;

use super::input::{self, SecretSource};
use super::place::Place;
use super::reach;
use super::show;
use crate::command::{Command, ExportKeyRing, Failure, Secret, exit};
use crate::deployment::take_folder;

/// Bytes of an export: some thousand turned keys.
const EXPORT_BYTES_MAX: u64 = 2_000_000;

const EXPORT_HELP: &str = "\
Example:
  sigap keyring export --out ring.json --passphrase-file passphrase.txt --data /var/lib/sigap

Keep export and passphrase in two places, both apart from the backups: whoever has ring and backup has everything.";

const IMPORT_HELP: &str = "\
Example:
  sigap keyring import ring.json --passphrase-file passphrase.txt --data /var/lib/sigap

Before the first start after a restore. A ring that is there is never overwritten.";

/// Take the key ring to a safe place, or bring it back
#[derive(Debug, clap::Subcommand)]
#[command(after_help = EXPORT_HELP)]
pub(super) enum Deed {
    /// Write the key ring as a text that a passphrase opens
    #[command(after_help = EXPORT_HELP)]
    Export(Export),
    /// Bring an exported key ring to a folder that has none
    #[command(after_help = IMPORT_HELP)]
    Import(Import),
}

/// The passphrase.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Passphrase {
    /// A file that holds the passphrase
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Read the passphrase from standard input
    #[arg(long)]
    passphrase_stdin: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The file to write; standard output without it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    passphrase: Passphrase,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The exported key ring
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
    #[command(flatten)]
    place: Place,
}

impl Passphrase {
    fn read(self) -> Result<Secret, Failure> {
        let source = SecretSource { file: self.passphrase_file, stdin: self.passphrase_stdin, argument: None };
        source.read("--passphrase")?.ok_or_else(|| Failure::new("a passphrase is needed", "--passphrase-file FILE").with_exit(exit::USAGE))
    }
}

pub(super) async fn run(deed: Deed) -> Result<u8, Failure> {
    match deed {
        Deed::Export(args) => export(args).await,
        Deed::Import(args) => import(args),
    }
}

async fn export(args: Export) -> Result<u8, Failure> {
    let command = Command::KeyRingExport(ExportKeyRing { passphrase: args.passphrase.read()? });
    let Some(file) = args.out else { return reach::run(&args.place, command).await };
    let reached = reach::reach(&args.place, command.secrets(), command.name()).await?;
    let mut answer = reached.run(command, &crate::command::Progress::silent()).await?;
    write_new(&file, &answer.out)?;
    answer.out = format!("Key ring exported to {}.\n", file.display());
    Ok(show::answer(&answer))
}

fn import(args: Import) -> Result<u8, Failure> {
    let config = args.place.config()?;
    let text = input::text(&args.file, EXPORT_BYTES_MAX)?;
    let passphrase = args.passphrase.read()?;
    let _held = take_folder(&config.data.folder, "sigap keyring import")?;
    let path = config.key_ring_path();
    KeyRing::import(&path, &text, passphrase.masked())?;
    show::out(&format!("Key ring brought to {}.\n", path.display()));
    Ok(exit::WELL)
}

fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    let cannot =
        |error: std::io::Error| Failure::new(format!("{} cannot be written: {error}", file.display()), "name a file that is not there yet");
    let mut open = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(cannot)?;
    open.write_all(text.as_bytes()).and_then(|()| open.sync_all()).map_err(cannot)
}
