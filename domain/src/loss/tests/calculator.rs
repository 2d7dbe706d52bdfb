//! A person with a pocket calculator and the printed table, and nothing else.

use proptest::prelude::*;

use super::{
    super::cohort::MarketWeek,
    properties::{of_values, sales},
    *,
};
use crate::money::Money;

const MILLION: i128 = 1_000_000;

/// A decimal number in millionths, as a calculator holds it.
fn read(printed: &str) -> i128 {
    let digits: String = printed.chars().filter(|c| c.is_ascii_digit() || ['-', '.'].contains(c)).collect();
    let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
    let negative = whole.starts_with('-');
    let number: i128 = format!("{}{decimals:0<6}", whole.trim_start_matches('-')).parse().expect("a number");
    if negative { -number } else { number }
}

fn factor(printed: Factor) -> i128 {
    read(&printed.to_string())
}

fn won(minor: i64) -> i128 {
    read(&Money::won(minor).format()) / MILLION
}

/// The nearest whole number to a quotient, halves up.
fn rounded(part: i128, whole: i128) -> i128 {
    (2 * part + whole).div_euclid(2 * whole)
}

fn times(amount: i128, by: Factor) -> i128 {
    rounded(amount * factor(by), MILLION)
}

/// Goes through a part by what is printed of it; returns what it comes to, what of that was borrowed, and what the like hours
/// added.
fn calculate_part(part: &Part, ordinary_day: i64) -> [i128; 3] {
    let used = || part.like.iter().filter(|like| like.excluded.is_none());
    let weights: i128 = used().map(|like| factor(like.weight)).sum();
    let days: i128 = used().map(|like| won(like.day) * factor(like.weight)).sum();
    let hours: i128 = used().map(|like| won(like.amount) * factor(like.weight)).sum();
    if weights > 0 {
        assert_eq!(rounded(days, weights), won(part.like_day));
    }
    let day = won(ordinary_day) + times(won(part.like_day) - won(ordinary_day), part.day_trust);
    assert_eq!(day, won(part.day));
    let like = if days > 0 { rounded(hours * MILLION, days) } else { factor(part.usual_share) };
    assert_eq!(like, factor(part.like_share));
    let usual = factor(part.usual_share);
    let share = usual + rounded((like - usual) * factor(part.share_trust), MILLION);
    assert_eq!(share, factor(part.share));
    let expected = times(day, part.share);
    assert_eq!(expected, won(part.expected));
    let own = rounded(factor(part.day_trust) * factor(part.share_trust), MILLION);
    assert_eq!(own, factor(part.own));
    let borrowed = expected - times(expected, part.own);
    assert_eq!(borrowed, won(part.borrowed));
    let by_hours = expected - times(day, part.usual_share);
    assert_eq!(by_hours, won(part.by_hours));
    [expected, borrowed, by_hours]
}

/// Goes through the level's steps; returns the level.
fn calculate_level(steps: &[LevelStep]) -> i128 {
    let after = steps.iter().fold(MILLION, |level, step| {
        if step.expected == 0 {
            return level;
        }
        let ratio = rounded(won(step.taken) * MILLION, won(step.expected));
        assert_eq!(ratio, factor(step.ratio));
        let next = level + rounded((ratio - level) * factor(step.pull), MILLION);
        assert_eq!(next, factor(step.level));
        next
    });
    after.clamp(0, 3 * MILLION)
}

/// What the days around moved the level by, as a share of it.
fn calculate_days(steps: &[LevelStep], level: i128) -> i128 {
    let [weeks, days, day, hours] = steps else { panic!("four steps") };
    if level <= 0 || factor(hours.level) != level {
        return 0;
    }
    let rest = |step: &LevelStep| MILLION - factor(step.pull);
    let moved = rounded((factor(days.level) - factor(weeks.level)) * rest(day), MILLION);
    rounded(rounded(moved * rest(hours), MILLION) * MILLION, level).clamp(-MILLION, MILLION)
}

/// Goes through the step of the trade's habit; returns the factor.
fn calculate_habit(step: &HabitStep, working: &Working, [sum, borrowed, by_hours]: [i128; 3]) -> i128 {
    assert_eq!((borrowed, by_hours), (won(step.borrowed), won(step.by_hours)));
    let share = |part: i128| if sum > 0 { rounded(part * MILLION, sum) } else { 0 };
    assert_eq!(share(borrowed), factor(step.of_borrowed.share));
    assert_eq!(share(by_hours).clamp(-MILLION, MILLION), factor(step.of_hours.share));
    assert_eq!(calculate_days(&working.level_steps, factor(working.level)), factor(step.of_days.share));
    let shares = [step.of_borrowed, step.of_days, step.of_hours];
    let moved = |part: HabitShare| rounded((factor(part.worth) - MILLION) * factor(part.share), MILLION);
    let habit = (MILLION + shares.into_iter().map(moved).sum::<i128>()).clamp(MILLION / 5, 2 * MILLION);
    assert_eq!(habit, factor(step.factor));
    habit
}

