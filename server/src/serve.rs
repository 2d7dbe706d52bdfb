//! Start and stop of the whole process: the public surface first, from disk, then the database and everything else.

use std::{net::SocketAddr, num::NonZeroU32, path::Path, sync::Arc, time::Duration};

use app::shell::BrowserPart;
use axum::{Router, routing::get};
use backend::{
    Clock, Random, Sending,
    mail::{MailFolder, Mailer},
    outbox::Pace,
    probes::prober::Prober,
    proofs::ProofKey,
    push::{Push, PushKey},
    subscribers::LinkKey,
    webhooks::Hooks,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    config::Config,
    connections::{self, Site},
    events::{self, Limits},
    mirror,
    publisher::Publisher,
    router,
    routes::health,
    state::{AppState, Parts},
    telemetry,
    workers::{self, Work},
};

/// What keeps the process from starting.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The mail settings make no sense, or the mail folder cannot be made.
    #[error("mail: {0}")]
    Mail(#[source] backend::Error),
    /// The key of subscribers' links cannot be read or made.
    #[error("the key of links: {0}")]
    Key(#[source] backend::Error),
    /// The key that signs proofs cannot be read or made.
    #[error("the key of proofs: {0}")]
    ProofKey(#[source] backend::Error),
    /// The key of web push cannot be read or made.
    #[error("the key of web push: {0}")]
    PushKey(#[source] backend::Error),
    /// An address is taken or not ours.
    #[error("{address} cannot be listened on: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        source: std::io::Error,
    },
    /// A folder cannot be made, or serving ended.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

/// A process that listens and can be told to stop.
pub struct Running {
    /// Where the site answers.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: tokio::task::JoinSet<()>,
}

/// Starts everything; gives back once the site answers.
pub async fn start(config: &Config, clock: Clock) -> Result<Running, StartError> {
    let mailer = mailer(config, &clock)?;
    let sending = Arc::new(sending(config, &Random::system())?);
    let mail_folder = match &mailer {
        Mailer::Folder(folder) if config.demonstration => Some(folder.clone()),
        _ => None,
    };
    let state = state(config, clock, mail_folder, telemetry::begin_metrics());
    let publisher = publisher(config, &state)?;
    let listener = listen(&config.server.listen).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let work = Work {
        state: state.clone(),
        database: config.database.clone(),
        mailer,
        sending,
        silent_after: config.silent_after(),
        sources: config.sources(),
        prober: Arc::new(Prober::new(config.resolver())),
        server_name: config.server_name(),
    };
    let mut tasks = workers::start(&work, &stopped);
    tasks.spawn(publisher.run(stopped.clone()));
    for target in &config.mirrors {
        tasks.spawn(workers::until(stopped.clone(), mirror::follow(state.clone(), target.clone())));
    }
    if !config.server.metrics.is_empty() {
        let listener = listen(&config.server.metrics).await?;
        let metrics = Router::new().route("/metrics", get(health::metrics)).with_state(state.clone());
        let ended = until_stopped(stopped.clone());
        tasks.spawn(async move {
            if let Err(error) = axum::serve(listener, metrics).with_graceful_shutdown(ended).await {
                tracing::error!(%error, "serving metrics ended");
            }
        });
    }
    let room = Room::of(config);
    let limits = Limits { streams: room.streams, per_client: config.server.event_streams_per_client };
    let (streams, hub) = events::open(state.clone(), limits, SLOW_READERS_HAVE);
    tasks.spawn(workers::until(stopped.clone(), hub.run()));
    let behind_proxy = config.server.behind_proxy;
    let site = Site { service: router::service(state), streams, behind_proxy, connections: room.connections };
    tasks.spawn(connections::serve(listener, site, stopped));
    tracing::info!(%address, "the site answers");
    Ok(Running { address, stop, tasks })
}

/// How long a reader of an event stream may take for what does not fit into its buffers.
const SLOW_READERS_HAVE: Duration = Duration::from_secs(10);
/// Files for the database, mirrors and calls outward.
const OTHER_FILES: usize = 256;

/// How many connections of which kind there may be at once.
#[derive(Debug, PartialEq, Eq)]
struct Room {
    streams: usize,
    connections: usize,
}

impl Room {
    /// Asks the system for as many files as this process may open, and divides them.
    fn of(config: &Config) -> Self {
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
            tracing::warn!(%error, "the limit of open files cannot be read");
            1024
        });
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        let (wanted, room) = (config.server.event_streams, Self::within(files, config.server.event_streams));
        if room.streams < wanted {
            let streams = room.streams;
            tracing::info!(wanted, streams, files, "fewer event streams than set, for the limit of open files");
        }
        room
    }

    /// So many streams as are wanted, but half of the files are for pages.
    fn within(files: usize, wanted: usize) -> Self {
        let streams = wanted.min(files / 2);
        Self { streams, connections: files.saturating_sub(streams + OTHER_FILES).max(files / 4) }
    }
}

async fn until_stopped(mut stop: watch::Receiver<bool>) {
    // an error means that the sender is gone, which is a stop as well
    let _ = stop.wait_for(|stop| *stop).await;
}

/// What the handlers share, without a database yet.
fn state(
    config: &Config,
    clock: Clock,
    mail_folder: Option<MailFolder>,
    metrics: Option<PrometheusHandle>,
) -> AppState {
    AppState::new(Parts {
        site: config.site(),
        clock,
        random: Random::system(),
        browser: browser_part(&config.browser),
        browser_folder: config.browser.clone(),
        mail_folder,
        is_demonstration: config.demonstration,
        behind_proxy: config.server.behind_proxy,
        alert_labels: config.alert_labels(),
        metrics,
    })
}

fn publisher(config: &Config, state: &AppState) -> std::io::Result<Publisher> {
    std::fs::create_dir_all(&config.snapshot)?;
    Ok(Publisher::new(state.clone(), config.snapshot.clone()))
}

/// A publisher without a server around it, for commands at the terminal, with the state it publishes to.
pub fn publisher_alone(config: &Config, clock: Clock) -> std::io::Result<(AppState, Publisher)> {
    let state = state(config, clock, None, None);
    let publisher = publisher(config, &state)?;
    Ok((state, publisher))
}

impl Running {
    /// Runs until the process is told to end, then lets requests and workers finish.
    pub async fn until_told(self) {
        told_to_stop().await;
        tracing::info!("stopping");
        self.stop().await;
    }

    /// Lets requests and workers finish.
    pub async fn stop(mut self) {
        // nobody listens any more where all tasks have ended by themselves
        let _ = self.stop.send(true);
        let rest = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(10), rest).await.is_err() {
            tracing::warn!("some requests did not end in time and were cut off");
        }
    }
}

