//! What subscribers are told, in their language and the form of their channel. Everything is said from the record: from the
//! update that is told of, with the components as they stood with it.

mod hook;
mod letter;
mod push;

use backend::subscribers::Notice;
use domain::{
    component::{Component, ComponentKey, ComponentStatus},
    incident::{Incident, IncidentUpdate},
    language::Language,
    maintenance::{Maintenance, MaintenanceEntry, MaintenanceStatus},
    status::PublicState,
    subscription::NoticeKind,
    time::Instant,
};

pub use self::{
    hook::{component_webhook, discord, slack, webhook},
    letter::{Letter, letter},
    push::push,
};
use crate::{
    routes,
    shell::PageContext,
    text::{bulletins as said, public::Public, sentence, status},
};

/// Components that a subject names before it counts the rest.
const NAMED: usize = 2;

/// What a notice tells, found in the record.
pub struct Told<'a> {
    /// All that is public.
    pub state: &'a PublicState,
    what: What<'a>,
}

enum What<'a> {
    Incident(&'a Incident, &'a IncidentUpdate),
    Maintenance(&'a Maintenance, &'a MaintenanceEntry, NoticeKind),
}

impl<'a> Told<'a> {
    /// Finds what a notice tells. None where the record does not have it, as after a restored backup.
    pub fn find(state: &'a PublicState, notice: &Notice) -> Option<Self> {
        let what = match notice.kind {
            NoticeKind::Incident => {
                let incident = state.incidents.iter().find(|incident| incident.id.0 == notice.subject)?;
                What::Incident(incident, incident.updates.iter().find(|update| update.id == notice.entry)?)
            }
            NoticeKind::Maintenance | NoticeKind::Reminder => {
                let maintenance = state.maintenances.iter().find(|m| m.id.0 == notice.subject)?;
                let entry = maintenance.entries.iter().find(|entry| entry.id == notice.entry)?;
                What::Maintenance(maintenance, entry, notice.kind)
            }
            // webhooks alone are told of it, and in no words
            NoticeKind::Component => return None,
        };
        Some(Self { state, what })
    }

    /// When it was published.
    fn at(&self) -> Instant {
        match self.what {
            What::Incident(_, update) => update.at,
            What::Maintenance(_, entry, _) => entry.at,
        }
    }

    fn title(&self, language: Language) -> &'a str {
        match self.what {
            What::Incident(incident, _) => incident.title.get(language),
            What::Maintenance(maintenance, ..) => maintenance.title.get(language),
        }
    }

    /// What the update says of the matter: its status, or that it corrects another.
    fn label(&self, language: Language) -> &'static str {
        match self.what {
            What::Incident(_, update) if update.is_correction() => Public::of(language).correction,
            What::Incident(_, update) => status::incident(language, update.status),
            What::Maintenance(_, _, NoticeKind::Reminder) => said::maintenance_soon(language),
            What::Maintenance(_, entry, _) => said::maintenance(language, entry.status),
        }
    }

    /// What was said, as it was written: in Markdown.
    fn said(&self, language: Language) -> &'a str {
        match self.what {
            What::Incident(_, update) => update.body.get(language),
            What::Maintenance(_, entry, _) => entry.body.get(language),
        }
    }

    /// Where all of it stands, without the language's prefix.
    fn path(&self) -> String {
        match self.what {
            What::Incident(incident, update) => routes::update(incident.id, update.id),
            What::Maintenance(maintenance, ..) => routes::maintenance(maintenance.id),
        }
    }

    /// The components concerned, as they stood with the update, worst first.
    fn components(&self) -> Vec<(&'a Component, ComponentStatus)> {
        let status = |key: &ComponentKey| match self.what {
            What::Incident(incident, update) => {
                let mut of = incident.impacts.iter().filter(|impact| &impact.component == key).peekable();
                of.peek()?;
                Some(ComponentStatus::of_impacts(of.filter(|i| i.is_open(update.at)).map(|i| i.severity)))
            }
            What::Maintenance(maintenance, entry, _) => maintenance.components.contains(key).then(|| {
                if entry.status.is_active() { ComponentStatus::UnderMaintenance } else { ComponentStatus::Operational }
            }),
        };
        let mut found: Vec<_> = self.state.components_on_record().filter_map(|c| Some((c, status(&c.key)?))).collect();
        found.sort_by_key(|(_, status)| std::cmp::Reverse(*status));
        found
    }

    /// What happened, to which components, and how they are.
    fn headline(&self, context: &PageContext) -> String {
        let language = context.language;
        let components = self.components();
        let label = self.label(language);
        let Some((_, worst)) = components.first() else {
            return format!("{label}: {}", self.title(language));
        };
        let names: Vec<_> = components.iter().filter(|(_, s)| s == worst).map(|(c, _)| c.name.get(language)).collect();
        let names = sentence::names(language, &names, NAMED);
        match self.what {
            What::Incident(..) => format!("{label} · {names}: {}", status::component(language, *worst)),
            What::Maintenance(..) => format!("{label} · {names}"),
        }
    }

    /// The same with the site's name: the subject of a mail.
    fn subject(&self, context: &PageContext) -> String {
        format!("[{}] {}", context.site_name(), self.headline(context))
    }

    /// The planned time of a maintenance in words.
    fn planned(&self, context: &PageContext) -> Option<String> {
        let What::Maintenance(_, entry, _) = self.what else { return None };
        let (zone, window) = (context.zone(), entry.window);
        let time = |at| zone.date_time(at, context.language);
        Some(format!("{} – {} ({})", time(window.start), time(window.end), zone.abbreviation(window.start)))
    }

    /// Whether it is over, for the colour of a message.
    fn is_over(&self) -> bool {
        match self.what {
            What::Incident(_, update) => update.status.is_over(),
            What::Maintenance(_, entry, _) => entry.status == MaintenanceStatus::Completed,
        }
    }
}

#[cfg(test)]
mod tests;
