//! The public snapshot: every public body rendered and compressed once, served from memory, kept on disk.
//!
//! On disk a snapshot is a folder of its own, named by the digest of its content: `manifest.json` names each path with
//! its type and file, `state.json` is the public state it was made from. The file `current` names the folder that holds;
//! it is replaced in one step, so a crash leaves either the old snapshot or the new one. Who reads or writes holds the
//! lock on the file `lock`, so that a command at the terminal and a running server do not meet.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::Path,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use domain::status::PublicState;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::layers::headers;

const CURRENT: &str = "current";
/// How long caches may keep a public body, and go on with it while it is fetched anew or cannot be.
pub const CACHE_CONTROL: &str = "public, max-age=10, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600";
/// Level of Zstandard: about the size of brotli's at a like cost.
const ZSTD_LEVEL: i32 = 12;

/// A public body as rendered.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The path it answers, with the language's prefix.
    pub path: String,
    /// Its media type.
    pub content_type: String,
    /// Its Content-Security-Policy; none for what is not a page.
    pub csp: Option<String>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// A public body ready to be sent, with its headers.
#[derive(Clone, Debug)]
pub struct Entry {
    content_type: HeaderValue,
    csp: Option<HeaderValue>,
    etag: HeaderValue,
    /// All headers of an answer that is not packed.
    plain: HeaderMap,
    /// The same with a Content-Encoding, whose value each answer sets.
    packed: HeaderMap,
    identity: Bytes,
    gzip: Bytes,
    brotli: Bytes,
    zstd: Bytes,
}

/// All public bodies of one state.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    entries: BTreeMap<String, Entry>,
}

/// What goes wrong with a snapshot on disk.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The files cannot be read or written.
    #[error("the snapshot's files: {0}")]
    File(#[from] std::io::Error),
    /// The files are not of this layout.
    #[error("the snapshot's layout: {0}")]
    Layout(#[from] serde_json::Error),
    /// A header value cannot be sent.
    #[error("a header of the snapshot: {0}")]
    Header(#[from] header::InvalidHeaderValue),
}

#[derive(Serialize, Deserialize)]
struct ManifestEntry {
    path: String,
    content_type: String,
    csp: Option<String>,
    file: String,
}

impl Entry {
    fn new(rendered: Rendered) -> Result<Self, SnapshotError> {
        let packed =
            [gzip(&rendered.body)?, brotli(&rendered.body)?, zstd::encode_all(&rendered.body[..], ZSTD_LEVEL)?];
        Self::from_parts(&rendered.content_type, rendered.csp.as_deref(), rendered.body, packed)
    }

    fn from_parts(
        content_type: &str,
        csp: Option<&str>,
        identity: Vec<u8>,
        [gzip, brotli, zstd]: [Vec<u8>; 3],
    ) -> Result<Self, SnapshotError> {
        let tag = short(&Sha256::digest(&identity));
        let content_type = HeaderValue::from_str(content_type)?;
        let csp = csp.map(HeaderValue::from_str).transpose()?;
        let etag = HeaderValue::from_str(&format!("W/\"{tag}\""))?;
        let plain = all_headers(&content_type, csp.as_ref(), &etag);
        let mut packed = plain.clone();
        packed.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        Ok(Self {
            content_type,
            csp,
            etag,
            plain,
            packed,
            identity: identity.into(),
            gzip: gzip.into(),
            brotli: brotli.into(),
            zstd: zstd.into(),
        })
    }

    /// Its media type.
    pub fn content_type(&self) -> &str {
        self.content_type.to_str().unwrap_or_default()
    }

    /// Whether people read it in a browser.
    pub fn is_page(&self) -> bool {
        self.csp.is_some()
    }

    /// The bytes, not packed.
    pub fn bytes(&self) -> &Bytes {
        &self.identity
    }

    /// The answer to a GET or HEAD with these headers.
    pub fn answer(&self, request: &HeaderMap) -> Response<Body> {
        let is_known = request
            .get(header::IF_NONE_MATCH)
            .and_then(|tags| tags.to_str().ok())
            .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().as_bytes() == self.etag.as_bytes()));
        if is_known {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            *answer.headers_mut() = self.plain.clone();
            return answer;
        }
        let (coding, bytes) = self.coded(request);
        let mut answer = Response::new(Body::from(bytes));
        *answer.headers_mut() = match coding {
            Some(coding) => {
                let mut headers = self.packed.clone();
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
                headers
            }
            None => self.plain.clone(),
        };
        answer
    }

    fn coded(&self, request: &HeaderMap) -> (Option<&'static str>, Bytes) {
        let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
        let accepts = |coding: &str| {
            accepted.split(',').any(|part| {
                let (name, weight) = part.split_once(';').unwrap_or((part, ""));
                name.trim().eq_ignore_ascii_case(coding)
                    && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
            })
        };
        if accepts("br") {
            (Some("br"), self.brotli.clone())
        } else if accepts("zstd") {
            (Some("zstd"), self.zstd.clone())
        } else if accepts("gzip") {
            (Some("gzip"), self.gzip.clone())
        } else {
            (None, self.identity.clone())
        }
    }
}

