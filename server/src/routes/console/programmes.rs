//! `/console/programmes`, and the policies and runs of each.

use app::{
    pages::console::programmes::{
        list as list_page, new,
        programme::{self, Data},
        run,
    },
    parts::FormState,
    routes,
    shell::Document,
    text::console::programmes::{CRITERIA, Programmes as Words, unreadable},
};
use axum::{
    extract::{Path, Query},
    response::Response,
};
use backend::{
    Error, Problem,
    programmes::{NewProgramme, ProgrammeStatus},
};
use domain::{
    id::{IncidentId, PolicyId, ProgrammeId, RunId},
    language::{Language, Text},
    money::Money,
    policy::{Policy, TEMPLATES},
    role::Permission,
    time::DAY,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{enter, id, input::Input, names};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// How long claims are taken where nobody says otherwise.
const PERIOD: i64 = 60 * DAY;

/// What an address may ask for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    incident: Option<String>,
    version: Option<String>,
    template: Option<String>,
}

/// All programmes.
pub async fn list(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let programmes = visit.backend.list_programmes(&visit.actor).await?;
    Ok(visit::page(list_page(&console, &programmes)))
}

/// The form for a new one.
pub async fn new_form(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::ManageProgrammes)?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    let (zone, now) = (visit.state.site().zone, visit.now());
    let form = FormState::default()
        .with_value("id", visit.fresh_id().to_string())
        .with_value("incident", asked.incident.unwrap_or_default())
        .with_value("criteria_ko", CRITERIA.0)
        .with_value("criteria_en", CRITERIA.1)
        .with_value("opens_at", zone.field(now))
        .with_value("closes_at", zone.field(now.plus(PERIOD)))
        .with_value("template", TEMPLATES[0].name);
    Ok(visit::page(new::page(&console, &state.incidents, &form)))
}

