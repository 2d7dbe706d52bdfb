//! Proofs of publication: what they say, and that they are kept as they were made.

use domain::{id::ProofId, role::RoleSet};
use uuid::Uuid;

use crate::{
    support,
    world::{self, SYSTEM},
};

#[tokio::test]
async fn a_proof_says_what_was_published_when_by_whom_and_where_it_is_held() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        world::components(&backend).await;
        let publisher = world::staff(&backend, "park", "publisher").await;
        let incident = world::outage_over(&backend, &publisher).await;
        let entries = backend.public_state().await.expect("a state").entries();
        assert_eq!(entries.len(), 2);
        for target in ["/srv/copy", "s3://copies/status", "/srv/copy"] {
            backend.note_copies(target, &entries).await.expect("noted");
        }
        let found = backend.publications(&publisher, incident).await.expect("publications");
        let said: Vec<_> = found.iter().map(|it| (it.by.name.as_str(), it.copies.len(), it.told.is_some())).collect();
        assert_eq!(said, [("park", 2, true), ("park", 2, true)]);

        let id = ProofId(Uuid::from_u128(77));
        backend.issue_proof(&publisher, id, incident).await.expect("issued");
        let first = backend.proof(&publisher, id).await.expect("the proof");
        let key = backend.sending().proof_key.public().expect("a key");
        assert!(key.verifies(first.document.as_bytes(), &first.signature));
        for said in ["\"published_by\": \"park\"", "s3://copies/status", &key.fingerprint(), "\"cause_told_at\": null"]
        {
            assert!(first.document.contains(said), "{said} is not in {}", first.document);
        }
        backend.issue_proof(&publisher, id, incident).await.expect("found");
        assert_eq!(backend.proofs(&publisher, incident).await.expect("proofs"), [first]);
        let reviewer = world::staff(&backend, "lee", "reviewer,auditor").await;
        assert!(backend.issue_proof(&reviewer, ProofId(Uuid::nil()), incident).await.is_err());
        let nobody = backend::Actor::Staff {
            id: domain::id::StaffId(Uuid::nil()),
            name: String::new(),
            roles: RoleSet::default(),
        };
        assert!(backend.proofs(&nobody, incident).await.is_err());
        assert!(backend.publications(&SYSTEM, domain::id::IncidentId(Uuid::nil())).await.is_err());
    }
}
