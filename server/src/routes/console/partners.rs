//! `/console/partner-pages`

use app::{
    pages::console::{
        Console,
        partners::{self as pages},
    },
    parts::FormState,
    routes,
    text::console::partners::PartnerPages as Words,
};
use axum::extract::Path;
use backend::{
    components::GroupRecord,
    partners::{PartnerDetails, PartnerPage},
};
use domain::{component::ComponentKey, partner::PartnerKey};

use super::{enter, input::Input};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// All pages.
pub async fn list(visit: Visit) -> Answer {
    let (console, groups) = begin(&visit).await?;
    let found = visit.backend.partner_pages(&visit.actor).await?;
    Ok(visit::page(pages::list(&console, &found, &groups)))
}

/// The form for a new one.
pub async fn new_form(visit: Visit) -> Answer {
    let (console, groups) = begin(&visit).await?;
    Ok(visit::page(pages::new(&console, &groups, &FormState::default())))
}

/// Adds one.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    let (console, groups) = begin(&visit).await?;
    let (key, details) = (form::value(&fields.0, "key"), typed(&visit, &fields));
    match visit.backend.add_partner_page(&visit.actor, key, &details).await {
        Ok(key) => done(&visit, Words::of(visit.language).saved, &routes::partner_page(&key)).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(pages::new(&console, &groups, &form))
        }
    }
}

/// One of them.
pub async fn page(visit: Visit, Path(key): Path<String>) -> Answer {
    let (console, groups) = begin(&visit).await?;
    let found = find(&visit, &key).await?;
    Ok(visit::page(pages::page(&console, &found, &groups, &form_of(&found))))
}

/// Changes one.
pub async fn change(visit: Visit, Path(key): Path<String>, fields: Fields) -> Answer {
    let (console, groups) = begin(&visit).await?;
    let found = find(&visit, &key).await?;
    match visit.backend.change_partner_page(&visit.actor, &found.key, &typed(&visit, &fields)).await {
        Ok(()) => done(&visit, Words::of(visit.language).saved, &routes::partner_page(&found.key)).await,
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(pages::page(&console, &found, &groups, &form))
        }
    }
}

/// Removes one.
pub async fn remove(visit: Visit, Path(key): Path<String>) -> Answer {
    visit.staff_only()?;
    let key = PartnerKey::parse(&key).ok_or(Failure::NotFound)?;
    visit.backend.remove_partner_page(&visit.actor, &key).await?;
    done(&visit, Words::of(visit.language).removed, routes::PARTNER_PAGES).await
}

async fn begin(visit: &Visit) -> Result<(Console, Vec<GroupRecord>), Failure> {
    let console = enter(visit).await?;
    let groups = visit.backend.component_groups(&visit.actor).await?;
    Ok((console, groups))
}

async fn find(visit: &Visit, key: &str) -> Result<PartnerPage, Failure> {
    let key = PartnerKey::parse(key).ok_or(Failure::NotFound)?;
    Ok(visit.backend.partner_page(&visit.actor, &key).await?)
}

async fn done(visit: &Visit, said: &str, path: &str) -> Answer {
    visit.leave_notice(said).await?;
    Ok(visit.redirect(path))
}

fn typed(visit: &Visit, fields: &Fields) -> PartnerDetails {
    let chosen = fields.0.iter().filter(|(name, _)| name == "components");
    PartnerDetails {
        name: Input::new(&fields.0, visit.state.site().zone).text("name"),
        components: chosen.filter_map(|(_, value)| ComponentKey::parse(value)).collect(),
        addresses: form::raw_value(&fields.0, "addresses").to_owned(),
        networks: form::raw_value(&fields.0, "networks").to_owned(),
    }
}

/// A form that holds what is.
fn form_of(page: &PartnerPage) -> FormState {
    let addresses: Vec<_> = page.addresses.iter().map(|address| address.email.as_str()).collect();
    let networks: Vec<_> = page.networks.iter().map(ToString::to_string).collect();
    let components = page.components.iter().map(|key| ("components".to_owned(), key.to_string()));
    FormState::sent(components)
        .with_value("name_ko", &page.name.ko)
        .with_value("name_en", &page.name.en)
        .with_value("addresses", addresses.join("\n"))
        .with_value("networks", networks.join("\n"))
}
