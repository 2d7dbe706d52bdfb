//! `/console/components` and `/console/component-groups`

use app::{
    pages::console::{
        Console,
        components::{DOWN, UP, component, group, list as list_page},
    },
    parts::FormState,
    routes,
    text::console::components::Components as Words,
};
use axum::extract::Path;
use backend::{
    Error,
    components::{ComponentDetails, ComponentRecord, Direction, GroupRecord},
};
use domain::{component::ComponentKey, language::Language, uptime::target::Target};

use super::{enter, input::Input};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// All groups with their components.
pub async fn list(visit: Visit) -> Answer {
    let (console, groups) = groups(&visit).await?;
    Ok(visit::page(list_page(&console, &groups, &FormState::default())))
}

/// Adds a group.
pub async fn add_group(visit: Visit, fields: Fields) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let input = Input::new(&fields.0, visit.state.site().zone);
    match visit.backend.add_group(&visit.actor, input.value("key"), &input.text("name")).await {
        Ok(()) => saved(&visit).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(list_page(&console, &groups, &form))
        }
    }
}

/// One group.
pub async fn group_page(visit: Visit, Path(key): Path<String>) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let found = group_of(&groups, &key)?;
    let form = FormState::default().with_value("name_ko", &found.name.ko).with_value("name_en", &found.name.en);
    Ok(visit::page(group::page(&console, found, &form)))
}

/// Renames a group.
pub async fn rename_group(visit: Visit, Path(key): Path<String>, fields: Fields) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let found = group_of(&groups, &key)?;
    let name = Input::new(&fields.0, visit.state.site().zone).text("name");
    match visit.backend.rename_group(&visit.actor, &found.key, &name).await {
        Ok(()) => saved(&visit).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(group::page(&console, found, &form))
        }
    }
}

/// Removes an empty group.
pub async fn remove_group(visit: Visit, Path(key): Path<String>) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let found = group_of(&groups, &key)?;
    match visit.backend.remove_group(&visit.actor, &found.key).await {
        Ok(()) => saved(&visit).await,
        Err(error) => {
            let form = form::with_problems(Vec::new(), error, visit.language)?;
            form::once_more(group::page(&console, found, &form))
        }
    }
}

/// Moves a group a place.
pub async fn place_group(visit: Visit, Path(key): Path<String>, fields: Fields) -> Answer {
    enter(&visit).await?;
    visit.backend.move_group(&visit.actor, &known(&key)?, direction(&fields)?).await?;
    Ok(visit.redirect(routes::COMPONENTS))
}

/// The form for a new component.
pub async fn new_form(visit: Visit) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let form = FormState::default()
        .with_value("shown", component::ALWAYS)
        .with_value("uptime_from", visit.state.site().zone.field(visit.now()));
    Ok(visit::page(component::new(&console, &groups, &form)))
}

/// Adds a component.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let added = match details(&visit, &fields.0) {
        Ok((group, details)) => {
            let key = form::value(&fields.0, "key");
            visit.backend.add_component(&visit.actor, key, &group, &details).await
        }
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => saved(&visit).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(component::new(&console, &groups, &form))
        }
    }
}

/// One component.
pub async fn page(visit: Visit, Path(key): Path<String>) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let found = component_of(&groups, &key)?;
    Ok(visit::page(component::page(&console, &groups, found, &form_of(&visit, found))))
}

/// Changes a component.
pub async fn change(visit: Visit, Path(key): Path<String>, fields: Fields) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let found = component_of(&groups, &key)?;
    let changed = match details(&visit, &fields.0) {
        Ok((group, details)) => visit.backend.change_component(&visit.actor, &found.key, &group, &details).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => saved(&visit).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(component::page(&console, &groups, found, &form))
        }
    }
}

/// Moves a component a place within its group.
pub async fn place(visit: Visit, Path(key): Path<String>, fields: Fields) -> Answer {
    enter(&visit).await?;
    visit.backend.move_component(&visit.actor, &known(&key)?, direction(&fields)?).await?;
    Ok(visit.redirect(routes::COMPONENTS))
}

