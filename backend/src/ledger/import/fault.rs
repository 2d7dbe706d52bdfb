//! What can be wrong with a row, said in both languages to the person who will mend the file.

use domain::{language::Text, money::Currency};

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The line it starts on, from 1, the header line counted.
    pub line: u64,
    /// As it stands in the file.
    pub text: String,
    /// Why.
    pub fault: Fault,
}

/// Why a row was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column at fault; `*` for the row as a whole.
    pub column: &'static str,
    /// What is wrong and what to do.
    pub reason: Text,
}

impl Fault {
    fn new(column: &'static str, ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { column, reason: Text::new(ko, en) }
    }

    pub fn open_quote() -> Self {
        Self::new("*", "따옴표가 닫히지 않았습니다.", "A quote is not closed.")
    }

    pub fn line_too_long() -> Self {
        Self::new("*", "줄이 64 KB를 넘습니다.", "The line is longer than 64 KB.")
    }

    pub fn columns(expected: usize, found: usize) -> Self {
        Self::new(
            "*",
            format!("열이 {expected}개여야 하는데 {found}개입니다. 값에 쉼표가 있으면 따옴표로 묶어 주세요."),
            format!("There are {found} columns instead of {expected}. Put values that hold commas in quotes."),
        )
    }

    pub fn unreadable(column: &'static str) -> Self {
        Self::new(
            column,
            "읽을 수 없는 글자가 있습니다. 파일의 인코딩을 확인해 주세요.",
            "Some characters cannot be read. Check the encoding of the file.",
        )
    }

    pub fn empty(column: &'static str) -> Self {
        Self::new(column, "값이 비어 있습니다.", "The value is empty.")
    }

    pub fn too_long(column: &'static str, most: usize) -> Self {
        Self::new(column, format!("{most}자를 넘습니다."), format!("The value is longer than {most} characters."))
    }

    pub fn control_character(column: &'static str) -> Self {
        Self::new(
            column,
            "줄바꿈이나 제어 문자가 들어 있습니다.",
            "The value holds a line break or another control character.",
        )
    }

    pub fn not_one_of(column: &'static str, value: &str, names: &[&str]) -> Self {
        let (value, names) = (shortened(value), names.join(", "));
        Self::new(
            column,
            format!("'{value}'은(는) 쓸 수 없는 값입니다. 다음 가운데 하나여야 합니다: {names}."),
            format!("'{value}' is not one of {names}."),
        )
    }

    pub fn not_a_category(value: &str) -> Self {
        let value = shortened(value);
        Self::new(
            "category",
            format!("'{value}'은(는) 업종 이름이 아닙니다. 영문 소문자, 숫자, _, -로 40자까지 써 주세요."),
            format!("'{value}' is not a category: use up to 40 of a-z, 0-9, _ and -."),
        )
    }

    pub fn not_an_email(value: &str) -> Self {
        let value = shortened(value);
        Self::new(
            "email",
            format!("'{value}'은(는) 이메일 주소가 아닙니다."),
            format!("'{value}' is not an e-mail address."),
        )
    }

    pub fn unknown_account(reference: &str) -> Self {
        let reference = shortened(reference);
        Self::new(
            "account",
            format!("등록되지 않은 계정입니다: {reference}. 계정 파일을 먼저 가져와 주세요."),
            format!("There is no account {reference}. Import the accounts first."),
        )
    }

    pub fn unknown_component(key: &str) -> Self {
        let key = shortened(key);
        Self::new(
            "component",
            format!("등록되지 않은 서비스입니다: {key}. 서비스를 거치지 않은 거래라면 비워 두세요."),
            format!("There is no service {key}. Leave it empty where the transaction went through none."),
        )
    }

    pub fn unknown_company() -> Self {
        Self::new(
            "company",
            "이 번호로 등록된 택시 회사(taxi_company)가 없습니다. 회사 계정을 먼저 가져와 주세요.",
            "No taxi company (taxi_company) has this reference. Import the company's account first.",
        )
    }

    pub fn company_of_another() -> Self {
        Self::new(
            "company",
            "소속 회사는 택시 기사(taxi) 계정에만 적습니다. 다른 계정에서는 비워 두세요.",
            "Only a taxi driver (taxi) works for a taxi company. Leave it empty for other accounts.",
        )
    }

