//! What servers say together. Each takes results in a row for a state of its own ([`Standing`]), and a state is believed
//! when enough of those that reported lately are in it ([`agreed`]).

use super::{Thresholds, Verdict};
use crate::time::Instant;

/// Results in a row on the same side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// How many.
    pub count: u32,
    /// When the first of them came.
    pub since: Instant,
}

/// What one server makes of its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The last result.
    pub last: Verdict,
    /// When it came.
    pub checked_at: Instant,
    /// Results in a row that work, or that do not, as the last.
    pub working: Run,
    /// Results in a row that fail, or that do not, as the last.
    pub failing: Run,
    /// What the server says; none until enough results came in a row.
    pub state: Option<Verdict>,
    /// Since when it is so; where it says nothing, since its first result.
    pub since: Instant,
}

impl Standing {
    /// The standing after a further result. `None` stands for a server that has looked for the first time.
    pub fn after(before: Option<Self>, verdict: Verdict, now: Instant, thresholds: Thresholds) -> Self {
        let first = Run { count: 0, since: now };
        let run = |limit: Verdict, pick: fn(&Self) -> Run| match before {
            Some(before) if (before.last >= limit) == (verdict >= limit) => pick(&before),
            _ => first,
        };
        let counted = |run: Run| Run { count: run.count.saturating_add(1), ..run };
        let working = counted(run(Verdict::Slow, |before| before.working));
        let failing = counted(run(Verdict::Down, |before| before.failing));
        let state = before.and_then(|before| before.state);
        // each limit turns by itself: over it after some results in a row, below it again after some others
        let turned = |limit: Verdict, run: Run, was: Option<bool>| {
            let (is_over, needed) =
                if verdict >= limit { (true, thresholds.fail_after) } else { (false, thresholds.recover_after) };
            if run.count >= needed { Some(is_over) } else { was }
        };
        let is_not_up = turned(Verdict::Slow, working, state.map(|state| state >= Verdict::Slow));
        let is_down = turned(Verdict::Down, failing, state.map(|state| state >= Verdict::Down));
        let state = match (is_not_up, is_down) {
            (_, Some(true)) => Some(Verdict::Down),
            (Some(true), _) => Some(Verdict::Slow),
            (Some(false), _) => Some(Verdict::Up),
            (None, _) => None,
        };
        let since = match (before, state) {
            (Some(before), state) if before.state == state => before.since,
            // from down to slow it is the end of failing that began it
            (_, Some(Verdict::Down)) | (Some(Self { state: Some(Verdict::Down), .. }), Some(Verdict::Slow)) => {
                failing.since
            }
            (_, Some(_)) => working.since,
            (_, None) => now,
        };
        Self { last: verdict, checked_at: now, working, failing, state, since }
    }

    /// Results in a row like the last.
    pub const fn streak(&self) -> u32 {
        if self.working.count < self.failing.count { self.working.count } else { self.failing.count }
    }

    /// Whether its last result still counts.
    pub fn is_fresh(&self, counts_for: i64, now: Instant) -> bool {
        now.since(self.checked_at) <= counts_for
    }
}

/// What enough servers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// What.
    pub verdict: Verdict,
    /// Since when so many of them do.
    pub since: Instant,
}

