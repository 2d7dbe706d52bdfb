//! A past severity that staff correct in the console, over HTTP: from the form to the status page, the figures and the
//! compensation that was computed before.

mod support;

use axum::http::Method;
use domain::{claim::State, id::ProgrammeId, role::Role, time::MINUTE};
use serde_json::{Value, json};
use server::publisher::Publisher;
use support::{Browser, Page, Site, world};

/// Renders the public bytes; done by hand, since no worker runs here.
async fn publish(site: &Site) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut publisher = Publisher::new(site.state.clone(), folder.path().to_owned());
    publisher.publish(Some(&site.backend)).await.expect("published");
}

fn path() -> String {
    format!("/console/incidents/{}/impacts", world::outage().id)
}

/// Sends the form with other values for some of its fields.
async fn send(browser: &mut Browser, form: &Page, others: &[(&str, &str)]) -> Page {
    let (correction, seen) = (form.field("correction"), form.field("seen"));
    let mut fields = vec![
        ("correction", correction.as_str()),
        ("seen", seen.as_str()),
        ("component", "pay-qr"),
        ("from", "2022-10-15T15:30"),
        ("until", "2022-10-17T07:30"),
        ("state", "degraded"),
        ("reason_ko", "기록을 보니 느려졌을 뿐이었습니다."),
        ("reason_en", "The logs show that it was merely slow."),
        ("step", "check"),
    ];
    for (name, value) in others {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    browser.post(&path(), &fields).await
}

#[tokio::test]
async fn the_form_says_what_is_wrong_keeps_what_was_typed_and_asks_before_it_publishes() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let incident = world::outage_over(&site.backend, &world::SYSTEM).await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get(&format!("/console/incidents/{incident}")).await.says(&path());
    let form = publisher.get(&format!("{}?component=pay-qr", path())).await;
    form.has(200).says("영향 기록 바로잡기").says("10월 15일 15:30").says("KST").says("매장 QR 결제");
    for (wrong, said, anchor) in [
        (("from", "어제"), "날짜와 시각을 다시 확인해 주세요", "#from"),
        (("from", "2022-10-15T15:29"), "장애가 있던 시간 안에서만", "#from"),
        (("until", "2022-10-15T15:00"), "끝 시각은 시작 시각보다 늦어야", "#until"),
        (("until", ""), "지금 이어지고 있는 영향이 없어요", "#until"),
        (("state", "major_outage"), "기록이 이미 그렇게 되어 있어요", "#state"),
        (("state", ""), "상태를 골라 주세요", "#state"),
        (("component", ""), "서비스를 골라 주세요", "#component"),
        (("component", "maps"), "없는 서비스예요", "#component"),
        (("reason_ko", " "), "내용을 한국어로 입력해 주세요", "#reason_ko"),
    ] {
        let page = send(&mut publisher, &form, &[wrong]).await;
        page.has(422).says(said).says(&format!("href=\"{anchor}\"")).says("The logs show that it was merely slow.");
        let again = send(&mut publisher, &form, &[wrong, ("step", "publish")]).await;
        again.has(422).says(said);
    }
    let question = send(&mut publisher, &form, &[]).await;
    question.has(200).says("이렇게 바로잡을까요?").says("매장 QR 결제, 10월 15일 15:30");
    question.says("‘중단’에서 ‘느려짐’으로").says("이 장애로 계산한 보상은 없습니다").says("느려졌을 뿐이었습니다");
    let edited = send(&mut publisher, &form, &[("step", "edit")]).await;
    edited.has(200).says("value=\"2022-10-17T07:30\"").says("느려졌을 뿐이었습니다");
    assert_eq!(edited.field("correction"), form.field("correction"));

    // somebody else was faster: what the person saw is not on record any more
    let mut other = site.staff("pub2", &[Role::Publisher]).await;
    let theirs = other.get(&path()).await;
    send(&mut other, &theirs, &[("until", "2022-10-16T15:30"), ("step", "publish")]).await.has(303);
    let late = send(&mut publisher, &form, &[("step", "publish")]).await;
    late.has(422).says("영향 기록이 바뀌었어요").says("value=\"2022-10-17T07:30\"");
    send(&mut publisher, &late, &[("step", "publish")]).await.has(303);
    send(&mut publisher, &late, &[("step", "publish")]).await.has(303);
    let page = publisher.get(&format!("/en/console/incidents/{incident}")).await;
    page.says("· Correction").says("The logs show that it was merely slow.").says("to Degraded");
    assert_eq!(site.backend.incident(incident).await.expect("read").expect("there").updates.len(), 4);

    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    reviewer.get(&path()).await.has(403);
    reviewer.get(&format!("/console/incidents/{incident}")).await.has(200).does_not_say(&path());
    send(&mut reviewer, &form, &[("step", "publish")]).await.has(403);
    site.browser().get(&path()).await.has(303);
}

