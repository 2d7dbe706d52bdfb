//! Jobs: long work that outlives its process. A job is leased by one worker at a time; a worker that dies loses the
//! lease, and the next goes on from what was committed. A table of our own, since no job crate keeps one store on both
//! databases.

use domain::{
    id::{AdjustmentBatchId, BacktestId, NoticeId, RunId},
    time::MINUTE,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Backend,
    db::{
        Db, Tx,
        repeated::{ROWS, Repeated},
    },
    error::{Error, Result},
    execute_on, execute_within, on,
};

/// Work that can be queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// What a run of the engine needs as a whole: to be cut into shards, and its cohorts' figures.
    Assess {
        /// The run.
        run: RunId,
    },
    /// The measures of a shard's accounts.
    MeasureShard {
        /// The run.
        run: RunId,
        /// The shard's number.
        shard: i64,
    },
    /// The assessments of a shard's accounts.
    AssessShard {
        /// The run.
        run: RunId,
        /// The shard's number.
        shard: i64,
    },
    /// A back-test of a programme.
    Backtest {
        /// The back-test.
        backtest: BacktestId,
    },
    /// A decision on many later results.
    DecideAdjustments {
        /// The decision.
        batch: AdjustmentBatchId,
    },
    /// A notice to be queued to its subscribers.
    Announce {
        /// The notice.
        notice: NoticeId,
    },
}

impl Job {
    /// The name in records.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Assess { .. } | Self::MeasureShard { .. } | Self::AssessShard { .. } => "assess",
            Self::Backtest { .. } => "backtest",
            Self::DecideAdjustments { .. } => "decide_adjustments",
            Self::Announce { .. } => "announce",
        }
    }
}

/// A worker's hold on a job. The commit of the job's work ends it, and fails once another worker has it.
#[derive(Clone, Debug)]
pub struct Lease {
    job: Uuid,
    worker: String,
}

/// A worker that says nothing for this long is taken for dead.
const LEASE: i64 = MINUTE;
/// Tries before a job counts as failed.
const MOST_ATTEMPTS: i64 = 20;

/// How many jobs a process works on at once: as many as there are processors, up to 4; one database serves them all.
pub fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, |processors| processors.get().min(4))
}

