//! The clocks of the law and the proofs of what was published, over HTTP.

mod support;

use std::process::Command;

use domain::{
    incident::IncidentStatus,
    role::Role,
    time::{DAY, HOUR, MINUTE},
};
use support::{Site, world};

#[tokio::test]
async fn the_clocks_run_on_the_desk_until_all_is_told() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let (mut publisher, mut reviewer) =
        (site.staff("pub", &[Role::Publisher]).await, site.staff("rev", &[Role::Reviewer]).await);
    let mut outage = world::outage();
    outage.started_at = site.clock.now().plus(-30 * MINUTE);
    for change in &mut outage.update.changes {
        if let domain::incident::ImpactChange::Set { from, .. } = change {
            *from = outage.started_at;
        }
    }
    let actor = world::staff(&site.backend, "park", "publisher").await;
    let incident = site.backend.declare_incident(&actor, &outage).await.expect("declared");
    let path = format!("/console/incidents/{incident}");
    publisher.get("/console").await.says("중단 사실 고지 · 1시간 30분 남음");
    publisher.get(&path).await.says("아직 2시간이 지나지 않아").says("원인: 아직 알리지 않음");
    reviewer.get("/console").await.does_not_say("중단 사실 고지");

    site.clock.advance(2 * HOUR);
    publisher.get("/console").await.says("중단 사실 고지 · 30분 지남");
    publisher.get(&format!("/en{path}")).await.says("Late").says("30 minutes ago").says("Cause: not told yet");
    let told = world::update(3, IncidentStatus::Identified, Vec::new());
    site.backend.update_incident(&actor, incident, &told).await.expect("updated");
    publisher.get("/console").await.does_not_say("중단 사실 고지 ·");
    publisher.get(&path).await.says("기한 뒤 고지함");

    let over = world::update(4, IncidentStatus::Resolved, Vec::new());
    site.backend.update_incident(&actor, incident, &over).await.expect("resolved");
    publisher.get(&path).await.says("2022년 12월 31일까지");
    site.clock.advance(31 * DAY);
    publisher.get("/console").await.says("손해배상 기준·절차 고지 ·").says("지남");
}

#[tokio::test]
async fn a_proof_is_issued_once_and_checked_without_the_site() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let mut publisher = site.staff("pub", &[Role::Publisher]).await;
    let actor = world::staff(&site.backend, "park", "publisher").await;
    let incident = world::outage_over(&site.backend, &actor).await;
    let path = format!("/console/incidents/{incident}");
    let page = publisher.get(&path).await;
    let proof = page.says("증빙 발급하기").field("proof");
    let answer = publisher.post(&format!("{path}/proofs"), &[("proof", &proof)]).await;
    answer.has(303);
    publisher.post(&format!("{path}/proofs"), &[("proof", &proof)]).await.has(303);
    let page = publisher.get(&path).await;
    page.says("문서 받기");
    assert_eq!(page.body.matches("proof.json.sig").count(), 1, "sending it twice makes one");

    let address = format!("/console/proofs/{proof}/proof.json");
    let document = publisher.get(&address).await;
    document.has(200).says("park").says("\"fact_told_at\"").says("Article 33(2)");
    assert!(document.saved_as.contains("makewhole-proof-"), "{}", document.saved_as);
    let kept = site.backend.proof(&world::SYSTEM, proof.parse().expect("an id")).await.expect("the proof");
    let key = site.browser().get("/.well-known/makewhole-proof-key.pem").await;
    key.has(200).says("BEGIN PUBLIC KEY");

    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("proof.json"), &document.body).expect("written");
    std::fs::write(file("proof.json.sig"), &kept.signature).expect("written");
    std::fs::write(file("key.pem"), &key.body).expect("written");
    let verify = || {
        let program = env!("CARGO_BIN_EXE_makewhole");
        let mut command = Command::new(program);
        command.current_dir(folder.path()).args(["proof", "verify", "proof.json", "--key", "key.pem"]);
        command.output().expect("an answer")
    };
    let good = verify();
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    assert!(String::from_utf8_lossy(&good.stdout).contains("Publications:   2"));
    std::fs::write(file("proof.json"), document.body.replace("park", "kim")).expect("written");
    assert!(!verify().status.success(), "a changed document is refused");
    site.browser().get(&address).await.has(303);
    site.staff("rev", &[Role::Reviewer]).await.get(&address).await.has(403);
}

#[tokio::test]
async fn the_record_says_who_published_what_when() {
    let site = Site::start().await;
    world::components(&site.backend).await;
    let mut auditor = site.staff("aud", &[Role::Auditor]).await;
    let actor = world::staff(&site.backend, "park", "publisher").await;
    let incident = world::outage_over(&site.backend, &actor).await;
    let shown = site.backend.public_state().await.expect("a state").entries();
    site.backend.note_copies("s3://copies/status", &shown).await.expect("noted");
    let record = auditor.get(&format!("/console/incidents/{incident}/record.csv")).await;
    let lines: Vec<_> = record.has(200).body.lines().collect();
    assert_eq!(lines.len(), 3, "{}", record.body);
    assert!(lines[1].starts_with("2022-12-01T09:00:00.000+09:00,park,false,update,investigating,"), "{}", lines[1]);
    assert!(lines[1].contains("pay-qr major_outage 2022-10-15T15:30:00.000+09:00/"), "{}", lines[1]);
    assert!(lines[2].contains("s3://copies/status 2022-12-01T09:00:00.000+09:00"), "{}", lines[2]);
    auditor.get(&format!("/console/incidents/{incident}")).await.says("record.csv").does_not_say("증빙 발급하기");
}
