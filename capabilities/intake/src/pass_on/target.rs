//! A national service a hospital's numbers are passed on to: whose, by what authority, with which keys, and whether it is on.

use sigap_access::{Place, SealError};
use sigap_exchange::aplicares::client as aplicares;
use sigap_exchange::bpjs::Ppk;
use sigap_exchange::siranap::RsId;
use sigap_exchange::siranap::client as siranap;
use sigap_kernel::{Ctx, FacilityId, Masked, coded_enum, typed_id};
use sigap_store::Subject;
use sigap_web::Floor;

use super::address::{PeerAddress, Service};
use super::peer::Peer;

/// The kind of the subject under which everything about targets is told, and the table in which they are kept.
pub(crate) const SUBJECT: &str = "pass_target";

typed_id!(/// A national service of one facility.
    TargetId);

coded_enum! {
    /// Whether numbers are passed on.
    pub(crate) enum TargetState {
        /// They are.
        On = "on",
        /// They are not.
        Off = "off",
        /// They are not, because the service refuses the keys: until a person enters others.
        Stopped = "stopped",
    }
}

/// A target as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) id: TargetId,
    pub(crate) facility: FacilityId,
    pub(crate) service: Service,
    /// One of the operator's list when it was set.
    pub(crate) address: String,
    /// The sender's id: cons-id, or the hospital code of RS Online.
    pub(crate) sender: String,
    /// Sealed.
    pub(crate) secret: String,
    /// Sealed; empty when there is none.
    pub(crate) user_key: String,
    pub(crate) facility_code: String,
    /// The hospital's letter: its number, and its day as `YYYY-MM-DD`.
    pub(crate) letter_no: String,
    pub(crate) letter_date: String,
    /// Who recorded it.
    pub(crate) authorised_by: String,
    pub(crate) state: TargetState,
    /// Their words when they refused the keys, cleaned and shortened.
    pub(crate) answer: String,
    pub(crate) version: i64,
}

/// Why nothing can be sent to a target at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPeer {
    /// The codes that were entered are none.
    BadCode,
    /// Its keys cannot be opened.
    Sealed,
}

/// Keys lie in the row of their target and open nowhere else.
const fn place<'p>(row: &'p str, field: &'static str) -> Place<'p> {
    Place { table: SUBJECT, row, field }
}

/// Seals what a person entered; empty stays empty.
pub(crate) fn seal(floor: &Floor, ctx: &Ctx, id: TargetId, field: &'static str, plain: &Masked<String>) -> Result<String, SealError> {
    if plain.reveal().is_empty() {
        return Ok(String::new());
    }
    floor.access().ring().seal(ctx, place(&id.to_string(), field), plain)
}

impl Target {
    pub(crate) fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id)
    }

    /// The address, if the operator still lists it.
    pub(crate) fn address_in(&self, list: &[PeerAddress]) -> Option<PeerAddress> {
        list.iter().find(|listed| listed.service() == self.service && listed.to_string() == self.address).cloned()
    }

    /// Whoever speaks to it.
    pub(crate) fn peer(&self, floor: &Floor, address: &PeerAddress) -> Result<Peer, NoPeer> {
        let secret = self.open(floor, "secret", &self.secret)?.ok_or(NoPeer::Sealed)?;
        match self.service {
            Service::Aplicares => {
                let user_key = self.open(floor, "user_key", &self.user_key)?;
                let credentials = aplicares::Credentials { cons_id: self.sender.clone(), secret, user_key };
                let ppk: Ppk = self.facility_code.parse().map_err(|_| NoPeer::BadCode)?;
                Ok(Peer::Aplicares(aplicares::Sender::new(credentials, address.path()), ppk))
            }
            Service::Siranap => {
                let rs_id: RsId = self.facility_code.parse().map_err(|_| NoPeer::BadCode)?;
                let credentials = siranap::Credentials { rs_id, pass: secret };
                Ok(Peer::Siranap(siranap::Sender::new(credentials, address.path())))
            }
        }
    }

    pub(super) fn open(&self, floor: &Floor, field: &'static str, sealed: &str) -> Result<Option<Masked<String>>, NoPeer> {
        if sealed.is_empty() {
            return Ok(None);
        }
        let opened = floor.access().ring().open_sealed(place(&self.id.to_string(), field), sealed);
        opened.map(Some).map_err(|_| NoPeer::Sealed)
    }
}
