//! The cohorts of a programme: what was measured over like accounts, and how well that did where nothing had happened.

use std::fmt::Write;

use domain::{
    money::group_thousands,
    published::{Checked, PublishedCohort},
    status::ProgrammeSummary,
};
use leptos::prelude::*;

use crate::{
    csv::field,
    parts::{Column, Table},
    routes,
    shell::PageContext,
    text::{
        console::states,
        public::{self as said, Cohorts as Words},
    },
};

/// Cohorts that the page shows, those with the most accounts.
const SHOWN: usize = 20;

/// The section of a programme's page; nothing before a run is done.
pub fn section(context: &PageContext, programme: &ProgrammeSummary) -> AnyView {
    if programme.cohorts.is_empty() {
        return ().into_any();
    }
    let (language, words) = (context.language, Words::of(context.language));
    let mut largest: Vec<&PublishedCohort> = programme.cohorts.iter().collect();
    // the small ones together stay last
    largest.sort_by_key(|cohort| (cohort.cohort.is_none(), std::cmp::Reverse(cohort.exposed)));
    let rest = largest.len().saturating_sub(SHOWN);
    let rows = largest.into_iter().take(SHOWN).map(|cohort| row(context, cohort)).collect();
    let columns = vec![
        Column::text(words.cohort),
        Column::number(words.exposed),
        Column::number(words.loss_rate),
        Column::number(words.catch_up),
        Column::number(words.bias),
        Column::number(words.error),
    ];
    let csv = context.href(&routes::cohorts(programme.id));
    view! {
        <section class="sec">
            <h2>{words.title}</h2>
            <p>{words.lead}</p>
            <Table caption=words.title caption_hidden=true wide=true columns=columns rows=rows/>
            <p class="small muted">{words.check} " " {words.small}</p>
            <p class="small"><a href=csv download="cohorts.csv">{said::all_cohorts(language, rest)}</a></p>
        </section>
    }
    .into_any()
}

fn row(context: &PageContext, cohort: &PublishedCohort) -> Vec<AnyView> {
    let (language, words) = (context.language, Words::of(context.language));
    let name = cohort.cohort.as_ref().map_or_else(
        || words.small_ones.into_any(),
        |key| {
            let (kind, trade) = (states::account_kind(language, key.kind), states::trade(language, &key.category.0));
            view! { {format!("{kind} · {trade}")} " " <span dir="auto">{key.region.0.clone()}</span> }.into_any()
        },
    );
    let none = || "–".to_owned();
    // an interval stays on one line
    let rate = |rates: domain::published::Rates| {
        format!("{} ({}\u{2060}–\u{2060}{})", rates.loss, rates.loss_low, rates.loss_high)
    };
    vec![
        name,
        group_thousands(cohort.exposed).into_any(),
        cohort.rates.map_or_else(none, rate).into_any(),
        cohort.rates.map_or_else(none, |rates| rates.catch_up.to_string()).into_any(),
        cohort.checked.map_or_else(none, bias).into_any(),
        cohort.checked.map_or_else(none, |checked| checked.error.to_string()).into_any(),
    ]
}

fn bias(checked: Checked) -> String {
    let (sign, tenths) = (if checked.bias_tenths < 0 { "−" } else { "+" }, checked.bias_tenths.unsigned_abs());
    format!("{sign}{}.{}%", tenths / 10, tenths % 10)
}

/// All cohorts as CSV; shares in percent, empty where none is published.
pub fn csv(programme: &ProgrammeSummary) -> String {
    let mut text = String::from(
        "kind,category,region,accounts,exposed,loss_rate,loss_rate_low80,loss_rate_high80,catch_up,\
         backtest_bias,backtest_error,backtest_covered90\n",
    );
    for row in &programme.cohorts {
        let (kind, category, region) = row
            .cohort
            .as_ref()
            .map_or(("", "", ""), |key| (key.kind.name(), key.category.0.as_str(), key.region.0.as_str()));
        let percent = |share: Option<domain::policy::Percent>| {
            share.map(|share| format!("{}.{}", share.tenths() / 10, share.tenths() % 10)).unwrap_or_default()
        };
        let bias =
            row.checked.map(|checked| bias(checked).replace('−', "-").replace(['+', '%'], "")).unwrap_or_default();
        // writing to a String cannot fail
        let _ = writeln!(
            text,
            "{kind},{},{},{},{},{},{},{},{},{bias},{},{}",
            field(category),
            field(region),
            row.accounts,
            row.exposed,
            percent(row.rates.map(|rates| rates.loss)),
            percent(row.rates.map(|rates| rates.loss_low)),
            percent(row.rates.map(|rates| rates.loss_high)),
            percent(row.rates.map(|rates| rates.catch_up)),
            percent(row.checked.map(|checked| checked.error)),
            percent(row.checked.map(|checked| checked.covered)),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use domain::time::Instant;

    use super::*;

    #[test]
    fn the_file_has_every_cohort_and_nothing_of_the_small_ones() {
        let now = Instant::parse_rfc3339("2022-10-20T00:00:00Z").expect("a time");
        let mut programme = crate::sample::state(now).programmes.remove(0);
        if let Some(key) = &mut programme.cohorts[0].cohort {
            key.region.0 = "=서울, \"마포\"".into();
        }
        let text = csv(&programme);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "merchant,cafe,\"'=서울, \"\"마포\"\"\",1284,1012,61.0,57.4,64.6,0.0,-0.7,11.4,90.3");
        assert_eq!(lines[2], ",,,61,44,,,,,,,");
        assert_eq!(lines.len(), 3);
    }
}
