//! SQL of components and their groups.

use domain::{
    component::{Audience, ComponentKey},
    language::Text,
    time::Instant,
};

use super::{ComponentDetails, ComponentRecord, GroupRecord, targets};
use crate::{
    db::Tx,
    error::{Result, known},
    execute_within, within,
};

#[derive(sqlx::FromRow)]
struct ComponentRow {
    key: String,
    group_key: String,
    name_ko: String,
    name_en: String,
    description_ko: String,
    description_en: String,
    uptime_from: i64,
    only_if_degraded: bool,
    is_private: bool,
    created_at: i64,
    retired_at: Option<i64>,
}

impl TryFrom<ComponentRow> for ComponentRecord {
    type Error = crate::Error;
    fn try_from(row: ComponentRow) -> Result<Self> {
        Ok(Self {
            key: key(&row.key)?,
            group: key(&row.group_key)?,
            details: ComponentDetails {
                name: Text::new(row.name_ko, row.name_en),
                description: Text::new(row.description_ko, row.description_en),
                uptime_from: Instant(row.uptime_from),
                only_if_degraded: row.only_if_degraded,
                audience: audience_of(row.is_private),
                uptime_target: None,
            },
            created_at: Instant(row.created_at),
            retired_at: row.retired_at.map(Instant),
        })
    }
}

/// Who may see a component, as its row has it.
pub const fn audience_of(is_private: bool) -> Audience {
    if is_private { Audience::Private } else { Audience::Public }
}

fn key(text: &str) -> Result<ComponentKey> {
    known(ComponentKey::parse(text), "component", text)
}

pub async fn groups(tx: &mut Tx) -> Result<Vec<GroupRecord>> {
    const GROUPS: &str = "select key, name_ko, name_en from component_groups order by position, key";
    const COMPONENTS: &str = "select key, group_key, name_ko, name_en, description_ko, description_en
          , uptime_from, only_if_degraded, is_private, created_at, retired_at
        from components order by position, key";
    let groups: Vec<(String, String, String)> = within!(tx, c => sqlx::query_as(GROUPS).fetch_all(c))?;
    let rows: Vec<ComponentRow> = within!(tx, c => sqlx::query_as(COMPONENTS).fetch_all(c))?;
    let targets = targets::all(tx).await?;
    let component = |row: ComponentRow| {
        let mut record = ComponentRecord::try_from(row)?;
        let last = targets.get(&record.key).and_then(|changes| changes.last());
        record.details.uptime_target = last.and_then(|change| change.target);
        Ok(record)
    };
    let components = rows.into_iter().map(component).collect::<Result<Vec<_>>>()?;
    let group = |(text, ko, en): (String, String, String)| {
        let key = key(&text)?;
        let components = components.iter().filter(|component| component.group == key).cloned().collect();
        Ok(GroupRecord { key, name: Text::new(ko, en), components })
    };
    groups.into_iter().map(group).collect()
}

/// Holds a group's row until the transaction ends. False where there is none such.
pub async fn hold_group(tx: &mut Tx, key: &ComponentKey) -> Result<bool> {
    const HOLD: &str = "update component_groups set position = position where key = $1";
    Ok(execute_within!(tx, sqlx::query(HOLD).bind(key.as_str()))? == 1)
}

/// Holds a component's row until the transaction ends. False where there is none such.
pub async fn hold_component(tx: &mut Tx, key: &ComponentKey) -> Result<bool> {
    const HOLD: &str = "update components set position = position where key = $1";
    Ok(execute_within!(tx, sqlx::query(HOLD).bind(key.as_str()))? == 1)
}

/// False where the key is taken.
pub async fn insert_group(tx: &mut Tx, key: &ComponentKey, name: &Text) -> Result<bool> {
    const INSERT: &str = "insert into component_groups (key, name_ko, name_en, position)
        values ($1, $2, $3, (select coalesce(max(position), 0) + 1 from component_groups))
        on conflict (key) do nothing";
    Ok(execute_within!(tx, sqlx::query(INSERT).bind(key.as_str()).bind(&name.ko).bind(&name.en))? == 1)
}

pub async fn rename_group(tx: &mut Tx, key: &ComponentKey, name: &Text) -> Result<()> {
    const RENAME: &str = "update component_groups set name_ko = $2, name_en = $3 where key = $1";
    execute_within!(tx, sqlx::query(RENAME).bind(key.as_str()).bind(&name.ko).bind(&name.en))?;
    Ok(())
}

