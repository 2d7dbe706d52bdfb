//! Adjustments: results that came after an amount was offered. More goes out at once where nobody has answered; less, and
//! more than was accepted, waits here for a person, who decides for the later result or for what stood, with a reason.

mod batch_queries;
mod batches;
mod decide;
mod queries;
mod shared;

use domain::{
    adjustment::{Direction, Status},
    assessment::Assessment,
    claim::{Refusal, State},
    id::{AccountId, AdjustmentId, AssessmentId, ClaimId, ProgrammeId, RunId, StaffId},
    language::Text,
    money::Money,
    role::Permission,
    time::Instant,
};

pub(crate) use self::queries::{
    Latest, NewAdjustment, insert, latest_between, of_claim, overtake, supersede, waiting_by_programme,
};
pub use self::{batches::Batch, decide::Settled, shared::Shared};
use crate::{
    Actor, Backend, Problem, assessments,
    claims::{self, StoredClaim},
    db::Tx,
    error::{Error, Result},
    programmes::{self, Programme},
};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// A later result of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Its id.
    pub id: AdjustmentId,
    /// Whose it is.
    pub account: AccountId,
    /// The name on the account's sign.
    pub account_name: String,
    /// The claim.
    pub claim: ClaimId,
    /// The claim's number.
    pub number: String,
    /// Where the claim stands.
    pub state: State,
    /// Up to this amount the policy's rule approves, and one person decides.
    pub limit: Money,
    /// The programme.
    pub programme: ProgrammeId,
    /// The run whose figures it was computed with.
    pub run: RunId,
    /// The assessment of what stood.
    pub before: AssessmentId,
    /// The later one.
    pub after: AssessmentId,
    /// Which way the amount goes.
    pub direction: Direction,
    /// What the claimant was offered or awarded.
    pub from: Money,
    /// What the later result comes to; none where only a person can say.
    pub to: Option<Money>,
    /// What became of it.
    pub status: Status,
    /// The reviewer who computed again; none for a run over all accounts.
    pub made_by: Option<StaffId>,
    /// The first of two people who decided for it.
    pub first_by: Option<StaffId>,
    /// Who decided.
    pub decided_by: Option<StaffId>,
    /// Why; the claimant reads it.
    pub reason: String,
    /// Since when it is on record.
    pub created_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
}

impl Adjustment {
    /// Whether two people decide for it: an amount above the limit is at stake, and no reviewer looked at it before.
    pub fn needs_two(&self) -> bool {
        let most = self.to.map_or(self.from.minor, |to| to.minor.max(self.from.minor));
        self.made_by.is_none() && most > self.limit.minor
    }

    /// By how much the amount changes, minor units; below 0 for less.
    pub fn difference_minor(&self) -> i64 {
        self.to.map_or(0, |to| to.minor.saturating_sub(self.from.minor))
    }

    /// Whether money has left or is leaving, so that more can be given only once the payment has ended.
    pub const fn waits_for_payment(&self) -> bool {
        matches!(self.state, State::Paying | State::PaymentFailed)
    }
}

/// By what the list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The largest difference first.
    #[default]
    Difference,
    /// The largest amount that stands first.
    Before,
    /// The largest later amount first.
    After,
    /// The longest waiting first.
    Age,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Difference, Self::Before, Self::After, Self::Age];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::Before => "before",
            Self::After => "after",
            Self::Age => "age",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }
}

/// What the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdjustmentFilter {
    /// What became of them.
    pub status: Status,
    /// Which way they go; all where none is given.
    pub direction: Option<Direction>,
    /// Their order.
    pub order: Order,
    /// Page, from 1.
    pub page: i64,
}

/// How many there are of a kind, and the sums of their amounts in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// What became of them.
    pub status: Status,
    /// Which way they go.
    pub direction: Direction,
    /// How many.
    pub count: i64,
    /// What stood.
    pub before_minor: i64,
    /// What the later results come to; what stood where only a person can say.
    pub after_minor: i64,
}

/// What waits of one run, one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunWaiting {
    /// The run.
    pub run: RunId,
    /// When it was started.
    pub started_at: Instant,
    /// Which way.
    pub direction: Direction,
    /// How many.
    pub count: i64,
    /// By how much the amounts change in all, minor units.
    pub difference_minor: i64,
}

