//! What the pages of claimants and staff show of claims.

use domain::{
    claim::{Event, State, Track},
    id::{AccountId, ClaimId, ProgrammeId},
    ledger::Account,
    loss::ChartPoint,
    money::{Currency, Money},
    role::Permission,
    time::{Instant, Window},
};

use super::{OtherProgramme, StoredClaim, Together, queries, queries::QueueFilter};
use crate::{
    Actor, Backend,
    adjustments::{self, Adjustment, Change},
    assessments::{self, StoredAssessment},
    error::{Error, Result, known},
    ledger,
    programmes::{self, Programme},
    revisions::{self, Revision},
    shocks::ShocksAround,
};

/// An event of a claim's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimEvent {
    /// What happened.
    pub event: Event,
    /// The state since.
    pub state: State,
    /// Whether the claimant did it.
    pub by_claimant: bool,
    /// Who, as the audit log has it.
    pub actor: String,
    /// What they said to it.
    pub note: String,
    /// When.
    pub at: Instant,
}

/// All that a claimant sees of one account under one programme.
#[derive(Clone, Debug)]
pub struct ClaimantCase {
    /// The account.
    pub account: Account,
    /// The programme.
    pub programme: Programme,
    /// The computed result.
    pub assessment: StoredAssessment,
    /// The claim, where there is one.
    pub claim: Option<StoredClaim>,
    /// Its history, oldest first.
    pub events: Vec<ClaimEvent>,
    /// Expected and actual takings around the outage by hour; empty in lists.
    pub chart: Vec<ChartPoint>,
    /// When the services that the account uses stopped; empty in lists.
    pub stops: Vec<Window>,
    /// How the computation was changed in review, oldest first; empty in lists.
    pub revisions: Vec<Revision>,
    /// Later results and what became of them, oldest first; empty in lists.
    pub adjustments: Vec<Adjustment>,
    /// The last later result that a person decided for; none in lists.
    pub change: Option<Change>,
    /// The programmes of incidents that overlap; empty in lists.
    pub others: Vec<OtherProgramme>,
}

/// A claim in the staff's queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimSummary {
    /// Its id.
    pub id: ClaimId,
    /// Its number.
    pub number: String,
    /// The name on the account's sign.
    pub account_name: String,
    /// Line of trade.
    pub category: String,
    /// Region.
    pub region: String,
    /// Where it stands.
    pub state: State,
    /// How it came about.
    pub track: Track,
    /// The amount on the table.
    pub offer: Option<Money>,
    /// Whether the amount is above what a rule approves.
    pub above_limit: bool,
    /// Whether one of two people approved already.
    pub has_first_approval: bool,
    /// Since when it waits.
    pub updated_at: Instant,
}

/// A page of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePage {
    /// The claims, longest waiting first.
    pub claims: Vec<ClaimSummary>,
    /// How many fit the filter in all.
    pub total: i64,
    /// Claims of a page.
    pub per_page: i64,
}

/// All that staff see of one claim.
#[derive(Clone, Debug)]
pub struct StaffCase {
    /// The claim.
    pub claim: StoredClaim,
    /// The account.
    pub account: Account,
    /// The programme.
    pub programme: Programme,
    /// The computed result it rests on.
    pub assessment: StoredAssessment,
    /// Its history, oldest first.
    pub events: Vec<ClaimEvent>,
    /// Expected and actual takings around the outage by hour.
    pub chart: Vec<ChartPoint>,
    /// When the services that the account uses stopped.
    pub stops: Vec<Window>,
    /// How the computation was changed in review, oldest first.
    pub revisions: Vec<Revision>,
    /// Later results and what became of them, oldest first.
    pub adjustments: Vec<Adjustment>,
    /// The programmes of incidents that overlap.
    pub others: Vec<OtherProgramme>,
    /// What they have promised the account.
    pub together: Together,
    /// The shocks of the account's region around the outage, and how the market stood.
    pub shocks: ShocksAround,
}

impl StaffCase {
    /// Up to what amount the policy's rule approves, beside what the others have promised.
    pub fn limit(&self) -> Money {
        self.claim.limit_beside(self.together.elsewhere)
    }
}

impl Backend {
    /// Every account of the claimant under every programme that assessed it, newest programme first.
    pub async fn claimant_cases(&self, actor: &Actor) -> Result<Vec<ClaimantCase>> {
        let (_, email) = actor.claimant()?;
        let mut tx = self.db.begin_read().await?;
        let mut cases = Vec::new();
        for account in ledger::accounts_of_email(&mut tx, email).await? {
            for (programme, assessment) in assessments::latest_of_account(&mut tx, account.id).await? {
                let programme = programmes::lookup(&mut tx, programme).await?.ok_or(Error::NotFound)?;
                let claim = queries::find(&mut tx, account.id, programme.id).await?;
                cases.push(ClaimantCase {
                    account: account.clone(),
                    programme,
                    assessment,
                    claim,
                    events: Vec::new(),
                    chart: Vec::new(),
                    stops: Vec::new(),
                    revisions: Vec::new(),
                    adjustments: Vec::new(),
                    change: None,
                    others: Vec::new(),
                });
            }
        }
        Ok(cases)
    }

