//! Money: an integer of minor units with its currency, and checked arithmetic only.

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// A currency of ISO 4217 that the product handles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// South Korean won; no minor unit.
    #[default]
    Krw,
    /// US dollar; cents.
    Usd,
    /// Pound sterling; pence.
    Gbp,
    /// Euro; cents.
    Eur,
    /// Japanese yen; no minor unit.
    Jpy,
}

impl Currency {
    /// Number of decimals (ISO 4217 exponent): 0 for won and yen, 2 for the others.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Krw | Self::Jpy => 0,
            Self::Usd | Self::Gbp | Self::Eur => 2,
        }
    }

    /// The three-letter code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Krw => "KRW",
            Self::Usd => "USD",
            Self::Gbp => "GBP",
            Self::Eur => "EUR",
            Self::Jpy => "JPY",
        }
    }

    /// The currency of a three-letter code, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Krw, Self::Usd, Self::Gbp, Self::Eur, Self::Jpy].into_iter().find(|c| c.code().eq_ignore_ascii_case(code))
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Krw => "₩",
            Self::Usd => "$",
            Self::Gbp => "£",
            Self::Eur => "€",
            Self::Jpy => "¥",
        }
    }
}

/// What goes wrong in arithmetic with money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result leaves the range of 64 bits.
    #[error("the amount is out of range")]
    OutOfRange,
    /// Two currencies met.
    #[error("amounts in different currencies do not add up")]
    CurrencyMismatch,
}

/// An amount in minor units of its currency (won: 1; cents: 100 to the dollar). May be negative (refunds).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// An amount of won.
    pub const fn won(won: i64) -> Self {
        Self::new(won, Currency::Krw)
    }

    /// The sum. Errors: two currencies, or out of 64 bits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, ..self })
    }

    /// The difference. Errors: two currencies, or out of 64 bits.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Self { minor, ..self })
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch) }
    }

    /// The amount a person typed, of zero or more: `184,000`, `₩184,000`, `184000원`, `12.30`. None where it is not one.
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        let text = text.trim().trim_start_matches(currency.symbol()).trim_end_matches('원').trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let width = currency.exponent() as usize;
        let digits: String = whole.chars().filter(|c| *c != ',').collect();
        let is_number = !digits.is_empty() && digits.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if !is_number || fraction.len() > width || (text.contains('.') && fraction.is_empty()) {
            return None;
        }
        format!("{digits}{fraction:0<width$}").parse().ok().map(|minor| Self { minor, currency })
    }

    /// As people read it: `₩1,234,000`, `-$12.30`. Both languages group by thousands.
    pub fn format(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let symbol = self.currency.symbol();
        let digits = self.minor.unsigned_abs();
        let scale = 10_u64.pow(self.currency.exponent());
        let whole = group_thousands(digits / scale);
        if scale == 1 {
            return format!("{sign}{symbol}{whole}");
        }
        let width = self.currency.exponent() as usize;
        format!("{sign}{symbol}{whole}.{:0width$}", digits % scale)
    }

    /// As a screen reader says it best: `1,234,000원`, `12.30 US dollars` stay digits with a word for the currency.
    pub fn spoken(self, language: Language) -> String {
        let plain = self.format().replace(self.currency.symbol(), "");
        match (self.currency, language) {
            (Currency::Krw, Language::Ko) => format!("{plain}원"),
            (Currency::Krw, Language::En) => format!("{plain} won"),
            (currency, _) => format!("{plain} {}", currency.code()),
        }
    }
}

/// `1234567` as `1,234,567`.
pub fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        for (money, text) in [
            (Money::won(0), "₩0"),
            (Money::won(184_000), "₩184,000"),
            (Money::won(-1_234_567), "-₩1,234,567"),
            (Money::new(1230, Currency::Usd), "$12.30"),
            (Money::new(5, Currency::Gbp), "£0.05"),
            (Money::won(i64::MIN), "-₩9,223,372,036,854,775,808"),
        ] {
            assert_eq!(money.format(), text);
        }
    }

    #[test]
    fn typed_amounts_are_read_and_nonsense_is_not() {
        for (text, currency, minor) in [
            ("184,000", Currency::Krw, Some(184_000)),
            (" ₩184,000 ", Currency::Krw, Some(184_000)),
            ("184000원", Currency::Krw, Some(184_000)),
            ("0", Currency::Krw, Some(0)),
            ("12.3", Currency::Usd, Some(1230)),
            ("$12", Currency::Usd, Some(1200)),
            ("12.5", Currency::Krw, None),
            ("12.", Currency::Usd, None),
            ("-5", Currency::Krw, None),
            ("", Currency::Krw, None),
            ("많이", Currency::Krw, None),
            ("99999999999999999999", Currency::Krw, None),
        ] {
            assert_eq!(Money::parse(text, currency).map(|money| money.minor), minor, "{text}");
        }
    }

    #[test]
    fn currencies_do_not_mix() {
        let sum = Money::won(1).checked_add(Money::new(1, Currency::Usd));
        assert_eq!(sum, Err(MoneyError::CurrencyMismatch));
    }

    proptest! {
        #[test]
        fn arithmetic_is_exact_or_refused(a: i64, b: i64) {
            let sum = Money::won(a).checked_add(Money::won(b));
            prop_assert_eq!(sum.ok().map(|m| m.minor), a.checked_add(b));
            let difference = Money::won(a).checked_sub(Money::won(b));
            prop_assert_eq!(difference.ok().map(|m| m.minor), a.checked_sub(b));
        }

        #[test]
        fn grouping_keeps_every_digit(n: u64) {
            prop_assert_eq!(group_thousands(n).replace(',', ""), n.to_string());
        }
    }
}
