//! One claim: the account, the amount and how it came about, what happened so far, and what can be done now.

use backend::claims::{ClaimEvent, OtherProgramme, StaffCase};
use domain::{
    assessment::{Outcome, exclusion_sentence},
    id::StaffId,
    money::Money,
    time::long_date,
};
use leptos::prelude::*;

use super::{
    super::{
        Console, Names,
        adjustments::later,
        layout::{self, Top},
        shocks,
    },
    actions,
    revisions::revisions,
    state_badge,
};
use crate::{
    pages::{
        claims::{
            calculation::calculation,
            chart::{Hours, chart},
            check::check,
        },
        public::{paragraphs, time},
    },
    parts::{Amount, ErrorSummary, Facts, FormState, Moment, Notice, Tag, Timeline, Tone, page_title},
    prose::Prose,
    routes,
    shell::Document,
    text::{
        claims::Claims as ClaimantWords,
        console::{claims::Claims as Words, programmes as policies, states, transactions::Transactions},
        working::Working,
    },
};

/// What the page shows.
pub struct Data {
    /// The claim with all that is known of it.
    pub case: StaffCase,
    /// Who is who.
    pub names: Names,
}

/// `/console/claims/{id}`
pub fn page(console: &Console, data: &Data, form: &FormState) -> Document {
    let language = console.language();
    let words = Words::of(language);
    let case = &data.case;
    let top = Top::new(case.account.name.clone()).of(routes::STAFF_CLAIMS, words.title).with_tab(page_title(
        language,
        &format!("{} {}", case.claim.number, case.account.name),
        form,
    ));
    layout::page(
        console,
        &top,
        || state_badge(console, case.claim.claim.state),
        || {
            view! {
                <div class="case">
                    <div class="case-head">
                        <ErrorSummary form=form.clone() language=language/>
                        {head(console, data)}
                    </div>
                    <div class="case-main">
                        {takings(console, data)}
                        {computation(console, data)}
                        {shocks::around(console, &case.shocks)}
                        {later(console, &case.adjustments, &data.names)}
                        {revisions(console, &case.revisions, &data.names)}
                        {history(console, data)}
                    </div>
                    <section class="case-acts" id="form">
                        <h2>{words.decide}</h2>
                        {actions::forms(console, case, form)}
                    </section>
                </div>
            }
            .into_any()
        },
    )
}

fn head(console: &Console, data: &Data) -> AnyView {
    let (language, words, case) = (console.language(), Words::of(console.language()), &data.case);
    let claim = &case.claim.claim;
    let amount = claim.offer.or(case.assessment.result.outcome.amount());
    let label = if claim.offer.is_some() { words.offered_amount } else { words.computed_amount };
    let person = |id: Option<StaffId>| {
        let name = id.and_then(|id| data.names.of(id)).map(str::to_owned);
        name.unwrap_or_else(|| words.nobody.to_owned()).into_any()
    };
    let computed =
        case.assessment.result.outcome.amount().filter(|computed| claim.offer.is_some_and(|o| o != *computed));
    let programme = console.href(&routes::staff_programme(case.programme.id));
    let title = case.programme.title.get(language).to_owned();
    let computed = computed.map(|computed| (words.computed_amount.to_owned(), computed.format().into_any()));
    let mut facts: Vec<_> = computed.into_iter().collect();
    facts.extend([
        (words.track.to_owned(), states::track(language, claim.track).into_any()),
        (words.kind.to_owned(), states::account_kind(language, case.account.kind).into_any()),
        (words.trade.to_owned(), states::trade(language, &case.account.category.0).to_owned().into_any()),
        (words.region.to_owned(), case.account.region.0.clone().into_any()),
        (words.reference.to_owned(), case.account.reference.clone().into_any()),
        (words.programme.to_owned(), view! { <a href=programme dir="auto">{title}</a> }.into_any()),
        (words.limit.to_owned(), case.limit().format().into_any()),
        (words.reviewer.to_owned(), person(claim.reviewer)),
    ]);
    if let Some((settled, due)) = claim.settled.zip(claim.due()).filter(|(_, due)| due.minor > 0) {
        facts.push((words.settled.to_owned(), settled.format().into_any()));
        facts.push((words.due.to_owned(), due.format().into_any()));
    }
    facts.extend(case.assessment.result.figures.account.employer.as_ref().map(|employer| {
        let share = format!("{} {}", words.driver_share, employer.driver_share);
        (words.company.to_owned(), view! { <span dir="auto">{employer.name.clone()}</span> " · " {share} }.into_any())
    }));
    facts.extend(case.others.iter().map(|other| (words.overlaps.to_owned(), other_claim(console, other))));
    if case.together.elsewhere.minor > 0 {
        facts.push((words.promised_elsewhere.to_owned(), case.together.elsewhere.format().into_any()));
    }
    if claim.first_approver.is_some() {
        facts.push((words.first_approver.to_owned(), person(claim.first_approver)));
    }
    facts.extend(
        claim.answer_by.map(|by| (words.answer_by.to_owned(), time::day_and_minute(&console.context, by).into_any())),
    );
    let has_no_past = case.assessment.result.figures.afterwards.is_some();
    let above = amount.is_some_and(|amount| amount.minor > case.limit().minor);
    view! {
        <p class="small muted">{case.claim.number.clone()}</p>
        <p class="small">{label} " " {above.then(|| view! { <Tag tone=Tone::Down word=words.above_limit/> })} " "
            {has_no_past.then(|| view! { <Tag tone=Tone::Slow word=words.has_no_past/> })}
        </p>
        {match amount {
            Some(amount) => view! { <Amount money=amount compact=true/> }.into_any(),
            None => view! { <p class="amount compact muted">{words.no_amount}</p> }.into_any(),
        }}
        <Facts facts=facts close=true/>
    }
    .into_any()
}

