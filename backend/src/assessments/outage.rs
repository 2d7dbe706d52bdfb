//! The outage a run measures: frozen when the run starts, so that every account is measured over the same one.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use domain::{
    assessment::{ImpactedComponent, Impacts, Sharer, Sharing},
    calendar::Holidays,
    component::ComponentKey,
    id::{AccountId, IncidentId, ProgrammeId},
    impact::{Impact, Severity},
    incident::Incident,
    language::Text,
    ledger::{Account, AccountKind},
    loss::{CohortKey, DAYS_AFTER, DAYS_BEFORE, Outage},
    policy::Policy,
    series::SlotLength,
    time::{DAY, Instant, Window, Zone},
    uptime,
};
use serde::{Deserialize, Serialize};

use super::run::cohort_of;
use crate::{
    db::Tx,
    error::{Error, Result},
    incidents,
    programmes::{self, Programme},
    within,
};

/// The outage as stored with a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FrozenOutage {
    impacts: Vec<Impact>,
    /// Those of other incidents, whose hours are no ordinary trade.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<Impact>,
    names: Vec<ImpactedComponent>,
    holidays: Holidays,
    observed_until: Instant,
    /// The programmes of the incidents that are one outage, the run's own among them, in the order of incidents and
    /// programmes; empty for an incident by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sharers: Vec<FrozenSharer>,
    /// The incidents that some accounts are compensated for, where those are not all of them; once for each choice. The losses of
    /// such accounts are measured over these incidents alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    narrower: Vec<BTreeSet<IncidentId>>,
}

/// A programme that compensates one of the incidents of an outage.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct FrozenSharer {
    incident: IncidentId,
    programme: ProgrammeId,
    title: Text,
    policy: Policy,
}

/// What programmes have promised accounts, by the incident that they compensate; minor units.
pub type Promised = HashMap<(AccountId, IncidentId), i64>;

/// The outage that a programme compensates: its incident's together with those that overlap and that others compensate.
/// Errors: nothing was affected.
pub async fn of_programme(tx: &mut Tx, own: &Programme, policy: &Policy, now: Instant) -> Result<FrozenOutage> {
    let mut outage = of_incident(tx, own.incident, now).await?;
    let mut all = programmes::overlapping(tx, own.incident, now).await?;
    if all.is_empty() {
        return Ok(outage);
    }
    let others: BTreeSet<IncidentId> = all.iter().map(|(programme, _)| programme.incident).collect();
    for incident in others {
        let incident = incidents::incident_within(tx, incident).await?.ok_or(Error::NotFound)?;
        outage.impacts.extend(incident.lasting_impacts().cloned());
    }
    // the same outage whichever of the programmes computes it
    outage.impacts.sort_by_key(|impact| (impact.incident, impact.start, impact.id));
    let is_apart = |impact: &Impact| outage.impacts.iter().all(|own| own.incident != impact.incident);
    outage.others.retain(is_apart);
    outage.names = names(tx, &outage.impacts).await?;
    all.push((own.clone(), policy.clone()));
    all.sort_by_key(|(programme, _)| (programme.incident, programme.id));
    let sharer = |(programme, policy): (Programme, Policy)| FrozenSharer {
        incident: programme.incident,
        programme: programme.id,
        title: programme.title,
        policy,
    };
    outage.sharers = all.into_iter().map(sharer).collect();
    Ok(outage)
}

/// The outage of an incident as the record has it now, observed up to now. Errors: nothing was affected.
pub async fn of_incident(tx: &mut Tx, incident: IncidentId, now: Instant) -> Result<FrozenOutage> {
    let incident = incidents::incident_within(tx, incident).await?.ok_or(Error::NotFound)?;
    let impacts: Vec<_> = incident.lasting_impacts().cloned().collect();
    if impacts.iter().all(|impact| impact.window(now).is_none()) {
        return Err(Error::refused(
            "이 장애에는 영향을 받은 서비스가 없어 손실을 계산할 수 없어요.",
            "This incident affected no service, so there is no loss to compute.",
        ));
    }
    Ok(FrozenOutage {
        names: names(tx, &impacts).await?,
        impacts,
        others: others(tx, incident.id, now).await?,
        holidays: holidays(tx).await?,
        observed_until: now,
        sharers: Vec::new(),
        narrower: Vec::new(),
    })
}

/// What stopped, wholly or partly, in other incidents.
async fn others(tx: &mut Tx, incident: IncidentId, now: Instant) -> Result<Vec<Impact>> {
    let incidents = incidents::all_within(tx).await?;
    let others = incidents.iter().filter(|other| other.id != incident).flat_map(Incident::lasting_impacts);
    let stopped = |impact: &&Impact| impact.severity > Severity::Degraded && impact.window(now).is_some();
    let mut others: Vec<Impact> = others.filter(stopped).cloned().collect();
    others.sort_by_key(|impact| (impact.incident, impact.start, impact.id));
    Ok(others)
}

