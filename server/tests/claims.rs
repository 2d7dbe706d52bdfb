//! The claimant's side over HTTP: signing in by mail, seeing an offer, answering it.

mod support;

use domain::{
    assessment::{Explanation, Records},
    id::{AccountId, ProgrammeId},
    language::Language,
    money::Money,
};
use support::{Page, Site, sign_in_link, world};

/// A site whose ledger was assessed: 40 shops with an offer, 10 that did not use the failed service.
async fn assessed() -> (Site, Vec<AccountId>, ProgrammeId) {
    let site = Site::start().await;
    let backend = &site.backend;
    world::components(backend).await;
    let publisher = world::staff(backend, "publisher", "publisher").await;
    let (one, two) = (world::staff(backend, "one", "approver").await, world::staff(backend, "two", "approver").await);
    let incident = world::outage_over(backend, &publisher).await;
    let accounts = world::ledger(backend).await;
    let programme = world::programme(backend, incident, &one, &two).await;
    backend.start_run(&two, programme).await.expect("started");
    world::work(backend).await;
    site.mails().await;
    (site, accounts, programme)
}

fn path(account: AccountId, programme: ProgrammeId) -> String {
    format!("/claims/{account}/{programme}")
}

#[tokio::test]
async fn nobody_learns_whether_an_address_is_known() {
    let site = Site::start().await;
    world::shop(&site.backend, 1, "bom@example.com").await;
    let ask = async |email: &str| -> Page { site.browser().post("/sign-in", &[("email", email)]).await };
    let known = ask("bom@example.com").await;
    assert_eq!(site.mails().await.len(), 1);
    let unknown = ask("nobody@example.com").await;
    assert_eq!(site.mails().await.len(), 1);
    known.has(200).says("30분");
    unknown.has(200);
    assert_eq!(known.body.replace("bom@", "nobody@"), unknown.body);

    let mistyped = ask("bom.example.com").await;
    mistyped.has(422).says("value=\"bom.example.com\"").says("오류: ");
    assert!(site.mails().await.is_empty());
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let site = Site::start().await;
    world::shop(&site.backend, 1, "bom@example.com").await;
    for other in ["cross-site", "same-site", "none"] {
        let forged = site.browser().post_from(other, "/sign-in", &[("email", "bom@example.com")]).await;
        forged.has(403).says("이 사이트의 화면에서 보낸 것이 아니에요");
    }
    assert!(site.mails().await.is_empty());
}

#[tokio::test]
async fn a_mailbox_cannot_be_flooded() {
    let site = Site::start().await;
    let mut browser = site.browser();
    for _ in 0..8 {
        browser.post("/sign-in", &[("email", "bom@example.com")]).await.has(200);
    }
    browser.post("/sign-in", &[("email", "bom@example.com")]).await.has(429);
}

#[tokio::test]
async fn a_link_works_once() {
    let site = Site::start().await;
    let mut browser = site.browser();
    browser.get("/claims").await.has(303);
    let form = browser.get("/sign-in?next=%2Fclaims%2Fnew%3Fprogramme%3D1").await;
    assert_eq!(form.field("next"), "/claims/new?programme=1");
    browser.post("/sign-in", &[("email", "bom@example.com"), ("next", "/claims/new")]).await.has(200);
    let path = sign_in_link(&site.mails().await[0]);
    // programs that guard mailboxes open links: that must not use them up
    browser.get(&path).await.has(200);
    browser.get(&path).await.has(200).says("로그인하기");
    let answer = browser.post(&path, &[]).await;
    assert_eq!((answer.status.as_u16(), answer.location.as_str()), (303, "/claims/new"));
    browser.get("/claims").await.has(200).says("이 주소로 등록된 계정이 없어요").says("bom@example.com");

    let mut other = site.browser();
    other.post(&path, &[]).await.has(410).says("이 링크는 이제 쓸 수 없어요").says("name=\"email\"");
    other.get("/claims").await.has(303);

    let mut late = site.browser();
    late.post("/sign-in", &[("email", "late@example.com")]).await.has(200);
    let path = sign_in_link(&site.mails().await[0]);
    site.clock.advance(31 * domain::time::MINUTE);
    late.post(&path, &[]).await.has(410);
}

#[tokio::test]
async fn an_address_to_go_on_to_is_of_this_site() {
    let site = Site::start().await;
    let mut browser = site.browser();
    browser.post("/sign-in", &[("email", "bom@example.com"), ("next", "//evil.example")]).await.has(200);
    let answer = browser.post(&sign_in_link(&site.mails().await[0]), &[]).await;
    assert_eq!(answer.location, "/claims");
}

