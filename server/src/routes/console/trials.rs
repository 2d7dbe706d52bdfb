//! `/console/programmes/{id}/try`: a policy tried on all accounts. The numbers stand in the address, so that a trial can
//! be passed on.

use app::{
    pages::console::programmes::trial::{self as trial_page, Data},
    parts::FormState,
    text::console::trial::Trial as Words,
};
use axum::extract::{Path, Query};
use backend::{Error, Problem, Result, programmes::PolicyRecord};
use domain::{
    id::ProgrammeId,
    money::{Currency, Money, group_thousands},
    policy::{Percent, Policy},
    trial::Changes,
};

use super::{enter, id, input::Input};
use crate::{
    layers::{
        errors::Failure,
        visit::{self, Answer, Visit},
    },
    routes::form,
};

/// The share of open offers taken to be accepted where nobody says otherwise.
const ACCEPTANCE: Percent = Percent::from_tenths(800);

/// The form, and what the policy would come to.
pub async fn page(visit: Visit, Path(asked): Path<String>, Query(query): Query<Vec<(String, String)>>) -> Answer {
    let console = enter(&visit).await?;
    let programme: ProgrammeId = id(&asked)?;
    let (programme, policies) = visit.backend.programme(&visit.actor, programme).await?;
    let policy = version(&policies, form::value(&query, "version")).ok_or(Failure::NotFound)?;
    let group = form::value(&query, "group").parse().unwrap_or(0);
    let standing = Changes::of(&policy, group).ok_or(Failure::NotFound)?;
    let in_force = policies.iter().find(|record| record.published_at.is_some()).or(policies.last());
    let in_force = in_force.map(|record| record.policy.clone()).ok_or(Failure::NotFound)?;
    let against = version(&policies, form::value(&query, "against")).unwrap_or(in_force);
    // an address without numbers asks for the policy as it stands
    let fields = if query.iter().any(|(name, _)| name == "limit") {
        query
    } else {
        as_typed(&standing, policy.currency, against.version)
    };
    let mut data = Data { programme, policies, policy, changes: standing, trial: None };
    let read = read(&visit, &fields, &data);
    let tried = match read {
        Ok((changes, acceptance)) => {
            let changed = changes.apply(&data.policy);
            let tried = visit.backend.try_policy(&visit.actor, data.programme.id, &changed, &against, acceptance);
            tried.await.map_err(|error| at_fields(error, group))
        }
        Err(error) => Err(error),
    };
    match tried {
        Ok(trial) => {
            data.trial = trial;
            Ok(visit::page(trial_page::page(&console, &data, &FormState::sent(fields))))
        }
        Err(error) => {
            let form = form::with_problems(fields, error, visit.language)?;
            form::once_more(trial_page::page(&console, &data, &form))
        }
    }
}

fn version(policies: &[PolicyRecord], asked: &str) -> Option<Policy> {
    let found = policies.iter().find(|record| record.policy.version.to_string() == asked);
    found.map(|record| record.policy.clone())
}

/// The numbers of a policy as a person would type them.
fn as_typed(changes: &Changes, currency: Currency, against: u32) -> Vec<(String, String)> {
    let amount = |amount: Option<i64>| amount.map(|minor| typed(minor, currency)).unwrap_or_default();
    let share = |share: Option<Percent>| share.map(|share| share.to_string()).unwrap_or_default();
    let fields = [
        ("coverage", share(changes.coverage)),
        ("deductible", amount(changes.deductible)),
        ("floor", amount(changes.floor)),
        ("cap", amount(changes.cap)),
        ("limit", amount(Some(changes.automatic_limit))),
        ("acceptance", ACCEPTANCE.to_string()),
        ("against", against.to_string()),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// `10,000`, `12.30`: without the currency's sign.
fn typed(minor: i64, currency: Currency) -> String {
    let (scale, width) = (10_u64.pow(currency.exponent()), currency.exponent() as usize);
    let (whole, rest) = (group_thousands(minor.unsigned_abs() / scale), minor.unsigned_abs() % scale);
    if width == 0 { whole } else { format!("{whole}.{rest:0width$}") }
}

fn read(visit: &Visit, fields: &[(String, String)], data: &Data) -> Result<(Changes, Percent)> {
    let mut input = Input::new(fields, visit.state.site().zone);
    let currency = data.policy.currency;
    let amount = |input: &mut Input, name: &str| {
        let text = input.value(name);
        let read = Money::parse(text, currency);
        if read.is_none() && !text.is_empty() {
            input.problem(name, |language| Words::of(language).bad_amount.to_owned());
        }
        read.map(|money| money.minor)
    };
    let share = |input: &mut Input, name: &str| {
        let text = input.value(name);
        let read = text.parse().or_else(|_| format!("{text}%").parse::<Percent>());
        let read = read.ok().filter(|share| *share <= Percent::WHOLE);
        if read.is_none() {
            input.problem(name, |language| Words::of(language).bad_share.to_owned());
        }
        read
    };
    let has_computed = data.changes.coverage.is_some();
    let changes = Changes {
        group: data.changes.group,
        coverage: if has_computed { share(&mut input, "coverage") } else { None },
        deductible: if has_computed { amount(&mut input, "deductible") } else { None },
        floor: amount(&mut input, "floor"),
        cap: amount(&mut input, "cap"),
        automatic_limit: amount(&mut input, "limit").unwrap_or(0),
    };
    if input.value("limit").is_empty() {
        input.problem("limit", |language| Words::of(language).bad_amount.to_owned());
    }
    let acceptance = share(&mut input, "acceptance").unwrap_or(ACCEPTANCE);
    input.finish()?;
    Ok((changes, acceptance))
}

/// Problems of the document, said at the fields of the form that they come from.
fn at_fields(error: Error, group: usize) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let group = format!("policy.groups[{group}].");
    let field = |path: &str| {
        let within = path.strip_prefix(&group)?;
        ["coverage", "deductible", "floor", "cap"].into_iter().find(|name| within.contains(name))
    };
    let at = |problem: Problem| {
        let field =
            if problem.field.starts_with("policy.automatic_limit") { Some("limit") } else { field(&problem.field) };
        Problem { field: field.unwrap_or("form").to_owned(), ..problem }
    };
    Error::Invalid(problems.into_iter().map(at).collect())
}
