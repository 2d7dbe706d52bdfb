//! Proofs of publication: made for an incident, and handed out as they were made.

use app::{pages::console::incidents::record, routes, text::console::law::Law as Words};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use backend::proofs::Proof;
use domain::id::{IncidentId, ProofId};

use super::id;
use crate::{
    layers::{
        errors::Failure,
        visit::{Answer, Visit},
    },
    routes::{
        download::named,
        form::{self, Fields},
    },
    state::AppState,
};

/// Makes one.
pub async fn issue(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let incident: IncidentId = id(&asked)?;
    let proof = form::value(&fields.0, "proof").parse().unwrap_or_else(|_| ProofId(visit.fresh_id()));
    visit.backend.issue_proof(&visit.actor, proof, incident).await?;
    visit.leave_notice(Words::of(visit.language).issued).await?;
    Ok(visit.redirect(&routes::staff_incident(incident)))
}

/// The document, byte for byte as it was signed.
pub async fn document(visit: Visit, Path(asked): Path<String>) -> Answer {
    let proof = found(&visit, &asked).await?;
    let name = name(&proof);
    let body = ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], proof.document);
    Ok(named(body.into_response(), &name))
}

/// The 64 bytes of its signature.
pub async fn signature(visit: Visit, Path(asked): Path<String>) -> Answer {
    let proof = found(&visit, &asked).await?;
    let name = format!("{}.sig", name(&proof));
    Ok(named(([(header::CONTENT_TYPE, "application/octet-stream")], proof.signature).into_response(), &name))
}

/// Who published what when.
pub async fn publications(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let found = visit.backend.publications(&visit.actor, id(&asked)?).await?;
    let body = record::csv(&found, visit.state.site().zone);
    let answer: Response = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], body).into_response();
    Ok(named(answer, "makewhole-record.csv"))
}

async fn found(visit: &Visit, asked: &str) -> Result<Proof, Failure> {
    visit.staff_only()?;
    Ok(visit.backend.proof(&visit.actor, id(asked)?).await?)
}

fn name(proof: &Proof) -> String {
    routes::document_name("proof", &proof.digest(), "json")
}

/// The public key that signatures are checked with, for everybody.
pub async fn key(State(state): State<AppState>) -> Answer {
    let backend = state.backend().ok_or(Failure::Unavailable)?;
    let pem = backend.sending().proof_key.public()?.pem();
    Ok(([(header::CONTENT_TYPE, "application/x-pem-file")], pem).into_response())
}
