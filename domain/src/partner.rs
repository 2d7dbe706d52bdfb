//! Partner pages: what is shown to some people only.

use std::fmt;

/// The operator's own short name of a partner page, which is in its address: 1 to 40 of `a-z 0-9 -`. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartnerKey(String);

impl PartnerKey {
    /// Reads a key. None where it has other characters or another length.
    pub fn parse(text: &str) -> Option<Self> {
        crate::component::ComponentKey::parse(text).map(|key| Self(key.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartnerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_safe_in_an_address() {
        assert_eq!(PartnerKey::parse("card-network").map(|key| key.to_string()).as_deref(), Some("card-network"));
        for bad in ["", "Card", "a/b", "결제", "a.json"] {
            assert!(PartnerKey::parse(bad).is_none(), "{bad}");
        }
    }
}
