//! `makewhole user`.

use std::io::BufRead;

use backend::{Actor, people::NewStaffMember};
use clap::{Args, Subcommand};
use domain::role::RoleSet;

use super::{CommandError, Outcome, Settings};

/// Flags of `user`.
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Adds a person; the password is the first line of standard input, at least 12 characters.
    Add {
        /// Address to sign in with.
        email: String,
        /// Name that colleagues see.
        #[arg(long)]
        name: String,
        /// Roles with commas: publisher, reviewer, approver, finance, auditor, administrator.
        #[arg(long, value_name = "ROLES")]
        roles: RoleSet,
    },
    /// Lists the people with their roles.
    List,
}

impl User {
    pub async fn run(self, settings: &Settings) -> Outcome {
        let backend = settings.backend().await?;
        let actor = Actor::System("command line");
        match self.command {
            UserCommand::Add { email, name, roles } => {
                let id =
                    backend.add_staff(&actor, &NewStaffMember { email, name, password: password()?, roles }).await?;
                println!("Added {id}.");
            }
            UserCommand::List => {
                for member in backend.list_staff(&actor).await? {
                    let state = if member.is_active { "" } else { " (ended)" };
                    println!("{:<32} {:<24} {}{state}", member.email, member.name, member.roles);
                }
            }
        }
        Ok(())
    }
}

/// Never as an argument: arguments are seen by everyone on the machine.
fn password() -> Result<String, CommandError> {
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        eprint!("Password: ");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