async fn names(tx: &mut Tx, impacts: &[Impact]) -> Result<Vec<ImpactedComponent>> {
    const NAMES: &str = "select key, name_ko, name_en from components order by key";
    let rows: Vec<(String, String, String)> = within!(tx, c => sqlx::query_as(NAMES).fetch_all(c))?;
    let mut keys: Vec<_> = impacts.iter().map(|impact| impact.component.clone()).collect();
    keys.sort();
    keys.dedup();
    Ok(keys
        .into_iter()
        .map(|key| {
            let name = rows.iter().find(|(found, ..)| found == key.as_str());
            let name = name.map_or_else(|| Text::new(key.as_str(), key.as_str()), |(_, ko, en)| Text::new(ko, en));
            ImpactedComponent { key, name }
        })
        .collect())
}

async fn holidays(tx: &mut Tx) -> Result<Holidays> {
    const HOLIDAYS: &str = "select date, name_ko from holidays order by date";
    let rows: Vec<(String, String)> = within!(tx, c => sqlx::query_as(HOLIDAYS).fetch_all(c))?;
    let dates = rows.into_iter().map(|(date, name)| {
        date.parse().map(|date| (date, name)).map_err(|_| Error::Corrupt(format!("holiday: {date}")))
    });
    Ok(Holidays::from(dates.collect::<Result<Vec<_>>>()?))
}

impl FrozenOutage {
    /// The same, observed no longer than to the ledger's last transaction: up to there it is complete.
    #[must_use]
    pub fn observed_to(self, last: Option<Instant>) -> Self {
        let observed_until = last.map_or(self.observed_until, |last| last.plus(1).min(self.observed_until));
        Self { observed_until, ..self }
    }

    /// The same for a run of a programme over accounts of these cohorts.
    #[must_use]
    pub fn narrowed_for(self, own: ProgrammeId, cohorts: &[CohortKey]) -> Self {
        let all: BTreeSet<_> = self.sharers.iter().map(|sharer| sharer.incident).collect();
        let chosen: BTreeSet<_> = cohorts.iter().map(|cohort| self.incidents_of(own, cohort)).collect();
        Self { narrower: chosen.into_iter().filter(|incidents| *incidents != all).collect(), ..self }
    }

    /// The outages that losses are measured over: the whole one, then those of only some of its incidents.
    pub fn extents(&self) -> Vec<Self> {
        let whole = Self { narrower: Vec::new(), ..self.clone() };
        std::iter::once(whole).chain(self.narrower.iter().map(|incidents| self.only(incidents))).collect()
    }

    /// Over which of them the loss of a cohort is measured; over the whole where its accounts came after the run was cut.
    pub fn extent_of(&self, own: ProgrammeId, cohort: &CohortKey) -> usize {
        if self.narrower.is_empty() {
            return 0;
        }
        let incidents = self.incidents_of(own, cohort);
        self.narrower.iter().position(|known| *known == incidents).map_or(0, |place| place + 1)
    }

    /// The outage that the loss of an account is measured over.
    pub fn extent_for(&self, own: ProgrammeId, account: &Account) -> Self {
        self.extents().swap_remove(self.extent_of(own, &cohort_of(account)))
    }

    /// The outage of a programme's own incident.
    pub fn alone(&self, own: ProgrammeId) -> Self {
        let own = self.sharers.iter().find(|sharer| sharer.programme == own);
        own.map_or_else(|| self.clone(), |own| self.only(&BTreeSet::from([own.incident])))
    }

    fn only(&self, incidents: &BTreeSet<IncidentId>) -> Self {
        let (impacts, mut others): (Vec<Impact>, Vec<Impact>) =
            self.impacts.iter().cloned().partition(|impact| incidents.contains(&impact.incident));
        others.retain(|impact| impact.severity > Severity::Degraded);
        others.extend(self.others.iter().cloned());
        others.sort_by_key(|impact| (impact.incident, impact.start, impact.id));
        let failed = |name: &&ImpactedComponent| impacts.iter().any(|impact| impact.component == name.key);
        let is_shared = incidents.len() > 1;
        let shares = |sharer: &&FrozenSharer| is_shared && incidents.contains(&sharer.incident);
        Self {
            names: self.names.iter().filter(failed).cloned().collect(),
            impacts,
            others,
            holidays: self.holidays.clone(),
            observed_until: self.observed_until,
            sharers: self.sharers.iter().filter(shares).cloned().collect(),
            narrower: Vec::new(),
        }
    }

    /// As the engine takes it.
    pub fn domain(&self, zone: Zone) -> Outage {
        Outage {
            zone,
            impacts: self.impacts.clone(),
            others: self.others.clone(),
            holidays: self.holidays.clone(),
            observed_until: self.observed_until,
        }
    }

    /// What failed and how long, as an assessment says it.
    pub fn impacts(&self, zone: Zone) -> Impacts {
        Impacts::of(&self.domain(zone), self.names.clone())
    }

    /// Whether other incidents are part of it.
    pub fn is_shared(&self) -> bool {
        !self.sharers.is_empty()
    }

