use domain::{component::ComponentChange, subscription::NoticeKind, time::Instant};
use serde_json::Value;

use super::*;
use crate::sample::{october, site, state, state_saying};

const MANAGE: &str = "https://status.example.com/subscribe/manage/token";

fn context(language: Language, now: Instant) -> PageContext {
    PageContext::public(&site(), language, routes::HOME, now)
}

/// The update of the first incident that lies so many before the newest.
fn notice(state: &PublicState, back: usize) -> Notice {
    let incident = &state.incidents[0];
    Notice {
        id: "01929000-0000-7000-8000-000000000001".parse().expect("an id"),
        kind: NoticeKind::Incident,
        subject: incident.id.0,
        entry: incident.updates[back].id,
    }
}

#[test]
fn a_letter_says_component_and_state_in_the_readers_language() {
    let now = october("16T09:12");
    let state = state(now);
    let told = Told::find(&state, &notice(&state, 0)).expect("told");
    let korean = letter(&context(Language::Ko, now), &told, MANAGE);
    assert!(korean.subject.starts_with("[하나로] "), "{}", korean.subject);
    assert!(korean.subject.contains(" 외 ") && korean.subject.ends_with(": 중단"), "{}", korean.subject);
    assert!(korean.text.contains("- 글자 메시지: 느려짐\n"), "{}", korean.text);
    assert!(korean.text.contains("그만 받기: https://status.example.com/subscribe/manage/token"), "{}", korean.text);
    let english = letter(&context(Language::En, now), &told, MANAGE);
    assert!(english.subject.starts_with("[Hanaro] "), "{}", english.subject);
    assert!(english.text.contains("https://status.example.com/en/incidents/"), "{}", english.text);
    assert!(!english.text.chars().any(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c)), "{}", english.text);
}

#[test]
fn an_earlier_update_is_told_as_it_was() {
    let now = october("21T09:00");
    let state = state(now);
    let first = state.incidents[0].updates.len() - 1;
    let said = |back| {
        let told = Told::find(&state, &notice(&state, back)).expect("told");
        letter(&context(Language::En, now), &told, MANAGE)
    };
    assert!(said(first).subject.contains("Investigating"), "{}", said(first).subject);
    assert!(said(first).subject.ends_with("Major outage"), "{}", said(first).subject);
    assert!(!said(first).text.contains("Operational"), "{}", said(first).text);
    assert!(said(0).subject.ends_with("Operational"), "{}", said(0).subject);
}

#[test]
fn a_correction_is_told_as_one() {
    let now = october("16T09:12");
    let mut state = state(now);
    state.incidents[0].updates[0].corrects = Some(state.incidents[0].updates[1].id);
    let told = Told::find(&state, &notice(&state, 0)).expect("told");
    assert!(letter(&context(Language::Ko, now), &told, MANAGE).subject.contains("바로잡음"));
}

#[test]
fn no_text_becomes_markup_in_a_mail() {
    let now = october("16T09:12");
    let state = state_saying(now, "<script>alert(1)</script> & 🔥");
    let told = Told::find(&state, &notice(&state, 0)).expect("told");
    let letter = letter(&context(Language::Ko, now), &told, MANAGE);
    assert!(letter.html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; 🔥"), "{}", letter.html);
    assert!(!letter.html.contains("<script"), "{}", letter.html);
    let slack: Value = serde_json::from_str(&slack(&context(Language::Ko, now), &told)).expect("JSON");
    assert!(slack["text"].as_str().expect("text").contains("&lt;script&gt;"), "{slack}");
}

#[test]
fn each_channel_gets_the_marks_that_it_shows() {
    let now = october("16T09:12");
    let state = state_saying(now, "**결제**가 느립니다. [안내](https://example.com/a)\n\n- 송금");
    let told = Told::find(&state, &notice(&state, 0)).expect("told");
    let context = context(Language::Ko, now);
    let letter = letter(&context, &told, MANAGE);
    let link = "<a href=\"https://example.com/a\" rel=\"nofollow noopener\">안내</a>";
    assert!(
        letter.html.contains(&format!("<strong>결제</strong>가 느립니다. {link}</p><ul dir=\"auto\"><li>송금</li>"))
    );
    let plainly = "결제가 느립니다. 안내 (https://example.com/a)\n- 송금";
    assert!(letter.text.contains(plainly), "{}", letter.text);
    let said = |body: &str| serde_json::from_str::<Value>(body).expect("JSON");
    assert!(said(&slack(&context, &told))["text"].as_str().is_some_and(|text| text.contains(plainly)));
    let shown = &said(&push(&context, &told).text)["notification"]["body"];
    assert_eq!(shown, "결제가 느립니다. 안내 (https://example.com/a) - 송금");
    let discord = said(&discord(&context, &told));
    assert!(discord["embeds"][0]["description"].as_str().is_some_and(|text| text.contains("**결제**가")));
}

#[test]
fn a_webhook_has_the_body_of_the_contract() {
    let now = october("16T09:12");
    let state = state(now);
    let told = Told::find(&state, &notice(&state, 0)).expect("told");
    let body: Value =
        serde_json::from_str(&webhook(&context(Language::En, now), &told, MANAGE).expect("a body")).expect("JSON");
    let keys: Vec<_> = body.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["incident", "meta", "page"]);
    assert_eq!(body["meta"]["unsubscribe"], MANAGE);
    assert_eq!(body["page"]["status_indicator"], "major");
    assert_eq!(body["incident"]["incident_updates"][0]["status"], body["incident"]["status"]);
    assert_eq!(body["incident"]["impact"], "critical");
}

