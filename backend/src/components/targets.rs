//! SQL of the uptime that components are to have.

use std::collections::BTreeMap;

use domain::{
    component::ComponentKey,
    time::Instant,
    uptime::target::{Target, TargetChange},
};

use crate::{
    db::Tx,
    error::{Error, Result, known},
    execute_within, within,
};

/// The changes of each component's target, oldest first.
pub async fn all(tx: &mut Tx) -> Result<BTreeMap<ComponentKey, Vec<TargetChange>>> {
    const ALL: &str = "select component_key, since, millionths from uptime_targets order by component_key, since";
    let rows: Vec<(String, i64, Option<i64>)> = within!(tx, c => sqlx::query_as(ALL).fetch_all(c))?;
    let mut changes: BTreeMap<ComponentKey, Vec<TargetChange>> = BTreeMap::new();
    for (key, since, millionths) in rows {
        let target = millionths.map(Target::try_from).transpose().map_err(Error::Corrupt)?;
        let key = known(ComponentKey::parse(&key), "component", &key)?;
        changes.entry(key).or_default().push(TargetChange { since: Instant(since), target });
    }
    Ok(changes)
}

/// Notes what holds from now on, where it is another target than before.
pub async fn set(tx: &mut Tx, key: &ComponentKey, target: Option<Target>, now: Instant) -> Result<()> {
    const LAST: &str = "select millionths from uptime_targets where component_key = $1 order by since desc limit 1";
    const SET: &str = "insert into uptime_targets (component_key, since, millionths) values ($1, $2, $3)
        on conflict (component_key, since) do update set millionths = excluded.millionths";
    let last: Option<(Option<i64>,)> = within!(tx, c => sqlx::query_as(LAST).bind(key.as_str()).fetch_optional(c))?;
    let target = target.map(Target::millionths);
    if last.and_then(|(last,)| last) == target {
        return Ok(());
    }
    execute_within!(tx, sqlx::query(SET).bind(key.as_str()).bind(now.0).bind(target))?;
    Ok(())
}
