//! A compiler for the browser: one that has the target `wasm32-unknown-unknown`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{packages, shell, workspace::Workspace};

/// The target the browser part is built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A download longer than this is taken for no network.
const DOWNLOAD: Duration = Duration::from_mins(2);

/// A compiler and its Cargo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one in force here.
    Current,
    /// Debian's packages for web browsers, beside the one in force. Server and browser part may come from different compilers.
    Debian,
}

impl Toolchain {
    /// Finds a toolchain that builds for the browser; asks rustup for the target, then Debian, where there is none yet.
    pub fn for_browser(workspace: &Workspace) -> Result<Self> {
        let ready = |toolchain: &Self| toolchain.builds_for_browser(workspace);
        if let Some(toolchain) = [Self::Current, Self::Debian].into_iter().find(ready) {
            return Ok(toolchain);
        }
        if add_by_rustup(workspace) && ready(&Self::Current) {
            return Ok(Self::Current);
        }
        println!("rustup could not add {TARGET}; trying Debian's packages.");
        install_debian().context("no compiler for the browser")?;
        if !ready(&Self::Debian) {
            bail!("Debian's compiler does not build for {TARGET}");
        }
        Ok(Self::Debian)
    }

    /// Its Cargo.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(self.program("cargo"));
        if *self == Self::Debian {
            cargo.env("RUSTC", self.program("rustc")).env_remove("RUSTUP_TOOLCHAIN");
        }
        cargo
    }

    fn rustc(&self) -> Command {
        Command::new(self.program("rustc"))
    }

    fn program(&self, name: &str) -> PathBuf {
        match self {
            Self::Current => name.into(),
            Self::Debian => Path::new("/usr/bin").join(name),
        }
    }

    /// Tries it on an empty program: the target's files may be missing, or be another compiler's.
    fn builds_for_browser(&self, workspace: &Workspace) -> bool {
        let Ok(folder) = tempfile::tempdir() else { return false };
        let source = folder.path().join("empty.rs");
        let mut rustc = self.rustc();
        rustc.current_dir(&workspace.root).args(["--crate-type=cdylib", "--target", TARGET, "-o"]);
        rustc.arg(folder.path().join("empty.wasm")).arg(&source);
        fs::write(&source, "").is_ok() && shell::succeeds_within(Duration::from_mins(1), &mut rustc)
    }
}

fn add_by_rustup(workspace: &Workspace) -> bool {
    if shell::find(&["rustup"]).is_none() {
        return false;
    }
    println!("Adding {TARGET} with rustup: the browser part is compiled for it.");
    shell::succeeds_within(DOWNLOAD, workspace.command("rustup").args(["target", "add", TARGET]))
}

/// Debian has the compiler and the source of its standard library, but not the library compiled for the browser.
fn install_debian() -> Result<()> {
    packages::install(&["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"], "the browser part")?;
    if let Some(linker) = missing_linker() {
        packages::install(&[&linker], "the browser part")?;
    }
    shell::step("standard library for the browser", build_standard_library)
}

/// The package of the linker, where the compiler's link to it leads nowhere.
fn missing_linker() -> Option<String> {
    let link = Toolchain::Debian.program("rust-lld");
    let program = fs::read_link(&link).ok().filter(|_| !link.exists())?;
    linker_package(&program)
}

/// `lld-22` for a path that ends in `lld-22` or leads through `llvm-22`.
fn linker_package(path: &Path) -> Option<String> {
    let version = |part: &str| part.strip_prefix("llvm-").or_else(|| part.strip_prefix("lld-")).map(str::to_owned);
    path.iter().filter_map(|part| version(part.to_str()?)).next_back().map(|version| format!("lld-{version}"))
}

fn build_standard_library() -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("src"))?;
    fs::write(folder.path().join("src/lib.rs"), "")?;
    fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"nothing\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n[workspace]\n",
    )?;
    let mut cargo = Toolchain::Debian.cargo();
    // Building the standard library is not yet a stable option; the compiler is the one the source belongs to.
    cargo.current_dir(&folder).env("RUSTC_BOOTSTRAP", "1").env_remove("CARGO_TARGET_DIR");
    cargo.args([
        "build",
        "--quiet",
        "--release",
        "-Zbuild-std=std,panic_abort",
        "--target",
        TARGET,
        "--target-dir=target",
    ]);
    shell::run(&mut cargo)?;

    let built = folder.path().join("target").join(TARGET).join("release/deps");
    let sysroot = shell::output(Toolchain::Debian.rustc().args(["--print", "sysroot"]))?;
    let library = Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib");
    shell::run(packages::privileged("rm")?.arg("-rf").arg(&library))?;
    shell::run(packages::privileged("mkdir")?.arg("-p").arg(&library))?;
    shell::run(packages::privileged("cp")?.args(rlibs(&built)?).arg(&library))
}

fn rlibs(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "rlib")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linkers_package_is_read_from_the_link() {
        let package = |path: &str| linker_package(Path::new(path));
        assert_eq!(package("../../../../../bin/lld-22").as_deref(), Some("lld-22"));
        assert_eq!(package("/usr/lib/llvm-19/bin/lld").as_deref(), Some("lld-19"));
        assert_eq!(package("/usr/bin/ld"), None);
    }
}
