//! From figures to an award: the terms of the account's group, then rounding, floor and cap, each as printed steps.

use super::{
    AccountFacts, Figures, Operation, Outcome, Refused, Source, Step, StepKey, Value,
    step::Tally,
    words::{self, Line},
};
use crate::{
    language::Text,
    loss::Band,
    money::Money,
    policy::{
        Affected, BracketAward, Brackets, Combine, Computed as ComputedTerm, FeeRefund, Group, Measure, PerUnit,
        Percent, Policy, Reasoned, Rule, TimeUnit, When,
    },
};

/// Minutes in the month of 30 days that service levels count by.
const MONTH_MINUTES: u64 = 30 * 24 * 60;

/// The outcome with the steps that led to it.
#[derive(Debug)]
pub(super) struct Computed {
    pub(super) outcome: Outcome,
    pub(super) steps: Vec<Step>,
}

impl Computed {
    /// Whether it rests on expected sales; fees and flat sums by time do not.
    pub(super) fn is_estimate(&self) -> bool {
        self.steps.iter().any(|step| step.key == StepKey::Margin)
    }
}

/// Computes the award. Errors: another currency, or a result out of 64 bits.
pub(super) fn compute(figures: &Figures, policy: &Policy) -> Result<Computed, Refused> {
    let AccountFacts { kind, category, region, currency, .. } = &figures.account;
    if policy.currency != *currency {
        return Err(Refused::CurrencyMismatch { policy: policy.currency, account: *currency });
    }
    let Some((index, group)) = policy.group_of(*kind, category, region) else {
        return Ok(Computed { outcome: Outcome::NotEligible { reason: words::not_eligible() }, steps: Vec::new() });
    };
    if group.exposed_only && !is_exposed(figures, group) {
        let reason = words::not_exposed(figures);
        return Ok(Computed { outcome: Outcome::NotExposed { reason }, steps: Vec::new() });
    }
    let path = format!("groups[{index}]");
    let mut sheet = Sheet { figures, group, path, tally: Tally::default(), steps: Vec::new(), review: None, terms: 0 };
    sheet.duration()?;
    for (index, term) in group.terms.iter().enumerate() {
        if applies(term.when, figures.band) {
            sheet.term(index, &term.rule)?;
        }
    }
    sheet.finish(policy)
}

/// Where exposure is assumed there are no shares by component; that a covered component failed has to do.
fn is_exposed(figures: &Figures, group: &Group) -> bool {
    match figures.band {
        Band::NotExposed => false,
        Band::Assumed => figures.impacts.components.iter().any(|impacted| group.covers(&impacted.key)),
        Band::Automatic | Band::OwnRecords | Band::Review => {
            figures.components.iter().any(|exposed| group.covers(&exposed.component))
        }
    }
}

fn applies(when: When, band: Band) -> bool {
    match when {
        When::Always => true,
        When::Measured => matches!(band, Band::Automatic | Band::OwnRecords | Band::Review),
        When::Assumed => band == Band::Assumed,
    }
}

/// The table while it is written.
struct Sheet<'a> {
    figures: &'a Figures,
    group: &'a Group,
    path: String,
    tally: Tally,
    steps: Vec<Step>,
    /// Why a person looks at it, where a bracket says so.
    review: Option<Text>,
    /// Terms that gave an amount.
    terms: usize,
}

