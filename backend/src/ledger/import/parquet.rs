//! A Parquet file as a table of texts, so that its rows are judged, and rejected, like those of any other file.
//!
//! Texts may be in any column, whole numbers in all but times; amounts may be decimals of any scale, times are timestamps of
//! any unit, those "adjusted to UTC" as UTC and the others as wall clocks in the site's zone. Nulls are empty values. A column
//! that is not asked for is passed over, whatever it holds.

use std::{fmt::Write, fs, io};

use chrono::{DateTime, Datelike, Timelike};
use parquet::{
    basic::{ConvertedType, LogicalType, TimeUnit, Type},
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{AsBytes, DataType},
    errors::{ParquetError, Result as Reading},
    file::reader::{FileReader, SerializedFileReader},
    schema::types::ColumnDescriptor,
};

use super::records::Record;
use crate::error::{Error, Problem, Result};

/// Rows read at once.
const BLOCK: usize = 4096;

/// How the values of a column become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Whole,
    Unsigned,
    Decimal { scale: usize },
    Time { per_second: i64, is_utc: bool },
}

impl Form {
    /// None for types that stand for none of these.
    fn of(column: &ColumnDescriptor) -> Option<Self> {
        let time = |per_second, is_utc| Some(Self::Time { per_second, is_utc });
        let scale = |scale: i32| usize::try_from(scale).ok().map(|scale| Self::Decimal { scale });
        match (column.physical_type(), column.logical_type_ref(), column.converted_type()) {
            (_, Some(LogicalType::Decimal(decimal)), _) => scale(decimal.scale),
            (Type::INT64, Some(LogicalType::Timestamp(timestamp)), _) => {
                let per_second = match timestamp.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                };
                time(per_second, timestamp.is_adjusted_to_u_t_c)
            }
            (Type::BYTE_ARRAY, None | Some(LogicalType::String | LogicalType::Enum), kind) => match kind {
                ConvertedType::DECIMAL => scale(column.type_scale()),
                _ => Some(Self::Text),
            },
            (Type::INT32 | Type::INT64, Some(LogicalType::Integer(integer)), _) => {
                Some(if integer.is_signed { Self::Whole } else { Self::Unsigned })
            }
            // Files of older writers have only the converted type.
            (_, None, ConvertedType::DECIMAL) => scale(column.type_scale()),
            (Type::INT64, None, ConvertedType::TIMESTAMP_MILLIS) => time(1_000, true),
            (Type::INT64, None, ConvertedType::TIMESTAMP_MICROS) => time(1_000_000, true),
            (Type::INT32 | Type::INT64, None, kind) => match kind {
                ConvertedType::NONE
                | ConvertedType::INT_8
                | ConvertedType::INT_16
                | ConvertedType::INT_32
                | ConvertedType::INT_64 => Some(Self::Whole),
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                    Some(Self::Unsigned)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a column of this name may hold such values.
    fn suits(self, name: &str) -> bool {
        match (name, self) {
            (_, Self::Text)
            | ("occurred_at", Self::Time { .. })
            | ("amount" | "vat" | "pass_through", Self::Decimal { .. })
            | ("amount_minor", Self::Decimal { scale: 0 }) => true,
            ("occurred_at", _) | (_, Self::Decimal { .. } | Self::Time { .. }) => false,
            (_, Self::Whole | Self::Unsigned) => true,
        }
    }
}

/// The texts of a column's values in a block.
#[derive(Default)]
struct Cells {
    texts: String,
    ends: Vec<usize>,
}

impl Cells {
    fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start..self.ends[row]]
    }
}

/// A column that is asked for.
struct Column {
    /// Its place among the leaves of the schema.
    leaf: usize,
    /// Its place among the names.
    place: usize,
    form: Form,
    reader: Option<ColumnReader>,
    cells: Cells,
}

/// The rows of a file, in order.
pub struct Table {
    file: SerializedFileReader<fs::File>,
    names: Vec<String>,
    columns: Vec<Column>,
    /// Row groups begun.
    groups: usize,
    /// Rows in the block, and how many of them are given out.
    block: (usize, usize),
    rows: u64,
}