#[tokio::test]
async fn an_offer_is_read_and_accepted_once() {
    let (site, accounts, programme) = assessed().await;
    let mut bom = site.claimant("bom@example.com").await;
    bom.get("/claims").await.has(200).says("가게 0").says("가게 1").says("확인하기").does_not_say("가게 2");
    bom.get(&format!("/claims/new?programme={programme}")).await.has(303);

    let path = path(accounts[0], programme);
    let offer = bom.get(&path).await;
    offer.has(200).says("평소라면 예상되는 매출").says("실제로 잃은 비율").says("<leptos-island").says("<table");
    offer.does_not_say(" style=\"").does_not_say(" onclick=");
    bom.get(&format!("/en{path}")).await.has(200).says("Expected sales").says("Share really lost");
    let amount = offer.field("amount");

    let other = bom.post(&format!("{path}/accept"), &[("amount", "1")]).await;
    other.has(422).says("보상액이 바뀌었어요");
    for expected in ["수락을 접수했어요.", "두 번 처리하지 않아요."] {
        let after = bom.post_and_follow(&format!("{path}/accept"), &[("amount", &amount)]).await;
        after.has(200).says(expected).does_not_say("name=\"amount\"");
    }
    let actor = world::claimant(&site.backend, "bom@example.com").await;
    let case = site.backend.claimant_case(&actor, accounts[0], programme).await.expect("a case");
    let accepted = case.events.iter().filter(|event| event.event == domain::claim::Event::Accepted);
    assert_eq!(accepted.count(), 1);
}

#[tokio::test]
async fn a_result_is_computed_again_from_its_downloaded_records() {
    let (site, accounts, programme) = assessed().await;
    let mut bom = site.claimant("bom@example.com").await;
    let path = path(accounts[0], programme);
    let page = bom.get(&path).await;
    page.has(200).says(&format!("{path}/records.json"));
    let file = bom.get(&format!("{path}/records.json")).await;
    file.has(200).does_not_say("bom@example.com");
    let records = Records::from_json(&file.body).expect("records");
    assert_eq!(records.account.id, accounts[0]);
    let name = format!("makewhole-records-{}.json", &records.published.digest[..8]);
    page.says(&format!("makewhole verify --records {name}"));
    assert!(records.published.outcome.amount().is_some());
    assert!(records.check().expect("a check").is_same(), "the ledger gives what was published");

    let folder = tempfile::tempdir().expect("a folder");
    let verify = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("written");
        let mut makewhole = std::process::Command::new(env!("CARGO_BIN_EXE_makewhole"));
        makewhole.args(["verify", "--records"]).arg(file).output().expect("run")
    };
    let same = verify("records.json", &file.body);
    assert!(same.status.success() && String::from_utf8_lossy(&same.stdout).contains(&records.published.digest));
    let mut changed = records.clone();
    changed.history.total.values.iter_mut().for_each(|value| *value *= 2);
    let told = verify("changed.json", &serde_json::to_string(&changed).expect("json"));
    assert!(!told.status.success() && String::from_utf8_lossy(&told.stderr).contains("was changed after"));
    let cut: String = file.body.chars().take(file.body.len() / 3).collect();
    let told = verify("cut.json", &cut);
    assert!(!told.status.success() && String::from_utf8_lossy(&told.stderr).contains("end too early"));
    let mut older = records.clone();
    older.published.engine_version = "1".to_owned();
    let told = verify("older.json", &serde_json::to_string(&older.sealed().expect("a seal")).expect("json"));
    assert!(!told.status.success() && String::from_utf8_lossy(&told.stdout).contains("by version 1 of the method"));
    let changed = changed.sealed().expect("a seal");
    let other = verify("other.json", &serde_json::to_string(&changed).expect("json"));
    assert!(!other.status.success());
    assert!(String::from_utf8_lossy(&other.stdout).contains("figures."));
    assert!(!verify("nothing.json", "{}").status.success());
}

