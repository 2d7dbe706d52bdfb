//! Loads the demonstration's components, holidays, accounts and transactions.

use std::collections::HashSet;

use domain::{component::ComponentGroup, ledger::AccountKind, policy::Percent, time::Instant};
use uuid::Uuid;

use super::{
    SEED, outage,
    world::{World, WorldAccount},
};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::{Db, Tx},
    error::{Error, Result},
    execute_within,
    ledger::{
        AccountIds,
        bulk::{self, NewAccount, NewTransaction, Recorded},
        employments::Employment,
    },
    on, publication,
};

/// Transactions committed together, at least: whole accounts, so that none is ever half there.
const BATCH: usize = 10_000;
/// The taxi company of the whole world, and how many drive for it: the first of its trade in its region.
const COMPANY: (&str, &str, &str) = ("T-00030", "한빛운수", "hanbit@example.com");
const DRIVERS: usize = 4;
/// What a driver of it gets of an award, in tenths of a percent.
const DRIVER_SHARE: Percent = Percent::from_tenths(400);
/// Who loads.
const LOADER: Actor = Actor::System("demo");

/// How far loading has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadProgress {
    /// Accounts whose transactions are there.
    pub accounts: usize,
    /// Accounts in all.
    pub total_accounts: usize,
    /// Transactions added.
    pub transactions: u64,
}

/// Loads what is not there yet, and nothing where all is. A load that was cut off goes on where it stopped. The
/// progress that comes last is given back.
pub async fn load(backend: &Backend, progress: impl FnMut(LoadProgress) + Send) -> Result<LoadProgress> {
    load_first(backend, usize::MAX, progress).await
}

/// The same for the first accounts only, those of the stories first: for tests.
pub async fn load_first(
    backend: &Backend,
    most: usize,
    mut progress: impl FnMut(LoadProgress) + Send,
) -> Result<LoadProgress> {
    let script = outage()?;
    let impacts = script.main_incident()?.impacts()?;
    let world = World::new(SEED, &impacts, &script.holidays);
    add_components(backend, &script.groups).await?;
    if backend.holidays().await?.is_empty() {
        backend.load_holidays(&LOADER, &script.holidays).await?;
    }
    let total_accounts = world.accounts().len().min(most);
    add_accounts(backend, world.accounts().take(total_accounts)).await?;
    if total_accounts == world.accounts().len() {
        add_company(backend, world.accounts()).await?;
    }

    let ids = AccountIds::load(&backend.db).await?;
    let filled = accounts_with_transactions(&backend.db).await?;
    let mut state = LoadProgress { total_accounts, ..LoadProgress::default() };
    let mut rows = Vec::with_capacity(2 * BATCH);
    for (place, account) in world.accounts().take(total_accounts).enumerate() {
        let id = ids.get(&account.reference).ok_or(Error::NotFound)?;
        state.accounts += 1;
        if filled.contains(&id) {
            continue;
        }
        rows.extend(world.account(place).into_iter().flat_map(|account| transactions(id, account)));
        if rows.len() >= BATCH {
            state.transactions += write(backend, &mut rows).await?;
            progress(state);
        }
    }
    state.transactions += write(backend, &mut rows).await?;
    progress(state);
    if state.transactions > 0 {
        record(backend, state).await?;
    }
    Ok(state)
}

