//! `Reply`: an answer to a device, ready to be sent.

/// An answer, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Content-Type; none when the body is empty.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    pub(crate) const fn empty(status: u16) -> Self {
        Self { status, content_type: None, body: Vec::new() }
    }

    pub(crate) fn sentence(status: u16, sentence: &str) -> Self {
        Self { status, content_type: Some("text/plain; charset=utf-8"), body: sentence.as_bytes().to_vec() }
    }

    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self { status, content_type: Some("application/json"), body: body.as_bytes().to_vec() }
    }
}
