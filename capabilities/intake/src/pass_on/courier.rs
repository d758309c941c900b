//! The port through which calls leave: whoever carries them opens no address but those of the operator's list.

use futures::future::BoxFuture;
use sigap_exchange::wire::Request;

use super::address::PeerAddress;

/// Seconds after which no answer counts as none.
pub const CARRY_WITHIN_S: u64 = 20;
/// Most bytes of an answer.
pub const CARRIED_BYTES_MAX: usize = sigap_exchange::aplicares::client::ANSWER_BYTES_MAX;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// HTTP status. An answer that leads elsewhere is given as it is: nobody follows it.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CourierFault {
    /// The call never left: no connection. It was surely not heard.
    NotSent,
    /// The call may have been heard: no answer in time, one that broke off, or one that is too large.
    Lost,
}

/// Carries calls to national services.
pub trait Courier: Send + Sync + 'static {
    /// Carries one call and brings the answer, once: it is not for the courier to try again.
    fn carry<'c>(&'c self, to: &'c PeerAddress, request: Request) -> BoxFuture<'c, Result<Carried, CourierFault>>;
}