/// Prepares one.
pub async fn prepare(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let prepared = match new_programme(&visit, &fields.0) {
        Ok((new, policy)) => visit.backend.prepare_programme(&visit.actor, &new, &policy).await,
        Err(error) => Err(error),
    };
    match prepared {
        Ok(id) => {
            visit.leave_notice(Words::of(visit.language).prepared).await?;
            Ok(visit.redirect(&routes::staff_programme(id)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            let state = visit.backend.record(&visit.actor).await?.into_whole();
            form::once_more(new::page(&console, &state.incidents, &form))
        }
    }
}

fn new_programme(visit: &Visit, fields: &[(String, String)]) -> Result<(NewProgramme, Policy), Error> {
    let bad_time = |language| app::text::console::incidents::Incidents::of(language).bad_time.to_owned();
    let mut input = Input::new(fields, visit.state.site().zone);
    let asked = input.value("template");
    let template = TEMPLATES.iter().find(|template| template.name == asked).unwrap_or(&TEMPLATES[0]);
    let policy = (template.policy)();
    let budget = Money::parse(input.value("budget"), policy.currency);
    if budget.is_none() {
        input.problem("budget", |language| Words::of(language).bad_amount.to_owned());
    }
    let new = NewProgramme {
        id: ProgrammeId(input.id("id", || visit.fresh_id())),
        // no incident has this id: the use case says that one has to be chosen
        incident: IncidentId(input.id("incident", Uuid::nil)),
        title: input.text("title"),
        criteria: input.text("criteria"),
        opens_at: input.instant("opens_at", bad_time),
        closes_at: input.instant("closes_at", bad_time),
        budget: budget.unwrap_or(Money::new(0, policy.currency)),
    };
    input.finish()?;
    Ok((new, policy))
}

/// One programme.
pub async fn page(visit: Visit, Path(asked): Path<String>, Query(query): Query<Asked>) -> Answer {
    Ok(visit::page(render(&visit, id(&asked)?, &query, &FormState::default()).await?))
}

/// The runs of a programme.
pub async fn runs(visit: Visit, Path(asked): Path<String>) -> Answer {
    let console = enter(&visit).await?;
    let data = load(&visit, id(&asked)?, &Asked::default()).await?;
    Ok(visit::page(run::page(&console, &data)))
}

async fn render(visit: &Visit, id: ProgrammeId, asked: &Asked, form: &FormState) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    let data = load(visit, id, asked).await?;
    Ok(programme::page(&console, &data, form))
}

async fn load(visit: &Visit, id: ProgrammeId, asked: &Asked) -> Result<Data, Failure> {
    let (backend, actor) = (&visit.backend, &visit.actor);
    let (programme, policies) = backend.programme(actor, id).await?;
    let runs = backend.runs(actor, id).await?;
    let totals = match runs.first() {
        Some(run) => backend.run_totals(actor, run.id).await?,
        None => Vec::new(),
    };
    let cohorts = backend.cohorts(actor, id).await?;
    let incident = backend.incident(programme.incident).await?;
    let adjustments = backend.waiting_adjustments(actor, id).await?;
    let overlaps = backend.overlaps(actor, id).await?;
    let mut siblings = backend.list_programmes(actor).await?;
    siblings.retain(|other| {
        other.incident == programme.incident && other.id != id && other.status != ProgrammeStatus::Draft
    });
    let version = asked.version.as_ref().and_then(|version| version.parse().ok());
    let template = asked.template.as_ref().and_then(|name| TEMPLATES.iter().find(|template| template.name == name));
    let shocks = backend.programme_shocks(actor, id).await?;
    let names = names(visit).await?;
    Ok(Data {
        programme,
        incident,
        policies,
        version,
        template,
        runs,
        totals,
        cohorts,
        adjustments,
        overlaps,
        siblings,
        shocks,
        names,
    })
}

/// Saves an edited policy as the draft of a new version.
pub async fn draft_policy(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let programme = id(&asked)?;
    let drafted = match read_policy(form::raw_value(&fields.0, "policy")) {
        Ok(policy) => visit.backend.draft_policy(&visit.actor, programme, &policy).await.map_err(at_document),
        Err(error) => Err(error),
    };
    match drafted {
        Ok(_) => done(&visit, programme, Words::of(visit.language).drafted).await,
        Err(error) => again(&visit, programme, fields.0, error).await,
    }
}

fn read_policy(text: &str) -> Result<Policy, Error> {
    serde_json::from_str(text).map_err(|error| {
        let said = |language: Language| unreadable(language, error.line(), error.column(), &error.to_string());
        Error::Invalid(vec![Problem::new("policy", said(Language::Ko), said(Language::En))])
    })
}

/// Problems within the document, said at its one field with their paths.
fn at_document(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let at_field = |problem: Problem| {
        let path = problem.field.strip_prefix("policy.").unwrap_or(&problem.field);
        let Text { ko, en } = problem.message;
        Problem::new("policy", format!("{path}: {ko}"), format!("{path}: {en}"))
    };
    Error::Invalid(problems.into_iter().map(at_field).collect())
}

/// Publishes a policy, and with it its programme.
pub async fn publish_policy(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let policy: PolicyId = id(&asked)?;
    let published = visit.backend.publish_policy(&visit.actor, policy).await;
    back(&visit, fields.0, published, Words::of(visit.language).published).await
}

/// Starts a run over all accounts.
pub async fn start_run(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let programme = id(&asked)?;
    match visit.backend.start_run(&visit.actor, programme).await {
        Ok(_) => done(&visit, programme, Words::of(visit.language).run_started).await,
        Err(error) => again(&visit, programme, Vec::new(), error).await,
    }
}

/// Stops a run.
pub async fn cancel_run(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let run: RunId = id(&asked)?;
    let cancelled = visit.backend.cancel_run(&visit.actor, run).await;
    back(&visit, fields.0, cancelled, Words::of(visit.language).cancelled).await
}

/// Back to the programme that the form names.
async fn back(visit: &Visit, fields: Vec<(String, String)>, outcome: Result<(), Error>, said: &str) -> Answer {
    let programme = form::value(&fields, "programme").parse();
    match (outcome, programme) {
        (Ok(()), Ok(programme)) => done(visit, programme, said).await,
        (Ok(()), Err(_)) => Ok(visit.redirect(routes::STAFF_PROGRAMMES)),
        (Err(error), Ok(programme)) => again(visit, programme, fields, error).await,
        (Err(error), Err(_)) => Err(error.into()),
    }
}

async fn done(visit: &Visit, programme: ProgrammeId, said: &str) -> Answer {
    visit.leave_notice(said).await?;
    Ok::<Response, Failure>(visit.redirect(&routes::staff_programme(programme)))
}

async fn again(visit: &Visit, programme: ProgrammeId, fields: Vec<(String, String)>, error: Error) -> Answer {
    let form = form::with_problems(fields, error, visit.language)?;
    form::once_more(render(visit, programme, &Asked::default(), &form).await?)
}