async fn write(backend: &Backend, rows: &mut Vec<NewTransaction>) -> Result<u64> {
    let mut tx = backend.db.begin().await?;
    let written = bulk::write(&mut tx, &rows.iter().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    rows.clear();
    Ok(written.added)
}

async fn record(backend: &Backend, state: LoadProgress) -> Result<()> {
    let act = Act {
        action: "demo.loaded",
        subject: "ledger:demonstration".into(),
        detail: format!("{} accounts, {} transactions", state.total_accounts, state.transactions),
    };
    let mut tx = backend.db.begin().await?;
    audit::append(&mut tx, backend.clock.now(), &LOADER, act).await?;
    tx.commit().await
}

pub async fn add_components(backend: &Backend, groups: &[ComponentGroup]) -> Result<()> {
    let mut tx = backend.db.begin().await?;
    let mut added = 0;
    for group in groups {
        added += add_group(&mut tx, group).await?;
    }
    if added > 0 {
        publication::touch(&mut tx).await?;
    }
    tx.commit().await?;
    if added > 0 {
        backend.published();
    }
    Ok(())
}

/// Adds a group and its components; gives how many components are new.
async fn add_group(tx: &mut Tx, group: &ComponentGroup) -> Result<u64> {
    const GROUP: &str = "insert into component_groups (key, name_ko, name_en, position) values ($1, $2, $3, $4)
        on conflict (key) do nothing";
    const COMPONENT: &str = "insert into components
        (key, group_key, name_ko, name_en, description_ko, description_en, position, uptime_from, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (key) do nothing";
    let key = group.key.as_str();
    execute_within!(tx, sqlx::query(GROUP).bind(key).bind(&group.name.ko).bind(&group.name.en).bind(group.position))?;
    let mut added = 0;
    for component in &group.components {
        let (name, description) = (&component.name, &component.description);
        added += execute_within!(
            tx,
            sqlx::query(COMPONENT)
                .bind(component.key.as_str())
                .bind(key)
                .bind(&name.ko)
                .bind(&name.en)
                .bind(&description.ko)
                .bind(&description.en)
                .bind(component.position)
                .bind(component.uptime_from.0)
                .bind(component.created_at.0)
        )?;
    }
    Ok(added)
}

async fn add_accounts(backend: &Backend, accounts: impl Iterator<Item = WorldAccount>) -> Result<()> {
    let now = backend.clock.now();
    write_accounts(backend, accounts.map(|account| new_account(backend.random.id(now), account, now)).collect()).await
}

/// Adds a taxi company and says who drives for it.
async fn add_company(backend: &Backend, accounts: impl Iterator<Item = WorldAccount>) -> Result<()> {
    let now = backend.clock.now();
    let (reference, name, email) = COMPANY;
    let drivers = accounts.filter(|account| account.category == "corporate_taxi" && account.region == "서울 관악구");
    let employment = Employment(Some((reference.to_owned(), DRIVER_SHARE)));
    let mut rows: Vec<_> = drivers
        .take(DRIVERS)
        .map(|driver| NewAccount {
            employment: Some(employment.clone()),
            ..new_account(backend.random.id(now), driver, now)
        })
        .collect();
    rows.extend(rows.first().cloned().map(|driver| NewAccount {
        id: backend.random.id(now),
        reference: reference.to_owned(),
        kind: AccountKind::TaxiCompany,
        name: name.to_owned(),
        email: Some(email.to_owned()),
        employment: None,
        ..driver
    }));
    rows.reverse();
    write_accounts(backend, rows).await
}

async fn write_accounts(backend: &Backend, rows: Vec<NewAccount>) -> Result<()> {
    let mut tx = backend.db.begin().await?;
    let written = bulk::write(&mut tx, &rows.iter().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    if written.refused.is_empty() {
        return Ok(());
    }
    Err(Error::refused(
        "다른 계정이 이미 있어 데모 자료를 넣을 수 없습니다. 새 데이터베이스에서 시작해 주세요.",
        "Other accounts are in the way of the demonstration's. Start with a new database.",
    ))
}

fn new_account(id: Uuid, account: WorldAccount, created_at: Instant) -> NewAccount {
    NewAccount {
        id,
        reference: account.reference,
        kind: account.kind,
        category: account.category.to_owned(),
        region: account.region.to_owned(),
        name: account.name,
        email: account.email,
        employment: None,
        created_at,
    }
}

fn transactions(account: Uuid, world: WorldAccount) -> impl Iterator<Item = NewTransaction> {
    world.sales.into_iter().map(move |sale| NewTransaction {
        account,
        reference: sale.reference.into(),
        component: sale.component.map(Into::into),
        at: sale.at,
        amount_minor: sale.amount,
        kind: sale.kind,
        refund_of: None,
        recorded: Recorded::default(),
    })
}

async fn accounts_with_transactions(db: &Db) -> Result<HashSet<Uuid>> {
    const FILLED: &str = "select id from accounts
        where exists (select 1 from transactions where account_id = accounts.id)";
    let rows: Vec<(Uuid,)> = on!(db, c => sqlx::query_as(FILLED).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
