//! Requests to webhooks and push services: only to addresses of the public internet, looked at after the name was resolved
//! and connected to as they were looked at; redirects are answers like any other and are not followed.

mod address;
mod signature;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, StatusCode, Uri, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
};
use url::{Host, Url};

pub(crate) use self::address::embedded;
pub use self::{
    address::is_public,
    signature::{Signed, secret_text, sign},
};

/// Longest a request may take in all.
const LONGEST: Duration = Duration::from_secs(10);
/// Most of an answer that is read.
const LARGEST_ANSWER: usize = 16 * 1024;

/// Why a request did not come through.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// The address is not one that requests may go to.
    #[error("the address is not allowed")]
    NotAllowed,
    /// The name is unknown, nobody listens, the connection broke, TLS failed.
    #[error("the receiver cannot be reached")]
    Unreachable,
    /// It took too long.
    #[error("the receiver did not answer in time")]
    Late,
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What its body is.
    pub content_type: &'static str,
    /// Headers beside those that every request has, in small letters.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

impl Outgoing {
    /// A JSON body with the headers of its signature, where it has one.
    pub fn json(body: String, signed: Option<Signed>) -> Self {
        let headers = signed.map(|signed| {
            vec![
                ("webhook-id", signed.id),
                ("webhook-timestamp", signed.timestamp.to_string()),
                ("webhook-signature", signed.signature),
            ]
        });
        Self { content_type: "application/json", headers: headers.unwrap_or_default(), body: body.into() }
    }
}

/// What a receiver answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookAnswer {
    /// The status.
    pub status: u16,
}

impl HookAnswer {
    /// Whether the receiver took it.
    pub const fn is_taken(self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// The way requests leave.
#[derive(Clone)]
pub struct Hooks {
    /// One for all, so that who is asked again and again need not show its certificates anew; none where there is no TLS.
    tls: Option<TlsConnector>,
    allows_private: bool,
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hooks")
    }
}

impl Hooks {
    /// To the public internet over TLS alone; or, for tests, to this machine and without TLS too.
    pub fn new(allows_private: bool) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = versions.map(|versions| versions.with_root_certificates(roots).with_no_client_auth());
        Self { tls: config.ok().map(|config| Arc::new(config).into()), allows_private }
    }

    /// Whether requests may go to addresses that the internet does not reach.
    pub const fn allows_private(&self) -> bool {
        self.allows_private
    }

    /// Sends a request.
    pub async fn post(&self, url: &str, outgoing: Outgoing) -> Result<HookAnswer, HookError> {
        let target = target(url, self.allows_private)?;
        tokio::time::timeout(LONGEST, self.exchange(&target, outgoing)).await.map_err(|_| HookError::Late)?
    }

    async fn exchange(&self, target: &Url, outgoing: Outgoing) -> Result<HookAnswer, HookError> {
        let stream = self.connect(target).await?;
        let request = request(target, outgoing)?;
        if target.scheme() == "http" {
            return ask(stream, request).await;
        }
        let name = target.host_str().and_then(|host| ServerName::try_from(host.to_owned()).ok());
        let name = name.ok_or(HookError::NotAllowed)?;
        let stream = self.tls.as_ref().ok_or(HookError::Unreachable)?.connect(name, stream).await;
        ask(stream.map_err(|_| HookError::Unreachable)?, request).await
    }

    /// Connects to one of the addresses of a name, every one of which must be allowed.
    async fn connect(&self, target: &Url) -> Result<TcpStream, HookError> {
        let port = target.port_or_known_default().ok_or(HookError::NotAllowed)?;
        let addresses: Vec<SocketAddr> = match target.host().ok_or(HookError::NotAllowed)? {
            Host::Ipv4(ip) => vec![(ip, port).into()],
            Host::Ipv6(ip) => vec![(ip, port).into()],
            Host::Domain(name) => {
                tokio::net::lookup_host((name, port)).await.map_err(|_| HookError::Unreachable)?.collect()
            }
        };
        if !self.allows_private && !addresses.iter().all(|address| is_public(address.ip())) {
            return Err(HookError::NotAllowed);
        }
        TcpStream::connect(&addresses[..]).await.map_err(|_| HookError::Unreachable)
    }
}

/// The address of a webhook that may be subscribed: over TLS, to a public host, without a password in it.
pub fn target(url: &str, allows_private: bool) -> Result<Url, HookError> {
    let url = Url::parse(url).map_err(|_| HookError::NotAllowed)?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_encrypted = url.scheme() == "https" || (allows_private && url.scheme() == "http");
    let is_reachable = match url.host() {
        Some(Host::Domain(name)) => allows_private || is_public_name(name),
        Some(Host::Ipv4(ip)) => allows_private || is_public(ip.into()),
        Some(Host::Ipv6(ip)) => allows_private || is_public(ip.into()),
        None => false,
    };
    if is_plain && is_encrypted && is_reachable { Ok(url) } else { Err(HookError::NotAllowed) }
}

/// Names that only a network of one's own knows are refused at once; the others are resolved when something is sent.
fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && !matches!(last, "local" | "localhost" | "internal" | "lan" | "home" | "corp" | "intranet")
}

fn request(target: &Url, outgoing: Outgoing) -> Result<Request<Full<Bytes>>, HookError> {
    let path = target.query().map_or_else(|| target.path().to_owned(), |query| format!("{}?{query}", target.path()));
    let host = match (target.host_str(), target.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let mut request = Request::post(path.parse::<Uri>().map_err(|_| HookError::NotAllowed)?)
        .header(header::HOST, host)
        .header(header::USER_AGENT, "makewhole")
        .header(header::CONTENT_TYPE, outgoing.content_type)
        .header(header::CONNECTION, "close");
    for (name, value) in outgoing.headers {
        request = request.header(name, value);
    }
    request.body(Full::new(outgoing.body)).map_err(|_| HookError::NotAllowed)
}

/// Sends a request over a connection of its own and reads the answer.
async fn ask<S>(stream: S, request: Request<Full<Bytes>>) -> Result<HookAnswer, HookError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| HookError::Unreachable)?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(|_| HookError::Unreachable)?;
        let status: StatusCode = answer.status();
        // the rest of a long answer is left unread, and what it says is of no interest
        let _ = Limited::new(answer.into_body(), LARGEST_ANSWER).collect().await;
        Ok(HookAnswer { status: status.as_u16() })
    };
    tokio::pin!(connection);
    tokio::pin!(exchange);
    tokio::select! {
        answer = &mut exchange => answer,
        // the answer may still be on its way to who asked
        ended = &mut connection => if ended.is_ok() { exchange.await } else { Err(HookError::Unreachable) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_over_tls_can_be_subscribed() {
        for good in ["https://example.com/hook?a=b", "https://203.0.114.9/", "https://hooks.slack.com:8443/services/T0"]
        {
            assert!(target(good, false).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://user:password@example.com/",
            "https://localhost/",
            "https://intranet/",
            "https://printer.local/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://10.0.0.8/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.8]/",
            "https://[fd00::1]/",
        ] {
            assert!(target(bad, false).is_err(), "{bad}");
        }
        assert!(target("http://127.0.0.1:8000/", true).is_ok(), "for tests");
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_refused_when_it_is_resolved() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let url = Url::parse(&format!("https://localhost:{port}/")).expect("an address");
        assert!(matches!(Hooks::new(false).connect(&url).await, Err(HookError::NotAllowed)));
        assert!(Hooks::new(true).connect(&url).await.is_ok());
    }
}
