//! The lines of a computation, as a page and a document show them: each with its name, its formula and what it comes to.

use chrono::NaiveDateTime;
use domain::{
    assessment::Explanation,
    component::ComponentKey,
    language::Language,
    ledger::AccountKind,
    loss::{Factor, HabitShare, HabitStep, Lead, LevelStep, LikeHours, MarketStep, Part, Working},
    money::{Currency, Money},
};

use crate::text::{
    day,
    working::{self, Working as Words},
};

/// A line: what it is, by which formula (may be empty), and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// How it is computed.
    pub formula: String,
    /// What it comes to.
    pub value: String,
}

/// Like hours: when they were, and their figures or why they do not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like {
    /// When.
    pub name: String,
    /// Taken in these hours, taken in the 24 hours, and how much it counts; else why it does not.
    pub figures: Result<[String; 3], &'static str>,
}

/// An explanation in a language.
pub struct Sheet<'a> {
    /// The language.
    pub language: Language,
    /// Its words.
    pub words: &'static Words,
    explanation: &'a Explanation,
}

impl<'a> Sheet<'a> {
    /// Of an explanation.
    pub fn new(language: Language, explanation: &'a Explanation) -> Self {
        Self { language, words: Words::of(language), explanation }
    }

    fn money(&self, minor: i64) -> String {
        let currency: Currency = self.explanation.assessment.figures.account.currency;
        Money { minor, currency }.format()
    }

    fn component(&self, key: &ComponentKey) -> String {
        let named = self.explanation.assessment.figures.impacts.components.iter().find(|found| found.key == *key);
        named.map_or_else(|| key.to_string(), |found| found.name.get(self.language).to_owned())
    }

