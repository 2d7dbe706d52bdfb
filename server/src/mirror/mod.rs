//! A mirror: a complete static site of all public bodies, in a folder or a bucket, which any web server serves.
//!
//! A page stands in a folder of its own (`/history` in `history/index.html`), which nginx, the website hosting of S3 and
//! GitHub Pages answer as they are set up by themselves; bodies and feeds stand under their own names. Links to what only
//! the living site answers, as claims, lead there. `mirror.json` lists what was written: only what changed is written
//! again, and nothing but what it lists is ever removed.

mod follow;

use std::{collections::BTreeMap, path::Path as FilePath, time::Duration};

use app::routes;
use bytes::Bytes;
use domain::language::Language;
use futures_util::future::try_join_all;
use object_store::{
    Attribute, Attributes, ClientOptions, ObjectStore, ObjectStoreExt, PutOptions, RetryConfig, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path, prefix::PrefixStore,
};
use sha2::{Digest, Sha256};

pub use self::follow::follow;
use crate::snapshot::{CACHE_CONTROL, Entry, Snapshot, short};

/// The list of what was written.
const LIST: &str = "mirror.json";
/// Objects on their way at a time.
const AT_ONCE: usize = 16;

/// What goes wrong with a mirror.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The folder cannot be made.
    #[error("the folder cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// The folder or bucket refuses, or cannot be reached.
    #[error(transparent)]
    Store(#[from] object_store::Error),
    /// A public path that no file can have.
    #[error("no file can stand for a public path: {0}")]
    Path(#[from] object_store::path::Error),
    /// The list cannot be written as JSON.
    #[error("the list of what was written: {0}")]
    List(#[from] serde_json::Error),
}

/// How much is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything that changed.
    Whole,
    /// What tells the age: of pages only the status page, everything else that changed. For when nothing happened but
    /// time, so that a bucket does not get every page of the past anew each minute.
    Front,
}

/// What a write did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Objects written.
    pub written: usize,
    /// Objects removed.
    pub removed: usize,
}

/// A place that holds a mirror.
pub struct Mirror {
    store: Box<dyn ObjectStore>,
    /// Whether objects are kept with their type; a folder knows only names.
    has_types: bool,
}

/// Digests of what was written by name.
type List = BTreeMap<String, String>;

/// When an object is written: whatever a page links to comes before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing links to it yet.
    New,
    /// Stood there before.
    Replaced,
    /// The status pages.
    Front,
    /// Tells pages that there is something new.
    Heartbeat,
}

struct Object {
    name: String,
    path: String,
    is_page: bool,
    content_type: String,
    digest: String,
    bytes: Bytes,
}

impl Mirror {
    /// A mirror in `s3://bucket/prefix` or in a folder, which is made. A bucket's region, keys and endpoint come from
    /// the environment, as `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`.
    pub fn open(target: &str) -> Result<Self, MirrorError> {
        if let Some(place) = target.strip_prefix("s3://") {
            let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
            return Ok(Self::over(PrefixStore::new(bucket_of(bucket)?, Path::parse(prefix)?)));
        }
        std::fs::create_dir_all(FilePath::new(target))?;
        let folder = LocalFileSystem::new_with_prefix(target)?.with_automatic_cleanup(true);
        Ok(Self { store: Box::new(folder), has_types: false })
    }

    /// A mirror in any store that keeps types.
    pub fn over(store: impl ObjectStore) -> Self {
        Self { store: Box::new(store), has_types: true }
    }

    /// Makes the mirror equal to the snapshot. Interrupted at any point it holds no page that leads nowhere, and the
    /// next write goes on.
    pub async fn write(&self, snapshot: &Snapshot, site_url: &str, extent: Extent) -> Result<Written, MirrorError> {
        let before = self.list().await?;
        let objects =
            snapshot.entries().map(|(path, entry)| Object::new(path, entry, snapshot, site_url)).collect::<Vec<_>>();
        let is_written = |object: &&Object| {
            let known = before.get(&object.name);
            let is_wanted = extent == Extent::Whole || known.is_none() || !object.is_page || object.is_front();
            is_wanted && known != Some(&object.digest)
        };
        let changed: Vec<_> = objects.iter().filter(is_written).collect();
        let gone: Vec<_> = before.keys().filter(|name| objects.iter().all(|object| object.name != **name)).collect();
        if changed.is_empty() && gone.is_empty() {
            return Ok(Written::default());
        }
        let mut list = before.clone();
        let fresh = changed.iter().filter(|object| !before.contains_key(&object.name));
        list.extend(fresh.map(|object| (object.name.clone(), String::new())));
        if list.len() > before.len() {
            // named before it is there, so that what an interrupted write leaves can be removed
            self.put_list(&list).await?;
        }
        for stage in [Stage::New, Stage::Replaced, Stage::Front, Stage::Heartbeat] {
            let now: Vec<_> = changed.iter().filter(|object| object.stage(&before) == stage).collect();
            for some in now.chunks(AT_ONCE) {
                try_join_all(some.iter().map(|object| self.put(object))).await?;
            }
        }
        for some in gone.chunks(AT_ONCE) {
            try_join_all(some.iter().map(|name| self.remove(name))).await?;
        }
        list.retain(|name, _| !gone.contains(&name));
        list.extend(changed.iter().map(|object| (object.name.clone(), object.digest.clone())));
        self.put_list(&list).await?;
        Ok(Written { written: changed.len(), removed: gone.len() })
    }

