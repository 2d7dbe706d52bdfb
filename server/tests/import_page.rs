//! The real program takes over the page of another site, which here is one of ours, over HTTP and from a folder.

#[path = "../../backend/tests/story/world.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod world;

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{Router, extract::Request, http::StatusCode, response::IntoResponse};
use backend::{Backend, Clock, Db, Random, db::IfMissing};
use domain::{
    language::Text,
    status::Site,
    time::{Instant, Zone},
};

async fn backend(path: &Path) -> Backend {
    let db = Db::open(&path.to_string_lossy(), IfMissing::Create).await.expect("a file");
    db.migrate().await.expect("the tables");
    let clock = Clock::manual(Instant::parse_rfc3339("2022-12-01T00:00:00Z").expect("a time"));
    Backend::new(db, clock, Random::seeded(1), site())
}

fn site() -> Site {
    Site { name: Text::new("하나로", "Hanaro"), url: "https://status.example.com".into(), zone: Zone::default() }
}

/// The program on a database, with arguments; gives what it prints.
async fn run(database: &Path, arguments: &[&str]) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_makewhole"));
    command.current_dir(database.parent().expect("a folder")).arg("--database").arg(database).args(arguments);
    let done = tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("run");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// What a site of ours publishes in English, by path.
async fn published(backend: &Backend) -> BTreeMap<String, String> {
    let state = backend.public_state().await.expect("a state");
    let pages = app::public::render_all(&site(), &state, backend.clock.now()).expect("pages");
    pages.into_iter().map(|page| (page.path, page.body)).collect()
}

#[tokio::test]
async fn a_page_of_ours_is_taken_over_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = backend(&folder.path().join("source.sqlite")).await;
    world::components(&source).await;
    world::outage_over(&source, &world::SYSTEM).await;
    let pages = Arc::new(published(&source).await);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}/en", listener.local_addr().expect("an address"));
    let served = pages.clone();
    let other = Router::new().fallback(move |request: Request| {
        let found = served.get(request.uri().path()).cloned();
        async move { found.map_or(StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response) }
    });
    let serving = tokio::spawn(async move { axum::serve(listener, other).await });

    let path = folder.path().join("target.sqlite");
    let target = backend(&path).await;
    let first = run(&path, &["import", "page", &base, "--history", "1"]).await;
    assert_eq!(first, "New: 3 components and groups, 1 incidents, 0 maintenances, 2 updates.\n");
    serving.abort();
    let (before, after) = (source.incidents().await.expect("read"), target.incidents().await.expect("read"));
    assert_eq!(before[0].id, after[0].id, "records like ours keep their ids");
    assert_eq!(after[0].title.ko, "Payments stopped", "as the page said it");
    let impacts = |all: &[domain::incident::Incident]| {
        let impacts = all.iter().flat_map(|incident| incident.impacts.clone());
        impacts.map(|impact| (impact.component, impact.severity, impact.start)).collect::<Vec<_>>()
    };
    assert_eq!(impacts(&before), impacts(&after));
    assert!(after[0].impacts.iter().all(|impact| impact.end.is_some()));

    // the same from files adds nothing
    let files = folder.path().join("files");
    std::fs::create_dir(&files).expect("a folder");
    for name in ["components.json", "incidents.json", "scheduled-maintenances.json"] {
        std::fs::write(files.join(name), &pages[&format!("/en/api/v2/{name}")]).expect("a file");
    }
    let second = run(&path, &["import", "page", &files.to_string_lossy()]).await;
    assert_eq!(second, "New: 0 components and groups, 0 incidents, 0 maintenances, 0 updates.\n");
}
