//! The measure: all that an outage's loss needs of one account's history, in a few hundred bytes.

use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    impact::{Impact, Severity},
    series::{AccountHistory, Series, SlotLength},
    time::{DAY, HOUR, Instant, Window},
};

use super::{
    Afterwards, ComponentExposure, LARGEST_AMOUNT,
    afterwards::{Compared, WASHOUT},
    cohort::{Figures, MOST_FACTOR},
    expectation::Tables,
    exposure::{self, DAYS},
    frame::{AFTER, BEFORE, Hidden},
    giant::{GiantSale, giant_sale},
    reading::{Reader, Reading},
    window::{Outage, Span, Timeline},
};

/// Hours after the outage that are compared with nothing, because sales catch up in them.
const HIDDEN_AFTER: i64 = 48;
/// Hours after the outage in which catch-up is measured.
const CATCH_UP: i64 = 72;
/// Share of sales through the failed services up to which an account is a control.
const CONTROL_SHARE: f64 = 0.02;
/// Days of ordinary trade under which nothing is left out for other outages.
const FEWEST_DAYS: usize = 28;

/// Windows of one outage that are read apart; services beyond these are read over all impacts together.
const MOST_WINDOWS: usize = 6;

/// Why an account cannot be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    /// No impact has begun, or they span more than two months.
    #[error("the outage has no length that can be measured")]
    NoWindow,
    /// The account has no sale before the outage, and too few days of ordinary trade after it.
    #[error("the account has no history before the outage, and too little after it")]
    NoHistory,
    /// Amounts so large that what follows from them could leave the range of [`LARGEST_AMOUNT`].
    #[error("the amounts are too large to be estimated")]
    OutOfRange,
}

/// What an outage's loss needs of one account. Amounts are estimates in minor units, before the market.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Number of the window that fits the services the account uses; 0 is that of all impacts together.
    pub window: u8,
    /// The reading of that window.
    pub reading: Reading,
    /// Of a control: readings of the outage's other windows, so that each has its market.
    pub others: Vec<(u8, Reading)>,
    /// Use of the failed components, most exposed first.
    pub components: Vec<ComponentExposure>,
    /// The part of the exposure that lies in the window.
    pub measured_exposure: f64,
    /// Length of the window in hours.
    pub hours: f64,
    /// Days of ordinary trade known around the outage.
    pub known_days: u32,
    /// Local dates of the outage: first and last.
    pub outage_dates: (NaiveDate, NaiveDate),
    /// Last local date in which sales catch up.
    pub catch_up_until: NaiveDate,
    /// Holidays left out of the comparison.
    pub holidays: Vec<NaiveDate>,
    /// Dates of other outages that are left out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_outages: Vec<NaiveDate>,
    /// An hour that stands out.
    pub giant: Option<GiantSale>,
    /// The weeks that alone it is compared with, where nothing is known of it from before the outage. What the readings say
    /// was taken is not known then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Afterwards>,
}

impl Measure {
    /// Whether the account hardly used the failed services, so that its trade shows the market.
    pub fn is_control(&self) -> bool {
        self.components.iter().map(|c| c.share).sum::<f64>() < CONTROL_SHARE
    }

    /// The exposure over all components, before the market.
    pub fn exposure(&self) -> f64 {
        self.components.iter().map(|c| c.exposure).sum()
    }
}

