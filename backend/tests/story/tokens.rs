//! Tokens of programs, and whose word counts.

use backend::{
    Actor, Backend, Error,
    incidents::{NewIncident, NewUpdate},
    tokens::NewToken,
};
use domain::{
    component::ComponentStatus,
    id::{IncidentId, TokenId, UpdateId},
    impact::Severity,
    incident::{ImpactChange, IncidentStatus},
    language::Text,
    time::{DAY, HOUR, MINUTE},
};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM, key},
};

fn new(number: u128, scopes: &str) -> NewToken {
    NewToken {
        id: TokenId(Uuid::from_u128(number)),
        name: "배포".into(),
        scopes: scopes.parse().expect("scopes"),
        expires_at: None,
    }
}

/// The actor of a new token.
async fn token(backend: &Backend, scopes: &str) -> Actor {
    let secret = backend.add_token(&SYSTEM, &new(70, scopes)).await.expect("made").expect("new");
    backend.actor_of_secret(&secret).await.expect("read").expect("a token")
}

fn problem_fields(outcome: backend::Result<impl std::fmt::Debug>) -> Vec<String> {
    let Err(Error::Invalid(problems)) = outcome else { panic!("problems, not {outcome:?}") };
    problems.into_iter().map(|problem| problem.field).collect()
}

#[tokio::test]
async fn a_secret_works_until_its_token_ends_or_is_revoked() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let administrator = world::staff(&backend, "admin", "administrator").await;
        let end = backend.clock.now().plus(DAY);
        let lasting = NewToken { expires_at: Some(end), ..new(1, "components:read") };
        let secret = backend.add_token(&administrator, &lasting).await.expect("made").expect("new");
        assert_eq!(backend.add_token(&administrator, &lasting).await.expect("found"), None, "a form sent twice");
        let actor = backend.actor_of_secret(&secret).await.expect("read").expect("a token");
        assert_eq!(actor.label(), format!("token:{}", Uuid::from_u128(1)));
        let listed = backend.list_tokens(&administrator).await.expect("listed");
        assert_eq!(listed[0].last_used_at, Some(backend.clock.now()));
        for wrong in ["", "mwt_", "mwt_00", &secret[4..]] {
            assert_eq!(backend.actor_of_secret(wrong).await.expect("read"), None, "{wrong}");
        }
        backend.clock.advance(DAY);
        assert_eq!(backend.actor_of_secret(&secret).await.expect("read"), None, "it ended");

        let secret = backend.add_token(&administrator, &new(2, "components:read")).await.expect("made").expect("new");
        assert!(backend.actor_of_secret(&secret).await.expect("read").is_some());
        backend.revoke_token(&administrator, TokenId(Uuid::from_u128(2))).await.expect("revoked");
        assert_eq!(backend.actor_of_secret(&secret).await.expect("read"), None, "it is revoked");
        let missing = backend.revoke_token(&administrator, TokenId(Uuid::from_u128(3))).await;
        assert!(matches!(missing, Err(Error::NotFound)));

        assert_eq!(
            problem_fields(backend.add_token(&administrator, &NewToken { name: " ".into(), ..new(4, "") }).await),
            ["name", "scopes"]
        );
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        assert!(matches!(backend.add_token(&publisher, &new(5, "incidents:write")).await, Err(Error::Forbidden)));
        assert!(matches!(backend.list_tokens(&publisher).await, Err(Error::Forbidden)));
        let program = token(&backend, "incidents:write,subscribers:read").await;
        assert!(matches!(backend.add_token(&program, &new(6, "incidents:write")).await, Err(Error::Forbidden)));
        assert!(matches!(backend.list_staff(&program).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say_and_the_audit_log_names_it() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let reader = token(&backend, "incidents:read,maintenance:write").await;
        assert!(matches!(backend.declare_incident(&reader, &world::outage()).await, Err(Error::Forbidden)));
        let secret = backend.add_token(&SYSTEM, &new(71, "incidents:write")).await.expect("made").expect("new");
        let writer = backend.actor_of_secret(&secret).await.expect("read").expect("a token");
        backend.declare_incident(&writer, &world::outage()).await.expect("declared");
        let log = backend.audit_page(&SYSTEM, None).await.expect("a log");
        assert_eq!((log[0].action.as_str(), log[0].actor.as_str()), ("incident.declared", writer.label().as_str()));
    }
}

