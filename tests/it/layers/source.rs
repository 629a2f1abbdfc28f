//! What a source file names: the branches of its `use` trees and the paths in its code, without comments and quotations.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A source file: its path below `src`, and its text without comments and quotations.
pub(super) struct Source {
    pub(super) path: String,
    code: String,
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), code: code(text) }
    }

    /// The first folder, or the file itself where it stands at the top.
    pub(super) fn room(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The module's path: `store/entity/mod.rs` is `["store", "entity"]`.
    fn module(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs");
        let path = path.strip_suffix("/mod").unwrap_or(path);
        path.split('/').filter(|step| !["lib", "main"].contains(step)).collect()
    }

    /// Every path of the crate that the file names, from the crate's root on.
    pub(super) fn crate_paths(&self) -> Vec<Vec<String>> {
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
    pub(super) fn names(&self, word: &str) -> bool {
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        self.code.match_indices(word).any(|(at, _)| {
            let (before, after) = (&self.code[..at], &self.code[at + word.len()..]);
            !inside(before.chars().next_back()) && !inside(after.chars().next())
        })
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

/// Every source file of a folder, by the path below the root.
pub(super) fn sources(folder: &Path, root: &Path, found: &mut Vec<Source>) {
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