/// False where a component stands in it, or there is none such.
pub async fn remove_group(tx: &mut Tx, key: &ComponentKey) -> Result<bool> {
    const REMOVE: &str = "delete from component_groups
        where key = $1 and not exists (select 1 from components where group_key = $1)";
    Ok(execute_within!(tx, sqlx::query(REMOVE).bind(key.as_str()))? == 1)
}

pub async fn place_group(tx: &mut Tx, key: &ComponentKey, position: i64) -> Result<()> {
    const PLACE: &str = "update component_groups set position = $2 where key = $1";
    execute_within!(tx, sqlx::query(PLACE).bind(key.as_str()).bind(position))?;
    Ok(())
}

/// False where the key is taken.
pub async fn insert_component(
    tx: &mut Tx,
    key: &ComponentKey,
    group: &ComponentKey,
    details: &ComponentDetails,
    now: Instant,
) -> Result<bool> {
    const INSERT: &str = "insert into components
        (key, group_key, name_ko, name_en, description_ko, description_en, uptime_from, only_if_degraded
          , created_at, is_private, position)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10
          , (select coalesce(max(position), 0) + 1 from components where group_key = $2))
        on conflict (key) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(key.as_str())
            .bind(group.as_str())
            .bind(&details.name.ko)
            .bind(&details.name.en)
            .bind(&details.description.ko)
            .bind(&details.description.en)
            .bind(details.uptime_from.0)
            .bind(details.only_if_degraded)
            .bind(now.0)
            .bind(!details.audience.is_public())
    )?;
    Ok(inserted == 1)
}

/// In another group it comes last.
pub async fn update_component(
    tx: &mut Tx,
    key: &ComponentKey,
    group: &ComponentKey,
    details: &ComponentDetails,
) -> Result<()> {
    const UPDATE: &str = "update components
        set name_ko = $3, name_en = $4, description_ko = $5, description_en = $6, uptime_from = $7
          , only_if_degraded = $8
          , is_private = $9
          , position = case when group_key = $2 then position
              else (select coalesce(max(o.position), 0) + 1 from components o where o.group_key = $2) end
          , group_key = $2
        where key = $1";
    execute_within!(
        tx,
        sqlx::query(UPDATE)
            .bind(key.as_str())
            .bind(group.as_str())
            .bind(&details.name.ko)
            .bind(&details.name.en)
            .bind(&details.description.ko)
            .bind(&details.description.en)
            .bind(details.uptime_from.0)
            .bind(details.only_if_degraded)
            .bind(!details.audience.is_public())
    )?;
    Ok(())
}

/// Who may see a component now; none where there is none such.
pub async fn audience(tx: &mut Tx, key: &ComponentKey) -> Result<Option<Audience>> {
    const AUDIENCE: &str = "select is_private from components where key = $1";
    let row: Option<(bool,)> = within!(tx, c => sqlx::query_as(AUDIENCE).bind(key.as_str()).fetch_optional(c))?;
    Ok(row.map(|(is_private,)| audience_of(is_private)))
}

pub async fn retire_component(tx: &mut Tx, key: &ComponentKey, since: Option<Instant>) -> Result<()> {
    const RETIRE: &str = "update components set retired_at = $2 where key = $1";
    execute_within!(tx, sqlx::query(RETIRE).bind(key.as_str()).bind(since.map(|at| at.0)))?;
    Ok(())
}

pub async fn place_component(tx: &mut Tx, key: &ComponentKey, position: i64) -> Result<()> {
    const PLACE: &str = "update components set position = $2 where key = $1";
    execute_within!(tx, sqlx::query(PLACE).bind(key.as_str()).bind(position))?;
    Ok(())
}

pub async fn has_open_impact(tx: &mut Tx, key: &ComponentKey) -> Result<bool> {
    const OPEN: &str = "select e.impact_id from impact_entries e
        where e.component_key = $1 and e.ended_at is null
          and e.revision = (select max(x.revision) from impact_entries x where x.impact_id = e.impact_id)
        limit 1";
    let row: Option<(uuid::Uuid,)> = within!(tx, c => sqlx::query_as(OPEN).bind(key.as_str()).fetch_optional(c))?;
    Ok(row.is_some())
}
