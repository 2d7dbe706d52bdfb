//! Instants, windows and the zone they are shown in. Inside everything is UTC microseconds; a zone is only for
//! people's eyes and for the local hours that sales follow.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::language::Language;

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds in a day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// A point in time: UTC microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant of an RFC 3339 text. None where it is not one.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self(t.timestamp_micros()))
    }

    /// This many microseconds later (or earlier), staying within range.
    #[must_use]
    pub const fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// As a chrono value; the ends of chrono's range where this lies outside.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// RFC 3339 in UTC with milliseconds: `2022-10-15T06:30:00.000Z`.
    pub fn rfc3339(self) -> String {
        self.utc().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    }

    /// RFC 2822, as mail, RSS and HTTP want it, in GMT.
    pub fn http_date(self) -> String {
        self.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(value: DateTime<Utc>) -> Self {
        Self(value.timestamp_micros())
    }
}

/// From an instant up to, not including, another; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// First instant inside.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
}

impl Window {
    /// The window, or none where it would be empty or reversed.
    pub fn try_new(start: Instant, end: Instant) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// Length in microseconds, above 0.
    pub const fn length(self) -> i64 {
        self.end.since(self.start)
    }

    /// The part both windows have, if any.
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::try_new(self.start.max(other.start), self.end.min(other.end))
    }

    /// Whether the instant lies inside.
    pub fn contains(self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }
}

/// A zone of the tz database, in which instants are shown and local hours are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(pub chrono_tz::Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(chrono_tz::Asia::Seoul)
    }
}

impl std::str::FromStr for Zone {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| format!("no such time zone: {text}"))
    }
}

impl TryFrom<String> for Zone {
    type Error = String;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl Zone {
    /// The name in the tz database: `Asia/Seoul`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The wall clock at an instant.
    pub fn local(self, instant: Instant) -> NaiveDateTime {
        instant.utc().with_timezone(&self.0).naive_local()
    }

    /// The instant of a wall clock; the earlier one where the clock goes back, the first after where it jumps.
    pub fn instant(self, local: NaiveDateTime) -> Instant {
        let wall = Instant(local.and_utc().timestamp_micros());
        self.0.from_local_datetime(&local).earliest().map_or_else(
            // as the clock would have gone on that did not jump
            || wall.plus(wall.plus(-DAY).since(Instant(self.local(wall.plus(-DAY)).and_utc().timestamp_micros()))),
            |found| Instant(found.timestamp_micros()),
        )
    }

    /// The local date at an instant.
    pub fn date(self, instant: Instant) -> NaiveDate {
        self.local(instant).date()
    }

    /// The instant a local date begins.
    pub fn midnight(self, date: NaiveDate) -> Instant {
        self.instant(date.and_time(chrono::NaiveTime::MIN))
    }

    /// Abbreviation at an instant: `KST`, `EDT`.
    pub fn abbreviation(self, instant: Instant) -> String {
        instant.utc().with_timezone(&self.0).format("%Z").to_string()
    }

    /// RFC 3339 with milliseconds and this zone's offset (`Z` for UTC): `2022-10-15T15:30:00.000+09:00`.
    pub fn rfc3339(self, instant: Instant) -> String {
        let text = instant.utc().with_timezone(&self.0).format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string();
        if self.0 == chrono_tz::Etc::UTC { text.replace("+00:00", "Z") } else { text }
    }

    /// Date and minute for people: `2022년 10월 15일 15:30`, `15 October 2022, 15:30`.
    pub fn date_time(self, instant: Instant, language: Language) -> String {
        let local = self.local(instant);
        let clock = local.format("%H:%M");
        match language {
            Language::Ko => format!("{} {clock}", long_date(local.date(), language)),
            Language::En => format!("{}, {clock}", long_date(local.date(), language)),
        }
    }

    /// Day, month and minute, the year left out: `10월 15일 15:30`, `15 Oct 15:30`.
    pub fn short(self, instant: Instant, language: Language) -> String {
        let local = self.local(instant);
        let (month, day, hour, minute) = (local.month(), local.day(), local.hour(), local.minute());
        match language {
            Language::Ko => format!("{month}월 {day}일 {hour:02}:{minute:02}"),
            Language::En => format!("{} {hour:02}:{minute:02}", local.format("%-d %b")),
        }
    }

    /// The value of an HTML `datetime-local` field: `2022-10-15T15:30`.
    pub fn field(self, instant: Instant) -> String {
        self.local(instant).format("%Y-%m-%dT%H:%M").to_string()
    }

    /// The instant of a `datetime-local` field's value in this zone; years 2000 to 2100 only.
    pub fn parse_field(self, text: &str) -> Option<Instant> {
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .into_iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok())?;
        (2000..=2100).contains(&local.year()).then(|| self.instant(local))
    }
}

