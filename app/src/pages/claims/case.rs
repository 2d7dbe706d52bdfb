//! One account under one programme: what it gets, why, and what can be done about it.

use backend::{
    adjustments::Adjustment,
    claims::{ClaimantCase, OtherProgramme},
};
use domain::{
    adjustment::{Direction, Status},
    assessment::StepKey,
    claim::Action,
    money::Money,
};
use leptos::prelude::*;

use super::{
    calculation::calculation,
    chart::{Hours, chart},
    claims_page, details, just_happened, standing,
};
use crate::{
    pages::differences::differences,
    parts::{Amount, Badge, Button, ButtonKind, ErrorSummary, FormState, LinkButton, Notice, Tone, page_title},
    routes::{self, CaseForm},
    shell::{Document, PageContext},
    text::{
        claim_states,
        claims::{self, Claims},
        console::transactions::Transactions,
        working::Working,
    },
};

/// `/claims/{account}/{programme}`. `form` holds what was wrong with an acceptance.
pub fn page(context: &PageContext, case: &ClaimantCase, form: &FormState, notice: Option<&str>) -> Document {
    let heading = heading(context, case);
    let title = page_title(context.language, heading, form).into_owned();
    claims_page(context, &title, || {
        let amount = standing::amount(case).map(|money| view! { <Amount money=money/> });
        view! {
            {crumb(context, case)}
            <ErrorSummary form=form.clone() language=context.language/>
            {just_happened(notice)}
            {programme(context, case)}
            <h1 class="over-amount">{heading}</h1>
            {amount}
            {lead(context, case)}
            {words_of_reviewer(context, case)}
            {corrected(context, case)}
            {changed(context, case)}
            {ways_on(context, case)}
            {result(context, case)}
            {others(context, case)}
            {acceptance(context, case)}
            {further(context, case)}
            {details::details(context, case)}
        }
        .into_any()
    })
}

fn heading(context: &PageContext, case: &ClaimantCase) -> &'static str {
    let result = &case.assessment.result;
    if details::is_revoked(case) {
        return claim_states::revoked_heading(context.language);
    }
    let by_loss = result.steps.iter().any(|step| step.key == StepKey::Exposure);
    standing::state(case).map_or_else(
        || claim_states::outcome_heading(context.language, &result.outcome),
        |state| claim_states::heading(context.language, state, case.account.kind, by_loss),
    )
}

fn crumb(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let words = Claims::of(context.language);
    let reference = case.claim.as_ref().map(|stored| {
        view! { <span>{words.reference} " " {stored.number.clone()}</span> }
    });
    view! {
        <p class="crumb"><a href=context.href(routes::CLAIMS)>{words.all_cases}</a></p>
        <p class="crumb">
            <span dir="auto">{case.account.name.clone()} " · " {case.account.region.0.clone()}</span>
            {reference}
        </p>
    }
    .into_any()
}

fn programme(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let (tone, word) = standing::badge(case, context.language);
    let href = context.href(&routes::programme(case.programme.id));
    view! {
        <p class="row of-programme">
            <a class="small" href=href dir="auto">{case.programme.title.get(context.language).to_owned()}</a>
            <Badge tone=tone word=word/>
        </p>
    }
    .into_any()
}

/// The computed result in a sentence where the page is about it, and what comes next.
fn lead(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let result = &case.assessment.result;
    let summary = standing::is_computed(case).then(|| {
        view! { <p class="lead">{result.summary.get(context.language).to_owned()}</p> }
    });
    // a result without an amount says by itself what can be done
    let says_next = case.claim.is_some() || result.outcome.amount().is_some();
    let next = says_next.then(|| view! { <p class="lead next">{standing::next(context, case)}</p> });
    view! {
        {summary}
        {next}
    }
    .into_any()
}

fn words_of_reviewer(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let note = details::said_last(case).map(|note| {
        let lines = note.lines().map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
        let heading = Claims::of(context.language).their_words;
        view! { <div class="said"><Notice tone=Tone::Maint><p><b>{heading}</b></p>{lines}</Notice></div> }
    });
    note.into_any()
}

/// What a reviewer changed about the computation, and what was computed first.
fn corrected(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let words = Transactions::of(context.language);
    let changed = case.revisions.first().filter(|first| first.before != case.assessment.result);
    let notice = changed.map(|first| {
        let note = |note: &str| view! { <p dir="auto">{note.to_owned()}</p> };
        let notes = case.revisions.iter().map(|revision| note(&revision.note)).collect_view();
        let before = first.before.outcome.amount().map(Money::format);
        let before = before.unwrap_or_else(|| words.nothing_paid.to_owned());
        view! {
            <div class="said">
                <Notice tone=Tone::Maint>
                    <p><b>{words.claimant_heading}</b></p>
                    {notes}
                    <p class="small">{words.claimant_before} ": " {before}</p>
                </Notice>
            </div>
        }
    });
    notice.into_any()
}

