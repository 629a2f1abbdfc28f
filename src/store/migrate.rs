//! Bringing the schema up to date, one migrator at a time.

use std::{fmt, time::Duration};

use migration::{Migrator, MigratorTrait as _};
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseExecutor, DbBackend, DbErr, Statement,
    TransactionTrait as _,
};

use super::{Db, StoreError, connect, write_options};

/// The lock's number on PostgreSQL: "gravl" in ASCII.
const LOCK: i64 = 0x67_72_61_76_6c;
/// How often to ask whether the migrator ahead has finished.
const RETRY: Duration = Duration::from_millis(200);

/// One migration, and whether it is in the database.
#[derive(Debug)]
pub struct MigrationState {
    /// Its name.
    pub name: String,
    /// Whether it is applied.
    pub applied: bool,
}

/// The database's schema is not the one that this version was built for.
#[derive(Debug)]
pub struct SchemaBehind {
    /// The migrations that are missing.
    pub missing: Vec<String>,
}

impl fmt::Display for SchemaBehind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the database's schema is behind by {} migration(s): {}. Run `gravl migrate up` with the same DATABASE_URL",
            self.missing.len(),
            self.missing.join(", ")
        )
    }
}

impl std::error::Error for SchemaBehind {}

/// Applies every missing migration.
///
/// On PostgreSQL under an advisory lock that is tried, not waited for: a waiting lock would hold a snapshot and
/// stall another migrator's `CREATE INDEX CONCURRENTLY`. On SQLite under the write lock, in one transaction.
pub async fn up(url: &str) -> Result<(), StoreError> {
    locked(url, async |connection| Migrator::up(connection, None).await).await
}

/// Takes the newest migrations back, as many as told.
pub async fn down(url: &str, steps: u32) -> Result<(), StoreError> {
    locked(url, async |connection| Migrator::down(connection, Some(steps)).await).await
}

/// Every migration that this version knows.
pub async fn status(db: &Db) -> Result<Vec<MigrationState>, StoreError> {
    let pending = pending(db).await?;
    Ok(Migrator::get_migration_files()
        .iter()
        .map(|file| file.name().to_owned())
        .map(|name| MigrationState { applied: !pending.contains(&name), name })
        .collect())
}

/// Refuses a schema that is behind; one that is ahead belongs to the next version and serves this one too.
pub async fn check(db: &Db) -> Result<Result<(), SchemaBehind>, StoreError> {
    let missing = pending(db).await?;
    Ok(if missing.is_empty() { Ok(()) } else { Err(SchemaBehind { missing }) })
}

async fn pending(db: &Db) -> Result<Vec<String>, StoreError> {
    let pending = Migrator::get_pending_migrations_read_only(&db.pool).await?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
}

async fn locked(
    url: &str,
    work: impl AsyncFnOnce(DatabaseExecutor<'_>) -> Result<(), DbErr>,
) -> Result<(), StoreError> {
    let connection = connect::pool(url, Some(1)).await?;
    let outcome = if connection.get_database_backend() == DbBackend::Postgres {
        connection.execute_unprepared("SET lock_timeout = '5s'").await?;
        while !try_lock(&connection).await? {
            wait().await;
        }
        work(DatabaseExecutor::from(&connection)).await
    } else {
        let tx = connection.begin_with_options(write_options()).await?;
        match work(DatabaseExecutor::from(&tx)).await {
            Ok(()) => tx.commit().await,
            Err(error) => tx.rollback().await.and(Err(error)),
        }
    };
    // Closing the only connection also gives the lock back.
    connection.close().await?;
    Ok(outcome?)
}

async fn try_lock(connection: &DatabaseConnection) -> Result<bool, DbErr> {
    let sql = format!("SELECT pg_try_advisory_lock({LOCK}) AS locked");
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    row.map_or(Ok(false), |row| row.try_get("", "locked"))
}

#[expect(clippy::disallowed_methods, reason = "PostgreSQL tells nobody when an advisory lock is given back")]
async fn wait() {
    tokio::time::sleep(RETRY).await;
}
