//! What a person sees: results on standard output, everything else on standard error, a bar for long work.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::command::{Answer, Progress, Step};

/// The bar shows by turning that the work goes on.
const TURN_EVERY: Duration = Duration::from_millis(120);

/// Writes a result. Whoever reads it may have gone away: that is no failure.
pub(super) fn out(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes a line for a person.
pub(super) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Shows an answer; gives its exit code.
pub(super) fn answer(answer: &Answer) -> u8 {
    out(&answer.out);
    if !answer.note.is_empty() {
        note(&answer.note);
    }
    answer.exit
}

/// A bar on standard error while long work is going on; none when nobody looks at a terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(TURN_EVERY);
        Self(bar)
    }

    /// Takes the steps of the work.
    pub(super) fn progress(&self) -> Progress {
        let bar = self.0.clone();
        Progress::telling(move |step| draw(&bar, &step))
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn draw(bar: &ProgressBar, step: &Step) {
    let form = match step.of {
        Some(of) => {
            bar.set_length(of);
            "{spinner} {msg} {wide_bar} {human_pos}/{human_len} {eta}"
        }
        None => "{spinner} {msg} {human_pos} {elapsed}",
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.set_message(step.what.clone());
    bar.set_position(step.done);
}
