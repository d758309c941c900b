//! The types and rules of the room: numbers of sheets, what can become of a sheet, and what its lines say.

mod lines;
mod number;

use sigap_kernel::{coded_enum, typed_id};

pub(crate) use lines::{LineForm, Sheet as SheetOf, checked, date_of, time_of};
pub use number::SheetNumber;

typed_id!(/// A pad of sheets of one ward (*bendel*).
    PadId);

/// Lines of a sheet: a dozen hours and some to spare.
pub const LINES_A_SHEET: usize = 16;
/// Sheets of a pad: what a ward needs in some weeks of bad network, and what is made in a few seconds.
pub const SHEETS_A_PAD_MAX: u32 = 40;
/// Wards for which pads are printed at once.
pub(crate) const WARDS_AT_ONCE_MAX: usize = 40;

coded_enum! {
    /// Where a sheet stands (*keadaan lembar*).
    pub enum SheetState {
        /// Printed; nobody has typed it in.
        Out = "out",
        /// Typed in.
        Entered = "entered",
        /// Spoiled or lost: nobody types it in any more.
        Void = "void",
    }
}

/// What happens to a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetEvent {
    /// Its lines were typed in, or corrected.
    Entered,
    /// It was declared void.
    Voided,
}

impl SheetState {
    /// Where an event leads; `None` where it cannot happen.
    pub(crate) const fn after(self, event: SheetEvent) -> Option<Self> {
        match (self, event) {
            (SheetState::Out | SheetState::Entered, SheetEvent::Entered) => Some(SheetState::Entered),
            (SheetState::Out, SheetEvent::Voided) => Some(SheetState::Void),
            (SheetState::Entered, SheetEvent::Voided) | (SheetState::Void, _) => None,
        }
    }
}

coded_enum! {
    /// What became of a line.
    pub enum Became {
        /// It is, or was on the way, the ward's number.
        Counts = "counts",
        /// Something newer was known: it fills the past.
        Past = "past",
        /// A system speaks for the ward: it fills the past.
        Beside = "beside",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_typed_in_corrected_or_void_and_void_is_the_end() {
        use SheetEvent::{Entered as Type, Voided};
        use SheetState::{Entered, Out, Void};
        for (state, event, leads) in [
            (Out, Type, Some(Entered)),
            (Entered, Type, Some(Entered)),
            (Void, Type, None),
            (Out, Voided, Some(Void)),
            (Entered, Voided, None),
            (Void, Voided, None),
        ] {
            assert_eq!(state.after(event), leads, "{state} {event:?}");
        }
    }
}
