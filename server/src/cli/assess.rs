//! `makewhole assess`: a run at the terminal, or the progress of one that a server works on.

use backend::{
    Actor, Backend,
    assessments::{Run, RunStatus},
};
use clap::Args;
use domain::{
    id::{ProgrammeId, RunId},
    money::{Currency, Money},
};

use super::{
    CommandError, Outcome, Settings,
    working::{Seen, until_ended},
};

/// Flags of `assess`.
#[derive(Debug, Args)]
pub struct Assess {
    /// Id of the programme; without it, the programmes are listed.
    programme: Option<ProgrammeId>,
}

const ACTOR: Actor = Actor::System("command line");

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

/// The programmes there are.
pub async fn list(backend: &Backend) -> Outcome {
    for programme in backend.list_programmes(&ACTOR).await? {
        println!("{}  {:<6}  {}", programme.id, programme.status.name(), programme.title.en);
    }
    Ok(())
}

/// Waits for the end of a run.
async fn work(backend: &Backend, programme: ProgrammeId, id: RunId) -> Result<Run, CommandError> {
    until_ended(backend, async || {
        let runs = backend.runs(&ACTOR, programme).await?;
        let run = runs.into_iter().find(|run| run.id == id).ok_or(backend::Error::NotFound)?;
        Ok(Seen { status: run.status, total: run.total, done: run.done, thing: run })
    })
    .await
}
