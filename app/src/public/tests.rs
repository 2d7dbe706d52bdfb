use std::io::Write;

use domain::time::{HOUR, MINUTE};

use super::*;
use crate::{
    prose::{Prose, plain},
    sample::{october, site, state, state_saying},
};

const DURING: &str = "16T09:12";
const HOSTILE: &str = "<script>alert(1)</script> ]]> \"' & \u{202e}txet\u{202c} 🔥";

fn rendered(state: &PublicState, now: Instant) -> Vec<PublicPage> {
    render_all(&site(), state, now).expect("pages")
}

fn find<'a>(pages: &'a [PublicPage], path: &str) -> &'a str {
    pages.iter().find(|page| page.path == path).map(|page| page.body.as_str()).expect("the page")
}

#[test]
fn the_status_page_fits_into_the_first_window() {
    let pages = rendered(&state(october(DURING)), october(DURING));
    for path in ["/", "/en"] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(find(&pages, path).as_bytes()).expect("bytes");
        let size = gzip.finish().expect("bytes").len();
        println!("{path}: {size} bytes of gzip");
        assert!(size <= 14 * 1024, "{path}: {size}");
    }
}

#[test]
fn no_text_becomes_markup() {
    let now = october(DURING);
    let pages = rendered(&state_saying(now, HOSTILE), now);
    for page in pages.iter().filter(|page| page.csp.is_some()) {
        assert!(!page.body.contains("<script>alert"), "{}", page.path);
        let scripts: Vec<_> = page.body.match_indices("<script>").map(|(at, _)| &page.body[at + 8..]).collect();
        assert_eq!(scripts.len(), page.body.matches("<script").count(), "{}", page.path);
        if page.path.contains("/subscribe") {
            // what was typed into a form must stay when something is published
            assert!(scripts.iter().all(|script| script.starts_with(subscribe::PUSH_JS.as_str())), "{}", page.path);
            assert_eq!(scripts.len(), usize::from(!page.path.ends_with("/webhook")), "{}", page.path);
        } else {
            assert_eq!(scripts.len(), 1, "{}", page.path);
        }
    }
    for path in ["/history.atom", "/history.rss"] {
        let feed = find(&pages, path);
        assert!(feed.contains("&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt;"), "{path}");
        assert!(feed.contains('🔥') && !feed.contains("<script"), "{path}");
    }
    let body: serde_json::Value = serde_json::from_str(find(&pages, "/api/v2/summary.json")).expect("JSON");
    assert_eq!(body["incidents"][0]["name"], HOSTILE);
}

/// The longest text there may be, of all that breaks things.
fn longest() -> String {
    let more = " **a** `b` [c](javascript:d) <!-- ]]> \u{2067}שלום\u{2069} مرحبا 👩‍👩‍👧 가나다\\n;,: \u{7}\n\n";
    HOSTILE.chars().chain(more.chars().cycle()).take(10_000).collect()
}

