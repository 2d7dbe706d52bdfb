//! The links that subscribers get by mail. A link carries who it is for and a code that only this server can make, so that
//! nothing secret is stored beside the addresses: who reads the database can neither change nor end a subscription.

use std::path::Path;

use domain::id::SubscriberId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::{
    Random,
    error::Result,
    keys::{self, from_hex, hex},
};

/// What a link is for; one does not open what another does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To confirm a request.
    Confirm,
    /// To change or end a subscription.
    Manage,
}

/// The key that links, the signatures of webhooks and the encryption of browsers' keys are made with; it lives outside the database.
#[derive(Clone)]
pub struct LinkKey([u8; 32]);

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey")
    }
}

/// Bytes of the code in a link.
const CODE: usize = 16;

impl LinkKey {
    /// A key that ends with the process.
    pub fn passing(random: &Random) -> Self {
        Self(random.bytes())
    }

    /// The key in a file of 64 hexadecimal digits, which is made where it is missing. Errors: the file holds something else,
    /// or cannot be read or made.
    pub fn in_file(path: &Path, random: &Random) -> Result<Self> {
        keys::in_file(path, random).map(Self)
    }

    /// The last part of a link's address: 64 hexadecimal digits.
    pub fn token(&self, purpose: Purpose, id: SubscriberId) -> String {
        format!("{}{}", id.0.simple(), hex(&self.mac(purpose, id).finalize().into_bytes()[..CODE]))
    }

    /// Whom a link is for; none where this server did not make it for this purpose.
    pub fn open(&self, purpose: Purpose, token: &str) -> Option<SubscriberId> {
        let (id, code) = token.split_at_checked(32)?;
        let id = SubscriberId(Uuid::try_parse(id).ok()?);
        let code: [u8; CODE] = from_hex(code)?;
        self.mac(purpose, id).verify_truncated_left(&code).ok()?;
        Some(id)
    }

    /// What the requests to a subscriber's webhook are signed with.
    pub fn signing_secret(&self, id: SubscriberId) -> [u8; 32] {
        self.named_mac(b"webhook", id).finalize().into_bytes().into()
    }

    /// What the keys of a subscriber's browser are encrypted with where they are kept.
    pub fn storage_secret(&self, id: SubscriberId) -> [u8; 32] {
        self.named_mac(b"push", id).finalize().into_bytes().into()
    }

    fn mac(&self, purpose: Purpose, id: SubscriberId) -> Hmac<Sha256> {
        let name: &[u8] = match purpose {
            Purpose::Confirm => b"confirm",
            Purpose::Manage => b"manage",
        };
        self.named_mac(name, id)
    }

    fn named_mac(&self, name: &[u8], id: SubscriberId) -> Hmac<Sha256> {
        let mut mac = keyed(&self.0);
        mac.update(name);
        mac.update(id.0.as_bytes());
        mac
    }
}

/// An HMAC with a key of 256 bits, which fills half of the block that it takes (RFC 2104).
pub fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_for_its_purpose_and_key_alone() {
        let (key, other) = (LinkKey::passing(&Random::seeded(1)), LinkKey::passing(&Random::seeded(2)));
        let id = SubscriberId(Uuid::from_u128(7));
        let token = key.token(Purpose::Manage, id);
        assert_eq!(token.len(), 64);
        assert_eq!(key.open(Purpose::Manage, &token), Some(id));
        assert_eq!(key.open(Purpose::Confirm, &token), None);
        assert_eq!(other.open(Purpose::Manage, &token), None);
        let next = format!("{}{}", Uuid::from_u128(8).simple(), &token[32..]);
        for bad in ["", "가나다", &token[..63], &next, &format!("{token}0")] {
            assert_eq!(key.open(Purpose::Manage, bad), None, "{bad}");
        }
    }

    #[test]
    fn a_key_is_made_once_and_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys/links");
        let random = Random::seeded(3);
        let id = SubscriberId(Uuid::from_u128(7));
        let token = |key: LinkKey| key.token(Purpose::Manage, id);
        let made = token(LinkKey::in_file(&path, &random).expect("made"));
        assert_eq!(made, token(LinkKey::in_file(&path, &random).expect("found")));
        std::fs::write(&path, "not a key").expect("written");
        assert!(LinkKey::in_file(&path, &random).is_err(), "another key would end every link");
    }
}
