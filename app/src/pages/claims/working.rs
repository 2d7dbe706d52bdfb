//! How an expectation comes about, as tables that a person redoes with a calculator; claimants and staff see the same.

use chrono::NaiveDateTime;
use domain::{
    assessment::Explanation,
    component::ComponentKey,
    language::Language,
    loss::{Factor, HabitStep, Lead, LevelStep, LikeHours, Part, Working},
    money::{Currency, Money},
};
use leptos::prelude::*;

use super::calculation::calculation;
use crate::{
    parts::{Column, Facts, Table},
    text::{
        day,
        working::{self, Working as Words},
    },
};

/// Everything: each expectation, then the steps to the award.
pub fn explanation(language: Language, explanation: &Explanation) -> AnyView {
    let words = Words::of(language);
    let sheet = Sheet { language, words, explanation };
    let nothing = explanation.workings.is_empty().then(|| view! { <p>{words.none}</p> });
    let award = calculation(&explanation.assessment, language);
    view! {
        {nothing}
        {explanation.workings.iter().map(|working| sheet.working(working)).collect_view()}
        {award.map(|steps| view! { <section class="sec"><h2>{words.award}</h2>{steps}</section> })}
    }
    .into_any()
}

/// What the tables are written with.
struct Sheet<'a> {
    language: Language,
    words: &'static Words,
    explanation: &'a Explanation,
}

