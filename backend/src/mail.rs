//! Mail: what is written to people, and the ways it leaves: SMTP, or a folder in the demonstration.

use std::path::{Path, PathBuf};

use domain::{language::Language, time::Instant};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A mail to one person, in plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The language it is written in.
    pub language: Language,
}

/// A mail in the demonstration's folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptMail {
    /// When it was sent.
    pub at: Instant,
    /// The mail.
    pub mail: Mail,
}

/// The way mail leaves.
#[derive(Clone)]
pub enum Mailer {
    /// A mail server.
    Smtp {
        /// The connection pool.
        transport: AsyncSmtpTransport<Tokio1Executor>,
        /// The sender.
        from: Mailbox,
    },
    /// A folder, one file a mail.
    Folder(MailFolder),
}

/// A folder that keeps mails instead of sending them.
#[derive(Clone, Debug)]
pub struct MailFolder {
    path: PathBuf,
    clock: crate::Clock,
}

impl Mailer {
    /// A mailer over SMTP: `smtps://user:password@host:465`, `smtp://host:587?tls=required`. Errors: a malformed
    /// address or sender.
    pub fn smtp(url: &str, from: &str) -> Result<Self> {
        let mail_error = |what: &str, error: &dyn std::fmt::Display| Error::Mail(format!("{what}: {error}"));
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| mail_error("the mail server's address", &error))?
            .timeout(Some(std::time::Duration::from_secs(30)))
            .build();
        let from = from.parse().map_err(|error| mail_error("the sender's address", &error))?;
        Ok(Self::Smtp { transport, from })
    }

    /// A mailer that keeps mails in a folder, which is made where missing.
    pub fn folder(path: &Path, clock: crate::Clock) -> Result<Self> {
        std::fs::create_dir_all(path)?;
        Ok(Self::Folder(MailFolder { path: path.to_owned(), clock }))
    }

    /// Sends a mail. Its key becomes the Message-ID, so that a receiver can drop a double.
    pub async fn send(&self, key: &str, mail: &Mail) -> Result<()> {
        match self {
            Self::Folder(folder) => folder.keep(key, mail),
            Self::Smtp { transport, from } => {
                let message = compose(key, mail, from)?;
                transport.send(message).await.map_err(|error| Error::Mail(error.to_string()))?;
                Ok(())
            }
        }
    }
}

fn compose(key: &str, mail: &Mail, from: &Mailbox) -> Result<Message> {
    let to = mail.to.parse().map_err(|_| Error::Mail("the address is malformed".into()))?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&mail.subject)
        .message_id(Some(format!("<{}@{}>", plain(key), from.email.domain())))
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .map_err(|error| Error::Mail(error.to_string()))
}

/// A key as a file name or the left side of a Message-ID.
fn plain(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect()
}

impl MailFolder {
    fn keep(&self, key: &str, mail: &Mail) -> Result<()> {
        let kept = KeptMail { at: self.clock.now(), mail: mail.clone() };
        std::fs::write(self.path.join(format!("{}.json", plain(key))), serde_json::to_vec_pretty(&kept)?)?;
        Ok(())
    }

    /// The mails kept, newest first, at most `most`.
    pub fn list(&self, most: usize) -> Result<Vec<KeptMail>> {
        self.list_to("", most)
    }

    /// The mails kept for an address, or for any where none is named.
    pub fn list_to(&self, address: &str, most: usize) -> Result<Vec<KeptMail>> {
        let mut mails = Vec::new();
        for file in std::fs::read_dir(&self.path)? {
            let kept: KeptMail = serde_json::from_slice(&std::fs::read(file?.path())?)?;
            if address.is_empty() || kept.mail.to == address {
                mails.push(kept);
            }
        }
        mails.sort_by_key(|kept| std::cmp::Reverse(kept.at));
        mails.truncate(most);
        Ok(mails)
    }
}

/// Reads an e-mail address: lower-cased, trimmed. None where it is not one.
pub fn parse_address(text: &str) -> Option<String> {
    let address: lettre::Address = text.trim().parse().ok()?;
    (address.domain().contains('.') && text.len() <= 254).then(|| address.to_string().to_lowercase())
}

/// An address as others may see it: `ki***@example.kr`.
pub fn mask_address(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let shown: String = local.chars().take(2.min(local.chars().count().saturating_sub(1))).collect();
    format!("{shown}***@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_masked() {
        assert_eq!(parse_address(" Kim@Example.KR "), Some("kim@example.kr".into()));
        for bad in ["", "kim", "kim@", "@example.kr", "kim@localhost", "a b@example.kr"] {
            assert_eq!(parse_address(bad), None, "{bad}");
        }
        assert_eq!(mask_address("kimcafe@example.kr"), "ki***@example.kr");
        assert_eq!(mask_address("k@example.kr"), "***@example.kr");
    }
}
