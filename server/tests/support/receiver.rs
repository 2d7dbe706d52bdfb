//! A receiver of requests on this machine.

use std::collections::HashMap;

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::mpsc,
};

/// What arrived at it.
pub struct Arrived {
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

/// Its address and what arrives there. It answers with the statuses in their order, the last one for ever.
pub async fn receiver(statuses: &'static [u16]) -> (String, mpsc::UnboundedReceiver<Arrived>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (send, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut statuses = statuses.iter().chain(std::iter::repeat(statuses.last().expect("a status")));
        while let Ok((stream, _)) = listener.accept().await {
            let mut reader = BufReader::new(stream);
            let mut headers = HashMap::new();
            let mut line = String::new();
            while reader.read_line(&mut line).await.expect("a line") > 2 {
                if let Some((name, value)) = line.split_once(": ") {
                    headers.insert(name.to_lowercase(), value.trim().to_owned());
                }
                line.clear();
            }
            let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            let mut body = vec![0; length];
            reader.read_exact(&mut body).await.expect("a body");
            let status = statuses.next().expect("a status");
            let answer =
                format!("HTTP/1.1 {status} x\r\nlocation: http://{address}/other\r\ncontent-length: 0\r\n\r\n");
            reader.into_inner().write_all(answer.as_bytes()).await.expect("answered");
            send.send(Arrived { headers, body }).expect("heard");
        }
    });
    (format!("http://{address}/hook?a=b"), received)
}
