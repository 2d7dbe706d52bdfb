//! The staff console over HTTP, through the whole router.

mod support;

use domain::{
    claim::{Action, State},
    emergency::EmergencyUpdate,
    id::ProgrammeId,
    incident::IncidentStatus,
    role::Role,
    time::{MINUTE, SECOND},
};
use support::{Browser, PASSWORD, Site, world};

/// The fields of a declaration, with the ids of the form it was typed into.
async fn declaration(browser: &mut Browser) -> Vec<(String, String)> {
    let form = browser.get("/console/incidents/new").await;
    form.has(200).says("매장 QR 결제").says("시작 시각 (KST)");
    let typed = [
        ("title_ko", "매장 QR 결제가 되지 않습니다"),
        ("status", "investigating"),
        ("body_ko", "원인을 찾고 있습니다."),
        ("started_at", "2022-12-01T08:30"),
        ("impact-pay-qr", "major_outage"),
        ("impact-pay-online", "degraded"),
        ("impact-pay-online-at", "2022-12-01T08:45"),
    ];
    let ids = ["id", "update"].map(|name| (name.to_owned(), form.field(name)));
    typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().chain(ids).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn strangers_are_asked_to_sign_in_and_come_back_to_what_they_wanted() {
    let site = Site::start().await;
    site.staff("kim", &[Role::Reviewer]).await;
    let mut browser = site.browser();
    let answer = browser.get("/en/console/claims?state=submitted").await;
    answer.has(303);
    assert_eq!(answer.location, "/en/console/sign-in?next=/console/claims%3Fstate%3Dsubmitted");
    let form = browser.get(&answer.location).await;
    let next = form.has(200).says("Sign in to the console").does_not_say("<!></title>").field("next");

    let fields = [("email", "kim@example.com"), ("password", "wrong"), ("next", next.as_str())];
    let wrong = browser.post("/en/console/sign-in", &fields).await;
    wrong
        .has(422)
        .says("kim@example.com")
        .says("The e-mail address or the password is not right")
        .does_not_say("value=\"wrong\"");
    let fields = [("email", "kim@example.com"), ("password", PASSWORD), ("next", next.as_str())];
    let answer = browser.post("/en/console/sign-in", &fields).await;
    assert_eq!(answer.location, "/en/console/claims?state=submitted");
    browser.get(&answer.location).await.has(200).says("No claims here");

    let away = [("email", "kim@example.com"), ("password", PASSWORD), ("next", "//evil.example")];
    assert_eq!(browser.post("/console/sign-in", &away).await.location, "/console");
    assert_eq!(browser.post("/sign-out", &[]).await.location, "/console/sign-in");
    browser.get("/console").await.has(303);
}

#[tokio::test]
async fn a_password_cannot_be_tried_without_end() {
    let site = Site::start().await;
    let mut browser = site.browser();
    let mut last = 422;
    for _ in 0..9 {
        last = browser.post("/console/sign-in", &[("email", "a@example.com"), ("password", "x")]).await.status.as_u16();
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn everyone_sees_only_the_places_they_may_go_to() {
    let site = Site::start().await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let desk = publisher.get("/console").await;
    desk.has(200).says("오늘 할 일").says("href=\"/console/incidents\"").does_not_say("href=\"/console/claims\"");
    for path in
        ["/console/claims", "/console/people", "/console/audit", "/console/deliveries", "/console/programmes/new"]
    {
        publisher.get(path).await.has(403);
    }
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    reviewer.get("/console/incidents").await.has(200).does_not_say("장애 공지하기");
    reviewer.get("/console/incidents/new").await.has(403);
    reviewer
        .post("/console/incidents/new", &[("started_at", "2022-12-01T08:30"), ("status", "investigating")])
        .await
        .has(403);
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    for path in [
        "/console",
        "/console/incidents",
        "/console/programmes",
        "/console/claims",
        "/console/people",
        "/console/audit",
    ] {
        let page = auditor.get(path).await;
        page.has(200).does_not_say("style=\"").does_not_say("onclick");
        auditor.get(&format!("/en{path}")).await.has(200);
    }
}

#[tokio::test]
async fn an_incident_is_declared_once_and_updated() {
    let site = Site::start().await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    world::components(&site.backend).await;
    let fields = declaration(&mut publisher).await;
    let answer = publisher.post("/console/incidents/new", &borrowed(&fields)).await;
    answer.has(303);
    let again = publisher.post("/console/incidents/new", &borrowed(&fields)).await;
    assert_eq!(answer.location, again.location, "sending it twice declares one incident");
    assert_eq!(site.backend.public_state().await.expect("a state").incidents.len(), 1);

    let page = publisher.get(&answer.location).await;
    page.has(200).says("장애를 공지했습니다").says("매장 QR 결제가 되지 않습니다").says("08:45").says("중단");
    publisher.get(&answer.location).await.does_not_say("장애를 공지했습니다");
    let update = page.field("update");
    site.clock.advance(MINUTE);
    let fields = [
        ("update", update.as_str()),
        ("status", "identified"),
        ("body_ko", "원인을 찾았습니다."),
        ("impact-pay-online", "restored"),
    ];
    let page = publisher.post_and_follow(&answer.location, &fields).await;
    page.says("소식을 공개했습니다").says("원인을 찾았습니다.").does_not_say("value=\"investigating\"");
    let state = site.backend.public_state().await.expect("a state");
    assert_eq!(state.incidents[0].status, IncidentStatus::Identified);
    assert!(state.incidents[0].impacts.iter().any(|impact| impact.end.is_some()));
}

#[tokio::test]
async fn bad_input_comes_back_with_what_was_typed() {
    let site = Site::start().await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    world::components(&site.backend).await;
    let mut fields = declaration(&mut publisher).await;
    fields.retain(|(name, _)| name != "title_ko");
    fields.push(("title_en".into(), "QR \"fails\" <b>".into()));
    let page = publisher.post("/console/incidents/new", &borrowed(&fields)).await;
    page.has(422).says("오류: ").says("href=\"#title_ko\"").says("원인을 찾고 있습니다.").says("2022-12-01T08:45");
    page.says("QR &quot;fails&quot; &lt;b&gt;").does_not_say("<b>\"");
    assert_eq!(page.field("id"), fields.iter().find(|(name, _)| name == "id").expect("an id").1);

    let unreadable = [("started_at", "어제"), ("status", "gone"), ("title_ko", "제목"), ("impact-pay-qr-at", "")];
    let page = publisher.post("/en/console/incidents/new", &unreadable).await;
    page.has(422).says("href=\"#started_at\"").says("href=\"#status\"").says("Check the date and time");

    let fields = declaration(&mut publisher).await;
    let at = publisher.post("/console/incidents/new", &borrowed(&fields)).await.location;
    let too_early = [
        ("status", "investigating"),
        ("body_ko", "복구했습니다."),
        ("impact-pay-qr", "restored"),
        ("impact-pay-qr-at", "2022-12-01T07:00"),
    ];
    let page = publisher.post(&at, &too_early).await;
    page.has(422).says("href=\"#impact-pay-qr\"").says("이미 기록된 영향보다 이른 시각이에요.");
}

#[tokio::test]
async fn a_character_that_not_every_database_keeps_is_replaced_and_never_looked_for() {
    let site = Site::start().await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let id = publisher.get("/console/templates/new").await.field("id");
    let typed = [("id", id.as_str()), ("name", "a\0b"), ("title_ko", "제\0목"), ("body_ko", "본문\0")];
    publisher.post("/console/templates/new", &typed).await.has(303);
    let kept = site.backend.templates(&world::SYSTEM).await.expect("templates").remove(0);
    let texts = [&kept.name, &kept.title.ko, &kept.body.ko].map(String::as_str);
    assert_eq!(texts, ["a\u{FFFD}b", "제\u{FFFD}목", "본문\u{FFFD}"]);
    for path in ["/console/audit?actor=%00", "/en/console/templates?q=a%00b", "/console/templates/%00"] {
        publisher.get(path).await.has(404);
    }
}

#[tokio::test]
async fn a_policy_is_published_by_somebody_else_than_its_author() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let incident = world::outage_over(&site.backend, &world::SYSTEM).await;
    let mut author = site.staff("author", &[Role::Approver]).await;
    let mut other = site.staff("other", &[Role::Approver]).await;

    let form = author.get(&format!("/console/programmes/new?incident={incident}")).await;
    let (id, incident) = (form.field("id"), incident.to_string());
    let mut fields = vec![
        ("id", &*id),
        ("incident", &*incident),
        ("title_ko", "10월 장애 보상"),
        ("criteria_ko", "줄어든 이익을 보상합니다."),
        ("opens_at", "2022-12-01T09:00"),
        ("closes_at", "2023-02-01T09:00"),
        ("template", "standard_2022"),
        ("budget", "많이"),
    ];
    author.post("/console/programmes/new", &fields).await.has(422).says("href=\"#budget\"").says("많이");
    fields.pop();
    fields.push(("budget", "1,000,000,000"));
    let page = author.post_and_follow("/console/programmes/new", &fields).await;
    page.has(200)
        .says("프로그램을 준비했습니다")
        .says("₩1,000,000,000")
        .says("직접 작성한 기준은 공개할 수 없어요")
        .says("공헌이익률");

    let programme: ProgrammeId = id.parse().expect("an id");
    let (_, policies) = site.backend.programme(&world::SYSTEM, programme).await.expect("a programme");
    let publish = format!("/console/policies/{}/publish", policies[0].id);
    let refused = author.post(&publish, &[("programme", &*id)]).await;
    refused.has(422).says("다른 승인 담당이 공개해야 해요");
    let page = other.post_and_follow(&publish, &[("programme", &*id)]).await;
    page.says("보상 기준을 공개했습니다").says("적용 중").says("일괄 계산 시작하기");

    let policies_at = format!("/console/programmes/{id}/policies");
    other.post(&policies_at, &[("policy", "{")]).await.has(422).says("1행 1번째");
    let mut policy = policies[0].policy.clone();
    policy.groups[0].cap = None;
    policy.groups[0].name.en.clear();
    let broken = serde_json::to_string(&policy).expect("json");
    other.post(&policies_at, &[("policy", &*broken)]).await.has(422).says("groups[0].name.en: ");
    policy.groups[0].name.en = "Shops".into();
    let whole = serde_json::to_string(&policy).expect("json");
    other.post_and_follow(&policies_at, &[("policy", &*whole)]).await.says("기준 v2").says("초안");
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    reviewer.post(&format!("/console/programmes/{id}/runs"), &[]).await.has(403);
}

#[tokio::test]
async fn a_large_award_is_approved_by_two_people() {
    let site = Site::start().await;
    let backend = &site.backend;
    let programme = world::programme_to_run(backend).await;
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    let mut one = site.staff("one", &[Role::Approver]).await;
    let mut two = site.staff("two", &[Role::Approver]).await;
    let page = one.post_and_follow(&format!("/console/programmes/{programme}/runs"), &[]).await;
    page.says("계산을 시작했습니다").says("차례를 기다리는 중").says("계산 중지하기");
    // cut into shards, and one of them measured; the clock of the test moves by hand
    assert!(backend.work_once("test").await.expect("cut"));
    backend.clock.advance(2 * SECOND);
    assert!(backend.work_once("test").await.expect("measured"));
    let runs = format!("/console/programmes/{programme}/runs");
    one.get(&runs)
        .await
        .says("16 / 50")
        .says("2단계 중 1단계 · 초당 8개 · 1분 미만 남음")
        .says(&format!("href=\"{runs}\""));
    reviewer.get(&format!("/en{runs}")).await.says("Step 1 of 2 · 8 a second").does_not_say("Stop the run");
    world::work(backend).await;
    one.get(&format!("/console/programmes/{programme}")).await.says("보상 제안").says("40개");

    let claimant = world::claimant(backend, "bom@example.com").await;
    let claim = backend.claimant_cases(&claimant).await.expect("cases")[0].claim.clone().expect("a claim");
    let appeal = backend::claims::Request { action: Action::Appeal, note: "더 많이 잃었습니다.".into() };
    backend.claimant_acts(&claimant, claim.id, &appeal).await.expect("appealed");
    let at = format!("/console/claims/{}", claim.id);
    reviewer.get("/console/claims").await.says(&claim.number).says("이의 신청");
    reviewer.get("/console/claims?q=nobody").await.says("조건에 맞는 청구가 없어요");

    reviewer.get(&at).await.says(&format!("{at}/computation")).says(&format!("{at}/records.json"));
    reviewer.get(&format!("{at}/computation")).await.has(200).says("계산 과정 전체").says("보상액");
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    for document in ["records.json", "explanation.json"] {
        reviewer.get(&format!("{at}/{document}")).await.has(200).says("\"digest\"");
        publisher.get(&format!("{at}/{document}")).await.has(403);
    }
    reviewer.get(&format!("{at}/explanation.pdf")).await.has(200).says("%PDF-");
    publisher.get(&format!("{at}/explanation.pdf")).await.has(403);
    let page = reviewer.post_and_follow(&at, &[("action", "start_review")]).await;
    page.says("처리했습니다").says("더 많이 잃었습니다.").says("보상액 제안하기").says("<svg");
    let page = reviewer.post(&at, &[("action", "reject"), ("note", " ")]).await;
    page.has(422).says("href=\"#note-reject\"").says("이유를 적어 주세요");
    reviewer.post(&at, &[("action", "offer"), ("amount", "백만")]).await.has(422).says("백만");
    one.post(&at, &[("action", "offer"), ("amount", "1")]).await.has(422).says("이 작업을 할 권한이 없어요");
    let offer = [("action", "offer"), ("amount", "1,200,000"), ("note", "장부로 확인했습니다.")];
    reviewer.post_and_follow(&at, &offer).await.says("₩1,200,000").says("하실 일이 없습니다");

    let case = backend.claimant_case(&claimant, claim.account, programme).await.expect("a case");
    let offered = case.claim.expect("a claim").claim.offer.expect("an offer");
    let accept = backend::claims::Request { action: Action::Accept(offered), note: String::new() };
    backend.claimant_acts(&claimant, claim.id, &accept).await.expect("accepted");
    reviewer.get(&at).await.does_not_say("value=\"approve\"");
    reviewer.post(&at, &[("action", "approve")]).await.has(422);
    one.get(&at).await.says("두 번째 사람");
    one.post_and_follow(&at, &[("action", "approve")]).await.says("승인됨");
    two.post_and_follow(&at, &[("action", "approve")]).await.says("이미 처리된 일이에요");
    let case = backend.staff_case(&world::SYSTEM, claim.id).await.expect("a case");
    assert_eq!(case.claim.claim.state, State::Approved);
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get("/console/audit").await.says("청구를 처리함").says(">one<");
    auditor.get("/console/deliveries").await.says("메일").does_not_say("bom@example.com");
    auditor.post(&at, &[("action", "approve")]).await.has(403);
}

#[tokio::test]
async fn a_reviewer_leaves_a_sale_out_and_the_claimant_reads_why() {
    let site = Site::start().await;
    let backend = &site.backend;
    let programme = world::programme_to_run(backend).await;
    backend.start_run(&world::SYSTEM, programme).await.expect("started");
    world::work(backend).await;
    let claimant = world::claimant(backend, "bom@example.com").await;
    let claim = backend.claimant_cases(&claimant).await.expect("cases")[0].claim.clone().expect("a claim");
    let appeal = backend::claims::Request { action: Action::Appeal, note: "다시 봐 주세요.".into() };
    backend.claimant_acts(&claimant, claim.id, &appeal).await.expect("appealed");
    let (mut reviewer, mut other) =
        (site.staff("rev", &[Role::Reviewer]).await, site.staff("other", &[Role::Reviewer]).await);
    let case = format!("/console/claims/{}", claim.id);
    reviewer.post_and_follow(&case, &[("action", "start_review")]).await.says(&format!("{case}/transactions"));

    let at = format!("{case}/transactions");
    reviewer.get(&at).await.has(200).says("살펴볼 거래가 없어요").says("지금 기록으로 다시 계산하기");
    other.get(&at).await.has(200).says("심사하고 있는 담당자만").does_not_say("<textarea");
    let page = reviewer.get(&format!("/en{at}?day=2022-10-01")).await;
    let sale = page.has(200).says("All transactions of this day").field("reference");
    let chosen = [("action", "set_aside"), ("day", "2022-10-01"), ("reference", &*sale)];
    let page = reviewer.post(&at, &chosen).await;
    page.has(422).says("빼는 이유를 골라 주세요").says("이날의 모든 거래입니다").says("checked");
    let no_note = [chosen.as_slice(), &[("reason", "one_off")]].concat();
    reviewer.post(&at, &no_note).await.has(422).says("이유를 적어 주세요").says("checked");
    other.post(&at, &[no_note.as_slice(), &[("note", "단체 주문")]].concat()).await.has(422);
    let whole = [no_note.as_slice(), &[("note", "단체 주문 <b>한 건</b>")]].concat();
    let page = reviewer.post_and_follow(&at, &whole).await;
    page.says("다시 계산했습니다").says("다시 계산한 기록").says("단체 주문 &lt;b&gt;한 건&lt;/b&gt;").says(">rev<");
    reviewer.get(&at).await.says("일회성 거래").says("단체 주문");
    let case = backend.claimant_case(&claimant, claim.account, programme).await.expect("a case");
    assert_eq!(case.revisions.len(), 1);
    assert_ne!(case.assessment.result.digest, case.revisions[0].before.digest);

    let again = [("action", "put_back"), ("reference", &*sale), ("note", "잘못 골랐습니다.")];
    reviewer.post_and_follow(&at, &again).await.says("다시 계산했습니다");
    let same = [("action", "compute"), ("note", "확인")];
    reviewer.post_and_follow(&at, &same).await.says("결과가 같습니다");
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get("/console/audit").await.says("거래를 계산에서 뺌").says("뺀 거래를 되돌림");
}

#[tokio::test]
async fn people_are_added_with_roles() {
    let site = Site::start().await;
    let mut administrator = site.staff("admin", &[Role::Administrator]).await;
    let mut fields =
        vec![("name", "박승인"), ("email", "park@example.com"), ("password", "short"), ("roles", "approver")];
    let page = administrator.post("/console/people", &fields).await;
    page.has(422).says("park@example.com").says("12자 이상").does_not_say("value=\"short\"");
    fields[2].1 = "long enough for everyone";
    fields.push(("roles", "reviewer"));
    administrator
        .post_and_follow("/console/people", &fields)
        .await
        .says("직원을 추가했습니다")
        .says("심사 담당, 승인 담당");
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get("/console/people").await.has(200).does_not_say("직원 추가하기");
    auditor.post("/console/people", &fields).await.has(403);
}

#[tokio::test]
async fn a_persons_access_ends_at_once_and_nobody_locks_themselves_out() {
    let site = Site::start().await;
    let mut administrator = site.staff("admin", &[Role::Administrator]).await;
    let mut reviewer = site.staff("rev", &[Role::Reviewer]).await;
    reviewer.get("/console/claims").await.has(200);
    let people = site.backend.list_staff(&world::SYSTEM).await.expect("people");
    let at = |name: &str| {
        let member = people.iter().find(|member| member.name == name).expect("a person");
        format!("/console/people/{}", member.id)
    };
    administrator.get(&at("rev")).await.has(200).says("심사 담당");
    administrator
        .post(&at("rev"), &[("roles", "reviewer"), ("access", "active"), ("password", "short")])
        .await
        .has(422)
        .says("12자 이상")
        .does_not_say("value=\"short\"");
    administrator
        .post_and_follow(&at("rev"), &[("roles", "reviewer"), ("access", "ended")])
        .await
        .says("바꾼 내용을 저장했습니다")
        .says("중지됨");
    reviewer.get("/console/claims").await.has(303);
    administrator.post(&at("admin"), &[("roles", "auditor"), ("access", "ended")]).await.has(422).says("스스로");
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    auditor.get(&at("rev")).await.has(403);
    auditor.post(&at("rev"), &[("roles", "administrator"), ("access", "active")]).await.has(403);
}

#[tokio::test]
async fn components_are_arranged_and_the_status_page_follows() {
    let site = Site::start().await;
    let mut administrator = site.staff("admin", &[Role::Administrator]).await;
    let bad = [("key", "Pay QR"), ("name_ko", ""), ("name_en", "Pay")];
    administrator
        .post("/console/component-groups", &bad)
        .await
        .has(422)
        .says("Pay QR")
        .says("소문자")
        .says("한국어 이름");
    let new = [("key", "wallet"), ("name_ko", "지갑"), ("name_en", "Wallet")];
    administrator.post_and_follow("/console/component-groups", &new).await.says("저장했습니다").says("지갑");
    administrator.post("/console/component-groups", &new).await.has(303);
    let other = [("key", "wallet"), ("name_ko", "다른 지갑")];
    administrator.post("/console/component-groups", &other).await.has(422).says("이미 쓰고 있는").says("다른 지갑");
    let mut card = vec![
        ("key", "wallet-card"),
        ("name_ko", "카드 결제"),
        ("group", "wallet"),
        ("uptime_from", "soon"),
        ("shown", "always"),
        ("audience", "public"),
    ];
    administrator.post("/console/components/new", &card).await.has(422).says("카드 결제").says("날짜와 시각");
    card[3].1 = "2022-11-01T00:00";
    administrator.post_and_follow("/console/components/new", &card).await.says("카드 결제");
    card[0].1 = "wallet-points";
    card[1].1 = "포인트";
    administrator.post_and_follow("/console/components/new", &card).await.says("포인트");
    let state = site.backend.public_state().await.expect("a state");
    let keys = |state: &domain::status::PublicState| {
        let group = state.groups.iter().find(|group| group.key.as_str() == "wallet").expect("the group");
        group.components.iter().map(|component| component.key.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&state), ["wallet-card", "wallet-points"]);
    administrator.post("/console/components/wallet-points/place", &[("to", "up")]).await.has(303);
    administrator.post_and_follow("/console/components/wallet-card/retire", &[]).await.says("종료됨");
    let state = site.backend.public_state().await.expect("a state");
    assert_eq!(keys(&state), ["wallet-points"]);
    assert_eq!(state.retired[0].name.ko, "카드 결제");
    administrator.post("/console/component-groups/wallet/remove", &[]).await.has(422).says("지울 수 없어요");
    administrator.get("/console/components/nothing").await.has(404);
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    publisher.get("/console/components").await.has(403);
    publisher.post("/console/components/wallet-points/retire", &[]).await.has(403);
}

#[tokio::test]
async fn staff_see_who_published_an_emergency_update_and_the_public_does_not() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let outage = world::outage();
    let update = EmergencyUpdate {
        id: outage.update.id,
        incident: outage.id,
        title: outage.title,
        started_at: outage.started_at,
        status: outage.update.status,
        body: outage.update.body,
        changes: outage.update.changes,
        at: site.clock.now(),
        by: "Kim <on duty>".into(),
    };
    site.backend.record_emergency(&world::SYSTEM, &update).await.expect("recorded");
    let path = format!("/console/incidents/{}", update.incident);
    let mut publisher = site.staff("publisher", &[Role::Publisher]).await;
    publisher.get(&path).await.says("비상 발행").says("Kim &lt;on duty&gt;").says("비상 절차로 올린");
    let again = publisher.post(&path, &[("status", "investigating")]).await;
    again.has(422).says("Kim &lt;on duty&gt;");
    let state = site.backend.public_state().await.expect("the state");
    assert!(!serde_json::to_string(&state).expect("JSON").contains("on duty"));
}

#[tokio::test]
async fn without_the_database_the_console_says_that_it_cannot_answer_now() {
    let site = Site::start().await;
    let mut kim = site.staff("kim", &[Role::Approver]).await;
    kim.get("/console/programmes").await.has(200);
    site.backend.db.close().await;
    kim.get("/console/programmes").await.has(503).says("지금은 처리할 수 없습니다").does_not_say("문제를 기록했습니다");
}
