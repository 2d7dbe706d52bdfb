//! The contract's objects: keys and their order are part of it. Fields have its names; what they mean stands there.
#![expect(clippy::struct_field_names, reason = "the names are the contract's")]

use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Summary {
    pub page: Page,
    pub components: Vec<Component>,
    pub incidents: Vec<Incident>,
    pub scheduled_maintenances: Vec<Maintenance>,
    pub status: Status,
}

#[derive(Debug, Serialize)]
pub struct StatusBody {
    pub page: Page,
    pub status: Status,
}

#[derive(Debug, Serialize)]
pub struct ComponentsBody {
    pub page: Page,
    pub components: Vec<Component>,
}

#[derive(Debug, Serialize)]
pub struct IncidentsBody {
    pub page: Page,
    pub incidents: Vec<Incident>,
}

#[derive(Debug, Serialize)]
pub struct MaintenancesBody {
    pub page: Page,
    pub scheduled_maintenances: Vec<Maintenance>,
}

/// What a webhook gets (section 9 of the contract).
#[derive(Debug, Serialize)]
pub struct Hook<T> {
    pub meta: HookMeta,
    pub page: HookPage,
    pub incident: Option<T>,
}

/// What a webhook gets of a component alone.
#[derive(Debug, Serialize)]
pub struct ComponentHook {
    pub meta: HookMeta,
    pub page: HookPage,
    pub component_update: ComponentUpdate,
    pub component: Component,
}

#[derive(Debug, Serialize)]
pub struct ComponentUpdate {
    pub old_status: &'static str,
    pub new_status: &'static str,
    pub created_at: String,
    pub component_type: &'static str,
    pub id: String,
    pub component_id: String,
}

#[derive(Debug, Serialize)]
pub struct HookMeta {
    pub unsubscribe: String,
    pub documentation: String,
    pub generated_at: String,
}

#[derive(Debug, Serialize)]
pub struct HookPage {
    pub id: String,
    pub status_indicator: &'static str,
    pub status_description: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Page {
    pub id: String,
    pub name: String,
    pub url: String,
    pub time_zone: &'static str,
    pub updated_at: String,
}

#[derive(Debug, Serialize)]
pub struct Status {
    pub indicator: &'static str,
    pub description: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Component {
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    pub position: i64,
    pub description: Option<String>,
    pub showcase: bool,
    pub start_date: Option<String>,
    pub group_id: Option<String>,
    pub page_id: String,
    pub group: bool,
    pub only_show_if_degraded: bool,
    /// Ids of a group's components; a component has no such key at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
pub struct Incident {
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub created_at: String,
    pub updated_at: String,
    pub monitoring_at: Option<String>,
    pub resolved_at: Option<String>,
    pub impact: &'static str,
    pub shortlink: String,
    pub started_at: String,
    pub page_id: String,
    pub incident_updates: Vec<Update>,
    pub components: Vec<Component>,
    pub reminder_intervals: Option<String>,
}

/// An incident with the planned time.
#[derive(Debug, Serialize)]
pub struct Maintenance {
    #[serde(flatten)]
    pub incident: Incident,
    pub scheduled_for: String,
    pub scheduled_until: String,
}

#[derive(Debug, Serialize)]
pub struct Update {
    pub id: String,
    pub status: &'static str,
    pub body: String,
    pub incident_id: String,
    pub created_at: String,
    pub updated_at: String,
    pub display_at: String,
    pub affected_components: Option<Vec<Affected>>,
    pub deliver_notifications: bool,
    pub custom_tweet: Option<String>,
    pub tweet_id: Option<i64>,
}

#[derive(Debug, Serialize)]
pub struct Affected {
    pub code: String,
    pub name: String,
    pub old_status: &'static str,
    pub new_status: &'static str,
}
