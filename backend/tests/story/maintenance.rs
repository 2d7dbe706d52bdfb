//! Maintenance: scheduled, begun and ended by itself, called off.

use backend::{
    Backend, Error,
    mail::Mailer,
    maintenance::{NewMaintenance, Plan, Repetition},
};
use chrono::NaiveDate;
use domain::{
    component::ComponentStatus,
    id::{MaintenanceId, UpdateId},
    language::Text,
    maintenance::{MaintenanceStatus as Status, Repeat},
    time::{DAY, HOUR},
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, key},
};

const ID: MaintenanceId = MaintenanceId(Uuid::from_u128(1));

/// In-store payment from two days on, for two hours.
fn plan(backend: &Backend, entry: u128, status: Status) -> Plan {
    let start = domain::time::Instant::parse_rfc3339("2022-12-03T00:00:00Z").expect("a time");
    assert!(backend.clock.now() < start.plus(2 * HOUR));
    Plan {
        entry: UpdateId(Uuid::from_u128(entry)),
        status,
        title: Text::new("결제 점검", "Payment maintenance"),
        body: Text::new("장비를 바꿉니다.", "We replace equipment."),
        start,
        end: start.plus(2 * HOUR),
        components: vec![key("pay-qr")],
    }
}

fn once(backend: &Backend) -> NewMaintenance {
    NewMaintenance {
        id: ID,
        plan: plan(backend, 10, Status::Scheduled),
        repeat: Repetition::Plain(Repeat::Never),
        until: None,
    }
}

async fn status(backend: &Backend) -> (Status, ComponentStatus) {
    let state = backend.public_state().await.expect("a state");
    let found = state.maintenance(ID).expect("the maintenance");
    (found.status, state.status_of(&key("pay-qr"), backend.clock.now()))
}

#[tokio::test]
async fn a_maintenance_begins_and_ends_by_itself_once_and_says_so() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        world::staff(&backend, "reviewer", "reviewer").await;
        for _ in 0..2 {
            assert_eq!(backend.schedule_maintenance(&publisher, &once(&backend)).await.expect("scheduled"), ID);
        }
        assert_eq!(status(&backend).await, (Status::Scheduled, ComponentStatus::Operational));
        for (hours, expected) in [
            (30, (Status::Scheduled, ComponentStatus::Operational)),
            (18, (Status::InProgress, ComponentStatus::UnderMaintenance)),
            (2, (Status::Completed, ComponentStatus::Operational)),
        ] {
            backend.clock.advance(hours * HOUR);
            // two servers at once, and once more after a restart
            let other = backend.clone();
            let (one, two) = tokio::join!(backend.keep_maintenance_times(), other.keep_maintenance_times());
            assert!(one.is_ok() || two.is_ok());
            backend.keep_maintenance_times().await.expect("nothing more");
            assert_eq!(status(&backend).await, expected);
        }
        let state = backend.public_state().await.expect("a state");
        assert_eq!(state.maintenance(ID).expect("there").entries.len(), 3);
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::folder(folder.path(), backend.clock.clone()).expect("a mail folder");
        assert_eq!(backend.deliver_due(&mailer).await.expect("sent"), 3, "before, start, end, to the publisher alone");
    }
}

#[tokio::test]
async fn a_person_moves_begins_and_ends_it_early() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        backend.schedule_maintenance(&publisher, &once(&backend)).await.expect("scheduled");
        let mut moved = plan(&backend, 11, Status::Scheduled);
        (moved.start, moved.end) = (moved.start.plus(DAY), moved.end.plus(DAY));
        let stale = backend.change_maintenance(&publisher, ID, 0, &moved).await;
        assert!(matches!(stale, Err(Error::Refused(_))), "somebody else changed it");
        for _ in 0..2 {
            backend.change_maintenance(&publisher, ID, 1, &moved).await.expect("moved once");
        }
        let steps = [(12, Status::InProgress), (13, Status::Verifying), (14, Status::Completed)];
        for (seen, (entry, status)) in (2..).zip(steps) {
            let step = Plan { entry: UpdateId(Uuid::from_u128(entry)), status, ..moved.clone() };
            backend.change_maintenance(&publisher, ID, seen, &step).await.expect("a step");
        }
        let back = Plan { entry: UpdateId(Uuid::from_u128(15)), status: Status::Cancelled, ..moved };
        let Err(Error::Invalid(problems)) = backend.change_maintenance(&publisher, ID, 5, &back).await else {
            panic!("a refusal");
        };
        assert_eq!(problems[0].field, "status");
        assert_eq!(status(&backend).await.0, Status::Completed);
    }
}

#[tokio::test]
async fn what_is_called_off_never_begins_and_an_outage_is_never_hidden() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        backend.schedule_maintenance(&publisher, &once(&backend)).await.expect("scheduled");
        backend.declare_incident(&publisher, &world::outage()).await.expect("declared");
        let begun = plan(&backend, 11, Status::InProgress);
        backend.change_maintenance(&publisher, ID, 1, &begun).await.expect("begun");
        assert_eq!(status(&backend).await, (Status::InProgress, ComponentStatus::MajorOutage));
        let off = plan(&backend, 12, Status::Cancelled);
        backend.change_maintenance(&publisher, ID, 2, &off).await.expect("called off");
        backend.clock.advance(3 * DAY);
        backend.keep_maintenance_times().await.expect("nothing due");
        assert_eq!(status(&backend).await.0, Status::Cancelled);
    }
}

#[tokio::test]
async fn repetitions_are_planned_together_and_wrong_input_changes_nothing() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let reviewer = world::staff(&backend, "reviewer", "reviewer").await;
        let until = NaiveDate::from_ymd_opt(2022, 12, 31);
        let weekly = NewMaintenance { repeat: Repetition::Plain(Repeat::Weekly), until, ..once(&backend) };
        assert!(matches!(backend.schedule_maintenance(&reviewer, &weekly).await, Err(Error::Forbidden)));
        let mut wrong = weekly.clone();
        wrong.plan.title.ko.clear();
        wrong.plan.end = wrong.plan.start;
        wrong.plan.components.clear();
        wrong.until = None;
        let Err(Error::Invalid(problems)) = backend.schedule_maintenance(&publisher, &wrong).await else {
            panic!("a refusal");
        };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["title_ko", "end", "components", "until"]);
        assert!(backend.public_state().await.expect("a state").maintenances.is_empty());
        backend.schedule_maintenance(&publisher, &weekly).await.expect("scheduled");
        let state = backend.public_state().await.expect("a state");
        assert_eq!(state.maintenances.len(), 5, "3, 10, 17, 24 and 31 December");
        assert!(state.maintenances.iter().all(|m| m.series == ID));
    }
}
