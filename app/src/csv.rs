//! Fields of the CSV files that are made here.

/// A text that people wrote, as RFC 4180 wants it; what a spreadsheet would compute is told to be text.
pub fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A line of fields, none of which needs quoting any more.
pub fn line(fields: &[String]) -> String {
    fields.join(",") + "\n"
}
