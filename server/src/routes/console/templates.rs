//! `/console/templates`

use app::{
    pages::console::templates::{list as list_page, new as new_page, page as template_page},
    parts::FormState,
    routes,
    text::console::templates::Templates as Words,
};
use axum::extract::Path;
use backend::templates::Template;
use domain::{id::TemplateId, role::Permission, time::Instant};

use super::{enter, id, input::Input};
use crate::{
    layers::visit::{self, Answer, Visit},
    routes::form::{self, Fields},
};

/// All templates.
pub async fn list(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let templates = visit.backend.templates(&visit.actor).await?;
    Ok(visit::page(list_page(&console, &templates)))
}

/// The form for a new one.
pub async fn new_form(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::PublishIncidents)?;
    let form = FormState::default().with_value("id", visit.fresh_id().to_string());
    Ok(visit::page(new_page(&console, &form)))
}

/// Adds one.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let id = TemplateId(Input::new(&fields.0, visit.state.site().zone).id("id", || visit.fresh_id()));
    match visit.backend.save_template(&visit.actor, &typed(&visit, id, &fields)).await {
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
    let found = visit.backend.template(&visit.actor, id(&asked)?).await?;
    let form = FormState::default()
        .with_value("name", &found.name)
        .with_value("title_ko", &found.title.ko)
        .with_value("title_en", &found.title.en)
        .with_value("body_ko", &found.body.ko)
        .with_value("body_en", &found.body.en);
    Ok(visit::page(template_page(&console, &found, &form)))
}

/// Changes one.
pub async fn save(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let found = visit.backend.template(&visit.actor, id(&asked)?).await?;
    match visit.backend.save_template(&visit.actor, &typed(&visit, found.id, &fields)).await {
        Ok(()) => done(&visit, Words::of(visit.language).saved).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(template_page(&console, &found, &form))
        }
    }
}

/// Removes one.
pub async fn remove(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.remove_template(&visit.actor, id(&asked)?).await?;
    done(&visit, Words::of(visit.language).removed).await
}

fn typed(visit: &Visit, id: TemplateId, fields: &Fields) -> Template {
    let input = Input::new(&fields.0, visit.state.site().zone);
    Template {
        id,
        name: input.value("name").to_owned(),
        title: input.text("title"),
        body: input.text("body"),
        updated_at: Instant(0),
    }
}

async fn done(visit: &Visit, said: &str) -> Answer {
    visit.leave_notice(said).await?;
    Ok(visit.redirect(routes::TEMPLATES))
}
