//! A share in tenths of a percent: the precision in which every share of a policy and of an assessment is printed.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A share in tenths of a percent: 323 is 32.3 %. In documents it is written as people do: `"32.3%"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent(u32);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole.
    pub const WHOLE: Self = Self(1000);

    /// A share from tenths of a percent.
    pub const fn from_tenths(tenths: u32) -> Self {
        Self(tenths)
    }

    /// Tenths of a percent.
    pub const fn tenths(self) -> u32 {
        self.0
    }

    /// A fraction (0.323) rounded half up to tenths of a percent; none where it is negative, above 1000 % or no number.
    pub fn from_fraction(fraction: f64) -> Option<Self> {
        let tenths = (fraction * 1000.0 + 0.5).floor();
        if !(0.0..=10_000.0).contains(&tenths) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be within 0 to 10,000")]
        Some(Self(tenths as u32))
    }

    /// What is left of the whole; zero where it is above it.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(Self::WHOLE.0.saturating_sub(self.0))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenth) = (self.0 / 10, self.0 % 10);
        if tenth == 0 { write!(f, "{whole}%") } else { write!(f, "{whole}.{tenth}%") }
    }
}

/// A text that is not a share like `61%` or `32.3%`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a share such as 32.3%: {0}")]
pub struct NotAPercent(pub String);

impl FromStr for Percent {
    type Err = NotAPercent;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_tenths(text).map(Self).ok_or_else(|| NotAPercent(text.to_owned()))
    }
}

fn parse_tenths(text: &str) -> Option<u32> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    let (whole, tenth) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |part: &str, most: usize| {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok()).flatten()
    };
    Some(digits(whole, 4)? * 10 + digits(tenth, 1)?)
}

impl TryFrom<String> for Percent {
    type Error = NotAPercent;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> Self {
        percent.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_and_written_as_people_do() {
        for (text, tenths) in [("61%", 610), ("32.3%", 323), ("0%", 0), ("100 %", 1000), ("110.0%", 1100)] {
            assert_eq!(text.parse(), Ok(Percent(tenths)), "{text}");
        }
        assert_eq!(Percent(323).to_string(), "32.3%");
        assert_eq!(Percent(610).to_string(), "61%");
        for bad in ["", "%", "61", "-1%", "1.23%", "1.%", ".5%", "12345%", "+1%", "6１%"] {
            assert!(bad.parse::<Percent>().is_err(), "{bad}");
        }
    }

    #[test]
    fn fractions_round_half_up_and_nonsense_is_refused() {
        assert_eq!(Percent::from_fraction(0.6125), Some(Percent(613)));
        assert_eq!(Percent::from_fraction(0.0), Some(Percent::ZERO));
        for bad in [f64::NAN, f64::INFINITY, -0.1, 10.1] {
            assert_eq!(Percent::from_fraction(bad), None);
        }
    }
}
