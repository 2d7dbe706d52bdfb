//! Programmes: the compensation offered for an incident, with the versions of its policy.

mod overlaps;
mod queries;

use domain::{
    id::{IncidentId, PolicyId, ProgrammeId},
    language::Text,
    money::Money,
    policy::Policy,
    role::Permission,
    time::Instant,
};
use uuid::Uuid;

pub(crate) use self::overlaps::{hold, overlapping};
pub use self::queries::{lookup, lookup_policy, summaries};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Problem, Result},
    publication,
};

/// Where a programme stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgrammeStatus {
    /// Being prepared; not public.
    Draft,
    /// Public; claims are taken between its dates.
    Open,
    /// Takes no more claims.
    Closed,
}

impl ProgrammeStatus {
    /// The name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Draft, Self::Open, Self::Closed].into_iter().find(|status| status.name() == name)
    }
}

/// A programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// The incident it compensates.
    pub incident: IncidentId,
    /// Its name.
    pub title: Text,
    /// The criteria in plain language, as published.
    pub criteria: Text,
    /// From when claims are taken.
    pub opens_at: Instant,
    /// Until when.
    pub closes_at: Instant,
    /// What it may cost in all.
    pub budget: Money,
    /// Where it stands.
    pub status: ProgrammeStatus,
}

impl Programme {
    /// Whether it takes claims at `now`.
    pub fn takes_claims(&self, now: Instant) -> bool {
        self.status == ProgrammeStatus::Open && self.opens_at <= now && now < self.closes_at
    }
}

/// A programme to prepare.
#[derive(Clone, Debug)]
pub struct NewProgramme {
    /// Made when the form was shown; sending the form twice makes one programme.
    pub id: ProgrammeId,
    /// The incident.
    pub incident: IncidentId,
    /// Its name.
    pub title: Text,
    /// The criteria in plain language.
    pub criteria: Text,
    /// From when claims are taken.
    pub opens_at: Instant,
    /// Until when.
    pub closes_at: Instant,
    /// What it may cost in all.
    pub budget: Money,
}

/// One version of a programme's policy.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyRecord {
    /// Its id.
    pub id: PolicyId,
    /// The programme.
    pub programme: ProgrammeId,
    /// The document.
    pub policy: Policy,
    /// Who drafted it.
    pub drafted_by: Uuid,
    /// When.
    pub drafted_at: Instant,
    /// When it was published; none for a draft.
    pub published_at: Option<Instant>,
}

impl Backend {
    /// Prepares a programme with the first draft of its policy. Errors: fields, an unknown incident.
    pub async fn prepare_programme(&self, actor: &Actor, new: &NewProgramme, policy: &Policy) -> Result<ProgrammeId> {
        actor.require(Permission::ManageProgrammes)?;
        let problems = problems(new, policy);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        if self.incident(new.incident).await?.is_none() {
            return Err(Error::invalid("incident", "장애를 골라 주세요.", "Choose an incident."));
        }
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if !queries::insert(&mut tx, new, actor.author(), now).await? {
            return Ok(new.id);
        }
        let id = PolicyId(self.random.id(now));
        let policy = Policy { version: 1, ..policy.clone() };
        queries::insert_policy(&mut tx, id, new.id, &policy, actor.author(), now).await?;
        let act = Act { action: "programme.prepared", subject: format!("programme:{}", new.id), detail: String::new() };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        Ok(new.id)
    }

