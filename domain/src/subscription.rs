//! Subscriptions: who is told of what is published, by which way.

use std::{collections::BTreeSet, fmt};

use crate::{component::ComponentKey, id::IncidentId, named::named};

named! {
    /// The way a subscriber is told.
    Channel {
        /// A mail.
        Email = "email",
        /// A signed request in the Statuspage body format.
        Webhook = "webhook",
        /// An incoming webhook of Slack.
        Slack = "slack",
        /// An incoming webhook of Discord.
        Discord = "discord",
        /// A notification of a browser.
        Push = "push",
    }
}

impl Channel {
    /// The way that an address of a web server takes, by its host.
    pub fn of_host(host: &str) -> Self {
        match host {
            "hooks.slack.com" | "hooks.slack-gov.com" => Self::Slack,
            "discord.com" | "discordapp.com" | "ptb.discord.com" | "canary.discord.com" => Self::Discord,
            _ => Self::Webhook,
        }
    }
}

named! {
    /// What subscribers are told of.
    NoticeKind {
        /// An update of an incident.
        Incident = "incident",
        /// A maintenance that began, ended or was called off.
        Maintenance = "maintenance",
        /// A maintenance that begins soon.
        Reminder = "reminder",
        /// A component that does something else than before; for webhooks alone.
        Component = "component",
    }
}

/// What a subscriber wants to be told of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Everything.
    Everything,
    /// Whatever concerns a component of a group, also one that joins it later.
    Group(ComponentKey),
    /// Whatever concerns a component.
    Component(ComponentKey),
    /// The further updates of an incident.
    Incident(IncidentId),
}

impl Topic {
    /// Reads what [`Topic`] prints. None where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None => (text == "all").then_some(Self::Everything),
            Some(("group", key)) => ComponentKey::parse(key).map(Self::Group),
            Some(("component", key)) => ComponentKey::parse(key).map(Self::Component),
            Some(("incident", id)) => id.parse().ok().map(Self::Incident),
            Some(_) => None,
        }
    }

    /// The topics without those that another one covers: who wants everything needs nothing else.
    pub fn reduced(topics: BTreeSet<Self>) -> BTreeSet<Self> {
        if topics.contains(&Self::Everything) { BTreeSet::from([Self::Everything]) } else { topics }
    }
}

/// `all`, `group:pay`, `component:pay-qr`, `incident:0192…`: as records and forms have it.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("all"),
            Self::Group(key) => write!(f, "group:{key}"),
            Self::Component(key) => write!(f, "component:{key}"),
            Self::Incident(id) => write!(f, "incident:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_read_as_they_are_written() {
        for text in ["all", "group:pay", "component:pay-qr", "incident:01929000-0000-7000-8000-000000000384"] {
            assert_eq!(Topic::parse(text).map(|topic| topic.to_string()).as_deref(), Some(text));
        }
        for bad in ["", "everything", "group:", "component:Pay", "incident:1", "city:seoul", "all:1"] {
            assert_eq!(Topic::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn everything_covers_the_rest() {
        let topic = |text| Topic::parse(text).expect("a topic");
        let some = BTreeSet::from([topic("component:taxi"), topic("group:pay")]);
        assert_eq!(Topic::reduced(some.clone()), some);
        let all = some.into_iter().chain([Topic::Everything]).collect();
        assert_eq!(Topic::reduced(all), BTreeSet::from([Topic::Everything]));
    }

    #[test]
    fn the_host_tells_the_channel() {
        assert_eq!(Channel::of_host("hooks.slack.com"), Channel::Slack);
        assert_eq!(Channel::of_host("discord.com"), Channel::Discord);
        assert_eq!(Channel::of_host("hooks.slack.com.example.com"), Channel::Webhook);
    }
}
