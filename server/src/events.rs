//! Event streams: one task holds the sockets of all of them and writes each event, made once, to every one. A stream costs
//! its socket and a few words; there is no task, buffer or channel for it.
//!
//! The events are `heartbeat` (when the state shown was read, and the present, in milliseconds) at once and every 20
//! seconds, and `published` after each change. Each carries the id of the state, which is the same on every server and
//! after a restart: who comes back with it in `Last-Event-ID` is told of what was published since.

mod places;

use std::{fmt::Write, io, net::IpAddr, time::Duration};

use axum::http::{HeaderMap, HeaderValue, header};
use bytes::{Buf, Bytes};
use chrono::DateTime;
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    sync::{mpsc, watch},
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

use self::places::Places;
pub use self::places::{Limits, Place};
use crate::{
    layers::headers,
    state::{AppState, Publications},
};

/// How often a quiet stream says that it lives and how old the state is, in ticks.
const HEARTBEAT: u8 = 20;
/// How often streams are looked at: whether the client has gone, and whether a heartbeat is due.
const TICK: Duration = Duration::from_secs(1);
/// After so many writes others have their turn, about a millisecond.
const AT_ONCE: usize = 128;
/// Room in the system for what a reader has not taken yet, in bytes: a hundred events.
const SEND_BUFFER: usize = 8 * 1024;
/// A peer that confirms nothing for this long is gone.
const CONFIRM_WITHIN: Duration = Duration::from_mins(1);

/// Where connections become event streams. Cheap to clone.
#[derive(Clone)]
pub struct Streams {
    places: Places,
    arrivals: mpsc::UnboundedSender<Arrival>,
}

struct Arrival {
    stream: Stream,
    last_event_id: Option<String>,
}

/// One stream.
struct Stream {
    socket: TcpStream,
    /// The tick of its heartbeat, which spreads them over time.
    beat: u8,
    _place: Place,
}

/// Holds the streams.
pub struct Hub {
    state: AppState,
    publications: watch::Receiver<Publications>,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    streams: Vec<Stream>,
    /// Those that could not take an event at once, each with a limit of time; a stream comes back with the number of the
    /// last change that it knows.
    slow: JoinSet<Option<(Stream, u64)>>,
    patience: Duration,
    /// The number of the last change that all streams were told of.
    told: u64,
    tick: u8,
}

/// At most so many streams as the limits say; a reader may take `patience` for what does not fit into its buffers.
pub fn open(state: AppState, limits: Limits, patience: Duration) -> (Streams, Hub) {
    let (sender, arrivals) = mpsc::unbounded_channel();
    let mut publications = state.publications();
    let told = publications.borrow_and_update().last.changes;
    let hub = Hub { state, publications, arrivals, streams: Vec::new(), slow: JoinSet::new(), patience, told, tick: 0 };
    (Streams { places: Places::new(limits), arrivals: sender }, hub)
}

impl Streams {
    /// The right to one more stream for a client, unless there are as many as there may be, in all or of this client.
    pub fn place(&self, client: IpAddr) -> Option<Place> {
        self.places.take(client)
    }

    /// Makes a stream of a connection whose request was read and not answered. `last_event_id` is what the client knows.
    pub fn hold(&self, socket: TcpStream, place: Place, last_event_id: Option<String>) {
        let options = socket2::SockRef::from(&socket);
        let set = options.set_send_buffer_size(SEND_BUFFER);
        if let Err(error) = set.and_then(|()| options.set_tcp_user_timeout(Some(CONFIRM_WITHIN))) {
            tracing::debug!(%error, "an event stream goes without limits of its socket");
        }
        // once the hub has ended the process does, and the stream with it
        let _ = self.arrivals.send(Arrival { stream: Stream { socket, beat: 0, _place: place }, last_event_id });
    }
}

