//! Tests of the room: days added up on both engines, every page in both languages, every refusal, every entry of the journal.

mod days;
mod files;
mod journal;
mod pages;
mod refusals;
mod reports;
mod told;
mod town;

use sigap_testtown::{Answer, get, get_as, post, post_as};

/// The worked month of the textbook, as a hospital types it.
const WORKED: &str = "beds=100&patient_days=2.250&alive=485&died_early=6&died_late=9&stay_days=2150";
