//! The rooms of the house: main -> http -> graphql -> service -> store -> domain. An arrow may skip rooms downwards and
//! never runs back up, and each library is named in the rooms that are there for it.

mod source;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use self::source::{Source, sources};

/// What each room may name of the others. Whatever is not listed stands at the top, beside `main`, and names what it
/// likes; nobody listed here may name it back, unless it says so.
const ROOMS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("catalogue", &["domain"]),
    ("store", &["domain"]),
    ("service", &["domain", "catalogue", "store"]),
    ("graphql", &["domain", "store", "service"]),
    ("http", &["domain", "store", "service", "graphql", "config", "telemetry", "lifecycle", "system"]),
    ("system", &["domain"]),
    ("config", &["domain"]),
    ("telemetry", &["config"]),
];

/// The only places (rooms, or paths of files) that may name a library or a function.
const ONLY_IN: [(&str, &[&str]); 15] = [
    ("sea_orm", &["store"]),
    ("migration", &["store"]),
    ("async_graphql", &["graphql", "http"]),
    ("async_graphql_axum", &["http"]),
    ("axum", &["http", "lifecycle", "config"]),
    ("jsonwebtoken", &["service/access_token.rs", "service/hs256.rs"]),
    ("argon2", &["service/password.rs"]),
    ("opentelemetry", &["telemetry"]),
    ("opentelemetry_sdk", &["telemetry"]),
    ("tracing_opentelemetry", &["telemetry"]),
    ("rustls", &["telemetry/client.rs"]),
    ("Utc::now", &["system"]),
    ("SystemTime::now", &["system"]),
    ("now_v7", &["system"]),
    ("getrandom", &["system"]),
];

/// What the ground floor does without.
const NOT_IN_DOMAIN: [&str; 4] = ["tokio", "futures_util", "tracing", "std::fs"];

impl Source {
    /// The rules that the file breaks, in words.
    fn breaches(&self) -> Vec<String> {
        let rooms = BTreeMap::from(ROOMS);
        let room = self.room();
        let mut breaches = BTreeSet::new();
        if let Some(allowed) = rooms.get(room) {
            for path in self.crate_paths() {
                let Some(named) =
                    path.first().filter(|step| step.chars().all(|c| c.is_lowercase() || c == '_'))
                else {
                    continue;
                };
                if named != room && !allowed.contains(&named.as_str()) {
                    breaches.insert(format!("{} names crate::{}", self.path, path.join("::")));
                }
            }
        }
        for (word, places) in ONLY_IN {
            if self.names(word) && !places.contains(&room) && !places.contains(&self.path.as_str()) {
                breaches.insert(format!("{} names {word}", self.path));
            }
        }
        for word in NOT_IN_DOMAIN {
            if room == "domain" && self.names(word) {
                breaches.insert(format!("{} names {word}", self.path));
            }
        }
        breaches.into_iter().collect()
    }
}

#[test]
fn no_arrow_runs_back_up() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &root, &mut found);
    assert!(found.len() > 80, "{} files", found.len());
    let breaches: Vec<String> = found.iter().flat_map(Source::breaches).collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
    for (word, places) in ONLY_IN.iter().filter(|(_, places)| places[0].contains('.')) {
        let naming = found.iter().filter(|source| source.names(word)).map(|source| source.path.as_str());
        assert_eq!(naming.collect::<Vec<_>>(), *places, "{word} has moved");
    }
}

#[test]
fn an_arrow_that_runs_back_up_is_found() {
    for (path, text, breach) in [
        ("domain/id.rs", "use crate::store::Db;", "domain/id.rs names crate::store::Db"),
        ("domain/id.rs", "use sea_orm::DbErr;", "domain/id.rs names sea_orm"),
        (
            "domain/recovery/mod.rs",
            "use super::super::service;",
            "domain/recovery/mod.rs names crate::service",
        ),
        ("domain/mod.rs", "fn f() { tokio::spawn(g()); }", "domain/mod.rs names tokio"),
        (
            "store/users.rs",
            "pub(crate) use crate::{\n    domain::{\n        id::UserId,\n    },\n    service::{Env as E, write},\n};",
            "store/users.rs names crate::service::Env",
        ),
        ("store/mod.rs", "use super::graphql::page;", "store/mod.rs names crate::graphql::page"),
        (
            "store/users.rs",
            "fn f() -> crate::http::Options { todo() }",
            "store/users.rs names crate::http::Options",
        ),
        ("service/a.rs", "fn f() {\n    let now = Utc::now();\n}", "service/a.rs names Utc::now"),
        ("service/a.rs", "let token = jsonwebtoken::encode();", "service/a.rs names jsonwebtoken"),
        ("graphql/a.rs", "use axum::Router;", "graphql/a.rs names axum"),
        ("graphql/a.rs", "use crate::config::Config;", "graphql/a.rs names crate::config::Config"),
        ("config.rs", "use crate::http::router;", "config.rs names crate::http::router"),
        ("main.rs", "use sea_orm::Database;", "main.rs names sea_orm"),
    ] {
        let breaches = Source::new(path, text).breaches();
        assert!(breaches.iter().any(|found| found == breach), "{path}: {text}: {breaches:?}");
    }
}

#[test]
fn an_arrow_that_runs_down_is_no_breach() {
    for (path, text) in [
        (
            "domain/id.rs",
            "//! Not a word of `sea_orm`: the store names it.\nuse super::account::User; // see crate::store",
        ),
        ("domain/recovery/mod.rs", "use super::muscle::Muscle;\npub use self::state::MuscleState;"),
        (
            "service/a.rs",
            "use super::{Env, write::Write};\nuse crate::{catalogue, domain::id, store::{self, Db}};",
        ),
        ("service/mod.rs", "use crate::store::Db;\n#[cfg(test)]\nmod tests {\n    use super::*;\n}"),
        (
            "graphql/types/session.rs",
            "use super::super::{error::ApiError, page};\nlet x = crate::service::plan_session::PlanSession {};",
        ),
        ("http/mod.rs", "use axum::Router;\nuse async_graphql_axum::GraphQLRequest;"),
        ("main.rs", "use gravl::{config, http, lifecycle, store};"),
        ("system.rs", "let now = Utc::now();"),
        ("catalogue/a.rs", r#"const URL: &str = "https://example.org/axumatic";"#),
    ] {
        assert_eq!(Source::new(path, text).breaches(), [""; 0], "{path}: {text}");
    }
}
