//! Policy: the rules that turn a loss into an award, as a versioned document that people read, edit and publish.
//!
//! The estimate of a loss is statistics; what share of it is paid, with which floor and cap, is a decision of a council.
//! Keeping the second in a document of its own, with a reason beside every number, lets it be argued about, simulated
//! and published, and the reasons are what the claimant reads. To add a kind of term: a variant of [`Rule`], its checks
//! in `validate`, its steps in [`crate::assessment`], a template with published figures as its test.

use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    language::Text,
    ledger::{AccountKind, Category, Region},
    money::{Currency, Money},
};

mod clawback;
mod percent;
mod standard;
mod templates;
mod term;
mod validate;

pub use clawback::Clawback;
pub use percent::{NotAPercent, Percent};
pub use standard::standard_2022;
pub use templates::{TEMPLATES, Template, cloud_sla, covid_2021, kakao_2022, kt_2018, kt_2021};
pub use term::{
    Affected, Bracket, BracketAward, Brackets, Computed, FeeRefund, Goodwill, Margin, Measure, PerUnit, Rule, Term,
    TimeUnit, When,
};
pub use validate::Problem;

/// A value of a policy with the sentence that says why it is this one. Claimants read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasoned<T> {
    /// The value.
    pub value: T,
    /// Why, in both languages.
    pub reason: Text,
}

impl<T> Reasoned<T> {
    /// A value with its reason in Korean and English.
    pub fn new(value: T, ko: &str, en: &str) -> Self {
        Self { value, reason: Text::new(ko, en) }
    }
}

/// One version of a policy. Amounts in it are minor units of `currency`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name.
    pub title: Text,
    /// Its version within the programme, from 1.
    pub version: u32,
    /// The currency of all its amounts; accounts in another one are refused.
    pub currency: Currency,
    /// Which accounts get what. An account belongs to the first group that fits; without one it is not eligible.
    pub groups: Vec<Group>,
    /// Up to here (inclusive) an offer goes out without a person looking at it first. It may lie above
    /// `authority_limit`: such offers go out and are approved by two people once accepted.
    pub automatic_limit: Reasoned<i64>,
    /// Up to here (inclusive) an accepted award is approved by rule; above it by two people.
    pub authority_limit: Reasoned<i64>,
    /// How much lower a case that is opened again has to come out before less may be given; none where what was offered is
    /// never taken back. Left out of the document where there is none, so that earlier digests hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clawback: Option<Clawback>,
}

/// Accounts treated alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name.
    pub name: Text,
    /// Who is in it.
    pub accounts: Selector,
    /// The components whose failure counts; empty for all.
    #[serde(default)]
    pub components: Vec<ComponentKey>,
    /// Whether only accounts that used the failed services before are in. Off for refunds and goodwill that every
    /// account of the group gets.
    pub exposed_only: bool,
    /// What they get.
    pub terms: Vec<Term>,
    /// How several terms make one award.
    pub combine: Combine,
    /// How the award is rounded, before floor and cap.
    pub rounding: Reasoned<Rounding>,
    /// The least that is paid where anything is; none for no floor.
    #[serde(default)]
    pub floor: Option<Reasoned<i64>>,
    /// The most that is paid; none for no cap.
    #[serde(default)]
    pub cap: Option<Reasoned<i64>>,
}

/// A choice of accounts: those that fit every list; an empty list fits all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Who holds the account.
    #[serde(default)]
    pub kinds: Vec<AccountKind>,
    /// Lines of trade.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// Regions; each fits itself and the regions within it, so `서울` fits `서울 마포구`.
    #[serde(default)]
    pub regions: Vec<Region>,
}

impl Selector {
    /// Accounts of these kinds.
    pub fn kinds(kinds: &[AccountKind]) -> Self {
        Self { kinds: kinds.to_vec(), ..Self::default() }
    }

    /// Whether an account of this kind, trade and region is chosen.
    pub fn fits(&self, kind: AccountKind, category: &Category, region: &Region) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind))
            && (self.categories.is_empty() || self.categories.contains(category))
            && (self.regions.is_empty() || self.regions.iter().any(|outer| is_within(region, outer)))
    }
}

