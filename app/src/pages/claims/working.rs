//! How an expectation comes about, as tables that a person redoes with a calculator; claimants and staff see the same.

use domain::{
    assessment::Explanation,
    language::Language,
    loss::{LevelStep, LikeHours, Part, Working},
};
use leptos::prelude::*;

use super::calculation::calculation;
use crate::{
    computation::{Line, Sheet},
    parts::{Column, Facts, Table},
    text::working,
};

/// Everything: each expectation, then the steps to the award.
pub fn explanation(language: Language, explanation: &Explanation) -> AnyView {
    let sheet = Sheet::new(language, explanation);
    let nothing = explanation.workings.is_empty().then(|| view! { <p>{sheet.nothing()}</p> });
    let award = calculation(&explanation.assessment, language);
    view! {
        {nothing}
        {explanation.workings.iter().map(|working| section(&sheet, working)).collect_view()}
        {award.map(|steps| view! { <section class="sec"><h2>{sheet.award_heading()}</h2>{steps}</section> })}
    }
    .into_any()
}

fn section(sheet: &Sheet, working: &Working) -> AnyView {
    let words = sheet.words;
    let parts = working.parts.iter().map(|part| stretch(sheet, working, part)).collect_view();
    view! {
        <section class="sec working">
            <h2>{sheet.heading(working)}</h2>
            <h3>{words.first}</h3>
            <p>{sheet.about(working)}</p>
            {parts}
            <h3>{words.second}</h3>
            <p>{words.second_text}</p>
            {level(sheet, &working.level_steps)}
            <h3>{words.third}</h3>
            <Facts facts=facts(sheet.sum(working))/>
        </section>
    }
    .into_any()
}

fn stretch(sheet: &Sheet, working: &Working, part: &Part) -> AnyView {
    let words = sheet.words;
    let columns = vec![
        Column::text(words.day),
        Column::number(words.hours),
        Column::number(words.whole_day),
        Column::number(words.weight),
    ];
    let rows = part.like.iter().map(|like| like_row(sheet, like)).collect();
    let title = sheet.part_hours(part);
    let holiday = part.holiday.then(|| view! { " · " {words.holiday} });
    view! {
        <section class="stretch">
            <h4>{title.clone()} {holiday}</h4>
            <Facts facts=facts(sheet.part(working, part))/>
            <details class="fold">
                <summary>{working::like_days(sheet.language, part.like.len())}</summary>
                <Table caption=title caption_hidden=true columns=columns rows=rows/>
            </details>
        </section>
    }
    .into_any()
}

fn like_row(sheet: &Sheet, like: &LikeHours) -> Vec<AnyView> {
    let like = sheet.like(like);
    let name = like.name.into_any();
    match like.figures {
        Ok(figures) => std::iter::once(name).chain(figures.map(IntoAny::into_any)).collect(),
        Err(why) => vec![name, ().into_any(), ().into_any(), view! { <span class="muted">{why}</span> }.into_any()],
    }
}

fn level(sheet: &Sheet, steps: &[LevelStep]) -> AnyView {
    let words = sheet.words;
    let columns = vec![
        Column::text(words.stretch),
        Column::number(words.taken),
        Column::number(words.expected_there),
        Column::number(words.ratio),
        Column::number(words.pull),
        Column::number(words.level),
    ];
    let rows = steps.iter().map(|step| sheet.level(step).map(IntoAny::into_any).into()).collect();
    view! { <Table caption=words.second caption_hidden=true columns=columns rows=rows/> }.into_any()
}

fn facts(lines: Vec<Line>) -> Vec<(String, AnyView)> {
    lines.into_iter().map(fact).collect()
}

fn fact(line: Line) -> (String, AnyView) {
    let formula = (!line.formula.is_empty()).then(|| view! { <span class="formula">{line.formula} " ="</span> " " });
    (line.name, view! { {formula} <b>{line.value}</b> }.into_any())
}
