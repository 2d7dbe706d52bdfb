//! SQL of accounts, one row or page at a time; see [`super::bulk`] for many.

use domain::{
    id::AccountId,
    ledger::{Account, AccountKind, Category, Region},
    loss::CohortKey,
};
use uuid::Uuid;

use super::{AccountFilter, PAGE};
use crate::{
    db::{Db, Tx},
    error::{Error, Result, known},
    on, within,
};

/// An account as stored.
#[derive(sqlx::FromRow)]
pub struct AccountRow {
    id: Uuid,
    reference: String,
    kind: String,
    category: String,
    region: String,
    name: String,
    email: Option<String>,
}

impl TryFrom<AccountRow> for Account {
    type Error = Error;
    fn try_from(row: AccountRow) -> Result<Self> {
        Ok(Self {
            id: AccountId(row.id),
            reference: row.reference,
            kind: known(AccountKind::from_name(&row.kind), "account kind", &row.kind)?,
            category: Category(row.category),
            region: Region(row.region),
            name: row.name,
            email: row.email,
        })
    }
}

/// The account of an id.
pub async fn lookup(tx: &mut Tx, id: AccountId) -> Result<Option<Account>> {
    const LOOKUP: &str = "select id, reference, kind, category, region, name, email from accounts where id = $1";
    let row: Option<AccountRow> = within!(tx, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// The accounts that the ledger has under an address, by name.
pub async fn accounts_of_email(tx: &mut Tx, email: &str) -> Result<Vec<Account>> {
    const FIND: &str = "select id, reference, kind, category, region, name, email
        from accounts where email = $1 order by name, id";
    let rows: Vec<AccountRow> = within!(tx, c => sqlx::query_as(FIND).bind(email).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The accounts after an id, in the order of ids.
pub async fn page_after(tx: &mut Tx, after: Uuid, most: i64) -> Result<Vec<Account>> {
    const PAGE: &str = "select id, reference, kind, category, region, name, email
        from accounts where id > $1 order by id limit $2";
    let rows: Vec<AccountRow> = within!(tx, c => sqlx::query_as(PAGE).bind(after).bind(most).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The ids of accounts after an id, in order; how a run goes through the ledger.
pub async fn ids_after(tx: &mut Tx, after: Uuid, most: i64) -> Result<Vec<Uuid>> {
    const IDS: &str = "select id from accounts where id > $1 order by id limit $2";
    let rows: Vec<(Uuid,)> = within!(tx, c => sqlx::query_as(IDS).bind(after).bind(most).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The cohorts that have an account, in no order.
pub async fn cohorts(tx: &mut Tx) -> Result<Vec<CohortKey>> {
    const COHORTS: &str = "select distinct kind, category, region from accounts";
    let rows: Vec<(String, String, String)> = within!(tx, c => sqlx::query_as(COHORTS).fetch_all(c))?;
    let cohort = |(kind, category, region): (String, String, String)| {
        let kind = known(AccountKind::from_name(&kind), "account kind", &kind)?;
        Ok(CohortKey { kind, category: Category(category), region: Region(region) })
    };
    rows.into_iter().map(cohort).collect()
}

/// How many accounts there are.
pub async fn count_all(tx: &mut Tx) -> Result<i64> {
    let (count,): (i64,) = within!(tx, c => sqlx::query_as("select count(*) from accounts").fetch_one(c))?;
    Ok(count)
}

/// Accounts after a reference, by reference; one more than a page, to see whether there is another.
pub async fn page(db: &Db, filter: &AccountFilter, after: &str) -> Result<Vec<Account>> {
    const SELECT: &str = "select id, reference, kind, category, region, name, email from accounts
        where reference > $1
            and ($2 is null or kind = $2)
            and ($3 is null or category = $3)
            and ($4 is null or region = $4)
            and ($5 is null or lower(name) like $5 escape '!' or lower(reference) like $5 escape '!'
                or email like $5 escape '!')
        order by reference limit $6";
    let rows: Vec<AccountRow> = on!(db, c => sqlx::query_as(SELECT)
        .bind(after)
        .bind(filter.kind.map(AccountKind::name))
        .bind(filter.category.as_ref().map(|category| category.0.as_str()))
        .bind(filter.region.as_ref().map(|region| region.0.as_str()))
        .bind(filter.pattern())
        .bind(PAGE + 1)
        .fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
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
