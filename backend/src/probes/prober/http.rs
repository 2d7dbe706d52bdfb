//! Looking by HTTP: a connection of its own for each look, and redirects to addresses that are allowed only.

use std::{error::Error as StdError, net::IpAddr, ops::RangeInclusive, sync::Arc};

use domain::probe::{Finding, Method};
use reqwest::{
    Client, ClientBuilder,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::{Action, Attempt, Policy},
};
use tokio_rustls::rustls;
use url::{Host, Url};

use super::{address, addresses, roots, tls_config};

/// Most of a body in which a text is looked for, in bytes.
const LARGEST_PART: usize = 64 * 1024;
/// Most redirects in a row.
const MOST_REDIRECTS: usize = 5;

/// What an answer has to be.
pub struct Expected<'a> {
    /// Statuses that are right.
    pub statuses: RangeInclusive<u16>,
    /// A text in the first part of the body.
    pub text: Option<&'a str>,
}

/// Those that ask: they differ in what they make of a redirect.
#[derive(Debug)]
pub struct Clients {
    following: Client,
    staying: Client,
}

/// A finding on the way of an error through the library.
#[derive(Debug, thiserror::Error)]
#[error("{0:?}")]
struct Stopped(Finding);

impl Clients {
    /// None where TLS cannot be set up.
    pub fn new() -> Option<Self> {
        let tls = tls_config()?.with_root_certificates(roots()).with_no_client_auth();
        let client = |redirect| -> Option<Client> {
            let client: ClientBuilder = Client::builder()
                .user_agent("makewhole")
                .no_proxy()
                .pool_max_idle_per_host(0)
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(Arc::new(Allowed))
                .redirect(redirect);
            client.build().ok()
        };
        Some(Self { following: client(Policy::custom(follow))?, staying: client(Policy::none())? })
    }

    /// Asks once.
    pub async fn look(
        &self,
        url: &str,
        method: Method,
        expected: &Expected<'_>,
        follows_redirects: bool,
    ) -> Result<Finding, Finding> {
        let url = Url::parse(url).map_err(|_| Finding::UnknownHost)?;
        if !is_allowed(&url) {
            return Err(Finding::NotAllowed);
        }
        let client = if follows_redirects { &self.following } else { &self.staying };
        let request = match method {
            Method::Get => client.get(url),
            Method::Head => client.head(url),
        };
        let answer = request.send().await.map_err(|error| finding(&error))?;
        let status = answer.status().as_u16();
        if !expected.statuses.contains(&status) {
            return Ok(Finding::OtherStatus { status });
        }
        match expected.text {
            Some(text) if !first_part(answer).await?.contains(text) => Ok(Finding::TextMissing),
            _ => Ok(Finding::Works),
        }
    }
}

async fn first_part(mut answer: reqwest::Response) -> Result<String, Finding> {
    let mut part = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| finding(&error))? {
        part.extend_from_slice(&chunk);
        if part.len() >= LARGEST_PART {
            part.truncate(LARGEST_PART);
            break;
        }
    }
    Ok(String::from_utf8_lossy(&part).into_owned())
}

/// Names are looked at when they are resolved; addresses in a URL are not resolved, so they are looked at here.
fn is_allowed(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => address::is_allowed(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => address::is_allowed(IpAddr::V6(ip)),
        Some(Host::Domain(_)) => true,
        None => false,
    }
}

fn follow(attempt: Attempt<'_>) -> Action {
    if attempt.previous().len() > MOST_REDIRECTS {
        attempt.error(Stopped(Finding::TooManyRedirects))
    } else if is_allowed(attempt.url()) {
        attempt.follow()
    } else {
        attempt.error(Stopped(Finding::NotAllowed))
    }
}

/// Resolves names to addresses that are allowed.
struct Allowed;

impl Resolve for Allowed {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = addresses(name.as_str(), 0).await.map_err(Stopped)?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// What an error of the library means.
fn finding(error: &reqwest::Error) -> Finding {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(Stopped(finding)) = one.downcast_ref() {
            return finding.clone();
        }
        if one.is::<rustls::Error>() {
            return Finding::TlsFailed;
        }
        // an error of input and output gives away the source of what it holds, but not that itself
        let held = one.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = match held {
            Some(held) => Some(held),
            None => one.source(),
        };
    }
    if error.is_connect() { Finding::Unreachable } else { Finding::BrokenAnswer }
}