/// The headers of a body, those that every answer of the site carries among them.
fn all_headers(content_type: &HeaderValue, csp: Option<&HeaderValue>, etag: &HeaderValue) -> HeaderMap {
    let mut all = HeaderMap::from_iter([
        (header::CONTENT_TYPE, content_type.clone()),
        (header::ETAG, etag.clone()),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL)),
    ]);
    match csp {
        Some(csp) => all.insert(header::CONTENT_SECURITY_POLICY, csp.clone()),
        None => all.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    };
    headers::complete(&mut all);
    all
}

fn gzip(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(7));
    encoder.write_all(body)?;
    encoder.finish()
}

fn brotli(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 5, ..Default::default() };
    brotli::BrotliCompress(&mut &body[..], &mut out, &params)?;
    Ok(out)
}

impl Snapshot {
    /// A snapshot of rendered bodies. What did not change since `previous` is not compressed again.
    pub fn new(bodies: Vec<Rendered>, previous: &Self) -> Result<Self, SnapshotError> {
        let mut entries = BTreeMap::new();
        for rendered in bodies {
            let path = rendered.path.clone();
            let unchanged = previous.entries.get(&path).filter(|entry| entry.identity == rendered.body);
            let entry = match unchanged {
                Some(entry) => entry.clone(),
                None => Entry::new(rendered)?,
            };
            entries.insert(path, entry);
        }
        Ok(Self { entries })
    }

    /// The body of a path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All bodies by path.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// The snapshot that a folder holds, with the state it was made from; none where it holds none.
    pub fn load(folder: &Path) -> Result<Option<(Self, PublicState)>, SnapshotError> {
        if !folder.join(CURRENT).exists() {
            return Ok(None);
        }
        // a folder that cannot be written to has no writer to wait for
        let _lock = lock(folder).ok();
        let here = folder.join(fs::read_to_string(folder.join(CURRENT))?.trim());
        let state = serde_json::from_slice(&fs::read(here.join("state.json"))?)?;
        let manifest: Vec<ManifestEntry> = serde_json::from_slice(&fs::read(here.join("manifest.json"))?)?;
        let mut entries = BTreeMap::new();
        for item in manifest {
            let read = |suffix: &str| fs::read(here.join(format!("{}{suffix}", item.file)));
            let packed = [read(".gz")?, read(".br")?, read(".zst")?];
            let entry = Entry::from_parts(&item.content_type, item.csp.as_deref(), read("")?, packed)?;
            entries.insert(item.path, entry);
        }
        Ok(Some((Self { entries }, state)))
    }

    /// Writes the snapshot beside the one that holds, lets it hold, and removes the others. One that holds already is
    /// not written again.
    pub fn store(&self, folder: &Path, state: &PublicState) -> Result<(), SnapshotError> {
        let _lock = lock(folder)?;
        let state = serde_json::to_vec(state)?;
        let name = self.name(&state);
        if fs::read_to_string(folder.join(CURRENT)).is_ok_and(|current| current == name) {
            return Ok(());
        }
        let (unfinished, here) = (folder.join("snapshot-unfinished"), folder.join(&name));
        remove(&unfinished)?;
        remove(&here)?;
        fs::create_dir(&unfinished)?;
        self.write_files(&unfinished)?;
        fs::write(unfinished.join("state.json"), state)?;
        fs::rename(unfinished, here)?;
        fs::write(folder.join("current.new"), &name)?;
        fs::rename(folder.join("current.new"), folder.join(CURRENT))?;
        remove_others(folder, &name)?;
        Ok(())
    }