/// A programme of an incident that overlaps: the claim of the same account there, and what it is about.
fn other_claim(console: &Console, other: &OtherProgramme) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let title = other.title.get(language).to_owned();
    let (href, stands) = match &other.claim {
        Some(claim) => {
            let amount = claim.offer.map_or_else(|| words.no_amount.to_owned(), Money::format);
            (routes::staff_claim(claim.id), format!("{} · {amount}", states::claim(language, claim.state)))
        }
        None => (routes::staff_programme(other.programme), words.no_claim_there.to_owned()),
    };
    view! { <a href=console.href(&href) dir="auto">{title}</a> " · " {stands} }.into_any()
}

fn takings(console: &Console, data: &Data) -> AnyView {
    let case = &data.case;
    let currency = case.assessment.result.figures.account.currency;
    let hours = Hours { points: &case.chart, stops: &case.stops, kind: case.account.kind, currency };
    let chart = chart(&console.context, hours);
    chart.map(|chart| view! { <section><h2>{Words::of(console.language()).takings}</h2>{chart}</section> }).into_any()
}

fn computation(console: &Console, data: &Data) -> AnyView {
    let (language, words) = (console.language(), Words::of(console.language()));
    let result = &data.case.assessment.result;
    let needs_person = matches!(result.outcome, Outcome::Offer { needs_person: true, .. } | Outcome::Review { .. });
    let tone = if needs_person { Tone::Slow } else { Tone::Unknown };
    let summary = result.summary.get(language).to_owned();
    let whole = console.href(&routes::staff_claim_computation(data.case.claim.id));
    let transactions = console.href(&routes::staff_claim_transactions(data.case.claim.id));
    view! {
        <section>
            <h2>
                {words.computed} " " <span class="muted">{policies::version(language, result.policy_version)}</span>
            </h2>
            <Notice tone=tone><p>{summary}</p></Notice>
            {calculation(result, language).unwrap_or_else(|| {
                view! { <p class="muted">{words.no_steps}</p> }.into_any()
            })}
            <p class="whole">
                <a href=whole>{Working::of(language).link}</a> " · "
                <a href=transactions>{Transactions::of(language).title}</a>
            </p>
            {result.certainty.as_ref().map(|certainty| {
                let sentence = certainty.sentence.get(language).to_owned();
                view! { <details class="fold" open=true><summary>{words.certainty}</summary><p>{sentence}</p></details> }
            })}
            {excluded(console, data)}
            {how_to_check(console, data)}
        </section>
    }
    .into_any()
}

fn excluded(console: &Console, data: &Data) -> AnyView {
    let language = console.language();
    let days = &data.case.assessment.result.figures.excluded;
    let day = |date, reason| {
        let reason = exclusion_sentence(reason).get(language).to_owned();
        view! { <li>{long_date(date, language)} " — " <span class="muted">{reason}</span></li> }
    };
    (!days.is_empty())
        .then(|| {
            let days = days.iter().map(|excluded| day(excluded.date, excluded.reason)).collect_view();
            view! {
                <details class="fold"><summary>{Words::of(language).excluded}</summary><ul>{days}</ul></details>
            }
        })
        .into_any()
}

fn how_to_check(console: &Console, data: &Data) -> AnyView {
    let result = &data.case.assessment.result;
    let records = console.href(&routes::staff_claim_records(data.case.claim.id));
    let words = ClaimantWords::of(console.language());
    view! {
        <details class="fold">
            <summary>{words.how_computed}</summary>
            {check(&console.context, result, records)}
            <p>{words.digest} " " <code>{result.digest.clone()}</code></p>
        </details>
    }
    .into_any()
}

fn history(console: &Console, data: &Data) -> AnyView {
    let words = Words::of(console.language());
    let moments: Vec<_> = data.case.events.iter().rev().map(|event| moment(console, data, event)).collect();
    let list = if moments.is_empty() {
        view! { <p class="muted">{words.no_history}</p> }.into_any()
    } else {
        view! { <Timeline moments=moments/> }.into_any()
    };
    view! { <section><h2>{words.history}</h2>{list}</section> }.into_any()
}

fn moment(console: &Console, data: &Data, event: &ClaimEvent) -> Moment {
    let words = Words::of(console.language());
    let who = if event.by_claimant {
        words.by_claimant.to_owned()
    } else {
        data.names.of_label(&event.actor).unwrap_or(words.by_system).to_owned()
    };
    let mut said = paragraphs(&event.note);
    said.insert(0, who);
    Moment {
        id: None,
        datetime: console.context.zone().rfc3339(event.at),
        time: time::day_and_minute(&console.context, event.at),
        label: states::event(console.language(), event.event).to_owned(),
        said: Prose::plain(&said),
        note: None,
    }
}
