//! `sigap permissions` and `sigap openapi`: what the program knows about itself, as texts.

use super::show;
use crate::command::{Failure, exit};
use crate::{openapi, wiring};

const PERMISSIONS_HELP: &str = "\
Example:
  sigap permissions > docs/permissions.md";

const OPENAPI_HELP: &str = "\
Example:
  sigap openapi > docs/openapi.json

The same as GET /openapi.json of a running server.";

/// Print who may do what, as Markdown
#[derive(Debug, clap::Args)]
#[command(after_help = PERMISSIONS_HELP)]
pub(super) struct PermissionsArgs {}

/// Print the description of the public API (OpenAPI 3.1)
#[derive(Debug, clap::Args)]
#[command(after_help = OPENAPI_HELP)]
pub(super) struct OpenapiArgs {}

pub(super) fn permissions(_: &PermissionsArgs) -> Result<u8, Failure> {
    show::out(&sigap_access::permissions_markdown());
    Ok(exit::WELL)
}

pub(super) fn openapi(_: &OpenapiArgs) -> Result<u8, Failure> {
    show::out(&openapi::text(&openapi::document(wiring::api())));
    Ok(exit::WELL)
}
