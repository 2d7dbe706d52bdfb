//! From figures to an award: the terms of the account's group, then rounding, floor and cap, each as printed steps.

use std::fmt::Arguments;

use super::{
    Award, Basis, Figures, Operation, Outcome, Refused, Source, Step, StepKey, Value, division,
    step::Tally,
    words::{self, Line},
};
use crate::{
    language::Text,
    loss::Band,
    money::Money,
    policy::{
        Affected, BracketAward, Brackets, Combine, Computed as ComputedTerm, FeeRefund, Goodwill, Group, Measure,
        PerUnit, Percent, Policy, Reasoned, Rule, TimeUnit, When,
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

/// The award with its steps. Errors: another currency, or a result out of 64 bits.
pub(super) fn compute(figures: &Figures, policy: &Policy) -> Result<Computed, Refused> {
    let (award, steps, review) = settle(Basis::of(figures), Some(figures), policy)?;
    let outcome = match award {
        Award::Offer { amount, needs_person } => {
            Outcome::Offer { amount: Money::new(amount, policy.currency), needs_person, band: figures.band }
        }
        Award::Review => Outcome::Review { reason: words::review(review.unwrap_or(&Text::default())) },
        Award::NoMeasurableLoss => Outcome::NoMeasurableLoss { reason: words::no_loss(figures, &steps) },
        Award::NotExposed => Outcome::NotExposed { reason: words::not_exposed(figures) },
        Award::NotEligible => Outcome::NotEligible { reason: words::not_eligible() },
    };
    Ok(Computed { outcome, steps })
}

/// Settles the award; with `figures` every line is written down, without them only computed. What is computed is the
/// same, since it is the same code.
pub(super) fn settle<'a>(
    basis: Basis<'a>,
    figures: Option<&'a Figures>,
    policy: &'a Policy,
) -> Result<(Award, Vec<Step>, Option<&'a Text>), Refused> {
    if policy.currency != basis.currency {
        return Err(Refused::CurrencyMismatch { policy: policy.currency, account: basis.currency });
    }
    let Some((index, group)) = policy.group_of(basis.kind, basis.category, basis.region) else {
        return Ok((Award::NotEligible, Vec::new(), None));
    };
    if group.exposed_only && !is_exposed(&basis, group) {
        return Ok((Award::NotExposed, Vec::new(), None));
    }
    let mut sheet =
        Sheet { basis, figures, group, index, tally: Tally::default(), steps: Vec::new(), review: None, terms: 0 };
    sheet.duration()?;
    sheet.afterwards()?;
    for (index, term) in group.terms.iter().enumerate() {
        if applies(term.when, basis.band) {
            sheet.term(index, &term.rule)?;
        }
    }
    let award = sheet.finish(policy)?;
    Ok((award, sheet.steps, sheet.review))
}

/// Where exposure is assumed there are no shares by component; that a covered component failed has to do.
fn is_exposed(basis: &Basis, group: &Group) -> bool {
    match basis.band {
        Band::NotExposed => false,
        Band::Assumed => basis.impacts.components.iter().any(|impacted| group.covers(&impacted.key)),
        Band::Automatic | Band::OwnRecords | Band::Review => {
            basis.components.iter().any(|exposed| group.covers(&exposed.component))
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
    basis: Basis<'a>,
    /// What the lines are worded from; none where nobody reads them.
    figures: Option<&'a Figures>,
    group: &'a Group,
    /// The group's place in the policy.
    index: usize,
    tally: Tally,
    steps: Vec<Step>,
    /// Why a person looks at it, where a bracket says so.
    review: Option<&'a Text>,
    /// Terms that gave an amount.
    terms: usize,
}

impl<'a> Sheet<'a> {
    fn money(&self, minor: i64) -> Value {
        Value::Money(Money::new(minor, self.basis.currency))
    }

    fn running(&self) -> i64 {
        self.tally.running().unwrap_or(0)
    }

    /// Does a line of arithmetic. `line` is asked only where it is written down.
    fn write(
        &mut self,
        key: StepKey,
        operation: Operation,
        value: Value,
        line: impl FnOnce(&Figures) -> (Source, Line),
    ) -> Result<(), Refused> {
        let result = if operation == Operation::Show {
            None
        } else {
            let minor = self.tally.apply(operation, value).ok_or(Refused::OutOfRange(key.name()))?;
            Some(Money::new(minor, self.basis.currency))
        };
        if operation == Operation::Start {
            self.terms += 1;
        }
        if let Some(figures) = self.figures {
            let (source, Line { label, sentence }) = line(figures);
            self.steps.push(Step { key, label, value, operation, result, source, sentence });
        }
        Ok(())
    }

    /// A line of the policy: the figure and its reason.
    fn write_policy(
        &mut self,
        key: StepKey,
        operation: Operation,
        value: Value,
        path: Arguments,
        reason: &Text,
    ) -> Result<(), Refused> {
        let index = self.index;
        self.write(key, operation, value, |_| {
            let source = Source::Policy(format!("groups[{index}].{path}"));
            (source, words::policy_line(key, operation, value, reason))
        })
    }

    fn duration(&mut self) -> Result<(), Refused> {
        let value = Value::Minutes(self.basis.impacts.minutes);
        self.write(StepKey::Duration, Operation::Show, value, |figures| (Source::Record, words::duration(figures)))
    }

    /// What it was compared with, where that is not as usual.
    fn afterwards(&mut self) -> Result<(), Refused> {
        let weeks = self.figures.and_then(|figures| figures.afterwards).filter(|weeks| weeks.changed_on.is_none());
        let Some(weeks) = weeks else { return Ok(()) };
        let value = Value::Count { number: weeks.days, unit: TimeUnit::Day };
        let line = |figures: &Figures| (Source::Ledger, words::afterwards(figures, weeks));
        self.write(StepKey::Afterwards, Operation::Show, value, line)
    }

    fn term(&mut self, index: usize, rule: &'a Rule) -> Result<(), Refused> {
        match rule {
            Rule::Computed(computed) => self.computed(format_args!("terms[{index}].rule.computed"), computed),
            Rule::Brackets(brackets) => self.brackets(format_args!("terms[{index}].rule.brackets"), brackets),
            Rule::FeeRefund(refund) => self.fee_refund(format_args!("terms[{index}].rule.fee_refund"), refund),
            Rule::PerUnit(per_unit) => self.per_unit(format_args!("terms[{index}].rule.per_unit"), per_unit),
            Rule::Goodwill(Goodwill { amount }) => {
                let (value, path) = (self.money(amount.value), format_args!("terms[{index}].rule.goodwill.amount"));
                self.write_policy(StepKey::Goodwill, Operation::Start, value, path, &amount.reason)
            }
        }
    }

    /// Lost sales: exposure × loss rate, or what own records firmly show, less what was made up later. The terms are
    /// those of the estimate; see [`crate::loss`].
    fn lost_sales(&mut self) -> Result<(), Refused> {
        let (basis, group) = (self.basis, self.group);
        if let Some(figures) = self.figures {
            let (expected, actual) = (self.money(figures.expected), self.money(figures.actual));
            let is_known = figures.afterwards.is_none();
            self.write(StepKey::Expected, Operation::Show, expected, |f| (Source::Ledger, words::expected(f)))?;
            if is_known {
                self.write(StepKey::Actual, Operation::Show, actual, |f| (Source::Ledger, words::actual(f)))?;
            }
        }
        // The sum of the printed parts, so that the parts add up to the whole on paper too.
        let (mut parts, mut sum) = (0, 0_i64);
        for component in basis.components.iter().filter(|c| group.covers(&c.component)) {
            let exposure = basis.exposure(component)?;
            let value = self.money(exposure);
            let line = |f: &Figures| (Source::Ledger, words::component(f, component));
            self.write(StepKey::Component, Operation::Show, value, line)?;
            sum = sum.checked_add(exposure).ok_or(Refused::OutOfRange("exposure"))?;
            parts += 1;
        }
        let exposure = self.money(sum);
        self.write(StepKey::Exposure, Operation::Start, exposure, |f| (Source::Ledger, words::exposure(f, parts)))?;
        let rate = Value::Percent(basis.loss_rate);
        self.write(StepKey::LossRate, Operation::Times, rate, |f| (Source::Cohort, words::loss_rate(f)))?;
        // Own records do not say which service a loss came through, so they count only where all of them do.
        let all_covered = parts == basis.components.len();
        if basis.band == Band::OwnRecords && all_covered && basis.own_loss_low > self.running() {
            let value = self.money(basis.own_loss_low);
            self.write(StepKey::OwnRecords, Operation::Raise, value, |f| (Source::Ledger, words::own_records(f)))?;
        }
        if basis.catch_up > Percent::ZERO {
            let value = Value::Percent(basis.catch_up);
            self.write(StepKey::CatchUp, Operation::Less, value, |f| (Source::Cohort, words::catch_up(f)))?;
        }
        Ok(())
    }

    fn computed(&mut self, path: Arguments, term: &ComputedTerm) -> Result<(), Refused> {
        self.lost_sales()?;
        self.margin(path, term)?;
        let extra_cost = self.basis.proven.extra_cost;
        if extra_cost > 0 {
            let value = self.money(extra_cost);
            self.write(StepKey::ExtraCost, Operation::Plus, value, |_| (Source::Evidence, words::extra_cost()))?;
        }
        if let Some(deductible) = &term.deductible {
            let value = self.money(deductible.value);
            let path = format_args!("{path}.deductible");
            self.write_policy(StepKey::Deductible, Operation::Minus, value, path, &deductible.reason)?;
        }
        if term.coverage.value == Percent::WHOLE {
            return Ok(());
        }
        let (value, path) = (Value::Percent(term.coverage.value), format_args!("{path}.coverage"));
        self.write_policy(StepKey::Coverage, Operation::Times, value, path, &term.coverage.reason)
    }

    fn margin(&mut self, path: Arguments, term: &ComputedTerm) -> Result<(), Refused> {
        let times = Operation::Times;
        if let Some(margin) = self.basis.proven.margin {
            let value = Value::Percent(margin);
            return self.write(StepKey::Margin, times, value, |_| (Source::Evidence, words::proven_margin()));
        }
        let category = self.basis.category;
        if let Some(index) = term.margins.iter().position(|m| m.categories.contains(category)) {
            let Reasoned { value, reason } = &term.margins[index].margin;
            let path = format_args!("{path}.margins[{index}].margin");
            return self.write_policy(StepKey::Margin, times, Value::Percent(*value), path, reason);
        }
        let Reasoned { value, reason } = &term.other_margin;
        let path = format_args!("{path}.other_margin");
        self.write_policy(StepKey::Margin, times, Value::Percent(*value), path, reason)
    }

    fn brackets(&mut self, path: Arguments, brackets: &'a Brackets) -> Result<(), Refused> {
        let measured = self.measure(brackets.by)?;
        let row = brackets.rows.iter().position(|row| row.up_to.is_none_or(|bound| measured <= bound));
        let by_sales = brackets.by == Measure::LostSales;
        let (Some(index), true) = (row, measured > 0) else {
            return if by_sales { self.replace_by_nothing(None) } else { Ok(()) };
        };
        let row = &brackets.rows[index];
        let path = format_args!("{path}.rows[{index}]");
        let take = if by_sales { Operation::Replace } else { Operation::Start };
        match row.award {
            BracketAward::Flat(amount) => {
                let value = self.money(amount);
                self.write_policy(StepKey::Bracket, take, value, path, &row.reason)
            }
            BracketAward::ShareOfFee(share) => {
                self.own_fee(take)?;
                let value = Value::Percent(share);
                self.write_policy(StepKey::Refunded, Operation::Times, value, path, &row.reason)
            }
            BracketAward::Review => {
                self.review = Some(&row.reason);
                if by_sales { self.replace_by_nothing(Some(&row.reason)) } else { Ok(()) }
            }
        }
    }

    /// Lost sales are the measure of brackets, not an amount to be paid.
    fn replace_by_nothing(&mut self, reason: Option<&Text>) -> Result<(), Refused> {
        let value = self.money(0);
        self.write(StepKey::Bracket, Operation::Replace, value, |_| (Source::Steps, words::no_bracket(reason)))
    }

    /// The measure that brackets go by, with the steps that show it.
    fn measure(&mut self, by: Measure) -> Result<i64, Refused> {
        let minutes = self.basis.impacts.minutes;
        let value = match by {
            Measure::LostSales => {
                self.lost_sales()?;
                return Ok(self.running());
            }
            Measure::Days => Value::Count { number: self.basis.impacts.days, unit: TimeUnit::Day },
            Measure::Hours => Value::Count { number: minutes.div_ceil(60), unit: TimeUnit::Hour },
            Measure::DowntimeMillionths => Value::DowntimeMillionths(downtime_millionths(minutes)),
        };
        self.write(StepKey::Measure, Operation::Show, value, |_| (Source::Record, words::measure(by)))?;
        Ok(match value {
            Value::Count { number, .. } | Value::DowntimeMillionths(number) => number.into(),
            _ => 0,
        })
    }

    /// The fee that the account pays. An account without one has nothing to get back.
    fn own_fee(&mut self, take: Operation) -> Result<(), Refused> {
        let value = self.money(self.basis.proven.fee.unwrap_or(0));
        self.write(StepKey::Fee, take, value, |_| (Source::Ledger, words::fee()))
    }

    fn fee_refund(&mut self, path: Arguments, refund: &FeeRefund) -> Result<(), Refused> {
        match &refund.fee {
            Some(fee) => {
                let value = self.money(fee.value);
                let path = format_args!("{path}.fee");
                self.write_policy(StepKey::Fee, Operation::Start, value, path, &fee.reason)?;
            }
            None => self.own_fee(Operation::Start)?,
        }
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
        let path = format_args!("{path}.refunded");
        self.write_policy(StepKey::Refunded, Operation::Times, value, path, &refund.refunded.reason)
    }

    /// The length of the failure times a number, in begun units.
    fn affected(&self, unit: TimeUnit, times: u32) -> Option<u32> {
        match unit {
            TimeUnit::Day => self.basis.impacts.days.checked_mul(times),
            TimeUnit::Hour => self.basis.impacts.minutes.checked_mul(times).map(|minutes| minutes.div_ceil(60)),
        }
    }

    fn per_unit(&mut self, path: Arguments, term: &PerUnit) -> Result<(), Refused> {
        let affected = self.affected(term.unit, 1).ok_or(Refused::OutOfRange("units"))?;
        let number = affected.saturating_sub(term.unpaid.value);
        let amount = self.money(term.amount.value);
        let start = Operation::Start;
        self.write_policy(StepKey::UnitAmount, start, amount, format_args!("{path}.amount"), &term.amount.reason)?;
        let value = Value::Count { number, unit: term.unit };
        let path = format_args!("{path}.unpaid");
        self.write_policy(StepKey::Units, Operation::Times, value, path, &term.unpaid.reason)
    }

    fn finish(&mut self, policy: &Policy) -> Result<Award, Refused> {
        self.combine()?;
        if self.running() == 0 {
            return Ok(if self.review.is_some() { Award::Review } else { Award::NoMeasurableLoss });
        }
        self.round_and_limit()?;
        let whole = self.running();
        self.divide(whole)?;
        let amount = self.running();
        if amount == 0 && whole > 0 {
            return Ok(Award::NoMeasurableLoss);
        }
        let value = self.money(amount);
        self.write(StepKey::Award, Operation::Award, value, |_| (Source::Steps, words::award()))?;
        if amount == 0 {
            return Ok(Award::NoMeasurableLoss);
        }
        // of the whole, or a division would take an award below the limit; and somebody has to see that who has no past
        // did trade at the time
        let needs_person = whole > policy.automatic_limit.value
            || self.basis.band == Band::Review
            || self.basis.is_afterwards
            || self.review.is_some();
        Ok(Award::Offer { amount, needs_person })
    }

    /// The driver's part of what the vehicle's shifts are awarded.
    fn divide(&mut self, whole: i64) -> Result<(), Refused> {
        let Some(share) = self.basis.driver_share else { return Ok(()) };
        let (_, rest) = division::divide(whole, share).ok_or(Refused::OutOfRange("driver_share"))?;
        let (whole, rest) = (self.money(whole), Money::new(rest, self.basis.currency));
        self.write(StepKey::VehicleAward, Operation::Show, whole, |_| (Source::Steps, words::vehicle_award()))?;
        let value = Value::Percent(share);
        self.write(StepKey::DriverShare, Operation::Times, value, |figures| {
            (Source::Agreement, words::driver_share(figures, share, rest))
        })
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
        let (index, combine) = (self.index, self.group.combine);
        self.write(StepKey::Combined, operation, value, |_| {
            (Source::Policy(format!("groups[{index}].combine")), words::combined(combine))
        })
    }

    /// Rounding, floor and cap; a floor or cap that changes nothing is not a step.
    fn round_and_limit(&mut self) -> Result<(), Refused> {
        let group = self.group;
        let unit = self.money(group.rounding.value.unit);
        let round = Operation::Round(group.rounding.value.rule);
        self.write_policy(StepKey::Rounding, round, unit, format_args!("rounding"), &group.rounding.reason)?;
        if let Some(floor) = group.floor.as_ref().filter(|floor| floor.value > self.running()) {
            let value = self.money(floor.value);
            self.write_policy(StepKey::Floor, Operation::Raise, value, format_args!("floor"), &floor.reason)?;
        }
        if let Some(cap) = group.cap.as_ref().filter(|cap| cap.value < self.running()) {
            let value = self.money(cap.value);
            self.write_policy(StepKey::Cap, Operation::Limit, value, format_args!("cap"), &cap.reason)?;
        }
        Ok(())
    }
}

/// Downtime in millionths of a month, halves up; all of it where it was longer.
fn downtime_millionths(minutes: u32) -> u32 {
    let millionths = (u64::from(minutes) * 2_000_000 + MONTH_MINUTES) / (2 * MONTH_MINUTES);
    u32::try_from(millionths.min(1_000_000)).unwrap_or(1_000_000)
}
