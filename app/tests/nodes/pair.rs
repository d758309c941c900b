//! A pair of PostgreSQL servers for one test: set up and changed by `deploy/postgres/pair.sh`, with the settings that lie beside it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

const DEPLOY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/postgres");
/// Rekaan.
const PASSWORD: &str = "sandi-rekaan";

/// Two servers, `db1` and `db2`; in the beginning the second follows the first.
pub(crate) struct Pair {
    pub(crate) folder: tempfile::TempDir,
    bin: PathBuf,
    ports: [u16; 2],
}

/// How a server is stopped.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stop {
    /// Sessions are ended.
    Fast,
    /// As if the power were cut.
    Immediate,
}

impl Pair {
    /// Sets up a pair; `None`, with a word, where the server programs are absent.
    pub(crate) fn set_up() -> Option<Self> {
        let bin = programs()?;
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let ports = [free_port(), free_port()];
        let pair = Self { folder, bin, ports };
        let tls = pair.path("tls");
        let made = crate::node::sigap().args(["tls", "local-ca", "--host", "localhost", "--out"]).arg(&tls).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        fs::set_permissions(&tls, fs::Permissions::from_mode(0o755)).unwrap();
        for server in [0, 1] {
            pair.lay(server);
        }
        pair.initdb();
        pair.start(0);
        pair.sql(0, &format!("CREATE ROLE sigap LOGIN PASSWORD '{PASSWORD}'; CREATE ROLE standby REPLICATION LOGIN PASSWORD '{PASSWORD}'"));
        pair.sql(0, "CREATE DATABASE sigap OWNER sigap ENCODING 'UTF8' TEMPLATE template0");
        pair.sql(0, "REVOKE ALL ON DATABASE sigap FROM PUBLIC");
        pair.well(1, "follow");
        pair.well(0, "together");
        Some(pair)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn of(&self, server: usize, name: &str) -> PathBuf {
        self.path(&format!("db{}", server + 1)).join(name)
    }

    fn data(&self, server: usize) -> PathBuf {
        self.of(server, "data")
    }

    /// The settings of one server, from the files an operator copies.
    fn lay(&self, server: usize) {
        let home = self.of(server, "");
        fs::create_dir(&home).unwrap();
        let (word, other) = (|path: &Path| path.to_str().unwrap().to_owned(), 1 - server);
        for name in ["ca.pem", "server.pem", "server.key"] {
            fs::copy(self.path("tls").join(name), self.of(server, name)).unwrap();
        }
        fs::set_permissions(self.of(server, "server.key"), fs::Permissions::from_mode(0o600)).unwrap();
        let conf = [deployed("sigap.conf"), deployed("pair.conf")].concat().replace("/etc/postgresql/tls", &word(&home));
        // What belongs to this machine: no room for a city's memory, other ports.
        let own = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{}'\nhba_file = '{}'\nshared_buffers = 32MB\nmax_wal_size = 256MB\nwal_keep_size = 64MB\n",
            self.ports[server],
            word(&home),
            word(&self.of(server, "pg_hba.conf"))
        );
        fs::write(self.of(server, "postgresql.conf"), conf + &own).unwrap();
        // On a machine with a user for it the server knows its own people by the socket.
        let hba = deployed("pg_hba.conf")
            .replace("10.0.0.0/24", "127.0.0.0/8")
            .replace("host     sigap        sigap     127.0.0.1/32    scram-sha-256\n", "");
        fs::write(self.of(server, "pg_hba.conf"), format!("local all postgres trust\n{hba}")).unwrap();
        let pass = format!("localhost:*:sigap:sigap:{PASSWORD}\nlocalhost:*:replication:standby:{PASSWORD}\n");
        for name in [self.of(server, "pgpass"), self.path("pgpass")] {
            fs::write(&name, &pass).unwrap();
            fs::set_permissions(&name, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let mut env = deployed("pair.env");
        for (name, value) in [
            ("PG_BIN", word(&self.bin)),
            ("PG_DATA", word(&self.data(server))),
            ("PG_PORT", self.ports[server].to_string()),
            ("PG_SOCKET", word(&home)),
            ("PG_START", format!("\"{}\"", self.start_words(server))),
            ("NAME", format!("db{}", server + 1)),
            ("OTHER_NAME", format!("db{}", other + 1)),
            ("OTHER_HOST", "localhost".to_owned()),
            ("OTHER_PORT", self.ports[other].to_string()),
            ("ROOT_CERT", word(&self.of(server, "ca.pem"))),
            ("PASS_FILE", word(&self.of(server, "pgpass"))),
        ] {
            let lines: Vec<String> = env
                .lines()
                .map(|line| if line.starts_with(&format!("{name}=")) { format!("{name}={value}") } else { line.to_owned() })
                .collect();
            assert!(lines.iter().any(|line| *line == format!("{name}={value}")), "{name} stands in pair.env");
            env = lines.join("\n") + "\n";
        }
        fs::write(self.of(server, "pair.env"), env).unwrap();
        if is_root() {
            assert!(Command::new("chown").args(["-R", "postgres"]).arg(&home).status().unwrap().success());
        }
    }

    fn initdb(&self) {
        let mut initdb = self.as_server(&self.bin.join("initdb"));
        initdb.args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "-D"]).arg(self.data(0));
        let done = initdb.output().unwrap();
        assert!(done.status.success(), "{}", text(&done));
    }

