//! `/console/monitoring/probes`

use app::{
    pages::console::probes::{Tried, new as new_page, page as probe_page},
    parts::FormState,
    routes,
    shell::Document,
    text::console::probes::Probes as Words,
};
use axum::extract::Path;
use backend::{Error, probes::StandingProbe};
use domain::{
    component::ComponentKey,
    id::ProbeId,
    impact::Severity,
    language::Language,
    probe::{Endpoint, Method, Probe, RecordKind, Target, TargetKind, Thresholds},
    role::Permission,
    time::SECOND,
};

use super::{enter, id, input::Input};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form::{self, Fields},
};

/// A thousandth of a second, in microseconds.
const MILLISECOND: i64 = 1000;

/// The form for a new one of a kind.
pub async fn new_form(visit: Visit, Path(kind): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.actor.require(Permission::ManageSettings)?;
    let kind = TargetKind::from_name(&kind).ok_or(Failure::NotFound)?;
    Ok(visit::page(new(&visit, kind, &fresh(&visit, kind), None).await?))
}

async fn new(visit: &Visit, kind: TargetKind, form: &FormState, tried: Option<&Tried>) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    Ok(new_page(&console, &visit.backend.record(&visit.actor).await?.into_whole(), kind, form, tried))
}

/// Adds one, or tries it.
pub async fn add(visit: Visit, Path(kind): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let kind = TargetKind::from_name(&kind).ok_or(Failure::NotFound)?;
    let given = Input::new(&fields.0, visit.state.site().zone).id("id", || visit.fresh_id());
    match act(&visit, kind, &fields, async |probe| visit.backend.add_probe(&visit.actor, ProbeId(given), probe).await)
        .await
    {
        Ok(None) => done(&visit, Words::of(visit.language).saved).await,
        Ok(Some(tried)) => Ok(visit::page(new(&visit, kind, &FormState::sent(fields.0), Some(&tried)).await?)),
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(new(&visit, kind, &form, None).await?)
        }
    }
}

/// One of them.
pub async fn page(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    let found = visit.backend.lookup_probe(&visit.actor, id(&asked)?).await?;
    Ok(visit::page(shown(&visit, &found, &filled(&found.probe), None).await?))
}

async fn shown(
    visit: &Visit,
    standing: &StandingProbe,
    form: &FormState,
    tried: Option<&Tried>,
) -> Result<Document, Failure> {
    let console = enter(visit).await?;
    Ok(probe_page(&console, &visit.backend.record(&visit.actor).await?.into_whole(), standing, form, tried))
}

/// Changes one, or tries it as it would be.
pub async fn save(visit: Visit, Path(asked): Path<String>, fields: Fields) -> Answer {
    visit.staff_only()?;
    let found = visit.backend.lookup_probe(&visit.actor, id(&asked)?).await?;
    let kind = found.probe.target.kind();
    match act(&visit, kind, &fields, async |probe| visit.backend.change_probe(&visit.actor, found.id, probe).await)
        .await
    {
        Ok(None) => done(&visit, Words::of(visit.language).saved).await,
        Ok(Some(tried)) => Ok(visit::page(shown(&visit, &found, &FormState::sent(fields.0), Some(&tried)).await?)),
        Err(error) => {
            let form = form::with_problems(fields.0, error, visit.language)?;
            form::once_more(shown(&visit, &found, &form, None).await?)
        }
    }
}

/// Stops looking for a while.
pub async fn pause(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.pause_probe(&visit.actor, id(&asked)?, true).await?;
    done(&visit, Words::of(visit.language).paused).await
}

/// Looks again.
pub async fn resume(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.pause_probe(&visit.actor, id(&asked)?, false).await?;
    done(&visit, Words::of(visit.language).resumed).await
}

/// Removes one.
pub async fn remove(visit: Visit, Path(asked): Path<String>) -> Answer {
    visit.staff_only()?;
    visit.backend.remove_probe(&visit.actor, id(&asked)?).await?;
    done(&visit, Words::of(visit.language).removed).await
}

async fn done(visit: &Visit, said: &str) -> Answer {
    visit.leave_notice(said).await?;
    Ok(visit.redirect(routes::MONITORING))
}

/// Does what the pressed button says: looks once, or saves by `save`.
async fn act(
    visit: &Visit,
    kind: TargetKind,
    fields: &Fields,
    save: impl AsyncFnOnce(&Probe) -> Result<(), Error>,
) -> Result<Option<Tried>, Error> {
    let probe = typed(visit, kind, &fields.0)?;
    if form::value(&fields.0, "act") != "try" {
        return save(&probe).await.map(|()| None);
    }
    let reading = visit.backend.try_probe(&visit.actor, &probe).await?;
    Ok(Some(Tried { verdict: probe.verdict(&reading), reading }))
}

/// What a form of a new one begins with.
fn fresh(visit: &Visit, kind: TargetKind) -> FormState {
    let interval = if kind == TargetKind::Tls { "3600" } else { "60" };
    FormState::default()
        .with_value("id", visit.fresh_id().to_string())
        .with_value("severity", Severity::MajorOutage.name())
        .with_value("method", Method::Get.name())
        .with_value("status_from", "200")
        .with_value("status_to", "299")
        .with_value("redirects", "yes")
        .with_value("records", RecordKind::A.name())
        .with_value("warn_days", "14")
        .with_value("fail_days", "0")
        .with_value("interval", interval)
        .with_value("timeout", "10")
        .with_value("fail_after", "3")
        .with_value("recover_after", "2")
        .with_value("quorum", "1")
}

