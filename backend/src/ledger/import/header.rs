//! The header: which column holds what. Names count, not places; further columns are passed over.

use domain::language::Text;

use super::{fault::Reject, records::Record};
use crate::error::{Error, Problem, Result};

/// The names of a file's columns.
pub struct Header {
    names: Vec<String>,
}

impl Header {
    /// Errors: the file is a workbook, or a name that is wanted stands there twice.
    pub fn new(record: &Record, wanted: &[&str]) -> Result<Self> {
        if record.text.starts_with("PK\u{3}\u{4}") {
            return Err(Error::invalid(
                "file",
                "엑셀 통합 문서(XLSX)이거나 압축 파일입니다. CSV로 저장한 파일을 올려 주세요.",
                "This is a workbook (XLSX) or an archive. Save it as CSV first.",
            ));
        }
        let names: Vec<_> = (0..record.width()).map(|column| record.value(column).to_ascii_lowercase()).collect();
        for name in wanted {
            if names.iter().filter(|found| found == name).count() > 1 {
                return Err(Error::invalid(
                    name,
                    "같은 이름의 열이 두 개 있습니다. 하나만 남겨 주세요.",
                    "There are two columns of this name. Keep one.",
                ));
            }
        }
        Ok(Self { names })
    }

    /// Number of columns that every row must have.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The place of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|found| found == name)
    }

    /// The places of columns that must be there. Errors: all that are missing, so that the file is mended once.
    pub fn positions<const N: usize>(&self, wanted: [&str; N]) -> Result<[usize; N]> {
        let missing: Vec<_> = wanted.iter().filter(|name| self.position(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(wanted.map(|name| self.position(name).unwrap_or_default()));
        }
        let found = self.names.join(", ");
        let problem = |name: &&&str| Problem {
            field: (**name).to_string(),
            message: Text::new(
                format!("'{name}' 열이 없습니다. 파일에 있는 열: {found}."),
                format!("The column '{name}' is missing. The file has: {found}."),
            ),
        };
        Err(Error::Invalid(missing.iter().map(problem).collect()))
    }
}

/// Why a file without a header line is refused.
pub fn empty_file() -> Error {
    Error::invalid("file", "빈 파일입니다.", "The file is empty.")
}

/// Why a file whose first line cannot be read is refused.
pub fn refused(first: Reject) -> Error {
    Error::Invalid(vec![Problem { field: "file".into(), message: first.fault.reason }])
}
