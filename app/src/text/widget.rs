//! What the widget on other sites says.

words! {
    /// By the indicator of the API.
    Widget {
        none: "모든 서비스가 정상이에요", "All services work";
        minor: "일부 서비스에 문제가 있어요", "Some services have problems";
        major: "중단된 서비스가 있어요", "Some services are down";
        critical: "서비스가 중단됐어요", "Services are down";
        maintenance: "점검 중인 서비스가 있어요", "Maintenance in progress";
        unknown: "상태를 확인하지 못했어요", "The state could not be confirmed";
    }
}
