//! A site on a real socket, and who listens to its events.

#![allow(dead_code, reason = "each test file uses its part of it")]

use std::{net::SocketAddr, time::Duration};

use server::{
    connections::{self, Site},
    events::{self, Limits},
    router,
    state::AppState,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Nothing here takes longer.
const LONGEST: Duration = Duration::from_secs(20);

/// A site that answers at an address.
pub struct Served {
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: [JoinHandle<()>; 2],
}

impl Served {
    /// Serves with at most so many streams, whose readers may be slow for so long.
    pub async fn start(state: &AppState, streams: usize, patience: Duration) -> Self {
        Self::start_within(state, Limits { streams, per_client: streams }, patience).await
    }

    /// The same behind a proxy, with a limit for each client too.
    pub async fn start_within(state: &AppState, limits: Limits, patience: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let (streams, hub) = events::open(state.clone(), limits, patience);
        let service = router::service(state.clone());
        let site = Site { service, streams, behind_proxy: true, connections: 100 };
        let tasks = [
            tokio::spawn(server::workers::until(stopped.clone(), hub.run())),
            tokio::spawn(connections::serve(listener, site, stopped)),
        ];
        Self { address, stop, tasks }
    }

    /// Tells it to stop, and waits until everything has ended.
    pub async fn stop(self) {
        self.stop.send(true).expect("somebody who stops");
        for task in self.tasks {
            tokio::time::timeout(LONGEST, task).await.expect("it ends").expect("no panic");
        }
    }

    /// The whole answer to a request; `head` is all of it but the end.
    pub async fn ask(&self, head: &str) -> (String, Vec<u8>) {
        let mut client = Client::connect(self.address).await;
        client.write(head).await;
        client.answer().await
    }

    /// Listens to the events; `head` is what is said besides.
    pub async fn listen(&self, head: &str) -> Client {
        let mut client = Client::connect(self.address).await;
        client.listen(head).await;
        client
    }
}

/// A connection.
pub struct Client(BufReader<TcpStream>);

/// An event as it was heard.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    pub name: String,
    pub data: String,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        Self(BufReader::new(TcpStream::connect(address).await.expect("a connection")))
    }

    /// One with as little room for what it does not read as can be had.
    pub async fn connect_narrow(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(1024).expect("set");
        Self(BufReader::new(socket.connect(address).await.expect("a connection")))
    }

    /// Asks; `head` is all of the request but its end.
    pub async fn write(&mut self, head: &str) {
        let text = format!("{head}\r\nhost: localhost\r\n\r\n");
        self.0.get_mut().write_all(text.as_bytes()).await.expect("asked");
    }

    /// Head and body of an answer that says how long it is.
    pub async fn answer(&mut self) -> (String, Vec<u8>) {
        let head = self.head().await;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().expect("a number"))];
        self.0.read_exact(&mut body).await.expect("a body");
        (head, body)
    }

    pub async fn head(&mut self) -> String {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = tokio::time::timeout(LONGEST, self.0.read_line(&mut head)).await.expect("in time");
            assert!(read.expect("a line") > 0, "it ended: {head}");
        }
        head
    }

    /// Asks for the events on this connection and hears the first heartbeat.
    pub async fn listen(&mut self, head: &str) {
        self.write(&format!("GET /events HTTP/1.1{head}")).await;
        let head = self.head().await;
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("content-type: text/event-stream\r\n"), "{head}");
    }

    /// The next event; none when the stream has ended.
    pub async fn event(&mut self) -> Option<Event> {
        let mut event = Event::default();
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(LONGEST, self.0.read_line(&mut line)).await.expect("in time");
            // a connection that was cut ends with an error
            if read.unwrap_or(0) == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("id", id)) => id.clone_into(&mut event.id),
                Some(("event", name)) => name.clone_into(&mut event.name),
                Some(("data", data)) => data.clone_into(&mut event.data),
                _ => return Some(event),
            }
        }
    }

    /// The ids of the next changes up to this one.
    pub async fn changes_up_to(&mut self, last: &str) -> Vec<String> {
        let mut ids = Vec::new();
        while ids.last().is_none_or(|id| id != last) {
            let event = self.event().await.expect("an event");
            if event.name == "published" {
                assert_eq!(event.id, event.data);
                ids.push(event.id);
            }
        }
        ids
    }
}
