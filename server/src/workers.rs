//! The workers beside the HTTP surface: jobs, outbox, sweeping, and the connection to the database itself.

use std::{sync::Arc, time::Duration};

use backend::{
    Backend, Clock, Db, Random, Sending,
    db::IfMissing,
    mail::Mailer,
    outbox::Urgency,
    probes::{prober::Prober, runner::Runner},
    subscribers::Lane,
};
use domain::{series::Sources, status::Site};
use tokio::{sync::watch, task::JoinSet};

use crate::{bulletins, state::AppState};

/// Work that was queued elsewhere is looked for this often; what this process queues is taken up at once.
const LOOK: Duration = Duration::from_secs(2);
/// How often promises of updates are looked at.
const ALARMS: Duration = Duration::from_secs(15);
/// How often expired sessions and links are removed.
const SWEEP: Duration = Duration::from_mins(10);

/// How often what was measured is summed up.
const SUM_UP: Duration = Duration::from_secs(10);

/// What the workers need.
#[derive(Clone)]
pub struct Work {
    /// The handlers' state.
    pub state: AppState,
    /// `postgres://…` or a path.
    pub database: String,
    /// The way mail leaves.
    pub mailer: Mailer,
    /// How what is published leaves.
    pub sending: Arc<Sending>,
    /// After how long without news of an open incident publishers are reminded, in microseconds; none for never.
    pub silent_after: Option<i64>,
    /// Sources that may record the same sales.
    pub sources: Sources,
    /// How this server looks at what probes name.
    pub prober: Arc<Prober>,
    /// What this server is called.
    pub server_name: String,
}

/// Starts all workers; each ends when told to stop.
pub fn start(work: &Work, stop: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(until(stop.clone(), connect(work.clone())));
    for _ in 0..backend::jobs::workers() {
        workers.spawn(until(stop.clone(), do_jobs(work.clone())));
    }
    for urgency in [Urgency::Now, Urgency::Bulk] {
        workers.spawn(until(stop.clone(), deliver(work.clone(), urgency)));
    }
    for lane in Lane::ALL {
        workers.spawn(until(stop.clone(), send_bulletins(work.clone(), lane)));
    }
    workers.spawn(until(stop.clone(), sweep(work.clone())));
    workers.spawn(until(stop.clone(), sum_up_metrics(work.state.clone())));
    workers.spawn(until(stop.clone(), keep_maintenance_times(work.clone())));
    workers.spawn(until(stop.clone(), raise_incident_alarms(work.clone())));
    workers.spawn(until(stop.clone(), watch_heartbeats(work.clone())));
    workers.spawn(until(stop.clone(), run_probes(work.clone())));
    workers
}

/// Does the work until it is done or told to stop.
pub async fn until(mut stop: watch::Receiver<bool>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

/// Opens the database and listens to other servers' publications; tries again while it cannot be reached.
async fn connect(work: Work) {
    loop {
        match open(&work.database, work.state.clock(), work.state.random(), work.state.site()).await {
            Ok(backend) => {
                let backend = backend.with_sending(work.sending.clone()).with_silent_after(work.silent_after);
                let backend = backend.with_sources(work.sources.clone()).with_prober(work.prober.clone());
                work.state.set_backend(backend.clone());
                while let Err(error) = backend.listen_for_changes().await {
                    tracing::warn!(%error, "listening for publications was interrupted");
                    tokio::time::sleep(LOOK).await;
                }
            }
            Err(error) => tracing::error!(%error, "the database cannot be opened; the public pages go on without it"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// A backend over an existing database, brought to this version. Errors: it is missing or cannot be reached.
pub async fn open(database: &str, clock: &Clock, random: &Random, site: &Site) -> backend::Result<Backend> {
    let db = Db::open(database, IfMissing::Fail).await?;
    db.migrate().await?;
    Ok(Backend::new(db, clock.clone(), random.clone(), site.clone()))
}

async fn do_jobs(work: Work) {
    let name = format!("worker-{}", work.state.random().secret());
    loop {
        let Some(backend) = work.state.backend() else {
            tokio::time::sleep(LOOK).await;
            continue;
        };
        match backend.work_once(&name).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "the job queue cannot be worked on"),
        }
        tokio::select! {
            () = backend.work_queued() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn deliver(work: Work, urgency: Urgency) {
    loop {
        let Some(backend) = work.state.backend() else {
            tokio::time::sleep(LOOK).await;
            continue;
        };
        match backend.deliver(&work.mailer, urgency).await {
            Ok(0) => {}
            Ok(count) => metrics::counter!("makewhole_mails_delivered_total").increment(count.into()),
            Err(error) => tracing::error!(%error, "the outbox cannot be worked on"),
        }
        tokio::select! {
            () = backend.work_queued() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// What is published goes to who asked for it.
async fn send_bulletins(work: Work, lane: Lane) {
    loop {
        let Some(backend) = work.state.backend() else {
            tokio::time::sleep(LOOK).await;
            continue;
        };
        match bulletins::send_due(&backend, &work.mailer, lane).await {
            Ok(0) => {}
            Ok(count) => metrics::counter!("makewhole_bulletins_total").increment(count as u64),
            Err(error) => tracing::error!(%error, "what is queued for subscribers cannot be sent"),
        }
        tokio::select! {
            () = backend.work_queued() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn sweep(work: Work) {
    loop {
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.sweep_people().await
        {
            tracing::warn!(%error, "sweeping failed");
        }
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.sweep_subscribers().await
        {
            tracing::warn!(%error, "sweeping subscribers failed");
        }
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.sweep_tokens().await
        {
            tracing::warn!(%error, "sweeping idempotency keys failed");
        }
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.sweep_alerts().await
        {
            tracing::warn!(%error, "sweeping alerts failed");
        }
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.sweep_probes().await
        {
            tracing::warn!(%error, "sweeping results of probes failed");
        }
        work.state.calls().sweep();
        work.state.limits().sweep();
        tokio::time::sleep(SWEEP).await;
    }
}

async fn sum_up_metrics(state: AppState) {
    loop {
        tokio::time::sleep(SUM_UP).await;
        state.sum_up_metrics();
    }
}

/// Maintenances begin and end beside the queue of jobs, so that no long computation holds them up.
async fn keep_maintenance_times(work: Work) {
    loop {
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.keep_maintenance_times().await
        {
            tracing::warn!(%error, "maintenance times cannot be kept");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Publishers are told of promised updates that do not come.
async fn raise_incident_alarms(work: Work) {
    loop {
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.raise_incident_alarms().await
        {
            tracing::warn!(%error, "open incidents cannot be looked at");
        }
        tokio::time::sleep(ALARMS).await;
    }
}

/// Calls that other systems owe are looked for beside the queue too.
async fn watch_heartbeats(work: Work) {
    loop {
        if let Some(backend) = work.state.backend()
            && let Err(error) = backend.watch_heartbeats().await
        {
            tracing::warn!(%error, "heartbeats cannot be watched");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Each server looks at what probes name, so that several can agree. Looks that last end with this.
async fn run_probes(work: Work) {
    let backend = loop {
        match work.state.backend() {
            Some(backend) => break backend,
            None => tokio::time::sleep(LOOK).await,
        }
    };
    let mut runner = Runner::new(backend, &work.server_name);
    loop {
        if let Err(error) = runner.begin_due().await {
            tracing::warn!(%error, "probes cannot be looked up");
        }
        tokio::time::sleep(LOOK).await;
    }
}