    /// What was written so far; nothing where there is no list or one that cannot be read, and then all is written anew.
    async fn list(&self) -> Result<List, MirrorError> {
        match self.store.get(&Path::from(LIST)).await {
            Ok(found) => Ok(serde_json::from_slice(&found.bytes().await?).unwrap_or_default()),
            Err(object_store::Error::NotFound { .. }) => Ok(List::new()),
            Err(error) => Err(error.into()),
        }
    }

    async fn put_list(&self, list: &List) -> Result<(), MirrorError> {
        self.put_bytes(LIST, "application/json; charset=utf-8", serde_json::to_vec(list)?.into()).await
    }

    async fn put(&self, object: &Object) -> Result<(), MirrorError> {
        self.put_bytes(&object.name, &object.content_type, object.bytes.clone()).await
    }

    async fn put_bytes(&self, name: &str, content_type: &str, bytes: Bytes) -> Result<(), MirrorError> {
        let mut attributes = Attributes::new();
        if self.has_types {
            attributes.insert(Attribute::ContentType, content_type.to_owned().into());
            attributes.insert(Attribute::CacheControl, CACHE_CONTROL.into());
        }
        self.store.put_opts(&Path::parse(name)?, bytes.into(), PutOptions::from(attributes)).await?;
        Ok(())
    }

    async fn remove(&self, name: &str) -> Result<(), MirrorError> {
        match self.store.delete(&Path::parse(name)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A bucket with the keys of the environment. What does not answer is given up after half a minute: whoever writes tries
/// again, with what is newest then.
fn bucket_of(name: &str) -> Result<impl ObjectStore, object_store::Error> {
    // an error means that a provider is there already, which is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    let patience = Duration::from_secs(30);
    AmazonS3Builder::from_env()
        .with_bucket_name(name)
        .with_client_options(client_options(patience))
        .with_retry(RetryConfig { max_retries: 2, retry_timeout: patience, ..RetryConfig::default() })
        .build()
}

/// Plain HTTP only where the environment says so, as `AWS_ALLOW_HTTP` does for the builder's own options.
fn client_options(patience: Duration) -> ClientOptions {
    let allows_http = std::env::var("AWS_ALLOW_HTTP").is_ok_and(|value| value == "true" || value == "1");
    ClientOptions::new().with_timeout(patience).with_allow_http(allows_http)
}

impl Object {
    fn new(path: &str, entry: &Entry, snapshot: &Snapshot, site_url: &str) -> Self {
        let bytes = match std::str::from_utf8(entry.bytes()) {
            Ok(html) if entry.is_page() => with_living_links(html, snapshot, site_url).into(),
            _ => entry.bytes().clone(),
        };
        Self {
            name: object_name(path, entry.is_page()),
            path: path.to_owned(),
            is_page: entry.is_page(),
            content_type: entry.content_type().to_owned(),
            digest: short(&Sha256::digest(&bytes)),
            bytes,
        }
    }

    fn is_front(&self) -> bool {
        Language::ALL.into_iter().any(|language| self.path == app::shell::in_language(language, routes::HOME))
    }

    fn stage(&self, before: &List) -> Stage {
        if self.path == routes::HEARTBEAT {
            Stage::Heartbeat
        } else if self.is_front() {
            Stage::Front
        } else if before.contains_key(&self.name) {
            Stage::Replaced
        } else {
            Stage::New
        }
    }
}

/// `/history` of a page in `history/index.html`, everything else under its own name.
fn object_name(path: &str, is_page: bool) -> String {
    let name = path.trim_start_matches('/');
    match (is_page, name) {
        (false, name) => name.to_owned(),
        (true, "") => "index.html".to_owned(),
        (true, name) => format!("{name}/index.html"),
    }
}

/// A page whose links to what the snapshot does not hold lead to the living site.
fn with_living_links(html: &str, snapshot: &Snapshot, site_url: &str) -> String {
    ["href", "src", "action"].iter().fold(html.to_owned(), |html, attribute| {
        let mark = format!(" {attribute}=\"");
        let mut parts = html.split(&mark);
        let mut linked = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            linked.push_str(&mark);
            let path = part.split(['"', '?', '#']).next().unwrap_or_default();
            if path.starts_with('/') && !path.starts_with("//") && snapshot.get(path).is_none() {
                linked.push_str(site_url);
            }
            linked.push_str(part);
        }
        linked
    })
}

#[cfg(test)]
mod tests;
