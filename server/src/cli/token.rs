//! `makewhole token`.

use backend::{Actor, tokens::NewToken};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::{id::TokenId, token::ScopeSet};

use super::{Outcome, Settings};

/// Flags of `token`.
#[derive(Debug, Args)]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Makes a token and prints its secret, which cannot be had again.
    Add {
        /// What it is for.
        name: String,
        /// Scopes with commas, as incidents:read,incidents:write; /api lists them.
        #[arg(long, value_name = "SCOPES")]
        scopes: ScopeSet,
        /// The last day it works on, as 2027-01-31 in the site's zone [default: until it is revoked].
        #[arg(long, value_name = "DATE")]
        expires: Option<NaiveDate>,
    },
    /// Lists the tokens.
    List,
    /// Ends a token at once.
    Revoke {
        /// The token.
        id: TokenId,
    },
}

impl Token {
    pub async fn run(self, settings: &Settings) -> Outcome {
        let backend = settings.backend().await?;
        let actor = Actor::System("command line");
        let (now, zone) = (backend.clock.now(), backend.site.zone);
        match self.command {
            TokenCommand::Add { name, scopes, expires } => {
                let id = TokenId(backend.random.id(now));
                let expires_at = expires.and_then(|day| day.succ_opt()).map(|next| zone.midnight(next));
                if let Some(secret) = backend.add_token(&actor, &NewToken { id, name, scopes, expires_at }).await? {
                    println!("{secret}");
                }
            }
            TokenCommand::List => {
                for token in backend.list_tokens(&actor).await? {
                    let state = match token.revoked_at {
                        Some(_) => "revoked",
                        None if token.is_active(now) => "active",
                        None => "expired",
                    };
                    let used = token.last_used_at.map_or("never used".to_owned(), |at| zone.rfc3339(at));
                    println!("{}  {state:<8} {:<24} {}  {used}", token.id, token.name, token.scopes);
                }
            }
            TokenCommand::Revoke { id } => backend.revoke_token(&actor, id).await?,
        }
        Ok(())
    }
}
