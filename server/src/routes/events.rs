//! The stream that tells pages of a publication, by server-sent events.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, Sse},
};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::watch;

use crate::state::{AppState, Publication};

/// How often a quiet stream says that it lives, and how old the state is.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Says `heartbeat` at once and then regularly, `published` after each publication.
pub async fn stream(State(state): State<AppState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut publications = state.publications();
    let told = publications.borrow_and_update().changes;
    let begin = Listener { state, publications, told };
    let first = stream::iter([Ok(begin.heartbeat())]);
    Sse::new(first.chain(stream::unfold(begin, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    })))
}

/// Who listens, and how many changes they know of: where several publications come at once only the last is seen, but
/// no change is missed.
struct Listener {
    state: AppState,
    publications: watch::Receiver<Publication>,
    told: u64,
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        tokio::select! {
            changed = self.publications.changed() => changed.ok()?,
            () = tokio::time::sleep(HEARTBEAT) => return Some(self.heartbeat()),
        }
        let publication = *self.publications.borrow_and_update();
        if publication.changes == self.told {
            return Some(self.heartbeat());
        }
        self.told = publication.changes;
        Some(Event::default().event("published").data(publication.count.to_string()))
    }

    /// When the state shown was read, and the present, both in milliseconds.
    fn heartbeat(&self) -> Event {
        let (at, now) = (self.publications.borrow().at, self.state.clock().now());
        Event::default().event("heartbeat").data(format!("{} {}", at.0 / 1000, now.0 / 1000))
    }
}
