//! Components and their groups: what the operator's services are called, in which order they are shown, which are retired.

mod changes;
mod queries;
pub(crate) mod targets;

pub(crate) use changes::tell_changes;
pub(crate) use queries::{audience, audience_of};

use domain::{
    component::{Audience, ComponentKey},
    language::Text,
    role::Permission,
    time::Instant,
    uptime::target::Target,
};

use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Tx,
    error::{Error, Problem, Result},
    publication,
};

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 300;

/// A group as the administrators see it, also without a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRecord {
    /// Its key.
    pub key: ComponentKey,
    /// Its name.
    pub name: Text,
    /// Its components in order, the retired ones too.
    pub components: Vec<ComponentRecord>,
}

/// A component as the administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentRecord {
    /// Its key.
    pub key: ComponentKey,
    /// The group it stands in.
    pub group: ComponentKey,
    /// What holds of it.
    pub details: ComponentDetails,
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

/// Which way a component or a group moves in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards the first.
    Up,
    /// Towards the last.
    Down,
}

impl Backend {
    /// All groups with all components, in order.
    pub async fn component_groups(&self, actor: &Actor) -> Result<Vec<GroupRecord>> {
        actor.require(Permission::ManageSettings)?;
        queries::groups(&mut self.db.begin_read().await?).await
    }

    /// Adds a group at the end. Errors: a malformed or taken key, no name.
    pub async fn add_group(&self, actor: &Actor, key: &str, name: &Text) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let (key, problems) = checked_key(key, name_problems(name));
        let (Some(key), true) = (key, problems.is_empty()) else { return Err(Error::Invalid(problems)) };
        let mut tx = self.db.begin().await?;
        if !queries::insert_group(&mut tx, &key, name).await? {
            return Err(taken());
        }
        self.changed(tx, actor, "component_group.added", &key).await
    }

    /// Renames a group.
    pub async fn rename_group(&self, actor: &Actor, key: &ComponentKey, name: &Text) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let problems = name_problems(name);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let mut tx = self.db.begin().await?;
        if !queries::rename_group(&mut tx, key, name).await? {
            return Err(Error::NotFound);
        }
        self.changed(tx, actor, "component_group.changed", key).await
    }

    /// Removes a group. Errors: a component stands in it, also a retired one.
    pub async fn remove_group(&self, actor: &Actor, key: &ComponentKey) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let mut tx = self.db.begin().await?;
        if !queries::remove_group(&mut tx, key).await? {
            return Err(Error::refused(
                "서비스가 들어 있는 묶음은 지울 수 없어요. 먼저 서비스를 다른 묶음으로 옮겨 주세요.",
                "A group with components cannot be removed. Move them to another group first.",
            ));
        }
        self.changed(tx, actor, "component_group.removed", key).await
    }

    /// Adds a component at the end of its group. Errors: a malformed or taken key, no such group, no name.
    pub async fn add_component(
        &self,
        actor: &Actor,
        key: &str,
        group: &ComponentKey,
        details: &ComponentDetails,
    ) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let now = self.clock.now();
        let (key, problems) = checked_key(key, details_problems(details, now));
        let (Some(key), true) = (key, problems.is_empty()) else { return Err(Error::Invalid(problems)) };
        let mut tx = self.db.begin().await?;
        require_group(&mut tx, group).await?;
        if !queries::insert_component(&mut tx, &key, group, details, now).await? {
            return Err(taken());
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
        actor.require(Permission::ManageSettings)?;
        let now = self.clock.now();
        let problems = details_problems(details, now);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let mut tx = self.db.begin().await?;
        require_group(&mut tx, group).await?;
        let before = audience(&mut tx, key).await?.ok_or(Error::NotFound)?;
        if before != details.audience && !is_confirmed {
            return Err(unconfirmed(details.audience));
        }
        if !queries::update_component(&mut tx, key, group, details).await? {
            return Err(Error::NotFound);
        }
        targets::set(&mut tx, key, details.uptime_target, now).await?;
        let action = match details.audience {
            same if same == before => "component.changed",
            Audience::Private => "component.made_private",
            Audience::Public => "component.made_public",
        };
        self.changed(tx, actor, action, key).await
    }

    /// Takes a component off the page, or puts it back. What happened to it stays on record. Errors: it fails right now.
    pub async fn retire_component(&self, actor: &Actor, key: &ComponentKey, is_retired: bool) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let mut tx = self.db.begin().await?;
        if is_retired && queries::has_open_impact(&mut tx, key).await? {
            return Err(Error::refused(
                "지금 장애가 있는 서비스예요. 장애를 해결한 뒤에 내려 주세요.",
                "This component is failing now. Resolve the incident before retiring it.",
            ));
        }
        let since = is_retired.then(|| self.clock.now());
        if !queries::retire_component(&mut tx, key, since).await? {
            return Err(Error::NotFound);
        }
        let action = if is_retired { "component.retired" } else { "component.restored" };
        self.changed(tx, actor, action, key).await
    }

    /// Moves a component one place within its group; at the end of the list it stays.
    pub async fn move_component(&self, actor: &Actor, key: &ComponentKey, to: Direction) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let mut tx = self.db.begin().await?;
        let groups = queries::groups(&mut tx).await?;
        let siblings = groups.iter().map(|group| &group.components).find(|all| all.iter().any(|c| &c.key == key));
        let keys: Vec<_> = siblings.ok_or(Error::NotFound)?.iter().map(|component| component.key.clone()).collect();
        for (position, key) in (1..).zip(moved(keys, key, to)) {
            queries::place_component(&mut tx, &key, position).await?;
        }
        self.changed(tx, actor, "component.moved", key).await
    }

    /// Moves a group one place on the page.
    pub async fn move_group(&self, actor: &Actor, key: &ComponentKey, to: Direction) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let mut tx = self.db.begin().await?;
        let keys: Vec<_> = queries::groups(&mut tx).await?.into_iter().map(|group| group.key).collect();
        if !keys.contains(key) {
            return Err(Error::NotFound);
        }
        for (position, key) in (1..).zip(moved(keys, key, to)) {
            queries::place_group(&mut tx, &key, position).await?;
        }
        self.changed(tx, actor, "component_group.moved", key).await
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

