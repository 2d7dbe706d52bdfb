//! Claims: what claimants and staff do with them. The rules are the domain's; here they are given the facts, and the
//! event and the new state are stored together.

mod mails;
mod overlaps;
mod queries;
mod result_queries;
mod results;
mod views;

use domain::{
    assessment::{Assessment, StepKey},
    claim::{Action, Claim, Decision, Event, Requester, Track},
    id::{AccountId, AssessmentId, ClaimId, ProgrammeId},
    language::Text,
    money::Money,
    role::Permission,
    time::{DAY, Instant},
};

pub use self::{
    overlaps::{OtherClaim, OtherProgramme, Together},
    queries::{AssessmentBasis, QueueFilter},
    results::RunResult,
    views::{ClaimEvent, ClaimSummary, ClaimantCase, QueuePage, StaffCase},
};
pub(crate) use self::{
    queries::{find, latest_assessment, lookup},
    result_queries::rest_on,
};
use crate::{
    Actor, Backend, adjustments, assessments,
    audit::{self, Act},
    db::Tx,
    error::{Error, Result},
    publication,
};

/// Longest reason or note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// How long a reviewer's offer stays open.
pub const OFFER_OPEN: i64 = 30 * DAY;

/// A claim as stored: the state machine's facts and what else is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredClaim {
    /// Its id.
    pub id: ClaimId,
    /// The number people quote: `M-2210-000123`.
    pub number: String,
    /// The account it is for.
    pub account: AccountId,
    /// The programme it is under.
    pub programme: ProgrammeId,
    /// The assessment its offer rests on.
    pub assessment: AssessmentId,
    /// What the state machine knows.
    pub claim: Claim,
    /// Up to this amount the policy's rule approves.
    pub limit: Money,
    /// Number of events so far.
    pub events: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl StoredClaim {
    /// Up to what amount the policy's rule approves beside what programmes of overlapping incidents have promised.
    pub fn limit_beside(&self, elsewhere: Money) -> Money {
        Money::new(self.limit.minor.saturating_sub(elsewhere.minor).max(0), self.limit.currency)
    }
}

/// Something somebody does to a claim, with what they say to it.
#[derive(Clone, Debug)]
pub struct Request {
    /// What.
    pub action: Action,
    /// Reason or note; asked for where money is refused or a decision is questioned.
    pub note: String,
}

impl Backend {
    /// Carries out a claimant's action on their own claim. Errors: not theirs (as not found), refused by the rules.
    pub async fn claimant_acts(&self, actor: &Actor, claim: ClaimId, request: &Request) -> Result<Decision> {
        let (claimant, email) = actor.claimant()?;
        let mut tx = self.db.begin().await?;
        let stored = lookup(&mut tx, claim).await?.ok_or(Error::NotFound)?;
        if !queries::owns(&mut tx, email, stored.account).await? {
            return Err(Error::NotFound);
        }
        check_note(request, matches!(request.action, Action::Appeal | Action::Submit | Action::GiveInformation))?;
        let decision = self.decide(&mut tx, actor, Requester::Claimant, &stored, request).await?;
        if let Decision::Executed(event, after) = &decision {
            queries::set_claimant(&mut tx, claim, claimant).await?;
            if *event == Event::Accepted {
                let accepted = StoredClaim { claim: after.clone(), events: stored.events + 1, ..stored };
                self.approve_by_rule(&mut tx, &accepted).await?;
            }
        }
        self.commit_decision(tx, &decision).await?;
        Ok(decision)
    }

    /// Carries out an action of a person of the operator. Errors: not permitted, refused by the rules.
    pub async fn staff_acts(&self, actor: &Actor, claim: ClaimId, request: &Request) -> Result<Decision> {
        let Actor::Staff { id, roles, .. } = actor else { return Err(Error::Forbidden) };
        if !(roles.allows(Permission::ReviewClaims) || roles.allows(Permission::ApproveClaims)) {
            return Err(Error::Forbidden);
        }
        let needs_reason = matches!(request.action, Action::Reject | Action::SendBack | Action::RequestInformation);
        check_note(request, needs_reason)?;
        let mut tx = self.db.begin().await?;
        let stored = lookup(&mut tx, claim).await?.ok_or(Error::NotFound)?;
        if let Action::Offer { amount, .. } = request.action {
            let resting = assessments::lookup(&mut tx, stored.account, stored.assessment).await?;
            let resting = resting.ok_or(Error::NotFound)?;
            let latest = assessments::latest_in_run(&mut tx, resting.run, stored.account).await?;
            check_part(&stored, &latest.ok_or(Error::NotFound)?.result, amount)?;
            let result = resting.result;
            self.check_overlaps(&mut tx, actor, &stored, &result, amount).await?;
        }
        let requester = Requester::Staff { id: *id, roles: *roles };
        let decision = self.decide(&mut tx, actor, requester, &stored, request).await?;
        self.commit_decision(tx, &decision).await?;
        Ok(decision)
    }

