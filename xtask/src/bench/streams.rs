//! What event streams cost, how soon all of them hear of a publication, and whether pages go on as before.

use std::{
    fs,
    io::{BufRead, BufReader, Lines},
    process::{ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde_json::Value;

use super::{
    Figure, Report,
    machine::{self, Load, Running, Site},
    scratch::Scratch,
};
use crate::{shell, workspace::Workspace};

/// How many streams, and how often they are told.
#[derive(Args)]
pub struct Streams {
    /// Streams.
    #[arg(long, default_value_t = 10_000)]
    streams: usize,
    /// Publications.
    #[arg(long, default_value_t = 10)]
    publications: usize,
}

/// A publication takes no longer to be heard of.
const WITHIN: Duration = Duration::from_secs(30);
/// Rounds of requests for the page, before and while streams are held.
const ROUNDS: usize = 5;

/// Holds streams, publishes, and asks for the page before and meanwhile.
pub fn run(workspace: &Workspace, streams: &Streams) -> Result<Report> {
    ensure!(streams.publications > 0, "nothing would be published");
    machine::prepare(&["wrk", "taskset", "sqlite3"], "asking for pages")?;
    machine::build(workspace, &["--example=listeners"])?;
    let scratch = Scratch::new(workspace, "streams")?;
    let incident = shell::step("what is shown", || first_state(workspace, &scratch))?;
    // without its database: publications then come by breaking the glass, and nothing else works beside them
    let site = start(workspace, &scratch, "none.db")?;

    let page = format!("http://{}/", site.address);
    let ask = || -> Result<Vec<Load>> { (0..ROUNDS).map(|_| machine::load(site.process(), &page, 3)).collect() };
    let before = machine::middle(&shell::step("the page without streams", ask)?);
    let memory_before = machine::memory(site.process())?;
    let mut listeners = shell::step(&format!("{} streams", streams.streams), || {
        Listeners::start(workspace, &site.address, streams.streams)
    })?;
    let memory = machine::memory(site.process())?;
    let meanwhile = machine::middle(&shell::step("the page with streams", ask)?);
    let (mut half, mut most, mut last, mut lost, mut again) = (Vec::new(), Vec::new(), Vec::new(), 0.0, 0.0);
    shell::step(&format!("{} publications", streams.publications), || {
        for _ in 0..streams.publications {
            publish(workspace, &scratch, &incident)?;
            let published = micros(site.logged("change", WITHIN)?["timestamp"].as_str().context("no time")?)?;
            let change = listeners.next()?;
            let figure = |name: &str| change[name].as_f64().with_context(|| format!("no {name} in {change}"));
            half.push((figure("half")? - published) / 1000.0);
            most.push((figure("most")? - published) / 1000.0);
            last.push((figure("last")? - published) / 1000.0);
            lost += streams.streams as f64 - figure("heard")?;
            again += figure("again")?;
        }
        Ok(())
    })?;
    let worst = |times: &[f64]| times.iter().copied().fold(0.0, f64::max);
    let middle = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    Ok(Report {
        title: "Event streams",
        method: format!(
            "{} connections held by the program on one core; {} publications, each timed from the moment it is logged, just \
             before it is public, to the last byte at each of the listeners, which share another core; the page asked for by \
             wrk with 64 connections.",
            streams.streams, streams.publications
        ),
        figures: vec![
            Figure::new("resident memory a stream, KB", (memory - memory_before) / 1024.0 / streams.streams as f64)
                .bar("at most 8"),
            Figure::new("p50 from publication, ms, middle", middle(&mut half)),
            Figure::new("p99 from publication, ms, worst", worst(&most)).bar("at most 300"),
            Figure::new("last from publication, ms, worst", worst(&last)),
            Figure::new("events lost", lost).bar("none"),
            Figure::new("events heard twice", again).bar("none"),
            Figure::new("page meanwhile: CPU a request, µs", meanwhile.cpu)
                .beside("without streams", before.cpu)
                .bar("unchanged"),
            Figure::new("page meanwhile: requests a second", meanwhile.rate).beside("without streams", before.rate),
            Figure::new("page meanwhile: p99, ms", meanwhile.most).beside("without streams", before.most),
        ],
    })
}

/// Lets a snapshot with an incident be published from a database; gives the incident.
fn first_state(workspace: &Workspace, scratch: &Scratch) -> Result<String> {
    const ROWS: &str =
        "insert into component_groups (key, name_ko, name_en, position) values ('pay', '결제', 'Pay', 1);
        insert into components (key, group_key, name_ko, name_en, description_ko, description_en, position, uptime_from,
            created_at) values ('pay-qr', 'pay', '매장 QR 결제', 'In-store QR', '', '', 1, 0, 0);";
    shell::output(&mut asking(workspace, scratch, &["--database", "first.db", "migrate"]))?;
    shell::output(Command::new("sqlite3").arg(scratch.file("first.db")).arg(ROWS))?;
    let mut declare = asking(workspace, scratch, &["--database", "first.db", "incident", "declare"]);
    let incident = shell::output(declare.args(["--title", "결제 중단", "--title-en", "Payments stopped"]).args(SAID))?;
    let _site = start(workspace, scratch, "first.db")?;
    for _ in 0..100 {
        thread::sleep(Duration::from_millis(100));
        let current = fs::read_to_string(scratch.file("public/current")).unwrap_or_default();
        let state = fs::read_to_string(scratch.file(&format!("public/{}/state.json", current.trim())));
        if state.is_ok_and(|state| state.contains(&incident)) {
            return Ok(incident);
        }
    }
    bail!("{incident} was not published")
}

/// What is said of an incident.
const SAID: [&str; 4] = ["--text", "확인하고 있습니다.", "--text-en", "We are looking into it."];

/// The site over a database, or what it published last where there is none.
fn start(workspace: &Workspace, scratch: &Scratch, database: &str) -> Result<Site> {
    Site::start(workspace, &scratch.file(""), &["--database", database, "serve", "--listen", "127.0.0.1:0"])
}

/// The program for something else, on the core of who asks.
fn asking(workspace: &Workspace, scratch: &Scratch, words: &[&str]) -> Command {
    let mut command = machine::on_core(machine::ASKING, machine::program(workspace));
    command.current_dir(scratch.file("")).env("MAKEWHOLE_SNAPSHOT", "public").args(words);
    command
}

/// Publishes an update without the database.
fn publish(workspace: &Workspace, scratch: &Scratch, incident: &str) -> Result<()> {
    let update =
        ["--database", "none.db", "break-glass", "update", incident, "--status", "investigating", "--by", "Kim"];
    shell::output(asking(workspace, scratch, &update).args(SAID))?;
    Ok(())
}

/// A time of the log in microseconds of Unix time.
fn micros(time: &str) -> Result<f64> {
    Ok(shell::output(Command::new("date").args(["-u", "+%s%6N", "--date", time]))?.parse()?)
}

/// Who listens.
struct Listeners {
    lines: Lines<BufReader<ChildStdout>>,
    _running: Running,
}

impl Listeners {
    fn start(workspace: &Workspace, address: &str, count: usize) -> Result<Self> {
        let mut command = machine::on_core(machine::ASKING, workspace.target.join("release/examples/listeners"));
        command.arg(address).arg(count.to_string()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let mut listeners = Self { lines, _running: Running(child) };
        let ready = listeners.line().context("not all are held; both ends need files: raise `ulimit -Hn`")?;
        ensure!(ready == "ready", "the listeners say: {ready}");
        // what the handing over left behind is freed
        thread::sleep(Duration::from_secs(2));
        Ok(listeners)
    }

    fn line(&mut self) -> Result<String> {
        Ok(self.lines.next().context("the listeners ended")??)
    }

    /// What became of the next change.
    fn next(&mut self) -> Result<Value> {
        Ok(serde_json::from_str(&self.line()?)?)
    }
}
