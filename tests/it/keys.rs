//! Rotating the keys that sign access tokens, while servers run: nobody is signed out.

use std::{fs, path::Path, time::Duration};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::TimeDelta;
use gravl::{domain::system::System as _, system::RealSystem};
use serde_json::{Value, json};
use tokio::time::{interval, timeout};

use crate::{
    binary::{Running, SECRET, ask, gravl, run},
    harness::{EmptyDatabase, on_each_database},
};

/// The name of the key that signed a token.
fn kid(token: &str) -> String {
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["alg"], "HS256");
    header["kid"].as_str().unwrap().to_owned()
}

async fn enter(server: &Running, operation: &str) -> String {
    let input = match operation {
        "signUp" => {
            json!({ "email": "ada@example.org", "password": "correct horse battery", "displayName": "Ada" })
        }
        _ => json!({ "email": "ada@example.org", "password": "correct horse battery" }),
    };
    let kind = if operation == "signUp" { "SignUpInput" } else { "SignInInput" };
    let query = format!("mutation($input: {kind}!) {{ {operation}(input: $input) {{ accessToken }} }}");
    let answer = ask(&server.graphql, None, &query, json!({ "input": input })).await;
    answer["data"][operation]["accessToken"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn admitted(server: &Running, token: &str) -> bool {
    let answer = ask(&server.graphql, Some(token), "{ viewer { displayName } }", json!({})).await;
    answer["data"]["viewer"]["displayName"] == "Ada"
}

/// Signs in again and again until another key has signed; all servers admit every token on the way.
async fn signed_by_another(server: &Running, all: &[&Running], old: &str) -> String {
    let turning = async {
        let mut ticks = interval(Duration::from_millis(100));
        loop {
            ticks.tick().await;
            let token = enter(server, "signIn").await;
            for server in all {
                assert!(admitted(server, &token).await && admitted(server, old).await);
            }
            if kid(&token) != kid(old) {
                return token;
            }
        }
    };
    timeout(Duration::from_secs(30), turning).await.unwrap()
}

fn keys(file: &Path, arguments: &[&str]) -> (bool, String, String) {
    let file = file.display().to_string();
    run(&mut gravl("sqlite::memory:", &[&["admin", "keys"], arguments, &["--file", &file]].concat()))
}

on_each_database! {
    /// As in a cluster: each server has the file from a volume of its own, and they change one after the other.
    async fn a_rotation_signs_nobody_out(database: EmptyDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let files = ["a.json", "b.json"].map(|name| folder.path().join(name));
        assert!(keys(&files[0], &["rotate"]).0);
        fs::copy(&files[0], &files[1]).unwrap();
        let start = |file: &Path| {
            Running::start(
                gravl(&database.0.url, &["serve"])
                    .env("GRAVL_KEY_RING_FILE", file)
                    .env("GRAVL_RATE_LIMIT", "off")
                    .current_dir(folder.path()),
            )
        };
        let (a, b) = (start(&files[0]), start(&files[1]));
        let old = enter(&a, "signUp").await;
        let (ok, told, _) = keys(&files[0], &["rotate"]);
        assert!(ok && told.starts_with("nothing rotated"), "{told}");
        assert!(keys(&files[0], &["rotate", "--force"]).1.starts_with("rotated"));
        // The other one still signs with the old key, and admits what the new one signed.
        let new = signed_by_another(&a, &[&a, &b], &old).await;
        assert_eq!(kid(&enter(&b, "signIn").await), kid(&old));
        // What cannot be read changes nothing: the rotation after it is seen, and the log tells of both.
        fs::write(&files[1], "{}").unwrap();
        assert!(admitted(&b, &new).await);
        fs::copy(&files[0], &files[1]).unwrap();
        let late = signed_by_another(&b, &[&a, &b], &old).await;
        assert_eq!(kid(&late), kid(&new));
        a.stop();
        let log = b.stop();
        assert!(log.contains("a file has changed and is applied") && !log.contains("secret"), "{log}");
    }

    async fn tokens_of_the_secret_outlive_the_move_to_a_ring(database: EmptyDatabase) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        let serve = |name: &str, value: &str| {
            Running::start(gravl(&database.0.url, &["serve"]).env(name, value).current_dir(folder.path()))
        };
        let before = serve("JWT_SECRET", SECRET);
        let old = enter(&before, "signUp").await;
        let path = file.display().to_string();
        let (ok, _, err) = run(gravl("sqlite::memory:", &["admin", "keys", "rotate", "--from-env"])
            .env("JWT_SECRET", SECRET)
            .env("GRAVL_KEY_RING_FILE", &path));
        assert!(ok, "{err}");
        let after = serve("GRAVL_KEY_RING_FILE", &path);
        let new = enter(&after, "signIn").await;
        assert_eq!(kid(&new), kid(&old));
        for server in [before, after] {
            assert!(admitted(&server, &old).await && admitted(&server, &new).await);
            server.stop();
        }
    }
}

#[test]
fn keys_need_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    for command in ["rotate", "list", "verify"] {
        let mut keys = gravl("", &["admin", "keys", command]);
        keys.env_remove("DATABASE_URL").env("GRAVL_ENV", "production").env("GRAVL_KEY_RING_FILE", &file);
        let (ok, _, err) = run(&mut keys);
        assert!(ok, "{command}: {err}");
    }
}

