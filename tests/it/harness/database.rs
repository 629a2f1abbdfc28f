//! A database for each test, copied from one that is migrated and filled once a run.

use std::{
    env, fs,
    path::Path,
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use gravl::{
    service::catalogue::load_built_in,
    store::{Db, migrate},
};
use tempfile::TempDir;
use tokio::{runtime, sync::OnceCell};

/// Names a database on the PostgreSQL server that the tests may use, as one who may create databases.
const POSTGRES: &str = "GRAVL_TEST_POSTGRES_URL";
/// What the names of all test databases begin with; the number of the process follows.
const PREFIX: &str = "gravl_test_";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A database of this test alone, with the schema and the built-in catalogue.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    /// What it is.
    pub(crate) backend: Backend,
    /// What `DATABASE_URL` would say.
    pub(crate) url: String,
    place: Place,
}

/// Where the data lies, until the test is over.
#[derive(Debug)]
enum Place {
    Folder(#[expect(dead_code, reason = "removes itself when it is dropped")] TempDir),
    Server { name: String },
}

/// A database of this test alone, with nothing in it.
#[derive(Debug)]
pub(crate) struct EmptyDatabase(pub(crate) TestDatabase);

impl TestDatabase {
    /// A copy of the migrated and filled database.
    pub(crate) async fn start(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => {
                static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
                Self::in_folder(Some(TEMPLATE.get_or_init(sqlite_template).await))
            }
            Backend::Postgres => {
                static TEMPLATE: OnceCell<String> = OnceCell::const_new();
                Self::on_server(TEMPLATE.get_or_init(postgres_template).await).await
            }
        }
    }

    /// Opens it.
    pub(crate) async fn connect(&self) -> Db {
        Db::connect(&self.url).await.unwrap()
    }

    fn in_folder(content: Option<&[u8]>) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("gravl.db");
        if let Some(content) = content {
            fs::write(&file, content).unwrap();
        }
        let url = format!("sqlite://{}", file.display());
        Self { backend: Backend::Sqlite, url, place: Place::Folder(folder) }
    }

    async fn on_server(template: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        swept().await;
        let name = format!("{PREFIX}{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        admin(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { backend: Backend::Postgres, url: url_of(&name), place: Place::Server { name } }
    }
}

impl EmptyDatabase {
    /// A fresh database.
    pub(crate) async fn start(backend: Backend) -> Self {
        Self(match backend {
            Backend::Sqlite => TestDatabase::in_folder(None),
            Backend::Postgres => TestDatabase::on_server("template1").await,
        })
    }
}

impl Drop for TestDatabase {
    /// Waits until the database is gone, on a thread of its own: the test's runtime is busy with dropping.
    fn drop(&mut self) {
        let Place::Server { name } = &self.place else { return };
        let sql = format!("DROP DATABASE {name} WITH (FORCE)");
        let dropping = thread::spawn(move || {
            runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(admin(&sql));
        });
        let dropped = dropping.join();
        assert!(dropped.is_ok() || thread::panicking(), "{name} could not be dropped");
    }
}

async fn sqlite_template() -> Vec<u8> {
    let database = TestDatabase::in_folder(None);
    fill(&database.url).await;
    let file = database.url.strip_prefix("sqlite://").unwrap();
    // The last one to close moves everything into the one file.
    assert!(!Path::new(&format!("{file}-wal")).exists());
    fs::read(file).unwrap()
}

/// Stays on the server until the next run: nobody knows which test is the last.
async fn postgres_template() -> String {
    swept().await;
    let name = format!("{PREFIX}{}_template", process::id());
    admin(&format!("CREATE DATABASE {name}")).await;
    fill(&url_of(&name)).await;
    name
}

async fn fill(url: &str) {
    migrate::up(url).await.unwrap();
    let db = Db::connect(url).await.unwrap();
    load_built_in(&db).await.unwrap();
    db.close().await.unwrap();
}

/// Once, and before anything of this run is made: the sweep takes what has our number.
async fn swept() {
    static SWEPT: OnceCell<()> = OnceCell::const_new();
    SWEPT.get_or_init(sweep).await;
}

/// Removes what processes that are no more have left behind, and what an earlier one with our number has.
async fn sweep() {
    let db = Db::connect(&server()).await.unwrap();
    let sql = format!("SELECT datname::text FROM pg_database WHERE datname LIKE '{PREFIX}%'");
    for name in db.query_text(&sql).await.unwrap().concat() {
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()).unwrap_or_default();
        let lives = Path::new("/proc").join(owner).exists();
        if !lives || owner == process::id().to_string() {
            // Another run that starts now may be faster.
            db.execute_text(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
        }
    }
    db.close().await.unwrap();
}

async fn admin(sql: &str) {
    let db = Db::connect(&server()).await.unwrap();
    db.execute_text(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    db.close().await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the tests have no config.rs")]
fn server() -> String {
    env::var(POSTGRES).unwrap_or_else(|_missing| {
        panic!("{POSTGRES} is not set: run `make test`, or `scripts/with-postgres cargo test`")
    })
}

/// The server's address with another database in it.
fn url_of(name: &str) -> String {
    let server = server();
    let (address, options) = server.split_once('?').unwrap_or((&server, ""));
    let (address, _database) = address.rsplit_once('/').unwrap();
    format!("{address}/{name}?{options}")
}
