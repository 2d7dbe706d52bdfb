//! Probes: what the servers look at from outside, what they find, and how good that is. What several servers found
//! together is decided in [`agreement`].

pub mod agreement;

use std::{fmt, net::IpAddr};

use serde::{Deserialize, Serialize};

use crate::{
    component::ComponentKey,
    impact::Severity,
    named::named,
    time::{DAY, Instant},
};

/// A result counts for this many intervals, and the time a check may take.
const RESULT_COUNTS_FOR: i64 = 3;

named! {
    /// What a probe looks at.
    TargetKind {
        /// That an address answers over HTTP.
        Http = "http",
        /// That a port takes connections.
        Tcp = "tcp",
        /// That a name has records.
        Dns = "dns",
        /// That a certificate holds for long enough.
        Tls = "tls",
    }
}

named! {
    /// The method of a request.
    Method {
        /// With the body.
        Get = "GET",
        /// Without.
        Head = "HEAD",
    }
}

named! {
    /// A kind of DNS records.
    RecordKind {
        /// IPv4 addresses.
        A = "A",
        /// IPv6 addresses.
        Aaaa = "AAAA",
        /// The name that it stands for.
        Cname = "CNAME",
        /// Hosts that take its mail.
        Mx = "MX",
        /// Texts.
        Txt = "TXT",
    }
}

named! {
    /// How good a finding is; from good to bad.
    Verdict {
        /// Works.
        Up = "up",
        /// Works, but slowly, or not for much longer.
        Slow = "slow",
        /// Fails.
        Down = "down",
    }
}

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// A name or an address; an IPv6 address without brackets.
    pub host: String,
    /// From 1.
    pub port: u16,
}

impl Endpoint {
    /// Reads `host:port` or `[address]:port`; none where it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.trim().rsplit_once(':')?;
        let port = port.parse().ok().filter(|port| *port > 0)?;
        let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(address) => address.parse::<std::net::Ipv6Addr>().ok()?.to_string(),
            None if is_host(host) => host.to_owned(),
            None => return None,
        };
        Some(Self { host, port })
    }

    /// The address, where the host is one.
    pub fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

/// Letters, digits, hyphens, underscores (which names of services have) and dots; what international names are written in.
pub fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    text.len() <= 253 && text.strip_suffix('.').unwrap_or(text).split('.').all(is_label)
}

/// What a probe looks at, with all that its kind needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// An address answers over HTTP.
    Http {
        /// Where: `http` or `https`.
        url: String,
        /// How it is asked.
        method: Method,
        /// The lowest status that is right.
        status_from: u16,
        /// The highest.
        status_to: u16,
        /// What has to stand in the first part of the body; none for anything.
        contains: Option<String>,
        /// Whether redirects are followed, to the last of which status and text apply.
        follows_redirects: bool,
    },
    /// A port takes connections.
    Tcp {
        /// Where.
        endpoint: Endpoint,
    },
    /// A name has records of a kind.
    Dns {
        /// The name.
        name: String,
        /// The kind.
        records: RecordKind,
        /// What one of them has to be; none for anything.
        expected: Option<String>,
    },
    /// A certificate holds for long enough.
    Tls {
        /// Who shows it.
        endpoint: Endpoint,
        /// At so many days left and fewer it counts as degraded; none for never.
        warn_days: Option<u32>,
        /// At so many days left and fewer it fails; 0 for the last day.
        fail_days: u32,
    },
}

impl Target {
    /// Its kind.
    pub const fn kind(&self) -> TargetKind {
        match self {
            Self::Http { .. } => TargetKind::Http,
            Self::Tcp { .. } => TargetKind::Tcp,
            Self::Dns { .. } => TargetKind::Dns,
            Self::Tls { .. } => TargetKind::Tls,
        }
    }

    /// Where it is, in a line.
    pub fn place(&self) -> String {
        match self {
            Self::Http { url, .. } => url.clone(),
            Self::Tcp { endpoint } | Self::Tls { endpoint, .. } => endpoint.to_string(),
            Self::Dns { name, records, .. } => format!("{name} {}", records.name()),
        }
    }
}

