//! Components and their groups.

use backend::{
    Actor, Error,
    components::{ComponentDetails, Direction, Placed},
};
use domain::{
    component::{Audience, ComponentKey},
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
        audience: Audience::Public,
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
        assert!(matches!(taken, Err(Error::Taken(problem)) if problem.field == "key"));
        let nowhere = backend.add_component(actor, "d", &key("third"), &details("d")).await;
        assert!(matches!(nowhere, Err(Error::Invalid(problems)) if problems[0].field == "group"));
        assert!(matches!(backend.component_groups(&Actor::Anonymous).await, Err(Error::Forbidden)));
        assert!(matches!(backend.remove_group(actor, &key("first")).await, Err(Error::Refused(_))));
    }
}

#[tokio::test]
async fn an_edit_begins_with_what_holds_and_leaves_no_trace_where_it_changes_nothing() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let admin = world::staff(&backend, "admin", "administrator,auditor").await;
        let acts = async || {
            let log = backend.audit_page(&admin, None).await.expect("the log");
            log.into_iter()
                .rev()
                .map(|entry| entry.action)
                .filter(|act| act.starts_with("component"))
                .collect::<Vec<_>>()
        };
        let edit = async |edit: fn(&mut Placed)| {
            backend.edit_component(&admin, &key("pay-online"), false, edit).await.expect("edited");
            let groups = backend.component_groups(&admin).await.expect("groups");
            groups[0].components.iter().map(|found| found.key.to_string()).collect::<Vec<_>>()
        };
        let version = backend.publication_version().await.expect("a version");
        edit(|_| ()).await;
        edit(|placed| placed.details.name.ko.push(' ')).await;
        edit(|placed| placed.position = Some(7)).await;
        assert_eq!(acts().await, Vec::<String>::new());
        assert_eq!(backend.publication_version().await.expect("a version"), version);
        assert_eq!(edit(|placed| placed.position = Some(1)).await, ["pay-online", "pay-qr"]);
        edit(|placed| placed.details.description = Text::new("결제", "")).await;
        let both = |placed: &mut Placed| {
            placed.details.only_if_degraded = true;
            placed.position = Some(2);
        };
        assert_eq!(edit(both).await, ["pay-qr", "pay-online"]);
        assert_eq!(acts().await, ["component.moved", "component.changed", "component.changed"]);
        let groups = backend.component_groups(&admin).await.expect("groups");
        let found = &groups[0].components[1].details;
        assert_eq!((&found.description.ko[..], found.only_if_degraded), ("결제", true), "each began with the last");

        // a form that is sent twice
        for _ in 0..2 {
            backend.add_group(&admin, "taxi", &Text::new("택시", "")).await.expect("added");
            backend.add_component(&admin, "taxi", &key("taxi"), &details("택시")).await.expect("added");
        }
        assert_eq!(acts().await[3..], ["component_group.added", "component.added"]);
        backend.retire_component(&admin, &key("taxi"), true).await.expect("retired");
        let retired = backend.add_component(&admin, "taxi", &key("taxi"), &details("택시")).await;
        assert!(matches!(retired, Err(Error::Taken(_))), "a retired key is not free");
    }
}

#[tokio::test]
async fn of_edits_at_once_none_is_lost() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let (pay, qr) = (key("pay"), key("pay-qr"));
        let edit = |edit: fn(&mut Placed)| backend.edit_component(&world::SYSTEM, &qr, false, edit);
        let edits = tokio::join!(
            edit(|placed| placed.details.name = Text::new("새 이름", "")),
            edit(|placed| placed.details.only_if_degraded = true),
            edit(|placed| placed.details.description = Text::new("설명", "")),
            backend.edit_group(&world::SYSTEM, &pay, |group| group.name = Text::new("새 묶음", "")),
        );
        for edited in [edits.0, edits.1, edits.2, edits.3] {
            edited.expect("edited");
        }
        let groups = backend.component_groups(&world::SYSTEM).await.expect("groups");
        let found = &groups[0].components[0].details;
        assert_eq!((&found.name.ko[..], &found.description.ko[..]), ("새 이름", "설명"));
        assert!(found.only_if_degraded && groups[0].name.ko == "새 묶음");
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
            let changed = backend.change_component(actor, &key("pay-qr"), &key("pay"), &aimed(text), false).await;
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
