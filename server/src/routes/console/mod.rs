//! The staff console: each handler lets in staff only, calls use cases, and renders a page of `app`.

pub mod adjustments;
pub mod backtests;
pub mod claims;
pub mod components;
pub mod desk;
pub mod impacts;
pub mod incidents;
pub mod maintenance;
pub mod monitoring;
pub mod partners;
pub mod people;
pub mod probes;
pub mod programmes;
pub mod proofs;
pub mod records;
pub mod reports;
pub mod shocks;
pub mod subscribers;
pub mod templates;
pub mod tokens;
pub mod transactions;
pub mod trials;

mod filling;
mod input;

use app::pages::console::{Console, Names};

use crate::layers::{errors::Failure, visit::Visit};

/// What every page of the console is told. Others than staff are asked to sign in first.
async fn enter(visit: &Visit) -> Result<Console, Failure> {
    visit.staff_only()?;
    let notice = visit.take_notice().await?;
    Ok(Console { context: visit.context(), actor: visit.actor.clone(), notice })
}

/// Who is who among the operator's people and programs.
async fn names(visit: &Visit) -> Result<Names, Failure> {
    let (backend, actor) = (&visit.backend, &visit.actor);
    Ok(Names { staff: backend.staff_names(actor).await?, tokens: backend.token_names(actor).await? })
}

/// The id in an address; one that is none is of nothing that exists.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}
