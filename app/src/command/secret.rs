//! `Secret`: a secret on its way to the running server. It shows itself in no log, but unlike `Masked` it can be sent:
//! over a socket that its owner alone can open.

use serde::{Deserialize, Serialize, Serializer};
use sigap_kernel::Masked;

/// A secret inside a command.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(Masked<String>);

impl Secret {
    /// Hides a secret.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Masked::new(secret.into()))
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// As the rooms take it.
    #[must_use]
    pub fn masked(&self) -> &Masked<String> {
        &self.0
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reveal())
    }
}
