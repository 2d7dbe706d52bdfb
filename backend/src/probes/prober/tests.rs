//! Looks at listeners on this machine.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use domain::{
    probe::{Method, RecordKind},
    time::{DAY, SECOND},
};
use hickory_resolver::proto::{
    op::Message,
    rr::{RData, Record, RecordType, rdata},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, UdpSocket},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

use super::*;

const NOW: Instant = Instant(20_000 * DAY);

async fn find(target: Target) -> Finding {
    Prober::default().look(&target, 5 * SECOND, NOW).await.finding
}

/// Answers every request with what is in the cell, and closes.
async fn http_server(answer: Arc<Mutex<String>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let _ = stream.read(&mut request).await;
            let answer = answer.lock().expect("an answer").clone();
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n{body}", body.len())
}

fn http(url: &str, contains: Option<&str>, follows_redirects: bool) -> Target {
    Target::Http {
        url: url.to_owned(),
        method: Method::Get,
        status_from: 200,
        status_to: 299,
        contains: contains.map(str::to_owned),
        follows_redirects,
    }
}

#[tokio::test]
async fn http_is_looked_at_by_status_and_text() {
    let said = Arc::new(Mutex::new(answer("200 OK", "", "all is well")));
    let address = http_server(said.clone()).await;
    let url = format!("http://{address}/health");
    let say = |text: String| *said.lock().expect("the answer") = text;
    assert_eq!(find(http(&url, None, false)).await, Finding::Works);
    assert_eq!(find(http(&url, Some("is well"), false)).await, Finding::Works);
    assert_eq!(find(http(&url, Some("is ill"), false)).await, Finding::TextMissing);
    let named = format!("http://localhost:{}/", address.port());
    assert_eq!(find(http(&named, None, false)).await, Finding::Works, "by name too");
    say(answer("500 Internal Server Error", "", ""));
    assert_eq!(find(http(&url, None, true)).await, Finding::OtherStatus { status: 500 });
    say("nonsense\r\n\r\n".into());
    assert_eq!(find(http(&url, None, false)).await, Finding::BrokenAnswer);
}

#[tokio::test]
async fn a_redirect_is_followed_where_it_is_wanted_and_leads_somewhere() {
    let end = http_server(Arc::new(Mutex::new(answer("200 OK", "", "arrived")))).await;
    let said = Arc::new(Mutex::new(answer("302 Found", &format!("location: http://{end}/\r\n"), "")));
    let url = format!("http://{}/", http_server(said.clone()).await);
    assert_eq!(find(http(&url, Some("arrived"), true)).await, Finding::Works);
    assert_eq!(find(http(&url, None, false)).await, Finding::OtherStatus { status: 302 });
    for (location, finding) in [
        (url.as_str(), Finding::TooManyRedirects),
        ("http://169.254.169.254/latest/meta-data/", Finding::NotAllowed),
        ("http://[::ffff:169.254.169.254]/", Finding::NotAllowed),
    ] {
        *said.lock().expect("the answer") = answer("302 Found", &format!("location: {location}\r\n"), "");
        assert_eq!(find(http(&url, None, true)).await, finding, "{location}");
    }
}

#[tokio::test]
async fn what_cannot_be_reached_says_why() {
    for url in ["http://169.254.169.254/", "http://[fe80::1]/"] {
        assert_eq!(find(http(url, None, false)).await, Finding::NotAllowed);
    }
    let refused = Target::Tcp { endpoint: Endpoint { host: "169.254.169.254".into(), port: 80 } };
    assert_eq!(find(refused).await, Finding::NotAllowed);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = Endpoint { host: "127.0.0.1".into(), port: listener.local_addr().expect("an address").port() };
    let target = Target::Tcp { endpoint: endpoint.clone() };
    assert_eq!(find(target.clone()).await, Finding::Works);
    // it is connected, and never answered
    let url = format!("http://{endpoint}/");
    let late = Prober::default().look(&http(&url, None, false), SECOND / 20, NOW).await;
    assert_eq!(late.finding, Finding::TimedOut);
    assert!(late.latency >= SECOND / 20);
    drop(listener);
    assert_eq!(find(target).await, Finding::Unreachable);
    assert_eq!(find(http(&url, None, false)).await, Finding::Unreachable);
}

