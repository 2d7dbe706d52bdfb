//! Long work at the terminal: this process works on the queue beside the servers, and a bar shows how far it is.

use std::time::Duration;

use backend::{Backend, assessments::RunStatus, jobs};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::task::JoinSet;

use super::CommandError;

/// Work that was queued elsewhere is looked for this often.
const LOOK: Duration = Duration::from_millis(500);

/// How far something is.
pub struct Seen<T> {
    /// Where it stands.
    pub status: RunStatus,
    /// Accounts in all.
    pub total: i64,
    /// Accounts done in this stage.
    pub done: i64,
    /// The thing itself.
    pub thing: T,
}

/// Works on the queue until what `look` sees has ended, here or on a server.
pub async fn until_ended<T>(
    backend: &Backend,
    look: impl AsyncFn() -> backend::Result<Seen<T>>,
) -> Result<T, CommandError> {
    let bar = ProgressBar::new(0);
    let template = "{msg} {wide_bar} {pos}/{len} {per_sec}, {eta} left";
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut workers = JoinSet::new();
    for _ in 0..jobs::workers() {
        workers.spawn(work_on_queue(backend.clone()));
    }
    let watching = async {
        loop {
            let seen = look().await?;
            bar.set_length(seen.total.unsigned_abs());
            bar.set_position(seen.done.unsigned_abs());
            bar.set_message(seen.status.name());
            if !seen.status.is_active() {
                return Ok(seen.thing);
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    };
    let ended: Result<T, backend::Error> = tokio::select! {
        ended = watching => ended,
        Some(Ok(error)) = workers.join_next() => Err(error),
    };
    bar.finish_and_clear();
    ended.map_err(|error| match error {
        backend::Error::Unavailable(_) => CommandError::Usage(format!(
            "{error}. What was done is kept: a server goes on from there, or this command when it is run again."
        )),
        error => error.into(),
    })
}

/// Works on jobs for as long as the database lets it; gives what stopped it.
async fn work_on_queue(backend: Backend) -> backend::Error {
    let worker = format!("command-line-{}", backend.random.secret());
    loop {
        match backend.work_once(&worker).await {
            Ok(true) => {}
            Ok(false) => tokio::select! {
                () = backend.work_queued() => {}
                () = tokio::time::sleep(LOOK) => {}
            },
            Err(error) => return error,
        }
    }
}
