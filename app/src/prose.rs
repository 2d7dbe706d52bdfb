//! What people write of incidents and maintenance: Markdown (CommonMark), of which HTML is made that holds text, emphasis, lists,
//! quotes, code and links to the web, and nothing else; and plain text for places that show no marks.
//!
//! HTML in it is text. Images are their descriptions, since pages load nothing from elsewhere; headings are bold, since pages have
//! headings of their own. A line break stays one. Tildes strike nothing: Korean writes spans of time with them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::pages::public::feed::xml;

/// Marks within marks beyond this are left out, so that no text makes a page that is too deep to be shown.
const DEEPEST: usize = 16;

/// A text as HTML: the inside of its first paragraph, which may follow other words, and what comes after that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// The inside of the first paragraph; empty where the text begins with something else.
    pub first: String,
    /// The rest, in elements of its own.
    pub rest: String,
}

impl Prose {
    /// Of a text in Markdown.
    pub fn markdown(text: &str) -> Self {
        let (mut prose, mut closing, mut is_in_first) = (Self::default(), Vec::new(), false);
        for event in Parser::new_ext(&guarded(text), Options::empty()) {
            match event {
                Event::Start(tag) => {
                    let is_paragraph = matches!(tag, Tag::Paragraph | Tag::HtmlBlock);
                    is_in_first |= is_paragraph && closing.is_empty() && prose == Self::default();
                    let is_bare = (is_in_first && closing.is_empty()) || closing.len() >= DEEPEST;
                    let (open, close) = if is_bare { (String::new(), "") } else { tags(&tag) };
                    prose.at(is_in_first).push_str(&open);
                    closing.push(close);
                }
                Event::End(_) => {
                    prose.at(is_in_first).push_str(closing.pop().unwrap_or_default());
                    is_in_first &= !closing.is_empty();
                }
                Event::Code(code) => {
                    let html = format!("<code>{}</code>", xml(&code));
                    prose.at(is_in_first).push_str(&html);
                }
                Event::SoftBreak | Event::HardBreak => prose.at(is_in_first).push_str("<br>"),
                Event::Rule => prose.rest.push_str("<hr>"),
                event => prose.at(is_in_first).push_str(&xml(&text_of(&event))),
            }
        }
        prose
    }

    /// Of lines that are what they are, each a paragraph.
    pub fn plain(lines: &[String]) -> Self {
        let mut lines = lines.iter().map(|line| xml(line));
        let first = lines.next().unwrap_or_default();
        Self { first, rest: lines.map(|line| format!("<p dir=\"auto\">{line}</p>")).collect() }
    }

    /// All of it, in elements of its own.
    pub fn whole(&self) -> String {
        let Self { first, rest } = self;
        if first.is_empty() { rest.clone() } else { format!("<p dir=\"auto\">{first}</p>{rest}") }
    }

    fn at(&mut self, is_in_first: bool) -> &mut String {
        if is_in_first { &mut self.first } else { &mut self.rest }
    }
}

/// A text in Markdown without its marks; where a link leads stands after it.
pub fn plain(text: &str) -> String {
    let (mut out, mut links, mut lists) = (String::new(), Vec::new(), Vec::new());
    for event in Parser::new_ext(&guarded(text), Options::empty()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => links.push((out.len(), dest_url)),
            Event::End(TagEnd::Link) => {
                if let Some((at, url)) = links.pop()
                    && is_of_the_web(&url)
                    && out.get(at..) != Some(&*url)
                {
                    out.extend([" (", &url, ")"]);
                }
            }
            Event::Start(Tag::List(number)) => {
                new_line(&mut out);
                lists.push(number);
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                new_line(&mut out);
                out.push_str(&"  ".repeat(lists.len().clamp(1, DEEPEST) - 1));
                match lists.last_mut() {
                    Some(Some(number)) => {
                        out.extend([&number.to_string(), ". "]);
                        *number += 1;
                    }
                    _ => out.push_str("- "),
                }
            }
            // a blank line between blocks, none within a list
            Event::Start(Tag::Paragraph | Tag::HtmlBlock | Tag::Heading { .. } | Tag::CodeBlock(_))
                if lists.is_empty() && !out.is_empty() =>
            {
                new_line(&mut out);
                out.push('\n');
            }
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            event => out.push_str(&text_of(&event)),
        }
    }
    out.trim().to_owned()
}

fn new_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// What an event says; HTML says itself.
fn text_of<'a>(event: &'a Event<'a>) -> std::borrow::Cow<'a, str> {
    match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => (&**text).into(),
        _ => "".into(),
    }
}

/// What opens and closes something.
fn tags(tag: &Tag) -> (String, &'static str) {
    let (open, close) = match tag {
        Tag::Paragraph | Tag::HtmlBlock => ("<p dir=\"auto\">", "</p>"),
        Tag::Heading { .. } => ("<p dir=\"auto\"><strong>", "</strong></p>"),
        Tag::BlockQuote(_) => ("<blockquote dir=\"auto\">", "</blockquote>"),
        Tag::CodeBlock(_) => ("<pre dir=\"auto\"><code>", "</code></pre>"),
        Tag::List(None) => ("<ul dir=\"auto\">", "</ul>"),
        Tag::List(Some(first)) => return (format!("<ol dir=\"auto\" start=\"{first}\">"), "</ol>"),
        Tag::Item => ("<li>", "</li>"),
        Tag::Emphasis => ("<em>", "</em>"),
        Tag::Strong => ("<strong>", "</strong>"),
        Tag::Link { dest_url, .. } if is_of_the_web(dest_url) => {
            return (format!("<a href=\"{}\" rel=\"nofollow noopener\">", xml(dest_url)), "</a>");
        }
        _ => ("", ""),
    };
    (open.to_owned(), close)
}