/// Shows a certificate that it signed itself, which ends so many days from now.
async fn tls_server(days: i64) -> Endpoint {
    let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let (year, month, day) = date(NOW.plus(days * DAY));
    params.not_after = rcgen::date_time_ymd(year, month, day);
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = CertificateDer::from(params.self_signed(&key).expect("a certificate"));
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("the key");
    let config = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let config = config.expect("TLS").with_no_client_auth().with_single_cert(vec![certificate], key).expect("TLS");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut request = vec![0; 64];
                let _ = stream.read(&mut request).await;
            }
        }
    });
    Endpoint { host: "localhost".into(), port }
}

fn date(at: Instant) -> (i32, u8, u8) {
    let text = at.rfc3339();
    let mut parts = text[..10].split('-');
    let mut next = || parts.next().expect("a part");
    (next().parse().expect("a year"), next().parse().expect("a month"), next().parse().expect("a day"))
}

#[tokio::test]
async fn a_certificate_is_looked_at_whoever_signed_it() {
    for (days, finding) in [
        (90, Finding::Works),
        (10, Finding::ExpiresSoon { days: 10 }),
        (2, Finding::Expires { days: 2 }),
        (-5, Finding::Expires { days: -5 }),
    ] {
        let endpoint = tls_server(days).await;
        let target = Target::Tls { endpoint, warn_days: Some(14), fail_days: 3 };
        assert_eq!(find(target).await, finding);
    }
    let endpoint = tls_server(90).await;
    let https = http(&format!("https://{endpoint}/"), None, false);
    assert_eq!(find(https).await, Finding::TlsFailed, "who speaks HTTP is to be trusted");
    let said = Arc::new(Mutex::new(answer("200 OK", "", "")));
    let port = http_server(said).await.port();
    let endpoint = Endpoint { host: "localhost".into(), port };
    assert_eq!(find(Target::Tls { endpoint, warn_days: None, fail_days: 0 }).await, Finding::TlsFailed);
}

/// Has one record of each kind for `pay.example.com`, and for other names none.
async fn dns_server() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let address = socket.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut packet = vec![0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut packet).await {
            let asked = Message::from_vec(&packet[..length]).expect("a question");
            let question = asked.queries[0].clone();
            let name = |text: &str| text.parse().expect("a name");
            let data = match question.query_type() {
                _ if question.name().to_ascii() != "pay.example.com." => None,
                RecordType::A => Some(RData::A(rdata::A::new(10, 0, 0, 7))),
                RecordType::AAAA => Some(RData::AAAA(rdata::AAAA::new(0xfd00, 0, 0, 0, 0, 0, 0, 7))),
                RecordType::CNAME => Some(RData::CNAME(rdata::CNAME(name("edge.example.net.")))),
                RecordType::MX => Some(RData::MX(rdata::MX::new(10, name("mx.example.com.")))),
                RecordType::TXT => Some(RData::TXT(rdata::TXT::new(vec!["v=spf1 ".into(), "-all".into()]))),
                _ => None,
            };
            let mut answer = Message::response(asked.metadata.id, asked.metadata.op_code);
            answer.add_query(question.clone());
            answer.add_answers(data.map(|data| Record::from_rdata(question.name().clone(), 60, data)));
            let _ = socket.send_to(&answer.to_vec().expect("an answer"), from).await;
        }
    });
    address
}

#[tokio::test]
async fn dns_is_looked_at_by_kind_and_value() {
    let prober = Prober::new(Some(dns_server().await));
    let find = async |name: &str, records, expected: Option<&str>| {
        let target = Target::Dns { name: name.into(), records, expected: expected.map(str::to_owned) };
        prober.look(&target, 5 * SECOND, NOW).await.finding
    };
    for (records, right) in [
        (RecordKind::A, "10.0.0.7"),
        (RecordKind::Aaaa, "fd00:0::7"),
        (RecordKind::Cname, "Edge.example.net"),
        (RecordKind::Mx, "mx.example.com."),
        (RecordKind::Txt, "v=spf1 -all"),
    ] {
        assert_eq!(find("pay.example.com", records, None).await, Finding::Works, "{records:?}");
        assert_eq!(find("pay.example.com", records, Some(right)).await, Finding::Works, "{right}");
        assert_eq!(find("other.example.com", records, None).await, Finding::NoRecord);
    }
    let other = find("pay.example.com", RecordKind::A, Some("10.0.0.8")).await;
    assert_eq!(other, Finding::OtherRecords { found: "10.0.0.7".into() });
    let nobody = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let prober = Prober::new(Some(nobody.local_addr().expect("an address")));
    let target = Target::Dns { name: "pay.example.com".into(), records: RecordKind::A, expected: None };
    assert_eq!(prober.look(&target, SECOND / 20, NOW).await.finding, Finding::TimedOut);
}