/// A date for people: `2022년 10월 15일`, `15 October 2022`.
pub fn long_date(date: NaiveDate, language: Language) -> String {
    match language {
        Language::Ko => format!("{}년 {}월 {}일", date.year(), date.month(), date.day()),
        Language::En => date.format("%-d %B %Y").to_string(),
    }
}

/// A length for people, in its two largest units: `41시간 5분`, `5 days 7 hours`; under a minute `1분 미만`.
pub fn duration(micros: i64, language: Language) -> String {
    let minutes = (micros / MINUTE).max(0);
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let unit = |count: i64, ko: &str, en: &str| match language {
        Language::Ko => format!("{count}{ko}"),
        Language::En => format!("{count} {en}{}", if count == 1 { "" } else { "s" }),
    };
    let parts = match (days, hours, rest) {
        (0, 0, 0) => return language.pick("1분 미만", "under a minute").to_owned(),
        (0, 0, m) => vec![unit(m, "분", "minute")],
        (0, h, 0) => vec![unit(h, "시간", "hour")],
        (0, h, m) => vec![unit(h, "시간", "hour"), unit(m, "분", "minute")],
        (d, 0, _) => vec![unit(d, "일", "day")],
        (d, h, _) => vec![unit(d, "일", "day"), unit(h, "시간", "hour")],
    };
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Instant {
        Instant::parse_rfc3339(text).expect("a time")
    }

    #[test]
    fn instants_are_shown_in_the_zone() {
        let zone = Zone::default();
        let fire = instant("2022-10-15T06:30:00Z");
        assert_eq!(zone.date_time(fire, Language::Ko), "2022년 10월 15일 15:30");
        assert_eq!(zone.date_time(fire, Language::En), "15 October 2022, 15:30");
        assert_eq!(zone.short(fire, Language::Ko), "10월 15일 15:30");
        assert_eq!(zone.rfc3339(fire), "2022-10-15T15:30:00.000+09:00");
        assert_eq!(zone.abbreviation(fire), "KST");
        assert_eq!(zone.parse_field("2022-10-15T15:30"), Some(fire));
        assert_eq!(zone.field(fire), "2022-10-15T15:30");
        assert_eq!(Zone(chrono_tz::Etc::UTC).rfc3339(fire), "2022-10-15T06:30:00.000Z");
    }

    #[test]
    fn a_field_with_an_absurd_year_is_refused() {
        assert_eq!(Zone::default().parse_field("9999-01-01T00:00"), None);
        assert_eq!(Zone::default().parse_field("2022-02-30T00:00"), None);
    }

    #[test]
    fn a_wall_clock_that_a_jump_skips_is_the_first_instant_after() {
        let zone = Zone(chrono_tz::America::New_York);
        let skipped = NaiveDate::from_ymd_opt(2022, 3, 13).and_then(|d| d.and_hms_opt(2, 30, 0)).expect("a time");
        assert_eq!(zone.instant(skipped), instant("2022-03-13T07:30:00Z"));
    }

    #[test]
    fn lengths_are_said_in_two_units() {
        for (minutes, ko, en) in [
            (0, "1분 미만", "under a minute"),
            (1, "1분", "1 minute"),
            (127 * 60 + 30, "5일 7시간", "5 days 7 hours"),
            (41 * 60, "1일 17시간", "1 day 17 hours"),
            (601, "10시간 1분", "10 hours 1 minute"),
        ] {
            assert_eq!(duration(minutes * MINUTE, Language::Ko), ko);
            assert_eq!(duration(minutes * MINUTE, Language::En), en);
        }
    }

    #[test]
    fn windows_meet_in_their_common_part() {
        let window = |a, b| Window::try_new(Instant(a), Instant(b));
        let (left, right) = (window(0, 10).expect("a window"), window(5, 20).expect("a window"));
        assert_eq!(left.intersection(right), window(5, 10));
        assert_eq!(window(3, 3), None);
    }
}
