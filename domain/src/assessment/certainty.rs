//! How sure an award is: the same steps, gone through with both ends of the interval of expected sales.

use serde::{Deserialize, Serialize};

use super::{Basis, Figures, Refused, award::Computed, words};
use crate::{language::Text, money::Money, policy::Policy};

/// The range of an award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certainty {
    /// The award at the lower end of the 90 % interval of expected sales; 0 where nothing would be left.
    pub award_low: Money,
    /// The award at the upper end.
    pub award_high: Money,
    /// The range in words.
    pub sentence: Text,
}

/// None where the award does not rest on expected sales: flat sums and fees are exact.
pub(super) fn of(figures: &Figures, policy: &Policy, computed: &Computed) -> Result<Option<Certainty>, Refused> {
    let Some(amount) = computed.outcome.amount().filter(|_| computed.is_estimate() && figures.expected > 0) else {
        return Ok(None);
    };
    let award_at = |end: i64| -> Result<Money, Refused> {
        let minor = Basis { at: end, ..Basis::of(figures) }.award(policy)?.minor();
        Ok(Money { minor, ..amount })
    };
    let (award_low, award_high) = (award_at(figures.expected_low)?, award_at(figures.expected_high)?);
    let sentence = words::certainty(figures, award_low, award_high);
    Ok(Some(Certainty { award_low, award_high, sentence }))
}
