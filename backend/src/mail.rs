//! Mail: what is written to people, and the ways it leaves: SMTP, or a folder in the demonstration.

use std::{
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use domain::{language::Language, time::Instant};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MessageBuilder, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::PoolConfig,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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

/// A mail that many get, and that each can end by one click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulletin {
    /// The mail.
    pub mail: Mail,
    /// The same as HTML.
    pub html: String,
    /// Where a POST ends it (RFC 8058).
    pub unsubscribe: String,
}

/// A mail in the demonstration's folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptMail {
    /// When it was sent.
    pub at: Instant,
    /// The mail.
    pub mail: Mail,
    /// Where a POST ends it, for one that many get.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
}

/// A part of the mails kept, and how many there are.
#[derive(Clone, Debug)]
pub struct MailPage {
    /// The part, newest first.
    pub mails: Vec<KeptMail>,
    /// How many there are in all.
    pub total: usize,
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
            .timeout(Some(Duration::from_secs(30)))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS))
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
            Self::Folder(folder) => folder.keep(key, mail, None),
            Self::Smtp { transport, from } => {
                let message = envelope(key, mail, from)?
                    .header(ContentType::TEXT_PLAIN)
                    .body(mail.text.clone())
                    .map_err(|error| Error::Mail(error.to_string()))?;
                pass_on(transport, message, &mail.to).await
            }
        }
    }

    /// Sends one of the mails that many get.
    pub async fn send_bulletin(&self, key: &str, bulletin: &Bulletin) -> Result<()> {
        let mail = &bulletin.mail;
        match self {
            Self::Folder(folder) => folder.keep(key, mail, Some(&bulletin.unsubscribe)),
            Self::Smtp { transport, from } => {
                let header = |name, value: String| HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value);
                let message = envelope(key, mail, from)?
                    .raw_header(header(LIST_UNSUBSCRIBE, format!("<{}>", bulletin.unsubscribe)))
                    .raw_header(header(LIST_UNSUBSCRIBE_POST, "List-Unsubscribe=One-Click".to_owned()))
                    .multipart(MultiPart::alternative_plain_html(mail.text.clone(), bulletin.html.clone()))
                    .map_err(|error| Error::Mail(error.to_string()))?;
                pass_on(transport, message, &mail.to).await
            }
        }
    }
}

/// Connections to the mail server at once: more than mails that nobody waits for are sent at once, so that one that
/// somebody waits for finds one free.
const CONNECTIONS: u32 = 20;

const LIST_UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const LIST_UNSUBSCRIBE_POST: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");

fn envelope(key: &str, mail: &Mail, from: &Mailbox) -> Result<MessageBuilder> {
    let to = mail.to.parse().map_err(|_| Error::MailRefused("the address is malformed".into()))?;
    Ok(Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&mail.subject)
        .message_id(Some(format!("<{}@{}>", plain(key), from.email.domain()))))
}

/// Hands a message to the mail server. Servers quote the address in what they answer; it is masked before it is kept.
async fn pass_on(transport: &AsyncSmtpTransport<Tokio1Executor>, message: Message, to: &str) -> Result<()> {
    transport.send(message).await.map_err(|error| {
        let said = error.to_string().replace(to, &mask_address(to));
        if error.is_permanent() { Error::MailRefused(said) } else { Error::Mail(said) }
    })?;
    Ok(())
}

/// A key as a file name or the left side of a Message-ID.
fn plain(key: &str) -> String {
    key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect()
}

impl MailFolder {
    fn keep(&self, key: &str, mail: &Mail, unsubscribe: Option<&str>) -> Result<()> {
        let kept = KeptMail { at: self.clock.now(), mail: mail.clone(), unsubscribe: unsubscribe.map(str::to_owned) };
        let name = format!("{}{}.json", address_prefix(&mail.to), plain(key));
        let mut file = std::fs::File::create(self.path.join(name))?;
        file.write_all(&serde_json::to_vec_pretty(&kept)?)?;
        // mails are listed by this time: the file system's own clock is too coarse to tell two mails apart
        let micros = u64::try_from(kept.at.0).unwrap_or_default();
        file.set_modified(UNIX_EPOCH + Duration::from_micros(micros))?;
        Ok(())
    }

    /// The mails kept, newest first, at most `most`.
    pub fn list(&self, most: usize) -> Result<Vec<KeptMail>> {
        Ok(self.page("", 0, most)?.mails)
    }

    /// A part of the mails kept for an address, or for any where it is empty; newest first. Only the part's own files
    /// are opened.
    pub fn page(&self, address: &str, skip: usize, most: usize) -> Result<MailPage> {
        let prefix = if address.is_empty() { String::new() } else { address_prefix(address) };
        let mut files = Vec::new();
        for file in std::fs::read_dir(&self.path)? {
            let file = file?;
            if file.file_name().to_string_lossy().starts_with(&prefix) {
                files.push((file.metadata()?.modified()?, file.path()));
            }
        }
        files.sort_by(|a, b| b.cmp(a));
        let read = |(_, path): &(_, PathBuf)| Ok(serde_json::from_slice(&std::fs::read(path)?)?);
        let mails = files.iter().skip(skip).take(most).map(read).collect::<Result<_>>()?;
        Ok(MailPage { mails, total: files.len() })
    }
}

/// How the names of an address's mails begin: a digest of it, since not every address can be the name of a file.
fn address_prefix(address: &str) -> String {
    let digest = Sha256::digest(address.as_bytes());
    format!("{}-", digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>())
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

    #[tokio::test]
    async fn mails_of_the_same_tick_are_listed_by_the_clock() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = crate::Clock::manual(Instant(1_665_000_000_000_000));
        let mailer = Mailer::folder(folder.path(), clock.clone()).expect("a folder");
        let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
        for number in 0..40 {
            clock.advance(1);
            let to = format!("shop{number}@example.kr");
            let mail = Mail { to, subject: "s".into(), text: number.to_string(), language: Language::Ko };
            mailer.send(&format!("key-{number}"), &mail).await.expect("kept");
        }
        let listed: Vec<_> = kept.list(40).expect("mails").into_iter().map(|kept| kept.mail.text).collect();
        assert_eq!(listed, (0..40).rev().map(|number| number.to_string()).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_folder_is_read_in_parts_and_a_mail_sent_twice_is_kept_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let mailer = Mailer::folder(folder.path(), crate::Clock::System).expect("a folder");
        let Mailer::Folder(kept) = &mailer else { panic!("a folder") };
        let mail = |to: &str, text: String| Mail { to: to.into(), subject: "s".into(), text, language: Language::Ko };
        let send = async |to: &str, number: usize| {
            mailer.send(&format!("key-{number}"), &mail(to, number.to_string())).await.expect("kept");
        };
        for number in 0..7 {
            send(if number % 2 == 0 { "kim@example.kr" } else { "lee@example.kr" }, number).await;
        }
        send("kim@example.kr", 6).await;
        let texts = |address: &str, skip, most| {
            let page = kept.page(address, skip, most).expect("a page");
            (page.mails.into_iter().map(|kept| kept.mail.text).collect::<Vec<_>>(), page.total)
        };
        assert_eq!(texts("kim@example.kr", 0, 9).1, 4);
        assert_eq!(texts("lee@example.kr", 9, 9), (vec![], 3));
        let (mut all, total) = texts("", 0, 4);
        all.extend(texts("", 4, 4).0);
        all.sort();
        assert_eq!((all.join(""), total), ("0123456".into(), 7));
    }
}
