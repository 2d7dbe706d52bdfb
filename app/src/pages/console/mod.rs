//! The staff console. Every page is a function from a [`Console`] and its data to a document.

pub mod adjustments;
pub mod claims;
pub mod components;
pub mod desk;
pub mod incidents;
pub mod maintenance;
pub mod mirrors;
pub mod monitoring;
pub mod partners;
pub mod people;
pub mod probes;
pub mod programmes;
pub mod records;
pub mod reports;
pub mod shocks;
pub mod sign_in;
pub mod subscribers;
pub mod templates;
pub mod tokens;

mod layout;
mod secret;

use backend::Actor;
use domain::{
    id::{StaffId, TokenId},
    language::Language,
    role::Permission,
};
use leptos::prelude::*;

use crate::{
    parts::{Notice, Tone},
    shell::PageContext,
};

/// What every page of the console is told besides its data.
pub struct Console {
    /// Language, address, site, clock.
    pub context: PageContext,
    /// Who looks; decides what is shown.
    pub actor: Actor,
    /// What the page before left to say.
    pub notice: Option<String>,
}

impl Console {
    /// The language of the page.
    pub fn language(&self) -> Language {
        self.context.language
    }

    /// The address of a path in the page's language.
    pub fn href(&self, path: &str) -> String {
        self.context.href(path)
    }

    /// Whether who looks may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.actor.may(permission)
    }

    /// The abbreviation of the site's zone, for labels.
    fn zone_name(&self) -> String {
        self.context.zone().abbreviation(self.context.now)
    }

    fn notice(&self) -> AnyView {
        let said = self.notice.clone();
        said.map(|text| view! { <Notice tone=Tone::Ok live=true><p>{text}</p></Notice> }).into_any()
    }
}

/// Names of the operator's people and of the tokens of programs, by id.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// People.
    pub staff: Vec<(StaffId, String)>,
    /// Tokens.
    pub tokens: Vec<(TokenId, String)>,
}

impl Names {
    /// The name of a person; none for the system, or who is not known.
    pub fn of(&self, id: StaffId) -> Option<&str> {
        self.staff.iter().find(|(staff, _)| *staff == id).map(|(_, name)| name.as_str())
    }

    /// The name of who an entry of a record is by: `staff:0192…`, `token:0192…`.
    pub fn of_label(&self, label: &str) -> Option<&str> {
        match label.split_once(':')? {
            ("staff", id) => self.of(id.parse().ok()?),
            ("token", id) => {
                let id: TokenId = id.parse().ok()?;
                self.tokens.iter().find(|(token, _)| *token == id).map(|(_, name)| name.as_str())
            }
            _ => None,
        }
    }
}
