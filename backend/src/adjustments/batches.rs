//! One decision on all that wait of a run, as a job: each in a transaction of its own that also counts it, so that after a
//! kill nothing is decided twice and the next worker goes on with the rest.

use std::time::{Duration, Instant as Moment};

use domain::{
    adjustment::{Direction, Verdict},
    id::{AdjustmentBatchId, ProgrammeId, RunId, StaffId},
    role::Permission,
    time::Instant,
};
use uuid::Uuid;

use super::{batch_queries, check_reason};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Result},
    jobs::{Job, Lease},
    people::Principal,
};

/// Adjustments looked up at once.
const AT_ONCE: i64 = 100;
/// How long work may go on before the lease is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(10);

/// One decision on many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its id.
    pub id: AdjustmentBatchId,
    /// The programme.
    pub programme: ProgrammeId,
    /// The run whose results it decides on.
    pub run: RunId,
    /// Which way they go.
    pub direction: Direction,
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: StaffId,
    /// How many waited.
    pub total: i64,
    /// How many it has come past.
    pub done: i64,
    /// How many of these the rules left waiting.
    pub skipped: i64,
    /// The last account it has come past.
    pub cursor: Uuid,
    /// When it was decided.
    pub created_at: Instant,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// Why it gave up.
    pub error: Option<String>,
}

impl Backend {
    /// Decides at once on all that wait of a run, one way. Errors: not permitted, no reason, nothing waits, another such
    /// decision is at work; what only a person can say is decided one by one.
    pub async fn decide_adjustments(
        &self,
        actor: &Actor,
        programme: ProgrammeId,
        (run, direction): (RunId, Direction),
        verdict: Verdict,
        reason: &str,
    ) -> Result<AdjustmentBatchId> {
        actor.require(Permission::ApproveClaims)?;
        let (decided_by, reason) = (actor.staff()?, check_reason(reason)?.to_owned());
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let total = batch_queries::count(&mut tx, run, direction).await?;
        if direction == Direction::Review || total == 0 {
            return Err(Error::refused(
                "이 계산에서 한꺼번에 결정할 변경이 없어요.",
                "Nothing of this run waits to be decided at once.",
            ));
        }
        let id = AdjustmentBatchId(self.random.id(now));
        let batch = Batch {
            id,
            programme,
            run,
            direction,
            verdict,
            reason,
            decided_by,
            total,
            done: 0,
            skipped: 0,
            cursor: Uuid::nil(),
            created_at: now,
            finished_at: None,
            error: None,
        };
        if !batch_queries::insert(&mut tx, &batch).await? {
            return Err(Error::refused(
                "이 프로그램의 다른 결정을 처리하고 있어요. 끝난 뒤 다시 해 주세요.",
                "Another decision of this programme is being carried out. Try again when it has ended.",
            ));
        }
        self.enqueue_jobs(&mut tx, &[(format!("adjustments-{id}"), Job::DecideAdjustments { batch: id })]).await?;
        let act = Act {
            action: "adjustments.decided_at_once",
            subject: format!("run:{run}"),
            detail: format!("{} {total} × {}", verdict.name(), direction.name()),
        };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        self.wake_workers();
        Ok(id)
    }

    /// Carries a decision out, to the end or until it is known that nobody may any more.
    pub(crate) async fn work_on_adjustments(&self, lease: &Lease, id: AdjustmentBatchId) -> Result<()> {
        let mut renewed = Moment::now();
        loop {
            let mut read = self.db.begin_read().await?;
            let batch = batch_queries::lookup(&mut read, id).await?.ok_or(Error::NotFound)?;
            if batch.finished_at.is_some() {
                return Ok(());
            }
            let next = batch_queries::next(&mut read, &batch, AT_ONCE).await?;
            drop(read);
            let actor = self.actor_of(Principal::Staff(batch.decided_by)).await?;
            let may = actor.require(Permission::ApproveClaims).is_ok();
            if next.is_empty() || !may {
                let mut tx = self.db.begin().await?;
                self.complete_job(&mut tx, lease).await?;
                let error = (!may).then_some("who decided may not any more");
                batch_queries::finish(&mut tx, id, error, self.clock.now()).await?;
                tx.commit().await?;
                self.published();
                return Ok(());
            }
            for (account, adjustment) in next {
                if renewed.elapsed() >= RENEW_EVERY {
                    self.renew(lease).await?;
                    renewed = Moment::now();
                }
                let mut tx = self.db.begin().await?;
                let how = (batch.verdict, batch.reason.as_str());
                match self.decide_within(&mut tx, &actor, batch.decided_by, adjustment, how).await {
                    Ok(_) => batch_queries::advance(&mut tx, id, account, false).await?,
                    Err(Error::Refused(_)) => {
                        // nothing of it is kept but that it was passed
                        drop(tx);
                        tx = self.db.begin().await?;
                        batch_queries::advance(&mut tx, id, account, true).await?;
                    }
                    Err(error) => return Err(error),
                }
                tx.commit().await?;
            }
            self.wake_workers();
        }
    }

    pub(crate) async fn fail_adjustments(&self, id: AdjustmentBatchId, error: &Error) -> Result<()> {
        let mut tx = self.db.begin().await?;
        batch_queries::finish(&mut tx, id, Some(&error.to_string()), self.clock.now()).await?;
        tx.commit().await
    }
}
