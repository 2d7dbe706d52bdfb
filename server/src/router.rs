//! The table of contents: every address the process answers, and what each request passes through.
//!
//! Public pages, bodies and feeds are not listed: they are whatever the snapshot holds, and answered before the table is
//! looked at. `/en/…` is the same table in English.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    BoxError, Router,
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, DefaultBodyLimit},
    http::{Request, StatusCode},
    middleware::{from_fn, from_fn_with_state, map_response},
    response::Response,
    routing::{future::RouteFuture, get, post},
};
use backend::people::SessionStore;
use futures_util::future::Either;
use tower_http::{catch_panic::CatchPanicLayer, services::ServeDir, timeout::TimeoutLayer, trace::TraceLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{
    layers::{address, errors, forgery, headers, language},
    routes::{
        api, assets, claims, console, dev, events, health, heartbeat, partners, public, push, sign_in, sign_in_staff,
        subscribe,
    },
    state::AppState,
};

/// Largest form, in bytes.
const LARGEST_BODY: usize = 256 * 1024;
/// Longest a request may take.
const LONGEST: Duration = Duration::from_secs(30);
/// A session ends after this long without a visit.
const SESSION_LASTS: tower_sessions::cookie::time::Duration = tower_sessions::cookie::time::Duration::hours(12);

/// The whole site: what the snapshot holds, then all routes with the language's prefix taken off before them.
#[derive(Clone)]
pub struct Service {
    state: AppState,
    routes: Router,
}

/// An answer that is there, or one that a route makes.
pub type Answering = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

/// The site's service.
pub fn service(state: AppState) -> Service {
    Service { routes: routes(state.clone()), state }
}

impl Service {
    /// Answers a request; `peer` is who is connected.
    pub fn answer<B>(&self, request: Request<B>, peer: Option<SocketAddr>) -> Answering
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        if let Some(answer) = public::answer(&self.state, &request) {
            return Either::Left(ready(Ok(answer)));
        }
        let mut request = language::strip_prefix(request.map(Body::new));
        if let Some(peer) = peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        Either::Right(tower::Service::call(&mut self.routes.clone(), request))
    }
}

impl<B> tower::Service<Request<B>> for Service
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Answering {
        self.answer(request, None)
    }
}

fn routes(state: AppState) -> Router {
    let pages = Router::new()
        .merge(sign_in_routes())
        .merge(claim_routes())
        .merge(dev_routes(state.is_demonstration()))
        .merge(staff_sign_in_routes())
        .merge(console_routes())
        .merge(subscribe_routes())
        .merge(partner_routes())
        .layer(sessions(&state))
        .layer(from_fn(forgery::check));
    Router::new()
        .merge(pages)
        .merge(api::router())
        .route("/heartbeat/{secret}", get(heartbeat::beat).post(heartbeat::beat))
        .route("/subscribe/end/{token}", post(subscribe::end))
        .route("/.well-known/makewhole-proof-key.pem", get(console::proofs::key))
        .route("/events", get(events::full))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/assets/{file}", get(assets::style))
        .route("/push-worker.js", get(assets::push_worker))
        .nest_service("/pkg", browser_files(&state))
        .fallback(public::missing)
        .method_not_allowed_fallback(async || StatusCode::METHOD_NOT_ALLOWED)
        .layer(from_fn(address::check))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(state.clone(), errors::render))
        .layer(map_response(headers::add))
        .layer(from_fn(health::count))
        // what failed is logged where its answer is made, with the reference that people are given
        .layer(TraceLayer::new_for_http().on_failure(()))
        .with_state(state)
}

fn sign_in_routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in", get(sign_in::claimant_form).post(sign_in::send_link))
        .route("/sign-in/{secret}", get(sign_in::confirm_link).post(sign_in::use_link))
}

/// The forms themselves are public bytes, answered before. Ending a subscription by POST stands outside, since mail programs do it.
fn subscribe_routes() -> Router<AppState> {
    Router::new()
        .route("/subscribe", get(public::missing).post(subscribe::by_mail))
        .route("/subscribe/webhook", get(public::missing).post(subscribe::by_webhook))
        .route("/subscribe/confirm/{token}", get(subscribe::confirm_form).post(subscribe::confirm))
        .route("/subscribe/manage/{token}", get(subscribe::manage).post(subscribe::change))
        .route("/subscribe/end/{token}", get(subscribe::end_form))
        .route("/subscribe/push", post(push::subscribe))
        .route("/subscribe/push/key", get(push::key))
        .route("/subscribe/push/state", post(push::standing))
        .route("/subscribe/push/renew", post(push::renew))
        .route("/subscribe/push/end", post(push::end))
}

