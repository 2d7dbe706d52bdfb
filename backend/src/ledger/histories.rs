//! Stored histories: each account's takings by local hour, made from its transactions when first needed.
//!
//! A row is right or missing. Who writes transactions removes the rows of their accounts in the same database
//! transaction ([`make_stale`]); who makes a row holds its account meanwhile ([`store`]).

use domain::{
    component::ComponentKey,
    id::AccountId,
    ledger::{Account, TransactionKind},
    series::{AccountHistory, HistorySums},
    time::{Instant, Zone},
};
use futures_util::TryStreamExt;
use uuid::Uuid;

use super::{accounts::AccountRow, bulk};
use crate::{
    Backend,
    db::Tx,
    error::{Error, Result, known},
    execute_within, within,
};

/// Accounts whose histories are made in one transaction.
const PAGE: usize = 32;

impl Backend {
    /// The accounts after an id up to another, in the order of ids, with their histories. Those that are missing are
    /// made and kept.
    pub(crate) async fn histories_between(&self, after: Uuid, last: Uuid) -> Result<Vec<(Account, AccountHistory)>> {
        let zone = self.site.zone;
        let rows = between(&mut self.db.begin_read().await?, after, last, zone).await?;
        let missing: Vec<_> = rows.iter().filter(|row| row.document.is_none()).map(|row| row.account.id()).collect();
        let mut made = Vec::with_capacity(missing.len());
        for accounts in missing.chunks(PAGE) {
            let mut tx = self.db.begin().await?;
            made.append(&mut store(&mut tx, accounts, zone, self.clock.now()).await?);
            tx.commit().await?;
        }
        let mut made = made.into_iter();
        rows.into_iter()
            .map(|row| {
                let history = match row.document {
                    Some(document) => decoded(row.account.id(), &document)?,
                    None => made.next().ok_or(Error::NotFound)?,
                };
                Ok((row.account.try_into()?, history))
            })
            .collect()
    }
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    #[sqlx(flatten)]
    account: AccountRow,
    document: Option<Vec<u8>>,
}

async fn between(tx: &mut Tx, after: Uuid, last: Uuid, zone: Zone) -> Result<Vec<StoredRow>> {
    const BETWEEN: &str = "select a.id, a.reference, a.kind, a.category, a.region, a.name, a.email, h.document
        from accounts a left join histories h on h.account_id = a.id and h.zone = $3
        where a.id > $1 and a.id <= $2
        order by a.id";
    Ok(within!(tx, c => sqlx::query_as(BETWEEN).bind(after).bind(last).bind(zone.name()).fetch_all(c))?)
}

/// The history of an account: the stored one, or else made and not kept.
pub async fn history_of(tx: &mut Tx, account: AccountId, zone: Zone) -> Result<AccountHistory> {
    const STORED: &str = "select document from histories where account_id = $1 and zone = $2";
    let row: Option<(Vec<u8>,)> =
        within!(tx, c => sqlx::query_as(STORED).bind(account.0).bind(zone.name()).fetch_optional(c))?;
    match row {
        Some((document,)) => decoded(account, &document),
        None => from_transactions(tx, account, zone).await,
    }
}

fn decoded(account: AccountId, document: &[u8]) -> Result<AccountHistory> {
    AccountHistory::decode(document).map_err(|error| Error::Corrupt(format!("account {account}: {error}")))
}

/// The history of an account as its transactions have it.
pub async fn from_transactions(tx: &mut Tx, account: AccountId, zone: Zone) -> Result<AccountHistory> {
    const TAKINGS: &str = "select component_key, occurred_at, amount_minor, kind from transactions
        where account_id = $1";
    type Row = (Option<String>, i64, i64, String);
    let mut sums = HistorySums::new(zone);
    within!(tx, c => async {
        let mut rows = sqlx::query_as(TAKINGS).bind(account.0).fetch(c);
        while let Some((component, at, amount, kind)) = rows.try_next().await? {
            let row: Row = (component, at, amount, kind);
            add(&mut sums, &row)?;
        }
        Ok::<_, Error>(())
    })?;
    Ok(sums.history())
}

fn add(sums: &mut HistorySums, (component, at, amount, kind): &(Option<String>, i64, i64, String)) -> Result<()> {
    let component = component.as_ref().map(|key| known(ComponentKey::parse(key), "component", key)).transpose()?;
    let kind = known(TransactionKind::from_name(kind), "transaction kind", kind)?;
    sums.add(component.as_ref(), Instant(*at), *amount, kind);
    Ok(())
}

/// Makes the histories of accounts and keeps them. Their rows are held first: on PostgreSQL each new transaction holds
/// its account by the foreign key until it is committed, so that none is missed; SQLite has one writer at a time.
async fn store(tx: &mut Tx, accounts: &[AccountId], zone: Zone, now: Instant) -> Result<Vec<AccountHistory>> {
    const HEAD: &str = "insert into histories (account_id, zone, document, made_at) values ";
    const TAIL: &str = " on conflict (account_id) do update
        set zone = excluded.zone, document = excluded.document, made_at = excluded.made_at";
    if let Tx::Postgres(_) = tx {
        hold(tx, accounts).await?;
    }
    let mut histories = Vec::with_capacity(accounts.len());
    for account in accounts {
        histories.push(from_transactions(tx, *account, zone).await?);
    }
    let text = bulk::repeated(tx, HEAD, 4, accounts.len(), TAIL);
    execute_within!(tx, {
        let mut query = sqlx::query(text);
        for (account, history) in accounts.iter().zip(&histories) {
            query = query.bind(account.0).bind(zone.name()).bind(history.encode()).bind(now.0);
        }
        query
    })?;
    Ok(histories)
}

async fn hold(tx: &mut Tx, accounts: &[AccountId]) -> Result<()> {
    let text = bulk::repeated(
        tx,
        "select id from accounts where id in (values ",
        1,
        accounts.len(),
        ") order by id for update",
    );
    execute_within!(tx, {
        let mut query = sqlx::query(text);
        for account in accounts {
            query = query.bind(account.0);
        }
        query
    })?;
    Ok(())
}

/// Removes the histories of accounts whose transactions were written in this database transaction. Accounts may be
/// named more than once; neighbours cost nothing more.
pub async fn make_stale(tx: &mut Tx, accounts: impl Iterator<Item = Uuid>) -> Result<()> {
    // a first import finds none and is not slowed down
    let any: Option<(i32,)> = within!(tx, c => sqlx::query_as("select 1 from histories limit 1").fetch_optional(c))?;
    if any.is_none() {
        return Ok(());
    }
    let mut accounts: Vec<Uuid> = accounts.collect();
    accounts.sort_unstable();
    accounts.dedup();
    let text = bulk::repeated(tx, "delete from histories where account_id in (values ", 1, accounts.len(), ")");
    execute_within!(tx, {
        let mut query = sqlx::query(text);
        for account in accounts {
            query = query.bind(account);
        }
        query
    })?;
    Ok(())
}
