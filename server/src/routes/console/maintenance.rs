//! `/console/maintenance`

use app::{
    pages::console::{
        Console,
        maintenance::{list as list_page, new, one},
    },
    parts::FormState,
    routes,
    text::maintenance::Maintenance as Words,
};
use axum::extract::Path;
use backend::{
    Error, Problem,
    maintenance::{NewMaintenance, Plan, Repetition},
};
use domain::{
    component::ComponentKey,
    id::{MaintenanceId, UpdateId},
    language::{Language, Text},
    maintenance::{Maintenance, MaintenanceStatus, Repeat},
    role::Permission,
    status::PublicState,
};

use super::{enter, id, input::Input};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

fn bad_time(language: Language) -> String {
    Words::of(language).bad_time.to_owned()
}

/// All of them.
pub async fn list(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    Ok(visit::page(list_page(&console, &state)))
}

/// The form for a new one.
pub async fn new_form(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::PublishMaintenance)?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    let form = FormState::default()
        .with_value("id", visit.fresh_id().to_string())
        .with_value("entry", visit.fresh_id().to_string())
        .with_value("repeat", Repeat::Never.name());
    Ok(visit::page(new::page(&console, &state.groups, &form)))
}

/// Schedules it.
pub async fn schedule(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let scheduled = match new_maintenance(&visit, &fields.0) {
        Ok(new) => visit.backend.schedule_maintenance(&visit.actor, &new).await,
        Err(error) => Err(error),
    };
    match scheduled {
        Ok(id) => {
            visit.leave_notice(Words::of(visit.language).scheduled).await?;
            Ok(visit.redirect(&routes::staff_maintenance(id)))
        }
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            let state = visit.backend.record(&visit.actor).await?.into_whole();
            form::once_more(new::page(&console, &state.groups, &form))
        }
    }
}

fn new_maintenance(visit: &Visit, fields: &[(String, String)]) -> Result<NewMaintenance, Error> {
    let mut input = Input::new(fields, visit.state.site().zone);
    let repeat = Repeat::from_name(input.value("repeat"));
    if repeat.is_none() {
        input.problem("repeat", |language| Words::of(language).bad_choice.to_owned());
    }
    let until = input.value("until");
    let date = until.parse().ok();
    if !until.is_empty() && date.is_none() {
        input.problem("until", bad_time);
    }
    let new = NewMaintenance {
        id: MaintenanceId(input.id("id", || visit.fresh_id())),
        plan: plan(&mut input, visit, fields, MaintenanceStatus::Scheduled),
        repeat: Repetition::new(repeat.unwrap_or(Repeat::Never), input.value("rrule")),
        until: date,
    };
    input.finish()?;
    Ok(new)
}

fn plan(input: &mut Input, visit: &Visit, fields: &[(String, String)], status: MaintenanceStatus) -> Plan {
    let chosen = fields.iter().filter(|(name, _)| name == "components");
    Plan {
        entry: UpdateId(input.id("entry", || visit.fresh_id())),
        status,
        title: input.text("title"),
        body: input.text("body"),
        start: input.instant("start", bad_time),
        end: input.instant("end", bad_time),
        components: chosen.filter_map(|(_, value)| ComponentKey::parse(value)).collect(),
    }
}

/// One, with the form for its next entry.
pub async fn page(visit: Visit, Path(asked): Path<String>) -> Answer {
    let console = enter(&visit).await?;
    let state = visit.backend.record(&visit.actor).await?.into_whole();
    let found = state.maintenance(id(&asked)?).ok_or(Failure::NotFound)?;
    let form = filled(&visit, found);
    Ok(visit::page(one::page(&console, &state, found, &form)))
}

/// A form that holds the plan as it stands.
fn filled(visit: &Visit, found: &Maintenance) -> FormState {
    let zone = visit.state.site().zone;
    let components = found.components.iter().map(|key| ("components".to_owned(), key.to_string()));
    FormState::sent(components)
        .with_value("entry", visit.fresh_id().to_string())
        .with_value("status", found.status.name())
        .with_value("title_ko", &found.title.ko)
        .with_value("title_en", &found.title.en)
        .with_value("start", zone.field(found.window.start))
        .with_value("end", zone.field(found.window.end))
}

