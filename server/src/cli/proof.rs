//! `makewhole proof`: checks proofs of publication, without any database.

use std::path::{Path, PathBuf};

use backend::proofs::{ProofKey, PublicKey};
use clap::{Args, Subcommand};

use super::{CommandError, Outcome, Settings};
use crate::config::Flags;

/// Flags of `proof`.
#[derive(Debug, Args)]
pub struct Proof {
    #[command(subcommand)]
    command: ProofCommand,
}

#[derive(Debug, Subcommand)]
enum ProofCommand {
    /// Checks that a proof is byte for byte what this site signed.
    Verify {
        /// The document.
        file: PathBuf,
        /// Its signature [default: FILE.sig].
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        /// The public key as PEM, from SITE/.well-known/makewhole-proof-key.pem [default: that of this machine's own key].
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
}

impl Proof {
    /// Checks; fails where the signature does not fit.
    pub fn run(self, settings: &Settings) -> Outcome {
        let ProofCommand::Verify { file, signature, key } = self.command;
        let key = match key {
            Some(path) => given_key(&path)?,
            None => own_key(settings)?,
        };
        let signature = signature.unwrap_or_else(|| PathBuf::from(format!("{}.sig", file.display())));
        let document = read(&file)?;
        println!("Key (SHA-256):  {}", key.fingerprint());
        if !key.verifies(&document, &read(&signature)?) {
            let text = format!("{} is NOT what the owner of this key signed", file.display());
            return Err(CommandError::Usage(text));
        }
        println!("The signature is good: the document is byte for byte what was signed.");
        summary(&document)
    }
}

/// What the proof says of itself.
fn summary(document: &[u8]) -> Outcome {
    let unreadable = |error| CommandError::Usage(format!("the document is no JSON: {error}"));
    let document: serde_json::Value = serde_json::from_slice(document).map_err(unreadable)?;
    let text = |path: &str| document.pointer(path).and_then(serde_json::Value::as_str).unwrap_or("?");
    println!("Incident:       {} ({})", text("/incident/title/ko"), text("/incident/id"));
    println!("Issued:         {} by {}", text("/issued_at"), text("/issued_by"));
    let publications = document.pointer("/publications").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
    println!("Publications:   {publications}");
    Ok(())
}

fn given_key(path: &Path) -> Result<PublicKey, CommandError> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    let no_key = || CommandError::Usage(format!("{} is no Ed25519 public key in PEM", path.display()));
    PublicKey::from_pem(&text).ok_or_else(no_key)
}

fn own_key(settings: &Settings) -> Result<PublicKey, CommandError> {
    let path = settings.config(Flags::default())?.proofs.key;
    let key = ProofKey::read(&path)?.ok_or_else(|| {
        CommandError::Usage(format!(
            "there is no key at {}. Get the site's public key and name it with --key.",
            path.display()
        ))
    })?;
    Ok(key.public()?)
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    std::fs::read(path).map_err(|source| CommandError::File { path: path.display().to_string(), source })
}
