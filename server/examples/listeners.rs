//! Listens to a site's events on many connections, for `cargo xtask bench streams`. Arguments: the site's address and how
//! many connections.
//!
//! Writes `ready` once each has heard its first event. Then, for each change, a line of JSON once all have heard of it or
//! five seconds after the first: its id, how many heard it, how often one heard it again, and when half of them, 99 of a
//! hundred and the last had it whole, in microseconds of Unix time. Ends when the site does.

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};

/// Who has not heard by then has lost it.
const LOST_AFTER: Duration = Duration::from_secs(5);

/// What a connection tells.
enum Told {
    /// It has its first event.
    Ready,
    /// It has an event of a change.
    Heard { id: String, listener: usize, at: u64 },
    /// It was closed.
    Ended,
}

/// What is known of a change.
struct Change {
    since: Instant,
    heard: Vec<bool>,
    at: Vec<u64>,
    again: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, count] = arguments.as_slice() else { return Err("the address and how many connections".into()) };
    let (address, count): (SocketAddr, usize) = (address.parse()?, count.parse()?);
    rlimit::increase_nofile_limit(u64::MAX)?;
    let (tell, mut told) = mpsc::unbounded_channel();
    for listener in 0..count {
        let stream = TcpStream::connect(address).await?;
        tokio::spawn(listen(stream, listener, tell.clone()));
    }
    drop(tell);
    let (mut ready, mut ended) = (0, 0);
    let mut changes: HashMap<String, Change> = HashMap::new();
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    loop {
        tokio::select! {
            Some(told) = told.recv() => match told {
                Told::Ready => {
                    ready += 1;
                    if ready == count {
                        println!("ready");
                    }
                }
                Told::Heard { id, listener, at } => {
                    let change = changes.entry(id).or_insert_with(|| Change {
                        since: Instant::now(), heard: vec![false; count], at: Vec::with_capacity(count), again: 0,
                    });
                    if std::mem::replace(&mut change.heard[listener], true) {
                        change.again += 1;
                    } else {
                        change.at.push(at);
                    }
                }
                Told::Ended => ended += 1,
            },
            _ = ticks.tick() => {
                if ended > 0 {
                    return Err(format!("{ended} of {count} connections ended").into());
                }
                // a little longer than the last one takes, so that what comes twice is seen
                let is_over = |change: &Change| {
                    let age = change.since.elapsed();
                    age > LOST_AFTER || (age > Duration::from_secs(2) && change.at.len() == count)
                };
                changes.retain(|id, change| {
                    let over = is_over(change);
                    if over {
                        println!("{}", line(id, change));
                    }
                    !over
                });
            }
        }
    }
}

/// Asks for the events and tells of each.
async fn listen(mut stream: TcpStream, listener: usize, tell: mpsc::UnboundedSender<Told>) {
    // errors end the connection, which is told
    let _ = hear(&mut stream, listener, &tell).await;
    let _ = tell.send(Told::Ended);
}

async fn hear(stream: &mut TcpStream, listener: usize, tell: &mpsc::UnboundedSender<Told>) -> std::io::Result<()> {
    stream.write_all(b"GET /events HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n").await?;
    let (mut text, mut is_ready) = (String::new(), false);
    let mut bytes = [0; 1024];
    loop {
        let length = stream.read(&mut bytes).await?;
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        if length == 0 {
            return Ok(());
        }
        text += &String::from_utf8_lossy(&bytes[..length]);
        while let Some((event, rest)) = text.split_once("\n\n") {
            if !std::mem::replace(&mut is_ready, true) {
                let _ = tell.send(Told::Ready);
            }
            if event.contains("event: published")
                && let Some(id) = event.lines().find_map(|line| line.strip_prefix("id: "))
            {
                let at = u64::try_from(at).unwrap_or(u64::MAX);
                let _ = tell.send(Told::Heard { id: id.to_owned(), listener, at });
            }
            text = rest.to_owned();
        }
    }
}

fn line(id: &str, change: &mut Change) -> String {
    change.at.sort_unstable();
    let at = |percent: usize| change.at[((change.at.len() - 1) * percent).div_ceil(100)];
    let (half, most, last) = (at(50), at(99), at(100));
    let (heard, again) = (change.at.len(), change.again);
    serde_json::json!({ "id": id, "heard": heard, "again": again, "half": half, "most": most, "last": last })
        .to_string()
}
