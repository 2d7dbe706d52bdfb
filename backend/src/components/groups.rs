//! Adding, changing and removing groups.

use domain::{component::ComponentKey, language::Text, role::Permission};

use super::{GroupRecord, order, problems, queries, trimmed};
use crate::{
    Actor, Backend,
    components::Direction,
    db::Tx,
    error::{Error, Result},
};

/// What may change of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedGroup {
    /// Its name.
    pub name: Text,
    /// Its place on the page from 1, beyond the last for the last; none where it is.
    pub position: Option<usize>,
}

impl Backend {
    /// Adds a group at the end; the same once more changes nothing. Errors: a malformed key, no name; a key that another group
    /// has.
    pub async fn add_group(&self, actor: &Actor, key: &str, name: &Text) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let name = trimmed(name);
        let key = problems::checked_key(key, problems::of_name(&name))?;
        let mut tx = self.db.begin().await?;
        if !queries::insert_group(&mut tx, &key, &name).await? {
            let groups = queries::groups(&mut tx).await?;
            let is_same = groups.iter().any(|group| group.key == key && group.name == name);
            return if is_same { Ok(()) } else { Err(problems::taken()) };
        }
        self.changed(tx, actor, "component_group.added", &key).await
    }

    /// Renames a group.
    pub async fn rename_group(&self, actor: &Actor, key: &ComponentKey, name: &Text) -> Result<()> {
        self.edit_group(actor, key, |group| group.name = name.clone()).await
    }

    /// Changes a group from what holds of it; what changes nothing leaves no trace. Errors: there is none such, no name.
    pub async fn edit_group(
        &self,
        actor: &Actor,
        key: &ComponentKey,
        edit: impl FnOnce(&mut PlacedGroup) + Send,
    ) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let mut tx = self.db.begin().await?;
        if !queries::hold_group(&mut tx, key).await? {
            return Err(Error::NotFound);
        }
        let groups = queries::groups(&mut tx).await?;
        let standing = groups.iter().find(|group| &group.key == key).ok_or(Error::NotFound)?;
        let mut group = PlacedGroup { name: standing.name.clone(), position: None };
        edit(&mut group);
        let name = trimmed(&group.name);
        problems::none_of(problems::of_name(&name))?;
        let keys = keys_of(&groups);
        let order = group.position.map(|place| order::placed(keys.clone(), key, place)).filter(|order| *order != keys);
        if name == standing.name && order.is_none() {
            return Ok(());
        }
        queries::rename_group(&mut tx, key, &name).await?;
        let action = if name == standing.name { "component_group.moved" } else { "component_group.changed" };
        place_all(&mut tx, order.unwrap_or_default()).await?;
        self.changed(tx, actor, action, key).await
    }

    /// Removes a group. Errors: a component stands in it, also a retired one.
    pub async fn remove_group(&self, actor: &Actor, key: &ComponentKey) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let mut tx = self.db.begin().await?;
        if !queries::remove_group(&mut tx, key).await? {
            return Err(Error::refused(
                "서비스가 들어 있는 묶음은 지울 수 없어요. 먼저 서비스를 다른 묶음으로 옮겨 주세요.",
                "A group with components cannot be removed. Move them to another group first.",
            ));
        }
        self.changed(tx, actor, "component_group.removed", key).await
    }

    /// Moves a group one place on the page.
    pub async fn move_group(&self, actor: &Actor, key: &ComponentKey, to: Direction) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let mut tx = self.db.begin().await?;
        let keys = keys_of(&queries::groups(&mut tx).await?);
        if !keys.contains(key) {
            return Err(Error::NotFound);
        }
        place_all(&mut tx, order::moved(keys, key, to)).await?;
        self.changed(tx, actor, "component_group.moved", key).await
    }
}

fn keys_of(groups: &[GroupRecord]) -> Vec<ComponentKey> {
    groups.iter().map(|group| group.key.clone()).collect()
}

async fn place_all(tx: &mut Tx, keys: Vec<ComponentKey>) -> Result<()> {
    for (position, key) in (1..).zip(keys) {
        queries::place_group(tx, &key, position).await?;
    }
    Ok(())
}
