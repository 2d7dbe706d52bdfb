//! Words of the staff console: its places, signing in, the desk. Each area has its own file.

pub mod adjustments;
pub mod backtest;
pub mod claims;
pub mod components;
pub mod corrections;
pub mod incidents;
pub mod law;
pub mod mirrors;
pub mod monitoring;
pub mod partners;
pub mod policy;
pub mod probes;
pub mod programmes;
pub mod records;
pub mod shocks;
pub mod states;
pub mod subscribers;
pub mod templates;
pub mod tokens;
pub mod transactions;
pub mod trial;

use domain::language::Language;

words! {
    /// The console's frame, signing in, the desk.
    Console {
        name: "업무실", "console";
        places: "업무실 메뉴", "Console";
        desk: "오늘 할 일", "Desk";
        incidents: "장애", "Incidents";
        maintenance: "점검", "Maintenance";
        compensation: "보상", "Compensation";
        programmes: "프로그램", "Programmes";
        claims: "청구 심사", "Claims";
        records: "기록", "Records";
        people: "직원과 권한", "People";
        settings: "설정", "Settings";
        components: "서비스 구성", "Components";
        audit: "감사 기록", "Audit log";
        deliveries: "보낸 메일", "Deliveries";
        subscribers: "구독자", "Subscribers";
        tokens: "API 토큰", "API tokens";
        monitoring: "자동 감지", "Monitoring";
        public_page: "서비스 상태 페이지", "Status page";
        sign_in: "업무실 로그인", "Sign in to the console";
        sign_in_button: "로그인", "Sign in";
        sign_in_lead: "회사 이메일 주소와 비밀번호로 로그인해 주세요.", "Use your work e-mail address and password.";
        sign_in_claimant: "보상을 확인하러 오셨나요? 이메일 링크로 로그인하기", "Here about compensation? Sign in by e-mail link";
        email: "이메일 주소", "E-mail address";
        password: "비밀번호", "Password";
        nothing_waits: "지금 처리할 일이 없어요", "Nothing is waiting";
        nothing_waits_text: "새 청구나 장애가 생기면 여기에 모아 보여 드려요.", "New claims and incidents will appear here.";
        open_incidents: "진행 중인 장애", "Open incidents";
        no_open_incidents: "진행 중인 장애가 없습니다.", "There are no open incidents.";
        waiting_claims: "처리할 청구", "Claims waiting";
        no_claims: "처리할 청구가 없습니다.", "No claims are waiting.";
        to_publish: "공개 대기 중인 보상 기준", "Policies to be published";
        latest_run: "최근 일괄 계산", "Latest run";
        state: "상태", "State";
        amount: "금액", "Amount";
        claims_count: "청구", "Claims";
        declare: "장애 공지하기", "Declare an incident";
        optional: "(선택)", "(optional)";
        hidden_actions: "작업", "Actions";
    }
}

/// The label of a date and time field, which names the zone.
pub fn in_zone(label: &str, zone: &str) -> String {
    format!("{label} ({zone})")
}

/// The same of a field that may stay empty.
pub fn optional(language: Language, label: &str) -> String {
    format!("{label} {}", Console::of(language).optional)
}
