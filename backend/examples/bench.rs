//! What `cargo xtask bench` measures: a synthetic ledger, the engine over its stored histories, and a run over it.
//!
//! `bench DATABASE fill ACCOUNTS DAYS SALES [ROWS.csv]`, `bench DATABASE measure PROGRAMME`,
//! `bench DATABASE assess PROGRAMME`, `bench DATABASE open`, `bench DATABASE import-accounts FILE.csv`,
//! `bench DATABASE import FILE.csv`

use std::{
    env,
    error::Error,
    fs::File,
    io::{BufWriter, Write},
};

use backend::{
    Actor, Backend, Clock, Db, Random,
    db::IfMissing,
    demo::synthetic::{self, Size},
    jobs,
};
use domain::{id::ProgrammeId, language::Text, money::Currency, status::Site, time::Zone};
use mimalloc::MiMalloc;
use tokio::task::JoinSet;

/// As in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

type Outcome = Result<(), Box<dyn Error>>;

const ACTOR: Actor = Actor::System("benchmark");

#[tokio::main]
async fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [database, command, rest @ ..] = &arguments[..] else {
        return Err("bench DATABASE fill|measure|assess|import-accounts|import|open …".into());
    };
    let db = Db::open(database, IfMissing::Create).await?;
    db.migrate().await?;
    let site =
        Site { name: Text::new("벤치마크", "Benchmark"), url: "http://localhost".into(), zone: Zone::default() };
    let backend = Backend::new(db, Clock::System, Random::system(), site);
    match (command.as_str(), rest) {
        ("fill", [accounts, days, sales, rows @ ..]) => {
            let size = Size { accounts: accounts.parse()?, days: days.parse()?, sales: sales.parse()? };
            fill(&backend, size, rows.first()).await
        }
        ("measure", [programme]) => measure(&backend, programme.parse()?).await,
        ("assess", [programme]) => assess(&backend, programme.parse()?).await,
        ("import-accounts", [path]) => {
            let report = backend.import_accounts(&ACTOR, File::open(path)?, std::io::sink(), |_| ()).await?;
            println!("{}", report.added);
            Ok(())
        }
        ("import", [path]) => {
            let file = File::open(path)?;
            let report = backend.import_transactions(&ACTOR, file, Currency::Krw, std::io::sink(), |_| ()).await?;
            println!("{}", report.added);
            Ok(())
        }
        // what a program costs that does nothing more
        ("open", []) => Ok(()),
        _ => Err(format!("not known: {command} {rest:?}").into()),
    }
}

/// Fills an empty database and prints its programme's id; writes each sale to a CSV where asked to.
async fn fill(backend: &Backend, size: Size, rows: Option<&String>) -> Outcome {
    let mut rows = rows.map(|path| File::create(path).map(BufWriter::new)).transpose()?;
    println!("{}", synthetic::fill(backend, size, &mut rows).await?);
    if let Some(mut rows) = rows {
        rows.flush()?;
    }
    Ok(())
}

/// Measures every account, writes nothing, prints accounts, takings and expectation.
async fn measure(backend: &Backend, programme: ProgrammeId) -> Outcome {
    let found = synthetic::measure_all(backend, programme).await?;
    println!("{} {} {:.0}", found.accounts, found.takings, found.expected);
    Ok(())
}

/// A run from start to end with as many workers as a server has; prints what it came to.
async fn assess(backend: &Backend, programme: ProgrammeId) -> Outcome {
    let id = backend.start_run(&ACTOR, programme).await?;
    loop {
        let mut workers = JoinSet::new();
        for number in 0..jobs::workers() {
            let backend = backend.clone();
            workers.spawn(async move {
                while backend.work_once(&format!("worker-{number}")).await? {}
                Ok::<(), backend::Error>(())
            });
        }
        // who finds nothing to do while another prepares the next stage goes home, and all come back
        while let Some(ended) = workers.join_next().await {
            ended??;
        }
        let runs = backend.runs(&ACTOR, programme).await?;
        let run = runs.iter().find(|found| found.id == id).ok_or("the run is gone")?;
        if !run.status.is_active() {
            break;
        }
    }
    for total in backend.run_totals(&ACTOR, id).await? {
        println!("{} {} {}", total.outcome, total.accounts, total.total_minor);
    }
    Ok(())
}
