//! Programmes of incidents that are one outage: those whose impacts overlap in time, directly or through a third (reference
//! 5.4, overlapping incidents). A draft does not count: it has promised nobody anything, and may never be published.

use std::collections::BTreeSet;

use domain::{
    id::{IncidentId, ProgrammeId},
    policy::Policy,
    time::{Instant, Window},
};
use uuid::Uuid;

use super::{Programme, policy_in_force, queries};
use crate::{db::Tx, error::Result, execute_within, within};

/// The published programmes of other incidents that are one outage with this one by what is on record at `now`, each with its
/// policy in force; in the order of incidents, then of programmes.
pub async fn overlapping(tx: &mut Tx, incident: IncidentId, now: Instant) -> Result<Vec<(Programme, Policy)>> {
    let windows = windows(tx, incident, now).await?;
    let joined = joined(incident, &windows);
    if joined.len() < 2 {
        return Ok(Vec::new());
    }
    let mut all = queries::list(tx).await?;
    all.retain(|programme| programme.incident != incident && joined.contains(&programme.incident));
    all.sort_by_key(|programme| (programme.incident, programme.id));
    let mut found = Vec::new();
    for programme in all {
        if let Some(record) = policy_in_force(tx, programme.id).await? {
            found.push((programme, record.policy));
        }
    }
    Ok(found)
}

/// The times of the impacts of an incident and of all that have a published programme.
async fn windows(tx: &mut Tx, incident: IncidentId, now: Instant) -> Result<Vec<(IncidentId, Window)>> {
    const OTHERS: &str = "select exists(select 1 from programmes where status <> 'draft' and incident_id <> $1)";
    const WINDOWS: &str = "select e.incident_id, e.started_at, e.ended_at
        from impact_entries e
        where (e.incident_id = $1 or e.incident_id in (select incident_id from programmes where status <> 'draft'))
          and e.revision = (select max(x.revision) from impact_entries x where x.impact_id = e.impact_id)";
    let (are_others,): (bool,) = within!(tx, c => sqlx::query_as(OTHERS).bind(incident.0).fetch_one(c))?;
    if !are_others {
        return Ok(Vec::new());
    }
    let rows: Vec<(Uuid, i64, Option<i64>)> = within!(tx, c => sqlx::query_as(WINDOWS).bind(incident.0).fetch_all(c))?;
    let window = |(incident, start, end): (Uuid, i64, Option<i64>)| {
        let end = end.map_or(now, Instant).min(now);
        Some((IncidentId(incident), Window::try_new(Instant(start), end)?))
    };
    Ok(rows.into_iter().filter_map(window).collect())
}

/// The incidents that overlap with one, directly or through others; itself among them.
fn joined(incident: IncidentId, windows: &[(IncidentId, Window)]) -> BTreeSet<IncidentId> {
    let mut joined = BTreeSet::from([incident]);
    loop {
        let touches = |window: &Window| {
            windows
                .iter()
                .any(|(other, its)| joined.contains(other) && its.start < window.end && window.start < its.end)
        };
        let more = windows.iter().filter(|(other, window)| !joined.contains(other) && touches(window));
        let more: Vec<_> = more.map(|(other, _)| *other).collect();
        if more.is_empty() {
            return joined;
        }
        joined.extend(more);
    }
}

/// Keeps others from promising anything under these programmes of one outage until the transaction ends, so that what they
/// have promised can be read and counted on.
pub async fn hold(tx: &mut Tx, programmes: impl IntoIterator<Item = ProgrammeId>) -> Result<()> {
    // in the order of ids, whoever asks, so that nobody waits in a circle
    for programme in programmes.into_iter().collect::<BTreeSet<_>>() {
        execute_within!(tx, sqlx::query("update programmes set status = status where id = $1").bind(programme.0))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_that_overlap_through_a_third_are_one_outage() {
        let id = |number| IncidentId(Uuid::from_u128(number));
        let window = |from, to| Window::try_new(Instant(from), Instant(to)).expect("a window");
        let windows =
            [(id(1), window(0, 10)), (id(2), window(20, 30)), (id(3), window(5, 25)), (id(4), window(30, 40))];
        assert_eq!(joined(id(1), &windows), BTreeSet::from([id(1), id(2), id(3)]));
        assert_eq!(joined(id(4), &windows), BTreeSet::from([id(4)]), "what begins when another ends does not overlap");
        assert_eq!(joined(id(5), &[]), BTreeSet::from([id(5)]));
    }
}
