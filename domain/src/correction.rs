//! Corrections of impacts: how badly a component failed within a time that has passed, said anew. The record only grows: a
//! correction states whole impacts in new entries, and the update that carries them says what it corrects.

use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    id::ImpactId,
    impact::{Impact, Severity},
    incident::Incident,
    time::{Instant, Window},
    uptime,
};

/// How a component was within a time, as somebody now says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpactCorrection {
    /// The component.
    pub component: ComponentKey,
    /// How badly it failed; none where it worked.
    pub severity: Option<Severity>,
    /// From when.
    pub from: Instant,
    /// Until when; none for as long as the impact lasts that is still open.
    pub until: Option<Instant>,
}

/// A correction as published: what was on record before, and what is since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedImpact {
    /// The component.
    pub component: ComponentKey,
    /// From when.
    pub from: Instant,
    /// Until when; none for as long as the impact lasts.
    pub until: Option<Instant>,
    /// The worst that was on record of this time; none where it was taken to work.
    pub was: Option<Severity>,
    /// What is on record since; none where it worked.
    pub now: Option<Severity>,
}

/// A whole impact, to be put on record anew. One of which nothing is left ends where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restated {
    /// The impact; none for one that was not on record.
    pub id: Option<ImpactId>,
    /// The component.
    pub component: ComponentKey,
    /// How badly it fails.
    pub severity: Severity,
    /// Since when.
    pub start: Instant,
    /// Until when; none while it lasts.
    pub end: Option<Instant>,
}

/// What corrections do to an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// What is published of each, in the order given.
    pub published: Vec<CorrectedImpact>,
    /// The entries to append.
    pub entries: Vec<Restated>,
}

/// Why a correction is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It ends before or where it begins.
    #[error("it ends before it begins")]
    Backwards,
    /// It leaves the time of the incident, which is given.
    #[error("it is not within the incident")]
    Outside(Instant, Instant),
    /// It has no end, and no impact of the component lasts.
    #[error("no impact of the component lasts")]
    NotOpen,
    /// It has no end and says that the component works: that is news, and no correction.
    #[error("that the component works again is for an update")]
    WorksNow,
    /// Another one given with it is about the same component and time.
    #[error("two are about the same time")]
    Overlapping,
    /// The record says so already.
    #[error("the record says so already")]
    NothingChanges,
}

impl Incident {
    /// The first and last instant that can be corrected: from its start, or the earliest impact, to its resolution, or the
    /// latest impact, or `now` while it lasts.
    pub fn correctable_time(&self, now: Instant) -> (Instant, Instant) {
        let begin = self.impacts.iter().map(|impact| impact.start).fold(self.started_at, Instant::min);
        let ends = self.impacts.iter().filter_map(|impact| impact.end);
        let end = self.resolved_at.map_or(now, |resolved| ends.fold(resolved, Instant::max));
        (begin, end.min(now))
    }

    /// What corrections do. Errors: the place of the one that is refused, and why.
    pub fn correct(&self, corrections: &[ImpactCorrection], now: Instant) -> Result<Corrected, (usize, Refusal)> {
        let (begin, end) = self.correctable_time(now);
        for (place, correction) in corrections.iter().enumerate() {
            let refused = |refusal| Err((place, refusal));
            if correction.until.is_some_and(|until| until <= correction.from) {
                return refused(Refusal::Backwards);
            }
            if correction.from < begin || correction.until.unwrap_or(correction.from) > end {
                return refused(Refusal::Outside(begin, end));
            }
            if correction.until.is_none() {
                let is_open = |impact: &Impact| impact.component == correction.component && impact.end.is_none();
                match correction.severity {
                    None => return refused(Refusal::WorksNow),
                    Some(_) if !self.impacts.iter().any(is_open) => return refused(Refusal::NotOpen),
                    Some(_) => {}
                }
            }
            if corrections[..place].iter().any(|other| correction.overlaps(other)) {
                return refused(Refusal::Overlapping);
            }
        }
        let mut corrected = Corrected { published: Vec::new(), entries: Vec::new() };
        for (place, correction) in corrections.iter().enumerate() {
            let own: Vec<_> =
                self.impacts.iter().filter(|impact| impact.component == correction.component).cloned().collect();
            if entries(&own, std::slice::from_ref(correction)).is_empty() {
                return Err((place, Refusal::NothingChanges));
            }
            corrected.published.push(CorrectedImpact {
                component: correction.component.clone(),
                from: correction.from,
                until: correction.until,
                was: worst(&own, correction, now),
                now: correction.severity,
            });
            // all that are about a component make its entries together, once
            if corrections[..place].iter().all(|other| other.component != correction.component) {
                let about: Vec<_> =
                    corrections.iter().filter(|other| other.component == correction.component).cloned().collect();
                corrected.entries.extend(entries(&own, &about));
            }
        }
        Ok(corrected)
    }
}

