//! What the tests need beside Cargo: found where it is, installed where it is not.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{packages, shell, workspace::Workspace};

/// The oldest Node.js that the browser tests' runner works with.
const NODE: u32 = 20;

/// Sees to Node.js and npm.
pub fn node() -> Result<()> {
    if shell::find(&["node"]).is_none() {
        packages::install(&["nodejs"], "the runner of the browser tests")?;
    }
    if shell::find(&["npm"]).is_none() {
        packages::install(&["npm"], "the runner of the browser tests")?;
    }
    let version = shell::output(Command::new("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE) {
        bail!("the browser tests need Node.js {NODE} or newer; here is {version}");
    }
    Ok(())
}

/// Finds a Chromium: the one named by `END2END_CHROMIUM`, or the system's.
pub fn chromium() -> Result<PathBuf> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    if let Some(named) = std::env::var_os("END2END_CHROMIUM") {
        return Ok(named.into());
    }
    if shell::find(&NAMES).is_none() {
        packages::install(&["chromium"], "the browser tests")?;
    }
    shell::find(&NAMES).context("no Chromium found")
}

/// Sees to a font with Korean letters, so that screenshots show what people see. Tests pass without.
pub fn korean_font() {
    let there = shell::output(Command::new("fc-list").arg(":lang=ko")).is_ok_and(|fonts| !fonts.is_empty());
    if !there && let Err(error) = packages::install(&["fonts-noto-cjk"], "Korean text in screenshots") {
        println!("Going on without a Korean font: {error:#}");
    }
}

/// The folder of PostgreSQL's programs.
pub fn postgres() -> Result<PathBuf> {
    if postgres_programs().is_none() {
        packages::install(&["postgresql"], "the tests that run on PostgreSQL")?;
    }
    postgres_programs().context("no initdb and pg_ctl found on PATH or below /usr/lib/postgresql")
}

fn postgres_programs() -> Option<PathBuf> {
    // On PATH there may be links into the real folder; initdb wants its fellows beside it.
    let on_path = shell::find(&["initdb"]).and_then(|initdb| initdb.canonicalize().ok()?.parent().map(Path::to_owned));
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file();
    on_path.filter(complete).or_else(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin"));
        versions.filter(complete).max()
    })
}

/// The Python of an environment of its own below `target`, in which packages are installed; `modules` are imported from
/// them, by commas.
pub fn python(workspace: &Workspace, environment: &str, packages: &[&str], modules: &str) -> Result<PathBuf> {
    let folder = workspace.target.join("python").join(environment);
    let python = folder.join("bin/python");
    if shell::output(Command::new(&python).args(["-c", &format!("import {modules}")])).is_ok() {
        return Ok(python);
    }
    if shell::find(&["python3"]).is_none() {
        packages::install(&["python3"], environment)?;
    }
    let make = || shell::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    if make().is_err() {
        packages::install(&["python3-venv"], environment)?;
        make()?;
    }
    shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(packages))?;
    Ok(python)
}
