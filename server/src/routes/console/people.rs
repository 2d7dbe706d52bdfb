//! `/console/people`

use app::{pages::console::people, parts::FormState, routes, text::console::records::Records as Words};
use axum::extract::Path;
use backend::people::{NewStaffMember, StaffChange};
use domain::role::{Permission, Role, RoleSet};

use super::{enter, id};
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
    let new = NewStaffMember {
        email: form::value(&fields, "email").to_owned(),
        name: form::value(&fields, "name").to_owned(),
        password: form::raw_value(&fields, "password").to_owned(),
        roles: roles(&fields),
    };
    match visit.backend.add_staff(&visit.actor, &new).await {
        Ok(_) => {
            visit.leave_notice(Words::of(visit.language).added).await?;
            Ok(visit.redirect(routes::PEOPLE))
        }
        Err(error) => {
            let form = form::with_problems(without_password(fields), error, visit.language)?;
            let members = visit.backend.list_staff(&visit.actor).await?;
            form::once_more(people::page(&console, &members, &form))
        }
    }
}

/// One person, to be changed.
pub async fn page(visit: Visit, Path(person): Path<String>) -> Answer {
    let console = enter(&visit).await?;
    visit.actor.require(Permission::ManagePeople)?;
    let member = visit.backend.staff_member(&visit.actor, id(&person)?).await?;
    Ok(visit::page(people::person(&console, &member, &people::form_of(&member))))
}

/// Changes what a person may do.
pub async fn change(visit: Visit, Path(person): Path<String>, fields: Fields) -> Answer {
    let console = enter(&visit).await?;
    let fields = fields.0;
    let person = id(&person)?;
    let password = form::raw_value(&fields, "password");
    let change = StaffChange {
        roles: roles(&fields),
        is_active: form::value(&fields, "access") == people::ACTIVE,
        password: (!password.is_empty()).then(|| password.to_owned()),
    };
    match visit.backend.change_staff(&visit.actor, person, &change).await {
        Ok(()) => {
            visit.leave_notice(Words::of(visit.language).changed).await?;
            Ok(visit.redirect(routes::PEOPLE))
        }
        Err(error) => {
            let form = form::with_problems(without_password(fields), error, visit.language)?;
            let member = visit.backend.staff_member(&visit.actor, person).await?;
            form::once_more(people::person(&console, &member, &form))
        }
    }
}

fn roles(fields: &[(String, String)]) -> RoleSet {
    fields.iter().filter(|(name, _)| name == "roles").filter_map(|(_, role)| Role::from_name(role)).collect()
}

/// A password is never sent back.
fn without_password(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields.into_iter().filter(|(name, _)| name != "password").collect()
}