impl ImpactCorrection {
    fn overlaps(&self, other: &Self) -> bool {
        let begins_in = |one: &Self, two: &Self| two.until.is_none_or(|until| one.from < until);
        self.component == other.component && begins_in(self, other) && begins_in(other, self)
    }
}

fn worst(own: &[Impact], correction: &ImpactCorrection, now: Instant) -> Option<Severity> {
    let window = Window::try_new(correction.from, correction.until.unwrap_or(now))?;
    uptime::pieces(own, window).into_iter().map(|(_, severity)| severity).max()
}

/// A stretch of a component's time with one severity.
#[derive(Clone, Debug)]
struct Stretch {
    id: Option<ImpactId>,
    severity: Severity,
    start: Instant,
    end: Option<Instant>,
    is_new: bool,
}

impl Stretch {
    fn is_beside(&self, next: &Self) -> bool {
        self.severity == next.severity && self.end == Some(next.start) && (self.is_new || next.is_new)
    }
}

/// The entries that corrections of one component make. What is left of an impact keeps its id as far as that is possible.
fn entries(own: &[Impact], corrections: &[ImpactCorrection]) -> Vec<Restated> {
    let stretch = |impact: &Impact| Stretch {
        id: Some(impact.id),
        severity: impact.severity,
        start: impact.start,
        end: impact.end,
        is_new: false,
    };
    let lasting = own.iter().filter(|impact| !impact.is_void());
    let mut stretches: Vec<_> = lasting.map(stretch).collect();
    for correction in corrections {
        stretches = laid_over(stretches, correction);
    }
    let left = joined(stretches);
    let mut entries = Vec::new();
    for impact in own {
        let now = left.iter().find(|stretch| stretch.id == Some(impact.id));
        let (severity, start, end) =
            now.map_or((impact.severity, impact.start, Some(impact.start)), |now| (now.severity, now.start, now.end));
        if (severity, start, end) != (impact.severity, impact.start, impact.end) {
            entries.push(Restated { id: Some(impact.id), component: impact.component.clone(), severity, start, end });
        }
    }
    let component = corrections.first().map(|correction| &correction.component);
    entries.extend(left.iter().filter(|stretch| stretch.id.is_none()).filter_map(|stretch| {
        let Stretch { severity, start, end, .. } = *stretch;
        Some(Restated { id: None, component: component?.clone(), severity, start, end })
    }));
    entries
}

fn laid_over(stretches: Vec<Stretch>, correction: &ImpactCorrection) -> Vec<Stretch> {
    let (from, until) = (correction.from, correction.until);
    let (mut all, mut free) = (Vec::new(), None);
    for stretch in stretches {
        let ends_before = stretch.end.is_some_and(|end| end <= from);
        let begins_after = until.is_some_and(|until| until <= stretch.start);
        if ends_before || begins_after {
            all.push(stretch);
            continue;
        }
        let before = (stretch.start < from).then(|| Stretch { end: Some(from), ..stretch.clone() });
        let after = until.filter(|until| stretch.end.is_none_or(|end| *until < end));
        let after =
            after.map(|until| Stretch { id: stretch.id.filter(|_| before.is_none()), start: until, ..stretch.clone() });
        if before.is_none() && after.is_none() {
            free = free.or(stretch.id);
        }
        all.extend(before.into_iter().chain(after));
    }
    all.extend(correction.severity.map(|severity| Stretch {
        id: free,
        severity,
        start: from,
        end: until,
        is_new: true,
    }));
    all
}

/// What is new joins what is the same beside it, so that lengthening an impact makes no second one.
fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by_key(|stretch| stretch.start);
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if last.is_beside(&stretch) => {
                *last = Stretch { id: last.id.or(stretch.id), end: stretch.end, is_new: true, ..last.clone() };
            }
            _ => joined.push(stretch),
        }
    }
    joined
}

#[cfg(test)]
mod tests;
