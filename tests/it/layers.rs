//! The rooms of the house: main -> http -> graphql -> service -> store -> domain. An arrow may skip rooms downwards and
//! never runs back up, and each library is named in the rooms that are there for it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

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
const ONLY_IN: [(&str, &[&str]); 11] = [
    ("sea_orm", &["store"]),
    ("migration", &["store"]),
    ("async_graphql", &["graphql", "http"]),
    ("async_graphql_axum", &["http"]),
    ("axum", &["http", "lifecycle", "config"]),
    ("jsonwebtoken", &["service/access_token.rs"]),
    ("argon2", &["service/password.rs"]),
    ("Utc::now", &["system"]),
    ("SystemTime::now", &["system"]),
    ("now_v7", &["system"]),
    ("getrandom", &["system"]),
];

/// What the ground floor does without.
const NOT_IN_DOMAIN: [&str; 4] = ["tokio", "futures_util", "tracing", "std::fs"];

/// A source file: its path below `src`, and its text without comments and quotations.
struct Source {
    path: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), code: code(text) }
    }

    /// The first folder, or the file itself where it stands at the top.
    fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The module's path: `store/entity/mod.rs` is `["store", "entity"]`.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs");
        let path = path.strip_suffix("/mod").unwrap_or(path);
        path.split('/').filter(|step| !["lib", "main"].contains(step)).collect()
    }

    /// Every path of the crate that the file names, from the crate's root on.
    fn crate_paths(&self) -> Vec<Vec<String>> {
        self.paths().iter().filter_map(|path| self.resolve(path)).collect()
    }

    fn resolve(&self, path: &str) -> Option<Vec<String>> {
        let steps: Vec<&str> = path.split("::").collect();
        let ups = steps
            .iter()
            .take_while(|step| ["super", "self"].contains(step))
            .filter(|s| **s == "super")
            .count();
        let below = match steps[0] {
            "crate" | "gravl" => Vec::new(),
            "super" | "self" => {
                let module = self.module();
                // Modules inside the file lie deeper than it; what leads further up than there is ends at the root.
                module[..module.len().saturating_sub(ups)].to_vec()
            }
            _ => return None,
        };
        let named = steps.iter().skip_while(|step| ["crate", "gravl", "super", "self"].contains(step));
        Some(below.iter().chain(named).map(|step| (*step).to_owned()).collect())
    }

    /// Every path that the file names: each branch of its `use` trees, and the paths in its code.
    fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        let mut rest = String::new();
        for statement in self.code.split_inclusive(';') {
            let start = statement.lines().position(|line| {
                let line = line.trim_start();
                let line = line
                    .strip_prefix("pub")
                    .map_or(line, |line| line.trim_start_matches(|c| c != ' ').trim_start());
                line.starts_with("use ")
            });
            let Some(start) = start.filter(|_| statement.ends_with(';')) else {
                rest.push_str(statement);
                continue;
            };
            let lines: Vec<&str> = statement.lines().collect();
            rest.push_str(&lines[..start].join("\n"));
            let tree: String = lines[start..].join(" ");
            let (_, tree) = tree.split_once("use ").unwrap_or_default();
            branches("", tree.trim_end_matches(';').trim(), &mut paths);
        }
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        paths.extend(
            rest.split(|c| !is_path(c))
                .filter(|word| word.contains("::"))
                .map(|word| word.trim_matches(':').to_owned()),
        );
        paths
    }

    /// Whether the code has this word, on its own or as a step of a path.
    fn names(&self, word: &str) -> bool {
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        self.code.match_indices(word).any(|(at, _)| {
            let (before, after) = (&self.code[..at], &self.code[at + word.len()..]);
            !inside(before.chars().next_back()) && !inside(after.chars().next())
        })
    }

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

/// A text without its comments and without what stands in quotation marks.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") || rest.starts_with(r#"'\"'"#) {
            rest.find("\"'").map_or(rest.len(), |at| at + 2)
        } else if first == '"' || (first == 'r' && !is_word) {
            quotation(rest)
        } else {
            0
        };
        if length == 0 {
            code.push(first);
        }
        rest = &rest[if length == 0 { first.len_utf8() } else { length }..];
    }
    code
}

/// How long the quotation is that a text begins with; 0 if it begins with none.
fn quotation(text: &str) -> usize {
    let open = text.trim_start_matches('r').trim_start_matches('#');
    let start = text.len() - open.len();
    if !open.starts_with('"') {
        return 0;
    }
    if text.starts_with('r') {
        let close = format!("\"{}", "#".repeat(start - 1));
        return open[1..].find(&close).map_or(text.len(), |at| start + 1 + at + close.len());
    }
    let mut escaped = false;
    let end = open[1..].find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |at| at + 2)
}

/// Adds every path of a `use` tree.
fn branches(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((stem, group)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or_default().trim();
        if !name.is_empty() {
            paths.push(format!("{prefix}{name}"));
        }
        return;
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let prefix = format!("{prefix}{}", stem.trim());
    let (mut depth, mut start) = (0, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                branches(&prefix, &group[start..at], paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    branches(&prefix, &group[start..], paths);
}

fn sources(folder: &Path, root: &Path, found: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort_unstable();
    for path in entries {
        if path.is_dir() {
            sources(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            found.push(Source::new(&name, &fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn comments_and_quotations_are_no_code() {
    for (text, expected) in [
        (r#"a("b // \"c", d); // e"#, "a(, d); "),
        ("a(r#\"b \"c\"\"#, r\"\\\", 'd')", "a(, , 'd')"),
        (r#"a('"', b'"', '\"', "c")"#, "a(, b, , )"),
        ("for r in rooms { r.sort() }", "for r in rooms { r.sort() }"),
    ] {
        assert_eq!(code(text), expected);
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
