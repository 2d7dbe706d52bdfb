//! SQL of accounts.

use domain::{
    id::AccountId,
    ledger::{Account, AccountKind, Category, Region},
};
use uuid::Uuid;

use crate::{
    db::Tx,
    error::{Error, Result, known},
    within,
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

/// The accounts after an id, in the order of ids; how a run goes through the ledger.
pub async fn page_after(tx: &mut Tx, after: Uuid, most: i64) -> Result<Vec<Account>> {
    const PAGE: &str = "select id, reference, kind, category, region, name, email
        from accounts where id > $1 order by id limit $2";
    let rows: Vec<AccountRow> = within!(tx, c => sqlx::query_as(PAGE).bind(after).bind(most).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}