/// A programme's adjustments, a page of them.
#[derive(Clone, Debug)]
pub struct AdjustmentPage {
    /// The programme.
    pub programme: Programme,
    /// The page.
    pub adjustments: Vec<Adjustment>,
    /// All of the programme, counted by kind.
    pub totals: Vec<Totals>,
    /// What can be decided at once.
    pub runs: Vec<RunWaiting>,
    /// The decision on many that is at work, or else the last.
    pub batch: Option<Batch>,
    /// Adjustments of a page.
    pub per_page: i64,
}

/// A later result that a person decided for, with both computations.
#[derive(Clone, Debug)]
pub struct Change {
    /// It.
    pub adjustment: Adjustment,
    /// The computation of what stood.
    pub before: Assessment,
    /// The later one.
    pub after: Assessment,
}

/// The last of a claim's later results that a person decided for.
pub(crate) async fn last_change(tx: &mut Tx, all: &[Adjustment]) -> Result<Option<Change>> {
    let applied = all.iter().filter(|adjustment| adjustment.status == Status::Applied);
    let Some(adjustment) = applied.max_by_key(|adjustment| adjustment.decided_at).cloned() else { return Ok(None) };
    let (before, after) = computations(tx, &adjustment).await?;
    Ok(Some(Change { adjustment, before, after }))
}

async fn computations(tx: &mut Tx, adjustment: &Adjustment) -> Result<(Assessment, Assessment)> {
    let before = assessments::lookup(tx, adjustment.account, adjustment.before).await?.ok_or(Error::NotFound)?;
    let after = assessments::lookup(tx, adjustment.account, adjustment.after).await?.ok_or(Error::NotFound)?;
    Ok((before.result, after.result))
}

/// An adjustment for who decides on it.
#[derive(Clone, Debug)]
pub struct AdjustmentCase {
    /// It, with both computations.
    pub change: Change,
    /// The claim.
    pub claim: StoredClaim,
    /// The programme.
    pub programme: Programme,
    /// Why who asks cannot decide for the later result; none where they can.
    pub refusal: Option<Text>,
    /// What driver and company are promised together, where they share the award.
    pub shared: Option<Shared>,
}

impl Backend {
    /// The adjustments of a programme under a filter.
    pub async fn adjustments(
        &self,
        actor: &Actor,
        programme: ProgrammeId,
        filter: &AdjustmentFilter,
    ) -> Result<AdjustmentPage> {
        actor.require(Permission::ReadClaims)?;
        let mut tx = self.db.begin_read().await?;
        Ok(AdjustmentPage {
            programme: programmes::lookup(&mut tx, programme).await?.ok_or(Error::NotFound)?,
            adjustments: queries::list(&mut tx, programme, filter).await?,
            totals: queries::totals(&mut tx, programme).await?,
            runs: queries::waiting_by_run(&mut tx, programme).await?,
            batch: batch_queries::latest(&mut tx, programme).await?,
            per_page: queries::PAGE,
        })
    }

    /// One of them with both computations.
    pub async fn adjustment(&self, actor: &Actor, id: AdjustmentId) -> Result<AdjustmentCase> {
        actor.require(Permission::ReadClaims)?;
        let mut tx = self.db.begin_read().await?;
        let adjustment = queries::lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let (before, after) = computations(&mut tx, &adjustment).await?;
        let claim = claims::lookup(&mut tx, adjustment.claim).await?.ok_or(Error::NotFound)?;
        let programme = programmes::lookup(&mut tx, adjustment.programme).await?.ok_or(Error::NotFound)?;
        let asked =
            actor.staff().ok().map(|by| decide::adjusted(&claim, &programme, &adjustment, by, self.clock.now()));
        let refusal = asked.and_then(Result::err).map(Refusal::text);
        let shared = shared::shared(&mut tx, &adjustment, &after).await?;
        Ok(AdjustmentCase { change: Change { adjustment, before, after }, claim, programme, refusal, shared })
    }

    /// How many adjustments of a programme wait.
    pub async fn waiting_adjustments(&self, actor: &Actor, programme: ProgrammeId) -> Result<i64> {
        actor.require(Permission::ReadProgrammes)?;
        let waiting = waiting_by_programme(&mut self.db.begin_read().await?).await?;
        Ok(waiting.get(&programme).copied().unwrap_or(0))
    }
}

fn check_reason(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid("reason", "이유를 적어 주세요.", "Please give the reason."));
    }
    if reason.chars().count() > LONGEST_REASON {
        let message = Text::new(
            format!("{LONGEST_REASON}자까지 쓸 수 있어요."),
            format!("Use at most {LONGEST_REASON} characters."),
        );
        return Err(Error::Invalid(vec![Problem { field: "reason".into(), message }]));
    }
    Ok(reason)
}
