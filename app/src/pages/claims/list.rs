//! A claimant's accounts and what each gets.

use backend::claims::ClaimantCase;
use domain::ledger::Account;
use leptos::prelude::*;

use super::{claims_page, just_happened, standing};
use crate::{
    parts::{Amount, Badge, ButtonKind, Empty, LinkButton},
    routes,
    shell::{Document, PageContext},
    text::claims::{self, Claims},
};

/// `/claims`
pub fn page(context: &PageContext, accounts: &[Account], cases: &[ClaimantCase], notice: Option<&str>) -> Document {
    let words = Claims::of(context.language);
    claims_page(context, words.title, || {
        let lead = (!accounts.is_empty()).then(|| view! { <p class="lead">{words.lead}</p> });
        view! {
            {just_happened(notice)}
            <h1>{words.title}</h1>
            {lead}
            <div class="cards">
                {cases.iter().map(|case| card(context, case)).collect_view()}
                {accounts.iter().filter(|account| !has_result(account, cases)).map(|a| waiting(context, a)).collect_view()}
            </div>
            {accounts.is_empty().then(|| nobody(context))}
        }
        .into_any()
    })
}

fn has_result(account: &Account, cases: &[ClaimantCase]) -> bool {
    cases.iter().any(|case| case.account.id == account.id)
}

fn card(context: &PageContext, case: &ClaimantCase) -> AnyView {
    let language = context.language;
    let (tone, word) = standing::badge(case, language);
    let amount = standing::amount(case).map(|money| view! { <Amount money=money compact=true/> });
    let reference = case.claim.as_ref().map(|stored| {
        view! { <span>{Claims::of(language).reference} " " {stored.number.clone()}</span> }
    });
    let href = context.href(&routes::case(case.account.id, case.programme.id));
    let offer = standing::acceptable(case);
    let (label, kind) = match offer {
        Some(offer) => (claims::see_offer(language, offer), ButtonKind::Primary),
        None => (Claims::of(language).see.to_owned(), ButtonKind::Plain),
    };
    view! {
        <article class="card">
            <p class="row">
                <span class="small muted" dir="auto">{case.programme.title.get(language).to_owned()}</span>
                <Badge tone=tone word=word/>
            </p>
            <h2 dir="auto">{case.account.name.clone()} " " <small>{case.account.region.0.clone()}</small></h2>
            {amount}
            <p>{standing::next(context, case)}</p>
            <p class="row">
                <LinkButton href=href label=label kind=kind/>
                <small class="muted">{reference}</small>
            </p>
        </article>
    }
    .into_any()
}

fn waiting(context: &PageContext, account: &Account) -> AnyView {
    let words = Claims::of(context.language);
    view! {
        <article class="card quiet">
            <h2 dir="auto">{account.name.clone()} " " <small>{account.region.0.clone()}</small></h2>
            <p><b>{words.no_result}</b></p>
            <p>{words.no_result_text}</p>
        </article>
    }
    .into_any()
}

fn nobody(context: &PageContext) -> AnyView {
    let words = Claims::of(context.language);
    let href = context.href(routes::SIGN_IN_AGAIN);
    view! {
        <Empty title=words.no_account text=words.no_account_text>
            <LinkButton href=href label=words.other_address/>
        </Empty>
    }
    .into_any()
}
