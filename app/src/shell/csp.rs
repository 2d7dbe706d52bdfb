//! Content-Security-Policies. Public pages are the same bytes for everybody, so their style and script are allowed by
//! digest; the others by a nonce of the answer.

use std::{fmt::Write, sync::LazyLock};

use sha2::{Digest, Sha256};

use super::script;
use crate::{pages::public::subscribe::PUSH_JS, style};

/// The policy of every public page that shows the state.
pub static PUBLIC: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src {}; script-src {}; connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
        digest_source(&style::PUBLIC_CSS),
        digest_source(&script::PUBLIC_JS),
    )
});

/// The policy of every public page with a form, which has no script. Programs that measure a page ask for the site's
/// `/robots.txt` from within it, so that may be asked for.
pub static PUBLIC_FORM: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src {}; connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
        digest_source(&style::FORM_CSS),
    )
});

/// The same for one that turns on notifications: its script and the service worker.
pub static PUBLIC_PUSH_FORM: LazyLock<String> =
    LazyLock::new(|| format!("{}; script-src {}; worker-src 'self'", *PUBLIC_FORM, digest_source(&PUSH_JS)));

/// The policy of a page whose scripts carry this nonce.
pub fn with_nonce(nonce: &str) -> String {
    let mut policy = String::from("default-src 'none'; style-src 'self'; connect-src 'self'; img-src 'self' data:; ");
    // writing to a String cannot fail
    let _ = write!(policy, "script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; ");
    policy.push_str("base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    policy
}

fn digest_source(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let sextet = (group >> (18 - 6 * position)) & 63;
            text.push(if position <= chunk.len() { char::from(ALPHABET[sextet as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_follows_rfc_4648() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
