//! The process: command line, configuration, HTTP surface, start and stop of the workers.

pub mod config;
pub mod layers;
pub mod publisher;
pub mod router;
pub mod routes;
pub mod serve;
pub mod snapshot;
pub mod state;
pub mod telemetry;
pub mod workers;
