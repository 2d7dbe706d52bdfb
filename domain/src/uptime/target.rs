//! What the uptime of a month is to be at least, and how much downtime that leaves.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::downtime_permille;
use crate::{
    impact::Severity,
    time::{Instant, Window},
};

/// All of the time, in millionths.
const WHOLE: i64 = 1_000_000;

/// A share of the time, in millionths: above none, up to all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Target(i64);

impl Target {
    /// So many millionths. None out of the range.
    pub fn from_millionths(millionths: i64) -> Option<Self> {
        (1..=WHOLE).contains(&millionths).then_some(Self(millionths))
    }

    /// In millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// Reads a percentage with up to four decimals: `99.9`, `99.95%`. None for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_suffix('%').unwrap_or(text).trim_end();
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let is_number =
            |part: &str, most| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole, 3) || !is_number(rest, 4) {
            return None;
        }
        let rest: i64 = format!("{rest:0<4}").parse().ok()?;
        Self::from_millionths(whole.parse::<i64>().ok()? * 10_000 + rest)
    }
}

impl fmt::Display for Target {
    /// As a percentage without its sign: `99.9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl TryFrom<i64> for Target {
    type Error = String;
    fn try_from(millionths: i64) -> Result<Self, Self::Error> {
        Self::from_millionths(millionths).ok_or_else(|| format!("not a share of the time: {millionths}"))
    }
}

impl From<Target> for i64 {
    fn from(target: Target) -> Self {
        target.0
    }
}

/// A target and from when on it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetChange {
    /// From when.
    pub since: Instant,
    /// The target; none where there is none from then on.
    pub target: Option<Target>,
}

/// The target that the counted part of a month is held against, of changes in their order: the one that held when it began,
/// so that a later one cannot mend or spoil the month; where none did, the first that was set within it.
pub fn of_month(changes: &[TargetChange], counted: Window) -> Option<Target> {
    let before = changes.iter().rev().find(|change| change.since <= counted.start).and_then(|change| change.target);
    let within = || changes.iter().filter(|change| counted.contains(change.since)).find_map(|change| change.target);
    before.or_else(within)
}

/// The downtime that a target allows, and how much of it was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The target.
    pub target: Target,
    /// Microseconds of downtime that the time counted allows: what the target leaves of it.
    pub allowed: i64,
    /// Microseconds used, by the formula of uptime: major outage, and 0.3 of partial outage.
    pub used: i64,
    /// Whether no more was used than was allowed.
    pub is_met: bool,
}

impl Budget {
    /// The budget of so many microseconds counted, of which so many were of major and of partial outage.
    pub fn new(target: Target, counted: i64, major: i64, partial: i64) -> Self {
        let of = |time: i64, severity| i128::from(time) * i128::from(downtime_permille(severity));
        let used_permille = of(major, Severity::MajorOutage) + of(partial, Severity::PartialOutage);
        let allowed_millionths = i128::from(counted) * i128::from(WHOLE - target.0);
        let micros = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
        Self {
            target,
            allowed: micros(allowed_millionths / i128::from(WHOLE)),
            used: micros(used_permille / 1000),
            is_met: used_permille * 1000 <= allowed_millionths,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::{DAY, HOUR, MINUTE};

    fn target(text: &str) -> Target {
        Target::parse(text).expect("a target")
    }

    #[test]
    fn targets_are_read_as_they_are_written() {
        for (text, read) in [
            ("99.9", Some("99.9")),
            (" 99.95 % ", Some("99.95")),
            ("99.9999", Some("99.9999")),
            ("100", Some("100")),
            ("90.00", Some("90")),
            ("0.5", Some("0.5")),
            ("100.0001", None),
            ("0", None),
            ("99.99999", None),
            ("99,9", None),
            ("-1", None),
            ("", None),
            (".9", None),
            ("99.", None),
        ] {
            assert_eq!(Target::parse(text).map(|target| target.to_string()).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn a_month_is_held_against_the_target_that_it_began_with() {
        let month = Window::try_new(Instant(10 * DAY), Instant(40 * DAY)).expect("a month");
        let change = |day: i64, text: &str| TargetChange { since: Instant(day * DAY), target: Target::parse(text) };
        for (changes, holds) in [
            (&[][..], None),
            (&[change(5, "99.9")], Some("99.9")),
            (&[change(10, "99.9")], Some("99.9")),
            (&[change(5, "99.9"), change(20, "90")], Some("99.9")),
            (&[change(5, "99.9"), change(20, "none")], Some("99.9")),
            (&[change(1, "99.9"), change(5, "none"), change(20, "99.5"), change(30, "99")], Some("99.5")),
            (&[change(1, "99.9"), change(5, "none")], None),
            (&[change(40, "99.9")], None),
        ] {
            assert_eq!(of_month(changes, month), holds.map(target), "{changes:?}");
        }
    }

    #[test]
    fn a_budget_is_what_the_target_leaves() {
        let month = 30 * DAY;
        let budget = Budget::new(target("99.9"), month, 40 * MINUTE, 10 * MINUTE);
        assert_eq!((budget.allowed, budget.used, budget.is_met), (month / 1000, 43 * MINUTE, true));
        // of 43 minutes and 12 seconds
        assert!(!Budget::new(target("99.9"), month, 43 * MINUTE, MINUTE).is_met);
        assert!(!Budget::new(target("100"), month, 1, 0).is_met);
        assert!(Budget::new(target("100"), month, 0, 0).is_met);
        assert!(Budget::new(target("99"), 100 * HOUR, HOUR, 0).is_met, "the last moment is allowed");
        assert!(!Budget::new(target("99"), 100 * HOUR, HOUR + 1, 0).is_met);
    }

    proptest! {
        #[test]
        fn a_target_is_met_by_its_published_figures(
            millionths in 1..=WHOLE, counted in 1..40 * DAY, major in 0..10 * DAY, partial in 0..10 * DAY
        ) {
            let budget = Budget::new(Target(millionths), counted, major, partial);
            let used = (i128::from(major) * 10 + i128::from(partial) * 3) * 100_000;
            let allowed = i128::from(counted) * i128::from(WHOLE - millionths);
            prop_assert_eq!(budget.is_met, used <= allowed);
            prop_assert!(!budget.is_met || budget.used <= budget.allowed);
            prop_assert_eq!(Target::parse(&Target(millionths).to_string()), Some(Target(millionths)));
        }
    }
}
