//! Incidents: something that went wrong, its updates over time, and how its status may move.

use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    correction::CorrectedImpact,
    id::{ImpactId, IncidentId, UpdateId},
    impact::{Impact, Severity},
    language::{Language, Text},
    time::Instant,
};

/// Where an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentStatus {
    /// Known, cause unknown.
    Investigating,
    /// Cause known.
    Identified,
    /// Mended, being watched.
    Monitoring,
    /// Over.
    Resolved,
    /// Over, with a report of what happened.
    Postmortem,
}

impl IncidentStatus {
    /// All, in their order.
    pub const ALL: [Self; 5] =
        [Self::Investigating, Self::Identified, Self::Monitoring, Self::Resolved, Self::Postmortem];

    /// The name in records, forms and the Statuspage contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Monitoring => "monitoring",
            Self::Resolved => "resolved",
            Self::Postmortem => "postmortem",
        }
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// Whether the incident is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Resolved | Self::Postmortem)
    }

    /// Whether an update may carry `next`: any forward step, the same status again, and reopening of a resolved one.
    /// A postmortem closes the record for good and follows a resolution only.
    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Postmortem, _) => next == Self::Postmortem,
            (Self::Resolved, _) => true,
            (_, Self::Postmortem) => false,
            _ => self <= next,
        }
    }
}

/// An update as published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentUpdate {
    /// Its id.
    pub id: UpdateId,
    /// The status it sets.
    pub status: IncidentStatus,
    /// What is said.
    pub body: Text,
    /// When it was published.
    pub at: Instant,
    /// The update it corrects, if any.
    pub corrects: Option<UpdateId>,
    /// Whether it was published while the record could not be reached.
    #[serde(default)]
    pub is_emergency: bool,
    /// What it corrects of impacts; none where it corrects nothing of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_impacts: Option<Vec<CorrectedImpact>>,
}

impl IncidentUpdate {
    /// Whether it says anew what was published before, and brings no news.
    pub const fn is_correction(&self) -> bool {
        self.corrects.is_some() || self.corrected_impacts.is_some()
    }
}

/// An incident with its updates, newest first, and its impacts as they now stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// What happened, in a line.
    pub title: Text,
    /// Where it stands: the status of its newest update.
    pub status: IncidentStatus,
    /// When it began.
    pub started_at: Instant,
    /// When it entered the record.
    pub created_at: Instant,
    /// When the newest update was published.
    pub updated_at: Instant,
    /// When it first was watched, if it was.
    pub monitoring_at: Option<Instant>,
    /// When it was last resolved, while it is over.
    pub resolved_at: Option<Instant>,
    /// Until when the next update is promised, while it lasts.
    pub next_update_by: Option<Instant>,
    /// Updates, newest first; never empty.
    pub updates: Vec<IncidentUpdate>,
    /// Impacts by component and start.
    pub impacts: Vec<Impact>,
}

impl Incident {
    /// An incident of its parts, the rest derived. `begun` is when it began and when it entered the record; `promised`
    /// is until when the newest update promised the next. `updates` come newest first and are never empty.
    pub fn of(
        id: IncidentId,
        title: Text,
        (started_at, created_at): (Instant, Instant),
        promised: Option<Instant>,
        updates: Vec<IncidentUpdate>,
        impacts: Vec<Impact>,
    ) -> Self {
        let (status, updated_at) = (updates[0].status, updates[0].at);
        let monitoring_at = updates.iter().rev().find(|u| u.status == IncidentStatus::Monitoring).map(|u| u.at);
        // Counted from the newest back, so that a reopened incident has the later resolution.
        let resolved_at = updates.iter().take_while(|u| u.status.is_over()).last().map(|u| u.at);
        let next_update_by = promised.filter(|_| !status.is_over());
        Self {
            id,
            title,
            status,
            started_at,
            created_at,
            updated_at,
            monitoring_at,
            resolved_at,
            next_update_by,
            updates,
            impacts,
        }
    }

    /// The update that corrects one, if any.
    pub fn correction_of(&self, id: UpdateId) -> Option<&IncidentUpdate> {
        self.updates.iter().find(|update| update.corrects == Some(id))
    }