#[test]
fn a_text_of_any_kind_is_whole_wherever_it_is_told() {
    let (text, mut state) = (longest(), under_maintenance(&longest()));
    let now = october("21T09:00");
    state.incidents = state_saying(now, &text).incidents;
    let id = state.incidents[0].id;
    let pages = rendered(&state, now);
    let Prose { first, rest } = Prose::markdown(&text);
    assert!(first.contains("&lt;script&gt;alert(1)") && rest.contains("👩‍👩‍👧") && rest.contains("<strong>a</strong>"));

    for path in [format!("/incidents/{id}"), "/maintenance/01929000-0000-7000-8000-000000000384".to_owned()] {
        for path in [path.clone(), format!("/en{path}")] {
            let page = find(&pages, &path);
            assert!(page.contains(&first) && page.contains(&rest), "{path}");
            assert!(!page.contains("\"javascript:") && !page.contains("<!-- ]]"), "{path}");
        }
    }
    for (path, name) in
        [("/history.atom", "content"), ("/en/history.rss", "description"), ("/en/history.atom", "content")]
    {
        let feed = roxmltree::Document::parse(find(&pages, path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let named = feed.descendants().filter(|node| node.tag_name().name() == name);
        let told = named.filter_map(|node| node.text()).filter(|html| html.contains(&first));
        assert_eq!(told.filter(|html| html.contains(&rest)).count(), 3, "{path}");
    }
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(find(&pages, path)).expect("JSON") };
    let incidents = json("/api/v2/incidents.json");
    assert_eq!(
        (&incidents["incidents"][0]["name"], &incidents["incidents"][0]["incident_updates"][0]["body"]),
        (&text.as_str().into(), &text.as_str().into())
    );
    let planned = json("/en/api/v2/scheduled-maintenances/active.json");
    assert_eq!(planned["scheduled_maintenances"][0]["incident_updates"][0]["body"], text);
    assert_eq!(json(&format!("/incidents/{id}.json"))["name"], text);
    let item = &json("/feed.json")["items"][0];
    assert_eq!(item["title"], text);
    assert!(item["content_html"].as_str().is_some_and(|html| html.contains(&first)));
    let entry = &json("/history.json")["months"][0]["incidents"];
    let messages: Vec<_> = entry.as_array().expect("entries").iter().map(|entry| entry["message"].clone()).collect();
    assert!(messages.contains(&format!("{first}{rest}").into()));

    let calendar = find(&pages, "/maintenance.ics");
    assert!(
        calendar.ends_with("\r\n")
            && calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n']))
    );
    let unfolded = calendar.replace("\r\n ", "");
    let value = |name: &str| {
        let mut lines = unfolded.split("\r\n").filter_map(|line| line.strip_prefix(name));
        let (mut value, mut escaped) = (String::new(), lines.next().expect("the property").chars());
        while let Some(c) = escaped.next() {
            value.push(match c {
                '\\' => escaped.next().map(|c| if c == 'n' { '\n' } else { c }).expect("something escaped"),
                c => c,
            });
        }
        value
    };
    let shown = |text: &str| text.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>();
    assert_eq!(value("DESCRIPTION:"), shown(&plain(&text)));
    assert_eq!(value("SUMMARY:"), shown(&text));
    assert!(plain(&text).contains("<script>alert(1)</script> ]]>") && plain(&text).contains("a b c"));
}

#[test]
fn feeds_say_what_happened_in_the_words_of_the_contract() {
    let now = october("16T01:40");
    let pages = rendered(&state(now), now);
    let feed = find(&pages, "/en/history.atom");
    for said in [
        "<title>Hanaro Status - Incident History</title>",
        "&lt;p&gt;&lt;small&gt;Oct &lt;var data-var='date'&gt;16&lt;/var&gt;, &lt;var data-var='time'&gt;01:35&lt;/var&gt; \
         KST&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Update&lt;/strong&gt; - Text messages work on mobile.",
        "&lt;strong&gt;Identified&lt;/strong&gt; - A fire",
        "&lt;strong&gt;Investigating&lt;/strong&gt; - Since 15:30",
    ] {
        assert!(feed.contains(said), "{said} in {feed}");
    }
    let korean = find(&pages, "/history.atom");
    assert!(korean.contains("<title>하나로 서비스 상태 - 장애 이력</title>"));
    assert!(korean.contains("10월 &lt;var data-var='date'&gt;16&lt;/var&gt;일"));
    let planned = rendered(&under_maintenance("교체"), october("14T12:00"));
    assert!(find(&planned, "/en/history.rss").contains("&lt;strong&gt;In progress&lt;/strong&gt; - 교체"));
}

#[test]
fn programs_and_other_sites_have_bodies_of_their_own() {
    let now = october("21T09:00");
    let pages = rendered(&state(now), now);
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(find(&pages, path)).expect("JSON") };
    let feed = json("/en/feed.json");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    let history = json("/en/history.json");
    let months: Vec<_> = history["months"].as_array().expect("months").iter().map(|m| m["name"].clone()).collect();
    assert_eq!(months, ["October", "September", "August"]);
    let entry = &history["months"][0]["incidents"][0];
    assert_eq!(entry["impact"], "critical");
    assert!(
        entry["timestamp"].as_str().is_some_and(|t| t.starts_with("Oct <var data-var='date'>15</var>,")),
        "{entry}"
    );
    let code = entry["code"].as_str().expect("a code");
    assert_eq!(json(&format!("/en/incidents/{code}.json"))["id"], code);
    assert_eq!(feed["items"][0]["url"], format!("{}/en/incidents/{code}", site().url));
    assert!(find(&pages, "/badge.svg").contains("<title>하나로: 정상</title>"));
    assert!(find(&pages, "/en/components/pay-qr.svg").contains("Operational"));
    assert!(find(&pages, "/embed.js").contains("\"none\":\"모든 서비스가 정상이에요\""));
    let hostile = rendered(&state_saying(now, HOSTILE), now);
    let entry: serde_json::Value = serde_json::from_str(find(&hostile, "/history.json")).expect("JSON");
    assert!(!entry["months"][0]["incidents"][0]["message"].as_str().is_some_and(|m| m.contains("<script")), "{entry}");
}

