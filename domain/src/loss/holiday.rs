//! Holidays: a factor learned from what the account's own past holidays brought.

use crate::{calendar::Holidays, series::Series};

use super::{
    frame::{AFTER, BEFORE, Hidden},
    moments::trust,
};

/// How much what holidays bring differs between trades, as a standard deviation.
const TRADES_DIFFER: f64 = 0.5;
/// How much one holiday of a trade differs from another.
const HOLIDAYS_DIFFER: f64 = 0.3;
/// The factor's upper end.
const HIGHEST: f64 = 1.5;

/// Takings of a holiday over those of the same weekday 1 to 3 weeks around, over the account's known holidays, pulled to
/// 1 by its own chance: estimator, step 3. `ticket` is the size of a typical sale. 0 to 1.5.
pub(crate) fn holiday_factor(
    series: &Series,
    origin: i64,
    hidden: &Hidden,
    known_end: i64,
    holidays: &Holidays,
    ticket: f64,
) -> f64 {
    let per_day = series.slot_minutes.per_day();
    let takings = |day: i64| {
        let slots = day * per_day..(day + 1) * per_day;
        let known = slots.start >= series.first_slot && slots.end <= known_end;
        (known && hidden.spares(&slots)).then(|| series.within(&slots).1.iter().map(|taken| *taken as f64).sum::<f64>())
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
    if like <= 0.0 {
        return 1.0;
    }
    let chance = HOLIDAYS_DIFFER * HOLIDAYS_DIFFER / days + ticket / like;
    (1.0 + trust(TRADES_DIFFER, chance) * (taken / like - 1.0)).clamp(0.0, HIGHEST)
}
