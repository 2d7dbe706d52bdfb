//! The widget for other sites: one script without dependencies, which shows the overall state beside where it stands.

use serde::Serialize;

use crate::{shell::PageContext, text::widget::Widget};

/// What the widget says, by the indicator of the API.
#[derive(Serialize)]
struct Words {
    none: &'static str,
    minor: &'static str,
    major: &'static str,
    critical: &'static str,
    maintenance: &'static str,
    unknown: &'static str,
}

/// `/embed.js`. Errors: words that JSON cannot hold, which there are none of.
pub fn script(context: &PageContext) -> serde_json::Result<String> {
    let Widget { none, minor, major, critical, maintenance, unknown } = *Widget::of(context.language);
    let words = serde_json::to_string(&Words { none, minor, major, critical, maintenance, unknown })?;
    Ok(format!("({})({words});\n", include_str!("embed.js").trim_end()))
}
