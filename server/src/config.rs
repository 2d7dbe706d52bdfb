//! Configuration: built-in values, then a file, then `MAKEWHOLE_…` of the environment, then flags. Checked at start.

use std::path::{Path, PathBuf};

use domain::{
    alert::{LabelMap, LabelRule},
    language::Text,
    policy::Percent,
    series::Sources,
    status::Site,
    time::{MINUTE, Zone},
};
use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Env, Format, Serialized, Toml},
    value::{Dict, Map, Value},
};
use serde::{Deserialize, Serialize};

mod described;

pub use described::{describe, masked};

/// Longest name of a server, in characters.
const LONGEST_NAME: usize = 80;

/// Everything that can be set. `makewhole config` prints it with the source of each value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `postgres://…`, or the path of a SQLite file.
    pub database: String,
    /// Where the public snapshot is kept.
    pub snapshot: PathBuf,
    /// Folders and buckets (`s3://bucket/prefix`) that hold a static copy of the public pages.
    pub mirrors: Vec<String>,
    /// The folder of the browser part, as `cargo xtask browser` makes it.
    pub browser: PathBuf,
    /// What the site is called and where it stands.
    pub site: SiteConfig,
    /// Where the process listens.
    pub server: ServerConfig,
    /// How mail leaves.
    pub mail: MailConfig,
    /// Who is told of what is published.
    pub subscribers: SubscribersConfig,
    /// Incidents.
    pub incidents: IncidentsConfig,
    /// Proofs of publication.
    pub proofs: ProofsConfig,
    /// Probes.
    pub probes: ProbesConfig,
    /// Alerts of monitoring systems.
    pub alerts: AlertsConfig,
    /// Accounts and their transactions.
    pub ledger: LedgerConfig,
    /// Whether the demonstration's pages under `/dev` exist.
    pub demonstration: bool,
}

/// The site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteConfig {
    /// The operator's name in Korean.
    pub name_ko: String,
    /// The operator's name in English.
    pub name_en: String,
    /// Public address, without a trailing slash.
    pub url: String,
    /// Zone of the tz database in which times are shown.
    pub zone: String,
}

/// Listening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// What this server is called, where several look at the same; empty for the name of the machine.
    pub name: String,
    /// Address and port of the site.
    pub listen: String,
    /// Address and port of `/metrics`; empty for none.
    pub metrics: String,
    /// Most event streams at once; who comes beyond them is asked to come later, and pages then poll.
    pub event_streams: usize,
    /// Most of them at once to one address of the internet.
    pub event_streams_per_client: usize,
    /// Whether addresses of clients come from `X-Forwarded-For`, set by a proxy of our own.
    pub behind_proxy: bool,
}

/// Mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// `smtps://user:password@host:465`; empty to keep mails in `folder`.
    pub smtp: String,
    /// The sender.
    pub from: String,
    /// Where mails are kept where no server is named.
    pub folder: PathBuf,
    /// Mails in a second that nobody waits for; 0 for as many as the server takes.
    pub per_second: u32,
}

/// Subscribers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscribersConfig {
    /// The file of the key that links in mails and signatures of webhooks are made with; made where missing. Several
    /// servers need the same one.
    pub key: PathBuf,
    /// The file of the P-256 key (PEM) that push services know this site by; made where missing. Several servers need the
    /// same one, and with another one every browser's subscription ends.
    pub push_key: PathBuf,
    /// Hosts of push services that notifications of browsers may go to, with all below them; empty for every public host.
    pub push_services: Vec<String>,
    /// Whether webhooks may go to private addresses and without TLS. For tests only.
    pub private_webhooks: bool,
}

/// Incidents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentsConfig {
    /// After how many minutes without an update of an open incident publishers are reminded; 0 for never.
    pub silent_after_minutes: u32,
}

/// Proofs of publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofsConfig {
    /// The file of the key that proofs are signed with; made where missing. Several servers need the same one.
    pub key: PathBuf,
}

/// Probes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbesConfig {
    /// Address and port of the DNS server that probes ask for records; empty for the system's.
    pub resolver: String,
}

/// Alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertsConfig {
    /// Labels that say which components fail, beside `makewhole_component`.
    pub labels: Vec<LabelRule>,
}

/// The ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerConfig {
    /// Tax within the amounts of imported files, of what they are without it: `"10%"`. It counts where a row has no `vat`.
    pub vat_included: Percent,
    /// Sources that may record the same sales, the most trusted first: of each service, what came through none counting as one,
    /// only the records of the first of them that has any on a day are counted.
    pub sources: Vec<String>,
}

