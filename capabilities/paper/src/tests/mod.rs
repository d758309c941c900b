//! Tests of the room: store on both engines, every page in both languages, every refusal, every entry of the journal.

mod journal;
mod pages;
mod town;

use sigap_testtown::{get_as, post_as};