    /// Drafts a further version of a programme's policy. Errors: what the policy's own validation names.
    pub async fn draft_policy(&self, actor: &Actor, programme: ProgrammeId, policy: &Policy) -> Result<PolicyId> {
        actor.require(Permission::DraftPolicies)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let standing = lookup(&mut tx, programme).await?.ok_or(Error::NotFound)?;
        let problems = policy_problems(policy, standing.budget);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let latest = queries::policies(&mut tx, programme).await?;
        let version = latest.first().map_or(1, |record| record.policy.version + 1);
        let id = PolicyId(self.random.id(now));
        let policy = Policy { version, ..policy.clone() };
        queries::insert_policy(&mut tx, id, programme, &policy, actor.author(), now).await?;
        let act =
            Act { action: "policy.drafted", subject: format!("policy:{id}"), detail: format!("version {version}") };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Publishes a policy that somebody else drafted, and with it the programme. Errors: one's own draft.
    pub async fn publish_policy(&self, actor: &Actor, policy: PolicyId) -> Result<()> {
        actor.require(Permission::PublishPolicies)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let record = lookup_policy(&mut tx, policy).await?.ok_or(Error::NotFound)?;
        if record.published_at.is_some() {
            return Ok(());
        }
        if record.drafted_by == actor.author() && matches!(actor, Actor::Staff { .. }) {
            return Err(Error::refused(
                "직접 작성한 기준은 공개할 수 없어요. 다른 승인 담당이 공개해야 해요.",
                "You drafted this policy, so another person has to publish it.",
            ));
        }
        queries::publish_policy(&mut tx, &record, actor.author(), now).await?;
        let act = Act {
            action: "policy.published",
            subject: format!("policy:{policy}"),
            detail: format!("version {}", record.policy.version),
        };
        audit::append(&mut tx, now, actor, act).await?;
        publication::touch(&mut tx).await?;
        tx.commit().await?;
        self.published();
        Ok(())
    }

    /// All programmes, newest first.
    pub async fn list_programmes(&self, actor: &Actor) -> Result<Vec<Programme>> {
        actor.require(Permission::ReadProgrammes)?;
        queries::list(&mut self.db.begin_read().await?).await
    }

    /// A programme with all versions of its policy, newest first.
    pub async fn programme(&self, actor: &Actor, id: ProgrammeId) -> Result<(Programme, Vec<PolicyRecord>)> {
        actor.require(Permission::ReadProgrammes)?;
        let mut tx = self.db.begin_read().await?;
        let programme = lookup(&mut tx, id).await?.ok_or(Error::NotFound)?;
        let policies = queries::policies(&mut tx, id).await?;
        Ok((programme, policies))
    }
}

/// The version of a programme's policy that is in force: the newest published one.
pub async fn policy_in_force(tx: &mut crate::db::Tx, programme: ProgrammeId) -> Result<Option<PolicyRecord>> {
    let policies = queries::policies(tx, programme).await?;
    Ok(policies.into_iter().find(|record| record.published_at.is_some()))
}

/// The version that numbers are tried with: the one in force, or else the newest draft.
pub async fn policy_to_try(tx: &mut crate::db::Tx, programme: ProgrammeId) -> Result<Option<PolicyRecord>> {
    let mut policies = queries::policies(tx, programme).await?;
    let index = policies.iter().position(|record| record.published_at.is_some()).unwrap_or(0);
    Ok((index < policies.len()).then(|| policies.swap_remove(index)))
}

fn problems(new: &NewProgramme, policy: &Policy) -> Vec<Problem> {
    let mut problems = Vec::new();
    let korean = [
        ("title_ko", &new.title.ko, "이름을 한국어로 입력해 주세요.", "Enter the name in Korean."),
        ("criteria_ko", &new.criteria.ko, "보상 기준 설명을 한국어로 입력해 주세요.", "Enter the criteria in Korean."),
    ];
    for (field, text, ko, en) in korean {
        if text.trim().is_empty() {
            problems.push(Problem::new(field, ko, en));
        }
    }
    if new.closes_at <= new.opens_at {
        problems.push(Problem::new(
            "closes_at",
            "마감은 시작보다 뒤여야 해요.",
            "The closing date must lie after the opening date.",
        ));
    }
    if new.budget.minor <= 0 {
        problems.push(Problem::new("budget", "예산은 0보다 커야 해요.", "The budget must be above zero."));
    }
    problems.extend(policy_problems(policy, new.budget));
    problems
}

/// Why a policy cannot be published with a budget, each with its path under `policy.`.
pub(crate) fn policy_problems(policy: &Policy, budget: Money) -> Vec<Problem> {
    let mut problems: Vec<Problem> = match policy.validate() {
        Ok(()) => Vec::new(),
        Err(found) => found
            .into_iter()
            .map(|problem| Problem { field: format!("policy.{}", problem.field), message: problem.message })
            .collect(),
    };
    if policy.currency != budget.currency {
        problems.push(Problem::new(
            "policy.currency",
            "예산과 같은 통화여야 해요.",
            "The policy must be in the currency of the budget.",
        ));
    }
    problems
}
