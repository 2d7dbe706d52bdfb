//! People: the operator's staff with passwords, claimants with links sent by mail, and everyone's sessions.

mod access;
mod password;
mod queries;
mod sessions;

use domain::{
    id::{ClaimantId, StaffId},
    language::Language,
    role::{Permission, RoleSet},
    time::{Instant, MINUTE},
};
use sha2::{Digest, Sha256};

pub(crate) use self::queries::addresses_of;
pub use self::{access::StaffChange, sessions::SessionStore};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Problem, Result},
    mail::{Mail, parse_address},
    outbox::{Message, Urgency},
    partners,
};

/// How long a sign-in link works.
pub const LINK_LASTS: i64 = 30 * MINUTE;

/// A person of the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who.
    pub id: StaffId,
    /// Their address, which they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub roles: RoleSet,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Since when.
    pub created_at: Instant,
}

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewStaffMember {
    /// The address to sign in with.
    pub email: String,
    /// The name colleagues see.
    pub name: String,
    /// The password, at least 12 characters.
    pub password: String,
    /// What they may do.
    pub roles: RoleSet,
}

/// Who is behind a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Principal {
    /// A claimant.
    Claimant(ClaimantId),
    /// A person of the operator.
    Staff(StaffId),
}

impl Backend {
    /// Adds a person of the operator. Errors: a taken or malformed address, a short password, no role.
    pub async fn add_staff(&self, actor: &Actor, new: &NewStaffMember) -> Result<StaffId> {
        actor.require(Permission::ManagePeople)?;
        let email = parse_address(&new.email);
        let problems = staff_problems(new, email.as_deref());
        let (Some(email), true) = (email, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let hash = password::hash(new.password.clone()).await?;
        let now = self.clock.now();
        let member = StaffMember {
            id: StaffId(self.random.id(now)),
            email,
            name: new.name.trim().to_owned(),
            roles: new.roles,
            is_active: true,
            created_at: now,
        };
        let mut tx = self.db.begin().await?;
        if !queries::insert_staff(&mut tx, &member, &hash).await? {
            return Err(Error::invalid(
                "email",
                "이미 등록된 이메일 주소예요.",
                "Somebody with this e-mail address is already there.",
            ));
        }
        let act = Act { action: "staff.added", subject: format!("staff:{}", member.id), detail: new.roles.to_string() };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        Ok(member.id)
    }

    /// Everyone of the operator, by name.
    pub async fn list_staff(&self, actor: &Actor) -> Result<Vec<StaffMember>> {
        actor.require(Permission::ReadPeople)?;
        queries::list_staff(&self.db).await
    }

    /// The names of everyone of the operator, as histories show them to colleagues.
    pub async fn staff_names(&self, actor: &Actor) -> Result<Vec<(StaffId, String)>> {
        actor.staff()?;
        let members = queries::list_staff(&self.db).await?;
        Ok(members.into_iter().map(|member| (member.id, member.name)).collect())
    }

    /// The staff member of an address and password. Wrong address and wrong password cost the same time and give the
    /// same refusal.
    pub async fn sign_in_staff(&self, email: &str, password: &str) -> Result<StaffId> {
        let email = email.trim().to_lowercase();
        let found = queries::find_staff(&self.db, &email).await?;
        let hash = found.as_ref().map(|(_, hash)| hash.clone());
        let fits = password::verify(password.to_owned(), hash).await?;
        match found {
            Some((member, _)) if fits && member.is_active => {
                self.record_sign_in(&Principal::Staff(member.id)).await?;
                Ok(member.id)
            }
            _ => Err(Error::refused(
                "이메일 주소나 비밀번호가 맞지 않아요. 다시 확인해 주세요.",
                "The e-mail address or the password is not right. Please check both.",
            )),
        }
    }

    /// Sends a link to sign in by, whether or not the address is known: who asks learns nothing about it. Errors: a
    /// malformed address.
    pub async fn request_sign_in_link(&self, email: &str, language: Language) -> Result<()> {
        let Some(email) = parse_address(email) else {
            return Err(Error::invalid(
                "email",
                "이메일 주소를 name@example.com 같은 형식으로 입력해 주세요.",
                "Enter an e-mail address in the form name@example.com.",
            ));
        };
        let (secret, now) = (self.random.secret(), self.clock.now());
        let mut tx = self.db.begin().await?;
        queries::insert_link(&mut tx, &digest(&secret), &email, now, now.plus(LINK_LASTS)).await?;
        let mail = link_mail(&self.site, email, &secret, language);
        let key = format!("sign-in-{}", self.random.id(now));
        self.enqueue_message(&mut tx, &key, Urgency::Now, &Message::Mail(mail)).await?;
        tx.commit().await?;
        self.wake_workers();
        Ok(())
    }

    /// The claimant whom a link's secret signs in; their first sign-in makes the claimant. A link works once.
    pub async fn sign_in_by_link(&self, secret: &str, language: Language) -> Result<ClaimantId> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(email) = queries::use_link(&mut tx, &digest(secret), now).await? else {
            return Err(Error::refused(
                "이미 사용했거나 기한이 지난 링크예요. 새 링크를 받아 주세요.",
                "This link was used before or has expired. Please ask for a new one.",
            ));
        };
        let id = queries::sign_in_claimant(&mut tx, ClaimantId(self.random.id(now)), &email, language, now).await?;
        let act = Act { action: "claimant.signed_in", subject: format!("claimant:{id}"), detail: String::new() };
        audit::append(&mut tx, now, &Actor::Claimant { id, email }, act).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Enrols a claimant whose address staff have checked, as one who called; they sign in by link like everyone else.
    pub async fn enrol_claimant(&self, actor: &Actor, email: &str, language: Language) -> Result<ClaimantId> {
        actor.require(Permission::ManagePeople)?;
        let Some(email) = parse_address(email) else {
            return Err(Error::invalid("email", "이메일 주소를 확인해 주세요.", "Check the e-mail address."));
        };
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let id = queries::sign_in_claimant(&mut tx, ClaimantId(self.random.id(now)), &email, language, now).await?;
        let act = Act { action: "claimant.enrolled", subject: format!("claimant:{id}"), detail: String::new() };
        audit::append(&mut tx, now, actor, act).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The actor behind a session, as they are now: a role taken away is gone at once.
    pub async fn actor_of(&self, principal: Principal) -> Result<Actor> {
        Ok(match principal {
            Principal::Claimant(id) => queries::claimant_email(&self.db, id)
                .await?
                .map_or(Actor::Anonymous, |email| Actor::Claimant { id, email }),
            Principal::Staff(id) => match queries::lookup_staff(&self.db, id).await? {
                Some(member) if member.is_active => Actor::Staff { id, name: member.name, roles: member.roles },
                _ => Actor::Anonymous,
            },
        })
    }

    async fn record_sign_in(&self, principal: &Principal) -> Result<()> {
        let Principal::Staff(id) = principal else { return Ok(()) };
        let mut tx = self.db.begin().await?;
        let act = Act { action: "staff.signed_in", subject: format!("staff:{id}"), detail: String::new() };
        audit::append(&mut tx, self.clock.now(), &Actor::System("sign-in"), act).await?;
        tx.commit().await
    }

    /// Removes sign-in links that expired a day ago and more, and expired sessions.
    pub async fn sweep_people(&self) -> Result<()> {
        let now = self.clock.now();
        queries::sweep(&self.db, now).await?;
        partners::sweep(&self.db, now).await
    }
}

/// Only the digest is stored, so that who reads the database cannot sign in with what stands there.
pub(crate) fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn staff_problems(new: &NewStaffMember, email: Option<&str>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if email.is_none() {
        problems.push(Problem::new("email", "이메일 주소를 확인해 주세요.", "Check the e-mail address."));
    }
    if new.name.trim().is_empty() {
        problems.push(Problem::new("name", "이름을 입력해 주세요.", "Enter a name."));
    }
    problems.extend(password_problem(&new.password));
    problems.extend(role_problem(new.roles));
    problems
}

fn password_problem(password: &str) -> Option<Problem> {
    (password.chars().count() < 12).then(|| {
        Problem::new("password", "비밀번호는 12자 이상이어야 해요.", "The password needs at least 12 characters.")
    })
}

fn role_problem(roles: RoleSet) -> Option<Problem> {
    (roles == RoleSet::default())
        .then(|| Problem::new("roles", "역할을 하나 이상 골라 주세요.", "Choose at least one role."))
}

fn link_mail(site: &domain::status::Site, to: String, secret: &str, language: Language) -> Mail {
    let prefix = language.pick("", "/en");
    let link = format!("{}{prefix}/sign-in/{secret}", site.url);
    let name = site.name.get(language);
    let (subject, text) = match language {
        Language::Ko => (
            format!("{name} 보상 확인 로그인 링크"),
            format!(
                "안녕하세요.\n\n아래 링크를 누르면 바로 로그인됩니다. 링크는 30분 동안 한 번만 쓸 수 있습니다.\n\n{link}\n\n\
                 직접 요청하지 않으셨다면 이 메일을 지우셔도 됩니다. 아무 일도 일어나지 않습니다.\n\n{name} 드림\n"
            ),
        ),
        Language::En => (
            format!("Your sign-in link for {name} compensation"),
            format!(
                "Hello,\n\nthis link signs you in. It works once, within 30 minutes.\n\n{link}\n\n\
                 If you did not ask for it, delete this mail; nothing will happen.\n\n{name}\n"
            ),
        ),
    };
    Mail { to, subject, text, language }
}
