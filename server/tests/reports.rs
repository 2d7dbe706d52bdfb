//! Uptime by month: in the console for any months, and for everybody as files.

mod support;

use axum::http::Method;
use backend::incidents::NewIncident;
use domain::{
    id::IncidentId,
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    role::Role,
    time::HOUR,
};
use server::publisher::Publisher;
use support::{Site, world};
use uuid::Uuid;

#[tokio::test]
async fn uptime_by_month_is_shown_and_downloaded_for_any_months() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    world::outage_over(&site.backend, &world::SYSTEM).await;
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    let page = auditor.get("/console/reports?from=2022-10&to=2022-12").await;
    // 40 of the 744 hours of October
    page.has(200).says("2022년 10월 – 2022년 12월").says("94.62%").says("1일 16시간").says("100.00%");
    let csv = auditor.get("/console/reports/uptime.csv?from=2022-10&to=2022-12").await;
    let lines: Vec<_> = csv.has(200).body.lines().collect();
    assert_eq!(lines.len(), 7, "{}", csv.body);
    assert!(lines[1].starts_with("2022-10,pay-qr,매장 QR 결제,2678400,144000,0,0,94.6237,"), "{}", lines[1]);
    assert!(lines[3].starts_with("2022-12,pay-qr,매장 QR 결제,32400,0,0,0,100.0000,"), "up to now: {}", lines[3]);
    assert_eq!(csv.saved_as, "attachment; filename=\"uptime-2022-10-2022-12.csv\"");
    let pdf = auditor.get("/en/console/reports/uptime.pdf?from=2022-10&to=2022-12").await;
    assert!(pdf.has(200).kind == "application/pdf" && pdf.body.starts_with("%PDF"));
    auditor.get("/en/console/reports").await.has(200).says("January 2022").says("November 2022");
    for (query, said) in [
        ("from=10월&to=2022-12", "href=\"#from\""),
        ("from=2022-12&to=2022-10", "끝 월은 시작 월보다 뒤여야 해요."),
        ("from=2010-01&to=2022-10", "60개월까지"),
    ] {
        let encoded = query.replace('월', "%EC%9B%94");
        auditor.get(&format!("/console/reports?{encoded}")).await.has(422).says(said);
        auditor.get(&format!("/console/reports/uptime.csv?{encoded}")).await.has(404);
    }
    site.browser().get("/console/reports/uptime.csv?from=2022-10&to=2022-12").await.has(303);
}

#[tokio::test]
async fn everybody_gets_the_last_twelve_months_from_the_snapshot() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    world::outage_over(&site.backend, &world::SYSTEM).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut publisher = Publisher::new(site.state.clone(), folder.path().to_owned());
    publisher.publish(Some(&site.backend)).await.expect("published");
    let mut reader = site.browser();
    reader.get("/uptime").await.says("href=\"/uptime.csv\"").says("href=\"/uptime.pdf\"");
    let csv = reader.get("/en/uptime.csv").await;
    csv.has(200).says("2022-10,pay-qr,In-store QR,2678400,144000,0,0,94.6237,").does_not_say("2022-12");
    for path in ["/uptime.pdf", "/en/uptime.pdf"] {
        let pdf = reader.get(path).await;
        assert!(pdf.has(200).kind == "application/pdf" && pdf.body.starts_with("%PDF"), "{path}");
    }
}