#[tokio::test]
async fn the_whole_computation_is_a_page_and_a_document() {
    let (site, accounts, programme) = assessed().await;
    let mut bom = site.claimant("bom@example.com").await;
    let path = path(accounts[0], programme);
    bom.get(&path).await.says(&format!("{path}/computation"));
    let file = bom.get(&format!("{path}/explanation.json")).await;
    let explanation: Explanation = serde_json::from_str(&file.has(200).body).expect("an explanation");
    let working = &explanation.workings[0];
    let figures = &explanation.assessment.figures;
    assert_eq!(working.leads.iter().map(|lead| lead.amount).next(), Some(figures.expected));
    let won = |minor| Money::won(minor).format();
    let page = bom.get(&format!("{path}/computation")).await;
    page.has(200).says(&won(figures.expected)).says(&working.level.to_string()).says("보상액");
    for part in &working.parts {
        page.says(&won(part.expected)).says(&part.share.to_string());
        part.like.iter().filter(|like| like.excluded.is_none()).for_each(|like| {
            page.says(&won(like.day)).says(&like.weight.to_string());
        });
    }
    bom.get(&format!("/en{path}/computation")).await.has(200).says("The whole computation");

    page.says(&format!("{path}/explanation.pdf"));
    let name = format!("attachment; filename=\"makewhole-explanation-{}.pdf\"", &explanation.assessment.digest[..8]);
    for (prefix, language) in [("", "ko-KR"), ("/en", "en")] {
        let paper = bom.get(&format!("{prefix}{path}/explanation.pdf")).await;
        paper.has(200).says("%PDF-").says(&format!("/Lang ({language})"));
        assert_eq!((paper.kind.as_str(), paper.saved_as.as_str()), ("application/pdf", name.as_str()));
    }
}

#[tokio::test]
async fn anothers_case_does_not_exist() {
    let (site, accounts, programme) = assessed().await;
    let mut stranger = site.claimant("shop7@example.com").await;
    let path = path(accounts[0], programme);
    stranger.get(&path).await.has(404);
    for own in ["records.json", "explanation.json", "explanation.pdf", "computation"] {
        stranger.get(&format!("{path}/{own}")).await.has(404);
    }
    for form in ["appeal", "withdraw", "ask", "answer"] {
        stranger.get(&format!("{path}/{form}")).await.has(404);
        stranger.post(&format!("{path}/{form}"), &[("note", "내 것처럼")]).await.has(404);
    }
    stranger.post(&format!("{path}/accept"), &[("amount", "50000")]).await.has(404);
    let mut nobody = site.browser();
    let answer = nobody.get(&path).await;
    assert!(answer.location.starts_with("/sign-in?next="), "{}", answer.location);
}

#[tokio::test]
async fn a_disagreement_keeps_what_was_typed() {
    let (site, accounts, programme) = assessed().await;
    let mut bom = site.claimant("bom@example.com").await;
    let path = path(accounts[1], programme);
    bom.get(&format!("{path}/appeal")).await.has(200).says("<textarea");
    bom.post(&format!("{path}/appeal"), &[("note", " ")]).await.has(422).says("이유를 적어 주세요.");
    let long = "가".repeat(2001);
    bom.post(&format!("{path}/appeal"), &[("note", &long)]).await.has(422).says(&long);

    let appealed = bom.post_and_follow(&format!("{path}/appeal"), &[("note", "그날은 행사가 있었어요.")]).await;
    appealed.has(200).says("이의 신청을 접수했어요").says("그날은 행사가 있었어요.").does_not_say("name=\"amount\"");
    let withdrawn = bom.post_and_follow(&format!("{path}/withdraw"), &[("note", "")]).await;
    withdrawn.has(200).says("청구를 철회").says("다시 청구하기");
    let again = bom.post_and_follow(&format!("{path}/ask"), &[("note", "다시 봐 주세요.")]).await;
    again.has(200).says("접수됨");
}

#[tokio::test]
async fn who_gets_nothing_can_ask_a_person() {
    let (site, accounts, programme) = assessed().await;
    let mut shop = site.claimant("shop45@example.com").await;
    let path = path(accounts[45], programme);
    shop.get(&path).await.has(200).says("멈춘 서비스를 쓴 기록이 없어요").says("사람에게 심사받기");
    shop.post(&format!("{path}/ask"), &[("note", "")]).await.has(422);
    let asked = shop.post_and_follow(&format!("{path}/ask"), &[("note", "QR로 주문을 받았습니다.")]).await;
    asked.has(200).says("청구를 접수했어요").says("접수번호").says("QR로 주문을 받았습니다.");
    let twice = shop.post_and_follow(&format!("{path}/ask"), &[("note", "한 번 더")]).await;
    twice.has(200).says("두 번 처리하지 않아요.");
}

#[tokio::test]
async fn the_mail_speaks_the_language_of_who_asked() {
    let site = Site::start().await;
    let mut browser = site.browser();
    browser.post("/en/sign-in", &[("email", "bom@example.com")]).await.has(200).says("Check your mail");
    let mail = site.mails().await.remove(0);
    assert!(mail.contains("/en/sign-in/"), "{mail}");
    let path = format!("/en{}", sign_in_link(&mail));
    let answer = browser.post(&path, &[]).await;
    assert_eq!(answer.location, app::shell::in_language(Language::En, "/claims"));
}
