//! Sends a form while it is changed, and puts the parts of the answer in place of those on the page.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomParser, FormData, HtmlFormElement, Response, SupportedType, UrlSearchParams};

/// How long nothing may change before the form is sent.
const PAUSE: Duration = Duration::from_millis(150);

/// Makes the GET form around it live: what is typed or dragged is sent without the button, and the elements with the ids
/// `parts` are replaced by those of the answer. The address follows, so that it can be passed on.
#[island]
pub fn LiveForm(
    /// Ids that the page has before and after.
    parts: Vec<String>,
) -> impl IntoView {
    let root = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        let form = root.get().and_then(|root| root.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into().ok()) {
            follow(&form, &parts);
        }
    });
    view! { <span node_ref=root hidden=true></span> }
}

/// Listens as long as the page lives.
fn follow(form: &HtmlFormElement, parts: &[String]) {
    let (latest, target, parts) = (Rc::new(Cell::new(0_u32)), form.clone(), parts.to_vec());
    let listener = Closure::<dyn Fn()>::new(move || {
        let turn = latest.get().wrapping_add(1);
        latest.set(turn);
        let (latest, form, parts) = (latest.clone(), target.clone(), parts.clone());
        let is_latest = move || latest.get() == turn;
        let send = move || {
            if is_latest() {
                spawn_local(async move {
                    // an answer that does not come leaves the page as it is; the button still works
                    let _ = refresh(&form, &parts, is_latest).await;
                });
            }
        };
        set_timeout(send, PAUSE);
    });
    // without the listener the button still works
    let _ = form.add_event_listener_with_callback("input", listener.as_ref().unchecked_ref());
    listener.forget();
}

async fn refresh(form: &HtmlFormElement, parts: &[String], is_latest: impl Fn() -> bool) -> Result<(), JsValue> {
    let (Some(window), Some(document)) = (web_sys::window(), form.owner_document()) else { return Ok(()) };
    let typed: JsValue = FormData::new_with_form(form)?.into();
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&typed)?;
    let address = format!("{}?{}", form.get_attribute("action").unwrap_or_default(), String::from(fields.to_string()));
    let shown = || parts.iter().filter_map(|id| document.get_element_by_id(id));
    for part in shown() {
        part.set_attribute("aria-busy", "true")?;
    }
    let answer: Response = JsFuture::from(window.fetch_with_str(&address)).await?.dyn_into()?;
    let text = JsFuture::from(answer.text()?).await?.as_string().unwrap_or_default();
    if !is_latest() {
        return Ok(());
    }
    let page = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    for part in shown() {
        match page.get_element_by_id(&part.id()) {
            Some(fresh) => part.replace_with_with_node_1(&fresh)?,
            // another page altogether, as for who has to sign in again
            None => return window.location().set_href(&address),
        }
    }
    window.history()?.replace_state_with_url(&JsValue::NULL, "", Some(&address))
}
