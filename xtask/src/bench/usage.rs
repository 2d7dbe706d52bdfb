//! What a program used of the machine while it ran.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{packages, shell, workspace::Workspace};

/// What a program used from start to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// User and system time, seconds.
    pub cpu_s: f64,
    /// Time on the wall, seconds.
    pub wall_s: f64,
    /// The most memory it held at once, megabytes of 1,000,000 bytes.
    pub peak_mb: f64,
}

impl Usage {
    /// Runs a command in view and measures it; an error unless it succeeds.
    pub fn of(command: &Command) -> Result<Self> {
        const CLOCK: &str = "/usr/bin/time";
        if !PathBuf::from(CLOCK).exists() {
            packages::install(&["time"], "measuring a program's CPU and memory")?;
        }
        let figures = tempfile::NamedTempFile::new()?;
        let mut clock = Command::new(CLOCK);
        clock.args(["--format=%U %S %e %M", "--output"]).arg(figures.path());
        clock.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => clock.env(name, value),
                None => clock.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            clock.current_dir(folder);
        }
        shell::run(&mut clock)?;
        let text = fs::read_to_string(figures.path())?;
        Self::parse(&text).with_context(|| format!("not what {CLOCK} writes: {text}"))
    }

    fn parse(text: &str) -> Option<Self> {
        let figures: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        let [user, system, wall_s, peak_kib] = figures[..] else { return None };
        Some(Self { cpu_s: user + system, wall_s, peak_mb: peak_kib * 1024.0 / 1e6 })
    }
}

/// The program as it is deployed, built if need be.
pub fn release_binary(workspace: &Workspace) -> Result<PathBuf> {
    shell::step("release build of the server", || {
        shell::run(workspace.cargo().args(["build", "--release", "--package=server", "--bin=makewhole"]))
    })?;
    Ok(workspace.target.join("release/makewhole"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_make_cpu() {
        let usage = Usage::parse("1.50 0.25 2.00 1000\n").unwrap();
        assert!((usage.cpu_s - 1.75).abs() < 1e-9 && (usage.peak_mb - 1.024).abs() < 1e-9);
        assert_eq!(Usage::parse("Command exited with status 1"), None);
    }
}
