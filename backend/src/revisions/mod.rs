//! Computing one account again in a review: transactions that a reviewer sets aside or puts back, and the assessments that
//! follow. A run's own assessment stays; the claim rests on the newest (reference 5.4: both numbers are stored).

mod company;
mod queries;

use chrono::NaiveDate;
use domain::{
    adjustment::Status,
    assessment::Assessment,
    claim::{Consequence, State, Target},
    id::{AssessmentId, ClaimId, StaffId},
    language::Text,
    ledger::{Account, Remark, SetAsideReason, Transaction, remarkable},
    money::Currency,
    role::Permission,
    time::{DAY, Instant, Window},
};

pub(crate) use self::queries::{latest, latest_stored, lookup, measure_of, of_account};
use crate::{
    Actor, Backend, Problem,
    adjustments::{self, NewAdjustment},
    assessments::{self, StoredAssessment},
    audit::{self, Act},
    claims::{self, StoredClaim},
    db::Tx,
    error::{Error, Result},
    ledger::{self, histories},
    programmes,
};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 500;
/// Most transactions that are set aside or put back at once.
const MOST: usize = 200;

/// A transaction that counts for nothing since a reviewer said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Why, in kind.
    pub reason: SetAsideReason,
    /// Why, in words; the claimant reads them.
    pub note: String,
    /// Who said so.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// A transaction as a reviewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The transaction.
    pub transaction: Transaction,
    /// What is remarkable about it.
    pub remark: Option<Remark>,
    /// Whether it is set aside.
    pub set_aside: Option<SetAside>,
}

/// An account's transactions for a reviewer.
#[derive(Clone, Debug)]
pub struct Entries {
    /// The claim they matter for.
    pub claim: StoredClaim,
    /// Whose they are.
    pub account: Account,
    /// All of this local day; none for those that are remarkable or set aside.
    pub day: Option<NaiveDate>,
    /// The transactions, by time.
    pub entries: Vec<Entry>,
    /// Whether the actor may change what counts.
    pub may_change: bool,
}

/// An assessment made in a review.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Its place, from 1.
    pub number: i64,
    /// Why, in words; the claimant reads them.
    pub note: String,
    /// Who had it computed.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// What the claim rested on before.
    pub before: Assessment,
    /// What it rests on since.
    pub after: Assessment,
}

/// What a reviewer changes before an account is computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// These transactions count no more.
    SetAside(Vec<String>, SetAsideReason),
    /// These count again.
    PutBack(Vec<String>),
    /// None: the ledger itself changed, by an import.
    Nothing,
}

impl Backend {
    /// The transactions of a claim's account: of a local day, or those within the time that the assessment reads which are
    /// remarkable or set aside.
    pub async fn entries(&self, actor: &Actor, claim: ClaimId, day: Option<NaiveDate>) -> Result<Entries> {
        actor.require(Permission::ReadClaims)?;
        let mut tx = self.db.begin_read().await?;
        let claim = claims::lookup(&mut tx, claim).await?.ok_or(Error::NotFound)?;
        let account = ledger::lookup(&mut tx, claim.account).await?.ok_or(Error::NotFound)?;
        let assessment = assessments::lookup(&mut tx, claim.account, claim.assessment).await?.ok_or(Error::NotFound)?;
        let currency = assessment.result.figures.account.currency;
        let reach = self.reach_of(&mut tx, &account, &assessment).await?;
        let mut entries = self.within(&mut tx, &account, reach, currency).await?;
        match day {
            Some(day) => entries.retain(|entry| self.site.zone.date(entry.transaction.at) == day),
            None => entries.retain(|entry| entry.remark.is_some() || entry.set_aside.is_some()),
        }
        let may_change = reviewer(actor, &claim).is_ok();
        Ok(Entries { claim, account, day, entries, may_change })
    }

