//! TLS: the server's certificate and key, and an authority of one's own for a network without internet.

mod authority;
mod files;

pub use authority::{LocalCa, Made, make_local_ca};
pub use files::acceptor;
