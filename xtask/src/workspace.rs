//! Where things lie.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::shell;

/// The workspace this tool belongs to.
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Where Cargo builds, as its configuration and environment have it.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks Cargo.
    pub fn find() -> Result<Self> {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let mut cargo = Command::new("cargo");
        cargo.args(["metadata", "--no-deps", "--format-version=1", "--manifest-path", manifest]);
        let metadata: serde_json::Value = serde_json::from_str(&shell::output(&mut cargo)?)?;
        let folder = |key: &str| metadata[key].as_str().map(PathBuf::from).context("cargo metadata names no folders");
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")? })
    }

    /// A Cargo command at the root, by the toolchain in force.
    pub fn cargo(&self) -> Command {
        self.command("cargo")
    }

    /// A command at the root.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
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
