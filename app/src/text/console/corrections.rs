//! Words of correcting impacts.

use domain::{language::Language, money::group_thousands};

words! {
    /// The form and the question before it is published.
    Corrections {
        title: "영향 기록 바로잡기", "Correct the impacts";
        link: "영향 기록 바로잡기", "Correct these";
        lead: "지난 시간의 영향을 바로잡아 새로 공개합니다. 처음 기록은 그대로 남고, 끝난 장애도 바로잡을 수 있습니다. 지금 상태가 바뀐 것이라면 새 소식으로 알려 주세요.",
            "A correction of the past is published beside what was on record, also once the incident is over. Where the state changes now, post an update instead.";
        on_record: "지금 기록된 영향", "On record now";
        component: "서비스", "Service";
        choose: "서비스 고르기", "Choose a service";
        from: "바로잡을 시간의 시작", "From";
        from_hint: "장애가 있던 시간 안에서 골라 주세요.", "Within the time of the incident.";
        until: "바로잡을 시간의 끝", "Until";
        until_hint: "지금도 이어지는 영향이면 비워 두세요.", "Leave it empty where the impact still lasts.";
        state: "이 시간의 실제 상태", "How it really was in that time";
        reason_ko: "바로잡는 이유 (한국어)", "Reason (Korean)";
        reason_en: "바로잡는 이유 (영어)", "Reason (English)";
        reason_hint: "무엇을 확인해서 바로잡는지 적어 주세요. 그대로 공개됩니다.", "What was found out. It is published as written.";
        check: "바뀌는 내용 확인하기", "See what will change";
        question: "이렇게 바로잡을까요?", "Publish this correction?";
        will_say: "공개될 내용", "What will be published";
        follows: "공개하면", "What follows";
        follows_page: "장애 페이지에 ‘바로잡음’으로 표시하고 구독자에게 알립니다. 처음 기록과 소식은 그대로 남습니다.",
            "It is shown as a correction on the incident’s page and subscribers are told. What was said before stays.";
        follows_uptime: "가동률과 날짜별 막대, 이력, API가 바로잡은 기록을 따릅니다.",
            "Uptime, the bars of each day, the history and the API follow the corrected record.";
        follows_people: "자동 점검과 알림은 담당자가 바로잡은 내용을 바꾸지 못합니다.",
            "Probes and alerts cannot change what a person corrected.";
        no_programmes: "이 장애로 계산한 보상은 없습니다.", "No compensation was computed for this incident.";
        programmes: "이 장애로 계산한 보상이 있습니다. 공개한 뒤 프로그램에서 다시 계산해야 보상액에 반영됩니다. 답하지 않은 제안은 늘어난 금액으로 바로 바뀌고, 줄어든 금액은 담당자가 결정할 때까지 그대로입니다.",
            "Compensation was computed for this incident. It follows once the programme is run again: more goes out at once where nobody has answered, less waits for a person to decide.";
        publish: "바로잡은 기록 공개하기", "Publish the correction";
        edit: "고치기", "Change it";
        published: "바로잡은 기록을 공개했습니다.", "The correction is published.";
        published_programmes: "바로잡은 기록을 공개했습니다. 이 장애의 보상 프로그램에서 다시 계산해 주세요.",
            "The correction is published. Please run the programme of this incident again.";
        no_component: "서비스를 골라 주세요.", "Choose a service.";
        no_state: "상태를 골라 주세요.", "Choose a state.";
    }
}

/// How many accounts of a programme were assessed: `10월 15일 보상 · 계산한 계정 1,234개`.
pub fn holds(language: Language, programme: &str, accounts: i64) -> String {
    let accounts = group_thousands(accounts.unsigned_abs());
    language
        .pick(format!("{programme} · 계산한 계정 {accounts}개"), format!("{programme} · {accounts} accounts assessed"))
}
