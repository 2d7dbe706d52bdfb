//! Probes: their list on the page of what watches by itself, and the form of one.

use backend::probes::{ServerResult, StandingProbe, WatchedProbe};
use domain::{
    id::ProbeId,
    probe::{Method, Probe, Reading, RecordKind, TargetKind, Verdict},
    role::Permission,
    status::PublicState,
};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
    monitoring::{component, what_fails},
};
use crate::{
    pages::public::time,
    parts::{
        Badge, Button, ButtonKind, Checkbox, Choice, ChoiceGroup, ChoiceKind, Column, Confirm, FormState, InputKind,
        LinkButton, Notice, Select, Tab, Table, Tabs, TextField, Tone,
    },
    routes,
    shell::Document,
    text::{
        console::{
            Console as Places, optional,
            probes::{self as said, Probes as Words},
        },
        status,
    },
};

/// The section of the list.
pub fn section(console: &Console, state: &PublicState, probes: &[WatchedProbe]) -> AnyView {
    let words = Words::of(console.language());
    let add = console.may(Permission::ManageSettings).then(|| {
        let href = console.href(&routes::new_probe(TargetKind::Http));
        view! { <p class="inner"><LinkButton href=href label=words.add/></p> }
    });
    let list = if probes.is_empty() {
        view! { <div class="inner"><p class="muted">{words.none}</p></div> }.into_any()
    } else {
        let columns = vec![
            Column::text(words.called),
            Column::text(words.target),
            Column::text(words.service),
            Column::text(words.severity),
            Column::text(words.state),
            Column::text(words.servers),
        ];
        let rows = probes.iter().map(|probe| row(console, state, probe)).collect();
        view! { <Table caption=words.name caption_hidden=true columns=columns rows=rows/> }.into_any()
    };
    view! {
        <section class="inner"><h2>{words.name}</h2><p class="muted">{words.lead}</p></section>
        {list}
        {add}
    }
    .into_any()
}

fn row(console: &Console, state: &PublicState, watched: &WatchedProbe) -> Vec<AnyView> {
    let language = console.language();
    let probe = &watched.standing.probe;
    let name = probe.name.clone();
    let name = if console.may(Permission::ManageSettings) {
        let href = console.href(&routes::probe(watched.standing.id));
        view! { <a href=href dir="auto">{name}</a> }.into_any()
    } else {
        view! { <span dir="auto">{name}</span> }.into_any()
    };
    let (kind, place) = (said::kind(language, probe.target.kind()), probe.target.place());
    vec![
        name,
        view! { <span>{kind}<br/><span class="small muted" dir="auto">{place}</span></span> }.into_any(),
        component(console, state, &probe.component).into_any(),
        // a word without its colour: what would be, not what is
        status::component(language, probe.severity.into()).into_any(),
        standing(console, watched),
        results(console, probe, &watched.results),
    ]
}

/// What enough servers say; where they do not, that it is unknown.
fn standing(console: &Console, watched: &WatchedProbe) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let verdict = watched.agreed.map(|agreed| agreed.verdict);
    let (tone, word) = match verdict {
        _ if watched.standing.is_paused => (Tone::Maint, words.paused_word),
        None => (Tone::Unknown, words.unknown),
        Some(verdict) => (tone(verdict), said::verdict(language, verdict)),
    };
    view! { <Badge tone=tone word=word/> }.into_any()
}

const fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Up => Tone::Ok,
        Verdict::Slow => Tone::Slow,
        Verdict::Down => Tone::Down,
    }
}

fn results(console: &Console, probe: &Probe, results: &[ServerResult]) -> AnyView {
    if results.is_empty() {
        return view! { <span class="muted">{Words::of(console.language()).never}</span> }.into_any();
    }
    let result = |result: &ServerResult| {
        let (language, words) = (console.language(), Words::of(console.language()));
        let standing = &result.standing;
        let is_old = !standing.is_fresh(probe.result_counts_for(), console.context.now);
        let found = sentence(console, standing.last, &result.reading);
        let at = time::day_and_minute(&console.context, standing.checked_at);
        let streak = (standing.streak() > 1).then(|| format!(" × {}", standing.streak()));
        let old = is_old.then(|| format!(" · {}", words.old));
        view! {
            <li>
                <bdi>{result.server.clone()}</bdi> ": " {found}{streak}
                <br/><span class="small muted" lang=language.tag()>{at}{old}</span>
            </li>
        }
    };
    view! { <ul>{results.iter().map(result).collect_view()}</ul> }.into_any()
}

