//! The assessment of a taxi company: its parts of the awards for its drivers' shifts, added up. It has no fares of its own,
//! so nothing is measured and no term of the policy applies a second time.

use super::{
    Figures, Operation, Outcome, Refused, Sharing, Source, Step, StepKey, Value,
    award::Computed,
    step::Tally,
    words::{self, Line},
};
use crate::{language::Text, loss::Band, money::Money, policy::Policy};

/// The company's award with its steps. Errors: another currency, a share above the whole, or a sum out of 64 bits.
pub(super) fn compute(figures: &Figures, policy: &Policy) -> Result<Computed, Refused> {
    let currency = figures.account.currency;
    if policy.currency != currency {
        return Err(Refused::CurrencyMismatch { policy: policy.currency, account: currency });
    }
    let mut sheet = Sheet { figures, tally: Tally::default(), steps: Vec::new() };
    let minutes = Value::Minutes(figures.impacts.minutes);
    sheet.write(StepKey::Duration, Operation::Show, minutes, Source::Record, words::duration(figures))?;
    for part in &figures.parts {
        let (driver, company) = part.parts().ok_or(Refused::OutOfRange("driver_share"))?;
        let operation = match (company, sheet.tally.running()) {
            (0, _) => Operation::Show,
            (_, None) => Operation::Start,
            _ => Operation::Plus,
        };
        let line = Line {
            label: Text::new(&part.name, &part.name),
            sentence: words::company_part(part, Money::new(driver, currency)),
        };
        let value = Value::Money(Money::new(company, currency));
        sheet.write(StepKey::CompanyPart, operation, value, Source::Drivers, line)?;
    }
    let sum = sheet.tally.running().unwrap_or(0);
    let shared = figures.impacts.sharing.iter().flat_map(Sharing::others);
    for sharer in shared.filter(|sharer| sharer.excess() > 0 && sum > 0) {
        let value = Value::Money(Money::new(sharer.excess(), currency));
        let line = words::promised_elsewhere(sharer, currency);
        sheet.write(StepKey::PromisedElsewhere, Operation::Minus, value, Source::OtherProgramme, line)?;
    }
    let outcome = match sheet.tally.running() {
        Some(0) => Outcome::NoMeasurableLoss { reason: words::promised_all(figures) },
        Some(sum) => {
            let amount = Money::new(sum, currency);
            sheet.write(StepKey::Award, Operation::Award, Value::Money(amount), Source::Steps, words::award())?;
            let asks = figures.parts.iter().any(|part| part.needs_person || part.whole.is_none());
            let needs_person = asks || sum > policy.automatic_limit.value;
            Outcome::Offer { amount, needs_person, band: if asks { Band::Review } else { Band::Automatic } }
        }
        None if figures.parts.iter().any(|part| part.whole.is_none()) => {
            Outcome::Review { reason: words::company_waits() }
        }
        None => Outcome::NoMeasurableLoss { reason: words::company_gets_nothing(figures) },
    };
    Ok(Computed { outcome, steps: sheet.steps })
}

/// The table while it is written.
struct Sheet<'a> {
    figures: &'a Figures,
    tally: Tally,
    steps: Vec<Step>,
}

impl Sheet<'_> {
    fn write(
        &mut self,
        key: StepKey,
        operation: Operation,
        value: Value,
        source: Source,
        line: Line,
    ) -> Result<(), Refused> {
        let currency = self.figures.account.currency;
        let result = if operation == Operation::Show {
            None
        } else {
            let minor = self.tally.apply(operation, value).ok_or(Refused::OutOfRange(key.name()))?;
            Some(Money::new(minor, currency))
        };
        let Line { label, sentence } = line;
        self.steps.push(Step { key, label, value, operation, result, source, sentence });
        Ok(())
    }
}
