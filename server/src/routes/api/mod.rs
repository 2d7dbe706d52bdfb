//! `/api/v1`: what programs may do with a token. Each operation stands in [`operations`] once, with its handler; the
//! document that programs read of them is [`app::pages::public::openapi`], and a test holds the two together.

mod alertmanager;
mod caller;
mod components;
mod groups;
mod incidents;
mod maintenance;
mod represent;
mod subscribers;

use axum::{
    Router,
    http::Method,
    routing::{MethodRouter, get, patch, post},
};

use crate::state::AppState;

/// Something that a program may ask for.
pub struct Operation {
    /// How.
    pub method: Method,
    /// Where, as the router writes it.
    pub path: &'static str,
    handler: MethodRouter<AppState>,
}

/// All that programs may ask for.
pub fn operations() -> Vec<Operation> {
    let read = |path, handler| Operation { method: Method::GET, path, handler };
    let make = |path, handler| Operation { method: Method::POST, path, handler };
    let change = |path, handler| Operation { method: Method::PATCH, path, handler };
    vec![
        read("/api/v1/components", get(components::list)),
        make("/api/v1/components", post(components::add)),
        read("/api/v1/components/{key}", get(components::one)),
        change("/api/v1/components/{key}", patch(components::change)),
        make("/api/v1/components/{key}/retire", post(components::retire)),
        make("/api/v1/components/{key}/restore", post(components::restore)),
        read("/api/v1/component-groups", get(groups::list)),
        make("/api/v1/component-groups", post(groups::add)),
        read("/api/v1/component-groups/{key}", get(groups::one)),
        change("/api/v1/component-groups/{key}", patch(groups::change)),
        read("/api/v1/incidents", get(incidents::list)),
        make("/api/v1/incidents", post(incidents::declare)),
        read("/api/v1/incidents/{id}", get(incidents::one)),
        make("/api/v1/incidents/{id}/updates", post(incidents::update)),
        make("/api/v1/incidents/{id}/corrections", post(incidents::correct)),
        read("/api/v1/maintenance", get(maintenance::list)),
        make("/api/v1/maintenance", post(maintenance::schedule)),
        read("/api/v1/maintenance/{id}", get(maintenance::one)),
        change("/api/v1/maintenance/{id}", patch(maintenance::change)),
        make("/api/v1/maintenance/{id}/cancel", post(maintenance::cancel)),
        make("/api/v1/alertmanager", post(alertmanager::receive)),
        read("/api/v1/subscribers", get(subscribers::list)),
        make("/api/v1/subscribers", post(subscribers::ask)),
        read("/api/v1/subscribers/counts", get(subscribers::counts)),
    ]
}

/// The router of all operations.
pub fn router() -> Router<AppState> {
    operations().into_iter().fold(Router::new(), |router, operation| router.route(operation.path, operation.handler))
}
