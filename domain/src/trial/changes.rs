//! Numbers of a policy changed for a trial.

use crate::policy::{Group, Percent, Policy, Reasoned, Rule};

/// The main numbers of one group, and the limit of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The group's place in the policy.
    pub group: usize,
    /// The share of the loss that is paid, where the group has a computed term.
    pub coverage: Option<Percent>,
    /// Taken off the lost profit; none for nothing.
    pub deductible: Option<i64>,
    /// The least that is paid; none for no floor.
    pub floor: Option<i64>,
    /// The most that is paid; none for no cap.
    pub cap: Option<i64>,
    /// Up to here an offer goes out without a person.
    pub automatic_limit: i64,
}

impl Changes {
    /// The numbers as they stand; none for a group there is not.
    pub fn of(policy: &Policy, group: usize) -> Option<Self> {
        let chosen = policy.groups.get(group)?;
        let computed = chosen.terms.iter().find_map(|term| match &term.rule {
            Rule::Computed(computed) => Some(computed),
            _ => None,
        });
        let value = |line: &Option<Reasoned<i64>>| line.as_ref().map(|line| line.value);
        Some(Self {
            group,
            coverage: computed.map(|computed| computed.coverage.value),
            deductible: computed.and_then(|computed| value(&computed.deductible)),
            floor: value(&chosen.floor),
            cap: value(&chosen.cap),
            automatic_limit: policy.automatic_limit.value,
        })
    }

    /// The policy with these numbers.
    #[must_use]
    pub fn apply(&self, policy: &Policy) -> Policy {
        let mut policy = policy.clone();
        policy.automatic_limit.value = self.automatic_limit;
        if let Some(group) = policy.groups.get_mut(self.group) {
            self.apply_to(group);
        }
        policy
    }

    fn apply_to(&self, group: &mut Group) {
        set(&mut group.floor, self.floor);
        set(&mut group.cap, self.cap);
        for term in &mut group.terms {
            if let Rule::Computed(computed) = &mut term.rule {
                set(&mut computed.deductible, self.deductible);
                if let Some(coverage) = self.coverage {
                    computed.coverage.value = coverage;
                }
            }
        }
    }
}

/// A line that was not there gets a reason that says what it is.
fn set(line: &mut Option<Reasoned<i64>>, value: Option<i64>) {
    match (line.as_mut(), value) {
        (Some(line), Some(value)) => line.value = value,
        (None, Some(value)) => *line = Some(Reasoned::new(value, "시험해 보는 값이에요.", "A value that is tried.")),
        (_, None) => *line = None,
    }
}
