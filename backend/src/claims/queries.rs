//! SQL of claims.

use std::collections::HashMap;

use domain::{
    claim::{Claim, Event, State, Track},
    id::{AccountId, AssessmentId, ClaimId, ClaimantId, ProgrammeId, StaffId},
    money::{Currency, Money},
    time::Instant,
};
use uuid::Uuid;

use super::{ClaimEvent, StoredClaim};
use crate::{
    db::{
        Tx,
        repeated::{ROWS, Repeated},
    },
    error::{Error, Result, known},
    execute_within, within,
};

/// What a new claim rests on.
#[derive(Clone, Debug)]
pub struct AssessmentBasis {
    /// The account.
    pub account: AccountId,
    /// The programme.
    pub programme: ProgrammeId,
    /// The assessment.
    pub assessment: AssessmentId,
    /// Up to this amount the policy's rule approves.
    pub limit: Money,
}

#[derive(sqlx::FromRow)]
pub struct ClaimRow {
    id: Uuid,
    number: String,
    account_id: Uuid,
    programme_id: Uuid,
    assessment_id: Uuid,
    state: String,
    track: String,
    offer_minor: Option<i64>,
    promised_minor: Option<i64>,
    settled_minor: Option<i64>,
    limit_minor: i64,
    answer_by: Option<i64>,
    reviewer_id: Option<Uuid>,
    appealed_from: Option<Uuid>,
    first_approver: Option<Uuid>,
    events: i64,
    created_at: i64,
    updated_at: i64,
    currency: String,
}

impl TryFrom<ClaimRow> for StoredClaim {
    type Error = Error;
    fn try_from(row: ClaimRow) -> Result<Self> {
        let currency = known(Currency::from_code(&row.currency), "currency", &row.currency)?;
        Ok(Self {
            id: ClaimId(row.id),
            number: row.number,
            account: AccountId(row.account_id),
            programme: ProgrammeId(row.programme_id),
            assessment: AssessmentId(row.assessment_id),
            claim: Claim {
                state: known(State::from_name(&row.state), "claim state", &row.state)?,
                track: known(Track::from_name(&row.track), "claim track", &row.track)?,
                offer: row.offer_minor.map(|minor| Money::new(minor, currency)),
                promised: row.promised_minor.map(|minor| Money::new(minor, currency)),
                settled: row.settled_minor.map(|minor| Money::new(minor, currency)),
                answer_by: row.answer_by.map(Instant),
                reviewer: row.reviewer_id.map(StaffId),
                appealed_from: row.appealed_from.map(StaffId),
                first_approver: row.first_approver.map(StaffId),
            },
            limit: Money::new(row.limit_minor, currency),
            events: row.events,
            created_at: Instant(row.created_at),
            updated_at: Instant(row.updated_at),
        })
    }
}