/// Whether a link may lead there: pages of the web and addresses of mail, no scripts, files or data.
fn is_of_the_web(url: &str) -> bool {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    ["https", "http", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// The text with dates at the beginning of a line kept from being lists: `2022. 10. 15.` is one, `1. First` is none.
fn guarded(text: &str) -> String {
    let guard = |line: &str| {
        let numbers = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let first = line.len() - line.trim_start().len();
        let dot = first + numbers(&line[first..]);
        let after = line[dot..].strip_prefix('.').map(str::trim_start).unwrap_or_default();
        let is_date = dot > first && numbers(after) > 0 && after[numbers(after)..].starts_with('.');
        if is_date { format!("{}\\{}", &line[..dot], &line[dot..]) } else { line.to_owned() }
    };
    text.lines().map(guard).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_html_and_plain_text() {
        for (text, first, rest, plainly) in [
            (
                "복구했습니다.\n다시 알려 드릴게요.",
                "복구했습니다.<br>다시 알려 드릴게요.",
                "",
                "복구했습니다.\n다시 알려 드릴게요.",
            ),
            ("하나\n\n둘", "하나", "<p dir=\"auto\">둘</p>", "하나\n\n둘"),
            (
                "**굵게** *기울여* `코드`",
                "<strong>굵게</strong> <em>기울여</em> <code>코드</code>",
                "",
                "굵게 기울여 코드",
            ),
            (
                "아래를 보세요.\n\n- 결제\n- 송금\n  1. 은행",
                "아래를 보세요.",
                "<ul dir=\"auto\"><li>결제</li><li>송금<ol dir=\"auto\" start=\"1\"><li>은행</li></ol></li></ul>",
                "아래를 보세요.\n- 결제\n- 송금\n  1. 은행",
            ),
            (
                "[안내](https://example.com/?a=1&b=2)",
                "<a href=\"https://example.com/?a=1&amp;b=2\" rel=\"nofollow noopener\">안내</a>",
                "",
                "안내 (https://example.com/?a=1&b=2)",
            ),
            (
                "<https://example.com>",
                "<a href=\"https://example.com\" rel=\"nofollow noopener\">https://example.com</a>",
                "",
                "https://example.com",
            ),
            (
                "# 제목\n\n> 인용",
                "",
                "<p dir=\"auto\"><strong>제목</strong></p><blockquote dir=\"auto\"><p dir=\"auto\">인용</p></blockquote>",
                "제목\n\n인용",
            ),
            ("```\na < b\n```", "", "<pre dir=\"auto\"><code>a &lt; b\n</code></pre>", "a < b"),
        ] {
            let prose = Prose::markdown(text);
            assert_eq!((&prose.first[..], &prose.rest[..]), (first, rest), "{text}");
            assert_eq!(plain(text), plainly, "{text}");
        }
        assert_eq!(Prose::markdown("하나\n\n둘").whole(), "<p dir=\"auto\">하나</p><p dir=\"auto\">둘</p>");
    }

    #[test]
    fn what_korean_writes_with_marks_stays_as_it_is() {
        for text in
            ["10~20분, 30~40분 걸립니다.", "2022. 10. 15. 15:30부터", "10.15. 오후", "pay_qr_1", "#1 서버", "3 * 4 * 5"]
        {
            assert_eq!(Prose::markdown(text), Prose { first: xml(text), rest: String::new() }, "{text}");
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn no_text_becomes_more_than_marks() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<div>\n\n**a**\n\n</div>",
            "![그림](https://evil.example/a.png)",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](&#106;avascript:alert(1))",
            "[a]( javascript:alert(1))",
            "[a](data:text/html,x) [b](/console) [c](//evil.example)",
            "[a](https://example.com/\"onmouseover=\"alert(1))",
            "<https://example.com/\"><script>alert(1)</script>>",
            "[a]: javascript:alert(1)\n\n[a]",
            "<!-- --><style>*{display:none}</style>",
        ] {
            let html = Prose::markdown(text).whole();
            let mut rest = html.as_str();
            while let Some((_, tag)) = rest.split_once('<') {
                let (tag, after) = tag.split_once('>').expect("a whole tag");
                let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
                assert!(["p", "strong", "a", "br", "em"].contains(&name), "{text}: {html}");
                let is_link = tag.starts_with("a href=\"http") && tag.ends_with("\" rel=\"nofollow noopener\"");
                assert!(tag.matches('"').count() <= 2 || is_link && tag.matches('"').count() == 4, "{text}: {html}");
                rest = after;
            }
        }
        assert_eq!(Prose::markdown("![그림](https://evil.example/a.png)").first, "그림");
        assert_eq!(Prose::markdown("<b>a</b>").first, "&lt;b&gt;a&lt;/b&gt;");
    }

    #[test]
    fn long_and_deep_texts_end() {
        let deep = Prose::markdown(&format!("{}a", "> ".repeat(4_000))).whole();
        assert_eq!((deep.matches("<blockquote").count(), deep.matches("</blockquote").count()), (DEEPEST, DEEPEST));
        for mark in ["*", "[", "`", "- ", "<a ", "![", "\\", "&"] {
            let text: String = mark.repeat(10_000).chars().take(10_000).collect();
            Prose::markdown(&text);
            plain(&text);
        }
    }
}
