//! Components and their groups in the document.

use domain::{component::Audience, language::Language, token::Scope};
use serde_json::{Value, json};

use super::{
    operation::{Operation, schema},
    schemas::{answer, choice, key, maybe, object, said, time},
};

/// The operations, each with its path and method.
pub fn operations(language: Language) -> Vec<(&'static str, &'static str, Operation)> {
    use Scope::{ComponentsRead, ComponentsWrite};
    let pick = |ko, en| language.pick(ko, en);
    let one = |operation: Operation| operation.of("key", None);
    let (component, group) = (|| schema("Component"), || schema("ComponentGroup"));
    let state = json!({ "type": "string", "enum": ["offered", "retired", "all"], "default": "offered" });

    let summary = pick("서비스 목록과 상태", "Components with their status");
    let list = Operation::list("listComponents", ComponentsRead, summary, "Component").asking("state", state);
    let summary = pick("서비스 추가. 묶음의 마지막에 놓음", "Add a component at the end of its group");
    let add = Operation::write("addComponent", ComponentsWrite, summary, "NewComponent", (201, component()));
    let summary = pick("서비스 하나", "One component");
    let read = Operation::read("getComponent", ComponentsRead, summary, component());
    let summary = pick("서비스 변경", "Change a component");
    let change = Operation::write("changeComponent", ComponentsWrite, summary, "ComponentChange", (200, component()));
    let summary = pick("서비스 종료. 지난 기록은 남음", "Retire a component; its past stays on record");
    let retire = Operation::act("retireComponent", ComponentsWrite, summary, component());
    let summary = pick("종료한 서비스 다시 열기", "Bring a retired component back");
    let restore = Operation::act("restoreComponent", ComponentsWrite, summary, component());

    let summary = pick("서비스 묶음 목록", "Groups of components");
    let groups = Operation::list("listComponentGroups", ComponentsRead, summary, "ComponentGroup");
    let summary = pick("묶음 추가. 페이지의 마지막에 놓음", "Add a group at the end of the page");
    let add_group =
        Operation::write("addComponentGroup", ComponentsWrite, summary, "NewComponentGroup", (201, group()));
    let summary = pick("묶음 하나", "One group");
    let read_group = Operation::read("getComponentGroup", ComponentsRead, summary, group());
    let summary = pick("묶음 변경", "Change a group");
    let done = (200, group());
    let change_group = Operation::write("changeComponentGroup", ComponentsWrite, summary, "ComponentGroupChange", done);
    vec![
        ("/api/v1/components", "get", list),
        ("/api/v1/components", "post", add),
        ("/api/v1/components/{key}", "get", one(read)),
        ("/api/v1/components/{key}", "patch", one(change)),
        ("/api/v1/components/{key}/retire", "post", one(retire)),
        ("/api/v1/components/{key}/restore", "post", one(restore)),
        ("/api/v1/component-groups", "get", groups),
        ("/api/v1/component-groups", "post", add_group),
        ("/api/v1/component-groups/{key}", "get", one(read_group)),
        ("/api/v1/component-groups/{key}", "patch", one(change_group)),
    ]
}

/// The schemas by name.
pub fn schemas(language: Language) -> Vec<(&'static str, Value)> {
    let said = |of, ko, en| said(language, of, ko, en);
    let text = || schema("Text");
    let flag = || json!({ "type": "boolean" });
    let place = || json!({ "type": "integer", "minimum": 1 });
    let percent = json!({ "type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 100, "multipleOf": 0.0001 });
    let audience = choice(Audience::ALL.iter().map(|audience| audience.name()));
    let moved = said(
        place(),
        "1부터 셉니다. 마지막보다 크면 마지막에 놓습니다.",
        "Counts from 1; beyond the last, it comes last.",
    );
    let target = said(percent.clone(), "월 가동률 목표. null이면 목표 없음", "Monthly uptime target; null for none");
    vec![
        (
            "Component",
            answer([
                ("key", key()),
                ("name", text()),
                ("description", text()),
                ("group", answer([("key", key()), ("name", text())])),
                (
                    "position",
                    said(maybe(&place()), "묶음 안의 순서. 종료했으면 null", "Place in its group; null where retired"),
                ),
                ("status", said(maybe(&choice(STATUSES)), "종료했으면 null", "null where retired")),
                ("only_if_degraded", flag()),
                ("audience", audience.clone()),
                ("uptime_from", time()),
                ("uptime_target_percent", percent),
                ("created_at", time()),
                ("retired_at", maybe(&time())),
            ]),
        ),
        (
            "NewComponent",
            object(
                &["key", "group", "name"],
                [
                    ("key", said(key(), "나중에 바꿀 수 없습니다.", "Cannot be changed later.")),
                    ("group", key()),
                    ("name", text()),
                    ("description", text()),
                    ("uptime_from", said(time(), "없으면 오늘 0시", "Where left out, the beginning of today")),
                    ("only_if_degraded", flag()),
                    ("audience", said(audience.clone(), "없으면 public", "public where left out")),
                    ("uptime_target_percent", target.clone()),
                ],
            ),
        ),
        (
            "ComponentChange",
            object(
                &[],
                [
                    ("group", said(key(), "옮기면 마지막에 놓습니다.", "In another group it comes last.")),
                    ("position", moved.clone()),
                    ("name", text()),
                    ("description", text()),
                    ("uptime_from", time()),
                    ("only_if_degraded", flag()),
                    ("audience", audience),
                    (
                        "audience_confirmed",
                        said(
                            flag(),
                            "audience를 바꾸려면 true여야 합니다. 지난 장애, 점검, 가동률도 함께 공개되거나 사라집니다.",
                            "Has to be true where audience changes: past incidents, maintenance and uptime appear or disappear with it.",
                        ),
                    ),
                    ("uptime_target_percent", target),
                ],
            ),
        ),
        (
            "ComponentGroup",
            answer([
                ("key", key()),
                ("name", text()),
                ("position", place()),
                ("components", json!({ "type": "array", "items": key() })),
            ]),
        ),
        ("NewComponentGroup", object(&["key", "name"], [("key", key()), ("name", text())])),
        ("ComponentGroupChange", object(&[], [("name", text()), ("position", moved)])),
    ]
}

/// The states of a component.
const STATUSES: [&str; 6] =
    ["operational", "under_maintenance", "unknown", "degraded_performance", "partial_outage", "major_outage"];
