//! Edge cases of what happens to everyone at once.

use super::*;

/// Measures of 40 exposed and 40 unexposed shops whose trade in the window is `busy` of the usual, in percent; of the
/// exposed all that came through the component is lost.
fn town(outage: &Outage, busy: i64) -> (CohortKey, Measure, CohortTable) {
    let window = slot(START)..slot(START) + 24;
    let usual = |slot: i64| if window.contains(&slot) { busy } else { 100 };
    let exposed = shop(|slot| (if window.contains(&slot) { 0 } else { 20_000 }, 300 * usual(slot)));
    let control = shop(|slot| (0, 500 * usual(slot)));
    let [exposed, control] = [exposed, control].map(|history| measure(&history, outage).expect("a measure"));
    let key = cohort(&exposed, 1).0;
    let all = std::iter::repeat_n((&key, &exposed), 40).chain(std::iter::repeat_n((&key, &control), 40));
    let table = cohort_figures(all);
    (key, exposed, table)
}

#[test]
fn a_shock_to_the_whole_market_is_nobodys_loss() {
    for busy in [70, 100, 130] {
        let (key, measured, table) = town(&full_stop(24), busy);
        let loss = loss_of(&measured, &table, &key);
        let share = busy as f64 / 100.0;
        assert_near(table.figures(&key, 0).market, share);
        assert_near(loss.expected, 1_200_000.0 * share);
        assert_near(loss.exposure, 480_000.0 * share);
        assert_near(loss.loss_rate.value, 1.0);
        assert_near(loss.basis, 480_000.0 * share);
    }
}

#[test]
fn a_holiday_in_the_window_is_learned_from_like_accounts() {
    let holiday = NaiveDate::from_ymd_opt(2022, 10, 16).expect("a date");
    let outage = Outage { holidays: [holiday].into_iter().collect(), ..full_stop(24) };
    let (key, measured, table) = town(&outage, 60);
    let loss = loss_of(&measured, &table, &key);
    assert_near(loss.expected, 1_200_000.0 * 0.6);
    assert_near(loss.loss_rate.value, 1.0);
}

#[test]
fn a_market_of_fewer_than_three_accounts_is_not_believed() {
    let window = slot(START)..slot(START) + 24;
    let control = shop(|slot| (0, if window.contains(&slot) { 25_000 } else { 50_000 }));
    let control = measure(&control, &full_stop(24)).expect("a measure");
    for (accounts, market) in [(2, 1.0), (3, 0.5), (40, 0.5)] {
        let (key, table) = cohort(&control, accounts);
        assert!((table.figures(&key, 0).market_of(&control.reading).value() - market).abs() < 0.1, "{accounts}");
    }
}

/// Half the trade of ordinary weeks in every third one, and in the outage; `follows` says whether the account goes along.
fn in_waves(follows: bool) -> AccountHistory {
    let start = slot(START);
    let low = move |slot: i64| follows && (slot - start).div_euclid(168).rem_euclid(3) == 0;
    shop(move |slot| (0, if low(slot) { 25_000 } else { 50_000 }))
}

#[test]
fn an_account_moves_with_the_market_as_far_as_it_was_seen_to_follow() {
    let [with, without] = [true, false].map(|follows| measure(&in_waves(follows), &full_stop(24)).expect("a measure"));
    for accounts in [1, 40] {
        let (key, table) = cohort(&with, accounts);
        let figures = table.figures(&key, 0);
        let (follower, other) = (figures.market_of(&with.reading).value(), figures.market_of(&without.reading).value());
        assert!(follower < 0.85 && other > 0.98, "{accounts}: {follower} {other}");
    }
}
