//! Messages that only one browser can read (RFC 8291, in the coding `aes128gcm` of RFC 8188).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand::SystemRandom,
};
use subtle::ConstantTimeEq;

/// Bytes of a point of P-256, not compressed.
const POINT: usize = 65;
/// Bytes of a browser's secret.
const SECRET: usize = 16;
/// The size of a record that is said in the header; a message is one record.
const RECORD: u32 = 4096;
/// Bytes that a message may have: what push services must take (RFC 8291, section 4) without header, tag and delimiter.
pub const LONGEST_MESSAGE: usize = 4096 - (16 + 4 + 1 + POINT) - 16 - 1;

/// The keys that a browser made for messages to it.
#[derive(Clone)]
pub struct Receiver {
    public: [u8; POINT],
    secret: [u8; SECRET],
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receiver")
    }
}

/// Two are the same where all bytes are; how many are is not told by the time it takes.
impl PartialEq for Receiver {
    fn eq(&self, other: &Self) -> bool {
        (self.public.ct_eq(&other.public) & self.secret.ct_eq(&other.secret)).into()
    }
}

impl Eq for Receiver {}

/// How much of a key is asked for.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Receiver {
    /// Reads the keys `p256dh` and `auth` as browsers write them. None where they are none that a message can be encrypted
    /// with.
    pub fn parse(p256dh: &str, auth: &str) -> Option<Self> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let found = Self { public: bytes(p256dh)?.try_into().ok()?, secret: bytes(auth)?.try_into().ok()? };
        found.encrypt([0; 16], b"").map(|_| found)
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.public[..], &self.secret].concat()
    }

    /// The one that was kept.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (public, secret) = bytes.split_at_checked(POINT)?;
        Some(Self { public: public.try_into().ok()?, secret: secret.try_into().ok()? })
    }

    /// Whether somebody knows the secret.
    pub fn has_secret(&self, auth: &str) -> bool {
        let auth = URL_SAFE_NO_PAD.decode(auth.trim_end_matches('=')).unwrap_or_default();
        self.secret.ct_eq(&auth).into()
    }

    /// A message under a key of its own. None where it is too long or the browser's key is not a point of the curve.
    pub fn encrypt(&self, salt: [u8; 16], message: &[u8]) -> Option<Vec<u8>> {
        let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).ok()?;
        let own_public = own.compute_public_key().ok()?;
        let public = UnparsedPublicKey::new(&ECDH_P256, &self.public);
        agree_ephemeral(own, &public, |shared| self.seal(shared, own_public.as_ref(), salt, message)).ok()?
    }

    /// The record that holds a message, by the secret that both sides share.
    fn seal(&self, shared: &[u8], own_public: &[u8], salt: [u8; 16], message: &[u8]) -> Option<Vec<u8>> {
        if message.len() > LONGEST_MESSAGE {
            return None;
        }
        let info = [b"WebPush: info\0", &self.public[..], own_public].concat();
        let input: [u8; 32] = derived(&Salt::new(HKDF_SHA256, &self.secret).extract(shared), &info)?;
        let keys = Salt::new(HKDF_SHA256, &salt).extract(&input);
        let key: [u8; 16] = derived(&keys, b"Content-Encoding: aes128gcm\0")?;
        let nonce: [u8; 12] = derived(&keys, b"Content-Encoding: nonce\0")?;
        // the last record ends with a 2, and this one is the last
        let mut record = [message, &[2]].concat();
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?);
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).ok()?;
        let length = u8::try_from(own_public.len()).ok()?;
        Some([&salt[..], &RECORD.to_be_bytes(), &[length], own_public, &record].concat())
    }
}

fn derived<const N: usize>(from: &Prk, info: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    from.expand(&[info], Length(N)).ok()?.fill(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64")
    }

    /// RFC 8291, appendix A: the shared secret, the keys and the salt are given, and so is what comes of them.
    #[test]
    fn a_message_is_encrypted_as_in_the_appendix() {
        let receiver = Receiver::parse(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        );
        let sealed = receiver.expect("keys").seal(
            &bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            &bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"),
            bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("a salt"),
            b"When I grow up, I want to be a watermelon",
        );
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
                        EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed.expect("a record")), expected);
    }

    #[test]
    fn only_keys_that_browsers_make_are_read() {
        let (point, auth) = (
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        );
        let receiver = Receiver::parse(&format!("{point}="), &format!("{auth}==")).expect("padding is no matter");
        assert_eq!(Receiver::from_bytes(&receiver.to_bytes()), Some(receiver.clone()));
        assert!(
            receiver.has_secret(auth) && !receiver.has_secret("BTBZMqHH6r4Tts7J_aSIgQ") && !receiver.has_secret("")
        );
        let off_the_curve = point.replace("iw4", "iw8");
        for (p256dh, auth) in [("", auth), (point, ""), (&point[..80], auth), (off_the_curve.as_str(), auth)] {
            assert_eq!(Receiver::parse(p256dh, auth), None, "{p256dh} {auth}");
        }
        let longest = receiver.encrypt([7; 16], &[b'a'; LONGEST_MESSAGE]).expect("it fits");
        assert_eq!(longest.len(), 4096);
        assert_eq!(receiver.encrypt([7; 16], &[b'a'; LONGEST_MESSAGE + 1]), None);
    }
}
