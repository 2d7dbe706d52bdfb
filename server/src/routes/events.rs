//! The stream that tells pages of a publication, by server-sent events.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, Sse},
};
use futures_util::{Stream, stream};
use tokio::sync::watch;

use crate::state::{AppState, Publication};

/// How often a quiet stream says that it lives, and how old the state is.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Says `heartbeat` at once and then regularly, `published` after each publication.
pub async fn stream(State(state): State<AppState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let publications = state.publications();
    let begin = (state, publications, true);
    Sse::new(stream::unfold(begin, |(state, mut publications, is_first)| async move {
        let event = if is_first { heartbeat(&state, &publications) } else { next(&state, &mut publications).await? };
        Some((Ok(event), (state, publications, false)))
    }))
}

async fn next(state: &AppState, publications: &mut watch::Receiver<Publication>) -> Option<Event> {
    tokio::select! {
        changed = publications.changed() => {
            changed.ok()?;
            let publication = *publications.borrow_and_update();
            if !publication.is_change {
                return Some(heartbeat(state, publications));
            }
            Some(Event::default().event("published").data(publication.count.to_string()))
        }
        () = tokio::time::sleep(HEARTBEAT) => Some(heartbeat(state, publications)),
    }
}

/// When the state shown was read, and the present, both in milliseconds.
fn heartbeat(state: &AppState, publications: &watch::Receiver<Publication>) -> Event {
    let at = publications.borrow().at;
    Event::default().event("heartbeat").data(format!("{} {}", at.0 / 1000, state.clock().now().0 / 1000))
}
