//! Statements over many rows at once.

use sqlx::{
    AssertSqlSafe, Database, FromRow,
    database::HasStatementCache,
    query::{Query, QueryAs},
};

use super::Tx;

/// Rows of one statement: more gain nothing, and the parameters stay far below SQLite's 32,766.
pub const ROWS: usize = 500;

/// A statement with the same parameters for each of some rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    text: String,
    rows: usize,
}

impl Repeated {
    /// `head ($1, $2), ($3, $4) tail`, with `?` for SQLite: it finds a numbered parameter by going through all before it,
    /// which for thousands of them takes longer than the rows themselves.
    pub fn new(tx: &Tx, head: &str, width: usize, rows: usize, tail: &str) -> Self {
        let is_numbered = matches!(tx, Tx::Postgres(_));
        let mut text = String::with_capacity(head.len() + rows * (width * 7 + 4) + tail.len());
        text.push_str(head);
        for parameter in 0..rows * width {
            text.push_str(match (parameter, parameter % width) {
                (0, _) => "(",
                (_, 0) => "), (",
                _ => ", ",
            });
            text.push(if is_numbered { '$' } else { '?' });
            if is_numbered {
                text.push_str(&(parameter + 1).to_string());
            }
        }
        text.push(')');
        text.push_str(tail);
        Self { text, rows }
    }

    /// Whether a connection keeps it prepared: not a number of rows that may never come again, or a connection would come
    /// to hold one statement of some hundred KB for each number there was.
    const fn is_kept(&self) -> bool {
        self.rows == ROWS
    }

    /// To be bound and executed.
    pub fn query<'q, DB: Database + HasStatementCache>(self) -> Query<'q, DB, DB::Arguments> {
        let is_kept = self.is_kept();
        sqlx::query(AssertSqlSafe(self.text)).persistent(is_kept)
    }

    /// To be bound and fetched.
    pub fn query_as<'q, DB: Database + HasStatementCache, O: for<'r> FromRow<'r, DB::Row>>(
        self,
    ) -> QueryAs<'q, DB, O, DB::Arguments> {
        let is_kept = self.is_kept();
        sqlx::query_as(AssertSqlSafe(self.text)).persistent(is_kept)
    }
}
