//! SQL of probes and their results.

use std::collections::BTreeMap;

use domain::{
    component::ComponentKey,
    id::ProbeId,
    impact::Severity,
    probe::{
        Probe, Reading, Thresholds, Verdict,
        agreement::{Run, Standing},
    },
    time::Instant,
};
use uuid::Uuid;

use super::{ServerResult, StandingProbe};
use crate::{
    db::{Db, Tx},
    error::{Error, Result, known},
    execute_on, execute_within, within,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    revision: i64,
    name: String,
    component_key: String,
    severity: String,
    target: String,
    period: i64,
    timeout: i64,
    slow_above: Option<i64>,
    fail_after: i64,
    recover_after: i64,
    quorum: i64,
    is_paused: bool,
    raised: Option<String>,
    raised_since: Option<i64>,
}

fn severity(name: &str) -> Result<Severity> {
    known(Severity::from_name(name), "severity", name)
}

fn count(value: i64) -> Result<u32> {
    value.try_into().map_err(|_| Error::Corrupt(format!("count: {value}")))
}

impl TryFrom<Row> for StandingProbe {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let raised = row.raised.as_deref().map(severity).transpose()?;
        Ok(Self {
            id: ProbeId(row.id),
            revision: row.revision,
            probe: Probe {
                name: row.name,
                component: known(ComponentKey::parse(&row.component_key), "component", &row.component_key)?,
                severity: severity(&row.severity)?,
                target: serde_json::from_str(&row.target)?,
                interval: row.period,
                timeout: row.timeout,
                slow_above: row.slow_above,
                thresholds: Thresholds {
                    fail_after: count(row.fail_after)?,
                    recover_after: count(row.recover_after)?,
                    quorum: count(row.quorum)?,
                },
            },
            is_paused: row.is_paused,
            raised: raised.zip(row.raised_since.map(Instant)),
        })
    }
}

/// False where it was set up before.
pub async fn insert(tx: &mut Tx, id: ProbeId, probe: &Probe, author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into probes
        (id, revision, name, component_key, severity, target, period, timeout, slow_above, fail_after, recover_after, quorum
          , is_paused, created_at, created_by)
        values ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (id) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(id.0)
            .bind(probe.name.trim())
            .bind(probe.component.as_str())
            .bind(probe.severity.name())
            .bind(serde_json::to_string(&probe.target)?)
            .bind(probe.interval)
            .bind(probe.timeout)
            .bind(probe.slow_above)
            .bind(i64::from(probe.thresholds.fail_after))
            .bind(i64::from(probe.thresholds.recover_after))
            .bind(i64::from(probe.thresholds.quorum))
            .bind(false)
            .bind(now.0)
            .bind(author)
    )?;
    Ok(inserted == 1)
}

/// Replaces what a probe is, and forgets what was found.
pub async fn change(tx: &mut Tx, id: ProbeId, probe: &Probe) -> Result<()> {
    const CHANGE: &str = "update probes set revision = revision + 1, name = $2, component_key = $3, severity = $4
          , target = $5, period = $6, timeout = $7, slow_above = $8, fail_after = $9, recover_after = $10, quorum = $11
        where id = $1";
    execute_within!(
        tx,
        sqlx::query(CHANGE)
            .bind(id.0)
            .bind(probe.name.trim())
            .bind(probe.component.as_str())
            .bind(probe.severity.name())
            .bind(serde_json::to_string(&probe.target)?)
            .bind(probe.interval)
            .bind(probe.timeout)
            .bind(probe.slow_above)
            .bind(i64::from(probe.thresholds.fail_after))
            .bind(i64::from(probe.thresholds.recover_after))
            .bind(i64::from(probe.thresholds.quorum))
    )?;
    forget(tx, id).await
}

/// Pauses or goes on, and forgets what was found.
pub async fn pause(tx: &mut Tx, id: ProbeId, is_paused: bool) -> Result<()> {
    const PAUSE: &str = "update probes set revision = revision + 1, is_paused = $2 where id = $1";
    execute_within!(tx, sqlx::query(PAUSE).bind(id.0).bind(is_paused))?;
    forget(tx, id).await
}

async fn forget(tx: &mut Tx, id: ProbeId) -> Result<()> {
    execute_within!(tx, sqlx::query("delete from probe_results where probe_id = $1").bind(id.0))?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, id: ProbeId) -> Result<()> {
    execute_within!(tx, sqlx::query("delete from probes where id = $1").bind(id.0))?;
    Ok(())
}

/// Notes what stands because of a probe.
pub async fn raise(tx: &mut Tx, id: ProbeId, raised: Option<(Severity, Instant)>) -> Result<()> {
    const RAISE: &str = "update probes set raised = $2, raised_since = $3 where id = $1";
    let (severity, since) = (raised.map(|(severity, _)| severity.name()), raised.map(|(_, since)| since.0));
    execute_within!(tx, sqlx::query(RAISE).bind(id.0).bind(severity).bind(since))?;
    Ok(())
}

