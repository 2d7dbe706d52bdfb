//! A policy tried on all accounts of a programme's latest run, without an offer being written.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    id::{AccountId, ProgrammeId, RunId},
    policy::{Percent, Policy},
    role::Permission,
    trial::{Roll, Standing, Trial},
};
use uuid::Uuid;

use super::{RunStatus, figures::Course, outage::Promised, queries, sharing};
use crate::{
    Actor, Backend,
    db::Tx,
    error::{Error, Result},
    programmes, within,
};

/// Bytes that rolls may take together; the one used longest ago goes first.
const LARGEST: usize = 256 * 1024 * 1024;
/// Accounts read at once.
const PAGE: i64 = 2000;
/// Threads of a trial.
const THREADS: usize = 2;

/// Rolls of the runs tried last, the latest at the back.
#[derive(Default)]
pub struct Rolls(Mutex<VecDeque<(RunId, Arc<Roll>)>>);

impl Rolls {
    fn get(&self, run: RunId) -> Option<Arc<Roll>> {
        let mut rolls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = rolls.iter().position(|(known, _)| *known == run)?;
        let found = rolls.remove(index)?;
        let roll = found.1.clone();
        rolls.push_back(found);
        Some(roll)
    }

    fn keep(&self, run: RunId, roll: Arc<Roll>) {
        let mut rolls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rolls.retain(|(known, _)| *known != run);
        rolls.push_back((run, roll));
        while rolls.len() > 1 && rolls.iter().map(|(_, roll)| roll.bytes()).sum::<usize>() > LARGEST {
            rolls.pop_front();
        }
    }
}

impl Backend {
    /// What a policy would come to over the accounts of the latest finished run of a programme, beside another one;
    /// none where no run is finished. `acceptance` is the share of open offers that is taken to be accepted. Errors:
    /// what the policy's own validation names.
    pub async fn try_policy(
        &self,
        actor: &Actor,
        programme: ProgrammeId,
        policy: &Policy,
        against: &Policy,
        acceptance: Percent,
    ) -> Result<Option<Trial>> {
        actor.require(Permission::ReadProgrammes)?;
        let mut tx = self.db.begin_read().await?;
        let standing = programmes::lookup(&mut tx, programme).await?.ok_or(Error::NotFound)?;
        let problems = programmes::policy_problems(policy, standing.budget);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let runs = queries::runs(&mut tx, programme).await?;
        let Some(run) = runs.into_iter().find(|run| run.status == RunStatus::Done) else { return Ok(None) };
        let roll = if let Some(roll) = self.rolls.get(run.id) {
            roll
        } else {
            let roll = Arc::new(self.load_roll(&mut tx, run.id).await?);
            self.rolls.keep(run.id, roll.clone());
            roll
        };
        let claims = Standing { settled: settled(&mut tx, programme).await?, acceptance };
        drop(tx);
        let (policy, against) = (policy.clone(), against.clone());
        let trial = tokio::task::spawn_blocking(move || roll.try_policy(&policy, &against, &claims, THREADS))
            .await
            .map_err(|error| Error::Corrupt(error.to_string()))?;
        trial.map(Some).map_err(|refused| Error::Corrupt(format!("trial of {programme}: {refused}")))
    }

    async fn load_roll(&self, tx: &mut Tx, id: RunId) -> Result<Roll> {
        let run = queries::standing_run(tx, id).await?.ok_or(Error::NotFound)?;
        let programme = programmes::lookup(tx, run.run.programme).await?.ok_or(Error::NotFound)?;
        let (currency, course) = (programme.budget.currency, Course::of(&run, self.site.zone));
        // what shares with nobody is this programme's incident alone
        let mut roll = Roll::new(currency, run.outage.alone(programme.id).impacts(self.site.zone));
        let mut cursor = Uuid::nil();
        loop {
            let page = queries::measures_after(tx, id, cursor, PAGE).await?;
            let Some(last) = page.last() else { return Ok(roll) };
            let accounts = (AccountId(cursor), last.account.id);
            cursor = last.account.id.0;
            let promised = if run.outage.is_shared() {
                sharing::promised_between(tx, run.run.programme, accounts).await?
            } else {
                Promised::new()
            };
            for measured in page {
                roll.add(&course.figures(&measured, currency, &promised)?);
            }
        }
    }
}

/// Accounts of a programme whose offer was accepted, with the amount, in the order of ids.
async fn settled(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<(AccountId, i64)>> {
    const SETTLED: &str = "select account_id, coalesce(offer_minor, 0) from claims
        where programme_id = $1 and state in ('accepted', 'approved', 'paying', 'paid', 'payment_failed')
        order by account_id";
    let rows: Vec<(Uuid, i64)> = within!(tx, c => sqlx::query_as(SETTLED).bind(programme.0).fetch_all(c))?;
    Ok(rows.into_iter().map(|(account, amount)| (AccountId(account), amount)).collect())
}