impl Backend {
    /// Queues jobs in the transaction of their cause, each under a key: a second one with the same key is dropped.
    pub(crate) async fn enqueue_jobs(&self, tx: &mut Tx, jobs: &[(String, Job)]) -> Result<()> {
        const HEAD: &str = "insert into jobs
            (id, kind, dedup_key, payload, attempts, due_at, leased_until, created_at) values ";
        const TAIL: &str = " on conflict (dedup_key) do nothing";
        let now = self.clock.now();
        for jobs in jobs.chunks(ROWS) {
            let payloads: Vec<_> = jobs.iter().map(|(_, job)| serde_json::to_string(job)).collect::<Result<_, _>>()?;
            let statement = Repeated::new(tx, HEAD, 8, jobs.len(), TAIL);
            execute_within!(tx, {
                let mut query = statement.query();
                for ((key, job), payload) in jobs.iter().zip(&payloads) {
                    query = query.bind(self.random.id(now)).bind(job.kind()).bind(key).bind(payload);
                    query = query.bind(0_i64).bind(now.0).bind(0_i64).bind(now.0);
                }
                query
            })?;
        }
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
            Job::MeasureShard { run, shard } => self.measure_shard(&lease, *run, *shard).await,
            Job::AssessShard { run, shard } => self.assess_shard(&lease, *run, *shard).await,
            Job::Backtest { backtest } => self.work_on_backtest(&lease, *backtest).await,
            Job::DecideAdjustments { batch } => self.work_on_adjustments(&lease, *batch).await,
            Job::Announce { notice } => self.queue_notice(&lease, *notice).await,
        };
        match outcome {
            Ok(()) => self.drop_job(&lease).await?,
            // a database that is away or full is no fault of the job: it goes on when that is over
            Err(error) if attempts >= MOST_ATTEMPTS && !matches!(error, Error::Unavailable(_)) => {
                tracing::error!(job = %lease.job, %error, "job failed for good");
                self.give_up(&lease, &job, &error).await?;
            }
            Err(error) => {
                tracing::warn!(job = %lease.job, attempts, %error, "job failed, it will be tried again");
                self.postpone_job(&lease, &error).await?;
            }
        }
        Ok(true)
    }

    async fn lease_job(&self, worker: &str) -> Result<Option<(Lease, Job, i64)>> {
        macro_rules! lease_next {
            ($locking:literal) => {
                concat!(
                    "update jobs set leased_until = $2, leased_by = $3, attempts = attempts + 1
                    where id = (
                        select id from jobs
                        where finished_at is null and due_at <= $1 and leased_until < $1
                        order by due_at limit 1 ",
                    $locking,
                    ") and leased_until < $1
                    returning id, payload, attempts"
                )
            };
        }
        let text = match self.db {
            Db::Sqlite(_) => lease_next!(""),
            // else two workers would wait for the same job, and one would go away empty
            Db::Postgres(_) => lease_next!("for update skip locked"),
        };
        let now = self.clock.now().0;
        let row: Option<(Uuid, String, i64)> = on!(self.db, c => sqlx::query_as(text)
            .bind(now).bind(now + LEASE).bind(worker)
            .fetch_optional(c))?;
        let Some((job, payload, attempts)) = row else {
            return Ok(None);
        };
        Ok(Some((Lease { job, worker: worker.to_owned() }, serde_json::from_str(&payload)?, attempts)))
    }

    /// Ends a job within the transaction of its work. Errors: another worker has it.
    pub(crate) async fn complete_job(&self, tx: &mut Tx, lease: &Lease) -> Result<()> {
        const COMPLETE: &str = "delete from jobs where id = $1 and leased_by = $2";
        let completed = execute_within!(tx, sqlx::query(COMPLETE).bind(lease.job).bind(&lease.worker))?;
        if completed == 1 { Ok(()) } else { Err(taken_over()) }
    }

    /// Renews a lease in the middle of long work. Errors: another worker has the job.
    pub(crate) async fn renew(&self, lease: &Lease) -> Result<()> {
        const RENEW: &str = "update jobs set leased_until = $3 where id = $1 and leased_by = $2";
        let until = self.clock.now().plus(LEASE).0;
        let renewed = execute_on!(self.db, sqlx::query(RENEW).bind(lease.job).bind(&lease.worker).bind(until))?;
        if renewed == 1 { Ok(()) } else { Err(taken_over()) }
    }

    /// Ends for good what a job was for.
    async fn give_up(&self, lease: &Lease, job: &Job, error: &Error) -> Result<()> {
        match job {
            Job::Assess { run } | Job::MeasureShard { run, .. } | Job::AssessShard { run, .. } => {
                self.fail_run(*run, error).await
            }
            Job::Backtest { backtest } => {
                self.fail_backtest(*backtest, error).await?;
                self.drop_job(lease).await
            }
            Job::DecideAdjustments { batch } => {
                self.fail_adjustments(*batch, error).await?;
                self.drop_job(lease).await
            }
            Job::Announce { .. } => self.postpone_job(lease, error).await,
        }
    }

    /// Drops a job whose work found nothing left to do; one that was completed is gone already.
    async fn drop_job(&self, lease: &Lease) -> Result<()> {
        const DROP: &str = "delete from jobs where id = $1 and leased_by = $2";
        execute_on!(self.db, sqlx::query(DROP).bind(lease.job).bind(&lease.worker))?;
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

/// Drops the jobs of a run, within the transaction that makes them needless.
pub async fn drop_jobs_of(tx: &mut Tx, run: RunId) -> Result<()> {
    const DROP: &str = "delete from jobs where dedup_key like $1";
    execute_within!(tx, sqlx::query(DROP).bind(format!("run-{run}-%")))?;
    Ok(())
}

fn taken_over() -> Error {
    Error::refused("다른 서버가 이어받은 작업입니다.", "Another server took this job over.")
}
