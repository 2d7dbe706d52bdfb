//! What makes a policy fit to be published: every number in range, every number with its reason in both languages.

use super::{
    Affected, Bracket, BracketAward, Brackets, Clawback, Computed, FeeRefund, Group, PerUnit, Percent, Policy,
    Reasoned, Rule, Selector,
};
use crate::language::{Language, Text};

/// The largest amount in a policy, in minor units: far above any award, far below where sums leave 64 bits.
const LARGEST_AMOUNT: i64 = 1_000_000_000_000;

/// A field that has to be mended before a policy can be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The path of the field in the document: `groups[0].cap`.
    pub field: String,
    /// What is wrong with it.
    pub message: Text,
}

impl Policy {
    /// Checks the whole document. Errors: every problem found, in the order of the document.
    pub fn validate(&self) -> Result<(), Vec<Problem>> {
        let mut found = Problems::default();
        found.text("title", &self.title);
        if self.version == 0 {
            found.add("version", "버전은 1부터 시작해야 해요.", "The version starts at 1.");
        }
        if self.groups.is_empty() {
            found.add("groups", "대상이 하나도 없어요.", "There is no group, so nobody gets anything.");
        }
        for (index, group) in self.groups.iter().enumerate() {
            let field = format!("groups[{index}]");
            if self.groups[..index].iter().any(|earlier| earlier.accounts == Selector::default()) {
                found.add(
                    &field,
                    "앞의 묶음이 모든 계정을 포함해 이 묶음은 쓰이지 않아요.",
                    "A group before it takes every account, so this one is never reached.",
                );
            }
            check_group(&mut found, &field, group);
        }
        found.amount("automatic_limit", &self.automatic_limit);
        found.amount("authority_limit", &self.authority_limit);
        if let Some(clawback) = &self.clawback {
            check_clawback(&mut found, clawback);
        }
        if found.0.is_empty() { Ok(()) } else { Err(found.0) }
    }
}

fn check_clawback(found: &mut Problems, clawback: &Clawback) {
    if clawback.amount.is_none() && clawback.share.is_none() {
        found.add(
            "clawback",
            "금액이나 비율 가운데 하나는 적어야 해요. 제안을 낮추지 않으려면 이 항목을 지워 주세요.",
            "Give an amount or a share. To never take anything back, leave this out.",
        );
    }
    if let Some(amount) = &clawback.amount {
        found.amount("clawback.amount", amount);
    }
    if let Some(share) = &clawback.share {
        found.share("clawback.share", share);
    }
}

fn check_group(found: &mut Problems, field: &str, group: &Group) {
    found.text(&format!("{field}.name"), &group.name);
    if group.terms.is_empty() {
        found.add(&format!("{field}.terms"), "보상 방법이 하나도 없어요.", "There is no term, so nothing is paid.");
    }
    for (index, term) in group.terms.iter().enumerate() {
        let field = format!("{field}.terms[{index}].rule");
        match &term.rule {
            Rule::Computed(computed) => check_computed(found, &format!("{field}.computed"), computed),
            Rule::Brackets(brackets) => check_brackets(found, &format!("{field}.brackets"), brackets),
            Rule::FeeRefund(refund) => check_fee_refund(found, &format!("{field}.fee_refund"), refund),
            Rule::PerUnit(per_unit) => check_per_unit(found, &format!("{field}.per_unit"), per_unit),
            Rule::Goodwill(goodwill) => found.amount(&format!("{field}.goodwill.amount"), &goodwill.amount),
        }
    }
    let rounding = format!("{field}.rounding");
    found.text(&format!("{rounding}.reason"), &group.rounding.reason);
    if !(1..=LARGEST_AMOUNT).contains(&group.rounding.value.unit) {
        found.add(&format!("{rounding}.value.unit"), "단위는 1 이상이어야 해요.", "The unit is at least 1.");
    }
    for (name, line) in [("floor", &group.floor), ("cap", &group.cap)] {
        if let Some(line) = line {
            found.amount(&format!("{field}.{name}"), line);
        }
    }
    if let (Some(floor), Some(cap)) = (&group.floor, &group.cap)
        && floor.value > cap.value
    {
        found.add(
            &format!("{field}.floor.value"),
            "하한은 상한보다 클 수 없어요.",
            "The floor cannot be above the cap.",
        );
    }
}

fn check_computed(found: &mut Problems, field: &str, computed: &Computed) {
    for (index, margin) in computed.margins.iter().enumerate() {
        let field = format!("{field}.margins[{index}]");
        found.share(&format!("{field}.margin"), &margin.margin);
        if margin.categories.is_empty() {
            let (ko, en) = ("업종을 하나 이상 골라야 해요.", "Name at least one line of trade.");
            found.add(&format!("{field}.categories"), ko, en);
        }
        let twice = |category| computed.margins[..index].iter().any(|earlier| earlier.categories.contains(category));
        if let Some(category) = margin.categories.iter().find(|category| twice(category)) {
            found.add(
                &format!("{field}.categories"),
                &format!("같은 업종이 두 번 나와요: {}", category.0),
                &format!("This line of trade is listed twice: {}", category.0),
            );
        }
    }
    found.share(&format!("{field}.other_margin"), &computed.other_margin);
    found.share(&format!("{field}.coverage"), &computed.coverage);
    if let Some(deductible) = &computed.deductible {
        found.amount(&format!("{field}.deductible"), deductible);
    }
}