    fn write_files(&self, here: &Path) -> Result<(), SnapshotError> {
        let mut manifest = Vec::new();
        for (number, (path, entry)) in self.entries.iter().enumerate() {
            let file = format!("{number:05}");
            for (suffix, bytes) in
                [("", &entry.identity), (".gz", &entry.gzip), (".br", &entry.brotli), (".zst", &entry.zstd)]
            {
                fs::write(here.join(format!("{file}{suffix}")), bytes)?;
            }
            let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            let (content_type, csp) = (text(&entry.content_type), entry.csp.as_ref().map(text));
            manifest.push(ManifestEntry { path: path.clone(), content_type, csp, file });
        }
        fs::write(here.join("manifest.json"), serde_json::to_vec(&manifest)?)?;
        Ok(())
    }

    /// The name of its folder: the same for the same bodies of the same state only.
    fn name(&self, state: &[u8]) -> String {
        let mut digest = Sha256::new();
        digest.update(state);
        for (path, entry) in &self.entries {
            digest.update(path.as_bytes());
            digest.update(entry.etag.as_bytes());
        }
        format!("snapshot-{}", short(&digest.finalize()))
    }
}

/// The beginning of a digest in hexadecimal digits: 64 bits, enough to tell bodies of a site apart.
pub fn short(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Waits until nobody else reads or writes the folder, which is made where it is not; holds until the file is dropped.
fn lock(folder: &Path) -> std::io::Result<File> {
    fs::create_dir_all(folder)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("lock"))?;
    file.lock()?;
    Ok(file)
}

fn remove(folder: &Path) -> std::io::Result<()> {
    if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
}

fn remove_others(folder: &Path, keep: &str) -> std::io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        let name = item.file_name().to_string_lossy().into_owned();
        if name.starts_with("snapshot-") && name != keep {
            fs::remove_dir_all(item.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::time::Instant;

    use super::*;

    fn page(path: &str, body: &str) -> Rendered {
        Rendered {
            path: path.into(),
            content_type: "text/html; charset=utf-8".into(),
            csp: Some("default-src 'none'".into()),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_snapshot_survives_on_disk() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Snapshot::new(vec![page("/", "hello")], &Snapshot::default()).expect("a snapshot");
        first.store(folder.path(), &PublicState::empty(Instant(1))).expect("stored");
        let second = Snapshot::new(vec![page("/", "later")], &first).expect("a snapshot");
        second.store(folder.path(), &PublicState::empty(Instant(2))).expect("stored");
        let (loaded, state) = Snapshot::load(folder.path()).expect("readable").expect("there");
        assert_eq!(state.at, Instant(2));
        assert_eq!(loaded.get("/").expect("a page").identity, "later");
        let names = || {
            let entries = fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry"));
            let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().expect("text")).collect();
            names.sort();
            names
        };
        let current = fs::read_to_string(folder.path().join("current")).expect("the name of the one that holds");
        assert_eq!(names(), ["current", "lock", &current]);
        first.store(folder.path(), &PublicState::empty(Instant(1))).expect("stored");
        assert!(!names().contains(&current), "the one that held is gone");
    }

    #[test]
    fn codings_are_negotiated_and_known_bodies_are_not_sent_again() {
        let snapshot = Snapshot::new(vec![page("/", "hello")], &Snapshot::default()).expect("a snapshot");
        let entry = snapshot.get("/").expect("a page");
        let with = |name: header::HeaderName, value: &str| {
            HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a value"))])
        };
        let coding = |accept: &str| {
            let answer = entry.answer(&with(header::ACCEPT_ENCODING, accept));
            answer.headers().get(header::CONTENT_ENCODING).map(|v| v.to_str().expect("text").to_owned())
        };
        assert_eq!(coding("gzip, br").as_deref(), Some("br"));
        assert_eq!(coding("gzip;q=1.0, br;q=0").as_deref(), Some("gzip"));
        assert_eq!(coding("gzip, zstd").as_deref(), Some("zstd"));
        assert_eq!(zstd::decode_all(&entry.zstd[..]).expect("packed well"), b"hello");
        assert_eq!(coding("identity"), None);
        let etag = entry.etag.to_str().expect("text").to_owned();
        assert_eq!(entry.answer(&with(header::IF_NONE_MATCH, &etag)).status(), StatusCode::NOT_MODIFIED);
    }
}
