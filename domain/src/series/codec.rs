//! Histories as bytes, as they are stored: small, quick to read, and refused where anything but this code wrote them.
//!
//! A version byte; the series by component, each after its key; the series of takings through no component; the CRC-32
//! of all that. The total is not stored: it is the sum of them. A series is its slot length in minutes, its first slot,
//! the number of its values, their greatest common divisor, and the number of blocks of 64 values up to the last one that is
//! not all zeros. A block is 8 bytes with a bit for each value that is not 0, the lowest for the first; where there are any,
//! the number of bytes that each takes; and these values divided by the divisor, lowest byte first. Values of one length
//! are read without a decision at each. Other numbers are varints of 7 bits a byte, lowest first; signed ones fold the
//! sign into the lowest bit.

use super::{AccountHistory, Series, SlotLength};
use crate::component::ComponentKey;

/// The version that is written and read.
const VERSION: u8 = 2;
/// Most values of a series: the slots of 15 minutes between 1900 and 2200.
const MOST_VALUES: u64 = 110_000 * 96;
/// Values of a block.
const BLOCK: usize = 64;
/// Bytes of the checksum.
const CHECKSUM: usize = 4;

/// Why bytes are no history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The checksum does not fit: the bytes were changed or cut off, or never were a history.
    #[error("the stored history is damaged")]
    Damaged,
    /// Another version wrote them.
    #[error("the stored history has version {0}, which is not known here")]
    Version(u8),
    /// The checksum fits but the content makes no history.
    #[error("the stored history is malformed")]
    Malformed,
}

impl AccountHistory {
    /// The history as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        put(&mut out, self.by_component.len() as u64);
        let mut rest = self.total.clone();
        for (component, series) in &self.by_component {
            put(&mut out, component.as_str().len() as u64);
            out.extend_from_slice(component.as_str().as_bytes());
            put_series(&mut out, series);
            combine(&mut rest, series, i64::wrapping_sub);
        }
        put_series(&mut out, &rest);
        let checksum = crc32fast::hash(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// The history of bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let mut input = Input(content(bytes)?);
        input.history().filter(|_| input.0.is_empty()).ok_or(CodecError::Malformed)
    }

    /// Whether bytes are whole and of the version that is read here, without reading them.
    pub fn check(bytes: &[u8]) -> Result<(), CodecError> {
        content(bytes).map(|_| ())
    }
}

/// What stands between the version and the checksum.
fn content(bytes: &[u8]) -> Result<&[u8], CodecError> {
    let (signed, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(CodecError::Damaged)?;
    if crc32fast::hash(signed) != u32::from_le_bytes(*checksum) {
        return Err(CodecError::Damaged);
    }
    match signed.split_first() {
        Some((&VERSION, content)) => Ok(content),
        Some((other, _)) => Err(CodecError::Version(*other)),
        None => Err(CodecError::Malformed),
    }
}

/// Adds to (or takes from) each value of a series what another has in the same slot. Sums wrap around, so that what was
/// taken is added again to the bit.
fn combine(series: &mut Series, other: &Series, operation: fn(i64, i64) -> i64) {
    if series.slot_minutes != other.slot_minutes {
        return;
    }
    let ahead = other.first_slot.saturating_sub(series.first_slot);
    let (skip, behind) = (usize::try_from(ahead), usize::try_from(ahead.saturating_neg()));
    let values = series.values.iter_mut().skip(skip.unwrap_or(0));
    for (value, other) in values.zip(other.values.iter().skip(behind.unwrap_or(0))) {
        *value = operation(*value, *other);
    }
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, fold(value));
}

