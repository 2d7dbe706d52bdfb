//! The places where an expectation is rounded: what its table prints is what the engine goes on with, so that a person
//! with a pocket calculator comes to the same amount.

use serde::{Deserialize, Serialize};

/// Steps in 1.
const STEPS: i64 = 1_000_000;

/// A whole number of minor units, halves up.
pub(crate) fn whole(amount: f64) -> f64 {
    // the cast is the floor of what is not negative, and quicker than it where the processor has no instruction
    if (0.0..EXACT).contains(&amount) { minor(amount + 0.5) as f64 } else { (amount + 0.5).floor() }
}

/// Amounts below it are whole where they are cast, 2^52.
const EXACT: f64 = 4_503_599_627_370_496.0;

/// A whole number as an integer, within 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
pub(crate) fn minor(whole: f64) -> i64 {
    whole as i64
}

/// A factor of six decimals: `0.223149`, `1.0342`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "f64", into = "f64")]
pub struct Factor(i64);

impl Factor {
    /// 0.
    pub const ZERO: Self = Self(0);
    /// 1.
    pub const ONE: Self = Self(STEPS);

    /// The nearest factor, halves up; 0 for what is no number.
    pub(crate) fn of(value: f64) -> Self {
        Self(minor(whole(value * STEPS as f64)))
    }

    /// The nearest factor to a quotient of two whole numbers, halves up. 0 where the divisor is not above 0.
    pub(crate) fn ratio(part: f64, all: f64) -> Self {
        let all = i128::from(minor(all));
        if all <= 0 {
            return Self::ZERO;
        }
        Self::rounded(i128::from(minor(part)) * i128::from(STEPS), all)
    }

    /// As a number.
    pub fn value(self) -> f64 {
        self.0 as f64 / STEPS as f64
    }

    /// An amount times the factor, in whole minor units, halves up.
    pub(crate) fn times(self, amount: f64) -> f64 {
        whole(amount * self.0 as f64 / STEPS as f64)
    }

    /// The product of two factors, halves up.
    pub(crate) fn by(self, other: Self) -> Self {
        Self::ZERO.towards(self, other)
    }

    /// The difference to another.
    pub(crate) fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The quotient of two factors, halves up; 0 where the divisor is not above 0.
    pub(crate) fn over(self, other: Self) -> Self {
        if other.0 <= 0 {
            return Self::ZERO;
        }
        Self::rounded(i128::from(self.0) * i128::from(STEPS), i128::from(other.0))
    }

    /// This factor and what another makes of a share of the whole: `this + (other - 1) × share`, halves up.
    pub(crate) fn and(self, other: Self, share: Self) -> Self {
        Self(self.0.saturating_add(other.less(Self::ONE).by(share).0))
    }

    /// This factor moved towards another: `this + (other - this) × pull`, halves up.
    pub(crate) fn towards(self, other: Self, pull: Self) -> Self {
        let far = i128::from(other.0) - i128::from(self.0);
        let way = Self::rounded(far * i128::from(pull.0), i128::from(STEPS));
        Self(self.0.saturating_add(way.0))
    }

    /// The nearest step to a quotient, halves up, within 64 bits.
    fn rounded(part: i128, all: i128) -> Self {
        let steps = (2 * part + all).div_euclid(2 * all);
        Self(i64::try_from(steps).unwrap_or(if steps < 0 { i64::MIN } else { i64::MAX }))
    }
}

/// An amount moved towards another: `from + (to - from) × pull`, in whole minor units, halves up.
pub(crate) fn between(from: f64, to: f64, pull: Factor) -> f64 {
    from + pull.times(to - from)
}

impl From<f64> for Factor {
    fn from(value: f64) -> Self {
        Self::of(value)
    }
}

impl From<Factor> for f64 {
    fn from(factor: Factor) -> Self {
        factor.value()
    }
}

impl std::fmt::Display for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sign, steps) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let text = format!("{sign}{}.{:06}", steps / STEPS.unsigned_abs(), steps % STEPS.unsigned_abs());
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_have_six_decimals_and_products_are_whole() {
        for (value, printed) in [(0.223_149_49, "0.223149"), (1.034_2, "1.0342"), (2.0, "2"), (-0.5, "-0.5")] {
            assert_eq!(Factor::of(value).to_string(), printed);
        }
        assert_eq!(Factor::of(f64::NAN), Factor::ZERO);
        assert_eq!(minor(Factor::of(0.5).times(931_399.0)), 465_700);
        assert_eq!(Factor::ratio(1.0, 640.0).to_string(), "0.001563");
        assert_eq!(Factor::ratio(1.0, 0.0), Factor::ZERO);
        assert_eq!(Factor::of(0.3).over(Factor::of(0.9)).to_string(), "0.333333");
        assert_eq!(Factor::of(0.3).over(Factor::ZERO), Factor::ZERO);
        assert_eq!(Factor::of(1.1).and(Factor::of(0.6), Factor::of(-0.25)).to_string(), "1.2");
        assert_eq!(Factor::of(0.2).towards(Factor::of(0.3), Factor::of(0.25)).to_string(), "0.225");
        assert_eq!(minor(between(100.0, 301.0, Factor::of(0.5))), 201);
    }

    #[test]
    fn factors_come_back_from_storage_as_they_were() {
        for steps in [0, 1, 123_457, 999_999, 2_999_999] {
            let text = serde_json::to_string(&Factor(steps)).expect("json");
            assert_eq!(serde_json::from_str::<Factor>(&text).expect("a factor"), Factor(steps));
        }
    }
}
