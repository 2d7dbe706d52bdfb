//! Uptime by month: in the console for any months, and for everybody as files.

mod support;

use domain::role::Role;
use server::publisher::Publisher;
use support::{Site, world};

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
