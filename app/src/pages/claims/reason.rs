//! The forms of a case in which somebody writes something: appeal, ask for a person, answer, withdraw.

use backend::claims::ClaimantCase;
use leptos::prelude::*;

use super::{claims_page, details, standing};
use crate::{
    parts::{Button, ButtonKind, ErrorSummary, FormState, LinkButton, Notice, TextArea, Tone, page_title},
    routes::{self, CaseForm},
    shell::{Document, PageContext},
    text::claims::{self, Claims},
};

/// The words of a form.
struct Words {
    title: &'static str,
    lead: &'static str,
    label: &'static str,
    /// May be empty.
    hint: &'static str,
    send: &'static str,
}

/// The page of a form, empty or as it was sent.
pub fn page(context: &PageContext, case: &ClaimantCase, kind: CaseForm, form: &FormState) -> Document {
    let language = context.language;
    let words = words(context, kind);
    let title = page_title(language, words.title, form).into_owned();
    let (account, programme) = (case.account.id, case.programme.id);
    claims_page(context, &title, || {
        let said = details::said_last(case).map(|note| {
            let lines = note.lines().map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
            let heading = Claims::of(language).their_words;
            view! { <div class="said"><Notice tone=Tone::Maint><p><b>{heading}</b></p>{lines}</Notice></div> }
        });
        let value = typed(context, case, kind, form);
        let note = field(&words, value, form.error("note"));
        let button = if kind == CaseForm::Withdraw { ButtonKind::Danger } else { ButtonKind::Primary };
        view! {
            <p class="crumb"><span dir="auto">{case.account.name.clone()} " · " {case.account.region.0.clone()}</span></p>
            <ErrorSummary form=form.clone() language=language/>
            <h1>{words.title}</h1>
            <p class="lead">{words.lead}</p>
            {said}
            <form id="form" method="post" action=context.href(&routes::case_form(account, programme, kind)) novalidate=true>
                {note}
                <p class="acts">
                    <Button label=words.send kind=button wide=true/>
                    <LinkButton href=context.href(&routes::case(account, programme)) label=Claims::of(language).back wide=true/>
                </p>
            </form>
        }
        .into_any()
    })
}

fn field(words: &Words, value: String, error: Option<String>) -> AnyView {
    if words.hint.is_empty() {
        return view! { <TextArea name="note" label=words.label value=value error=error/> }.into_any();
    }
    view! { <TextArea name="note" label=words.label hint=words.hint value=value error=error/> }.into_any()
}

/// What was typed; at first, for an amount that a person only has to check, what there is to say.
fn typed(context: &PageContext, case: &ClaimantCase, kind: CaseForm, form: &FormState) -> String {
    let computed = standing::amount(case).filter(|_| kind == CaseForm::Ask && !form.is_wrong());
    computed.map_or_else(|| form.value("note"), |amount| claims::review_of_amount(context.language, amount))
}

fn words(context: &PageContext, kind: CaseForm) -> Words {
    let words = Claims::of(context.language);
    match kind {
        CaseForm::Ask => Words {
            title: words.ask_title,
            lead: words.ask_lead,
            label: words.ask_reason,
            hint: words.ask_hint,
            send: words.ask_send,
        },
        CaseForm::Answer => Words {
            title: words.answer_title,
            lead: words.answer_lead,
            label: words.answer_reason,
            hint: "",
            send: words.answer_send,
        },
        CaseForm::Withdraw => Words {
            title: words.withdraw_title,
            lead: words.withdraw_lead,
            label: words.withdraw_reason,
            hint: "",
            send: words.withdraw_send,
        },
        CaseForm::Appeal | CaseForm::Accept => Words {
            title: words.appeal_title,
            lead: words.appeal_lead,
            label: words.appeal_reason,
            hint: words.appeal_hint,
            send: words.appeal_send,
        },
    }
}
