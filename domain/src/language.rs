//! The two languages of the product, and a text that exists in both.

use serde::{Deserialize, Serialize};

/// A language every sentence exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Korean, the language of the operator's public.
    #[default]
    Ko,
    /// English.
    En,
}

impl Language {
    /// Both, in the order pages are rendered.
    pub const ALL: [Self; 2] = [Self::Ko, Self::En];

    /// The BCP 47 tag, as in `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 tag, by its primary subtag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "ko" => Some(Self::Ko),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The one of two values that belongs to this language.
    pub fn pick<T>(self, ko: T, en: T) -> T {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text from its two versions.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ko: ko.into(), en: en.into() }
    }

    /// The version in `language`; the other one where that is empty, since a text in the wrong language says more
    /// than none.
    pub fn get(&self, language: Language) -> &str {
        let (first, second) = language.pick((&self.ko, &self.en), (&self.en, &self.ko));
        if first.trim().is_empty() { second } else { first }
    }

    /// Whether `language` has its own version.
    pub fn has(&self, language: Language) -> bool {
        !language.pick(&self.ko, &self.en).trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_primary_subtag() {
        assert_eq!(Language::from_tag("ko-KR"), Some(Language::Ko));
        assert_eq!(Language::from_tag("en_GB"), Some(Language::En));
        assert_eq!(Language::from_tag("fr"), None);
    }

    #[test]
    fn a_missing_version_falls_back_to_the_other() {
        let text = Text::new("복구했습니다.", " ");
        assert_eq!(text.get(Language::En), "복구했습니다.");
        assert!(!text.has(Language::En));
    }
}
