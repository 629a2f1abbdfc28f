//! What can go wrong in the database.

use std::{error::Error, fmt};

use sea_orm::DbErr;

/// A fault of the database or of what it holds: for the log, never for a client.
#[derive(Debug)]
pub enum StoreError {
    /// The database refused or did not answer.
    Database(DbErr),
    /// A column holds what this version cannot read.
    Corrupt(&'static str),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Corrupt(column) => write!(f, "the column {column} holds what this version cannot read"),
        }
    }
}

impl Error for StoreError {}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}
