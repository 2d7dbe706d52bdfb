//! Exposure: how much of an account's expected trade would have come through the failed components.

use std::ops::Range;

use crate::{
    component::ComponentKey,
    series::{AccountHistory, Series},
};

use super::{
    ComponentExposure,
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

/// The failed components that an account used in some slots. The shares never add up to more than 1: refunds that name no
/// component make the parts larger than the whole.
pub(crate) fn uses<'a>(history: &'a AccountHistory, timeline: &Timeline, slots: &Range<i64>) -> Vec<Use<'a>> {
    let sum = |series: &Series| {
        let from = usize::try_from((slots.start - series.first_slot).max(0)).unwrap_or(usize::MAX);
        let to = usize::try_from((slots.end - series.first_slot).max(0)).unwrap_or(usize::MAX);
        series.values.iter().take(to).skip(from).map(|value| *value as f64).sum::<f64>()
    };
    let all = sum(&history.total);
    let failed = timeline.components();
    let used: Vec<(&ComponentKey, f64)> = history
        .by_component
        .iter()
        .filter(|(component, _)| failed.contains(&component))
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
    slots: crate::series::SlotLength,
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
            let hours = severity.slots() * slots.minutes() as f64 / 60.0;
            ComponentExposure { component: u.component.clone(), share: share.value(), hours, exposure }
        })
        .collect();
    components.sort_by(|a, b| b.exposure.total_cmp(&a.exposure).then_with(|| a.component.cmp(&b.component)));
    (components, measured)
}
