//! Words of the printed computation; those it shares with the page are in [`working`](super::working).

use domain::{
    assessment::{Outcome, Source},
    language::Language,
};

use super::claims;

words! {
    /// The fixed ones.
    Paper {
        account: "계정", "Account";
        region: "지역", "Region";
        programme: "보상 프로그램", "Programme";
        like_days: "비교한 날", "Days compared";
        step: "단계", "Step";
        figure: "값", "Figure";
        so_far: "여기까지의 금액", "Amount so far";
        versions: "이 계산을 식별하는 값", "What names this computation";
    }
}

/// The result, before its sentence; nothing where there is no amount.
pub fn award(language: Language, outcome: &Outcome) -> Option<String> {
    let amount = outcome.amount()?.format();
    Some(
        language.pick(
            format!("기록으로 계산한 보상액은 {amount}이에요."),
            format!("The records give an award of {amount}."),
        ),
    )
}

/// Where the figure of a step comes from.
pub fn source(language: Language, source: &Source, policy_version: u32) -> String {
    let (ko, en) = match source {
        Source::Record => ("출처: 공개한 장애 기록", "Source: the published record of the outage"),
        Source::Ledger => ("출처: 이 계정의 거래 기록", "Source: the transactions of this account"),
        Source::Cohort => {
            ("출처: 비슷한 계정을 모두 합한 거래 기록", "Source: the transactions of similar accounts together")
        }
        Source::Evidence => ("출처: 제출한 증빙", "Source: the evidence sent in"),
        Source::Agreement => ("출처: 등록된 배분 비율", "Source: the division on record"),
        Source::Drivers => ("출처: 소속 기사의 계산 결과", "Source: the results of the company's drivers"),
        Source::OtherProgramme => ("출처: 다른 보상 프로그램의 청구", "Source: the claim under the other programme"),
        Source::Steps => ("출처: 위 단계", "Source: the steps above"),
        Source::Policy(path) => {
            let version = claims::policy_version(language, policy_version);
            return language
                .pick(format!("출처: 보상 {version}, {path}"), format!("Source: the criteria, {version}, {path}"));
        }
    };
    language.pick(ko, en).to_owned()
}
