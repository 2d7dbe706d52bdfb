//! Jobs: long work that outlives its process. A job is leased by one worker at a time; a worker that dies loses the
//! lease, and the next goes on from what was committed. A table of our own, since no job crate keeps one store on both
//! databases.

use domain::time::MINUTE;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Backend,
    db::Tx,
    error::{Error, Result},
    execute_on, execute_within, on,
};

/// Work that can be queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// A run of the engine over a programme's accounts.
    Assess {
        /// The run.
        run: domain::id::RunId,
    },
    /// A back-test of a programme.
    Backtest {
        /// The back-test.
        backtest: domain::id::BacktestId,
    },
}

impl Job {
    /// The name in records.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Assess { .. } => "assess",
            Self::Backtest { .. } => "backtest",
        }
    }
}

/// A worker's hold on a job. Every commit of the job's work renews it, and fails once another worker has it.
#[derive(Clone, Debug)]
pub struct Lease {
    job: Uuid,
    worker: String,
}

/// A worker that says nothing for this long is taken for dead.
const LEASE: i64 = MINUTE;
/// Tries before a job counts as failed.
const MOST_ATTEMPTS: i64 = 20;

impl Backend {
    /// Queues a job in the transaction of its cause. A second one with the same key is dropped.
    pub(crate) async fn enqueue_job(&self, tx: &mut Tx, dedup_key: &str, job: &Job) -> Result<()> {
        const INSERT: &str = "insert into jobs
            (id, kind, dedup_key, payload, attempts, due_at, leased_until, created_at)
            values ($1, $2, $3, $4, 0, $5, 0, $5)
            on conflict (dedup_key) do nothing";
        let now = self.clock.now();
        let payload = serde_json::to_string(job)?;
        let id = self.random.id(now);
        execute_within!(tx, sqlx::query(INSERT).bind(id).bind(job.kind()).bind(dedup_key).bind(&payload).bind(now.0))?;
        Ok(())
    }

    /// Wakes this process's workers after a commit.
    pub(crate) fn wake_workers(&self) {
        self.wake.notify_waiters();
    }

    /// Takes the next job that is due and works on it to its end. False where none is due.
    pub async fn work_once(&self, worker: &str) -> Result<bool> {
        let Some((lease, job, attempts)) = self.lease_job(worker).await? else {
            return Ok(false);
        };
        let outcome = match &job {
            Job::Assess { run } => self.work_on_run(&lease, *run).await,
            Job::Backtest { backtest } => self.work_on_backtest(&lease, *backtest).await,
        };
        match outcome {
            Ok(()) => self.finish_job(&lease, None).await?,
            Err(error) if attempts >= MOST_ATTEMPTS => {
                tracing::error!(job = %lease.job, %error, "job failed for good");
                match &job {
                    Job::Assess { run } => self.fail_run(*run, &error).await?,
                    Job::Backtest { backtest } => self.fail_backtest(*backtest, &error).await?,
                }
                self.finish_job(&lease, Some(&error)).await?;
            }
            Err(error) => {
                tracing::warn!(job = %lease.job, attempts, %error, "job failed, it will be tried again");
                self.postpone_job(&lease, &error).await?;
            }
        }
        Ok(true)
    }

    async fn lease_job(&self, worker: &str) -> Result<Option<(Lease, Job, i64)>> {
        const LEASE_NEXT: &str = "update jobs set leased_until = $2, leased_by = $3, attempts = attempts + 1
            where id = (
                select id from jobs
                where finished_at is null and due_at <= $1 and leased_until < $1
                order by due_at limit 1
            ) and leased_until < $1
            returning id, payload, attempts";
        let now = self.clock.now().0;
        let row: Option<(Uuid, String, i64)> = on!(self.db, c => sqlx::query_as(LEASE_NEXT)
            .bind(now).bind(now + LEASE).bind(worker)
            .fetch_optional(c))?;
        let Some((job, payload, attempts)) = row else {
            return Ok(None);
        };
        Ok(Some((Lease { job, worker: worker.to_owned() }, serde_json::from_str(&payload)?, attempts)))
    }

    /// Renews a lease within the transaction of a piece of work. Errors: another worker has the job.
    pub(crate) async fn renew(&self, tx: &mut Tx, lease: &Lease) -> Result<()> {
        const RENEW: &str =
            "update jobs set leased_until = $3 where id = $1 and leased_by = $2 and finished_at is null";
        let until = self.clock.now().plus(LEASE).0;
        let renewed = execute_within!(tx, sqlx::query(RENEW).bind(lease.job).bind(&lease.worker).bind(until))?;
        if renewed == 1 {
            Ok(())
        } else {
            Err(Error::refused("다른 서버가 이어받은 작업입니다.", "Another server took this job over."))
        }
    }

    async fn finish_job(&self, lease: &Lease, error: Option<&Error>) -> Result<()> {
        const FINISH: &str =
            "update jobs set finished_at = $3, leased_until = 0, last_error = $4 where id = $1 and leased_by = $2";
        let (now, error) = (self.clock.now().0, error.map(ToString::to_string));
        execute_on!(self.db, sqlx::query(FINISH).bind(lease.job).bind(&lease.worker).bind(now).bind(&error))?;
        Ok(())
    }

    async fn postpone_job(&self, lease: &Lease, error: &Error) -> Result<()> {
        const POSTPONE: &str =
            "update jobs set due_at = $3, leased_until = 0, last_error = $4 where id = $1 and leased_by = $2";
        let due = self.clock.now().plus(5 * domain::time::SECOND).0;
        let error = error.to_string();
        execute_on!(self.db, sqlx::query(POSTPONE).bind(lease.job).bind(&lease.worker).bind(due).bind(&error))?;
        Ok(())
    }
}
