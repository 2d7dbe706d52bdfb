//! Subscribers: how many, who (masked), and how far what was published has come.

use backend::subscribers::{Attempt, Counted, Listed, Progress, SubscriberPage};
use domain::{
    money::group_thousands,
    role::Permission,
    status::PublicState,
    subscription::{Channel, Topic},
    time::long_date,
};
use leptos::prelude::*;

use super::{
    Console,
    layout::{self, Top},
};
use crate::{
    pages::public::{subscribe::attempts, time},
    parts::{Badge, Button, ButtonKind, Column, Confirm, Empty, PageOf, Pagination, Search, Table, Tone},
    routes,
    shell::Document,
    text::{
        console::subscribers::{self as said, Subscribers as Words},
        subscribe::{self, Subscribe},
    },
};

/// Subscribers on a page of the list.
pub const A_PAGE: u32 = 50;

/// What the page shows.
pub struct Overview<'a> {
    /// All that is public, for names.
    pub state: &'a PublicState,
    /// Subscribers by channel.
    pub channels: &'a [Counted<Channel>],
    /// Subscribers by what they want to be told of.
    pub topics: &'a [Counted<Topic>],
    /// The latest notices.
    pub progress: &'a [Progress],
    /// The part of the list.
    pub found: &'a SubscriberPage,
    /// What was searched for.
    pub search: &'a str,
    /// The number of the part, from 1.
    pub page: u32,
}

/// `/console/subscribers`
pub fn page(console: &Console, overview: &Overview<'_>) -> Document {
    let words = Words::of(console.language());
    layout::page(
        console,
        &Top::new(words.name),
        || ().into_any(),
        || {
            view! {
                <section class="inner"><h2>{words.sending}</h2>{sending(console, overview)}</section>
                <section class="inner"><h2>{words.counts}</h2>{counts(console, overview)}</section>
                <section class="inner">
                    <h2>{words.list}</h2>
                    <p class="muted">{words.list_lead}</p>
                    <Search action=console.href(routes::SUBSCRIBERS) label=words.search value=overview.search
                        language=console.language()/>
                </section>
                {list(console, overview)}
            }
            .into_any()
        },
    )
}

fn sending(console: &Console, overview: &Overview<'_>) -> AnyView {
    let words = Words::of(console.language());
    if overview.progress.is_empty() {
        return view! { <p class="muted">{words.sending_none}</p> }.into_any();
    }
    let columns = vec![
        Column::text(words.notice),
        Column::text(words.at),
        Column::number(words.progress),
        Column::number(words.failed),
    ];
    let row = |progress: &Progress| {
        let numbers = format!("{} / {}", thousands(progress.sent), thousands(progress.queued));
        let queueing = (!progress.is_queued).then(|| view! { <p class="small muted">{words.queueing}</p> });
        vec![
            notice(console, overview.state, progress),
            time::day_and_minute(&console.context, progress.at).into_any(),
            view! { <span>{numbers}</span> {queueing} }.into_any(),
            thousands(progress.failed).into_any(),
        ]
    };
    let rows = overview.progress.iter().map(row).collect();
    view! { <Table caption=words.sending caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn notice(console: &Console, state: &PublicState, progress: &Progress) -> AnyView {
    let language = console.language();
    let incident = state.incidents.iter().find(|incident| incident.id.0 == progress.subject);
    let maintenance = state.maintenances.iter().find(|maintenance| maintenance.id.0 == progress.subject);
    let found = incident.map(|i| (&i.title, routes::staff_incident(i.id)));
    let found = found.or_else(|| maintenance.map(|m| (&m.title, routes::staff_maintenance(m.id))));
    let (title, path) = found.map(|(title, path)| (title.get(language).to_owned(), path)).unwrap_or_default();
    let href = console.href(&path);
    view! {
        <a href=href dir="auto">{title}</a>
        <p class="small muted">{said::kind(language, progress.kind)}</p>
    }
    .into_any()
}

fn counts(console: &Console, overview: &Overview<'_>) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let channels = Channel::ALL.iter().map(|channel| {
        let count = overview.channels.iter().find(|counted| counted.of == *channel).map_or(0, |counted| counted.count);
        vec![subscribe::channel(language, *channel).into_any(), thousands(count).into_any()]
    });
    let topics = overview.topics.iter().map(|counted| {
        vec![topic(console, overview.state, &counted.of).into_any(), thousands(counted.count).into_any()]
    });
    let columns = |first| vec![Column::text(first), Column::number(words.count)];
    let topics: Vec<_> = topics.collect();
    view! {
        <div class="halves">
            <Table caption=words.channel caption_hidden=true columns=columns(words.channel) rows=channels.collect()/>
            {(!topics.is_empty()).then(|| view! {
                <Table caption=words.topic caption_hidden=true columns=columns(words.topic) rows=topics/>
            })}
        </div>
    }
    .into_any()
}

