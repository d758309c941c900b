//! The rules as tables a bed manager can read, and laws that hold for every input. `town` turns a line of text into a ward.

mod ages;
mod chance;
mod indicators;
mod number;
mod order;
mod properties;
mod public_figures;
mod quality;
mod rights;
mod sums;
mod tonight;
mod town;
