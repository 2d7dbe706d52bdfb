//! The use cases as stories, each on every database.

mod adjustments;
mod afterwards;
mod alarms;
mod alerts;
mod audit;
mod backtests;
mod changes;
mod claims;
mod components;
mod corrections;
mod emergency;
mod incidents;
mod maintenance;
mod other_outages;
mod outbox;
mod overlaps;
mod page_import;
mod partners;
mod people;
mod probes;
mod proofs;
mod push;
mod revisions;
mod runs;
mod shocks;
mod subscribers;
#[path = "../support/mod.rs"]
mod support;
mod taxis;
mod tokens;
mod trials;
mod world;
