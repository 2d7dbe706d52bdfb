//! The frame of the console: its places at the side, what the page is called above, the page itself.

use domain::{language::Language, role::Permission};
use leptos::prelude::*;

use super::Console;
use crate::{
    parts::{ErrorSummary, FormState, page_title},
    routes,
    shell::{Document, Layout, document},
    text::{
        console::{Console as Words, partners::PartnerPages, shocks::Shocks, templates::Templates},
        frame::Frame,
        reports::Reports,
    },
};

/// What stands above a page.
#[derive(Clone, Debug, Default)]
pub struct Top {
    /// What the page is called.
    pub title: String,
    /// What the browser's tab says, where that is more.
    pub tab: Option<String>,
    /// The list it belongs to: path and name.
    pub of: Option<(&'static str, &'static str)>,
}

impl Top {
    /// A page of this name.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The same as one of a list.
    #[must_use]
    pub fn of(self, path: &'static str, name: &'static str) -> Self {
        Self { of: Some((path, name)), ..self }
    }

    /// The same with its tab saying more.
    #[must_use]
    pub fn with_tab(self, tab: impl Into<String>) -> Self {
        Self { tab: Some(tab.into()), ..self }
    }
}

/// A page of the console. `acts` stands beside the title.
pub fn page(console: &Console, top: &Top, acts: impl FnOnce() -> AnyView, body: impl FnOnce() -> AnyView) -> Document {
    let tab = top.tab.as_deref().unwrap_or(&top.title);
    document(&console.context, Layout::Console(side(console)), tab, || {
        let of = top.of.map(|(path, name)| view! { <a class="of" href=console.href(path)>{name}</a> });
        view! {
            <header class="bar">
                <div>{of}<h1 dir="auto">{top.title.clone()}</h1></div>
                {acts()}
            </header>
            {console.notice()}
            {body()}
        }
        .into_any()
    })
}

/// A page about a form: what is wrong with it comes first, and its tab says so.
pub fn form_page(
    console: &Console,
    top: Top,
    form: &FormState,
    acts: impl FnOnce() -> AnyView,
    body: impl FnOnce() -> AnyView,
) -> Document {
    let language = console.language();
    let tab = page_title(language, &top.title, form).into_owned();
    page(console, &top.with_tab(tab), acts, || {
        view! {
            <div class="inner">
                <ErrorSummary form=form.clone() language=language/>
                {body()}
            </div>
        }
        .into_any()
    })
}

/// A place, what it is called, and the permission it takes; none for everybody.
type Place = (&'static str, &'static str, Option<Permission>);

fn side(console: &Console) -> AnyView {
    let words = Words::of(console.language());
    let context = &console.context;
    let other = context.language.pick(Language::En, Language::Ko);
    let name = context.viewer.as_ref().map(|viewer| viewer.name.clone());
    let groups: [(Option<&'static str>, &[Place]); 4] = [
        (
            None,
            &[
                (routes::DESK, words.desk, None),
                (routes::STAFF_INCIDENTS, words.incidents, None),
                (routes::STAFF_MAINTENANCE, words.maintenance, None),
                (routes::TEMPLATES, Templates::of(console.language()).name, Some(Permission::PublishIncidents)),
                (routes::MONITORING, words.monitoring, Some(Permission::ReadMonitoring)),
                (routes::SUBSCRIBERS, words.subscribers, Some(Permission::ReadSubscribers)),
            ],
        ),
        (
            Some(words.compensation),
            &[
                (routes::STAFF_PROGRAMMES, words.programmes, Some(Permission::ReadProgrammes)),
                (routes::STAFF_CLAIMS, words.claims, Some(Permission::ReadClaims)),
                (routes::SHOCKS, Shocks::of(console.language()).name, Some(Permission::ReadShocks)),
            ],
        ),
        (
            Some(words.settings),
            &[
                (routes::COMPONENTS, words.components, Some(Permission::ManageComponents)),
                (routes::PARTNER_PAGES, PartnerPages::of(console.language()).title, Some(Permission::ManageSettings)),
                (routes::PEOPLE, words.people, Some(Permission::ReadPeople)),
                (routes::TOKENS, words.tokens, Some(Permission::ManageSettings)),
            ],
        ),
        (
            Some(words.records),
            &[
                (routes::REPORTS, Reports::of(console.language()).name, None),
                (routes::AUDIT, words.audit, Some(Permission::ReadAudit)),
                (routes::DELIVERIES, words.deliveries, Some(Permission::ReadAudit)),
            ],
        ),
    ];
    view! {
        <header class="side">
            <a class="brand" href=console.href(routes::DESK)>
                {context.site_name().to_owned()} " " <span>{words.name}</span>
            </a>
            <nav aria-label=words.places>{groups.map(|(name, places)| group(console, name, places)).collect_view()}</nav>
            <div class="who">
                <span dir="auto">{name}</span>
                <a href=context.in_language(other) lang=other.tag() hreflang=other.tag()>
                    {Frame::of(context.language).other_language}
                </a>
                <a href=console.href(routes::HOME)>{words.public_page}</a>
                <form method="post" action=console.href(routes::SIGN_OUT)><button>{Frame::of(context.language).sign_out}</button></form>
            </div>
        </header>
    }
    .into_any()
}

/// The places of a group that who looks may go to; without any, nothing.
fn group(console: &Console, name: Option<&'static str>, places: &[Place]) -> AnyView {
    let open = |place: &&Place| place.2.is_none_or(|permission| console.may(permission));
    let links: Vec<_> = places.iter().filter(open).map(|(path, label, _)| link(console, path, label)).collect();
    if links.is_empty() {
        return ().into_any();
    }
    let heading = name.map(|name| view! { <p aria-hidden="true">{name}</p> });
    view! { {heading} {links} }.into_any()
}

fn link(console: &Console, path: &str, label: &'static str) -> AnyView {
    let here = &console.context.path;
    let is_within = path != routes::DESK && here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let current = if here == path { Some("page") } else { is_within.then_some("true") };
    view! { <a href=console.href(path) aria-current=current>{label}</a> }.into_any()
}
