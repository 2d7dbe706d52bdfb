//! What a probe may be.

use domain::{
    probe::{Endpoint, Method, Probe, RecordKind, Target, is_host},
    time::{DAY, SECOND},
};
use url::{Host, Url};

use super::prober::address;
use crate::error::Problem;

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Longest address and expected text, in characters.
const LONGEST_TEXT: usize = 1000;
/// How often a server may look at the most, in microseconds.
pub const SHORTEST_INTERVAL: i64 = 20 * SECOND;
/// How seldom, in microseconds.
pub const LONGEST_INTERVAL: i64 = DAY;
/// How long a look may take at the most, in microseconds.
pub const LONGEST_TIMEOUT: i64 = 60 * SECOND;
/// Most results in a row, and most servers.
const MOST: u32 = 20;
/// Most days of a certificate.
const MOST_DAYS: u32 = 365;

/// What is wrong with a probe, by the fields of its form.
pub fn problems(probe: &Probe, is_known: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    let length = probe.name.trim().chars().count();
    if length == 0 || length > LONGEST_NAME {
        problems.push(Problem::new(
            "name",
            format!("이름을 {LONGEST_NAME}자 안으로 입력해 주세요."),
            format!("Enter a name of at most {LONGEST_NAME} characters."),
        ));
    }
    if !is_known {
        problems.push(Problem::new("component", "서비스를 골라 주세요.", "Choose a service."));
    }
    target_problems(&probe.target, &mut problems);
    if !(SHORTEST_INTERVAL..=LONGEST_INTERVAL).contains(&probe.interval) {
        problems.push(Problem::new(
            "interval",
            "20초에서 86,400초(하루)까지 정할 수 있어요.",
            "From 20 seconds to 86,400, which is a day.",
        ));
    }
    if !(SECOND..=LONGEST_TIMEOUT.min(probe.interval.max(SECOND))).contains(&probe.timeout) {
        problems.push(Problem::new(
            "timeout",
            "1초에서 60초까지, 주기보다 길지 않게 정해 주세요.",
            "From 1 to 60 seconds, and no longer than the interval.",
        ));
    }
    if probe.slow_above.is_some_and(|limit| limit <= 0 || limit >= probe.timeout) {
        problems.push(Problem::new(
            "slow_above",
            "0보다 크고 제한 시간보다 짧게 정해 주세요.",
            "Enter more than 0, and less than the timeout.",
        ));
    }
    let thresholds = probe.thresholds;
    for (field, count) in [
        ("fail_after", thresholds.fail_after),
        ("recover_after", thresholds.recover_after),
        ("quorum", thresholds.quorum),
    ] {
        if !(1..=MOST).contains(&count) {
            problems.push(Problem::new(
                field,
                format!("1에서 {MOST}까지 정할 수 있어요."),
                format!("From 1 to {MOST}."),
            ));
        }
    }
    problems
}

fn target_problems(target: &Target, problems: &mut Vec<Problem>) {
    match target {
        Target::Http { url, method, status_from, status_to, contains, .. } => {
            problems.extend(url_problem(url));
            if !(100..=599).contains(status_from) || !(*status_from..=599).contains(status_to) {
                problems.push(Problem::new(
                    "status_from",
                    "100에서 599까지, 작은 값부터 차례로 입력해 주세요.",
                    "Enter statuses from 100 to 599, the lower one first.",
                ));
            }
            if let Some(text) = contains {
                if *method == Method::Head {
                    problems.push(Problem::new(
                        "contains",
                        "HEAD 요청에는 본문이 없어요. GET을 고르거나 이 칸을 비워 주세요.",
                        "A HEAD request has no body. Choose GET, or leave this empty.",
                    ));
                }
                problems.extend(length_problem("contains", text));
            }
        }
        Target::Tcp { endpoint } => problems.extend(endpoint_problem(endpoint)),
        Target::Dns { name, records, expected } => {
            if !is_host(name) {
                problems.push(Problem::new(
                    "dns_name",
                    "example.com처럼 영문 도메인 이름을 입력해 주세요.",
                    "Enter a domain name, as example.com.",
                ));
            }
            if let Some(text) = expected {
                problems.extend(length_problem("expected", text));
                problems.extend(expected_problem(*records, text));
            }
        }
        Target::Tls { endpoint, warn_days, fail_days } => {
            problems.extend(endpoint_problem(endpoint));
            if *fail_days > MOST_DAYS {
                problems.push(days_problem("fail_days"));
            }
            match warn_days {
                Some(days) if *days > MOST_DAYS => problems.push(days_problem("warn_days")),
                Some(days) if days <= fail_days => problems.push(Problem::new(
                    "warn_days",
                    "장애로 보는 날보다 먼저 알리도록 더 큰 값을 입력해 주세요.",
                    "Enter more days than those at which it fails.",
                )),
                _ => {}
            }
        }
    }
}

fn days_problem(field: &str) -> Problem {
    Problem::new(field, format!("{MOST_DAYS}일까지 정할 수 있어요."), format!("At most {MOST_DAYS} days."))
}

fn length_problem(field: &str, text: &str) -> Option<Problem> {
    let is_long = text.chars().count() > LONGEST_TEXT;
    is_long.then(|| {
        Problem::new(
            field,
            format!("{LONGEST_TEXT}자까지 쓸 수 있어요."),
            format!("Use at most {LONGEST_TEXT} characters."),
        )
    })
}

fn url_problem(text: &str) -> Option<Problem> {
    let malformed = || {
        Problem::new(
            "url",
            "http://나 https://로 시작하는 주소를 비밀번호 없이 입력해 주세요.",
            "Enter an address that begins with http:// or https://, without a password.",
        )
    };
    if text.chars().count() > LONGEST_TEXT {
        return length_problem("url", text);
    }
    let Ok(url) = Url::parse(text) else { return Some(malformed()) };
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return Some(malformed());
    }
    let is_allowed = match url.host() {
        Some(Host::Ipv4(ip)) => address::is_allowed(ip.into()),
        Some(Host::Ipv6(ip)) => address::is_allowed(ip.into()),
        Some(Host::Domain(_)) => true,
        None => return Some(malformed()),
    };
    (!is_allowed).then(|| refused("url"))
}

fn endpoint_problem(endpoint: &Endpoint) -> Option<Problem> {
    endpoint.ip().is_some_and(|ip| !address::is_allowed(ip)).then(|| refused("endpoint"))
}

fn refused(field: &str) -> Problem {
    Problem::new(
        field,
        "링크 로컬 주소(169.254.0.0/16, fe80::/10)와 메타데이터 주소는 검사할 수 없어요.",
        "Link-local addresses (169.254.0.0/16, fe80::/10) and those of metadata services cannot be probed.",
    )
}

fn expected_problem(records: RecordKind, text: &str) -> Option<Problem> {
    let (is_right, ko, en) = match records {
        RecordKind::A => {
            (text.parse::<std::net::Ipv4Addr>().is_ok(), "IPv4 주소를 입력해 주세요.", "Enter an IPv4 address.")
        }
        RecordKind::Aaaa => {
            (text.parse::<std::net::Ipv6Addr>().is_ok(), "IPv6 주소를 입력해 주세요.", "Enter an IPv6 address.")
        }
        RecordKind::Cname | RecordKind::Mx => {
            (is_host(text), "영문 도메인 이름을 입력해 주세요.", "Enter a domain name.")
        }
        RecordKind::Txt => (true, "", ""),
    };
    (!is_right).then(|| Problem::new("expected", ko, en))
}
