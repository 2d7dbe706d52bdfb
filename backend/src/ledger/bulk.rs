//! Many rows in few statements: how imports and the demonstration write the ledger.
//!
//! Rows that are there already are left alone. Where a statement added fewer rows than it was given, the stored rows
//! are read back and compared, so that the same content counts as present and other content is told.

use std::{collections::HashMap, sync::Arc};

use domain::{
    ledger::{AccountKind, TransactionKind},
    time::Instant,
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::histories;
use crate::{db::Tx, error::Result, execute_within, within};

/// Rows of one statement: more gain nothing, and the parameters stay far below SQLite's 32,766.
pub const ROWS: usize = 500;

/// An account to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    pub id: Uuid,
    pub reference: String,
    pub kind: AccountKind,
    pub category: String,
    pub region: String,
    pub name: String,
    pub email: Option<String>,
    pub created_at: Instant,
}

/// A transaction to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransaction {
    pub account: Uuid,
    pub reference: Arc<str>,
    pub component: Option<Arc<str>>,
    pub at: Instant,
    pub amount_minor: i64,
    pub kind: TransactionKind,
    /// Reference of the sale that a refund gives back, where it is known.
    pub refund_of: Option<Arc<str>>,
    pub recorded: Recorded,
}

/// Where a transaction was recorded, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The till or card machine.
    pub terminal: Option<Arc<str>>,
    /// The source of the record.
    pub source: Option<Arc<str>>,
}

impl Recorded {
    const NOWHERE: Self = Self { terminal: None, source: None };
}

/// What became of the rows given. Those neither added nor different were there already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of rows added.
    pub added: u64,
    /// Places of the rows whose reference is recorded with other content.
    pub different: Vec<usize>,
}

/// Rows that can be written in bulk.
pub trait Bulk: Send + Sync + Sized {
    /// What rows are told apart and kept in order by.
    fn key(&self) -> (Uuid, &str);

    /// Adds a statement's rows; gives how many were added.
    fn insert(tx: &mut Tx, rows: &[&Self]) -> impl Future<Output = Result<u64>> + Send;

    /// Places of the rows that are stored with other content.
    fn different(tx: &mut Tx, rows: &[&Self]) -> impl Future<Output = Result<Vec<usize>>> + Send;
}

/// Writes rows, in their order: of two with one reference the first counts.
pub async fn write<R: Bulk>(tx: &mut Tx, rows: &[&R]) -> Result<Written> {
    let mut written = Written::default();
    for (index, chunk) in rows.chunks(ROWS).enumerate() {
        let added = R::insert(tx, chunk).await?;
        written.added += added;
        if added < chunk.len() as u64 {
            let places = R::different(tx, chunk).await?;
            written.different.extend(places.into_iter().map(|place| index * ROWS + place));
        }
    }
    Ok(written)
}

/// `head ($1, $2), ($3, $4) tail`, with `?` for SQLite: it finds a numbered parameter by going through all before it,
/// which for thousands of them takes longer than the rows themselves.
pub fn repeated(tx: &Tx, head: &str, width: usize, rows: usize, tail: &str) -> AssertSqlSafe<String> {
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
    AssertSqlSafe(text)
}

impl Bulk for NewAccount {
    fn key(&self) -> (Uuid, &str) {
        (Uuid::nil(), &self.reference)
    }

    async fn insert(tx: &mut Tx, rows: &[&Self]) -> Result<u64> {
        const HEAD: &str =
            "insert into accounts (id, reference, kind, category, region, name, email, created_at) values ";
        const TAIL: &str = " on conflict (reference) do nothing";
        let text = repeated(tx, HEAD, 8, rows.len(), TAIL);
        Ok(execute_within!(tx, {
            let mut query = sqlx::query(text);
            for row in rows {
                query = query
                    .bind(row.id)
                    .bind(&row.reference)
                    .bind(row.kind.name())
                    .bind(&row.category)
                    .bind(&row.region)
                    .bind(&row.name)
                    .bind(&row.email)
                    .bind(row.created_at.0);
            }
            query
        })?)
    }

