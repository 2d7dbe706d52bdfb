//! The ledger and the demonstration, on every database.

mod demo;
mod histories;
mod import;
mod packed;
mod speed;
mod statements;
#[path = "../support/mod.rs"]
mod support;
mod taxis;