/// Measures one account, hit or not, by its own pattern alone: the first of three steps.
pub fn measure(history: &AccountHistory, outage: &Outage) -> Result<Measure, MeasureError> {
    let view = View::of(outage, history.total.slot_minutes).ok_or(MeasureError::NoWindow)?;
    let compared = view.compared(&history.total);
    let series = &*compared.series;
    if series.values.is_empty() {
        return Err(MeasureError::NoHistory);
    }
    let slots = series.slot_minutes;
    let tables = Tables::of(slots);
    let used_in = view.used_in(&compared);
    let reader = view.reader(history, &compared, outage, tables);
    let known_days = u32::try_from(reader.known_days()).unwrap_or(u32::MAX);
    let afterwards = compared.weeks(known_days, slots).map_err(|_| MeasureError::NoHistory)?;
    let uses = exposure::uses(history, &view.timeline.components(), &used_in);
    let used: Vec<&ComponentKey> = uses.iter().filter(|u| u.share >= CONTROL_SHARE).map(|u| u.component).collect();
    let windows = view.windows();
    let number = if used.is_empty() { 0 } else { view.window_for(&used, &windows) };
    let window = &windows[usize::from(number)];
    let reading = reader.read(window, &view.after);
    let others = (0_u8..).zip(&windows).skip(1).filter(|_| used.is_empty());
    let others: Vec<_> = others.map(|(number, window)| (number, reader.read(window, &view.after))).collect();
    let (components, measured_exposure) = exposure::exposures(
        &uses,
        &view.timeline,
        window,
        |span| if span == window { reading.base } else { reader.base(span, reading.cycle) },
        slots,
    );
    let exposed: f64 = components.iter().map(|c| c.exposure).sum();
    if !others.iter().map(|(_, other)| other).chain([&reading]).all(|r| is_in_range(r, exposed)) {
        return Err(MeasureError::OutOfRange);
    }
    let first = slots.date_of(view.hidden.start);
    let looked_at = view.hidden.start - BEFORE * slots.per_day()..view.known_end;
    let reach = chrono::Days::new(7 * 30);
    let mut other_outages: Vec<NaiveDate> = reader.others.iter().flat_map(|other| dates(other, slots)).collect();
    other_outages.sort_unstable();
    other_outages.dedup();
    Ok(Measure {
        window: number,
        other_outages,
        giant: giant_sale(series, &looked_at),
        others,
        components,
        measured_exposure,
        hours: window.slots() * slots.minutes() as f64 / 60.0,
        reading,
        known_days,
        outage_dates: (first, slots.date_of(view.outage_end - 1)),
        catch_up_until: slots.date_of(view.hidden.end - 1),
        holidays: outage
            .holidays
            .between(
                slots.date_of(series.first_slot).max(first - reach),
                slots.date_of(view.known_end - 1).min(first + reach),
            )
            .collect(),
        afterwards,
    })
}

/// The local dates of some slots.
fn dates(range: &Range<i64>, slots: SlotLength) -> impl Iterator<Item = NaiveDate> + use<> {
    let last = slots.date_of(range.end - 1);
    slots.date_of(range.start).iter_days().take_while(move |date| *date <= last)
}

/// Whether every amount of a loss stays in range, whatever the cohort says; also the difference of two.
fn is_in_range(reading: &Reading, exposed: f64) -> bool {
    let Reading { taken, after_base, after_taken, .. } = *reading;
    let amounts = [Figures::most(reading), MOST_FACTOR * exposed, taken, after_base, after_taken];
    amounts.into_iter().all(|amount| amount.abs() <= LARGEST_AMOUNT as f64 / 2.0)
}

/// An outage in the slots of a series.
pub(crate) struct View<'a> {
    pub timeline: Timeline<'a>,
    slots: SlotLength,
    /// The outage and the time in which sales catch up; looked at for the actual takings only.
    pub hidden: Range<i64>,
    /// The slot after the outage's last.
    outage_end: i64,
    /// Up to here the ledger is complete.
    known_end: i64,
    after: Span,
    /// The slot after the washout.
    washed_out: i64,
}

impl<'a> View<'a> {
    /// The view of an outage; none where it has no window that can be measured.
    pub fn of(outage: &'a Outage, slots: SlotLength) -> Option<Self> {
        let timeline = Timeline::of(outage)?;
        let hull = timeline.hull()?;
        let local = |instant| slots.slot(outage.zone.local(instant));
        let known = outage.observed_until.max(hull.end).min(hull.end.plus(366 * DAY));
        let after = Window::try_new(hull.end, hull.end.plus(CATCH_UP * HOUR).min(known));
        Some(Self {
            slots,
            hidden: local(hull.start)..local(hull.end.plus(HIDDEN_AFTER * HOUR - 1)) + 1,
            outage_end: local(hull.end.plus(-1)) + 1,
            known_end: local(known),
            washed_out: local(hull.end.plus((CATCH_UP + WASHOUT) * HOUR - 1)) + 1,
            after: after.map(|window| Span::of_window(window, outage.zone, slots)).unwrap_or_default(),
            timeline,
        })
    }