    /// The accounts the ledger has under the claimant's address.
    pub async fn claimant_accounts(&self, actor: &Actor) -> Result<Vec<Account>> {
        let (_, email) = actor.claimant()?;
        ledger::accounts_of_email(&mut self.db.begin_read().await?, email).await
    }

    /// One account of the claimant under one programme. Errors: not found, also where it is another's.
    pub async fn claimant_case(
        &self,
        actor: &Actor,
        account: AccountId,
        programme: ProgrammeId,
    ) -> Result<ClaimantCase> {
        let cases = self.claimant_cases(actor).await?;
        let case = cases.into_iter().find(|case| case.account.id == account && case.programme.id == programme);
        let mut case = case.ok_or(Error::NotFound)?;
        let mut tx = self.db.begin_read().await?;
        case.revisions = revisions::of_account(&mut tx, account, programme).await?;
        if let Some(claim) = &case.claim {
            case.events = queries::events(&mut tx, claim.id).await?;
            case.adjustments = adjustments::of_claim(&mut tx, claim.id).await?;
            case.change = adjustments::last_change(&mut tx, &case.adjustments).await?;
            if claim.assessment != case.assessment.id {
                case.assessment =
                    assessments::lookup(&mut tx, claim.account, claim.assessment).await?.ok_or(Error::NotFound)?;
            }
            // nobody is told of what may not come: what waits for a person is no part of the claim yet
            case.revisions.retain(|revision| revision.at <= case.assessment.created_at);
        }
        case.others = self.other_programmes(&mut tx, &case.programme, &case.assessment.result).await?;
        drop(tx);
        (case.chart, case.stops) = self.chart_of(account, &case.assessment).await?;
        Ok(case)
    }

    /// A page of the staff's queue.
    pub async fn claim_queue(&self, actor: &Actor, filter: &QueueFilter) -> Result<QueuePage> {
        actor.require(Permission::ReadClaims)?;
        let mut tx = self.db.begin_read().await?;
        let (rows, total) = queries::queue(&mut tx, filter).await?;
        let claims = rows.into_iter().map(summary).collect::<Result<_>>()?;
        Ok(QueuePage { claims, total, per_page: queries::PAGE })
    }

    /// Number of claims in each state, with the sum of their amounts in minor units.
    pub async fn claim_counts(&self, actor: &Actor) -> Result<Vec<(State, i64, i64)>> {
        actor.require(Permission::ReadClaims)?;
        let counts = queries::counts(&mut self.db.begin_read().await?).await?;
        counts
            .into_iter()
            .map(|(state, count, sum)| Ok((known(State::from_name(&state), "claim state", &state)?, count, sum)))
            .collect()
    }

    /// One claim with all that staff need to decide on it.
    pub async fn staff_case(&self, actor: &Actor, claim: ClaimId) -> Result<StaffCase> {
        actor.require(Permission::ReadClaims)?;
        let mut tx = self.db.begin_read().await?;
        let claim = queries::lookup(&mut tx, claim).await?.ok_or(Error::NotFound)?;
        let assessment = assessments::lookup(&mut tx, claim.account, claim.assessment).await?.ok_or(Error::NotFound)?;
        let (chart, stops) = self.chart_of(claim.account, &assessment).await?;
        let programme = programmes::lookup(&mut tx, claim.programme).await?.ok_or(Error::NotFound)?;
        Ok(StaffCase {
            chart,
            stops,
            shocks: self.shocks_around(claim.account, &assessment).await?,
            account: ledger::lookup(&mut tx, claim.account).await?.ok_or(Error::NotFound)?,
            others: self.other_programmes(&mut tx, &programme, &assessment.result).await?,
            together: self.together(&mut tx, &claim).await?,
            programme,
            assessment,
            events: queries::events(&mut tx, claim.id).await?,
            revisions: revisions::of_account(&mut tx, claim.account, claim.programme).await?,
            adjustments: adjustments::of_claim(&mut tx, claim.id).await?,
            claim,
        })
    }
}

fn summary(row: queries::QueueRow) -> Result<ClaimSummary> {
    let currency = known(Currency::from_code(&row.currency), "currency", &row.currency)?;
    Ok(ClaimSummary {
        id: ClaimId(row.id),
        number: row.number,
        account_name: row.account_name,
        category: row.category,
        region: row.region,
        state: known(State::from_name(&row.state), "claim state", &row.state)?,
        track: known(Track::from_name(&row.track), "claim track", &row.track)?,
        offer: row.offer_minor.map(|minor| Money::new(minor, currency)),
        above_limit: row.offer_minor.is_some_and(|minor| minor > row.limit_minor),
        has_first_approval: row.first_approver.is_some(),
        updated_at: Instant(row.updated_at),
    })
}