/// How often in a row servers have to find the same before it counts, and how many of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Results in a row after which a server says that it fails.
    pub fail_after: u32,
    /// Results in a row after which a server says that it works.
    pub recover_after: u32,
    /// Servers that have to say the same, of those that reported lately.
    pub quorum: u32,
}

/// A probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// What staff call it.
    pub name: String,
    /// The component that fails with it.
    pub component: ComponentKey,
    /// How badly, where it fails; where it is slow, the component is degraded.
    pub severity: Severity,
    /// What it looks at.
    pub target: Target,
    /// How often each server looks, in microseconds.
    pub interval: i64,
    /// How long a look may take, in microseconds.
    pub timeout: i64,
    /// What takes longer than this is slow, in microseconds; none where nothing is.
    pub slow_above: Option<i64>,
    /// When it counts.
    pub thresholds: Thresholds,
}

impl Probe {
    /// How long a result counts, in microseconds.
    pub const fn result_counts_for(&self) -> i64 {
        RESULT_COUNTS_FOR * self.interval + self.timeout
    }

    /// How good what was found is.
    pub fn verdict(&self, reading: &Reading) -> Verdict {
        match &reading.finding {
            Finding::Works if self.slow_above.is_some_and(|most| reading.latency > most) => Verdict::Slow,
            Finding::Works => Verdict::Up,
            Finding::ExpiresSoon { .. } => Verdict::Slow,
            _ => Verdict::Down,
        }
    }

    /// The impact that a verdict raises; none where it works.
    pub const fn raises(&self, verdict: Verdict) -> Option<Severity> {
        match verdict {
            Verdict::Up => None,
            Verdict::Slow => Some(Severity::Degraded),
            Verdict::Down => Some(self.severity),
        }
    }
}

/// What one look found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// All as it should be.
    Works,
    /// The certificate holds for few more days.
    ExpiresSoon {
        /// How many.
        days: i64,
    },
    /// The certificate has expired or holds for too few days.
    Expires {
        /// How many; below zero where it has expired.
        days: i64,
    },
    /// It took longer than it may.
    TimedOut,
    /// The host has no address.
    UnknownHost,
    /// Nobody listens there, or the way there is broken.
    Unreachable,
    /// The address is not one that probes may look at.
    NotAllowed,
    /// No encrypted connection, as where the certificate is not one to trust.
    TlsFailed,
    /// Another status than one that is right.
    OtherStatus {
        /// Which.
        status: u16,
    },
    /// The text is not in the body.
    TextMissing,
    /// Redirects go in circles, or lead on and on.
    TooManyRedirects,
    /// What came back is not an answer of the protocol.
    BrokenAnswer,
    /// The name has no such record.
    NoRecord,
    /// It has others than the one expected.
    OtherRecords {
        /// The first of them.
        found: String,
    },
}

impl Finding {
    /// What the end of a certificate means at `now`.
    pub fn of_expiry(not_after: Instant, now: Instant, warn_days: Option<u32>, fail_days: u32) -> Self {
        let left = not_after.since(now);
        let days = left.div_euclid(DAY);
        let reaches = |limit: u32| left <= i64::from(limit) * DAY;
        if left < 0 || (fail_days > 0 && reaches(fail_days)) {
            Self::Expires { days }
        } else if warn_days.is_some_and(reaches) {
            Self::ExpiresSoon { days }
        } else {
            Self::Works
        }
    }
}