#[test]
fn keys_are_listed_without_their_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let (ok, _, err) = keys(&file, &["verify"]);
    assert!(!ok && err.contains("there is no such file"), "{err}");
    assert!(keys(&file, &["rotate"]).1.contains("made, with one active key and one on standby"));
    assert!(keys(&file, &["rotate", "--force"]).0);
    let (_, listed, _) = keys(&file, &["list"]);
    assert_eq!(listed.lines().count(), 3, "{listed}");
    let ring: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    for key in ring["keys"].as_array().unwrap() {
        assert_eq!(key["secret"].as_str().unwrap().len(), 128);
        assert!(
            listed.contains(key["kid"].as_str().unwrap())
                && !listed.contains(key["secret"].as_str().unwrap())
        );
    }
    let (ok, told, _) = keys(&file, &["verify"]);
    assert!(ok && told.contains("one active key of 3, 1 on standby"), "{told}");
    let (_, told, _) = keys(&file, &["rotate", "--force", "--revoke-previous"]);
    assert!(told.contains("2 earlier key(s) revoked"), "{told}");
}

/// Makes the ring in a file older than it is.
fn age(file: &Path, days: i64) {
    let mut ring: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let then = json!(RealSystem.now() - TimeDelta::days(days));
    for key in ring["keys"].as_array_mut().unwrap() {
        key["created_at"] = then.clone();
        if key["state"] == "active" {
            key["activated_at"] = then.clone();
        }
    }
    fs::write(file, ring.to_string()).unwrap();
}

#[test]
fn a_daily_rotation_waits_until_the_key_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let daily = || keys(&file, &["rotate", "--older-than-days", "60"]);
    assert!(daily().1.contains("made, with one active key"));
    age(&file, 59);
    let young = fs::read_to_string(&file).unwrap();
    let (ok, told, _) = daily();
    assert!(ok && told == "nothing rotated: the active key signs for less than 60 days\n", "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), young);
    age(&file, 60);
    assert!(daily().1.starts_with("rotated"));
    assert!(daily().1.starts_with("nothing rotated: the active key"));
    let (ok, _, err) = keys(&file, &["rotate", "--older-than-days", "60", "--force"]);
    assert!(!ok && err.contains("cannot be used with"), "{err}");
    assert!(!keys(&file, &["rotate", "--older-than-days", "0"]).0);
}

/// As in a cluster: the ring is mounted and cannot be written, and what comes out is for `kubectl patch --type=json`.
#[test]
fn a_patch_of_the_secret_leaves_the_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let [file, patch] = ["keys.json", "patch.json"].map(|name| folder.path().join(name));
    let name = patch.display().to_string();
    let patched = || {
        let arguments = ["rotate", "--older-than-days", "60", "--secret-patch", name.as_str()];
        let (ok, told, err) = keys(&file, &arguments);
        let text = fs::read_to_string(&patch).unwrap_or_default();
        (ok, told + &err, serde_json::from_str::<Value>(&text).unwrap_or_default())
    };
    let (ok, told, _) = patched();
    assert!(!ok && told.contains("there is no such file") && !file.exists(), "{told}");
    assert!(keys(&file, &["rotate"]).0);
    assert_eq!(patched().2, json!([]), "the key is young: nothing changes");
    age(&file, 61);
    let before = fs::read_to_string(&file).unwrap();
    let (ok, told, operations) = patched();
    assert!(ok && told.starts_with("rotated"), "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    let test = json!({ "op": "test", "path": "/data/keys.json", "value": STANDARD.encode(&before) });
    assert_eq!(operations[0], test, "whoever changed the Secret meanwhile is not overwritten");
    assert_eq!([&operations[1]["op"], &operations[1]["path"]], ["replace", "/data/keys.json"]);
    let after = STANDARD.decode(operations[1]["value"].as_str().unwrap()).unwrap();
    let [old, new] =
        [before.as_bytes(), &after].map(|text| -> Value { serde_json::from_slice(text).unwrap() });
    let states = |ring: &Value| -> Vec<(Value, Value)> {
        let keys = ring["keys"].as_array().unwrap();
        keys.iter().map(|key| (key["secret"].clone(), key["state"].clone())).collect()
    };
    let [(first, _), (second, _)] = states(&old).try_into().unwrap();
    assert_eq!(states(&new)[..2], [(first, json!("previous")), (second, json!("active"))]);
    fs::write(&file, &after).unwrap();
    assert!(keys(&file, &["verify"]).1.contains("one active key of 3, 1 on standby"));
    assert_eq!(patched().2, json!([]), "a second run changes nothing");
}

#[test]
fn a_server_signs_with_one_or_the_other() {
    let production = |more: &[(&str, &str)]| {
        let mut command = gravl("sqlite::memory:", &["serve"]);
        run(command.env("GRAVL_ENV", "production").envs(more.iter().copied())).2
    };
    assert!(production(&[]).contains("JWT_SECRET: missing in production"));
    let both = production(&[("JWT_SECRET", SECRET), ("GRAVL_KEY_RING_FILE", "keys.json")]);
    assert!(both.contains("JWT_SECRET and GRAVL_KEY_RING_FILE: set one of them"), "{both}");
    let missing = production(&[("GRAVL_KEY_RING_FILE", "/nowhere/keys.json")]);
    assert!(missing.contains("/nowhere/keys.json: there is no such file"), "{missing}");
}
