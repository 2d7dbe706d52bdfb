//! SQL by which later results reach claims.

use std::collections::HashMap;

use domain::{
    assessment::Outcome,
    claim::Target,
    id::{AccountId, AssessmentId, ProgrammeId},
    money::{Currency, Money},
    time::Instant,
};
use uuid::Uuid;

use super::{AssessmentBasis, StoredClaim};
use crate::{
    db::Tx,
    error::{Result, known},
    execute_within, within,
};

/// Raises an offer that was not answered yet; false where the claim changed since it was read.
pub async fn renew_offer(
    tx: &mut Tx,
    standing: &StoredClaim,
    basis: &AssessmentBasis,
    amount: Money,
    now: Instant,
) -> Result<bool> {
    const RENEW: &str = "update claims set
            assessment_id = $4
          , offer_minor = $5
          , promised_minor = $5
          , limit_minor = $6
          , updated_at = $7
        where account_id = $1 and id = $2 and events = $3 and state = 'draft'";
    let renewed = execute_within!(
        tx,
        sqlx::query(RENEW)
            .bind(standing.account.0)
            .bind(standing.id.0)
            .bind(standing.events)
            .bind(basis.assessment.0)
            .bind(amount.minor)
            .bind(basis.limit.minor)
            .bind(now.0)
    )?;
    Ok(renewed == 1)
}

/// Keeps a claim as it is until the transaction ends. False where it changed since it was read.
pub async fn hold(tx: &mut Tx, claim: &StoredClaim) -> Result<bool> {
    const HOLD: &str = "update claims set events = events where account_id = $1 and id = $2 and events = $3";
    let held = execute_within!(tx, sqlx::query(HOLD).bind(claim.account.0).bind(claim.id.0).bind(claim.events))?;
    Ok(held == 1)
}

/// Lets a claim rest on another assessment. False where it changed since it was read, or was computed again.
pub async fn rest_on(tx: &mut Tx, claim: &StoredClaim, assessment: AssessmentId, now: Instant) -> Result<bool> {
    const REST: &str = "update claims set assessment_id = $5, updated_at = $6
        where account_id = $1 and id = $2 and events = $3 and assessment_id = $4";
    let touched = execute_within!(
        tx,
        sqlx::query(REST)
            .bind(claim.account.0)
            .bind(claim.id.0)
            .bind(claim.events)
            .bind(claim.assessment.0)
            .bind(assessment.0)
            .bind(now.0)
    )?;
    Ok(touched == 1)
}

/// Sets the amount below which no review of a claim goes. False where the claim changed since it was read.
pub async fn set_promised(tx: &mut Tx, claim: &StoredClaim, promised: Option<Money>, now: Instant) -> Result<bool> {
    const SET: &str = "update claims set promised_minor = $4, updated_at = $5
        where account_id = $1 and id = $2 and events = $3";
    let touched = execute_within!(
        tx,
        sqlx::query(SET)
            .bind(claim.account.0)
            .bind(claim.id.0)
            .bind(claim.events)
            .bind(promised.map(|promised| promised.minor))
            .bind(now.0)
    )?;
    Ok(touched == 1)
}

#[derive(sqlx::FromRow)]
struct RestedRow {
    account_id: Uuid,
    outcome: Option<String>,
    amount_minor: Option<i64>,
    currency: String,
    document: Option<String>,
}

/// What matters here of the text of a revision.
#[derive(serde::Deserialize)]
struct Revised {
    outcome: Outcome,
}

/// What the computations came to that a programme's claims rest on, by account, from one account to another.
pub async fn rested_on_between(
    tx: &mut Tx,
    programme: ProgrammeId,
    (first, last): (AccountId, AccountId),
) -> Result<HashMap<AccountId, Target>> {
    const RESTED: &str = "select c.account_id, s.outcome, s.amount_minor, p.currency, r.document
        from claims c
        join programmes p on p.id = c.programme_id
        left join assessments s on s.account_id = c.account_id and s.id = c.assessment_id
        left join revisions r on r.account_id = c.account_id and r.id = c.assessment_id
        where c.account_id >= $1 and c.account_id <= $2 and c.programme_id = $3";
    let rows: Vec<RestedRow> =
        within!(tx, c => sqlx::query_as(RESTED).bind(first.0).bind(last.0).bind(programme.0).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            let currency = known(Currency::from_code(&row.currency), "currency", &row.currency)?;
            let target = match (row.document, row.outcome.as_deref(), row.amount_minor) {
                (Some(document), ..) => Target::of(&serde_json::from_str::<Revised>(&document)?.outcome),
                (None, _, Some(minor)) => Target::Amount(Money::new(minor, currency)),
                (None, Some("review"), None) => Target::Review,
                (None, ..) => Target::Nothing,
            };
            Ok((AccountId(row.account_id), target))
        })
        .collect()
}
