//! SQL of transactions, of one account at a time; see [`super::bulk`] for many.

use std::{collections::HashMap, sync::Arc};

use domain::{
    component::ComponentKey,
    id::AccountId,
    ledger::{Transaction, TransactionKind},
    money::{Currency, Money},
    time::{Instant, Window},
};

use crate::{
    db::Db,
    error::{Result, known},
    on,
};

#[derive(sqlx::FromRow)]
struct TransactionRow {
    reference: String,
    component_key: Option<String>,
    occurred_at: i64,
    amount_minor: i64,
    kind: String,
    terminal: Option<String>,
}

/// An account's transactions within a window, by time.
pub async fn within_window(
    db: &Db,
    account: AccountId,
    window: Window,
    currency: Currency,
) -> Result<Vec<Transaction>> {
    const SELECT: &str = "select reference, component_key, occurred_at, amount_minor, kind, terminal from transactions
        where account_id = $1 and occurred_at >= $2 and occurred_at < $3
        order by occurred_at, reference";
    let rows: Vec<TransactionRow> = on!(db, c => sqlx::query_as(SELECT)
        .bind(account.0).bind(window.start.0).bind(window.end.0)
        .fetch_all(c))?;
    rows.into_iter().map(|row| transaction(row, currency)).collect()
}

fn transaction(row: TransactionRow, currency: Currency) -> Result<Transaction> {
    let component = row.component_key.map(|key| known(ComponentKey::parse(&key), "component", &key)).transpose()?;
    Ok(Transaction {
        reference: row.reference,
        component,
        at: Instant(row.occurred_at),
        amount: Money::new(row.amount_minor, currency),
        kind: known(TransactionKind::from_name(&row.kind), "transaction kind", &row.kind)?,
        terminal: row.terminal,
    })
}

/// The key of every component, to be shared by the rows that name it.
pub async fn component_keys(db: &Db) -> Result<HashMap<String, Arc<str>>> {
    let rows: Vec<(String,)> = on!(db, c => sqlx::query_as("select key from components").fetch_all(c))?;
    Ok(rows.into_iter().map(|(key,)| (key.clone(), Arc::from(key))).collect())
}
