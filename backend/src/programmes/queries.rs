//! SQL of programmes and policies.

use domain::{
    id::{IncidentId, PolicyId, ProgrammeId},
    language::Text,
    money::{Currency, Money},
    policy::Policy,
    status::ProgrammeSummary,
    time::Instant,
};
use uuid::Uuid;

use super::{NewProgramme, PolicyRecord, Programme, ProgrammeStatus};
use crate::{
    db::Tx,
    error::{Error, Result, known},
    execute_within, within,
};

#[derive(sqlx::FromRow)]
struct ProgrammeRow {
    id: Uuid,
    incident_id: Uuid,
    title_ko: String,
    title_en: String,
    criteria_ko: String,
    criteria_en: String,
    currency: String,
    opens_at: i64,
    closes_at: i64,
    budget_minor: i64,
    status: String,
}

impl TryFrom<ProgrammeRow> for Programme {
    type Error = Error;
    fn try_from(row: ProgrammeRow) -> Result<Self> {
        let currency = known(Currency::from_code(&row.currency), "currency", &row.currency)?;
        Ok(Self {
            id: ProgrammeId(row.id),
            incident: IncidentId(row.incident_id),
            title: Text::new(row.title_ko, row.title_en),
            criteria: Text::new(row.criteria_ko, row.criteria_en),
            opens_at: Instant(row.opens_at),
            closes_at: Instant(row.closes_at),
            budget: Money::new(row.budget_minor, currency),
            status: known(ProgrammeStatus::from_name(&row.status), "programme status", &row.status)?,
        })
    }
}

/// False where it was made before.
pub async fn insert(tx: &mut Tx, new: &NewProgramme, author: Uuid, now: Instant) -> Result<bool> {
    const INSERT: &str = "insert into programmes
        (id, incident_id, title_ko, title_en, criteria_ko, criteria_en, currency, opens_at, closes_at
        , budget_minor, status, created_at, created_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11, $12)
        on conflict (id) do nothing";
    let inserted = execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(new.id.0)
            .bind(new.incident.0)
            .bind(new.title.ko.trim())
            .bind(new.title.en.trim())
            .bind(new.criteria.ko.trim())
            .bind(new.criteria.en.trim())
            .bind(new.budget.currency.code())
            .bind(new.opens_at.0)
            .bind(new.closes_at.0)
            .bind(new.budget.minor)
            .bind(now.0)
            .bind(author)
    )?;
    Ok(inserted == 1)
}

const COLUMNS_ALL: &str = "select id, incident_id, title_ko, title_en, criteria_ko, criteria_en, currency
      , opens_at, closes_at, budget_minor, status
    from programmes
    where ($1 is null or id = $1)
    order by created_at desc, id desc";

