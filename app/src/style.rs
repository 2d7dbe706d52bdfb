//! The styles: one text for the public pages, which carry it inside, and one file for all others.

use std::{fmt::Write, sync::LazyLock};

use sha2::{Digest, Sha256};

macro_rules! styles {
    ($($path:literal),+ $(,)?) => { concat!($(include_str!(concat!("../../style/", $path))),+) };
}

const PUBLIC_SOURCE: &str = styles!(
    "tokens.css",
    "base.css",
    "frame.css",
    "parts/button.css",
    "parts/badge.css",
    "parts/timeline.css",
    "parts/table.css",
    "public.css",
    "print.css",
);

const FORM_SOURCE: &str = styles!(
    "tokens.css",
    "base.css",
    "frame.css",
    "parts/button.css",
    "parts/badge.css",
    "parts/table.css",
    "parts/notice.css",
    "parts/field.css",
    "parts/nav.css",
    "public.css",
    "subscribe.css",
    "print.css",
);

const MAIN_SOURCE: &str = styles!(
    "tokens.css",
    "base.css",
    "frame.css",
    "parts/button.css",
    "parts/badge.css",
    "parts/timeline.css",
    "parts/table.css",
    "parts/notice.css",
    "parts/field.css",
    "parts/summary.css",
    "parts/chart.css",
    "parts/nav.css",
    "public.css",
    "claims.css",
    "console.css",
    "print.css",
);

/// What a public page carries in its `<style>`.
pub static PUBLIC_CSS: LazyLock<String> = LazyLock::new(|| minified(PUBLIC_SOURCE));

/// What a public page with a form carries in its `<style>`.
pub static FORM_CSS: LazyLock<String> = LazyLock::new(|| minified(FORM_SOURCE));

/// The file for claims, console and development pages.
pub static MAIN_CSS: LazyLock<String> = LazyLock::new(|| minified(MAIN_SOURCE));

/// Where [`MAIN_CSS`] is served: the name holds its digest, so it may be kept for ever.
pub static MAIN_CSS_PATH: LazyLock<String> = LazyLock::new(|| {
    let mut name = String::from("/assets/main.");
    for byte in Sha256::digest(MAIN_CSS.as_bytes()).iter().take(8) {
        // writing to a String cannot fail
        let _ = write!(name, "{byte:02x}");
    }
    name + ".css"
});

/// The sign in the browser's tab, as a data address: no request of its own.
pub const FAVICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect \
    width='16' height='16' rx='4' fill='%231b4dcc'/%3E%3Cpath d='M4 8.4l2.7 2.7L12 5.4' fill='none' stroke='%23fff' \
    stroke-width='2'/%3E%3C/svg%3E";

/// The style without comments and needless spaces. Knows what our own files use, not all of CSS.
fn minified(css: &str) -> String {
    let mut without_comments = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        without_comments.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    without_comments.push_str(rest);

    let mut small = String::with_capacity(without_comments.len());
    for word in without_comments.split_whitespace() {
        let glued = small.ends_with(['{', '}', ';', ':', ',']) || word.starts_with(['{', '}', ';', ',']);
        if !glued && !small.is_empty() {
            small.push(' ');
        }
        if word.starts_with('}') && small.ends_with(';') {
            small.pop();
        }
        small.push_str(word);
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minifying_keeps_the_meaning() {
        let css = "/* a */\na:hover,\n.b > .c {\n  width: calc(1px + 2px);\n  color: red;\n}\n@media (x: y) {\n}\n";
        assert_eq!(minified(css), "a:hover,.b > .c{width:calc(1px + 2px);color:red}@media (x:y){}");
    }

    #[test]
    fn the_styles_are_whole() {
        for css in [&*PUBLIC_CSS, &*FORM_CSS, &*MAIN_CSS] {
            assert_eq!(css.matches('{').count(), css.matches('}').count());
            assert!(!css.contains("</"), "it stands inside a <style> element");
        }
    }
}
