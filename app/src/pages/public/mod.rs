//! What everybody may see. These pages are made when something is published, not when somebody asks.

use domain::status::PublicState;
use leptos::prelude::*;

use crate::shell::{Document, Layout, PageContext, StateMark, document};

pub mod about;
pub mod api;
pub mod api_v2;
pub mod archive;
pub mod badge;
pub mod calendar;
pub mod cohorts;
pub mod corrected;
pub mod embed;
pub mod feed;
pub mod history;
pub mod incident;
pub mod maintenance;
pub mod openapi;
pub mod programme;
pub mod status;
pub mod subscribe;
pub mod uptime;

mod card;
mod claim_box;
mod services;
pub(in crate::pages) mod time;

/// A page that shows the state, and grows stale with it.
fn state_page(context: &PageContext, state: &PublicState, title: &str, body: impl FnOnce() -> AnyView) -> Document {
    let mark = StateMark { at: state.at, is_stale: state.is_stale(context.now) };
    let layout = if context.partner.is_some() { Layout::Partner(mark) } else { Layout::Public(Some(mark)) };
    document(context, layout, title, body)
}

/// The paragraphs of a text that people wrote: one to a line.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
