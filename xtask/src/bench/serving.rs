//! What public answers cost beside nginx with the same bytes, packed before.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use super::{
    Figure, Report,
    machine::{self, Load, Running, Site},
    scratch::Scratch,
};
use crate::{packages, shell, workspace::Workspace};

/// How long is asked.
#[derive(Args)]
pub struct Serve {
    /// Rounds, in each of which both are asked for both bodies.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of each.
    #[arg(long, default_value_t = 4)]
    seconds: u32,
}

/// What is asked for: its name, our address, nginx's.
const BODIES: [(&str, &str, &str); 2] =
    [("status page", "/", "/index.html"), ("summary.json", "/api/v2/summary.json", "/api/v2/summary.json")];

/// Asks both by turns on the same core.
pub fn run(workspace: &Workspace, serve: &Serve) -> Result<Report> {
    machine::prepare(&["nginx", "wrk", "taskset"], "serving beside it")?;
    machine::build(workspace, &[])?;
    let scratch = Scratch::new(workspace, "serve")?;
    let site = shell::step("the demonstration", || {
        Site::start(workspace, &scratch.file(""), &["demo", "--data", "data", "--listen", "127.0.0.1:0"])
    })?;
    shell::step("its first work", || machine::settle(site.process()))?;
    let sizes = copy_bodies(&scratch.file("data/public"), &scratch.file("www"))?;
    let nginx = Nginx::start(&scratch)?;
    let mut loads: [[Vec<Load>; 2]; 2] = Default::default();
    shell::step(&format!("{} rounds", serve.rounds), || {
        for _ in 0..serve.rounds {
            for ((_, ours, theirs), [our_loads, their_loads]) in BODIES.iter().zip(&mut loads) {
                let ours = format!("http://{}{ours}", site.address);
                let theirs = format!("http://{}{theirs}", nginx.address);
                our_loads.push(machine::load(site.process(), &ours, serve.seconds)?);
                their_loads.push(machine::load(nginx.worker, &theirs, serve.seconds)?);
            }
        }
        Ok(())
    })?;
    let mut figures = Vec::new();
    for ((name, ..), [ours, theirs]) in BODIES.iter().zip(&loads) {
        let (ours, theirs) = (machine::middle(ours), machine::middle(theirs));
        let figure = |what: &str, figure: fn(&Load) -> f64| {
            Figure::new(format!("{name}: {what}"), figure(&ours)).beside("nginx", figure(&theirs))
        };
        figures.push(figure("CPU a request, µs", |load| load.cpu).bar("at most nginx's"));
        figures.push(figure("requests a second", |load| load.rate).bar("at least nginx's"));
        figures.push(figure("p99, ms", |load| load.most).bar("at most 1.2 times"));
    }
    Ok(Report {
        title: "Serving",
        method: format!(
            "The demonstration's status page and summary, {sizes} bytes with gzip, by the program and by nginx, which sends \
             the same bytes packed before (gzip_static, sendfile, open_file_cache, no log); each on one core, asked by wrk \
             with 64 connections from another, {} rounds of {} s by turns, middle figures.",
            serve.rounds, serve.seconds
        ),
        figures,
    })
}

/// Writes the bodies where nginx finds them, as they are and packed; gives the sizes of the packed.
fn copy_bodies(snapshot: &Path, to: &Path) -> Result<String> {
    let here = snapshot.join(fs::read_to_string(snapshot.join("current"))?.trim());
    let manifest: Value = serde_json::from_slice(&fs::read(here.join("manifest.json"))?)?;
    let mut sizes = Vec::new();
    for (_, path, theirs) in BODIES {
        let entry = manifest.as_array().and_then(|all| all.iter().find(|entry| entry["path"] == path));
        let file = entry.and_then(|entry| entry["file"].as_str()).with_context(|| format!("no {path} is public"))?;
        let target = to.join(theirs.trim_start_matches('/'));
        fs::create_dir_all(target.parent().context("a folder")?)?;
        fs::copy(here.join(file), &target)?;
        sizes.push(fs::copy(here.join(format!("{file}.gz")), format!("{}.gz", target.display()))?.to_string());
    }
    Ok(sizes.join(" and "))
}

/// An nginx with one worker.
struct Nginx {
    worker: u32,
    address: String,
    _running: Running,
}

impl Nginx {
    fn start(scratch: &Scratch) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let folder = scratch.file("");
        let folder = folder.display();
        let user = if packages::is_root() { "user root;" } else { "" };
        let configuration = format!(
            "{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
             events {{ worker_connections 1024; }}
             http {{
                 types {{ text/html html; application/json json; }}
                 access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
                 gzip_static on; open_file_cache max=100 inactive=10m; open_file_cache_valid 10m;
                 client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
                 uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
                 server {{ listen {address}; root {folder}/www; }}
             }}"
        );
        let file = scratch.file("nginx.conf");
        fs::write(&file, configuration)?;
        let mut command = machine::on_core(machine::MEASURED, "nginx");
        let running = Running(command.arg("-e").arg(scratch.file("nginx.log")).arg("-c").arg(&file).spawn()?);
        for _ in 0..100 {
            thread::sleep(Duration::from_millis(50));
            let master = running.0.id();
            let children = fs::read_to_string(format!("/proc/{master}/task/{master}/children")).unwrap_or_default();
            if let Some(worker) = children.split_whitespace().next()
                && TcpStream::connect(&address).is_ok()
            {
                return Ok(Self { worker: worker.parse()?, address, _running: running });
            }
        }
        bail!("nginx did not start: {}", fs::read_to_string(scratch.file("nginx.log")).unwrap_or_default())
    }
}
