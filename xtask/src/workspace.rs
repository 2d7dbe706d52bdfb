//! Where things lie.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell;

/// The workspace this tool belongs to.
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Where Cargo builds, as its configuration and environment have it.
    pub target: PathBuf,
    packages: Value,
}

/// How the variables begin by which `cargo run` describes the crate that it runs.
const TOLD: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

impl Workspace {
    /// Asks Cargo.
    pub fn find() -> Result<Self> {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let mut cargo = Command::new("cargo");
        cargo.args(["metadata", "--no-deps", "--format-version=1", "--manifest-path", manifest]);
        let mut metadata: Value = serde_json::from_str(&shell::output(&mut cargo)?)?;
        let folder = |key: &str| metadata[key].as_str().map(PathBuf::from).context("cargo metadata names no folders");
        let (root, target) = (folder("workspace_root")?, folder("target_directory")?);
        Ok(Self { root, target, packages: metadata["packages"].take() })
    }

    /// The names of a crate's integration tests.
    pub fn tests_of(&self, package: &str) -> Vec<&str> {
        let packages = self.packages.as_array().into_iter().flatten().filter(|found| found["name"] == package);
        let targets = packages.filter_map(|package| package["targets"].as_array()).flatten();
        targets.filter(|target| target["kind"][0] == "test").filter_map(|target| target["name"].as_str()).collect()
    }

    /// A Cargo command at the root, by the toolchain in force.
    pub fn cargo(&self) -> Command {
        let mut cargo = self.command("cargo");
        // what `cargo xtask` was told of this crate: a build script that reads it would compile everything above it again
        let told = |name: &OsStr| name.to_str().is_some_and(|name| TOLD.iter().any(|prefix| name.starts_with(prefix)));
        for (name, _) in env::vars_os().filter(|(name, _)| told(name)) {
            cargo.env_remove(name);
        }
        cargo
    }

    /// A command at the root.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// What the server serves beside its pages: the browser part.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// A path as a person at the root would write it.
    pub fn short<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}
