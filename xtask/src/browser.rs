//! The browser part: the islands of `app` and the `engine`, each compiled to wasm, bound to JavaScript, named by content,
//! compressed, told in a manifest.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    shell,
    toolchain::{TARGET, Toolchain},
    workspace::Workspace,
};

/// Whatever the browser part is made of, and how.
const INPUTS: [&str; 11] = [
    "app/src",
    "app/Cargo.toml",
    "domain/src",
    "domain/Cargo.toml",
    "engine/src",
    "engine/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "xtask/src/browser.rs",
    "xtask/src/toolchain.rs",
];

/// Builds the browser part into the site's folder, unless it is there and nothing it is made of has changed.
pub fn build(workspace: &Workspace) -> Result<()> {
    let site = workspace.site();
    let (manifest, stamp) = (site.join("manifest.json"), site.join(".inputs"));
    let inputs = digest_of_inputs(workspace)?;
    if manifest.exists() && fs::read_to_string(&stamp).is_ok_and(|old| old == inputs) {
        println!("The browser part is up to date.");
        return Ok(());
    }
    let compiled = compile(workspace)?;
    let fresh = site.join("pkg.new");
    remove(&fresh)?;
    fs::create_dir_all(&fresh)?;
    let islands = pack(&compiled, "app", &fresh)?;
    let engine = pack(&compiled, "engine", &fresh)?;
    let place = site.join("pkg");
    remove(&place)?;
    fs::rename(&fresh, &place)?;
    // The manifest names files that exist already; whoever reads it in between sees the old one or the new one.
    let told = serde_json::json!({ "islands": islands, "engine": engine });
    replace(&manifest, told.to_string().as_bytes())?;
    replace(&stamp, inputs.as_bytes())?;
    Ok(())
}

/// The engine's script and module as files, for a test that runs them outside a browser.
pub fn engine_files(workspace: &Workspace) -> Result<[PathBuf; 2]> {
    let site = workspace.site();
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(site.join("manifest.json"))?)?;
    let file = |kind: &str| {
        let address = manifest["engine"][kind].as_str().context("the manifest names no engine")?;
        anyhow::Ok(site.join(address.trim_start_matches('/')))
    };
    Ok([file("js")?, file("wasm")?])
}

fn compile(workspace: &Workspace) -> Result<PathBuf> {
    let toolchain = Toolchain::for_browser(workspace)?;
    // A folder of its own: other flags and another compiler must not make the server's crates stale.
    let target = workspace.target.join("browser");
    let mut cargo = toolchain.cargo();
    cargo.current_dir(&workspace.root).args(["build", "--package=app", "--package=engine", "--lib"]);
    cargo
        .args([
            "--no-default-features",
            "--features=app/hydrate",
            "--profile=browser",
            "--target",
            TARGET,
            "--target-dir",
        ])
        .arg(&target);
    shell::run(&mut cargo)?;
    Ok(target.join(TARGET).join("browser"))
}

/// Binds a compiled crate to JavaScript; returns where the browser finds script and module.
fn pack(compiled: &Path, name: &str, fresh: &Path) -> Result<serde_json::Value> {
    let bound = fresh.join("bound");
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled.join(format!("{name}.wasm"))).out_name(name).web(true)?.typescript(false);
    bindgen.omit_default_module_path(false).remove_name_section(true).remove_producers_section(true);
    bindgen.generate(&bound)?;

    let plain_name = format!("{name}_bg.wasm");
    let module = optimised(&bound.join(&plain_name))?;
    let module_name = named(&format!("{name}_bg"), &module, "wasm");
    let script = fs::read_to_string(bound.join(format!("{name}.js")))?;
    ensure!(script.contains(&format!("'{plain_name}'")), "the script does not name its module the way it used to");
    let script = script.replace(&format!("'{plain_name}'"), &format!("'{module_name}'"));
    let script_name = named(name, script.as_bytes(), "js");

    let module_sizes = write_compressed(&fresh.join(&module_name), &module)?;
    let script_sizes = write_compressed(&fresh.join(&script_name), script.as_bytes())?;
    move_snippets(&bound.join("snippets"), &fresh.join("snippets"))?;
    remove(&bound)?;
    println!("{name}: module {module_sizes}; script {script_sizes}");
    Ok(serde_json::json!({ "js": format!("/pkg/{script_name}"), "wasm": format!("/pkg/{module_name}") }))
}

