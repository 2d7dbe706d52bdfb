//! The widget for other sites: one script without dependencies, which shows the overall state beside where it stands.

use serde_json::json;

use crate::{shell::PageContext, text::widget::Widget};

/// `/embed.js`: what it says, by the indicator of the API, is handed to the script.
pub fn script(context: &PageContext) -> String {
    let Widget { none, minor, major, critical, maintenance, unknown } = *Widget::of(context.language);
    let words = json!({
        "none": none, "minor": minor, "major": major, "critical": critical, "maintenance": maintenance, "unknown": unknown,
    });
    format!("({})({words});\n", include_str!("embed.js").trim_end())
}