#[tokio::test]
async fn a_key_finds_what_its_first_request_made() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let program = token(&backend, "incidents:write").await;
        let first = backend.reserve_request(&program, Some("k"), b"content").await.expect("reserved");
        let again = backend.reserve_request(&program, Some("k"), b"content").await.expect("found");
        assert_eq!((first.is_first, again.is_first, first.id), (true, false, again.id));
        assert!(!first.is_done && !again.is_done);
        backend.finish_request(&program, &first).await.expect("noted");
        let done = backend.reserve_request(&program, Some("k"), b"content").await.expect("found");
        assert_eq!((done.is_done, done.id), (true, first.id));
        let other = backend.reserve_request(&program, Some("k"), b"other").await;
        assert_eq!(problem_fields(other), ["Idempotency-Key"]);
        backend.release_request(&program, &first).await.expect("released");
        assert!(backend.reserve_request(&program, Some("k"), b"other").await.expect("free again").is_first);
        backend.clock.advance(2 * DAY);
        backend.sweep_tokens().await.expect("swept");
        assert!(backend.reserve_request(&program, Some("k"), b"content").await.expect("forgotten").is_first);
        let keyless = backend.reserve_request(&program, None, b"content").await.expect("fresh");
        assert!(keyless.is_first && keyless.id != first.id);
    }
}

/// An incident of a program on one component.
fn by_program(number: u128, component: &str, severity: Severity) -> NewIncident {
    let now = world::fire().plus(HOUR);
    NewIncident {
        id: IncidentId(Uuid::from_u128(number)),
        title: Text::new("이상 감지", ""),
        started_at: now,
        update: NewUpdate {
            id: UpdateId(Uuid::from_u128(number + 1)),
            changes: vec![ImpactChange::Set { component: key(component), severity, from: now }],
            ..world::update(0, IncidentStatus::Investigating, Vec::new())
        },
    }
}

#[tokio::test]
async fn a_persons_last_word_on_a_component_holds_until_that_incident_is_over() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "publisher", "publisher").await;
        let program = token(&backend, "incidents:write").await;
        let own = by_program(100, "pay-online", Severity::Degraded);
        backend.declare_incident(&program, &own).await.expect("nobody said anything yet");
        let step = |number, status, changes| world::update(number, status, changes);
        let set = |component, severity, at| ImpactChange::Set { component: key(component), severity, from: at };
        let now = backend.clock.now();

        // a program may take back its own word
        let worse = vec![set("pay-online", Severity::MajorOutage, now)];
        backend
            .update_incident(&program, own.id, &step(110, IncidentStatus::Investigating, worse))
            .await
            .expect("its own");
        // a person says otherwise
        backend.clock.advance(MINUTE);
        let now = backend.clock.now();
        let milder = vec![set("pay-online", Severity::PartialOutage, now)];
        backend
            .update_incident(&publisher, own.id, &step(111, IncidentStatus::Identified, milder))
            .await
            .expect("a person");
        backend.clock.advance(MINUTE);
        let now = backend.clock.now();
        let worse = vec![set("pay-online", Severity::MajorOutage, now)];
        let refused = backend.update_incident(&program, own.id, &step(112, IncidentStatus::Identified, worse)).await;
        assert_eq!(problem_fields(refused), ["impact-pay-online"]);
        // neither by another incident, nor by saying that it is over
        let other = backend.declare_incident(&program, &by_program(120, "pay-online", Severity::MajorOutage)).await;
        assert_eq!(problem_fields(other), ["impact-pay-online"]);
        let over = backend.update_incident(&program, own.id, &step(113, IncidentStatus::Resolved, Vec::new())).await;
        assert_eq!(problem_fields(over), ["impact-pay-online"]);
        let state = backend.public_state().await.expect("a state");
        assert_eq!(state.status_of(&key("pay-online"), now), ComponentStatus::PartialOutage);
        assert_eq!(state.incidents.len(), 1, "what is refused leaves nothing behind");
        // words alone, and what a person left alone, are free
        backend
            .update_incident(&program, own.id, &step(114, IncidentStatus::Monitoring, Vec::new()))
            .await
            .expect("words");
        backend
            .declare_incident(&program, &by_program(130, "pay-qr", Severity::Degraded))
            .await
            .expect("another component");
        // once a person's incident is over, their word is too
        backend
            .update_incident(&publisher, own.id, &step(115, IncidentStatus::Resolved, Vec::new()))
            .await
            .expect("over");
        backend
            .declare_incident(&program, &by_program(140, "pay-online", Severity::Degraded))
            .await
            .expect("free again");
    }
}
