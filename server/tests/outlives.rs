//! The real program, started again without its database: it serves what it published last, and what is published
//! meanwhile by breaking the glass, which goes on record once when the database is back.

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

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").expect("asked");
        stream
    }

    /// Waits until a page says this.
    async fn says(&self, path: &str, text: &str) {
        let said = async {
            while !self.get(path).contains(text) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), said).await.unwrap_or_else(|_| panic!("{path} never says {text}"));
    }

    /// The first event of the stream: what it is called and what it says.
    fn first_event(&self) -> (String, String) {
        let mut lines = BufReader::new(self.ask("/events")).lines().map_while(Result::ok);
        let mut field = |name: &str| lines.find_map(|line| line.strip_prefix(name).map(|rest| rest.trim().to_owned()));
        (field("event:").expect("an event"), field("data:").expect("its data"))
    }

    /// The whole answer to a GET.
    fn get(&self, path: &str) -> String {
        let mut stream = self.ask(path);
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

/// Runs a command to its end; gives what it printed, or what it complained of.
fn run(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_makewhole"));
    command.current_dir(folder).args(["--database", "makewhole.db"]).args(arguments);
    let output = command.env("MAKEWHOLE_SNAPSHOT", "public").output().expect("the program");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

async fn backend(folder: &Path) -> Backend {
    let database = folder.join("makewhole.db");
    let db = Db::open(&database.to_string_lossy(), IfMissing::Create).await.expect("a database");
    db.migrate().await.expect("the tables");
    let site = Site { name: Text::new("하나로", "Hanaro"), url: "http://localhost".into(), zone: Zone::default() };
    Backend::new(db, Clock::System, Random::system(), site)
}

/// A folder with a database and what was published from it, with nothing running.
async fn published(folder: &Path) {
    let backend = backend(folder).await;
    world::components(&backend).await;
    backend.declare_incident(&world::SYSTEM, &world::outage()).await.expect("declared");
    backend.db.close().await;
    let program = Program::start(folder);
    program.says("/", "결제 중단").await;
}

fn move_database(folder: &Path, from: &str, to: &str) {
    for suffix in ["", "-wal", "-shm"] {
        // the last two are there only after a hard stop
        let _ = fs::rename(folder.join(format!("{from}{suffix}")), folder.join(format!("{to}{suffix}")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_serves_its_last_pages_when_started_without_its_database() {
    let folder = tempfile::tempdir().expect("a folder");
    published(folder.path()).await;
    let stored = fs::read_to_string(folder.path().join("public/current")).expect("the stored snapshot");
    let stored = fs::read(folder.path().join("public").join(stored).join("state.json")).expect("its state");
    let stored: serde_json::Value = serde_json::from_slice(&stored).expect("JSON");

    move_database(folder.path(), "makewhole.db", "gone.db");
    let without = Program::start(folder.path());
    for (path, words) in [
        ("/", "결제 중단"),
        ("/en", "Payments stopped"),
        ("/api/v2/summary.json", "결제 중단"),
        ("/en/history.atom", "Payments stopped"),
        ("/history.rss", "결제 중단"),
        ("/heartbeat.json", "\"at\":"),
    ] {
        let answer = without.get(path);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(words), "{path}: {answer}");
    }
    let (event, data) = without.first_event();
    let (at, now) = data.split_once(' ').expect("two instants");
    let (at, now): (i64, i64) = (at.parse().expect("an instant"), now.parse().expect("an instant"));
    assert_eq!(event, "heartbeat");
    assert_eq!(Some(at), stored["at"].as_i64().map(|micros| micros / 1000), "the stream tells the age of the state");
    assert!(at <= now);
    assert!(without.get("/claims").starts_with("HTTP/1.1 503"), "what needs the database says so");
    assert!(!folder.path().join("makewhole.db").exists(), "nothing is made up in its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_without_the_database_goes_on_record_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    published(folder).await;
    move_database(folder, "makewhole.db", "gone.db");
    let without = Program::start(folder);
    let said = ["--text", "전원이 나갔습니다.", "--text-en", "The power is out.", "--by", "Kim on duty"];
    let declare = |more: &[&'static str]| {
        let title = ["break-glass", "declare", "--title", "로그인 불가", "--title-en", "Nobody can sign in"];
        run(folder, &[&title[..], &said[..], more].concat())
    };
    let refused = declare(&["--impact", "taxi=major_outage"]).expect_err("a refusal");
    assert!(refused.contains("no component taxi"), "{refused}");
    let incident = declare(&["--impact", "pay-online=major_outage"]).expect("published");
    let path = format!("/incidents/{incident}");
    without.says("/", "로그인 불가").await;
    for (path, words, mark) in [
        ("/", "전원이 나갔습니다.", "비상 절차로"),
        ("/en", "The power is out.", "emergency procedure"),
        (path.as_str(), "온라인 결제", "비상 절차로"),
        ("/en/api/v2/summary.json", "The power is out.", "emergency procedure"),
        ("/api/v2/incidents.json", "major_outage", "비상 절차로"),
        ("/en/history.atom", "Nobody can sign in", "emergency procedure"),
        ("/history.rss", "로그인 불가", "비상 절차로"),
    ] {
        let answer = without.get(path);
        assert!(answer.contains(words) && answer.contains(mark), "{path}: {answer}");
    }
    assert!(run(folder, &["break-glass", "list"]).expect("a list").contains(&incident));
    let update = ["break-glass", "update", &incident, "--status", "resolved", "--by", "Lee"];
    run(folder, &[&update[..], &["--text", "복구했습니다.", "--text-en", "It is back."]].concat()).expect("published");
    let back = ["break-glass", "update", &incident, "--status", "investigating", "--by", "Lee", "--text", "다시."];
    run(folder, &back).expect("a resolved incident may reopen");
    without.says(&path, "다시.").await;

    move_database(folder, "gone.db", "makewhole.db");
    until_recorded(folder, 3).await;
    drop(without);
    let interrupted = folder.join("public/journal");
    for file in fs::read_dir(interrupted.join("recorded")).expect("a folder") {
        // as if the program had ended between the record and the journal
        let file = file.expect("a file");
        fs::rename(file.path(), interrupted.join(file.file_name())).expect("moved");
    }
    let again = Program::start(folder);
    until_recorded(folder, 3).await;
    assert_eq!(again.get("/en/history.atom").matches("The power is out.").count(), 1);
    drop(again);

    let backend = backend(folder).await;
    let state = backend.public_state().await.expect("the state");
    let recorded: Vec<_> = state.incidents.iter().filter(|found| found.id.to_string() == incident).collect();
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0].updates.len(), 3);
    assert!(recorded[0].updates.iter().all(|update| update.is_emergency));
    assert_eq!(recorded[0].impacts.len(), 1);
    assert!(recorded[0].impacts[0].end.is_some(), "the resolution ended what was open");
    assert!(matches!(backend.verify_audit().await, Ok(backend::audit::Chain::Whole(_))));
    let auditor = world::staff(&backend, "auditor", "auditor").await;
    let log = backend.audit_page(&auditor, None).await.expect("the log");
    assert_eq!(log.iter().filter(|entry| entry.action == "incident.emergency_recorded").count(), 3);
}

/// Waits until so many updates were taken from the journal.
async fn until_recorded(folder: &Path, count: usize) {
    let files = |folder: &Path| fs::read_dir(folder).map_or(0, Iterator::count);
    let recorded = async {
        while files(&folder.join("public/journal/recorded")) < count {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), recorded).await.expect("put on record");
}