    async fn within(&self, tx: &mut Tx, account: &Account, reach: Window, currency: Currency) -> Result<Vec<Entry>> {
        let transactions = ledger::transactions_within(&self.db, account.id, reach, currency).await?;
        let remarks = remarkable(&transactions);
        let mut set_aside = queries::set_asides(tx, account.id).await?;
        let mut entries: Vec<_> = transactions
            .into_iter()
            .map(|transaction| {
                let set_aside = set_aside.remove(&transaction.reference);
                Entry { transaction, remark: None, set_aside }
            })
            .collect();
        for (place, remark) in remarks {
            entries[place].remark = Some(remark);
        }
        Ok(entries)
    }

    /// The time whose transactions an assessment reads: its outage's reach, widened to whole days.
    async fn reach_of(&self, tx: &mut Tx, account: &Account, assessment: &StoredAssessment) -> Result<Window> {
        let reach = assessments::reach_of(tx, assessment.run, account, self.site.zone).await?;
        Window::try_new(reach.start.plus(-DAY), reach.end.plus(DAY)).ok_or(Error::NotFound)
    }

    /// Changes what counts of a claim's account, computes the account again with the run's published figures, and lets the
    /// claim rest on the result. None where the same came out. Errors: the claim is not in this reviewer's hands, no note, no
    /// transaction named, or one that the account does not have.
    pub async fn compute_again(
        &self,
        actor: &Actor,
        claim: ClaimId,
        change: &Change,
        note: &str,
    ) -> Result<Option<Revision>> {
        actor.require(Permission::ReviewClaims)?;
        let note = note.trim();
        let mut tx = self.db.begin().await?;
        let claim = claims::lookup(&mut tx, claim).await?.ok_or(Error::NotFound)?;
        let by = reviewer(actor, &claim)?;
        check(change, note)?;
        let now = self.clock.now();
        let (action, touched) = self.apply(&mut tx, &claim, change, note, by, now).await?;
        if touched > 0 {
            histories::make_stale(&mut tx, std::iter::once(claim.account.0)).await?;
        }
        let revision = Box::pin(self.revise(&mut tx, &claim, note, by, now)).await?;
        let result = revision.as_ref().map_or_else(|| "same result".to_owned(), summary);
        let detail = format!("{touched} transactions, {result}");
        audit::append(&mut tx, now, actor, Act { action, subject: format!("claim:{}", claim.id), detail }).await?;
        tx.commit().await?;
        Ok(revision)
    }

    /// Writes what a change says of transactions; gives its name in the audit log and how many it touched.
    async fn apply(
        &self,
        tx: &mut Tx,
        claim: &StoredClaim,
        change: &Change,
        note: &str,
        by: StaffId,
        now: Instant,
    ) -> Result<(&'static str, u64)> {
        Ok(match change {
            Change::SetAside(references, reason) => {
                let known = queries::count_known(tx, claim.account, references).await?;
                if usize::try_from(known) != Ok(references.len()) {
                    return Err(unknown_transaction());
                }
                let set_aside = SetAside { reason: *reason, note: note.to_owned(), by, at: now };
                ("claim.set_aside", queries::set_aside(tx, claim.account, references, &set_aside).await?)
            }
            Change::PutBack(references) => ("claim.put_back", queries::put_back(tx, claim.account, references).await?),
            Change::Nothing => ("claim.computed_again", 0),
        })
    }

    async fn revise(
        &self,
        tx: &mut Tx,
        claim: &StoredClaim,
        note: &str,
        by: StaffId,
        now: Instant,
    ) -> Result<Option<Revision>> {
        let standing = assessments::lookup(tx, claim.account, claim.assessment).await?.ok_or(Error::NotFound)?;
        let account = ledger::lookup(tx, claim.account).await?.ok_or(Error::NotFound)?;
        let records = self.records_in(tx, &account, &standing).await?;
        let measured = records.measure();
        let policy = records.policy.clone();
        let figures = assessments::figures_now(tx, standing.run, &account, records, measured.as_ref().ok()).await?;
        let after = figures.assess(&policy);
        let after = after.map_err(|refused| Error::Corrupt(format!("account {}: {refused}", account.id)))?;
        if after.digest == standing.result.digest {
            return Ok(None);
        }
        let id = AssessmentId(self.random.id(now));
        let number = queries::count(tx, claim.account, claim.programme).await? + 1;
        let revision = Revision { number, note: note.to_owned(), by, at: now, before: standing.result.clone(), after };
        queries::insert(tx, (claim.account, claim.programme), &standing, id, &revision, &measured).await?;
        if !claims::rest_on(tx, claim, id, now).await? {
            return Err(claims::changed_meanwhile());
        }
        self.hold_to_promise(tx, claim, &standing, id, &revision).await?;
        self.revise_company(tx, claim, &standing, &revision).await?;
        Ok(Some(revision))
    }

