//! How a server looks at what a probe names. Addresses of one's own network are looked at as any other; those of the link
//! are not, since services behind them give away secrets of the machine.

pub(super) mod address;
mod dns;
mod http;
#[cfg(test)]
mod tests;
mod tls;

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use domain::{
    probe::{Endpoint, Finding, Reading, Target},
    time::Instant,
};
use tokio::net::TcpStream;
use tokio_rustls::rustls::{
    ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier, crypto::CryptoProvider, crypto::ring,
};

/// The way a server looks.
#[derive(Debug, Default)]
pub struct Prober {
    resolver: Option<SocketAddr>,
    clients: OnceLock<Option<http::Clients>>,
}

impl Prober {
    /// One that asks this server for DNS records, or the system's where none is named.
    pub fn new(resolver: Option<SocketAddr>) -> Self {
        Self { resolver, clients: OnceLock::new() }
    }

    /// Looks once; `timeout` is in microseconds, and `now` is what the days of a certificate are counted from.
    pub async fn look(&self, target: &Target, timeout: i64, now: Instant) -> Reading {
        let begun = std::time::Instant::now();
        let limit = Duration::from_micros(u64::try_from(timeout).unwrap_or(0));
        let finding = tokio::time::timeout(limit, self.find(target, now)).await.unwrap_or(Finding::TimedOut);
        Reading { finding, latency: i64::try_from(begun.elapsed().as_micros()).unwrap_or(i64::MAX) }
    }

    async fn find(&self, target: &Target, now: Instant) -> Finding {
        let found = match target {
            Target::Http { url, method, status_from, status_to, contains, follows_redirects } => {
                match self.clients.get_or_init(http::Clients::new) {
                    Some(clients) => {
                        let expected =
                            http::Expected { statuses: *status_from..=*status_to, text: contains.as_deref() };
                        clients.look(url, *method, &expected, *follows_redirects).await
                    }
                    None => Err(Finding::TlsFailed),
                }
            }
            Target::Tcp { endpoint } => connect(endpoint).await.map(|_| Finding::Works),
            Target::Dns { name, records, expected } => {
                dns::look(self.resolver, name, *records, expected.as_deref()).await
            }
            Target::Tls { endpoint, warn_days, fail_days } => {
                let end = tls::end_of_certificate(endpoint).await;
                end.map(|end| Finding::of_expiry(end, now, *warn_days, *fail_days))
            }
        };
        found.unwrap_or_else(|failure| failure)
    }
}

/// Connects to one of the addresses of a host.
async fn connect(endpoint: &Endpoint) -> Result<TcpStream, Finding> {
    let addresses = addresses(&endpoint.host, endpoint.port).await?;
    TcpStream::connect(&addresses[..]).await.map_err(|_| Finding::Unreachable)
}

/// The addresses of a host, every one of which must be allowed.
async fn addresses(host: &str, port: u16) -> Result<Vec<SocketAddr>, Finding> {
    let found: Vec<_> = tokio::net::lookup_host((host, port)).await.map_err(|_| Finding::UnknownHost)?.collect();
    match found.iter().all(|address| address::is_allowed(address.ip())) {
        _ if found.is_empty() => Err(Finding::UnknownHost),
        true => Ok(found),
        false => Err(Finding::NotAllowed),
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// What TLS is spoken with; whom it trusts is not said yet.
fn tls_config() -> Option<ConfigBuilder<ClientConfig, WantsVerifier>> {
    ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().ok()
}

/// Whom browsers trust, and whom this machine does besides, as an authority of one's own network.
fn roots() -> RootCertStore {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}
