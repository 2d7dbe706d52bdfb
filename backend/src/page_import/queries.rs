//! SQL of imported groups and components.

use domain::component::ComponentKey;

use super::reading::{ReadComponent, ReadGroup};
use crate::{db::Tx, error::Result, execute_within};

/// False where there is one of this key.
pub async fn add_group(tx: &mut Tx, group: &ReadGroup) -> Result<bool> {
    const INSERT: &str = "insert into component_groups (key, name_ko, name_en, position)
        values ($1, $2, '', (select coalesce(max(position), 0) + 1 from component_groups))
        on conflict (key) do nothing";
    Ok(execute_within!(tx, sqlx::query(INSERT).bind(group.key.as_str()).bind(&group.name))? == 1)
}

/// False where there is one of this key.
pub async fn add_component(tx: &mut Tx, group: &ComponentKey, component: &ReadComponent) -> Result<bool> {
    const INSERT: &str = "insert into components
        (key, group_key, name_ko, name_en, description_ko, description_en, position, uptime_from, created_at
        , only_if_degraded)
        values ($1, $2, $3, '', $4, ''
        , (select coalesce(max(position), 0) + 1 from components where group_key = $2), $5, $6, $7)
        on conflict (key) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(component.key.as_str())
            .bind(group.as_str())
            .bind(&component.name)
            .bind(&component.description)
            .bind(component.uptime_from.0)
            .bind(component.created_at.0)
            .bind(component.only_if_degraded)
    )?;
    Ok(inserted == 1)
}
