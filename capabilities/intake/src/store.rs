//! All SQL of the room, split by table. Decides nothing.

pub(crate) mod devices;
pub(crate) mod have_state;
pub(crate) mod key_systems;
pub(crate) mod locations;
pub(crate) mod needs;
pub(crate) mod pass_on;
pub(crate) mod positions;
pub(crate) mod problems;
pub(crate) mod pulse;
pub(crate) mod reminders;
pub(crate) mod removed;
pub(crate) mod rooms;
pub(crate) mod silence;
pub(crate) mod unknown;
pub(crate) mod uploads;

use sigap_store::as_text;

use crate::Protocol;
use crate::model::Joined;
use crate::pass_on::Service;
use crate::pass_on::row::{CodesFrom, PassAct, PassRowId, RowState, Why};
use crate::pass_on::target::{TargetId, TargetState};
use crate::position::faults::FaultKind;
use crate::position::{PhoneApp, Unit};
use crate::problem::ProblemKind;
use crate::system::System;

as_text!(
    Protocol,
    ProblemKind,
    Joined,
    FaultKind,
    PhoneApp,
    Unit,
    Service,
    CodesFrom,
    PassAct,
    PassRowId,
    RowState,
    Why,
    System,
    TargetId,
    TargetState
);