    /// What starts a server, as `PG_START` says it.
    fn start_words(&self, server: usize) -> String {
        let word = |path: PathBuf| path.to_str().unwrap().to_owned();
        let (ctl, data) = (word(self.bin.join("pg_ctl")), word(self.data(server)));
        let (conf, log) = (word(self.of(server, "postgresql.conf")), word(self.of(server, "log")));
        format!("{ctl} -D {data} -l {log} -w -s -o '-c config_file={conf}' start </dev/null >/dev/null 2>&1")
    }

    /// Starts a server as its service does: not before the fence has let it through.
    pub(crate) fn start(&self, server: usize) {
        self.well(server, "fence");
        let mut shell = self.as_server(Path::new("sh"));
        assert!(shell.arg("-c").arg(self.start_words(server)).status().unwrap().success(), "{}", self.log(server));
    }

    pub(crate) fn stop(&self, server: usize, how: Stop) {
        let how = if matches!(how, Stop::Fast) { "fast" } else { "immediate" };
        let mut ctl = self.as_server(&self.bin.join("pg_ctl"));
        let done = ctl.args(["-m", how, "-w", "-s", "stop", "-D"]).arg(self.data(server)).output().unwrap();
        assert!(done.status.success(), "{}{}", text(&done), self.log(server));
    }

    /// Ends a server with all its processes, as a machine that loses its power does.
    pub(crate) fn kill(&self, server: usize) {
        self.signal(server, "-KILL");
        // In a container nobody may bury the dead: a process that is over would pass for one that runs.
        let _ = fs::remove_file(self.data(server).join("postmaster.pid"));
    }

    /// Lets a server hang: its connections stay, and nothing comes.
    pub(crate) fn freeze(&self, server: usize) {
        self.signal(server, "-STOP");
    }

    pub(crate) fn thaw(&self, server: usize) {
        self.signal(server, "-CONT");
    }

    fn signal(&self, server: usize, signal: &str) {
        let Ok(pid) = fs::read_to_string(self.data(server).join("postmaster.pid")) else { return };
        let postmaster = pid.lines().next().unwrap().trim().to_owned();
        // The parent first: it starts no new ones then.
        let all = [vec![postmaster.clone()], children(&postmaster)].concat();
        let _ = Command::new("kill").arg(signal).args(all).stderr(Stdio::null()).status();
    }

    /// Runs a step of `pair.sh` on the machine of a server.
    pub(crate) fn step(&self, server: usize, word: &str) -> Output {
        let mut bash = self.as_server(Path::new("bash"));
        bash.env("PAIR_ENV", self.of(server, "pair.env")).arg(format!("{DEPLOY}/pair.sh")).arg(word).stdin(Stdio::null()).output().unwrap()
    }

    pub(crate) fn well(&self, server: usize, word: &str) -> String {
        let done = self.step(server, word);
        assert!(done.status.success(), "pair.sh {word} on db{}: {}{}", server + 1, text(&done), self.log(server));
        text(&done)
    }

