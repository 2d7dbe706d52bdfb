//! What every field has around its control: label, hint, error.

use leptos::prelude::*;

/// A label, a hint and an error around a control. The control takes `id` and [`described_by`].
#[component]
pub fn Field(
    /// The id of the control; also the name it sends.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What helps to answer.
    #[prop(into)]
    hint: Option<String>,
    /// What is wrong with the answer, in the words of the error summary.
    #[prop(into)]
    error: Option<String>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let class = if error.is_some() { "field wrong" } else { "field" };
    view! {
        <div class=class>
            <label for=id.clone()>{label}</label>
            {notes(&id, hint, error)}
            {children()}
        </div>
    }
}

/// Hint and error, with the ids that [`described_by`] names.
pub fn notes(id: &str, hint: Option<String>, error: Option<String>) -> AnyView {
    let hint = hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let error = error.map(|error| view! { <p class="error" id=format!("{id}-error")>{error}</p> });
    view! {
        {hint}
        {error}
    }
    .into_any()
}

/// The value of `aria-describedby`.
pub fn described_by(id: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let ids = [(has_hint, "hint"), (has_error, "error")];
    let ids: Vec<_> = ids.into_iter().filter(|(has, _)| *has).map(|(_, what)| format!("{id}-{what}")).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
