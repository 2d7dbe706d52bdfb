//! What a run of one of several overlapping incidents has to know of the others: what they have promised its accounts.

use domain::{
    assessment::{Figures, Records, Sharing},
    id::{AccountId, IncidentId, ProgrammeId, RunId},
    language::Text,
    ledger::{Account, AccountKind},
    loss::Measure,
    role::Permission,
};
use uuid::Uuid;

use super::{RunStatus, divisions, outage::Promised, queries, queries::StandingRun};
use crate::{
    Actor, Backend,
    db::Tx,
    error::{Error, Result},
    programmes, within,
};

/// A programme of an incident that overlaps with another's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Its id.
    pub programme: ProgrammeId,
    /// Its name.
    pub title: Text,
    /// Whether the other's latest finished run shared the outage with it; also where there is no such run.
    pub is_known: bool,
}

impl Backend {
    /// The published programmes of incidents that overlap with a programme's.
    pub async fn overlaps(&self, actor: &Actor, programme: ProgrammeId) -> Result<Vec<Overlap>> {
        actor.require(Permission::ReadProgrammes)?;
        let mut tx = self.db.begin_read().await?;
        let own = programmes::lookup(&mut tx, programme).await?.ok_or(Error::NotFound)?;
        let others = programmes::overlapping(&mut tx, own.incident, self.clock.now()).await?;
        if others.is_empty() {
            return Ok(Vec::new());
        }
        let runs = queries::runs(&mut tx, programme).await?;
        let latest = match runs.iter().find(|run| run.status == RunStatus::Done) {
            Some(run) => queries::standing_run(&mut tx, run.id).await?,
            None => None,
        };
        let is_known = |other| latest.as_ref().is_none_or(|run| run.outage.programmes().any(|known| known == other));
        let overlap = |(other, _): (programmes::Programme, _)| Overlap {
            programme: other.id,
            is_known: is_known(other.id),
            title: other.title,
        };
        Ok(others.into_iter().map(overlap).collect())
    }
}

/// What programmes of other incidents have promised accounts, from one account to another. A claim that was withdrawn, has
/// lapsed or was rejected promises nothing.
pub async fn promised_between(
    tx: &mut Tx,
    own: ProgrammeId,
    (first, last): (AccountId, AccountId),
) -> Result<Promised> {
    const PROMISED: &str = "select c.account_id, p.incident_id, cast(sum(c.promised_minor) as bigint)
        from claims c join programmes p on p.id = c.programme_id
        where c.account_id >= $1 and c.account_id <= $2
          and p.incident_id <> (select incident_id from programmes where id = $3)
          and c.promised_minor is not null and c.state not in ('withdrawn', 'lapsed', 'rejected')
        group by c.account_id, p.incident_id";
    let rows: Vec<(Uuid, Uuid, i64)> =
        within!(tx, c => sqlx::query_as(PROMISED).bind(first.0).bind(last.0).bind(own.0).fetch_all(c))?;
    let promised = |(account, incident, minor)| ((AccountId(account), IncidentId(incident)), minor);
    Ok(rows.into_iter().map(promised).collect())
}

/// The same for the accounts of a run, kept as it is until the transaction ends. Empty for an incident by itself.
pub async fn held_between(tx: &mut Tx, run: &StandingRun, accounts: (AccountId, AccountId)) -> Result<Promised> {
    if !run.outage.is_shared() {
        return Ok(Promised::new());
    }
    programmes::hold(tx, run.outage.programmes()).await?;
    promised_between(tx, run.run.programme, accounts).await
}

/// Who compensates an account of a run for what, with what they have promised by now.
pub async fn held(tx: &mut Tx, run: &StandingRun, account: &Account) -> Result<Option<Sharing>> {
    let promised = held_between(tx, run, (account.id, account.id)).await?;
    let own = run.run.programme;
    Ok(run.outage.extent_for(own, account).sharing(own, account, &promised))
}

/// The figures of records that are computed again in a run, after what the other programmes have promised by now.
pub async fn figures_now(
    tx: &mut Tx,
    run: RunId,
    account: &Account,
    mut records: Records,
    measure: Option<&Measure>,
) -> Result<Figures> {
    let run = queries::standing_run(tx, run).await?.ok_or(Error::NotFound)?;
    records.sharing = held(tx, &run, account).await?;
    let figures = records.figures(measure).map_err(|refused| Error::Corrupt(format!("{}: {refused}", account.id)))?;
    with_dues(tx, &run, account, figures).await
}

/// The figures with what the parts of the other programmes are.
pub async fn with_dues(tx: &mut Tx, run: &StandingRun, account: &Account, figures: Figures) -> Result<Figures> {
    let Some(sharing) = &figures.impacts.sharing else { return Ok(figures) };
    let policies = run.outage.policies(sharing);
    let corrupt = |refused| Error::Corrupt(format!("account {}: {refused}", account.id));
    if account.kind != AccountKind::TaxiCompany {
        return figures.with_dues(&policies).map_err(corrupt);
    }
    let drivers = divisions::drivers(tx, run.run.id, account).await?;
    figures.with_dues_of_drivers(&drivers, &policies).map_err(corrupt)
}
