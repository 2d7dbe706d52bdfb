//! How near the estimates are to what was really taken, on histories of which the truth is known. The data and the scorer
//! are not part of the project; their folder is given.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::Value;

use super::{Figure, Report};
use crate::{run, shell, workspace::Workspace};

/// Where the benchmark lies.
#[derive(Args)]
pub struct Accuracy {
    /// The folder with `run_program.py`, `score.py` and the public half of the cases.
    #[arg(long, value_name = "FOLDER")]
    cases: PathBuf,
}

/// Answers every public case with `makewhole estimate` and has the answers scored.
pub fn run(workspace: &Workspace, accuracy: &Accuracy) -> Result<Report> {
    shell::output(Command::new("python3").args(["-c", "import numpy, pandas"]))
        .context("the scorer needs Python with numpy and pandas: pip install numpy pandas")?;
    let folder = accuracy.cases.canonicalize().with_context(|| format!("{}", accuracy.cases.display()))?;
    shell::step("server", || run::build_server(workspace))?;
    let scratch = tempfile::tempdir()?;
    let (answers, scores) = (scratch.path().join("answers.csv"), scratch.path().join("scores.json"));
    let program = workspace.target.join("debug/makewhole");
    let command = format!(
        "{} estimate --history {{history}} --cases {{cases}} --holidays {{holidays}} --out {{out}}",
        program.display()
    );
    let python = |script: &str| {
        let mut python = Command::new("python3");
        python.arg(folder.join(script));
        python
    };
    shell::step("answers", || {
        let mut answering = python("run_program.py");
        answering.args(["--half", "public", "--cmd", &command, "--answers"]).arg(&answers);
        shell::run(&mut answering)
    })?;
    let score = |answers: &Path| -> Result<Value> {
        let mut scoring = python("score.py");
        scoring.arg("--cases").arg(folder.join("cases_public.csv")).arg("--truth").arg(folder.join("truth_public.csv"));
        scoring.arg("--reference").arg(folder.join("reference_public.csv"));
        scoring.arg("--answers").arg(answers).arg("--json").arg(&scores);
        shell::output(&mut scoring)?;
        Ok(serde_json::from_slice(&std::fs::read(&scores)?)?)
    };
    report(&score(&answers)?, &score(&folder.join("reference_public.csv"))?)
}

/// The figures of our answers, those of the best simple method beside them.
fn report(scores: &Value, simple: &Value) -> Result<Report> {
    ensure!(scores["missing"] == 0, "{} cases have no answer", scores["missing"]);
    let figure = |name: String, value: &Value| {
        let number = value.as_f64().with_context(|| format!("the scorer says nothing of: {name}"))?;
        Ok::<_, anyhow::Error>(Figure::new(name, number))
    };
    let total = &scores["total"];
    let mut figures = vec![
        figure("error relative to the best simple method".into(), &total["rel_mae"])?.bar("at most 0.85"),
        figure("bias of the sum".into(), &total["bias"])?.bar("between -0.02 and 0.02"),
    ];
    for (group, words) in [("by_len", "error, hours"), ("by_set", "error")] {
        for (name, row) in rows(scores, group)? {
            let reference = figure(String::new(), &simple[group][name]["wmape"])?.value;
            figures.push(figure(format!("{words}: {name}"), &row["wmape"])?.beside("best simple", reference));
        }
    }
    for (name, row) in rows(scores, "by_kind")? {
        figures.push(figure(format!("covered by the 90 % interval: {name}"), &row["cover"])?.bar("0.88 to 0.92"));
    }
    Ok(Report {
        title: "Accuracy",
        method: format!(
            "{} windows of real histories in which nothing happened, each answered without seeing it. The best simple method \
             is the mean of the same hours of four weeks before and four after.",
            scores["n"]
        ),
        figures,
    })
}

fn rows<'a>(scores: &'a Value, group: &str) -> Result<&'a serde_json::Map<String, Value>> {
    scores[group].as_object().with_context(|| format!("the scorer gives no {group}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scores_become_figures_and_missing_answers_are_refused() {
        let mut scores = json!({
            "n": 2, "missing": 0,
            "total": { "rel_mae": 0.9, "bias": -0.01 },
            "by_kind": { "taxi": { "cover": 0.9 } },
            "by_set": { "one": { "wmape": 0.2 } },
            "by_len": { "24": { "wmape": 0.3 } },
        });
        let text = report(&scores, &scores).unwrap().to_string();
        assert!(text.contains("| error relative to the best simple method | 0.900 |") && text.contains("taxi | 0.900"));
        assert!(text.contains("| error, hours: 24 | 0.300 | 0.300 (best simple) | 1.00 |"));
        scores["missing"] = json!(1);
        assert!(report(&scores, &scores).is_err());
    }
}
