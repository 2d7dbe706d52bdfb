//! One programme: its facts, its policy, its runs.

use std::sync::Arc;

use backend::{
    assessments::{OutcomeTotal, Overlap, Run},
    programmes::{PolicyRecord, Programme, ProgrammeStatus},
    shocks::ShockMet,
};
use domain::{
    id::ProgrammeId, incident::Incident, language::Text, money::group_thousands, policy::Template,
    published::PublishedCohort,
};
use leptos::prelude::*;

use super::{
    super::{
        Console, Names,
        layout::{self, Top},
        shocks,
    },
    period, run, status_badge, versions,
};
use crate::{
    pages::public::paragraphs,
    parts::{ErrorSummary, Facts, FormState, LinkButton, Notice, Tone, page_title},
    routes,
    shell::Document,
    text::console::{adjustments::Adjustments, backtest, programmes::Programmes as Words},
};

/// What the page shows.
pub struct Data {
    /// The programme.
    pub programme: Programme,
    /// The incident it compensates.
    pub incident: Option<Incident>,
    /// Versions of its policy, newest first.
    pub policies: Vec<PolicyRecord>,
    /// The version to show; the newest where none is asked for.
    pub version: Option<u32>,
    /// The template that the editor begins with; none for the version that is shown.
    pub template: Option<&'static Template>,
    /// Its runs, newest first.
    pub runs: Vec<Run>,
    /// What the newest run came to.
    pub totals: Vec<OutcomeTotal>,
    /// The cohorts of the latest finished run.
    pub cohorts: Arc<Vec<PublishedCohort>>,
    /// How many later results wait for a decision.
    pub adjustments: i64,
    /// The programmes of incidents that overlap.
    pub overlaps: Vec<Overlap>,
    /// The other published programmes of the same incident.
    pub siblings: Vec<Programme>,
    /// The shocks around its outage.
    pub shocks: Vec<ShockMet>,
    /// Who is who.
    pub names: Names,
}

impl Data {
    /// The version that is shown.
    pub fn shown(&self) -> Option<&PolicyRecord> {
        let asked = self.policies.iter().find(|record| Some(record.policy.version) == self.version);
        asked.or(self.policies.first())
    }

    /// The newest published version.
    pub fn in_force(&self) -> Option<&PolicyRecord> {
        self.policies.iter().find(|record| record.published_at.is_some())
    }
}

/// `/console/programmes/{id}`
pub fn page(console: &Console, data: &Data, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let title = data.programme.title.get(language);
    let top = Top::new(title).of(routes::STAFF_PROGRAMMES, words.title).with_tab(page_title(language, title, form));
    let acts = || {
        let is_public = data.programme.status != ProgrammeStatus::Draft;
        let href = console.href(&routes::programme(data.programme.id));
        is_public.then(|| view! { <LinkButton href=href label=words.see_public compact=true/> }).into_any()
    };
    layout::page(console, &top, acts, || {
        view! {
            <div class="inner" id="form">
                <ErrorSummary form=form.clone() language=language/>
                {facts(console, data)}
                {overlaps(console, data)}
                {siblings(console, data)}
                {run::section(console, data)}
                {(data.runs.len() > 1).then(|| {
                    let href = console.href(&routes::programme_runs(data.programme.id));
                    view! { <p><a href=href>{words.all_runs}</a></p> }
                })}
                {shocks::of_programme(console, &data.shocks)}
                {(data.adjustments > 0).then(|| waiting(console, data))}
                <p class="send"><LinkButton href=console.href(&routes::adjustments(data.programme.id))
                    label=Adjustments::of(language).title compact=true/></p>
                <p class="send"><LinkButton href=console.href(&routes::backtests(data.programme.id))
                    label=backtest::Backtest::of(language).title compact=true/></p>
                {versions::section(console, data, form)}
            </div>
        }
        .into_any()
    })
}

/// That later results wait for a decision.
fn waiting(console: &Console, data: &Data) -> AnyView {
    let href = console.href(&routes::adjustments(data.programme.id));
    let count = group_thousands(data.adjustments.unsigned_abs());
    let label = Adjustments::of(console.language()).waiting_link;
    view! {
        <Notice tone=Tone::Slow>
            <p><a href=href>{label}</a> " " <b>{count}</b></p>
        </Notice>
    }
    .into_any()
}

/// With which programmes the outage is shared, and that it has to be computed again where the latest run did not know.
fn overlaps(console: &Console, data: &Data) -> AnyView {
    let words = Words::of(console.language());
    let is_known = data.overlaps.iter().all(|overlap| overlap.is_known);
    let (tone, text) =
        if is_known { (Tone::Maint, words.overlaps_known) } else { (Tone::Slow, words.overlaps_unknown) };
    let links = data.overlaps.iter().map(|overlap| link(console, overlap.programme, &overlap.title)).collect_view();
    let notice = (!data.overlaps.is_empty()).then(|| {
        view! {
            <Notice tone=tone>
                <p><b>{words.overlaps}</b></p>
                <p>{text}</p>
                <ul>{links}</ul>
            </Notice>
        }
    });
    notice.into_any()
}

/// That another programme of the same incident pays besides this one, which an approver has to mean.
fn siblings(console: &Console, data: &Data) -> AnyView {
    let words = Words::of(console.language());
    let links = data.siblings.iter().map(|sibling| link(console, sibling.id, &sibling.title)).collect_view();
    let notice = (!data.siblings.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Slow>
                <p><b>{words.siblings}</b></p>
                <p>{words.siblings_both}</p>
                <ul>{links}</ul>
            </Notice>
        }
    });
    notice.into_any()
}

fn link(console: &Console, programme: ProgrammeId, title: &Text) -> AnyView {
    let href = console.href(&routes::staff_programme(programme));
    view! { <li><a href=href dir="auto">{title.get(console.language()).to_owned()}</a></li> }.into_any()
}

fn facts(console: &Console, data: &Data) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let programme = &data.programme;
    let incident = data.incident.as_ref().map(|incident| {
        let href = console.href(&routes::staff_incident(incident.id));
        view! { <a href=href dir="auto">{incident.title.get(language).to_owned()}</a> }
    });
    let criteria = paragraphs(programme.criteria.get(language)).into_iter();
    let criteria = criteria.map(|text| view! { <p dir="auto">{text}</p> }).collect_view();
    let facts = vec![
        (words.status.to_owned(), status_badge(console, programme.status)),
        (words.incident.to_owned(), incident.into_any()),
        (words.period.to_owned(), period(console, programme).into_any()),
        (words.budget.to_owned(), programme.budget.format().into_any()),
        (words.criteria.to_owned(), view! { <div class="prose">{criteria}</div> }.into_any()),
    ];
    view! { <Facts facts=facts/> }.into_any()
}
