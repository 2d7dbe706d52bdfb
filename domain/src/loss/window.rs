//! The outage in local slots: when it was, how severe for each component, which part of it is measured.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Holidays,
    component::ComponentKey,
    id::IncidentId,
    impact::{Impact, Severity},
    series::{SlotLength, is_calendar},
    time::{DAY, Instant, MINUTE, Window, Zone},
};

/// Longest hull of an outage that is measured, in days: a longer one leaves nothing ordinary to compare with.
const LONGEST_DAYS: i64 = 62;

/// Share of the worst severity from which on time is measured. A long tail of "degraded" after a full stop would add
/// noise of ordinary trade and hardly any loss; it still counts to the exposure.
const CORE: f64 = 0.5;

/// An outage as the engine reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// The zone whose local hours sales follow.
    pub zone: Zone,
    /// The impacts of the incidents in question; one still open counts up to `observed_until`.
    pub impacts: Vec<Impact>,
    /// What failed in other incidents around it. The hours in which a service stopped, wholly or partly, that an account uses
    /// are no ordinary trade of that account. Reference 5.2, step 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Impact>,
    /// Public holidays, for at least 30 weeks before and 10 weeks after.
    pub holidays: Holidays,
    /// Up to here the ledger is complete.
    pub observed_until: Instant,
}

/// Consecutive slots and the weight of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Span {
    /// The first slot.
    pub first: i64,
    /// Weights, 0 to 1; up to 2 for a slot that was lived twice.
    pub weights: Vec<f64>,
    /// Slots that the clock showed for longer or shorter than a slot, since it was set back or forward in them, and how often
    /// each was lived: 2 for an hour shown twice, 0.5 for one half of which was skipped.
    pub odd: Vec<(i64, f64)>,
}

impl Span {
    /// The slots of a window, each by the share of its minutes that lies inside.
    pub fn of_window(window: Window, zone: Zone, slots: SlotLength) -> Self {
        let mut span = Self::default();
        span.raise(window, 1.0, zone, slots);
        span
    }

    /// The part of it before a slot.
    #[must_use]
    pub fn before(&self, end: i64) -> Self {
        let mut part = self.clone();
        part.weights.truncate(usize::try_from(end - self.first).unwrap_or(0));
        part
    }

    /// Adds a window at a weight. Windows added must not overlap and come in order.
    fn raise(&mut self, window: Window, weight: f64, zone: Zone, slots: SlotLength) {
        let length = slots.minutes() * MINUTE;
        let local = |at: Instant| zone.local(at).and_utc().timestamp_micros();
        let mut at = window.start;
        while at < window.end {
            let mut wall = local(at);
            let until = at.plus(DAY - wall.rem_euclid(length)).min(window.end);
            // no zone moves its clock twice within a day, so one that stands alike a slot before and a slot after did not move
            let ahead = |at: Instant| local(at) - at.0;
            let is_moved = ahead(at.plus(-length)) != ahead(until.plus(length));
            while at < until {
                if is_moved {
                    wall = local(at);
                    self.note_odd(wall.div_euclid(length), zone, slots);
                }
                let next = at.plus(length - wall.rem_euclid(length)).min(window.end);
                self.add(wall.div_euclid(length), weight * next.since(at) as f64 / length as f64);
                wall += next.since(at);
                at = next;
            }
        }
    }

    fn add(&mut self, slot: i64, weight: f64) {
        if self.weights.is_empty() {
            self.first = slot;
        }
        // where the clock goes back it shows an hour, or half of one, twice; its slot holds both
        let index = usize::try_from(slot - self.first).unwrap_or(0);
        if self.weights.len() <= index {
            self.weights.resize(index + 1, 0.0);
        }
        self.weights[index] = (self.weights[index] + weight).min(self.lived(slot));
    }

    /// Notes a slot of a day on which the clock moved, if it did so within the slot: counts its minutes.
    fn note_odd(&mut self, slot: i64, zone: Zone, slots: SlotLength) {
        let minutes = slots.minutes();
        let (start, end) = (slots.start_of(slot), slots.start_of(slot + 1));
        let begun = zone.instant(start);
        let is_even = zone.local(begun) == start && zone.local(begun.plus(minutes * MINUTE)) == end;
        if is_even || self.odd.iter().any(|(noted, _)| *noted == slot) {
            return;
        }
        let shows_it = |minute: &i64| slots.slot(zone.local(begun.plus(minute * MINUTE))) == slot;
        let lived = (-minutes..2 * minutes).filter(shows_it).count() as f64 / minutes as f64;
        if (lived - 1.0).abs() > f64::EPSILON {
            self.odd.push((slot, lived));
        }
    }

    /// How often a slot was lived: 1, where the clock did not move in it.
    pub fn lived(&self, slot: i64) -> f64 {
        self.odd.iter().find(|(odd, _)| *odd == slot).map_or(1.0, |(_, lived)| *lived)
    }

    /// Slots and weights above 0.
    pub fn iter(&self) -> impl Iterator<Item = (i64, f64)> + '_ {
        (self.first..).zip(&self.weights).filter(|(_, weight)| **weight > 0.0).map(|(slot, weight)| (slot, *weight))
    }

    /// The part of it that lies in another span, each slot by the lesser weight.
    pub fn within(&self, other: &Self) -> Self {
        let weight = |slot: i64| {
            let index = usize::try_from(slot - other.first).ok();
            index.and_then(|i| other.weights.get(i)).copied().unwrap_or(0.0)
        };
        let weights = (self.first..).zip(&self.weights).map(|(slot, its)| its.min(weight(slot))).collect();
        Self { first: self.first, weights, odd: self.odd.clone() }
    }

    /// The sum of the weights.
    pub fn slots(&self) -> f64 {
        self.weights.iter().sum()
    }
}

