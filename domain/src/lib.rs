//! The rules of Makewhole: money, time, impacts, uptime, loss estimation, policy, claims.
//!
//! Nothing here reads a file, a socket or a clock, and everything compiles to wasm, so that a claimant's browser
//! computes with the same code as the server. Instants and randomness come in as arguments.

pub mod adjustment;
pub mod alert;
pub mod assessment;
pub mod backtest;
pub mod calendar;
pub mod claim;
pub mod component;
pub mod correction;
pub mod emergency;
pub mod id;
pub mod impact;
pub mod incident;
pub mod language;
pub mod law;
pub mod ledger;
pub mod loss;
pub mod maintenance;
pub mod money;
mod named;
pub mod partner;
pub mod policy;
pub mod probe;
pub mod published;
pub mod record;
pub mod role;
pub mod series;
pub mod shock;
pub mod status;
pub mod subscription;
pub mod template;
pub mod time;
pub mod token;
pub mod trial;
pub mod uptime;
