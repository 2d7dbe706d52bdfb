//! SQL of people.

use domain::{
    id::{ClaimantId, StaffId},
    language::Language,
    role::{Permission, RoleSet},
    time::{DAY, Instant},
};
use uuid::Uuid;

use super::{StaffChange, StaffMember};
use crate::{
    db::{Db, Tx},
    error::{Error, Result, known},
    execute_on, execute_within, on, within,
};

#[derive(sqlx::FromRow)]
struct StaffRow {
    id: Uuid,
    email: String,
    name: String,
    password_hash: String,
    roles: String,
    is_active: bool,
    created_at: i64,
}

impl TryFrom<StaffRow> for StaffMember {
    type Error = Error;
    fn try_from(row: StaffRow) -> Result<Self> {
        let roles: RoleSet = row.roles.parse().map_err(|error| Error::Corrupt(format!("staff roles: {error}")))?;
        Ok(Self {
            id: StaffId(row.id),
            email: row.email,
            name: row.name,
            roles,
            is_active: row.is_active,
            created_at: Instant(row.created_at),
        })
    }
}

/// False where the address is taken.
pub async fn insert_staff(tx: &mut Tx, member: &StaffMember, hash: &str) -> Result<bool> {
    const INSERT: &str = "insert into staff (id, email, name, password_hash, roles, is_active, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (email) do nothing
        returning id";
    let inserted: Option<(Uuid,)> = within!(tx, c => sqlx::query_as(INSERT)
        .bind(member.id.0).bind(&member.email).bind(&member.name).bind(hash)
        .bind(member.roles.to_string()).bind(member.is_active).bind(member.created_at.0)
        .fetch_optional(c))?;
    Ok(inserted.is_some())
}

pub async fn list_staff(db: &Db) -> Result<Vec<StaffMember>> {
    const LIST: &str =
        "select id, email, name, password_hash, roles, is_active, created_at from staff order by name, id";
    let rows: Vec<StaffRow> = on!(db, c => sqlx::query_as(LIST).fetch_all(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Addresses of the active people who may do something.
pub async fn addresses_of(tx: &mut Tx, permission: Permission) -> Result<Vec<String>> {
    const STAFF: &str = "select email, roles from staff where is_active = $1 order by id";
    let rows: Vec<(String, String)> = within!(tx, c => sqlx::query_as(STAFF).bind(true).fetch_all(c))?;
    let mut addresses = Vec::new();
    for (email, roles) in rows {
        let roles: RoleSet = known(roles.parse().ok(), "staff roles", &roles)?;
        if roles.allows(permission) {
            addresses.push(email);
        }
    }
    Ok(addresses)
}

pub async fn find_staff(db: &Db, email: &str) -> Result<Option<(StaffMember, String)>> {
    const FIND: &str = "select id, email, name, password_hash, roles, is_active, created_at
        from staff where email = $1";
    let row: Option<StaffRow> = on!(db, c => sqlx::query_as(FIND).bind(email).fetch_optional(c))?;
    let Some(row) = row else { return Ok(None) };
    let hash = row.password_hash.clone();
    Ok(Some((row.try_into()?, hash)))
}

pub async fn lookup_staff(db: &Db, id: StaffId) -> Result<Option<StaffMember>> {
    const LOOKUP: &str = "select id, email, name, password_hash, roles, is_active, created_at
        from staff where id = $1";
    let row: Option<StaffRow> = on!(db, c => sqlx::query_as(LOOKUP).bind(id.0).fetch_optional(c))?;
    row.map(TryInto::try_into).transpose()
}

/// False where there is no such person. Without a hash the password stays.
pub async fn update_staff(tx: &mut Tx, id: StaffId, change: &StaffChange, hash: Option<&str>) -> Result<bool> {
    const UPDATE: &str = "update staff
        set roles = $2, is_active = $3, password_hash = coalesce($4, password_hash)
        where id = $1";
    let changed = execute_within!(
        tx,
        sqlx::query(UPDATE).bind(id.0).bind(change.roles.to_string()).bind(change.is_active).bind(hash)
    )?;
    Ok(changed == 1)
}

/// Signs somebody out everywhere: a session's data names its person by id.
pub async fn end_sessions(tx: &mut Tx, id: StaffId) -> Result<()> {
    execute_within!(tx, sqlx::query("delete from sessions where data like $1").bind(format!("%{id}%")))?;
    Ok(())
}

pub async fn claimant_email(db: &Db, id: ClaimantId) -> Result<Option<String>> {
    let row: Option<(String,)> =
        on!(db, c => sqlx::query_as("select email from claimants where id = $1").bind(id.0).fetch_optional(c))?;
    Ok(row.map(|(email,)| email))
}

pub async fn insert_link(tx: &mut Tx, digest: &[u8], email: &str, now: Instant, expires: Instant) -> Result<()> {
    const INSERT: &str = "insert into sign_in_links (digest, email, created_at, expires_at) values ($1, $2, $3, $4)";
    execute_within!(tx, sqlx::query(INSERT).bind(digest).bind(email).bind(now.0).bind(expires.0))?;
    Ok(())
}

/// The address of a link that still works; from now on it does not.
pub async fn use_link(tx: &mut Tx, digest: &[u8], now: Instant) -> Result<Option<String>> {
    const USE: &str = "update sign_in_links set used_at = $2
        where digest = $1 and used_at is null and expires_at > $2
        returning email";
    let row: Option<(String,)> = within!(tx, c => sqlx::query_as(USE).bind(digest).bind(now.0).fetch_optional(c))?;
    Ok(row.map(|(email,)| email))
}

/// The claimant of an address, made with `id` where there is none.
pub async fn sign_in_claimant(
    tx: &mut Tx,
    id: ClaimantId,
    email: &str,
    language: Language,
    now: Instant,
) -> Result<ClaimantId> {
    const UPSERT: &str = "insert into claimants (id, email, language, created_at, last_sign_in_at)
        values ($1, $2, $3, $4, $4)
        on conflict (email) do update set last_sign_in_at = excluded.last_sign_in_at, language = excluded.language
        returning id";
    let (id,): (Uuid,) = within!(tx, c => sqlx::query_as(UPSERT)
        .bind(id.0).bind(email).bind(language.tag()).bind(now.0)
        .fetch_one(c))?;
    Ok(ClaimantId(id))
}

pub async fn sweep(db: &Db, now: Instant) -> Result<()> {
    let yesterday = now.plus(-DAY).0;
    execute_on!(db, sqlx::query("delete from sign_in_links where expires_at < $1").bind(yesterday))?;
    execute_on!(db, sqlx::query("delete from sessions where expires_at < $1").bind(now.0))?;
    Ok(())
}
