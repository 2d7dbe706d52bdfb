//! Components: things people use that can fail, down to the function they notice, in groups.

use serde::{Deserialize, Serialize};

use crate::{
    id::ComponentChangeId,
    impact::Severity,
    language::Text,
    named::named,
    time::Instant,
    uptime::target::{Target, TargetChange},
};

/// The operator's own short name of a component: 1 to 40 of `a-z 0-9 -`. Imports and the API use it; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ComponentKey(String);

impl ComponentKey {
    /// Reads a key. None where it has other characters or another length.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ComponentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ComponentKey {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("not a component key: {text}"))
    }
}

impl From<ComponentKey> for String {
    fn from(key: ComponentKey) -> Self {
        key.0
    }
}

/// What a component is doing. Worst is greatest; unknown is never taken for operational.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentStatus {
    /// Works.
    Operational,
    /// Announced work is being done on it.
    UnderMaintenance,
    /// The state shown is too old to be trusted.
    Unknown,
    /// Slow or with errors, but usable.
    DegradedPerformance,
    /// Stopped for some people or some functions.
    PartialOutage,
    /// Stopped.
    MajorOutage,
}

impl ComponentStatus {
    /// The name in the Statuspage contract. Unknown has none there; it is said as degraded, never as operational.
    pub const fn api_name(self) -> &'static str {
        match self {
            Self::Operational => "operational",
            Self::UnderMaintenance => "under_maintenance",
            Self::Unknown | Self::DegradedPerformance => "degraded_performance",
            Self::PartialOutage => "partial_outage",
            Self::MajorOutage => "major_outage",
        }
    }

    /// The status of a name in the contract.
    pub fn from_api_name(name: &str) -> Option<Self> {
        use ComponentStatus as S;
        let all = [S::Operational, S::UnderMaintenance, S::DegradedPerformance, S::PartialOutage, S::MajorOutage];
        all.into_iter().find(|status| status.api_name() == name)
    }

    /// The status that open impacts give: the worst of them, operational without any.
    pub fn of_impacts(severities: impl IntoIterator<Item = Severity>) -> Self {
        severities.into_iter().map(Self::from).max().unwrap_or(Self::Operational)
    }
}

impl From<Severity> for ComponentStatus {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Degraded => Self::DegradedPerformance,
            Severity::PartialOutage => Self::PartialOutage,
            Severity::MajorOutage => Self::MajorOutage,
        }
    }
}

named! {
    /// Who may see a component.
    Audience {
        /// Everybody.
        Public = "public",
        /// The operator's people, and who may enter a partner page that shows it.
        Private = "private",
    }
}

impl Audience {
    /// Whether everybody may see it.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Public)
    }

    /// What holds where nothing is said, as in states that were kept before there was a choice.
    const fn unsaid() -> Self {
        Self::Public
    }
}

/// A change of what a component is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentChange {
    /// Its id.
    pub id: ComponentChangeId,
    /// The component.
    pub component: ComponentKey,
    /// What it did before.
    pub from: ComponentStatus,
    /// What it does from now on.
    pub to: ComponentStatus,
    /// When that was published.
    pub at: Instant,
}

/// A component as the record has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Its key.
    pub key: ComponentKey,
    /// Its name.
    pub name: Text,
    /// What it is for, in a sentence; may be empty.
    pub description: Text,
    /// Place in its group, from 1.
    pub position: i64,
    /// Uptime counts from here.
    pub uptime_from: Instant,
    /// When it entered the record.
    pub created_at: Instant,
    /// Whether it is on the status page only while it fails.
    #[serde(default)]
    pub only_if_degraded: bool,
    /// Who may see it.
    #[serde(default = "Audience::unsaid")]
    pub audience: Audience,
    /// What its uptime by month is to be at least: every change, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uptime_targets: Vec<TargetChange>,
}

impl Component {
    /// What its uptime by month is to be at least, as of the last change; none where nothing is aimed at.
    pub fn uptime_target(&self) -> Option<Target> {
        self.uptime_targets.last().and_then(|change| change.target)
    }
}

/// Components shown together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentGroup {
    /// Its key.
    pub key: ComponentKey,
    /// Its name.
    pub name: Text,
    /// Place on the page, from 1.
    pub position: i64,
    /// Its components by position.
    pub components: Vec<Component>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_and_plain() {
        assert!(ComponentKey::parse("pay-qr").is_some());
        for bad in ["", "Pay", "pay qr", "결제", &"a".repeat(41)] {
            assert!(ComponentKey::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_worst_impact_wins() {
        use Severity::{Degraded, MajorOutage, PartialOutage};
        assert_eq!(ComponentStatus::of_impacts([]), ComponentStatus::Operational);
        assert_eq!(ComponentStatus::of_impacts([Degraded, MajorOutage, PartialOutage]), ComponentStatus::MajorOutage);
    }
}