/// What was found, in a line: the word, how long it took, and why.
fn sentence(console: &Console, verdict: Verdict, reading: &Reading) -> String {
    let language = console.language();
    let (word, latency) = (said::verdict(language, verdict), said::latency(language, reading.latency));
    match said::reason(language, &reading.finding) {
        Some(reason) => format!("{word} · {reason} · {latency}"),
        None => format!("{word} · {latency}"),
    }
}

/// What was found when staff tried a probe that is in the form.
#[derive(Clone, Debug)]
pub struct Tried {
    /// How good it is.
    pub verdict: Verdict,
    /// What it is.
    pub reading: Reading,
}

/// `/console/monitoring/probes/new/{kind}`; the form holds `id`, which makes sending it twice harmless.
pub fn new(
    console: &Console,
    state: &PublicState,
    kind: TargetKind,
    form: &FormState,
    tried: Option<&Tried>,
) -> Document {
    let (language, words) = (console.language(), Words::of(console.language()));
    let tab = |one: &TargetKind| Tab {
        href: console.href(&routes::new_probe(*one)),
        label: said::kind(language, *one).to_owned(),
        is_current: *one == kind,
    };
    let tabs: Vec<_> = TargetKind::ALL.iter().map(tab).collect();
    let path = routes::new_probe(kind);
    let above = || view! { <Tabs label=words.kinds tabs=tabs/> }.into_any();
    one(console, state, (words.add, &path), (kind, form, tried), above, || ().into_any())
}

/// `/console/monitoring/probes/{id}`; the form begins with what holds.
pub fn page(
    console: &Console,
    state: &PublicState,
    standing: &StandingProbe,
    form: &FormState,
    tried: Option<&Tried>,
) -> Document {
    let words = Words::of(console.language());
    let (path, kind) = (routes::probe(standing.id), standing.probe.target.kind());
    let above = || {
        let kind = said::kind(console.language(), kind);
        view! { <p class="muted">{kind} " · " {words.change_text}</p> }.into_any()
    };
    let below = || acts(console, standing.id, standing.is_paused);
    one(console, state, (&standing.probe.name, &path), (kind, form, tried), above, below)
}

fn acts(console: &Console, id: ProbeId, is_paused: bool) -> AnyView {
    let words = Words::of(console.language());
    let (action, label) =
        if is_paused { (routes::resume_probe(id), words.resume) } else { (routes::pause_probe(id), words.pause) };
    let removal = console.href(&routes::remove_probe(id));
    let explained = (!is_paused).then(|| view! { <p class="muted">{words.pause_text}</p> });
    view! {
        <section>
            <h2>{label}</h2>
            {explained}
            <form method="post" action=console.href(&action)><p class="send"><Button label=label/></p></form>
        </section>
        <section>
            <h2>{words.remove}</h2>
            <Confirm label=words.remove question=words.remove_question>
                <form method="post" action=removal>
                    <Button label=words.remove_confirm kind=ButtonKind::Danger/>
                </form>
            </Confirm>
        </section>
    }
    .into_any()
}

fn one(
    console: &Console,
    state: &PublicState,
    (title, path): (&str, &str),
    (kind, form, tried): (TargetKind, &FormState, Option<&Tried>),
    above: impl FnOnce() -> AnyView,
    below: impl FnOnce() -> AnyView,
) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let top = Top::new(title).of(routes::MONITORING, Places::of(language).monitoring);
    let body = || {
        view! {
            {tried.map(|tried| found(console, tried))}
            {above()}
            <form method="post" action=console.href(path) novalidate=true>
                <input type="hidden" name="id" value=form.value("id")/>
                {general(console, state, form)}
                {target(console, kind, form)}
                {timing(console, form)}
                <p class="send chips">
                    <Button label=words.save kind=ButtonKind::Primary name="act" value="save"/>
                    <Button label=words.look name="act" value="try"/>
                </p>
            </form>
            {below()}
        }
        .into_any()
    };
    layout::form_page(console, top, form, || ().into_any(), body)
}

fn found(console: &Console, tried: &Tried) -> AnyView {
    let words = Words::of(console.language());
    let sentence = sentence(console, tried.verdict, &tried.reading);
    view! {
        <Notice tone=tone(tried.verdict) live=true>
            <p>{words.looked} ": " <strong dir="auto">{sentence}</strong></p>
            <p class="small">{words.not_saved}</p>
        </Notice>
    }
    .into_any()
}

