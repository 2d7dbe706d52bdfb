//! Roles of the operator's people, and what each may do. What no role allows is refused.
//!
//! Powers are kept apart on purpose: who changes people and settings decides nothing about money, who reads everything
//! changes nothing. That two different people are needed somewhere is not a role but a rule about ids: see
//! [`crate::claim`].

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::named::named;

named! {
    /// A role that a person who works for the operator may hold; several at once are usual in a small team.
    Role {
        /// Declares incidents and maintenance and writes their updates.
        Publisher = "publisher",
        /// Examines claims and makes offers; drafts policies.
        Reviewer = "reviewer",
        /// Decides above the reviewers' limit, runs programmes, publishes policies.
        Approver = "approver",
        /// Pays.
        Finance = "finance",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
        /// People, settings and imports; no decisions.
        Administrator = "administrator",
    }
}

named! {
    /// Something that a use case asks for before it does its work.
    Permission {
        /// Declare incidents and impacts; publish updates and corrections.
        PublishIncidents = "publish_incidents",
        /// Schedule, change and call off maintenance.
        PublishMaintenance = "publish_maintenance",
        /// Open, change and close programmes.
        ManageProgrammes = "manage_programmes",
        /// Draft and simulate policies.
        DraftPolicies = "draft_policies",
        /// Publish a policy that somebody else drafted.
        PublishPolicies = "publish_policies",
        /// Run the engine over the accounts of a programme.
        RunAssessments = "run_assessments",
        /// Read accounts and transactions.
        ReadLedger = "read_ledger",
        /// Import accounts and transactions.
        ImportLedger = "import_ledger",
        /// Read programmes with their unpublished policies, runs and budgets.
        ReadProgrammes = "read_programmes",
        /// Read claims and their evidence.
        ReadClaims = "read_claims",
        /// Take claims into review, ask, offer, reject.
        ReviewClaims = "review_claims",
        /// Read the calendar of shocks.
        ReadShocks = "read_shocks",
        /// Change it.
        ManageShocks = "manage_shocks",
        /// Approve accepted claims or send them back.
        ApproveClaims = "approve_claims",
        /// Read payout batches.
        ReadPayouts = "read_payouts",
        /// Make payout batches and read the bank's answers into them.
        PreparePayouts = "prepare_payouts",
        /// Release a batch that somebody else prepared.
        ReleasePayouts = "release_payouts",
        /// Read the audit log.
        ReadAudit = "read_audit",
        /// Read the list of people and the settings.
        ReadPeople = "read_people",
        /// Invite people, change roles, end access.
        ManagePeople = "manage_people",
        /// Raise and lower impacts by what monitoring finds.
        RaiseAlerts = "raise_alerts",
        /// Read what monitoring finds.
        ReadMonitoring = "read_monitoring",
        /// Read how many subscribers there are, their masked addresses, and what was sent.
        ReadSubscribers = "read_subscribers",
        /// End somebody's subscription.
        ManageSubscribers = "manage_subscribers",
        /// Add, change and retire components and their groups.
        ManageComponents = "manage_components",
        /// Change settings, webhooks, tokens.
        ManageSettings = "manage_settings",
    }
}

impl Permission {
    /// Whether it only reads.
    pub const fn only_reads(self) -> bool {
        matches!(
            self,
            Self::ReadLedger
                | Self::ReadProgrammes
                | Self::ReadClaims
                | Self::ReadShocks
                | Self::ReadPayouts
                | Self::ReadAudit
                | Self::ReadPeople
                | Self::ReadSubscribers
                | Self::ReadMonitoring
        )
    }
}