    /// How the English of an update is behind its Korean, which comes first; none where it is not.
    pub fn lag(&self, update: &IncidentUpdate) -> Option<Lag> {
        if !update.body.has(Language::En) {
            return Some(Lag::Missing);
        }
        let corrected = self.updates.iter().find(|other| Some(other.id) == update.corrects)?;
        let (was, is) = (&corrected.body, &update.body);
        (was.ko.trim() != is.ko.trim() && was.en.trim() == is.en.trim()).then_some(Lag::Older)
    }

    /// The update of an id, if it may be corrected: each once, and then its correction. Errors: why it may not.
    pub fn correctable(&self, id: UpdateId) -> Result<&IncidentUpdate, CorrectionRefusal> {
        let found = self.updates.iter().find(|update| update.id == id).ok_or(CorrectionRefusal::Unknown)?;
        if self.correction_of(id).is_some() { Err(CorrectionRefusal::AlreadyCorrected) } else { Ok(found) }
    }

    /// The newest update that brought news: a correction brings none.
    pub fn latest_news(&self) -> &IncidentUpdate {
        self.updates.iter().find(|update| !update.is_correction()).unwrap_or(&self.updates[0])
    }

    /// What staff are to be reminded of at `now`: a promised update that has not come, or that nothing was said for
    /// `silent_after` microseconds and nothing is promised; none while the incident is over.
    pub fn alarm(&self, now: Instant, silent_after: Option<i64>) -> Option<Alarm> {
        if self.status.is_over() {
            return None;
        }
        let since = self.latest_news().at;
        match self.next_update_by {
            Some(by) if by <= now => Some(Alarm::Overdue { by }),
            Some(_) => None,
            None => silent_after.filter(|after| now.since(since) >= *after).map(|_| Alarm::Silent { since }),
        }
    }

    /// When it ended for people: the end of its last impact, or its resolution; none while it lasts.
    pub fn ended_at(&self) -> Option<Instant> {
        if !self.status.is_over() {
            return None;
        }
        self.lasting_impacts().filter_map(|i| i.end).max().or(self.resolved_at)
    }

    /// Its impacts without those that a correction took off.
    pub fn lasting_impacts(&self) -> impl Iterator<Item = &Impact> {
        self.impacts.iter().filter(|impact| !impact.is_void())
    }

    /// The worst severity it ever had.
    pub fn worst(&self) -> Option<Severity> {
        self.lasting_impacts().map(|i| i.severity).max()
    }
}

/// How one language is behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// Its text is still to come.
    Missing,
    /// The other one was corrected, and it was not.
    Older,
}

/// What staff are reminded of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The promised update has not come.
    Overdue {
        /// Until when it was promised.
        by: Instant,
    },
    /// Nothing was said for too long.
    Silent {
        /// When something was.
        since: Instant,
    },
}

impl Alarm {
    /// The name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overdue { .. } => "overdue",
            Self::Silent { .. } => "silent",
        }
    }
}

/// Why an update cannot be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionRefusal {
    /// It is no update of the incident.
    #[error("no such update")]
    Unknown,
    /// It was corrected before.
    #[error("corrected before")]
    AlreadyCorrected,
}

/// What staff declare about a component within an update: from when it fails how badly, or that it works again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ImpactChange {
    /// A component begins to fail, or fails differently from then on.
    Set {
        /// The component.
        component: ComponentKey,
        /// How badly.
        severity: Severity,
        /// From when.
        from: Instant,
    },
    /// A component works again.
    Restore {
        /// The component.
        component: ComponentKey,
        /// From when.
        at: Instant,
    },
}

/// An entry to append to the record of impacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImpactEntry {
    /// A new impact opens.
    Open {
        /// The component.
        component: ComponentKey,
        /// How badly.
        severity: Severity,
        /// From when.
        start: Instant,
    },
    /// An open impact ends.
    Close {
        /// Which.
        id: ImpactId,
        /// When; never before its start.
        end: Instant,
    },
}

/// Why a change of impacts is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImpactRefusal {
    /// A restoration of a component that has no open impact.
    #[error("{0} is not affected")]
    NotAffected(ComponentKey),
    /// The change lies before the impact that is open.
    #[error("{0} is recorded as affected only from a later time")]
    BeforeStart(ComponentKey),
    /// One update names a component twice.
    #[error("{0} is named twice")]
    NamedTwice(ComponentKey),
}