fn is_within(region: &Region, outer: &Region) -> bool {
    region.0.strip_prefix(&outer.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// How the amounts of several terms make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// The largest.
    Best,
    /// All of them together.
    Sum,
}

/// A named rule of rounding to a multiple of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// Which way.
    pub rule: RoundingRule,
    /// To multiples of this; minor units, at least 1.
    pub unit: i64,
}

/// Which way to round an amount of zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingRule {
    /// To the next unit above.
    Up,
    /// To the nearest unit, halves up.
    HalfUp,
    /// To the next unit below.
    Down,
}

impl Rounding {
    /// The rounded amount; none for a negative amount, a unit below 1 or a result out of 64 bits.
    pub fn apply(self, amount: i64) -> Option<i64> {
        if amount < 0 || self.unit < 1 {
            return None;
        }
        let rest = amount % self.unit;
        let below = amount - rest;
        let goes_up = match self.rule {
            RoundingRule::Up => rest > 0,
            RoundingRule::HalfUp => rest >= self.unit - rest,
            RoundingRule::Down => false,
        };
        if goes_up { below.checked_add(self.unit) } else { Some(below) }
    }
}

impl Policy {
    /// The group of an account, with its place in the document; none where the account is not eligible.
    pub fn group_of(&self, kind: AccountKind, category: &Category, region: &Region) -> Option<(usize, &Group)> {
        self.groups.iter().enumerate().find(|(_, group)| group.accounts.fits(kind, category, region))
    }

    /// The limit that [`crate::claim::Claim::request`] asks for.
    pub const fn authority(&self) -> Money {
        Money::new(self.authority_limit.value, self.currency)
    }
}

impl Group {
    /// Whether the failure of a component counts for this group.
    pub fn covers(&self, component: &ComponentKey) -> bool {
        self.components.is_empty() || self.components.contains(component)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounding_does_what_its_name_says() {
        use RoundingRule::{Down, HalfUp, Up};
        for (rule, amount, rounded) in [
            (Up, 183_514, 184_000),
            (Up, 184_000, 184_000),
            (Up, 0, 0),
            (HalfUp, 183_499, 183_000),
            (HalfUp, 183_500, 184_000),
            (Down, 183_999, 183_000),
        ] {
            assert_eq!(Rounding { rule, unit: 1000 }.apply(amount), Some(rounded));
        }
        assert_eq!(Rounding { rule: Up, unit: 0 }.apply(1), None);
        assert_eq!(Rounding { rule: Up, unit: 1000 }.apply(i64::MAX), None);
        assert_eq!(Rounding { rule: Up, unit: 1 }.apply(-1), None);
    }

    #[test]
    fn a_document_with_an_unknown_field_is_refused() {
        let mut document = serde_json::to_value(standard_2022()).expect("json");
        assert!(serde_json::from_value::<Policy>(document.clone()).is_ok());
        document["groups"][0]["terms"][0]["rule"]["computed"]["bonus"] = 1.into();
        assert!(serde_json::from_value::<Policy>(document).is_err());
    }

    #[test]
    fn a_region_fits_what_lies_within_it() {
        let seoul = Selector { regions: vec![Region("서울".into())], ..Selector::default() };
        let fits = |region: &str| seoul.fits(AccountKind::Taxi, &Category("x".into()), &Region(region.into()));
        assert!(fits("서울") && fits("서울 마포구"));
        assert!(!fits("서울숲") && !fits("부산 서울"));
    }

    proptest! {
        #[test]
        fn rounding_moves_by_less_than_a_unit(amount in 0..1_000_000_000_i64, unit in 1..100_000_i64) {
            for rule in [RoundingRule::Up, RoundingRule::HalfUp, RoundingRule::Down] {
                let rounded = Rounding { rule, unit }.apply(amount).expect("in range");
                prop_assert!((rounded - amount).abs() < unit && rounded % unit == 0 && rounded >= 0);
            }
        }
    }
}