fn check_brackets(found: &mut Problems, field: &str, brackets: &Brackets) {
    if brackets.rows.is_empty() {
        found.add(&format!("{field}.rows"), "구간이 하나도 없어요.", "There is no bracket.");
    }
    let mut before: Option<&Bracket> = None;
    for (index, row) in brackets.rows.iter().enumerate() {
        let field = format!("{field}.rows[{index}]");
        found.text(&format!("{field}.reason"), &row.reason);
        let ascends = match (before, row.up_to) {
            (None, Some(bound)) => bound > 0,
            (Some(before), Some(bound)) => before.up_to.is_some_and(|lower| lower < bound),
            (Some(before), None) => before.up_to.is_some(),
            (None, None) => true,
        };
        if !ascends {
            found.add(
                &format!("{field}.up_to"),
                "구간의 끝은 앞 구간보다 커야 하고, 끝이 없는 구간은 마지막에만 둘 수 있어요.",
                "Bounds ascend from above 0, and only the last bracket may have none.",
            );
        }
        if before.is_some_and(|before| gives_less(row.award, before.award)) {
            found.add(
                &format!("{field}.award"),
                "더 큰 구간의 보상이 앞 구간보다 적을 수 없어요.",
                "A higher bracket cannot give less than the one before.",
            );
        }
        match row.award {
            BracketAward::Flat(amount) => found.amount_in_range(&format!("{field}.award.flat"), amount),
            BracketAward::ShareOfFee(share) => found.share_in_range(&format!("{field}.award.share_of_fee"), share),
            BracketAward::Review => {}
        }
        before = Some(row);
    }
}

fn gives_less(award: BracketAward, before: BracketAward) -> bool {
    match (award, before) {
        (BracketAward::Flat(amount), BracketAward::Flat(before)) => amount < before,
        (BracketAward::ShareOfFee(share), BracketAward::ShareOfFee(before)) => share < before,
        _ => false,
    }
}

fn check_fee_refund(found: &mut Problems, field: &str, refund: &FeeRefund) {
    if let Some(fee) = &refund.fee {
        found.amount(&format!("{field}.fee"), fee);
    }
    if !(1..=366).contains(&refund.period_days) {
        let (ko, en) = ("요금 기간은 1일부터 366일까지예요.", "A period has 1 to 366 days.");
        found.add(&format!("{field}.period_days"), ko, en);
    }
    found.text(&format!("{field}.refunded.reason"), &refund.refunded.reason);
    let (Affected::Times(number) | Affected::Fixed(number)) = refund.refunded.value;
    if !(1..=10_000).contains(&number) {
        let (ko, en) = ("1부터 10,000까지만 쓸 수 있어요.", "The number lies between 1 and 10,000.");
        found.add(&format!("{field}.refunded.value"), ko, en);
    }
}

