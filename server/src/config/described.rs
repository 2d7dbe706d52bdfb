//! The configuration as `makewhole config` prints it: every value with the source it comes from, no secret among them.

use figment::{Figment, Metadata, value::Value};

use super::{Config, ConfigError};

/// Every value with the source it comes from, one a line; passwords within addresses are masked.
pub fn describe(figment: &Figment) -> Result<String, ConfigError> {
    let config = Config::load(figment)?;
    let value = Value::serialize(&config).map_err(Box::new)?;
    let mut lines = Vec::new();
    describe_value(figment, "", &value, &mut lines);
    let width = lines.iter().map(|(key, ..)| key.len()).max().unwrap_or(0);
    let value_width = lines.iter().map(|(_, value, _)| value.chars().count()).max().unwrap_or(0);
    let text: Vec<String> = lines
        .into_iter()
        .map(|(key, value, source)| format!("{key:width$} = {value:value_width$}  # {source}"))
        .collect();
    Ok(text.join("\n"))
}

fn describe_value(figment: &Figment, path: &str, value: &Value, lines: &mut Vec<(String, String, String)>) {
    if let Value::Dict(_, dict) = value {
        for (key, value) in dict {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            describe_value(figment, &path, value, lines);
        }
        return;
    }
    let source = figment.find_metadata(path).map_or("unknown".to_owned(), source_name);
    lines.push((path.to_owned(), shown(value), source));
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(_, text) => format!("\"{}\"", masked(text)),
        Value::Bool(_, is_so) => is_so.to_string(),
        Value::Array(_, items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Dict(_, fields) => {
            let field = |(key, value): (&String, &Value)| format!("{key} = {}", shown(value));
            format!("{{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}

fn source_name(metadata: &Metadata) -> String {
    match (&metadata.source, metadata.name.as_ref()) {
        (Some(figment::Source::File(path)), _) => path.display().to_string(),
        (_, name) if name.contains("Config") => "built in".to_owned(),
        (_, name) => name.trim_matches('`').to_owned(),
    }
}

/// `smtps://user:secret@host` as `smtps://user:***@host`.
pub fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let Some((credentials, host)) = rest.rsplit_once('@') else { return text.to_owned() };
    match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:***@{host}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Flags, figment};

    #[test]
    fn flags_win_and_secrets_are_masked() {
        let flags = Flags(vec![("mail.smtp", "smtps://me:secret@mail.example.com:465".into())]);
        let text = describe(&figment(None, &flags).expect("sources")).expect("a description");
        assert!(text.contains("smtps://me:***@mail.example.com:465"), "{text}");
        assert!(!text.contains("secret"));
        assert!(text.contains("# the command line"), "{text}");
        assert!(text.contains("# built in"), "{text}");
    }
}
