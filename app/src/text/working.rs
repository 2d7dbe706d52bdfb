//! The words of the computation as a table that a person redoes with a calculator.

use domain::{
    language::Language,
    loss::{Around, ExclusionReason},
};

words! {
    /// The fixed ones.
    Working {
        title: "계산 과정 전체", "The whole computation";
        link: "계산 과정 전체 보기", "See the whole computation";
        lead: "여기 적힌 숫자만 있으면 계산기로 같은 금액을 얻을 수 있어요. 금액은 통화의 가장 작은 단위(원화는 1원)로, 비율은 소수점 아래 여섯 자리로 반올림하고, 다음 줄은 반올림한 값으로 이어서 계산해요.",
            "The numbers given here are enough to come to the same amount with a calculator. Amounts are rounded to the smallest unit of the currency (1 won), factors to six decimals, and each line goes on with the rounded figures before it.";
        back: "← 결과로 돌아가기", "← Back to the result";
        paper: "인쇄할 수 있는 PDF로 내려받기", "Download as PDF, to print or keep";
        document: "같은 내용을 JSON으로 내려받기", "Download the same as JSON";
        award: "예상 금액에서 보상액까지", "From what was expected to the award";
        none: "거래 기록으로 예상 금액을 계산할 수 없었던 계정이에요.", "Nothing could be expected from the records of this account.";
        award_of_company: "기사마다의 회사 몫에서 보상액까지", "From the company's parts to the award";
        none_of_company: "회사 몫은 소속 기사마다 한 번 계산한 보상액을 나눈 값이에요. 그 보상액의 계산 과정은 기사의 화면에 있어요.",
            "The company's parts are divisions of awards that are computed once, for each of its drivers. How each award comes about is on the driver's page.";
        expected: "장애 시간에 예상되는 금액", "What was expected of the outage";
        first: "1. 날마다 예상되는 금액", "1. What was expected of each day";
        first_text: "장애가 시작된 시각부터 24시간씩 나누어, 같은 요일의 같은 시각과 견주어요. 가까운 주일수록 더 반영해요.",
            "The outage is cut into stretches of 24 hours from when it began. Each is compared with the same hours of the same weekday; nearer weeks count more.";
        first_text_rotation: "장애가 시작된 시각부터 24시간씩 나누어, 사흘 간격으로 같은 차례의 날과 견주어요. 가까운 날일수록 더 반영해요.",
            "The outage is cut into stretches of 24 hours from when it began. Each is compared with the same turn of the three-day rotation; nearer days count more.";
        second: "2. 장애 앞뒤의 흐름", "2. Trade around the outage";
        second_text: "흐름은 1에서 시작해요. 한 줄마다 ‘앞줄 + 당기는 정도 × (비율 − 앞줄)’로 바뀌어요. 기간 안에서는 장애에 가까운 때를 더 반영해요.",
            "The level begins at 1. Each line makes it ‘line before + pull × (ratio − line before)’. Within a stretch the time nearer to the outage counts more.";
        third: "3. 모두 더하기", "3. All together";
        day: "비슷한 날", "Like day";
        hours: "같은 시간", "Same hours";
        whole_day: "24시간", "24 hours";
        weight: "반영 비율", "Weight";
        holiday: "공휴일", "Public holiday";
        like_day: "비슷한 날의 24시간", "24 hours of the like days";
        like_day_formula: "(24시간 × 반영 비율)의 합 ÷ 반영 비율의 합", "sum of (24 hours × weight) ÷ sum of the weights";
        no_like_day: "비교할 날이 없어요", "no day to compare with";
        ordinary_day: "이 계정의 보통 24시간", "24 ordinary hours of this account";
        expected_day: "예상되는 24시간", "24 hours expected";
        like_share: "비슷한 날에 이 시간이 차지한 몫", "Share of these hours on the like days";
        like_share_formula: "(같은 시간 × 반영 비율)의 합 ÷ (24시간 × 반영 비율)의 합",
            "sum of (same hours × weight) ÷ sum of (24 hours × weight)";
        usual_share: "평소 이 시간이 차지하는 몫", "Usual share of these hours";
        share: "이 시간의 몫", "Share of these hours";
        part: "이 시간에 예상되는 금액", "Expected of these hours";
        stretch: "기간", "Stretch";
        taken: "들어온 금액", "Taken";
        expected_there: "표대로면 예상되는 금액", "Expected by the table";
        ratio: "비율", "Ratio";
        pull: "당기는 정도", "Pull";
        level: "흐름", "Level";
        ordinary_sum: "공휴일이 아닌 날의 합", "Ordinary days together";
        holiday_sum: "공휴일의 합", "Holidays together";
        holiday_factor: "보통 날에 견준 공휴일의 비율", "A holiday against an ordinary day";
        base: "예상 금액", "Expected";
        borrowed: "이 가운데 다른 날과 시간으로 짐작한 금액", "Of this, inferred from other days and hours";
        borrowed_share: "다른 날과 시간으로 짐작한 몫", "Share inferred from other days and hours";
        trade_habit: "같은 업종에서 이 시간에 실제로 들어온 금액을 짐작한 금액으로 나눈 비율", "Over the trade: what came in during these hours, divided by what was inferred";
        by_hours: "이 가운데 비슷한 날의 시간대가 평소보다 더한 금액(줄였으면 −)",
            "Of this, what the hours of the like days add to the usual ones (− where they take from them)";
        hours_share: "비슷한 날의 시간대가 더한 몫(−1에서 1까지)", "Share that the hours of the like days add (−1 to 1)";
        hours_worth: "아무 일 없던 주에 같은 업종에서 그 시간대가 맞은 정도",
            "How far such hours proved right in the trade, in weeks in which nothing happened";
        days_share: "앞뒤 닷새의 흐름이 더한 몫(−1에서 1까지)", "Share that the five days around add (−1 to 1)";
        days_worth: "아무 일 없던 주에 같은 업종에서 앞뒤 닷새가 맞은 정도",
            "How far such days proved right in the trade, in weeks in which nothing happened";
        habit_factor: "업종의 습관(0.2에서 2까지)", "The habit of the trade (0.2 to 2)";
        habit: "업종의 습관을 반영하면", "With the habit of the trade";
        trade_market: "장애와 관계없던 비슷한 계정들의 흐름", "How like accounts that the outage did not touch went";
        following: "앞뒤 여러 주 같은 시간에 이 계정이 그 흐름을 따라간 정도", "How far this account went along with them, by the same hours of the weeks around";
        market_factor: "시장의 흐름", "The market";
        market: "시장의 흐름을 반영하면", "With the market";
        all_ways: "모든 거래", "All takings";
    }
}

