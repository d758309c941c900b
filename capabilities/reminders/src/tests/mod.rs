//! Tests of the room: rules, the ladder and the census on both engines, messages, pages with their refusals, every entry of the journal.

mod census;
mod crowd;
mod journal;
mod ladder;
mod pages;
mod rules;
mod send;
mod town;

use sigap_testtown::{get, get_as, post, post_as};
