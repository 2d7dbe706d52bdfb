//! Values of single columns, parsed once at the edge: names, times, amounts.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use domain::{
    ledger::TransactionKind,
    money::Currency,
    policy::Percent,
    time::{HOUR, Instant, MINUTE, Zone},
};

use super::{encoding::REPLACEMENT, fault::Fault, wall_clock};

/// Longest reference, in characters.
const LONGEST_REFERENCE: usize = 64;
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest region, in characters.
const LONGEST_REGION: usize = 60;
/// Longest e-mail address (RFC 5321).
const LONGEST_EMAIL: usize = 254;
/// Years a transaction can lie in; others are slips of a keyboard or a broken clock.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// How the amounts of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountUnit {
    /// As people write them, with the currency's decimals: `12.30`.
    Major,
    /// As whole minor units: `1230`.
    Minor,
}

/// A text of 1 to `most` characters on one line.
fn text<'a>(column: &'static str, value: &'a str, most: usize) -> Result<&'a str, Fault> {
    if value.is_empty() {
        return Err(Fault::empty(column));
    }
    let is_plain = value.bytes().all(|b| matches!(b, b' '..=b'~'));
    if !is_plain && value.contains(REPLACEMENT) {
        return Err(Fault::unreadable(column));
    }
    if !is_plain && value.chars().any(char::is_control) {
        return Err(Fault::control_character(column));
    }
    if value.len() > most && value.chars().count() > most {
        return Err(Fault::too_long(column, most));
    }
    Ok(value)
}

pub fn reference(value: &str) -> Result<&str, Fault> {
    text("reference", value, LONGEST_REFERENCE)
}

/// The name that another system has for something: a sale given back, a terminal, a source.
pub fn code<'a>(column: &'static str, value: &'a str) -> Result<&'a str, Fault> {
    text(column, value, LONGEST_REFERENCE)
}

pub fn name(value: &str) -> Result<&str, Fault> {
    text("name", value, LONGEST_NAME)
}

pub fn region(value: &str) -> Result<&str, Fault> {
    text("region", value, LONGEST_REGION)
}

pub fn category(value: &str) -> Result<String, Fault> {
    let is_plain = value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    match value.len() {
        0 => Err(Fault::empty("category")),
        1..=40 if is_plain => Ok(value.to_owned()),
        _ => Err(Fault::not_a_category(value)),
    }
}

/// An address in lower case, as sign-in compares it; none where the value is empty.
pub fn email(value: &str) -> Result<Option<String>, Fault> {
    if value.is_empty() {
        return Ok(None);
    }
    let is_address = value.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.')
    });
    let is_plain = !value.contains(|c: char| c.is_whitespace() || c.is_control() || c == REPLACEMENT);
    if is_address && is_plain && value.len() <= LONGEST_EMAIL {
        Ok(Some(value.to_lowercase()))
    } else {
        Err(Fault::not_an_email(value))
    }
}

/// A driver's share of an award, from 0 to 100 percent, with the sign or without.
pub fn driver_share(value: &str) -> Result<Percent, Fault> {
    if value.is_empty() {
        return Err(Fault::empty("driver_share"));
    }
    let number = value.strip_suffix('%').unwrap_or(value);
    let share = format!("{number}%").parse().ok().filter(|share| *share <= Percent::WHOLE);
    share.ok_or_else(|| Fault::not_a_share(value))
}

/// An RFC 3339 time, or a wall clock in `zone`.
pub fn instant(value: &str, zone: Zone) -> Result<Instant, Fault> {
    if value.is_empty() {
        return Err(Fault::empty("occurred_at"));
    }
    let (instant, year) = if let Some((local, offset)) = iso(value.as_bytes()) {
        (at(local, offset, zone), local.year())
    } else if let Ok(time) = DateTime::parse_from_rfc3339(value) {
        (Instant(time.timestamp_micros()), time.year())
    } else {
        let local = wall_clock::read(value).ok_or_else(|| Fault::not_a_time(value))?;
        (at(local, None, zone), local.year())
    };
    if YEARS.contains(&year) { Ok(instant) } else { Err(Fault::absurd_year(year)) }
}

