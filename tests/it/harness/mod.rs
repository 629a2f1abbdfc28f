//! What the tests stand on: databases of their own, a clock that moves when told, identifiers that count.

mod app;
mod database;
mod recovery;
mod server;
mod time;

pub(crate) use self::{
    app::{TestApp, exercise, log},
    database::{Backend, EmptyDatabase, TestDatabase},
    recovery::assert_same,
    server::{PASSWORD, TestServer, TestUser, codes, working_sets},
    time::{START, TestSystem},
};

/// Writes each test twice: as `name::sqlite` and as `name::postgres`.
///
/// What a test starts from is the type of its argument: anything with `async fn start(Backend) -> Self`. A snapshot
/// in a file needs a name (`assert_snapshot!("name", ..)`), an inline one `insta::allow_duplicates!` around it: both
/// databases are held to the same one.
macro_rules! on_each_database {
    ($($(#[$doc:meta])* async fn $name:ident($start:ident: $fixture:ty) $test:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;
            use crate::harness::Backend;

            async fn test($start: $fixture) $test

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(<$fixture>::start(Backend::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                test(<$fixture>::start(Backend::Postgres).await).await;
            }
        }
    )+};
}
pub(crate) use on_each_database;
