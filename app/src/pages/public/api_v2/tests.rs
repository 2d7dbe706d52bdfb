use domain::language::Language;

use super::*;
use crate::sample::{october, site, state};

fn body(body: Body) -> String {
    let now = october("16T09:12");
    let context = PageContext::public(&site(), Language::En, body.path(), now);
    body.render(&context, &state(now)).expect("JSON")
}

/// The keys of the object that begins at `start`, in the order they are written.
fn keys(json: &str, start: &str) -> Vec<String> {
    let from = json.find(start).map(|at| &json[at + start.len() - 1..]).expect("the object");
    let (mut depth, mut keys, mut rest) = (0, Vec::new(), from);
    while let Some(c) = rest.chars().next() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' if depth == 1 => break,
            '}' | ']' => depth -= 1,
            '"' => {
                let end = rest[1..].find('"').expect("a closing quote") + 1;
                if depth == 1 && rest[end + 1..].starts_with(':') {
                    keys.push(rest[1..end].to_owned());
                }
                rest = &rest[end..];
            }
            _ => {}
        }
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    keys
}

#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let json = body(Body::Summary);
    assert_eq!(keys(&json, "{"), ["page", "components", "incidents", "scheduled_maintenances", "status"]);
    assert_eq!(keys(&json, "\"page\":{"), ["id", "name", "url", "time_zone", "updated_at"]);
    let component = "id,name,status,created_at,updated_at,position,description,showcase,start_date,group_id,page_id,group,\
                     only_show_if_degraded";
    let group = format!("{component},components");
    assert_eq!(keys(&json, "\"components\":[{").join(","), group);
    assert_eq!(keys(&json, ",{").join(","), component);
    assert_eq!(
        keys(&json, "\"incidents\":[{").join(","),
        "id,name,status,created_at,updated_at,monitoring_at,resolved_at,impact,shortlink,started_at,page_id,\
         incident_updates,components,reminder_intervals"
    );
    assert_eq!(
        keys(&json, "\"incident_updates\":[{").join(","),
        "id,status,body,incident_id,created_at,updated_at,display_at,affected_components,deliver_notifications,\
         custom_tweet,tweet_id"
    );
}

#[test]
fn values_have_the_shapes_of_the_contract() {
    let json: serde_json::Value = serde_json::from_str(&body(Body::Summary)).expect("JSON");
    assert_eq!(json["status"], serde_json::json!({"indicator": "major", "description": "Partial System Outage"}));
    assert_eq!(json["page"]["id"].as_str().map(str::len), Some(12));
    assert_eq!(json["page"]["updated_at"], "2022-10-16T09:10:00.000+09:00");
    assert_eq!(json["scheduled_maintenances"], serde_json::json!([]));
    assert_eq!(json["components"].as_array().map(Vec::len), Some(7 + 17));
    let incident = &json["incidents"][0];
    assert_eq!(incident["impact"], "critical");
    assert_eq!(
        incident["shortlink"].as_str().map(|link| link.starts_with("https://status.example.com/en/")),
        Some(true)
    );
    let first = incident["incident_updates"].as_array().and_then(|updates| updates.last()).expect("the first update");
    assert_eq!(first["affected_components"].as_array().map(Vec::len), Some(17));
    assert_eq!(first["affected_components"][0]["name"], "Messenger - Text messages");
    assert_eq!(first["affected_components"][0]["old_status"], "operational");
    assert_eq!(first["affected_components"][0]["new_status"], "major_outage");
}

#[test]
fn each_body_has_its_own_part() {
    for (one, top) in [
        (Body::Status, "page,status"),
        (Body::Components, "page,components"),
        (Body::Incidents, "page,incidents"),
        (Body::Unresolved, "page,incidents"),
        (Body::Maintenances, "page,scheduled_maintenances"),
        (Body::Upcoming, "page,scheduled_maintenances"),
        (Body::Active, "page,scheduled_maintenances"),
    ] {
        assert_eq!(keys(&body(one), "{").join(","), top);
    }
    let recent: serde_json::Value = serde_json::from_str(&body(Body::Incidents)).expect("JSON");
    assert_eq!(recent["incidents"].as_array().map(Vec::len), Some(3));
    let open: serde_json::Value = serde_json::from_str(&body(Body::Unresolved)).expect("JSON");
    assert_eq!(open["incidents"].as_array().map(Vec::len), Some(1));
}

#[test]
fn incidents_come_in_the_order_they_entered_the_record() {
    let now = october("16T09:12");
    let mut state = state(now);
    let mut older = state.open_incidents().next().expect("an open incident").clone();
    older.id = "01929000-0000-7000-8000-0000000003e7".parse().expect("an id");
    older.started_at = now;
    older.created_at = older.created_at.plus(-1);
    let [older_id, newer_id] = [older.id, state.incidents[0].id].map(|id| id.to_string());
    state.incidents.insert(0, older);
    for body in [Body::Summary, Body::Unresolved, Body::Incidents] {
        let context = PageContext::public(&site(), Language::En, body.path(), now);
        let json = body.render(&context, &state).expect("JSON");
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!([&json["incidents"][0]["id"], &json["incidents"][1]["id"]], [&newer_id, &older_id], "{body:?}");
    }
}
