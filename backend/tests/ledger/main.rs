//! The ledger and the demonstration, on every database.

#[path = "../support/mod.rs"]
mod support;

#[tokio::test]
async fn every_database_starts_migrated_and_empty() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        assert_eq!(backend.publication_version().await.expect("a version"), 0, "{}", store.db.kind());
    }
}
