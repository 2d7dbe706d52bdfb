//! Signatures by the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::time::{Instant, SECOND};
use hmac::Mac;

use crate::subscribers::keyed;

/// The headers of a signed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// `webhook-id`: the same whenever the same thing is sent again, so that a receiver can drop doubles.
    pub id: String,
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: i64,
    /// `webhook-signature`: `v1,` and the code in base64.
    pub signature: String,
}

/// Signs a body.
pub fn sign(secret: &[u8; 32], id: &str, now: Instant, body: &str) -> Signed {
    let timestamp = now.0.div_euclid(SECOND);
    let mut mac = keyed(secret);
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    Signed { id: id.to_owned(), timestamp, signature }
}

/// A secret as receivers keep it: `whsec_` and base64.
pub fn secret_text(secret: &[u8; 32]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code was computed by another program: `printf '%s' 'msg_1.1614265330.{"test": 2432232314}' |
    /// openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07 -binary | base64`.
    #[test]
    fn a_signature_is_what_another_program_makes() {
        let signed = sign(&[7; 32], "msg_1", Instant(1_614_265_330 * SECOND), "{\"test\": 2432232314}");
        assert_eq!(signed.timestamp, 1_614_265_330);
        assert_eq!(signed.signature, "v1,4tb+MnkCTqymlrGQQ6f66PPeMjMas7AHx6XI40qL5MA=");
        assert_eq!(secret_text(&[7; 32]), "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
    }
}
