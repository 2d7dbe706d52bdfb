//! Secrets that live outside the database, each in a file of its own that is made where it is missing.

use std::{fs::OpenOptions, io::Write, path::Path};

use crate::{
    Random,
    error::{Error, Result},
};

/// The secret in a file of 64 hexadecimal digits; where there is no file, it is made, readable by its owner alone.
/// Errors: the file holds something else, or cannot be read or made.
pub fn in_file(path: &Path, random: &Random) -> Result<[u8; 32]> {
    if let Some(secret) = read(path)? {
        return Ok(secret);
    }
    let secret = random.bytes();
    store(path, &hex(&secret))?;
    Ok(secret)
}

/// The secret in a file; none where there is no file. Errors: the file holds something else or cannot be read.
pub fn read(path: &Path) -> Result<Option<[u8; 32]>> {
    match std::fs::read_to_string(path) {
        Ok(text) => from_hex(text.trim()).map(Some).ok_or_else(|| Error::Corrupt(format!("{}", path.display()))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes a new file that its owner alone may read. Errors: there is one already, or it cannot be made.
pub fn store(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of exactly as many hexadecimal digits.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}
