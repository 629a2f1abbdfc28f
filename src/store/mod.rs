//! Rows in, domain out: the only room that names `sea_orm`.
//!
//! A private row is found only through its owner, so every function that reads one takes the `UserId`.

pub mod archive;
pub mod backup;
pub mod catalogue;
mod connect;
pub mod custom_workouts;
pub mod enrolments;
mod entity;
mod error;
pub mod exclusions;
pub mod idempotency;
pub mod imports;
pub mod insight;
mod keyset;
pub mod logs;
pub mod migrate;
pub mod overrides;
pub mod own_exercises;
pub mod rate_limits;
pub mod recovery;
pub mod refresh_tokens;
pub mod sessions;
pub mod sets;
pub mod swaps;
pub mod training;
pub mod users;

use std::sync::Arc;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait as _, Value, sea_query::Expr, sea_query::postgres_array::NotU8,
};

use tracing::{Instrument as _, Span};

pub use connect::{ConnectError, Connections, Statements, sqlite_file};
pub use error::StoreError;

/// A pool of connections to one database.
#[derive(Clone, Debug)]
pub struct Db {
    pool: DatabaseConnection,
    statements: Arc<Statements>,
}

/// A write transaction. Dropped without [`WriteTx::commit`], nothing of it remains.
#[derive(Debug)]
pub struct WriteTx(DatabaseTransaction);

/// Something that statements can be sent to: the pool, or a transaction.
pub trait Connected: Sync {
    /// The connection underneath.
    type Raw: ConnectionTrait;

    /// The connection underneath.
    fn raw(&self) -> &Self::Raw;
}

impl Connected for Db {
    type Raw = DatabaseConnection;

    fn raw(&self) -> &DatabaseConnection {
        &self.pool
    }
}

impl Connected for WriteTx {
    type Raw = DatabaseTransaction;

    fn raw(&self) -> &DatabaseTransaction {
        &self.0
    }
}

impl Db {
    /// Opens a write transaction. On SQLite it takes the write lock at once, so that it never fails half-way.
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        let span = span("BEGIN", self.system());
        Ok(WriteTx(self.pool.begin_with_options(write_options()).instrument(span).await?))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.pool.ping().await?)
    }

    /// The database's name among OpenTelemetry's.
    #[must_use]
    pub fn system(&self) -> &'static str {
        system_name(&self.pool)
    }

    /// How many statements were sent so far, and how long they took.
    #[must_use]
    pub fn statements(&self) -> &Statements {
        &self.statements
    }

    /// Has the database take statistics of its tables, for the plans of later statements.
    pub async fn analyze(&self) -> Result<(), StoreError> {
        self.pool.execute_unprepared("ANALYZE").await?;
        Ok(())
    }

    /// Closes every connection, after the statements under way.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.pool.close().await?)
    }

    /// Plain SQL, for tests that ask the database about itself.
    #[doc(hidden)]
    pub async fn query_text(&self, sql: &str) -> Result<Vec<Vec<String>>, StoreError> {
        connect::query_text(&self.pool, sql).await
    }

    /// Plain SQL, for tests that break rules on purpose.
    #[doc(hidden)]
    pub async fn execute_text(&self, sql: &str) -> Result<(), StoreError> {
        self.pool.execute_unprepared(sql).await?;
        Ok(())
    }
}

impl WriteTx {
    /// Makes everything in the transaction last.
    pub async fn commit(self) -> Result<(), StoreError> {
        let span = span("COMMIT", system_name(&self.0));
        Ok(self.0.commit().instrument(span).await?)
    }
}

fn system_name(db: &impl ConnectionTrait) -> &'static str {
    match db.get_database_backend() {
        DbBackend::Postgres => "postgresql",
        _ => "sqlite",
    }
}

/// What waits for a lock or for the disk, in traces: the library tells of statements only.
fn span(operation: &'static str, system: &'static str) -> Span {
    tracing::info_span!(
        target: "gravl::traces",
        "transaction",
        otel.name = operation,
        otel.kind = "client",
        db.system.name = system,
        db.operation.name = operation,
    )
}

/// A transaction that takes the write lock at once, where the database has but one.
const fn write_options() -> TransactionOptions {
    TransactionOptions {
        isolation_level: None,
        access_mode: None,
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
    }
}

/// `column IN (values)` as one prepared statement for every length where the database has arrays.
fn any_of<C, V>(db: &impl Connected, column: C, values: impl IntoIterator<Item = V>) -> Expr
where
    C: ColumnTrait,
    V: Into<Value> + NotU8,
{
    match db.raw().get_database_backend() {
        DbBackend::Postgres => column.eq_any(values),
        _ => column.is_in(values),
    }
}

/// A small whole number of the database as the domain's: the tables' checks keep it in range.
fn natural(value: i16, column: &'static str) -> Result<u16, StoreError> {
    u16::try_from(value).map_err(|_negative| StoreError::Corrupt(column))
}

/// A small whole number of the domain as the database's: checked at the edge, so that it fits.
fn small(value: u16) -> i16 {
    i16::try_from(value).unwrap_or(i16::MAX)
}