/// A stretch of time around the outage.
pub fn around(language: Language, around: Around) -> &'static str {
    match (language, around) {
        (Language::Ko, Around::Weeks) => "앞뒤 3주쯤",
        (Language::Ko, Around::Days) => "앞뒤 닷새쯤",
        (Language::Ko, Around::Day) => "앞뒤 하루쯤",
        (Language::Ko, Around::Hours) => "앞뒤 10시간쯤",
        (Language::En, Around::Weeks) => "some three weeks",
        (Language::En, Around::Days) => "some five days",
        (Language::En, Around::Day) => "some 24 hours",
        (Language::En, Around::Hours) => "some ten hours",
    }
}

/// Why a day does not count, in the column of weights.
pub fn excluded(language: Language, reason: ExclusionReason) -> &'static str {
    match (language, reason) {
        (Language::Ko, ExclusionReason::Outage) => "장애라 뺐어요",
        (Language::Ko, ExclusionReason::OtherOutage) => "다른 장애라 뺐어요",
        (Language::Ko, ExclusionReason::CatchUp) => "장애 직후라 뺐어요",
        (Language::Ko, ExclusionReason::Washout) => "장애 뒤 열흘 안이라 뺐어요",
        (Language::Ko, ExclusionReason::Holiday) => "공휴일이라 뺐어요",
        (Language::En, ExclusionReason::Outage) => "left out: outage",
        (Language::En, ExclusionReason::OtherOutage) => "left out: another outage",
        (Language::En, ExclusionReason::CatchUp) => "left out: after the outage",
        (Language::En, ExclusionReason::Washout) => "left out: ten days after the outage",
        (Language::En, ExclusionReason::Holiday) => "left out: holiday",
    }
}

/// When hours end, of the day in which they begin or of the next.
pub fn until(language: Language, time: &str, is_same_day: bool) -> String {
    match language {
        _ if is_same_day => time.to_owned(),
        Language::Ko => format!("다음 날 {time}"),
        Language::En => format!("{time} next day"),
    }
}

/// The hours in which these components failed.
pub fn hours_of(language: Language, components: &[&str]) -> String {
    let names = components.join(", ");
    match language {
        Language::Ko => format!("{names} 장애 시간에 예상되는 금액"),
        Language::En => format!("What was expected while {names} failed"),
    }
}

/// How many like days a table has.
pub fn like_days(language: Language, count: usize) -> String {
    match language {
        Language::Ko => format!("비슷한 날 {count}일 보기"),
        Language::En => format!("See the {count} like days"),
    }
}

/// What part of the takings came through a component.
pub fn through(language: Language, component: &str) -> String {
    match language {
        Language::Ko => format!("이 가운데 {component}"),
        Language::En => format!("Of these, through {component}"),
    }
}
