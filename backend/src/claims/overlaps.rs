//! Claims of one account under programmes whose incidents overlap: each shows the others, and no person gives under one what
//! was promised under another.

use domain::{
    assessment::{Assessment, Sharing},
    claim::State,
    id::{ClaimId, ProgrammeId},
    language::Text,
    ledger::AccountKind,
    money::Money,
    policy::Policy,
};

use super::{StoredClaim, check_part, queries};
use crate::{
    Backend,
    assessments::{self, promised_between},
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

    /// Errors: an amount that is more than stood would be given, and the result that it is given on does not know of a programme
    /// that overlaps, or of what was promised under it since; or it is above the part of this programme. To be asked in the
    /// transaction that gives the amount.
    pub(crate) async fn check_overlaps(
        &self,
        tx: &mut Tx,
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
        let promised = promised_between(tx, own.id, (claim.account, claim.account)).await?;
        for sharer in result.figures.impacts.sharing.iter().flat_map(Sharing::others) {
            let now = promised.get(&(claim.account, sharer.incident)).copied().unwrap_or(0);
            if now > sharer.due.max(sharer.promised) {
                return Err(unaware());
            }
        }
        check_part(claim, result, amount)
    }
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
