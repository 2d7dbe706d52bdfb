//! The demonstration: the outage of October 2022 at a fictional company, and a made-up world of shops and drivers who
//! lived through it.
//!
//! [`outage`] says what happened when, to be replayed through the use cases with a clock that stands at each time;
//! [`load`] puts the ledger in place; [`World`] knows what each account truly lost, which no ledger knows.

mod load;
mod script;
pub mod synthetic;
mod world;

pub use self::{
    load::{LoadProgress, load, load_first},
    script::{IncidentScript, OutageScript, outage},
    world::{Sale, TrueLoss, World, WorldAccount},
};

/// The seed of the demonstration's world.
pub const SEED: u64 = 20_221_015;
