//! What may be taken back where a case that was opened again comes out lower.

use serde::{Deserialize, Serialize};

use super::{Percent, Reasoned};

/// Up to these a lower result changes nothing; where both are given it has to be beyond both. Beyond them a person decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clawback {
    /// The difference, minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Reasoned<i64>>,
    /// The difference as a share of what was offered or awarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Reasoned<Percent>>,
}

impl Clawback {
    /// Whether the fall from one amount to a lower one (minor units, at least 0) is large enough for a person to decide on.
    pub fn reaches(&self, from: i64, to: i64) -> bool {
        let fall = i128::from(from) - i128::from(to);
        let beyond_amount = self.amount.as_ref().is_none_or(|line| fall > i128::from(line.value));
        let beyond_share = self.share.as_ref().is_none_or(|line| {
            fall * i128::from(Percent::WHOLE.tenths()) > i128::from(from) * i128::from(line.value.tenths())
        });
        let says_something = self.amount.is_some() || self.share.is_some();
        says_something && fall > 0 && beyond_amount && beyond_share
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::standard_2022;

    fn clawback(amount: Option<i64>, tenths: Option<u32>) -> Clawback {
        Clawback {
            amount: amount.map(|amount| Reasoned::new(amount, "까닭", "why")),
            share: tenths.map(|tenths| Reasoned::new(Percent::from_tenths(tenths), "까닭", "why")),
        }
    }

    #[test]
    fn a_fall_has_to_be_beyond_every_threshold_that_is_given() {
        for (amount, tenths, from, to, reaches) in [
            (Some(10_000), None, 100_000, 90_000, false),
            (Some(10_000), None, 100_000, 89_999, true),
            (None, Some(100), 100_000, 90_000, false),
            (None, Some(100), 100_000, 89_999, true),
            (Some(20_000), Some(100), 100_000, 85_000, false),
            (Some(10_000), Some(200), 100_000, 85_000, false),
            (Some(10_000), Some(100), 100_000, 85_000, true),
            (Some(0), None, 100_000, 100_000, false),
            (Some(0), None, 100_000, 120_000, false),
            (None, Some(1000), i64::MAX, 0, false),
            (None, Some(999), i64::MAX, 0, true),
            (None, None, 100_000, 0, false),
        ] {
            assert_eq!(clawback(amount, tenths).reaches(from, to), reaches, "{amount:?} {tenths:?} {from} {to}");
        }
    }

    #[test]
    fn a_policy_without_one_reads_and_writes_as_before() {
        let policy = standard_2022();
        let text = serde_json::to_string(&policy).expect("json");
        assert!(!text.contains("clawback"));
        let with = crate::policy::Policy { clawback: Some(clawback(Some(10_000), None)), ..policy };
        let text = serde_json::to_string(&with).expect("json");
        assert!(text.contains(r#""clawback":{"amount":{"value":10000"#) && !text.contains("share"), "{text}");
        assert_eq!(serde_json::from_str::<crate::policy::Policy>(&text).expect("a policy"), with);
    }
}
