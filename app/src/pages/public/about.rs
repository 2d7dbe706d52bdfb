//! What the public pages are: where the state comes from, what the signs mean, how uptime is calculated, accessibility.

use domain::component::ComponentStatus;
use leptos::prelude::*;

use crate::{
    parts::StatusBadge,
    shell::{Document, Layout, PageContext, document},
    text::{frame::Frame, notes::Notes, public::Public},
};

/// `/about`
pub fn page(context: &PageContext) -> Document {
    let (words, public) = (Notes::of(context.language), Public::of(context.language));
    let title = Frame::of(context.language).about_page;
    document(context, Layout::Public(None), title, || {
        view! {
            <div class="page prose">
                <h1>{title}</h1>
                <h2>{words.source_title}</h2>
                <p>{words.source}</p>
                <p>{words.stale}</p>
                <h2>{words.states_title}</h2>
                <p>{words.states}</p>
                {meanings(context)}
                <h2 id="method">{words.uptime_title}</h2>
                <p><b>{public.formula}</b></p>
                <p>{public.formula_note}</p>
                <h2 id="accessibility">{words.accessibility_title}</h2>
                <p>{words.accessibility}</p>
                <h2>{words.privacy_title}</h2>
                <p>{words.privacy}</p>
            </div>
        }
        .into_any()
    })
}

fn meanings(context: &PageContext) -> AnyView {
    let words = Notes::of(context.language);
    let meanings = [
        (ComponentStatus::Operational, words.operational),
        (ComponentStatus::DegradedPerformance, words.degraded),
        (ComponentStatus::PartialOutage, words.partial),
        (ComponentStatus::MajorOutage, words.major),
        (ComponentStatus::UnderMaintenance, words.maintenance),
        (ComponentStatus::Unknown, words.unknown),
    ];
    let meaning = |(status, meaning)| {
        view! {
            <div>
                <dt><StatusBadge status=status language=context.language/></dt>
                <dd>{meaning}</dd>
            </div>
        }
    };
    view! { <dl class="meanings">{meanings.map(meaning).collect_view()}</dl> }.into_any()
}