#[tokio::test]
async fn pages_figures_and_feeds_follow_the_corrected_record() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let incident = world::outage_over(&site.backend, &world::SYSTEM).await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let csv = "/console/reports/uptime.csv?from=2022-10&to=2022-12";
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get(csv).await.says("2022-10,pay-qr,매장 QR 결제,2678400,144000,0,0,94.6237,");
    let form = publisher.get(&path()).await;
    // ten of the forty hours
    let partly = [("until", "2022-10-16T01:30"), ("state", "partial_outage"), ("step", "publish")];
    send(&mut publisher, &form, &partly).await.has(303);
    auditor.get(csv).await.says("2022-10,pay-qr,매장 QR 결제,2678400,108000,36000,0,95.5646,");

    publish(&site).await;
    let mut reader = site.browser();
    let page = reader.get(&format!("/incidents/{incident}")).await;
    page.has(200)
        .says("<b>바로잡음</b>")
        .says("느려졌을 뿐이었습니다.")
        .says("‘중단’에서 ‘일부 중단’으로")
        .says("10시간");
    reader.get(&format!("/en/incidents/{incident}")).await.says("corrected from Major outage to Partial outage.");
    for path in ["/history.atom", "/api/v2/incidents.json", "/feed.json"] {
        reader.get(path).await.says("(바로잡음) 기록을 보니 느려졌을 뿐이었습니다.").says("확인하고 있습니다.");
    }
    let record = auditor.get(&format!("/console/incidents/{incident}/record.csv")).await;
    record.says(",correction,").says("partial_outage 2022-10-15T15:30:00.000+09:00/2022-10-16T01:30:00.000+09:00");
}

#[tokio::test]
async fn a_program_corrects_what_it_declared_once_under_its_key() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let token = site.token("배포", "incidents:read,incidents:write").await;
    let mut program = site.browser();
    let declaration = json!({
        "title": { "ko": "결제 지연" },
        "started_at": "2022-12-01T06:00:00+09:00",
        "body": { "ko": "확인하고 있습니다." },
        "impacts": [{ "component": "pay-qr", "state": "major_outage" }],
    });
    let declared = program.call(Method::POST, "/api/v1/incidents", &token, "a", &declaration.to_string()).await;
    let at = format!("/api/v1/incidents/{}", declared.has(201).json()["id"].as_str().expect("an id"));
    let at = at.as_str();
    site.clock.advance(MINUTE);
    let body = |state: &str, until: Value| {
        json!({
            "reason": { "ko": "일부만 멈췄습니다." },
            "impacts": [{
                "component": "pay-qr", "state": state, "from": "2022-12-01T07:00:00+09:00", "until": until,
            }],
        })
        .to_string()
    };
    let right = body("partial_outage", json!("2022-12-01T08:00:00+09:00"));
    let to = format!("{at}/corrections");
    let first = program.call(Method::POST, &to, &token, "b", &right).await;
    let second = program.call(Method::POST, &to, &token, "b", &right).await;
    assert_eq!((first.has(201).json(), second.status), (second.json(), first.status));
    let update = &first.json()["updates"][0];
    let said = json!([{
        "component": "pay-qr",
        "from": "2022-12-01T07:00:00.000+09:00",
        "until": "2022-12-01T08:00:00.000+09:00",
        "was": "major_outage",
        "state": "partial_outage",
    }]);
    assert_eq!(update["corrected_impacts"], said);
    assert_eq!(first.json()["impacts"].as_array().map(Vec::len), Some(3));
    for (wrong, field) in [
        (body("partial_outage", json!("2022-12-01T08:00:00+09:00")), "impacts[0].state"),
        (body("operational", Value::Null), "impacts[0].until"),
        (body("degraded", json!("2022-12-02T08:00:00+09:00")), "impacts[0].from"),
        (body("gone", Value::Null), "impacts[0].state"),
    ] {
        let answer = program.call(Method::POST, &to, &token, "c", &wrong).await;
        assert_eq!(answer.kind, "application/problem+json");
        answer.has(422).says(&format!("\"field\":\"{field}\""));
    }
    let silent = json!({ "reason": { "en": "x" }, "impacts": [] }).to_string();
    program.call(Method::POST, &to, &token, "c", &silent).await.has(422).says("reason.ko").says("\"impacts\"");
    let reader = site.token("읽기", "incidents:read").await;
    program.call(Method::POST, &to, &reader, "d", &right).await.has(403);
    let elsewhere = format!("/api/v1/incidents/{}/corrections", uuid::Uuid::from_u128(77));
    program.call(Method::POST, &elsewhere, &token, "e", &right).await.has(404);
}

