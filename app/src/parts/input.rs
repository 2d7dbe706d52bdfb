//! Fields of one line.

use domain::money::Currency;
use leptos::prelude::*;

use super::field::{Field, described_by};

/// What a one-line field takes; chooses the keyboard of a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any text.
    #[default]
    Text,
    /// A mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// Digits that are no quantity: codes, registration numbers.
    Digits,
    /// A secret.
    Password,
    /// An instant by the wall clock of the site's zone, which label or hint names.
    DateTime,
    /// A date.
    Date,
}

impl InputKind {
    /// The type and, where it needs one, the input mode.
    const fn attributes(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("text", None),
            Self::Email => ("email", None),
            Self::Telephone => ("tel", None),
            Self::Digits => ("text", Some("numeric")),
            Self::Password => ("password", None),
            Self::DateTime => ("datetime-local", None),
            Self::Date => ("date", None),
        }
    }
}

/// A field of one line.
#[component]
pub fn TextField(
    /// The name it sends; also its id.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What was typed so far.
    #[prop(optional, into)]
    value: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(default = None)]
    error: Option<String>,
    /// What it takes.
    #[prop(optional)]
    kind: InputKind,
    /// What the browser may fill in: `email`, `one-time-code`, `name`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
) -> impl IntoView {
    let (kind, mode) = kind.attributes();
    let described = described_by(name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    view! {
        <Field id=name label=label hint=hint error=error>
            <input class="control" type=kind inputmode=mode id=name name=name value=value autocomplete=autocomplete
                aria-describedby=described aria-invalid=invalid/>
        </Field>
    }
}

/// An amount, with its currency after it.
#[component]
pub fn MoneyField(
    /// The name it sends; also its id.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What was typed so far.
    #[prop(optional, into)]
    value: String,
    /// The currency.
    currency: Currency,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(default = None)]
    error: Option<String>,
) -> impl IntoView {
    let mode = if currency.exponent() == 0 { "numeric" } else { "decimal" };
    let described = described_by(name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    view! {
        <Field id=name label=label hint=hint error=error>
            <span class="affix">
                <input class="control" type="text" inputmode=mode id=name name=name value=value autocomplete="off"
                    aria-describedby=described aria-invalid=invalid/>
                <span class="muted">{currency.code()}</span>
            </span>
        </Field>
    }
}
