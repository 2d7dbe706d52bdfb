//! The ledger and the demonstration, on every database.

mod import;
#[path = "../support/mod.rs"]
mod support;
