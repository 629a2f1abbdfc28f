//! The floor that `make bench` measures gravl against: a server that knows one query, and has PostgreSQL write its
//! answer in one statement. It has no GraphQL, no accounts, no limits and no log: whoever wants less work on the way
//! from the tables to the answer has to leave something out.
//!
//!     cargo run --release --example floor -- postgres://.. 127.0.0.1:3002
//!     curl '127.0.0.1:3002/?user=<uuid>'

use std::{env, error::Error, net::SocketAddr, thread};

use axum::{
    Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
    serve::ListenerExt as _,
};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, DbErr, Statement,
};
use serde::Deserialize;
use tokio::net::TcpListener;
use uuid::Uuid;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const WORKOUTS: &str = include_str!("../bench/floor.sql");

#[derive(Deserialize)]
struct Asked {
    user: Uuid,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let url = arguments.next().ok_or("name a database")?;
    let address: SocketAddr = arguments.next().ok_or("name an address to listen on")?.parse()?;
    // As many connections as gravl opens.
    let cores = thread::available_parallelism().map_or(2, usize::from);
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(u32::try_from(cores * 2)?.max(4))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false);
    let db = Database::connect(options).await?;
    let routes = Router::new().route("/", get(workouts)).with_state(db);
    let listener = TcpListener::bind(address).await?.tap_io(|connection| {
        // Without it answers may wait for each other; that costs nothing but time.
        connection.set_nodelay(true).unwrap_or_default();
    });
    Ok(axum::serve(listener, routes).await?)
}

async fn workouts(State(db): State<DatabaseConnection>, Query(asked): Query<Asked>) -> Response {
    match answer(&db, asked.user).await {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn answer(db: &DatabaseConnection, user: Uuid) -> Result<String, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, WORKOUTS, [user.into()]);
    let row = db.query_one_raw(statement).await?.ok_or(DbErr::RecordNotFound("the answer".to_owned()))?;
    row.try_get_by_index(0)
}
