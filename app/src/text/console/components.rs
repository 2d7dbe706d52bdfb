//! Words of components and their groups.

words! {
    /// Components and their groups.
    Components {
        lead: "상태 페이지에 보이는 이름과 순서입니다. 바꾸면 바로 공개됩니다.",
            "Names and order as the status page shows them. Changes are public at once.";
        none: "아직 서비스가 없어요", "No components yet";
        none_text: "먼저 묶음을 하나 만들고, 그 안에 서비스를 추가해 주세요.", "Begin with a group, then add components to it.";
        empty_group: "이 묶음에는 아직 서비스가 없습니다.", "There is no component in this group yet.";
        name: "이름", "Name";
        key: "영문 키", "Key";
        shown: "표시", "Shown";
        order: "순서", "Order";
        always: "항상", "Always";
        only_if_degraded: "장애가 있을 때만", "Only while it fails";
        retired: "종료됨", "Retired";
        up: "위로", "Up";
        down: "아래로", "Down";
        rename: "이름 바꾸기", "Rename";
        add_group: "묶음 추가하기", "Add a group";
        add_component: "서비스 추가하기", "Add a component";
        name_ko: "이름 (한국어)", "Name (Korean)";
        name_en: "이름 (영어)", "Name (English)";
        name_en_hint: "비워 두면 한국어 이름을 보여 드립니다.", "Shown in Korean where left empty.";
        key_hint: "거래 자료와 API에서 쓰는 이름이에요. 나중에 바꿀 수 없습니다. 예: pay-qr",
            "Imports and the API use it. It cannot be changed later. Example: pay-qr";
        group: "묶음", "Group";
        choose_group: "묶음을 골라 주세요.", "Choose a group.";
        description_ko: "설명 (한국어)", "Description (Korean)";
        description_en: "설명 (영어)", "Description (English)";
        description_hint: "고객이 이 서비스로 무엇을 하는지 한 문장으로 적어 주세요.", "What people do with it, in a sentence.";
        uptime_from: "가동률 계산 시작", "Uptime counts from";
        uptime_target: "월 가동률 목표 (%)", "Monthly uptime target (%)";
        uptime_target_hint: "예: 99.9. 처음 정한 목표는 이번 달부터, 바꾼 목표는 다음 달부터 적용하고 지난달의 결과는 그대로 둡니다. 공개 기록과 월별 보고서에 나옵니다.",
            "As 99.9. A first target counts from this month, a changed one from the next; months before keep their outcome. It is public, and stands in the monthly report.";
        bad_target: "0보다 크고 100 이하인 숫자를 소수 넷째 자리까지 입력해 주세요.",
            "Enter a number above 0, up to 100, with at most four decimals.";
        bad_time: "날짜와 시각을 골라 주세요.", "Choose a date and a time.";
        show: "상태 페이지에 표시", "On the status page";
        always_hint: "정상일 때도 목록에 표시합니다.", "Listed also while it works.";
        only_if_degraded_hint: "정상일 때는 목록에 표시하지 않습니다. 고객이 모르는 내부 서비스에 알맞습니다.",
            "Left out while it works. Fits inner services that people do not know.";
        save: "저장하기", "Save";
        saved: "저장했습니다. 상태 페이지에 바로 반영됩니다.", "Saved. The status page follows at once.";
        retire: "서비스 종료하기", "Retire this component";
        retire_question: "상태 페이지와 새 장애의 선택지에서 사라집니다. 지난 장애와 보상 기록은 그대로 남고, 언제든 다시 열 수 있습니다.",
            "It leaves the status page and new incidents. Past incidents and compensation keep it, and it can come back any time.";
        retire_button: "종료하기", "Retire";
        restore: "다시 열기", "Bring it back";
        remove_group: "묶음 삭제하기", "Remove this group";
        remove_question: "빈 묶음을 삭제합니다.", "The empty group is removed.";
        remove_button: "삭제하기", "Remove";
    }
}

/// The name of a button that moves something, for who hears it without its row.
pub fn moves(direction: &str, name: &str) -> String {
    format!("{direction}: {name}")
}
