//! What a program costs: processor time, time on the clock, and the most memory it held.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{packages, shell, workspace::Workspace};

/// What one run of a program cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// User and system time, in seconds.
    pub cpu: f64,
    /// Time on the clock, in seconds.
    pub wall: f64,
    /// The most memory held, in MB.
    pub memory: f64,
}

/// Runs a command to its end. Gives what it wrote and what it cost, as GNU time says.
pub fn of(command: &Command) -> Result<(String, Cost)> {
    if shell::find(&["time"]).is_none() {
        packages::install(&["time"], "measuring what a program costs")?;
    }
    let time = shell::find(&["time"]).context("no program `time` found")?;
    let report = tempfile::NamedTempFile::new()?;
    let mut timed = Command::new(time);
    timed.args(["--format", "%U %S %e %M", "--output"]).arg(report.path());
    timed.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            timed.env(name, value);
        }
    }
    let written = shell::output(&mut timed)?;
    Ok((written, parsed(&fs::read_to_string(report.path())?)?))
}

fn parsed(report: &str) -> Result<Cost> {
    let numbers: Vec<f64> = report.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    ensure!(numbers.len() == 4, "`time` says: {report}");
    Ok(Cost { cpu: numbers[0] + numbers[1], wall: numbers[2], memory: numbers[3] / 1024.0 })
}

/// Builds what is measured, optimised as it is released, and gives a command of it on a database.
pub fn program(workspace: &Workspace, database: &std::path::Path) -> Result<impl Fn(&[&str]) -> Command + use<>> {
    shell::step("what is measured, as released", || {
        shell::run(workspace.cargo().args(["build", "--release", "--package=backend", "--example=bench"]))
    })?;
    let (program, database) = (workspace.target.join("release/examples/bench"), database.to_owned());
    Ok(move |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.arg(&database).args(arguments);
        command
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_time_says_is_read() {
        assert_eq!(parsed("1.50 0.25 2.00 2048\n").unwrap(), Cost { cpu: 1.75, wall: 2.0, memory: 2.0 });
        assert!(parsed("Command exited with non-zero status 1").is_err());
    }
}