async fn listen(address: &str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address: address.to_owned(), source })
}

fn mailer(config: &Config, clock: &Clock) -> Result<Mailer, StartError> {
    let made = if config.mail.smtp.is_empty() {
        Mailer::folder(&config.mail.folder, clock.clone())
    } else {
        Mailer::smtp(&config.mail.smtp, &config.mail.from)
    };
    made.map_err(StartError::Mail)
}

fn sending(config: &Config, random: &Random) -> Result<Sending, StartError> {
    let pace = NonZeroU32::new(config.mail.per_second).map_or_else(Pace::unlimited, Pace::per_second);
    let key = LinkKey::in_file(&config.subscribers.key, random).map_err(StartError::Key)?;
    let proof_key = ProofKey::in_file(&config.proofs.key, random).map_err(StartError::ProofKey)?;
    let push_key = PushKey::in_file(&config.subscribers.push_key).map_err(StartError::PushKey)?;
    let push = Push { key: push_key, services: config.subscribers.push_services.clone() };
    Ok(Sending { key, proof_key, pace, hooks: Hooks::new(config.subscribers.private_webhooks), push: Some(push) })
}

/// The files that the manifest of the browser part names. Without them every page still works, with less comfort.
fn browser_part(folder: &Path) -> Option<BrowserPart> {
    let manifest = std::fs::read(folder.join("manifest.json")).ok();
    let part: Option<BrowserPart> = manifest.and_then(|text| serde_json::from_slice(&text).ok());
    if part.is_none() {
        tracing::info!(folder = %folder.display(), "no browser part here; pages go without islands");
    }
    part
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            // without the second signal the first one ends the process
            let _ = interrupt.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_leave_room_for_pages() {
        for (files, wanted, streams, connections) in [
            (20_000, 20_000, 10_000, 9_744),
            (1_000_000, 20_000, 20_000, 979_744),
            (1024, 20_000, 512, 256),
            (1024, 0, 0, 768),
        ] {
            assert_eq!(Room::within(files, wanted), Room { streams, connections });
        }
    }
}
