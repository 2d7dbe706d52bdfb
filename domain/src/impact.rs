//! Impacts: one component, one severity, from an instant to an instant or still open. The status page shows them,
//! uptime is computed from them, and loss is computed over them.

use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    id::{ImpactId, IncidentId},
    time::{Instant, Window},
};

/// How badly a component fails. Worst is greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Slow or with errors, but usable.
    Degraded,
    /// Stopped for some people or some functions.
    PartialOutage,
    /// Stopped.
    MajorOutage,
}

impl Severity {
    /// All, mildest first.
    pub const ALL: [Self; 3] = [Self::Degraded, Self::PartialOutage, Self::MajorOutage];

    /// The name in records and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Degraded => "degraded",
            Self::PartialOutage => "partial_outage",
            Self::MajorOutage => "major_outage",
        }
    }

    /// The severity of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// Share of the sales through a component that is taken to be blocked, 0 to 1. A common error of this scale is
    /// absorbed by the cohort's measured loss rate, so only the ratios between severities matter.
    pub const fn exposure_weight(self) -> f64 {
        match self {
            Self::Degraded => 0.1,
            Self::PartialOutage => 0.5,
            Self::MajorOutage => 1.0,
        }
    }
}

/// An impact as it now stands: its latest entry in the append-only record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// Shared by all entries about this impact.
    pub id: ImpactId,
    /// The incident it belongs to.
    pub incident: IncidentId,
    /// The component that fails.
    pub component: ComponentKey,
    /// How badly.
    pub severity: Severity,
    /// Since when.
    pub start: Instant,
    /// Until when; none while it lasts.
    pub end: Option<Instant>,
}

impl Impact {
    /// Whether it lasts at `now`. One that starts later is not open yet.
    pub fn is_open(&self, now: Instant) -> bool {
        self.start <= now && self.end.is_none_or(|end| now < end)
    }

    /// Whether nothing is left of it, since a correction took it off.
    pub fn is_void(&self) -> bool {
        self.end.is_some_and(|end| end <= self.start)
    }

    /// The part of it up to `now`; none where it has not begun.
    pub fn window(&self, now: Instant) -> Option<Window> {
        Window::try_new(self.start, self.end.unwrap_or(now).min(now))
    }
}
