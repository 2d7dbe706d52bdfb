//! Words of back-tests.

use domain::{language::Language, loss::Band, money::group_thousands};

words! {
    /// The page of a programme's back-tests.
    Backtest {
        title: "백테스트", "Back-test";
        lead: "장애가 없었던 지난 몇 주의 같은 요일, 같은 시간에 이 장애가 났다고 가정하고 모든 계정의 보상액을 똑같이 계산합니다. 그때는 손실이 없었으므로 여기서 나오는 보상액은 모두 잘못 나갈 금액입니다. 제안은 보내지 않습니다.",
            "The outage is placed on the same weekday and hours of earlier weeks in which nothing failed, and every account goes the whole way to the award. Nothing was lost then, so whatever comes out would be paid for nothing. No offer is sent.";
        none: "아직 실행한 백테스트가 없어요", "No back-test yet";
        none_text: "시작하면 가져온 거래 기록 전체를 두 번 계산합니다.", "It goes over the whole ledger twice.";
        start: "백테스트 시작하기", "Start a back-test";
        started: "백테스트를 시작했습니다.", "The back-test has started.";
        stop: "백테스트 중지하기", "Stop the back-test";
        stop_question: "중지하면 지금까지 계산한 결과는 남지 않습니다.", "What was computed so far is not used then.";
        stopped: "백테스트를 중지했습니다.", "The back-test is stopped.";
        reload: "진행 상황 새로 고침", "Reload the progress";
        progress: "계산한 계정", "Accounts done";
        measuring: "1단계: 예상 매출 계산 중", "Step 1: measuring";
        judging: "2단계: 보상액 계산 중", "Step 2: computing awards";
        result: "결과", "Result";
        holds: "충족", "Holds";
        fails: "미충족", "Does not hold";
        unexposed: "장애가 난 서비스를 쓰지 않은 계정에는 보상액이 나오지 않습니다.",
            "Nobody who did not use the services is paid anything.";
        exposed: "서비스를 쓴 계정에 나갈 보상액은 서비스를 거친 예상 매출의 2% 이하입니다.",
            "Those who did are paid at most 2% of their expected sales through the services.";
        accounts: "계정", "Accounts";
        unmeasured: "기록이 부족해 계산하지 못한 계정", "Accounts with too little history";
        bias: "편향", "Bias";
        bias_long: "편향 (예상이 실제보다 높은 정도)", "Bias (by how much expectations were too high)";
        error: "오차", "Error";
        error_long: "오차 (계정별 예상과 실제의 차이)", "Error (distance of each account from its expectation)";
        covered: "90% 구간 적중률", "90% interval held";
        covered_long: "실제 매출이 90% 구간 안에 든 비율", "Share of cases inside the 90% interval";
        exposure: "서비스를 거친 예상 매출", "Expected through the services";
        awards: "보상액이 나온 건수", "Awards";
        paid: "잘못 나갈 보상액", "Paid for nothing";
        paid_share: "예상 매출 대비", "Of the expectation";
        automatic: "이 가운데 담당자 확인 없이 나갈 제안", "Of these, offers without a person";
        policy: "보상 기준", "Policy";
        places: "가정한 시기", "Places";
        place: "시기", "When";
        cases: "건수", "Cases";
        distribution: "오차의 분포", "Distribution of errors";
        distribution_text: "막대의 높이는 예상이 실제보다 그만큼 높거나 낮았던 건수입니다.",
            "Each bar counts the cases in which the expectation was that much too high or too low.";
        size: "예상이 실제보다 높은 정도", "Expectation too high by";
        bands: "판정별", "By band";
        band: "판정", "Band";
        cohorts: "비슷한 계정별", "By cohort";
        cohort: "종류, 업종, 지역", "Kind, trade, region";
        csv: "모든 결과를 CSV로 받기", "Download all rows as CSV";
        earlier: "지난 백테스트", "Earlier back-tests";
        began: "시작", "Started";
        status: "상태", "Status";
    }
}

/// A share with one decimal: `90.1%`; a dash where there is none.
pub fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}%", 100.0 * share))
}

/// The same with its sign: `+1.2%`.
pub fn signed(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:+.1}%", 100.0 * share).replace('-', "−"))
}

/// A share of money with two decimals: `0.35%`.
pub fn fine(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.2}%", 100.0 * share))
}

/// How many weeks before the outage: `3주 전`.
pub fn weeks_before(language: Language, weeks: u32) -> String {
    let plural = if weeks == 1 { "week" } else { "weeks" };
    language.pick(format!("{weeks}주 전"), format!("{weeks} {plural} before"))
}

/// Errors counted together: from, to, in hundredths.
pub fn errors(language: Language, from: Option<i32>, to: Option<i32>) -> String {
    match (from, to) {
        (None, Some(to)) => language.pick(format!("{to}% 미만"), format!("below {to}%")),
        (Some(from), Some(to)) => language.pick(format!("{from}% 이상 {to}% 미만"), format!("{from}% to below {to}%")),
        (Some(from), None) => language.pick(format!("{from}% 이상"), format!("{from}% and more")),
        (None, None) => String::new(),
    }
}

/// How firm an offer would have been.
pub fn band(language: Language, band: Band) -> &'static str {
    let (ko, en) = match band {
        Band::Automatic => ("자동 제안", "Automatic offer"),
        Band::OwnRecords => ("자체 기록의 손실이 더 큼", "Own records show more"),
        Band::Assumed => ("기록이 짧아 추정", "Exposure assumed"),
        Band::Review => ("담당자 확인 필요", "For a person to look at"),
        Band::NotExposed => ("서비스를 쓰지 않음", "Services not used"),
    };
    language.pick(ko, en)
}

/// Only the cohorts with the most sales are shown.
pub fn largest(language: Language, shown: usize, all: usize) -> String {
    let [shown, all] = [shown, all].map(|count| group_thousands(count as u64));
    language.pick(
        format!("전체 {all}개 가운데 서비스를 거친 예상 매출이 큰 {shown}개입니다."),
        format!("The {shown} of {all} with the most expected sales through the services."),
    )
}
