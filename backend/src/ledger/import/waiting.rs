//! Rows that were read and wait to be written together.

use super::records::Record;
use crate::ledger::bulk::Bulk;

/// Rows of a batch: the more of them, the more of an account's stand beside each other when they are written.
const ROWS: usize = 130_000;
/// Bytes of a batch's text; with its rows it takes some 45 MB at most.
const BYTES: usize = 12 << 20;

/// The rows of a batch, with what each was read from.
pub struct Waiting<T> {
    rows: Vec<T>,
    /// Of each row, its line and where its text ends.
    sources: Vec<(u64, usize)>,
    texts: String,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), sources: Vec::new(), texts: String::new() }
    }
}

impl<T: Bulk> Waiting<T> {
    pub fn push(&mut self, row: T, record: &Record) {
        self.rows.push(row);
        self.texts.push_str(&record.text);
        self.sources.push((record.line, self.texts.len()));
    }

    /// Whether it is time to write.
    pub const fn is_full(&self) -> bool {
        self.rows.len() >= ROWS || self.texts.len() >= BYTES
    }

    /// The rows as they are written, neighbours in the table together, and the place at which each was read. Of two with
    /// one reference the first in the file comes first.
    pub fn in_order(&self) -> (Vec<&T>, Vec<usize>) {
        // keys beside each other are compared faster than rows all over the memory
        let mut keys = Vec::with_capacity(self.rows.len());
        for (place, row) in self.rows.iter().enumerate() {
            let (account, reference) = row.key();
            keys.push((account.as_u128(), reference, place));
        }
        keys.sort_unstable();
        let places: Vec<_> = keys.into_iter().map(|(.., place)| place).collect();
        (places.iter().map(|place| &self.rows[*place]).collect(), places)
    }

    /// The line and the text that a row was read from.
    pub fn source(&self, place: usize) -> (u64, &str) {
        let start = place.checked_sub(1).map_or(0, |before| self.sources[before].1);
        let (line, end) = self.sources[place];
        (line, &self.texts[start..end])
    }

    /// Forgets the rows and keeps the room.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.sources.clear();
        self.texts.clear();
    }
}