/// The list with one entry a place further up or down.
fn moved(mut keys: Vec<ComponentKey>, key: &ComponentKey, to: Direction) -> Vec<ComponentKey> {
    let Some(place) = keys.iter().position(|other| other == key) else { return keys };
    let other = match to {
        Direction::Up => place.saturating_sub(1),
        Direction::Down => (place + 1).min(keys.len() - 1),
    };
    keys.swap(place, other);
    keys
}

async fn require_group(tx: &mut Tx, group: &ComponentKey) -> Result<()> {
    if queries::group_exists(tx, group).await? {
        return Ok(());
    }
    Err(Error::invalid("group", "묶음을 골라 주세요.", "Choose a group."))
}

fn checked_key(key: &str, mut problems: Vec<Problem>) -> (Option<ComponentKey>, Vec<Problem>) {
    let parsed = ComponentKey::parse(key.trim());
    if parsed.is_none() {
        problems.insert(
            0,
            Problem::new(
                "key",
                "영문 소문자, 숫자, 붙임표(-)로 40자까지 써 주세요. 예: pay-qr",
                "Use up to 40 lower-case letters, digits and hyphens, as in pay-qr.",
            ),
        );
    }
    (parsed, problems)
}

/// What follows from a change of audience, for who has not said that they know.
fn unconfirmed(to: Audience) -> Error {
    let (ko, en) = match to {
        Audience::Private => (
            "비공개로 바꾸면 이 서비스와 지난 장애, 점검, 가동률이 공개 페이지와 API에서 모두 사라져요. 아래에 확인 표시를 해 주세요.",
            "Made private, this component disappears from public pages and API with its past incidents, maintenance and uptime. Tick the box below.",
        ),
        Audience::Public => (
            "공개로 바꾸면 이 서비스와 지난 장애, 점검, 가동률이 누구에게나 보여요. 그때 쓴 글도 함께 공개돼요. 아래에 확인 표시를 해 주세요.",
            "Made public, everybody sees this component with its past incidents, maintenance and uptime, and all that was written then. Tick the box below.",
        ),
    };
    Error::invalid("audience_confirmed", ko, en)
}

fn taken() -> Error {
    Error::invalid("key", "이미 쓰고 있는 이름이에요.", "This key is already taken.")
}

fn name_problems(name: &Text) -> Vec<Problem> {
    let mut problems = Vec::new();
    if name.ko.trim().is_empty() {
        problems.push(Problem::new("name_ko", "한국어 이름을 입력해 주세요.", "Enter the Korean name."));
    }
    problems.extend(too_long("name", name, LONGEST_NAME));
    problems
}

fn details_problems(details: &ComponentDetails, now: Instant) -> Vec<Problem> {
    let mut problems = name_problems(&details.name);
    problems.extend(too_long("description", &details.description, LONGEST_DESCRIPTION));
    if details.uptime_from > now {
        problems.push(Problem::new(
            "uptime_from",
            "지금보다 늦은 시각부터 셀 수는 없어요.",
            "Uptime cannot count from the future.",
        ));
    }
    problems
}

fn too_long(field: &str, text: &Text, longest: usize) -> impl Iterator<Item = Problem> {
    let over = [("ko", &text.ko), ("en", &text.en)].into_iter().filter(move |(_, t)| t.chars().count() > longest);
    let problem = |(tag, _)| {
        Problem::new(
            format!("{field}_{tag}"),
            format!("{longest}자까지 쓸 수 있어요."),
            format!("Use at most {longest} characters."),
        )
    };
    over.map(problem).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_stops_at_the_ends() {
        let keys = |names: &[&str]| names.iter().filter_map(|name| ComponentKey::parse(name)).collect::<Vec<_>>();
        let all = || keys(&["a", "b", "c"]);
        for (key, to, result) in [
            ("a", Direction::Up, ["a", "b", "c"]),
            ("a", Direction::Down, ["b", "a", "c"]),
            ("c", Direction::Up, ["a", "c", "b"]),
            ("c", Direction::Down, ["a", "b", "c"]),
        ] {
            assert_eq!(moved(all(), &keys(&[key])[0], to), keys(&result), "{key} {to:?}");
        }
    }
}
