//! The built command, as its users meet it: over real sockets, with real signals.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, ChildStderr, Command, Output, Stdio},
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use reqwest::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::{
    harness::{EmptyDatabase, on_each_database},
    newcomer::{Newcomer, walk_the_story},
};

/// The secret of servers that share one.
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The command with nothing of our own environment.
pub(crate) fn gravl(url: &str, arguments: &[&str]) -> Command {
    another_gravl(Path::new(env!("CARGO_BIN_EXE_gravl")), url, arguments)
}

/// The same with a binary of another release.
pub(crate) fn another_gravl(binary: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary);
    command
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", url)
        .env("GRAVL_LISTEN_ADDR", "127.0.0.1:0")
        .env("GRAVL_ADMIN_ADDR", "127.0.0.1:0");
    command
}

/// Runs a command to its end: whether it went well, what it printed, what it complained of.
pub(crate) fn run(command: &mut Command) -> (bool, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A running server; killed when dropped.
pub(crate) struct Running {
    child: Child,
    /// Reads what the server logs as it is logged: a server whose pipe is full stands still.
    log: Option<JoinHandle<String>>,
    /// Where it answers.
    pub(crate) graphql: String,
    pub(crate) ready: String,
}

impl Running {
    /// Starts a development server and waits for the lines that say where it is.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (log, _serving) = log_of(child.stderr.take().unwrap());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut url = |what: &str| {
            let line = lines.by_ref().map(Result::unwrap).find(|line| line.contains(what)).unwrap();
            line.split_whitespace().last().unwrap().to_owned()
        };
        let graphql = url("GraphQL ");
        let ready = url("health");
        Self { child, log: Some(log), graphql, ready }
    }

    /// Starts a server in production, on a database that was migrated before.
    pub(crate) fn in_production(command: &mut Command) -> Self {
        command.env("GRAVL_ENV", "production").stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (log, serving) = log_of(child.stderr.take().unwrap());
        let Ok(line) = serving.recv() else { panic!("{}", log.join().unwrap()) };
        let graphql = format!("http://{}/graphql", line["public"].as_str().unwrap());
        let ready = format!("http://{}/readyz", line["admin"].as_str().unwrap());
        Self { child, log: Some(log), graphql, ready }
    }

    async fn ask(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        ask(&self.graphql, token, query, variables).await
    }

    /// Asks the server to stop and gives what it logged.
    pub(crate) fn stop(mut self) -> String {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        self.log.take().unwrap().join().unwrap()
    }
}

/// Collects what a server logs, and hands out the line in JSON that says where it serves.
fn log_of(stderr: ChildStderr) -> (JoinHandle<String>, mpsc::Receiver<Value>) {
    let (found, serving) = mpsc::channel();
    let log = thread::spawn(move || {
        let mut log = String::new();
        for line in BufReader::new(stderr).lines().map(Result::unwrap) {
            let fields: Option<Value> = serde_json::from_str(&line).ok();
            if let Some(fields) = fields.filter(|fields| fields["message"] == "serving") {
                // Nobody waits for it in development.
                let _unwanted = found.send(fields);
            }
            log.push_str(&line);
            log.push('\n');
        }
        log
    });
    (log, serving)
}

/// A client for which no answer is a failure: no test waits for ever.
pub(crate) fn client() -> ClientBuilder {
    Client::builder().timeout(Duration::from_mins(1))
}

/// The whole answer of a server to a request of somebody, or of nobody.
pub(crate) async fn ask(graphql: &str, token: Option<&str>, query: &str, variables: Value) -> Value {
    let mut request =
        client().build().unwrap().post(graphql).json(&json!({ "query": query, "variables": variables }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap().json().await.unwrap()
}

/// Somebody at the other end of a socket.
struct Remote<'a>(&'a Running, String);

impl Newcomer for Remote<'_> {
    async fn ask(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.0.ask(Some(&self.1), query, variables).await;
        assert_eq!(answer.get("errors"), None);
        answer["data"].take()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already gone where the test stopped it.
        let _gone = self.child.kill();
    }
}

