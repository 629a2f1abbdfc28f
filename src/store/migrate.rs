//! Bringing the schema up to date, one migrator at a time.

use std::{fmt, time::Duration};

use migration::{Migrator, MigratorTrait as _, SchemaManager, TABLE};
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
    locked(url, async |connection, standing| {
        if standing.newer.is_empty() {
            Migrator::up(connection, None).await
        } else if standing.missing.is_empty() {
            tracing::info!(newer = ?standing.newer, "a newer version has brought the schema further already");
            Ok(())
        } else {
            let (newer, missing) = (standing.newer.join(", "), standing.missing.join(", "));
            Err(DbErr::Custom(format!(
                "the schema lacks {missing}, but has {newer}, which this version does not know; migrate with a newer one"
            )))
        }
    })
    .await
}

/// Takes the newest migrations back, as many as told.
pub async fn down(url: &str, steps: u32) -> Result<(), StoreError> {
    locked(url, async |connection, standing| {
        if standing.newer.is_empty() {
            return Migrator::down(connection, Some(steps)).await;
        }
        let newer = standing.newer.join(", ");
        Err(DbErr::Custom(format!(
            "the version that knows {newer} must take it back first; this one does not"
        )))
    })
    .await
}

/// Every migration that this version knows.
pub async fn status(db: &Db) -> Result<Vec<MigrationState>, StoreError> {
    let missing = Standing::of(db).await?.missing;
    Ok(known().map(|name| MigrationState { applied: !missing.contains(&name), name }).collect())
}

/// The migrations that a newer version has applied and this one does not know.
pub async fn newer(db: &Db) -> Result<Vec<String>, StoreError> {
    Ok(Standing::of(db).await?.newer)
}

/// Refuses a schema that is behind; one that is ahead belongs to the next version and serves this one too.
pub async fn check(db: &Db) -> Result<Result<(), SchemaBehind>, StoreError> {
    let missing = Standing::of(db).await?.missing;
    Ok(if missing.is_empty() { Ok(()) } else { Err(SchemaBehind { missing }) })
}

fn known() -> impl Iterator<Item = String> {
    Migrator::get_migration_files().into_iter().map(|file| file.name().to_owned())
}

/// How this version's migrations and the database's differ. The library calls one that it does not know an error; here it
/// is a rollout, or what a rollback has left.
struct Standing {
    missing: Vec<String>,
    newer: Vec<String>,
}

impl Standing {
    async fn of(db: &Db) -> Result<Self, DbErr> {
        Self::read(SchemaManager::new(&db.pool)).await
    }

    /// Writes nothing: who serves may have no right to.
    async fn read(manager: SchemaManager<'_>) -> Result<Self, DbErr> {
        let mut applied = Vec::new();
        if manager.has_table(TABLE).await? {
            let connection = manager.get_connection();
            let sql = format!("SELECT version FROM {TABLE} ORDER BY version");
            let statement = Statement::from_string(connection.get_database_backend(), sql);
            for row in connection.query_all_raw(statement).await? {
                applied.push(row.try_get("", "version")?);
            }
        }
        let missing = known().filter(|name| !applied.contains(name)).collect();
        applied.retain(|name| !known().any(|known| known == *name));
        Ok(Self { missing, newer: applied })
    }
}

async fn locked(
    url: &str,
    work: impl AsyncFnOnce(DatabaseExecutor<'_>, Standing) -> Result<(), DbErr>,
) -> Result<(), StoreError> {
    let connection = connect::pool(url, Some(1)).await?;
    let outcome = if connection.get_database_backend() == DbBackend::Postgres {
        connection.execute_unprepared("SET lock_timeout = '5s'").await?;
        while !try_lock(&connection).await? {
            wait().await;
        }
        let standing = Standing::read(SchemaManager::new(&connection)).await?;
        work(DatabaseExecutor::from(&connection), standing).await
    } else {
        let tx = connection.begin_with_options(write_options()).await?;
        let standing = Standing::read(SchemaManager::new(&tx)).await?;
        match work(DatabaseExecutor::from(&tx), standing).await {
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
