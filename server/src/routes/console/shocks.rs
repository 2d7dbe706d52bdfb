//! `/console/shocks`

use app::{
    pages::console::shocks::{list as list_page, new as new_page, page as shock_page},
    parts::FormState,
    routes,
    text::console::shocks::Shocks as Words,
};
use axum::extract::Path;
use backend::Error;
use domain::{
    id::ShockId,
    language::Language,
    ledger::Region,
    role::Permission,
    shock::{Shock, ShockKind},
};

use super::{enter, id, input::Input};
use crate::{
    layers::visit::{self, Answer, Visit},
    routes::form::{self, Fields},
};

/// The calendar.
pub async fn list(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let shocks = visit.backend.shocks(&visit.actor).await?;
    Ok(visit::page(list_page(&console, &shocks)))
}

/// The form for a new entry.
pub async fn new_form(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::ManageShocks)?;
    let form = FormState::default().with_value("id", visit.fresh_id().to_string());
    Ok(visit::page(new_page(&console, &form)))
}

/// Adds one.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let id = ShockId(Input::new(&fields.0, visit.state.site().zone).id("id", || visit.fresh_id()));
    match keep(&visit, id, &fields).await {
        Ok(()) => done(&visit, Words::of(visit.language).saved).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(new_page(&console, &form))
        }
    }
}

/// One of them.
pub async fn page(visit: Visit, Path(asked): Path<String>) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::ManageShocks)?;
    let found = visit.backend.shock(&visit.actor, id(&asked)?).await?;
    let form = FormState::default()
        .with_value("name_ko", &found.name.ko)
        .with_value("name_en", &found.name.en)
        .with_value("kind", found.kind.name())
        .with_value("from", found.from.to_string())
        .with_value("until", found.until.to_string())
        .with_value("region", found.region.as_ref().map_or("", |region| &region.0))
        .with_value("source", found.source.as_deref().unwrap_or_default());
    Ok(visit::page(shock_page(&console, &found, &form)))
}

/// Changes one.
pub async fn save(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let found = visit.backend.shock(&visit.actor, id(&asked)?).await?;
    match keep(&visit, found.id, &fields).await {
        Ok(()) => done(&visit, Words::of(visit.language).saved).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(shock_page(&console, &found, &form))
        }
    }
}

/// Removes one.
pub async fn remove(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.remove_shock(&visit.actor, id(&asked)?).await?;
    done(&visit, Words::of(visit.language).removed).await
}

async fn keep(visit: &Visit, id: ShockId, fields: &Fields) -> Result<(), Error> {
    visit.actor.require(Permission::ManageShocks)?;
    let mut input = Input::new(&fields.0, visit.state.site().zone);
    let kind = ShockKind::from_name(input.value("kind"));
    if kind.is_none() {
        input.problem("kind", |language| Words::of(language).bad_kind.to_owned());
    }
    let bad_date = |language: Language| Words::of(language).bad_date.to_owned();
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let shock = Shock {
        id,
        kind: kind.unwrap_or(ShockKind::Other),
        from: input.date("from", bad_date),
        until: input.date("until", bad_date),
        region: given(input.value("region")).map(Region),
        name: input.text("name"),
        source: given(input.value("source")),
    };
    input.finish()?;
    visit.backend.save_shock(&visit.actor, &shock).await
}

async fn done(visit: &Visit, said: &str) -> Answer {
    visit.leave_notice(said).await?;
    Ok(visit.redirect(routes::SHOCKS))
}