/// The entries that a list of changes adds to an incident's impacts: what is open closes where something else begins,
/// what says the same again adds nothing. Errors name the component.
pub fn impact_entries(impacts: &[Impact], changes: &[ImpactChange]) -> Result<Vec<ImpactEntry>, ImpactRefusal> {
    let mut entries = Vec::new();
    for (index, change) in changes.iter().enumerate() {
        let component = change.component();
        if changes[..index].iter().any(|earlier| earlier.component() == component) {
            return Err(ImpactRefusal::NamedTwice(component.clone()));
        }
        let open = impacts.iter().find(|i| &i.component == component && i.end.is_none());
        entries.extend(change.entries(open)?);
    }
    Ok(entries)
}

/// The changes of an update with those that its status brings: a resolution also ends whatever impact is still open.
pub fn with_restorations(
    impacts: &[Impact],
    status: IncidentStatus,
    changes: &[ImpactChange],
    at: Instant,
) -> Vec<ImpactChange> {
    let mut all = changes.to_vec();
    if status == IncidentStatus::Resolved {
        let is_named = |impact: &&Impact| changes.iter().any(|change| change.component() == &impact.component);
        let open = impacts.iter().filter(|impact| impact.end.is_none() && !is_named(impact));
        all.extend(open.map(|impact| ImpactChange::Restore { component: impact.component.clone(), at }));
    }
    all
}

impl ImpactChange {
    /// The component it is about.
    pub const fn component(&self) -> &ComponentKey {
        match self {
            Self::Set { component, .. } | Self::Restore { component, .. } => component,
        }
    }

