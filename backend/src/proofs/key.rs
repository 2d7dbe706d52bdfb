//! The key that proofs are signed with, and the check of a signature.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use crate::{
    Random,
    error::{Error, Result},
    keys,
};

/// What stands before the 32 bytes of an Ed25519 key in a `SubjectPublicKeyInfo` (RFC 8410).
const PREFIX: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key that proofs are signed with; it lives outside the database.
#[derive(Clone)]
pub struct ProofKey([u8; 32]);

impl std::fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProofKey")
    }
}

impl ProofKey {
    /// A key that ends with the process.
    pub fn passing(random: &Random) -> Self {
        Self(random.bytes())
    }

    /// The key in a file of 64 hexadecimal digits, which is made where it is missing. Errors: the file holds something else,
    /// or cannot be read or made.
    pub fn in_file(path: &Path, random: &Random) -> Result<Self> {
        keys::in_file(path, random).map(Self)
    }

    /// The key in a file; none where there is no file.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        Ok(keys::read(path)?.map(Self))
    }

    /// The key that everybody may have.
    pub fn public(&self) -> Result<PublicKey> {
        let bytes = self.pair()?.public_key().as_ref().try_into();
        bytes.map(PublicKey).map_err(|_| Error::Corrupt("the public key of proofs".into()))
    }

    /// The signature of a document.
    pub fn sign(&self, document: &[u8]) -> Result<Vec<u8>> {
        Ok(self.pair()?.sign(document).as_ref().to_vec())
    }

    fn pair(&self) -> Result<Ed25519KeyPair> {
        Ed25519KeyPair::from_seed_unchecked(&self.0)
            .map_err(|error| Error::Corrupt(format!("the key of proofs: {error}")))
    }
}

/// The key that signatures are checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// As PEM, which other programs read: `openssl pkeyutl -verify -pubin -inkey KEY -rawin -in DOCUMENT -sigfile SIGNATURE`.
    pub fn pem(&self) -> String {
        let der = [&PREFIX[..], &self.0].concat();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
    }

    /// The key in a PEM text; none where it holds no Ed25519 key.
    pub fn from_pem(text: &str) -> Option<Self> {
        let lines: String = text.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
        let der = STANDARD.decode(lines).ok()?;
        der.strip_prefix(&PREFIX)?.try_into().ok().map(Self)
    }

    /// The SHA-256 of the key as DER, by which a proof names it.
    pub fn fingerprint(&self) -> String {
        keys::hex(&Sha256::digest([&PREFIX[..], &self.0].concat()))
    }

    /// Whether this key's owner signed exactly this document.
    pub fn verifies(&self, document: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(document, signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_its_document_and_key_alone() {
        let (key, other) = (ProofKey::passing(&Random::seeded(1)), ProofKey::passing(&Random::seeded(2)));
        let signature = key.sign(b"a proof").expect("signed");
        let public = key.public().expect("a key");
        assert!(public.verifies(b"a proof", &signature));
        assert!(!public.verifies(b"a proof.", &signature));
        assert!(!public.verifies(b"a proof", &signature[1..]));
        assert!(!other.public().expect("a key").verifies(b"a proof", &signature));
    }

    #[test]
    fn the_public_key_is_written_as_others_read_it() {
        // RFC 8032, section 7.1, test 1
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let key = ProofKey(keys::from_hex(secret).expect("a secret"));
        let public = key.public().expect("a key");
        assert_eq!(keys::hex(&public.0), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let pem = public.pem();
        assert!(pem.contains("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), "{pem}");
        assert_eq!(PublicKey::from_pem(&pem), Some(public));
        assert_eq!(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"), None);
    }
}