    async fn different(tx: &mut Tx, rows: &[&Self]) -> Result<Vec<usize>> {
        const HEAD: &str = "select reference, kind, category, region, name, email from accounts
            where reference in (values ";
        type Stored = (String, String, String, String, String, Option<String>);
        let text = repeated(tx, HEAD, 1, rows.len(), ")");
        let stored: Vec<Stored> = within!(tx, c => {
            let mut query = sqlx::query_as(text);
            for row in rows {
                query = query.bind(&row.reference);
            }
            query.fetch_all(c)
        })?;
        let stored: HashMap<_, _> = stored.iter().map(|account| (account.0.as_str(), account)).collect();
        Ok(places(rows, |row| {
            stored.get(row.reference.as_str()).is_some_and(|(_, kind, category, region, name, email)| {
                (kind.as_str(), category, region, name, email)
                    == (row.kind.name(), &row.category, &row.region, &row.name, &row.email)
            })
        }))
    }
}

impl Bulk for NewTransaction {
    fn key(&self) -> (Uuid, &str) {
        (self.account, &self.reference)
    }

    async fn insert(tx: &mut Tx, rows: &[&Self]) -> Result<u64> {
        const HEAD: &str = "insert into transactions (account_id, reference, component_key, occurred_at, amount_minor, kind, refund_of) values ";
        const HEAD_RECORDED: &str = "insert into transactions (account_id, reference, component_key, occurred_at, amount_minor, kind, refund_of, terminal, source) values ";
        const TAIL: &str = " on conflict (account_id, reference) do nothing";
        // most files know nothing of it, and two parameters fewer are a seventh of the time
        let is_recorded = rows.iter().any(|row| row.recorded != Recorded::NOWHERE);
        let (head, width) = if is_recorded { (HEAD_RECORDED, 9) } else { (HEAD, 7) };
        let text = repeated(tx, head, width, rows.len(), TAIL);
        let kinds = Kinds::default();
        let added = execute_within!(tx, {
            let mut query = sqlx::query(text).persistent(rows.len() == ROWS);
            for row in rows {
                query = query
                    .bind(row.account)
                    .bind(row.reference.clone())
                    .bind(row.component.clone())
                    .bind(row.at.0)
                    .bind(row.amount_minor)
                    .bind(kinds.name(row.kind))
                    .bind(row.refund_of.clone());
                if is_recorded {
                    query = query.bind(row.recorded.terminal.clone()).bind(row.recorded.source.clone());
                }
            }
            query
        })?;
        if added > 0 {
            histories::make_stale(tx, rows.iter().map(|row| row.account)).await?;
        }
        Ok(added)
    }

    async fn different(tx: &mut Tx, rows: &[&Self]) -> Result<Vec<usize>> {
        const HEAD: &str =
            "select account_id, reference, component_key, occurred_at, amount_minor, kind, refund_of, terminal, source
            from transactions where (account_id, reference) in (values ";
        let text = repeated(tx, HEAD, 2, rows.len(), ")");
        let stored: Vec<StoredTransaction> = within!(tx, c => {
            let mut query = sqlx::query_as(text);
            for row in rows {
                query = query.bind(row.account).bind(row.reference.clone());
            }
            query.fetch_all(c)
        })?;
        let stored: HashMap<_, _> =
            stored.iter().map(|stored| ((stored.account_id, stored.reference.as_str()), stored)).collect();
        Ok(places(rows, |row| stored.get(&(row.account, &*row.reference)).is_some_and(|stored| stored.is_of(row))))
    }
}

/// A transaction as it is stored.
#[derive(sqlx::FromRow)]
struct StoredTransaction {
    account_id: Uuid,
    reference: String,
    component_key: Option<String>,
    occurred_at: i64,
    amount_minor: i64,
    kind: String,
    refund_of: Option<String>,
    terminal: Option<String>,
    source: Option<String>,
}

impl StoredTransaction {
    /// Whether a row to write has the same content.
    fn is_of(&self, row: &NewTransaction) -> bool {
        let Recorded { terminal, source } = &row.recorded;
        (self.occurred_at, self.amount_minor, self.kind.as_str()) == (row.at.0, row.amount_minor, row.kind.name())
            && [&self.component_key, &self.refund_of, &self.terminal, &self.source].map(Option::as_deref)
                == [&row.component, &row.refund_of, terminal, source].map(Option::as_deref)
    }
}

/// The names of kinds, to be shared by the rows that bear them.
struct Kinds(Vec<Arc<str>>);

impl Default for Kinds {
    fn default() -> Self {
        Self(TransactionKind::ALL.iter().map(|kind| kind.name().into()).collect())
    }
}

impl Kinds {
    fn name(&self, kind: TransactionKind) -> Arc<str> {
        self.0[kind as usize].clone()
    }
}

fn places<R>(rows: &[&R], is_the_same: impl Fn(&R) -> bool) -> Vec<usize> {
    rows.iter().enumerate().filter(|(_, row)| !is_the_same(row)).map(|(place, _)| place).collect()
}