/// What a later result changed, and why; or that what was offered stands although less was computed.
fn changed(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let (language, words) = (context.language, Claims::of(context.language));
    let change = case.change.as_ref().map(|change| {
        let found = &change.adjustment;
        let to = found.to.filter(|to| to.minor > 0).map_or_else(|| words.none.to_owned(), Money::format);
        let (amounts, reason) = (format!("{} → {to}", found.from.format()), found.reason.clone());
        let lines = differences(&change.before, &change.after, language);
        view! {
            <div class="said">
                <Notice tone=Tone::Maint>
                    <p><b>{words.changed}</b></p>
                    <p>{amounts}</p>
                    <p dir="auto">{reason}</p>
                </Notice>
                <details class="fold">
                    <summary>{Transactions::of(language).differences}</summary>
                    {lines}
                </details>
            </div>
        }
    });
    let holds = |found: &&Adjustment| found.made_by.is_some() && found.direction == Direction::Decrease;
    let stands = case.adjustments.iter().rfind(holds).and_then(|found| match found.status {
        Status::Spared | Status::Kept => Some(claims::stands(language, found.from)),
        Status::Waiting => Some(claims::stands_until_decided(language, found.from)),
        _ => None,
    });
    let stands = stands.map(|text| view! { <div class="said"><Notice tone=Tone::Ok><p>{text}</p></Notice></div> });
    view! { {change} {stands} }.into_any()
}

/// What has to be done next where that is not an answer to an offer.
fn ways_on(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let words = Claims::of(context.language);
    let link = |form, label: &'static str, kind| {
        let href = form_href(context, case, form);
        view! { <LinkButton href=href label=label kind=kind wide=true/> }.into_any()
    };
    let mut ways = Vec::new();
    if standing::may(case, Action::GiveInformation) {
        ways.push(link(CaseForm::Answer, words.answer_link, ButtonKind::Primary));
    }
    if standing::can_ask(case) {
        let label = if case.claim.is_some() { words.ask_again } else { words.ask };
        ways.push(link(CaseForm::Ask, label, ButtonKind::Primary));
    }
    if standing::acceptable(case).is_none() && standing::may(case, Action::Appeal) {
        ways.push(link(CaseForm::Appeal, words.disagree_rejected, ButtonKind::Primary));
    }
    (!ways.is_empty()).then(|| view! { <div class="acts">{ways}</div> }).into_any()
}

/// Chart and computation, under a heading of their own where the page is about something else.
fn result(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let (words, assessment) = (Claims::of(context.language), &case.assessment.result);
    let summary = (!standing::is_computed(case)).then(|| {
        view! {
            <h2>{words.computed_result}</h2>
            <p class="lead">{assessment.summary.get(context.language).to_owned()}</p>
        }
    });
    let calculation = calculation(assessment, context.language).map(|steps| {
        let heading = standing::is_computed(case).then(|| view! { <h2>{words.calculation}</h2> });
        let whole = context.href(&routes::case_computation(case.account.id, case.programme.id));
        view! { {heading} {steps} <p class="whole"><a href=whole>{Working::of(context.language).link}</a></p> }
    });
    view! {
        <section class="result">
            {summary}
            {chart(context, hours(case))}
            {calculation}
        </section>
    }
    .into_any()
}

/// The programmes of incidents that overlap, each with the claim of the same account.
fn others(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let words = Claims::of(context.language);
    let other = |other: &OtherProgramme| {
        let (href, state) = match &other.claim {
            Some(claim) => {
                (routes::case(case.account.id, other.programme), claim_states::word(context.language, claim.state))
            }
            None => (routes::programme(other.programme), words.no_claim_there),
        };
        let title = other.title.get(context.language).to_owned();
        view! { <li><a href=context.href(&href) dir="auto">{title}</a> " · " {state}</li> }
    };
    let section = (!case.others.is_empty()).then(|| {
        view! {
            <section class="sec">
                <h2>{words.overlaps}</h2>
                <p>{words.overlaps_text}</p>
                <ul>{case.others.iter().map(other).collect_view()}</ul>
            </section>
        }
    });
    section.into_any()
}

/// The button that accepts the amount on the page, and the way for who does not agree.
fn acceptance(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let words = Claims::of(context.language);
    let acceptance = standing::acceptable(case).map(|offer: Money| {
        let disagree = standing::may(case, Action::Appeal).then(|| {
            let href = form_href(context, case, CaseForm::Appeal);
            view! { <LinkButton href=href label=words.disagree wide=true/> }
        });
        view! {
            <form id="form" class="acts" method="post" action=form_href(context, case, CaseForm::Accept)>
                <input type="hidden" name="amount" value=offer.minor.to_string()/>
                <Button label=claims::accept(context.language, offer) kind=ButtonKind::Primary wide=true/>
                {disagree}
                <p class="small muted">{words.accept_note}</p>
            </form>
        }
    });
    acceptance.into_any()
}

/// What is seldom wanted.
fn further(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let withdraw = standing::can_withdraw(case).then(|| {
        let href = form_href(context, case, CaseForm::Withdraw);
        view! { <p class="small further"><a href=href>{Claims::of(context.language).withdraw_link}</a></p> }
    });
    withdraw.into_any()
}

fn form_href(context: &PageContext, case: &ClaimantCase, form: CaseForm) -> String {
    context.href(&routes::case_form(case.account.id, case.programme.id, form))
}

fn hours(case: &ClaimantCase) -> Hours<'_> {
    let currency = case.assessment.result.figures.account.currency;
    Hours { points: &case.chart, stops: &case.stops, kind: case.account.kind, currency }
}