/// Goes through a working by what is printed of it; returns what its leads come to.
fn calculate(working: &Working) -> Vec<i128> {
    let mut sums = [[0, 0]; 3];
    for part in &working.parts {
        for (sum, amount) in sums.iter_mut().zip(calculate_part(part, working.ordinary_day)) {
            sum[usize::from(part.holiday)] += amount;
        }
    }
    assert_eq!(sums[0], [won(working.ordinary), won(working.holidays)]);
    assert_eq!(calculate_level(&working.level_steps), factor(working.level));
    let together = |sums: [i128; 2]| sums[0] + times(sums[1], working.holiday_factor);
    let base = times(together(sums[0]), working.level).max(0);
    assert_eq!(base, won(working.base));
    if let Some(step) = &working.habit {
        let habit = calculate_habit(step, working, sums.map(together));
        assert!(working.leads.iter().all(|lead| factor(lead.habit) == habit));
    }
    if let Some(step) = &working.market {
        let market = MILLION + rounded((factor(step.market) - MILLION) * factor(step.following), MILLION);
        assert_eq!(market, factor(step.factor));
        assert!(working.leads.iter().all(|lead| factor(lead.market) == market));
    }
    let amount = |lead: &Lead| {
        let usual = times(times(base, lead.share), lead.habit);
        assert_eq!(usual, won(lead.usual));
        times(usual, lead.market)
    };
    working.leads.iter().map(amount).collect()
}

/// What the assessment has of each lead, rounded as it rounds.
fn published(loss: &Loss, component: Option<&ComponentKey>) -> f64 {
    let estimate = match component {
        None => loss.expected,
        Some(key) => loss.components.iter().find(|c| c.component == *key).expect("a component").exposure,
    };
    (estimate + 0.5).floor()
}

fn assert_printed(history: &AccountHistory, outage: &Outage) -> Vec<Working> {
    let measure = measure(history, outage).expect("a measure");
    let (key, mut table) = cohort(&measure, 40);
    for row in &mut table.rows {
        row.market = 0.987_654_321;
        row.market_weeks = (-16..0).map(|week| MarketWeek { week, market: 1.0 + 0.01 * week as f64 }).collect();
        row.habit = 0.765_432_1;
        (row.days_worth, row.hours_worth) = (1.234_567_8, 0.456_789_1);
    }
    let loss = loss_of(&measure, &table, &key);
    let workings = workings(history, outage, &measure, &table.figures(&key, measure.window));
    assert_eq!(workings.iter().filter(|working| working.habit.is_some()).count(), 1);
    let leads: usize = workings.iter().map(|working| working.leads.len()).sum();
    assert_eq!(leads, loss.components.len() + 1);
    for working in &workings {
        for (lead, calculated) in working.leads.iter().zip(calculate(working)) {
            assert_eq!(i128::from(lead.amount), calculated);
            #[expect(clippy::cast_possible_truncation, reason = "amounts of a test")]
            let published = published(&loss, lead.component.as_ref()) as i128;
            assert_eq!(calculated, published, "{lead:?}");
        }
    }
    workings
}

#[test]
fn the_printed_table_gives_the_published_amounts() {
    let history = shop(|slot| (slot.rem_euclid(7) * 1_000, slot.rem_euclid(11) * 500 + slot.rem_euclid(168) * 10));
    let mut outage = full_stop(31);
    outage.holidays = [-21, 0, 1].map(day_of_outage).into_iter().collect();
    let workings = assert_printed(&history, &outage);
    assert_eq!(workings.len(), 1);
    let part = &workings[0].parts[0];
    assert!(part.holiday && part.expected > 0);
    let reason = |reason| part.like.iter().filter(|like| like.excluded == Some(reason)).count();
    assert_eq!(reason(ExclusionReason::Holiday), 1);
    assert!(part.like.windows(2).all(|pair| pair[0].from < pair[1].from));
}

#[test]
fn services_that_failed_at_other_times_have_tables_of_their_own() {
    let history = shop(|slot| (slot.rem_euclid(7) * 1_000, slot.rem_euclid(13) * 700));
    let stop = impact("pay-qr", Severity::MajorOutage, START.plus(20 * MINUTE), 9);
    let slow = impact("pay-qr", Severity::Degraded, START.plus(11 * HOUR), 40);
    let workings = assert_printed(&history, &outage(vec![stop, slow]));
    assert_eq!(workings.len(), 2);
}

#[test]
fn an_account_without_a_past_has_the_same_table_over_the_weeks_after_the_outage() {
    let history = shop_over(3..50, |slot| (slot.rem_euclid(7) * 1_000, slot.rem_euclid(13) * 700));
    let outage = Outage { observed_until: START.plus(50 * DAY), ..full_stop(31) };
    let workings = assert_printed(&history, &outage);
    assert_eq!(workings.len(), 1);
}

#[test]
fn days_of_another_outage_are_named_in_the_table_and_do_not_count() {
    let history = shop(|slot| (slot.rem_euclid(7) * 1_000, slot.rem_euclid(13) * 700));
    let other = impact("pay-qr", Severity::MajorOutage, START.plus(-14 * DAY + HOUR), 5);
    let workings = assert_printed(&history, &Outage { others: vec![other], ..full_stop(31) });
    let named = workings[0].parts[0].like.iter().filter(|like| like.excluded == Some(ExclusionReason::OtherOutage));
    assert_eq!(named.count(), 1);
}

fn day_of_outage(days: i64) -> NaiveDate {
    Zone::default().date(START.plus(days * DAY))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_was_sold_the_printed_table_gives_the_published_amounts(
        values in sales(), minutes in 30..130 * 60_i64, holidays in prop::collection::vec(-150..10_i64, 0..12),
    ) {
        let end = START.plus(minutes * MINUTE);
        let mut outage = outage(vec![Impact { end: Some(end), ..impact("pay-qr", Severity::PartialOutage, START, 1) }]);
        outage.holidays = holidays.into_iter().map(day_of_outage).collect();
        assert_printed(&of_values(&values, 2, 0), &outage);
    }
}
