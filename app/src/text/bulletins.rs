//! Words of what subscribers are told.

use domain::{language::Language, maintenance::MaintenanceStatus};

words! {
    /// Mails and messages.
    Bulletins {
        services: "서비스 상태", "Services";
        planned: "점검 시각", "Planned time";
        details: "자세히 보기", "Details";
        manage: "받는 소식 바꾸기, 그만 받기", "Change or end this subscription";
    }
}

/// Why somebody gets it.
pub fn why(language: Language, site: &str) -> String {
    language.pick(
        format!("{site} 서비스 상태 소식을 구독하셔서 보내 드립니다."),
        format!("You get this because you subscribed to the service status of {site}."),
    )
}

/// That a maintenance begins soon.
pub fn maintenance_soon(language: Language) -> &'static str {
    language.pick("곧 점검을 시작합니다", "Maintenance begins soon")
}

/// What became of a maintenance.
pub fn maintenance(language: Language, status: MaintenanceStatus) -> &'static str {
    let (ko, en) = match status {
        MaintenanceStatus::Scheduled => ("점검을 예약했습니다", "Maintenance is scheduled"),
        MaintenanceStatus::InProgress => ("점검을 시작했습니다", "Maintenance has begun"),
        MaintenanceStatus::Verifying => ("점검 결과를 확인하고 있습니다", "Maintenance is being verified"),
        MaintenanceStatus::Completed => ("점검을 마쳤습니다", "Maintenance has ended"),
        MaintenanceStatus::Cancelled => ("점검을 취소했습니다", "Maintenance is cancelled"),
    };
    language.pick(ko, en)
}
