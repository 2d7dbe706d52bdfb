//! Words of the tokens of programs.

use domain::{language::Language, token::Scope};

words! {
    /// The list, making one, revoking one.
    Tokens {
        lead: "다른 시스템이 API를 쓸 때 필요한 토큰입니다. 토큰으로 한 일은 감사 기록에 토큰 이름으로 남습니다.",
            "Other systems call the API with these. What is done with a token is in the audit log under its name.";
        manual: "API 설명 보기", "Documentation of the API";
        none: "아직 토큰이 없어요", "No tokens yet";
        none_text: "연결할 시스템마다 하나씩 만들고, 꼭 필요한 권한만 골라 주세요.",
            "Make one for each system, with only the scopes that it needs.";
        name: "이름", "Name";
        name_hint: "어디에 쓰는 토큰인지 적어 주세요. 예: 배포 시스템", "Say what it is for, as in: deployments.";
        scopes: "권한", "Scopes";
        state: "상태", "State";
        active: "사용 가능", "Active";
        expired: "만료됨", "Expired";
        revoked: "해지됨", "Revoked";
        used: "마지막 사용", "Last used";
        never: "없음", "Never";
        expires: "만료일", "Expires";
        no_end: "없음", "Never";
        actions: "작업", "Actions";
        add: "토큰 만들기", "Make a token";
        expires_on: "만료일", "Last day";
        expires_hint: "이 날까지 쓸 수 있습니다. 비워 두면 해지할 때까지 쓸 수 있습니다.",
            "It works until the end of this day; where left empty, until it is revoked.";
        made: "토큰을 만들었습니다", "The token is made";
        made_text: "지금 복사해 두세요. 이 페이지를 벗어나면 다시 볼 수 없습니다.",
            "Copy it now. It cannot be seen again after this page.";
        made_before: "이미 만든 토큰입니다. 값을 복사하지 못했다면 해지하고 새로 만들어 주세요.",
            "This token was made before. If you did not copy it, revoke it and make another.";
        bad_date: "날짜를 2027-01-31 형식으로 입력해 주세요.", "Enter a date as 2027-01-31.";
        revoke: "해지하기", "Revoke";
        revoke_question: "이 토큰을 쓰는 시스템은 바로 API를 쓸 수 없게 됩니다. 되돌릴 수 없습니다.",
            "Systems that use it cannot call the API any more. This cannot be undone.";
        revoke_confirm: "토큰 해지하기", "Revoke this token";
        was_revoked: "토큰을 해지했습니다.", "The token is revoked.";
    }
}

/// What a scope lets a program do.
pub fn scope(language: Language, scope: Scope) -> &'static str {
    let (ko, en) = match scope {
        Scope::ComponentsRead => ("서비스와 상태 읽기", "Read components with their status"),
        Scope::ComponentsWrite => {
            ("서비스와 묶음을 추가하고 변경하고 종료하기", "Add, change and retire components and their groups")
        }
        Scope::IncidentsRead => ("장애 읽기", "Read incidents"),
        Scope::IncidentsWrite => ("장애를 공지하고 소식 공개하기", "Declare incidents and publish updates"),
        Scope::MaintenanceRead => ("점검 읽기", "Read maintenance"),
        Scope::MaintenanceWrite => ("점검을 예약하고 변경하고 취소하기", "Schedule, change and cancel maintenance"),
        Scope::AlertsWrite => ("모니터링 시스템의 알림 보내기", "Send the alerts of a monitoring system"),
        Scope::SubscribersRead => ("구독자 수와 가린 주소 읽기", "Read subscriber counts and masked addresses"),
        Scope::SubscribersWrite => {
            ("구독 신청하기 (받는 사람이 확인해야 시작)", "Ask for subscriptions, which the address confirms")
        }
    };
    language.pick(ko, en)
}
