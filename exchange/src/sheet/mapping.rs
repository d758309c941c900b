//! `Mapping`: which header means which column. Guessed for a first file, put right by a person, remembered for the facility's next files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::words::fold;
use super::{COLUMNS_MAX, Column, MappingFault, Table};

/// What the headers of a facility's files mean.
///
/// As JSON it is one object, header → code of the column: `{"Kode Ruang":"code","TT Kosong":"free"}`. Headers are compared without
/// case, blanks, marks and accents, so a later file may have its columns in another order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(BTreeMap<String, Column>);

impl Mapping {
    /// What the headers of a table probably mean; for a person to look at. Of two headers that could mean the same, the one with the
    /// surer word is taken, then the first. A header that stands twice is left out.
    #[must_use]
    pub fn propose(table: &Table) -> Self {
        let mut best: BTreeMap<Column, (usize, &String)> = BTreeMap::new();
        for header in table.headers().iter().filter(|header| places(table, header).count() == 1) {
            if let Some((column, rank)) = Column::guess(header) {
                let kept = best.entry(column).or_insert((rank, header));
                if rank < kept.0 {
                    *kept = (rank, header);
                }
            }
        }
        Self(best.into_iter().map(|(column, (_, header))| (header.clone(), column)).collect())
    }

    /// Says what a header means; `None`: it is not to be read.
    pub fn set(&mut self, header: &str, column: Option<Column>) {
        let key = fold(header);
        self.0.retain(|known, _| fold(known) != key);
        if let Some(column) = column
            && !key.is_empty()
        {
            self.0.insert(header.to_owned(), column);
        }
    }

    /// What a header means; `None` when it is not read.
    #[must_use]
    pub fn get(&self, header: &str) -> Option<Column> {
        let key = fold(header);
        self.0.iter().find(|(known, _)| fold(known) == key).map(|(_, column)| *column)
    }

    /// Header and column, in the order of the headers' letters.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Column)> {
        self.0.iter().map(|(header, column)| (header.as_str(), *column))
    }

    /// Finds the headers in a table.
    ///
    /// # Errors
    /// Everything that does not fit, in the order of [`Column::ALL`]: a remembered header is missing, doubled or means what another
    /// means too; nothing says which room a row is about, or how many beds are free.
    pub fn fit(&self, table: &Table) -> Result<Fitted, Vec<MappingFault>> {
        let (mut fitted, mut faults) = (Fitted::default(), Vec::new());
        for &column in Column::ALL {
            let mut headers = self.iter().filter(|(_, meant)| *meant == column).map(|(header, _)| header).take(COLUMNS_MAX);
            let Some(header) = headers.next() else { continue };
            let mut found = places(table, header);
            match (headers.next(), found.next(), found.next()) {
                (Some(_), ..) => faults.push(MappingFault::Twice(column)),
                (None, None, _) => faults.push(MappingFault::Missing(column)),
                (None, Some(_), Some(_)) => faults.push(MappingFault::Doubled(column)),
                (None, Some(place), None) => fitted.0.push((column, place)),
            }
        }
        let meant = |column| self.0.values().any(|one| *one == column);
        if !meant(Column::Code) && !meant(Column::Name) {
            faults.push(MappingFault::NoRoom);
        }
        let gives_free = meant(Column::Free) || (meant(Column::Capacity) && meant(Column::Occupied));
        if !gives_free {
            faults.push(MappingFault::NoFree);
        }
        if faults.is_empty() { Ok(fitted) } else { Err(faults) }
    }
}

/// Where a header stands in a table.
fn places(table: &Table, header: &str) -> impl Iterator<Item = usize> {
    let key = fold(header);
    table.headers().iter().enumerate().filter(move |(_, name)| !key.is_empty() && fold(name) == key).map(|(place, _)| place)
}

/// Which column of one table holds what. Belongs to the table it was fitted to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fitted(Vec<(Column, usize)>);

impl Fitted {
    /// The place of a column, counted from 0; `None` when the table does not have it.
    #[must_use]
    pub fn place(&self, column: Column) -> Option<usize> {
        self.0.iter().find(|(known, _)| *known == column).map(|(_, place)| *place)
    }
}
