//! What a running program takes, and the program of the site on one core.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::{packages, shell, workspace::Workspace};

/// The core of what is measured.
pub const MEASURED: &str = "0";
/// The core of who asks.
pub const ASKING: &str = "1";
/// The slowest start, with the demonstration loaded.
const STARTS_WITHIN: Duration = Duration::from_mins(10);

/// A program that ends with this value.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // gently, so that one with children takes them with it; it may have ended by itself
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let deadline = Instant::now() + Duration::from_secs(15);
        while Instant::now() < deadline && matches!(self.0.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A command that runs on one core alone.
pub fn on_core(core: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", core]).arg(program);
    command
}

/// Sees to what benchmarks of serving need.
pub fn prepare(needed: &[&str], why: &str) -> Result<()> {
    ensure!(thread::available_parallelism()?.get() > 1, "one core serves and another asks: two are needed");
    let missing: Vec<&str> = needed.iter().copied().filter(|name| shell::find(&[name]).is_none()).collect();
    if missing.is_empty() { Ok(()) } else { packages::install(&missing, why) }
}

/// User and system time of a process so far, in seconds.
pub fn cpu(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // the name, in parentheses, may hold spaces
    let fields: Vec<&str> = stat.rsplit_once(')').context("no name in stat")?.1.split_whitespace().collect();
    let ticks = |at: usize| -> Result<f64> { Ok(fields.get(at).context("a short stat")?.parse()?) };
    // Linux tells both in hundredths of a second
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}

/// Waits until a process does next to nothing.
pub fn settle(process: u32) -> Result<()> {
    for _ in 0..300 {
        let before = cpu(process)?;
        thread::sleep(Duration::from_secs(2));
        if cpu(process)? - before < 0.1 {
            return Ok(());
        }
    }
    bail!("it is busy for ten minutes")
}

/// Resident memory of a process, in bytes.
pub fn memory(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0)
}

/// The site as released, on its core.
pub struct Site {
    running: Running,
    log: Receiver<Value>,
    /// Where it answers.
    pub address: String,
}

impl Site {
    /// Starts the program in a folder with arguments; back once it answers.
    pub fn start(workspace: &Workspace, folder: &Path, arguments: &[&str]) -> Result<Self> {
        let mut command = on_core(MEASURED, program(workspace));
        command.current_dir(folder).args(arguments).env("MAKEWHOLE_LOG", "info");
        command.env("MAKEWHOLE_SNAPSHOT", "public").env("MAKEWHOLE_SERVER__METRICS", "");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stderr.take().context("no log")?).lines();
        let (sender, log) = mpsc::channel();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Ok(entry) = serde_json::from_str::<Value>(&line)
                    && sender.send(entry).is_err()
                {
                    return;
                }
            }
        });
        let mut site = Self { running: Running(child), log, address: String::new() };
        let started = site.logged("address", STARTS_WITHIN).context("the program did not start")?;
        started["fields"]["address"].as_str().unwrap_or_default().clone_into(&mut site.address);
        ensure!(TcpStream::connect(&site.address).is_ok(), "nobody answers at {}", site.address);
        Ok(site)
    }

    /// The next entry of the log with a field of that name.
    pub fn logged(&self, field: &str, within: Duration) -> Result<Value> {
        let deadline = Instant::now() + within;
        loop {
            let entry = self.log.recv_timeout(deadline.saturating_duration_since(Instant::now()))?;
            if !entry["fields"][field].is_null() {
                return Ok(entry);
            }
        }
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.running.0.id()
    }
}

/// The program as it is released.
pub fn program(workspace: &Workspace) -> std::path::PathBuf {
    workspace.target.join("release/makewhole")
}

/// Builds the program, and whatever else of the server, as it is released.
pub fn build(workspace: &Workspace, more: &[&str]) -> Result<()> {
    shell::step("what is measured, as released", || {
        let mut cargo = workspace.cargo();
        shell::run(cargo.args(["build", "--release", "--package=server", "--bin=makewhole"]).args(more))
    })
}

/// What a load of requests came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// CPU of the process asked, in microseconds a request.
    pub cpu: f64,
    /// Requests in a second.
    pub rate: f64,
    /// What 99 of 100 requests took at most, in milliseconds.
    pub most: f64,
}

/// Asks one address with 64 connections for so many seconds, from another core.
pub fn load(process: u32, url: &str, seconds: u32) -> Result<Load> {
    let before = cpu(process)?;
    let mut wrk = on_core(ASKING, "wrk");
    wrk.args(["--threads=1", "--connections=64", "--latency", "--header=Accept-Encoding: gzip"]);
    let said = shell::output(wrk.arg(format!("--duration={seconds}s")).arg(url))?;
    let spent = cpu(process)? - before;
    read(&said, spent)
}

fn read(said: &str, spent: f64) -> Result<Load> {
    if said.contains("Non-2xx") || said.contains("Socket errors") {
        bail!("not all requests were answered: {said}");
    }
    // above the distribution stands a share that may end in 99 % too
    let said = said.split_once("Latency Distribution").context("wrk says no latencies")?.1;
    let word = |before: &str| {
        let rest = said.split_once(before).with_context(|| format!("wrk says no {before}: {said}"))?.1;
        rest.split_whitespace().next().context("nothing follows")
    };
    let most = word("99%")?;
    let (number, unit) = most.split_at(most.find(|c: char| c.is_ascii_alphabetic()).context("no unit")?);
    let most = number.parse::<f64>()?
        * if unit == "us" {
            0.001
        } else if unit == "ms" {
            1.0
        } else {
            1000.0
        };
    let requests = said.split_once(" requests in").and_then(|(before, _)| before.split_whitespace().last());
    let requests: f64 = requests.context("wrk counts no requests")?.parse()?;
    Ok(Load { cpu: spent * 1e6 / requests, rate: word("Requests/sec:")?.parse()?, most })
}

/// The middle one of each figure.
pub fn middle(loads: &[Load]) -> Load {
    let of = |figure: fn(&Load) -> f64| {
        let mut figures: Vec<f64> = loads.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    };
    Load { cpu: of(|load| load.cpu), rate: of(|load| load.rate), most: of(|load| load.most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "Running 5s test\n    Latency     1.00ms    2.00ms  24.00ms   85.99%\n  Latency Distribution\n     50%    1.00ms\n     99%  850.00us\n  \
                        200000 requests in 5.00s, 1.0GB read\nRequests/sec:  40000.50\n";

    #[test]
    fn what_wrk_says_is_read() {
        let load = read(SAID, 4.0).unwrap();
        assert_eq!((load.cpu, load.rate, load.most), (20.0, 40000.5, 0.85));
        assert!(read(&format!("{SAID}Non-2xx or 3xx responses: 3"), 4.0).is_err());
        let loads = [3.0, 1.0, 2.0].map(|cpu| Load { cpu, ..load });
        assert!((middle(&loads).cpu - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn this_process_takes_time_and_memory() {
        assert!(cpu(std::process::id()).unwrap() >= 0.0);
        assert!(memory(std::process::id()).unwrap() > 100_000.0);
    }
}