/// All programmes, newest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Programme>> {
    let rows: Vec<ProgrammeRow> = within!(tx, c => sqlx::query_as(COLUMNS_ALL).bind(None::<Uuid>).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The programme of an id.
pub async fn lookup(tx: &mut Tx, id: ProgrammeId) -> Result<Option<Programme>> {
    let row: Option<ProgrammeRow> = within!(tx, c => sqlx::query_as(COLUMNS_ALL).bind(Some(id.0)).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

#[derive(sqlx::FromRow)]
struct PolicyRow {
    id: Uuid,
    programme_id: Uuid,
    document: String,
    created_at: i64,
    created_by: Uuid,
    published_at: Option<i64>,
}

impl TryFrom<PolicyRow> for PolicyRecord {
    type Error = Error;
    fn try_from(row: PolicyRow) -> Result<Self> {
        Ok(Self {
            id: PolicyId(row.id),
            programme: ProgrammeId(row.programme_id),
            policy: serde_json::from_str(&row.document)?,
            drafted_by: row.created_by,
            drafted_at: Instant(row.created_at),
            published_at: row.published_at.map(Instant),
        })
    }
}

pub async fn insert_policy(
    tx: &mut Tx,
    id: PolicyId,
    programme: ProgrammeId,
    policy: &Policy,
    author: Uuid,
    now: Instant,
) -> Result<()> {
    const INSERT: &str = "insert into policies (id, programme_id, version, document, status, created_at, created_by)
        values ($1, $2, $3, $4, 'draft', $5, $6)";
    let document = serde_json::to_string(policy)?;
    execute_within!(
        tx,
        sqlx::query(INSERT)
            .bind(id.0)
            .bind(programme.0)
            .bind(i64::from(policy.version))
            .bind(&document)
            .bind(now.0)
            .bind(author)
    )?;
    Ok(())
}

/// The versions of a programme's policy, newest first.
pub async fn policies(tx: &mut Tx, programme: ProgrammeId) -> Result<Vec<PolicyRecord>> {
    const POLICIES: &str = "select id, programme_id, document, created_at, created_by, published_at
        from policies where programme_id = $1 order by version desc";
    let rows: Vec<PolicyRow> = within!(tx, c => sqlx::query_as(POLICIES).bind(programme.0).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One version of a policy.
pub async fn lookup_policy(tx: &mut Tx, id: PolicyId) -> Result<Option<PolicyRecord>> {
    const POLICY: &str = "select id, programme_id, document, created_at, created_by, published_at
        from policies where id = $1";
    let row: Option<PolicyRow> = within!(tx, c => sqlx::query_as(POLICY).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

pub async fn publish_policy(tx: &mut Tx, record: &PolicyRecord, author: Uuid, now: Instant) -> Result<()> {
    const PUBLISH: &str = "update policies set status = 'published', published_at = $2, published_by = $3
        where id = $1 and status = 'draft'";
    const OPEN: &str = "update programmes set status = 'open' where id = $1 and status = 'draft'";
    execute_within!(tx, sqlx::query(PUBLISH).bind(record.id.0).bind(now.0).bind(author))?;
    execute_within!(tx, sqlx::query(OPEN).bind(record.programme.0))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct TotalsRow {
    programme_id: Uuid,
    offered: i64,
    accepted: i64,
    approved: i64,
    approved_minor: i64,
}

/// What the public may see of programmes: those that are open or closed, with totals only.
pub async fn summaries(tx: &mut Tx) -> Result<Vec<ProgrammeSummary>> {
    const TOTALS: &str = "select
            programme_id
          , count(offer_minor) as offered
          , count(case when state in ('accepted', 'approved', 'paying', 'payment_failed', 'paid') then 1 end) as accepted
          , count(case when state in ('approved', 'paying', 'payment_failed', 'paid') then 1 end) as approved
          , cast(coalesce(sum(case when state in ('approved', 'paying', 'payment_failed', 'paid')
                then offer_minor end), 0) as bigint) as approved_minor
        from claims group by programme_id";
    const ASSESSED: &str = "select programme_id, count(distinct account_id) from assessments group by programme_id";
    const ANNOUNCED: &str = "select programme_id, min(published_at) from policies
        where published_at is not null group by programme_id";
    let announced: Vec<(Uuid, i64)> = within!(tx, c => sqlx::query_as(ANNOUNCED).fetch_all(c))?;
    let totals: Vec<TotalsRow> = within!(tx, c => sqlx::query_as(TOTALS).fetch_all(c))?;
    let assessed: Vec<(Uuid, i64)> = within!(tx, c => sqlx::query_as(ASSESSED).fetch_all(c))?;
    let programmes = list(tx).await?;
    let public = programmes.into_iter().filter(|programme| programme.status != ProgrammeStatus::Draft);
    Ok(public
        .map(|programme| {
            let total = totals.iter().find(|row| row.programme_id == programme.id.0);
            let count = |of: fn(&TotalsRow) -> i64| total.map_or(0, of);
            ProgrammeSummary {
                assessed: assessed.iter().find(|(id, _)| *id == programme.id.0).map_or(0, |(_, count)| *count),
                offered: count(|row| row.offered),
                accepted: count(|row| row.accepted),
                approved: count(|row| row.approved),
                approved_total: Money::new(count(|row| row.approved_minor), programme.budget.currency),
                cohorts: Vec::new(),
                announced_at: announced.iter().find(|(id, _)| *id == programme.id.0).map(|(_, at)| Instant(*at)),
                id: programme.id,
                incident: programme.incident,
                title: programme.title,
                criteria: programme.criteria,
                opens_at: programme.opens_at,
                closes_at: programme.closes_at,
            }
        })
        .collect())
}
