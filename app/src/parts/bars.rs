//! Ninety days or a month of a component as one small picture: one dashed line for each status, a dash to a day. The worse the
//! day the taller its bar; the words of the picture list the affected days.

use std::fmt::Write;

use chrono::NaiveDate;
use domain::{component::ComponentStatus, language::Language, time::long_date, uptime::DayBar};
use leptos::prelude::*;

use super::badge::Tone;
use crate::text::{public, reports, status};

/// Width of a day with the gap after it, in units of the picture. The gap is 1, as in the style's dash pattern.
const STEP: usize = 4;
/// Height of the picture.
const HEIGHT: usize = 24;

/// Equal days next to each other: index of the first, how many, their status.
type Run = (usize, usize, ComponentStatus);

/// The bars of some days, oldest first.
#[component]
pub fn DayBars(
    /// The days.
    days: Vec<DayBar>,
    /// The language of the words.
    language: Language,
    /// The first day of the month they are; the last ninety days where there is none.
    #[prop(optional)]
    month: Option<NaiveDate>,
) -> impl IntoView {
    let runs = runs(&days);
    let affected = affected(language, &days, &runs);
    let summary = match month {
        Some(month) => reports::bars_summary(language, month, &affected),
        None => public::bars_summary(language, &affected),
    };
    let view_box = format!("0 0 {} {HEIGHT}", (days.len() * STEP).saturating_sub(1));
    view! {
        <svg class="bars" viewBox=view_box preserveAspectRatio="none" role="img"
            aria-label=summary>
            {paths(&runs)}
        </svg>
    }
}

fn runs(days: &[DayBar]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (index, day) in days.iter().enumerate() {
        match runs.last_mut() {
            Some((_, length, worst)) if *worst == day.worst => *length += 1,
            _ => runs.push((index, 1, day.worst)),
        }
    }
    runs
}

/// One path for each status that occurs, with a piece for each run.
fn paths(runs: &[Run]) -> Vec<AnyView> {
    let mut paths: Vec<(ComponentStatus, String)> = Vec::new();
    for &(first, length, status) in runs {
        // the line runs through the middle of the bars, which stand on the picture's ground
        let middle = HEIGHT - height(status) / 2;
        let piece = format!("M{} {middle}h{}", first * STEP, length * STEP - 1);
        match paths.iter_mut().find(|(known, _)| *known == status) {
            // writing to a String cannot fail
            Some((_, path)) => drop(write!(path, "{piece}")),
            None => paths.push((status, piece)),
        }
    }
    let path = |(status, path)| view! { <path class=Tone::from(status).class() d=path/> }.into_any();
    paths.into_iter().map(path).collect()
}

/// Twice the half of each line's width in the style.
const fn height(status: ComponentStatus) -> usize {
    match status {
        ComponentStatus::Unknown => 4,
        ComponentStatus::Operational | ComponentStatus::UnderMaintenance => 12,
        ComponentStatus::DegradedPerformance => 16,
        ComponentStatus::PartialOutage => 20,
        ComponentStatus::MajorOutage => 24,
    }
}

/// The affected runs in words: `2022년 10월 15일–2022년 10월 16일 중단`.
fn affected(language: Language, days: &[DayBar], runs: &[Run]) -> Vec<String> {
    let is_affected = |run: &&Run| !matches!(run.2, ComponentStatus::Operational | ComponentStatus::Unknown);
    let words = |&(first, length, worst): &Run| {
        let day = |index: usize| days.get(index).map(|day| long_date(day.date, language)).unwrap_or_default();
        let until = if length > 1 { format!("–{}", day(first + length - 1)) } else { String::new() };
        format!("{}{until} {}", day(first), status::component(language, worst))
    };
    runs.iter().filter(is_affected).map(words).collect()
}
