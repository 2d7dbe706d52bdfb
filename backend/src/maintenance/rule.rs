//! When a maintenance repeats: by a plain choice, or by a recurrence rule of RFC 5545 for what no choice says, as the last Sunday
//! of each month.

use chrono::NaiveDate;
use domain::{
    maintenance::Repeat,
    time::{Window, Zone},
};
use rrule::{Frequency, RRule, Tz, Unvalidated};

use super::MOST_REPETITIONS;
use crate::error::Problem;

/// Longest rule, in bytes.
const LONGEST_RULE: usize = 200;

/// How a maintenance repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repetition {
    /// By a choice.
    Plain(Repeat),
    /// By a rule: `FREQ=MONTHLY;BYDAY=-1SU;COUNT=12`. The wall clock stays the same; its end is a COUNT or the last date.
    Rule(String),
}

impl Repetition {
    /// The choice, unless there is a rule.
    pub fn new(plain: Repeat, rule: &str) -> Self {
        if rule.trim().is_empty() { Self::Plain(plain) } else { Self::Rule(rule.trim().to_owned()) }
    }

    /// The windows beginning with the first, up to the last date; one more than may be where there are too many. Errors: a date
    /// before the first, no end, a rule that cannot be followed.
    pub(super) fn windows(&self, first: Window, until: Option<NaiveDate>, zone: Zone) -> Result<Vec<Window>, Problem> {
        let date = zone.date(first.start);
        let bad_until = || {
            let (ko, en) =
                ("시작하는 날이나 그 뒤의 날짜를 입력해 주세요.", "Enter a date on or after the first start.");
            Problem::new("until", ko, en)
        };
        if until.is_some_and(|until| until < date) && *self != Self::Plain(Repeat::Never) {
            return Err(bad_until());
        }
        match self {
            Self::Plain(Repeat::Never) => Ok(vec![first]),
            Self::Plain(repeat) => Ok(repeat.windows(first, until.ok_or_else(bad_until)?, zone, MOST_REPETITIONS + 1)),
            Self::Rule(rule) => by_rule(rule, first, until, zone),
        }
    }
}

fn by_rule(rule: &str, first: Window, until: Option<NaiveDate>, zone: Zone) -> Result<Vec<Window>, Problem> {
    let unreadable = |why: &dyn std::fmt::Display| {
        Problem::new(
            "rrule",
            format!("RFC 5545의 RRULE로 읽을 수 없어요. 예: FREQ=MONTHLY;BYDAY=-1SU ({why})"),
            format!("This is no RRULE of RFC 5545, as FREQ=MONTHLY;BYDAY=-1SU ({why})."),
        )
    };
    if rule.len() > LONGEST_RULE {
        return Err(unreadable(&"…"));
    }
    let rule = rule.strip_prefix("RRULE:").unwrap_or(rule);
    let parsed: RRule<Unvalidated> = rule.parse().map_err(|error| unreadable(&error))?;
    if matches!(parsed.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly) {
        return Err(Problem::new(
            "rrule",
            "하루에 여러 번 반복하는 규칙은 쓸 수 없어요.",
            "FREQ may be DAILY, WEEKLY, MONTHLY or YEARLY.",
        ));
    }
    if parsed.get_until().is_some() {
        return Err(Problem::new(
            "rrule",
            "UNTIL 대신 마지막 날짜나 COUNT를 입력해 주세요.",
            "Say the last date or a COUNT instead of UNTIL.",
        ));
    }
    if until.is_none() && parsed.get_count().is_none() {
        return Err(Problem::new(
            "until",
            "마지막 날짜나, 규칙에 COUNT를 입력해 주세요.",
            "Enter a last date, or a COUNT in the rule.",
        ));
    }
    // the rule counts by the wall clock, which knows no zone
    let start = zone.local(first.start).and_utc().with_timezone(&Tz::UTC);
    let mut set = parsed.build(start).map_err(|error| unreadable(&error))?.limit();
    if let Some(end) = until.and_then(|until| until.succ_opt()).and_then(|next| next.and_hms_opt(0, 0, 0)) {
        set = set.before(end.and_utc().with_timezone(&Tz::UTC));
    }
    let most = u16::try_from(MOST_REPETITIONS + 1).unwrap_or(u16::MAX);
    let dates = set.all(most).dates;
    if dates.first() != Some(&start) {
        return Err(Problem::new(
            "rrule",
            "처음 시작하는 때가 이 규칙에 맞지 않아요.",
            "The first start does not fit this rule.",
        ));
    }
    let window = |at: &chrono::DateTime<Tz>| {
        let start = zone.instant(at.naive_utc());
        Window::try_new(start, start.plus(first.length()))
    };
    Ok(dates
        .iter()
        .filter_map(window)
        .filter(|window| until.is_none_or(|until| zone.date(window.start) <= until))
        .collect())
}

