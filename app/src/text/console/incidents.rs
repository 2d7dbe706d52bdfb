//! Words of the console's incidents.

use domain::language::Language;

words! {
    /// The list, the forms, the page of an incident.
    Incidents {
        service: "서비스", "Service";
        severity: "심각도", "Severity";
        began: "시작", "Began";
        ended: "종료", "Ended";
        length: "지속 시간", "Length";
        none: "아직 기록된 장애가 없어요", "No incidents on record";
        none_text: "장애를 공지하면 서비스 상태 페이지에 바로 표시됩니다.", "An incident you declare is on the status page at once.";
        title: "제목", "Title";
        status: "진행 상태", "Status";
        started: "시작", "Started";
        worst: "가장 심한 영향", "Worst impact";
        lasted: "지속 시간", "Duration";
        no_impact: "영향 없음", "No impact";
        new: "장애 공지하기", "Declare an incident";
        new_lead: "등록하면 바로 공개됩니다. 공개한 내용은 고칠 수 없으며, 틀린 내용은 새 소식으로 바로잡습니다.",
            "This is published at once. What is published is never edited; mistakes are corrected by a new update.";
        title_ko: "제목 (한국어)", "Title (Korean)";
        title_en: "제목 (영어)", "Title (English)";
        title_hint: "무엇이 안 되는지 한 줄로 적어 주세요. 예: 매장 QR 결제가 되지 않습니다",
            "What does not work, in one line: In-store QR payments fail";
        body_ko: "내용 (한국어)", "Text (Korean)";
        body_en: "내용 (영어)", "Text (English)";
        body_hint: "확인된 사실과 원인, 조치하고 있는 내용을 적어 주세요. **굵게**, 목록(- ), [링크](https://…)를 쓸 수 있어요.",
            "What is known, the cause, and what is being done. **Bold**, lists (- ) and [links](https://…) work.";
        english_hint: "비워 두면 한국어 내용을 보여 드립니다.", "Left empty, the Korean text is shown.";
        started_at: "시작 시각", "Start";
        next_update_by: "다음 소식을 알릴 시각", "Next update by";
        next_update_hint: "늦어도 이때까지 새 소식을 알리겠다는 약속으로 공개됩니다.", "Published as a promise of news by then at the latest.";
        impacts: "영향을 받은 서비스", "Affected services";
        impacts_new_hint: "시각을 비워 두면 장애 시작 시각부터 영향이 있던 것으로 기록합니다.", "Without a time, the impact begins with the incident.";
        impacts_update_hint: "바뀐 서비스만 골라 주세요. 시각을 비워 두면 지금 바뀐 것으로 기록합니다. 진행 상태를 해결됨으로 하면 남은 영향은 지금 끝난 것으로 기록합니다.",
            "Choose only what changed. Without a time, it counts from now. With the status resolved, whatever is still affected ends now.";
        private: "비공개", "Private";
        private_hint: "비공개 서비스만 고르면 공개되지 않고, 그 서비스를 보여 주는 파트너 페이지에만 나옵니다. 공개 서비스를 하나라도 함께 고르면 제목과 소식 글이 모두 공개되고, 비공개 서비스의 이름만 감춰집니다. 아무것도 고르지 않으면 공개됩니다.",
            "With private components only, nothing is public: partner pages that show them have it. With a public one besides, title and all texts are public, and only the private components are left out. With none chosen, it is public.";
        no_change: "변화 없음", "No change";
        restored: "복구됨", "Restored";
        state: "상태", "State";
        from: "시각", "Time";
        publish: "공개하기", "Publish";
        update: "소식 쓰기", "Post an update";
        timeline: "소식", "Updates";
        no_impacts: "영향을 받은 서비스가 기록되지 않았습니다.", "No affected services are on record.";
        emergency_by: "비상 발행", "Published in the emergency by";
        declared: "장애를 공지했습니다. 서비스 상태 페이지에 표시됩니다.", "The incident is declared and on the status page.";
        updated: "소식을 공개했습니다.", "The update is published.";
        see_public: "공개 페이지에서 보기", "See the public page";
        bad_time: "날짜와 시각을 다시 확인해 주세요. 예: 2022-10-15 15:30", "Check the date and time; for example 2022-10-15 15:30.";
        bad_status: "진행 상태를 골라 주세요.", "Choose a status.";
        correct: "소식 바로잡기", "Correct an update";
        correct_this: "바로잡기", "Correct";
        correct_lead: "바로잡은 소식을 새로 공개합니다. 처음 소식은 바로잡았다는 표시와 함께 그대로 남고, 구독자에게도 알립니다.",
            "The correction is published as a new update and subscribers are told. What was said before stays, marked as corrected.";
        publish_correction: "바로잡은 소식 공개하기", "Publish the correction";
        correction_published: "바로잡은 소식을 공개했습니다.", "The correction is published.";
        was_corrected: "바로잡음 있음", "Corrected later";
        no_english: "영어 없음", "No English text";
        older_english: "영어는 바로잡기 전 그대로", "English as before the correction";
        programme: "보상 프로그램 준비하기", "Prepare a compensation programme";
    }
}

/// What screen readers say of the choice for a service.
pub fn choice_label(component: &str, label: &str) -> String {
    format!("{component}: {label}")
}

/// Since when an incident lasts.
pub fn ongoing(language: Language, length: &str) -> String {
    language.pick(format!("{length}째"), format!("{length} so far"))
}

/// What an update was called by its time.
pub fn said_at(language: Language, time: &str) -> String {
    language.pick(format!("{time}에 공개한 소식"), format!("As published on {time}"))
}

/// A promised update that has not come.
pub fn overdue(language: Language, length: &str) -> String {
    language.pick(format!("약속한 소식이 {length} 늦음"), format!("Promised update {length} late"))
}

/// An incident of which nothing was heard.
pub fn silent(language: Language, length: &str) -> String {
    language.pick(format!("{length}째 소식 없음"), format!("No update for {length}"))
}
