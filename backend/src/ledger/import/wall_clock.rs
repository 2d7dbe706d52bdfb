//! Wall clocks as databases, tills, card companies and Korean spreadsheets write them. The year comes first: `10/11/2022`
//! is two days, and nobody knows which is meant.

use chrono::{NaiveDate, NaiveDateTime};

/// What stands between year, month and day.
const BETWEEN_DAYS: [char; 5] = ['-', '.', '/', '년', '월'];
/// What stands between hours, minutes and seconds.
const BETWEEN_HOURS: [char; 3] = [':', '시', '분'];
/// Halves of the day; the second begins at noon.
const HALVES: [(&str, bool); 6] =
    [("오전", false), ("오후", true), ("AM", false), ("PM", true), ("am", false), ("pm", true)];

/// Reads a wall clock; seconds may be left out. None for what is none, and for days without a time.
pub fn read(value: &str) -> Option<NaiveDateTime> {
    const FORMATS: [&str; 2] = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let parsed = FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(value, format).ok());
    parsed.or_else(|| Rest(value).clock())
}

/// What is still to be read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn clock(&mut self) -> Option<NaiveDateTime> {
        let date = self.date()?;
        let is_apart = self.pass([' ', '.', '일', 'T']) > 0;
        let half = self.half();
        self.pass([' ']);
        let (hour, minute, second) = match self.digits() {
            // all of it in one, as `20221015153000` or `20221015 1530`
            6 => (self.number(2)?, self.number(2)?, self.number(2)?),
            4 => (self.number(2)?, self.number(2)?, 0),
            _ if !is_apart && half.is_none() => return None,
            _ => {
                let (hour, minute) = (self.number(2)?, self.after(BETWEEN_HOURS)?);
                (hour, minute, self.after([':', '분']).unwrap_or_default())
            }
        };
        self.pass(['분', '초', ' ']);
        let half = half.or_else(|| self.half());
        let hour = match half {
            Some(is_second) => (1..=12).contains(&hour).then_some(hour % 12 + if is_second { 12 } else { 0 })?,
            None => hour,
        };
        self.0.is_empty().then(|| date.and_hms_opt(hour, minute, second))?
    }

    fn date(&mut self) -> Option<NaiveDate> {
        let is_in_one = matches!(self.digits(), 8 | 12 | 14);
        let year = self.number(4)?;
        let (month, day) = if is_in_one {
            (self.number(2)?, self.number(2)?)
        } else {
            (self.after(BETWEEN_DAYS)?, self.after(BETWEEN_DAYS)?)
        };
        (year >= 1000).then(|| NaiveDate::from_ymd_opt(year.try_into().ok()?, month, day))?
    }

    /// How many digits come next.
    fn digits(&self) -> usize {
        self.0.bytes().take_while(u8::is_ascii_digit).count()
    }

    /// The number of the next digits, of so many at most.
    fn number(&mut self, most: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at(self.digits().min(most));
        self.0 = rest;
        digits.parse().ok()
    }

    /// A number of one or two digits after one of these. None, and nothing read, where there is no such.
    fn after<const N: usize>(&mut self, marks: [char; N]) -> Option<u32> {
        let rest = self.0.trim_start().strip_prefix(marks)?.trim_start();
        let mut rest = Rest(rest);
        let number = rest.number(2)?;
        self.0 = rest.0;
        Some(number)
    }

    /// Passes over these; gives how many bytes.
    fn pass<const N: usize>(&mut self, marks: [char; N]) -> usize {
        let rest = self.0.trim_start_matches(marks);
        let passed = self.0.len() - rest.len();
        self.0 = rest;
        passed
    }

    fn half(&mut self) -> Option<bool> {
        let (rest, is_second) =
            HALVES.iter().find_map(|(word, is_second)| Some((self.0.strip_prefix(word)?, *is_second)))?;
        self.0 = rest;
        Some(is_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_tills_and_spreadsheets_write_them() {
        for text in [
            "2022-10-15 15:05:00",
            "2022-10-15 15:05",
            "2022-10-15  15:05:00.000",
            "2022-10-15T15:05",
            "2022/10/15 15:05",
            "2022.10.15 15:05:00",
            "2022. 10. 15. 오후 3:05:00",
            "2022. 10. 15 15:05",
            "2022-10-15 오후 3:05",
            "2022-10-15 PM 03:05:00",
            "2022-10-15 3:05:00 PM",
            "2022/10/15 3:05 pm",
            "2022년 10월 15일 15시 5분",
            "2022년 10월 15일 오후 3시 05분 00초",
            "20221015150500",
            "202210151505",
            "20221015 150500",
            "20221015 1505",
            "20221015 15:05:00",
            "20221015T150500",
        ] {
            let said = read(text).map(|time| time.to_string());
            assert_eq!(said.as_deref(), Some("2022-10-15 15:05:00"), "{text}");
        }
        let midnight = read("2022-1-5 오전 12:30").map(|time| time.to_string());
        assert_eq!(midnight.as_deref(), Some("2022-01-05 00:30:00"));
    }

    #[test]
    fn what_could_mean_two_times_or_none_is_none() {
        for text in [
            "10/15/2022 15:05",
            "22-10-15 15:05",
            "44849.62847",
            "2022-10-15",
            "20221015",
            "2022-10-1515:05",
            "2022-10-1 5 15:05",
            "2022-10-15 15",
            "2022-10-15 오후 13:05",
            "2022-10-15 15:05 KST",
            "2022-10-15 15:05:00:00",
            "2022 10 15 15 05",
            "2022101515050",
            "20221315150500",
            "오후 3:05",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
