//! Words of maintenance: the public pages and the console.

use domain::{
    language::Language,
    maintenance::{MaintenanceStatus, Repeat},
};

words! {
    /// Lists, pages and forms of maintenance.
    Maintenance {
        name: "점검", "Maintenance";
        active: "진행 중인 점검", "In progress";
        upcoming: "예정된 점검", "Upcoming";
        past: "지난 점검", "Past";
        no_upcoming: "예정된 점검이 없습니다.", "No maintenance is planned.";
        no_past: "지난 점검이 없습니다.", "No past maintenance.";
        all: "점검 일정 보기", "All maintenance";
        calendar: "캘린더로 받아 보기 (ICS)", "Calendar feed (ICS)";
        calendar_about: "모든 점검 일정. 바뀌거나 취소되면 함께 갱신됩니다.", "All maintenance windows, with changes and cancellations";
        services: "점검하는 서비스", "Services";
        planned: "예정 시각", "Planned time";
        updates: "소식", "Updates";
        moved: "바뀐 시각", "New time";
        new: "점검 예약하기", "Schedule maintenance";
        new_lead: "예약하면 바로 공개되고, 정한 시각에 자동으로 시작하고 끝납니다. 공개한 내용은 고칠 수 없으며, 바뀐 점은 새 소식으로 알립니다.",
            "This is published at once, and begins and ends by itself at its time. What is published is never edited; a change is a new entry.";
        none: "예약된 점검이 없어요", "No maintenance on record";
        none_text: "점검을 예약하면 서비스 상태 페이지와 캘린더에 바로 표시됩니다.", "What you schedule is on the status page and in the calendar at once.";
        title: "제목", "Title";
        title_ko: "제목 (한국어)", "Title (Korean)";
        title_en: "제목 (영어)", "Title (English)";
        title_hint: "무엇을 점검하는지 한 줄로 적어 주세요. 예: 결제 서버 교체", "What is done, in one line: Payment servers are replaced";
        body_ko: "내용 (한국어)", "Text (Korean)";
        body_en: "내용 (영어)", "Text (English)";
        body_hint: "점검하는 동안 무엇을 쓸 수 없는지 적어 주세요. **굵게**, 목록(- ), [링크](https://…)를 쓸 수 있어요.",
            "Say what cannot be used meanwhile. **Bold**, lists (- ) and [links](https://…) work.";
        english_hint: "비워 두면 한국어 내용을 보여 드립니다.", "Left empty, the Korean text is shown.";
        start: "시작 시각", "Start";
        end: "종료 시각", "End";
        private_hint: "비공개 서비스만 고르면 공개되지 않고, 그 서비스를 보여 주는 파트너 페이지에만 나옵니다. 공개 서비스를 함께 고르면 제목과 글이 공개됩니다.",
            "With private components only, nothing is public: partner pages that show them have it. With a public one besides, title and texts are public.";
        repeat: "반복", "Repeats";
        rrule: "반복 규칙 (RRULE)", "Rule of repetition (RRULE)";
        rrule_hint: "위에 없는 반복은 RFC 5545 규칙으로 적어 주세요. 적으면 위의 선택보다 앞섭니다. 예: 매월 마지막 일요일은 FREQ=MONTHLY;BYDAY=-1SU",
            "For what is not above, a rule of RFC 5545; it goes before the choice above. The last Sunday of each month: FREQ=MONTHLY;BYDAY=-1SU";
        until: "반복 종료일", "Last date";
        until_hint: "반복할 때만 입력해 주세요. 60회까지 예약할 수 있어요.", "Only where it repeats; at most 60 times.";
        status: "진행 상태", "Status";
        publish: "공개하기", "Publish";
        change: "소식 쓰기와 일정 변경", "Post an update or change the plan";
        change_hint: "바꾸지 않은 항목은 그대로 유지됩니다.", "What you leave as it is stays.";
        cancel: "점검 취소하기", "Cancel this maintenance";
        cancel_question: "취소하면 되돌릴 수 없습니다. 취소했다는 소식이 공개되고, 캘린더에도 취소로 표시됩니다.",
            "This cannot be undone. The cancellation is published and marked in calendars.";
        cancel_reason_ko: "취소 사유 (한국어)", "Reason (Korean)";
        cancel_reason_en: "취소 사유 (영어)", "Reason (English)";
        cancel_send: "취소 공개하기", "Publish the cancellation";
        scheduled: "점검을 예약했습니다.", "The maintenance is scheduled.";
        changed: "소식을 공개했습니다.", "The update is published.";
        see_public: "공개 페이지에서 보기", "See the public page";
        bad_time: "날짜와 시각을 다시 확인해 주세요. 예: 2022-10-15 15:30", "Check the date and time; for example 2022-10-15 15:30.";
        bad_choice: "하나를 골라 주세요.", "Choose one.";
    }
}

/// Where a maintenance stands.
pub fn status(language: Language, status: MaintenanceStatus) -> &'static str {
    let (ko, en) = match status {
        MaintenanceStatus::Scheduled => ("예정", "Scheduled"),
        MaintenanceStatus::InProgress => ("점검하는 중", "In progress"),
        MaintenanceStatus::Verifying => ("확인하는 중", "Verifying"),
        MaintenanceStatus::Completed => ("끝남", "Completed"),
        MaintenanceStatus::Cancelled => ("취소됨", "Cancelled"),
    };
    language.pick(ko, en)
}

/// How it repeats.
pub fn repeat(language: Language, repeat: Repeat) -> &'static str {
    let (ko, en) = match repeat {
        Repeat::Never => ("반복하지 않음", "Once"),
        Repeat::Daily => ("매일", "Every day"),
        Repeat::Weekly => ("매주", "Every week"),
        Repeat::Monthly => ("매월", "Every month"),
    };
    language.pick(ko, en)
}
