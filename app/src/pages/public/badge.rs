//! Badges: a word and a colour for a README or a shop's own page, as SVG that needs no font of ours.

use domain::component::ComponentStatus;

use super::feed::xml;
use crate::{shell::PageContext, text};

/// Height of a badge.
const HEIGHT: u32 = 24;
/// Space at each side of a text.
const MARGIN: u32 = 8;

/// `/badge.svg` with the worst of all components, or that of one component; `label` says whose state it is.
pub fn badge(context: &PageContext, label: &str, status: ComponentStatus) -> String {
    let word = text::status::component(context.language, status);
    let (left, right) = (width(label), width(word));
    let (at, whole) = (left + 2 * MARGIN, left + right + 4 * MARGIN);
    let (label, word, said) = (xml(label), xml(word), xml(&format!("{label}: {word}")));
    let text = |x: u32, length: u32, fill: &str, text: &str| {
        format!(
            "<text x=\"{x}\" y=\"16\" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{fill}\">{text}</text>"
        )
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{HEIGHT}\" role=\"img\" aria-label=\"{said}\">\
         <title>{said}</title><clipPath id=\"r\"><rect width=\"{whole}\" height=\"{HEIGHT}\" rx=\"5\"/></clipPath>\
         <g clip-path=\"url(#r)\"><rect width=\"{at}\" height=\"{HEIGHT}\" fill=\"#3f4753\"/>\
         <rect x=\"{at}\" width=\"{rest}\" height=\"{HEIGHT}\" fill=\"{colour}\"/></g>\
         <g font-family=\"system-ui,-apple-system,'Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',sans-serif\" font-size=\"12\" \
         font-weight=\"600\">{first}{second}</g></svg>\n",
        rest = whole - at,
        colour = colour(status),
        first = text(MARGIN, left, "#fff", &label),
        second = text(at + MARGIN, right, "#fff", &word),
    )
}

/// The width that a text of 12 px takes, about; the drawing makes it exact. Hangul and other wide letters take a square.
fn width(text: &str) -> u32 {
    let tenths: u32 = text.chars().map(|c| if c < '\u{1100}' { 70 } else { 115 }).sum();
    tenths.div_ceil(10).max(1)
}

/// Colours on which white text has a contrast of at least 4.5:1.
const fn colour(status: ComponentStatus) -> &'static str {
    match status {
        ComponentStatus::Operational => "#0b7a49",
        ComponentStatus::UnderMaintenance => "#2b5bb8",
        ComponentStatus::Unknown => "#5b6471",
        ComponentStatus::DegradedPerformance => "#855400",
        ComponentStatus::PartialOutage => "#ad420b",
        ComponentStatus::MajorOutage => "#b3201a",
    }
}

#[cfg(test)]
mod tests {
    use domain::{language::Language, time::Instant};

    use super::*;
    use crate::sample::site;

    #[test]
    fn a_badge_says_its_state_in_words_and_is_as_wide_as_they_are() {
        let context = |language| PageContext::public(&site(), language, "/badge.svg", Instant(0));
        let korean = badge(&context(Language::Ko), "하나로", ComponentStatus::MajorOutage);
        assert!(korean.contains("aria-label=\"하나로: 중단\"") && korean.contains("#b3201a"), "{korean}");
        let english = badge(&context(Language::En), "<Hana & co>", ComponentStatus::Operational);
        assert!(english.contains("<title>&lt;Hana &amp; co&gt;: Operational</title>"), "{english}");
        assert!(width("Operational") > width("Slow"));
    }
}
