//! Copies of a database in use, and a server that starts on one.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use gravl::store::Db;
use serde_json::json;

use crate::{
    binary::{Running, ask, gravl, run},
    harness::{Backend, TestDatabase},
};

/// How many rows every table has.
async fn rows(db: &Db) -> Vec<(String, String)> {
    let names =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut counted = Vec::new();
    for name in db.query_text(names).await.unwrap().concat() {
        let count = db.query_text(&format!("SELECT CAST(count(*) AS text) AS n FROM {name}")).await.unwrap();
        counted.push((name, count.concat().concat()));
    }
    counted
}

fn backup(url: &str, file: &Path) -> (bool, String, String) {
    run(&mut gravl(url, &["backup", &file.display().to_string()]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_starts_on_the_copy_and_everything_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("gravl.db").display());
    let copy = folder.path().join("it's a copy.db");
    // With demo data, and in use meanwhile.
    let server = Running::start(gravl(&url, &[]).current_dir(folder.path()));
    let (ok, told, err) = backup(&url, &copy);
    assert!(ok && told.ends_with(" bytes, checked\n"), "{told}{err}");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    let original = Db::connect(&url).await.unwrap();
    let expected = rows(&original).await;
    assert!(expected.iter().any(|(table, rows)| table == "set_logs" && rows.len() > 2), "{expected:?}");
    original.close().await.unwrap();
    server.stop();

    let (ok, _, err) = backup(&url, &copy);
    assert!(!ok && err.contains("exists"), "{err}");

    let url = format!("sqlite://{}", copy.display());
    let restored = Db::connect(&url).await.unwrap();
    assert_eq!(rows(&restored).await, expected);
    restored.close().await.unwrap();
    let server = Running::start(gravl(&url, &["serve"]).current_dir(folder.path()));
    let sign_in =
        "mutation { signIn(input: { email: \"demo@gravl.example\", password: \"train-recover-repeat\" }) {
        user { displayName } } }";
    let answer = ask(&server.graphql, None, sign_in, json!({})).await;
    assert_eq!(answer["data"]["signIn"]["user"]["displayName"], "Demo");
    server.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_there_or_not_sqlite_or_not_whole_has_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let missing = format!("sqlite://{}", folder.path().join("missing.db").display());
    let (ok, _, err) = backup(&missing, &copy);
    assert!(!ok && err.contains("there is no database at"), "{err}");
    let (ok, _, err) = backup("postgres://gravl@db.example.org/gravl", &copy);
    assert!(!ok && err.contains("pg_dump -Fc"), "{err}");

    let database = TestDatabase::start(Backend::Sqlite).await;
    let db = database.connect().await;
    let dangling = "PRAGMA foreign_keys = OFF; INSERT INTO idempotency_keys \
                    (user_id, idempotency_key, request_hash, outcome, created_at) VALUES (x'00', 'k', 'h', NULL, 'now')";
    db.execute_text(dangling).await.unwrap();
    db.close().await.unwrap();
    let (ok, _, err) = backup(&database.url, &copy);
    assert!(!ok && err.contains("1 row(s) point at nothing"), "{err}");
    assert!(!copy.exists() && !folder.path().join("missing.db").exists());
}
