//! Stored histories: each account's takings by local hour, made from its transactions when first needed.
//!
//! A row is right or missing (or of another version, which counts as missing). Who writes transactions removes the rows
//! of their accounts in the same database transaction ([`make_stale`]); who makes a row holds its account meanwhile
//! ([`store`]).

use domain::{
    component::ComponentKey,
    id::AccountId,
    ledger::TransactionKind,
    series::{AccountHistory, HistorySums, Sources},
    time::{Instant, Zone},
};
use futures_util::TryStreamExt;
use uuid::Uuid;

use crate::{
    Backend,
    db::{
        Tx,
        repeated::{ROWS, Repeated},
    },
    error::{Error, Result, known},
    execute_within, within,
};

/// Accounts whose histories are made in one transaction.
const PAGE: usize = 32;

/// How histories are made.
#[derive(Clone, Copy, Debug)]
pub struct Making<'a> {
    /// In whose hours.
    pub zone: Zone,
    /// Which of several records of one sale counts.
    pub sources: &'a Sources,
}

impl Making<'_> {
    /// What tells histories made in one way from those made in another.
    fn name(&self) -> String {
        let zone = self.zone.name();
        if self.sources.names().is_empty() { zone.to_owned() } else { format!("{zone} {:?}", self.sources.names()) }
    }
}

/// A history as stored.
pub struct StoredHistory {
    /// Whose it is.
    pub account: AccountId,
    document: Vec<u8>,
}

impl StoredHistory {
    /// The history. Errors: the stored bytes are damaged.
    pub fn decode(&self) -> Result<AccountHistory> {
        AccountHistory::decode(&self.document)
            .map_err(|error| Error::Corrupt(format!("account {}: {error}", self.account)))
    }
}

impl Backend {
    /// How this backend makes histories.
    pub(crate) fn making(&self) -> Making<'_> {
        Making { zone: self.site.zone, sources: &self.sources }
    }

    /// The histories of the accounts after an id up to another, in the order of ids. Those that are missing are made
    /// and kept.
    pub(crate) async fn histories_between(&self, after: Uuid, last: Uuid) -> Result<Vec<StoredHistory>> {
        let making = self.making();
        let mut rows = between(&mut self.db.begin_read().await?, after, last, making).await?;
        for (account, document) in &mut rows {
            if let Some(error) = document.as_deref().and_then(|bytes| AccountHistory::check(bytes).err()) {
                tracing::warn!(%account, %error, "the history is made again");
                *document = None;
            }
        }
        let missing: Vec<_> = rows.iter().filter(|(_, document)| document.is_none()).map(|(id, _)| *id).collect();
        let mut made = Vec::with_capacity(missing.len());
        for accounts in missing.chunks(PAGE) {
            let mut tx = self.db.begin().await?;
            made.append(&mut store(&mut tx, accounts, making, self.clock.now()).await?);
            tx.commit().await?;
        }
        let mut made = made.into_iter();
        let whole = |(account, document): (Uuid, Option<Vec<u8>>)| {
            let document = document.or_else(|| made.next())?;
            Some(StoredHistory { account: AccountId(account), document })
        };
        rows.into_iter().map(whole).map(|history| history.ok_or(Error::NotFound)).collect()
    }
}

async fn between(tx: &mut Tx, after: Uuid, last: Uuid, making: Making<'_>) -> Result<Vec<(Uuid, Option<Vec<u8>>)>> {
    const BETWEEN: &str = "select a.id, h.document
        from accounts a left join histories h on h.account_id = a.id and h.made_by = $3
        where a.id > $1 and a.id <= $2
        order by a.id";
    Ok(within!(tx, c => sqlx::query_as(BETWEEN).bind(after).bind(last).bind(making.name()).fetch_all(c))?)
}

/// The history of an account: the stored one, or else one made and not kept.
pub async fn history_of(tx: &mut Tx, account: AccountId, making: Making<'_>) -> Result<AccountHistory> {
    const STORED: &str = "select document from histories where account_id = $1 and made_by = $2";
    let row: Option<(Vec<u8>,)> =
        within!(tx, c => sqlx::query_as(STORED).bind(account.0).bind(making.name()).fetch_optional(c))?;
    match row.and_then(|(document,)| AccountHistory::decode(&document).ok()) {
        Some(history) => Ok(history),
        None => Ok(sums_of(tx, account, making).await?.history()),
    }
}