impl Hub {
    /// Tells all streams of what is published, until dropped, which ends them.
    pub async fn run(mut self) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                changed = self.publications.changed() => match changed {
                    Ok(()) => self.publish().await,
                    Err(_) => return,
                },
                _ = ticks.tick() => self.look().await,
                Some(arrival) = self.arrivals.recv() => self.welcome(arrival),
                Some(ended) = self.slow.join_next() => {
                    if let Ok(Some((stream, knows))) = ended {
                        self.resume(stream, knows);
                    }
                }
            }
        }
    }

    /// Tells all streams of the changes since the last time, or, where there is none, how old the state is.
    async fn publish(&mut self) {
        let (events, told) = {
            let publications = self.publications.borrow_and_update();
            let events: Vec<_> = publications.changes_after(self.told).map(|(_, id)| published(id)).collect();
            (events.concat(), publications.last.changes)
        };
        let is_change = told > self.told;
        self.told = told;
        let event = if is_change { events } else { self.heartbeat() };
        self.tell(&event.into(), |_| true).await;
    }

    /// Looks after the streams whose turn it is, and notices those whose client has gone.
    async fn look(&mut self) {
        self.tick = (self.tick + 1) % HEARTBEAT;
        self.streams.retain(|stream| is_there(&stream.socket));
        metrics::gauge!("makewhole_event_streams").set(self.streams.len() as f64);
        let (heartbeat, tick) = (self.heartbeat().into(), self.tick);
        self.tell(&heartbeat, |stream| stream.beat == tick).await;
    }

    fn welcome(&mut self, Arrival { mut stream, last_event_id }: Arrival) {
        stream.beat = self.tick;
        let mut text = head(&self.state);
        text += &self.heartbeat();
        let publications = self.publications.borrow();
        match last_event_id.map(|id| publications.number_of(&id)) {
            // of a page that was just read
            None => {}
            Some(Some(number)) => text.extend(changes_between(&publications, number, self.told)),
            // what is not known any more is told by one event
            Some(None) => text.extend(changes_between(&publications, self.told.saturating_sub(1), self.told)),
        }
        drop(publications);
        self.write(stream, text.into());
    }

    /// Takes a stream back that was slow, and tells it of what it missed meanwhile.
    fn resume(&mut self, stream: Stream, knows: u64) {
        let missed: String = changes_between(&self.publications.borrow(), knows, self.told).collect();
        self.write(stream, missed.into());
    }

    /// Writes an event to the streams meant, one buffer to all. When it ends all have it, are among the slow, or have gone.
    async fn tell(&mut self, event: &Bytes, to: impl Fn(&Stream) -> bool) {
        let (mut at, mut written) = (0, 0);
        while let Some(stream) = self.streams.get(at) {
            if !to(stream) {
                at += 1;
                continue;
            }
            match try_write(&stream.socket, event) {
                Ok(length) if length == event.len() => at += 1,
                Ok(length) => {
                    let stream = self.streams.swap_remove(at);
                    self.wait_for(stream, event.slice(length..));
                }
                // it has gone
                Err(_) => drop(self.streams.swap_remove(at)),
            }
            written += 1;
            if written % AT_ONCE == 0 {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Writes to one stream and keeps it.
    fn write(&mut self, stream: Stream, mut text: Bytes) {
        match try_write(&stream.socket, &text) {
            Ok(length) if length == text.len() => self.streams.push(stream),
            Ok(length) => {
                text.advance(length);
                self.wait_for(stream, text);
            }
            // it has gone
            Err(_) => {}
        }
    }

    /// Lets a slow reader take the rest within its time, without keeping others from theirs. It then knows the changes up to
    /// now.
    fn wait_for(&mut self, mut stream: Stream, rest: Bytes) {
        let (patience, knows) = (self.patience, self.told);
        self.slow.spawn(async move {
            if let Ok(Ok(())) = timeout(patience, stream.socket.write_all(&rest)).await {
                return Some((stream, knows));
            }
            metrics::counter!("makewhole_event_streams_dropped_total").increment(1);
            None
        });
    }

    /// When the state shown was read, and the present, both in milliseconds.
    fn heartbeat(&self) -> String {
        let publications = self.publications.borrow();
        let (at, now) = (publications.last.at, self.state.clock().now());
        let id = publications.changes_after(self.told.saturating_sub(1)).find(|(number, _)| *number == self.told);
        let id = id.map_or(String::new(), |(_, id)| format!("id: {id}\n"));
        format!("{id}event: heartbeat\ndata: {} {}\n\n", at.0 / 1000, now.0 / 1000)
    }
}

fn changes_between(publications: &Publications, after: u64, up_to: u64) -> impl Iterator<Item = String> {
    publications.changes_after(after).take_while(move |(number, _)| *number <= up_to).map(|(_, id)| published(id))
}

fn published(id: &str) -> String {
    format!("id: {id}\nevent: published\ndata: {id}\n\n")
}

/// What the socket takes at once; nothing where it takes nothing now.
fn try_write(socket: &TcpStream, bytes: &[u8]) -> io::Result<usize> {
    if bytes.is_empty() {
        return Ok(0);
    }
    match socket.try_write(bytes) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        other => other,
    }
}

/// Whether the client is still there. What it says after its request has no meaning.
fn is_there(socket: &TcpStream) -> bool {
    match socket.try_read(&mut [0; 256]) {
        Ok(length) => length > 0,
        Err(error) => error.kind() == io::ErrorKind::WouldBlock,
    }
}

/// The head of the answer; its end is that of the connection. Proxies are asked to pass events on at once.
fn head(state: &AppState) -> String {
    let mut all = HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONNECTION, HeaderValue::from_static("close")),
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ]);
    headers::complete(&mut all);
    let mut head = String::from("HTTP/1.1 200 OK\r\n");
    for (name, value) in &all {
        // all of them are text
        let _ = write!(head, "{name}: {}\r\n", value.to_str().unwrap_or_default());
    }
    let now = DateTime::from_timestamp_micros(state.clock().now().0).unwrap_or_default();
    let _ = write!(head, "date: {}\r\n\r\n", now.format("%a, %d %b %Y %H:%M:%S GMT"));
    head
}