impl Sheet<'_> {
    fn money(&self, minor: i64) -> String {
        let currency: Currency = self.explanation.assessment.figures.account.currency;
        Money { minor, currency }.format()
    }

    fn component(&self, key: &ComponentKey) -> String {
        let named = self.explanation.assessment.figures.impacts.components.iter().find(|found| found.key == *key);
        named.map_or_else(|| key.to_string(), |found| found.name.get(self.language).to_owned())
    }

    fn working(&self, working: &Working) -> AnyView {
        let words = self.words;
        let parts = working.parts.iter().map(|part| self.part(working, part)).collect_view();
        let about = if working.cycle_days == 7 { words.first_text } else { words.first_text_rotation };
        view! {
            <section class="sec working">
                <h2>{self.heading(working)}</h2>
                <h3>{words.first}</h3>
                <p>{about}</p>
                {parts}
                <h3>{words.second}</h3>
                <p>{words.second_text}</p>
                {self.level(&working.level_steps)}
                <h3>{words.third}</h3>
                {self.sum(working)}
            </section>
        }
        .into_any()
    }

    fn heading(&self, working: &Working) -> String {
        let names: Vec<String> =
            working.leads.iter().map_while(|lead| Some(self.component(lead.component.as_ref()?))).collect();
        if names.is_empty() {
            return self.words.expected.to_owned();
        }
        working::hours_of(self.language, &names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn part(&self, working: &Working, part: &Part) -> AnyView {
        let words = self.words;
        let columns = vec![
            Column::text(words.day),
            Column::number(words.hours),
            Column::number(words.whole_day),
            Column::number(words.weight),
        ];
        let rows = part.like.iter().map(|like| self.like(like)).collect();
        let title = hours(self.language, part.from, part.to);
        let holiday = part.holiday.then(|| view! { " · " {words.holiday} });
        view! {
            <section class="stretch">
                <h4>{title.clone()} {holiday}</h4>
                <Facts facts=self.part_facts(working, part)/>
                <details class="fold">
                    <summary>{working::like_days(self.language, part.like.len())}</summary>
                    <Table caption=title caption_hidden=true columns=columns rows=rows/>
                </details>
            </section>
        }
        .into_any()
    }

    fn like(&self, like: &LikeHours) -> Vec<AnyView> {
        let name = hours(self.language, like.from, like.to).into_any();
        if let Some(reason) = like.excluded {
            let why = working::excluded(self.language, reason);
            return vec![name, ().into_any(), ().into_any(), view! { <span class="muted">{why}</span> }.into_any()];
        }
        let (hours, day) = (self.money(like.amount), self.money(like.day));
        vec![name, hours.into_any(), day.into_any(), like.weight.to_string().into_any()]
    }

    fn part_facts(&self, working: &Working, part: &Part) -> Vec<(String, AnyView)> {
        let words = self.words;
        let (like_day, ordinary) = (self.money(part.like_day), self.money(working.ordinary_day));
        let day = format!("{ordinary} + {} × ({like_day} − {ordinary})", part.day_trust);
        let share =
            format!("{} + {} × ({} − {})", part.usual_share, part.share_trust, part.like_share, part.usual_share);
        let expected = format!("{} × {}", self.money(part.day), part.share);
        let borrowed = format!("(1 − {} × {}) × {}", part.day_trust, part.share_trust, self.money(part.expected));
        let like = if part.day_trust == Factor::ZERO { words.no_like_day } else { words.like_day_formula };
        vec![
            fact(words.like_day, like, like_day),
            fact(words.expected_day, &day, self.money(part.day)),
            fact(words.like_share, words.like_share_formula, part.like_share.to_string()),
            fact(words.share, &share, part.share.to_string()),
            fact(words.part, &expected, self.money(part.expected)),
            fact(words.borrowed, &borrowed, self.money(part.borrowed)),
        ]
    }

    fn level(&self, steps: &[LevelStep]) -> AnyView {
        let words = self.words;
        let columns = vec![
            Column::text(words.stretch),
            Column::number(words.taken),
            Column::number(words.expected_there),
            Column::number(words.ratio),
            Column::number(words.pull),
            Column::number(words.level),
        ];
        let row = |step: &LevelStep| -> Vec<AnyView> {
            let figures = [
                self.money(step.taken),
                self.money(step.expected),
                step.ratio.to_string(),
                step.pull.to_string(),
                step.level.to_string(),
            ];
            let name = working::around(self.language, step.around).into_any();
            std::iter::once(name).chain(figures.map(IntoAny::into_any)).collect()
        };
        let rows = steps.iter().map(row).collect();
        view! { <Table caption=words.second caption_hidden=true columns=columns rows=rows/> }.into_any()
    }

    fn sum(&self, working: &Working) -> AnyView {
        let words = self.words;
        let parts = working.parts.iter();
        let of_kind = |holiday: bool| {
            let amounts: Vec<_> = parts.clone().filter(|part| part.holiday == holiday).collect();
            let amounts: Vec<_> = amounts.into_iter().map(|part| self.money(part.expected)).collect();
            if amounts.len() > 1 { amounts.join(" + ") } else { String::new() }
        };
        let mut facts = vec![fact(words.ordinary_sum, &of_kind(false), self.money(working.ordinary))];
        let mut sum = self.money(working.ordinary);
        if working.parts.iter().any(|part| part.holiday) {
            facts.push(fact(words.holiday_sum, &of_kind(true), self.money(working.holidays)));
            facts.push(fact(words.holiday_factor, "", working.holiday_factor.to_string()));
            sum = format!("({sum} + {} × {})", self.money(working.holidays), working.holiday_factor);
        }
        facts.push(fact(words.base, &format!("{sum} × {}", working.level), self.money(working.base)));
        facts.extend(working.habit.iter().flat_map(|step| self.habit(step, &sum)));
        facts.extend(working.leads.iter().flat_map(|lead| self.lead(working, lead)));
        view! { <Facts facts=facts/> }.into_any()
    }

    /// What the trade's habit makes of it; `sum` is what was expected of the parts, before the level.
    fn habit(&self, step: &HabitStep, sum: &str) -> [(String, AnyView); 3] {
        let words = self.words;
        let share = format!("{} ÷ {sum}", self.money(step.borrowed));
        let factor = format!("1 + {} × ({} − 1)", step.share, step.trade);
        [
            fact(words.borrowed_share, &share, step.share.to_string()),
            fact(words.trade_habit, "", step.trade.to_string()),
            fact(words.habit_factor, &factor, step.factor.to_string()),
        ]
    }

    fn lead(&self, working: &Working, lead: &Lead) -> Vec<(String, AnyView)> {
        let through = lead.component.as_ref().map(|key| {
            let formula = format!("{} × {}", self.money(working.base), lead.share);
            fact(&working::through(self.language, &self.component(key)), &formula, self.money(lead.own))
        });
        let times = |amount: i64, factor: Factor| format!("{} × {factor}", self.money(amount));
        let habit = fact(self.words.habit, &times(lead.own, lead.habit), self.money(lead.usual));
        let market = fact(self.words.market, &times(lead.usual, lead.market), self.money(lead.amount));
        through.into_iter().chain([habit, market]).collect()
    }
}

/// A line: what it is, by which formula, and what it comes to.
fn fact(name: &str, formula: &str, value: String) -> (String, AnyView) {
    let formula = (!formula.is_empty()).then(|| view! { <span class="formula">{formula.to_owned()} " ="</span> " " });
    (name.to_owned(), view! { {formula} <b>{value}</b> }.into_any())
}

/// Hours of a day: `10월 15일(토) 15:00–다음 날 15:00`.
fn hours(language: Language, from: NaiveDateTime, to: NaiveDateTime) -> String {
    let end = working::until(language, &to.format("%H:%M").to_string(), from.date() == to.date());
    format!("{} {}–{end}", day::with_weekday(language, from.date()), from.format("%H:%M"))
}
