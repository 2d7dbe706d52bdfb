//! Days by their names.

use chrono::{Datelike, NaiveDate, Weekday};
use domain::language::Language;

const fn korean_weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "월",
        Weekday::Tue => "화",
        Weekday::Wed => "수",
        Weekday::Thu => "목",
        Weekday::Fri => "금",
        Weekday::Sat => "토",
        Weekday::Sun => "일",
    }
}

/// A day with its weekday, the year left out: `10월 15일(토)`, `Sat 15 Oct`.
pub fn with_weekday(language: Language, date: NaiveDate) -> String {
    match language {
        Language::Ko => format!("{}월 {}일({})", date.month(), date.day(), korean_weekday(date.weekday())),
        Language::En => date.format("%a %-d %b").to_string(),
    }
}

/// A day on a time axis; with its month where that is new: `10/13 목`, `14 금`; `13 Oct`, `Fri 14`.
pub fn on_axis(language: Language, date: NaiveDate, with_month: bool) -> String {
    match (language, with_month) {
        (Language::Ko, true) => format!("{}/{} {}", date.month(), date.day(), korean_weekday(date.weekday())),
        (Language::Ko, false) => format!("{} {}", date.day(), korean_weekday(date.weekday())),
        (Language::En, true) => date.format("%-d %b").to_string(),
        (Language::En, false) => date.format("%a %-d").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_names_in_both_languages() {
        let day = NaiveDate::from_ymd_opt(2022, 10, 15).expect("a day");
        assert_eq!(with_weekday(Language::Ko, day), "10월 15일(토)");
        assert_eq!(with_weekday(Language::En, day), "Sat 15 Oct");
        assert_eq!(on_axis(Language::Ko, day, true), "10/15 토");
        assert_eq!(on_axis(Language::En, day, false), "Sat 15");
    }
}
