//! `makewhole assess`: a run at the terminal, or the progress of one that a server works on.

use std::time::Duration;

use backend::{
    Actor, Backend,
    assessments::{Run, RunStatus},
    jobs,
};
use clap::Args;
use domain::{
    id::{ProgrammeId, RunId},
    money::{Currency, Money},
};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;

use super::{CommandError, Outcome, Settings};

/// Flags of `assess`.
#[derive(Debug, Args)]
pub struct Assess {
    /// Id of the programme; without it, the programmes are listed.
    programme: Option<ProgrammeId>,
}

const ACTOR: Actor = Actor::System("command line");

/// Work that was queued elsewhere is looked for this often.
const LOOK: Duration = Duration::from_millis(500);

impl Assess {
    pub async fn run(self, settings: &Settings) -> Outcome {
        let backend = settings.backend().await?;
        let Some(programme) = self.programme else {
            return list(&backend).await;
        };
        let run = backend.start_run(&ACTOR, programme).await?;
        let ended = work(&backend, programme, run).await?;
        for total in backend.run_totals(&ACTOR, run).await? {
            let sum = Money::new(total.total_minor, currency(&backend, programme).await?);
            println!("{:<20} {:>8} accounts {:>20}", total.outcome, total.accounts, sum.format());
        }
        match ended.status {
            RunStatus::Done => Ok(()),
            status => Err(CommandError::Usage(format!(
                "the run ended as {}: {}",
                status.name(),
                ended.error.unwrap_or_default()
            ))),
        }
    }
}

async fn currency(backend: &Backend, programme: ProgrammeId) -> Result<Currency, CommandError> {
    Ok(backend.programme(&ACTOR, programme).await?.0.budget.currency)
}

async fn list(backend: &Backend) -> Outcome {
    for programme in backend.list_programmes(&ACTOR).await? {
        println!("{}  {:<6}  {}", programme.id, programme.status.name(), programme.title.en);
    }
    Ok(())
}

/// Works on the queue until the run has ended, here or on a server.
async fn work(backend: &Backend, programme: ProgrammeId, id: RunId) -> Result<Run, CommandError> {
    let bar = ProgressBar::new(0);
    let template = "{msg} {wide_bar} {pos}/{len} {per_sec}, {eta} left";
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut workers = JoinSet::new();
    for _ in 0..jobs::workers() {
        workers.spawn(work_on_queue(backend.clone()));
    }
    let watching = async {
        loop {
            let runs = backend.runs(&ACTOR, programme).await?;
            let run = runs.into_iter().find(|run| run.id == id).ok_or(backend::Error::NotFound)?;
            bar.set_length(run.total.unsigned_abs());
            bar.set_position(run.done.unsigned_abs());
            bar.set_message(run.status.name());
            if !run.status.is_active() {
                return Ok(run);
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    };
    let ended: Result<Run, backend::Error> = tokio::select! {
        ended = watching => ended,
        Some(Ok(error)) = workers.join_next() => Err(error),
    };
    bar.finish_and_clear();
    Ok(ended?)
}

/// Works on jobs for as long as the database lets it; gives what stopped it.
async fn work_on_queue(backend: Backend) -> backend::Error {
    let worker = format!("command-line-{}", backend.random.secret());
    loop {
        match backend.work_once(&worker).await {
            Ok(true) => {}
            Ok(false) => tokio::select! {
                () = backend.work_queued() => {}
                () = tokio::time::sleep(LOOK) => {}
            },
            Err(error) => return error,
        }
    }
}
