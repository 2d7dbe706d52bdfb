//! The audit log cannot be changed without a trace.

use backend::{audit::Chain, execute_on};

use crate::{support, world};

#[tokio::test]
async fn a_changed_or_removed_entry_breaks_the_chain() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        for name in ["kim", "lee", "park"] {
            world::staff(&backend, name, "auditor").await;
        }
        assert_eq!(backend.verify_audit().await.expect("checked"), Chain::Whole(3));
        execute_on!(backend.db, sqlx::query("update audit_log set detail = 'administrator' where sequence = 2"))
            .expect("tampered");
        assert_eq!(backend.verify_audit().await.expect("checked"), Chain::BrokenAt(2));
        execute_on!(backend.db, sqlx::query("update audit_log set detail = 'auditor' where sequence = 2"))
            .expect("mended");
        assert_eq!(backend.verify_audit().await.expect("checked"), Chain::Whole(3));
        execute_on!(backend.db, sqlx::query("delete from audit_log where sequence = 3")).expect("cut off");
        assert_eq!(backend.verify_audit().await.expect("checked"), Chain::BrokenAt(3));
    }
}
