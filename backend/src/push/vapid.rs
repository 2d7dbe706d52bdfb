//! The key by which push services know this server (VAPID, RFC 8292).

use std::{path::Path, sync::Arc};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use domain::time::{HOUR, Instant, SECOND};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::json;
use url::Url;

use crate::{
    error::{Error, Result},
    keys,
};

/// How long a token holds; push services take at most a day.
const HOLDS: i64 = 12 * HOUR;

/// A P-256 key that signs who sends; it lives outside the database. Browsers bind a subscription to it.
#[derive(Clone)]
pub struct PushKey(Arc<EcdsaKeyPair>);

impl std::fmt::Debug for PushKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PushKey")
    }
}

fn faulty(what: &str) -> Error {
    Error::Corrupt(format!("the key of web push: {what}"))
}

impl PushKey {
    /// A key that ends with the process. Errors: the system has no randomness.
    pub fn passing() -> Result<Self> {
        Self::from_der(&made()?)
    }

    /// The key in a PEM file (PKCS #8, as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` writes it too),
    /// which is made where it is missing. Errors: the file holds something else, or cannot be read or made.
    pub fn in_file(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let lines: String = text.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
                let der = STANDARD.decode(lines).map_err(|_| faulty(&path.display().to_string()))?;
                Self::from_der(&der)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let der = made()?;
                let text = STANDARD.encode(&der);
                let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
                let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
                keys::store(path, &pem)?;
                Self::from_der(&der)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn from_der(der: &[u8]) -> Result<Self> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new())
            .map(|pair| Self(Arc::new(pair)))
            .map_err(|error| faulty(&error.to_string()))
    }

    /// The half that browsers get: a point of the curve in base64url.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }

    /// The value of the header `Authorization` of a request to an endpoint. Errors: the system has no randomness.
    pub fn authorization(&self, endpoint: &Url, contact: &str, now: Instant) -> Result<String> {
        let expires = now.plus(HOLDS).0.div_euclid(SECOND);
        let claims = json!({ "aud": endpoint.origin().ascii_serialization(), "exp": expires, "sub": contact });
        let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| faulty("no randomness"))?;
        Ok(format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature), self.public()))
    }
}

fn made() -> Result<Vec<u8>> {
    EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
        .map(|der| der.as_ref().to_vec())
        .map_err(|_| faulty("no randomness"))
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys/push.pem");
        let made = PushKey::in_file(&path).expect("made").public();
        assert_eq!(PushKey::in_file(&path).expect("found").public(), made);
        assert_eq!(URL_SAFE_NO_PAD.decode(&made).expect("base64").len(), 65);
        std::fs::write(&path, "not a key").expect("written");
        assert!(PushKey::in_file(&path).is_err(), "another key would end every subscription");
    }

    /// Made by OpenSSL 3, for this test alone.
    const OPENSSL_KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguvVcXkz07t6mHNLa
q/jbRzm8eIwIIIuYY336AV/SyzihRANCAASIM5FNMQRhevf0xyxtAC8AerX7QOZY
7q6qAf7Msk3suX3fRvAHJpw0S8u8sS7JqwaIxa3SgVkcCH3v4uGkC8wi
-----END PRIVATE KEY-----
";
    /// Its public half, by the same program.
    const OPENSSL_PUBLIC: &str =
        "BIgzkU0xBGF69_THLG0ALwB6tftA5ljurqoB_syyTey5fd9G8AcmnDRLy7yxLsmrBojFrdKBWRwIfe_i4aQLzCI";

    #[test]
    fn a_key_of_another_program_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("push.pem");
        std::fs::write(&path, OPENSSL_KEY).expect("written");
        assert_eq!(PushKey::in_file(&path).expect("a key").public(), OPENSSL_PUBLIC);
    }

    #[test]
    fn who_sends_is_signed_for_one_push_service() {
        let key = PushKey::passing().expect("a key");
        let endpoint = Url::parse("https://push.example.com:8443/send/secret").expect("an address");
        let now = Instant(1_669_852_800 * SECOND);
        let header = key.authorization(&endpoint, "https://status.example.com", now).expect("signed");
        let (token, public) = header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("both");
        assert_eq!(public, key.public());
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64");
        let check = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(public));
        check.verify(signed.as_bytes(), &bytes(signature)).expect("the key's own signature");
        let claims: Value = serde_json::from_slice(&bytes(signed.split_once('.').expect("claims").1)).expect("JSON");
        let expected = json!({
            "aud": "https://push.example.com:8443", "exp": 1_669_852_800 + 43_200, "sub": "https://status.example.com",
        });
        assert_eq!(claims, expected);
    }
}
