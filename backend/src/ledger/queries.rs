//! SQL of the ledger, one row or page at a time; see [`super::bulk`] for many.

use std::{collections::HashMap, sync::Arc};

use domain::{
    component::ComponentKey,
    id::AccountId,
    ledger::{Account, AccountKind, Category, Region, Transaction, TransactionKind},
    money::{Currency, Money},
    time::{Instant, Window},
};
use uuid::Uuid;

use super::{AccountFilter, Holiday, PAGE};
use crate::{
    db::{Db, Tx},
    error::{Result, known},
    execute_within, on,
};

#[derive(sqlx::FromRow)]
pub struct AccountRecord {
    id: Uuid,
    reference: String,
    kind: String,
    category: String,
    region: String,
    name: String,
    email: Option<String>,
}

#[derive(sqlx::FromRow)]
struct TransactionRecord {
    reference: String,
    component_key: Option<String>,
    occurred_at: i64,
    amount_minor: i64,
    kind: String,
}

/// The id of every account by its reference.
pub async fn account_ids(db: &Db) -> Result<HashMap<String, Uuid>> {
    let rows: Vec<(String, Uuid)> = on!(db, c => sqlx::query_as("select reference, id from accounts").fetch_all(c))?;
    Ok(rows.into_iter().collect())
}

/// The key of every component, to be shared by the rows that name it.
pub async fn component_keys(db: &Db) -> Result<HashMap<String, Arc<str>>> {
    let rows: Vec<(String,)> = on!(db, c => sqlx::query_as("select key from components").fetch_all(c))?;
    Ok(rows.into_iter().map(|(key,)| (key.clone(), Arc::from(key))).collect())
}

/// Accounts after a reference, by reference; one more than a page, to see whether there is another.
pub async fn accounts(db: &Db, filter: &AccountFilter, after: &str) -> Result<Vec<Account>> {
    const SELECT: &str = "select id, reference, kind, category, region, name, email from accounts
        where reference > $1
            and ($2 is null or kind = $2)
            and ($3 is null or category = $3)
            and ($4 is null or region = $4)
            and ($5 is null or lower(name) like $5 escape '!' or lower(reference) like $5 escape '!'
                or email like $5 escape '!')
        order by reference limit $6";
    let rows: Vec<AccountRecord> = on!(db, c => sqlx::query_as(SELECT)
        .bind(after)
        .bind(filter.kind.map(AccountKind::name))
        .bind(filter.category.as_ref().map(|category| category.0.as_str()))
        .bind(filter.region.as_ref().map(|region| region.0.as_str()))
        .bind(filter.pattern())
        .bind(PAGE + 1)
        .fetch_all(c))?;
    rows.into_iter().map(account).collect()
}

/// How many accounts a filter leaves.
pub async fn count(db: &Db, filter: &AccountFilter) -> Result<i64> {
    const COUNT: &str = "select count(*) from accounts
        where ($1 is null or kind = $1)
            and ($2 is null or category = $2)
            and ($3 is null or region = $3)
            and ($4 is null or lower(name) like $4 escape '!' or lower(reference) like $4 escape '!'
                or email like $4 escape '!')";
    let (count,): (i64,) = on!(db, c => sqlx::query_as(COUNT)
        .bind(filter.kind.map(AccountKind::name))
        .bind(filter.category.as_ref().map(|category| category.0.as_str()))
        .bind(filter.region.as_ref().map(|region| region.0.as_str()))
        .bind(filter.pattern())
        .fetch_one(c))?;
    Ok(count)
}

pub async fn account_by_id(db: &Db, id: AccountId) -> Result<Option<Account>> {
    const SELECT: &str = "select id, reference, kind, category, region, name, email from accounts where id = $1";
    let row: Option<AccountRecord> = on!(db, c => sqlx::query_as(SELECT).bind(id.0).fetch_optional(c))?;
    row.map(account).transpose()
}

pub async fn accounts_by_email(db: &Db, email: &str) -> Result<Vec<Account>> {
    const SELECT: &str = "select id, reference, kind, category, region, name, email from accounts
        where email = $1 order by reference";
    let rows: Vec<AccountRecord> = on!(db, c => sqlx::query_as(SELECT).bind(email.trim().to_lowercase()).fetch_all(c))?;
    rows.into_iter().map(account).collect()
}

/// An account's transactions within a window, by time.
pub async fn transactions(db: &Db, account: AccountId, window: Window, currency: Currency) -> Result<Vec<Transaction>> {
    const SELECT: &str = "select reference, component_key, occurred_at, amount_minor, kind from transactions
        where account_id = $1 and occurred_at >= $2 and occurred_at < $3
        order by occurred_at, reference";
    let rows: Vec<TransactionRecord> = on!(db, c => sqlx::query_as(SELECT)
        .bind(account.0).bind(window.start.0).bind(window.end.0)
        .fetch_all(c))?;
    rows.into_iter().map(|row| transaction(row, currency)).collect()
}

pub async fn upsert_holiday(tx: &mut Tx, holiday: &Holiday) -> Result<()> {
    const UPSERT: &str = "insert into holidays (date, name_ko, name_en) values ($1, $2, $3)
        on conflict (date) do update set name_ko = excluded.name_ko, name_en = excluded.name_en";
    execute_within!(
        tx,
        sqlx::query(UPSERT).bind(holiday.date.to_string()).bind(&holiday.name.ko).bind(&holiday.name.en)
    )?;
    Ok(())
}

/// All holidays as stored: date, Korean name, English name.
pub async fn holidays(db: &Db) -> Result<Vec<(String, String, String)>> {
    const SELECT: &str = "select date, name_ko, name_en from holidays order by date";
    Ok(on!(db, c => sqlx::query_as(SELECT).fetch_all(c))?)
}

fn account(row: AccountRecord) -> Result<Account> {
    Ok(Account {
        id: AccountId(row.id),
        reference: row.reference,
        kind: known(AccountKind::from_name(&row.kind), "account kind", &row.kind)?,
        category: Category(row.category),
        region: Region(row.region),
        name: row.name,
        email: row.email,
    })
}

fn transaction(row: TransactionRecord, currency: Currency) -> Result<Transaction> {
    let component = row.component_key.map(|key| known(ComponentKey::parse(&key), "component", &key)).transpose()?;
    Ok(Transaction {
        reference: row.reference,
        component,
        at: Instant(row.occurred_at),
        amount: Money::new(row.amount_minor, currency),
        kind: known(TransactionKind::from_name(&row.kind), "transaction kind", &row.kind)?,
    })
}