    /// Asks for a person where the computation offered nothing: makes a claim and sends it in.
    pub async fn claim_without_offer(
        &self,
        actor: &Actor,
        account: AccountId,
        programme: ProgrammeId,
        reason: &str,
    ) -> Result<ClaimId> {
        let (claimant, email) = actor.claimant()?;
        let request = Request { action: Action::Submit, note: reason.to_owned() };
        check_note(&request, true)?;
        let mut tx = self.db.begin().await?;
        if !queries::owns(&mut tx, email, account).await? {
            return Err(Error::NotFound);
        }
        if let Some(existing) = find(&mut tx, account, programme).await? {
            return Ok(existing.id);
        }
        let assessment = latest_assessment(&mut tx, account, programme).await?.ok_or(Error::NotFound)?;
        let stored = self.new_claim(&assessment, Track::Evidence, None);
        queries::insert(&mut tx, std::slice::from_ref(&stored)).await?;
        queries::set_claimant(&mut tx, stored.id, claimant).await?;
        let decision = self.decide(&mut tx, actor, Requester::Claimant, &stored, &request).await?;
        self.commit_decision(tx, &decision).await?;
        Ok(stored.id)
    }

    /// A claim on an assessment, still to be stored.
    fn new_claim(&self, basis: &AssessmentBasis, track: Track, offer: Option<Money>) -> StoredClaim {
        let now = self.clock.now();
        let id = ClaimId(self.random.id(now));
        StoredClaim {
            id,
            number: number(self.site.zone, now, id),
            account: basis.account,
            programme: basis.programme,
            assessment: basis.assessment,
            claim: Claim::begun(track, offer),
            limit: basis.limit,
            events: 0,
            created_at: now,
            updated_at: now,
        }
    }