impl Table {
    /// Errors: it is cut off or damaged; a column that is wanted holds what cannot be one.
    pub fn open(file: fs::File, wanted: &[&str]) -> Result<Self> {
        let file = SerializedFileReader::new(file).map_err(|error| {
            Error::Invalid(vec![Problem::new(
                "file",
                format!("Parquet 파일이 잘렸거나 손상되었습니다. 다시 내보내 주세요. ({error})"),
                format!("The Parquet file is cut off or damaged. Export it again. ({error})"),
            )])
        })?;
        let schema = file.metadata().file_metadata().schema_descr_ptr();
        let names: Vec<_> =
            schema.root_schema().get_fields().iter().map(|field| field.name().to_ascii_lowercase()).collect();
        let (mut columns, mut problems) = (Vec::new(), Vec::new());
        for (leaf, column) in schema.columns().iter().enumerate() {
            let place = schema.get_column_root_idx(leaf);
            let name = names.get(place).map(String::as_str).unwrap_or_default();
            if !wanted.contains(&name) {
                continue;
            }
            let is_flat = column.path().parts().len() == 1 && column.max_rep_level() == 0;
            match Form::of(column).filter(|form| is_flat && form.suits(name)) {
                Some(form) => columns.push(Column { leaf, place, form, reader: None, cells: Cells::default() }),
                None => problems.push(wrong_type(name, column)),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        Ok(Self { file, names, columns, groups: 0, block: (0, 0), rows: 0 })
    }

    /// The names of the columns, as if they stood in a first line.
    pub fn header(&self) -> Record {
        let mut record = Record::default();
        self.names.iter().for_each(|name| record.add(name));
        record
    }

    /// Reads the next row. False at the end. Errors: the file is damaged there.
    pub fn next_record(&mut self, record: &mut Record) -> io::Result<bool> {
        while self.block.1 == self.block.0 {
            if !self.next_block().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))? {
                return Ok(false);
            }
        }
        let row = self.block.1;
        self.block.1 += 1;
        self.rows += 1;
        record.begin(self.rows);
        let mut columns = self.columns.iter().peekable();
        for place in 0..self.names.len() {
            record.add(columns.next_if(|column| column.place == place).map_or("", |column| column.cells.get(row)));
        }
        Ok(true)
    }

    /// Reads the next block of rows, perhaps an empty one at the end of a row group. False at the end of the file.
    fn next_block(&mut self) -> Reading<bool> {
        if self.block.0 == 0 {
            if self.groups == self.file.num_row_groups() {
                return Ok(false);
            }
            let group = self.file.get_row_group(self.groups)?;
            self.groups += 1;
            for column in &mut self.columns {
                column.reader = Some(group.get_column_reader(column.leaf)?);
            }
        }
        let mut length = None;
        for column in &mut self.columns {
            let read = column.fill()?;
            if *length.get_or_insert(read) != read {
                return Err(ParquetError::General("columns of different lengths".into()));
            }
        }
        self.block = (length.unwrap_or_default(), 0);
        Ok(true)
    }
}

impl Column {
    /// Reads a block of values; gives how many.
    fn fill(&mut self) -> Reading<usize> {
        let Self { form, cells, .. } = self;
        cells.texts.clear();
        cells.ends.clear();
        match &mut self.reader {
            Some(ColumnReader::Int32ColumnReader(reader)) => {
                read(reader, cells, |value, text| form.whole(i64::from(*value), u64::from(value.cast_unsigned()), text))
            }
            Some(ColumnReader::Int64ColumnReader(reader)) => {
                read(reader, cells, |value, text| form.whole(*value, value.cast_unsigned(), text))
            }
            Some(ColumnReader::ByteArrayColumnReader(reader)) => {
                read(reader, cells, |value, text| form.bytes(value.data(), text))
            }
            Some(ColumnReader::FixedLenByteArrayColumnReader(reader)) => {
                read(reader, cells, |value, text| form.bytes(value.as_bytes(), text))
            }
            _ => Err(ParquetError::General("a column of another type than the file's schema tells".into())),
        }
    }
}

