//! Mail leaves by a real conversation with a mail server, once, and is tried again where the server fails.

use backend::mail::Mailer;
use domain::{language::Language, time::MINUTE};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::mpsc,
};

use crate::support;

/// A mail server that speaks as much SMTP as a client needs; refuses the first `refuse` conversations.
async fn mail_server(mut refuse: u32) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (send, received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            if refuse > 0 {
                refuse -= 1;
                write.write_all(b"421 too busy\r\n").await.expect("said");
                continue;
            }
            write.write_all(b"220 test\r\n").await.expect("said");
            let (mut in_data, mut message) = (false, String::new());
            while let Ok(Some(line)) = lines.next_line().await {
                let answer: &[u8] = match line.split(' ').next().unwrap_or("") {
                    "." if in_data => {
                        in_data = false;
                        send.send(std::mem::take(&mut message)).expect("heard");
                        b"250 kept\r\n"
                    }
                    _ if in_data => {
                        message.push_str(&line);
                        message.push('\n');
                        continue;
                    }
                    "DATA" => {
                        in_data = true;
                        b"354 go on\r\n"
                    }
                    "QUIT" => b"221 bye\r\n",
                    _ => b"250 ok\r\n",
                };
                write.write_all(answer).await.expect("said");
            }
        }
    });
    (format!("smtp://{address}"), received)
}

#[tokio::test]
async fn a_mail_is_sent_by_smtp_with_its_key_as_message_id() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let (url, mut received) = mail_server(0).await;
        let mailer = Mailer::smtp(&url, "Hanaro <no-reply@status.example.com>").expect("a mailer");
        backend.request_sign_in_link("bom@example.com", Language::En).await.expect("sent");
        assert_eq!(backend.deliver_due(&mailer).await.expect("delivered"), 1);
        let message = received.recv().await.expect("a message");
        assert!(message.contains("To: bom@example.com"), "{message}");
        assert!(message.contains("Message-ID: <sign-in-"), "{message}");
        assert_eq!(backend.deliver_due(&mailer).await.expect("nothing left"), 0);
    }
}

#[tokio::test]
async fn a_failing_server_is_tried_again_later() {
    for store in support::databases().await {
        let backend = support::backend(&store);
        let (url, mut received) = mail_server(1).await;
        let mailer = Mailer::smtp(&url, "Hanaro <no-reply@status.example.com>").expect("a mailer");
        backend.request_sign_in_link("bom@example.com", Language::Ko).await.expect("queued");
        assert_eq!(backend.deliver_due(&mailer).await.expect("tried"), 0);
        assert_eq!(backend.deliver_due(&mailer).await.expect("not due yet"), 0);
        backend.clock.advance(MINUTE);
        assert_eq!(backend.deliver_due(&mailer).await.expect("tried again"), 1);
        assert!(received.recv().await.is_some());
    }
}