/// A probe that no other server decides on until the transaction ends: the update holds its row.
pub async fn hold(tx: &mut Tx, id: ProbeId) -> Result<Option<StandingProbe>> {
    const HOLD: &str = "update probes set revision = revision where id = $1
        returning id, revision, name, component_key, severity, target, period, timeout, slow_above, fail_after
          , recover_after, quorum, is_paused, raised, raised_since";
    let row: Option<Row> = within!(tx, c => sqlx::query_as(HOLD).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

const SELECT: &str = "select p.id, p.revision, p.name, p.component_key, p.severity, p.target, p.period, p.timeout
      , p.slow_above, p.fail_after, p.recover_after, p.quorum, p.is_paused, p.raised, p.raised_since
    from probes p join components c on c.key = p.component_key
    where ($1 is null or p.id = $1) and (not $2 or (not p.is_paused and c.retired_at is null))
    order by p.name, p.id";

async fn select(tx: &mut Tx, id: Option<ProbeId>, only_active: bool) -> Result<Vec<StandingProbe>> {
    let id = id.map(|id| id.0);
    let rows: Vec<Row> = within!(tx, c => sqlx::query_as(SELECT).bind(id).bind(only_active).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

pub async fn list(tx: &mut Tx) -> Result<Vec<StandingProbe>> {
    select(tx, None, false).await
}

/// Those that are not paused, of components that are not retired.
pub async fn active(tx: &mut Tx) -> Result<Vec<StandingProbe>> {
    select(tx, None, true).await
}

pub async fn lookup(tx: &mut Tx, id: ProbeId) -> Result<Option<StandingProbe>> {
    Ok(select(tx, Some(id), false).await?.pop())
}

#[derive(sqlx::FromRow)]
struct ResultRow {
    probe_id: Uuid,
    server: String,
    checked_at: i64,
    latency: i64,
    finding: String,
    verdict: String,
    working_count: i64,
    working_since: i64,
    failing_count: i64,
    failing_since: i64,
    state: Option<String>,
    state_since: i64,
}

impl TryFrom<ResultRow> for ServerResult {
    type Error = Error;
    fn try_from(row: ResultRow) -> Result<Self> {
        let verdict = |name: &str| known(Verdict::from_name(name), "verdict", name);
        let run = |number, since| Ok::<_, Error>(Run { count: count(number)?, since: Instant(since) });
        Ok(Self {
            server: row.server,
            reading: Reading { finding: serde_json::from_str(&row.finding)?, latency: row.latency },
            standing: Standing {
                last: verdict(&row.verdict)?,
                checked_at: Instant(row.checked_at),
                working: run(row.working_count, row.working_since)?,
                failing: run(row.failing_count, row.failing_since)?,
                state: row.state.as_deref().map(verdict).transpose()?,
                since: Instant(row.state_since),
            },
        })
    }
}

/// The last result of each server, by name; of one probe, or of all.
pub async fn results(tx: &mut Tx, probe: Option<ProbeId>) -> Result<BTreeMap<ProbeId, Vec<ServerResult>>> {
    const RESULTS: &str = "select probe_id, server, checked_at, latency, finding, verdict, working_count, working_since
          , failing_count, failing_since, state, state_since
        from probe_results where ($1 is null or probe_id = $1) order by server";
    let probe = probe.map(|id| id.0);
    let rows: Vec<ResultRow> = within!(tx, c => sqlx::query_as(RESULTS).bind(probe).fetch_all(c))?;
    let mut by_probe: BTreeMap<ProbeId, Vec<ServerResult>> = BTreeMap::new();
    for row in rows {
        by_probe.entry(ProbeId(row.probe_id)).or_default().push(row.try_into()?);
    }
    Ok(by_probe)
}

pub async fn store_result(tx: &mut Tx, probe: ProbeId, result: &ServerResult) -> Result<()> {
    const STORE: &str = "insert into probe_results
        (probe_id, server, checked_at, latency, finding, verdict, working_count, working_since, failing_count
          , failing_since, state, state_since)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (probe_id, server) do update set checked_at = excluded.checked_at, latency = excluded.latency
          , finding = excluded.finding, verdict = excluded.verdict, working_count = excluded.working_count
          , working_since = excluded.working_since, failing_count = excluded.failing_count
          , failing_since = excluded.failing_since, state = excluded.state, state_since = excluded.state_since";
    let standing = &result.standing;
    execute_within!(
        tx,
        sqlx::query(STORE)
            .bind(probe.0)
            .bind(&result.server)
            .bind(standing.checked_at.0)
            .bind(result.reading.latency)
            .bind(serde_json::to_string(&result.reading.finding)?)
            .bind(standing.last.name())
            .bind(i64::from(standing.working.count))
            .bind(standing.working.since.0)
            .bind(i64::from(standing.failing.count))
            .bind(standing.failing.since.0)
            .bind(standing.state.map(Verdict::name))
            .bind(standing.since.0)
    )?;
    Ok(())
}

pub async fn sweep(db: &Db, before: Instant) -> Result<()> {
    execute_on!(db, sqlx::query("delete from probe_results where checked_at < $1").bind(before.0))?;
    Ok(())
}