/// What the form of one that exists begins with.
fn filled(probe: &Probe) -> FormState {
    let optional = |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
    let thresholds = probe.thresholds;
    let form = FormState::default()
        .with_value("name", &probe.name)
        .with_value("component", probe.component.as_str())
        .with_value("severity", probe.severity.name())
        .with_value("interval", (probe.interval / SECOND).to_string())
        .with_value("timeout", (probe.timeout / SECOND).to_string())
        .with_value("slow_above", optional(probe.slow_above.map(|limit| limit / MILLISECOND)))
        .with_value("fail_after", thresholds.fail_after.to_string())
        .with_value("recover_after", thresholds.recover_after.to_string())
        .with_value("quorum", thresholds.quorum.to_string());
    match &probe.target {
        Target::Http { url, method, status_from, status_to, contains, follows_redirects } => {
            let form = form
                .with_value("url", url)
                .with_value("method", method.name())
                .with_value("status_from", status_from.to_string())
                .with_value("status_to", status_to.to_string())
                .with_value("contains", contains.clone().unwrap_or_default());
            if *follows_redirects { form.with_value("redirects", "yes") } else { form }
        }
        Target::Tcp { endpoint } => form.with_value("endpoint", endpoint.to_string()),
        Target::Dns { name, records, expected } => form
            .with_value("dns_name", name)
            .with_value("records", records.name())
            .with_value("expected", expected.clone().unwrap_or_default()),
        Target::Tls { endpoint, warn_days, fail_days } => form
            .with_value("endpoint", endpoint.to_string())
            .with_value("warn_days", optional(warn_days.map(i64::from)))
            .with_value("fail_days", fail_days.to_string()),
    }
}

/// Reads a form.
fn typed(visit: &Visit, kind: TargetKind, fields: &[(String, String)]) -> Result<Probe, Error> {
    let mut reader = Reader(Input::new(fields, visit.state.site().zone));
    let severity = reader.choice("severity", Severity::from_name);
    let target = reader.target(kind);
    let probe = Probe {
        name: reader.0.value("name").to_owned(),
        component: ComponentKey::parse(reader.0.value("component"))
            .or_else(|| ComponentKey::parse("-"))
            .ok_or(Error::NotFound)?,
        severity: severity.unwrap_or(Severity::MajorOutage),
        target,
        interval: reader.number("interval", SECOND),
        timeout: reader.number("timeout", SECOND),
        slow_above: reader.optional_number("slow_above", MILLISECOND),
        thresholds: Thresholds {
            fail_after: reader.count("fail_after"),
            recover_after: reader.count("recover_after"),
            quorum: reader.count("quorum"),
        },
    };
    reader.0.finish()?;
    Ok(probe)
}

/// Reads the values of a probe out of a form. What cannot be read is noted, and any value stands for it.
struct Reader<'a>(Input<'a>);

impl Reader<'_> {
    fn number<T: TryFrom<u32> + std::ops::Mul<Output = T> + Default>(&mut self, name: &str, unit: T) -> T {
        let found = self.0.value(name).parse::<u32>().ok().and_then(|number| T::try_from(number).ok());
        if found.is_none() {
            self.0.problem(name, |language: Language| Words::of(language).bad_number.to_owned());
        }
        found.unwrap_or_default() * unit
    }

    fn count(&mut self, name: &str) -> u32 {
        self.number(name, 1)
    }

    fn optional_number<T: TryFrom<u32> + std::ops::Mul<Output = T> + Default>(
        &mut self,
        name: &str,
        unit: T,
    ) -> Option<T> {
        if self.0.value(name).is_empty() { None } else { Some(self.number(name, unit)) }
    }

    fn text(&self, name: &str) -> String {
        self.0.value(name).to_owned()
    }

    fn optional_text(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    fn choice<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = read(self.0.value(name));
        if found.is_none() {
            self.0.problem(name, |language| Words::of(language).bad_choice.to_owned());
        }
        found
    }

    fn endpoint(&mut self) -> Endpoint {
        let found = Endpoint::parse(self.0.value("endpoint"));
        if found.is_none() {
            self.0.problem("endpoint", |language| Words::of(language).bad_endpoint.to_owned());
        }
        found.unwrap_or(Endpoint { host: String::new(), port: 1 })
    }

    fn target(&mut self, kind: TargetKind) -> Target {
        match kind {
            TargetKind::Http => Target::Http {
                url: self.text("url"),
                method: self.choice("method", Method::from_name).unwrap_or(Method::Get),
                status_from: self.number("status_from", 1),
                status_to: self.number("status_to", 1),
                contains: self.optional_text("contains"),
                follows_redirects: !self.0.value("redirects").is_empty(),
            },
            TargetKind::Tcp => Target::Tcp { endpoint: self.endpoint() },
            TargetKind::Dns => Target::Dns {
                name: self.text("dns_name"),
                records: self.choice("records", RecordKind::from_name).unwrap_or(RecordKind::A),
                expected: self.optional_text("expected"),
            },
            TargetKind::Tls => Target::Tls {
                endpoint: self.endpoint(),
                warn_days: self.optional_number("warn_days", 1),
                fail_days: self.number("fail_days", 1),
            },
        }
    }
}
