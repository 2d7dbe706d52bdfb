//! `/api/v1/components`

use std::num::NonZeroUsize;

use axum::{
    body::Bytes,
    extract::{Path, Query},
    http::StatusCode,
};
use backend::components::{ComponentDetails, Placed};
use domain::{
    component::{Audience, ComponentKey},
    language::Text,
    token::Scope,
    uptime::target::Target,
};
use serde::Deserialize;
use serde_json::Number;

use super::{
    caller::{Caller, Part, answer, key, read},
    represent::{self, Said, Time},
};
use crate::layers::{errors::Failure, visit::Answer};

/// Which components.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Which {
    #[default]
    Offered,
    Retired,
    All,
}

/// Which list.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: Which,
}

/// A component to add.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewComponent {
    key: String,
    group: ComponentKey,
    name: Said,
    #[serde(default)]
    description: Said,
    uptime_from: Option<Time>,
    #[serde(default)]
    only_if_degraded: bool,
    #[serde(default = "public")]
    audience: Audience,
    #[serde(default)]
    uptime_target_percent: Aim,
}

const fn public() -> Audience {
    Audience::Public
}

/// What holds of a component from now on; what is left out stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    group: Option<ComponentKey>,
    position: Option<NonZeroUsize>,
    name: Option<Said>,
    description: Option<Said>,
    uptime_from: Option<Time>,
    only_if_degraded: Option<bool>,
    audience: Option<Audience>,
    #[serde(default)]
    audience_confirmed: bool,
    #[serde(default)]
    uptime_target_percent: Aim,
}

/// What is said of a target: a percentage, `null` for none, or nothing.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(try_from = "Option<Number>")]
enum Aim {
    #[default]
    Unsaid,
    At(Target),
    Nothing,
}

impl TryFrom<Option<Number>> for Aim {
    type Error = String;
    fn try_from(sent: Option<Number>) -> Result<Self, String> {
        let Some(number) = sent else { return Ok(Self::Nothing) };
        // a number of JSON reads as it was written: the shortest text that means it
        let target = Target::parse(&number.to_string()).map(Self::At);
        target.ok_or_else(|| format!("not a number above 0, up to 100, with at most four decimals: {number}"))
    }
}

impl Aim {
    fn or(self, before: Option<Target>) -> Option<Target> {
        match self {
            Self::Unsaid => before,
            Self::At(target) => Some(target),
            Self::Nothing => None,
        }
    }
}

impl Change {
    fn apply(self, placed: &mut Placed) {
        let details = &mut placed.details;
        *details = ComponentDetails {
            name: self.name.map_or_else(|| details.name.clone(), Text::from),
            description: self.description.map_or_else(|| details.description.clone(), Text::from),
            uptime_from: self.uptime_from.map_or(details.uptime_from, |at| at.0),
            only_if_degraded: self.only_if_degraded.unwrap_or(details.only_if_degraded),
            audience: self.audience.unwrap_or(details.audience),
            uptime_target: self.uptime_target_percent.or(details.uptime_target),
        };
        placed.position = self.position.map(NonZeroUsize::get);
        if let Some(group) = self.group {
            placed.group = group;
        }
    }
}

/// Those that are offered, or the retired ones, in the order of the page.
pub async fn list(caller: Caller, Query(asked): Query<Asked>, Query(part): Query<Part>) -> Answer {
    caller.require(Scope::ComponentsRead)?;
    let shown = represent::Shown::read(&caller).await?;
    let mut members: Vec<_> = shown.members().collect();
    members.retain(|(_, found)| match asked.state {
        Which::Offered => found.retired_at.is_none(),
        Which::Retired => found.retired_at.is_some(),
        Which::All => true,
    });
    part.cut(&members, |(group, found)| shown.component(group, found))
}

/// One by its key, also a retired one.
pub async fn one(caller: Caller, Path(asked): Path<String>) -> Answer {
    caller.require(Scope::ComponentsRead)?;
    shown(&caller, StatusCode::OK, &key(&asked)?).await
}

