//! Running the tests.

use std::process::Command;

use anyhow::Result;
use clap::ValueEnum;

use crate::{browser, run, services::Postgres, setup, shell, workspace::Workspace};

/// A part of the tests.
#[derive(Clone, Copy, ValueEnum)]
pub enum Part {
    /// Style, lints, and the tests of the rules, the pages and this tool.
    Unit,
    /// The server's tests, on both databases.
    Http,
    /// The use cases' tests, on both databases.
    Stores,
    /// The browser part, and whole pages in a real browser.
    Browser,
}

/// Runs a part, or everything.
pub fn run(workspace: &Workspace, part: Option<Part>) -> Result<()> {
    match part {
        None => {
            style(workspace)?;
            on_both_databases(workspace, "tests of all crates", &["--workspace"])?;
            in_browser(workspace)
        }
        Some(Part::Unit) => {
            style(workspace)?;
            cargo_tests(
                workspace,
                "tests of the rules, the pages and the tools",
                &["-pdomain", "-papp", "-pxtask"],
                None,
            )
        }
        Some(Part::Http) => on_both_databases(workspace, "tests of the server", &["-pserver"]),
        Some(Part::Stores) => on_both_databases(workspace, "tests of the use cases", &["-pbackend"]),
        Some(Part::Browser) => in_browser(workspace),
    }
}

fn style(workspace: &Workspace) -> Result<()> {
    shell::step("format", || shell::run(workspace.cargo().args(["fmt", "--check"])))?;
    shell::step("lints", || {
        shell::run(workspace.cargo().args(["clippy", "--workspace", "--all-targets", "--", "-Dwarnings"]))
    })
}

/// Runs tests with a PostgreSQL of their own beside them. SQLite needs none.
fn on_both_databases(workspace: &Workspace, title: &str, packages: &[&str]) -> Result<()> {
    let postgres = shell::step("PostgreSQL for the tests", Postgres::start)?;
    cargo_tests(workspace, title, packages, Some(&postgres))
}

fn cargo_tests(workspace: &Workspace, title: &str, packages: &[&str], postgres: Option<&Postgres>) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.arg("test").args(packages);
    if let Some(postgres) = postgres {
        cargo.env("MAKEWHOLE_TEST_POSTGRES", &postgres.url);
    }
    shell::step(title, || shell::run(&mut cargo))
}

fn in_browser(workspace: &Workspace) -> Result<()> {
    shell::step("browser part", || browser::build(workspace))?;
    shell::step("server", || run::build_server(workspace))?;
    let chromium = shell::step("browser and its driver", || {
        setup::node()?;
        setup::korean_font();
        let chromium = setup::chromium()?;
        shell::run(driver(workspace, "npm").args(["ci", "--no-audit", "--no-fund"]))?;
        Ok(chromium)
    })?;
    shell::step("tests in a browser", || {
        shell::run(driver(workspace, "npx").args(["playwright", "test"]).env("MAKEWHOLE_CHROMIUM", chromium))
    })
}

fn driver(workspace: &Workspace, program: &str) -> Command {
    let mut command = workspace.command(program);
    command.current_dir(workspace.root.join("end2end"));
    command
}
