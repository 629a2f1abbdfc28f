//! Copies of a SQLite database while it is in use.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DbErr};

use super::{StoreError, connect, sqlite_file};

/// Why there is no copy.
#[derive(Debug)]
pub enum BackupError {
    /// The database is none that this copies.
    NotSqlite,
    /// There is no database to copy.
    Missing(String),
    /// The file of the copy cannot be made or written.
    File(io::Error),
    /// The database refused.
    Database(StoreError),
    /// The copy was made, and is not whole.
    Broken(String),
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSqlite => f.write_str(
                "DATABASE_URL names no SQLite file; back PostgreSQL up with `pg_dump -Fc -d \"$DATABASE_URL\" -f \
                 FILE`",
            ),
            Self::Missing(file) => write!(f, "there is no database at {file}"),
            Self::File(error) => write!(f, "the copy cannot be written: {error}"),
            Self::Database(error) => write!(f, "{error}"),
            Self::Broken(what) => write!(f, "the copy is not whole and was removed: {what}"),
        }
    }
}

impl std::error::Error for BackupError {}

impl From<DbErr> for BackupError {
    fn from(error: DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Copies the database as it is at one instant into a new file for its owner's eyes only, and checks the copy. Gives
/// its size in bytes.
pub async fn backup(url: &str, to: &Path) -> Result<u64, BackupError> {
    let from = sqlite_file(url).ok_or(BackupError::NotSqlite)?;
    if !Path::new(from).exists() {
        return Err(BackupError::Missing(from.to_owned()));
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(BackupError::File)?;
    let done = copy_and_check(url, to).await;
    if done.is_err()
        && let Err(error) = fs::remove_file(to)
    {
        tracing::warn!(%error, "a broken copy could not be removed");
    }
    done
}

async fn copy_and_check(url: &str, to: &Path) -> Result<u64, BackupError> {
    let source = connect::pool(url, Some(1)).await?;
    let quoted = to.display().to_string().replace('\'', "''");
    // Into an empty file, which is as good as none and has the right mode.
    let copied = source.execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await;
    source.close().await?;
    copied?;
    check(to).await?;
    let file = File::open(to).map_err(BackupError::File)?;
    file.sync_all().map_err(BackupError::File)?;
    file.metadata().map(|data| data.len()).map_err(BackupError::File)
}

async fn check(file: &Path) -> Result<(), BackupError> {
    let file = file.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| sqlite.in_memory(false).filename(&file).read_only(true));
    let copy = Database::connect(options).await?;
    let whole = connect::query_text(&copy, "PRAGMA integrity_check").await.map_err(BackupError::Database)?;
    let dangling =
        connect::query_text(&copy, "PRAGMA foreign_key_check").await.map_err(BackupError::Database)?;
    copy.close().await?;
    if whole.concat() != ["ok"] {
        return Err(BackupError::Broken(whole.concat().join("; ")));
    }
    match dangling.len() {
        0 => Ok(()),
        count => Err(BackupError::Broken(format!("{count} row(s) point at nothing"))),
    }
}
