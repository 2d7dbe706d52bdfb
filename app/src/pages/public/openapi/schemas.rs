//! The schemas of the document: what is sent and what is answered.

use domain::{
    impact::Severity,
    incident::IncidentStatus,
    language::Language,
    maintenance::{MaintenanceStatus, Repeat},
    subscription::Channel,
};
use serde_json::{Map, Value, json};

use super::{components, operation::schema};

/// All schemas by name.
pub fn schemas(language: Language) -> Value {
    let said = |of, ko, en| said(language, of, ko, en);
    let (text, id, word) = (schema("Text"), json!({ "type": "string", "format": "uuid" }), json!({ "type": "string" }));
    let time = time();
    let list = |of: &Value| json!({ "type": "array", "items": of });
    let whole = json!({ "type": "integer", "minimum": 0 });
    let key = key();
    let status = choice(IncidentStatus::ALL.map(IncidentStatus::name));
    let plan = choice(MaintenanceStatus::ALL.iter().map(|status| status.name()));
    let severity = choice(Severity::ALL.map(Severity::name));
    let state = choice(std::iter::once("operational").chain(Severity::ALL.map(Severity::name)));
    let from = said(
        time.clone(),
        "없으면 장애가 시작한 때, 소식이면 지금",
        "Where left out, the start of the incident; of an update, now",
    );
    let change =
        object(&["component", "state"], [("component", key.clone()), ("state", state.clone()), ("from", from)]);
    let changes =
        said(list(&change), "적지 않은 서비스는 그대로입니다.", "Components that are not named stay as they are.");
    let update = [
        ("status", status.clone()),
        ("body", text.clone()),
        ("next_update_by", said(time.clone(), "다음 소식을 약속한 때", "Until when the next update is promised")),
        ("impacts", changes),
    ];
    let all = [
        (
            "Text",
            object(
                &[],
                [("ko", said(word.clone(), "보낼 때 꼭 필요합니다.", "Needed in what is sent.")), ("en", word.clone())],
            ),
        ),
        (
            "Incident",
            answer([
                ("id", id.clone()),
                ("url", json!({ "type": "string", "format": "uri" })),
                ("title", text.clone()),
                ("status", status.clone()),
                ("started_at", time.clone()),
                ("created_at", time.clone()),
                ("updated_at", time.clone()),
                ("monitoring_at", maybe(&time)),
                ("resolved_at", maybe(&time)),
                ("next_update_by", maybe(&time)),
                ("impacts", list(&schema("Impact"))),
                ("updates", list(&schema("Update"))),
            ]),
        ),
        (
            "Impact",
            answer([
                ("id", id.clone()),
                ("component", key.clone()),
                ("state", severity),
                ("from", time.clone()),
                ("until", maybe(&time)),
            ]),
        ),
        (
            "Update",
            answer([
                ("id", id.clone()),
                ("status", status),
                ("body", text.clone()),
                ("at", time.clone()),
                ("corrects", maybe(&id)),
                ("corrected_impacts", list(&schema("CorrectedImpact"))),
            ]),
        ),
        (
            "CorrectedImpact",
            answer([
                ("component", key.clone()),
                ("from", time.clone()),
                ("until", maybe(&time)),
                ("was", state.clone()),
                ("state", state.clone()),
            ]),
        ),
        (
            "NewCorrection",
            object(
                &["reason", "impacts"],
                [
                    ("reason", text.clone()),
                    (
                        "impacts",
                        list(&object(
                            &["component", "state", "from"],
                            [
                                ("component", key.clone()),
                                ("state", state),
                                ("from", time.clone()),
                                (
                                    "until",
                                    said(
                                        time.clone(),
                                        "없으면 지금도 이어지는 영향",
                                        "Where left out, as long as the impact lasts",
                                    ),
                                ),
                            ],
                        )),
                    ),
                ],
            ),
        ),
        (
            "NewIncident",
            object(
                &["title", "body"],
                [("title", text.clone()), ("started_at", time.clone())].into_iter().chain(update.clone()),
            ),
        ),
        ("NewUpdate", object(&["status", "body"], update)),
        (
            "Maintenance",
            answer([
                ("id", id.clone()),
                ("series", id.clone()),
                ("url", json!({ "type": "string", "format": "uri" })),
                ("title", text.clone()),
                ("status", plan.clone()),
                ("start", time.clone()),
                ("end", time.clone()),
                ("components", list(&key)),
                ("created_at", time.clone()),
                ("updated_at", time.clone()),
                ("revision", whole.clone()),
                ("entries", list(&schema("MaintenanceEntry"))),
            ]),
        ),
        (
            "MaintenanceEntry",
            answer([
                ("id", id.clone()),
                ("status", plan.clone()),
                ("body", text.clone()),
                ("start", time.clone()),
                ("end", time.clone()),
                ("at", time.clone()),
            ]),
        ),
        (
            "NewMaintenance",
            object(
                &["title", "body", "start", "end", "components"],
                [
                    ("title", text.clone()),
                    ("body", text.clone()),
                    ("start", time.clone()),
                    ("end", time.clone()),
                    ("components", list(&key)),
                    ("repeat", choice(Repeat::ALL.iter().map(|repeat| repeat.name()))),
                    (
                        "rrule",
                        said(
                            word.clone(),
                            "repeat 대신 쓰는 RFC 5545 규칙. 예: FREQ=MONTHLY;BYDAY=-1SU;COUNT=6",
                            "A rule of RFC 5545 instead of repeat, as FREQ=MONTHLY;BYDAY=-1SU;COUNT=6",
                        ),
                    ),
                    (
                        "until",
                        said(
                            json!({ "type": "string", "format": "date" }),
                            "반복할 때 마지막 날짜",
                            "The last date of the repetitions",
                        ),
                    ),
                ],
            ),
        ),
        (
            "MaintenanceChange",
            object(
                &["body"],
                [
                    ("body", text.clone()),
                    ("title", text.clone()),
                    ("status", plan),
                    ("start", time.clone()),
                    ("end", time.clone()),
                    ("components", list(&key)),
                    (
                        "revision",
                        said(
                            whole.clone(),
                            "읽은 revision. 그 사이에 바뀌었으면 거절합니다.",
                            "The revision that was read; refused where it changed since.",
                        ),
                    ),
                ],
            ),
        ),
        ("Cancellation", object(&["body"], [("body", text)])),
        (
            "AlertmanagerWebhook",
            object(
                &["version", "groupKey", "alerts"],
                [
                    ("version", json!({ "const": "4" })),
                    ("groupKey", word.clone()),
                    ("truncatedAlerts", whole.clone()),
                    ("alerts", list(&sent_alert(&word, &time))),
                ],
            ),
        ),
        (
            "AlertsReceived",
            answer([
                ("incident", maybe(&id)),
                ("published", json!({ "type": "boolean" })),
                ("ignored", list(&answer([("fingerprint", word.clone()), ("reason", word.clone())]))),
            ]),
        ),
        (
            "Subscriber",
            answer([
                ("id", id),
                ("channel", choice(Channel::ALL.iter().map(|channel| channel.name()))),
                ("address", word.clone()),
                ("confirmed_at", time.clone()),
                ("ended_at", maybe(&time)),
            ]),
        ),
        (
            "SubscriberCounts",
            answer([
                ("total", whole.clone()),
                ("channels", json!({ "type": "object", "additionalProperties": whole })),
                ("topics", json!({ "type": "object", "additionalProperties": whole })),
            ]),
        ),
        (
            "NewSubscription",
            object(
                &["email"],
                [
                    ("email", json!({ "type": "string", "format": "email" })),
                    (
                        "url",
                        said(
                            json!({ "type": "string", "format": "uri" }),
                            "웹훅을 받을 주소. 없으면 메일로 보냅니다.",
                            "Where webhooks go; mails where left out.",
                        ),
                    ),
                    (
                        "topics",
                        said(
                            list(&word),
                            "all, group:키, component:키, incident:id. 없으면 all",
                            "all, group:key, component:key, incident:id; all where left out",
                        ),
                    ),
                    ("language", choice(["ko", "en"])),
                ],
            ),
        ),
        (
            "Problem",
            object(
                &["type", "title", "status"],
                [
                    ("type", word.clone()),
                    ("title", word.clone()),
                    ("status", json!({ "type": "integer" })),
                    ("detail", word.clone()),
                    ("instance", word.clone()),
                    ("reference", word.clone()),
                    ("errors", list(&answer([("field", word.clone()), ("message", word)]))),
                ],
            ),
        ),
    ];
    let all = components::schemas(language).into_iter().chain(all);
    Value::Object(all.map(|(name, of)| (name.to_owned(), of)).collect())
}

