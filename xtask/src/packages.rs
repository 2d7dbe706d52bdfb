//! Packages of the system, where it is one with `apt-get`.

use std::{io::IsTerminal, process::Command, sync::OnceLock, time::Duration};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Installs packages and says why. An error, in words that help, where that cannot be done from here.
pub fn install(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    if shell::find(&["apt-get"]).is_none() {
        bail!("{why} needs what Debian calls {list}; please install it with your system's packages");
    }
    println!("Installing {list} with apt-get: {why} needs it.");
    update()?;
    let mut apt = privileged("apt-get")?;
    apt.env("DEBIAN_FRONTEND", "noninteractive").args(["install", "-y", "-qq", "--no-install-recommends"]);
    shell::output(apt.args(packages)).with_context(|| format!("{why} needs {list}"))?;
    Ok(())
}

/// A command that may change the system: as it is for root, through sudo for others.
pub fn privileged(program: &str) -> Result<Command> {
    if is_root() {
        return Ok(Command::new(program));
    }
    if shell::find(&["sudo"]).is_none() {
        bail!("{program} must be run by root, and there is no sudo here");
    }
    let mut sudo = Command::new("sudo");
    if !std::io::stdin().is_terminal() {
        // Nobody is there to type a password; fail rather than wait.
        sudo.arg("--non-interactive");
    }
    sudo.arg(program);
    Ok(sudo)
}

/// Whether this process may do anything.
pub fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0"))
}

/// Brings the package lists up to date, once. Old lists may do, so a failure is left to the install to report.
fn update() -> Result<()> {
    static DONE: OnceLock<()> = OnceLock::new();
    if DONE.set(()).is_ok() {
        shell::succeeds_within(Duration::from_mins(3), privileged("apt-get")?.args(["update", "-qq"]));
    }
    Ok(())
}