#[test]
fn a_component_alone_has_the_body_of_the_contract() {
    let now = october("16T09:12");
    let state = state(now);
    let component = state.components().next().expect("a component").key.clone();
    let change = ComponentChange {
        id: "01929000-0000-7000-8000-000000000009".parse().expect("an id"),
        component: component.clone(),
        from: ComponentStatus::Operational,
        to: ComponentStatus::PartialOutage,
        at: now,
    };
    let body = |change: &ComponentChange| {
        component_webhook(&context(Language::En, now), &state, change, MANAGE).expect("a body")
    };
    let said: Value = serde_json::from_str(&body(&change).expect("a component")).expect("JSON");
    let keys = |of: &Value| of.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&said), ["component", "component_update", "meta", "page"]);
    assert_eq!(
        said["component_update"],
        serde_json::json!({
            "old_status": "operational",
            "new_status": "partial_outage",
            "created_at": "2022-10-16T09:12:00.000+09:00",
            "component_type": "Component",
            "id": change.id,
            "component_id": component,
        })
    );
    assert_eq!(
        (&said["component"]["status"], &said["component"]["id"]),
        (&"partial_outage".into(), &said["component_update"]["component_id"])
    );
    assert_eq!((&said["meta"]["unsubscribe"], &said["page"]["status_indicator"]), (&MANAGE.into(), &"major".into()));
    let gone = ComponentChange { component: ComponentKey::parse("gone").expect("a key"), ..change };
    assert_eq!(body(&gone), None);
}

#[test]
fn discord_gets_no_more_than_it_takes() {
    let now = october("16T09:12");
    let state = state_saying(now, &"가나다라 ".repeat(4_000));
    let told = Told::find(&state, &notice(&state, 0)).expect("told");
    let body: Value = serde_json::from_str(&discord(&context(Language::Ko, now), &told)).expect("JSON");
    let embed = &body["embeds"][0];
    let length = |name: &str| embed[name].as_str().expect("text").chars().count();
    assert!(length("title") <= 256 && length("description") <= 4_096, "{}", length("description"));
}

#[test]
fn a_notification_says_what_happened_and_fits() {
    let now = october("16T09:12");
    let state = state_saying(now, &"\"가\u{1}🔥 ".repeat(4_000));
    let first = state.incidents[0].updates.len() - 1;
    let told = |back| Told::find(&state, &notice(&state, back)).expect("told");
    let message = push(&context(Language::Ko, now), &told(first));
    let said: Value = serde_json::from_str(&message.text).expect("JSON");
    let notification = &said["notification"];
    assert_eq!(said["web_push"], 8030);
    assert_eq!(
        (&notification["lang"], &notification["tag"]),
        (&"ko".into(), &state.incidents[0].id.to_string().into())
    );
    assert!(notification["title"].as_str().expect("a title").starts_with("조사하는 중 · "), "{notification}");
    assert!(notification["body"].as_str().expect("a body").starts_with("15시 30분부터"), "{notification}");
    assert_eq!(message.subject, state.incidents[0].id.0);
    let newest = push(&context(Language::Ko, now), &told(0));
    assert!(newest.text.contains('…') && newest.text.len() <= backend::push::LONGEST_MESSAGE, "{}", newest.text);
    assert!(message.is_urgent && !newest.is_urgent, "only the first one wakes");
}

#[test]
fn what_the_record_does_not_have_is_not_told() {
    let state = state(october("16T09:12"));
    let unknown = Notice { entry: "01929000-0000-7000-8000-ffffffffffff".parse().expect("an id"), ..notice(&state, 0) };
    assert!(Told::find(&state, &unknown).is_none());
}
