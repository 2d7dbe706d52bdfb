//! Statements over many rows.

use backend::{
    db::{
        Tx,
        repeated::{ROWS, Repeated},
    },
    within,
};
use sqlx::Connection;

use crate::support;

async fn counted(tx: &mut Tx, rows: i64) -> i64 {
    let number = usize::try_from(rows).expect("a few rows");
    let statement = Repeated::new(tx, "select count(*) from (values ", 1, number, ") as rows");
    let (count,): (i64,) = within!(tx, c => {
        let mut query = statement.query_as();
        for row in 0..rows {
            query = query.bind(row);
        }
        query.fetch_one(c)
    })
    .expect("counted");
    count
}

fn kept(tx: &Tx) -> usize {
    match tx {
        Tx::Sqlite(tx) => tx.cached_statements_size(),
        Tx::Postgres(tx) => tx.cached_statements_size(),
    }
}

/// The memory of a run over a million accounts is that of one over a few: every shard has another number of offers, and
/// statements kept for each would grow to most of what a run holds.
#[tokio::test]
async fn only_full_statements_are_kept_prepared() {
    for store in support::databases().await {
        let mut tx = store.db.begin().await.unwrap();
        let before = kept(&tx);
        for rows in 1..40 {
            assert_eq!(counted(&mut tx, rows).await, rows);
        }
        assert_eq!(kept(&tx), before);
        let full = i64::try_from(ROWS).unwrap();
        for _ in 0..2 {
            assert_eq!(counted(&mut tx, full).await, full);
        }
        assert_eq!(kept(&tx), before + 1);
    }
}