    fn entries(&self, open: Option<&Impact>) -> Result<Vec<ImpactEntry>, ImpactRefusal> {
        match (self, open) {
            (Self::Restore { component, .. }, None) => Err(ImpactRefusal::NotAffected(component.clone())),
            (Self::Restore { component, at }, Some(open)) => {
                if *at < open.start {
                    return Err(ImpactRefusal::BeforeStart(component.clone()));
                }
                Ok(vec![ImpactEntry::Close { id: open.id, end: *at }])
            }
            (Self::Set { component, severity, from }, None) => {
                Ok(vec![ImpactEntry::Open { component: component.clone(), severity: *severity, start: *from }])
            }
            (Self::Set { severity, .. }, Some(open)) if open.severity == *severity => Ok(Vec::new()),
            (Self::Set { component, severity, from }, Some(open)) => {
                if *from < open.start {
                    return Err(ImpactRefusal::BeforeStart(component.clone()));
                }
                Ok(vec![
                    ImpactEntry::Close { id: open.id, end: *from },
                    ImpactEntry::Open { component: component.clone(), severity: *severity, start: *from },
                ])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn key(text: &str) -> ComponentKey {
        ComponentKey::parse(text).expect("a key")
    }

    fn open(component: &str, severity: Severity, start: i64) -> Impact {
        Impact {
            id: ImpactId(Uuid::from_u128(1)),
            incident: IncidentId(Uuid::nil()),
            component: key(component),
            severity,
            start: Instant(start),
            end: None,
        }
    }

    #[test]
    fn status_moves_forward_and_a_resolved_incident_reopens() {
        use IncidentStatus::{Identified, Investigating, Monitoring, Postmortem, Resolved};
        for (from, to, allowed) in [
            (Investigating, Identified, true),
            (Investigating, Resolved, true),
            (Identified, Identified, true),
            (Monitoring, Investigating, false),
            (Resolved, Investigating, true),
            (Monitoring, Postmortem, false),
            (Resolved, Postmortem, true),
            (Postmortem, Resolved, false),
        ] {
            assert_eq!(from.may_become(to), allowed, "{from:?} -> {to:?}");
        }
    }

    fn said(number: u128, at: i64, corrects: Option<u128>) -> IncidentUpdate {
        IncidentUpdate {
            id: UpdateId(Uuid::from_u128(number)),
            status: IncidentStatus::Investigating,
            body: Text::new("알립니다.", ""),
            at: Instant(at),
            corrects: corrects.map(|id| UpdateId(Uuid::from_u128(id))),
            is_emergency: false,
            corrected_impacts: None,
        }
    }

    fn with_updates(promised: Option<i64>, updates: Vec<IncidentUpdate>) -> Incident {
        let (id, begun) = (IncidentId(Uuid::nil()), (Instant(0), Instant(0)));
        Incident::of(id, Text::new("장애", ""), begun, promised.map(Instant), updates, Vec::new())
    }

    #[test]
    fn an_update_is_corrected_once_and_then_its_correction() {
        let incident = with_updates(None, vec![said(2, 20, Some(1)), said(1, 10, None)]);
        let asked = |number| incident.correctable(UpdateId(Uuid::from_u128(number))).map(|update| update.at.0);
        assert_eq!(asked(1), Err(CorrectionRefusal::AlreadyCorrected));
        assert_eq!(asked(2), Ok(20));
        assert_eq!(asked(3), Err(CorrectionRefusal::Unknown));
    }

    #[test]
    fn a_language_is_behind_where_it_is_missing_or_was_not_corrected_with_the_other() {
        let lag = |was: (&str, &str), is: (&str, &str)| {
            let body = |(ko, en)| Text::new(ko, en);
            let first = IncidentUpdate { body: body(was), ..said(1, 10, None) };
            let second = IncidentUpdate { body: body(is), ..said(2, 20, Some(1)) };
            let incident = with_updates(None, vec![second, first]);
            [&incident.updates[0], &incident.updates[1]].map(|update| incident.lag(update))
        };
        let was = ("3시에 끝나요.", "Over at 3.");
        assert_eq!(lag(was, ("4시에 끝나요.", "Over at 4.")), [None, None]);
        assert_eq!(lag(was, ("4시에 끝나요.", "Over at 3. ")), [Some(Lag::Older), None]);
        assert_eq!(lag(was, ("3시에 끝나요.", "It ends at 3.")), [None, None]);
        assert_eq!(lag(was, ("4시에 끝나요.", "")), [Some(Lag::Missing), None]);
        assert_eq!(lag(("3시에 끝나요.", ""), ("3시에 끝나요.", "Over at 3.")), [None, Some(Lag::Missing)]);
    }

    #[test]
    fn an_alarm_is_raised_for_a_broken_promise_or_long_silence_and_a_correction_is_no_news() {
        let alarm = |promised, now| {
            let updates = vec![said(2, 90, Some(1)), said(1, 10, None)];
            with_updates(promised, updates).alarm(Instant(now), Some(50))
        };
        assert_eq!(alarm(Some(100), 99), None, "a promise takes the place of the silence");
        assert_eq!(alarm(Some(100), 100), Some(Alarm::Overdue { by: Instant(100) }));
        assert_eq!(alarm(None, 59), None);
        assert_eq!(alarm(None, 60), Some(Alarm::Silent { since: Instant(10) }));
        let mut over = with_updates(None, vec![said(1, 10, None)]);
        assert_eq!(over.alarm(Instant(900), None), None);
        over.status = IncidentStatus::Resolved;
        assert_eq!(over.alarm(Instant(900), Some(50)), None);
    }

    #[test]
    fn a_change_of_severity_closes_one_impact_and_opens_another() {
        let impacts = [open("taxi", Severity::MajorOutage, 10)];
        let change = ImpactChange::Set { component: key("taxi"), severity: Severity::Degraded, from: Instant(20) };
        let entries = impact_entries(&impacts, &[change]).expect("entries");
        assert_eq!(
            entries,
            [
                ImpactEntry::Close { id: impacts[0].id, end: Instant(20) },
                ImpactEntry::Open { component: key("taxi"), severity: Severity::Degraded, start: Instant(20) },
            ]
        );
    }

    #[test]
    fn saying_the_same_again_adds_nothing() {
        let impacts = [open("taxi", Severity::MajorOutage, 10)];
        let change = ImpactChange::Set { component: key("taxi"), severity: Severity::MajorOutage, from: Instant(30) };
        assert_eq!(impact_entries(&impacts, &[change]), Ok(vec![]));
    }

    #[test]
    fn impossible_changes_are_refused_by_name() {
        let impacts = [open("taxi", Severity::MajorOutage, 10)];
        let restore = |component: &str, at| ImpactChange::Restore { component: key(component), at: Instant(at) };
        assert_eq!(impact_entries(&impacts, &[restore("maps", 20)]), Err(ImpactRefusal::NotAffected(key("maps"))));
        assert_eq!(impact_entries(&impacts, &[restore("taxi", 5)]), Err(ImpactRefusal::BeforeStart(key("taxi"))));
        let twice = [restore("taxi", 20), restore("taxi", 30)];
        assert_eq!(impact_entries(&impacts, &twice), Err(ImpactRefusal::NamedTwice(key("taxi"))));
    }
}
