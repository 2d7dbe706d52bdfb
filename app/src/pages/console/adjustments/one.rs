//! One later result: both computations, what differs, and deciding.

use backend::adjustments::AdjustmentCase;
use domain::{
    adjustment::{Direction, Status},
    assessment::Assessment,
    id::StaffId,
    role::Permission,
};
use leptos::prelude::*;

use super::{
    super::{
        Console, Names,
        claims::state_badge,
        layout::{self, Top},
    },
    VERDICTS, after, badge, marks, signed,
};
use crate::{
    pages::{claims::calculation::calculation, differences::differences, public::time},
    parts::{Button, ButtonKind, ErrorSummary, Facts, FormState, LinkButton, Notice, TextArea, Tone, page_title},
    routes,
    shell::Document,
    text::console::{
        adjustments::{self as said, Adjustments as Words},
        claims::Claims,
        programmes::Programmes,
    },
};

/// `/console/programmes/{programme}/adjustments/{id}`
pub fn page(console: &Console, case: &AdjustmentCase, names: &Names, form: &FormState) -> Document {
    let language = console.language();
    let (words, found) = (Words::of(language), &case.change.adjustment);
    let name = &found.account_name;
    let tab = page_title(language, &format!("{} — {name}", words.title), form).into_owned();
    let top = Top::new(name.clone()).of(routes::STAFF_PROGRAMMES, Programmes::of(language).title).with_tab(tab);
    let acts = || {
        let href = console.href(&routes::staff_claim(found.claim));
        view! { <LinkButton href=href label=words.see_claim compact=true/> }.into_any()
    };
    layout::page(console, &top, acts, || {
        let back = console.href(&routes::adjustments(found.programme));
        let fold = |heading: &'static str, assessment: &Assessment| {
            let steps = calculation(assessment, language);
            let steps =
                steps.unwrap_or_else(|| view! { <p class="muted">{Claims::of(language).no_steps}</p> }.into_any());
            let summary = assessment.summary.get(language).to_owned();
            view! { <details class="fold"><summary>{heading}</summary><p>{summary}</p>{steps}</details> }
        };
        view! {
            <div class="inner">
                <p><a href=back>{words.back}</a></p>
                <ErrorSummary form=form.clone() language=language/>
                {facts(console, case, names)}
                <section>
                    <h2>{words.differs}</h2>
                    {differences(&case.change.before, &case.change.after, language)}
                    {fold(words.first_computation, &case.change.before)}
                    {fold(words.later_computation, &case.change.after)}
                </section>
                {(found.status == Status::Waiting).then(|| decision(console, case, form))}
            </div>
        }
        .into_any()
    })
}

fn facts(console: &Console, case: &AdjustmentCase, names: &Names) -> AnyView {
    let (words, found) = (Words::of(console.language()), &case.change.adjustment);
    let when = |at| time::day_and_minute(&console.context, at).into_any();
    let mut facts = vec![
        (words.status.to_owned(), view! { {badge(console, found)} " " {marks(console, found)} }.into_any()),
        (words.state.to_owned(), state_badge(console, found.state)),
        (words.before.to_owned(), found.from.format().into_any()),
        (words.after.to_owned(), after(console, found).into_any()),
    ];
    if found.to.is_some() {
        facts.push((words.difference.to_owned(), signed(found.difference_minor(), found.from).into_any()));
    }
    if let Some(shared) = &case.shared {
        facts.push((words.shared.to_owned(), said::shared(console.language(), shared).into_any()));
    }
    facts.push((words.since.to_owned(), when(found.created_at)));
    let people =
        [(words.made_by, found.made_by), (words.first_by, found.first_by), (words.decided_by, found.decided_by)];
    facts.extend(people.into_iter().filter_map(|(label, id): (&str, Option<StaffId>)| {
        let name = names.of(id?).unwrap_or_default().to_owned();
        Some((label.to_owned(), view! { <span dir="auto">{name}</span> }.into_any()))
    }));
    facts.extend(found.decided_at.map(|at| (words.decided_at.to_owned(), when(at))));
    if !found.reason.is_empty() {
        facts.push((words.reason.to_owned(), view! { <span dir="auto">{found.reason.clone()}</span> }.into_any()));
    }
    view! { <Facts facts=facts/> }.into_any()
}

fn decision(console: &Console, case: &AdjustmentCase, form: &FormState) -> AnyView {
    let (language, found) = (console.language(), &case.change.adjustment);
    let words = Words::of(language);
    if !console.may(Permission::ApproveClaims) {
        return view! { <section><h2>{words.decide}</h2><p class="muted">{words.not_yours}</p></section> }.into_any();
    }
    let careful = |text: String| view! { <Notice tone=Tone::Slow><p>{text}</p></Notice> };
    let refusal = match &case.refusal {
        Some(_) if found.waits_for_payment() => Some(words.payment_first.to_owned()),
        Some(refusal) => Some(refusal.get(language).to_owned()),
        None => None,
    };
    let can_apply = refusal.is_none();
    let two = (found.needs_two() && can_apply).then(|| {
        let text = if found.first_by.is_none() { words.first_of_two } else { words.second_of_two };
        careful(text.to_owned())
    });
    let apply_label = if found.direction == Direction::Review { words.apply_review } else { words.apply };
    let address = console.href(&routes::adjustment(found.programme, found.id));
    let [apply, keep] = VERDICTS;
    view! {
        <section class="panel-below" id="form">
            <h2>{words.decide}</h2>
            {refusal.map(careful)}
            {two}
            <form method="post" action=address novalidate=true>
                <TextArea name="reason" label=words.reason hint=words.reason_hint value=form.value("reason")
                    error=form.error("reason")/>
                <p class="send several">
                    {can_apply.then(|| view! {
                        <Button label=apply_label name="verdict" value=apply.name() kind=ButtonKind::Primary/>
                    })}
                    <Button label=words.keep name="verdict" value=keep.name()/>
                </p>
            </form>
        </section>
    }
    .into_any()
}
