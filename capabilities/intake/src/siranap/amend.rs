//! A row of RS Online of which a call says a part: what it leaves out stays as it stands there when it is the call's turn, and not as it stood
//! when it came. Of two calls at once each keeps what it said.

use sigap_exchange::siranap::{Counts, RowChange, RowKey, bed_type_of};
use sigap_kernel::UtcMs;

use super::{own_words, stated};
use crate::model::{Act, RoomId, RoomRow, Stated};

/// What is said of a row, as far as it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amend {
    pub(crate) change: RowChange,
    /// Whether the row is registered by it where it is not.
    pub(crate) registers: bool,
    /// The number by which its sender knows the row; `None` leaves what is known.
    pub(crate) sender_no: Option<i64>,
    /// When it was counted; `None`: when it came.
    pub(crate) counted_at: Option<UtcMs>,
}

impl Amend {
    /// The same, said then.
    pub(crate) fn date(&mut self, then: UtcMs) {
        self.counted_at.get_or_insert(then);
    }

    /// What is to be done with the room, as it stands `there`.
    pub(crate) fn laid_over(&self, room: &RoomId, there: Option<&RoomRow>) -> Act {
        let counts = there.map_or_else(Counts::default, own_words).merge(&self.change);
        let pool = bed_type_of(&room.class_code).pool(counts.covid);
        let said = |name| Stated { sender_no: self.sender_no, counted_at: self.counted_at, ..stated(name, &counts) };
        if self.registers {
            return Act::Create(said(label(room, &room.room_code)), pool);
        }
        let named = self.change.room.clone().filter(|code| *code != room.room_code);
        let name = match (&named, there) {
            (Some(code), _) => label(room, code),
            (None, Some(row)) => row.stated.name.clone(),
            (None, None) => label(room, &room.room_code),
        };
        if named.is_none() && there.is_none_or(|row| row.pool == Some(pool)) {
            Act::Update(said(name))
        } else {
            Act::Change(said(name), pool, named)
        }
    }
}

fn label(room: &RoomId, room_code: &str) -> String {
    RowKey { bed_type_code: room.class_code.clone(), room: room_code.to_owned() }.room_label()
}