#[tokio::test]
async fn a_severity_lowered_in_the_console_leads_to_a_decrease_that_waits_for_a_person() {
    let site = Site::start().await;
    let programme = world::programme_to_run(&site.backend).await;
    let mut approver = site.staff("app", &[Role::Approver]).await;
    run(&site, &mut approver, programme).await;
    let claimant = world::claimant(&site.backend, "bom@example.com").await;
    let claim = async || {
        let cases = site.backend.claimant_cases(&claimant).await.expect("cases");
        cases.into_iter().next().and_then(|case| case.claim).expect("a claim")
    };
    let before = claim().await;
    let offered = before.claim.offer.expect("an offer").format();

    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let form = publisher.get(&path()).await;
    let question = send(&mut publisher, &form, &[]).await;
    question
        .has(200)
        .says("10월 15일 중단 보상 · 계산한 계정 50개")
        .says("줄어든 금액은 담당자가 결정할 때까지 그대로");
    let sent = send(&mut publisher, &form, &[("step", "publish")]).await;
    let after = publisher.get(&sent.has(303).location).await;
    after.says("이 장애의 보상 프로그램에서 다시 계산해 주세요").says("· 바로잡음");
    assert_eq!(claim().await, before, "the record alone changes no offer");

    run(&site, &mut approver, programme).await;
    let list = format!("/console/programmes/{programme}/adjustments");
    let page = approver.get(&list).await;
    page.has(200).says("줄어듦 40건 모두 결정하기");
    assert_eq!(claim().await.claim, before.claim, "less waits for a person");
    let cases = site.backend.staff_case(&world::SYSTEM, before.id).await.expect("a case");
    let waiting = cases.adjustments.last().expect("one waits");
    let one = format!("{list}/{}", waiting.id);
    approver.get(&one).await.has(200).says(&offered).says("달라진 항목");
    let decided = [("verdict", "apply"), ("reason", "장애 정도를 바로잡았습니다.")];
    approver.post_and_follow(&one, &decided).await.says("금액을 바꾸고 청구인에게 알렸습니다");
    let lower = claim().await.claim;
    assert_eq!((lower.state, lower.offer), (State::Offered, waiting.to));
    let mails: Vec<(String,)> = backend::on!(site.backend.db, c => sqlx::query_as(
        "select payload from outbox where dedup_key = $1").bind(format!("adjustment-{}", waiting.id)).fetch_all(c))
    .expect("mails");
    assert!(mails[0].0.contains(&offered) && mails[0].0.contains("장애 정도를 바로잡았습니다."), "{mails:?}");
}

async fn run(site: &Site, approver: &mut Browser, programme: ProgrammeId) {
    site.clock.advance(MINUTE);
    approver.post(&format!("/console/programmes/{programme}/runs"), &[]).await.has(303);
    world::work(&site.backend).await;
}
