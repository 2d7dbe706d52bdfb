//! A state as a word, a shape and a colour: any two are enough to understand it.

use domain::{
    component::ComponentStatus, impact::Severity, incident::IncidentStatus, language::Language,
    maintenance::MaintenanceStatus,
};
use leptos::prelude::*;

use crate::text::status;

/// The six meanings a colour can have, each with its own shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Works, done, paid.
    Ok,
    /// Slow; waits for somebody.
    Slow,
    /// Partly failed; disputed.
    Part,
    /// Failed, refused.
    Down,
    /// Under way as planned.
    Maint,
    /// Not known, not begun.
    Unknown,
}

impl Tone {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Ok, Self::Slow, Self::Part, Self::Down, Self::Maint, Self::Unknown];

    /// The class that colours it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Slow => "slow",
            Self::Part => "part",
            Self::Down => "down",
            Self::Maint => "maint",
            Self::Unknown => "unknown",
        }
    }
}

impl From<ComponentStatus> for Tone {
    fn from(status: ComponentStatus) -> Self {
        match status {
            ComponentStatus::Operational => Self::Ok,
            ComponentStatus::UnderMaintenance => Self::Maint,
            ComponentStatus::Unknown => Self::Unknown,
            ComponentStatus::DegradedPerformance => Self::Slow,
            ComponentStatus::PartialOutage => Self::Part,
            ComponentStatus::MajorOutage => Self::Down,
        }
    }
}

impl From<Severity> for Tone {
    fn from(severity: Severity) -> Self {
        ComponentStatus::from(severity).into()
    }
}

impl From<MaintenanceStatus> for Tone {
    fn from(status: MaintenanceStatus) -> Self {
        match status {
            MaintenanceStatus::Scheduled | MaintenanceStatus::Cancelled => Self::Unknown,
            MaintenanceStatus::InProgress | MaintenanceStatus::Verifying => Self::Maint,
            MaintenanceStatus::Completed => Self::Ok,
        }
    }
}

impl From<IncidentStatus> for Tone {
    fn from(status: IncidentStatus) -> Self {
        match status {
            IncidentStatus::Investigating => Self::Down,
            IncidentStatus::Identified => Self::Part,
            IncidentStatus::Monitoring => Self::Maint,
            IncidentStatus::Resolved | IncidentStatus::Postmortem => Self::Ok,
        }
    }
}

/// The shape of a tone, for who cannot tell the colours.
pub fn icon(tone: Tone) -> AnyView {
    // the shape, and the mark in it
    let (shape, mark) = match tone {
        Tone::Ok => ("M8 1a7 7 0 110 14A7 7 0 018 1z", "M4.6 8.2l2.3 2.3 4.4-4.8"),
        Tone::Slow => ("M8 1l7 13H1z", "M8 6v4M8 11.4v1"),
        Tone::Part => ("M8 .8L15.2 8 8 15.2.8 8z", "M8 4.6v4M8 10v1.3"),
        Tone::Down => ("M3 1h10a2 2 0 012 2v10a2 2 0 01-2 2H3a2 2 0 01-2-2V3a2 2 0 012-2z", "M5 5l6 6M11 5l-6 6"),
        Tone::Maint => ("M8 1l6 3.5v7L8 15l-6-3.5v-7z", "M5.5 8h5"),
        Tone::Unknown => ("M5 1h6l4 4v6l-4 4H5l-4-4V5z", "M6 6.4a2 2 0 113 1.7c-.7.4-1 .7-1 1.4M8 11v1.3"),
    };
    view! {
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
            <path d=shape/>
            <path class="mark" d=mark/>
        </svg>
    }
    .into_any()
}

/// A state in words of the caller's choice.
#[component]
pub fn Badge(
    /// Its meaning.
    tone: Tone,
    /// The word.
    #[prop(into)]
    word: String,
    /// Whether it heads a page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = format!("badge {}{}", tone.class(), if large { " large" } else { "" });
    view! { <span class=class>{icon(tone)}{word}</span> }
}

/// The status of a component in its own word.
#[component]
pub fn StatusBadge(
    /// The status.
    status: ComponentStatus,
    /// The language of the word.
    language: Language,
) -> impl IntoView {
    view! { <Badge tone=status.into() word=status::component(language, status)/> }
}
