//! Claims of one account under programmes whose incidents overlap: each shows the others, and no person gives under one what
//! was promised under another.

use std::collections::BTreeSet;

use domain::{
    assessment::{Assessment, Sharing},
    claim::State,
    id::{ClaimId, ProgrammeId},
    language::Text,
    ledger::AccountKind,
    money::Money,
    policy::Policy,
    role::Permission,
};

use super::{StoredClaim, check_part, queries};
use crate::{
    Actor, Backend, Problem,
    assessments::{self, outage::Promised, promised_between},
    db::Tx,
    error::{Error, Result},
    programmes::{self, Programme},
};

/// A programme of an incident that overlaps, and the account's claim under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherProgramme {
    /// Its id.
    pub programme: ProgrammeId,
    /// Its name.
    pub title: Text,
    /// The claim of the same account; none where it has none there.
    pub claim: Option<OtherClaim>,
}

/// The claim of the same account under another programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherClaim {
    /// Its id.
    pub id: ClaimId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// The amount on the table or accepted.
    pub offer: Option<Money>,
}

/// What was promised for one outage by its other programmes, and what that leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Together {
    /// What the others have promised the account.
    pub elsewhere: Money,
    /// Above this amount two people decide, by the policy in force.
    pub limit: Money,
}

impl Together {
    /// What a single person may still promise.
    pub fn left(self) -> Money {
        Money::new(self.limit.minor.saturating_sub(self.elsewhere.minor).max(0), self.limit.currency)
    }
}

impl Backend {
    /// The programmes that share an outage with a result's, as it was computed or as the record has it now, with the claims
    /// of the account.
    pub(super) async fn other_programmes(
        &self,
        tx: &mut Tx,
        own: &Programme,
        result: &Assessment,
    ) -> Result<Vec<OtherProgramme>> {
        let account = &result.figures.account;
        let overlapping = programmes::overlapping(tx, own.incident, self.clock.now()).await?;
        let mut others: Vec<(ProgrammeId, Text)> =
            overlapping.into_iter().map(|(programme, _)| (programme.id, programme.title)).collect();
        let shared = result.figures.impacts.sharing.iter().flat_map(Sharing::others);
        for sharer in shared {
            if others.iter().all(|(known, _)| *known != sharer.programme) {
                others.push((sharer.programme, sharer.title.clone()));
            }
        }
        let mut found = Vec::with_capacity(others.len());
        for (programme, title) in others {
            let claim = queries::find(tx, account.id, programme).await?;
            let claim = claim.map(|claim| OtherClaim {
                id: claim.id,
                number: claim.number,
                state: claim.claim.state,
                offer: claim.claim.offer,
            });
            found.push(OtherProgramme { programme, title, claim });
        }
        Ok(found)
    }

    /// What programmes of overlapping incidents have promised the account of a claim.
    pub(super) async fn together(&self, tx: &mut Tx, claim: &StoredClaim) -> Result<Together> {
        let own = programmes::lookup(tx, claim.programme).await?.ok_or(Error::NotFound)?;
        let others = programmes::overlapping(tx, own.incident, self.clock.now()).await?;
        let promised = if others.is_empty() { Promised::new() } else { promised_to(tx, claim).await? };
        together(tx, claim, &others, &promised).await
    }

    /// Errors: an amount that is more than stood would be given, and the result that it is given on does not know of a programme
    /// that overlaps, or of what was promised under it since; or it is above the part of this programme; or, where a person
    /// sets it, more than a single person may promise together with what was promised elsewhere. To be asked in the
    /// transaction that gives the amount.
    pub(crate) async fn check_overlaps(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        claim: &StoredClaim,
        result: &Assessment,
        amount: Money,
    ) -> Result<()> {
        let own = programmes::lookup(tx, claim.programme).await?.ok_or(Error::NotFound)?;
        let mut others = programmes::overlapping(tx, own.incident, self.clock.now()).await?;
        others.retain(|(_, policy)| takes(policy, result));
        let stands = !matches!(claim.claim.state, State::Withdrawn | State::Lapsed | State::Rejected);
        let is_promised = claim.claim.promised.is_some_and(|promised| amount.minor <= promised.minor);
        if others.is_empty() || (stands && is_promised) {
            return Ok(());
        }
        programmes::hold(tx, others.iter().map(|(programme, _)| programme.id).chain([own.id])).await?;
        // a claim goes on resting on a result that a later run only confirmed
        let confirmed = if is_aware(result, &others) { None } else { latest(tx, claim).await? };
        let result = confirmed.as_ref().unwrap_or(result);
        if !is_aware(result, &others) {
            return Err(unaware());
        }
        let promised = promised_to(tx, claim).await?;
        if result.most().is_none() {
            return check_limit(actor, together(tx, claim, &others, &promised).await?, amount);
        }
        for sharer in result.figures.impacts.sharing.iter().flat_map(Sharing::others) {
            let now = promised.get(&(claim.account, sharer.incident)).copied().unwrap_or(0);
            if now > sharer.due.max(sharer.promised) {
                return Err(unaware());
            }
        }
        check_part(claim, result, amount)
    }
}