/// The push services of Chrome and what is made of it, Firefox, Edge and Safari.
const PUSH_SERVICES: [&str; 5] =
    ["fcm.googleapis.com", "jmt17.google.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com"];

impl Default for Config {
    fn default() -> Self {
        Self {
            database: "data/makewhole.db".into(),
            snapshot: "data/public".into(),
            mirrors: Vec::new(),
            browser: "target/site".into(),
            site: SiteConfig {
                name_ko: "하나로".into(),
                name_en: "Hanaro".into(),
                url: "http://localhost:8080".into(),
                zone: "Asia/Seoul".into(),
            },
            server: ServerConfig {
                name: String::new(),
                listen: "127.0.0.1:8080".into(),
                metrics: "127.0.0.1:9080".into(),
                event_streams: 20_000,
                event_streams_per_client: 500,
                behind_proxy: false,
            },
            mail: MailConfig {
                smtp: String::new(),
                from: "Makewhole <no-reply@localhost.localdomain>".into(),
                folder: "data/mail".into(),
                per_second: 50,
            },
            subscribers: SubscribersConfig {
                key: "data/links.key".into(),
                push_key: "data/push.pem".into(),
                push_services: PUSH_SERVICES.iter().map(|&host| host.to_owned()).collect(),
                private_webhooks: false,
            },
            incidents: IncidentsConfig { silent_after_minutes: 60 },
            proofs: ProofsConfig { key: "data/proofs.key".into() },
            probes: ProbesConfig { resolver: String::new() },
            alerts: AlertsConfig { labels: Vec::new() },
            ledger: LedgerConfig { vat_included: Percent::ZERO, sources: Vec::new() },
            demonstration: false,
        }
    }
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value cannot be read; says which and where from.
    #[error("the configuration cannot be read: {0}")]
    Unreadable(#[from] Box<figment::Error>),
    /// The file named does not exist.
    #[error("the configuration file {0} does not exist")]
    NoSuchFile(PathBuf),
    /// A value makes no sense.
    #[error("{key} = {value:?} is not valid: {reason}")]
    Invalid {
        /// Which.
        key: &'static str,
        /// Its value.
        value: String,
        /// Why, and what would be.
        reason: String,
    },
}

/// Values given by flags; they win over everything.
#[derive(Clone, Debug, Default)]
pub struct Flags(pub Vec<(&'static str, String)>);

impl Provider for Flags {
    fn metadata(&self) -> Metadata {
        Metadata::named("the command line")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let mut settings = Dict::new();
        for (key, value) in &self.0 {
            let value = Value::from(value.as_str());
            match key.split_once('.') {
                None => {
                    settings.insert((*key).to_owned(), value);
                }
                Some((table, key)) => {
                    let table = settings.entry(table.to_owned()).or_insert_with(|| Value::from(Dict::new()));
                    if let Value::Dict(_, table) = table {
                        table.insert(key.to_owned(), value);
                    }
                }
            }
        }
        Ok(Profile::Default.collect(settings))
    }
}

/// The sources in their order. The file is `makewhole.toml` where none is named.
pub fn figment(file: Option<&Path>, flags: &Flags) -> Result<Figment, ConfigError> {
    if let Some(file) = file
        && !file.exists()
    {
        return Err(ConfigError::NoSuchFile(file.to_owned()));
    }
    let file = file.unwrap_or(Path::new("makewhole.toml"));
    let built_in = Figment::from(Serialized::defaults(Config::default()));
    let with_file = if file.exists() { built_in.merge(Toml::file_exact(file)) } else { built_in };
    Ok(with_file.merge(Env::prefixed("MAKEWHOLE_").filter(is_setting).split("__")).merge(flags))
}

/// Variables for tests are not settings.
fn is_setting(key: &figment::value::UncasedStr) -> bool {
    !key.starts_with("TEST_") && key != "LOG"
}

impl Config {
    /// Reads and checks the configuration.
    pub fn load(figment: &Figment) -> Result<Self, ConfigError> {
        let config: Self = figment.extract().map_err(Box::new)?;
        config.check()?;
        Ok(config)
    }

    /// Whether every value makes sense. Errors: the first that does not.
    pub fn check(&self) -> Result<(), ConfigError> {
        let invalid = |key, value: &str, reason: &str| {
            Err(ConfigError::Invalid { key, value: value.to_owned(), reason: reason.to_owned() })
        };
        if self.site.zone.parse::<Zone>().is_err() {
            return invalid("site.zone", &self.site.zone, "use a name of the tz database such as Asia/Seoul");
        }
        if !(self.site.url.starts_with("http://") || self.site.url.starts_with("https://"))
            || self.site.url.ends_with('/')
        {
            return invalid("site.url", &self.site.url, "use an address with scheme and without a trailing slash");
        }
        if self.server.listen.parse::<std::net::SocketAddr>().is_err() {
            return invalid("server.listen", &self.server.listen, "use an address and port such as 0.0.0.0:8080");
        }
        if !self.server.metrics.is_empty() && self.server.metrics.parse::<std::net::SocketAddr>().is_err() {
            return invalid("server.metrics", &self.server.metrics, "use an address and port, or nothing");
        }
        if self.server.name.chars().count() > LONGEST_NAME {
            return invalid("server.name", &self.server.name, "use at most 80 characters");
        }
        if !self.probes.resolver.is_empty() && self.resolver().is_none() {
            return invalid("probes.resolver", &self.probes.resolver, "use an address and port such as 10.0.0.53:53");
        }
        if let Err((rule, error)) = LabelMap::of(&self.alerts.labels) {
            return invalid("alerts.labels", &format!("{}={}", rule.label, rule.value), &error.to_string());
        }
        if let Some(wrong) = self.mirrors.iter().find(|target| !is_mirror(target)) {
            return invalid("mirrors", wrong, "use a folder, or a bucket as s3://bucket/prefix");
        }
        if self.site.name_ko.trim().is_empty() || self.site.name_en.trim().is_empty() {
            return invalid("site.name_ko, site.name_en", "", "the operator needs a name in both languages");
        }
        let sources = &self.ledger.sources;
        let is_wrong = |(place, name): &(usize, &String)| name.trim().is_empty() || sources[..*place].contains(name);
        if let Some((_, name)) = sources.iter().enumerate().find(is_wrong) {
            return invalid("ledger.sources", name, "every source needs a name, and stands there once");
        }
        Ok(())
    }

    /// After how long without news of an open incident publishers are reminded, in microseconds; none for never.
    pub fn silent_after(&self) -> Option<i64> {
        Some(i64::from(self.incidents.silent_after_minutes) * MINUTE).filter(|after| *after > 0)
    }

    /// What this server is called: as set, or as its machine is.
    pub fn server_name(&self) -> String {
        let set = self.server.name.trim();
        if !set.is_empty() {
            return set.to_owned();
        }
        hostname::get().map_or_else(|_| "server".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// The DNS server that probes ask; none for the system's.
    pub fn resolver(&self) -> Option<std::net::SocketAddr> {
        self.probes.resolver.parse().ok()
    }

    /// Which components alerts concern; [`Self::check`] says what is wrong with them.
    pub fn alert_labels(&self) -> LabelMap {
        LabelMap::of(&self.alerts.labels).unwrap_or_default()
    }

    /// Sources that may record the same sales.
    pub fn sources(&self) -> Sources {
        Sources::in_order(self.ledger.sources.clone())
    }

    /// The site as pages and mails know it.
    pub fn site(&self) -> Site {
        Site {
            name: Text::new(&self.site.name_ko, &self.site.name_en),
            url: self.site.url.clone(),
            zone: self.site.zone.parse().unwrap_or_default(),
        }
    }
}

/// A folder, or a bucket as `s3://bucket` or `s3://bucket/prefix`.
fn is_mirror(target: &str) -> bool {
    match target.split_once("://") {
        Some((scheme, place)) => scheme == "s3" && !place.is_empty() && !place.starts_with('/'),
        None => !target.trim().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_value_is_named() {
        let flags = Flags(vec![("site.zone", "Asia/Seul".into())]);
        let error = Config::load(&figment(None, &flags).expect("sources")).expect_err("a refusal");
        assert!(error.to_string().contains("site.zone"), "{error}");
        let flags = Flags(vec![("probes.resolver", "dns.internal".into())]);
        let error = Config::load(&figment(None, &flags).expect("sources")).expect_err("a refusal");
        assert!(error.to_string().contains("probes.resolver"), "{error}");
        let mut config = Config::default();
        config.alerts.labels.push(LabelRule { label: "job".into(), value: "pay".into(), components: Vec::new() });
        let error = config.check().expect_err("a refusal");
        assert!(error.to_string().contains("alerts.labels") && error.to_string().contains("job=pay"), "{error}");
    }

    #[test]
    fn a_server_is_called_as_it_is_told_or_as_its_machine() {
        let flags = |name: &str| Flags(vec![("server.name", name.into()), ("probes.resolver", "[::1]:53".into())]);
        let named = |name| Config::load(&figment(None, &flags(name)).expect("sources")).expect("a configuration");
        assert_eq!(named("seoul-1").server_name(), "seoul-1");
        assert!(!named("").server_name().is_empty());
        assert_eq!(named("").resolver(), "[::1]:53".parse().ok());
    }
}