    /// What the published policy decides by itself: an accepted amount up to its limit is approved at once. Gives whether
    /// it was.
    async fn approve_by_rule(&self, tx: &mut Tx, accepted: &StoredClaim) -> Result<bool> {
        let request = Request { action: Action::Approve, note: String::new() };
        let system = Actor::System("policy");
        match self.decide(tx, &system, Requester::System, accepted, &request).await {
            Ok(_) => Ok(true),
            Err(Error::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The second of two people who raised an amount approves it with that.
    async fn approve_by_second(&self, tx: &mut Tx, actor: &Actor, raised: &StoredClaim) -> Result<()> {
        let Actor::Staff { id, roles, .. } = actor else { return Err(Error::Forbidden) };
        let request = Request { action: Action::Approve, note: String::new() };
        self.decide(tx, actor, Requester::Staff { id: *id, roles: *roles }, raised, &request).await?;
        Ok(())
    }

    async fn decide(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        requester: Requester,
        stored: &StoredClaim,
        request: &Request,
    ) -> Result<Decision> {
        // one loss is awarded once, whatever number of programmes pay for it
        let limit = match request.action {
            Action::Approve => stored.limit_beside(self.together(tx, stored).await?.elsewhere),
            _ => stored.limit,
        };
        let decision =
            stored.claim.request(request.action, requester, limit).map_err(|refusal| Error::Refused(refusal.text()))?;
        let Decision::Executed(event, after) = &decision else { return Ok(decision) };
        let now = self.clock.now();
        if !queries::advance(tx, stored, after, now).await? {
            return Err(changed_meanwhile());
        }
        queries::insert_event(tx, stored, *event, after.state, &actor.label(), request.note.trim(), now).await?;
        if matches!(
            event,
            Event::Accepted | Event::Withdrawn | Event::Offered | Event::Rejected | Event::SentBack | Event::Lapsed
        ) {
            adjustments::overtake(tx, stored.id).await?;
        }
        let act = Act {
            action: "claim.decided",
            subject: format!("claim:{}", stored.id),
            detail: format!("{} -> {}", event.name(), after.state.name()),
        };
        audit::append(tx, now, actor, act).await?;
        mails::tell_claimant(self, tx, stored, *event, after).await?;
        publication::touch(tx).await?;
        Ok(decision)
    }

    async fn commit_decision(&self, tx: Tx, decision: &Decision) -> Result<()> {
        tx.commit().await?;
        if matches!(decision, Decision::Executed(..)) {
            self.published();
            self.wake_workers();
        }
        Ok(())
    }
}

pub(crate) fn changed_meanwhile() -> Error {
    Error::refused(
        "그 사이에 진행 상태가 바뀌었어요. 화면을 새로 고쳐 주세요.",
        "The claim changed in the meantime. Please reload the page.",
    )
}

/// Refuses an offer above the account's part of an award that is divided with a company or shared among incidents, since the
/// rest is another's: the part as last computed, or what was promised before it became smaller, below which no review goes
/// either.
fn check_part(claim: &StoredClaim, latest: &Assessment, amount: Money) -> Result<()> {
    let promised = claim.claim.promised.map_or(0, |promised| promised.minor);
    let is_above = |most: &Money| amount.minor > most.minor.max(promised);
    let Some(most) = latest.most().filter(is_above) else { return Ok(()) };
    let shares = [StepKey::SharedAward, StepKey::PromisedElsewhere];
    let is_shared = latest.steps.iter().any(|step| shares.contains(&step.key));
    let most = most.format();
    let message = if is_shared {
        Text::new(
            format!(
                "시간이 겹친 다른 장애와 나누는 보상이라 이 장애의 몫 {most}까지 제안할 수 있어요. 손실 전체가 다르면 계정을 다시 계산해 주세요."
            ),
            format!(
                "The award is shared with an overlapping incident; this one's part is {most} at most. Where the whole is wrong, have the account computed again."
            ),
        )
    } else {
        Text::new(
            format!(
                "기사와 회사가 나누는 보상이라 이 계정의 몫 {most}까지 제안할 수 있어요. 운행 전체의 보상액이 다르면 기사 계정을 다시 계산해 주세요."
            ),
            format!(
                "Driver and company share this award; this account's part is {most} at most. Where the whole is wrong, have the driver's account computed again."
            ),
        )
    };
    Err(Error::Invalid(vec![crate::Problem { field: "amount".into(), message }]))
}

fn check_note(request: &Request, required: bool) -> Result<()> {
    let length = request.note.trim().chars().count();
    if required && length == 0 {
        let (ko, en) = match request.action {
            Action::GiveInformation => ("답을 적어 주세요.", "Please write your answer."),
            _ => ("이유를 적어 주세요.", "Please give the reason."),
        };
        return Err(Error::invalid("note", ko, en));
    }
    if length > LONGEST_NOTE {
        return Err(Error::Invalid(vec![crate::Problem {
            field: "note".into(),
            message: Text::new(
                format!("{LONGEST_NOTE}자까지 쓸 수 있어요."),
                format!("Use at most {LONGEST_NOTE} characters."),
            ),
        }]));
    }
    Ok(())
}

/// Year and month of filing and the last 40 bits of the id in base 32 without look-alikes: short enough to say on the
/// phone, and no sequence that tells how many claims there are.
fn number(zone: domain::time::Zone, now: Instant, id: ClaimId) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = id.0.as_u128();
    let code: String =
        (0..8).rev().map(|i| char::from(LETTERS[usize::try_from((bits >> (i * 5)) & 31).unwrap_or(0)])).collect();
    format!("M-{}-{}-{}", zone.local(now).format("%y%m"), &code[..4], &code[4..])
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn numbers_can_be_said_on_the_phone() {
        let now = Instant::parse_rfc3339("2022-12-29T01:00:00Z").expect("a time");
        let id = ClaimId(Uuid::from_u128(0x12_3456_789A));
        assert_eq!(number(domain::time::Zone::default(), now, id), "M-2212-28T5-CY4T");
    }
}