/// What a topic is about, by name.
fn topic(console: &Console, state: &PublicState, topic: &Topic) -> String {
    let (language, words) = (console.language(), Words::of(console.language()));
    let named = |name: Option<&str>, kind: &str| match name {
        Some(name) => format!("{name} ({kind})"),
        None => format!("{} ({kind})", words.gone),
    };
    match topic {
        Topic::Everything => words.everything.to_owned(),
        Topic::Component(key) => {
            let found = state.components_on_record().find(|component| &component.key == key);
            found.map_or_else(|| key.to_string(), |component| component.name.get(language).to_owned())
        }
        Topic::Group(key) => {
            let found = state.groups.iter().find(|group| &group.key == key);
            named(found.map(|group| group.name.get(language)), words.group)
        }
        Topic::Incident(id) => named(state.incident(*id).map(|i| i.title.get(language)), words.incident),
    }
}

fn list(console: &Console, overview: &Overview<'_>) -> AnyView {
    let words = Words::of(console.language());
    if overview.found.listed.is_empty() {
        let (title, text) = if overview.search.is_empty() {
            (words.none, words.none_text)
        } else {
            (words.none_found, words.none_found_text)
        };
        return view! { <div class="inner"><Empty title=title text=text/></div> }.into_any();
    }
    let columns = vec![
        Column::text(words.address),
        Column::text(words.channel),
        Column::text(words.state),
        Column::text(words.since),
    ];
    let rows = overview.found.listed.iter().map(|listed| row(console, listed)).collect();
    let address = |page: u64| {
        let mut query = vec![("page", page.to_string())];
        if !overview.search.is_empty() {
            query.push(("q", overview.search.to_owned()));
        }
        routes::with_query(&console.href(routes::SUBSCRIBERS), &query)
    };
    let total = u64::try_from(overview.found.total).unwrap_or_default();
    let pages = PageOf::of(overview.page.into(), A_PAGE.into(), total, address);
    view! {
        <Table caption=words.list caption_hidden=true columns=columns rows=rows/>
        <div class="under"><Pagination page=pages language=console.language()/></div>
    }
    .into_any()
}

fn row(console: &Console, listed: &Listed) -> Vec<AnyView> {
    let language = console.language();
    vec![
        view! { <a href=console.href(&routes::subscriber(listed.id)) dir="ltr">{listed.address.clone()}</a> }
            .into_any(),
        subscribe::channel(language, listed.channel).into_any(),
        state(console, listed),
        long_date(console.context.zone().date(listed.confirmed_at), language).into_any(),
    ]
}

fn state(console: &Console, listed: &Listed) -> AnyView {
    let words = Words::of(console.language());
    let (tone, word) = if listed.ended_at.is_some() { (Tone::Down, words.ended) } else { (Tone::Ok, words.active) };
    view! { <Badge tone=tone word=word/> }.into_any()
}

/// `/console/subscribers/{id}`
pub fn subscriber(console: &Console, listed: &Listed, log: &[Attempt]) -> Document {
    let (language, words) = (console.language(), Words::of(console.language()));
    let top = Top::new(listed.address.clone()).of(routes::SUBSCRIBERS, words.name);
    layout::page(
        console,
        &top,
        || ().into_any(),
        || {
            let action = console.href(&routes::remove_subscriber(listed.id));
            let remove = console.may(Permission::ManageSubscribers).then(|| {
                view! {
                    <Confirm label=words.remove question=words.remove_question>
                        <form method="post" action=action>
                            <Button label=words.remove_confirm kind=ButtonKind::Danger/>
                        </form>
                    </Confirm>
                }
            });
            let log = (listed.channel != Channel::Email).then(|| {
                let none = log.is_empty().then_some(Subscribe::of(language).log_none);
                view! {
                    <h2>{Subscribe::of(language).log}</h2>
                    {none.map(|none| view! { <p class="muted">{none}</p> })}
                    {(!log.is_empty()).then(|| attempts(&console.context, log))}
                }
            });
            view! {
                <section class="inner">
                    <p class="meta">
                        {state(console, listed)}
                        <span>{subscribe::channel(language, listed.channel)}</span>
                        <span class="muted">
                            {words.since} ": " {long_date(console.context.zone().date(listed.confirmed_at), language)}
                        </span>
                    </p>
                    {log}
                    {remove}
                </section>
            }
            .into_any()
        },
    )
}

fn thousands(count: i64) -> String {
    group_thousands(u64::try_from(count).unwrap_or_default())
}
