//! Running the tests.

use std::process::Command;

use anyhow::{Result, ensure};
use clap::ValueEnum;

use crate::{browser, run, services::Postgres, setup, shell, workspace::Workspace};

/// Published clients of the Statuspage API that the page is asked through, and what one of them forgets to name.
const PYTHON_CLIENTS: [&str; 3] = ["DiscordStatus==0.0.2", "statuscheck==3.11.0", "requests"];

/// A part of the tests.
#[derive(Clone, Copy, ValueEnum)]
pub enum Part {
    /// Style, lints, and the tests beside the code, without a service.
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
            on_both_databases(workspace, "tests of all crates", &[])?;
            in_browser(workspace)
        }
        Some(Part::Unit) => {
            style(workspace)?;
            cargo_tests(workspace, "tests beside the code", &["--lib", "--bins"], None)
        }
        Some(Part::Http) => outer_tests(workspace, "server"),
        Some(Part::Stores) => outer_tests(workspace, "backend"),
        Some(Part::Browser) => in_browser(workspace),
    }
}

fn style(workspace: &Workspace) -> Result<()> {
    shell::step("format", || shell::run(workspace.cargo().args(["fmt", "--check"])))?;
    shell::step("lints", || {
        shell::run(workspace.cargo().args(["clippy", "--workspace", "--all-targets", "--", "-Dwarnings"]))
    })
}

/// Runs the tests in a crate's folder `tests`.
fn outer_tests(workspace: &Workspace, package: &str) -> Result<()> {
    let names = workspace.tests_of(package);
    ensure!(!names.is_empty(), "{package} has no folder of tests");
    let selection: Vec<&str> = names.iter().flat_map(|name| ["--test", name]).collect();
    on_both_databases(workspace, &format!("tests of {package}"), &selection)
}

/// Runs tests with a PostgreSQL of their own beside them. SQLite needs none.
fn on_both_databases(workspace: &Workspace, title: &str, selection: &[&str]) -> Result<()> {
    let postgres = shell::step("PostgreSQL for the tests", Postgres::start)?;
    cargo_tests(workspace, title, selection, Some(&postgres))
}

/// The whole workspace is selected each time, and targets within it: for a crate alone Cargo would choose other features
/// of what it depends on, and compile that again.
fn cargo_tests(workspace: &Workspace, title: &str, selection: &[&str], postgres: Option<&Postgres>) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace"]).args(selection);
    if let Some(postgres) = postgres {
        cargo.env("MAKEWHOLE_TEST_POSTGRES", &postgres.url);
    }
    shell::step(title, || shell::run(&mut cargo))
}

fn in_browser(workspace: &Workspace) -> Result<()> {
    shell::step("browser part", || browser::build(workspace))?;
    shell::step("server", || run::build_server(workspace))?;
    shell::step("Node.js", setup::node)?;
    engine_in_wasm(workspace)?;
    let chromium = shell::step("browser and its driver", || {
        setup::korean_font();
        let chromium = setup::chromium()?;
        shell::run(driver(workspace, "npm").args(["ci", "--no-audit", "--no-fund"]))?;
        Ok(chromium)
    })?;
    let python = shell::step("clients in Python", || {
        setup::python(workspace, "clients", &PYTHON_CLIENTS, "discordstatus, statuscheck")
    })?;
    shell::step("tests in a browser", || {
        shell::run(driver(workspace, "npx").args(["tsc"]))?;
        shell::run(
            driver(workspace, "npx")
                .args(["playwright", "test"])
                .env("END2END_CHROMIUM", chromium)
                .env("END2END_PYTHON", python),
        )
    })
}

/// Runs the engine natively and as the browser's module on the same accounts.
fn engine_in_wasm(workspace: &Workspace) -> Result<()> {
    let [script, module] = browser::engine_files(workspace)?;
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--workspace", "--test=wasm", "--", "--ignored"]);
    cargo.env("MAKEWHOLE_ENGINE_SCRIPT", script).env("MAKEWHOLE_ENGINE_MODULE", module);
    shell::step("engine natively and in wasm", || shell::run(&mut cargo))
}

fn driver(workspace: &Workspace, program: &str) -> Command {
    let mut command = workspace.command(program);
    command.current_dir(workspace.root.join("end2end"));
    command
}