#[cfg(test)]
mod tests {
    use domain::time::{HOUR, Instant};

    use super::*;

    fn planned(start: &str, rule: &str, until: &str, zone: &str) -> Result<Vec<String>, String> {
        let zone = Zone::try_from(zone.to_owned()).expect("a zone");
        let start = Instant::parse_rfc3339(start).expect("a time");
        let first = Window::try_new(start, start.plus(2 * HOUR)).expect("a window");
        let windows = Repetition::new(Repeat::Never, rule).windows(first, until.parse().ok(), zone);
        let said = |window: Window| {
            assert_eq!(window.length(), 2 * HOUR);
            zone.field(window.start)
        };
        windows.map(|windows| windows.into_iter().map(said).collect()).map_err(|problem| problem.field)
    }

    #[test]
    fn rules_say_what_no_choice_does() {
        let seoul = |start: &str, rule: &str, until: &str| planned(start, rule, until, "Asia/Seoul").expect("windows");
        assert_eq!(
            seoul("2022-10-30T02:00:00+09:00", "FREQ=MONTHLY;BYDAY=-1SU;COUNT=3", ""),
            ["2022-10-30T02:00", "2022-11-27T02:00", "2022-12-25T02:00"]
        );
        assert_eq!(
            seoul("2022-10-04T02:00:00+09:00", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "2022-10-20"),
            ["2022-10-04T02:00", "2022-10-06T02:00", "2022-10-18T02:00", "2022-10-20T02:00"]
        );
        assert_eq!(seoul("2022-10-04T02:00:00+09:00", "FREQ=DAILY", "2023-10-04").len(), MOST_REPETITIONS + 1);
        // the clocks of Berlin went back on 30 October
        let berlin = planned("2022-10-29T22:00:00+02:00", "FREQ=DAILY;COUNT=2", "", "Europe/Berlin").expect("windows");
        assert_eq!(berlin, ["2022-10-29T22:00", "2022-10-30T22:00"]);
    }

    #[test]
    fn rules_that_cannot_be_followed_are_named() {
        let start = "2022-10-30T02:00:00+09:00";
        for (rule, until, field) in [
            ("every sunday", "2022-12-31", "rrule"),
            ("FREQ=MONTHLY;BYDAY=9SU;COUNT=2", "", "rrule"),
            ("FREQ=HOURLY;COUNT=2", "", "rrule"),
            ("FREQ=DAILY;UNTIL=20221231T000000Z", "", "rrule"),
            ("FREQ=MONTHLY;BYDAY=1MO;COUNT=2", "", "rrule"),
            ("FREQ=DAILY", "", "until"),
            ("FREQ=DAILY", "2022-10-29", "until"),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "", "rrule"),
            (&"FREQ=DAILY;COUNT=2;".repeat(20), "", "rrule"),
        ] {
            assert_eq!(planned(start, rule, until, "Asia/Seoul"), Err(field.to_owned()), "{rule}");
        }
    }
}
