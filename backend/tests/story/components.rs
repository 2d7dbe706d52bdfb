//! Components and their groups.

use backend::{
    Actor, Error,
    components::{ComponentDetails, Direction},
};
use domain::{
    component::{Audience, ComponentKey},
    language::Text,
    time::Instant,
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
        audience: Audience::Public,
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
        backend.change_component(actor, &key("a"), &key("second"), &details("renamed"), false).await.expect("changed");
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
