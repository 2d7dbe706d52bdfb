//! Many rows in few statements: how imports and the demonstration write the ledger.
//!
//! Rows that are there already are left alone. Where a statement added fewer rows than it was given, the stored rows
//! are read back and compared, so that the same content counts as present and other content is told.

use std::{collections::HashMap, sync::Arc};

use domain::{
    ledger::{AccountKind, TransactionKind},
    time::Instant,
};
use uuid::Uuid;

use super::{
    employments::{self, Employment},
    histories,
};
use crate::{
    db::{
        Tx,
        repeated::{ROWS, Repeated},
    },
    error::Result,
    execute_within, within,
};

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
    /// For whom a taxi's driver works, where that was said.
    pub employment: Option<Employment>,
    pub created_at: Instant,
}

impl NewAccount {
    /// The reference of the company that the driver works for.
    pub fn company(&self) -> Option<&str> {
        self.employment.as_ref().and_then(Employment::company)
    }
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

/// Why a row was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its reference is recorded with other content.
    Different,
    /// No taxi company has the reference it names.
    UnknownCompany,
}

/// What became of the rows given. Those neither added nor refused were there already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of rows that are new, or say anew for whom a driver works.
    pub added: u64,
    /// Places of the rows that were not written, and why.
    pub refused: Vec<(usize, Refusal)>,
}

/// Rows that can be written in bulk.
pub trait Bulk: Send + Sync + Sized {
    /// What rows are told apart and kept in order by.
    fn key(&self) -> (Uuid, &str);

    /// Adds a statement's rows; gives how many were added.
    fn insert(tx: &mut Tx, rows: &[&Self]) -> impl Future<Output = Result<u64>> + Send;

    /// Places of the rows that were not written, nor are there already, and why.
    fn refused(tx: &mut Tx, rows: &[&Self]) -> impl Future<Output = Result<Vec<(usize, Refusal)>>> + Send;
}

/// Writes rows, in their order: of two with one reference the first counts.
pub async fn write<R: Bulk>(tx: &mut Tx, rows: &[&R]) -> Result<Written> {
    let mut written = Written::default();
    for (index, chunk) in rows.chunks(ROWS).enumerate() {
        let added = R::insert(tx, chunk).await?;
        written.added += added;
        if added < chunk.len() as u64 {
            let places = R::refused(tx, chunk).await?;
            written.refused.extend(places.into_iter().map(|(place, why)| (index * ROWS + place, why)));
        }
    }
    Ok(written)
}

impl Bulk for NewAccount {
    /// Companies come first, so that they are there when their drivers name them.
    fn key(&self) -> (Uuid, &str) {
        (Uuid::from_u128(u128::from(self.kind != AccountKind::TaxiCompany)), &self.reference)
    }

    async fn insert(tx: &mut Tx, rows: &[&Self]) -> Result<u64> {
        let (employed, others): (Vec<_>, Vec<_>) = rows.iter().copied().partition(|row| row.company().is_some());
        let mut added = insert_accounts(tx, &others).await?;
        if rows.iter().all(|row| row.employment.is_none()) {
            return Ok(added);
        }
        let companies = employments::companies(tx, &employed).await?;
        let is_known = |row: &&Self| row.company().is_none_or(|company| companies.contains_key(company));
        let employed: Vec<_> = employed.into_iter().filter(is_known).collect();
        added += insert_accounts(tx, &employed).await?;
        let said: Vec<_> = rows.iter().copied().filter(is_known).filter(|row| row.employment.is_some()).collect();
        Ok(added + employments::record(tx, &said, &companies).await?)
    }

    async fn refused(tx: &mut Tx, rows: &[&Self]) -> Result<Vec<(usize, Refusal)>> {
        let companies = employments::companies(tx, rows).await?;
        let stored = employments::stored(tx, rows).await?;
        let refusal = |row: &Self| match row.company() {
            Some(company) if !companies.contains_key(company) => Some(Refusal::UnknownCompany),
            _ if stored.get(&row.reference).is_some_and(|stored| stored.is_of(row)) => None,
            _ => Some(Refusal::Different),
        };
        Ok(rows.iter().enumerate().filter_map(|(place, row)| Some((place, refusal(row)?))).collect())
    }
}

async fn insert_accounts(tx: &mut Tx, rows: &[&NewAccount]) -> Result<u64> {
    const HEAD: &str = "insert into accounts (id, reference, kind, category, region, name, email, created_at) values ";
    const TAIL: &str = " on conflict (reference) do nothing";
    if rows.is_empty() {
        return Ok(0);
    }
    let statement = Repeated::new(tx, HEAD, 8, rows.len(), TAIL);
    Ok(execute_within!(tx, {
        let mut query = statement.query();
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
        let statement = Repeated::new(tx, head, width, rows.len(), TAIL);
        let kinds = Kinds::default();
        let added = execute_within!(tx, {
            let mut query = statement.query();
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

    async fn refused(tx: &mut Tx, rows: &[&Self]) -> Result<Vec<(usize, Refusal)>> {
        const HEAD: &str =
            "select account_id, reference, component_key, occurred_at, amount_minor, kind, refund_of, terminal, source
            from transactions where (account_id, reference) in (values ";
        let statement = Repeated::new(tx, HEAD, 2, rows.len(), ")");
        let stored: Vec<StoredTransaction> = within!(tx, c => {
            let mut query = statement.query_as();
            for row in rows {
                query = query.bind(row.account).bind(row.reference.clone());
            }
            query.fetch_all(c)
        })?;
        let stored: HashMap<_, _> =
            stored.iter().map(|stored| ((stored.account_id, stored.reference.as_str()), stored)).collect();
        let is_stored =
            |row: &Self| stored.get(&(row.account, &*row.reference)).is_some_and(|stored| stored.is_of(row));
        let others = rows.iter().enumerate().filter(|(_, row)| !is_stored(row));
        Ok(others.map(|(place, _)| (place, Refusal::Different)).collect())
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
