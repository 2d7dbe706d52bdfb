//! Connections to the site: hyper reads and writes them, the site's service answers. One that asks for the event stream is
//! taken out of hyper's hands, which would keep buffers and a task for it, and given to [`crate::events`].

use std::{
    convert::Infallible,
    future::{Ready, pending, poll_fn},
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{Arc, OnceLock},
    task::Poll,
    time::Duration,
};

use app::routes;
use axum::{
    http::{Method, Request},
    response::Response,
};
use futures_util::future::Either;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::Interest,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{
    events::{Place, Streams},
    layers::visit,
    router,
};

/// A client has this long for the head of its next request, so that idle and trickling ones take no place.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// Wait after an error that is not of one connection, as when there is no file left.
const AFTER_ERROR: Duration = Duration::from_millis(200);

/// What connections are answered with.
#[derive(Clone)]
pub struct Site {
    /// Answers requests.
    pub service: router::Service,
    /// Takes over event streams.
    pub streams: Streams,
    /// Whether clients' addresses come from a proxy's header.
    pub behind_proxy: bool,
    /// Most connections at once, event streams aside; more wait to be accepted.
    pub connections: usize,
}

/// Accepts connections until told to stop, then lets requests finish.
pub async fn serve(listener: TcpListener, site: Site, mut stop: watch::Receiver<bool>) {
    let (mut open, stopped) = (JoinSet::new(), stop.clone());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept(), if open.len() < site.connections => accepted,
            Some(_) = open.join_next() => continue,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((socket, peer)) => {
                open.spawn(answer(socket, peer, site.clone(), stopped.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(AFTER_ERROR).await;
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Answers the requests of a connection, until it becomes an event stream or ends.
async fn answer(socket: TcpStream, peer: SocketAddr, site: Site, mut stop: watch::Receiver<bool>) {
    // heads and bodies are written at once: nothing is gained by waiting for more
    if socket.set_nodelay(true).is_err() {
        return;
    }
    let asked = Arc::new(OnceLock::new());
    let (service, streams) = (site.service, site.streams.clone());
    let answers = Answers { service, streams, behind_proxy: site.behind_proxy, peer, asked: asked.clone() };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let mut connection = http.serve_connection(TokioIo::new(socket), answers);
    let mut stopped = pin!(stop.wait_for(|stop| *stop));
    let mut is_stopping = false;
    poll_fn(|context| {
        if !is_stopping && stopped.as_mut().poll(context).is_ready() {
            is_stopping = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        match Pin::new(&mut connection).poll(context) {
            // an error is one of the client's or of its network
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending if asked.get().is_some() => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
    let socket = connection.into_parts().io.into_inner();
    // an answer before this one that the client does not read cannot be finished any more
    let is_flushed = || socket.try_io(Interest::WRITABLE, || Ok(())).is_ok();
    if let Some(asked) = Arc::into_inner(asked).and_then(OnceLock::into_inner)
        && is_flushed()
    {
        site.streams.hold(socket, asked.place, asked.last_event_id);
    }
}

/// A wish for the event stream that will be granted.
struct Asked {
    place: Place,
    last_event_id: Option<String>,
}

/// What hyper asks for answers.
struct Answers {
    service: router::Service,
    streams: Streams,
    behind_proxy: bool,
    peer: SocketAddr,
    asked: Arc<OnceLock<Asked>>,
}

type Outcome = Result<Response, Infallible>;

impl hyper::service::Service<Request<Incoming>> for Answers {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Outcome>, Pin<Box<dyn Future<Output = Outcome> + Send>>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        if is_for_stream(&request)
            && let Some(place) = self.streams.place(visit::client_of(request.headers(), self.peer, self.behind_proxy))
        {
            let id = request.headers().get("last-event-id").and_then(|id| id.to_str().ok());
            let asked = Asked { place, last_event_id: id.map(str::to_owned) };
            if self.asked.set(asked).is_ok() {
                // whoever polls this connection takes it away
                return Either::Right(Box::pin(pending()));
            }
        }
        match self.service.answer(request, Some(self.peer)) {
            Either::Left(ready) => Either::Left(ready),
            Either::Right(route) => Either::Right(Box::pin(route)),
        }
    }
}

fn is_for_stream<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    request.method() == Method::GET && path.strip_prefix("/en").unwrap_or(path) == routes::EVENTS
}
