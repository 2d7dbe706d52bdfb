//! Components and their groups: what the operator's services are called, in which order they are shown, which are retired.

mod changes;
mod editing;
mod groups;
mod order;
mod problems;
mod queries;
pub(crate) mod targets;

pub(crate) use changes::tell_changes;
pub(crate) use queries::{audience, audience_of};

use domain::{
    component::{Audience, ComponentKey},
    language::Text,
    role::Permission,
    time::Instant,
    token::Scope,
    uptime::target::Target,
};

pub use self::{editing::Placed, groups::PlacedGroup, order::Direction};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Tx,
    error::Result,
    publication,
};

/// A group as it is on record, also without a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRecord {
    /// Its key.
    pub key: ComponentKey,
    /// Its name.
    pub name: Text,
    /// Its components in order, the retired ones too.
    pub components: Vec<ComponentRecord>,
}

impl GroupRecord {
    /// Its components that are offered, in order.
    pub fn offered(&self) -> impl Iterator<Item = &ComponentRecord> {
        self.components.iter().filter(|component| component.retired_at.is_none())
    }
}

/// A component as it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentRecord {
    /// Its key.
    pub key: ComponentKey,
    /// The group it stands in.
    pub group: ComponentKey,
    /// What holds of it.
    pub details: ComponentDetails,
    /// When it entered the record.
    pub created_at: Instant,
    /// Since when it is retired.
    pub retired_at: Option<Instant>,
}

/// What may change of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentDetails {
    /// Its name.
    pub name: Text,
    /// What it is for, in a sentence; may be empty.
    pub description: Text,
    /// Uptime counts from here.
    pub uptime_from: Instant,
    /// Whether it is on the status page only while it fails.
    pub only_if_degraded: bool,
    /// Who may see it.
    pub audience: Audience,
    /// What its uptime by month is to be at least, from the change on; none where nothing is aimed at.
    pub uptime_target: Option<Target>,
}

impl ComponentDetails {
    /// The same with its texts as they are stored.
    fn trimmed(self) -> Self {
        Self { name: trimmed(&self.name), description: trimmed(&self.description), ..self }
    }
}

fn trimmed(text: &Text) -> Text {
    Text::new(text.ko.trim(), text.en.trim())
}

/// The component of a key, in any of the groups.
fn member<'a>(groups: &'a [GroupRecord], key: &ComponentKey) -> Option<&'a ComponentRecord> {
    groups.iter().flat_map(|group| &group.components).find(|component| &component.key == key)
}

impl Backend {
    /// All groups with all components, in order, private and retired ones too. Errors: neither who manages them nor a program
    /// that may read them.
    pub async fn component_groups(&self, actor: &Actor) -> Result<Vec<GroupRecord>> {
        if actor.require_scope(Scope::ComponentsRead).is_err() {
            actor.require(Permission::ManageComponents)?;
        }
        queries::groups(&mut self.db.begin_read().await?).await
    }

    /// Ends a change: the audit log and the public page are told.
    async fn changed(&self, mut tx: Tx, actor: &Actor, action: &'static str, key: &ComponentKey) -> Result<()> {
        let kind = action.split('.').next().unwrap_or(action);
        let act = Act { action, subject: format!("{kind}:{key}"), detail: String::new() };
        audit::append(&mut tx, self.clock.now(), actor, act).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        Ok(())
    }
}