/// The same pages as the public's, rendered when they are asked for.
fn partner_routes() -> Router<AppState> {
    Router::new()
        .route("/partners/{key}", get(partners::home).post(partners::ask))
        .route("/partners/{key}/uptime", get(partners::days))
        .route("/partners/{key}/uptime/{month}", get(partners::days_of_month))
        .route("/partners/{key}/history", get(partners::past))
        .route("/partners/{key}/history/{month}", get(partners::month))
        .route("/partners/{key}/incidents/{id}", get(partners::one_incident))
        .route("/partners/{key}/maintenance", get(partners::plans))
        .route("/partners/{key}/maintenance/{id}", get(partners::one_maintenance))
        .route("/partners/{key}/summary.json", get(partners::summary))
        .route("/partners/{key}/sign-in/{secret}", get(partners::confirm_link).post(partners::use_link))
        .route("/partners/{key}/sign-out", post(partners::leave))
        .layer(map_response(partners::keep_private))
}

fn claim_routes() -> Router<AppState> {
    Router::new()
        .route("/claims", get(claims::list))
        .route("/claims/new", get(claims::begin))
        .route("/claims/{account}/{programme}", get(claims::case))
        .route("/claims/{account}/{programme}/records.json", get(claims::records))
        .route("/claims/{account}/{programme}/explanation.json", get(claims::explanation))
        .route("/claims/{account}/{programme}/explanation.pdf", get(claims::paper))
        .route("/claims/{account}/{programme}/computation", get(claims::computation))
        .route("/claims/{account}/{programme}/accept", post(claims::accept))
        .route("/claims/{account}/{programme}/appeal", get(claims::appeal_form).post(claims::appeal))
        .route("/claims/{account}/{programme}/withdraw", get(claims::withdraw_form).post(claims::withdraw))
        .route("/claims/{account}/{programme}/ask", get(claims::ask_form).post(claims::ask))
        .route("/claims/{account}/{programme}/answer", get(claims::answer_form).post(claims::answer))
}

fn dev_routes(is_demonstration: bool) -> Router<AppState> {
    if !is_demonstration {
        return Router::new();
    }
    Router::new().route("/dev", get(dev::start)).route("/dev/mail", get(dev::mail)).route("/dev/parts", get(dev::parts))
}

fn staff_sign_in_routes() -> Router<AppState> {
    Router::new()
        .route("/console/sign-in", get(sign_in_staff::form).post(sign_in_staff::sign_in))
        .route("/sign-out", post(sign_in_staff::sign_out))
}

