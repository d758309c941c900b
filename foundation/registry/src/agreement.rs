//! The data agreement (*perjanjian kerja sama, PKS*) with a facility: its stage, what it lets be shown, and the one function
//! that says which stage follows which.

use sigap_kernel::{PersonId, UtcMs, coded_enum};
use thiserror::Error;

use crate::Stage;

/// What was agreed with a facility.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// How far it has come.
    pub stage: Stage,
    /// Whether bed numbers may be public.
    pub shows_beds: bool,
    /// Whether phone numbers may be public.
    pub shows_phones: bool,
    /// Whether a bed that is asked for is promised at once while enough are free, without a person deciding each time.
    pub accepts_promises_by_itself: bool,
    /// From when it holds; `None` is from the moment of its stage.
    pub from: Option<UtcMs>,
    /// Whom to ask at the facility, sealed with that person's own key; opened on the agreement page alone.
    pub contact: Option<SealedContact>,
    /// A note of the office. Not in the journal, and never about a patient.
    pub note: String,
}

/// The contact of an agreement as it lies in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedContact {
    /// The person, owner of the data key.
    pub person: PersonId,
    /// Name and number, sealed.
    pub sealed: String,
}

impl Default for Agreement {
    fn default() -> Self {
        Self::in_stage(Stage::None)
    }
}

impl Agreement {
    /// An agreement of the usual kind, in a stage. Its beds are shown once it is public; phones are public knowledge, shown unless it says otherwise;
    /// a person decides about each promise.
    #[must_use]
    pub const fn in_stage(stage: Stage) -> Self {
        Self {
            stage,
            shows_beds: true,
            shows_phones: true,
            accepts_promises_by_itself: false,
            from: None,
            contact: None,
            note: String::new(),
        }
    }

    /// Whether anything of the facility may be public at an instant.
    #[must_use]
    pub fn public_at(&self, now: UtcMs) -> bool {
        self.public_from().is_some_and(|from| from <= now)
    }

    /// Since when, or from when, anything of the facility may be public; `None` while its stage is another.
    #[must_use]
    pub fn public_from(&self) -> Option<UtcMs> {
        (self.stage == Stage::Public).then(|| self.from.unwrap_or(UtcMs(i64::MIN)))
    }
}

coded_enum! {
    /// What moves an agreement from one stage to another.
    pub enum StageEvent {
        /// Signed: the facility begins to practise.
        StartTraining = "start_training",
        /// The numbers look right: used inside.
        StartShadow = "start_shadow",
        /// The office opens the numbers to everyone.
        Publish = "publish",
        /// One stage back, with a reason.
        StepBack = "step_back",
        /// The agreement ends, with a reason.
        End = "end",
    }
}

impl StageEvent {
    /// Whether the office has to say why.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(self, StageEvent::StepBack | StageEvent::End)
    }
}

/// This stage knows no such event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an agreement in stage {0} knows no {1}")]
pub struct StageNotAllowed(pub Stage, pub StageEvent);

impl Stage {
    /// The only place where an agreement changes its stage.
    /// # Errors
    /// [`StageNotAllowed`] when this stage does not know the event.
    pub const fn after(self, event: StageEvent) -> Result<Stage, StageNotAllowed> {
        use StageEvent as E;
        match (self, event) {
            (Stage::None, E::StartTraining) | (Stage::Shadow, E::StepBack) => Ok(Stage::Training),
            (Stage::Training, E::StartShadow) | (Stage::Public, E::StepBack) => Ok(Stage::Shadow),
            (Stage::Shadow, E::Publish) => Ok(Stage::Public),
            (Stage::Training, E::StepBack) | (Stage::Training | Stage::Shadow | Stage::Public, E::End) => Ok(Stage::None),
            (from, event) => Err(StageNotAllowed(from, event)),
        }
    }

    /// The events this stage knows: the buttons of the page.
    pub fn events(self) -> impl Iterator<Item = StageEvent> {
        StageEvent::ALL.iter().copied().filter(move |event| self.after(*event).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agreement_goes_forward_step_by_step_and_back_with_a_reason() {
        use Stage as S;
        use StageEvent as E;
        let leads: &[(S, &[(E, S)])] = &[
            (S::None, &[(E::StartTraining, S::Training)]),
            (S::Training, &[(E::StartShadow, S::Shadow), (E::StepBack, S::None), (E::End, S::None)]),
            (S::Shadow, &[(E::Publish, S::Public), (E::StepBack, S::Training), (E::End, S::None)]),
            (S::Public, &[(E::StepBack, S::Shadow), (E::End, S::None)]),
        ];
        for (from, known) in leads {
            for &event in E::ALL {
                let expected = known.iter().find(|(known, _)| *known == event).map(|(_, to)| *to);
                assert_eq!(from.after(event).ok(), expected, "{from} {event}");
            }
            assert_eq!(from.events().count(), known.len());
        }
        for &event in E::ALL {
            assert_eq!(event.needs_reason(), matches!(event, E::StepBack | E::End));
        }
    }

    #[test]
    fn nothing_is_public_before_its_day_or_outside_the_public_stage() {
        let now = UtcMs(1_000);
        for &stage in Stage::ALL {
            assert_eq!(Agreement::in_stage(stage).public_at(now), stage == Stage::Public, "{stage}");
        }
        let later = Agreement { from: Some(UtcMs(1_001)), ..Agreement::in_stage(Stage::Public) };
        assert!(!later.public_at(now) && later.public_at(UtcMs(1_001)));
    }
}
