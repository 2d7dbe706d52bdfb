//! Reminders to publishers, corrections, and the texts that updates begin with.

use backend::{Backend, Error, incidents::Correction, templates::Template};
use domain::{
    id::{TemplateId, UpdateId},
    incident::IncidentStatus,
    language::Text,
    time::{HOUR, Instant, MINUTE},
};
use uuid::Uuid;

use crate::{support, world};

/// Subjects of the mails that wait.
async fn subjects(backend: &Backend) -> Vec<String> {
    let rows: Vec<(String,)> =
        backend::on!(backend.db, c => sqlx::query_as("select payload from outbox order by created_at, id").fetch_all(c))
            .expect("mails");
    let subject = |(payload,): (String,)| {
        let mail: serde_json::Value = serde_json::from_str(&payload).expect("JSON");
        mail["subject"].as_str().expect("a subject").to_owned()
    };
    rows.into_iter().map(subject).collect()
}

fn correction(id: u128, corrects: u128, ko: &str) -> Correction {
    let id_of = |number| UpdateId(Uuid::from_u128(number));
    Correction { id: id_of(id), corrects: id_of(corrects), body: Text::new(ko, "Now right.") }
}

#[tokio::test]
async fn publishers_are_told_once_of_a_broken_promise_and_of_silence() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "park", "publisher").await;
        world::staff(&backend, "lee", "reviewer").await;
        let mut outage = world::outage();
        outage.update.next_update_by = Some(backend.clock.now().plus(30 * MINUTE));
        let incident = backend.declare_incident(&publisher, &outage).await.expect("declared");
        backend.clock.advance(29 * MINUTE);
        backend.raise_incident_alarms().await.expect("looked");
        assert_eq!(subjects(&backend).await, [""; 0]);

        // a correction is no news: the promise stays
        backend.correct_update(&publisher, incident, &correction(9, 2, "바로잡았습니다.")).await.expect("corrected");
        backend.clock.advance(MINUTE);
        for _ in 0..2 {
            backend.raise_incident_alarms().await.expect("raised");
        }
        let told = subjects(&backend).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("알리기로 한 소식이 나가지 않았습니다. 결제 중단"), "{told:?}");

        let update = world::update(3, IncidentStatus::Identified, Vec::new());
        backend.update_incident(&publisher, incident, &update).await.expect("updated");
        backend.clock.advance(HOUR - 1);
        backend.raise_incident_alarms().await.expect("looked");
        assert_eq!(subjects(&backend).await.len(), 1);
        backend.clock.advance(1);
        backend.raise_incident_alarms().await.expect("raised");
        let told = subjects(&backend).await;
        assert!(told.len() == 2 && told[1].contains("1시간째 새 소식이 없습니다."), "{told:?}");

        let over = world::update(4, IncidentStatus::Resolved, Vec::new());
        backend.update_incident(&publisher, incident, &over).await.expect("resolved");
        backend.clock.advance(9 * HOUR);
        backend.raise_incident_alarms().await.expect("looked");
        assert_eq!(subjects(&backend).await.len(), 2);
    }
}

#[tokio::test]
async fn a_correction_stands_beside_what_it_corrects_and_moves_nothing() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "park", "publisher").await;
        let incident = backend.declare_incident(&publisher, &world::outage()).await.expect("declared");
        let identified = world::update(3, IncidentStatus::Identified, Vec::new());
        backend.update_incident(&publisher, incident, &identified).await.expect("updated");
        for _ in 0..2 {
            let once = correction(9, 2, "처음 말과 다릅니다.");
            backend.correct_update(&publisher, incident, &once).await.expect("corrected");
        }
        let found = backend.incident(incident).await.expect("read").expect("there");
        assert_eq!((found.updates.len(), found.status), (3, IncidentStatus::Identified));
        let first = found.updates.iter().find(|update| update.id == UpdateId(Uuid::from_u128(2))).expect("it stays");
        assert_eq!(first.body.ko, "확인하고 있습니다.");
        assert_eq!(found.correction_of(first.id).expect("corrected").body.ko, "처음 말과 다릅니다.");
        assert_eq!(found.impacts.len(), 1);

        let again = backend.correct_update(&publisher, incident, &correction(10, 2, "또 다릅니다.")).await;
        assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
        let same = backend.correct_update(&publisher, incident, &correction(11, 9, "처음 말과 다릅니다.")).await;
        assert!(matches!(same, Err(Error::Invalid(_))), "{same:?}");
        backend.correct_update(&publisher, incident, &correction(12, 9, "이제 맞습니다.")).await.expect("corrected");
        let none = backend.correct_update(&publisher, incident, &correction(13, 99, "없습니다.")).await;
        assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
        let reviewer = world::staff(&backend, "lee", "reviewer").await;
        let refused = backend.correct_update(&reviewer, incident, &correction(14, 12, "안 됩니다.")).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_template_is_kept_changed_and_removed_and_its_variables_are_known() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let publisher = world::staff(&backend, "park", "publisher").await;
        let id = TemplateId(Uuid::from_u128(5));
        let template = |ko: &str| Template {
            id,
            name: "첫 공지".into(),
            title: Text::default(),
            body: Text::new(ko, ""),
            updated_at: Instant(0),
        };
        let unknown = backend.save_template(&publisher, &template("{service} 장애")).await;
        let Err(Error::Invalid(problems)) = unknown else { panic!("a refusal") };
        assert_eq!(problems[0].field, "body_ko");
        for ko in ["{services} 장애", "{services} 장애입니다."] {
            backend.save_template(&publisher, &template(ko)).await.expect("saved");
        }
        let kept = backend.templates(&publisher).await.expect("templates");
        assert_eq!((kept.len(), kept[0].body.ko.as_str()), (1, "{services} 장애입니다."));
        let auditor = world::staff(&backend, "lee", "auditor").await;
        assert!(matches!(backend.templates(&auditor).await, Err(Error::Forbidden)));
        backend.remove_template(&publisher, id).await.expect("removed");
        assert!(matches!(backend.template(&publisher, id).await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn a_variable_that_nobody_filled_in_is_not_published() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "park", "publisher").await;
        let mut outage = world::outage();
        outage.update.body.en = "Next news by {next_update}.".into();
        let Err(Error::Invalid(problems)) = backend.declare_incident(&publisher, &outage).await else {
            panic!("a refusal");
        };
        assert_eq!(problems[0].field, "body_en");
    }
}
