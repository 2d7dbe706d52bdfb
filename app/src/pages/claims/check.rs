//! How a result can be computed again: in the browser, or from the downloaded records; claimants and staff see the same.

use domain::{assessment::Assessment, ledger::AccountKind};
use leptos::prelude::*;

use crate::{
    islands::{CheckWords, SelfCheck},
    routes::document_name,
    shell::PageContext,
    text::claims::Claims,
};

/// The button, where the browser part was built, and the way that needs no script. `records` is where the records are.
pub fn check(context: &PageContext, assessment: &Assessment, records: String) -> AnyView {
    let words = Claims::of(context.language);
    let is_company = assessment.figures.account.kind == AccountKind::TaxiCompany;
    let offline = if is_company { words.check_offline_company } else { words.check_offline };
    // what somebody types who has the program, and the records where they were saved
    let command = format!("makewhole verify --records {}", document_name("records", &assessment.digest, "json"));
    let button = context.browser.as_ref().map(|browser| {
        let (engine, digest) = (browser.engine.clone(), assessment.digest.clone());
        view! { <SelfCheck engine=engine records=records.clone() digest=digest words=check_words(words)/> }
    });
    view! {
        <p>{words.how_computed_text}</p>
        {button}
        <p>{offline}</p>
        <p><a href=records download>{words.download_records}</a></p>
        <p><code>{command}</code></p>
    }
    .into_any()
}

fn check_words(words: &Claims) -> CheckWords {
    CheckWords {
        check: words.check_yourself.to_owned(),
        working: words.checking.to_owned(),
        same: words.check_same.to_owned(),
        same_text: words.check_same_text.to_owned(),
        different: words.check_different.to_owned(),
        different_text: words.check_different_text.to_owned(),
        other_version: words.check_other_version.to_owned(),
        other_version_text: words.check_other_version_text.to_owned(),
        failed: words.check_failed.to_owned(),
        failed_text: words.check_failed_text.to_owned(),
        digest: words.digest.to_owned(),
        published: words.check_published.to_owned(),
        computed: words.check_computed.to_owned(),
    }
}
