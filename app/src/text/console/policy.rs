//! Words of the readable view of a policy.

use domain::{
    language::Language,
    money::{Currency, Money},
    policy::{Affected, BracketAward, Combine, Measure, Percent, Rounding, RoundingRule, TimeUnit, When},
};

words! {
    /// Headings and labels.
    Policy {
        title: "보상 기준", "Policy";
        automatic: "자동 제안 한도", "Offered without review up to";
        authority: "자동 승인 한도", "Approved by rule up to";
        clawback: "다시 계산했을 때 낮추지 않는 차액", "Not taken back when computed again, up to";
        never_clawback: "이미 제안한 금액은 낮추지 않음", "What was offered is never taken back";
        group: "대상", "Group";
        trades: "업종", "Trades";
        regions: "지역", "Regions";
        components: "서비스", "Services";
        all: "모두", "All";
        exposed_only: "장애 전에 멈춘 서비스를 쓴 계정만", "Only accounts that used the failed services before";
        everyone: "이 묶음의 모든 계정", "Every account of the group";
        who: "조건", "Condition";
        term: "보상 방법", "Term";
        computed: "줄어든 이익", "Lost profit";
        brackets: "구간별 정액", "Flat sums by bracket";
        fee_refund: "이용료 환급", "Refund of fees";
        per_unit: "시간당 보상", "Sum for each day or hour";
        goodwill: "위로금", "Goodwill";
        margin: "공헌이익률", "Contribution margin";
        other_margin: "그 밖의 업종", "Other trades";
        deductible: "공제", "Deductible";
        coverage: "보상하는 비율", "Share that is paid";
        fee: "이용료", "Fee";
        own_fee: "계정의 이용료", "The account's own fee";
        refunded: "돌려드리는 몫", "Refunded";
        unpaid: "처음에 보상하지 않는 기간", "First units unpaid";
        amount: "금액", "Amount";
        rounding: "올림 단위", "Rounding";
        floor: "하한", "Floor";
        cap: "상한", "Cap";
        combine: "여러 방법에 해당하면", "Several terms";
        frame: "합산 방법과 한도", "Combining and limits";
        what: "항목", "Line";
        value: "값", "Value";
        reason: "이유", "Reason";
    }
}

/// For which losses a term holds.
pub fn when(language: Language, when: When) -> &'static str {
    let (ko, en) = match when {
        When::Always => ("항상", "always"),
        When::Measured => ("기록으로 계산할 수 있을 때", "where records measure the loss"),
        When::Assumed => ("기록이 짧을 때", "where records are too short"),
    };
    language.pick(ko, en)
}

/// How several terms make one award.
pub fn combine(language: Language, combine: Combine) -> &'static str {
    match combine {
        Combine::Best => language.pick("가장 큰 금액", "The largest"),
        Combine::Sum => language.pick("모두 더한 금액", "Their sum"),
    }
}

/// How an award is rounded.
pub fn rounding(language: Language, rounding: Rounding, currency: Currency) -> String {
    let unit = Money::new(rounding.unit, currency).spoken(language);
    match rounding.rule {
        RoundingRule::Up => language.pick(format!("{unit} 단위 올림"), format!("Up to {unit}")),
        RoundingRule::HalfUp => language.pick(format!("{unit} 단위 반올림"), format!("Half up to {unit}")),
        RoundingRule::Down => language.pick(format!("{unit} 단위 버림"), format!("Down to {unit}")),
    }
}

fn unit(language: Language, unit: TimeUnit, count: u32) -> String {
    let plural = if count == 1 { "" } else { "s" };
    match unit {
        TimeUnit::Day => language.pick(format!("{count}일"), format!("{count} day{plural}")),
        TimeUnit::Hour => language.pick(format!("{count}시간"), format!("{count} hour{plural}")),
    }
}

/// The first days or hours for which nothing is paid.
pub fn units(language: Language, of: TimeUnit, count: u32) -> String {
    unit(language, of, count)
}

/// A sum for each day or hour.
pub fn each(language: Language, of: TimeUnit, amount: &str) -> String {
    match of {
        TimeUnit::Day => language.pick(format!("하루마다 {amount}"), format!("{amount} a day")),
        TimeUnit::Hour => language.pick(format!("한 시간마다 {amount}"), format!("{amount} an hour")),
    }
}

/// How much of a fee is returned.
pub fn refunded(language: Language, of: TimeUnit, refunded: Affected, period_days: u32) -> String {
    let part = match refunded {
        Affected::Times(times) => {
            language.pick(format!("멈춘 시간의 {times}배"), format!("{times} × the time affected"))
        }
        Affected::Fixed(count) => unit(language, of, count),
    };
    language.pick(format!("{part} ÷ {period_days}일"), format!("{part} of {period_days} days"))
}

/// The bound of a bracket, by what it goes.
pub fn bound(language: Language, by: Measure, up_to: Option<i64>, money: impl Fn(i64) -> String) -> String {
    let Some(up_to) = up_to else { return language.pick("그 초과", "Above that").to_owned() };
    let bound = match by {
        Measure::LostSales => money(up_to),
        Measure::Days => unit(language, TimeUnit::Day, u32::try_from(up_to).unwrap_or(u32::MAX)),
        Measure::Hours => unit(language, TimeUnit::Hour, u32::try_from(up_to).unwrap_or(u32::MAX)),
        Measure::DowntimeMillionths => {
            let up = 1_000_000 - up_to.clamp(0, 1_000_000);
            let share = format!("{}.{:04}%", up / 10_000, up % 10_000);
            return language.pick(format!("가동률 {share} 이상"), format!("Uptime of {share} and more"));
        }
    };
    language.pick(format!("{bound} 이하"), format!("Up to {bound}"))
}

/// What a bracket gives.
pub fn bracket(language: Language, award: BracketAward, money: impl Fn(i64) -> String) -> String {
    match award {
        BracketAward::Flat(amount) => money(amount),
        BracketAward::ShareOfFee(share) => fee_share(language, share),
        BracketAward::Review => language.pick("담당자 심사", "A person looks at it").to_owned(),
    }
}

fn fee_share(language: Language, share: Percent) -> String {
    language.pick(format!("이용료의 {share}"), format!("{share} of the fee"))
}
