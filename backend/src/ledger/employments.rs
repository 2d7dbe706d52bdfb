//! For which company a taxi's driver works, and how an award for the shifts is divided between them. What an import says anew
//! is added to what was said before: runs keep the division they were made by.

use std::collections::{HashMap, HashSet};

use domain::{id::AccountId, policy::Percent};
use uuid::Uuid;

use super::bulk::NewAccount;
use crate::{
    db::{Db, Tx, repeated::Repeated},
    error::{Error, Result},
    execute_within, on, within,
};

/// What a file says of whom a driver works for: the company's reference and the driver's share, or for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment(pub Option<(String, Percent)>);

impl Employment {
    /// The company's reference.
    pub fn company(&self) -> Option<&str> {
        self.0.as_ref().map(|(company, _)| company.as_str())
    }
}

/// The company whose driver an account is, and the driver's share of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    /// The company's account.
    pub company: AccountId,
    /// The driver's share.
    pub driver_share: Percent,
}

impl Division {
    /// From the columns of a row; none where there is no company. Errors: a share that is none.
    pub fn of(company: Option<Uuid>, driver_share_tenths: Option<i64>) -> Result<Option<Self>> {
        let Some(company) = company else { return Ok(None) };
        let tenths = driver_share_tenths.and_then(|tenths| u32::try_from(tenths).ok());
        let tenths = tenths.ok_or_else(|| Error::Corrupt(format!("the share of a driver of {company}")))?;
        Ok(Some(Self { company: AccountId(company), driver_share: Percent::from_tenths(tenths) }))
    }
}

/// An account as it is stored, with its newest employment.
#[derive(sqlx::FromRow)]
pub struct StoredAccount {
    id: Uuid,
    reference: String,
    kind: String,
    category: String,
    region: String,
    name: String,
    email: Option<String>,
    number: Option<i64>,
    company: Option<String>,
    driver_share_tenths: Option<i64>,
}

impl StoredAccount {
    /// Whether a row to write has the same content, whoever its driver works for.
    fn is_account_of(&self, row: &NewAccount) -> bool {
        (self.kind.as_str(), &self.category, &self.region, &self.name, &self.email)
            == (row.kind.name(), &row.category, &row.region, &row.name, &row.email)
    }

    /// Whether the driver works for whom a row says; a row that says nothing is never wrong.
    fn is_employed_as(&self, row: &NewAccount) -> bool {
        let Some(Employment(said)) = &row.employment else { return true };
        let said = said.as_ref().map(|(company, share)| (company.as_str(), i64::from(share.tenths())));
        self.company.as_deref().zip(self.driver_share_tenths) == said
    }

    /// Whether a row to write has the same content.
    pub fn is_of(&self, row: &NewAccount) -> bool {
        self.is_account_of(row) && self.is_employed_as(row)
    }
}

/// The stored accounts of the references of rows.
pub async fn stored(tx: &mut Tx, rows: &[&NewAccount]) -> Result<HashMap<String, StoredAccount>> {
    const HEAD: &str = "select a.id, a.reference, a.kind, a.category, a.region, a.name, a.email
          , e.number, c.reference as company, e.driver_share_tenths
        from accounts a
        left join employments e on e.account_id = a.id
            and e.number = (select max(l.number) from employments l where l.account_id = a.id)
        left join accounts c on c.id = e.company_id
        where a.reference in (values ";
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = Repeated::new(tx, HEAD, 1, rows.len(), ")");
    let stored: Vec<StoredAccount> = within!(tx, c => {
        let mut query = statement.query_as();
        for row in rows {
            query = query.bind(&row.reference);
        }
        query.fetch_all(c)
    })?;
    Ok(stored.into_iter().map(|account| (account.reference.clone(), account)).collect())
}

/// The companies that rows name, by reference; one that is no taxi company is not among them.
pub async fn companies(tx: &mut Tx, rows: &[&NewAccount]) -> Result<HashMap<String, Uuid>> {
    const HEAD: &str = "select reference, id from accounts where kind = 'taxi_company' and reference in (values ";
    let mut named: Vec<_> = rows.iter().filter_map(|row| row.company()).collect();
    named.sort_unstable();
    named.dedup();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = Repeated::new(tx, HEAD, 1, named.len(), ")");
    let found: Vec<(String, Uuid)> = within!(tx, c => {
        let mut query = statement.query_as();
        for reference in named {
            query = query.bind(reference);
        }
        query.fetch_all(c)
    })?;
    Ok(found.into_iter().collect())
}

/// Adds what rows say anew of accounts that are stored with their content; gives how many of these accounts were there
/// before. `companies` holds those that the rows name.
pub async fn record(tx: &mut Tx, rows: &[&NewAccount], companies: &HashMap<String, Uuid>) -> Result<u64> {
    const HEAD: &str =
        "insert into employments (account_id, number, company_id, driver_share_tenths, recorded_at) values ";
    let stored = stored(tx, rows).await?;
    let (mut news, mut seen, mut changed) = (Vec::new(), HashSet::new(), 0);
    for row in rows {
        let Some(account) = stored.get(&row.reference).filter(|account| account.is_account_of(row)) else { continue };
        // of two rows with one reference the first counts
        if account.is_employed_as(row) || !seen.insert(account.id) {
            continue;
        }
        let said = row.employment.as_ref().and_then(|employment| employment.0.as_ref());
        let company = said.and_then(|(company, _)| companies.get(company)).copied();
        let share = said.map(|(_, share)| i64::from(share.tenths()));
        news.push((account.id, account.number.unwrap_or(0) + 1, company, share, row.created_at));
        changed += u64::from(account.id != row.id);
    }
    if news.is_empty() {
        return Ok(0);
    }
    let statement = Repeated::new(tx, HEAD, 5, news.len(), "");
    execute_within!(tx, {
        let mut query = statement.query();
        for (account, number, company, share, at) in news {
            query = query.bind(account).bind(number).bind(company).bind(share).bind(at.0);
        }
        query
    })?;
    Ok(changed)
}

/// The newest word on whom the accounts after an id up to another work for; an account that no file ever said anything of is
/// not among them.
pub async fn between(tx: &mut Tx, after: Uuid, last: Uuid) -> Result<HashMap<AccountId, Option<Division>>> {
    const BETWEEN: &str = "select e.account_id, e.company_id, e.driver_share_tenths from employments e
        where e.account_id > $1 and e.account_id <= $2
            and e.number = (select max(l.number) from employments l where l.account_id = e.account_id)";
    let rows: Vec<(Uuid, Option<Uuid>, Option<i64>)> =
        within!(tx, c => sqlx::query_as(BETWEEN).bind(after).bind(last).fetch_all(c))?;
    rows.into_iter().map(|(account, company, share)| Ok((AccountId(account), Division::of(company, share)?))).collect()
}

/// The accounts of taxi companies, which take no fares themselves.
pub async fn company_ids(db: &Db) -> Result<HashSet<Uuid>> {
    const IDS: &str = "select id from accounts where kind = 'taxi_company'";
    let rows: Vec<(Uuid,)> = on!(db, c => sqlx::query_as(IDS).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