async fn promised_to(tx: &mut Tx, claim: &StoredClaim) -> Result<Promised> {
    promised_between(tx, claim.programme, (claim.account, claim.account)).await
}

/// What was promised under these programmes; each incident counts once.
async fn together(
    tx: &mut Tx,
    claim: &StoredClaim,
    others: &[(Programme, Policy)],
    promised: &Promised,
) -> Result<Together> {
    let incidents: BTreeSet<_> = others.iter().map(|(programme, _)| programme.incident).collect();
    let sums = incidents.into_iter().filter_map(|incident| promised.get(&(claim.account, incident)));
    let elsewhere = Money::new(sums.fold(0, |sum, minor| sum.saturating_add(*minor)), claim.limit.currency);
    let policy = programmes::policy_in_force(tx, claim.programme).await?;
    Ok(Together { elsewhere, limit: policy.map_or(claim.limit, |record| record.policy.authority()) })
}

/// One outage has one loss, so the limit above which two people decide holds for what all its programmes promise together.
/// Beyond it goes on who may also approve; another person approves what is accepted then.
fn check_limit(actor: &Actor, together: Together, amount: Money) -> Result<()> {
    let left = together.left();
    let may_pass = together.elsewhere.minor == 0 || actor.require(Permission::ApproveClaims).is_ok();
    if may_pass || amount.minor <= left.minor {
        return Ok(());
    }
    let (elsewhere, limit) = (together.elsewhere.format(), together.limit.format());
    let message = if left.minor == 0 {
        Text::new(
            format!(
                "시간이 겹친 다른 장애의 보상에서 이미 {elsewhere}을 약속했어요. 한 사람이 정할 수 있는 금액은 둘을 합쳐 {limit}까지라 여기서는 승인 권한도 있는 심사 담당만 제안할 수 있어요."
            ),
            format!(
                "Compensation for an overlapping incident has promised {elsewhere} already. One person decides on {limit} at most for both together, so here only a reviewer who may also approve can make an offer."
            ),
        )
    } else {
        let left = left.format();
        Text::new(
            format!(
                "시간이 겹친 다른 장애의 보상에서 이미 {elsewhere}을 약속했어요. 한 사람이 정할 수 있는 금액은 둘을 합쳐 {limit}까지라 여기서는 {left}까지 제안할 수 있어요. 그보다 많은 금액은 승인 권한도 있는 심사 담당이 제안해야 해요."
            ),
            format!(
                "Compensation for an overlapping incident has promised {elsewhere} already. One person decides on {limit} at most for both together, so {left} at most here. More has to be offered by a reviewer who may also approve."
            ),
        )
    };
    Err(Error::Invalid(vec![Problem { field: "amount".into(), message }]))
}

/// Whether a policy gives the account of a result anything; a taxi company has what its drivers' policy gives.
fn takes(policy: &Policy, result: &Assessment) -> bool {
    let account = &result.figures.account;
    account.kind == AccountKind::TaxiCompany
        || policy.group_of(account.kind, &account.category, &account.region).is_some()
}

/// Whether a result was computed with all these programmes.
fn is_aware(result: &Assessment, others: &[(Programme, Policy)]) -> bool {
    let sharing = result.figures.impacts.sharing.as_ref();
    let knows = |incident| sharing.is_some_and(|sharing| sharing.others().any(|sharer| sharer.incident == incident));
    others.iter().all(|(programme, _)| knows(programme.incident))
}

/// The result of the programme's latest run for the account of a claim.
async fn latest(tx: &mut Tx, claim: &StoredClaim) -> Result<Option<Assessment>> {
    let all = assessments::latest_of_account(tx, claim.account).await?;
    let own = all.into_iter().find(|(programme, _)| *programme == claim.programme);
    Ok(own.map(|(_, stored)| stored.result))
}

fn unaware() -> Error {
    Error::refused(
        "시간이 겹친 다른 장애의 보상과 나눠야 하는 금액이에요. 다시 계산한 뒤에 정해 주세요.",
        "This amount has to be shared with the compensation for an overlapping incident. Compute again first.",
    )
}