pub async fn lookup(tx: &mut Tx, id: ClaimId) -> Result<Option<StoredClaim>> {
    const LOOKUP: &str = "select c.id, c.number, c.account_id, c.programme_id, c.assessment_id, c.state, c.track
          , c.offer_minor, c.promised_minor, c.settled_minor, c.limit_minor, c.answer_by, c.reviewer_id
          , c.appealed_from, c.first_approver
          , c.events, c.created_at, c.updated_at, p.currency
        from claims c join programmes p on p.id = c.programme_id
        where c.id = $1";
    let row: Option<ClaimRow> = within!(tx, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

pub async fn find(tx: &mut Tx, account: AccountId, programme: ProgrammeId) -> Result<Option<StoredClaim>> {
    const FIND: &str = "select c.id, c.number, c.account_id, c.programme_id, c.assessment_id, c.state, c.track
          , c.offer_minor, c.promised_minor, c.settled_minor, c.limit_minor, c.answer_by, c.reviewer_id
          , c.appealed_from, c.first_approver
          , c.events, c.created_at, c.updated_at, p.currency
        from claims c join programmes p on p.id = c.programme_id
        where c.account_id = $1 and c.programme_id = $2";
    let row: Option<ClaimRow> =
        within!(tx, c => sqlx::query_as(FIND).bind(account.0).bind(programme.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// The claims of accounts, from one id to another, under a programme.
pub async fn find_between(
    tx: &mut Tx,
    programme: ProgrammeId,
    (first, last): (AccountId, AccountId),
) -> Result<HashMap<AccountId, StoredClaim>> {
    const FIND: &str = "select c.id, c.number, c.account_id, c.programme_id, c.assessment_id, c.state, c.track
          , c.offer_minor, c.promised_minor, c.settled_minor, c.limit_minor, c.answer_by, c.reviewer_id
          , c.appealed_from, c.first_approver
          , c.events, c.created_at, c.updated_at, p.currency
        from claims c join programmes p on p.id = c.programme_id
        where c.account_id >= $1 and c.account_id <= $2 and c.programme_id = $3";
    let rows: Vec<ClaimRow> = within!(tx, c => sqlx::query_as(FIND)
        .bind(first.0).bind(last.0).bind(programme.0)
        .fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            let claim: StoredClaim = row.try_into()?;
            Ok((claim.account, claim))
        })
        .collect()
}

/// Stores new claims.
pub async fn insert(tx: &mut Tx, claims: &[StoredClaim]) -> Result<()> {
    const HEAD: &str = "insert into claims
        (account_id, id, programme_id, assessment_id, number, state, track, offer_minor, limit_minor
        , events, created_at, updated_at, promised_minor) values ";
    for claims in claims.chunks(ROWS) {
        let statement = Repeated::new(tx, HEAD, 13, claims.len(), "");
        execute_within!(tx, {
            let mut query = statement.query();
            for claim in claims {
                query = query.bind(claim.account.0).bind(claim.id.0).bind(claim.programme.0).bind(claim.assessment.0);
                query = query.bind(&claim.number).bind(claim.claim.state.name()).bind(claim.claim.track.name());
                query = query.bind(claim.claim.offer.map(|offer| offer.minor)).bind(claim.limit.minor);
                query = query.bind(claim.events).bind(claim.created_at.0).bind(claim.updated_at.0);
                query = query.bind(claim.claim.promised.map(|promised| promised.minor));
            }
            query
        })?;
    }
    Ok(())
}

/// Stores the state after an event. False where the claim changed since it was read.
pub async fn advance(tx: &mut Tx, before: &StoredClaim, after: &Claim, now: Instant) -> Result<bool> {
    const ADVANCE: &str = "update claims set
            state = $4
          , track = $5
          , offer_minor = $6
          , answer_by = $7
          , reviewer_id = $8
          , appealed_from = $9
          , first_approver = $10
          , promised_minor = $12
          , settled_minor = $13
          , events = events + 1
          , updated_at = $11
        where account_id = $1 and id = $2 and events = $3";
    let touched = execute_within!(
        tx,
        sqlx::query(ADVANCE)
            .bind(before.account.0)
            .bind(before.id.0)
            .bind(before.events)
            .bind(after.state.name())
            .bind(after.track.name())
            .bind(after.offer.map(|offer| offer.minor))
            .bind(after.answer_by.map(|by| by.0))
            .bind(after.reviewer.map(|id| id.0))
            .bind(after.appealed_from.map(|id| id.0))
            .bind(after.first_approver.map(|id| id.0))
            .bind(now.0)
            .bind(after.promised.map(|promised| promised.minor))
            .bind(after.settled.map(|settled| settled.minor))
    )?;
    Ok(touched == 1)
}

pub async fn insert_event(
    tx: &mut Tx,
    before: &StoredClaim,
    event: Event,
    state: State,
    actor: &str,
    note: &str,
    now: Instant,
) -> Result<()> {
    const INSERT: &str = "insert into claim_events (claim_id, sequence, event, state, actor, note, at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(before.id.0)
            .bind(before.events + 1)
            .bind(event.name())
            .bind(state.name())
            .bind(actor)
            .bind(note)
            .bind(now.0)
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct EventRow {
    event: String,
    state: String,
    actor: String,
    note: String,
    at: i64,
}

/// The history of a claim, oldest first.
pub async fn events(tx: &mut Tx, claim: ClaimId) -> Result<Vec<ClaimEvent>> {
    const EVENTS: &str = "select event, state, actor, note, at from claim_events where claim_id = $1 order by sequence";
    let rows: Vec<EventRow> = within!(tx, c => sqlx::query_as(EVENTS).bind(claim.0).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            Ok(ClaimEvent {
                event: known(Event::from_name(&row.event), "claim event", &row.event)?,
                state: known(State::from_name(&row.state), "claim state", &row.state)?,
                by_claimant: row.actor.starts_with("claimant:"),
                actor: row.actor,
                note: row.note,
                at: Instant(row.at),
            })
        })
        .collect()
}

pub async fn set_claimant(tx: &mut Tx, claim: ClaimId, claimant: ClaimantId) -> Result<()> {
    const SET: &str = "update claims set claimant_id = $2 where id = $1";
    execute_within!(tx, sqlx::query(SET).bind(claim.0).bind(claimant.0))?;
    Ok(())
}

/// Whether the ledger has this address for the account.
pub async fn owns(tx: &mut Tx, email: &str, account: AccountId) -> Result<bool> {
    const OWNS: &str = "select exists(select 1 from accounts where id = $1 and email = $2)";
    let (owns,): (bool,) = within!(tx, c => sqlx::query_as(OWNS).bind(account.0).bind(email).fetch_one(c))?;
    Ok(owns)
}

/// Where a claimant is written to, and in which language: the account's address, the language of their last visit.
pub struct Contact {
    pub email: String,
    pub language: Option<String>,
}

/// The contact of an account; none where the ledger has no address.
pub async fn contact(tx: &mut Tx, account: AccountId) -> Result<Option<Contact>> {
    Ok(contacts_between(tx, (account, account)).await?.remove(&account))
}

/// The contacts of accounts, from one id to another.
pub async fn contacts_between(
    tx: &mut Tx,
    (first, last): (AccountId, AccountId),
) -> Result<HashMap<AccountId, Contact>> {
    const CONTACTS: &str = "select a.id, a.email, m.language
        from accounts a left join claimants m on m.email = a.email
        where a.id >= $1 and a.id <= $2 and a.email is not null";
    let rows: Vec<(Uuid, String, Option<String>)> =
        within!(tx, c => sqlx::query_as(CONTACTS).bind(first.0).bind(last.0).fetch_all(c))?;
    Ok(rows.into_iter().map(|(id, email, language)| (AccountId(id), Contact { email, language })).collect())
}

pub async fn latest_assessment(
    tx: &mut Tx,
    account: AccountId,
    programme: ProgrammeId,
) -> Result<Option<AssessmentBasis>> {
    const LATEST: &str = "select coalesce((
                select r.id from revisions r where r.account_id = s.account_id and r.run_id = s.run_id
                order by r.number desc limit 1
            ), s.id), p.currency
        from assessments s join programmes p on p.id = s.programme_id
        where s.account_id = $1 and s.programme_id = $2
        order by s.created_at desc, s.id desc limit 1";
    let row: Option<(Uuid, String)> =
        within!(tx, c => sqlx::query_as(LATEST).bind(account.0).bind(programme.0).fetch_optional(c))?;
    let Some((id, currency)) = row else { return Ok(None) };
    let currency = known(Currency::from_code(&currency), "currency", &currency)?;
    // Without an offer no rule approves anything: every amount goes to people.
    let limit = Money::new(0, currency);
    Ok(Some(AssessmentBasis { account, programme, assessment: AssessmentId(id), limit }))
}

/// What the queue shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only this state; all that wait for staff where none is given.
    pub state: Option<State>,
    /// Part of a claim number or of an account's name.
    pub search: String,
    /// Page, from 1.
    pub page: i64,
}

#[derive(sqlx::FromRow)]
pub struct QueueRow {
    pub id: Uuid,
    pub number: String,
    pub account_name: String,
    pub category: String,
    pub region: String,
    pub state: String,
    pub track: String,
    pub offer_minor: Option<i64>,
    pub limit_minor: i64,
    pub currency: String,
    pub updated_at: i64,
    pub first_approver: Option<Uuid>,
}

/// Claims of a page.
pub const PAGE: i64 = 25;

/// A page of the queue, longest waiting first, and how many there are in all.
pub async fn queue(tx: &mut Tx, filter: &QueueFilter) -> Result<(Vec<QueueRow>, i64)> {
    const ROWS: &str = "select c.id, c.number, a.name as account_name, a.category, a.region, c.state, c.track
          , c.offer_minor, c.limit_minor, p.currency, c.updated_at, c.first_approver
        from claims c
        join accounts a on a.id = c.account_id
        join programmes p on p.id = c.programme_id
        where (c.state = $1 or ($1 is null and c.state in ('submitted', 'in_review', 'appealed', 'accepted')))
          and ($2 = '' or lower(c.number) like $3 or lower(a.name) like $3)
        order by c.updated_at, c.id
        limit $4 offset $5";
    const COUNT: &str = "select count(*)
        from claims c join accounts a on a.id = c.account_id
        where (c.state = $1 or ($1 is null and c.state in ('submitted', 'in_review', 'appealed', 'accepted')))
          and ($2 = '' or lower(c.number) like $3 or lower(a.name) like $3)";
    let state = filter.state.map(State::name);
    let search = filter.search.trim().to_lowercase();
    let pattern = format!("%{}%", search.replace(['%', '_'], ""));
    let offset = (filter.page.clamp(1, 1_000_000) - 1) * PAGE;
    let rows = within!(tx, c => sqlx::query_as(ROWS)
        .bind(state).bind(&search).bind(&pattern).bind(PAGE).bind(offset)
        .fetch_all(c))?;
    let (count,): (i64,) = within!(tx, c => sqlx::query_as(COUNT)
        .bind(state).bind(&search).bind(&pattern)
        .fetch_one(c))?;
    Ok((rows, count))
}

/// Number of claims in each state, with the sum of their amounts.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(String, i64, i64)>> {
    const COUNTS: &str = "select state, count(*), cast(coalesce(sum(offer_minor), 0) as bigint)
        from claims group by state order by state";
    Ok(within!(tx, c => sqlx::query_as(COUNTS).fetch_all(c))?)
}