/// Scripts that crates bring along. Their folders carry a hash already.
fn move_snippets(from: &Path, to: &Path) -> Result<()> {
    if !from.exists() {
        return Ok(());
    }
    fs::rename(from, to)?;
    for file in files_below(to)? {
        write_compressed(&file, &fs::read(&file)?)?;
    }
    Ok(())
}

/// The module after `wasm-opt`, where there is one; as it is, where not.
fn optimised(module: &Path) -> Result<Vec<u8>> {
    const FEATURES: [&str; 6] = [
        "--enable-bulk-memory",
        "--enable-multivalue",
        "--enable-mutable-globals",
        "--enable-nontrapping-float-to-int",
        "--enable-reference-types",
        "--enable-sign-ext",
    ];
    let smaller = module.with_extension("opt");
    let mut command = Command::new("wasm-opt");
    command.args(FEATURES).arg("-Oz").arg(module).arg("-o").arg(&smaller);
    if shell::find(&["wasm-opt"]).is_some() {
        if shell::succeeds_within(Duration::from_mins(5), &mut command) {
            return Ok(fs::read(smaller)?);
        }
        println!("wasm-opt failed; the module stays as the compiler made it.");
    }
    Ok(fs::read(module)?)
}

/// A name that changes with the content, so that browsers may keep the file for ever.
fn named(stem: &str, content: &[u8], extension: &str) -> String {
    format!("{stem}.{}.{extension}", &hex(&Sha256::digest(content))[..16])
}

/// Writes a file and, beside it, what is sent to browsers that take Brotli or gzip. Returns the three sizes in words.
fn write_compressed(path: &Path, content: &[u8]) -> Result<String> {
    let (brotli, gzip) = (brotli(content)?, gzip(content)?);
    fs::write(path, content)?;
    fs::write(with_suffix(path, "br"), &brotli)?;
    fs::write(with_suffix(path, "gz"), &gzip)?;
    let kilobytes = |bytes: usize| bytes.div_ceil(1000);
    let (raw, brotli, gzip) = (kilobytes(content.len()), kilobytes(brotli.len()), kilobytes(gzip.len()));
    Ok(format!("{raw} kB, {brotli} kB as Brotli, {gzip} kB as gzip"))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(content)?;
    Ok(writer.into_inner())
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn digest_of_inputs(workspace: &Workspace) -> Result<String> {
    let mut digest = Sha256::new();
    for input in INPUTS {
        for file in files_below(&workspace.root.join(input))? {
            let content = fs::read(&file)?;
            digest.update(workspace.short(&file).as_os_str().as_encoded_bytes());
            digest.update((content.len() as u64).to_le_bytes());
            digest.update(content);
        }
    }
    Ok(hex(&digest.finalize()))
}

/// All files below a folder, or the file itself, in one order everywhere.
fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    let files = paths.iter().map(|path| files_below(path)).collect::<Result<Vec<_>>>()?;
    Ok(files.concat())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let fresh = with_suffix(path, "new");
    fs::write(&fresh, content)?;
    Ok(fs::rename(fresh, path)?)
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_with_the_content_alone() {
        assert_eq!(named("app", b"one", "js"), named("app", b"one", "js"));
        assert_ne!(named("app", b"one", "js"), named("app", b"two", "js"));
        assert!(named("app_bg", b"", "wasm").starts_with("app_bg.e3b0c44298fc1c14."));
    }

    #[test]
    fn compressed_files_lie_beside_the_plain_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app.js");
        write_compressed(&file, &b"make whole ".repeat(1000)).unwrap();
        let mut plain = Vec::new();
        let compressed = fs::read(folder.path().join("app.js.br")).unwrap();
        brotli::BrotliDecompress(&mut compressed.as_slice(), &mut plain).unwrap();
        assert_eq!(plain, fs::read(&file).unwrap());
        assert!(fs::metadata(folder.path().join("app.js.gz")).unwrap().len() < 200);
    }
}