/// What at least `quorum` servers say together, of those whose last result is not older than `counts_for` microseconds; the
/// worst of that. None where too few reported or they are not of one mind: that neither raises nor lowers anything.
pub fn agreed<'a>(
    standings: impl IntoIterator<Item = &'a Standing>,
    quorum: u32,
    counts_for: i64,
    now: Instant,
) -> Option<Agreed> {
    let says: Vec<(Verdict, Instant)> = standings
        .into_iter()
        .filter(|standing| standing.is_fresh(counts_for, now))
        .filter_map(|standing| standing.state.map(|state| (state, standing.since)))
        .collect();
    let needed = usize::try_from(quorum.max(1)).unwrap_or(usize::MAX);
    let since = |counts: &dyn Fn(Verdict) -> bool| {
        let mut since: Vec<_> = says.iter().filter(|(state, _)| counts(*state)).map(|(_, since)| *since).collect();
        since.sort_unstable();
        since.get(needed - 1).copied()
    };
    let agreed = |verdict, counts: &dyn Fn(Verdict) -> bool| since(counts).map(|since| Agreed { verdict, since });
    agreed(Verdict::Down, &|state| state == Verdict::Down)
        .or_else(|| agreed(Verdict::Slow, &|state| state >= Verdict::Slow))
        .or_else(|| agreed(Verdict::Up, &|state| state == Verdict::Up))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::{MINUTE, SECOND};

    const NOW: Instant = Instant(1_000_000 * SECOND);
    const COUNTS_FOR: i64 = 2 * MINUTE;

    fn thresholds(fail_after: u32, recover_after: u32) -> Thresholds {
        Thresholds { fail_after, recover_after, quorum: 1 }
    }

    /// Results as letters, one each ten seconds: `u`p, `s`low, `d`own. Gives the state after each, `?` for none.
    fn states(results: &str, thresholds: Thresholds) -> (String, Standing) {
        let mut standing = None;
        let mut said = String::new();
        for (index, letter) in (0..).zip(results.chars()) {
            let verdict = match letter {
                'u' => Verdict::Up,
                's' => Verdict::Slow,
                _ => Verdict::Down,
            };
            let after = Standing::after(standing, verdict, NOW.plus(index * 10 * SECOND), thresholds);
            said.push(after.state.map_or('?', |state| state.name().chars().next().expect("a letter")));
            standing = Some(after);
        }
        (said, standing.expect("a result"))
    }

    #[test]
    fn a_state_takes_results_in_a_row() {
        for (fail_after, recover_after, results, said) in [
            (1, 1, "uduu", "uduu"),
            (3, 2, "uuddd", "?uuud"),
            (3, 2, "uuddudd", "?uuuuuu"),
            (3, 2, "dddudu", "??dddd"),
            (3, 2, "dddudddduu", "??dddddddu"),
            (3, 2, "udududu", "???????"),
            (2, 2, "uusss", "?uuss"),
            (2, 2, "uusdd", "?uusd"),
            (2, 2, "ddssuu", "?ddssu"),
            (2, 2, "dsds", "?sss"),
            (2, 3, "ddusu", "?ddds"),
        ] {
            assert_eq!(states(results, thresholds(fail_after, recover_after)).0, said, "{results}");
        }
    }

    #[test]
    fn a_state_began_with_the_first_of_its_results() {
        for (results, began, streak) in
            [("uuddd", 2, 3), ("dddu", 0, 1), ("dddud", 0, 1), ("dddss", 3, 2), ("dddsu", 3, 1)]
        {
            let (_, standing) = states(results, thresholds(3, 2));
            assert_eq!(standing.since, NOW.plus(began * 10 * SECOND), "{results}");
            assert_eq!(standing.streak(), streak, "{results}");
        }
    }

    fn standing(state: Option<Verdict>, age: i64, since: i64) -> Standing {
        let run = Run { count: 1, since: NOW };
        Standing {
            last: state.unwrap_or(Verdict::Up),
            checked_at: NOW.plus(-age),
            working: run,
            failing: run,
            state,
            since: NOW.plus(-since),
        }
    }

    #[test]
    fn enough_servers_have_to_say_the_same() {
        use Verdict::{Down, Slow, Up};
        let fresh = |states: &[Verdict]| -> Vec<_> {
            (1..).zip(states).map(|(minutes, state)| standing(Some(*state), SECOND, minutes * MINUTE)).collect()
        };
        for (states, quorum, said) in [
            (&[][..], 1, None),
            (&[Up], 1, Some((Up, 1))),
            (&[Up], 2, None),
            (&[Down], 2, None),
            (&[Down, Up], 1, Some((Down, 1))),
            (&[Down, Up], 2, None),
            (&[Down, Up, Up], 2, Some((Up, 2))),
            (&[Down, Down, Up], 2, Some((Down, 1))),
            (&[Down, Slow, Up], 2, Some((Slow, 1))),
            (&[Up, Down, Down, Down], 2, Some((Down, 3))),
            (&[Up, Up, Up], 0, Some((Up, 3))),
        ] {
            let agreed = agreed(&fresh(states), quorum, COUNTS_FOR, NOW);
            let said = said.map(|(verdict, minutes)| Agreed { verdict, since: NOW.plus(-minutes * MINUTE) });
            assert_eq!(agreed, said, "{states:?} of {quorum}");
        }
    }

    #[test]
    fn an_old_result_does_not_count() {
        let old = standing(Some(Verdict::Down), COUNTS_FOR + 1, MINUTE);
        let fresh = standing(Some(Verdict::Up), COUNTS_FOR, MINUTE);
        let silent = standing(None, 0, 0);
        let verdict = |standings: &[Standing]| agreed(standings, 1, COUNTS_FOR, NOW).map(|agreed| agreed.verdict);
        assert_eq!(verdict(&[old, silent]), None);
        assert_eq!(verdict(&[old, silent, fresh]), Some(Verdict::Up));
    }

    fn any_verdict() -> impl Strategy<Value = Verdict> {
        prop::sample::select(Verdict::ALL)
    }

    fn any_standing() -> impl Strategy<Value = Standing> {
        (prop::option::of(any_verdict()), 0..3 * MINUTE, 0..10 * MINUTE)
            .prop_map(|(state, age, since)| standing(state, age, since))
    }

    proptest! {
        #[test]
        fn the_order_of_servers_and_old_results_do_not_matter(
            mut standings in prop::collection::vec(any_standing(), 0..7), quorum in 1u32..5
        ) {
            let said = agreed(&standings, quorum, COUNTS_FOR, NOW);
            standings.reverse();
            prop_assert_eq!(agreed(&standings, quorum, COUNTS_FOR, NOW), said);
            standings.retain(|standing| standing.is_fresh(COUNTS_FOR, NOW) && standing.state.is_some());
            prop_assert_eq!(agreed(&standings, quorum, COUNTS_FOR, NOW), said);
            if standings.len() < quorum as usize {
                prop_assert_eq!(said, None);
            }
        }

        #[test]
        fn what_is_agreed_is_said_by_enough_and_nothing_worse_is(
            standings in prop::collection::vec(any_standing(), 0..7), quorum in 1u32..5
        ) {
            let fresh: Vec<_> = standings.iter().filter(|s| s.is_fresh(COUNTS_FOR, NOW)).collect();
            let count = |at_least: Verdict| fresh.iter().filter(|s| s.state >= Some(at_least)).count();
            let quorum_count = quorum as usize;
            match agreed(&standings, quorum, COUNTS_FOR, NOW).map(|agreed| agreed.verdict) {
                Some(Verdict::Down) => prop_assert!(count(Verdict::Down) >= quorum_count),
                Some(Verdict::Slow) => {
                    prop_assert!(count(Verdict::Slow) >= quorum_count && count(Verdict::Down) < quorum_count);
                }
                Some(Verdict::Up) => {
                    let up = fresh.iter().filter(|s| s.state == Some(Verdict::Up)).count();
                    prop_assert!(up >= quorum_count && count(Verdict::Slow) < quorum_count);
                }
                None => prop_assert!(count(Verdict::Slow) < quorum_count),
            }
        }

        #[test]
        fn a_server_never_turns_by_fewer_results_than_it_takes(
            results in prop::collection::vec(any_verdict(), 1..40), fail_after in 1u32..5, recover_after in 1u32..5
        ) {
            let mut standing: Option<Standing> = None;
            let mut seen: Vec<Verdict> = Vec::new();
            for verdict in results {
                seen.push(verdict);
                let after = Standing::after(standing, verdict, NOW, thresholds(fail_after, recover_after));
                let last = |count: u32| seen.iter().rev().take(count as usize).copied().collect::<Vec<_>>();
                let before = standing.and_then(|before| before.state);
                if let Some(state) = after.state && before != Some(state) {
                    let is_worse = before.map_or(state > Verdict::Up, |before| state > before);
                    if is_worse {
                        let row = last(fail_after);
                        prop_assert!(row.len() == fail_after as usize && row.iter().all(|v| *v >= state));
                    } else {
                        let row = last(recover_after);
                        prop_assert!(row.len() == recover_after as usize && row.iter().all(|v| *v <= state));
                    }
                }
                standing = Some(after);
            }
        }
    }
}
