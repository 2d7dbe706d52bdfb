//! `/console/people`

use app::{pages::console::people, parts::FormState, routes, text::console::records::Records as Words};
use backend::people::NewStaffMember;
use domain::role::Role;

use super::enter;
use crate::{
    layers::visit::{self, Answer, Visit},
    routes::form::{self, Fields},
};

/// Everyone.
pub async fn list(visit: Visit) -> Answer {
    let console = enter(&visit).await?;
    let members = visit.backend.list_staff(&visit.actor).await?;
    Ok(visit::page(people::page(&console, &members, &FormState::default())))
}

/// Adds somebody.
pub async fn add(visit: Visit, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let fields = fields.0;
    let roles = fields.iter().filter(|(name, _)| name == "roles").filter_map(|(_, role)| Role::from_name(role));
    let new = NewStaffMember {
        email: form::value(&fields, "email").to_owned(),
        name: form::value(&fields, "name").to_owned(),
        password: form::raw_value(&fields, "password").to_owned(),
        roles: roles.collect(),
    };
    match visit.backend.add_staff(&visit.actor, &new).await {
        Ok(_) => {
            visit.leave_notice(Words::of(visit.language).added).await?;
            Ok(visit.redirect(routes::PEOPLE))
        }
        Err(error) => {
            // the password is not sent back
            let kept = fields.into_iter().filter(|(name, _)| name != "password").collect();
            let form = form::with_problems(kept, error, visit.language)?;
            let members = visit.backend.list_staff(&visit.actor).await?;
            form::once_more(people::page(&console, &members, &form))
        }
    }
}
