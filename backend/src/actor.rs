//! Who asks. Every use case takes an actor first and refuses unless it is allowed.

use domain::{
    id::{ClaimantId, HeartbeatId, ProbeId, StaffId, TokenId},
    role::{Permission, RoleSet},
    token::{Scope, ScopeSet},
};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Who asks for a use case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Anonymous,
    /// A claimant, by the address whose mail they can read.
    Claimant {
        /// Who.
        id: ClaimantId,
        /// Their address.
        email: String,
    },
    /// A person of the operator.
    Staff {
        /// Who.
        id: StaffId,
        /// Their name.
        name: String,
        /// What they may do.
        roles: RoleSet,
    },
    /// A program that holds a token.
    Token {
        /// Which.
        id: TokenId,
        /// What the administrators call it.
        name: String,
        /// What it may do.
        scopes: ScopeSet,
    },
    /// A heartbeat: that another system calls, or does not.
    Heartbeat(HeartbeatId),
    /// A probe: what servers agree that they find.
    Probe(ProbeId),
    /// The program itself, at the command line or in a worker; what for.
    System(&'static str),
}

impl Actor {
    /// Passes who may; the system may everything, since who runs the program has the database. Errors: forbidden.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Whether the actor may.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Self::Staff { roles, .. } => roles.allows(permission),
            Self::Token { scopes, .. } => scopes.allows(permission),
            Self::Heartbeat(_) | Self::Probe(_) => matches!(permission, Permission::RaiseAlerts),
            Self::System(_) => true,
            Self::Anonymous | Self::Claimant { .. } => false,
        }
    }

    /// Passes tokens of this scope; for what people may read without asking. Errors: anyone else.
    pub fn require_scope(&self, scope: Scope) -> Result<()> {
        match self {
            Self::Token { scopes, .. } if scopes.contains(scope) => Ok(()),
            _ => Err(Error::Forbidden),
        }
    }

    /// Whether no person says this: a word that gives way to what a person said.
    pub const fn is_automated(&self) -> bool {
        matches!(self, Self::Token { .. } | Self::Heartbeat(_) | Self::Probe(_))
    }

    /// The claimant. Errors: anyone else.
    pub fn claimant(&self) -> Result<(ClaimantId, &str)> {
        match self {
            Self::Claimant { id, email } => Ok((*id, email)),
            _ => Err(Error::Forbidden),
        }
    }

    /// The staff member. Errors: anyone else.
    pub fn staff(&self) -> Result<StaffId> {
        match self {
            Self::Staff { id, .. } => Ok(*id),
            _ => Err(Error::Forbidden),
        }
    }

    /// The id that records name as author; all zeros for the system.
    pub fn author(&self) -> Uuid {
        match self {
            Self::Claimant { id, .. } => id.0,
            Self::Staff { id, .. } => id.0,
            Self::Token { id, .. } => id.0,
            Self::Heartbeat(id) => id.0,
            Self::Probe(id) => id.0,
            Self::Anonymous | Self::System(_) => Uuid::nil(),
        }
    }

    /// As the audit log has it, without personal data: `staff:0192…`, `system:demo`.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".into(),
            Self::Claimant { id, .. } => format!("claimant:{id}"),
            Self::Staff { id, .. } => format!("staff:{id}"),
            Self::Token { id, .. } => format!("token:{id}"),
            Self::Heartbeat(id) => format!("heartbeat:{id}"),
            Self::Probe(id) => format!("probe:{id}"),
            Self::System(what) => format!("system:{what}"),
        }
    }
}
