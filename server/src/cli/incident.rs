//! `makewhole incident`: what publishers do, from a terminal; as when the console cannot be reached.

use backend::{
    Actor, Backend,
    incidents::{NewIncident, NewUpdate},
};
use clap::{Args, Subcommand};
use domain::{
    component::ComponentKey,
    id::{IncidentId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    time::{Instant, Zone},
};

use super::{CommandError, Outcome, Settings};

/// Flags of `incident`.
#[derive(Debug, Args)]
pub struct Incident {
    #[command(subcommand)]
    command: IncidentCommand,
}

#[derive(Debug, Subcommand)]
enum IncidentCommand {
    /// Lists incidents, newest first.
    List,
    /// Declares an incident and publishes it.
    Declare(DeclareArgs),
    /// Publishes an update.
    Update {
        /// The incident.
        id: IncidentId,
        #[command(flatten)]
        update: UpdateArgs,
    },
}

/// What a new incident is; the same with and without the database.
#[derive(Debug, Args)]
pub struct DeclareArgs {
    /// Title in Korean.
    #[arg(long)]
    title: String,
    /// Title in English.
    #[arg(long, default_value = "")]
    title_en: String,
    /// When it began, as 2022-10-15T15:30 in the site's zone [default: now].
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Its first update.
    #[command(flatten)]
    pub update: UpdateArgs,
}

impl DeclareArgs {
    /// The title in both languages.
    pub fn title(&self) -> Text {
        Text::new(&self.title, &self.title_en)
    }

    /// When it began, as written in the site's zone; now where nothing is.
    pub fn begun(&self, zone: Zone, now: Instant) -> Result<Instant, CommandError> {
        let Some(text) = &self.since else { return Ok(now) };
        zone.parse_field(text)
            .ok_or_else(|| CommandError::Usage(format!("--since {text}: write a time as 2022-10-15T15:30")))
    }
}

/// What an update says and changes; the same with and without the database.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// investigating, identified, monitoring, resolved or postmortem.
    #[arg(long, default_value = "investigating", value_parser = status)]
    pub status: IncidentStatus,
    /// What is said, in Korean.
    #[arg(long)]
    text: String,
    /// What is said, in English.
    #[arg(long, default_value = "")]
    text_en: String,
    /// COMPONENT=degraded, partial_outage, major_outage or operational; several times for several.
    #[arg(long, value_name = "COMPONENT=STATE", value_parser = impact)]
    impact: Vec<(ComponentKey, Option<Severity>)>,
}

fn status(text: &str) -> Result<IncidentStatus, String> {
    IncidentStatus::from_name(text).ok_or_else(|| format!("no such status: {text}"))
}

fn impact(text: &str) -> Result<(ComponentKey, Option<Severity>), String> {
    let (key, state) = text.split_once('=').ok_or("write COMPONENT=STATE")?;
    let key = ComponentKey::parse(key).ok_or_else(|| format!("not a component's key: {key}"))?;
    if state == "operational" {
        return Ok((key, None));
    }
    let severity = Severity::from_name(state).ok_or_else(|| format!("no such state: {state}"))?;
    Ok((key, Some(severity)))
}

impl UpdateArgs {
    /// The text in both languages.
    pub fn body(&self) -> Text {
        Text::new(&self.text, &self.text_en)
    }

    /// What fails or works from an instant on.
    pub fn changes(&self, at: Instant) -> Vec<ImpactChange> {
        let change = |(component, severity): &(ComponentKey, Option<Severity>)| match severity {
            Some(severity) => ImpactChange::Set { component: component.clone(), severity: *severity, from: at },
            None => ImpactChange::Restore { component: component.clone(), at },
        };
        self.impact.iter().map(change).collect()
    }

    fn new_update(&self, backend: &Backend, at: Instant) -> NewUpdate {
        NewUpdate {
            id: UpdateId(backend.random.id(backend.clock.now())),
            status: self.status,
            body: self.body(),
            next_update_by: None,
            changes: self.changes(at),
        }
    }
}

impl Incident {
    pub async fn run(self, settings: &Settings) -> Outcome {
        let backend = settings.backend().await?;
        let actor = Actor::System("command line");
        let now = backend.clock.now();
        match self.command {
            IncidentCommand::List => list(&backend, &actor).await?,
            IncidentCommand::Declare(new) => {
                let started_at = new.begun(backend.site.zone, now)?;
                let id = IncidentId(backend.random.id(now));
                let new = NewIncident {
                    id,
                    title: new.title(),
                    started_at,
                    update: new.update.new_update(&backend, started_at),
                };
                backend.declare_incident(&actor, &new).await?;
                println!("{id}");
            }
            IncidentCommand::Update { id, update } => {
                backend.update_incident(&actor, id, &update.new_update(&backend, now)).await?;
            }
        }
        Ok(())
    }
}

/// An incident in a line.
pub fn line(zone: Zone, incident: &domain::incident::Incident) -> String {
    let begun = zone.local(incident.started_at).format("%Y-%m-%d %H:%M");
    format!("{}  {begun}  {:<13}  {}", incident.id, incident.status.name(), incident.title.ko)
}

async fn list(backend: &Backend, actor: &Actor) -> Outcome {
    for incident in backend.record(actor).await?.into_whole().incidents {
        println!("{}", line(backend.site.zone, &incident));
    }
    Ok(())
}
