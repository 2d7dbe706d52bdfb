//! A notice as a request: the webhook body of the Statuspage contract, and the messages that Slack and Discord take.

use domain::{component::ComponentChange, status::PublicState};
use serde_json::json;

use super::{Told, What};
use crate::{
    pages::public::api_v2,
    prose::plain,
    shell::PageContext,
    text::{bulletins::Bulletins, status},
};

/// Most characters of a description that Discord takes, and some room.
const LONGEST: usize = 3_500;

/// The body of a webhook; `manage` is where it is changed or ended. Errors: a body that JSON cannot hold, which no state
/// has.
pub fn webhook(context: &PageContext, told: &Told<'_>, manage: &str) -> serde_json::Result<String> {
    match told.what {
        What::Incident(incident, _) => api_v2::incident_hook(context, told.state, incident, manage),
        What::Maintenance(maintenance, ..) => api_v2::maintenance_hook(context, told.state, maintenance, manage),
    }
}

/// The body of a webhook about a component alone. None where there is no such component any more. Errors: as [`webhook`].
pub fn component_webhook(
    context: &PageContext,
    state: &PublicState,
    change: &ComponentChange,
    manage: &str,
) -> serde_json::Result<Option<String>> {
    api_v2::component_hook(context, state, change, manage)
}

/// A message for an incoming webhook of Slack.
pub fn slack(context: &PageContext, told: &Told<'_>) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let words = Bulletins::of(context.language);
    let text = format!(
        "*{}*\n{}\n{}\n<{}|{}>",
        escaped(&told.subject(context)),
        escaped(told.title(context.language)),
        // what it takes for marks is none of Markdown
        escaped(&body(context, told, &plain(told.said(context.language)))),
        link(context, told),
        words.details
    );
    json!({ "text": text }).to_string()
}

/// A message for an incoming webhook of Discord. Names in it call nobody.
pub fn discord(context: &PageContext, told: &Told<'_>) -> String {
    const GREEN: u32 = 0x15_80_3d;
    const RED: u32 = 0xb9_1c_1c;
    // Markdown is what it takes
    let body = body(context, told, told.said(context.language));
    let short = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    json!({
        "embeds": [{
            "title": short(&told.subject(context), 250),
            "url": link(context, told),
            "description": short(&format!("{}\n\n{}", told.title(context.language), body), LONGEST),
            "color": if told.is_over() { GREEN } else { RED },
            "timestamp": context.zone().rfc3339(told.at()),
        }],
        "allowed_mentions": { "parse": [] },
    })
    .to_string()
}

/// What is said, and how the components are.
fn body(context: &PageContext, told: &Told<'_>, said: &str) -> String {
    let language = context.language;
    let components = told.components();
    let lines = components.iter().map(|(component, standing)| {
        format!("• {}: {}", component.name.get(language), status::component(language, *standing))
    });
    let said: String = said.trim().chars().take(LONGEST / 2).collect();
    let parts: Vec<_> = std::iter::once(said).chain(told.planned(context)).chain(lines).collect();
    parts.join("\n")
}

fn link(context: &PageContext, told: &Told<'_>) -> String {
    format!("{}{}", context.site.url, context.href(&told.path()))
}
