//! How long a policy tried over 100,000 assessed accounts takes: what stands between a slider and its answer.

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Figure, Report};
use crate::{shell, workspace::Workspace};

/// Accounts tried.
const ACCOUNTS: u64 = 100_000;

/// Runs the trial in a program of its own and reads its figures.
pub fn run(workspace: &Workspace) -> Result<Report> {
    let mut command = workspace.cargo();
    command.args(["run", "--quiet", "--package", "domain", "--example", "simulate", "--"]).arg(ACCOUNTS.to_string());
    let text = shell::output(&mut command)?;
    report(&serde_json::from_str(&text).with_context(|| format!("no figures: {text}"))?)
}

fn report(found: &Value) -> Result<Report> {
    let figure = |name: &str| found[name].as_f64().with_context(|| format!("no {name} among the figures"));
    let (accounts, assessments) = (figure("accounts")?, figure("assessments")?);
    let whole = |name: &str, value: f64| Figure::new(name, value).beside("assessments with their words", assessments);
    Ok(Report {
        title: "Simulation",
        method: format!(
            "A changed policy and the one in force tried over {accounts} synthetic assessed accounts, with cost, \
             distribution, groups, regions and forecast; wall clock, median of 15. The reference makes the assessments \
             under both policies, steps and sentences included, from a sample of one in ten."
        ),
        figures: vec![
            whole("one trial on one thread, ms", figure("one_thread")?),
            whole("one trial on two threads, ms", figure("two_threads")?).bar("at most 1000"),
            Figure::new("memory an account, bytes", figure("bytes")? / accounts),
        ],
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_are_read_and_missing_ones_are_told() {
        let mut found = json!({
            "accounts": 100_000, "bytes": 30_000_000, "one_thread": 200.0, "two_threads": 100.0, "assessments": 2000.0,
        });
        let text = report(&found).unwrap().to_string();
        assert!(text.contains("| one trial on two threads, ms | 100 | 2,000 (assessments with their words) | 0.050 |"));
        assert!(text.contains("| memory an account, bytes | 300 |"));
        found["bytes"] = Value::Null;
        assert!(report(&found).is_err());
    }
}
