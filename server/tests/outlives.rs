//! The real program, started again without its database: it serves what it published last.

#[path = "../../backend/tests/story/world.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod world;

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use backend::{Backend, Clock, Db, Random, db::IfMissing};
use domain::{language::Text, status::Site, time::Zone};

/// The program, which ends with this value.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    /// Starts serving from a folder; back once the site answers.
    fn start(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_makewhole"));
        command.current_dir(folder).args(["--database", "makewhole.db", "serve", "--listen", "127.0.0.1:0"]);
        command.env("MAKEWHOLE_SNAPSHOT", "public").env("MAKEWHOLE_SERVER__METRICS", "").env("MAKEWHOLE_LOG", "info");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program");
        let mut lines = BufReader::new(child.stderr.take().expect("a log")).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split("\"address\":\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
            })
            .expect("the site's address");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// The whole answer to a GET.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_serves_its_last_pages_when_started_without_its_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("makewhole.db");
    let db = Db::open(&database.to_string_lossy(), IfMissing::Create).await.expect("a database");
    db.migrate().await.expect("the tables");
    let site = Site { name: Text::new("하나로", "Hanaro"), url: "http://localhost".into(), zone: Zone::default() };
    let backend = Backend::new(db, Clock::System, Random::system(), site);
    world::components(&backend).await;
    backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    drop(backend);

    let with_database = Program::start(folder.path());
    let published = async {
        while !with_database.get("/").contains("결제 중단") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), published).await.expect("published");
    drop(with_database);

    for file in ["makewhole.db", "makewhole.db-wal", "makewhole.db-shm"] {
        // the last two are there only after a hard stop
        let _ = fs::rename(folder.path().join(file), folder.path().join(format!("gone-{file}")));
    }
    let without = Program::start(folder.path());
    for (path, words) in [("/", "결제 중단"), ("/en", "Payments stopped"), ("/api/v2/summary.json", "결제 중단")]
    {
        let answer = without.get(path);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(words), "{path}: {answer}");
    }
    assert!(without.get("/claims").starts_with("HTTP/1.1 503"), "what needs the database says so");
    assert!(!database.exists(), "nothing is made up in its place");
}
