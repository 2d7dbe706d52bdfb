//! The process: command line, configuration, HTTP surface, start and stop of the workers.

pub mod backtest;
pub mod bulletins;
pub mod cli;
pub mod config;
pub mod connections;
pub mod demo;
pub mod events;
pub mod journal;
pub mod layers;
pub mod mirror;
pub mod partners;
pub mod publisher;
pub mod router;
pub mod routes;
pub mod serve;
pub mod snapshot;
pub mod state;
pub mod telemetry;
pub mod workers;
