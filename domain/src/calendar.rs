//! The calendar: public holidays, which are never ordinary days.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Holidays of one place, in the order of their dates; a name may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(NaiveDate, String)>", into = "Vec<(NaiveDate, String)>")]
pub struct Holidays(Vec<(NaiveDate, String)>);

impl Holidays {
    /// Whether the date is a holiday.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.position(date).is_ok()
    }

    /// Whether the day, counted from 1970-01-01, is a holiday.
    pub(crate) fn contains_day(&self, day: i64) -> bool {
        self.0.binary_search_by_key(&day, |(date, _)| day_of(*date)).is_ok()
    }

    /// The name of the holiday on a date; none on other dates, empty where it has no name.
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        self.position(date).ok().map(|index| self.0[index].1.as_str())
    }

    /// The dates from `first` up to and with `last`, in order.
    pub fn between(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        self.0.iter().map(|(date, _)| *date).filter(move |date| (first..=last).contains(date))
    }

    /// The days from `first` up to and with `last`, counted from 1970-01-01.
    pub(crate) fn days_between(&self, first: i64, last: i64) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().map(|(date, _)| day_of(*date)).filter(move |day| (first..=last).contains(day))
    }

    fn position(&self, date: NaiveDate) -> Result<usize, usize> {
        self.0.binary_search_by_key(&date, |(date, _)| *date)
    }
}

impl FromIterator<(NaiveDate, String)> for Holidays {
    fn from_iter<I: IntoIterator<Item = (NaiveDate, String)>>(dates: I) -> Self {
        dates.into_iter().collect::<Vec<_>>().into()
    }
}

impl FromIterator<NaiveDate> for Holidays {
    fn from_iter<I: IntoIterator<Item = NaiveDate>>(dates: I) -> Self {
        dates.into_iter().map(|date| (date, String::new())).collect()
    }
}

impl From<Vec<(NaiveDate, String)>> for Holidays {
    fn from(mut dates: Vec<(NaiveDate, String)>) -> Self {
        dates.sort();
        dates.dedup_by_key(|(date, _)| *date);
        Self(dates)
    }
}

impl From<Holidays> for Vec<(NaiveDate, String)> {
    fn from(holidays: Holidays) -> Self {
        holidays.0
    }
}

/// Days from 1970-01-01 to a date.
pub(crate) fn day_of(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - i64::from(NaiveDate::default().num_days_from_ce())
}
