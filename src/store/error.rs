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

impl StoreError {
    /// Whether a rule of the tables was broken, and which one in the database's words.
    #[must_use]
    pub fn broken_rule(&self) -> Option<String> {
        let Self::Database(error) = self else { return None };
        let text = error.to_string();
        text.to_lowercase().contains("constraint").then_some(text)
    }
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
