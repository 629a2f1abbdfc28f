//! Opening the database, and counting what is sent to it.

use std::{
    fmt,
    fs::OpenOptions,
    io::ErrorKind,
    mem,
    num::NonZero,
    os::unix::fs::OpenOptionsExt as _,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use prometheus_client::metrics::histogram::Histogram;
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    metric::Info,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

use super::{Db, StoreError};

/// Bounds of the duration of a statement in seconds.
const BOUNDS: [f64; 11] = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0];

/// How many statements were sent, and how long they took together.
#[derive(Debug)]
pub struct Statements {
    count: AtomicU64,
    microseconds: AtomicU64,
    durations: Histogram,
    texts: OnceLock<Mutex<Vec<String>>>,
    watcher: OnceLock<Watcher>,
}

type Tell = dyn Fn(&str, Duration, bool) + Send + Sync;

/// Is told of every statement.
struct Watcher(Box<Tell>);

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watcher(..)")
    }
}

impl Default for Statements {
    fn default() -> Self {
        Self {
            count: AtomicU64::default(),
            microseconds: AtomicU64::default(),
            durations: Histogram::new(BOUNDS),
            texts: OnceLock::new(),
            watcher: OnceLock::new(),
        }
    }
}

impl Statements {
    /// How many statements were sent so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// How long they took together.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Duration::from_micros(self.microseconds.load(Ordering::Relaxed))
    }

    /// How long each took, in seconds.
    #[must_use]
    pub fn durations(&self) -> Histogram {
        self.durations.clone()
    }

    /// The statements since the last call, for tests that ask how they are answered; none is kept before the first.
    #[doc(hidden)]
    pub fn take_texts(&self) -> Vec<String> {
        let texts = self.texts.get_or_init(Mutex::default);
        mem::take(&mut texts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has somebody told of every statement, where it was waited for: its text without its values, how long it took,
    /// and whether it failed. Only the first call counts.
    pub fn watch(&self, watcher: impl Fn(&str, Duration, bool) + Send + Sync + 'static) {
        if self.watcher.set(Watcher(Box::new(watcher))).is_err() {
            tracing::debug!("statements are watched already");
        }
    }

    fn record(&self, sent: &Info<'_>) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(sent.elapsed.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
        self.durations.observe(sent.elapsed.as_secs_f64());
        if let Some(texts) = self.texts.get() {
            texts.lock().unwrap_or_else(PoisonError::into_inner).push(sent.statement.to_string());
        }
        if let Some(Watcher(tell)) = self.watcher.get() {
            tell(&sent.statement.sql, sent.elapsed, sent.failed);
        }
    }
}

/// The database could not be opened.
#[derive(Debug)]
pub struct ConnectError(DbErr);

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot open the database named by DATABASE_URL: {}", self.0)
    }
}

impl std::error::Error for ConnectError {}

/// Twice the cores: half of them wait for the disk or the network at any time.
fn default_pool() -> u32 {
    let cores = thread::available_parallelism().map_or(2, NonZero::get);
    u32::try_from(cores * 2).unwrap_or(8).max(4)
}

pub(super) async fn pool(url: &str, connections: Option<u32>) -> Result<DatabaseConnection, DbErr> {
    make_private_file(url);
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections.unwrap_or_else(default_pool))
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false)
        .set_application_name("gravl")
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
        });
    Database::connect(options).await
}

/// The file behind a `sqlite:` address.
#[must_use]
pub fn sqlite_file(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("sqlite:")?;
    let file = rest.strip_prefix("//").unwrap_or(rest).split('?').next()?;
    (!file.is_empty() && file != ":memory:").then_some(file)
}

/// Makes a SQLite file that is not there yet, for its owner's eyes only: it will hold password hashes. SQLite gives the
/// files that it puts beside it the same mode.
fn make_private_file(url: &str) {
    if let Some(file) = sqlite_file(url)
        && let Err(error) = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)
        && error.kind() != ErrorKind::AlreadyExists
    {
        // Opening it will fail for the same reason, and says so better.
        tracing::debug!(%error, "the database file could not be made");
    }
}

impl Db {
    /// Opens `sqlite://` or `postgres://`; a SQLite file is made where there is none.
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        let mut pool = pool(url, None).await.map_err(ConnectError)?;
        let statements = Arc::new(Statements::default());
        let counter = Arc::clone(&statements);
        pool.set_metric_callback(move |info| counter.record(info));
        Ok(Self { pool, statements })
    }
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// Those that somebody uses.
    pub in_use: u32,
    /// Those that wait to be used.
    pub idle: u32,
    /// The most that there may be.
    pub most: u32,
}

impl Db {
    /// The connections of the pool.
    #[must_use]
    pub fn connections(&self) -> Connections {
        let (all, idle, most) = if self.pool.get_database_backend() == DbBackend::Postgres {
            let pool = self.pool.get_postgres_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        } else {
            let pool = self.pool.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        };
        let idle = u32::try_from(idle).unwrap_or(u32::MAX);
        Connections { in_use: all.saturating_sub(idle), idle, most }
    }

    /// Uses another password for every new connection to PostgreSQL; those that are open stay.
    pub fn set_password(&self, password: &str) {
        if self.pool.get_database_backend() == DbBackend::Postgres {
            let pool = self.pool.get_postgres_connection_pool();
            pool.set_connect_options(pool.connect_options().as_ref().clone().password(password));
        }
    }
}

/// The text columns of every row of a statement.
pub(super) async fn query_text(pool: &DatabaseConnection, sql: &str) -> Result<Vec<Vec<String>>, StoreError> {
    let rows = pool.query_all_raw(Statement::from_string(pool.get_database_backend(), sql)).await?;
    Ok(rows
        .iter()
        .map(|row| row.column_names().iter().filter_map(|name| row.try_get("", name).ok()).collect())
        .collect())
}
