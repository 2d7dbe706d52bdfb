//! What watches by itself: alerts of other systems that fire, probes, and heartbeats.

use backend::{alerts::StandingGroup, heartbeats::Heartbeat, probes::WatchedProbe};
use domain::{
    alert::Alert,
    component::{ComponentKey, ComponentStatus},
    impact::Severity,
    language::Language,
    role::Permission,
    status::PublicState,
    time::duration,
};
use leptos::prelude::*;

use super::{
    Console, Names,
    layout::{self, Top},
    probes,
    secret::shown_once,
};
use crate::{
    pages::public::time,
    parts::{
        Badge, Button, ButtonKind, Choice, ChoiceGroup, ChoiceKind, Column, Confirm, ErrorSummary, FormState,
        InputKind, Select, StatusBadge, Table, TextField, Tone, page_title,
    },
    routes,
    shell::Document,
    text::{
        console::{Console as Places, monitoring::Monitoring as Words},
        status,
    },
};

/// What the page shows.
pub struct Overview<'a> {
    /// All that is public, for names.
    pub state: &'a PublicState,
    /// Groups of alerts that fire.
    pub groups: &'a [StandingGroup],
    /// All probes.
    pub probes: &'a [WatchedProbe],
    /// All heartbeats.
    pub heartbeats: &'a [Heartbeat],
    /// Who is who.
    pub names: &'a Names,
    /// The address of a heartbeat just made, which is shown this once.
    pub address: Option<String>,
}

/// `/console/monitoring`
pub fn page(console: &Console, overview: &Overview<'_>, form: &FormState) -> Document {
    let language = console.language();
    let (words, title) = (Words::of(language), Places::of(language).monitoring);
    let may = console.may(Permission::ManageSettings);
    let top = Top::new(title).with_tab(page_title(language, title, form));
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            view! {
                {overview.address.as_deref().map(|address| shown_once(words.made, words.made_text, address))}
                {form.is_wrong().then(|| view! {
                    <div class="inner"><ErrorSummary form=form.clone() language=language/></div>
                })}
                <section class="inner"><h2>{words.alerts}</h2></section>
                {alerts(console, overview)}
                {probes::section(console, overview.state, overview.probes)}
                <section class="inner"><h2>{words.heartbeats}</h2><p class="muted">{words.heartbeats_lead}</p></section>
                {heartbeats(console, overview, may)}
                {may.then(|| add(console, overview.state, form))}
                {may.then(|| connect(console))}
            }
            .into_any()
        },
    )
}

fn alerts(console: &Console, overview: &Overview<'_>) -> AnyView {
    let words = Words::of(console.language());
    if overview.groups.is_empty() {
        return view! { <div class="inner"><p class="muted">{words.alerts_none}</p></div> }.into_any();
    }
    let columns = vec![
        Column::text(words.alert),
        Column::text(words.service),
        Column::text(words.severity),
        Column::text(words.since),
        Column::text(words.source),
        Column::text(words.became),
    ];
    let rows = overview
        .groups
        .iter()
        .flat_map(|group| group.alerts.iter().map(|alert| alert_row(console, overview, group, alert)));
    view! { <Table caption=words.alerts caption_hidden=true columns=columns rows=rows.collect()/> }.into_any()
}

fn alert_row(console: &Console, overview: &Overview<'_>, group: &StandingGroup, alert: &Alert) -> Vec<AnyView> {
    let words = Words::of(console.language());
    let source = match group.source.split_once(':') {
        Some(("heartbeat", _)) => words.heartbeat.to_owned(),
        Some(("probe", _)) => words.probe.to_owned(),
        _ => overview.names.of_label(&group.source).unwrap_or(&group.source).to_owned(),
    };
    let became = match group.incident {
        _ if alert.is_held => words.held.into_any(),
        Some(id) => view! { <a href=console.href(&routes::staff_incident(id))>{words.raised}</a> }.into_any(),
        None => words.unused.into_any(),
    };
    vec![
        view! { <span dir="auto">{alert.name.clone()}</span> }.into_any(),
        component(console, overview.state, &alert.component).into_any(),
        severity(console, alert.severity),
        time::day_and_minute(&console.context, alert.started_at).into_any(),
        view! { <span dir="auto">{source}</span> }.into_any(),
        became,
    ]
}

/// What a component is called.
pub(super) fn component(console: &Console, state: &PublicState, key: &ComponentKey) -> String {
    let found = state.components_on_record().find(|component| &component.key == key);
    found.map_or_else(|| key.to_string(), |component| component.name.get(console.language()).to_owned())
}