    /// Why there is no working.
    pub fn nothing(&self) -> &'static str {
        if self.is_of_company() { self.words.none_of_company } else { self.words.none }
    }

    /// The heading over the steps to the award.
    pub fn award_heading(&self) -> &'static str {
        if self.is_of_company() { self.words.award_of_company } else { self.words.award }
    }

    fn is_of_company(&self) -> bool {
        self.explanation.assessment.figures.account.kind == AccountKind::TaxiCompany
    }

    /// What the working is of.
    pub fn heading(&self, working: &Working) -> String {
        let names: Vec<String> =
            working.leads.iter().map_while(|lead| Some(self.component(lead.component.as_ref()?))).collect();
        if names.is_empty() {
            return self.words.expected.to_owned();
        }
        working::hours_of(self.language, &names.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// With which days the days are compared.
    pub const fn about(&self, working: &Working) -> &'static str {
        if working.cycle_days == 7 { self.words.first_text } else { self.words.first_text_rotation }
    }

    /// When a part is: `10월 15일(토) 15:00–다음 날 15:00`.
    pub fn part_hours(&self, part: &Part) -> String {
        hours(self.language, part.from, part.to)
    }

    /// A like day of a part.
    pub fn like(&self, like: &LikeHours) -> Like {
        let figures = match like.excluded {
            Some(reason) => Err(working::excluded(self.language, reason)),
            None => Ok([self.money(like.amount), self.money(like.day), like.weight.to_string()]),
        };
        Like { name: hours(self.language, like.from, like.to), figures }
    }

    /// What a part comes to.
    pub fn part(&self, working: &Working, part: &Part) -> Vec<Line> {
        let words = self.words;
        let (like_day, ordinary) = (self.money(part.like_day), self.money(working.ordinary_day));
        let day = format!("{ordinary} + {} × ({like_day} − {ordinary})", part.day_trust);
        let share =
            format!("{} + {} × ({} − {})", part.usual_share, part.share_trust, part.like_share, part.usual_share);
        let expected = format!("{} × {}", self.money(part.day), part.share);
        let borrowed = format!("(1 − {} × {}) × {}", part.day_trust, part.share_trust, self.money(part.expected));
        let by_hours = format!("{} − {} × {}", self.money(part.expected), part.usual_share, self.money(part.day));
        let like = if part.day_trust == Factor::ZERO { words.no_like_day } else { words.like_day_formula };
        vec![
            line(words.like_day, like, like_day),
            line(words.expected_day, &day, self.money(part.day)),
            line(words.like_share, words.like_share_formula, part.like_share.to_string()),
            line(words.share, &share, part.share.to_string()),
            line(words.part, &expected, self.money(part.expected)),
            line(words.borrowed, &borrowed, self.money(part.borrowed)),
            line(words.by_hours, &by_hours, self.money(part.by_hours)),
        ]
    }

    /// A step of the level, as a row: its stretch, taken, expected, ratio, pull, level.
    pub fn level(&self, step: &LevelStep) -> [String; 6] {
        [
            working::around(self.language, step.around).to_owned(),
            self.money(step.taken),
            self.money(step.expected),
            step.ratio.to_string(),
            step.pull.to_string(),
            step.level.to_string(),
        ]
    }

    /// How the parts and the level lead to the expectations.
    pub fn sum(&self, working: &Working) -> Vec<Line> {
        let words = self.words;
        let parts = working.parts.iter();
        let of_kind = |holiday: bool| {
            let amounts: Vec<_> = parts.clone().filter(|part| part.holiday == holiday).collect();
            let amounts: Vec<_> = amounts.into_iter().map(|part| self.money(part.expected)).collect();
            if amounts.len() > 1 { amounts.join(" + ") } else { String::new() }
        };
        let mut lines = vec![line(words.ordinary_sum, &of_kind(false), self.money(working.ordinary))];
        let mut sum = self.money(working.ordinary);
        if working.parts.iter().any(|part| part.holiday) {
            lines.push(line(words.holiday_sum, &of_kind(true), self.money(working.holidays)));
            lines.push(line(words.holiday_factor, "", working.holiday_factor.to_string()));
            sum = format!("({sum} + {} × {})", self.money(working.holidays), working.holiday_factor);
        }
        lines.push(line(words.base, &format!("{sum} × {}", working.level), self.money(working.base)));
        lines.extend(working.habit.iter().flat_map(|step| self.habit(step, working, &sum)));
        lines.extend(working.market.iter().flat_map(|step| self.market(step)));
        lines.extend(working.leads.iter().flat_map(|lead| self.lead(working, lead)));
        lines
    }

    /// What the trade's habit makes of it; `sum` is what was expected of the parts, before the level.
    fn habit(&self, step: &HabitStep, working: &Working, sum: &str) -> Vec<Line> {
        let words = self.words;
        let of_sum = |part: i64| format!("{} ÷ {sum}", self.money(part));
        let shares = [
            (words.borrowed_share, of_sum(step.borrowed), words.trade_habit, step.of_borrowed),
            (words.hours_share, of_sum(step.by_hours), words.hours_worth, step.of_hours),
            (words.days_share, days_share(working), words.days_worth, step.of_days),
        ];
        let beyond = |HabitShare { share, worth }: HabitShare| {
            let share = share.to_string();
            let (sign, share) = share.strip_prefix('-').map_or(("+", share.as_str()), |share| ("−", share));
            format!(" {sign} {share} × ({worth} − 1)")
        };
        let factor: String = shares.iter().map(|(.., part)| beyond(*part)).collect();
        let lines = shares.into_iter().flat_map(|(name, formula, worth, part)| {
            [line(name, &formula, part.share.to_string()), line(worth, "", part.worth.to_string())]
        });
        lines.chain([line(words.habit_factor, &format!("1{factor}"), step.factor.to_string())]).collect()
    }

    /// What the market makes of it.
    fn market(&self, step: &MarketStep) -> [Line; 3] {
        let words = self.words;
        let factor = format!("1 + {} × ({} − 1)", step.following, step.market);
        [
            line(words.trade_market, "", step.market.to_string()),
            line(words.following, "", step.following.to_string()),
            line(words.market_factor, &factor, step.factor.to_string()),
        ]
    }

    fn lead(&self, working: &Working, lead: &Lead) -> Vec<Line> {
        let through = lead.component.as_ref().map(|key| {
            let formula = format!("{} × {}", self.money(working.base), lead.share);
            line(&working::through(self.language, &self.component(key)), &formula, self.money(lead.own))
        });
        let times = |amount: i64, factor: Factor| format!("{} × {factor}", self.money(amount));
        let habit = line(self.words.habit, &times(lead.own, lead.habit), self.money(lead.usual));
        let market = line(self.words.market, &times(lead.usual, lead.market), self.money(lead.amount));
        through.into_iter().chain([habit, market]).collect()
    }
}

/// What the days around moved the level by, as a share of it.
fn days_share(working: &Working) -> String {
    let [weeks, days, day, hours] = &working.level_steps[..] else { return String::new() };
    let moved = format!("({} − {})", days.level, weeks.level);
    format!("{moved} × (1 − {}) × (1 − {}) ÷ {}", day.pull, hours.pull, working.level)
}

fn line(name: &str, formula: &str, value: String) -> Line {
    Line { name: name.to_owned(), formula: formula.to_owned(), value }
}

/// Hours of a day: `10월 15일(토) 15:00–다음 날 15:00`.
fn hours(language: Language, from: NaiveDateTime, to: NaiveDateTime) -> String {
    let end = working::until(language, &to.format("%H:%M").to_string(), from.date() == to.date());
    format!("{} {}–{end}", day::with_weekday(language, from.date()), from.format("%H:%M"))
}
