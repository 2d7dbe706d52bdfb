//! Components and their groups.

use backend::{
    Actor, Error,
    components::{ComponentDetails, Direction},
};
use domain::{
    component::ComponentKey,
    language::Text,
    time::{Instant, MINUTE},
    uptime::target::{Target, TargetChange},
};

use crate::{support, world};

fn key(text: &str) -> ComponentKey {
    ComponentKey::parse(text).expect("a key")
}

fn details(name: &str) -> ComponentDetails {
    ComponentDetails {
        name: Text::new(name, ""),
        description: Text::default(),
        uptime_from: Instant(0),
        only_if_degraded: false,
        uptime_target: None,
    }
}

#[tokio::test]
async fn components_move_within_and_between_groups() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let actor = &world::SYSTEM;
        for group in ["first", "second"] {
            backend.add_group(actor, group, &Text::new(group, "")).await.expect("added");
        }
        for name in ["a", "b", "c"] {
            backend.add_component(actor, name, &key("first"), &details(name)).await.expect("added");
        }
        backend.move_component(actor, &key("c"), Direction::Up).await.expect("moved");
        backend.change_component(actor, &key("a"), &key("second"), &details("renamed")).await.expect("changed");
        backend.move_group(actor, &key("second"), Direction::Up).await.expect("moved");
        let groups = backend.component_groups(actor).await.expect("groups");
        let shown: Vec<_> = groups
            .iter()
            .map(|group| {
                let keys = group.components.iter().map(|component| component.key.to_string());
                (group.key.to_string(), keys.collect::<Vec<_>>())
            })
            .collect();
        let expected = [("second", vec!["a"]), ("first", vec!["c", "b"])];
        assert_eq!(shown, expected.map(|(group, keys)| (group.into(), keys.iter().map(ToString::to_string).collect())));
        assert_eq!(groups[0].components[0].details.name.ko, "renamed");
        let taken = backend.add_component(actor, "b", &key("second"), &details("b")).await;
        assert!(matches!(taken, Err(Error::Invalid(problems)) if problems[0].field == "key"));
        let nowhere = backend.add_component(actor, "d", &key("third"), &details("d")).await;
        assert!(matches!(nowhere, Err(Error::Invalid(problems)) if problems[0].field == "group"));
        assert!(matches!(backend.component_groups(&Actor::Anonymous).await, Err(Error::Forbidden)));
        assert!(matches!(backend.remove_group(actor, &key("first")).await, Err(Error::Refused(_))));
    }
}

#[tokio::test]
async fn what_fails_is_not_retired_and_what_is_retired_keeps_its_past() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let incident = world::outage_over(&backend, &world::SYSTEM).await;
        let failed = backend.incident(incident).await.expect("read").expect("there").impacts[0].component.clone();
        backend.retire_component(&world::SYSTEM, &failed, true).await.expect("the outage is over");
        let state = backend.public_state().await.expect("a state");
        assert!(state.component(&failed).is_none());
        assert!(state.components_on_record().any(|component| component.key == failed));
        backend.retire_component(&world::SYSTEM, &failed, false).await.expect("back");
        assert!(backend.public_state().await.expect("a state").component(&failed).is_some());
    }
}

#[tokio::test]
async fn a_target_holds_from_its_change_on_and_stands_in_the_public_record() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let actor = &world::SYSTEM;
        let aimed = |text: &str| ComponentDetails { uptime_target: Target::parse(text), ..details("결제") };
        let published = async || {
            let state = backend.public_state().await.expect("a state");
            let found = state.components().find(|found| found.key == key("pay-qr")).cloned();
            found.expect("the component").uptime_targets
        };
        let set = async |text: &str| {
            backend.clock.advance(MINUTE);
            let changed = backend.change_component(actor, &key("pay-qr"), &key("pay"), &aimed(text)).await;
            changed.expect("changed");
            TargetChange { since: backend.clock.now(), target: Target::parse(text) }
        };
        set("none").await;
        assert_eq!(published().await, [], "nothing was aimed at before either");
        let first = set("99.9").await;
        set("99.90%").await;
        assert_eq!(published().await, [first], "the same again is no change");
        let others = [set("99.95").await, set("none").await];
        assert_eq!(published().await, [first, others[0], others[1]]);
        let last = set("99").await;
        let groups = backend.component_groups(actor).await.expect("read");
        let record = groups[0].components.iter().find(|found| found.key == key("pay-qr")).expect("there");
        assert_eq!(record.details.uptime_target, last.target);
        backend.retire_component(actor, &key("pay-qr"), true).await.expect("retired");
        assert_eq!(backend.public_state().await.expect("a state").retired[0].uptime_targets.len(), 4);
    }
}
