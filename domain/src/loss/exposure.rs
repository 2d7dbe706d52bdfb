//! Exposure: how much of an account's expected trade would have come through the failed components.

use std::ops::Range;

use crate::{
    component::ComponentKey,
    series::{AccountHistory, Series, SlotLength},
};

use super::{
    ComponentExposure, Outage, Spell,
    printed::Factor,
    window::{Span, Timeline},
};

/// Days before the outage over which the use of a component is measured.
pub(crate) const DAYS: i64 = 90;

/// Use of a failed component before the outage, or else after it.
pub(crate) struct Use<'a> {
    /// The component.
    pub component: &'a ComponentKey,
    /// Share of the account's sales that came through it, 0 to 1.
    pub share: f64,
}

/// Those of some components that an account used in some slots. The shares never add up to more than 1: refunds that name no
/// component make the parts larger than the whole.
pub(crate) fn uses<'a>(history: &'a AccountHistory, components: &[&ComponentKey], slots: &Range<i64>) -> Vec<Use<'a>> {
    let sum = |series: &Series| {
        let from = usize::try_from((slots.start - series.first_slot).max(0)).unwrap_or(usize::MAX);
        let to = usize::try_from((slots.end - series.first_slot).max(0)).unwrap_or(usize::MAX);
        series.values.iter().take(to).skip(from).map(|value| *value as f64).sum::<f64>()
    };
    let all = sum(&history.total);
    let used: Vec<(&ComponentKey, f64)> = history
        .by_component
        .iter()
        .filter(|(component, _)| components.contains(&component))
        .map(|(component, series)| (component, sum(series)))
        .filter(|(_, taken)| *taken > 0.0 && all > 0.0)
        .collect();
    let whole = used.iter().map(|(_, taken)| taken).sum::<f64>().max(all);
    used.into_iter().map(|(component, taken)| Use { component, share: taken / whole }).collect()
}

/// The exposure to each component, most first, and the part of all of it that lies in the measured window.
/// `base` says what is expected of weighted slots, all ways together.
pub(crate) fn exposures(
    uses: &[Use],
    timeline: &Timeline,
    window: &Span,
    base: impl Fn(&Span) -> f64,
    slots: SlotLength,
) -> (Vec<ComponentExposure>, f64) {
    let mut measured = 0.0;
    let mut components: Vec<ComponentExposure> = uses
        .iter()
        .map(|u| {
            let severity = timeline.severity_of(u.component, slots);
            let share = Factor::of(u.share);
            let exposure = share.times(base(&severity));
            let inside = severity.within(window);
            measured += if inside == severity { exposure } else { share.times(base(&inside)) };
            let spells = spells_of(timeline, u.component, slots, |span| share.times(base(span)));
            let hours = hours(&severity, slots);
            ComponentExposure { component: u.component.clone(), share: share.value(), hours, exposure, spells }
        })
        .collect();
    components.sort_by(|a, b| b.exposure.total_cmp(&a.exposure).then_with(|| a.component.cmp(&b.component)));
    (components, measured)
}

/// The spells of every component that failed, by local hours and without sales; empty where the outage is of one incident.
pub fn spells(outage: &Outage) -> Vec<(ComponentKey, Vec<Spell>)> {
    let Some(timeline) = Timeline::of(outage) else { return Vec::new() };
    let of = |component: &ComponentKey| spells_of(&timeline, component, SlotLength::HOUR, |_| 0.0);
    timeline.components().into_iter().map(|component| (component.clone(), of(component))).collect()
}

fn spells_of(
    timeline: &Timeline,
    component: &ComponentKey,
    slots: SlotLength,
    exposure: impl Fn(&Span) -> f64,
) -> Vec<Spell> {
    let spell = |(hits, span): (_, Span)| Spell { hits, hours: hours(&span, slots), exposure: exposure(&span) };
    timeline.hits_of(component, slots).into_iter().map(spell).collect()
}

fn hours(span: &Span, slots: SlotLength) -> f64 {
    span.slots() * slots.minutes() as f64 / 60.0
}
