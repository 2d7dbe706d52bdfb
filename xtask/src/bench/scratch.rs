//! Where a benchmark keeps its files.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// A folder for one benchmark, empty at first, on the disk that builds use; removed with this value.
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder of that name.
    pub fn new(workspace: &Workspace, name: &str) -> Result<Self> {
        let folder = workspace.target.join("bench").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        Ok(Self(folder))
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // what stays behind is removed at the next start
        let _ = fs::remove_dir_all(&self.0);
    }
}