async fn shown(caller: &Caller, status: StatusCode, key: &ComponentKey) -> Answer {
    let shown = represent::Shown::read(caller).await?;
    let (group, found) = shown.members().find(|(_, found)| &found.key == key).ok_or(Failure::NotFound)?;
    Ok(answer(status, shown.component(group, found)))
}

/// Adds one at the end of its group. Its uptime counts from the beginning of this day where nothing else is said.
pub async fn add(caller: Caller, body: Bytes) -> Answer {
    caller.require(Scope::ComponentsWrite)?;
    let sent: NewComponent = read(&body)?;
    let reserved = caller.reserve(&body).await?;
    let zone = caller.state.site().zone;
    let today = || zone.midnight(zone.date(caller.backend.clock.now()));
    let details = ComponentDetails {
        name: sent.name.into(),
        description: sent.description.into(),
        uptime_from: sent.uptime_from.map_or_else(today, |at| at.0),
        only_if_degraded: sent.only_if_degraded,
        audience: sent.audience,
        uptime_target: sent.uptime_target_percent.or(None),
    };
    if !reserved.is_done {
        let added = caller.backend.add_component(&caller.actor, &sent.key, &sent.group, &details).await;
        caller.settle(&reserved, added).await?;
    }
    shown(&caller, StatusCode::CREATED, &key(sent.key.trim())?).await
}

/// Changes one.
pub async fn change(caller: Caller, Path(asked): Path<String>, body: Bytes) -> Answer {
    caller.require(Scope::ComponentsWrite)?;
    let key = key(&asked)?;
    let sent: Change = read(&body)?;
    let reserved = caller.reserve(&body).await?;
    if !reserved.is_done {
        let is_confirmed = sent.audience_confirmed;
        let edit = |placed: &mut Placed| sent.apply(placed);
        let changed = caller.backend.edit_component(&caller.actor, &key, is_confirmed, edit).await;
        caller.settle(&reserved, changed).await?;
    }
    shown(&caller, StatusCode::OK, &key).await
}

/// Takes one off the page. What happened to it stays on record.
pub async fn retire(caller: Caller, Path(asked): Path<String>) -> Answer {
    set_retired(&caller, &asked, true).await
}

/// Puts it back.
pub async fn restore(caller: Caller, Path(asked): Path<String>) -> Answer {
    set_retired(&caller, &asked, false).await
}

async fn set_retired(caller: &Caller, asked: &str, is_retired: bool) -> Answer {
    caller.require(Scope::ComponentsWrite)?;
    let key = key(asked)?;
    let reserved = caller.reserve(b"").await?;
    if !reserved.is_done {
        let retired = caller.backend.retire_component(&caller.actor, &key, is_retired).await;
        caller.settle(&reserved, retired).await?;
    }
    shown(caller, StatusCode::OK, &key).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_what_the_number_says() {
        let aim = |body: &str| serde_json::from_str::<Change>(body).map(|change| change.uptime_target_percent.or(None));
        let target = |text| Some(Target::parse(text).expect("a target"));
        for (number, read) in [("99.95", target("99.95")), ("100", target("100")), ("99.0", target("99"))] {
            assert_eq!(aim(&format!(r#"{{"uptime_target_percent":{number}}}"#)).expect("read"), read, "{number}");
        }
        for wrong in ["0", "100.1", "99.99999", "-1", "\"99.9\""] {
            assert!(aim(&format!(r#"{{"uptime_target_percent":{wrong}}}"#)).is_err(), "{wrong}");
        }
        let before = Target::parse("99");
        let said =
            |body: &str| serde_json::from_str::<Change>(body).expect("a change").uptime_target_percent.or(before);
        assert_eq!((said("{}"), said(r#"{"uptime_target_percent":null}"#)), (before, None));
    }
}
