//! Texts that updates begin with. Variables stand in braces, as `{services}`, and are filled in when a text is chosen.

use crate::named::named;

named! {
    /// What can be filled in.
    Variable {
        /// The incident's title.
        Title = "title",
        /// The services that it affects.
        Services = "services",
        /// When it began.
        Start = "start",
        /// How long it has lasted.
        Lasted = "lasted",
        /// The present.
        Now = "now",
        /// Until when the next update is promised.
        NextUpdate = "next_update",
    }
}

/// The text with its variables filled in; those for which `value` has nothing stay as they are, to be seen.
pub fn fill(text: &str, value: impl Fn(Variable) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Name(name) => {
                let value = Variable::from_name(name).and_then(&value);
                filled.push_str(&value.unwrap_or_else(|| format!("{{{name}}}")));
            }
        }
    }
    filled
}

/// The first name in braces that is no variable.
pub fn unknown(text: &str) -> Option<&str> {
    names(text).find(|name| Variable::from_name(name).is_none())
}

/// The first variable that is not filled in.
pub fn unfilled(text: &str) -> Option<Variable> {
    names(text).find_map(Variable::from_name)
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    })
}

enum Piece<'a> {
    Text(&'a str),
    /// A name that stood in braces: lower-case letters and `_`.
    Name(&'a str),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(name) = name_at_start(rest) {
            rest = &rest[name.len() + 2..];
            return Some(Piece::Name(name));
        }
        // up to the next brace, this one passed over where it begins no name
        let end = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(text))
    })
}

fn name_at_start(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_stays_to_be_seen() {
        let value = |variable| match variable {
            Variable::Services => Some("결제".to_owned()),
            Variable::Start => Some("15:30".to_owned()),
            _ => None,
        };
        let text = "{start}부터 {services} 서비스가 {{services} { 안 됩니다. {next_update}까지 {x1}";
        let filled = "15:30부터 결제 서비스가 {결제 { 안 됩니다. {next_update}까지 {x1}";
        assert_eq!(fill(text, value), filled);
        assert_eq!(unfilled(filled), Some(Variable::NextUpdate));
        assert_eq!(unfilled("{x1} { }"), None);
    }

    #[test]
    fn a_name_that_is_no_variable_is_found() {
        assert_eq!(unknown("{start} {service}"), Some("service"));
        assert_eq!(unknown("{start} {} {A}"), None);
    }
}
