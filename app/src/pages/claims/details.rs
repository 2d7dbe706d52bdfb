//! What can be unfolded below a case: how sure it is, what was left out, how it can be checked, what happened.

use backend::claims::{ClaimEvent, ClaimantCase};
use chrono::NaiveDate;
use domain::{
    assessment::exclusion_sentence,
    claim::{Event, State},
    loss::ExclusionReason,
};
use leptos::prelude::*;

use super::{check::check, standing};
use crate::{
    parts::{Facts, Moment, Timeline},
    prose::Prose,
    routes,
    shell::PageContext,
    text::{
        claim_states,
        claims::{self, Claims},
        day,
    },
};

/// All of them.
pub fn details(context: &PageContext, case: &ClaimantCase) -> AnyView {
    view! {
        <section class="folds">
            {certainty(context, case)}
            {excluded(context, case)}
            {how_to_check(context, case)}
        </section>
        <section class="sec">
            <h2>{Claims::of(context.language).history}</h2>
            {history(context, case)}
        </section>
    }
    .into_any()
}

fn certainty(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let certainty = case.assessment.result.certainty.as_ref().map(|certainty| {
        view! {
            <details class="fold" open=true>
                <summary>{Claims::of(context.language).certainty}</summary>
                <p>{certainty.sentence.get(context.language).to_owned()}</p>
            </details>
        }
    });
    certainty.into_any()
}

fn excluded(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let language = context.language;
    let days = &case.assessment.result.figures.excluded;
    let of_reason = |reason: ExclusionReason| {
        let dates: Vec<NaiveDate> = days.iter().filter(|day| day.reason == reason).map(|day| day.date).collect();
        (!dates.is_empty()).then(|| {
            let names = dates.into_iter().map(|date| day::with_weekday(language, date)).collect::<Vec<_>>();
            view! { <p><b>{names.join(", ")}</b> " " {exclusion_sentence(reason).get(language).to_owned()}</p> }
        })
    };
    let reasons = [
        ExclusionReason::Outage,
        ExclusionReason::CatchUp,
        ExclusionReason::Washout,
        ExclusionReason::OtherOutage,
        ExclusionReason::Holiday,
    ];
    let fold = (!days.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>{claims::days_left_out(language, days.len())}</summary>
                {reasons.map(of_reason).collect_view()}
            </details>
        }
    });
    fold.into_any()
}

fn how_to_check(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let words = Claims::of(context.language);
    let result = &case.assessment.result;
    let facts = vec![
        (words.policy_version.to_owned(), claims::policy_version(context.language, result.policy_version).into_any()),
        (words.engine_version.to_owned(), format!("v{}", result.engine_version).into_any()),
        (
            words.computed_at.to_owned(),
            context.zone().date_time(case.assessment.created_at, context.language).into_any(),
        ),
        (words.digest.to_owned(), view! { <code>{result.digest.clone()}</code> }.into_any()),
    ];
    let records = context.href(&routes::case_records(case.account.id, case.programme.id));
    view! {
        <details class="fold" open=true>
            <summary>{words.how_computed}</summary>
            {check(context, result, records)}
            <Facts facts=facts/>
        </details>
    }
    .into_any()
}

fn history(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let computed = Moment {
        id: None,
        datetime: context.zone().rfc3339(case.assessment.created_at),
        time: context.zone().date_time(case.assessment.created_at, context.language),
        label: String::new(),
        said: Prose::plain(&[Claims::of(context.language).computed.to_owned()]),
        note: None,
    };
    let last_acceptance = case.events.iter().rposition(|event| event.event == Event::Accepted);
    let mut moments = vec![computed];
    moments.extend(case.events.iter().enumerate().map(|(index, event)| {
        // earlier acceptances may have been of other amounts
        let amount = (Some(index) == last_acceptance).then(|| standing::amount(case)).flatten();
        moment(context, event, claim_states::event(context.language, event.event, amount))
    }));
    // two things of one instant stay in the order they happened
    moments.sort_by(|a, b| a.datetime.cmp(&b.datetime));
    moments.reverse();
    view! { <Timeline moments=moments/> }.into_any()
}

fn moment(context: &PageContext, event: &ClaimEvent, what: String) -> Moment {
    let words = Claims::of(context.language);
    let heading = if event.by_claimant { words.your_words } else { words.their_words };
    let note = note_for_claimant(event).map(|note| {
        view! {
            <blockquote>
                <small>{heading}</small>
                {note.lines().map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view()}
            </blockquote>
        }
        .into_any()
    });
    Moment {
        id: None,
        datetime: context.zone().rfc3339(event.at),
        time: context.zone().date_time(event.at, context.language),
        label: String::new(),
        said: Prose::plain(&[what]),
        note,
    }
}

/// What was said to or by the claimant; notes among staff are not for them.
fn note_for_claimant(event: &ClaimEvent) -> Option<&str> {
    let is_theirs = event.by_claimant
        || matches!(
            event.event,
            Event::InformationRequested
                | Event::Rejected
                | Event::Offered
                | Event::Reoffered
                | Event::OfferRevoked
                | Event::Raised
        );
    (is_theirs && !event.note.trim().is_empty()).then_some(event.note.as_str())
}

/// Whether the offer was taken back, and that is where the case stands.
pub fn is_revoked(case: &ClaimantCase) -> bool {
    case.events.last().is_some_and(|event| event.event == Event::OfferRevoked)
}

/// What the reviewer said last, where the claimant has to know it now.
pub fn said_last(case: &ClaimantCase) -> Option<&str> {
    let wanted = match standing::state(case)? {
        State::NeedsInformation => Event::InformationRequested,
        State::Rejected => Event::Rejected,
        State::Offered => Event::Offered,
        _ => return None,
    };
    case.events.iter().rev().find(|event| event.event == wanted).and_then(note_for_claimant)
}
