//! The components in their groups: what each does now and how its last ninety days were.

use domain::{
    component::{Component, ComponentGroup, ComponentStatus},
    impact::Impact,
    status::PublicState,
    time::{Instant, Window},
    uptime::{day_bars, uptime_millionths},
};
use leptos::prelude::*;

use super::time;
use crate::{
    parts::{DayBars, StatusBadge},
    shell::PageContext,
    text::{number, public},
};

/// Days that the bars and the percentage cover.
pub const DAYS: u32 = 90;

/// A group with those of its components that are to be shown; nothing where there is none.
pub fn group(context: &PageContext, state: &PublicState, group: &ComponentGroup) -> AnyView {
    let is_shown =
        |c: &&Component| !c.only_if_degraded || state.status_of(&c.key, context.now) != ComponentStatus::Operational;
    let shown: Vec<_> = group.components.iter().filter(is_shown).map(|c| component(context, state, c)).collect();
    if shown.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="grp">
            <h3 class="row">
                <span>{group.name.get(context.language).to_owned()}</span>
                <StatusBadge status=state.status_of_group(group, context.now) language=context.language/>
            </h3>
            <ul>{shown}</ul>
        </div>
    }
    .into_any()
}

fn component(context: &PageContext, state: &PublicState, component: &Component) -> AnyView {
    let impacts = state.impacts_on(&component.key);
    let bars = day_bars(&impacts, component.uptime_from, context.zone(), context.now, DAYS);
    let status = state.status_of(&component.key, context.now);
    let note = note(context, state, component, status).map(|note| view! { <small>{note}</small> });
    view! {
        <li class="comp">
            <span>{component.name.get(context.language).to_owned()}{note}</span>
            <DayBars days=bars language=context.language/>
            <span class="pct">{share(context, component, &impacts)}</span>
            <StatusBadge status=status language=context.language/>
        </li>
    }
    .into_any()
}

/// The uptime of a component over the days shown; a dash where nothing is counted yet.
pub fn share(context: &PageContext, component: &Component, impacts: &[Impact]) -> String {
    let today = context.zone().date(context.now);
    let first = today.checked_sub_days(chrono::Days::new(u64::from(DAYS) - 1)).unwrap_or(today);
    let window = Window::try_new(context.zone().midnight(first), context.now);
    let uptime = window.and_then(|window| uptime_millionths(impacts, component.uptime_from, window));
    uptime.map_or_else(|| "–".to_owned(), number::percent)
}

/// Since when the component is as it is, where it was otherwise earlier in an incident that lasts.
fn note(context: &PageContext, state: &PublicState, component: &Component, status: ComponentStatus) -> Option<String> {
    let said = |instant: Instant| time::short(context, instant);
    state.open_incidents().find_map(|incident| {
        let impacts = incident.impacts.iter().filter(|impact| impact.component == component.key);
        let (open, over): (Vec<_>, Vec<_>) = impacts.partition(|impact| impact.is_open(context.now));
        if let Some(start) = open.iter().map(|impact| impact.start).min() {
            return (start > incident.started_at).then(|| public::from(context.language, &said(start)));
        }
        let end = over.iter().filter_map(|impact| impact.end).max()?;
        (status == ComponentStatus::Operational).then(|| public::restored(context.language, &said(end)))
    })
}
