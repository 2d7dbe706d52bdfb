//! A claim that follows a recomputation: a taxi company's, when a driver's account was computed again in a review.

use domain::{
    claim::{Claim, Event, State},
    id::AssessmentId,
    money::Money,
    time::Instant,
};

use super::{AssessmentBasis, StoredClaim, changed_meanwhile, mails, queries, result_queries};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    db::Tx,
    error::Result,
    outbox::Urgency,
    publication,
};

/// Who lets claims follow.
const FOLLOWER: Actor = Actor::System("revision");

impl Backend {
    /// Lets an open claim rest on an assessment made since, which gives `amount`. A published offer is renewed; one that is
    /// more than the amount and cannot be renewed goes to a reviewer.
    pub(crate) async fn claim_follows(
        &self,
        tx: &mut Tx,
        claim: &StoredClaim,
        assessment: AssessmentId,
        amount: Option<Money>,
        now: Instant,
    ) -> Result<()> {
        if !result_queries::rest_on(tx, claim, assessment, now).await? {
            return Err(changed_meanwhile());
        }
        let is_above = |offer: Money| amount.is_none_or(|amount| offer.minor > amount.minor);
        match (claim.claim.state, claim.claim.offer, amount) {
            (State::Draft, Some(_), Some(amount)) => self.renew_offer(tx, claim, assessment, amount, now).await,
            (State::Draft, Some(_), None) => self.to_reviewer(tx, claim, Event::Submitted, now).await,
            (State::Offered, Some(offer), _) if is_above(offer) => {
                self.to_reviewer(tx, claim, Event::ReturnedToQueue, now).await
            }
            _ => Ok(()),
        }
    }

    async fn renew_offer(
        &self,
        tx: &mut Tx,
        claim: &StoredClaim,
        assessment: AssessmentId,
        amount: Money,
        now: Instant,
    ) -> Result<()> {
        let (account, programme, limit) = (claim.account, claim.programme, claim.limit);
        let basis = AssessmentBasis { account, programme, assessment, limit };
        if claim.claim.offer == Some(amount) || !result_queries::renew_offer(tx, claim, &basis, amount, now).await? {
            return Ok(());
        }
        let Some(contact) = queries::contact(tx, account).await? else { return Ok(()) };
        let key = format!("offer-{}-{assessment}", claim.id);
        let letter = mails::letter(&self.site, &contact, &mails::offer_ready(amount), claim);
        self.enqueue_message(tx, &key, Urgency::Bulk, &letter).await
    }

    /// Takes an offer off the table and puts the claim into the reviewers' queue.
    async fn to_reviewer(&self, tx: &mut Tx, claim: &StoredClaim, event: Event, now: Instant) -> Result<()> {
        // the parts of driver and company never come to more than the whole, so nothing more is promised
        let open = Claim {
            offer: None,
            promised: None,
            answer_by: None,
            reviewer: None,
            first_approver: None,
            ..claim.claim.clone()
        };
        let after = Claim { state: event.leads_to(), ..open };
        if !queries::advance(tx, claim, &after, now).await? {
            return Err(changed_meanwhile());
        }
        queries::insert_event(tx, claim, event, after.state, &FOLLOWER.label(), "", now).await?;
        let act = Act {
            action: "claim.decided",
            subject: format!("claim:{}", claim.id),
            detail: format!("{} -> {}", event.name(), after.state.name()),
        };
        audit::append(tx, now, &FOLLOWER, act).await?;
        mails::tell_claimant(self, tx, claim, event, &after).await?;
        publication::touch(tx).await
    }
}
