//! Tokens that programs call the API with, made and revoked by administrators, and what their requests made.

mod queries;
mod requests;

use domain::{
    id::TokenId,
    role::Permission,
    time::{DAY, Instant, MINUTE},
    token::ScopeSet,
};

pub use self::requests::Reserved;
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Problem, Result},
    people::digest,
};

/// What every secret begins with, so that programs which look for leaked secrets know it.
const PREFIX: &str = "mwt_";
/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// The last use is noted this exactly, so that reading does not always write.
const USE_NOTED: i64 = MINUTE;
/// How long a key finds what its first request made.
const REQUESTS_KEPT: i64 = DAY;

/// A token as the administrators see it. Its secret is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Which.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: ScopeSet,
    /// Since when.
    pub created_at: Instant,
    /// Until when; none for ever.
    pub expires_at: Option<Instant>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

impl ApiToken {
    /// Whether it works.
    pub fn is_active(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Made when the form was shown; sending the form twice makes one.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: ScopeSet,
    /// Until when; none for ever.
    pub expires_at: Option<Instant>,
}

impl Backend {
    /// Makes a token; gives its secret, which cannot be had again. None where it was made before. Errors: no name, no
    /// scope, an end that has passed.
    pub async fn add_token(&self, actor: &Actor, new: &NewToken) -> Result<Option<String>> {
        actor.require(Permission::ManageSettings)?;
        let now = self.clock.now();
        let problems = problems(new, now);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let secret = format!("{PREFIX}{}", self.random.secret());
        let mut tx = self.db.begin().await?;
        if !queries::insert(&mut tx, new, &digest(&secret), actor.author(), now).await? {
            return Ok(None);
        }
        let act = Act { action: "token.added", subject: format!("token:{}", new.id), detail: new.scopes.to_string() };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        Ok(Some(secret))
    }

    /// All tokens, newest first, those that were revoked too.
    pub async fn list_tokens(&self, actor: &Actor) -> Result<Vec<ApiToken>> {
        actor.require(Permission::ManageSettings)?;
        queries::list(&self.db).await
    }

    /// The names of all tokens, as histories show them to colleagues.
    pub async fn token_names(&self, actor: &Actor) -> Result<Vec<(TokenId, String)>> {
        actor.staff()?;
        Ok(queries::list(&self.db).await?.into_iter().map(|token| (token.id, token.name)).collect())
    }

    /// Ends a token at once. One that was revoked before stays as it is. Errors: there is none such.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<()> {
        actor.require(Permission::ManageSettings)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        match queries::revoke(&mut tx, id, now).await? {
            None => return Err(Error::NotFound),
            Some(false) => return Ok(()),
            Some(true) => {}
        }
        let act = Act { action: "token.revoked", subject: format!("token:{id}"), detail: String::new() };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await
    }

    /// The actor whom a secret belongs to; none where it belongs to nobody, or not any more.
    pub async fn actor_of_secret(&self, secret: &str) -> Result<Option<Actor>> {
        if !secret.starts_with(PREFIX) {
            return Ok(None);
        }
        let now = self.clock.now();
        let found = queries::find(&self.db, &digest(secret)).await?.filter(|token| token.is_active(now));
        let Some(token) = found else { return Ok(None) };
        if token.last_used_at.is_none_or(|last| now.since(last) >= USE_NOTED) {
            queries::note_use(&self.db, token.id, now).await?;
        }
        Ok(Some(Actor::Token { id: token.id, name: token.name, scopes: token.scopes }))
    }

    /// Forgets what requests made whose keys no program sends again.
    pub async fn sweep_tokens(&self) -> Result<()> {
        requests::sweep(&self.db, self.clock.now().plus(-REQUESTS_KEPT)).await
    }
}

fn problems(new: &NewToken, now: Instant) -> Vec<Problem> {
    let mut problems = Vec::new();
    let length = new.name.trim().chars().count();
    if length == 0 || length > LONGEST_NAME {
        problems.push(Problem::new(
            "name",
            format!("어디에 쓰는 토큰인지 {LONGEST_NAME}자 안으로 입력해 주세요."),
            format!("Say what it is for, in at most {LONGEST_NAME} characters."),
        ));
    }
    if new.scopes.is_empty() {
        problems.push(Problem::new("scopes", "권한을 하나 이상 골라 주세요.", "Choose at least one scope."));
    }
    if new.expires_at.is_some_and(|end| end <= now) {
        problems.push(Problem::new("expires_on", "이미 지난 날짜예요.", "This date has passed."));
    }
    problems
}
