//! API tokens: what a program that holds one may do. A scope is the whole of it; roles are for people.

use std::{collections::BTreeSet, fmt, str::FromStr};

use crate::{named::named, role::Permission};

named! {
    /// Something that a token may do, as `what:read` or `what:write`.
    Scope {
        /// Read components with their status.
        ComponentsRead = "components:read",
        /// Add, change and retire components and their groups.
        ComponentsWrite = "components:write",
        /// Read incidents.
        IncidentsRead = "incidents:read",
        /// Declare incidents and publish their updates.
        IncidentsWrite = "incidents:write",
        /// Read maintenance.
        MaintenanceRead = "maintenance:read",
        /// Schedule, change and call off maintenance.
        MaintenanceWrite = "maintenance:write",
        /// Tell of alerts.
        AlertsWrite = "alerts:write",
        /// Read how many subscribers there are, and their masked addresses.
        SubscribersRead = "subscribers:read",
        /// Ask for subscriptions, which their addresses confirm.
        SubscribersWrite = "subscribers:write",
    }
}

impl Scope {
    /// Whether it allows what a use case asks for.
    pub const fn allows(self, permission: Permission) -> bool {
        match self {
            Self::ComponentsWrite => matches!(permission, Permission::ManageComponents),
            Self::IncidentsWrite => matches!(permission, Permission::PublishIncidents),
            Self::MaintenanceWrite => matches!(permission, Permission::PublishMaintenance),
            Self::AlertsWrite => matches!(permission, Permission::RaiseAlerts),
            Self::SubscribersRead => matches!(permission, Permission::ReadSubscribers),
            // what is public takes no permission, only the scope
            Self::ComponentsRead | Self::IncidentsRead | Self::MaintenanceRead | Self::SubscribersWrite => false,
        }
    }
}

/// The scopes of one token. Stored and shown as names with commas: `incidents:read,incidents:write`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// Whether any scope in it allows it.
    pub fn allows(&self, permission: Permission) -> bool {
        self.iter().any(|scope| scope.allows(permission))
    }

    /// Whether the scope is in it.
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes, in the order of [`Scope::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

/// A name that is no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such scope: {0}")]
pub struct UnknownScope(pub String);

impl FromStr for ScopeSet {
    type Err = UnknownScope;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| Scope::from_name(name).ok_or_else(|| UnknownScope(name.to_owned()))).collect()
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Scope::name).collect();
        f.write_str(&names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_and_written_as_names() {
        let set: ScopeSet = " incidents:write, components:read,".parse().expect("scopes");
        assert_eq!(set.to_string(), "components:read,incidents:write");
        assert!(set.allows(Permission::PublishIncidents) && !set.allows(Permission::PublishMaintenance));
        assert_eq!("incidents:king".parse::<ScopeSet>(), Err(UnknownScope("incidents:king".into())));
    }

    #[test]
    fn no_scope_reaches_money_people_or_settings() {
        use Permission as P;
        for permission in Permission::ALL {
            let is_reached = Scope::ALL.iter().any(|scope| scope.allows(*permission));
            let may_be = matches!(
                permission,
                P::ManageComponents | P::PublishIncidents | P::PublishMaintenance | P::RaiseAlerts | P::ReadSubscribers
            );
            assert_eq!(is_reached, may_be, "{}", permission.name());
        }
    }
}
