//! The frame around every page, and the one place where views become HTML.

mod context;
mod csp;
mod frame;
mod script;

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;

pub use context::{BrowserPart, PageContext, PartnerPlace, Viewer, in_language};
pub use frame::{Layout, StateMark};

/// A page, and the Content-Security-Policy that fits it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The whole HTML.
    pub html: String,
    /// The value of its Content-Security-Policy header.
    pub csp: String,
}

/// Renders a page. `body` is a function since islands must be made while the page's owner is set.
pub fn document(context: &PageContext, layout: Layout, title: &str, body: impl FnOnce() -> AnyView) -> Document {
    let policy = layout.public_policy();
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| frame::frame(context, layout, title, body()).to_html());
    owner.unset_with_forced_cleanup();
    // within a title a browser shows the mark of a place as text
    let html = format!("<!DOCTYPE html>{}", html.replacen("<!></title>", "</title>", 1));
    if let Some(policy) = policy {
        // `<!>` marks places for the browser part, which public pages do without
        Document { html: html.replace("<!>", ""), csp: policy.clone() }
    } else {
        Document { html: with_islands(html, context), csp: csp::with_nonce(&context.nonce) }
    }
}

/// Adds the script that wakes the islands, where the page has some and the browser part was built.
fn with_islands(mut html: String, context: &PageContext) -> String {
    if let (Some(browser), true, Some(end)) = (&context.browser, html.contains("<leptos-island"), html.rfind("</body>"))
    {
        let script = script::islands(browser);
        html.insert_str(end, &format!("<script type=\"module\" nonce=\"{}\">{script}</script>", context.nonce));
    }
    html
}
