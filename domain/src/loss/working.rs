//! The working: the expectation of a time as a table that a person redoes with a pocket calculator. The engine goes on
//! with what the table prints; see [`printed`](super::printed).

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::{calendar::Holidays, component::ComponentKey, series::AccountHistory};

use super::{
    ExclusionReason,
    cohort::Figures,
    decay::PRINTED,
    expectation::{Estimator, Pattern, Sheet, Tables},
    frame::Portion,
    level::Layer,
    measure::{Measure, View},
    printed::{Factor, minor},
    profile::Line,
    reading::Reader,
    window::{Outage, Span},
};

/// A like day, and the like hours of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LikeHours {
    /// Local start of the hours.
    pub from: NaiveDateTime,
    /// Local end of the hours.
    pub to: NaiveDateTime,
    /// Takings in them, net of refunds; minor units. Hours count by the minutes and the severity of the failure.
    pub amount: i64,
    /// Takings of the 24 hours from the clock time at which the outage began; minor units.
    pub day: i64,
    /// How much they count, 0 to 1; nearer weeks more.
    pub weight: Factor,
    /// Why they do not count.
    pub excluded: Option<ExclusionReason>,
}

/// One part of the time: at most 24 hours from the clock time at which the outage began. Amounts are minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Local start.
    pub from: NaiveDateTime,
    /// Local end.
    pub to: NaiveDateTime,
    /// Whether its date is a holiday.
    pub holiday: bool,
    /// The like days that are known, earliest first.
    pub like: Vec<LikeHours>,
    /// The sum of day × weight over the sum of the weights; 0 where no such day is known, or none had a sale.
    pub like_day: i64,
    /// How far that is trusted against an ordinary day of the account.
    pub day_trust: Factor,
    /// `ordinary day + day_trust × (like_day - ordinary day)`.
    pub day: i64,
    /// The sum of amount × weight over the sum of day × weight.
    pub like_share: Factor,
    /// The share of a usual day that falls into these hours.
    pub usual_share: Factor,
    /// How far the like share is trusted against the usual one.
    pub share_trust: Factor,
    /// `usual_share + share_trust × (like_share - usual_share)`.
    pub share: Factor,
    /// `day × share`.
    pub expected: i64,
    /// How far it rests on the like days and their like hours alone: `day_trust × share_trust`.
    pub own: Factor,
    /// `expected - own × expected`: what other days and hours of the account were borrowed for.
    pub borrowed: i64,
    /// `expected - usual_share × day`: what the like hours add to those of a usual day; below 0 where they take from it.
    pub by_hours: i64,
}

/// What the level is moved by: takings around the outage against what the same table expects of that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelStep {
    /// How far around it looks.
    pub around: Around,
    /// Takings, nearer ones counting more; minor units.
    pub taken: i64,
    /// Takings expected of the same time, counted alike; minor units. 0 where nothing is known of it.
    pub expected: i64,
    /// `taken ÷ expected`.
    pub ratio: Factor,
    /// How far the level goes towards it.
    pub pull: Factor,
    /// `level before + pull × (ratio - level before)`; the first level before is 1.
    pub level: Factor,
}

/// A stretch of time around the outage, on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Around {
    /// Some three weeks.
    Weeks,
    /// Some five days.
    Days,
    /// Some 24 hours.
    Day,
    /// Some ten hours.
    Hours,
}

/// What an expectation comes to. Amounts are minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// The component; none for sales of all ways together.
    pub component: Option<ComponentKey>,
    /// Share of the sales that came this way in the 90 days before.
    pub share: Factor,
    /// `base × share`.
    pub own: i64,
    /// What the trade's habit makes of the account's expectation: `1 + share borrowed × (habit - 1)`.
    pub habit: Factor,
    /// `own × habit`.
    pub usual: i64,
    /// What the market makes of it: `1 + following × (market - 1)`.
    pub market: Factor,
    /// `usual × market`: the figure of the assessment.
    pub amount: i64,
}

/// What the trade's habit makes of an account's expectation. In weeks in which nothing happened, its accounts show what such
/// hours bring of what is borrowed for them, and what the days around and the like hours are worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HabitStep {
    /// What of the parts was borrowed: that of ordinary days, and that of holidays × holiday factor; minor units.
    pub borrowed: i64,
    /// Its share: `borrowed ÷ (ordinary + holidays × holiday_factor)`.
    pub of_borrowed: HabitShare,
    /// What the like hours add to the parts, likewise; minor units, below 0 where they take from them.
    pub by_hours: i64,
    /// Its share: `by_hours ÷ (ordinary + holidays × holiday_factor)`, -1 to 1.
    pub of_hours: HabitShare,
    /// The share of the days around: `(level after them - level before) × (1 - pull of the day) × (1 - pull of the hours) ÷
    /// level`, each product rounded; -1 to 1, 0 where the level is at its end.
    pub of_days: HabitShare,
    /// `1 + share × (worth - 1)` over the three, 0.2 to 2.
    pub factor: Factor,
}

