//! The problem of a sender whose clock is off: how far, in the unit a person would say it in.

use crate::problem::{Problem, ProblemKind};

const MINUTE_S: u64 = 60;
const HOUR_S: u64 = 60 * MINUTE_S;
const DAY_S: u64 = 24 * HOUR_S;

/// The problem of a clock that is this many seconds ahead, below zero behind. The same as long as side, unit and hours are: one that was
/// set wrong in another way is another problem, so that whoever mends the first is told of the second.
pub(crate) fn problem(field: &str, drift_s: i64) -> Problem {
    let side = if drift_s < 0 { "behind" } else { "ahead" };
    let off_s = drift_s.unsigned_abs();
    let (message, same) = match off_s {
        s if s < 2 * HOUR_S => (format!("clock-{side}?minutes={}", s / MINUTE_S), side.to_owned()),
        s if s < 2 * DAY_S => (format!("clock-{side}-hours?hours={}", s / HOUR_S), format!("{side}:{}", s / HOUR_S)),
        s => (format!("clock-{side}-days?days={}", s / DAY_S), format!("{side}:days")),
    };
    Problem::named(ProblemKind::Clock, field, message, &same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_in_the_unit_a_person_would_use_and_another_mistake_is_another_problem() {
        let said = |drift_s: i64| {
            let problem = problem("X-timestamp", drift_s);
            (problem.reason.iter().map(|(_, message)| message.to_owned()).collect::<String>(), problem.same.unwrap())
        };
        for (drift_s, message, same) in [
            (-1_500, "clock-behind?minutes=25", "behind"),
            (5_000, "clock-ahead?minutes=83", "ahead"),
            (7_199, "clock-ahead?minutes=119", "ahead"),
            (7 * 3_600 + 12, "clock-ahead-hours?hours=7", "ahead:7"),
            (-8 * 3_600, "clock-behind-hours?hours=8", "behind:8"),
            (-259_200, "clock-behind-days?days=3", "behind:days"),
            (i64::MIN, "clock-behind-days?days=106751991167300", "behind:days"),
        ] {
            assert_eq!(said(drift_s), (message.to_owned(), same.to_owned()));
        }
    }
}
