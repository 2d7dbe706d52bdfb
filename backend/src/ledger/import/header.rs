//! The header: which column holds what. Names count, not places; further columns are passed over.

use super::{fault::Reject, records::Record};
use crate::error::{Error, Problem, Result};

/// Longest part of a first line that is quoted in a sentence, in characters.
const LONGEST_QUOTE: usize = 200;

/// Columns by which the two forms of file are told apart.
const FORMS: [(&[&str], [&str; 2]); 2] = [
    (
        &["reference", "kind", "category", "region", "name"],
        ["계정 목록으로 보입니다. 계정으로 가져와 주세요.", "It looks like a file of accounts: import it as accounts."],
    ),
    (
        &["account", "reference", "component", "occurred_at", "kind"],
        [
            "거래 내역으로 보입니다. 거래로 가져와 주세요.",
            "It looks like a file of transactions: import it as transactions.",
        ],
    ),
];

/// The columns that a form of file may have.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Their names.
    pub names: &'static [&'static str],
    /// Other names under which exports have them, each with the name it stands for.
    pub aliases: &'static [(&'static str, &'static str)],
}

/// The names of a file's columns.
pub struct Header {
    /// As they are understood.
    names: Vec<String>,
    /// As they stand in the file.
    found: Vec<String>,
}

impl Header {
    /// Errors: the file is no table of text, or two columns hold what is wanted once.
    pub fn new(record: &Record, wanted: Wanted) -> Result<Self> {
        if let Some(problem) = no_table(&record.text) {
            return Err(Error::Invalid(vec![problem]));
        }
        let found: Vec<_> = (0..record.width()).map(|column| record.value(column).to_owned()).collect();
        let lower: Vec<_> = found.iter().map(|name| name.to_lowercase()).collect();
        let meant = |name: &String| {
            let plain: String = name.chars().filter(|c| !c.is_whitespace()).collect();
            let alias = wanted.aliases.iter().find(|(alias, _)| *alias == plain);
            let alias = alias.filter(|(_, meant)| !lower.iter().any(|name| name == meant));
            alias.map_or_else(|| name.clone(), |(_, meant)| (*meant).to_owned())
        };
        let names: Vec<_> = lower.iter().map(meant).collect();
        for name in wanted.names {
            let same: Vec<_> = names.iter().zip(&found).filter(|(meant, _)| meant == name).map(|(_, at)| at).collect();
            if let [first, second, ..] = same[..] {
                return Err(Error::Invalid(vec![Problem::new(
                    *name,
                    format!("'{first}' 열과 '{second}' 열이 모두 {name}입니다. 하나만 남겨 주세요."),
                    format!("Both '{first}' and '{second}' are {name}. Keep one of these columns."),
                )]));
            }
        }
        Ok(Self { names, found })
    }

    /// Number of columns that every row must have.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The names as they stand in the file.
    pub fn found(&self) -> &[String] {
        &self.found
    }

    /// The place of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|found| found == name)
    }

    /// The places of columns that must be there. Errors: all that are missing, so that the file is mended once, and what
    /// the first line should be.
    pub fn positions<const N: usize>(&self, wanted: [&str; N]) -> Result<[usize; N]> {
        let missing: Vec<_> = wanted.iter().filter(|name| self.position(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(wanted.map(|name| self.position(name).unwrap_or_default()));
        }
        let problem = |name: &&&str| {
            Problem::new(**name, format!("'{name}' 열이 없습니다."), format!("The column '{name}' is missing."))
        };
        let problems = missing.iter().map(problem).chain([self.what_to_do(&wanted)]);
        Err(Error::Invalid(problems.collect()))
    }

    /// What to do about a file whose columns are not those wanted.
    fn what_to_do(&self, wanted: &[&str]) -> Problem {
        let line = quoted(&self.found.join(", "));
        let other = FORMS.iter().find(|(form, _)| form.iter().all(|name| self.position(name).is_some()));
        let names = wanted.join(", ");
        let [ko, en] = other.map_or_else(
            || {
                [
                    format!("첫 줄에 열 이름을 적어 주세요: {names}. 순서는 상관없고, 다른 열이 더 있어도 됩니다."),
                    format!("The first line has to name the columns: {names}, in any order; there may be others too."),
                ]
            },
            |(_, said)| said.map(str::to_owned),
        );
        Problem::new(
            "file",
            format!("파일의 첫 줄은 '{line}'입니다. {ko}"),
            format!("The file begins with '{line}'. {en}"),
        )
    }
}

/// Why a file is no table of text, as its beginning shows; none where it may be one.
fn no_table(text: &str) -> Option<Problem> {
    let begins = |mark: &str| text.trim_start().starts_with(mark);
    let (ko, en) = if text.starts_with("PK\u{3}\u{4}") {
        ("엑셀 통합 문서(XLSX)이거나 압축 파일입니다.", "This is a workbook (XLSX) or an archive.")
    } else if begins("%PDF") {
        ("PDF 파일입니다.", "This is a PDF.")
    } else if begins("<") {
        (
            "웹 페이지나 XML입니다. 이름이 .xls로 끝나기도 합니다.",
            "This is a web page or XML, though its name may end in .xls.",
        )
    } else {
        return None;
    };
    Some(save_as_csv(ko, en))
}

/// Why a file of another kind is refused, and what to do.
pub fn save_as_csv(ko: &str, en: &str) -> Problem {
    Problem::new(
        "file",
        format!("{ko} 엑셀에서 열어 'CSV UTF-8(쉼표로 분리)'로 저장한 파일을 가져와 주세요."),
        format!("{en} Open it in a spreadsheet, save it as CSV (UTF-8), and import that."),
    )
}

/// A text short and plain enough to be quoted in a sentence.
fn quoted(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut quote: String = plain.take(LONGEST_QUOTE).collect();
    if text.chars().nth(LONGEST_QUOTE).is_some() {
        quote.push('…');
    }
    quote
}

/// Why a file without a header line is refused.
pub fn empty_file() -> Error {
    Error::invalid("file", "빈 파일입니다.", "The file is empty.")
}

/// Why a file whose first line cannot be read is refused.
pub fn refused(first: Reject) -> Error {
    Error::Invalid(vec![Problem { field: "file".into(), message: first.fault.reason }])
}
