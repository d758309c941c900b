//! Tests of the room: rules, store on both engines, every page in both languages, every refusal, every entry of the journal.

mod checks;
mod desk;
mod family;
mod journal;
mod keeping;
mod pages;
mod refusals;
mod replies;
mod rules;
mod sheets;
mod town;

use sigap_testtown::{Answer, get, get_as, post, post_as};
