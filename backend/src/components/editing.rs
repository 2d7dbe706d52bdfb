//! Adding, changing and retiring components.

use domain::{
    component::{Audience, ComponentKey},
    role::Permission,
};

use super::{ComponentDetails, Direction, member, order, problems, queries, targets};
use crate::{
    Actor, Backend,
    db::Tx,
    error::{Error, Result},
};

/// A component's place and what holds of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The group it stands in.
    pub group: ComponentKey,
    /// Its place from 1 among those that its group offers, beyond the last for the last; none where it is, or last in another
    /// group.
    pub position: Option<usize>,
    /// What holds of it.
    pub details: ComponentDetails,
}

impl Backend {
    /// Adds a component at the end of its group; the same once more changes nothing. Errors: a malformed key, no such group,
    /// no name, uptime from the future; a key that another component has.
    pub async fn add_component(
        &self,
        actor: &Actor,
        key: &str,
        group: &ComponentKey,
        details: &ComponentDetails,
    ) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let now = self.clock.now();
        let details = details.clone().trimmed();
        let mut tx = self.db.begin().await?;
        let groups = queries::groups(&mut tx).await?;
        let mut problems = problems::of_details(&details, now);
        problems.extend(problems::of_group(group, &groups));
        let key = problems::checked_key(key, problems)?;
        if !queries::insert_component(&mut tx, &key, group, &details, now).await? {
            let groups = queries::groups(&mut tx).await?;
            let is_same = member(&groups, &key)
                .is_some_and(|found| &found.group == group && found.details == details && found.retired_at.is_none());
            return if is_same { Ok(()) } else { Err(problems::taken()) };
        }
        targets::set(&mut tx, &key, details.uptime_target, now).await?;
        self.changed(tx, actor, "component.added", &key).await
    }

    /// Changes a component, or moves it to the end of another group. `is_confirmed` says that who changes its audience knows
    /// what appears or disappears by that. Errors: also a change of audience without it, at `audience_confirmed`.
    pub async fn change_component(
        &self,
        actor: &Actor,
        key: &ComponentKey,
        group: &ComponentKey,
        details: &ComponentDetails,
        is_confirmed: bool,
    ) -> Result<()> {
        let edit = |placed: &mut Placed| {
            placed.group = group.clone();
            placed.details = details.clone();
        };
        self.edit_component(actor, key, is_confirmed, edit).await
    }

    /// Changes a component from what holds of it; what changes nothing leaves no trace. Errors: as of
    /// [`Backend::change_component`].
    pub async fn edit_component(
        &self,
        actor: &Actor,
        key: &ComponentKey,
        is_confirmed: bool,
        edit: impl FnOnce(&mut Placed) + Send,
    ) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        // taken before it is read: of two edits at once, the second begins with what the first one wrote
        if !queries::hold_component(&mut tx, key).await? {
            return Err(Error::NotFound);
        }
        let mut groups = queries::groups(&mut tx).await?;
        let standing = member(&groups, key).ok_or(Error::NotFound)?.clone();
        let mut placed = Placed { group: standing.group.clone(), position: None, details: standing.details.clone() };
        edit(&mut placed);
        let Placed { group, position, details } = placed;
        let (details, before) = (details.trimmed(), standing.details.audience);
        let mut problems = problems::of_details(&details, now);
        problems.extend(problems::of_group(&group, &groups));
        if before != details.audience && !is_confirmed {
            problems.push(problems::unconfirmed(details.audience));
        }
        problems::none_of(problems)?;
        let is_changed = group != standing.group || details != standing.details;
        if is_changed {
            queries::update_component(&mut tx, key, &group, &details).await?;
            targets::set(&mut tx, key, details.uptime_target, now).await?;
            groups = queries::groups(&mut tx).await?;
        }
        let siblings = groups.iter().find(|found| found.key == group).map_or(&[][..], |found| &found.components);
        let keys: Vec<_> = siblings.iter().map(|sibling| sibling.key.clone()).collect();
        let order = position.map(|place| order::placed_among_offered(siblings, key, place));
        let order = order.filter(|order| *order != keys);
        let action = match details.audience {
            same if same == before && is_changed => "component.changed",
            same if same == before && order.is_some() => "component.moved",
            same if same == before => return Ok(()),
            Audience::Private => "component.made_private",
            Audience::Public => "component.made_public",
        };
        place_all(&mut tx, order.unwrap_or_default()).await?;
        self.changed(tx, actor, action, key).await
    }

    /// Takes a component off the page, or puts it back; the same once more changes nothing. What happened to it stays on
    /// record. Errors: it fails right now.
    pub async fn retire_component(&self, actor: &Actor, key: &ComponentKey, is_retired: bool) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let mut tx = self.db.begin().await?;
        if !queries::hold_component(&mut tx, key).await? {
            return Err(Error::NotFound);
        }
        let groups = queries::groups(&mut tx).await?;
        let standing = member(&groups, key).ok_or(Error::NotFound)?;
        if standing.retired_at.is_some() == is_retired {
            return Ok(());
        }
        if is_retired && queries::has_open_impact(&mut tx, key).await? {
            return Err(Error::refused(
                "지금 장애가 있는 서비스예요. 장애를 해결한 뒤에 내려 주세요.",
                "This component is failing now. Resolve the incident before retiring it.",
            ));
        }
        queries::retire_component(&mut tx, key, is_retired.then(|| self.clock.now())).await?;
        let action = if is_retired { "component.retired" } else { "component.restored" };
        self.changed(tx, actor, action, key).await
    }

    /// Moves a component one place within its group; at the end of the list it stays.
    pub async fn move_component(&self, actor: &Actor, key: &ComponentKey, to: Direction) -> Result<()> {
        actor.require(Permission::ManageComponents)?;
        let mut tx = self.db.begin().await?;
        let groups = queries::groups(&mut tx).await?;
        let siblings = groups.iter().map(|group| &group.components).find(|all| all.iter().any(|c| &c.key == key));
        let keys: Vec<_> = siblings.ok_or(Error::NotFound)?.iter().map(|component| component.key.clone()).collect();
        place_all(&mut tx, order::moved(keys, key, to)).await?;
        self.changed(tx, actor, "component.moved", key).await
    }
}

async fn place_all(tx: &mut Tx, keys: Vec<ComponentKey>) -> Result<()> {
    for (position, key) in (1..).zip(keys) {
        queries::place_component(tx, &key, position).await?;
    }
    Ok(())
}