fn severity(console: &Console, severity: Severity) -> AnyView {
    view! { <StatusBadge status=ComponentStatus::from(severity) language=console.language()/> }.into_any()
}

fn heartbeats(console: &Console, overview: &Overview<'_>, may: bool) -> AnyView {
    let words = Words::of(console.language());
    if overview.heartbeats.is_empty() {
        return view! { <div class="inner"><p class="muted">{words.heartbeats_none}</p></div> }.into_any();
    }
    let mut columns = vec![
        Column::text(words.name),
        Column::text(words.service),
        Column::text(words.severity),
        Column::text(words.rhythm),
        Column::text(words.last),
        Column::text(words.state),
    ];
    if may {
        columns.push(Column::text(words.actions));
    }
    let rows = overview.heartbeats.iter().map(|heartbeat| heartbeat_row(console, overview, heartbeat, may)).collect();
    view! { <Table caption=words.heartbeats caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn heartbeat_row(console: &Console, overview: &Overview<'_>, heartbeat: &Heartbeat, may: bool) -> Vec<AnyView> {
    let (language, words) = (console.language(), Words::of(console.language()));
    let (tone, word) = match (heartbeat.missed_at, heartbeat.last_beat_at) {
        (Some(_), _) => (Tone::Down, words.missed),
        (None, None) => (Tone::Maint, words.waiting),
        (None, Some(_)) => (Tone::Ok, words.beating),
    };
    let last = heartbeat.last_beat_at.map(|at| time::day_and_minute(&console.context, at));
    let rhythm = format!("{} / {}", duration(heartbeat.period, language), duration(heartbeat.grace, language));
    let mut cells = vec![
        view! { <span dir="auto">{heartbeat.name.clone()}</span> }.into_any(),
        component(console, overview.state, &heartbeat.component).into_any(),
        severity(console, heartbeat.severity),
        rhythm.into_any(),
        last.unwrap_or_else(|| words.never.to_owned()).into_any(),
        view! { <Badge tone=tone word=word/> }.into_any(),
    ];
    if may {
        let action = console.href(&routes::remove_heartbeat(heartbeat.id));
        let remove = view! {
            <Confirm label=words.remove question=words.remove_question>
                <form method="post" action=action>
                    <Button label=words.remove_confirm kind=ButtonKind::Danger/>
                </form>
            </Confirm>
        };
        cells.push(remove.into_any());
    }
    cells
}

/// The services that something may watch, and what it may find of them.
pub(super) fn what_fails(language: Language, state: &PublicState) -> (Vec<Choice>, Vec<Choice>) {
    let services = state.components().map(|found| Choice::new(found.key.as_str(), found.name.get(language)));
    let severity = |severity: Severity| Choice::new(severity.name(), status::component(language, severity.into()));
    (services.collect(), Severity::ALL.map(severity).into())
}

fn add(console: &Console, state: &PublicState, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let (services, severities) = what_fails(language, state);
    view! {
        <section class="inner">
            <h2>{words.add}</h2>
            <form method="post" action=console.href(routes::HEARTBEATS) novalidate=true>
                <input type="hidden" name="id" value=form.value("id")/>
                <TextField name="name" label=words.name hint=words.name_hint autocomplete="off"
                    value=form.value("name") error=form.error("name")/>
                <Select name="component" label=words.service options=services
                    value=form.value("component") error=form.error("component")/>
                <ChoiceGroup name="severity" legend=words.severity kind=ChoiceKind::Radio options=severities
                    values=form.values("severity") error=form.error("severity")/>
                <TextField name="period" label=words.period hint=words.period_hint kind=InputKind::Digits
                    value=form.value("period") error=form.error("period")/>
                <TextField name="grace" label=words.grace hint=words.grace_hint kind=InputKind::Digits
                    value=form.value("grace") error=form.error("grace")/>
                <p class="send"><Button label=words.add kind=ButtonKind::Primary/></p>
            </form>
        </section>
    }
    .into_any()
}

/// How Alertmanager is set up.
fn connect(console: &Console) -> AnyView {
    let words = Words::of(console.language());
    let url = &console.context.site.url;
    let receiver = format!(
        "receivers:\n  - name: makewhole\n    webhook_configs:\n      - url: {url}/api/v1/alertmanager\n        send_resolved: true\n        \
         http_config:\n          authorization:\n            credentials: mwt_…"
    );
    view! {
        <section class="inner">
            <h2>{words.connect}</h2>
            <p>{words.connect_text}</p>
            <pre class="snippet"><code>{receiver}</code></pre>
        </section>
    }
    .into_any()
}
