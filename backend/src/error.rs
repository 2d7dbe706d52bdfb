//! The one error of this layer. What a person can mend is said in both languages; what is ours to mend goes to the log.

use domain::language::Text;

/// Shorthand for results of use cases.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A field that was filled in wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the form field or document path.
    pub field: String,
    /// What is wrong and what to do.
    pub message: Text,
}

impl Problem {
    /// A problem with a field.
    pub fn new(field: impl Into<String>, ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.into(), message: Text::new(ko, en) }
    }

    /// Where a text has the one character that PostgreSQL does not keep.
    pub fn unstorable(field: impl Into<String>, text: &str) -> Option<Self> {
        let (ko, en) = ("저장할 수 없는 글자(U+0000)가 있어요.", "There is a character that cannot be kept (U+0000).");
        text.contains('\0').then(|| Self::new(field, ko, en))
    }
}

/// Why a use case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not do this. Nothing was revealed or changed.
    #[error("not allowed")]
    Forbidden,
    /// There is no such thing, or the actor may not know of it.
    #[error("not found")]
    NotFound,
    /// Input that the person can mend, field by field.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<Problem>),
    /// Something else has this name already.
    #[error("taken: {0:?}")]
    Taken(Problem),
    /// The rules refuse it now; the text says why and what to do.
    #[error("refused: {}", .0.en)]
    Refused(Text),
    /// The database cannot be reached, is busy beyond its time-out, or has no room: it passes, or somebody has to see to the
    /// machine, and then the same works.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The database answered with an error.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// A stored document or state cannot be read: the record was changed by something else.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// A mail cannot be composed or sent.
    #[error("mail: {0}")]
    Mail(String),
    /// A mail will never be taken: the receiving server says so, or its address is malformed.
    #[error("mail refused: {0}")]
    MailRefused(String),
    /// A file cannot be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
}

impl Error {
    /// A refusal with its text.
    pub fn refused(ko: &str, en: &str) -> Self {
        Self::Refused(Text::new(ko, en))
    }

    /// One wrong field.
    pub fn invalid(field: &str, ko: &str, en: &str) -> Self {
        Self::Invalid(vec![Problem::new(field, ko, en)])
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error)
            }
            sqlx::Error::Database(ref cause) if cause.code().is_some_and(|code| passes(&code)) => {
                Self::Unavailable(error)
            }
            error => Self::Database(error),
        }
    }
}

/// Whether the code of an error says that the database, and not the statement, is at fault: of SQLite busy, locked, broken
/// input or output, full, and not to be opened, with all their kinds; of PostgreSQL the classes of lost connections (08) and
/// missing resources (53), and of shutting down and starting (57P).
fn passes(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 10 | 13 | 14),
        _ => ["08", "53", "57P"].iter().any(|class| code.starts_with(class)),
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// What a name in the database should have been readable as.
pub(crate) fn known<T>(value: Option<T>, what: &str, text: &str) -> Result<T> {
    value.ok_or_else(|| Error::Corrupt(format!("{what}: {text}")))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn a_database_that_is_at_fault_is_told_from_a_statement_that_is() {
        for code in ["5", "517", "13", "778", "14", "53100", "57P01", "57P03", "08006", "53300"] {
            assert!(passes(code), "{code}");
        }
        for code in ["1", "19", "1555", "2067", "23505", "42P01", "40001", "57014", ""] {
            assert!(!passes(code), "{code}");
        }
    }
}