    /// The programmes that compensate it, where there are several.
    pub fn programmes(&self) -> impl Iterator<Item = ProgrammeId> {
        self.sharers.iter().map(|sharer| sharer.programme)
    }

    /// The programmes that compensate a cohort, as one of them sees it. A taxi company has the parts of its drivers' awards, so it
    /// is not asked whether a policy takes it.
    fn sharers_of<'a>(
        &'a self,
        own: &'a FrozenSharer,
        cohort: &'a CohortKey,
    ) -> impl Iterator<Item = &'a FrozenSharer> {
        let takes = |policy: &Policy| policy.group_of(cohort.kind, &cohort.category, &cohort.region).is_some();
        self.sharers.iter().filter(move |sharer| {
            if sharer.incident == own.incident {
                return sharer.programme == own.programme;
            }
            cohort.kind == AccountKind::TaxiCompany || takes(&sharer.policy)
        })
    }

    /// The incidents that they compensate it for; empty for an incident by itself.
    fn incidents_of(&self, own: ProgrammeId, cohort: &CohortKey) -> BTreeSet<IncidentId> {
        let own = self.sharers.iter().find(|sharer| sharer.programme == own);
        own.into_iter().flat_map(|own| self.sharers_of(own, cohort)).map(|sharer| sharer.incident).collect()
    }

    /// Who compensates an account for which of the incidents, and what they have promised it, as a programme of them sees it;
    /// none for an incident by itself.
    pub fn sharing(&self, own: ProgrammeId, account: &Account, promised: &Promised) -> Option<Sharing> {
        let own = self.sharers.iter().find(|sharer| sharer.programme == own)?;
        let mut sharers: Vec<Sharer> = Vec::new();
        for sharer in self.sharers_of(own, &cohort_of(account)) {
            if sharers.iter().any(|known| known.incident == sharer.incident) {
                continue;
            }
            let group = sharer.policy.group_of(account.kind, &account.category, &account.region);
            let covers = |name: &&ImpactedComponent| group.is_some_and(|(_, group)| group.covers(&name.key));
            let is_own = sharer.programme == own.programme;
            let promised = promised.get(&(account.id, sharer.incident)).copied().filter(|_| !is_own);
            sharers.push(Sharer {
                incident: sharer.incident,
                programme: sharer.programme,
                title: sharer.title.clone(),
                covers: self.names.iter().filter(covers).map(|name| name.key.clone()).collect(),
                minutes: 0,
                due: 0,
                promised: promised.unwrap_or(0),
            });
        }
        Some(Sharing { incident: own.incident, sharers })
    }

    /// What failed as an account's assessment says it.
    pub fn impacts_for(&self, zone: Zone, sharing: Option<Sharing>) -> Impacts {
        Impacts::shared(&self.domain(zone), self.names.clone(), sharing)
    }

    /// The policies of the programmes that share.
    pub fn policies<'a>(&'a self, sharing: &Sharing) -> Vec<(IncidentId, &'a Policy)> {
        let is_in = |sharer: &&FrozenSharer| sharing.sharers.iter().any(|known| known.programme == sharer.programme);
        self.sharers.iter().filter(is_in).map(|sharer| (sharer.incident, &sharer.policy)).collect()
    }

    /// The components that failed, by name.
    pub fn components(&self) -> Vec<ImpactedComponent> {
        self.names.clone()
    }
}

/// When the components an account uses stopped, wholly or partly, in order and apart; all components where it uses none
/// of them. What was merely slow is left out.
pub fn stops(outage: &Outage, used: &[&ComponentKey]) -> Vec<Window> {
    let matters = |impact: &&Impact| {
        impact.severity > Severity::Degraded && (used.is_empty() || used.contains(&&impact.component))
    };
    let impacts: Vec<Impact> = outage.impacts.iter().filter(matters).cloned().collect();
    let all = Window::try_new(Instant(i64::MIN / 2), outage.observed_until);
    let pieces = all.map(|all| uptime::pieces(&impacts, all)).unwrap_or_default();
    let mut stops: Vec<Window> = Vec::new();
    for (piece, _) in pieces {
        match stops.last_mut() {
            Some(last) if last.end == piece.start => last.end = piece.end,
            _ => stops.push(piece),
        }
    }
    stops
}

/// The local hours in which takings matter: from the midnight before the first day that the engine looks at to its last
/// day. None where nothing has begun.
pub fn reach(outage: &Outage) -> Option<Range<i64>> {
    let windows = outage.impacts.iter().filter_map(|impact| impact.window(outage.observed_until));
    let hull =
        windows.reduce(|hull, window| Window { start: hull.start.min(window.start), end: hull.end.max(window.end) })?;
    let hours = SlotLength::HOUR;
    let slot = |at: Instant| hours.slot(outage.zone.local(at));
    let first = slot(hull.start.plus(-DAYS_BEFORE * DAY));
    Some(first - first.rem_euclid(hours.per_day())..slot(hull.end.plus(DAYS_AFTER * DAY)))
}
