//! The public snapshot: every public body rendered and compressed once, served from memory, kept on disk.
//!
//! On disk a snapshot is a folder of its own: `manifest.json` names each path with its type and file, `state.json` is
//! the public state it was made from. The file `current` names the folder that holds; it is replaced in one step, so a
//! crash leaves either the old snapshot or the new one.

use std::{collections::BTreeMap, io::Write, path::Path};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use domain::status::PublicState;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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

/// A public body ready to be sent.
#[derive(Clone, Debug)]
pub struct Entry {
    content_type: HeaderValue,
    csp: Option<HeaderValue>,
    etag: HeaderValue,
    identity: Bytes,
    gzip: Bytes,
    brotli: Bytes,
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
        let gzip = gzip(&rendered.body)?;
        let brotli = brotli(&rendered.body)?;
        Self::from_parts(&rendered.content_type, rendered.csp.as_deref(), rendered.body, gzip, brotli)
    }

    fn from_parts(
        content_type: &str,
        csp: Option<&str>,
        identity: Vec<u8>,
        gzip: Vec<u8>,
        brotli: Vec<u8>,
    ) -> Result<Self, SnapshotError> {
        let digest = Sha256::digest(&identity);
        let tag: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self {
            content_type: HeaderValue::from_str(content_type)?,
            csp: csp.map(HeaderValue::from_str).transpose()?,
            etag: HeaderValue::from_str(&format!("W/\"{tag}\""))?,
            identity: identity.into(),
            gzip: gzip.into(),
            brotli: brotli.into(),
        })
    }

    /// The answer to a GET or HEAD with these headers.
    pub fn answer(&self, request: &HeaderMap) -> Response<Body> {
        let is_known = request
            .get(header::IF_NONE_MATCH)
            .and_then(|tags| tags.to_str().ok())
            .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().as_bytes() == self.etag.as_bytes()));
        let (coding, bytes) = self.coded(request);
        let mut answer = Response::new(if is_known { Body::empty() } else { Body::from(bytes) });
        if is_known {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=10, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600"),
        );
        match &self.csp {
            Some(csp) => headers.insert(header::CONTENT_SECURITY_POLICY, csp.clone()),
            None => headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        };
        if let (Some(coding), false) = (coding, is_known) {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
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
        } else if accepts("gzip") {
            (Some("gzip"), self.gzip.clone())
        } else {
            (None, self.identity.clone())
        }
    }
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

    /// The snapshot that a folder holds, with the state it was made from; none where it holds none.
    pub fn load(folder: &Path) -> Result<Option<(Self, PublicState)>, SnapshotError> {
        let Ok(current) = std::fs::read_to_string(folder.join("current")) else { return Ok(None) };
        let here = folder.join(current.trim());
        let state = serde_json::from_slice(&std::fs::read(here.join("state.json"))?)?;
        let manifest: Vec<ManifestEntry> = serde_json::from_slice(&std::fs::read(here.join("manifest.json"))?)?;
        let mut entries = BTreeMap::new();
        for item in manifest {
            let read = |suffix: &str| std::fs::read(here.join(format!("{}{suffix}", item.file)));
            let entry =
                Entry::from_parts(&item.content_type, item.csp.as_deref(), read("")?, read(".gz")?, read(".br")?)?;
            entries.insert(item.path, entry);
        }
        Ok(Some((Self { entries }, state)))
    }

    /// Writes the snapshot beside the one that holds, lets it hold, and removes the others.
    pub fn store(&self, folder: &Path, state: &PublicState) -> Result<(), SnapshotError> {
        let name = format!("snapshot-{}", state.at.0);
        let here = folder.join(&name);
        std::fs::create_dir_all(&here)?;
        let mut manifest = Vec::new();
        for (number, (path, entry)) in self.entries.iter().enumerate() {
            let file = format!("{number:05}");
            std::fs::write(here.join(&file), &entry.identity)?;
            std::fs::write(here.join(format!("{file}.gz")), &entry.gzip)?;
            std::fs::write(here.join(format!("{file}.br")), &entry.brotli)?;
            let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            let (content_type, csp) = (text(&entry.content_type), entry.csp.as_ref().map(text));
            manifest.push(ManifestEntry { path: path.clone(), content_type, csp, file });
        }
        std::fs::write(here.join("manifest.json"), serde_json::to_vec(&manifest)?)?;
        std::fs::write(here.join("state.json"), serde_json::to_vec(state)?)?;
        std::fs::write(folder.join("current.new"), &name)?;
        std::fs::rename(folder.join("current.new"), folder.join("current"))?;
        remove_others(folder, &name)?;
        Ok(())
    }
}

fn remove_others(folder: &Path, keep: &str) -> std::io::Result<()> {
    for item in std::fs::read_dir(folder)? {
        let item = item?;
        let name = item.file_name().to_string_lossy().into_owned();
        if name.starts_with("snapshot-") && name != keep {
            std::fs::remove_dir_all(item.path())?;
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
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
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
        assert_eq!(coding("identity"), None);
        let etag = entry.etag.to_str().expect("text").to_owned();
        assert_eq!(entry.answer(&with(header::IF_NONE_MATCH, &etag)).status(), StatusCode::NOT_MODIFIED);
    }
}
