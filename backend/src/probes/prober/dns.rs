//! Looking at DNS records, fresh at each look.

use std::net::SocketAddr;

use domain::probe::{Finding, RecordKind};
use hickory_resolver::{
    Resolver, TokioResolver,
    config::{NameServerConfig, ResolveHosts, ResolverConfig},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::{Name, RData, RecordType},
};

/// Longest record that is kept of what was found, in characters.
const LONGEST_SHOWN: usize = 200;

/// Asks `server`, or who the system asks, for the records of a name.
pub async fn look(
    server: Option<SocketAddr>,
    name: &str,
    records: RecordKind,
    expected: Option<&str>,
) -> Result<Finding, Finding> {
    let resolver = resolver(server).map_err(|_| Finding::Unreachable)?;
    let mut name = Name::from_ascii(name).map_err(|_| Finding::UnknownHost)?;
    // no other name is tried, as one of a domain that is searched
    name.set_fqdn(true);
    let answer = resolver.lookup(name, record_type(records)).await.map_err(|error| finding(&error))?;
    let found: Vec<_> = answer.answers().iter().filter_map(|record| text(&record.data, records)).collect();
    let Some(first) = found.first() else { return Ok(Finding::NoRecord) };
    match expected {
        Some(expected) if !found.iter().any(|text| is_same(text, expected, records)) => {
            Ok(Finding::OtherRecords { found: first.chars().take(LONGEST_SHOWN).collect() })
        }
        _ => Ok(Finding::Works),
    }
}

fn resolver(server: Option<SocketAddr>) -> Result<TokioResolver, NetError> {
    let mut builder = match server {
        Some(server) => {
            let mut config = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut config.connections {
                connection.port = server.port();
            }
            let config = ResolverConfig::from_name_servers(vec![config]);
            Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
        None => TokioResolver::builder_tokio()?,
    };
    let options = builder.options_mut();
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    builder.build()
}

const fn record_type(records: RecordKind) -> RecordType {
    match records {
        RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
        RecordKind::Cname => RecordType::CNAME,
        RecordKind::Mx => RecordType::MX,
        RecordKind::Txt => RecordType::TXT,
    }
}

/// A record as people write it; none where it is of another kind, as a name on the way to an address.
fn text(data: &RData, records: RecordKind) -> Option<String> {
    match (records, data) {
        (RecordKind::A, RData::A(address)) => Some(address.0.to_string()),
        (RecordKind::Aaaa, RData::AAAA(address)) => Some(address.0.to_string()),
        (RecordKind::Cname, RData::CNAME(name)) => Some(name.0.to_ascii()),
        (RecordKind::Mx, RData::MX(mail)) => Some(mail.exchange.to_ascii()),
        (RecordKind::Txt, RData::TXT(text)) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
        _ => None,
    }
}

fn is_same(found: &str, expected: &str, records: RecordKind) -> bool {
    match records {
        RecordKind::A | RecordKind::Aaaa => expected.parse().is_ok_and(|ip: std::net::IpAddr| ip.to_string() == found),
        RecordKind::Cname | RecordKind::Mx => {
            found.trim_end_matches('.').eq_ignore_ascii_case(expected.trim_end_matches('.'))
        }
        RecordKind::Txt => found == expected,
    }
}

fn finding(error: &NetError) -> Finding {
    match error {
        _ if error.is_no_records_found() => Finding::NoRecord,
        NetError::Timeout => Finding::TimedOut,
        NetError::Io(_) | NetError::NoConnections => Finding::Unreachable,
        _ => Finding::BrokenAnswer,
    }
}