    /// The part of a series that an account is compared with: where it has no past, the weeks from the midnight after the
    /// washout on.
    pub fn compared<'b>(&self, series: &'b Series) -> Compared<'b> {
        let per_day = self.slots.per_day();
        let days_after = (self.washed_out + per_day - 1).div_euclid(per_day);
        let end = self.known_end.min(self.hidden.start + AFTER * per_day);
        Compared::of(series, self.hidden.start, days_after * per_day..end)
    }

    /// The slots from the first impact to the last.
    pub fn outage(&self) -> Range<i64> {
        self.hidden.start..self.outage_end
    }

    /// The first and the last slot in which catch-up is measured; none where the ledger ends before.
    pub fn catch_up(&self) -> Option<(i64, i64)> {
        let last = i64::try_from(self.after.weights.len()).ok()?.checked_sub(1).filter(|last| *last >= 0)?;
        Some((self.after.first, self.after.first + last))
    }

    /// The slot up to which the ledger is complete.
    pub fn known_end(&self) -> i64 {
        self.known_end
    }

    /// The slots over which the use of components is measured.
    pub fn used_in(&self, compared: &Compared) -> Range<i64> {
        let reach = DAYS * self.slots.per_day();
        let before = self.hidden.start - reach..self.hidden.start;
        compared.afterwards.as_ref().map_or(before, |weeks| weeks.start..weeks.end.min(weeks.start + reach))
    }

    /// A reader of what an account is compared with. Other outages that hit the account are left out, unless too little would
    /// be left.
    pub fn reader<'b>(
        &self,
        history: &AccountHistory,
        compared: &'b Compared,
        outage: &'b Outage,
        tables: &'b Tables,
    ) -> Reader<'b> {
        let read = |others: &[Range<i64>]| {
            let hidden = Hidden { own: self.hidden.clone(), others };
            Reader::new(&compared.series, &hidden, self.outage_end, self.known_end, &outage.holidays, tables)
        };
        let others = self.others(history, outage, &self.used_in(compared));
        let reader = read(&others);
        if others.is_empty() || reader.known_days() >= FEWEST_DAYS { reader } else { read(&[]) }
    }

    /// The slots in which components failed in other incidents that an account uses, earliest first.
    fn others(&self, history: &AccountHistory, outage: &Outage, used_in: &Range<i64>) -> Vec<Range<i64>> {
        let components: Vec<&ComponentKey> = outage.others.iter().map(|impact| &impact.component).collect();
        let uses = exposure::uses(history, &components, used_in);
        let hit = |impact: &&Impact| {
            let used = |u: &exposure::Use| u.share >= CONTROL_SHARE && *u.component == impact.component;
            impact.severity > Severity::Degraded && uses.iter().any(used)
        };
        let slot = |at: Instant| self.slots.slot(outage.zone.local(at));
        let slots = |window: Window| slot(window.start)..slot(window.end.plus(-1)) + 1;
        let reach = self.hidden.start - BEFORE * self.slots.per_day()..self.hidden.start + AFTER * self.slots.per_day();
        let windows = outage.others.iter().filter(hit).filter_map(|impact| impact.window(outage.observed_until));
        let mut others: Vec<Range<i64>> =
            windows.map(slots).filter(|other| other.start < reach.end && reach.start < other.end).collect();
        others.sort_by_key(|other| (other.start, other.end));
        others
    }

    /// The slots in which a component failed, by minutes and severity.
    pub fn severity_of(&self, component: &ComponentKey) -> Span {
        self.timeline.severity_of(component, self.slots)
    }

    /// The distinct windows: of all components together, then of each that differs.
    pub fn windows(&self) -> Vec<Span> {
        let components = self.timeline.components();
        let mut windows = vec![self.timeline.core(&components, self.slots)];
        for component in components {
            let own = self.timeline.core(&[component], self.slots);
            if !windows.contains(&own) && windows.len() < MOST_WINDOWS {
                windows.push(own);
            }
        }
        windows
    }

    /// The window of an account: that of the components it uses where they share one, else that of all.
    fn window_for(&self, used: &[&ComponentKey], windows: &[Span]) -> u8 {
        let own = self.timeline.core(used, self.slots);
        (0..).zip(windows).find(|(_, window)| **window == own).map_or(0, |(number, _)| number)
    }
}
