//! Holidays: a factor learned from what the account's own past holidays brought.

use crate::{calendar::Holidays, series::Series};

use super::frame::{AFTER, BEFORE};

/// Ordinary days that the account's own holidays weigh against.
const PRIOR_DAYS: f64 = 2.0;
/// The factor's upper end.
const HIGHEST: f64 = 1.5;

/// Takings of a holiday over those of the same weekday 1 to 3 weeks around, over the account's known holidays:
/// estimator, step 3, with the prior "like an ordinary day"; what all accounts share is left to the market. 0 to 1.5.
pub(crate) fn holiday_factor(
    series: &Series,
    origin: i64,
    hidden: &std::ops::Range<i64>,
    known_end: i64,
    holidays: &Holidays,
) -> f64 {
    let per_day = series.slot_minutes.per_day();
    let takings = |day: i64| {
        let slots = day * per_day..(day + 1) * per_day;
        let known = slots.start >= series.first_slot && slots.end <= known_end;
        let clear = slots.end <= hidden.start || slots.start >= hidden.end;
        (known && clear).then(|| slots.map(|slot| series.at(slot) as f64).sum::<f64>())
    };
    let today = origin.div_euclid(per_day);
    let (mut taken, mut like, mut days) = (0.0, 0.0, 0.0);
    for day in holidays.days_between(today - BEFORE, today + AFTER) {
        let around = [-21, -14, -7, 7, 14, 21].map(|shift| day + shift);
        let ordinary: Vec<f64> =
            around.into_iter().filter(|d| !holidays.contains_day(*d)).filter_map(takings).collect();
        if let (Some(amount), false) = (takings(day), ordinary.is_empty()) {
            taken += amount;
            like += ordinary.iter().sum::<f64>() / ordinary.len() as f64;
            days += 1.0;
        }
    }
    let prior = if days > 0.0 { PRIOR_DAYS * like / days } else { 0.0 };
    if like + prior > 0.0 { ((taken + prior) / (like + prior)).clamp(0.0, HIGHEST) } else { 1.0 }
}
