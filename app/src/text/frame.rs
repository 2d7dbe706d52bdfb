//! Words of the frame around every page.

use domain::language::Language;

words! {
    /// Header, footer and what every page says.
    Frame {
        sign_out: "로그아웃", "Sign out";
        skip: "본문 바로가기", "Skip to content";
        service_status: "서비스 상태", "service status";
        console: "업무실", "console";
        places: "주요 메뉴", "Main";
        history: "이력", "History";
        uptime: "가동률", "Uptime";
        other_language: "English", "한국어";
        method: "가동률 계산 방법", "How uptime is calculated";
        api: "API", "API";
        accessibility: "접근성", "Accessibility";
        about_page: "이 페이지 안내", "About this page";
        my_claims: "내 보상 청구", "My claims";
    }
}

/// In which zone times are: `모든 시각은 KST(Asia/Seoul)입니다.`
pub fn zone_note(language: Language, abbreviation: &str, name: &str) -> String {
    language.pick(
        format!("모든 시각은 {abbreviation}({name})입니다."),
        format!("All times are in {abbreviation} ({name})."),
    )
}
