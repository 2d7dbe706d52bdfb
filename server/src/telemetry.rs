//! Logs and metrics of the process.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// Begins logging to standard error: lines for people at a terminal, JSON elsewhere. `MAKEWHOLE_LOG` filters.
pub fn begin_logging() {
    let filter = EnvFilter::try_from_env("MAKEWHOLE_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // a second start within one process, as in tests, keeps the first logger
    let begun = if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        registry.with(layer.with_target(false)).try_init()
    } else {
        registry.with(layer.json()).try_init()
    };
    if begun.is_err() {
        tracing::debug!("logging had begun before");
    }
}

/// Begins counting, and gives the handle that renders the counts for Prometheus. None where counting had begun before.
pub fn begin_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
