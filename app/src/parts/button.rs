//! Buttons and links that look like them. Their words are verbs that say what happens.

use leptos::prelude::*;

/// How much a button stands out. One primary button to a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One of several ways on.
    #[default]
    Plain,
    /// What most people want to do here.
    Primary,
    /// What cannot be taken back.
    Danger,
}

impl ButtonKind {
    fn class(self, wide: bool, compact: bool) -> String {
        let kind = match self {
            Self::Plain => "",
            Self::Primary => " primary",
            Self::Danger => " danger",
        };
        format!("btn{kind}{}{}", if wide { " wide" } else { "" }, if compact { " compact" } else { "" })
    }
}

/// A button that sends the form it stands in.
#[component]
pub fn Button(
    /// What happens.
    #[prop(into)]
    label: String,
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// The name of the choice it sends, in forms with several buttons.
    #[prop(optional)]
    name: Option<&'static str>,
    /// The choice it sends.
    #[prop(optional, into)]
    value: Option<String>,
    /// Whether it fills the line.
    #[prop(optional)]
    wide: bool,
    /// Whether it is small, for dense pages.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    view! { <button class=kind.class(wide, compact) name=name value=value>{label}</button> }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What happens.
    #[prop(into)]
    label: String,
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether it fills the line.
    #[prop(optional)]
    wide: bool,
    /// Whether it is small, for dense pages.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    view! { <a class=kind.class(wide, compact) href=href>{label}</a> }
}