/// A share of an expectation, and what the trade knows of such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HabitShare {
    /// The share; below 0 where it lowered the expectation.
    pub share: Factor,
    /// What 1 of it is worth; 1 as it was taken for.
    pub worth: Factor,
}

/// What the market makes of an account's expectation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketStep {
    /// How the market moved at the time.
    pub market: Factor,
    /// How far the account follows it, by the same hours of the weeks around: 0 not at all, 1 as the market moves.
    pub following: Factor,
    /// `1 + following × (market - 1)`.
    pub factor: Factor,
}

/// How the expectation of a time comes about. Amounts are minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    /// Days after which the pattern repeats.
    pub cycle_days: i64,
    /// A day of the account, whatever its place in the week.
    pub ordinary_day: i64,
    /// The parts of the time, in order.
    pub parts: Vec<Part>,
    /// The expected amounts of ordinary days, added up.
    pub ordinary: i64,
    /// Those of holidays, added up as if they were ordinary days.
    pub holidays: i64,
    /// What a holiday brings of an ordinary day.
    pub holiday_factor: Factor,
    /// How the level comes about, from wide to near.
    pub level_steps: Vec<LevelStep>,
    /// How trade in the days around compares with the same table, at most 3.
    pub level: Factor,
    /// `(ordinary + holidays × holiday_factor) × level`, at least 0.
    pub base: i64,
    /// What the trade's habit makes of it; told of the window of the expectation, and the same for all exposures.
    pub habit: Option<HabitStep>,
    /// What the market makes of it; told with the habit.
    pub market: Option<MarketStep>,
    /// What it leads to.
    pub leads: Vec<Lead>,
}

/// A time, and what its expectation leads to: which component, at which share.
type Question = (Span, Vec<(Option<ComponentKey>, Factor)>);

/// The workings behind the expectation and the exposures of an account's loss; each time is worked once. Empty where the
/// outage cannot be measured.
pub fn workings(history: &AccountHistory, outage: &Outage, measure: &Measure, figures: &Figures) -> Vec<Working> {
    let slots = history.total.slot_minutes;
    let Some(view) = View::of(outage, slots) else { return Vec::new() };
    let tables = Tables::of(slots);
    let compared = view.compared(&history.total);
    let reader = view.reader(history, &compared, outage, tables);
    let Some(pattern) = reader.pattern(measure.reading.cycle) else { return Vec::new() };
    let compared_from = compared.afterwards.as_ref().map(|weeks| weeks.start);
    let holidays = &outage.holidays;
    let scene = Scene { view: &view, reader: &reader, compared_from, pattern, tables, holidays, measure, figures };
    questions(&view, measure).into_iter().map(|question| scene.working(question)).collect()
}

fn questions(view: &View, measure: &Measure) -> Vec<Question> {
    let window = view.windows().into_iter().nth(usize::from(measure.window)).unwrap_or_default();
    let mut questions: Vec<Question> = vec![(window, vec![(None, Factor::ONE)])];
    for component in &measure.components {
        let span = view.severity_of(&component.component);
        let lead = (Some(component.component.clone()), Factor::of(component.share));
        match questions.iter_mut().find(|(known, _)| *known == span) {
            Some((_, leads)) => leads.push(lead),
            None => questions.push((span, vec![lead])),
        }
    }
    questions
}

/// An account and an outage, made ready.
struct Scene<'a> {
    view: &'a View<'a>,
    reader: &'a Reader<'a>,
    /// The first slot of the reference, where it lies after the outage alone.
    compared_from: Option<i64>,
    pattern: &'a Pattern,
    tables: &'a Tables,
    holidays: &'a Holidays,
    measure: &'a Measure,
    figures: &'a Figures,
}