on_each_database! {
    async fn the_development_server_runs_on_nothing_at_all(database: EmptyDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let server = Running::start(gravl(&database.0.url, &[]).current_dir(folder.path()));
        assert_eq!(reqwest::get(&server.ready).await.unwrap().text().await.unwrap(), "ready\n");
        let sign_in = "mutation { signIn(input: { email: \"demo@gravl.example\", password: \"train-recover-repeat\" }) {
            accessToken user { displayName } } }";
        let answer = server.ask(None, sign_in, json!({})).await;
        assert_eq!(answer["data"]["signIn"]["user"]["displayName"], "Demo");
        let token = answer["data"]["signIn"]["accessToken"].as_str().unwrap();
        let home = "{ muscleGroupRecovery { score } sessions(first: 100, filter: { status: [COMPLETED] }) { nodes { id } }
            smartRecommendations { recommendations { rank } excluded { opensAt } } }";
        let answer = server.ask(Some(token), home, json!({})).await;
        assert_eq!(answer["data"]["muscleGroupRecovery"].as_array().unwrap().len(), 17);
        let trained = answer["data"]["sessions"]["nodes"].as_array().unwrap().len();
        assert!((22..=25).contains(&trained), "{trained} sessions in six weeks");
        let log = server.stop();
        assert!(log.contains("request_id=") && log.contains("stopped"), "{log}");
        for private in [token, "demo@gravl.example", "train-recover-repeat"] {
            assert!(!log.contains(private), "{private} in the log:\n{log}");
        }
    }

    async fn a_newcomer_walks_the_story_over_a_real_socket(database: EmptyDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let server = Running::start(gravl(&database.0.url, &[]).current_dir(folder.path()));
        let sign_up = "mutation { signUp(input: { email: \"ada@example.org\", password: \"correct horse battery\",
            displayName: \"Ada\" }) { accessToken user { createdAt } } }";
        let answer = server.ask(None, sign_up, json!({})).await;
        let token = answer["data"]["signUp"]["accessToken"].as_str().unwrap().to_owned();
        let created_at = answer["data"]["signUp"]["user"]["createdAt"].as_str().unwrap();
        let today = created_at.split('T').next().unwrap();
        walk_the_story(&Remote(&server, token), today).await;
        server.stop();
    }

    async fn migrations_go_up_and_down_by_command(database: EmptyDatabase) {
        let url = &database.0.url;
        let (ok, out, err) = run(&mut gravl(url, &["migrate"]));
        assert!(ok, "{err}");
        assert_eq!(out, "the schema and the built-in catalogue are up to date\n");
        let (_, out, _) = run(&mut gravl(url, &["migrate", "status"]));
        assert!(out.lines().count() >= 6 && out.lines().all(|line| line.starts_with("applied  m2026")), "{out}");
        let (ok, out, _) = run(&mut gravl(url, &["migrate", "down"]));
        assert_eq!((ok, out.as_str()), (true, "1 migration(s) taken back\n"));
        let production = [("GRAVL_ENV", "production"), ("JWT_SECRET", SECRET)];
        let (ok, _, err) = run(gravl(url, &["serve"]).envs(production));
        assert!(!ok && err.contains("behind by 1 migration(s)") && err.contains("gravl migrate up"), "{err}");
    }

    async fn a_history_is_imported_by_command_once(database: EmptyDatabase) {
        let EmptyDatabase(database) = database;
        assert!(run(&mut gravl(&database.url, &["demo"])).0);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/import/hevy-kg.csv");
        let import = |more: &[&str]| {
            run(&mut gravl(&database.url, &[&["import", file, "--user", "demo@gravl.example"], more].concat()))
        };
        let (ok, told, _) = import(&["--dry-run"]);
        assert!(ok && told.ends_with("nothing was written\n"), "{told}");
        let (ok, created, _) = import(&[]);
        assert!(ok && created.contains(" 0 sessions known already"), "{created}");
        assert!(told.starts_with(&created), "{told}{created}");
        let (ok, again, _) = import(&[]);
        assert!(ok && again.contains(": 0 sessions with 0 sets created"), "{again}");
        let (ok, _, refused) = import(&["--source", "strong"]);
        assert!(!ok && refused.contains("hevy-kg.csv: "), "{refused}");
        let nobody = &["import", file, "--user", "nobody@gravl.example"];
        assert!(run(&mut gravl(&database.url, nobody)).2.contains("no user has the address nobody@gravl.example"));
    }

    async fn the_catalogue_is_imported_whole_or_not_at_all(database: EmptyDatabase) {
        let url = &database.0.url;
        let folder = tempfile::tempdir().unwrap();
        let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/full-format.json");
        let import = |file: &Path| {
            let file = file.display().to_string();
            run(gravl(url, &["catalogue", "import", &file]).current_dir(folder.path()))
        };
        let (ok, _, err) = import(&full);
        assert!(!ok);
        assert_eq!(err.lines().filter(|line| line.starts_with("  entry ")).count(), 3, "{err}");
        let entries: Vec<Value> = serde_json::from_str(&fs::read_to_string(&full).unwrap()).unwrap();
        let good: Vec<&Value> = [0, 1, 2, 3, 4, 6, 7, 9, 10, 11].map(|index| &entries[index]).to_vec();
        let file = folder.path().join("good.json");
        fs::write(&file, json!(good).to_string()).unwrap();
        let (ok, out, err) = import(&file);
        assert!(ok, "{err}");
        assert_eq!(out, "1 added, 9 updated, 0 unchanged\n");
        assert_eq!(import(&file).1, "0 added, 0 updated, 10 unchanged\n");
    }
}

#[test]
fn a_bad_configuration_is_refused_with_every_problem() {
    let (ok, _, err) =
        run(gravl("mysql://db", &["serve"]).env("GRAVL_ENV", "production").env("JWT_SECRET", "abc"));
    assert!(!ok);
    for part in
        ["DATABASE_URL: it begins with neither", "JWT_SECRET: it has 3 characters", "openssl rand -hex 32"]
    {
        assert!(err.contains(part), "{err}");
    }
    let (ok, _, err) =
        run(gravl("sqlite::memory:", &[]).env("GRAVL_ENV", "production").env("JWT_SECRET", SECRET));
    assert!(!ok && err.contains("gravl serve"), "{err}");
}

#[test]
fn the_schema_is_printed_without_any_configuration() {
    let (ok, out, _) = run(gravl("nonsense", &["schema"]).env("GRAVL_ENV", "nonsense"));
    assert!(ok);
    assert_eq!(out, gravl::graphql::sdl());
}

#[test]
fn the_health_check_fails_where_nobody_answers() {
    let (ok, _, err) = run(gravl("sqlite::memory:", &["healthcheck"]).env("GRAVL_ADMIN_ADDR", "127.0.0.1:1"));
    assert!(!ok && err.contains("no answer from 127.0.0.1:1"), "{err}");
}

#[test]
fn the_development_secret_is_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("gravl.db").display());
    let (ok, out, err) = run(&mut gravl(&url, &["demo"]));
    assert!(ok && out.contains("made the demo user"), "{err}");
    let mode = fs::metadata(folder.path().join("gravl.db.secret")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(run(&mut gravl(&url, &["demo"])).1.contains("there already"));
}
