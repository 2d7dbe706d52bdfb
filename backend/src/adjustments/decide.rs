//! A person decides on a later result.

use domain::{
    adjustment::{Direction, Status, Verdict},
    claim::{Claim, Decider, Event, Refusal, Target},
    id::{AdjustmentId, StaffId},
    role::Permission,
    time::Instant,
};

use super::{Adjustment, check_reason, queries};
use crate::{
    Actor, Backend, assessments,
    audit::{self, Act},
    claims::{self, OFFER_OPEN, StoredClaim},
    db::Tx,
    error::{Error, Result},
    programmes::{self, Programme},
};

/// What a decision came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The later result holds.
    Applied,
    /// What stood before stays.
    Kept,
    /// The first of two people has approved.
    FirstApproval,
    /// This person decided so before, as after a double click.
    Already,
}

impl Backend {
    /// Decides on one later result, with a reason that the claimant reads. Errors: not permitted, no reason, decided
    /// otherwise, or the claim has moved on.
    pub async fn decide_adjustment(
        &self,
        actor: &Actor,
        id: AdjustmentId,
        verdict: Verdict,
        reason: &str,
    ) -> Result<Settled> {
        actor.require(Permission::ApproveClaims)?;
        let by = actor.staff()?;
        let mut tx = self.db.begin().await?;
        let settled = self.decide_within(&mut tx, actor, by, id, (verdict, check_reason(reason)?)).await?;
        tx.commit().await?;
        self.published();
        self.wake_workers();
        Ok(settled)
    }

    /// The same within a transaction; the actor was checked.
    pub(super) async fn decide_within(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        by: StaffId,
        id: AdjustmentId,
        (verdict, reason): (Verdict, &str),
    ) -> Result<Settled> {
        let found = queries::lookup(tx, id).await?.ok_or(Error::NotFound)?;
        if found.status != Status::Waiting {
            let wanted = match verdict {
                Verdict::Apply => Status::Applied,
                Verdict::Keep => Status::Kept,
            };
            let is_same = found.decided_by == Some(by) && found.status == wanted;
            return if is_same { Ok(Settled::Already) } else { Err(decided_otherwise()) };
        }
        match verdict {
            Verdict::Keep => self.keep(tx, actor, by, &found, reason).await,
            Verdict::Apply => self.apply_adjustment(tx, actor, by, &found, reason).await,
        }
    }

    async fn keep(&self, tx: &mut Tx, actor: &Actor, by: StaffId, found: &Adjustment, reason: &str) -> Result<Settled> {
        let now = self.clock.now();
        if !queries::close(tx, found.id, Status::Kept, by, reason, now).await? {
            return Err(decided_otherwise());
        }
        audit::append(tx, now, actor, act("adjustment.kept", found)).await?;
        Ok(Settled::Kept)
    }

    async fn apply_adjustment(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        by: StaffId,
        found: &Adjustment,
        reason: &str,
    ) -> Result<Settled> {
        let now = self.clock.now();
        let claim = claims::lookup(tx, found.claim).await?.ok_or(Error::NotFound)?;
        let programme = programmes::lookup(tx, found.programme).await?.ok_or(Error::NotFound)?;
        // what the rules refuse shall not collect approvals
        let adjusted = adjusted(&claim, &programme, found, by, now);
        let (event, after) = adjusted.map_err(|refusal| Error::Refused(refusal.text()))?;
        if let Some(to) = found.to {
            let later = assessments::lookup(tx, found.account, found.after).await?.ok_or(Error::NotFound)?;
            self.check_overlaps(tx, actor, &claim, &later.result, to).await?;
        }
        if found.needs_two() && found.first_by.is_none_or(|first| first == by) {
            if found.first_by == Some(by) {
                return Ok(Settled::Already);
            }
            if !queries::approve_first(tx, found.id, by, reason).await? {
                return Err(decided_otherwise());
            }
            audit::append(tx, now, actor, act("adjustment.first_approval", found)).await?;
            return Ok(Settled::FirstApproval);
        }
        // the claim first, as everybody who changes both does: a claimant who accepts waits here, or we for them
        self.store_adjusted(tx, actor, &claim, (event, &after), found, reason).await?;
        if !queries::close(tx, found.id, Status::Applied, by, reason, now).await? {
            return Err(decided_otherwise());
        }
        audit::append(tx, now, actor, act("adjustment.applied", found)).await?;
        Ok(Settled::Applied)
    }
}

/// What the rules of claims make of a decision for a later result.
pub fn adjusted(
    claim: &StoredClaim,
    programme: &Programme,
    found: &Adjustment,
    by: StaffId,
    now: Instant,
) -> Result<(Option<Event>, Claim), Refusal> {
    let decider = Decider { id: by, first: found.first_by.filter(|first| *first != by), maker: found.made_by };
    claim.claim.adjust(target(found), decider, answer_by(programme, now))
}

/// Until when an amount can be answered that a person decided on now: as long as any reviewer's, and as the programme.
fn answer_by(programme: &Programme, now: Instant) -> Instant {
    now.plus(OFFER_OPEN).max(programme.closes_at)
}

fn target(found: &Adjustment) -> Target {
    match (found.direction, found.to) {
        (Direction::Review, _) | (_, None) => Target::Review,
        (_, Some(amount)) if amount.minor > 0 => Target::Amount(amount),
        (_, Some(_)) => Target::Nothing,
    }
}

fn act(action: &'static str, found: &Adjustment) -> Act<'static> {
    let to = found.to.map_or_else(|| "review".to_owned(), |to| to.minor.to_string());
    Act { action, subject: format!("claim:{}", found.claim), detail: format!("{} -> {to}", found.from.minor) }
}

fn decided_otherwise() -> Error {
    Error::refused(
        "그 사이에 다른 담당이 결정했거나 청구인이 답했어요. 화면을 새로 고쳐 확인해 주세요.",
        "Somebody else has decided, or the claimant has answered, in the meantime. Please reload the page.",
    )
}
