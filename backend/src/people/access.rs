//! What a person of the operator may do, changed afterwards: roles, access, a new password.

use domain::{
    id::StaffId,
    role::{Permission, Role, RoleSet},
};

use super::{StaffMember, password, password_problem, queries, role_problem};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Problem, Result},
};

/// What is to hold of a person from now on.
#[derive(Clone, Debug)]
pub struct StaffChange {
    /// What they may do.
    pub roles: RoleSet,
    /// Whether they may sign in.
    pub is_active: bool,
    /// A new password, where the old one is lost or known to others; at least 12 characters.
    pub password: Option<String>,
}

impl Backend {
    /// One person of the operator. Errors: there is none such.
    pub async fn staff_member(&self, actor: &Actor, id: StaffId) -> Result<StaffMember> {
        actor.require(Permission::ReadPeople)?;
        queries::lookup_staff(&self.db, id).await?.ok_or(Error::NotFound)
    }

    /// Changes what a person may do. Who loses access or gets a new password is signed out everywhere. Errors: no role, a
    /// short password, an administrator who would lock themselves out.
    pub async fn change_staff(&self, actor: &Actor, id: StaffId, change: &StaffChange) -> Result<()> {
        actor.require(Permission::ManagePeople)?;
        let problems = problems(actor, id, change);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let hash = match &change.password {
            Some(password) => Some(password::hash(password.clone()).await?),
            None => None,
        };
        let mut tx = self.db.begin().await?;
        if !queries::update_staff(&mut tx, id, change, hash.as_deref()).await? {
            return Err(Error::NotFound);
        }
        if !change.is_active || hash.is_some() {
            queries::end_sessions(&mut tx, id).await?;
        }
        let act = Act { action: "staff.changed", subject: format!("staff:{id}"), detail: detail(change) };
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        tx.commit().await
    }
}

fn problems(actor: &Actor, id: StaffId, change: &StaffChange) -> Vec<Problem> {
    let mut problems: Vec<Problem> = role_problem(change.roles).into_iter().collect();
    problems.extend(change.password.as_deref().and_then(password_problem));
    if actor.staff().is_ok_and(|own| own == id) {
        if !change.is_active {
            problems.push(Problem::new(
                "access",
                "자신의 접근은 스스로 끝낼 수 없어요. 다른 관리자에게 부탁해 주세요.",
                "You cannot end your own access. Ask another administrator.",
            ));
        }
        if !change.roles.contains(Role::Administrator) {
            problems.push(Problem::new(
                "roles",
                "자신의 관리자 역할은 스스로 뺄 수 없어요. 다른 관리자에게 부탁해 주세요.",
                "You cannot take the administrator's role from yourself. Ask another administrator.",
            ));
        }
    }
    problems
}

/// `reviewer,approver; ended; new password`, as the audit log keeps it.
fn detail(change: &StaffChange) -> String {
    let access = if change.is_active { "active" } else { "ended" };
    let password = if change.password.is_some() { "; new password" } else { "" };
    format!("{}; {access}{password}", change.roles)
}
