//! Results as they reach claims, those of a run and those of a company whose driver was computed again in a review: a first
//! offer, more than was offered, or something for a person to decide on.

use domain::{
    adjustment::{Direction, Status},
    assessment::Outcome,
    claim::{Claim, Consequence, Event, Target, Track},
    id::{AdjustmentId, AssessmentId, RunId, StaffId},
    money::Money,
};

use super::{AssessmentBasis, StoredClaim, changed_meanwhile, mails, queries, result_queries};
use crate::{
    Actor, Backend,
    adjustments::{self, Adjustment, NewAdjustment},
    assessments,
    audit::{self, Act},
    db::Tx,
    error::{Error, Result},
    outbox::{Message, Urgency},
    publication,
};

/// What a run, or a review since, came to for one account.
#[derive(Clone, Debug)]
pub struct RunResult {
    /// The assessment.
    pub basis: AssessmentBasis,
    /// Its outcome.
    pub outcome: Outcome,
}

impl RunResult {
    /// The amount that goes out without a person's look.
    fn automatic(&self) -> Option<Money> {
        match &self.outcome {
            Outcome::Offer { amount, needs_person: false, .. } => Some(*amount),
            _ => None,
        }
    }
}

/// How a result came about.
#[derive(Clone, Copy)]
struct Origin {
    run: RunId,
    /// The reviewer who had it computed; none for a run over all accounts.
    maker: Option<StaffId>,
}

/// What is known of the claims that results reach.
struct Known {
    claim: StoredClaim,
    rests_on: Target,
    latest: Option<adjustments::Latest>,
}

impl Backend {
    /// Takes the results of a shard of a run, in the order of accounts. Offers go out in new claims, and in those whose
    /// claimants have not answered where they are higher; anything else of a claim goes on the list for people.
    pub(crate) async fn take_results(&self, tx: &mut Tx, run: RunId, results: &[RunResult]) -> Result<()> {
        let (Some(first), Some(last)) = (results.first(), results.last()) else { return Ok(()) };
        let origin = Origin { run, maker: None };
        let (accounts, programme) = ((first.basis.account, last.basis.account), first.basis.programme);
        let mut standing = queries::find_between(tx, programme, accounts).await?;
        let mut rests_on = result_queries::rested_on_between(tx, programme, accounts).await?;
        let latest = adjustments::latest_between(tx, programme, accounts).await?;
        let contacts = queries::contacts_between(tx, accounts).await?;
        let (mut begun, mut mails): (Vec<StoredClaim>, Vec<(String, Message)>) = (Vec::new(), Vec::new());
        for result in results {
            let account = result.basis.account;
            let renewed = match standing.remove(&account) {
                None => {
                    let Some(amount) = result.automatic() else { continue };
                    let claim = self.new_claim(&result.basis, Track::Fast, Some(amount));
                    begun.push(claim.clone());
                    Some((claim, amount))
                }
                Some(claim) => {
                    let rests_on = rests_on.remove(&account).unwrap_or(Target::Nothing);
                    let known = Known { claim, rests_on, latest: latest.get(&account).copied() };
                    self.take_result(tx, origin, known, result).await?
                }
            };
            if let (Some((claim, amount)), Some(contact)) = (renewed, contacts.get(&account)) {
                mails.push(self.offer_mail(&claim, contact, amount));
            }
        }
        queries::insert(tx, &begun).await?;
        self.enqueue_messages(tx, Urgency::Bulk, &mails).await
    }

    /// Takes what a claim's account came to since somebody else's account was computed again in a review. It goes by the rules
    /// of a run's results: nobody had this claim opened, so less waits for a person whatever it comes to.
    pub(crate) async fn take_revised(
        &self,
        tx: &mut Tx,
        claim: StoredClaim,
        (run, maker): (RunId, StaffId),
        result: &RunResult,
    ) -> Result<()> {
        let (account, programme) = (claim.account, claim.programme);
        let resting = assessments::lookup(tx, account, claim.assessment).await?.ok_or(Error::NotFound)?;
        let latest = adjustments::latest_between(tx, programme, (account, account)).await?;
        let rests_on = Target::of(&resting.result.outcome);
        let known = Known { claim, rests_on, latest: latest.get(&account).copied() };
        let renewed = self.take_result(tx, Origin { run, maker: Some(maker) }, known, result).await?;
        let Some((claim, amount)) = renewed else { return Ok(()) };
        let Some(contact) = queries::contact(tx, account).await? else { return Ok(()) };
        self.enqueue_messages(tx, Urgency::Bulk, &[self.offer_mail(&claim, &contact, amount)]).await
    }

    /// That an amount is on the table, with the key by which it is told once.
    fn offer_mail(&self, claim: &StoredClaim, contact: &queries::Contact, amount: Money) -> (String, Message) {
        let key = format!("offer-{}-{}", claim.id, amount.minor);
        (key, mails::letter(&self.site, contact, &mails::offer_ready(amount), claim))
    }

