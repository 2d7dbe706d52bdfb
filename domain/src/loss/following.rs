//! Following: how far an account goes along when the market moves. A shop by the station and one by the school lie in the
//! same market, and rain moves the one and not the other; the weeks in which nothing happened show it.

use super::{interval::scale, printed::Factor};

/// What is thought of an account before it was seen: that it moves with a market that is believed.
const USUAL: f64 = 1.0;
/// By how much accounts differ in it, as a standard deviation.
const FOLLOWINGS_DIFFER: f64 = 0.5;
/// The same where the market is too small to be believed: whether anybody follows it is to be seen.
const ANY_FOLLOWING: f64 = 1.0;
/// Its upper end.
pub(crate) const MOST_FOLLOWING: f64 = 1.5;
/// Standard deviations that a week counts at most, so that one odd week does not decide.
const MOST_DEVIATIONS: f64 = 2.0;

/// A window in which nothing happened, and the market moved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    /// The market's factor less 1.
    pub market: f64,
    /// Takings expected without the market; whole minor units.
    pub expected: f64,
    /// Takings; whole minor units.
    pub taken: f64,
}

/// How far an account follows the market, 0 to 1.5: the regression of its departures on the market's moves, drawn to what
/// is usual by its own chance (normal prior). `ticket` is the size of a typical sale, `spread` that of the account's
/// misfits in standard deviations of chance; `is_believed` says whether the market has accounts enough.
pub(crate) fn following(weeks: impl Iterator<Item = Moved>, ticket: f64, spread: f64, is_believed: bool) -> Factor {
    let (usual, differ) = if is_believed { (USUAL, FOLLOWINGS_DIFFER) } else { (0.0, ANY_FOLLOWING) };
    let certain = 1.0 / (differ * differ);
    let (mut departures, mut moves) = (usual * certain, certain);
    for Moved { market, expected, taken } in weeks {
        let deviation = spread * scale(expected, ticket);
        if expected > 0.0 && deviation > 0.0 {
            let departure = ((taken - expected) / deviation).clamp(-MOST_DEVIATIONS, MOST_DEVIATIONS);
            let moved = market * expected / deviation;
            departures += moved * departure;
            moves += moved * moved;
        }
    }
    Factor::of((departures / moves).clamp(0.0, MOST_FOLLOWING))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An account of 100 sales a window, whose departures are `own` times the market's moves.
    fn followed(own: f64, tenths: f64, weeks: usize, is_believed: bool) -> f64 {
        let week = |number: usize| {
            let market = tenths / 10.0 * if number.is_multiple_of(2) { 1.0 } else { -1.0 };
            Moved { market, expected: 100_000.0, taken: 100_000.0 * (1.0 + own * market) }
        };
        following((0..weeks).map(week), 1_000.0, 1.0, is_believed).value()
    }

    #[test]
    fn what_was_seen_draws_what_is_usual_to_it() {
        for own in [0.0, 0.5, 1.0, 1.4] {
            assert!((followed(own, 1.0, 200, true) - own).abs() < 0.05, "{own}");
            let little = followed(own, 1.0, 2, true);
            assert!((little - own).abs() >= 0.6 * (1.0 - own).abs() - 1e-6, "{own} {little}");
        }
    }

    #[test]
    fn nothing_seen_leaves_what_is_usual_and_few_accounts_are_no_market() {
        assert!((followed(1.0, 0.0, 22, true) - 1.0).abs() < 1e-9);
        assert!(followed(1.0, 0.0, 22, false).abs() < 1e-9);
        assert!(followed(1.0, 1.5, 22, false) > 0.75);
    }

    #[test]
    fn nobody_flees_the_market_or_runs_far_ahead_of_it() {
        assert!(followed(-3.0, 1.0, 22, true).abs() < 1e-9);
        assert!((followed(5.0, 1.0, 200, true) - MOST_FOLLOWING).abs() < 1e-9);
    }

    #[test]
    fn one_odd_week_does_not_decide() {
        let odd = Moved { market: 0.1, expected: 100_000.0, taken: 1_000_000.0 };
        assert!(following(std::iter::once(odd), 1_000.0, 1.0, true).value() < 1.4);
    }

    #[test]
    fn an_account_without_sales_follows_as_usual() {
        let empty = Moved { market: 0.3, expected: 0.0, taken: 0.0 };
        assert_eq!(following(std::iter::once(empty), 0.0, 1.0, true), Factor::ONE);
    }
}