    /// A step that has to be refused; gives what it says.
    pub(crate) fn refused(&self, server: usize, word: &str) -> String {
        let done = self.step(server, word);
        assert!(!done.status.success(), "pair.sh {word} on db{} was not refused: {}", server + 1, text(&done));
        text(&done)
    }

    /// What a statement answers, in Sigap's database when there is one.
    pub(crate) fn sql(&self, server: usize, sql: &str) -> String {
        let database = if sql.contains("ROLE") || sql.contains("DATABASE") { "postgres" } else { "sigap" };
        let mut psql = self.as_server(&self.bin.join("psql"));
        let port = self.ports[server].to_string();
        psql.args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-p", &port, "-d", database, "-h"]).arg(self.of(server, ""));
        let done = psql.arg("-c").arg(sql).output().unwrap();
        assert!(done.status.success(), "{sql}: {}{}", text(&done), self.log(server));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    /// The settings of a node on this pair.
    pub(crate) fn node_settings(&self, folder: &Path) -> String {
        let [first, second] = self.ports;
        let word = |path: &Path| path.to_str().unwrap().to_owned();
        let mut settings = deployed("node.toml");
        for (has, gets) in [
            ("0.0.0.0:443".to_owned(), "127.0.0.1:0".to_owned()),
            ("127.0.0.1:9180".to_owned(), "127.0.0.1:0".to_owned()),
            ("db1.sigap.lan:5432,db2.sigap.lan:5432".to_owned(), format!("localhost:{first},localhost:{second}")),
            ("/etc/sigap/tls".to_owned(), word(&self.path("tls"))),
            ("/var/lib/sigap-keyring".to_owned(), word(self.folder.path())),
            ("\"/var/lib/sigap\"".to_owned(), format!("{:?}", word(folder))),
        ] {
            assert!(settings.contains(&has), "{has} stands in node.toml");
            settings = settings.replace(&has, &gets);
        }
        settings
    }

    fn log(&self, server: usize) -> String {
        let log = fs::read_to_string(self.of(server, "log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(15).collect();
        lines.into_iter().rev().fold("\n".to_owned(), |all, line| all + line + "\n")
    }

    /// PostgreSQL refuses to be run by root; Debian's package brings a user for it.
    fn as_server(&self, program: &Path) -> Command {
        let mut command = Command::new(if is_root() { Path::new("runuser") } else { program });
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(program);
        }
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for server in [0, 1] {
            self.kill(server);
            if std::thread::panicking() {
                eprintln!("db{}: {}", server + 1, self.log(server));
            }
        }
    }
}

fn deployed(name: &str) -> String {
    fs::read_to_string(format!("{DEPLOY}/{name}")).unwrap()
}

fn text(done: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Where the server programs are, found as `make test` finds its own server.
fn programs() -> Option<PathBuf> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/postgres.sh");
    let found = Command::new("bash").arg(script).arg("bin").output().unwrap();
    let bin = PathBuf::from(String::from_utf8(found.stdout).unwrap().trim());
    let is_there = found.status.success() && bin.join("pg_basebackup").exists() && bin.join("psql").exists();
    if !is_there {
        eprintln!(
            "NOT TESTED: two nodes on two servers. The server programs of PostgreSQL (initdb, pg_ctl, pg_basebackup, psql) are absent."
        );
    }
    is_there.then_some(bin)
}

/// A port that is free now, below those of outgoing connections, so that none of these takes it before the server does; never the same
/// twice in one process.
fn free_port() -> u16 {
    let begin = u16::try_from(std::process::id() % 9_000).unwrap();
    let mut ports = (0..9_000).map(|_| 20_000 + (begin + TRIED.fetch_add(1, Ordering::SeqCst)) % 9_000);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

static TRIED: AtomicU16 = AtomicU16::new(0);

fn children(parent: &str) -> Vec<String> {
    let found = Command::new("ps").args(["-o", "pid=", "--ppid", parent]).output().unwrap();
    String::from_utf8(found.stdout).unwrap().split_whitespace().map(str::to_owned).collect()
}