/// Reads a block of a column, nulls as empty texts.
fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    cells: &mut Cells,
    write: impl Fn(&T::T, &mut String),
) -> Reading<usize> {
    let (mut values, mut levels) = (Vec::with_capacity(BLOCK), Vec::new());
    let (rows, present, _) = reader.read_records(BLOCK, Some(&mut levels), None, &mut values)?;
    let mut values = values.iter();
    for row in 0..rows {
        // A column without nulls has no levels; in one with, 1 stands for a value.
        let value = if present == rows || levels.get(row) == Some(&1) { values.next() } else { None };
        if let Some(value) = value {
            write(value, &mut cells.texts);
        }
        cells.ends.push(cells.texts.len());
    }
    Ok(rows)
}

impl Form {
    /// Writes a number, given as what it is with and without a sign.
    fn whole(self, value: i64, unsigned: u64, text: &mut String) {
        match self {
            Self::Decimal { scale } => decimal(i128::from(value), scale, text),
            Self::Time { per_second, is_utc } => time(value, per_second, is_utc, text),
            Self::Unsigned => push(unsigned, text),
            Self::Text | Self::Whole => push(value, text),
        }
    }

    fn bytes(self, value: &[u8], text: &mut String) {
        match self {
            Self::Decimal { scale } => decimal(big_endian(value), scale, text),
            _ => text.push_str(&String::from_utf8_lossy(value)),
        }
    }
}

fn push(value: impl std::fmt::Display, text: &mut String) {
    // A text in memory takes everything.
    let _ = write!(text, "{value}");
}

/// A number in two's complement. One beyond 16 bytes becomes the largest of them, which is as much out of range.
fn big_endian(bytes: &[u8]) -> i128 {
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let (fill, most) = if is_negative { (0xff, i128::MIN) } else { (0, i128::MAX) };
    let (beyond, bytes) = bytes.split_at(bytes.len().saturating_sub(16));
    if beyond.iter().any(|byte| *byte != fill) {
        return most;
    }
    bytes.iter().fold(if is_negative { -1 } else { 0 }, |number, byte| number << 8 | i128::from(*byte))
}

/// A number of units of 10 to the power of -`scale`.
fn decimal(unscaled: i128, scale: usize, text: &mut String) {
    let digits = format!("{:0>1$}", unscaled.unsigned_abs(), scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let (sign, point) = (if unscaled < 0 { "-" } else { "" }, if scale == 0 { "" } else { "." });
    text.extend([sign, whole, point, fraction]);
}

/// A time in parts of a second since 1970; one beyond the calendar as the number it is.
fn time(value: i64, per_second: i64, is_utc: bool, text: &mut String) {
    let part = value.rem_euclid(per_second) * (1_000_000_000 / per_second);
    let time = u32::try_from(part).ok().and_then(|nanos| DateTime::from_timestamp(value.div_euclid(per_second), nanos));
    let Some(time) = time.filter(|time| (0..=9999).contains(&time.year())) else { return push(value, text) };
    let year = time.year().unsigned_abs();
    for (number, width, after) in [
        (year, 4, "-"),
        (time.month(), 2, "-"),
        (time.day(), 2, "T"),
        (time.hour(), 2, ":"),
        (time.minute(), 2, ":"),
        (time.second(), 2, "."),
        (time.nanosecond() / 1000, 6, if is_utc { "Z" } else { "" }),
    ] {
        for place in (0..width).rev() {
            text.push(char::from(b'0' + (number / 10_u32.pow(place) % 10) as u8));
        }
        text.push_str(after);
    }
}

/// What to tell of a column whose type cannot be read.
fn wrong_type(name: &str, column: &ColumnDescriptor) -> Problem {
    let (physical, logical) = (column.physical_type(), column.logical_type_ref());
    let found = logical.map_or_else(|| physical.to_string(), |logical| format!("{physical}, {logical:?}"));
    let (ko, en) = match name {
        "occurred_at" => ("TIMESTAMP나 문자열", "a TIMESTAMP or text"),
        "amount" | "vat" | "pass_through" => ("정수, DECIMAL, 문자열", "whole numbers, a DECIMAL or text"),
        "amount_minor" => ("정수나 문자열", "whole numbers or text"),
        _ => ("문자열이나 정수", "text or whole numbers"),
    };
    Problem::new(
        name,
        format!("'{name}' 열의 형식({found})은 읽을 수 없습니다. {ko}(으)로 저장해 주세요."),
        format!("The column '{name}' cannot be read from {found}. Store it as {en}."),
    )
}