fn general(console: &Console, state: &PublicState, form: &FormState) -> AnyView {
    let language = console.language();
    let words = Words::of(language);
    let (services, severities) = what_fails(language, state);
    view! {
        <TextField name="name" label=words.called hint=words.called_hint autocomplete="off"
            value=form.value("name") error=form.error("name")/>
        <Select name="component" label=words.service options=services
            value=form.value("component") error=form.error("component")/>
        <ChoiceGroup name="severity" legend=words.severity hint=words.severity_hint kind=ChoiceKind::Radio
            options=severities values=form.values("severity") error=form.error("severity")/>
    }
    .into_any()
}

fn target(console: &Console, kind: TargetKind, form: &FormState) -> AnyView {
    let fields = match kind {
        TargetKind::Http => http(console, form),
        TargetKind::Tcp => endpoint(console, form),
        TargetKind::Dns => dns(console, form),
        TargetKind::Tls => tls(console, form),
    };
    view! { <section><h2>{Words::of(console.language()).target}</h2>{fields}</section> }.into_any()
}

fn http(console: &Console, form: &FormState) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let methods = Method::ALL.iter().map(|method| Choice::new(method.name(), method.name()));
    view! {
        <TextField name="url" label=words.url hint=words.url_hint autocomplete="off"
            value=form.value("url") error=form.error("url")/>
        <ChoiceGroup name="method" legend=words.method kind=ChoiceKind::Radio options=methods.collect()
            values=form.values("method") error=form.error("method")/>
        <div class="pair">
            <TextField name="status_from" label=words.status_from kind=InputKind::Digits
                value=form.value("status_from") error=form.error("status_from")/>
            <TextField name="status_to" label=words.status_to kind=InputKind::Digits
                value=form.value("status_to") error=form.error("status_to")/>
        </div>
        <TextField name="contains" label=optional(language, words.contains) hint=words.contains_hint autocomplete="off"
            value=form.value("contains") error=form.error("contains")/>
        <Checkbox name="redirects" label=words.redirects hint=words.redirects_hint
            checked=form.is_checked("redirects")/>
    }
    .into_any()
}

fn endpoint(console: &Console, form: &FormState) -> AnyView {
    let words = Words::of(console.language());
    view! {
        <TextField name="endpoint" label=words.endpoint hint=words.endpoint_hint autocomplete="off"
            value=form.value("endpoint") error=form.error("endpoint")/>
    }
    .into_any()
}

fn dns(console: &Console, form: &FormState) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let kinds = RecordKind::ALL.iter().map(|kind| Choice::new(kind.name(), kind.name()));
    view! {
        <TextField name="dns_name" label=words.dns_name hint=words.dns_name_hint autocomplete="off"
            value=form.value("dns_name") error=form.error("dns_name")/>
        <ChoiceGroup name="records" legend=words.records kind=ChoiceKind::Radio options=kinds.collect()
            values=form.values("records") error=form.error("records")/>
        <TextField name="expected" label=optional(language, words.expected) hint=words.expected_hint autocomplete="off"
            value=form.value("expected") error=form.error("expected")/>
    }
    .into_any()
}

fn tls(console: &Console, form: &FormState) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    view! {
        {endpoint(console, form)}
        <div class="pair">
            <TextField name="warn_days" label=optional(language, words.warn_days) hint=words.warn_days_hint
                kind=InputKind::Digits value=form.value("warn_days") error=form.error("warn_days")/>
            <TextField name="fail_days" label=words.fail_days hint=words.fail_days_hint kind=InputKind::Digits
                value=form.value("fail_days") error=form.error("fail_days")/>
        </div>
    }
    .into_any()
}

fn timing(console: &Console, form: &FormState) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let digits = |name: &'static str, label: String, hint: Option<&'static str>| {
        let (value, error) = (form.value(name), form.error(name));
        match hint {
            Some(hint) => view! {
                <TextField name=name label=label hint=hint kind=InputKind::Digits value=value error=error/>
            }
            .into_any(),
            None => {
                view! { <TextField name=name label=label kind=InputKind::Digits value=value error=error/> }.into_any()
            }
        }
    };
    let slow_above = optional(language, words.slow_above);
    view! {
        <section>
            <h2>{words.when}</h2>
            <div class="pair">
                {digits("interval", words.interval.to_owned(), Some(words.interval_hint))}
                {digits("timeout", words.timeout.to_owned(), Some(words.timeout_hint))}
            </div>
            {digits("slow_above", slow_above, Some(words.slow_above_hint))}
            <div class="pair">
                {digits("fail_after", words.fail_after.to_owned(), None)}
                {digits("recover_after", words.recover_after.to_owned(), None)}
            </div>
            {digits("quorum", words.quorum.to_owned(), Some(words.quorum_hint))}
        </section>
    }
    .into_any()
}