impl Role {
    /// Whether this role allows it.
    pub const fn allows(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Publisher => matches!(
                permission,
                P::PublishIncidents
                    | P::PublishMaintenance
                    | P::RaiseAlerts
                    | P::ReadMonitoring
                    | P::ReadProgrammes
                    | P::ReadSubscribers
            ),
            Self::Reviewer => matches!(
                permission,
                P::ReadLedger | P::ReadProgrammes | P::DraftPolicies | P::ReadClaims | P::ReviewClaims | P::ReadShocks
            ),
            Self::Approver => matches!(
                permission,
                P::ReadLedger
                    | P::ReadProgrammes
                    | P::ManageProgrammes
                    | P::DraftPolicies
                    | P::PublishPolicies
                    | P::RunAssessments
                    | P::ReadClaims
                    | P::ApproveClaims
                    | P::ReadShocks
                    | P::ManageShocks
                    | P::ReadPayouts
            ),
            Self::Finance => matches!(
                permission,
                P::ReadProgrammes | P::ReadClaims | P::ReadPayouts | P::PreparePayouts | P::ReleasePayouts
            ),
            Self::Auditor => permission.only_reads(),
            Self::Administrator => {
                matches!(
                    permission,
                    P::ReadPeople
                        | P::ManagePeople
                        | P::ReadSubscribers
                        | P::ManageSubscribers
                        | P::ReadMonitoring
                        | P::ManageComponents
                        | P::ManageSettings
                        | P::ImportLedger
                        | P::ReadShocks
                        | P::ManageShocks
                )
            }
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The roles one person holds. Stored and shown as names with commas: `reviewer,finance`; may be empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoleSet(u8);

impl RoleSet {
    /// Whether any role in it allows it.
    pub fn allows(self, permission: Permission) -> bool {
        self.iter().any(|role| role.allows(permission))
    }

    /// Whether the role is in it.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// This set and one role more.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// The roles, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.contains(*role))
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::default(), Self::with)
    }
}

/// A name that is no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such role: {0}")]
pub struct UnknownRole(pub String);

impl FromStr for RoleSet {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| Role::from_name(name).ok_or_else(|| UnknownRole(name.to_owned()))).collect()
    }
}

impl fmt::Display for RoleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Role::name).collect();
        f.write_str(&names.join(","))
    }
}

impl TryFrom<String> for RoleSet {
    type Error = UnknownRole;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RoleSet> for String {
    fn from(roles: RoleSet) -> Self {
        roles.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_somebodys() {
        for permission in Permission::ALL {
            assert!(Role::ALL.iter().any(|role| role.allows(*permission)), "{}", permission.name());
        }
    }

    #[test]
    fn the_auditor_reads_all_and_changes_nothing() {
        for permission in Permission::ALL {
            assert_eq!(Role::Auditor.allows(*permission), permission.only_reads(), "{}", permission.name());
            assert_eq!(permission.name().starts_with("read_"), permission.only_reads());
        }
    }

    #[test]
    fn the_administrator_decides_nothing_about_money() {
        use Permission as P;
        for permission in [
            P::ManageProgrammes,
            P::DraftPolicies,
            P::PublishPolicies,
            P::RunAssessments,
            P::ReviewClaims,
            P::ApproveClaims,
            P::PreparePayouts,
            P::ReleasePayouts,
        ] {
            assert!(!Role::Administrator.allows(permission), "{}", permission.name());
        }
    }

    #[test]
    fn no_single_role_both_reviews_and_approves_or_pays() {
        let money = [Permission::ReviewClaims, Permission::ApproveClaims, Permission::ReleasePayouts];
        for role in Role::ALL {
            assert!(money.iter().filter(|p| role.allows(**p)).count() <= 1, "{}", role.name());
        }
    }

    #[test]
    fn a_set_is_read_and_written_as_names() {
        let set: RoleSet = " finance, reviewer,".parse().expect("roles");
        assert_eq!(set.to_string(), "reviewer,finance");
        assert!(set.allows(Permission::ReviewClaims) && set.allows(Permission::ReleasePayouts));
        assert!(!set.allows(Permission::ApproveClaims));
        assert_eq!("".parse(), Ok(RoleSet::default()));
        assert_eq!("reviewer,king".parse::<RoleSet>(), Err(UnknownRole("king".into())));
        assert_eq!(serde_json::to_string(&set).expect("json"), "\"reviewer,finance\"");
        assert_eq!(serde_json::from_str::<RoleSet>("\"reviewer,finance\"").expect("a set"), set);
    }
}
