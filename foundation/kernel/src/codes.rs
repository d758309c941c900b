//! `coded_enum!`: a closed list of words, each with one stable code for storage and for the wire.

use thiserror::Error;

/// A code that is not in the list; says which list it was looked up in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown {list} code {code:?}")]
pub struct UnknownCode {
    /// The name of the list, for example `BedType`.
    pub list: &'static str,
    /// What was given.
    pub code: String,
}

/// Declares a closed list of words with their codes.
///
/// Gives `ALL`, `code()`, `FromStr`, `Display` and serde by the same code, so that a word is spelled in one place.
#[macro_export]
macro_rules! coded_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable code: stored, sent and accepted; never shown to a person.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code {
                    $($code => Ok($name::$variant),)+
                    _ => Err($crate::UnknownCode { list: stringify!($name), code: code.to_owned() }),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <::std::borrow::Cow<'de, str> as $crate::__serde::Deserialize>::deserialize(deserializer)?;
                code.parse().map_err($crate::__serde::de::Error::custom)
            }
        }
    };
}