impl Scene<'_> {
    fn working(&self, (span, leads): Question) -> Working {
        let portions = self.reader.portions(&span);
        let estimator = self.reader.estimator(&portions);
        let Sheet { lines, ordinary_day, ordinary, holidays, level, base, parts } =
            estimator.sheet(0, self.pattern, self.reader.holiday, self.tables);
        let reading = &self.measure.reading;
        let (habit, market) = (self.figures.habit_of(reading), self.figures.market_of(reading));
        let market_step = self.figures.market_step(reading);
        let share = |share, worth| HabitShare { share, worth: Factor::of(worth) };
        let habit_step = HabitStep {
            borrowed: minor(parts.borrowed),
            of_borrowed: share(parts.shares.borrowed, self.figures.habit),
            by_hours: minor(parts.by_hours),
            of_hours: share(parts.shares.by_hours, self.figures.hours_worth),
            of_days: share(parts.shares.by_days, self.figures.days_worth),
            factor: habit,
        };
        let is_of_all = leads.iter().any(|(component, _)| component.is_none());
        let lead = |(component, share): (Option<ComponentKey>, Factor)| {
            let own = share.times(base);
            let usual = habit.times(own);
            let amount = minor(market.times(usual));
            Lead { component, share, own: minor(own), habit, usual: minor(usual), market, amount }
        };
        let around = [Around::Weeks, Around::Days, Around::Day, Around::Hours];
        Working {
            cycle_days: self.pattern.cycle.days(),
            ordinary_day: minor(ordinary_day),
            parts: portions.iter().zip(&lines).map(|(portion, line)| self.part(&estimator, portion, line)).collect(),
            ordinary: minor(ordinary),
            holidays: minor(holidays),
            holiday_factor: self.reader.holiday,
            level_steps: around.into_iter().zip(level.layers).map(level_step).collect(),
            level: level.level,
            base: minor(base),
            habit: is_of_all.then_some(habit_step),
            market: is_of_all.then_some(market_step),
            leads: leads.into_iter().map(lead).collect(),
        }
    }

    fn part(&self, estimator: &Estimator, portion: &Portion, line: &Line) -> Part {
        let (from, to) = self.edges(portion, portion.day);
        Part {
            from,
            to,
            holiday: portion.holiday,
            like: self.like_hours(estimator, portion),
            like_day: minor(line.day.like),
            day_trust: line.day.trust,
            day: minor(line.day.expected),
            like_share: line.like_share,
            usual_share: line.usual_share,
            share_trust: line.trust,
            share: line.share,
            expected: minor(line.expected),
            own: line.own,
            borrowed: minor(line.borrowed),
            by_hours: minor(line.by_hours),
        }
    }

    /// The local edges of a portion's hours on some day of the frame.
    fn edges(&self, portion: &Portion, day: i64) -> (NaiveDateTime, NaiveDateTime) {
        let slots = self.reader.slot_length();
        let first = self.reader.frame.origin + day * slots.per_day();
        (slots.start_of(first + portion.hours.0), slots.start_of(first + portion.hours.1 + 1))
    }

    /// The days whole cycles away from a portion as far as they are known, those that do not count with the reason.
    fn like_hours(&self, estimator: &Estimator, portion: &Portion) -> Vec<LikeHours> {
        let (frame, place) = (&self.reader.frame, estimator.place(0));
        let row = |(day, index): (i64, usize)| {
            let (from, to) = self.edges(portion, day);
            if frame.whole.usable[index] > 0.0 && !place.hides(day) {
                let (amount, day_amount) = (portion.like.takings[index], frame.whole.takings[index]);
                let weight = Factor::of(self.tables.memory.at(day - portion.day) / PRINTED);
                return Some(LikeHours {
                    from,
                    to,
                    amount: minor(amount),
                    day: minor(day_amount),
                    weight,
                    excluded: None,
                });
            }
            let excluded = Some(self.exclusion(day, place.hides(day))?);
            Some(LikeHours { from, to, amount: 0, day: 0, weight: Factor::ZERO, excluded })
        };
        let cycle = self.pattern.cycle.days();
        let like = |(day, _): &(i64, usize)| (day - portion.day).rem_euclid(cycle) == 0 && *day != portion.day;
        frame.days().filter(like).filter_map(row).collect()
    }

    /// Why a day does not count. None where nothing is known of it: before the first record or after the last.
    fn exclusion(&self, day: i64, is_hidden: bool) -> Option<ExclusionReason> {
        let slots = self.reader.slot_length();
        let first = self.reader.frame.origin + day * slots.per_day();
        let last = first + slots.per_day() - 1;
        let meets = |range: &std::ops::Range<i64>| first < range.end && range.start <= last;
        if meets(&self.view.outage()) {
            Some(ExclusionReason::Outage)
        } else if is_hidden || meets(&self.view.hidden) {
            Some(ExclusionReason::CatchUp)
        } else if self.compared_from.is_some_and(|from| meets(&(self.view.hidden.end..from))) {
            Some(ExclusionReason::Washout)
        } else if self.reader.others.iter().any(meets) {
            Some(ExclusionReason::OtherOutage)
        } else if [first, last].iter().any(|slot| self.holidays.contains(slots.date_of(*slot))) {
            Some(ExclusionReason::Holiday)
        } else {
            None
        }
    }
}

fn level_step((around, layer): (Around, Layer)) -> LevelStep {
    let Layer { taken, expected, ratio, pull, level } = layer;
    LevelStep { around, taken: minor(taken), expected: minor(expected), ratio, pull, level }
}
