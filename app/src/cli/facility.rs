//! `sigap facility …`

use std::path::PathBuf;

use sigap_registry::import::BYTES_MAX;

use super::input;
use super::place::Place;
use super::reach;
use crate::command::{AddFacility, Command, Failure, ImportFacilities};

const IMPORT_HELP: &str = "\
Examples:
  sigap facility import facilities.csv --dry-run --data /var/lib/sigap
  sigap facility import facilities.geojson --data /var/lib/sigap

First with --dry-run: it says, by row and column, what would be added, changed or refused, and writes nothing.
Ends with 3 when a row was refused.";

const ADD_HELP: &str = "\
Example:
  sigap facility add --code 0301R001 --name \"RSUD Rekaan\" --lat -6.9903 --lon 110.4229 --stage public --data /var/lib/sigap";

/// Keep the registry of facilities
#[derive(Debug, clap::Subcommand)]
#[command(after_help = IMPORT_HELP)]
pub(super) enum Deed {
    /// Load facilities or names of places from a file (CSV or GeoJSON)
    #[command(after_help = IMPORT_HELP)]
    Import(Import),
    /// Add one facility
    #[command(after_help = ADD_HELP)]
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The file to read
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// Its PPK code (BPJS)
    #[arg(long, value_name = "PPK")]
    code: String,
    /// Its name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Degrees north; south is negative
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    lat: f64,
    /// Degrees east
    #[arg(long, value_name = "Y", allow_negative_numbers = true)]
    lon: f64,
    /// What it is
    #[arg(long, value_name = "KIND", default_value = "hospital")]
    kind: String,
    /// How far its data agreement has come: none, training, shadow or public
    #[arg(long, value_name = "STAGE", default_value = "training")]
    stage: String,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(deed: Deed) -> Result<u8, Failure> {
    match deed {
        Deed::Import(args) => import(args).await,
        Deed::Add(Add { code, name, lat, lon, kind, stage, place }) => {
            reach::run(&place, Command::FacilityAdd(AddFacility { code, name, lat, lon, kind, stage })).await
        }
    }
}

async fn import(args: Import) -> Result<u8, Failure> {
    let content = input::bytes(&args.file, BYTES_MAX as u64)?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    reach::run(&args.place, Command::FacilityImport(ImportFacilities::new(name, &content, args.dry_run))).await
}