/// What one look found, and how long it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What was found.
    pub finding: Finding,
    /// How long it took, in microseconds.
    pub latency: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SECOND;

    fn probe(slow_above: Option<i64>) -> Probe {
        Probe {
            name: "결제".into(),
            component: ComponentKey::parse("pay").expect("a key"),
            severity: Severity::MajorOutage,
            target: Target::Tcp { endpoint: Endpoint::parse("10.0.0.1:80").expect("an endpoint") },
            interval: 30 * SECOND,
            timeout: 5 * SECOND,
            slow_above,
            thresholds: Thresholds { fail_after: 3, recover_after: 2, quorum: 1 },
        }
    }

    #[test]
    fn endpoints_are_read_as_they_are_written() {
        for (text, read) in [
            ("db.internal:5432", Some(("db.internal", 5432))),
            (" 10.0.0.1:80 ", Some(("10.0.0.1", 80))),
            ("[fd00::1]:443", Some(("fd00::1", 443))),
            ("[FD00:0::1]:443", Some(("fd00::1", 443))),
            ("_sip.example.com.:1", Some(("_sip.example.com.", 1))),
            ("example.com", None),
            ("example.com:0", None),
            ("example.com:65536", None),
            (":80", None),
            ("a..b:80", None),
            ("fd00::1:443", None),
            ("[nonsense]:1", None),
            ("user@host:1", None),
        ] {
            let found = Endpoint::parse(text);
            assert_eq!(found.as_ref().map(|e| (e.host.as_str(), e.port)), read, "{text}");
            assert_eq!(found.clone().and_then(|e| Endpoint::parse(&e.to_string())), found, "{text}");
        }
    }

    #[test]
    fn a_late_answer_is_slow_and_a_failure_is_down() {
        let reading = |finding, latency| Reading { finding, latency };
        for (limit, reading, verdict) in [
            (None, reading(Finding::Works, 4 * SECOND), Verdict::Up),
            (Some(SECOND), reading(Finding::Works, SECOND), Verdict::Up),
            (Some(SECOND), reading(Finding::Works, SECOND + 1), Verdict::Slow),
            (Some(SECOND), reading(Finding::OtherStatus { status: 500 }, 2 * SECOND), Verdict::Down),
            (None, reading(Finding::ExpiresSoon { days: 3 }, 0), Verdict::Slow),
            (None, reading(Finding::TimedOut, 0), Verdict::Down),
        ] {
            assert_eq!(probe(limit).verdict(&reading), verdict, "{reading:?}");
        }
        assert_eq!(probe(None).raises(Verdict::Down), Some(Severity::MajorOutage));
        assert_eq!(probe(None).raises(Verdict::Slow), Some(Severity::Degraded));
        assert_eq!(probe(None).raises(Verdict::Up), None);
    }

    #[test]
    fn a_certificate_warns_before_it_fails() {
        let now = Instant(1000 * DAY);
        for (left, warn, fail, finding) in [
            (30 * DAY, Some(14), 3, Finding::Works),
            (14 * DAY + 1, Some(14), 3, Finding::Works),
            (14 * DAY, Some(14), 3, Finding::ExpiresSoon { days: 14 }),
            (3 * DAY + 1, Some(14), 3, Finding::ExpiresSoon { days: 3 }),
            (3 * DAY, Some(14), 3, Finding::Expires { days: 3 }),
            (3 * DAY, None, 0, Finding::Works),
            (0, None, 0, Finding::Works),
            (-1, None, 0, Finding::Expires { days: -1 }),
            (-1, Some(14), 3, Finding::Expires { days: -1 }),
        ] {
            assert_eq!(Finding::of_expiry(now.plus(left), now, warn, fail), finding, "{left} {warn:?} {fail}");
        }
    }

    #[test]
    fn a_target_is_kept_as_a_document() {
        let target = Target::Http {
            url: "https://pay.example.com/health".into(),
            method: Method::Get,
            status_from: 200,
            status_to: 299,
            contains: Some("ok".into()),
            follows_redirects: true,
        };
        let kept = serde_json::to_string(&target).expect("a document");
        assert_eq!(
            kept,
            r#"{"kind":"http","url":"https://pay.example.com/health","method":"GET","status_from":200,"status_to":299,"contains":"ok","follows_redirects":true}"#
        );
        assert_eq!(serde_json::from_str::<Target>(&kept).expect("read"), target);
    }
}
