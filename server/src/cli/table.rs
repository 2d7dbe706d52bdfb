//! Small CSV files that are taken whole or not at all.

use std::path::Path;

use csv::{ErrorKind, StringRecord};
use serde::Deserialize;

use super::CommandError;

/// Every row of a CSV file, or the first that is wrong, with its line and column. `columns` are those that its header has
/// to name.
pub fn read<T: for<'de> Deserialize<'de>, R>(
    path: &Path,
    columns: &[&str],
    parse: impl Fn(T) -> Result<R, String>,
) -> Result<Vec<R>, CommandError> {
    let bytes =
        std::fs::read(path).map_err(|source| CommandError::File { path: path.display().to_string(), source })?;
    rows(&bytes, columns, parse)
        .map_err(|Wrong { line, why }| CommandError::Usage(format!("{}, line {line}: {why}", path.display())))
}

/// What is wrong, and on which line.
#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    line: usize,
    why: String,
}

fn rows<T: for<'de> Deserialize<'de>, R>(
    bytes: &[u8],
    columns: &[&str],
    parse: impl Fn(T) -> Result<R, String>,
) -> Result<Vec<R>, Wrong> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().map_err(|error| wrong(bytes, 0, &error, &StringRecord::new()))?.clone();
    if let Some(missing) = columns.iter().find(|column| !header.iter().any(|name| name == **column)) {
        return Err(Wrong { line: 1, why: format!("there is no column {missing}") });
    }
    let (mut rows, mut record) = (Vec::new(), StringRecord::new());
    loop {
        let start = reader.position().byte();
        let is_row = reader.read_record(&mut record).map_err(|error| wrong(bytes, start, &error, &header))?;
        if !is_row {
            return Ok(rows);
        }
        let row = record.deserialize(Some(&header)).map_err(|error| wrong(bytes, start, &error, &header))?;
        rows.push(parse(row).map_err(|why| Wrong { line: line_of(bytes, start), why })?);
    }
}

/// The line of the row that begins after a byte; empty lines before it are not part of it.
fn line_of(bytes: &[u8], start: u64) -> usize {
    let start = usize::try_from(start).unwrap_or(0).min(bytes.len());
    let empty = bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    bytes[..start + empty].split(|byte| *byte == b'\n').count()
}

fn wrong(bytes: &[u8], start: u64, error: &csv::Error, header: &StringRecord) -> Wrong {
    let column = |field: Option<u64>| {
        let name = field.and_then(|field| header.get(usize::try_from(field).ok()?));
        name.map_or_else(String::new, |name| format!("{name}: "))
    };
    let why = match error.kind() {
        ErrorKind::Deserialize { err, .. } => format!("{}{}", column(err.field()), err.kind()),
        ErrorKind::Utf8 { err, .. } => format!("{}no UTF-8", column(u64::try_from(err.field()).ok())),
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns where the header has {expected_len}")
        }
        _ => error.to_string(),
    };
    Wrong { line: line_of(bytes, start), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        name: String,
        number: i64,
    }

    fn read(text: &str) -> Result<Vec<(String, i64)>, Wrong> {
        rows(text.as_bytes(), &["name", "number"], |row: Row| {
            if row.name.is_empty() { Err("name is empty".to_owned()) } else { Ok((row.name, row.number)) }
        })
    }

    #[track_caller]
    fn assert_refused(text: &str, line: usize, why: &str) {
        let refused = read(text).expect_err("refused");
        assert!(refused.line == line && refused.why.contains(why), "{refused:?}");
    }

    #[test]
    fn rows_are_read_whatever_order_and_line_ends_they_have() {
        let expected = Ok(vec![("a".to_owned(), 1), ("b\nc".to_owned(), -2)]);
        for text in [
            "name,number\na,1\n\"b\nc\",-2\n",
            "\u{feff}name,number\r\na,1\r\n\"b\nc\",-2",
            "number,other,name\n\n1,x,a\n\n-2,y,\"b\nc\"\n\n",
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
        assert_eq!(read("name,number\n"), Ok(Vec::new()));
    }

    #[test]
    fn the_first_wrong_row_is_told_with_its_line_and_column() {
        assert_refused("", 1, "no column name");
        assert_refused("name,amount\n", 1, "no column number");
        assert_refused("name,number\na,1\nb,x\n", 3, "number: ");
        assert_refused("name,number\n\"a\nb\",1\n\n\nc,\n", 6, "number: ");
        assert_refused("name,number\r\n\r\na,1\r\n,2\r\n", 4, "name is empty");
        assert_refused("name,number\na,1\nb\n", 3, "1 columns where the header has 2");
        assert_refused("name,number\na,9223372036854775808\n", 2, "number: ");
        let refused = rows(b"name,number\n\xff,1\n", &[], |row: Row| Ok(row.number)).expect_err("refused");
        assert_eq!(refused, Wrong { line: 2, why: "name: no UTF-8".to_owned() });
    }
}