#[test]
fn a_feed_without_news_stands_still() {
    let quiet = |now| {
        let mut state = state(now);
        state.incidents.clear();
        rendered(&state, now)
    };
    let (early, late) = (quiet(october("14T12:00")), quiet(october("14T13:00")));
    for path in ["/history.atom", "/history.rss"] {
        assert_eq!(find(&early, path), find(&late, path));
    }
}

#[test]
fn pages_carry_no_style_attribute_and_no_handler() {
    let now = october(DURING);
    for page in rendered(&state(now), now).iter().filter(|page| page.csp.is_some()) {
        for forbidden in [" style=", " onclick=", "javascript:", "<!>"] {
            assert!(!page.body.contains(forbidden), "{} in {}", forbidden, page.path);
        }
    }
}

#[test]
fn a_stale_state_never_reads_as_operational() {
    let mut quiet = state(october("14T12:00"));
    quiet.incidents.clear();
    let fresh = rendered(&quiet, quiet.at.plus(MINUTE));
    assert!(find(&fresh, "/").contains("모든 서비스가 정상입니다"));
    let stale = rendered(&quiet, quiet.at.plus(HOUR));
    assert!(!find(&stale, "/").contains("모든 서비스가 정상입니다"));
    assert!(find(&stale, "/").contains("class=\"wrap stale\""));
    assert!(find(&stale, "/api/v2/status.json").contains("\"indicator\":\"minor\""));
}

#[test]
fn the_heartbeat_tells_age_and_change_apart() {
    let now = october(DURING);
    let heard = |state: &PublicState| -> (i64, String) {
        let body: serde_json::Value =
            serde_json::from_str(find(&rendered(state, now), "/heartbeat.json")).expect("JSON");
        (body["at"].as_i64().expect("an instant"), body["state"].as_str().expect("a digest").to_owned())
    };
    let first = heard(&state(now));
    let later = heard(&PublicState { at: now.plus(MINUTE), ..state(now) });
    assert_eq!((later.0 - first.0, &later.1), (60_000, &first.1));
    assert_ne!(heard(&state_saying(now, "news")).1, first.1);
}

#[test]
fn without_script_a_page_says_what_an_old_time_means() {
    let now = october(DURING);
    let pages = rendered(&state(now), now);
    for page in pages.iter().filter(|page| page.body.contains("<span data-age=")) {
        assert!(page.body.contains("<noscript>"), "{}", page.path);
    }
}

#[test]
fn an_outage_is_said_first_and_leads_to_compensation() {
    let during = october(DURING);
    let pages = rendered(&state(during), during);
    let page = find(&pages, "/");
    assert!(page.contains("사진과 파일, 비즈 채널 외 8개 서비스가 중단됐습니다"));
    assert!(!page.contains("내 보상 확인하기"), "no programme is open yet");
    let after = october("21T09:00");
    let pages = rendered(&state(after), after);
    assert!(find(&pages, "/").contains("모든 서비스가 정상입니다"));
    assert!(find(&pages, "/").contains("내 보상 확인하기"));
}

#[test]
fn a_state_from_the_future_renders() {
    let now = october(DURING);
    let pages = rendered(&state(now), now.plus(-HOUR));
    assert!(find(&pages, "/").contains("<h1>"));
    let far = Instant::parse_rfc3339("2100-01-01T00:00:00Z").expect("a time");
    rendered(&PublicState::empty(far), Instant(0));
}

