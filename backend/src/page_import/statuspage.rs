//! The bodies of the Statuspage API v2, as far as they are used. What is missing in older pages has a default.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Deserializer};

/// A page's bodies.
#[derive(Debug, Default)]
pub struct Bodies {
    pub(super) page_id: String,
    pub(super) components: Vec<Component>,
    pub(super) incidents: Vec<Incident>,
    pub(super) maintenances: Vec<Incident>,
}

/// A body that is none of those.
#[derive(Debug, thiserror::Error)]
#[error("not a body of the Statuspage API v2: {0}")]
pub struct UnreadableBody(#[from] serde_json::Error);

#[derive(Debug, Deserialize)]
struct Page {
    id: String,
}

/// Any of the bodies: each has some of the lists.
#[derive(Debug, Deserialize)]
struct Body {
    page: Option<Page>,
    #[serde(default, deserialize_with = "none_if_null")]
    components: Vec<Component>,
    #[serde(default, deserialize_with = "none_if_null")]
    incidents: Vec<Incident>,
    #[serde(default, deserialize_with = "none_if_null")]
    scheduled_maintenances: Vec<Incident>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Component {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub position: i64,
    pub description: Option<String>,
    pub group_id: Option<String>,
    #[serde(default)]
    pub group: bool,
    #[serde(default)]
    pub only_show_if_degraded: bool,
    pub start_date: Option<NaiveDate>,
    pub created_at: Option<DateTime<Utc>>,
}

/// An incident or a maintenance.
#[derive(Clone, Debug, Deserialize)]
pub struct Incident {
    pub id: String,
    pub name: String,
    pub impact: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    #[serde(default, rename = "incident_updates", deserialize_with = "none_if_null")]
    pub updates: Vec<Update>,
    #[serde(default, deserialize_with = "none_if_null")]
    pub components: Vec<Named>,
    pub scheduled_for: Option<DateTime<Utc>>,
    pub scheduled_until: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Named {
    pub id: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Update {
    pub id: String,
    pub status: String,
    pub body: Option<String>,
    pub created_at: DateTime<Utc>,
    pub display_at: Option<DateTime<Utc>>,
    /// What changed by it; empty where it does not say.
    #[serde(default, deserialize_with = "none_if_null")]
    pub affected_components: Vec<Affected>,
}

/// An affected component. Pages of before 2018 have an entry without a code where there is none: its name is the sentence
/// "No components were affected by this update."
#[derive(Clone, Debug, Deserialize)]
pub struct Affected {
    pub code: Option<String>,
    pub new_status: Option<String>,
}

/// A list, which some pages give as null where it is empty.
fn none_if_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Bodies {
    /// Adds what a body has, whichever it is. Errors: it is none.
    pub fn add(&mut self, body: &[u8]) -> Result<(), UnreadableBody> {
        let body: Body = serde_json::from_slice(body)?;
        if let Some(page) = body.page {
            self.page_id = page.id;
        }
        self.components.extend(body.components);
        self.incidents.extend(body.incidents);
        self.maintenances.extend(body.scheduled_maintenances);
        Ok(())
    }

    /// Adds an incident or maintenance that is a body by itself, as in the history. Errors: it is none.
    pub fn add_incident(&mut self, body: &[u8]) -> Result<(), UnreadableBody> {
        let incident: Incident = serde_json::from_slice(body)?;
        let list = if incident.scheduled_for.is_some() { &mut self.maintenances } else { &mut self.incidents };
        list.push(incident);
        Ok(())
    }
}
