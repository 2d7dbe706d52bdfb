//! The operations of the document.

use domain::{language::Language, maintenance::MaintenanceStatus, token::Scope};
use serde_json::{Value, json};

use super::{
    components,
    operation::{Operation, schema},
};

/// All operations by path and method.
pub fn paths(language: Language) -> Value {
    let pick = |ko, en| language.pick(ko, en);
    let mut paths = json!({});
    let mut add = |path: &str, method: &str, operation: Operation| paths[path][method] = operation.json(language);
    let uuid = Some("uuid");

    for (path, method, operation) in components::operations(language) {
        add(path, method, operation);
    }

    let summary = pick("장애 목록, 최근 것부터", "Incidents, newest first");
    let state = json!({ "type": "string", "enum": ["all", "open", "over"], "default": "all" });
    let list = Operation::list("listIncidents", Scope::IncidentsRead, summary, "Incident").asking("state", state);
    add("/api/v1/incidents", "get", list);
    let made = || (201, schema("Incident"));
    let summary = pick("장애 공지", "Declare an incident");
    let declare = Operation::write("declareIncident", Scope::IncidentsWrite, summary, "NewIncident", made());
    add("/api/v1/incidents", "post", declare);
    let summary = pick("장애 하나", "One incident");
    let one = Operation::read("getIncident", Scope::IncidentsRead, summary, schema("Incident")).of("id", uuid);
    add("/api/v1/incidents/{id}", "get", one);
    let summary = pick("소식 공개", "Publish an update");
    let update = Operation::write("updateIncident", Scope::IncidentsWrite, summary, "NewUpdate", made()).of("id", uuid);
    add("/api/v1/incidents/{id}/updates", "post", update);
    let summary = pick("지난 영향 바로잡기", "Correct impacts of the past");
    let correct =
        Operation::write("correctImpacts", Scope::IncidentsWrite, summary, "NewCorrection", made()).of("id", uuid);
    add("/api/v1/incidents/{id}/corrections", "post", correct);

    let summary = pick("점검 목록, 늦게 시작하는 것부터", "Maintenance, latest start first");
    let statuses: Vec<_> = MaintenanceStatus::ALL.iter().map(|status| status.name()).collect();
    let list = Operation::list("listMaintenance", Scope::MaintenanceRead, summary, "Maintenance")
        .asking("status", json!({ "type": "string", "enum": statuses }));
    add("/api/v1/maintenance", "get", list);
    let summary = pick("점검 예약", "Schedule maintenance");
    let made = (201, schema("Maintenance"));
    let schedule = Operation::write("scheduleMaintenance", Scope::MaintenanceWrite, summary, "NewMaintenance", made);
    add("/api/v1/maintenance", "post", schedule);
    let summary = pick("점검 하나", "One maintenance");
    let one = Operation::read("getMaintenance", Scope::MaintenanceRead, summary, schema("Maintenance")).of("id", uuid);
    add("/api/v1/maintenance/{id}", "get", one);
    let done = || (200, schema("Maintenance"));
    let summary = pick("점검 변경이나 소식 공개", "Change it or publish an update");
    let change = Operation::write("changeMaintenance", Scope::MaintenanceWrite, summary, "MaintenanceChange", done());
    add("/api/v1/maintenance/{id}", "patch", change.of("id", uuid));
    let summary = pick("점검 취소", "Call it off");
    let cancel = Operation::write("cancelMaintenance", Scope::MaintenanceWrite, summary, "Cancellation", done());
    add("/api/v1/maintenance/{id}/cancel", "post", cancel.of("id", uuid));

    let summary = pick("Alertmanager 웹훅 (4판)", "Alertmanager's webhook, version 4");
    let told = Operation::read("receiveAlerts", Scope::AlertsWrite, summary, schema("AlertsReceived"));
    add("/api/v1/alertmanager", "post", told.taking("AlertmanagerWebhook"));

    let summary = pick("구독자 목록, 주소는 가림", "Subscribers, their addresses masked");
    let list = Operation::list("listSubscribers", Scope::SubscribersRead, summary, "Subscriber");
    add("/api/v1/subscribers", "get", list.asking("q", json!({ "type": "string" })));
    let summary =
        pick("구독 신청: 주소에 확인 링크를 보냄", "Ask for a subscription; the address is sent a link to confirm it");
    let asked = json!({
        "type": "object",
        "required": ["status"],
        "properties": { "status": { "const": "confirmation_sent" } },
    });
    let ask = Operation::write("subscribe", Scope::SubscribersWrite, summary, "NewSubscription", (202, asked));
    add("/api/v1/subscribers", "post", ask);
    let summary = pick("구독자 수", "How many subscribers there are");
    let counts = Operation::read("countSubscribers", Scope::SubscribersRead, summary, schema("SubscriberCounts"));
    add("/api/v1/subscribers/counts", "get", counts);
    paths
}
