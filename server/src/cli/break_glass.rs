//! `makewhole break-glass`: what publishers do, with the database, mail and sign-in all gone. It works on the stored
//! snapshot alone: the update goes into the journal beside it, the pages are rendered and mirrored here, a running server
//! takes it up within a second, and the record gets it once when it is back.

use backend::{Clock, incidents};
use clap::{Args, Subcommand};
use domain::{
    emergency::EmergencyUpdate,
    id::{IncidentId, UpdateId},
    language::{Language, Text},
    status::PublicState,
    time::Instant,
};

use super::{
    CommandError, Outcome, Settings,
    incident::{self, DeclareArgs, UpdateArgs},
    mirror,
};
use crate::{
    config::{Config, Flags},
    journal::Journal,
    publisher::Publisher,
    serve,
    state::AppState,
    telemetry,
};

/// Flags of `break-glass`.
#[derive(Debug, Args)]
pub struct BreakGlass {
    #[command(subcommand)]
    command: BreakGlassCommand,
}

#[derive(Debug, Subcommand)]
enum BreakGlassCommand {
    /// Lists the incidents and components of the stored snapshot, as they are shown now.
    List,
    /// Declares an incident and publishes it.
    Declare {
        /// Who publishes this; goes on record.
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        new: DeclareArgs,
    },
    /// Publishes an update of an incident that is listed.
    Update {
        /// The incident.
        id: IncidentId,
        /// Who publishes this; goes on record.
        #[arg(long, value_name = "NAME")]
        by: String,
        #[command(flatten)]
        update: UpdateArgs,
    },
}

impl BreakGlass {
    pub async fn run(self, settings: &Settings) -> Outcome {
        telemetry::begin_logging();
        let config = settings.config(Flags::default())?;
        let (state, mut publisher) = serve::publisher_alone(&config, Clock::System)?;
        publisher.publish(None).await?;
        if publisher.shown().groups.is_empty() {
            let folder = config.snapshot.display();
            return Err(CommandError::Usage(format!("no published state is stored in {folder} (setting `snapshot`)")));
        }
        let now = state.clock().now();
        let (id, update_id) = (state.random().id(now), UpdateId(state.random().id(now)));
        let update = match self.command {
            BreakGlassCommand::List => {
                list(&state, publisher.shown());
                return Ok(());
            }
            BreakGlassCommand::Declare { by, new } => {
                let started_at = new.begun(state.site().zone, now)?;
                emergency(update_id, (IncidentId(id), new.title(), started_at), &new.update, started_at, now, by)
            }
            BreakGlassCommand::Update { id, by, update } => {
                let standing = publisher.shown().incident(id);
                let standing = standing.ok_or_else(|| CommandError::Usage(format!("there is no incident {id}")))?;
                let of = (id, standing.title.clone(), standing.started_at);
                emergency(update_id, of, &update, now, now, by)
            }
        };
        publish(&config, &state, &mut publisher, &update).await
    }
}

fn emergency(
    id: UpdateId,
    (incident, title, started_at): (IncidentId, Text, Instant),
    said: &UpdateArgs,
    from: Instant,
    at: Instant,
    by: String,
) -> EmergencyUpdate {
    let (status, body, changes) = (said.status, said.body(), said.changes(from));
    EmergencyUpdate { id, incident, title, started_at, status, body, changes, at, by }
}

/// Checks an update against what is shown, keeps it in the journal, renders and mirrors.
async fn publish(config: &Config, state: &AppState, publisher: &mut Publisher, update: &EmergencyUpdate) -> Outcome {
    incidents::check_emergency(update)?;
    update.check(publisher.shown()).map_err(|refusal| CommandError::Usage(refusal.to_string()))?;
    Journal::of(&config.snapshot).add(update)?;
    publisher.publish(None).await?;
    println!("{}", update.incident);
    eprintln!("Published. It goes on record when the database is back.");
    mirror::write_all(config, state).await
}

fn list(state: &AppState, shown: &PublicState) {
    let zone = state.site().zone;
    println!("State of {}", zone.local(shown.at).format("%Y-%m-%d %H:%M"));
    for component in shown.components() {
        let status = shown.status_of(&component.key, state.clock().now());
        let status = app::text::status::component(Language::En, status);
        println!("{:<40}  {status:<14}  {}", component.key.as_str(), component.name.ko);
    }
    for found in &shown.incidents {
        println!("{}", incident::line(zone, found));
    }
}
