//! A secret that was just made: it is shown this once, since only its digest is kept.

use leptos::prelude::*;

use crate::parts::{Notice, Tone};

/// The secret, under what was made and what to do with it.
pub fn shown_once(made: &'static str, text: &'static str, secret: &str) -> AnyView {
    let secret = secret.to_owned();
    view! {
        <Notice tone=Tone::Ok live=true>
            <p><strong>{made}</strong></p>
            <p>{text}</p>
            <p><code class="secret">{secret}</code></p>
        </Notice>
    }
    .into_any()
}
