//! The offer: from measure and cohort to the loss that a policy turns into an award.

use super::{
    Afterwards, Band, ComponentExposure, ExcludedDay, ExclusionReason, Loss, Rate, Spell,
    cohort::{CohortKey, CohortTable},
    measure::Measure,
    rules,
};

/// Hours under which one account's window is mostly chance.
const SHORT: f64 = 3.0;
/// Days of history under which a pattern is not known.
const NEW: u32 = 28;
/// Accounts under which a cohort is too small to offer on.
const SMALL: u32 = 30;
/// Share of the expectation by which the 90 % interval may fall short of it for own records to be used.
const IRREGULAR: f64 = 0.6;

/// The loss of one account: the third of three steps. Estimator, "from expectation to offer".
pub fn loss_of(measure: &Measure, table: &CohortTable, cohort: &CohortKey) -> Loss {
    let afterwards = measure.afterwards.map(|weeks| {
        let changed_on = rules::changed(cohort, measure.outage_dates.0, weeks.until);
        Afterwards { changed_on, ..weeks }
    });
    if afterwards.is_some_and(|weeks| weeks.changed_on.is_some()) {
        return Loss { afterwards, excluded: excluded(measure), ..Loss::unmeasured() };
    }
    let reading = &measure.reading;
    let is_known = afterwards.is_none();
    let figures = table.figures(cohort, measure.window);
    let expected = figures.expect(reading);
    let components: Vec<ComponentExposure> = measure
        .components
        .iter()
        .map(|c| {
            let adjust = |amount| figures.adjust(reading, amount);
            let spell = |s: &Spell| Spell { exposure: adjust(s.exposure), ..s.clone() };
            let spells = c.spells.iter().map(spell).collect();
            ComponentExposure { exposure: adjust(c.exposure), spells, ..c.clone() }
        })
        .collect();
    let exposure: f64 = components.iter().map(|c| c.exposure).sum();
    let own = |amount: f64| if is_known { amount } else { 0.0 };
    let own_loss_low = own(expected.low80 - reading.taken);
    let by_rate = figures.loss_rate.value * exposure;
    let regular = expected.low90 >= IRREGULAR * expected.value;
    let band = band(measure, &figures.loss_rate, is_known && regular && own_loss_low > by_rate);
    let before_catch_up = match band {
        Band::NotExposed => 0.0,
        Band::OwnRecords => own_loss_low,
        _ => by_rate,
    };
    Loss {
        hours: measure.hours,
        cycle: reading.cycle,
        expected: expected.value,
        actual: whole(own(reading.taken)),
        expected_low: expected.low90,
        expected_high: expected.high90,
        own_loss: own(expected.value - reading.taken),
        own_loss_low,
        exposure,
        components,
        loss_rate: figures.loss_rate,
        catch_up: figures.catch_up,
        basis: (before_catch_up * (1.0 - figures.catch_up.value)).max(0.0),
        band,
        excluded: excluded(measure),
        giant: measure.giant,
        afterwards,
    }
}

/// The nearest whole amount, within 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates, which is what is wanted")]
fn whole(amount: f64) -> i64 {
    amount.round() as i64
}

fn band(measure: &Measure, rate: &Rate, own_records_show_more: bool) -> Band {
    if measure.components.is_empty() {
        Band::NotExposed
    } else if measure.afterwards.is_some() || measure.known_days < NEW || measure.hours < SHORT {
        Band::Assumed
    } else if own_records_show_more {
        Band::OwnRecords
    } else if rate.accounts < SMALL {
        Band::Review
    } else {
        Band::Automatic
    }
}

/// The days left out of the comparison, in order, each once.
fn excluded(measure: &Measure) -> Vec<ExcludedDay> {
    let (first, last) = measure.outage_dates;
    let days = |from: chrono::NaiveDate, to: chrono::NaiveDate| from.iter_days().take_while(move |date| *date <= to);
    let outage = days(first, last).map(|date| ExcludedDay { date, reason: ExclusionReason::Outage });
    let catch_up =
        days(last, measure.catch_up_until).skip(1).map(|date| ExcludedDay { date, reason: ExclusionReason::CatchUp });
    let compared_from = measure.afterwards.map(|weeks| weeks.from);
    let washout = days(measure.catch_up_until, compared_from.unwrap_or(measure.catch_up_until))
        .skip(1)
        .filter(|date| Some(*date) != compared_from)
        .map(|date| ExcludedDay { date, reason: ExclusionReason::Washout });
    let apart = |date: &chrono::NaiveDate| match compared_from {
        Some(from) => *date >= from,
        None => *date < first || *date > measure.catch_up_until,
    };
    let holidays = measure.holidays.iter().copied().filter(apart);
    let other_outages = measure.other_outages.iter().copied().filter(apart);
    let mut all: Vec<ExcludedDay> = outage
        .chain(catch_up)
        .chain(washout)
        .chain(holidays.map(|date| ExcludedDay { date, reason: ExclusionReason::Holiday }))
        .chain(other_outages.map(|date| ExcludedDay { date, reason: ExclusionReason::OtherOutage }))
        .collect();
    all.sort_by_key(|day| day.date);
    all
}
