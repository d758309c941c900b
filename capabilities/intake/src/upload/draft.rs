//! The file between looking and taking: sealed by the key ring, for its sender alone, for a day.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use bytes::Bytes;
use sigap_access::{AccessError, Place, SealError};
use sigap_kernel::{Ctx, FacilityId, Masked, UtcMs, clean_label};
use sigap_store::StoreError;

use crate::Intake;
use crate::store::uploads as store;

/// Hours a file waits.
pub const DRAFT_KEPT_H: i64 = 24;
/// Characters of a file's name that are kept.
const NAME_CHARS_MAX: usize = 120;

/// A waiting file.
#[derive(Clone)]
pub(crate) struct Waiting {
    pub(crate) id: String,
    /// As its sender calls it.
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// Keeps a file for the one who sent it, in the place of an earlier one; gives the id it waits under.
pub(crate) async fn keep(intake: &Intake, ctx: &Ctx, facility: FacilityId, name: &str, bytes: &[u8]) -> Result<String, AccessError> {
    let floor = &intake.0.floor;
    let id = ctx.uuid().to_string();
    let name: String = clean_label(name).chars().take(NAME_CHARS_MAX).collect();
    let text = Masked::new(format!("{name}\n{}", BASE64.encode(bytes)));
    let sealed = floor.access().ring().seal(ctx, place(&id), &text)?;
    store::keep(floor.db(), ctx, facility, &id, &sealed).await?;
    Ok(id)
}

/// The file this person sent for this facility; nobody else's.
pub(crate) async fn find(intake: &Intake, ctx: &Ctx, facility: FacilityId, id: &str) -> Result<Option<Waiting>, AccessError> {
    let floor = &intake.0.floor;
    let Some(sealed) = store::find(floor.db(), ctx, facility, id, too_old(ctx)).await? else { return Ok(None) };
    let text = floor.access().ring().open_sealed(place(id), &sealed)?;
    let (name, body) = text.reveal().split_once('\n').ok_or(SealError::NotSealed)?;
    let bytes = BASE64.decode(body).map_err(|_| SealError::NotSealed)?;
    Ok(Some(Waiting { id: id.to_owned(), name: name.to_owned(), bytes: bytes.into() }))
}

/// Throws away files that waited too long; gives how many.
pub(crate) async fn sweep(intake: &Intake, ctx: &Ctx) -> Result<u64, StoreError> {
    store::sweep(intake.0.floor.db(), ctx, too_old(ctx)).await
}

const fn place(id: &str) -> Place<'_> {
    Place { table: "draft_upload", row: id, field: "body" }
}

const fn too_old(ctx: &Ctx) -> UtcMs {
    ctx.now().plus_min(-DRAFT_KEPT_H * 60)
}