    /// Puts on record where the result is less than was offered or awarded before: up to the policy's threshold that stands,
    /// beyond it another person decides.
    async fn hold_to_promise(
        &self,
        tx: &mut Tx,
        claim: &StoredClaim,
        standing: &StoredAssessment,
        id: AssessmentId,
        revision: &Revision,
    ) -> Result<()> {
        let (before, later) = (Target::of(&revision.before.outcome), Target::of(&revision.after.outcome));
        let replaced = adjustments::supersede(tx, claim.id).await?;
        let consequence = claim.claim.consequence(before, later, false);
        let is_less =
            consequence == (Consequence::Adopt { waits: true }) || (replaced && claim.claim.promises_more_than(later));
        let (Some(promised), Some(to), true) = (claim.claim.promised, later.minor(), is_less) else { return Ok(()) };
        let policy = programmes::lookup_policy(tx, standing.policy).await?.ok_or(Error::NotFound)?.policy;
        let is_beyond = policy.clawback.is_some_and(|clawback| clawback.reaches(promised.minor, to));
        let status = if is_beyond { Status::Waiting } else { Status::Spared };
        let new = self.new_adjustment(claim, (standing.run, id), later, status);
        adjustments::insert(tx, &NewAdjustment { made_by: Some(revision.by), ..new }, revision.at).await
    }
}

/// Who may change what counts: the reviewer who has the claim.
fn reviewer(actor: &Actor, claim: &StoredClaim) -> Result<StaffId> {
    let Actor::Staff { id, .. } = actor else { return Err(Error::Forbidden) };
    if claim.claim.state == State::InReview && claim.claim.reviewer == Some(*id) {
        return Ok(*id);
    }
    Err(Error::refused(
        "이 청구를 심사하고 있는 담당자만 계산을 바꿀 수 있어요. 심사를 시작한 뒤 다시 해 주세요.",
        "Only the reviewer who has this claim can change what is counted. Start the review first.",
    ))
}

fn check(change: &Change, note: &str) -> Result<()> {
    let mut problems = Vec::new();
    if let Change::SetAside(references, _) | Change::PutBack(references) = change {
        if references.is_empty() {
            problems.push(Problem::new("reference", "거래를 골라 주세요.", "Choose the transactions."));
        }
        if references.len() > MOST {
            problems.push(Problem::new(
                "reference",
                format!("한 번에 {MOST}건까지 고를 수 있어요."),
                format!("Choose at most {MOST} transactions at once."),
            ));
        }
    }
    if note.is_empty() {
        problems.push(Problem::new("note", "이유를 적어 주세요.", "Please give the reason."));
    }
    if note.chars().count() > LONGEST_NOTE {
        let message =
            Text::new(format!("{LONGEST_NOTE}자까지 쓸 수 있어요."), format!("Use at most {LONGEST_NOTE} characters."));
        problems.push(Problem { field: "note".into(), message });
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

fn unknown_transaction() -> Error {
    Error::invalid(
        "reference",
        "이 계정에 없는 거래가 있어요. 화면을 새로 고쳐 주세요.",
        "The account does not have one of these transactions. Please reload the page.",
    )
}

/// The amounts before and after, for the audit log.
fn summary(revision: &Revision) -> String {
    let amount = |assessment: &Assessment| match assessment.outcome.amount() {
        Some(amount) => amount.minor.to_string(),
        None => assessment.outcome.name().to_owned(),
    };
    format!("revision {}, {} -> {}", revision.number, amount(&revision.before), amount(&revision.after))
}
