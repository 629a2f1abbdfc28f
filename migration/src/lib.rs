//! The database schema of gravl: one append-only history for SQLite and PostgreSQL.
//!
//! The statements are plain SQL that both databases read alike: SQLite keeps any type name, and the drivers
//! write identifiers as 16 bytes and instants as RFC 3339 text there. A migration that has landed is never
//! edited; see README.md beside this crate for the rules.

use sea_orm_migration::prelude::{DynIden, IntoIden as _, MigrationTrait, async_trait};
pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};

mod m20261123_000001_accounts;
mod m20261123_000002_catalogue;
mod m20261123_000003_custom_workouts;
mod m20261123_000004_sessions;
mod m20261123_000005_recovery;
mod m20261123_000006_swaps;
mod m20261123_000007_editing;
mod m20261123_000008_own_exercises;
mod m20261123_000009_imports;

/// The table with the names of the migrations that are applied.
pub const TABLE: &str = "schema_migrations";

/// Every migration, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_accounts::Migration),
            Box::new(m20261123_000002_catalogue::Migration),
            Box::new(m20261123_000003_custom_workouts::Migration),
            Box::new(m20261123_000004_sessions::Migration),
            Box::new(m20261123_000005_recovery::Migration),
            Box::new(m20261123_000006_swaps::Migration),
            Box::new(m20261123_000007_editing::Migration),
            Box::new(m20261123_000008_own_exercises::Migration),
            Box::new(m20261123_000009_imports::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        TABLE.into_iden()
    }
}

/// Writes a migration out of the SQL that makes it, and the tables or the SQL that take it back.
///
/// Every migration runs in one transaction on both databases: half a migration is never left behind.
macro_rules! migration {
    ($up:expr, drop: [$($table:literal),+ $(,)?]) => {
        super::migration!($up, down: concat!($("DROP TABLE ", $table, ";"),+));
    };
    ($up:expr, down: $down:expr) => {
        use sea_orm_migration::prelude::{
            ConnectionTrait as _, DbErr, DeriveMigrationName, MigrationTrait, SchemaManager, async_trait,
        };

        #[derive(DeriveMigrationName)]
        pub(crate) struct Migration;

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                manager.get_connection().execute_unprepared($up).await.map(drop)
            }

            async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                manager.get_connection().execute_unprepared($down).await.map(drop)
            }

            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
pub(crate) use migration;
