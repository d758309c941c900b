//! Typed ids: one type for each kind of thing, so that a ward cannot be passed where a facility is expected.

/// Declares a typed id over a UUID v7: sortable by time of making, text in the database.
#[macro_export]
macro_rules! typed_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, $crate::__serde::Serialize, $crate::__serde::Deserialize)]
        #[serde(crate = "sigap_kernel::__serde", transparent)]
        pub struct $name($crate::__uuid::Uuid);

        impl $name {
            /// A new id, from the clock and the chance of `ctx`.
            #[must_use]
            pub fn new(ctx: &$crate::Ctx) -> Self {
                Self(ctx.uuid())
            }

            /// The id with exactly this value; for ids that come from outside or from a seed.
            #[must_use]
            pub const fn from_uuid(uuid: $crate::__uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// The value below the type.
            #[must_use]
            pub const fn uuid(self) -> $crate::__uuid::Uuid {
                self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::__uuid::Uuid::try_parse(text)
                    .map(Self)
                    .map_err(|_| $crate::UnknownCode { list: stringify!($name), code: text.chars().take(64).collect() })
            }
        }
    };
}

// The macro names this crate from outside; inside, the name has to exist too.
#[allow(unused_extern_crates)]
extern crate self as sigap_kernel;

typed_id!(/// A hospital, health centre, clinic or other place of care.
    FacilityId);
typed_id!(/// A ward (*ruang*): the unit a hospital reports.
    WardId);
typed_id!(/// A service of a facility with its opening hours (*layanan*).
    ServiceId);
typed_id!(/// A person who may log in.
    UserId);
typed_id!(/// A person whose data is kept: the owner of a data key.
    PersonId);
typed_id!(/// One log-in of a user.
    SessionId);
typed_id!(/// The credential of a machine.
    KeyId);
typed_id!(/// One entry of the journal.
    EntryId);
typed_id!(/// One row of outbound or repeated work.
    JobId);