    pub fn share_without_company() -> Self {
        Self::new(
            "driver_share",
            "기사 몫은 소속 회사(company)와 함께 적습니다. 회사가 없으면 비워 두세요.",
            "A share goes with a company. Leave it empty where there is none.",
        )
    }

    pub fn not_a_share(value: &str) -> Self {
        let value = shortened(value);
        Self::new(
            "driver_share",
            format!("'{value}'은(는) 기사 몫이 아닙니다. 0부터 100까지의 퍼센트로 적어 주세요. 예: 40 또는 40.5."),
            format!("'{value}' is not a driver's share: a percentage from 0 to 100, such as 40 or 40.5."),
        )
    }

    pub fn fares_of_a_company() -> Self {
        Self::new(
            "account",
            "택시 회사 계정에는 운임을 기록하지 않습니다. 운행한 기사의 계정에 적어 주세요.",
            "A taxi company takes no fares itself. Book them on the account of the driver.",
        )
    }

    pub fn not_a_time(value: &str) -> Self {
        let value = shortened(value);
        Self::new(
            "occurred_at",
            format!(
                "'{value}'은(는) 일시가 아닙니다. 연월일과 시각을 이 순서로 함께 적어 주세요. 예: 2022-10-15 15:30:00 또는 \
                 2022-10-15T15:30:00+09:00."
            ),
            format!(
                "'{value}' is not a time. Write year, month and day, then the time of day: 2022-10-15 15:30:00 or \
                 2022-10-15T15:30:00+09:00."
            ),
        )
    }

    pub fn absurd_year(year: i32) -> Self {
        Self::new(
            "occurred_at",
            format!("{year}년은 받을 수 없습니다. 2000년부터 2100년까지만 받습니다."),
            format!("The year {year} cannot be: times lie between 2000 and 2100."),
        )
    }

    pub fn not_an_amount(column: &'static str, value: &str) -> Self {
        let value = shortened(value);
        Self::new(
            column,
            format!(
                "'{value}'은(는) 금액이 아닙니다. 숫자로 적고, 음수는 앞에 -를 붙여 주세요. 예: 12000, 12,000, -500."
            ),
            format!(
                "'{value}' is not an amount. Use digits, with - in front of what is below zero: 12000, 12,000, -500."
            ),
        )
    }

    pub fn fraction(column: &'static str, currency: Currency) -> Self {
        let (code, decimals) = (currency.code(), currency.exponent());
        Self::new(
            column,
            format!("{code} 금액은 소수점 아래 {decimals}자리까지만 쓸 수 있습니다."),
            format!("Amounts in {code} have at most {decimals} decimals."),
        )
    }

    pub fn amount_out_of_range(column: &'static str) -> Self {
        Self::new(column, "금액이 너무 큽니다.", "The amount is too large.")
    }

    pub fn above_the_amount(column: &'static str) -> Self {
        Self::new(
            column,
            "세금과 전달 금액(팁, 배달비)이 거래 금액보다 큽니다.",
            "Tax and sums passed on (tips, delivery fees) are more than the amount.",
        )
    }

    pub fn positive_refund(column: &'static str) -> Self {
        Self::new(
            column,
            "환불 금액은 음수여야 합니다. 예: -12000.",
            "The amount of a refund is negative, for example -12000.",
        )
    }

    pub fn negative_sale(column: &'static str) -> Self {
        Self::new(
            column,
            "판매와 운임은 음수일 수 없습니다. 돌려준 돈이라면 kind를 refund로 적어 주세요.",
            "A sale or fare cannot be negative. For money returned the kind is refund.",
        )
    }

    pub fn not_a_refund() -> Self {
        Self::new(
            "refund_of",
            "refund_of에는 환불한 판매의 번호를 적습니다. 환불이 아니면 비워 두세요.",
            "refund_of names the sale that a refund gives back. Leave it empty for anything else.",
        )
    }

    pub fn recorded_differently() -> Self {
        Self::new(
            "reference",
            "같은 번호가 이미 다른 내용으로 기록되어 있습니다.",
            "This reference is already recorded differently.",
        )
    }
}

/// A value short enough to be quoted in a sentence.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