/// Publishes an entry.
pub async fn change(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let (maintenance, state) = (id(&asked)?, visit.backend.record(&visit.actor).await?.into_whole());
    match publish(&visit, &state, maintenance, &fields.0).await {
        Ok(()) => done(&visit, maintenance).await,
        Err(error) => again(&console, &state, maintenance, form::with_problems(fields.0, error, visit.language)?),
    }
}

async fn done(visit: &Visit, maintenance: MaintenanceId) -> Answer {
    visit.leave_notice(Words::of(visit.language).changed).await?;
    Ok(visit.redirect(&routes::staff_maintenance(maintenance)))
}

async fn publish(
    visit: &Visit,
    state: &PublicState,
    maintenance: MaintenanceId,
    fields: &[(String, String)],
) -> Result<(), Error> {
    let found = state.maintenance(maintenance).ok_or(Error::NotFound)?;
    let mut input = Input::new(fields, visit.state.site().zone);
    let status = MaintenanceStatus::from_name(input.value("status"));
    if status.is_none() {
        input.problem("status", |language| Words::of(language).bad_choice.to_owned());
    }
    let seen = input.value("seen").parse().unwrap_or(0);
    let mut plan = plan(&mut input, visit, fields, status.unwrap_or(found.status));
    input.finish()?;
    keep_exact_times(&mut plan, found);
    visit.backend.change_maintenance(&visit.actor, maintenance, seen, &plan).await
}

/// A field has minutes only; what was not changed in it stays exact.
fn keep_exact_times(plan: &mut Plan, found: &Maintenance) {
    use domain::time::MINUTE;
    let same = |field: domain::time::Instant, exact: domain::time::Instant| (0..MINUTE).contains(&exact.since(field));
    if same(plan.start, found.window.start) {
        plan.start = found.window.start;
    }
    if same(plan.end, found.window.end) {
        plan.end = found.window.end;
    }
}

/// Calls it off.
pub async fn cancel(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let (maintenance, state) = (id(&asked)?, visit.backend.record(&visit.actor).await?.into_whole());
    let found = state.maintenance(maintenance).ok_or(Failure::NotFound)?;
    let input = Input::new(&fields.0, visit.state.site().zone);
    let plan = Plan {
        entry: UpdateId(input.id("entry", || visit.fresh_id())),
        status: MaintenanceStatus::Cancelled,
        title: found.title.clone(),
        body: Text::new(input.value("reason_ko"), input.value("reason_en")),
        start: found.window.start,
        end: found.window.end,
        components: found.components.clone(),
    };
    let seen = input.value("seen").parse().unwrap_or(0);
    match visit.backend.change_maintenance(&visit.actor, maintenance, seen, &plan).await {
        Ok(()) => done(&visit, maintenance).await,
        Err(error) => {
            let problems = form::with_problems(Vec::new(), at_reason(error), visit.language)?;
            let mut form = filled(&visit, found)
                .with_value("entry", plan.entry.to_string())
                .with_value("reason_ko", plan.body.ko)
                .with_value("reason_en", plan.body.en);
            for (field, error) in problems.errors() {
                form = form.with_error(field.clone(), error.clone());
            }
            again(&console, &state, maintenance, form)
        }
    }
}

/// The reason is the text of the entry; what is wrong with it is said at its own field.
fn at_reason(error: Error) -> Error {
    let at_reason = |problem: Problem| Problem { field: problem.field.replace("body_", "reason_"), ..problem };
    match error {
        Error::Invalid(problems) => Error::Invalid(problems.into_iter().map(at_reason).collect()),
        error => error,
    }
}

fn again(console: &Console, state: &PublicState, maintenance: MaintenanceId, form: FormState) -> Answer {
    let found = state.maintenance(maintenance).ok_or(Failure::NotFound)?;
    form::once_more(one::page(console, state, found, &form))
}