fn console_routes() -> Router<AppState> {
    Router::new()
        .route("/console", get(console::desk::page))
        .route("/console/incidents", get(console::incidents::list))
        .route("/console/incidents/new", get(console::incidents::new_form).post(console::incidents::declare))
        .route("/console/incidents/{id}", get(console::incidents::page).post(console::incidents::update))
        .route(
            "/console/incidents/{id}/updates/{update}/correct",
            get(console::incidents::correct_form).post(console::incidents::correct),
        )
        .route("/console/incidents/{id}/impacts", get(console::impacts::page).post(console::impacts::correct))
        .route("/console/templates", get(console::templates::list))
        .route("/console/templates/new", get(console::templates::new_form).post(console::templates::add))
        .route("/console/templates/{id}", get(console::templates::page).post(console::templates::save))
        .route("/console/templates/{id}/remove", post(console::templates::remove))
        .route("/console/incidents/{id}/proofs", post(console::proofs::issue))
        .route("/console/incidents/{id}/record.csv", get(console::proofs::publications))
        .route("/console/proofs/{id}/proof.json", get(console::proofs::document))
        .route("/console/proofs/{id}/proof.json.sig", get(console::proofs::signature))
        .route("/console/maintenance", get(console::maintenance::list))
        .route("/console/maintenance/new", get(console::maintenance::new_form).post(console::maintenance::schedule))
        .route("/console/maintenance/{id}", get(console::maintenance::page).post(console::maintenance::change))
        .route("/console/maintenance/{id}/cancel", post(console::maintenance::cancel))
        .route("/console/shocks", get(console::shocks::list))
        .route("/console/shocks/new", get(console::shocks::new_form).post(console::shocks::add))
        .route("/console/shocks/{id}", get(console::shocks::page).post(console::shocks::save))
        .route("/console/shocks/{id}/remove", post(console::shocks::remove))
        .route("/console/programmes", get(console::programmes::list))
        .route("/console/programmes/new", get(console::programmes::new_form).post(console::programmes::prepare))
        .route("/console/programmes/{id}", get(console::programmes::page))
        .route("/console/programmes/{id}/try", get(console::trials::page))
        .route("/console/programmes/{id}/backtests", get(console::backtests::page).post(console::backtests::start))
        .route("/console/backtests/{id}/cancel", post(console::backtests::cancel))
        .route("/console/backtests/{id}/rows.csv", get(console::backtests::rows))
        .route("/console/programmes/{id}/policies", post(console::programmes::draft_policy))
        .route("/console/programmes/{id}/runs", get(console::programmes::runs).post(console::programmes::start_run))
        .route(
            "/console/programmes/{id}/adjustments",
            get(console::adjustments::list).post(console::adjustments::decide_all),
        )
        .route(
            "/console/programmes/{id}/adjustments/{adjustment}",
            get(console::adjustments::page).post(console::adjustments::decide),
        )
        .route("/console/policies/{id}/publish", post(console::programmes::publish_policy))
        .route("/console/runs/{id}/cancel", post(console::programmes::cancel_run))
        .route("/console/claims", get(console::claims::queue))
        .route("/console/claims/{id}", get(console::claims::page).post(console::claims::act))
        .route("/console/claims/{id}/records.json", get(console::claims::records))
        .route("/console/claims/{id}/explanation.json", get(console::claims::explanation))
        .route("/console/claims/{id}/explanation.pdf", get(console::claims::paper))
        .route("/console/claims/{id}/computation", get(console::claims::computation))
        .route("/console/claims/{id}/transactions", get(console::transactions::page).post(console::transactions::act))
        .route("/console/components", get(console::components::list))
        .route("/console/components/new", get(console::components::new_form).post(console::components::add))
        .route("/console/components/{key}", get(console::components::page).post(console::components::change))
        .route("/console/components/{key}/place", post(console::components::place))
        .route("/console/components/{key}/retire", post(console::components::retire))
        .route("/console/components/{key}/restore", post(console::components::restore))
        .route("/console/component-groups", post(console::components::add_group))
        .route(
            "/console/component-groups/{key}",
            get(console::components::group_page).post(console::components::rename_group),
        )
        .route("/console/component-groups/{key}/place", post(console::components::place_group))
        .route("/console/component-groups/{key}/remove", post(console::components::remove_group))
        .route("/console/partner-pages", get(console::partners::list))
        .route("/console/partner-pages/new", get(console::partners::new_form).post(console::partners::add))
        .route("/console/partner-pages/{key}", get(console::partners::page).post(console::partners::change))
        .route("/console/partner-pages/{key}/remove", post(console::partners::remove))
        .route("/console/people", get(console::people::list).post(console::people::add))
        .route("/console/people/{id}", get(console::people::page).post(console::people::change))
        .route("/console/monitoring", get(console::monitoring::page))
        .route("/console/monitoring/probes/new/{kind}", get(console::probes::new_form).post(console::probes::add))
        .route("/console/monitoring/probes/{id}", get(console::probes::page).post(console::probes::save))
        .route("/console/monitoring/probes/{id}/pause", post(console::probes::pause))
        .route("/console/monitoring/probes/{id}/resume", post(console::probes::resume))
        .route("/console/monitoring/probes/{id}/remove", post(console::probes::remove))
        .route("/console/heartbeats", post(console::monitoring::add))
        .route("/console/heartbeats/{id}/remove", post(console::monitoring::remove))
        .route("/console/tokens", get(console::tokens::list).post(console::tokens::add))
        .route("/console/tokens/{id}/revoke", post(console::tokens::revoke))
        .route("/console/subscribers", get(console::subscribers::list))
        .route("/console/subscribers/{id}", get(console::subscribers::page))
        .route("/console/subscribers/{id}/remove", post(console::subscribers::remove))
        .route("/console/reports", get(console::reports::page))
        .route("/console/reports/uptime.csv", get(console::reports::csv))
        .route("/console/reports/uptime.pdf", get(console::reports::pdf))
        .route("/console/audit", get(console::records::audit))
        .route("/console/deliveries", get(console::records::deliveries))
}

fn sessions(state: &AppState) -> SessionManagerLayer<SessionStore> {
    let is_secure = state.site().url.starts_with("https://");
    let source = state.clone();
    SessionManagerLayer::new(SessionStore(Arc::new(move || source.backend())))
        .with_name(if is_secure { "__Host-makewhole" } else { "makewhole" })
        .with_secure(is_secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(SESSION_LASTS))
}

/// Names hold a digest of their content, so they may be kept for ever.
fn browser_files(state: &AppState) -> Router {
    let files = ServeDir::new(state.browser_folder().join("pkg")).precompressed_br().precompressed_gzip();
    Router::new().fallback_service(files).layer(map_response(assets::keep_for_ever))
}
