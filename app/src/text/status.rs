//! The words of states: one word for one thing, everywhere.

use domain::{component::ComponentStatus, incident::IncidentStatus, language::Language};

/// What a component is doing, in a word or two.
pub fn component(language: Language, status: ComponentStatus) -> &'static str {
    let (ko, en) = match status {
        ComponentStatus::Operational => ("정상", "Operational"),
        ComponentStatus::UnderMaintenance => ("점검 중", "Maintenance"),
        ComponentStatus::Unknown => ("확인 중", "Unknown"),
        ComponentStatus::DegradedPerformance => ("느려짐", "Degraded"),
        ComponentStatus::PartialOutage => ("일부 중단", "Partial outage"),
        ComponentStatus::MajorOutage => ("중단", "Major outage"),
    };
    language.pick(ko, en)
}

/// Where an incident stands.
pub fn incident(language: Language, status: IncidentStatus) -> &'static str {
    let (ko, en) = match status {
        IncidentStatus::Investigating => ("조사하는 중", "Investigating"),
        IncidentStatus::Identified => ("원인을 찾음", "Identified"),
        IncidentStatus::Monitoring => ("지켜보는 중", "Monitoring"),
        IncidentStatus::Resolved => ("해결됨", "Resolved"),
        IncidentStatus::Postmortem => ("사후 보고서", "Postmortem"),
    };
    language.pick(ko, en)
}

/// The worst of all components, said over the page's first sentence.
pub fn overall(language: Language, worst: ComponentStatus) -> &'static str {
    let (ko, en) = match worst {
        ComponentStatus::Operational => ("정상", "Operational"),
        ComponentStatus::UnderMaintenance => ("점검 중인 서비스가 있습니다", "Maintenance in progress"),
        ComponentStatus::Unknown => ("확인 중", "Unknown"),
        ComponentStatus::DegradedPerformance => ("느려진 서비스가 있습니다", "Some services are slow"),
        ComponentStatus::PartialOutage => ("일부 중단된 서비스가 있습니다", "Some services are partly down"),
        ComponentStatus::MajorOutage => ("중단된 서비스가 있습니다", "Some services are down"),
    };
    language.pick(ko, en)
}