#[test]
fn every_link_of_the_public_pages_leads_somewhere() {
    let after = october("21T09:00");
    let pages = rendered(&state(after), after);
    let papers = papers(&site(), &state(after), after, &[]).expect("papers");
    assert_eq!(papers, super::papers(&site(), &state(after), after, &papers).expect("the same"));
    let is_paper = |path: &str| papers.iter().any(|paper| paper.path == path);
    let known =
        |path: &str| pages.iter().any(|page| page.path == path) || is_paper(path) || path.contains("/claims/new");
    for page in &pages {
        for link in page.body.split(" href=\"/").skip(1).filter_map(|rest| rest.split('"').next()) {
            let path = format!("/{}", link.split('#').next().unwrap_or_default());
            assert!(known(&path), "{path} on {}", page.path);
        }
    }
}

/// A state with a maintenance in progress and one that was called off.
fn under_maintenance(text: &str) -> PublicState {
    use domain::{
        component::ComponentKey,
        language::Text,
        maintenance::{Maintenance, MaintenanceEntry, MaintenanceStatus as Status},
        time::Window,
    };
    let now = october("14T12:00");
    let mut state = state(now);
    let entry = |number: u32, status, at| MaintenanceEntry {
        id: format!("01929000-0000-7000-8000-{number:012x}").parse().expect("an id"),
        status,
        body: Text::new(text, text),
        window: Window::try_new(now.plus(-HOUR), now.plus(HOUR)).expect("a window"),
        at,
    };
    let maintenance = |number: u32, status| {
        let id = format!("01929000-0000-7000-8000-{number:012x}").parse().expect("an id");
        let entries = vec![entry(number + 1, status, now), entry(number + 2, Status::Scheduled, now.plus(-2 * HOUR))];
        Maintenance {
            id,
            series: id,
            title: Text::new(text, text),
            status,
            components: vec![ComponentKey::parse("portal-mail").expect("a key")],
            window: entries[0].window,
            created_at: now.plus(-2 * HOUR),
            entries,
        }
    };
    state.maintenances = vec![maintenance(900, Status::InProgress), maintenance(910, Status::Cancelled)];
    state
}

#[test]
fn maintenance_is_on_page_api_and_calendar() {
    let state = under_maintenance(HOSTILE);
    let pages = rendered(&state, state.at);
    assert!(find(&pages, "/").contains("메일이 점검 중입니다"));
    assert!(!find(&pages, "/").contains("<script>alert"));
    let path = "/maintenance/01929000-0000-7000-8000-000000000384";
    assert!(find(&pages, path).contains("점검하는 중"));
    assert!(find(&pages, "/maintenance").contains("취소됨"));
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(find(&pages, path)).expect("JSON") };
    let summary = json("/api/v2/summary.json");
    assert_eq!(summary["status"]["indicator"], "maintenance");
    let said = &summary["scheduled_maintenances"][0];
    assert_eq!((&said["status"], &said["impact"]), (&"in_progress".into(), &"maintenance".into()));
    assert_eq!(said["scheduled_until"], "2022-10-14T13:00:00.000+09:00");
    assert_eq!(said["components"][0]["status"], "under_maintenance");
    assert_eq!(said["incident_updates"][0]["affected_components"][0]["old_status"], "operational");
    assert!(
        find(&pages, "/api/v2/scheduled-maintenances.json")
            .contains("\"scheduled_for\":\"2022-10-14T11:00:00.000+09:00\",\"scheduled_until\"")
    );
    let count = |path: &str| json(path)["scheduled_maintenances"].as_array().map(Vec::len);
    assert_eq!(count("/api/v2/scheduled-maintenances.json"), Some(1), "the contract has no word for a cancelled one");
    assert_eq!(count("/api/v2/scheduled-maintenances/active.json"), Some(1));
    assert_eq!(count("/api/v2/scheduled-maintenances/upcoming.json"), Some(0));
    let calendar = find(&pages, "/maintenance.ics");
    for line in ["STATUS:CANCELLED", "STATUS:CONFIRMED", "SEQUENCE:1", "DTSTART:20221014T020000Z", "METHOD:PUBLISH"] {
        assert!(calendar.contains(&format!("\r\n{line}\r\n")), "{line}");
    }
    assert!(calendar.contains("UID:01929000-0000-7000-8000-000000000384@status.example.com"));
}
