//! The database's password in a file: changed while the server runs.

use std::{fs, process, time::Duration};

use gravl::store::Db;
use serde_json::json;
use tokio::time::{interval, timeout};

use crate::{
    binary::{Running, SECRET, ask, gravl, run},
    harness::{Backend, TestDatabase},
};

/// Members of this role are asked for their password by the server that `scripts/with-postgres` starts.
const ASKED: &str = "gravl_test_password";

/// The address of a database for another user, without a password.
fn as_user(url: &str, user: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (_, host) = rest.split_once('@').unwrap();
    format!("{scheme}://{user}@{host}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_password_counts_for_every_new_connection() {
    let database = TestDatabase::start(Backend::Postgres).await;
    let db = database.connect().await;
    let user = format!("gravl_test_{}", process::id());
    for sql in [
        format!(
            "DO $$ BEGIN CREATE ROLE {ASKED}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        ),
        format!("CREATE ROLE {user} LOGIN PASSWORD 'old: p@ss/word' IN ROLE {ASKED}"),
        format!("GRANT ALL ON SCHEMA public TO {user}"),
        format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {user}"),
    ] {
        db.execute_text(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    let url = as_user(&database.url, &user);
    let trusting = Db::connect(&url).await.is_ok();
    assert!(
        !trusting,
        "the server of GRAVL_TEST_POSTGRES_URL does not ask members of {ASKED} for their password"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    fs::write(&file, "old: p@ss/word\n").unwrap();
    let command = |arguments: &[&str]| {
        let mut command = gravl(&url, arguments);
        command
            .env("GRAVL_DATABASE_PASSWORD_FILE", &file)
            .env("JWT_SECRET", SECRET)
            .current_dir(folder.path());
        command
    };
    let (ok, _, err) = run(&mut command(&["migrate", "status"]));
    assert!(ok, "{err}");
    let server = Running::start(&mut command(&["serve"]));
    let sign_up =
        "mutation { signUp(input: { email: \"ada@example.org\", password: \"correct horse battery\",
        displayName: \"Ada\" }) { accessToken } }";
    let answer = ask(&server.graphql, None, sign_up, json!({})).await;
    let token = answer["data"]["signUp"]["accessToken"].as_str().unwrap();

    db.execute_text(&format!("ALTER ROLE {user} PASSWORD 'new'")).await.unwrap();
    let cut = format!(
        "SELECT CAST(pg_terminate_backend(pid) AS text) AS n FROM pg_stat_activity WHERE usename = '{user}'"
    );
    assert!(!db.query_text(&cut).await.unwrap().is_empty());
    // No connection is left and the old password opens none.
    let viewer = async || {
        let answer = ask(&server.graphql, Some(token), "{ viewer { displayName } }", json!({})).await;
        answer["data"]["viewer"]["displayName"] == "Ada"
    };
    assert!(!viewer().await);
    fs::write(&file, "new").unwrap();
    let returned = async {
        let mut ticks = interval(Duration::from_millis(100));
        while !viewer().await {
            ticks.tick().await;
        }
    };
    timeout(Duration::from_mins(1), returned).await.unwrap();
    let log = server.stop();
    assert!(log.contains("a file has changed and is applied") && !log.contains("p@ss"), "{log}");
    for sql in [format!("DROP OWNED BY {user}"), format!("DROP ROLE {user}")] {
        db.execute_text(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

#[test]
fn a_password_has_one_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    let status =
        |url: &str| run(gravl(url, &["migrate", "status"]).env("GRAVL_DATABASE_PASSWORD_FILE", &file)).2;
    assert!(status("postgres://gravl@db/gravl").contains("GRAVL_DATABASE_PASSWORD_FILE: cannot read"));
    fs::write(&file, "secret").unwrap();
    let both = status("postgres://gravl:hunter2@db/gravl");
    assert!(both.contains("holds a password too") && !both.contains("hunter2"), "{both}");
}