    /// One result of a claim there is; gives the amount where it went out at once.
    async fn take_result(
        &self,
        tx: &mut Tx,
        origin: Origin,
        known: Known,
        result: &RunResult,
    ) -> Result<Option<(StoredClaim, Money)>> {
        let Known { mut claim, rests_on, latest } = known;
        let later = Target::of(&result.outcome);
        let now = self.clock.now();
        loop {
            let consequence = claim.claim.consequence(rests_on, later, result.automatic().is_some());
            let waits = latest.filter(|latest| latest.status == Status::Waiting);
            let held = match consequence {
                Consequence::Nothing => {
                    if waits.is_some_and(|waiting| waiting.to_minor != later.minor()) {
                        adjustments::supersede(tx, claim.id).await?;
                    }
                    return Ok(None);
                }
                Consequence::Renew(amount) => {
                    let renewed = result_queries::renew_offer(tx, &claim, &result.basis, amount, now).await?;
                    if renewed {
                        adjustments::supersede(tx, claim.id).await?;
                        return Ok(Some((claim, amount)));
                    }
                    false
                }
                Consequence::Adopt { .. } => result_queries::rest_on(tx, &claim, result.basis.assessment, now).await?,
                Consequence::Wait | Consequence::Overtaken => result_queries::hold(tx, &claim).await?,
            };
            if held {
                let replaced = adjustments::supersede(tx, claim.id).await?;
                let status = match consequence {
                    Consequence::Adopt { waits } if waits || (replaced && claim.claim.promises_more_than(later)) => {
                        Status::Waiting
                    }
                    Consequence::Adopt { .. } => Status::Adopted,
                    Consequence::Overtaken => Status::Overtaken,
                    _ => Status::Waiting,
                };
                let settled = latest.filter(|latest| matches!(latest.status, Status::Kept | Status::Overtaken));
                // people have decided on this very amount, or the claimant has
                if settled.is_none_or(|settled| settled.to_minor != later.minor()) {
                    let new = self.new_adjustment(&claim, (origin.run, result.basis.assessment), later, status);
                    adjustments::insert(tx, &NewAdjustment { made_by: origin.maker, ..new }, now).await?;
                }
                return Ok(None);
            }
            // somebody changed the claim since it was read
            claim = queries::lookup(tx, claim.id).await?.ok_or(Error::NotFound)?;
        }
    }

    /// A later result of a claim, to be put on record.
    pub(crate) fn new_adjustment(
        &self,
        claim: &StoredClaim,
        (run, after): (RunId, AssessmentId),
        later: Target,
        status: Status,
    ) -> NewAdjustment {
        let from_minor = claim.claim.promised.map_or(0, |promised| promised.minor);
        NewAdjustment {
            id: AdjustmentId(self.random.id(self.clock.now())),
            account: claim.account,
            claim: claim.id,
            programme: claim.programme,
            run,
            before: claim.assessment,
            after,
            direction: Direction::of(from_minor, later),
            from_minor,
            to_minor: later.minor(),
            status,
            made_by: None,
        }
    }

    /// Stores what a person decided on a later result, tells the claimant, and lets the rule or the second of two people
    /// approve what was raised. Errors: the claim changed since it was read.
    pub(crate) async fn store_adjusted(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        claim: &StoredClaim,
        (event, after): (Option<Event>, &Claim),
        found: &Adjustment,
        reason: &str,
    ) -> Result<()> {
        let now = self.clock.now();
        let Some(event) = event else {
            if !result_queries::set_promised(tx, claim, after.promised, now).await? {
                return Err(changed_meanwhile());
            }
            return self.tell_adjusted(tx, claim, None, found, reason).await;
        };
        if !queries::advance(tx, claim, after, now).await? {
            return Err(changed_meanwhile());
        }
        queries::insert_event(tx, claim, event, after.state, &actor.label(), reason, now).await?;
        let stored = StoredClaim { claim: after.clone(), events: claim.events + 1, ..claim.clone() };
        if !result_queries::rest_on(tx, &stored, found.after, now).await? {
            return Err(changed_meanwhile());
        }
        let act = Act {
            action: "claim.decided",
            subject: format!("claim:{}", claim.id),
            detail: format!("{} -> {}", event.name(), after.state.name()),
        };
        audit::append(tx, now, actor, act).await?;
        self.tell_adjusted(tx, claim, Some(event), found, reason).await?;
        if event == Event::Raised {
            let is_approved = self.approve_by_rule(tx, &stored).await?;
            if !is_approved && found.first_by.is_some() {
                self.approve_by_second(tx, actor, &stored).await?;
            }
        }
        publication::touch(tx).await
    }

    async fn tell_adjusted(
        &self,
        tx: &mut Tx,
        claim: &StoredClaim,
        event: Option<Event>,
        found: &Adjustment,
        reason: &str,
    ) -> Result<()> {
        let Some(contact) = queries::contact(tx, claim.account).await? else { return Ok(()) };
        let said = mails::adjusted(event, found.from, found.to, reason);
        let letter = mails::letter(&self.site, &contact, &said, claim);
        self.enqueue_message(tx, &format!("adjustment-{}", found.id), Urgency::Bulk, &letter).await
    }
}