/// Takes a component off the page.
pub async fn retire(visit: Visit, Path(key): Path<String>) -> Answer {
    set_retired(visit, &key, true).await
}

/// Puts it back.
pub async fn restore(visit: Visit, Path(key): Path<String>) -> Answer {
    set_retired(visit, &key, false).await
}

async fn set_retired(visit: Visit, key: &str, is_retired: bool) -> Answer {
    let (console, groups) = groups(&visit).await?;
    let found = component_of(&groups, key)?;
    match visit.backend.retire_component(&visit.actor, &found.key, is_retired).await {
        Ok(()) => saved(&visit).await,
        Err(error) => {
            let Error::Refused(text) = error else { return Err(error.into()) };
            let form = form_of(&visit, found).with_error("form", text.get(visit.language));
            form::once_more(component::page(&console, &groups, found, &form))
        }
    }
}

async fn groups(visit: &Visit) -> Result<(Console, Vec<GroupRecord>), Failure> {
    let console = enter(visit).await?;
    let groups = visit.backend.component_groups(&visit.actor).await?;
    Ok((console, groups))
}

async fn saved(visit: &Visit) -> Answer {
    visit.leave_notice(Words::of(visit.language).saved).await?;
    Ok(visit.redirect(routes::COMPONENTS))
}

fn known(key: &str) -> Result<ComponentKey, Failure> {
    ComponentKey::parse(key).ok_or(Failure::NotFound)
}

fn group_of<'a>(groups: &'a [GroupRecord], key: &str) -> Result<&'a GroupRecord, Failure> {
    groups.iter().find(|group| group.key.as_str() == key).ok_or(Failure::NotFound)
}

fn component_of<'a>(groups: &'a [GroupRecord], key: &str) -> Result<&'a ComponentRecord, Failure> {
    groups.iter().flat_map(|group| &group.components).find(|found| found.key.as_str() == key).ok_or(Failure::NotFound)
}

fn direction(fields: &Fields) -> Result<Direction, Failure> {
    match form::value(&fields.0, "to") {
        UP => Ok(Direction::Up),
        DOWN => Ok(Direction::Down),
        _ => Err(Failure::NotFound),
    }
}

/// What the form says of a component, and the group it is to stand in.
fn details(visit: &Visit, fields: &[(String, String)]) -> Result<(ComponentKey, ComponentDetails), Error> {
    let mut input = Input::new(fields, visit.state.site().zone);
    let bad_time = |language: Language| Words::of(language).bad_time.to_owned();
    let details = ComponentDetails {
        name: input.text("name"),
        description: input.text("description"),
        uptime_from: input.instant("uptime_from", bad_time),
        only_if_degraded: input.value("shown") == component::ONLY_IF_DEGRADED,
        uptime_target: Target::parse(input.value("uptime_target")),
    };
    if details.uptime_target.is_none() && !input.value("uptime_target").is_empty() {
        input.problem("uptime_target", |language| Words::of(language).bad_target.to_owned());
    }
    let group = ComponentKey::parse(input.value("group"));
    if group.is_none() {
        input.problem("group", |language| Words::of(language).choose_group.to_owned());
    }
    input.finish()?;
    Ok((group.ok_or(Error::NotFound)?, details))
}

fn form_of(visit: &Visit, found: &ComponentRecord) -> FormState {
    let details = &found.details;
    let shown = if details.only_if_degraded { component::ONLY_IF_DEGRADED } else { component::ALWAYS };
    FormState::default()
        .with_value("name_ko", &details.name.ko)
        .with_value("name_en", &details.name.en)
        .with_value("description_ko", &details.description.ko)
        .with_value("description_en", &details.description.en)
        .with_value("group", found.group.as_str())
        .with_value("uptime_from", visit.state.site().zone.field(details.uptime_from))
        .with_value("uptime_target", details.uptime_target.map_or_else(String::new, |target| target.to_string()))
        .with_value("shown", shown)
}
