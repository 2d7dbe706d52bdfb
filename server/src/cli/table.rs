//! Small CSV files that are taken whole or not at all.

use std::path::Path;

use serde::Deserialize;

use super::CommandError;

/// Every row of a CSV file, or the first that is wrong, with its line.
pub fn read<T: for<'de> Deserialize<'de>, R>(
    path: &Path,
    parse: impl Fn(T) -> Result<R, String>,
) -> Result<Vec<R>, CommandError> {
    let at = |line: usize, why: &dyn std::fmt::Display| {
        CommandError::Usage(format!("{}, line {line}: {why}", path.display()))
    };
    let mut reader = csv::Reader::from_path(path).map_err(|error| at(1, &error))?;
    let mut rows = Vec::new();
    for (number, row) in reader.deserialize::<T>().enumerate() {
        let row = row.map_err(|error| at(number + 2, &error))?;
        rows.push(parse(row).map_err(|error| at(number + 2, &error))?);
    }
    Ok(rows)
}
