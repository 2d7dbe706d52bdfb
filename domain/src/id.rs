//! Typed ids: UUIDv7, so that they sort by the time they were made. They are made outside the rules and come in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// An incident.
    IncidentId,
    /// One update of an incident.
    UpdateId,
    /// An impact; its corrections share it.
    ImpactId,
    /// A merchant's or driver's account in the ledger.
    AccountId,
    /// A person who signed in to claim.
    ClaimantId,
    /// A person who works for the operator.
    StaffId,
    /// A compensation programme.
    ProgrammeId,
    /// One version of a programme's policy.
    PolicyId,
    /// One run of the engine over the accounts of a programme.
    RunId,
    /// An assessment.
    AssessmentId,
    /// A claim.
    ClaimId,
    /// A later result of a claim.
    AdjustmentId,
    /// A decision on many of them.
    AdjustmentBatchId,
    /// A scheduled maintenance.
    MaintenanceId,
    /// A back-test of a programme.
    BacktestId,
    /// Somebody, or some program, that is told of what is published.
    SubscriberId,
    /// Something published that subscribers are told of.
    NoticeId,
    /// A change of what a component is doing.
    ComponentChangeId,
    /// A text that updates begin with.
    TemplateId,
    /// An entry of the calendar of shocks.
    ShockId,
    /// A heartbeat.
    HeartbeatId,
    /// A probe.
    ProbeId,
    /// A token that a program holds.
    TokenId,
    /// A proof of publication.
    ProofId,
    /// Somebody who may enter a partner page.
    PartnerAddressId,
}