fn check_per_unit(found: &mut Problems, field: &str, per_unit: &PerUnit) {
    found.text(&format!("{field}.unpaid.reason"), &per_unit.unpaid.reason);
    found.amount(&format!("{field}.amount"), &per_unit.amount);
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, field: &str, ko: &str, en: &str) {
        self.0.push(Problem { field: field.to_owned(), message: Text::new(ko, en) });
    }

    fn text(&mut self, field: &str, text: &Text) {
        for (language, name) in [(Language::Ko, "ko"), (Language::En, "en")] {
            if !text.has(language) {
                let ko = "청구인이 읽을 문장이에요. 두 언어로 모두 적어야 해요.";
                self.add(&format!("{field}.{name}"), ko, "Claimants read this sentence; write it in both languages.");
            }
        }
    }

    fn amount(&mut self, field: &str, line: &Reasoned<i64>) {
        self.amount_in_range(&format!("{field}.value"), line.value);
        self.text(&format!("{field}.reason"), &line.reason);
    }

    fn amount_in_range(&mut self, field: &str, amount: i64) {
        if !(0..=LARGEST_AMOUNT).contains(&amount) {
            self.add(
                field,
                "금액은 0 이상 1조 이하여야 해요.",
                "An amount is at least 0 and at most a million millions.",
            );
        }
    }

    fn share(&mut self, field: &str, line: &Reasoned<Percent>) {
        self.share_in_range(&format!("{field}.value"), line.value);
        self.text(&format!("{field}.reason"), &line.reason);
    }

    fn share_in_range(&mut self, field: &str, share: Percent) {
        if share > Percent::WHOLE {
            self.add(field, "비율은 100%를 넘을 수 없어요.", "A share is at most 100%.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Goodwill, Rounding, RoundingRule, TEMPLATES, TimeUnit, standard_2022};

    fn fields(policy: &Policy) -> Vec<String> {
        policy.validate().err().unwrap_or_default().into_iter().map(|p| p.field).collect()
    }

    #[test]
    fn every_template_is_fit_to_be_published() {
        for template in TEMPLATES {
            assert_eq!((template.policy)().validate(), Ok(()), "{}", template.name);
        }
    }

    #[test]
    fn each_problem_names_its_field() {
        let mut policy = standard_2022();
        policy.version = 0;
        policy.title.en.clear();
        policy.automatic_limit.value = -1;
        policy.groups[0].rounding.value = Rounding { rule: RoundingRule::Up, unit: 0 };
        policy.groups[0].cap = Some(Reasoned::new(-1, "", "why"));
        let expected = [
            "title.en",
            "version",
            "groups[0].rounding.value.unit",
            "groups[0].cap.value",
            "groups[0].cap.reason.ko",
            "groups[0].floor.value",
            "automatic_limit.value",
        ];
        assert_eq!(fields(&policy), expected);
    }

    #[test]
    fn every_kind_of_rule_is_checked_and_each_problem_says_why_in_both_languages() {
        let refund = |fee: i64, period_days, refunded| {
            let reasoned = |fee| Reasoned::new(fee, "까닭", "why");
            Rule::FeeRefund(FeeRefund {
                fee: Some(reasoned(fee)),
                period_days,
                unit: TimeUnit::Day,
                refunded: Reasoned::new(refunded, "까닭", ""),
            })
        };
        let per_unit = Rule::PerUnit(PerUnit {
            unit: TimeUnit::Hour,
            unpaid: Reasoned::new(0, "", "why"),
            amount: Reasoned::new(-1, "까닭", "why"),
        });
        let goodwill = Rule::Goodwill(Goodwill { amount: Reasoned::new(LARGEST_AMOUNT + 1, "까닭", "why") });
        let mut policy = standard_2022();
        let Rule::Computed(mut computed) = policy.groups[0].terms[0].rule.clone() else { panic!("computed") };
        computed.coverage.value = Percent::from_tenths(1001);
        computed.deductible = Some(Reasoned::new(-1, "까닭", "why"));
        let rules = [
            (Rule::Computed(computed), vec!["computed.deductible.value", "computed.coverage.value"]),
            (
                refund(-1, 0, Affected::Times(0)),
                vec![
                    "fee_refund.fee.value",
                    "fee_refund.period_days",
                    "fee_refund.refunded.reason.en",
                    "fee_refund.refunded.value",
                ],
            ),
            (
                refund(1, 30, Affected::Fixed(10_001)),
                vec!["fee_refund.refunded.reason.en", "fee_refund.refunded.value"],
            ),
            (per_unit, vec!["per_unit.unpaid.reason.ko", "per_unit.amount.value"]),
            (goodwill, vec!["goodwill.amount.value"]),
        ];
        for (rule, expected) in rules {
            policy.groups[0].terms[0].rule = rule;
            let problems = policy.validate().expect_err("problems");
            let place = "groups[0].terms[0].rule.";
            let mut found: Vec<_> = problems.iter().map(|p| p.field.trim_start_matches(place)).collect();
            found.sort_unstable();
            let mut expected = expected;
            expected.sort_unstable();
            assert_eq!(found, expected);
            assert!(problems.iter().all(|p| p.message.has(Language::Ko) && p.message.has(Language::En)));
        }
    }

    #[test]
    fn a_clawback_says_something_in_range_and_why() {
        let mut policy = standard_2022();
        policy.clawback = Some(Clawback::default());
        assert_eq!(fields(&policy), ["clawback"]);
        policy.clawback = Some(Clawback {
            amount: Some(Reasoned::new(-1, "까닭", "")),
            share: Some(Reasoned::new(Percent::from_tenths(1001), "까닭", "why")),
        });
        assert_eq!(fields(&policy), ["clawback.amount.value", "clawback.amount.reason.en", "clawback.share.value"]);
        policy.clawback = Some(Clawback { amount: Some(Reasoned::new(10_000, "까닭", "why")), share: None });
        assert_eq!(policy.validate(), Ok(()));
    }

    #[test]
    fn a_higher_bracket_never_gives_less() {
        let mut policy = crate::policy::kt_2018();
        let Rule::Brackets(brackets) = &mut policy.groups[0].terms[0].rule else { panic!("brackets") };
        brackets.rows[1].award = BracketAward::Flat(1);
        brackets.rows[2].up_to = Some(4);
        let rows = "groups[0].terms[0].rule.brackets.rows";
        assert_eq!(fields(&policy), [format!("{rows}[1].award"), format!("{rows}[2].up_to")]);
    }

    #[test]
    fn a_group_behind_one_that_takes_all_is_pointed_out() {
        let mut policy = standard_2022();
        policy.groups[0].accounts = Selector::default();
        assert_eq!(fields(&policy).first().map(String::as_str), Some("groups[1]"));
    }
}