/// The takings of an account as its transactions have them. A refund that names its sale is booked to the sale's time and
/// component, so that refunds that come in a storm do not make other hours look poor. What a reviewer set aside is left out,
/// with the refunds of it.
pub async fn sums_of(tx: &mut Tx, account: AccountId, making: Making<'_>) -> Result<HistorySums> {
    const TAKINGS: &str = "select coalesce(s.component_key, t.component_key) as component_key
          , coalesce(s.occurred_at, t.occurred_at) as occurred_at, t.amount_minor, t.kind, t.source
        from transactions t
        left join transactions s on s.account_id = t.account_id and s.reference = t.refund_of
        where t.account_id = $1 and not exists (
            select 1 from set_asides a
            where a.account_id = t.account_id and (a.reference = t.reference or a.reference = t.refund_of)
        )";
    let mut sums = HistorySums::new(making.zone);
    within!(tx, c => async {
        let mut rows = sqlx::query_as(TAKINGS).bind(account.0).fetch(c);
        while let Some(row) = rows.try_next().await? {
            add(&mut sums, &row, making.sources)?;
        }
        Ok::<_, Error>(())
    })?;
    Ok(sums)
}

/// A row of takings.
#[derive(sqlx::FromRow)]
struct Taking {
    component_key: Option<String>,
    occurred_at: i64,
    amount_minor: i64,
    kind: String,
    source: Option<String>,
}

fn add(sums: &mut HistorySums, row: &Taking, sources: &Sources) -> Result<()> {
    let key = row.component_key.as_ref();
    let component = key.map(|key| known(ComponentKey::parse(key), "component", key)).transpose()?;
    let kind = known(TransactionKind::from_name(&row.kind), "transaction kind", &row.kind)?;
    let (at, amount) = (Instant(row.occurred_at), row.amount_minor);
    match sources.rank(row.source.as_deref()) {
        Some(rank) => sums.add_ranked(rank, component.as_ref(), at, amount, kind),
        None => sums.add(component.as_ref(), at, amount, kind),
    }
    Ok(())
}

/// The instant of the last transaction of the accounts after an id up to another. Only the transactions of those without a
/// stored history are gone through.
pub async fn last_transaction(tx: &mut Tx, after: Uuid, last: Uuid) -> Result<Option<Instant>> {
    const LAST: &str = "select max(coalesce(
            h.last_at, (select max(t.occurred_at) from transactions t where t.account_id = a.id)
        ))
        from accounts a left join histories h on h.account_id = a.id
        where a.id > $1 and a.id <= $2";
    let (at,): (Option<i64>,) = within!(tx, c => sqlx::query_as(LAST).bind(after).bind(last).fetch_one(c))?;
    Ok(at.map(Instant))
}

/// Makes the histories of accounts and keeps them. Their rows are held first: on PostgreSQL each new transaction holds
/// its account by the foreign key until it is committed, so that none is missed; SQLite has one writer at a time.
async fn store(tx: &mut Tx, accounts: &[Uuid], making: Making<'_>, now: Instant) -> Result<Vec<Vec<u8>>> {
    if let Tx::Postgres(_) = tx {
        hold(tx, accounts).await?;
    }
    let mut made = Vec::with_capacity(accounts.len());
    for account in accounts {
        made.push(MadeHistory::of(AccountId(*account), sums_of(tx, AccountId(*account), making).await?));
    }
    keep(tx, &made, making, now).await?;
    Ok(made.into_iter().map(|made| made.document).collect())
}

/// A history to keep.
#[derive(Clone)]
pub struct MadeHistory {
    /// Whose it is.
    pub account: AccountId,
    /// When the last transaction was.
    pub last: Option<Instant>,
    /// The history as its bytes.
    pub document: Vec<u8>,
}

impl MadeHistory {
    /// The history of an account's takings.
    pub fn of(account: AccountId, sums: HistorySums) -> Self {
        Self { account, last: sums.last(), document: sums.history().encode() }
    }
}

/// Keeps histories in the place of older ones.
pub async fn keep(tx: &mut Tx, made: &[MadeHistory], making: Making<'_>, now: Instant) -> Result<()> {
    const HEAD: &str = "insert into histories (account_id, made_by, last_at, document, made_at) values ";
    const TAIL: &str = " on conflict (account_id) do update set made_by = excluded.made_by, last_at = excluded.last_at
        , document = excluded.document, made_at = excluded.made_at";
    let name = making.name();
    for made in made.chunks(ROWS) {
        let statement = Repeated::new(tx, HEAD, 5, made.len(), TAIL);
        execute_within!(tx, {
            let mut query = statement.query();
            for MadeHistory { account, last, document } in made {
                query = query.bind(account.0).bind(&name).bind(last.map(|last| last.0)).bind(document).bind(now.0);
            }
            query
        })?;
    }
    Ok(())
}

async fn hold(tx: &mut Tx, accounts: &[Uuid]) -> Result<()> {
    let statement = Repeated::new(
        tx,
        "select id from accounts where id in (values ",
        1,
        accounts.len(),
        ") order by id for update",
    );
    execute_within!(tx, {
        let mut query = statement.query();
        for account in accounts {
            query = query.bind(account);
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
    let statement = Repeated::new(tx, "delete from histories where account_id in (values ", 1, accounts.len(), ")");
    execute_within!(tx, {
        let mut query = statement.query();
        for account in accounts {
            query = query.bind(account);
        }
        query
    })?;
    Ok(())
}
