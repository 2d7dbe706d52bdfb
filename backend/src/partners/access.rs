//! Entering a page: an address asks for a link, and the link is used once.

use domain::{id::PartnerAddressId, language::Language, partner::PartnerKey, time::MINUTE};

use super::{PartnerPage, queries};
use crate::{
    Actor, Backend,
    audit::{self, Act},
    error::{Error, Result},
    mail::{Mail, parse_address},
    outbox::{Message, Urgency},
    people::digest,
};

/// How long a link works.
pub const LINK_LASTS: i64 = 15 * MINUTE;

impl Backend {
    /// A page for who asks to enter it; whether they may is decided by who they are, with [`PartnerPage`]'s own rules. None
    /// where there is none such.
    pub async fn partner_page_to_enter(&self, key: &PartnerKey) -> Result<Option<PartnerPage>> {
        queries::lookup(&mut self.db.begin_read().await?, key).await
    }

    /// Mails a link to an address that is on the list of a page; to any other, nothing. Whoever answers a stranger must not
    /// wait for this: the time it takes would tell. Errors: a malformed address.
    pub async fn request_partner_link(&self, page: &PartnerKey, email: &str, language: Language) -> Result<()> {
        let email = parse_address(email).ok_or_else(malformed_address)?;
        let mut tx = self.db.begin().await?;
        let Some((address, name)) = queries::find_address(&mut tx, page.as_str(), &email).await? else { return Ok(()) };
        let (secret, now) = (self.random.secret(), self.clock.now());
        queries::insert_link(&mut tx, &digest(&secret), address, now, now.plus(LINK_LASTS)).await?;
        let link = format!("{}{}/partners/{page}/sign-in/{secret}", self.site.url, language.pick("", "/en"));
        let mail = link_mail(self.site.name.get(language), name.get(language), &email, &link, language);
        let key = format!("partner-sign-in-{}", self.random.id(now));
        self.enqueue_message(&mut tx, &key, Urgency::Now, &Message::Mail(mail)).await?;
        tx.commit().await?;
        self.wake_workers();
        Ok(())
    }

    /// The address that a link's secret lets into a page. A link works once. Errors: it was used, is too old, or is of
    /// another page; its address is no longer on the list.
    pub async fn use_partner_link(&self, page: &PartnerKey, secret: &str) -> Result<PartnerAddressId> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let Some(address) = queries::use_link(&mut tx, page, &digest(secret), now).await? else {
            return Err(Error::refused(
                "이미 사용했거나 기한이 지난 링크예요. 새 링크를 받아 주세요.",
                "This link was used before or has expired. Please ask for a new one.",
            ));
        };
        let subject = format!("partner_page:{page}");
        let act = Act { action: "partner_page.entered", subject, detail: format!("address:{address}") };
        audit::append(&mut tx, now, &Actor::System("partner-link"), act).await?;
        tx.commit().await?;
        Ok(address)
    }
}

/// That an address cannot be one.
pub fn malformed_address() -> Error {
    Error::invalid(
        "email",
        "이메일 주소를 name@example.com 같은 형식으로 입력해 주세요.",
        "Enter an e-mail address in the form name@example.com.",
    )
}

fn link_mail(site: &str, page: &str, to: &str, link: &str, language: Language) -> Mail {
    let (subject, text) = match language {
        Language::Ko => (
            format!("{site} {page} 로그인 링크"),
            format!(
                "안녕하세요.\n\n아래 링크를 누르면 '{page}' 페이지에 로그인할 수 있습니다. 링크는 15분 동안 한 번만 쓸 수 있습니다.\n\n\
                 {link}\n\n직접 요청하지 않으셨다면 이 메일을 지우셔도 됩니다. 아무 일도 일어나지 않습니다.\n\n{site} 드림\n"
            ),
        ),
        Language::En => (
            format!("Your link to {page} of {site}"),
            format!(
                "Hello,\n\nthis link signs you in to the page \"{page}\". It works once, within 15 minutes.\n\n{link}\n\n\
                 If you did not ask for it, delete this mail; nothing will happen.\n\n{site}\n"
            ),
        ),
    };
    Mail { to: to.to_owned(), subject, text, language }
}