/// The instant of a wall clock with its offset in microseconds, or in the zone without one. Years that are refused anyway
/// give any instant: the zone is not asked beyond its tables.
fn at(local: NaiveDateTime, offset: Option<i64>, zone: Zone) -> Instant {
    match offset {
        Some(offset) => Instant(local.and_utc().timestamp_micros() - offset),
        None if YEARS.contains(&local.year()) => zone.instant(local),
        None => Instant(0),
    }
}

/// The forms nearly all files have, `2022-10-15T15:30:00` or with a blank, perhaps a fraction of a second, after `T` perhaps
/// `Z` or `+09:00` (in microseconds). None for all others, right or wrong, which the slower readers judge.
fn iso(value: &[u8]) -> Option<(NaiveDateTime, Option<i64>)> {
    let (clock, rest) = value.split_at_checked(19)?;
    let [b'-', b'-', separator @ (b'T' | b' '), b':', b':'] = [clock[4], clock[7], clock[10], clock[13], clock[16]]
    else {
        return None;
    };
    let number = |range: std::ops::Range<usize>| number(&clock[range]);
    let date = NaiveDate::from_ymd_opt(number(0..4)?.try_into().ok()?, number(5..7)?, number(8..10)?)?;
    let digits = rest.strip_prefix(b".").map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
    let (fraction, offset) = if digits == 0 { (0, rest) } else { (micros(&rest[1..=digits])?, &rest[1 + digits..]) };
    let local = date.and_hms_micro_opt(number(11..13)?, number(14..16)?, number(17..19)?, fraction)?;
    let offset = match (separator, offset) {
        (_, []) => None,
        (b'T', [b'Z']) => Some(0),
        (b'T', [sign @ (b'+' | b'-'), hour @ .., b':', m1, m0]) if hour.len() == 2 => {
            let (hours, minutes) = (self::number(hour)?, self::number(&[*m1, *m0])?);
            let offset = i64::from(hours) * HOUR + i64::from(minutes) * MINUTE;
            (hours < 24 && minutes < 60).then_some(())?;
            Some(if *sign == b'-' { -offset } else { offset })
        }
        _ => return None,
    };
    Some((local, offset))
}

/// The number that a few digits are.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, b| b.is_ascii_digit().then(|| number * 10 + u32::from(b - b'0')))
}

/// Microseconds of a fraction of up to nine digits.
fn micros(fraction: &[u8]) -> Option<u32> {
    let known = &fraction[..fraction.len().min(6)];
    (fraction.len() <= 9).then_some(())?;
    Some(number(known)? * 10_u32.pow(u32::try_from(6 - known.len()).ok()?))
}

/// What a transaction is, by the name in records or the one that Korean tills and card companies write.
pub fn kind(value: &str) -> Result<TransactionKind, Fault> {
    let korean = || match value {
        "매출" | "판매" | "결제" | "승인" => Some(TransactionKind::Sale),
        "운임" => Some(TransactionKind::Fare),
        "환불" | "취소" => Some(TransactionKind::Refund),
        "수수료" => Some(TransactionKind::Fee),
        _ => None,
    };
    TransactionKind::from_name(value).or_else(korean).ok_or_else(|| {
        let names: Vec<_> = TransactionKind::ALL.iter().map(|kind| kind.name()).collect();
        Fault::not_one_of("kind", value, &names)
    })
}

/// An amount in minor units, perhaps with the sign of its own currency.
pub fn amount(column: &'static str, value: &str, unit: AmountUnit, currency: Currency) -> Result<i64, Fault> {
    let read = digits(column, value, unit, currency);
    if read.is_err()
        && let Some(bare) = without_sign(value, currency)
        && let Ok(amount) = digits(column, &bare, unit, currency)
    {
        return Ok(amount);
    }
    read
}

