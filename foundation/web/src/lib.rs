#![doc = include_str!("../README.md")]

mod assets;
mod banners;
mod error;
mod fields;
mod floor;
mod form;
mod headers;
mod health;
mod idempotency;
mod live;
mod login;
mod metrics;
mod mode;
mod page;
mod phone;
mod routes;
mod store;
mod visitor;
mod words;

pub use assets::asset;
pub use banners::{Banner, BannerDeed, Banners};
pub use error::{ApiError, PageError, PageResult, Problem};
pub use fields::Fields;
pub use floor::{Floor, Settings};
pub use form::{CheckedForm, Csrf};
pub use headers::{ANSWER_WITHIN_S, dress};
pub use health::{health_routes, readiness};
pub(crate) use idempotency::idempotent;
pub use idempotency::{ANSWER_KEPT_H, sweep_answers};
pub use live::{LiveHub, Topic};
pub use login::login_routes;
pub use metrics::{Metrics, count, metrics_text};
pub use mode::{MODE_HEADER, Mode};
pub use page::{Html, NavItem, Page, see_other};
pub use phone::written_phone;
pub use routes::{Guard, Mounted, RouteInfo, Routes};
pub use visitor::{Visitor, identify};
pub use words::{Loader, Words, minutes_ago};

#[doc(hidden)]
pub use fluent_templates;

/// The web floor's own tables.
pub const MIGRATIONS: sigap_store::MigrationSet = sigap_store::migrations!("web", ["0001_idempotency"]);
