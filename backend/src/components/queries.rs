//! SQL of components and their groups.

use domain::{component::ComponentKey, language::Text, time::Instant};

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
                uptime_target: None,
            },
            retired_at: row.retired_at.map(Instant),
        })
    }
}

fn key(text: &str) -> Result<ComponentKey> {
    known(ComponentKey::parse(text), "component", text)
}

pub async fn groups(tx: &mut Tx) -> Result<Vec<GroupRecord>> {
    const GROUPS: &str = "select key, name_ko, name_en from component_groups order by position, key";
    const COMPONENTS: &str = "select key, group_key, name_ko, name_en, description_ko, description_en
          , uptime_from, only_if_degraded, retired_at
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

pub async fn group_exists(tx: &mut Tx, key: &ComponentKey) -> Result<bool> {
    const EXISTS: &str = "select key from component_groups where key = $1";
    let row: Option<(String,)> = within!(tx, c => sqlx::query_as(EXISTS).bind(key.as_str()).fetch_optional(c))?;
    Ok(row.is_some())
}

/// False where the key is taken.
pub async fn insert_group(tx: &mut Tx, key: &ComponentKey, name: &Text) -> Result<bool> {
    const INSERT: &str = "insert into component_groups (key, name_ko, name_en, position)
        values ($1, $2, $3, (select coalesce(max(position), 0) + 1 from component_groups))
        on conflict (key) do nothing";
    let (ko, en) = (name.ko.trim(), name.en.trim());
    Ok(execute_within!(tx, sqlx::query(INSERT).bind(key.as_str()).bind(ko).bind(en))? == 1)
}

pub async fn rename_group(tx: &mut Tx, key: &ComponentKey, name: &Text) -> Result<bool> {
    const RENAME: &str = "update component_groups set name_ko = $2, name_en = $3 where key = $1";
    let (ko, en) = (name.ko.trim(), name.en.trim());
    Ok(execute_within!(tx, sqlx::query(RENAME).bind(key.as_str()).bind(ko).bind(en))? == 1)
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
          , created_at, position)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9
          , (select coalesce(max(position), 0) + 1 from components where group_key = $2))
        on conflict (key) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(key.as_str())
            .bind(group.as_str())
            .bind(details.name.ko.trim())
            .bind(details.name.en.trim())
            .bind(details.description.ko.trim())
            .bind(details.description.en.trim())
            .bind(details.uptime_from.0)
            .bind(details.only_if_degraded)
            .bind(now.0)
    )?;
    Ok(inserted == 1)
}

/// False where there is none such. In another group it comes last.
pub async fn update_component(
    tx: &mut Tx,
    key: &ComponentKey,
    group: &ComponentKey,
    details: &ComponentDetails,
) -> Result<bool> {
    const UPDATE: &str = "update components
        set name_ko = $3, name_en = $4, description_ko = $5, description_en = $6, uptime_from = $7
          , only_if_degraded = $8
          , position = case when group_key = $2 then position
              else (select coalesce(max(o.position), 0) + 1 from components o where o.group_key = $2) end
          , group_key = $2
        where key = $1";
    let updated = execute_within!(
        tx,
        sqlx::query(UPDATE)
            .bind(key.as_str())
            .bind(group.as_str())
            .bind(details.name.ko.trim())
            .bind(details.name.en.trim())
            .bind(details.description.ko.trim())
            .bind(details.description.en.trim())
            .bind(details.uptime_from.0)
            .bind(details.only_if_degraded)
    )?;
    Ok(updated == 1)
}

pub async fn retire_component(tx: &mut Tx, key: &ComponentKey, since: Option<Instant>) -> Result<bool> {
    const RETIRE: &str = "update components set retired_at = $2 where key = $1";
    Ok(execute_within!(tx, sqlx::query(RETIRE).bind(key.as_str()).bind(since.map(|at| at.0)))? == 1)
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
