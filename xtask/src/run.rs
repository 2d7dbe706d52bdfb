//! Showing the demonstration.

use std::{
    fs,
    net::SocketAddr,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use clap::Args;

use crate::{browser, shell, workspace::Workspace};

/// What is served, and where.
#[derive(Args)]
pub struct Demo {
    /// Throws the demonstration's data away first and loads it anew.
    #[arg(long)]
    fresh: bool,
    /// Where the demonstration keeps its data.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// The address to listen at; the server's own choice when left out.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

/// Builds what is missing and becomes the server.
pub fn run(workspace: &Workspace, demo: &Demo) -> Result<()> {
    if let Err(error) = shell::step("browser part", || browser::build(workspace)) {
        println!("Going on without the browser part (every page works without it): {error:#}");
    }
    shell::step("server", || build_server(workspace))?;
    let data = workspace.root.join(&demo.data);
    if demo.fresh && data.exists() {
        fs::remove_dir_all(&data).with_context(|| format!("cannot remove {}", data.display()))?;
    }
    let error = server(workspace, &data, demo.listen).exec();
    Err(error).context("cannot start the server")
}

/// Builds the server, out of the crates as the tests have them, so that neither makes the other compile again.
pub fn build_server(workspace: &Workspace) -> Result<()> {
    shell::run(workspace.cargo().args(["build", "--workspace", "--bin=makewhole"]))
}

/// The one place that knows the server's command line.
fn server(workspace: &Workspace, data: &Path, listen: Option<SocketAddr>) -> Command {
    let mut server = workspace.command(workspace.target.join("debug/makewhole"));
    server.arg("demo").arg("--data").arg(workspace.short(data));
    server.arg("--site").arg(workspace.short(&workspace.site()));
    if let Some(address) = listen {
        server.arg("--listen").arg(address.to_string());
    }
    server
}
