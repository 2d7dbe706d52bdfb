//! The command line: `makewhole COMMAND`. Each command has a file that says what it does; all share the configuration.

mod assess;
mod backtest;
mod backup;
mod break_glass;
mod demo;
mod estimate;
mod import;
mod import_page;
mod incident;
mod mirror;
mod proof;
mod serve;
mod table;
mod token;
mod user;
mod verify;
mod working;

use std::{path::PathBuf, process::ExitCode};

use backend::{Backend, Clock, Db, Random, db::IfMissing};
use clap::{Args, Parser, Subcommand};

use crate::{
    config::{self, Config, ConfigError, Flags},
    serve::StartError,
    snapshot::SnapshotError,
    telemetry,
};

/// Status page, claims and compensation in one program.
///
/// Begin with `makewhole demo`. In production: write makewhole.toml (see `makewhole config`), then `makewhole migrate`,
/// `makewhole user add`, `makewhole serve`.
#[derive(Debug, Parser)]
#[command(name = "makewhole", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings that every command takes; they win over the environment and the file.
#[derive(Debug, Args)]
struct Settings {
    /// Configuration file [default: makewhole.toml where there is one].
    #[arg(long, global = true, env = "MAKEWHOLE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Database: `postgres://…` or the path of a SQLite file.
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the site and does its background work, until stopped.
    Serve(serve::Serve),
    /// Loads the demonstration where it is not loaded yet, and serves it.
    Demo(demo::Demo),
    /// Makes the database or brings it to this version.
    Migrate,
    /// Imports accounts or transactions from CSV, or another status page; a second import of the same adds nothing.
    Import(import::Import),
    /// Declares, updates and lists incidents.
    Incident(incident::Incident),
    /// Publishes an incident or update with the database, mail and sign-in gone; it goes on record when they are back.
    BreakGlass(break_glass::BreakGlass),
    /// Writes the public pages as a static site into folders or buckets, which any web server serves.
    Mirror(mirror::Mirror),
    /// Runs the engine over the accounts of a programme and waits for the end.
    Assess(assess::Assess),
    /// Places a programme's outage where none was, and says what would have been paid for nothing.
    Backtest(backtest::Backtest),
    /// Answers cases of the loss benchmark: expected takings with a 90 % interval.
    Estimate(estimate::Estimate),
    /// Computes every assessment again and checks the audit log's chain; or one assessment from a records file.
    Verify(verify::Verify),
    /// Checks proofs of publication.
    Proof(proof::Proof),
    /// Adds and lists the operator's people.
    User(user::User),
    /// Makes, lists and revokes tokens of programs.
    Token(token::Token),
    /// Writes a consistent copy of a SQLite database while it is in use.
    Backup(backup::Backup),
    /// Prints the configuration that holds, each value with its source.
    Config,
}

/// Why a command failed. The text is for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A use case.
    #[error("{0}")]
    Backend(#[from] backend::Error),
    /// Starting the server.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The public snapshot.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// A file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Standard input or output.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Something the person can mend.
    #[error("{0}")]
    Usage(String),
}

/// What a command gives back.
type Outcome = Result<(), CommandError>;

/// Runs a command; errors go to standard error, exit code 1.
pub fn run(cli: Cli) -> ExitCode {
    match execute(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("makewhole: {}", explained(&error));
            ExitCode::FAILURE
        }
    }
}

/// Problems with fields one a line, everything else as it is.
fn explained(error: &CommandError) -> String {
    match error {
        CommandError::Backend(backend::Error::Invalid(problems)) => {
            let lines: Vec<_> =
                problems.iter().map(|problem| format!("{}: {}", problem.field, problem.message.en)).collect();
            lines.join("\n           ")
        }
        CommandError::Backend(backend::Error::Refused(text)) => text.en.clone(),
        error => error.to_string(),
    }
}

#[tokio::main]
async fn execute(cli: Cli) -> Outcome {
    let settings = cli.settings;
    match cli.command {
        Command::Serve(command) => command.run(&settings).await,
        Command::Demo(command) => command.run(&settings).await,
        Command::Migrate => migrate(&settings).await,
        Command::Import(command) => command.run(&settings).await,
        Command::Incident(command) => command.run(&settings).await,
        Command::BreakGlass(command) => command.run(&settings).await,
        Command::Mirror(command) => command.run(&settings).await,
        Command::Assess(command) => command.run(&settings).await,
        Command::Backtest(command) => command.run(&settings).await,
        Command::Estimate(command) => command.run(),
        Command::Verify(command) => command.run(&settings).await,
        Command::Proof(command) => command.run(&settings),
        Command::User(command) => command.run(&settings).await,
        Command::Token(command) => command.run(&settings).await,
        Command::Backup(command) => command.run(&settings).await,
        Command::Config => print_config(&settings),
    }
}

async fn migrate(settings: &Settings) -> Outcome {
    let config = settings.config(Flags::default())?;
    let db = Db::open(&config.database, IfMissing::Create).await?;
    db.migrate().await?;
    println!("The database {} is at this version.", config::masked(&config.database));
    Ok(())
}

fn print_config(settings: &Settings) -> Outcome {
    let figment = config::figment(settings.config.as_deref(), &settings.flags(Flags::default()))?;
    println!("{}", config::describe(&figment)?);
    Ok(())
}

impl Settings {
    fn flags(&self, mut more: Flags) -> Flags {
        more.0.extend(self.database.clone().map(|database| ("database", database)));
        more
    }

    /// The configuration with these settings and a command's own flags.
    fn config(&self, flags: Flags) -> Result<Config, ConfigError> {
        Config::load(&config::figment(self.config.as_deref(), &self.flags(flags))?)
    }

    /// A backend over the database that is configured. Errors: it does not exist yet; says how to make it.
    async fn backend(&self) -> Result<Backend, CommandError> {
        telemetry::begin_logging();
        let config = self.config(Flags::default())?;
        let db = Db::open(&config.database, IfMissing::Fail).await.map_err(|error| {
            CommandError::Usage(format!(
                "the database {} cannot be opened ({error}). Make it with `makewhole migrate`.",
                config::masked(&config.database)
            ))
        })?;
        db.migrate().await?;
        Ok(Backend::new(db, Clock::System, Random::system(), config.site()).with_sources(config.sources()))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