/// An alert as Alertmanager sends it, as far as it is used.
fn sent_alert(word: &Value, time: &Value) -> Value {
    object(
        &["status", "labels", "startsAt", "fingerprint"],
        [
            ("status", choice(["firing", "resolved"])),
            ("labels", json!({ "type": "object", "additionalProperties": word })),
            ("startsAt", time.clone()),
            ("endsAt", time.clone()),
            ("fingerprint", word.clone()),
        ],
    )
}

/// A field with what is to be known of it.
pub fn said(language: Language, mut of: Value, ko: &'static str, en: &'static str) -> Value {
    of["description"] = language.pick(ko, en).into();
    of
}

/// An instant.
pub fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// The key of a component or a group.
pub fn key() -> Value {
    json!({ "type": "string", "pattern": "^[a-z0-9-]{1,40}$" })
}

/// Something, or null.
pub fn maybe(of: &Value) -> Value {
    json!({ "anyOf": [of, { "type": "null" }] })
}

/// One of some words.
pub fn choice(of: impl IntoIterator<Item = &'static str>) -> Value {
    json!({ "type": "string", "enum": of.into_iter().collect::<Vec<_>>() })
}

/// An object with fields that may be left out, but for some.
pub fn object(required: &[&str], fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let fields: Map<_, _> = fields.into_iter().map(|(name, of)| (name.to_owned(), of)).collect();
    json!({ "type": "object", "required": required, "properties": fields })
}

/// An object that always has all its fields.
pub fn answer<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    let required: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    object(&required, fields)
}
