//! What all BPJS web services share: the signed headers, the window for the sender's clock, the facility code.
//!
//! Which secret belongs to a cons-id, and which facility, is left to the caller.

mod clock;
mod ppk;
mod signature;

pub use clock::{ClockCheck, check_clock, second_of};
pub use ppk::{PPK_CHARS_MAX, Ppk, PpkFault};
pub use signature::{
    HEADER_CONS_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, HEADER_USER_KEY, HeaderFault, SIGNATURE_REFUSED, SignedCall, sign,
};
