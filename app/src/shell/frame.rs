//! Head, header and footer.

use domain::{
    language::Language,
    time::{Instant, Zone},
};
use leptos::prelude::*;

use super::{PageContext, csp, script};
use crate::{
    pages::public::subscribe::PUSH_JS,
    routes, style,
    text::{
        frame::{Frame, zone_note},
        maintenance::Maintenance,
        subscribe::Subscribe,
    },
};

/// The kinds of page.
pub enum Layout {
    /// A public page, complete in itself; with a mark where it shows the state.
    Public(Option<StateMark>),
    /// A public page with a form. It has no script: what was typed stays when something is published.
    PublicForm,
    /// The same with the script that turns on notifications of the browser, which changes nothing that was typed.
    PublicPushForm,
    /// A page of the claims part: one column.
    Claims,
    /// A page of the console, with its column of places.
    Console(AnyView),
}

/// What the script of a public page must know of the state it shows.
#[derive(Clone, Copy, Debug)]
pub struct StateMark {
    /// When it was read.
    pub at: Instant,
    /// Whether it was stale already when the page was made.
    pub is_stale: bool,
}

impl Layout {
    /// The policy of a page that carries its style, and its script where it has one, inside.
    pub fn public_policy(&self) -> Option<&'static String> {
        match self {
            Self::Public(_) => Some(&csp::PUBLIC),
            Self::PublicForm => Some(&csp::PUBLIC_FORM),
            Self::PublicPushForm => Some(&csp::PUBLIC_PUSH_FORM),
            Self::Claims | Self::Console(_) => None,
        }
    }

    /// The style that it carries inside.
    fn style(&self) -> Option<&'static str> {
        match self {
            Self::Public(_) => Some(&style::PUBLIC_CSS),
            Self::PublicForm | Self::PublicPushForm => Some(&style::FORM_CSS),
            Self::Claims | Self::Console(_) => None,
        }
    }
}

/// The document around a page's body.
pub fn frame(context: &PageContext, layout: Layout, title: &str, body: AnyView) -> AnyView {
    let words = Frame::of(context.language);
    let place = if matches!(layout, Layout::Console(_)) { words.console } else { words.service_status };
    let title = format!("{title} · {} {place}", context.site_name());
    view! {
        <html lang=context.language.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{title.clone()}</title>
                <meta name="description" content=title/>
                <link rel="icon" href=style::FAVICON/>
                {head(context, layout.style())}
            </head>
            <body>
                <a class="vh skip" href="#main">{Frame::of(context.language).skip}</a>
                {around(context, layout, body)}
            </body>
        </html>
    }
    .into_any()
}

fn head(context: &PageContext, style: Option<&'static str>) -> AnyView {
    let Some(style) = style else {
        return view! { <link rel="stylesheet" href=style::MAIN_CSS_PATH.as_str()/> }.into_any();
    };
    let alternates = Language::ALL.map(|language| {
        view! { <link rel="alternate" hreflang=language.tag() href=context.absolute(language)/> }
    });
    view! {
        <link rel="canonical" href=context.absolute(context.language)/>
        {alternates.collect_view()}
        <link rel="alternate" type="application/atom+xml" href=context.href(routes::ATOM)/>
        <style inner_html=style></style>
    }
    .into_any()
}

fn around(context: &PageContext, layout: Layout, body: AnyView) -> AnyView {
    match layout {
        Layout::Public(mark) => view! {
            {header(context)}
            {public_main(mark, context.zone(), body)}
            <p id="live" class="vh" role="status"></p>
            {footer(context)}
            <script inner_html=script::PUBLIC_JS.as_str()></script>
        }
        .into_any(),
        Layout::PublicForm => view! {
            {header(context)}
            {public_main(None, context.zone(), body)}
            {footer(context)}
        }
        .into_any(),
        Layout::PublicPushForm => view! {
            {header(context)}
            {public_main(None, context.zone(), body)}
            {footer(context)}
            <script inner_html=PUSH_JS.as_str()></script>
        }
        .into_any(),
        Layout::Claims => view! {
            {header(context)}
            <main id="main" class="claims">{body}</main>
            {footer(context)}
        }
        .into_any(),
        Layout::Console(side) => view! {
            <div class="console">
                {side}
                <main id="main">{body}</main>
            </div>
        }
        .into_any(),
    }
}

fn public_main(mark: Option<StateMark>, zone: Zone, body: AnyView) -> AnyView {
    let class = if mark.is_some_and(|mark| mark.is_stale) { "wrap stale" } else { "wrap" };
    let at = mark.map(|mark| mark.at.0 / 1000);
    view! { <main id="main" class=class data-at=at data-zone=mark.map(|_| zone.name())>{body}</main> }.into_any()
}

fn header(context: &PageContext) -> AnyView {
    let words = Frame::of(context.language);
    let other = context.language.pick(Language::En, Language::Ko);
    let link = |path: &str, label: &'static str| {
        let current = (context.path == path).then_some("page");
        view! { <a href=context.href(path) aria-current=current>{label}</a> }
    };
    view! {
        <header class="top">
            <div class="wrap">
                <a class="brand" href=context.href(routes::HOME)>
                    {context.site_name().to_owned()} " " <span>{words.service_status}</span>
                </a>
                <nav aria-label=words.places>
                    {link(routes::SUBSCRIBE, Subscribe::of(context.language).name)}
                    {link(routes::HISTORY, words.history)}
                    {link(routes::UPTIME, words.uptime)}
                    {context.viewer.as_ref().map(|_| link(routes::CLAIMS, words.my_claims))}
                    <a href=context.in_language(other) lang=other.tag() hreflang=other.tag()>{words.other_language}</a>
                </nav>
            </div>
        </header>
    }
    .into_any()
}

fn footer(context: &PageContext) -> AnyView {
    let words = Frame::of(context.language);
    let zone = context.zone();
    let links = [
        (routes::ABOUT, words.about_page),
        (routes::METHOD, words.method),
        (routes::ACCESSIBILITY, words.accessibility),
        (routes::MAINTENANCE, Maintenance::of(context.language).name),
        (routes::API, words.api),
        (routes::ATOM, "Atom"),
        (routes::RSS, "RSS"),
    ]
    .map(|(path, label)| view! { <li><a href=context.href(path)>{label}</a></li> });
    view! {
        <footer class="foot">
            <div class="wrap">
                <p>{zone_note(context.language, &zone.abbreviation(context.now), zone.name())}</p>
                <ul>{links.collect_view()}</ul>
            </div>
        </footer>
    }
    .into_any()
}