impl Sheet<'_> {
    fn money(&self, minor: i64) -> Value {
        Value::Money(Money::new(minor, self.figures.account.currency))
    }

    fn policy_line(&self, path: &str) -> Source {
        Source::Policy(format!("{}.{path}", self.path))
    }

    fn running(&self) -> i64 {
        self.tally.running().unwrap_or(0)
    }

    fn write(
        &mut self,
        key: StepKey,
        operation: Operation,
        value: Value,
        source: Source,
        line: Line,
    ) -> Result<(), Refused> {
        let result = if operation == Operation::Show {
            None
        } else {
            let minor = self.tally.apply(operation, value).ok_or(Refused::OutOfRange(key.name()))?;
            Some(Money::new(minor, self.figures.account.currency))
        };
        if operation == Operation::Start {
            self.terms += 1;
        }
        let Line { label, sentence } = line;
        self.steps.push(Step { key, label, value, operation, result, source, sentence });
        Ok(())
    }

    /// A line of the policy: the figure and its reason.
    fn write_reasoned<T>(
        &mut self,
        key: StepKey,
        operation: Operation,
        value: Value,
        path: &str,
        reasoned: &Reasoned<T>,
    ) -> Result<(), Refused> {
        let source = self.policy_line(path);
        let line = words::policy_line(key, operation, value, &reasoned.reason);
        self.write(key, operation, value, source, line)
    }

    fn duration(&mut self) -> Result<(), Refused> {
        let line = words::duration(self.figures);
        let value = Value::Minutes(self.figures.impacts.minutes);
        self.write(StepKey::Duration, Operation::Show, value, Source::Record, line)
    }

    fn term(&mut self, index: usize, rule: &Rule) -> Result<(), Refused> {
        let path = format!("terms[{index}].rule");
        match rule {
            Rule::Computed(computed) => self.computed(&format!("{path}.computed"), computed),
            Rule::Brackets(brackets) => self.brackets(&format!("{path}.brackets"), brackets),
            Rule::FeeRefund(refund) => self.fee_refund(&format!("{path}.fee_refund"), refund),
            Rule::PerUnit(per_unit) => self.per_unit(&format!("{path}.per_unit"), per_unit),
            Rule::Goodwill(goodwill) => {
                let value = self.money(goodwill.amount.value);
                let path = format!("{path}.goodwill.amount");
                self.write_reasoned(StepKey::Goodwill, Operation::Start, value, &path, &goodwill.amount)
            }
        }
    }

    /// Lost sales: exposure × loss rate, or what own records firmly show, less what was made up later. The terms are
    /// those of the estimate; see [`crate::loss`].
    fn lost_sales(&mut self) -> Result<(), Refused> {
        let figures = self.figures;
        let (expected, actual) = (self.money(figures.expected), self.money(figures.actual));
        self.write(StepKey::Expected, Operation::Show, expected, Source::Ledger, words::expected(figures))?;
        self.write(StepKey::Actual, Operation::Show, actual, Source::Ledger, words::actual(figures))?;
        let group = self.group;
        let covered: Vec<_> = figures.components.iter().filter(|c| group.covers(&c.component)).collect();
        for component in &covered {
            let value = self.money(component.exposure);
            let line = words::component(figures, component);
            self.write(StepKey::Component, Operation::Show, value, Source::Ledger, line)?;
        }
        // The sum of the printed parts, so that the parts add up to the whole on paper too.
        let sum = covered.iter().try_fold(0_i64, |sum, c| sum.checked_add(c.exposure));
        let exposure = self.money(sum.ok_or(Refused::OutOfRange("exposure"))?);
        let line = words::exposure(figures, covered.len());
        self.write(StepKey::Exposure, Operation::Start, exposure, Source::Ledger, line)?;
        let rate = Value::Percent(figures.loss_rate.value);
        self.write(StepKey::LossRate, Operation::Times, rate, Source::Cohort, words::loss_rate(figures))?;
        // Own records do not say which service a loss came through, so they count only where all of them do.
        let all_covered = covered.len() == figures.components.len();
        if figures.band == Band::OwnRecords && all_covered && figures.own_loss_low > self.running() {
            let value = self.money(figures.own_loss_low);
            self.write(StepKey::OwnRecords, Operation::Raise, value, Source::Ledger, words::own_records(figures))?;
        }
        if figures.catch_up.value > Percent::ZERO {
            let value = Value::Percent(figures.catch_up.value);
            self.write(StepKey::CatchUp, Operation::Less, value, Source::Cohort, words::catch_up(figures))?;
        }
        Ok(())
    }

    fn computed(&mut self, path: &str, term: &ComputedTerm) -> Result<(), Refused> {
        self.lost_sales()?;
        self.margin(path, term)?;
        let extra_cost = self.figures.proven.extra_cost;
        if extra_cost > 0 {
            let value = self.money(extra_cost);
            self.write(StepKey::ExtraCost, Operation::Plus, value, Source::Evidence, words::extra_cost())?;
        }
        if let Some(deductible) = &term.deductible {
            let value = self.money(deductible.value);
            let path = format!("{path}.deductible");
            self.write_reasoned(StepKey::Deductible, Operation::Minus, value, &path, deductible)?;
        }
        if term.coverage.value == Percent::WHOLE {
            return Ok(());
        }
        let value = Value::Percent(term.coverage.value);
        self.write_reasoned(StepKey::Coverage, Operation::Times, value, &format!("{path}.coverage"), &term.coverage)
    }

    fn margin(&mut self, path: &str, term: &ComputedTerm) -> Result<(), Refused> {
        let times = Operation::Times;
        if let Some(margin) = self.figures.proven.margin {
            let line = words::proven_margin();
            return self.write(StepKey::Margin, times, Value::Percent(margin), Source::Evidence, line);
        }
        let category = &self.figures.account.category;
        let (path, margin) = match term.margins.iter().position(|m| m.categories.contains(category)) {
            Some(index) => (format!("{path}.margins[{index}].margin"), &term.margins[index].margin),
            None => (format!("{path}.other_margin"), &term.other_margin),
        };
        self.write_reasoned(StepKey::Margin, times, Value::Percent(margin.value), &path, margin)
    }

    fn brackets(&mut self, path: &str, brackets: &Brackets) -> Result<(), Refused> {
        let measured = self.measure(brackets.by)?;
        let row = brackets.rows.iter().position(|row| row.up_to.is_none_or(|bound| measured <= bound));
        let by_sales = brackets.by == Measure::LostSales;
        let (Some(index), true) = (row, measured > 0) else {
            return if by_sales { self.replace_by_nothing(None) } else { Ok(()) };
        };
        let row = &brackets.rows[index];
        let path = format!("{path}.rows[{index}]");
        let take = if by_sales { Operation::Replace } else { Operation::Start };
        match row.award {
            BracketAward::Flat(amount) => {
                let value = self.money(amount);
                let line = words::policy_line(StepKey::Bracket, take, value, &row.reason);
                let source = self.policy_line(&path);
                self.write(StepKey::Bracket, take, value, source, line)
            }
            BracketAward::ShareOfFee(share) => {
                self.fee(take, None)?;
                let value = Value::Percent(share);
                let line = words::policy_line(StepKey::Refunded, Operation::Times, value, &row.reason);
                let source = self.policy_line(&path);
                self.write(StepKey::Refunded, Operation::Times, value, source, line)
            }
            BracketAward::Review => {
                self.review = Some(row.reason.clone());
                if by_sales { self.replace_by_nothing(Some(&row.reason)) } else { Ok(()) }
            }
        }
    }

    /// Lost sales are the measure of brackets, not an amount to be paid.
    fn replace_by_nothing(&mut self, reason: Option<&Text>) -> Result<(), Refused> {
        let value = self.money(0);
        self.write(StepKey::Bracket, Operation::Replace, value, Source::Steps, words::no_bracket(reason))
    }

    /// The measure that brackets go by, with the steps that show it.
    fn measure(&mut self, by: Measure) -> Result<i64, Refused> {
        let minutes = self.figures.impacts.minutes;
        let value = match by {
            Measure::LostSales => {
                self.lost_sales()?;
                return Ok(self.running());
            }
            Measure::Days => Value::Count { number: self.figures.impacts.days, unit: TimeUnit::Day },
            Measure::Hours => Value::Count { number: minutes.div_ceil(60), unit: TimeUnit::Hour },
            Measure::DowntimeMillionths => Value::DowntimeMillionths(downtime_millionths(minutes)),
        };
        self.write(StepKey::Measure, Operation::Show, value, Source::Record, words::measure(by))?;
        Ok(match value {
            Value::Count { number, .. } | Value::DowntimeMillionths(number) => number.into(),
            _ => 0,
        })
    }

    /// The fee that a refund goes by: the policy's, or the account's own. An account without one has nothing to get
    /// back.
    fn fee(&mut self, take: Operation, fixed: Option<(&str, &Reasoned<i64>)>) -> Result<(), Refused> {
        if let Some((path, fee)) = fixed {
            let value = self.money(fee.value);
            return self.write_reasoned(StepKey::Fee, take, value, path, fee);
        }
        let value = self.money(self.figures.proven.fee.unwrap_or(0));
        self.write(StepKey::Fee, take, value, Source::Ledger, words::fee())
    }

    fn fee_refund(&mut self, path: &str, refund: &FeeRefund) -> Result<(), Refused> {
        let fee_path = format!("{path}.fee");
        self.fee(Operation::Start, refund.fee.as_ref().map(|fee| (fee_path.as_str(), fee)))?;
        let affected = match refund.refunded.value {
            Affected::Fixed(units) => Some(units),
            Affected::Times(times) => self.affected(refund.unit, times),
        };
        let whole = match refund.unit {
            TimeUnit::Day => Some(refund.period_days),
            TimeUnit::Hour => refund.period_days.checked_mul(24),
        };
        let (Some(part), Some(whole)) = (affected, whole) else { return Err(Refused::OutOfRange("refunded")) };
        let value = Value::Ratio { part, whole, unit: refund.unit };
        let path = format!("{path}.refunded");
        self.write_reasoned(StepKey::Refunded, Operation::Times, value, &path, &refund.refunded)
    }

    /// The length of the failure times a number, in begun units.
    fn affected(&self, unit: TimeUnit, times: u32) -> Option<u32> {
        match unit {
            TimeUnit::Day => self.figures.impacts.days.checked_mul(times),
            TimeUnit::Hour => self.figures.impacts.minutes.checked_mul(times).map(|minutes| minutes.div_ceil(60)),
        }
    }

    fn per_unit(&mut self, path: &str, term: &PerUnit) -> Result<(), Refused> {
        let affected = self.affected(term.unit, 1).ok_or(Refused::OutOfRange("units"))?;
        let number = affected.saturating_sub(term.unpaid.value);
        let amount = self.money(term.amount.value);
        let start = Operation::Start;
        self.write_reasoned(StepKey::UnitAmount, start, amount, &format!("{path}.amount"), &term.amount)?;
        let value = Value::Count { number, unit: term.unit };
        self.write_reasoned(StepKey::Units, Operation::Times, value, &format!("{path}.unpaid"), &term.unpaid)
    }

    fn finish(mut self, policy: &Policy) -> Result<Computed, Refused> {
        self.combine()?;
        if self.running() == 0 {
            let outcome = match self.review {
                Some(reason) => Outcome::Review { reason: words::review(&reason) },
                None => Outcome::NoMeasurableLoss { reason: words::no_loss(self.figures, &self.steps) },
            };
            return Ok(Computed { outcome, steps: self.steps });
        }
        self.settle()?;
        let amount = Money::new(self.running(), policy.currency);
        let line = words::award();
        self.write(StepKey::Award, Operation::Award, Value::Money(amount), Source::Steps, line)?;
        if amount.minor == 0 {
            let reason = words::no_loss(self.figures, &self.steps);
            return Ok(Computed { outcome: Outcome::NoMeasurableLoss { reason }, steps: self.steps });
        }
        let band = self.figures.band;
        let needs_person = amount.minor > policy.automatic_limit.value || band == Band::Review || self.review.is_some();
        Ok(Computed { outcome: Outcome::Offer { amount, needs_person, band }, steps: self.steps })
    }

    fn combine(&mut self) -> Result<(), Refused> {
        if self.terms < 2 {
            return Ok(());
        }
        let operation = match self.group.combine {
            Combine::Best => Operation::Best,
            Combine::Sum => Operation::Sum,
        };
        let mut tally = self.tally.clone();
        let combined = tally.apply(operation, self.money(0)).ok_or(Refused::OutOfRange("combined"))?;
        let value = self.money(combined);
        let source = self.policy_line("combine");
        self.write(StepKey::Combined, operation, value, source, words::combined(self.group.combine))
    }

    /// Rounding, floor and cap; a floor or cap that changes nothing is not a step.
    fn settle(&mut self) -> Result<(), Refused> {
        let group = self.group;
        let unit = self.money(group.rounding.value.unit);
        let round = Operation::Round(group.rounding.value.rule);
        self.write_reasoned(StepKey::Rounding, round, unit, "rounding", &group.rounding)?;
        if let Some(floor) = group.floor.as_ref().filter(|floor| floor.value > self.running()) {
            let value = self.money(floor.value);
            self.write_reasoned(StepKey::Floor, Operation::Raise, value, "floor", floor)?;
        }
        if let Some(cap) = group.cap.as_ref().filter(|cap| cap.value < self.running()) {
            let value = self.money(cap.value);
            self.write_reasoned(StepKey::Cap, Operation::Limit, value, "cap", cap)?;
        }
        Ok(())
    }
}

/// Downtime in millionths of a month, halves up; all of it where it was longer.
fn downtime_millionths(minutes: u32) -> u32 {
    let millionths = (u64::from(minutes) * 2_000_000 + MONTH_MINUTES) / (2 * MONTH_MINUTES);
    u32::try_from(millionths.min(1_000_000)).unwrap_or(1_000_000)
}