/// A number with its sign in the lowest bit, so that small ones of either sign are small.
fn fold(value: i64) -> u64 {
    (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned()
}

fn put_series(out: &mut Vec<u8>, series: &Series) {
    put(out, u64::from(u16::from(series.slot_minutes)));
    put_signed(out, series.first_slot);
    put(out, series.values.len() as u64);
    let unit = common_divisor(&series.values);
    put_signed(out, unit);
    let last = series.values.iter().rposition(|value| *value != 0);
    let blocks = last.map_or(0, |last| last / BLOCK + 1);
    put(out, blocks as u64);
    for block in series.values.chunks(BLOCK).take(blocks) {
        put_block(out, block, unit);
    }
}

fn put_block(out: &mut Vec<u8>, block: &[i64], unit: i64) {
    let bit = |(place, value): (usize, &i64)| u64::from(*value != 0) << place;
    let bits = block.iter().enumerate().map(bit).fold(0, |bits, bit| bits | bit);
    out.extend_from_slice(&bits.to_le_bytes());
    let values = || block.iter().filter(|value| **value != 0).map(|value| fold(value / unit));
    let Some(largest) = values().max() else { return };
    let width = (u64::BITS - largest.leading_zeros()).div_ceil(8).max(1);
    out.push(width.to_le_bytes()[0]);
    for value in values() {
        out.extend_from_slice(&value.to_le_bytes()[..width as usize]);
    }
}

/// The greatest number that divides all values; 1 where all are 0. Won amounts are mostly whole tens or hundreds.
fn common_divisor(values: &[i64]) -> i64 {
    let mut divisor = 0_u64;
    for value in values {
        let (mut a, mut b) = (value.unsigned_abs(), divisor);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        divisor = a;
        if divisor == 1 {
            break;
        }
    }
    i64::try_from(divisor).unwrap_or(1).max(1)
}

/// Bytes still to be read. Each reading gives none where they do not suffice or make no sense.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        self.number().map(unfold)
    }

    fn history(&mut self) -> Option<AccountHistory> {
        let components = self.number()?;
        let mut by_component = Vec::new();
        for _ in 0..components {
            let component = self.component()?;
            by_component.push((component, self.series()?));
        }
        let mut total = self.series()?;
        for (_, series) in &by_component {
            combine(&mut total, series, i64::wrapping_add);
        }
        Some(AccountHistory { total, by_component })
    }

    fn component(&mut self) -> Option<ComponentKey> {
        let length = usize::try_from(self.number()?).ok()?;
        let (key, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        ComponentKey::parse(std::str::from_utf8(key).ok()?)
    }

    fn series(&mut self) -> Option<Series> {
        let slot_minutes = SlotLength::try_from(u16::try_from(self.number()?).ok()?).ok()?;
        let first_slot = self.signed()?;
        let length = usize::try_from(self.number().filter(|length| *length <= MOST_VALUES)?).ok()?;
        let unit = self.signed()?;
        let blocks = usize::try_from(self.number()?).ok()?;
        // what is claimed must be there, before room is made for it
        if blocks > length.div_ceil(BLOCK) || self.0.len() < blocks * size_of::<u64>() {
            return None;
        }
        let mut values = vec![0; length];
        for block in values.chunks_mut(BLOCK).take(blocks) {
            self.block(block, unit)?;
        }
        Some(Series { slot_minutes, first_slot, values })
    }

    fn block(&mut self, values: &mut [i64], unit: i64) -> Option<()> {
        let (bits, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        let bits = u64::from_le_bytes(*bits);
        if bits == 0 {
            return Some(());
        }
        match self.byte()? {
            1 => self.values::<1>(bits, values, unit),
            2 => self.values::<2>(bits, values, unit),
            3 => self.values::<3>(bits, values, unit),
            4 => self.values::<4>(bits, values, unit),
            5 => self.values::<5>(bits, values, unit),
            6 => self.values::<6>(bits, values, unit),
            7 => self.values::<7>(bits, values, unit),
            8 => self.values::<8>(bits, values, unit),
            _ => None,
        }
    }

    /// Reads the values whose bits are set, each of so many bytes.
    fn values<const WIDTH: usize>(&mut self, mut bits: u64, values: &mut [i64], unit: i64) -> Option<()> {
        while bits != 0 {
            let (bytes, rest) = self.0.split_first_chunk::<WIDTH>()?;
            self.0 = rest;
            let mut wide = [0; 8];
            wide[..WIDTH].copy_from_slice(bytes);
            let value = values.get_mut(bits.trailing_zeros() as usize)?;
            *value = unfold(u64::from_le_bytes(wide)).checked_mul(unit)?;
            bits &= bits - 1;
        }
        Some(())
    }
}

fn unfold(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series() -> impl Strategy<Value = Series> {
        let amount = prop_oneof![3 => Just(0), 3 => (-300_i64..900).prop_map(|tens| tens * 10), 1 => any::<i64>()];
        let slots = prop::sample::select(vec![15, 30, 60]);
        (slots, -500_i64..500, prop::collection::vec(amount, 0..300)).prop_map(|(slots, first_slot, values)| Series {
            slot_minutes: SlotLength::try_from(slots).expect("a length"),
            first_slot,
            values,
        })
    }

    fn history() -> impl Strategy<Value = AccountHistory> {
        let key = "[a-z][a-z0-9-]{1,9}[a-z0-9]".prop_filter_map("a key", |key| ComponentKey::parse(&key));
        (series(), prop::collection::vec((key, series()), 0..4))
            .prop_map(|(total, by_component)| AccountHistory { total, by_component })
    }

    #[test]
    fn a_year_of_sales_in_won_takes_two_bytes_an_open_hour() {
        let hour = |hour: i64| if (9..21).contains(&(hour % 24)) { 20_000 + hour * 7_310 % 60_000 } else { 0 };
        let total = Series { slot_minutes: SlotLength::HOUR, first_slot: 0, values: (0..365 * 24).map(hour).collect() };
        let key = ComponentKey::parse("pay-qr").expect("a key");
        let history = AccountHistory { by_component: vec![(key, total.clone())], total };
        let bytes = history.encode();
        assert!(bytes.len() < 365 * (12 * 2 + 13), "{}", bytes.len());
        assert_eq!(AccountHistory::decode(&bytes), Ok(history));
    }

    #[test]
    fn bytes_of_another_version_or_kind_are_told_apart() {
        let signed = |content: &[u8]| [content, &crc32fast::hash(content).to_le_bytes()].concat();
        assert_eq!(AccountHistory::decode(b""), Err(CodecError::Damaged));
        assert_eq!(AccountHistory::decode(b"{\"total\":{}}"), Err(CodecError::Damaged));
        assert_eq!(AccountHistory::decode(&signed(&[VERSION + 1, 0])), Err(CodecError::Version(VERSION + 1)));
        for malformed in [
            &[VERSION][..],
            &[VERSION, 0, 17, 0, 0, 2, 0],                         // no such length of slot
            &[VERSION, 0, 60, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 0], // more values than three centuries have
            &[VERSION, 0, 60, 0, 3, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], // more blocks than values
            &[VERSION, 0, 60, 0, 3, 2, 1, 0, 0, 0],                // half a block
            &[VERSION, 0, 60, 0, 3, 2, 1, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2], // a value after the last
            &[VERSION, 0, 60, 0, 3, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 0, 0, 0, 0], // a value of 9 bytes
            &[VERSION, 0, 60, 0, 0, 2, 0, 7],                      // bytes after the end
            &[VERSION, 1, 1, b' ', 60, 0, 0, 2, 0, 60, 0, 0, 2, 0], // no component's key
        ] {
            assert_eq!(AccountHistory::decode(&signed(malformed)), Err(CodecError::Malformed), "{malformed:?}");
        }
    }

    proptest! {
        #[test]
        fn a_history_comes_back_as_it_was(history in history()) {
            prop_assert_eq!(AccountHistory::decode(&history.encode()), Ok(history));
        }

        #[test]
        fn a_changed_byte_is_refused(history in history(), place in any::<prop::sample::Index>(), by in 1_u8..) {
            let mut bytes = history.encode();
            let place = place.index(bytes.len());
            bytes[place] ^= by;
            prop_assert_eq!(AccountHistory::decode(&bytes), Err(CodecError::Damaged));
        }

        #[test]
        fn foreign_bytes_never_panic(content in prop::collection::vec(any::<u8>(), 0..60)) {
            let content = [&[VERSION][..], &content].concat();
            let _ = AccountHistory::decode(&[&content[..], &crc32fast::hash(&content).to_le_bytes()].concat());
        }
    }
}
