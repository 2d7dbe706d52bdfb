//! Words of trying a policy.

use domain::language::Language;

words! {
    /// The form and what comes out.
    Trial {
        title: "모의 계산", "Try a policy";
        lead: "최근에 끝난 일괄 계산의 모든 계정에 이 기준을 적용해 봅니다. 제안을 보내거나 저장하지 않습니다.",
            "Applied to all accounts of the latest finished run. No offer is sent and nothing is saved.";
        no_run: "아직 끝난 일괄 계산이 없어요", "There is no finished run to try it on";
        no_run_text: "기준을 공개하고 일괄 계산을 마치면 여기에서 숫자를 바꿔 가며 계산해 볼 수 있어요.",
            "Once a policy is published and a run is done, its numbers can be changed here.";
        groups: "대상", "Groups";
        coverage: "보상하는 비율", "Share that is paid";
        coverage_hint: "예: 80%", "For example 80%";
        deductible: "공제", "Deductible";
        floor: "하한", "Floor";
        cap: "상한", "Cap";
        empty_hint: "비워 두면 없는 것으로 계산해요.", "Left empty, there is none.";
        limit: "자동 제안 한도", "Offered without review up to";
        limit_hint: "이보다 큰 제안은 담당자가 먼저 검토합니다.", "A person looks first at anything above.";
        acceptance: "답을 기다리는 제안의 예상 수락률", "Open offers that will be accepted (assumption)";
        acceptance_hint: "예산 예측에만 써요. 예: 80%", "For the forecast of the budget only. For example 80%";
        against: "비교할 버전", "Compare with";
        try_it: "계산해 보기", "Try it";
        bad_share: "비율을 적어 주세요. 예: 80%", "Enter a share: 80%";
        bad_amount: "금액을 숫자로 적어 주세요. 예: 10,000", "Enter the amount in digits: 10,000";
        result: "결과", "Result";
        cost: "보상액 합계", "Cost";
        awards: "보상받는 계정", "Accounts with an award";
        of_accounts: "전체 계정", "All accounts";
        person: "담당자가 먼저 확인할 제안", "Offers that a person looks at first";
        review: "금액을 담당자가 정할 계정", "Accounts whose amount a person decides";
        difference: "비교한 버전과의 차이", "Difference in cost";
        better: "더 받는 계정", "Accounts better off";
        worse: "덜 받는 계정", "Accounts worse off";
        forecast: "예산 예측", "Forecast of the budget";
        settled: "이미 수락한 금액", "Accepted already";
        expected: "예상 총액", "Expected in all";
        interval: "90% 구간", "90% interval";
        budget: "예산", "Budget";
        formula: "예상 총액은 이미 수락한 금액에 나머지 보상액 × 수락 비율을 더한 값입니다. 구간은 ±1.645 × √(r²Σsᵢ² + r²Σd² + r(1−r)ΣAᵢ²)입니다. r은 수락 비율, Aᵢ는 계정의 보상액, sᵢ는 그 계정 예상 매출의 90% 구간에서 나온 오차, d는 비슷한 계정들의 손실률 80% 구간에서 나온 오차예요.",
            "The expectation is what was accepted plus the other awards × the share accepted. The interval is ±1.645 × √(r²Σsᵢ² + r²Σd² + r(1−r)ΣAᵢ²): r the share accepted, Aᵢ an account's award, sᵢ its error from the 90% interval of its expected sales, d the error of a cohort from the 80% interval of its loss rate.";
        distribution: "보상액의 분포", "Awards by size";
        size: "보상액", "Award";
        accounts: "계정", "Accounts";
        sum: "합계", "Sum";
        by_trade: "업종별", "By trade";
        trade: "업종", "Trade";
        by_region: "지역별", "By region";
        region: "지역", "Region";
        before: "비교한 버전", "Compared with";
    }
}

/// The name of the slider beside a field.
pub fn slider(language: Language, label: &str) -> String {
    language.pick(format!("{label} 조절 막대"), format!("{label}, slider"))
}

/// A bucket of sizes: `~₩10,000`, `₩5,000,000+`.
pub fn bucket(language: Language, from: &str, to: Option<&str>) -> String {
    match to {
        Some(to) => language.pick(format!("{from} 이상 {to} 미만"), format!("{from} to below {to}")),
        None => language.pick(format!("{from} 이상"), format!("{from} and more")),
    }
}

/// A size on the picture, short: `5만`, `50k`.
pub fn short(language: Language, amount: u64) -> String {
    if language == Language::Ko && amount >= 10_000 {
        return format!("{}만", amount / 10_000);
    }
    match amount {
        1_000_000.. => format!("{}m", amount / 1_000_000),
        1_000.. => format!("{}k", amount / 1_000),
        _ => amount.to_string(),
    }
}