/// A piece of time in which no severity changes.
struct Piece<'a> {
    window: Window,
    /// The worst severity of each component in it.
    severities: Vec<(&'a ComponentKey, f64)>,
    /// The impacts that last in it, where the outage is of several incidents.
    impacts: Vec<&'a Impact>,
}

/// The outage cut at every change of severity.
pub(crate) struct Timeline<'a> {
    pieces: Vec<Piece<'a>>,
    zone: Zone,
}

impl<'a> Timeline<'a> {
    /// The timeline of an outage. None where nothing has begun, or where it is longer than can be measured or outside
    /// the years 1900 to 2200.
    pub fn of(outage: &'a Outage) -> Option<Self> {
        let windows: Vec<(&Impact, Window)> =
            outage.impacts.iter().filter_map(|i| Some((i, i.window(outage.observed_until)?))).collect();
        let mut edges: Vec<Instant> = windows.iter().flat_map(|(_, w)| [w.start, w.end]).collect();
        edges.sort_unstable();
        edges.dedup();
        let (first, last) = (*edges.first()?, *edges.last()?);
        if last.since(first) > LONGEST_DAYS * DAY || !is_calendar(first) || !is_calendar(last) {
            return None;
        }
        let incident = windows.first()?.0.incident;
        let are_several = windows.iter().any(|(impact, _)| impact.incident != incident);
        let pieces = edges.windows(2).filter_map(|pair| {
            let window = Window::try_new(pair[0], pair[1])?;
            let lasting = || windows.iter().filter(|(_, w)| w.contains(window.start)).map(|(i, _)| *i);
            let severities = worst_by_component(lasting());
            let impacts = if are_several { lasting().collect() } else { Vec::new() };
            (!severities.is_empty()).then_some(Piece { window, severities, impacts })
        });
        Some(Self { pieces: pieces.collect(), zone: outage.zone })
    }

    /// From the first impact to the last.
    pub fn hull(&self) -> Option<Window> {
        Window::try_new(self.pieces.first()?.window.start, self.pieces.last()?.window.end)
    }

    /// The components that failed, in the order of their keys.
    pub fn components(&self) -> Vec<&'a ComponentKey> {
        let mut all: Vec<_> = self.pieces.iter().flat_map(|p| p.severities.iter().map(|(key, _)| *key)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The slots of one component's failure, each weighted by severity and minutes.
    pub fn severity_of(&self, component: &ComponentKey, slots: SlotLength) -> Span {
        self.span(slots, |piece| piece.of(component))
    }

    /// The slots of one component's failure by the incidents that hit it and how badly, weighted as in
    /// [`Self::severity_of`]; empty where the outage is of one incident.
    pub fn hits_of(&self, component: &ComponentKey, slots: SlotLength) -> Vec<(Vec<(IncidentId, Severity)>, Span)> {
        let mut all: Vec<(Vec<(IncidentId, Severity)>, Span)> = Vec::new();
        for piece in &self.pieces {
            let hits = piece.hits(component);
            if hits.is_empty() {
                continue;
            }
            let index = all.iter().position(|(known, _)| *known == hits).unwrap_or_else(|| {
                all.push((hits, Span::default()));
                all.len() - 1
            });
            all[index].1.raise(piece.window, piece.of(component), self.zone, slots);
        }
        all
    }

    /// The slots that are measured: those in which the worst of the components is at least half as severe as the
    /// worst of the outage; each weighted by minutes.
    pub fn core(&self, components: &[&ComponentKey], slots: SlotLength) -> Span {
        let worst = self.pieces.iter().map(|p| p.worst(components)).fold(0.0, f64::max);
        self.span(slots, |piece| {
            let severity = piece.worst(components);
            if severity > 0.0 && severity >= CORE * worst { 1.0 } else { 0.0 }
        })
    }

    fn span(&self, slots: SlotLength, weight: impl Fn(&Piece<'a>) -> f64) -> Span {
        let mut span = Span::default();
        for piece in &self.pieces {
            let weight = weight(piece);
            if weight > 0.0 {
                span.raise(piece.window, weight, self.zone, slots);
            }
        }
        span
    }
}

impl Piece<'_> {
    fn of(&self, component: &ComponentKey) -> f64 {
        self.severities.iter().find(|(key, _)| *key == component).map_or(0.0, |(_, severity)| *severity)
    }

    /// The incidents that hit a component and the worst that each does to it, in the order of their ids.
    fn hits(&self, component: &ComponentKey) -> Vec<(IncidentId, Severity)> {
        let mut hits: BTreeMap<IncidentId, Severity> = BTreeMap::new();
        for impact in self.impacts.iter().filter(|impact| impact.component == *component) {
            let worst = hits.entry(impact.incident).or_insert(impact.severity);
            *worst = impact.severity.max(*worst);
        }
        hits.into_iter().collect()
    }

    fn worst(&self, components: &[&ComponentKey]) -> f64 {
        components.iter().map(|component| self.of(component)).fold(0.0, f64::max)
    }
}

/// The worst severity of each component among impacts that overlap: impacts of one component never add up.
fn worst_by_component<'a>(impacts: impl Iterator<Item = &'a Impact>) -> Vec<(&'a ComponentKey, f64)> {
    let mut worst: Vec<(&ComponentKey, f64)> = Vec::new();
    for impact in impacts {
        let severity = impact.severity.exposure_weight();
        match worst.iter_mut().find(|(key, _)| *key == &impact.component) {
            Some((_, found)) => *found = found.max(severity),
            None => worst.push((&impact.component, severity)),
        }
    }
    worst
}
