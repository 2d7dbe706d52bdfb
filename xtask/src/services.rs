//! A PostgreSQL of the tests' own: private folder, private port, gone afterwards.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{packages, setup, shell};

/// Starts the database, then waits until its standard input closes: that is when this tool ends, however it ends, be it
/// by Ctrl-C or a kill. So no database outlives the tests.
const KEEPER: &str = r#"
cd "$2" || exit 1
"$1/pg_ctl" start --wait --silent --pgdata=data --log=log --options="$3" || { cat log >&2; exit 1; }
echo ready
cat >/dev/null
"$1/pg_ctl" stop --mode=immediate --silent --pgdata=data
cd / && rm -rf -- "$2"
"#;

/// A running PostgreSQL. It stops when this is dropped.
pub struct Postgres {
    keeper: Child,
    /// How tests reach it, as its superuser.
    pub url: String,
}

impl Postgres {
    /// Starts one, installing the programs if need be.
    pub fn start() -> Result<Self> {
        let programs = setup::postgres()?;
        let owner = Owner::find()?;
        let folder = tempfile::Builder::new().prefix("makewhole-postgres-").tempdir()?;
        let password = random_password()?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password)?;
        owner.own(folder.path())?;
        owner.own(&password_file)?;

        let mut initdb = owner.command(&programs.join("initdb"), folder.path());
        initdb.args([
            "--pgdata=data",
            "--username=makewhole",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
        ]);
        shell::output(initdb.args(["--pwfile=password", "--no-sync"]))?;

        let port = free_port()?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=. -c max_connections=200 \
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        );
        let mut keeper = owner.command(Path::new("/bin/sh"), folder.path());
        keeper.args(["-c", KEEPER, "keeper"]).arg(programs).arg(folder.path()).arg(options);
        // Out of this tool's process group: Ctrl-C must reach the keeper as a closed pipe, not as a signal.
        let mut keeper = keeper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        wait_until_ready(&mut keeper)?;
        // From here on the keeper removes the folder.
        let _ = folder.keep();
        Ok(Self { keeper, url: format!("postgres://makewhole:{password}@127.0.0.1:{port}/postgres") })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing is left to do about a keeper that failed.
        let _ = self.keeper.wait();
    }
}

fn wait_until_ready(keeper: &mut Child) -> Result<()> {
    let mut line = String::new();
    BufReader::new(keeper.stdout.take().context("the keeper has no output")?).read_line(&mut line)?;
    if line.trim() != "ready" {
        bail!("PostgreSQL did not start");
    }
    Ok(())
}

/// Whom the database runs as. PostgreSQL refuses to be run by root.
struct Owner(Option<(u32, u32)>);

impl Owner {
    fn find() -> Result<Self> {
        if !packages::is_root() {
            return Ok(Self(None));
        }
        let accounts = fs::read_to_string("/etc/passwd")?;
        let ids = ["postgres", "nobody"].iter().find_map(|name| ids_of(&accounts, name));
        Ok(Self(Some(ids.context("no account postgres or nobody to run PostgreSQL as")?)))
    }

    fn own(&self, path: &Path) -> Result<()> {
        match self.0 {
            Some((user, group)) => Ok(chown(path, Some(user), Some(group))?),
            None => Ok(()),
        }
    }

    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}

/// User and group of an account, from the text of `/etc/passwd`.
fn ids_of(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let fields: Vec<&str> = accounts
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.first() == Some(&name))?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}

/// A port nobody listens on now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A secret for one run: others on this machine must not become superuser of the database.
fn random_password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(u128::from_ne_bytes(bytes).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_accounts_own_line() {
        let accounts =
            "root:x:0:0:root:/root:/bin/bash\npostgres:x:105:114:PostgreSQL,,,:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(ids_of(accounts, "postgres"), Some((105, 114)));
        assert_eq!(ids_of(accounts, "nobody"), None);
    }

    #[test]
    fn a_database_answers_while_it_is_held_and_is_gone_after() {
        let Some(_) = shell::find(&["initdb"]) else { return };
        let database = Postgres::start().unwrap();
        let port = database.url.rsplit(':').next().unwrap().trim_end_matches("/postgres").to_owned();
        let address = format!("127.0.0.1:{port}");
        assert!(std::net::TcpStream::connect(&address).is_ok());
        drop(database);
        assert!(std::net::TcpStream::connect(&address).is_err());
    }
}