#[tokio::test]
async fn a_target_is_set_published_and_held_against_each_month() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    world::outage_over(&site.backend, &world::SYSTEM).await;
    let mut admin = site.staff("admin", &[Role::Administrator]).await;
    let fields = |target: &'static str| {
        [
            ("name_ko", "매장 QR 결제"),
            ("group", "pay"),
            ("uptime_from", "2022-01-01T00:00"),
            ("uptime_target", target),
            ("shown", "always"),
            ("audience", "public"),
        ]
    };
    let component = "/console/components/pay-qr";
    admin.post(component, &fields("101")).await.has(422).says("소수 넷째 자리까지").says("101");
    admin.post_and_follow(component, &fields("99.9%")).await.has(200);
    assert_eq!(admin.get(component).await.field("uptime_target"), "99.9");
    site.clock.advance(72 * HOUR);
    let now = site.clock.now();
    let update = |number, change| world::update(number, IncidentStatus::Investigating, vec![change]);
    let from = now.plus(-2 * HOUR);
    let key = world::key("pay-qr");
    let stopped = ImpactChange::Set { component: key.clone(), severity: Severity::PartialOutage, from };
    let new = NewIncident {
        id: IncidentId(Uuid::from_u128(60)),
        title: Text::new("느림", "Slow"),
        started_at: from,
        update: update(61, stopped),
    };
    site.backend.declare_incident(&world::SYSTEM, &new).await.expect("declared");
    let restored = world::update(62, IncidentStatus::Resolved, vec![ImpactChange::Restore { component: key, at: now }]);
    site.backend.update_incident(&world::SYSTEM, new.id, &restored).await.expect("resolved");

    let query = "from=2022-10&to=2022-12";
    let csv = admin.get(&format!("/console/reports/uptime.csv?{query}")).await;
    let lines: Vec<_> = csv.has(200).body.lines().collect();
    assert!(lines[1].starts_with("2022-10,pay-qr,") && lines[1].ends_with(",,,,"), "none held then: {}", lines[1]);
    // 0.1 % of 81 hours, and 0.3 of two
    assert!(lines[3].starts_with("2022-12,pay-qr,") && lines[3].ends_with(",99.9,291.6,2160.0,false"), "{}", lines[3]);
    assert!(lines[6].ends_with(",,,,"), "the other has none: {}", lines[6]);
    admin.get(&format!("/console/reports?{query}")).await.has(200).says("미달").says("99.9%").says("36분");
    let pdf = admin.get(&format!("/en/console/reports/uptime.pdf?{query}")).await;
    assert!(pdf.has(200).body.starts_with("%PDF"));
    let token = site.token("reader", "components:read").await;
    let read = admin.call(Method::GET, "/api/v1/components/pay-qr", &token, "", "").await;
    assert_eq!(read.has(200).json()["uptime_target_percent"], 99.9);
    let other = admin.call(Method::GET, "/api/v1/components/pay-online", &token, "", "").await;
    assert!(other.has(200).json()["uptime_target_percent"].is_null());

    let folder = tempfile::tempdir().expect("a folder");
    let mut publisher = Publisher::new(site.state.clone(), folder.path().to_owned());
    publisher.publish(Some(&site.backend)).await.expect("published");
    site.browser().get("/uptime").await.says("월 가동률 목표 99.9%");
    let december = site.browser().get("/uptime/2022-12").await;
    december.has(200).says("월 가동률 목표 99.9% · 허용 시간 4분 · 사용 시간 36분").does_not_say("미달");
    site.browser().get("/en/uptime.csv").await.says(",99.9,");
    site.clock.advance(28 * 24 * HOUR);
    publisher.publish(Some(&site.backend)).await.expect("published");
    // 44 minutes of a whole month
    site.browser().get("/uptime/2022-12").await.says("허용 시간 44분 · 사용 시간 36분").says("달성");
}

#[tokio::test]
async fn everybody_gets_any_month_of_the_record_from_the_snapshot() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let incident = world::outage_over(&site.backend, &world::SYSTEM).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut publisher = Publisher::new(site.state.clone(), folder.path().to_owned());
    publisher.publish(Some(&site.backend)).await.expect("published");
    let mut reader = site.browser();
    for (prefix, heading, named) in
        [("", "2022년 10월 가동률", "중단"), ("/en", "Uptime in October 2022", "Major outage")]
    {
        let october = reader.get(&format!("{prefix}/uptime/2022-10")).await;
        october.has(200).says(heading).says("94.62%").says("100.00%").says(named);
        october.says(&format!("href=\"{prefix}/incidents/{incident}\""));
        october.says(&format!("href=\"{prefix}/uptime/2022-09\" rel=\"prev\""));
        october.says(&format!("href=\"{prefix}/uptime/2022-11\" rel=\"next\""));
        let quiet = reader.get(&format!("{prefix}/uptime/2022-11")).await;
        quiet.has(200).says("100.00%").does_not_say(&format!("/incidents/{incident}"));
        let whole = reader.get(&format!("{prefix}/uptime")).await;
        for month in ["2021-10", "2022-10", "2022-12"] {
            whole.says(&format!("href=\"{prefix}/uptime/{month}\""));
        }
        let first = reader.get(&format!("{prefix}/uptime/2021-10")).await;
        first.has(200).does_not_say("rel=\"prev\"");
        reader.get(&format!("{prefix}/uptime/2022-12")).await.has(200).does_not_say("rel=\"next\"");
        for outside in ["2021-09", "2023-01", "2022-13", "2022-1"] {
            reader.get(&format!("{prefix}/uptime/{outside}")).await.has(404);
        }
    }
    let (over, current) = (reader.get("/uptime/2022-10").await.body, reader.get("/uptime/2022-12").await.body);
    site.clock.advance(HOUR);
    publisher.publish(Some(&site.backend)).await.expect("published");
    assert_eq!(reader.get("/uptime/2022-10").await.body, over, "a month that is over stands still");
    assert_ne!(reader.get("/uptime/2022-12").await.body, current);
}