/// An amount without the sign of its currency; none where there is no such sign.
fn without_sign(value: &str, currency: Currency) -> Option<String> {
    // in Korean fonts the backslash of code page 949 looks like the won sign
    let (before, after): (&[char], &[char]) = match currency {
        Currency::Krw => (&['₩', '￦', '\\'], &['원']),
        Currency::Usd => (&['$'], &[]),
        Currency::Gbp => (&['£'], &[]),
        Currency::Eur => (&['€'], &['€']),
        Currency::Jpy => (&['¥', '￥'], &['円', '엔']),
    };
    let (minus, rest) = value.strip_prefix('-').map_or(("", value), |rest| ("-", rest.trim_start()));
    let bare = rest.strip_prefix(before).or_else(|| rest.strip_suffix(after))?;
    Some(format!("{minus}{}", bare.trim()))
}

fn digits(column: &'static str, value: &str, unit: AmountUnit, currency: Currency) -> Result<i64, Fault> {
    if value.is_empty() {
        return Err(Fault::empty(column));
    }
    let (is_negative, digits) = value.strip_prefix('-').map_or((false, value), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !is_whole(whole) || !fraction.bytes().all(|b| b.is_ascii_digit()) || digits.ends_with('.') {
        return Err(Fault::not_an_amount(column, value));
    }
    let decimals = match unit {
        AmountUnit::Major => currency.exponent() as usize,
        AmountUnit::Minor if fraction.is_empty() => 0,
        AmountUnit::Minor => return Err(Fault::not_an_amount(column, value)),
    };
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > decimals {
        return Err(Fault::fraction(column, currency));
    }
    let zeros = std::iter::repeat_n(b'0', decimals - fraction.len());
    let digits = whole.bytes().filter(|b| *b != b',').chain(fraction.bytes()).chain(zeros);
    minor(digits, is_negative).ok_or_else(|| Fault::amount_out_of_range(column))
}

/// What is left of an amount without its tax and what is passed on, both of any sign: of a refund they are given back with it.
/// Where the tax is not told, it is `included` of what is left besides; half a minor unit is rounded up.
pub fn net(amount: i64, vat: Option<i64>, passed_on: Option<i64>, included: Percent) -> Result<i64, Fault> {
    let whole = i128::from(amount.unsigned_abs());
    let rest = whole - i128::from(passed_on.unwrap_or(0).unsigned_abs());
    if rest < 0 {
        return Err(Fault::above_the_amount("pass_through"));
    }
    let divisor = i128::from(Percent::WHOLE.tenths()) + i128::from(included.tenths());
    let left = match vat {
        Some(vat) => rest - i128::from(vat.unsigned_abs()),
        None => (2 * rest * i128::from(Percent::WHOLE.tenths()) + divisor) / (2 * divisor),
    };
    if left < 0 {
        return Err(Fault::above_the_amount("vat"));
    }
    // no more than the amount, so that it fits
    Ok(i64::try_from(if amount < 0 { -left } else { left }).unwrap_or(amount))
}

/// The number of some digits. None where it is too large. Counted below zero, where there is one more than above.
fn minor(mut digits: impl Iterator<Item = u8>, is_negative: bool) -> Option<i64> {
    let below = digits.try_fold(0_i64, |sum, b| sum.checked_mul(10)?.checked_sub(i64::from(b - b'0')))?;
    if is_negative { Some(below) } else { below.checked_neg() }
}

/// Whether a text is digits, perhaps with commas at the thousands.
fn is_whole(text: &str) -> bool {
    let (first, groups) = text.split_once(',').map_or((text, None), |(first, rest)| (first, Some(rest)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(first)
        && groups.is_none_or(|rest| first.len() <= 3 && rest.split(',').all(|group| group.len() == 3 && digits(group)))
}

/// Whether the sign of an amount suits what the transaction is.
pub fn sign(column: &'static str, amount_minor: i64, kind: TransactionKind) -> Result<(), Fault> {
    match kind {
        TransactionKind::Refund if amount_minor > 0 => Err(Fault::positive_refund(column)),
        TransactionKind::Sale | TransactionKind::Fare if amount_minor < 0 => Err(Fault::negative_sale(column)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_an_offset_or_as_the_zones_wall_clock() {
        let fire = Instant::parse_rfc3339("2022-10-15T06:30:00Z").expect("a time");
        for text in [
            "2022-10-15T06:30:00Z",
            "2022-10-15T15:30:00+09:00",
            "2022-10-15T15:30:00",
            "2022-10-15 15:30:00.000",
            "2022-10-15 15:30",
            "2022/10/15 15:30",
            "2022.10.15 15:30:00",
            "2022-10-15 오후 3:30:00",
            "2022-10-15 오후 3:30",
        ] {
            assert_eq!(instant(text, Zone::default()), Ok(fire), "{text}");
        }
        let noon = instant("2022-10-15 오후 12:00", Zone::default());
        assert_eq!(noon, instant("2022-10-15T12:00", Zone::default()));
    }

    #[test]
    fn the_quick_reader_reads_what_the_slow_one_reads() {
        for (text, is_quick) in [
            ("2022-10-15T06:30:00Z", true),
            ("2022-10-15T06:30:00.1Z", true),
            ("2022-10-15T06:30:00.123456789+09:00", true),
            ("2024-02-29T23:59:59-23:59", true),
            ("2022-10-15t06:30:00z", false),
            ("2022-10-15T06:30:60Z", false),
            ("2022-10-15T06:30:00.1234567890Z", false),
            ("2022-10-15T06:30:00+0900", false),
            ("2022-10-15T06:30:00+24:00", false),
            ("2023-02-29T06:30:00Z", false),
            ("2022-10-15T24:00:00Z", false),
        ] {
            assert_eq!(iso(text.as_bytes()).is_some(), is_quick, "{text}");
            let slow = DateTime::parse_from_rfc3339(text).ok().map(|time| Instant(time.timestamp_micros()));
            assert_eq!(instant(text, Zone::default()).ok(), slow, "{text}");
        }
    }

    #[test]
    fn impossible_times_are_refused() {
        for text in ["", "어제", "2022-13-01 10:00", "2022-02-30 10:00", "15:30", "2022-10-15", "2022-10-1가나다라"]
        {
            assert!(instant(text, Zone::default()).is_err(), "{text}");
        }
        for (text, year) in [("9999-12-31 23:59", 9999), ("1999-12-31T23:59:00", 1999), ("1970-01-01T00:00:00Z", 1970)]
        {
            assert_eq!(instant(text, Zone::default()), Err(Fault::absurd_year(year)));
        }
    }

    #[test]
    fn amounts_are_exact() {
        let read = |text, unit, currency| amount("amount", text, unit, currency);
        for (text, unit, currency, minor) in [
            ("12000", AmountUnit::Major, Currency::Krw, 12_000),
            ("1,234,000", AmountUnit::Major, Currency::Krw, 1_234_000),
            ("12000.00", AmountUnit::Major, Currency::Krw, 12_000),
            ("-500", AmountUnit::Major, Currency::Krw, -500),
            ("12.3", AmountUnit::Major, Currency::Usd, 1_230),
            ("12", AmountUnit::Major, Currency::Usd, 1_200),
            ("12", AmountUnit::Minor, Currency::Usd, 12),
            ("0.05", AmountUnit::Major, Currency::Gbp, 5),
            ("₩1,200", AmountUnit::Major, Currency::Krw, 1_200),
            ("-￦ 1200", AmountUnit::Major, Currency::Krw, -1_200),
            ("₩-1,200", AmountUnit::Major, Currency::Krw, -1_200),
            ("\\1,200", AmountUnit::Major, Currency::Krw, 1_200),
            ("1,200원", AmountUnit::Major, Currency::Krw, 1_200),
            ("-$12.30", AmountUnit::Major, Currency::Usd, -1_230),
            ("9223372036854775807", AmountUnit::Major, Currency::Krw, i64::MAX),
            ("-92233720368547758.08", AmountUnit::Major, Currency::Eur, i64::MIN),
        ] {
            assert_eq!(read(text, unit, currency), Ok(minor), "{text}");
        }
        for text in [
            "", "-", "$", "$$1", "--$1", "₩12", "(12)", "1e3", "12원", "1,23", "1234,567", ",123", "12.", ".5", "--1",
            "+1", "1 000", "٣",
        ] {
            assert!(read(text, AmountUnit::Major, Currency::Usd).is_err(), "{text}");
        }
        assert_eq!(read("0.5", AmountUnit::Major, Currency::Krw), Err(Fault::fraction("amount", Currency::Krw)));
        assert_eq!(read("1.005", AmountUnit::Major, Currency::Usd), Err(Fault::fraction("amount", Currency::Usd)));
        for text in ["9223372036854775808", "99999999999999999999999999"] {
            assert_eq!(read(text, AmountUnit::Minor, Currency::Krw), Err(Fault::amount_out_of_range("amount")));
        }
        assert!(read("12.30", AmountUnit::Minor, Currency::Usd).is_err());
    }

    #[test]
    fn tax_and_what_is_passed_on_are_no_revenue() {
        let (ten, none) = (Percent::from_tenths(100), Percent::ZERO);
        for (amount, vat, passed_on, included, left) in [
            (11_000, None, None, ten, 10_000),
            (-11_000, None, None, ten, -10_000),
            (11_000, None, None, none, 11_000),
            (11_000, Some(0), None, ten, 11_000),
            (11_000, Some(1_000), Some(2_000), ten, 8_000),
            (-11_000, Some(1_000), Some(-2_000), ten, -8_000),
            (14_000, None, Some(3_000), ten, 10_000),
            (1_000, None, None, Percent::from_tenths(55), 948),
            (5, None, None, ten, 5),
            (6, None, None, ten, 5),
            (i64::MAX, None, None, none, i64::MAX),
            (i64::MIN, None, None, none, i64::MIN),
            (i64::MIN, Some(i64::MIN), None, none, 0),
        ] {
            assert_eq!(net(amount, vat, passed_on, included), Ok(left), "{amount} {vat:?} {passed_on:?} {included}");
        }
        assert_eq!(net(900, Some(1_000), None, none), Err(Fault::above_the_amount("vat")));
        assert_eq!(net(900, Some(500), Some(500), none), Err(Fault::above_the_amount("vat")));
        assert_eq!(net(-900, None, Some(1_000), none), Err(Fault::above_the_amount("pass_through")));
    }

    #[test]
    fn signs_suit_the_kind() {
        assert!(
            sign("amount", -1, TransactionKind::Refund).is_ok() && sign("amount", 1, TransactionKind::Refund).is_err()
        );
        assert!(sign("amount", 0, TransactionKind::Sale).is_ok() && sign("amount", -1, TransactionKind::Fare).is_err());
        assert!(sign("amount", -1, TransactionKind::Fee).is_ok() && sign("amount", 1, TransactionKind::Fee).is_ok());
    }

    #[test]
    fn names_are_short_lines() {
        assert_eq!(name("봄날분식"), Ok("봄날분식"));
        assert_eq!(name(""), Err(Fault::empty("name")));
        assert_eq!(name("봄날\n분식"), Err(Fault::control_character("name")));
        assert_eq!(name(&"가".repeat(101)), Err(Fault::too_long("name", 100)));
        assert!(name(&"가".repeat(100)).is_ok());
        assert_eq!(region("서울 \u{fffd}"), Err(Fault::unreadable("region")));
        assert!(category("flower_shop").is_ok() && category("꽃집").is_err() && category(&"a".repeat(41)).is_err());
    }

    #[test]
    fn addresses_are_kept_in_lower_case() {
        assert_eq!(email("Bom@Example.com"), Ok(Some("bom@example.com".into())));
        assert_eq!(email(""), Ok(None));
        for text in
            ["bom", "@example.com", "bom@", "bom@host", "b om@example.com", "a@b@example.com", "bom@example.com."]
        {
            assert!(email(text).is_err(), "{text}");
        }
    }
}
